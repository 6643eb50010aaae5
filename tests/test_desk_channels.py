"""Channels follow the configuration and remember their looks."""

import sqlite3
from datetime import timedelta

import pytest

from storage.channels import (
    channels_of,
    due_channels,
    get_channel,
    record_failed_look,
    record_look,
    set_next_look,
    sync_channels,
    sync_parts,
)
from storage.desk_records import Channel, Look
from storage.entries import admit_entries
from tests.storage_samples import NOW

SOURCE, FEED, SITEMAP, PART = "valley-post", "https://v.example/feed", "https://v.example/map", "https://v.example/p1"
BOTH = [(FEED, "feed"), (SITEMAP, "sitemap")]
HOUR = timedelta(hours=1)


@pytest.fixture
def both(desk: sqlite3.Connection) -> sqlite3.Connection:
    sync_channels(desk, SOURCE, BOTH, now=NOW)
    return desk


def urls(channels: list[Channel]) -> list[str]:
    return [channel.url for channel in channels]


def seen(desk: sqlite3.Connection, url: str) -> Channel:
    """The channel, looked at once with validators."""
    channel = next(each for each in channels_of(desk, SOURCE) if each.url == url)
    look = Look(at=NOW, next_look_at=NOW + HOUR, etag='"1"', last_modified="Thu", body_sha256="d", entry_count=3)
    record_look(desk, channel.id, look)
    found = get_channel(desk, channel.id)
    assert found is not None
    return found


def test_new_channels_are_due_now_and_of_the_first_sight(both: sqlite3.Connection) -> None:
    assert urls(due_channels(both, SOURCE, now=NOW)) == [FEED, SITEMAP]
    feed = due_channels(both, SOURCE, now=NOW)[0]
    assert (feed.kind, feed.first_sight, feed.baseline_done, feed.first_seen_at) == ("feed", True, False, NOW)
    assert due_channels(both, "hill-times", now=NOW) == []
    admit_entries(both, feed, [], baseline=9, now=NOW)
    sync_channels(both, SOURCE, [*BOTH, ("https://v.example/late", "feed")], now=NOW + HOUR)
    assert not channels_of(both, SOURCE)[-1].first_sight


def test_the_same_configuration_again_writes_nothing(both: sqlite3.Connection) -> None:
    before = both.total_changes
    sync_channels(both, SOURCE, BOTH, now=NOW + HOUR)
    assert both.total_changes == before


def test_a_channel_that_is_taken_out_rests_with_its_parts(both: sqlite3.Connection) -> None:
    index = seen(both, SITEMAP)
    sync_parts(both, index, [PART], now=NOW)
    sync_channels(both, SOURCE, BOTH[:1], now=NOW + HOUR)
    assert urls(channels_of(both, SOURCE)) == [FEED]
    sync_channels(both, SOURCE, BOTH, now=NOW + 2 * HOUR)
    back = get_channel(both, index.id)
    assert back is not None
    assert (back.next_look_at, back.etag, back.last_modified, back.body_sha256) == (NOW + 2 * HOUR, None, None, None)
    assert back.baseline_done


def test_a_channel_may_change_its_kind_and_keeps_its_schedule(both: sqlite3.Connection) -> None:
    before = seen(both, SITEMAP)
    sync_channels(both, SOURCE, [(FEED, "feed"), (SITEMAP, "section")], now=NOW)
    after = get_channel(both, before.id)
    assert after is not None
    assert (after.kind, after.next_look_at, after.etag) == ("section", before.next_look_at, '"1"')


def test_parts_come_and_go_with_their_index(both: sqlite3.Connection) -> None:
    index = channels_of(both, SOURCE)[1]
    other = "https://v.example/p2"
    sync_parts(both, index, [PART, FEED], now=NOW)
    part = channels_of(both, SOURCE)[-1]
    assert (part.url, part.parent_id, part.kind, part.first_sight) == (PART, index.id, "sitemap", True)
    assert urls(channels_of(both, SOURCE)) == [FEED, SITEMAP, PART], "a channel of the configuration stays one"
    index = seen(both, SITEMAP)
    sync_parts(both, index, [other], now=NOW + HOUR)
    assert urls(channels_of(both, SOURCE)) == [FEED, SITEMAP, other]
    assert not channels_of(both, SOURCE)[-1].first_sight
    sync_parts(both, index, [PART, other], now=NOW + 2 * HOUR)
    assert [channel.next_look_at for channel in channels_of(both, SOURCE)[2:]] == [NOW + 2 * HOUR, NOW + HOUR]
    sync_channels(both, SOURCE, [*BOTH, (PART, "sitemap")], now=NOW)
    assert [channel.parent_id for channel in channels_of(both, SOURCE)] == [None, None, None, index.id]


def test_a_look_that_found_nothing_changed_keeps_what_is_known(both: sqlite3.Connection) -> None:
    channel = seen(both, FEED)
    record_look(both, channel.id, Look(at=NOW + HOUR, next_look_at=NOW + 2 * HOUR, etag='"2"'))
    after = get_channel(both, channel.id)
    assert after is not None
    assert (after.etag, after.last_modified, after.body_sha256, after.entry_count) == ('"2"', "Thu", "d", 3)
    assert (after.last_success_at, after.next_look_at) == (NOW + HOUR, NOW + 2 * HOUR)


def test_a_new_listing_without_validators_forgets_the_old_ones(both: sqlite3.Connection) -> None:
    channel = seen(both, FEED)
    record_look(both, channel.id, Look(at=NOW + HOUR, next_look_at=NOW, body_sha256="e", entry_count=0, reason="odd"))
    after = get_channel(both, channel.id)
    assert after is not None
    assert (after.etag, after.last_modified, after.body_sha256, after.entry_count) == (None, None, "e", 0)
    assert after.reason == "odd"


def test_failures_are_counted_until_a_success(both: sqlite3.Connection) -> None:
    channel = seen(both, FEED)
    for count in (1, 2):
        record_failed_look(both, channel.id, at=NOW + HOUR, next_look_at=NOW + 9 * HOUR, reason="HTTP 503")
        failed = get_channel(both, channel.id)
        assert failed is not None
        assert (failed.failure_count, failed.reason, failed.last_failure_at) == (count, "HTTP 503", NOW + HOUR)
        assert (failed.last_success_at, failed.next_look_at, failed.etag) == (NOW, NOW + 9 * HOUR, '"1"')
    assert seen(both, FEED).failure_count == 0
    assert get_channel(both, 99) is None


def test_a_look_can_be_moved(both: sqlite3.Connection) -> None:
    channel = channels_of(both, SOURCE)[0]
    set_next_look(both, channel.id, next_look_at=NOW + HOUR)
    assert urls(due_channels(both, SOURCE, now=NOW)) == [SITEMAP]
    assert urls(due_channels(both, SOURCE, now=NOW + HOUR)) == [SITEMAP, FEED]
