"""The demo's script: its stories, what its acts show, and how a run is compared with it and shown."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
from rich.console import Console

from monitor.compare import judge
from monitor.config import parse
from monitor.demo import Tell, run_demo
from monitor.demo.check import Found, Outcome, check, words_of
from monitor.demo.configuration import configuration
from monitor.demo.expected import Expected, expected
from monitor.demo.inventing import invented
from monitor.demo.mastheads import Form
from monitor.demo.newsroom import Newsroom, Script
from monitor.demo.outlets import Outlet, Story
from monitor.demo.script import CHINAR, JHELUM, KAREWA, MASTHEADS, SUBAH, TAWI, path, script
from monitor.demo.show import Screen
from monitor.demo.stories import Copy, drafts, wire
from monitor.diff import Diff, diff_stories
from scrapers.extract import extract
from scrapers.items import Reading
from scrapers.items import Story as Item
from storage.records import ChangeKind, LoggedChange

AT = datetime(2024, 8, 22, 9, 15, tzinfo=UTC)
NAMES = {masthead.id: masthead.name for masthead in MASTHEADS}


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom(script()) as opened:
        yield opened


def item(copy: Copy) -> Item:
    """What a perfect extractor would read from a page."""
    body = "\n\n".join([*copy.paragraphs, *([copy.note] if copy.note else [])])
    return Item(headline=copy.headline, standfirst=copy.standfirst, byline=tuple(copy.byline), body=body)


class Watcher:
    """A watcher without network: reads the outlets' state, judges walls and faults by asking, and logs changes."""

    def __init__(self, room: Newsroom) -> None:
        self.room = room
        self.last_id = 0
        self.seen: dict[tuple[str, int], tuple[Item, str]] = {}
        self.gone_looks: dict[tuple[str, int], int] = {}

    async def __call__(self, tell: Tell) -> None:
        for outlet in self.room.outlets.values():
            for story in outlet.stories():
                for change in self._look(outlet, story):
                    tell(change)

    def _look(self, outlet: Outlet, story: Story) -> Iterator[LoggedChange]:
        key, url = (outlet.id, story.number), outlet.url(story.path)
        is_down = outlet.take_fault("/anything-at-all") is not None
        if is_down or story.wall or outlet.walled or story.path.startswith(outlet.masthead.disallowed):
            return
        if story.gone is not None:
            self.gone_looks[key] = self.gone_looks.get(key, 0) + 1
            if self.gone_looks[key] == 2:
                yield self._change(outlet, url, ChangeKind.REMOVED, story.copy)
            return
        if self.gone_looks.pop(key, 0) >= 2:
            yield self._change(outlet, url, ChangeKind.RESTORED, story.copy)
        now = item(story.copy)
        before = self.seen.get(key)
        self.seen[key] = now, url
        if before is None:
            yield self._change(outlet, url, ChangeKind.PUBLISHED, story.copy)
            return
        if before[1] != url:
            yield self._change(outlet, url, ChangeKind.MOVED, story.copy)
        diff = diff_stories(before[0], now)
        if diff is not None:
            was_noted = any(copy.note for copy in story.versions[:-1])
            kind = ChangeKind.CORRECTED if story.copy.note and not was_noted else ChangeKind.EDITED
            yield self._change(outlet, url, kind, story.copy, diff)

    def _change(self, outlet: Outlet, url: str, kind: ChangeKind, copy: Copy, diff: Diff | None = None) -> LoggedChange:
        self.last_id += 1
        return LoggedChange(
            id=self.last_id,
            seen_at=AT,
            kind=kind,
            source_id=outlet.id,
            source=outlet.masthead.name,
            article_id=1,
            headline=copy.headline,
            url=url,
            baseline=self.room.played == 1,
            headline_changed=diff is not None and "headline" in diff,
            words_added=0,
            words_removed=0,
            from_version_id=None,
            to_version_id=None,
            diff=None if diff is None else json.dumps(diff),
        )


def screen(*, terminal: bool = False, quiet: bool = False) -> tuple[Screen, io.StringIO]:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=100, legacy_windows=False)
    return Screen(console, outlets=NAMES, quiet=quiet), out


async def played(room: Newsroom) -> Outcome:
    return await run_demo(room, crawl_pass=Watcher(room), screen=screen()[0])


# The stories


def test_there_are_stories_enough_in_three_languages() -> None:
    counts = {masthead.id: len(drafts(masthead.id)) for masthead in MASTHEADS}
    assert sum(counts.values()) >= 36
    assert {masthead.language for masthead in MASTHEADS} == {"en", "hi", "ur"}
    assert len({masthead.shape for masthead in MASTHEADS}) == len(MASTHEADS)
    assert min(counts.values()) >= 4


@pytest.mark.parametrize("outlet", NAMES)
def test_stories_are_of_realistic_length(outlet: str) -> None:
    for draft in drafts(outlet).values():
        is_public = not draft.path.startswith("/private/")
        assert (5 if is_public else 1) <= len(draft.copy.paragraphs) <= 14, draft.path
        assert all((draft.copy.headline, draft.copy.standfirst, draft.copy.byline)), draft.path
        assert len({*draft.copy.paragraphs}) == len(draft.copy.paragraphs), draft.path
        assert draft.copy.section == draft.path.split("/")[1]


@pytest.mark.parametrize("key", ["poll-dates", "possible"])
def test_three_outlets_carry_the_wire_story_each_in_its_own_cut(key: str) -> None:
    whole = set(wire(key))
    cuts = [
        frozenset(whole.intersection(drafts(outlet)[key].copy.paragraphs)) for outlet in NAMES if key in drafts(outlet)
    ]
    assert len(cuts) == len(set(cuts)) == 3
    assert all(len(cut) >= 3 for cut in cuts)


@pytest.mark.parametrize("outlet", [masthead.id for masthead in MASTHEADS])
def test_texts_can_be_written_in_the_outlet_s_encoding(outlet: str) -> None:
    masthead = next(one for one in MASTHEADS if one.id == outlet)
    for draft in drafts(outlet).values():
        for text in (draft.copy.headline, *draft.copy.paragraphs):
            text.encode(masthead.encoding)


def test_copy_says_where_an_edit_does_not_fit() -> None:
    copy = drafts(JHELUM)["water"].copy
    with pytest.raises(ValueError, match="Soura without water"):
        copy.saying("a word that is not there", "another")
    with pytest.raises(IndexError, match="has 6 paragraphs"):
        copy.dropping(17)


# The acts


async def test_the_acts_show_what_is_expected_and_nothing_else(room: Newsroom) -> None:
    outcome = await played(room)
    assert outcome.missing == []
    assert outcome.surplus == []
    assert outcome.flawed == []
    assert outcome.is_perfect
    assert room.played == 9
    assert room.advance() is None


def test_the_expectations_cover_every_kind_and_act() -> None:
    assert {one.kind for one in expected()} == set(ChangeKind)
    assert {one.act for one in expected()} == set(range(1, 9))
    assert [one.act for one in expected()] == sorted(one.act for one in expected())
    assert sum(one.kind is ChangeKind.PUBLISHED for one in expected()) >= 30


def test_one_story_is_found_by_the_section_page_alone(room: Newsroom) -> None:
    while room.advance():
        pass
    story = room.outlets[KAREWA].story(path(KAREWA, "section-only"))
    assert story.listed_in == frozenset({Form.SECTION})


def test_the_configuration_follows_every_outlet(room: Newsroom, tmp_path: Path) -> None:
    config = parse(configuration(room), path=tmp_path / "presswatch.toml")
    assert [source.id for source in config.sources] == list(NAMES)
    sources = {source.id: source for source in config.sources}
    assert sources[TAWI].name == "तवी समाचार"
    assert sources[SUBAH].feeds == tuple(room.outlets[SUBAH].feeds)
    assert sources[JHELUM].min_delay == 0
    comments = set(room.outlets[JHELUM].comment_feeds)
    assert comments
    assert not comments & set(sources[JHELUM].feeds)


# Comparing with the script


EDIT = Expected(
    act=2,
    outlet=CHINAR,
    path="/politics/x",
    kind=ChangeKind.EDITED,
    fields=frozenset({"headline", "body"}),
    added=("final", "all 90 seats"),
    removed=("possible",),
)
DIFF = {
    "v": 1,
    "headline": [["=", "Alliance "], ["-", "possible"], ["+", "final"]],
    "body": [
        {"op": "keep", "count": 2},
        {"op": "add", "text": "They agreed on all 90 seats."},
        {"op": "remove", "text": "Lists were exchanged."},
        {"op": "move_from", "text": "Elsewhere."},
    ],
}


def logged(room: Newsroom, **fields: object) -> LoggedChange:
    change = LoggedChange(
        id=1,
        seen_at=AT,
        kind=ChangeKind.EDITED,
        source_id=CHINAR,
        source=NAMES[CHINAR],
        article_id=1,
        headline="Alliance final",
        url=room.outlets[CHINAR].url("/politics/x"),
        baseline=False,
        headline_changed=True,
        words_added=7,
        words_removed=4,
        from_version_id=1,
        to_version_id=2,
        diff=json.dumps(DIFF),
    )
    return replace(change, **fields)  # type: ignore[arg-type]  # a table of fields


def test_a_change_that_says_what_is_expected_is_right(room: Newsroom) -> None:
    outcome = check(room, expected=[EDIT], found=[Found(act=2, change=logged(room))])
    assert outcome.is_perfect
    assert [one for one, _ in outcome.right] == [EDIT]


@pytest.mark.parametrize(
    ("fields", "flaw"),
    [
        ({"baseline": True}, "is baseline"),
        ({"headline_changed": False}, "headline_changed is 0"),
        ({"diff": None, "headline_changed": True}, "changed nothing, not body, headline"),
        ({"diff": json.dumps({**DIFF, "byline": [["+", "A"]]})}, "changed body, byline, headline, not body, headline"),
        ({"diff": json.dumps({**DIFF, "headline": [["+", "Alliance"]]})}, "does not put in “final”"),
        ({"diff": json.dumps({**DIFF, "headline": [["+", "final"]]})}, "does not take out “possible”"),
    ],
)
def test_a_change_that_says_something_else_is_flawed(room: Newsroom, fields: dict[str, object], flaw: str) -> None:
    outcome = check(room, expected=[EDIT], found=[Found(act=2, change=logged(room, **fields))])
    assert not outcome.is_perfect
    (flawed,) = outcome.flawed
    assert flaw in flawed.flaws


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        (3, {}),
        (2, {"kind": ChangeKind.CORRECTED}),
        (2, {"source_id": JHELUM}),
        (2, {"url": "http://127.0.0.11:1/politics/x"}),
    ],
)
def test_another_change_is_surplus_and_the_expected_missing(
    room: Newsroom, act: int, fields: dict[str, object]
) -> None:
    found = Found(act=act, change=logged(room, **fields))
    outcome = check(room, expected=[EDIT], found=[found])
    assert (outcome.missing, outcome.surplus) == ([EDIT], [found])
    assert not outcome.is_perfect


def test_a_move_may_tell_its_addresses(room: Newsroom) -> None:
    moved = Expected(act=7, outlet=CHINAR, path="/politics/x", kind=ChangeKind.MOVED)
    diff = json.dumps({"v": 1, "url": [["-", "/a"], ["+", "/politics/x"]]})
    change = logged(room, kind=ChangeKind.MOVED, headline_changed=False, diff=diff)
    assert check(room, expected=[moved], found=[Found(act=7, change=change)]).is_perfect


def test_the_same_change_twice_is_surplus_once(room: Newsroom) -> None:
    found = [Found(act=2, change=logged(room, id=number)) for number in (1, 2)]
    outcome = check(room, expected=[EDIT], found=found)
    assert outcome.surplus == found[1:]


def test_words_of_a_diff() -> None:
    assert words_of(json.dumps(DIFF)) == ("final They agreed on all 90 seats.", "possible Lists were exchanged.")
    assert words_of(None) == ("", "")


# Showing


async def test_a_run_is_shown_in_plain_lines(room: Newsroom) -> None:
    shown, out = screen()
    await run_demo(room, crawl_pass=Watcher(room), screen=shown)
    lines = out.getvalue().splitlines()
    assert lines[:2] == [
        "Act 1. July: at the appropriate time",
        "  18 stories at 6 outlets were there: baseline",
    ]
    assert (
        "  09:15:00 The Jhelum Post    corrected Three phases, 90 seats: assembly election called  (" in out.getvalue()
    )
    assert lines[-3:] == [
        "Act 9. September: a quiet day",
        "  nothing changed",
        f"Found {len(expected())} of {len(expected())} expected changes, 0 surplus.",
    ]
    assert "\x1b" not in out.getvalue()


async def test_a_terminal_gets_colour_and_a_table(room: Newsroom) -> None:
    shown, out = screen(terminal=True)
    await run_demo(room, crawl_pass=Watcher(room), screen=shown)
    assert "\x1b[" in out.getvalue()
    assert "What was found, against the script" in out.getvalue()


async def test_machines_get_one_document(room: Newsroom) -> None:
    shown, out = screen(quiet=True)
    await run_demo(room, crawl_pass=Watcher(room), screen=shown)
    document = json.loads(out.getvalue())
    assert document["ok"] is True
    assert document["expected"] == document["found"] == len(document["changes"]) == len(expected())
    edit = next(one for one in document["changes"] if one["kind"] == "corrected")
    assert edit == {
        "act": 3,
        "id": edit["id"],
        "at": "2024-08-22T09:15:00Z",
        "outlet": JHELUM,
        "kind": "corrected",
        "url": room.outlets[JHELUM].url(path(JHELUM, "poll-dates")),
        "headline": "Three phases, 90 seats: assembly election called",
        "baseline": False,
        "summary": edit["summary"],
    }


def outcome_with_all(room: Newsroom) -> Outcome:
    flawed = Found(act=2, change=logged(room, diff=None))
    surplus = Found(
        act=4, change=logged(room, headline="No [bold]news[/bold] \x1b[31mat all", url="http://127.0.0.11:9/y")
    )
    other = replace(EDIT, act=5, path="/politics/z")
    outcome = check(room, expected=[EDIT, other], found=[flawed, surplus])
    return replace(outcome, trespasses=["http://127.0.0.11:9/private/a"])


@pytest.mark.parametrize(
    "line",
    [
        "missing: act 5, chinar-dispatch: edited /politics/z",
        "surplus: act 4, chinar-dispatch: edited http://127.0.0.11:9/y headline",
        "wrong: act 2, edited http://127.0.0.11:",
        "forbidden: http://127.0.0.11:9/private/a was asked for against robots.txt",
        "Found 0 of 2 expected changes, 1 surplus.",
    ],
)
def test_what_went_wrong_is_named(room: Newsroom, line: str) -> None:
    shown, out = screen()
    shown.verdict(outcome_with_all(room))
    assert any(one.startswith(line) for one in out.getvalue().splitlines())


def test_what_went_wrong_is_in_the_document(room: Newsroom) -> None:
    shown, out = screen(quiet=True)
    shown.verdict(outcome_with_all(room))
    document = json.loads(out.getvalue())
    assert document["ok"] is False
    assert [one["path"] for one in document["missing"]] == ["/politics/z"]
    assert [one["url"] for one in document["surplus"]] == ["http://127.0.0.11:9/y"]
    assert "changed nothing, not body, headline" in document["flawed"][0]["flaws"]
    assert document["trespasses"] == ["http://127.0.0.11:9/private/a"]


def test_a_headline_cannot_steer_the_terminal(room: Newsroom) -> None:
    shown, out = screen()
    shown.change(logged(room, headline="No [bold]news[/bold] \x1b[31mat all"))
    assert "No [bold]news[/bold] [31mat all" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_asking_for_what_robots_txt_forbids_is_a_trespass(room: Newsroom) -> None:
    room.advance()
    room.advance()
    url = room.outlets[CHINAR].url(path(CHINAR, "embargoed"))
    with urlopen(url) as answer:
        assert answer.status == 200
    outcome = check(room, expected=(), found=())
    assert list(outcome.trespasses) == [url]
    assert not outcome.is_perfect


# What the product makes of the pages


def read(url: str) -> Reading:
    with urlopen(url) as answer:
        return extract(answer.read(), url=url, content_type=answer.headers["Content-Type"])


@pytest.mark.parametrize("outlet", NAMES)
def test_every_page_is_read_as_its_story(room: Newsroom, outlet: str) -> None:
    while room.played < 7:
        room.advance()
    room.outlets[outlet].recover()
    for story in room.outlets[outlet].stories():
        if story.gone is None and story.copy.section != "private":
            reading = read(room.outlets[outlet].url(story.path))
            assert reading.story.headline == story.copy.headline
            assert set(story.copy.paragraphs) <= set(reading.story.paragraphs)


@pytest.mark.parametrize("outlet", NAMES)
def test_moving_chrome_is_no_change(outlet: str) -> None:
    restless = Script(mastheads=[replace(masthead, dynamic=True) for masthead in MASTHEADS], acts=script().acts)
    with Newsroom(restless) as room:
        room.advance()
        for story in room.outlets[outlet].stories():
            url = room.outlets[outlet].url(story.path)
            first = read(url)
            for _ in range(4):
                verdict = judge(first, read(url), url=url, final_url=url)
                assert (verdict.status, verdict.changed) == ("ok", False), (url, verdict.diff)


def test_invented_stories_are_each_their_own() -> None:
    stories = [invented(number) for number in range(50)]
    assert invented(7) == stories[7]
    assert len({copy.headline for copy in stories}) == 50
    assert len({text for copy in stories for text in copy.paragraphs}) == 50 * 8
    assert len(invented(1, paragraphs=14).paragraphs) == 14
