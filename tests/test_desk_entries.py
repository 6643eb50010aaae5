"""What a look at a channel teaches: news, baseline and hints."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from storage.channels import channels_of, record_look, sync_channels, sync_parts
from storage.desk_records import Admitted, Channel, DueEntry, Follow, ListedEntry, Look
from storage.due import due_checks
from storage.entries import admit_entries, drop_entry, get_entry, postpone_entry, prune_entries, settle_entry
from storage.follows import get_follow, get_source_state, save_follow
from tests.storage_samples import NOW, address, listed

SOURCE = "valley-post"
FEED, SITEMAP, LATE = (
    "https://valley-post.example/feed",
    "https://valley-post.example/map",
    "https://valley-post.example/2",
)
DAY = timedelta(days=1)


def channel(desk: sqlite3.Connection, url: str = FEED) -> Channel:
    return next(each for each in channels_of(desk, SOURCE) if each.url == url)


def look(
    desk: sqlite3.Connection, entries: Sequence[ListedEntry], *, url: str = FEED, at: datetime = NOW, baseline: int = 2
) -> Admitted:
    """A whole look: what it lists is admitted, then the look is recorded."""
    known = channel(desk, url)
    admitted = admit_entries(desk, known, entries, baseline=baseline, now=at)
    record_look(desk, known.id, Look(at=at, next_look_at=at + DAY, entry_count=len(entries)))
    return admitted


def due(desk: sqlite3.Connection, *, at: datetime = NOW) -> list[tuple[str, bool]]:
    """Paths of the entries that are due, in order, with whether they are baseline."""
    checks = due_checks(desk, SOURCE, now=at, limit=100)
    return [(each.url.rpartition("/")[2], each.baseline) for each in checks if isinstance(each, DueEntry)]


@pytest.fixture
def feed(desk: sqlite3.Connection) -> sqlite3.Connection:
    """A desk with a feed and a sitemap that were never looked at."""
    sync_channels(desk, SOURCE, [(FEED, "feed"), (SITEMAP, "sitemap")], now=NOW)
    return desk


@pytest.fixture
def known(feed: sqlite3.Connection) -> sqlite3.Connection:
    """A source whose first sight is over."""
    look(feed, [listed("old", at=NOW - DAY)])
    look(feed, [listed("older", at=NOW - 2 * DAY)], url=SITEMAP)
    return feed


def test_first_sight_fetches_the_newest_over_all_channels(feed: sqlite3.Connection) -> None:
    stories = [listed(f"f{age}", at=NOW - age * DAY) for age in (9, 5, 7)]
    assert look(feed, stories) == Admitted(new=0, baseline=3, hinted=0)
    assert due(feed) == [("f5", True), ("f7", True)]
    look(feed, [listed("m6", at=NOW - 6 * DAY), listed("m1", at=NOW - DAY), listed("f5")], url=SITEMAP)
    assert due(feed) == [("m1", True), ("f5", True)], "the order of the channels does not matter"
    assert get_source_state(feed, SOURCE).first_sight_at == NOW


def test_first_sight_leaves_alone_what_was_tried_already(feed: sqlite3.Connection) -> None:
    look(feed, [listed("a", at=NOW - 2 * DAY), listed("b", at=NOW - 3 * DAY)])
    first, second = due_checks(feed, SOURCE, now=NOW, limit=9)
    assert isinstance(first, DueEntry)
    assert isinstance(second, DueEntry)
    settle_entry(feed, first.id, article_id=1)
    postpone_entry(feed, second.id, due_at=NOW + DAY, reason="timeout")
    look(feed, [listed("c", at=NOW - DAY)], url=SITEMAP)
    assert due(feed) == [("c", True)]
    assert due(feed, at=NOW + DAY) == [("c", True), ("b", True)]


def test_undated_baseline_comes_after_dated_and_as_listed(feed: sqlite3.Connection) -> None:
    look(feed, [listed("u1"), listed("u2"), listed("u3"), listed("d", updated_at=NOW - 99 * DAY)], baseline=3)
    assert {path for path, _ in due(feed)} == {"d", "u1", "u2"}


def test_a_baseline_of_none_remembers_everything(feed: sqlite3.Connection) -> None:
    look(feed, [listed("a"), listed("b")], baseline=0)
    assert due(feed) == []
    assert look(feed, [listed("a"), listed("b")], at=NOW + DAY) == Admitted(new=0, baseline=0, hinted=0)


def test_a_later_look_finds_news_and_fetches_the_newest_first(known: sqlite3.Connection) -> None:
    later = NOW + timedelta(hours=1)
    stories = [
        listed("n1", at=NOW),
        listed("n2", at=later),
        listed("n2"),
        listed("undated"),
        listed("old", at=NOW - DAY),
    ]
    assert look(known, stories, at=later) == Admitted(new=3, baseline=0, hinted=0)
    assert due(known, at=later) == [("n2", False), ("undated", False), ("n1", False), ("old", True), ("older", True)]


def test_the_same_story_in_another_channel_is_no_news(known: sqlite3.Connection) -> None:
    assert look(known, [listed("old", at=NOW - DAY)], url=SITEMAP, at=NOW + DAY) == Admitted(
        new=0, baseline=0, hinted=0
    )


def test_a_channel_that_failed_at_first_sight_brings_what_came_since(feed: sqlite3.Connection) -> None:
    look(feed, [listed("a", at=NOW - DAY)])
    later = NOW + 2 * DAY
    stories = [listed("before", at=NOW - DAY), listed("since", at=NOW + DAY), listed("future", at=later + DAY)]
    assert look(feed, stories, url=SITEMAP, at=later, baseline=9) == Admitted(new=1, baseline=2, hinted=0)
    assert [path for path, baseline in due(feed, at=later) if not baseline] == ["since"]


def test_a_channel_that_is_added_later_brings_a_baseline_of_its_own(known: sqlite3.Connection) -> None:
    added = NOW + 10 * DAY
    sync_channels(known, SOURCE, [(FEED, "feed"), (SITEMAP, "sitemap"), (LATE, "feed")], now=added)
    stories = [listed(f"x{age}", at=added - age * DAY) for age in (3, 1, 2)]
    assert look(known, stories, url=LATE, at=added) == Admitted(new=0, baseline=3, hinted=0)
    assert {("x1", True), ("x2", True)} <= set(due(known, at=added))
    assert "x3" not in dict(due(known, at=added))
    late = added + DAY
    assert look(known, [listed("next", at=late)], url=LATE, at=late).new == 1


def test_a_sitemap_part_of_the_first_sight_is_baseline(feed: sqlite3.Connection) -> None:
    sync_parts(feed, channel(feed, SITEMAP), [LATE], now=NOW)
    look(feed, [], url=SITEMAP)
    assert look(feed, [listed("p", at=NOW - DAY)], url=LATE, at=NOW) == Admitted(new=0, baseline=1, hinted=0)


def test_of_a_part_that_appears_later_only_the_young_is_news(known: sqlite3.Connection) -> None:
    later = NOW + 10 * DAY
    sync_parts(known, channel(known, SITEMAP), [LATE], now=later)
    stories = [
        listed("young", at=later - 2 * DAY),
        listed("touched", updated_at=later - DAY),
        listed("old-one", at=later - 4 * DAY),
        *(listed(f"undated{number}") for number in range(3)),
    ]
    assert look(known, stories, url=LATE, at=later) == Admitted(new=2, baseline=4, hinted=0)
    found = due(known, at=later)
    assert [path for path, baseline in found if not baseline] == ["touched", "young"]
    assert {path for path, baseline in found if baseline} == {"old", "older", "undated0", "undated1"}


def test_a_new_part_does_not_make_news_of_what_is_older_than_first_sight(known: sqlite3.Connection) -> None:
    later = NOW + DAY
    sync_parts(known, channel(known, SITEMAP), [LATE], now=later)
    assert look(known, [listed("y", at=NOW - timedelta(hours=1))], url=LATE, at=later).new == 0


def follow(article_id: int = 7, due_at: datetime | None = NOW + 9 * DAY) -> Follow:
    return Follow(
        article_id=article_id,
        source_id=SOURCE,
        url=address("old").url,
        due_at=due_at,
        published_at=None,
        first_seen_at=NOW,
        changed_at=NOW,
        checked_at=NOW,
    )


@pytest.mark.parametrize(
    ("due_at", "after"),
    [(NOW + 9 * DAY, NOW + DAY), (NOW - DAY, NOW - DAY), (None, NOW + DAY)],
    ids=["not due yet", "due already", "followed no more"],
)
def test_a_changed_line_makes_its_article_due_now(
    known: sqlite3.Connection, due_at: datetime | None, after: datetime
) -> None:
    (entry, *_) = due_checks(known, SOURCE, now=NOW, limit=9)
    assert isinstance(entry, DueEntry)
    settle_entry(known, entry.id, article_id=7)
    save_follow(known, follow(due_at=due_at))
    assert look(known, [listed("old", hint="2", at=NOW - DAY)], at=NOW + DAY) == Admitted(new=0, baseline=0, hinted=1)
    hinted = get_follow(known, 7)
    assert hinted is not None
    assert (hinted.hinted, hinted.due_at) == (True, after)
    assert look(known, [listed("old", hint="2", at=NOW - DAY)], at=NOW + 2 * DAY).hinted == 0
    assert "old" not in dict(due(known, at=NOW + 9 * DAY)), "it is followed, not fetched"


def test_each_channel_has_its_own_words_for_a_story(known: sqlite3.Connection) -> None:
    for day, (url, hint, hinted) in enumerate(
        [
            (SITEMAP, "bare", 0),  # the sitemap's first line for what the feed listed
            (FEED, "1", 0),
            (SITEMAP, "bare", 0),
            (SITEMAP, "changed", 1),
            (FEED, "1", 0),
            (FEED, "2", 1),
            (SITEMAP, "changed", 0),
        ],
        1,
    ):
        at = NOW + day * DAY
        assert look(known, [listed("old", hint=hint, at=NOW - DAY)], url=url, at=at).hinted == hinted, (day, url)


def test_what_is_forgotten_takes_its_hints_along(known: sqlite3.Connection) -> None:
    look(known, [listed("gone")], url=SITEMAP, at=NOW)
    entry_id = known.execute("SELECT id FROM entries WHERE title = 'gone'").fetchone()[0]
    postpone_entry(known, entry_id, due_at=None, reason="no article")
    hints = "SELECT count(*) FROM hints WHERE entry_id = :id"
    assert known.execute(hints, {"id": entry_id}).fetchone()[0] == 1
    prune_entries(known, older_than=NOW + DAY)
    assert known.execute(hints, {"id": entry_id}).fetchone()[0] == 0


def test_a_changed_line_makes_a_remembered_entry_due(feed: sqlite3.Connection) -> None:
    look(feed, [listed("a", at=NOW - DAY)], baseline=0)
    look(feed, [listed("a", at=NOW - DAY, hint="2")], at=NOW + DAY)
    assert due(feed, at=NOW + DAY) == [("a", True)]


def follow_article(desk: sqlite3.Connection, name: str, *, changed_at: datetime = NOW, hinted: bool = False) -> Follow:
    """The article of a settled entry, as it stands after a check."""
    entry = desk.execute("SELECT id FROM entries WHERE title = :title", {"title": name}).fetchone()[0]
    settle_entry(desk, entry, article_id=1)
    follow = Follow(
        article_id=1,
        source_id=SOURCE,
        url=address(name).url,
        due_at=None,
        hinted=hinted,
        published_at=None,
        first_seen_at=NOW,
        changed_at=changed_at,
        checked_at=NOW,
    )
    save_follow(desk, follow)
    return follow


def test_a_line_that_changes_at_each_look_is_listened_to_ever_more_rarely(known: sqlite3.Connection) -> None:
    taken = []
    for quarter in range(4 * 24 * 4):
        follow_article(known, "old", changed_at=NOW - DAY)
        at = NOW + timedelta(minutes=15 * quarter)
        taken += [at - NOW] * look(known, [listed("old", hint=f"{quarter} hours ago")], at=at).hinted
    assert taken[:5] == [timedelta(minutes=15 * quarter) for quarter in (0, 1, 3, 6, 12)]
    assert len(taken) < 14
    assert taken[-1] - taken[-2] == DAY


def test_a_line_is_trusted_again_once_its_article_changed(known: sqlite3.Connection) -> None:
    follow_article(known, "old", changed_at=NOW - DAY)
    for hours in range(1, 4):
        look(known, [listed("old", hint=f"{hours}")], at=NOW + timedelta(hours=hours))
        follow_article(known, "old", changed_at=NOW - DAY)
    follow_article(known, "old", changed_at=NOW + timedelta(hours=3, minutes=1))
    for minutes in (5, 10):
        at = NOW + timedelta(hours=3, minutes=minutes)
        assert look(known, [listed("old", hint=f"{minutes} minutes")], at=at).hinted == 1, minutes
        follow_article(known, "old", changed_at=at)


def test_what_a_resting_line_says_is_not_lost(known: sqlite3.Connection) -> None:
    for minute, says, is_heard in ((1, "counter", True), (2, "new headline", False)):
        follow_article(known, "old", changed_at=NOW - DAY)
        hinted = look(known, [listed("old", hint=says)], at=NOW + timedelta(minutes=minute)).hinted
        assert bool(hinted) is is_heard, says
    assert look(known, [listed("old", hint="new headline")], at=NOW + timedelta(minutes=12)).hinted == 1


def test_a_hint_that_was_not_followed_yet_is_no_false_one(known: sqlite3.Connection) -> None:
    for minute in range(1, 30):
        follow_article(known, "old", changed_at=NOW - DAY, hinted=minute > 1)
        assert look(known, [listed("old", hint=f"line {minute}")], at=NOW + timedelta(minutes=minute)).hinted == 1, (
            minute
        )


def test_a_listing_that_says_nothing_new_writes_once_a_day(known: sqlite3.Connection) -> None:
    same = [listed("old", at=NOW - DAY)]
    channel_before = channel(known)
    for hours, written in ((5, 0), (25, 1), (26, 0)):
        before = known.total_changes
        admit_entries(known, channel_before, same, baseline=2, now=NOW + timedelta(hours=hours))
        assert known.total_changes - before == written, hours


def test_an_entry_says_who_listed_it_first_and_when(known: sqlite3.Connection) -> None:
    look(known, [listed("old", at=NOW - DAY)], url=SITEMAP, at=NOW + DAY)
    (entry, *_) = due_checks(known, SOURCE, now=NOW, limit=9)
    assert isinstance(entry, DueEntry)
    assert (entry.channel_url, entry.first_listed_at, entry.published_at) == (FEED, NOW, NOW - DAY)
    assert get_entry(known, entry.id) == entry
    assert get_entry(known, 99) is None
    drop_entry(known, entry.id)
    assert get_entry(known, entry.id) is None


def test_a_failed_entry_waits_and_is_counted_or_given_up(known: sqlite3.Connection) -> None:
    for due_at, count in ((NOW + DAY, 1), (None, 2)):
        entry = get_entry(known, 1)
        assert entry is not None
        postpone_entry(known, 1, due_at=due_at, reason="timeout")
        after = get_entry(known, 1)
        assert after is not None
        assert after.failure_count == count
    assert "old" not in dict(due(known, at=NOW + 99 * DAY))


def test_only_what_led_nowhere_is_forgotten(known: sqlite3.Connection) -> None:
    look(known, [listed("gone"), listed("waiting"), listed("kept")], at=NOW)
    for path in ("gone", "kept"):
        entry_id = known.execute("SELECT id FROM entries WHERE title = :title", {"title": path}).fetchone()[0]
        postpone_entry(known, entry_id, due_at=None, reason="no article")
    settle_entry(known, entry_id, article_id=7)
    assert prune_entries(known, older_than=NOW) == 0
    assert prune_entries(known, older_than=NOW + DAY) == 1
    left = {row["title"] for row in known.execute("SELECT title FROM entries")}
    assert left == {"old", "older", "waiting", "kept"}
