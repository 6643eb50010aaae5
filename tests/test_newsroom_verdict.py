"""How a run of the demo is compared with its script, and shown."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.request import urlopen

import pytest
from rich.console import Console

from monitor.demo import run_demo
from monitor.demo.alerts import ALERTS, Told
from monitor.demo.check import Found, Outcome, check, words_of
from monitor.demo.expected import Expected, expected
from monitor.demo.newsroom import Newsroom
from monitor.demo.script import CHINAR, JHELUM, path, script
from monitor.demo.show import Screen, report
from storage.records import ChangeKind, LoggedChange
from tests.newsroom_watcher import AT, NAMES, Watcher

TOLD = Told(right=(), missing=(), surplus=())


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom(script()) as opened:
        yield opened


def screen(*, terminal: bool = False, quiet: bool = False) -> tuple[Screen, io.StringIO]:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=100, legacy_windows=False)
    return Screen(console, outlets=NAMES, quiet=quiet), out


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
        summary="headline; 7 words added",
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
    outcome = await run_demo(room, crawl_pass=Watcher(room), screen=shown)
    assert out.getvalue() == ""
    document = json.loads(json.dumps(report(outcome, TOLD)))
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
    document = json.loads(json.dumps(report(outcome_with_all(room), TOLD)))
    assert document["ok"] is False
    assert [one["path"] for one in document["missing"]] == ["/politics/z"]
    assert [one["url"] for one in document["surplus"]] == ["http://127.0.0.11:9/y"]
    assert "changed nothing, not body, headline" in document["flawed"][0]["flaws"]
    assert document["trespasses"] == ["http://127.0.0.11:9/private/a"]


def test_alerts_that_are_wrong_are_named_and_fail_the_run(room: Newsroom) -> None:
    shown, out = screen()
    told = Told(right=ALERTS[1:], missing=ALERTS[:1], surplus=["New: what nobody awaits"])
    shown.told(told)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("no message: act 2, report of ")
    assert lines[1:] == [
        "a message too many: New: what nobody awaits",
        f"Told {len(ALERTS) - 1} of {len(ALERTS)} expected alerts, 1 surplus.",
    ]
    document = json.loads(json.dumps(report(Outcome(), told)))
    assert document["ok"] is False
    assert document["alerts_surplus"] == ["New: what nobody awaits"]
    assert len(document["alerts_missing"]) == 1
    del room


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
