"""Diffs as readers see them: HTML that holds no foreign markup, text without colour, columns, a line in words."""

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from monitor import render
from monitor.diff import Diff, apply_diff, diff_stories
from scrapers.items import Story

HOSTILE = [
    "<script>alert(1)</script>",
    "<ins>",
    '" onload="x',
    "&lt;b&gt;",
    "<!--",
    "]]>",
    "a",
    "b",
    "{}",
    "[bold]",
    "%s",
]
texts = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8)), max_size=5).map(" ".join)
stories = st.builds(
    Story,
    headline=texts,
    standfirst=texts,
    byline=st.lists(texts, max_size=2).map(tuple),
    body=st.lists(texts, max_size=6).map("\n\n".join),
    language=st.one_of(st.none(), texts),
)

OLD = Story(
    headline="Alliance possible",
    byline=("Asha Rao", "Bilal Dar"),
    body="\n\n".join(
        [
            "The alliance on 80 seats is possible.",
            "Talks go on in Srinagar.",
            "A list was not shown.",
            "Nobody gave a date.",
            "Polling is in three phases.",
            "The last list had 51 names.",
        ]
    ),
    language="en",
)
NEW = Story(
    headline="Alliance final",
    byline=("Asha Rao",),
    body="\n\n".join(
        [
            "The alliance on 90 seats is final.",
            "Talks go on in Srinagar.",
            "A list was not shown.",
            "Nobody gave a date.",
            "Polling is in three phases.",
            "Both parties <b>signed</b> it & left.",
            "The last list had 51 names.",
        ]
    ),
)


def difference(old: Story = OLD, new: Story = NEW) -> Diff:
    diff = diff_stories(old, new)
    assert diff is not None
    return diff


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[tuple[str, tuple[str, ...]]] = set()
        self.shown: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add((tag, tuple(name for name, _ in attrs)))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_data(self, data: str) -> None:
        self.shown.append(data)


OURS = {
    ("div", ("class",)),
    ("p", ("class", "lang", "dir")),
    ("p", ("class", "dir")),
    ("p", ("class",)),
    ("p", ("class", "id")),
    ("a", ("href",)),
    ("ins", ()),
    ("del", ()),
    ("br", ()),
}


@given(stories, stories)
def test_no_foreign_markup_survives(old: Story, new: Story) -> None:
    diff = diff_stories(old, new)
    if diff is None:
        return
    cells = [cell for row in render.side_by_side(diff, old) for cell in (row.left, row.right)]
    for shown in [render.html(diff, old), *cells]:
        tags = Tags()
        tags.feed(shown)
        tags.close()
        assert tags.seen <= OURS
    assert "\x1b" not in render.text(diff, old).replace(
        "\x1b", "", sum(map(repr(diff).count, ["\\x1b", "\\u001b"])) * 3
    )


def test_html() -> None:
    assert render.html(difference(), OLD) == "\n".join(
        [
            '<div class="diff">',
            '<p class="diff-headline" lang="en" dir="auto">Alliance <del>possible</del><ins>final</ins></p>',
            '<p class="diff-byline" lang="en" dir="auto">Asha Rao<del><br>Bilal Dar</del></p>',
            '<p class="diff-edit" lang="en" dir="auto">The alliance on <del>80</del><ins>90</ins> seats is '
            "<del>possible</del><ins>final</ins>.</p>",
            '<p class="diff-keep" lang="en" dir="auto">Talks go on in Srinagar.</p>',
            '<p class="diff-skip">… 2 paragraphs unchanged …</p>',
            '<p class="diff-keep" lang="en" dir="auto">Polling is in three phases.</p>',
            '<p class="diff-add" lang="en" dir="auto">'
            "<ins>Both parties &lt;b&gt;signed&lt;/b&gt; it &amp; left.</ins></p>",
            '<p class="diff-keep" lang="en" dir="auto">The last list had 51 names.</p>',
            "</div>",
        ]
    )


def test_plain_text_reads_without_colour() -> None:
    assert render.text(difference(), OLD).splitlines() == [
        "Headline: Alliance [-possible-]{+final+}",
        "Byline: Asha Rao[-, Bilal Dar-]",
        "The alliance on [-80-]{+90+} seats is [-possible-]{+final+}.",
        "Talks go on in Srinagar.",
        "… 2 paragraphs unchanged …",
        "Polling is in three phases.",
        "{+Both parties <b>signed</b> it & left.+}",
        "The last list had 51 names.",
    ]


def test_a_terminal_shows_the_same_words() -> None:
    console = Console(width=200, color_system=None)
    with console.capture() as capture:
        console.print(render.ansi(difference(), OLD), end="")
    assert capture.get().splitlines() == render.text(difference(), OLD).splitlines()


def test_columns_hold_the_old_and_the_new() -> None:
    columns = render.side_by_side(difference(), OLD, context=0)
    assert [(row.kind, row.left, row.right) for row in columns] == [
        ("headline", "Alliance <del>possible</del>", "Alliance <ins>final</ins>"),
        ("byline", "Asha Rao<del><br>Bilal Dar</del>", "Asha Rao"),
        (
            "edit",
            "The alliance on <del>80</del> seats is <del>possible</del>.",
            "The alliance on <ins>90</ins> seats is <ins>final</ins>.",
        ),
        ("skip", "… 4 paragraphs unchanged …", "… 4 paragraphs unchanged …"),
        ("add", "", "<ins>Both parties &lt;b&gt;signed&lt;/b&gt; it &amp; left.</ins>"),
        ("keep", "The last list had 51 names.", "The last list had 51 names."),
    ]


def test_what_went_and_what_came_in_its_place_stand_side_by_side() -> None:
    old = Story(headline="Talks", body="A first.\n\nSnow fell in Gulmarg.\n\nRoads are shut.\n\nA last.")
    new = Story(headline="Talks", body="A first.\n\nThe minister denied it twice.\n\nA last.")
    columns = render.side_by_side(difference(old, new), old)
    assert [(row.kind, row.left, row.right) for row in columns[1:-1]] == [
        ("replace", "<del>Snow fell in Gulmarg.</del>", "<ins>The minister denied it twice.</ins>"),
        ("remove", "<del>Roads are shut.</del>", ""),
    ]


MOVED = Story(headline="Talks", body="\n\n".join(["Twice.", "Long enough to stay where it is.", "Once.", "Twice."]))
STAYED = Story(headline="Talks", body="\n\n".join(["Long enough to stay where it is.", "Twice.", "Twice.", "Once."]))


def test_a_moved_paragraph_leads_to_its_other_place_and_back() -> None:
    diff = difference(MOVED, STAYED)
    shown = render.html(diff, MOVED)
    anchors = re.findall(r'id="(moved-\d+-(?:from|to))"', shown)
    assert anchors
    assert len(anchors) == len(set(anchors))
    for anchor in anchors:
        assert shown.count(f'href="#{anchor}"') == 1, "the other place leads here"
    columns = render.side_by_side(diff, MOVED)
    numbers = sorted(row.moved_from for row in columns if row.moved_from)
    assert numbers == sorted(row.moved_to for row in columns if row.moved_to) == list(range(1, len(numbers) + 1))
    assert render.move_note(2, "to") == (
        '<p class="diff-moved" id="moved-2-to">Moved here. <a href="#moved-2-from">Where it stood</a></p>'
    )


class Sides(HTMLParser):
    """The paragraphs of a diff in HTML as each of the two versions has them: without notes and what was left out."""

    def __init__(self) -> None:
        super().__init__()
        self.old: dict[str, list[str]] = {}
        self.new: dict[str, list[str]] = {}
        self._kind = ""
        self._texts = ["", ""]
        self._hidden = -1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "p":
            self._kind, self._texts, self._hidden = (dict(attrs)["class"] or ""), ["", ""], -1
        elif tag in ("ins", "del"):
            self._hidden = 0 if tag == "ins" else 1
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ins", "del"):
            self._hidden = -1
        elif tag == "p" and self._kind != "diff-moved":
            field = self._kind.removeprefix("diff-")
            place = field if field in render.FIELDS else "body"
            if field not in ("add", "move_to"):
                self.old.setdefault(place, []).append(self._texts[0])
            if field not in ("remove", "move_from"):
                self.new.setdefault(place, []).append(self._texts[1])

    def handle_data(self, data: str) -> None:
        for side in (0, 1):
            if side != self._hidden:
                self._texts[side] += data


def told(story: Story, diff: Diff) -> dict[str, list[str]]:
    """What a story says in the fields that a diff speaks of."""
    whole = {
        "headline": [story.headline],
        "standfirst": [story.standfirst],
        "byline": ["\n".join(story.byline)],
        "body": story.paragraphs,
    }
    return {name: texts for name, texts in whole.items() if name in diff and texts}


def without_empty(texts: dict[str, list[str]]) -> dict[str, list[str]]:
    """Only what a reader sees: an empty paragraph has no cell of its own."""
    seen = {name: [text for text in each if text] for name, each in texts.items()}
    return {name: each for name, each in seen.items() if each}


@given(stories, stories)
def test_both_views_hold_exactly_what_both_versions_say(old: Story, new: Story) -> None:
    diff = diff_stories(old, new)
    if diff is None:
        return
    sides = Sides()
    sides.feed(render.html(diff, old, context=1_000))
    sides.close()
    assert (sides.old, sides.new) == (told(old, diff), told(apply_diff(old, diff), diff))
    columns = render.side_by_side(diff, old, context=1_000)
    for side, story in (("left", old), ("right", apply_diff(old, diff))):
        cells = Sides()
        for row in columns:
            if text := getattr(row, side):
                cells.feed(f'<p class="diff-{row.kind if row.kind in render.FIELDS else "keep"}">{text}</p>')
        cells.close()
        said = cells.old if side == "left" else cells.new
        assert without_empty(said) == without_empty(told(story, diff))


def test_a_headline_s_diff_is_a_passage() -> None:
    assert render.passage([["=", "A < "], ["-", "1"], ["+", "2"]]) == "A &lt; <del>1</del><ins>2</ins>"


def test_moved_paragraphs_say_so() -> None:
    swapped = Story(headline="Alliance possible", byline=OLD.byline, body="\n\n".join(reversed(OLD.paragraphs[:2])))
    old = Story(headline="Alliance possible", byline=OLD.byline, body="\n\n".join(OLD.paragraphs[:2]))
    assert render.text(difference(old, swapped), old).splitlines() == [
        "moved to here: {+Talks go on in Srinagar.+}",
        "The alliance on 80 seats is possible.",
        "moved from here: [-Talks go on in Srinagar.-]",
    ]


CUT = Story(headline=OLD.headline, byline=OLD.byline, body="\n\n".join(OLD.paragraphs[2:]))


@given(stories, stories, st.integers(0, 3))
def test_every_old_paragraph_is_shown_or_counted(old: Story, new: Story, context: int) -> None:
    diff = diff_stories(old, new)
    if diff is None or "body" not in diff:
        return
    shown = render.rows(diff, old, context=context)
    count = sum(
        row.count if row.kind == "skip" else row.kind in ("keep", "edit", "remove", "move_from") for row in shown
    )
    assert count == len(old.paragraphs)
    assert not re.search("<[^/]*>", "".join(row.kind for row in shown))
