"""Diffs as readers see them: HTML that holds no foreign markup, text without colour, columns, a line in words."""

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from monitor import render
from monitor.diff import Diff, diff_stories
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
            '<p class="diff-skip" lang="en" dir="auto">… 2 paragraphs unchanged …</p>',
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
