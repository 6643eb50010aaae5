"""What is judged wrong from plain values: answers, crawls, readings, disk, readers, destinations, clock, shares."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.conditions.failures import SourceSigns, judge_answers, judge_crawls, judge_readings, without
from monitor.conditions.kinds import OWN, Finding, Judgement, Kind, gathered, in_order
from monitor.conditions.machine import DiskSigns, judge_clock, judge_destinations, judge_disk, judge_readers
from monitor.conditions.shares import chance_of, has_jumped, has_surged, lost_shape, shape_changed_at
from storage.delivery_records import DestinationStanding
from storage.signs import CrawlSum, Passage, Setback, StoryShape
from tests.storage_samples import NOW

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
GB = 1000**3
WELL = CrawlSum(crawls=72, failed=0, new=5, checked=300)
NOTHING = CrawlSum(crawls=72, failed=0, new=0, checked=0)


def source(
    name: str = "valley-post", *, failures: int = 0, since: timedelta | None = None, reason: str | None = None
) -> SourceSigns:
    failing_since = None if since is None else NOW - since
    return SourceSigns(source_id=name, failure_count=failures, failing_since=failing_since, reason=reason, crawls=WELL)


def setback(reason: str, detail: str | None = None, *, count: int = 5, ago: timedelta = HOUR) -> Setback:
    return Setback(
        source_id="valley-post", reason=reason, detail=detail, is_first=True, count=count, first_at=NOW - ago
    )


def kinds(judgement: Judgement) -> list[tuple[str, str]]:
    return [finding.about for finding in judgement.found]


@pytest.mark.parametrize(
    ("signs", "kind"),
    [
        (source(), None),
        (source(failures=2, since=3 * HOUR, reason="HTTP 503 (9)"), None),
        (source(failures=4, since=59 * MINUTE, reason="HTTP 503 (9)"), None),
        (source(failures=4, since=HOUR, reason="HTTP 503 (9)"), Kind.FAILING),
        (source(failures=4, since=HOUR), Kind.FAILING),
        (source(failures=2, since=DAY, reason="HTTP 503 (9)"), Kind.FAILING),
        (source(failures=1, since=2 * DAY, reason="HTTP 503 (9)"), None),
        (source(failures=3, since=25 * MINUTE, reason="HTTP 403 (9)"), Kind.BLOCKED),
        (source(failures=3, since=19 * MINUTE, reason="HTTP 403 (9)"), None),
        (source(failures=3, since=25 * MINUTE, reason="asked to wait an hour"), Kind.BLOCKED),
        (source(failures=3, reason="HTTP 429 (1)"), None),
        (replace(source(), crawls=NOTHING, failures=(setback("http_status", "HTTP 403"),)), Kind.BLOCKED),
        (replace(source(), crawls=NOTHING, set_aside=(setback("bot_challenge"),)), Kind.BLOCKED),
        (replace(source(), crawls=NOTHING, failures=(setback("http_status", "HTTP 403", ago=9 * MINUTE),)), None),
        (replace(source(), crawls=NOTHING, failures=(setback("http_status", "HTTP 403", count=2),)), None),
        (replace(source(), crawls=NOTHING, failures=(setback("http_status", "HTTP 404"),)), None),
        (replace(source(), set_aside=(setback("bot_challenge"),)), None),
    ],
)
def test_a_source_blocks_fails_or_answers(signs: SourceSigns, kind: Kind | None) -> None:
    assert kinds(judge_answers([signs], NOW)) == ([(kind, "valley-post")] if kind else [])


def test_where_most_fail_by_the_network_it_is_our_own() -> None:
    down = [source(f"s{number}", failures=1, since=HOUR * number, reason="dns (3)") for number in range(1, 4)]
    judged = judge_answers([*down, source()], NOW)
    assert kinds(judged) == [(Kind.OFFLINE, OWN)]
    assert judged.found[0].since == NOW - 3 * HOUR
    assert (Kind.FAILING, "s1") in judged.unjudged
    assert kinds(judge_answers(down[:2], NOW)) == [], "two may fail at once by chance"
    refused = source("s9", failures=3, since=HOUR, reason="HTTP 403 (9)")
    assert kinds(judge_answers([*down, refused], NOW)) == [(Kind.OFFLINE, OWN), (Kind.BLOCKED, "s9")]


def test_a_crawl_without_an_end_is_stuck() -> None:
    judged = judge_crawls([("a", NOW - HOUR), ("a", NOW - 40 * MINUTE), ("b", NOW - 20 * MINUTE)], NOW)
    assert [(finding.about, finding.since) for finding in judged.found] == [((Kind.STUCK, "a"), NOW - HOUR)]


def test_pages_that_our_own_readers_fail_at_are_told_when_many() -> None:
    assert kinds(judge_readings([setback("reading_timeout", count=9), setback("timeout", count=99)])) == []
    judged = judge_readings([setback("reading_timeout", count=6), setback("reading_crashed", count=4)])
    assert kinds(judged) == [(Kind.READING, OWN)]
    many = [replace(setback("reading_error", count=3), source_id=f"s{number}") for number in range(7)]
    assert "and others" in judge_readings(many).found[0].detail


def test_what_something_worse_explains_is_left_out_and_kept_open() -> None:
    found = tuple(Finding(kind=Kind.SUSPECTS, subject=name, since=NOW, detail="") for name in "ab")
    left = without(Judgement(found=found), Kind.SUSPECTS, {"a"})
    assert kinds(left) == [(Kind.SUSPECTS, "b")]
    assert left.unjudged == {(Kind.SUSPECTS, "a")}


@pytest.mark.parametrize(
    ("free", "captured", "kind"),
    [
        (100 * GB, 1 * GB, None),
        (1.9 * GB, 0, Kind.DISK_FULL),
        (2.4 * GB, 0, Kind.DISK_LOW),
        (2.6 * GB, 0, None),
        (6.1 * GB, 1 * GB, Kind.DISK_LOW),
        (6.3 * GB, 1 * GB, None),
    ],
)
def test_the_disk_is_told_of_before_it_is_full(free: float, captured: float, kind: Kind | None) -> None:
    judged = judge_disk(DiskSigns(free=int(free), floor=2 * GB, captured_a_day=captured), NOW)
    assert kinds(judged) == ([(kind, OWN)] if kind else [])
    assert ((Kind.DISK_LOW, OWN) in judged.unjudged) is (kind is Kind.DISK_FULL)


def test_a_disk_that_fills_names_the_day() -> None:
    (finding,) = judge_disk(DiskSigns(free=30 * GB, floor=2 * GB, captured_a_day=10 * GB), NOW).found
    assert finding.detail == (
        "30 GB are free; nothing new is fetched below 2.00 GB. At 14 GB a day it is reached in 2.0 days."
    )


def test_a_reader_of_the_log_that_stands_still_is_told() -> None:
    judged = judge_readers({"stories": NOW - 16 * MINUTE, "matching": NOW - 14 * MINUTE, "planning": None}, NOW)
    assert kinds(judged) == [(Kind.BEHIND, "stories")]


def place(**wrong: Any) -> DestinationStanding:
    """A destination, of which a test names only what matters to it."""
    well = DestinationStanding(
        name="DESK_MAIL",
        waiting=0,
        dead=0,
        oldest_waiting_at=None,
        last_sent_at=None,
        failure_count=0,
        failed_at=None,
        not_before_at=None,
        paused_at=None,
        reason=None,
    )
    return replace(well, **wrong)


@pytest.mark.parametrize(
    ("standing", "given_up", "expected"),
    [
        (place(), [], []),
        (place(waiting=1, oldest_waiting_at=NOW - 9 * MINUTE), [], []),
        (place(waiting=1, oldest_waiting_at=NOW - HOUR), [], [Kind.UNSENT]),
        (place(waiting=9, oldest_waiting_at=NOW - DAY, last_sent_at=NOW - MINUTE), [], []),
        (place(waiting=1, oldest_waiting_at=NOW - HOUR, failed_at=NOW - MINUTE), [], []),
        (place(failed_at=NOW - HOUR, failure_count=7, reason="timed out"), [], [Kind.FAILING_DESTINATION]),
        (place(failed_at=NOW - 29 * MINUTE, failure_count=7), [], []),
        (place(paused_at=NOW, failed_at=NOW - DAY, waiting=2), [], [Kind.PAUSED_DESTINATION]),
        (place(dead=3), [("DESK_MAIL", NOW - 2 * DAY)], [Kind.DEAD_DELIVERIES]),
        (place(dead=3), [("DESK_MAIL", NOW - 4 * DAY), ("OTHER", NOW)], []),
    ],
)
def test_destinations_are_judged(
    standing: DestinationStanding, given_up: Sequence[tuple[str, datetime]], expected: Sequence[Kind]
) -> None:
    assert [finding.kind for finding in judge_destinations([standing], given_up, NOW).found] == expected


def passage(name: str, ahead: timedelta | None) -> Passage:
    published_at = None if ahead is None else NOW + ahead
    return Passage(change_id=1, source_id=name, published_at=published_at, first_listed_at=None, stored_at=NOW)


def test_the_clock_is_wrong_where_most_sources_live_in_the_future() -> None:
    ahead = [passage(name, HOUR) for name in "abc"]
    assert kinds(judge_clock(NOW, ahead, NOW)) == [(Kind.CLOCK, OWN)]
    assert kinds(judge_clock(NOW, ahead[:2], NOW)) == [], "two sources may be in the wrong zone"
    behind = [passage(name, -MINUTE) for name in "defg"]
    assert kinds(judge_clock(NOW, [*ahead, *behind, passage("h", None)], NOW)) == []
    assert kinds(judge_clock(NOW + HOUR, [], NOW)) == [(Kind.CLOCK, OWN)]
    assert kinds(judge_clock(None, [], NOW)) == []


def shapes(count: int, *, byline: bool = True, date: bool = True, words: int = 400) -> list[StoryShape]:
    return [
        StoryShape(seen_at=NOW - number * HOUR, has_byline=byline, has_date=date, word_count=words)
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (shapes(30), shapes(200), []),
        (shapes(30, byline=False), shapes(200), ["a byline"]),
        (shapes(30, date=False, words=90), shapes(200), ["a date", "more than 120 words"]),
        (shapes(30, byline=False), shapes(200, byline=False), []),
        (shapes(12, byline=False) + shapes(18), shapes(200), []),
        (shapes(29, byline=False), shapes(200), []),
        (shapes(30, byline=False), shapes(59), []),
    ],
)
def test_stories_that_lack_what_others_had_are_told(
    now: list[StoryShape], before: list[StoryShape], said: list[str]
) -> None:
    told = lost_shape(now, before)
    assert len(told) == len(said)
    assert all(f"came without {what}" in line for what, line in zip(said, told, strict=True))
    assert shape_changed_at(now) == min(each.seen_at for each in now)


@pytest.mark.parametrize(
    ("now", "before", "surged"),
    [
        ((12, 20), (2, 500), True),
        ((9, 9), (2, 500), False),
        ((12, 60), (2, 500), False),
        ((12, 20), (250, 500), False),
        ((0, 0), (0, 0), False),
        ((10, 10), (0, 0), False),
    ],
)
def test_pages_set_aside_surge_against_their_own_share(
    now: tuple[int, int], before: tuple[int, int], surged: bool
) -> None:
    assert has_surged(now, before) is surged


@given(st.integers(1, 60), st.floats(0.001, 0.999), st.data())
@settings(deadline=None)
def test_chances_are_chances(total: int, share: float, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, total))
    assert 0 <= chance_of(count, total, share) <= 1
    assert chance_of(count, total, share) >= chance_of(count + 1, total, share) - 1e-12
    assert has_jumped((count, total), (count, total), by=0.25) is False


def test_what_befalls_everything_comes_first() -> None:
    late = Finding(kind=Kind.SHAPE, subject="a", since=NOW, detail="")
    first = Finding(kind=Kind.DISK_FULL, subject=OWN, since=NOW, detail="")
    found = gathered(NOW, [Judgement(found=(late,)), Judgement(found=(first,), unjudged=frozenset({("x", "y")}))])
    assert in_order(found.found) == [first, late]
    assert found.unjudged == {("x", "y")}
