"""What the files say of how a source does."""

import sqlite3
from datetime import timedelta

from storage import signs
from storage.channels import channels_of, sync_channels, sync_parts
from storage.crawls import add_failure, add_suspect
from storage.cursors import set_cursor
from storage.desk_records import Failure, SuspectPage
from tests.desk_history import DAY, HOUR, Shape, add_crawls, add_lines, add_stories
from tests.storage_samples import NOW, capture, publish_captured

SOURCE = "valley-post"
WEEK = 7 * DAY


def hour(ago: timedelta = timedelta(0)) -> int:
    return int((NOW - ago).timestamp()) // 3600


def test_new_stories_are_counted_by_hour_without_baseline(archive: sqlite3.Connection) -> None:
    assert signs.first_change_since(archive, NOW) == 1
    assert signs.captured_bytes(archive, first_id=1) == 0
    add_stories(archive, SOURCE, [NOW - WEEK] * 5)
    add_stories(archive, SOURCE, [NOW - 3 * HOUR] * 4, baseline=True)
    add_stories(archive, SOURCE, [NOW - 2 * HOUR, NOW - 2 * HOUR, NOW])
    add_stories(archive, "hill-times", [NOW])
    first = signs.first_change_since(archive, NOW - DAY)
    assert first == 6
    assert signs.first_change_since(archive, NOW + HOUR) == 14
    assert signs.story_hours(archive, SOURCE, first_id=first) == {hour(2 * HOUR): 2, hour(): 1}
    assert signs.last_story_at(archive, SOURCE, first_id=first) == NOW
    assert signs.last_story_at(archive, SOURCE, first_id=999) is None


def test_shapes_of_stories_newest_first(archive: sqlite3.Connection) -> None:
    add_stories(archive, SOURCE, [NOW - HOUR], baseline=True)
    add_stories(archive, SOURCE, [NOW], shape=Shape(byline="", words=20, published=None))
    shapes = signs.story_shapes(archive, SOURCE, first_id=1, before=NOW + HOUR, limit=9)
    assert [(each.has_byline, each.has_date, each.word_count) for each in shapes] == [
        (False, False, 20),
        (True, True, 400),
    ]
    assert len(signs.story_shapes(archive, SOURCE, first_id=1, before=NOW, limit=9)) == 1


def test_passages_have_the_times_of_new_stories(archive: sqlite3.Connection) -> None:
    add_stories(archive, SOURCE, [NOW - HOUR], baseline=True)
    (change_id,) = add_stories(archive, SOURCE, [NOW])
    (passage,) = signs.passages(archive, first_id=1)
    assert (passage.change_id, passage.source_id, passage.stored_at) == (change_id, SOURCE, NOW)
    assert passage.first_listed_at == NOW - timedelta(seconds=30)
    assert passage.published_at == NOW - timedelta(minutes=5)


def test_captures_are_summed_from_a_change_on(archive: sqlite3.Connection) -> None:
    first = publish_captured(archive, "a", capture(0))
    second = publish_captured(archive, "b", capture(100))
    assert signs.captured_bytes(archive, first_id=first.change_id) == 200
    assert signs.captured_bytes(archive, first_id=second.change_id) == 100


def test_a_reader_lags_by_its_first_unread_change(archive: sqlite3.Connection, desk: sqlite3.Connection) -> None:
    add_stories(archive, SOURCE, [NOW - HOUR, NOW])
    set_cursor(desk, "stories", change_id=1)
    assert signs.reader_positions(desk) == {"stories": 1}
    assert signs.oldest_unread_at(archive, after=1) == NOW
    assert signs.oldest_unread_at(archive, after=2) is None


def test_looks_are_hours_with_a_crawl_that_did_not_fail(desk: sqlite3.Connection) -> None:
    add_crawls(desk, SOURCE, [NOW - WEEK, NOW - 2 * HOUR, NOW - 2 * HOUR], new=2, unchanged=3)
    add_crawls(desk, SOURCE, [NOW - HOUR], outcome="failed")
    add_crawls(desk, SOURCE, [NOW], outcome="cut", changed=1)
    assert signs.looked_hours(desk, SOURCE, since=NOW - DAY) == {hour(2 * HOUR), hour()}
    total = signs.crawl_sum(desk, SOURCE, since=NOW - DAY, until=NOW + HOUR)
    assert (total.crawls, total.failed, total.new, total.checked) == (4, 1, 4, 7)
    assert signs.crawl_sum(desk, SOURCE, since=NOW + HOUR, until=NOW + DAY).crawls == 0
    assert signs.last_crawl_at(desk) == NOW


def test_failures_in_a_row_begin_after_the_last_crawl_that_went_well(desk: sqlite3.Connection) -> None:
    assert signs.failing_since(desk, SOURCE) is None
    assert signs.last_crawl_at(desk) is None
    add_crawls(desk, SOURCE, [NOW - 9 * HOUR], outcome="failed")
    assert signs.failing_since(desk, SOURCE) == NOW - 9 * HOUR
    add_crawls(desk, SOURCE, [NOW - 8 * HOUR])
    assert signs.failing_since(desk, SOURCE) is None
    add_crawls(desk, SOURCE, [NOW - 2 * HOUR, NOW - HOUR], outcome="failed")
    assert signs.failing_since(desk, SOURCE) == NOW - 2 * HOUR


def test_crawls_without_an_end_are_named(desk: sqlite3.Connection) -> None:
    add_crawls(desk, SOURCE, [NOW - HOUR, NOW], outcome=None)
    add_crawls(desk, "hill-times", [NOW - HOUR])
    assert signs.open_crawls(desk, before=NOW) == [(SOURCE, NOW - HOUR)]


def test_a_line_counts_for_every_channel_that_lists_it(desk: sqlite3.Connection) -> None:
    sync_channels(desk, SOURCE, [("https://v.example/a", "feed"), ("https://v.example/s", "sitemap")], now=NOW)
    feed, sitemap = channels_of(desk, SOURCE)
    sync_parts(desk, sitemap, ["https://v.example/s1"], now=NOW)
    part = channels_of(desk, SOURCE)[2]
    add_lines(desk, [feed.id, part.id], SOURCE, [NOW - HOUR, NOW])
    add_lines(desk, [sitemap.id], SOURCE, [NOW])
    add_lines(desk, [feed.id], SOURCE, [NOW - WEEK])
    found = signs.listed_hours(desk, SOURCE, since=NOW - DAY)
    assert found == {feed.id: {hour(HOUR): 1, hour(): 1}, sitemap.id: {hour(HOUR): 1, hour(): 2}}


def test_setbacks_count_addresses_by_reason(desk: sqlite3.Connection) -> None:
    add_crawls(desk, SOURCE, [NOW])
    for path in ("a", "a", "b"):
        url = f"https://v.example/{path}"
        add_failure(
            desk,
            Failure(crawl_id=1, source_id=SOURCE, url=url, at=NOW - HOUR, reason="http_status", detail="HTTP 403"),
        )
        add_suspect(
            desk,
            SuspectPage(
                crawl_id=1, source_id=SOURCE, url=url, at=NOW - HOUR, reason="bot_challenge", signs=(), status=200
            ),
        )
    (failed,) = signs.failed_fetches(desk, since=NOW - DAY)
    assert (failed.reason, failed.detail, failed.count, failed.first_at) == ("http_status", "HTTP 403", 2, NOW - HOUR)
    assert signs.failed_fetches(desk, since=NOW) == []
    (aside,) = signs.pages_set_aside(desk, since=NOW - DAY, until=NOW)
    assert (aside.source_id, aside.reason, aside.is_first, aside.count) == (SOURCE, "bot_challenge", True, 2)
    assert signs.pages_set_aside(desk, since=NOW - DAY, until=NOW - HOUR) == []
