"""What a tick asks: what is due, in which order, and which sources have anything to do."""

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage.channels import channels_of, record_look, sync_channels
from storage.desk_records import Follow, Look, SourceState
from storage.due import backlog, due_checks, next_due_at, sources_due
from storage.entries import admit_entries
from storage.follows import (
    count_followed,
    follows_to_check,
    free_source,
    get_follow,
    get_source_state,
    hold_source,
    record_failed_check,
    record_unchanged,
    save_follow,
)
from storage.readings import articles_to_compare
from tests.storage_samples import NOW, listed

SOURCE, FEED = "valley-post", "https://valley-post.example/feed"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def follow(
    article_id: int,
    due_at: datetime | None,
    *,
    hinted: bool = False,
    source_id: str = SOURCE,
    changed_at: datetime = NOW,
) -> Follow:
    return Follow(
        article_id=article_id,
        source_id=source_id,
        url=f"https://{source_id}.example/{article_id}",
        due_at=due_at,
        hinted=hinted,
        published_at=None,
        first_seen_at=NOW,
        changed_at=changed_at,
        checked_at=NOW,
    )


@pytest.fixture
def busy(desk: sqlite3.Connection) -> sqlite3.Connection:
    """A source with two baseline entries, two fresh ones, two hints and two checks due, and one of each that is not."""
    sync_channels(desk, SOURCE, [(FEED, "feed")], now=NOW)
    (feed,) = channels_of(desk, SOURCE)
    admit_entries(desk, feed, [listed("b1", at=NOW - DAY), listed("b2", at=NOW - 2 * DAY)], baseline=9, now=NOW)
    record_look(desk, feed.id, Look(at=NOW, next_look_at=NOW + 9 * HOUR, entry_count=2))
    later = replace(feed, baseline_done=True)
    admit_entries(desk, later, [listed("n1", at=NOW - HOUR), listed("n2", at=NOW)], baseline=9, now=NOW)
    admit_entries(desk, later, [listed("n3", at=NOW + HOUR)], baseline=9, now=NOW + HOUR)
    for article_id, due_at, hinted in (
        (1, NOW - HOUR, False),
        (2, NOW - DAY, False),
        (3, NOW, True),
        (4, NOW - HOUR, True),
        (5, NOW + HOUR, False),
        (6, None, True),
    ):
        save_follow(desk, follow(article_id, due_at, hinted=hinted))
    return desk


def order(desk: sqlite3.Connection, *, limit: int = 100, now: datetime = NOW) -> list[str]:
    return [each.url.rpartition("/")[2] for each in due_checks(desk, SOURCE, now=now, limit=limit)]


def test_news_goes_before_hints_before_checks_before_baseline(busy: sqlite3.Connection) -> None:
    expected = ["n2", "n1", "4", "3", "2", "1", "b1", "b2"]
    assert order(busy) == expected
    for limit in range(len(expected)):
        assert order(busy, limit=limit) == expected[:limit]
    assert backlog(busy, SOURCE, now=NOW) == len(expected)
    assert order(busy, now=NOW + HOUR) == ["n3", "n2", "n1", "4", "3", "2", "1", "5", "b1", "b2"]


def test_another_source_is_not_concerned(busy: sqlite3.Connection) -> None:
    assert due_checks(busy, "hill-times", now=NOW, limit=9) == []
    assert next_due_at(busy, "hill-times") is None
    assert backlog(busy, "hill-times", now=NOW) == 0


def test_the_next_due_time_is_the_earliest_of_all_kinds(desk: sqlite3.Connection) -> None:
    assert next_due_at(desk, SOURCE) is None
    save_follow(desk, follow(1, None))
    assert next_due_at(desk, SOURCE) is None
    save_follow(desk, follow(1, NOW + 5 * HOUR))
    assert next_due_at(desk, SOURCE) == NOW + 5 * HOUR
    save_follow(desk, follow(2, NOW + 4 * HOUR, hinted=True))
    assert next_due_at(desk, SOURCE) == NOW + 4 * HOUR
    sync_channels(desk, SOURCE, [(FEED, "feed")], now=NOW + 3 * HOUR)
    assert next_due_at(desk, SOURCE) == NOW + 3 * HOUR
    (feed,) = channels_of(desk, SOURCE)
    admit_entries(desk, feed, [listed("a")], baseline=1, now=NOW + 2 * HOUR)
    assert next_due_at(desk, SOURCE) == NOW + 2 * HOUR
    hold_source(desk, SOURCE, not_before_at=NOW + DAY, reason="HTTP 503")
    assert next_due_at(desk, SOURCE) == NOW + DAY
    free_source(desk, SOURCE)
    assert next_due_at(desk, SOURCE) == NOW + 2 * HOUR


def test_sources_with_something_due_are_named_in_the_order_given(desk: sqlite3.Connection) -> None:
    sync_channels(desk, "channel", [(FEED, "feed")], now=NOW)
    save_follow(desk, follow(1, NOW, source_id="check"))
    save_follow(desk, follow(2, NOW, source_id="hint", hinted=True))
    save_follow(desk, follow(3, NOW + HOUR, source_id="later"))
    save_follow(desk, follow(4, NOW, source_id="held"))
    hold_source(desk, "held", not_before_at=NOW + HOUR, reason="HTTP 429")
    sync_channels(desk, "entry", [(FEED, "feed")], now=NOW)
    (feed,) = channels_of(desk, "entry")
    admit_entries(desk, feed, [listed("a")], baseline=1, now=NOW)
    record_look(desk, feed.id, Look(at=NOW, next_look_at=NOW + DAY, entry_count=1))
    asked = ["hint", "held", "later", "entry", "nobody", "check", "channel"]
    assert sources_due(desk, asked, now=NOW) == ["hint", "entry", "check", "channel"]
    assert sources_due(desk, asked, now=NOW + HOUR) == ["hint", "held", "later", "entry", "check", "channel"]
    assert sources_due(desk, [], now=NOW) == []


def test_an_unchanged_check_clears_what_was_suspected(desk: sqlite3.Connection) -> None:
    odd = replace(follow(1, NOW, hinted=True), failure_count=2, suspect_count=3, gone_at=NOW, check_count=4)
    save_follow(desk, odd)
    record_unchanged(desk, 1, at=NOW + HOUR, due_at=NOW + DAY)
    assert get_follow(desk, 1) == replace(
        odd,
        hinted=False,
        due_at=NOW + DAY,
        checked_at=NOW + HOUR,
        check_count=5,
        failure_count=0,
        suspect_count=0,
        gone_at=None,
    )


def test_a_failed_check_is_counted_and_what_was_suspected_stays(desk: sqlite3.Connection) -> None:
    odd = replace(follow(1, NOW, hinted=True), suspect_count=3, gone_at=NOW)
    save_follow(desk, odd)
    record_failed_check(desk, 1, at=NOW + HOUR, due_at=None)
    expected = replace(odd, hinted=False, due_at=None, checked_at=NOW + HOUR, check_count=1, failure_count=1)
    assert get_follow(desk, 1) == expected


def test_a_whole_pass_checks_what_is_live_or_lately_removed(desk: sqlite3.Connection) -> None:
    save_follow(desk, follow(1, None, changed_at=NOW - 400 * DAY))
    save_follow(desk, follow(2, NOW + DAY, changed_at=NOW))
    save_follow(desk, replace(follow(3, None, changed_at=NOW - DAY), state="removed"))
    save_follow(desk, replace(follow(4, None, changed_at=NOW - 31 * DAY), state="removed"))
    save_follow(desk, follow(5, None, source_id="hill-times"))
    assert count_followed(desk, SOURCE) == 2
    found = follows_to_check(desk, SOURCE, removed_since=NOW - 30 * DAY)
    assert [each.article_id for each in found] == [2, 3, 1]
    assert articles_to_compare(desk, SOURCE, removed_since=NOW - 30 * DAY) == [2, 3, 1]


def test_a_source_is_held_back_ever_longer_and_freed(desk: sqlite3.Connection) -> None:
    assert get_source_state(desk, SOURCE) == SourceState(source_id=SOURCE)
    for count in (1, 2):
        hold_source(desk, SOURCE, not_before_at=NOW + count * HOUR, reason="HTTP 503")
        state = get_source_state(desk, SOURCE)
        assert (state.failure_count, state.not_before_at, state.reason) == (count, NOW + count * HOUR, "HTTP 503")
    free_source(desk, SOURCE)
    assert get_source_state(desk, SOURCE) == SourceState(source_id=SOURCE)
    before = desk.total_changes
    free_source(desk, SOURCE)
    assert desk.total_changes == before
