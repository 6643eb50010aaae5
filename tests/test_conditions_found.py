"""What is wrong, found in files that hold weeks of a desk's life."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.conditions import Findings, Histories, Kind, find_conditions
from monitor.conditions.finding import _free_disk
from monitor.conditions.kinds import OWN
from monitor.config import Config, load
from monitor.messages.compose import desk_message
from storage.channels import channels_of, sync_channels
from storage.conditions import begin_condition
from storage.crawls import add_suspect
from storage.cursors import set_cursor
from storage.database import open_subscribers, transaction
from storage.deliveries import add_delivery
from storage.desk_records import SuspectPage
from storage.destinations import pause_destination
from storage.follows import hold_source
from storage.sitepages import record_redesign
from tests.desk_history import DAY, HOUR, Shape, add_crawls, add_lines, add_stories, by_day, every

NOW = datetime.fromisoformat("2024-08-22T15:30:00Z")
WEEK = 7 * DAY
START = NOW - 6 * WEEK
NAMES = ("valley-post", "hill-times", "lake-mail")
GB = 1000**3


@dataclass(slots=True)
class Desk:
    """The files of a desk of three sources that bring a story in each half hour of the day."""

    archive: sqlite3.Connection
    desk: sqlite3.Connection
    config: Config

    def fill(self, ends: dict[str, datetime], *, names: Sequence[str] = NAMES) -> None:
        """Stories until the time given, or until now, and a crawl in each half hour."""
        half = timedelta(minutes=30)
        ticks = every(half, since=START, until=NOW)
        told = sorted((at, name) for name in names for at in by_day(ticks) if at < ends.get(name, NOW))
        for name in names:
            add_crawls(self.desk, name, ticks, new=1, unchanged=20)
        for at, name in told:
            add_stories(self.archive, name, [at])

    def found(self, **how: Any) -> Findings:
        now = how.pop("now", NOW)
        subscribers = how.pop("subscribers", None)
        free = how.pop("free", 100 * GB)
        return find_conditions(self.archive, self.desk, subscribers, self.config, now, free_disk=lambda _: free, **how)

    def kinds(self, **how: Any) -> list[tuple[str, str]]:
        return [finding.about for finding in self.found(**how).found]


@pytest.fixture
def files(archive: sqlite3.Connection, desk: sqlite3.Connection, tmp_path: Path) -> Desk:
    path = tmp_path / "presswatch.toml"
    sources = "".join(
        f'[[source]]\nid = "{name}"\nname = "{name}"\nhome = "https://{name}.example/"\n'
        f'feeds = ["https://{name}.example/rss.xml"]\n'
        for name in NAMES
    )
    path.write_text(f'[archive]\ncontact = "desk@example.org"\n[desk]\nzone = "Asia/Kolkata"\n{sources}', "utf-8")
    archive.execute("BEGIN")
    desk.execute("BEGIN")
    return Desk(archive, desk, load(path))


def test_in_an_empty_desk_nothing_is_wrong_and_nothing_is_known(files: Desk) -> None:
    found = files.found()
    assert found.found == ()
    assert found.unjudged == {(Kind.SILENT, name) for name in NAMES}


def test_a_disk_is_looked_at(files: Desk, tmp_path: Path) -> None:
    assert _free_disk(tmp_path) > 0
    assert files.kinds(free=1 * GB) == [(Kind.DISK_FULL, OWN)]


def test_a_source_that_stops_is_found_silent_and_the_others_are_not(files: Desk) -> None:
    files.fill({"valley-post": NOW - 30 * HOUR})
    histories = Histories()
    (finding,) = files.found(histories=histories).found
    assert (finding.about, finding.source_id) == ((Kind.SILENT, "valley-post"), "valley-post")
    assert finding.since == NOW - 30.5 * HOUR
    assert finding.detail == (
        "By 21:00 it usually brings 26 new stories; today 0. Since its last one 43 were to be expected. "
        "Its channels answer, but list nothing new."
    )
    assert files.kinds(histories=histories) == [(Kind.SILENT, "valley-post")], "as well from what was remembered"
    paused = [source.model_copy(update={"paused": source.id == "valley-post"}) for source in files.config.sources]
    files.config = files.config.model_copy(update={"sources": tuple(paused)})
    assert files.kinds() == []


def test_lines_that_became_no_story_are_told(files: Desk) -> None:
    files.fill({"valley-post": NOW - 30 * HOUR})
    sync_channels(files.desk, "valley-post", [("https://valley-post.example/rss.xml", "feed")], now=START)
    (channel,) = channels_of(files.desk, "valley-post")
    add_lines(files.desk, [channel.id], "valley-post", [NOW - 2 * HOUR] * 7)
    (finding,) = files.found().found
    assert finding.detail.endswith("Its channels list 7 lines that came since, but none became a story.")


def test_a_night_is_no_silence(files: Desk) -> None:
    files.fill({})
    night = NOW + 14 * HOUR
    for at in by_day(every(HOUR / 2, since=NOW, until=night)):
        for name in NAMES:
            add_stories(files.archive, name, [at])
    for name in NAMES:
        add_crawls(files.desk, name, every(HOUR, since=NOW, until=night))
    assert files.kinds(now=night) == []


def test_where_all_are_silent_it_is_one_finding(files: Desk) -> None:
    files.fill(dict.fromkeys(NAMES, NOW - 20 * HOUR))
    found = files.found()
    assert [finding.about for finding in found.found] == [(Kind.ALL_SILENT, OWN)]
    assert found.unjudged >= {(Kind.SILENT, name) for name in NAMES}


def test_on_a_slow_day_of_all_a_silence_is_told_later_but_not_taken_back(files: Desk) -> None:
    files.fill(dict.fromkeys(NAMES, NOW - 7 * HOUR))
    for name in NAMES[1:]:
        add_stories(files.archive, name, [NOW - 3 * HOUR, NOW - HOUR])
    assert files.kinds() == []
    begin_condition(
        files.desk, kind=Kind.SILENT, subject="valley-post", detail="", began_at=NOW - 9 * HOUR, found_at=NOW
    )
    found = files.found().found
    since = {finding.about: finding.since for finding in found}
    assert since[(Kind.SILENT, "valley-post")] == NOW - 9 * HOUR, "since it was first found"


def test_a_source_that_does_not_answer_is_not_called_silent(files: Desk) -> None:
    files.fill({"valley-post": NOW - 30 * HOUR})
    add_crawls(files.desk, "valley-post", every(HOUR, since=NOW - 5 * HOUR, until=NOW), outcome="failed")
    for _ in range(5):
        hold_source(files.desk, "valley-post", not_before_at=NOW + HOUR, reason="HTTP 503 (2)")
    found = files.found()
    assert [finding.about for finding in found.found] == [(Kind.FAILING, "valley-post")]
    assert (Kind.SILENT, "valley-post") in found.unjudged


def test_a_source_with_little_history_is_left_alone(files: Desk) -> None:
    add_stories(files.archive, "valley-post", [NOW - 3 * DAY])
    add_crawls(files.desk, "valley-post", every(HOUR, since=NOW - WEEK, until=NOW))
    assert files.kinds() == []


def channel_set_up(files: Desk, *, dies_at: datetime) -> tuple[int, int]:
    """Two feeds of one source, of which the second lists half of what is new until it dies."""
    sync_channels(
        files.desk,
        "valley-post",
        [("https://valley-post.example/rss.xml", "feed"), ("https://valley-post.example/city.xml", "feed")],
        now=START,
    )
    main, city = (channel.id for channel in channels_of(files.desk, "valley-post"))
    ticks = by_day(every(HOUR, since=START, until=NOW))
    add_lines(files.desk, [main], "valley-post", ticks)
    add_lines(files.desk, [city], "valley-post", [at for at in ticks if at < dies_at])
    files.desk.execute("UPDATE channels SET entry_count = 20, last_success_at = '2024-08-22T15:00:00Z'")
    return main, city


def test_a_channel_that_lists_nothing_new_while_another_does_has_died(files: Desk) -> None:
    files.fill({})
    channel_set_up(files, dies_at=NOW - 30 * HOUR)
    (finding,) = files.found().found
    assert finding.about == (Kind.CHANNEL, "https://valley-post.example/city.xml")
    assert finding.source_id == "valley-post"
    assert "the source's other channels list 22 that it does not" in finding.detail


def test_channels_that_flow_are_well(files: Desk) -> None:
    files.fill({})
    main, _ = channel_set_up(files, dies_at=NOW)
    assert files.kinds() == []
    files.desk.execute("DELETE FROM hints WHERE channel_id = :id", {"id": main})
    assert files.kinds() == [], "of a channel that never listed anything, nothing is usual"


def test_of_a_silent_source_no_channel_is_told(files: Desk) -> None:
    files.fill({"valley-post": NOW - 30 * HOUR})
    channel_set_up(files, dies_at=NOW - 30 * HOUR)
    files.desk.execute(
        "DELETE FROM hints WHERE entry_id IN (SELECT id FROM entries WHERE first_listed_at > '2024-08-21T09')"
    )
    files.desk.execute("DELETE FROM entries WHERE first_listed_at > '2024-08-21T09'")
    found = files.found()
    assert [finding.about for finding in found.found] == [(Kind.SILENT, "valley-post")]
    assert (Kind.CHANNEL, "https://valley-post.example/city.xml") in found.unjudged


def test_channels_are_judged_after_two_hours(files: Desk) -> None:
    files.fill({})
    channel_set_up(files, dies_at=NOW - HOUR)
    assert files.kinds() == []


def test_a_source_without_history_says_nothing_of_how_much_news_there_is(files: Desk) -> None:
    files.fill({"valley-post": NOW - 30 * HOUR}, names=NAMES[:2])
    add_stories(files.archive, "lake-mail", [NOW - HOUR])
    add_crawls(files.desk, "lake-mail", [NOW - HOUR])
    assert files.kinds() == [(Kind.SILENT, "valley-post")]


def test_little_that_others_list_proves_nothing(files: Desk) -> None:
    files.fill({})
    main, _ = channel_set_up(files, dies_at=NOW - 30 * HOUR)
    files.desk.execute(
        "DELETE FROM hints WHERE channel_id = :id AND entry_id IN (SELECT id FROM entries WHERE first_listed_at > :at)",
        {"id": main, "at": "2024-08-21T12"},
    )
    assert (Kind.CHANNEL, "https://valley-post.example/city.xml") not in files.kinds()


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("failure_count", 9, "9 looks in a row failed: HTTP 404."),
        ("entry_count", 0, "It answers, but lists nothing (HTTP 404)."),
    ],
)
def test_a_channel_that_fails_or_is_empty_is_told(files: Desk, column: str, value: int, told: str) -> None:
    sync_channels(files.desk, "valley-post", [("https://valley-post.example/rss.xml", "feed")], now=START)
    assert files.kinds() == []
    files.desk.execute(f"UPDATE channels SET {column} = :value, reason = 'HTTP 404'", {"value": value})
    (finding,) = files.found().found
    assert (finding.about, finding.detail) == ((Kind.CHANNEL, "https://valley-post.example/rss.xml"), told)
    files.desk.execute("UPDATE channels SET kind = 'sitemap', reason = NULL")
    assert (files.kinds() == []) is (column == "entry_count"), "a sitemap of news may be empty"


def test_pages_that_changed_shape_are_told_and_compared_with_those_before(files: Desk) -> None:
    add_stories(
        files.archive, "valley-post", every(HOUR, since=NOW - 300 * HOUR, until=NOW - 100 * HOUR), baseline=True
    )
    add_stories(files.archive, "valley-post", every(HOUR, since=NOW - 30 * HOUR, until=NOW), shape=Shape(byline=""))
    (finding,) = files.found().found
    assert finding.about == (Kind.SHAPE, "valley-post")
    assert finding.since == NOW - 30 * HOUR
    assert finding.detail == "Of the last 30 stories 30 came without a byline; of the 200 before, 0 did."
    begin_condition(files.desk, kind=Kind.SHAPE, subject="valley-post", detail="", began_at=finding.since, found_at=NOW)
    later = NOW + 100 * HOUR
    add_stories(files.archive, "valley-post", every(HOUR, since=NOW, until=later), shape=Shape(byline=""))
    (still,) = files.found(now=later).found
    assert still.since == finding.since
    assert "of the 200 before, 0 did" in still.detail, "what is usual is what was before it began"


def test_a_redesign_is_told_for_a_day(files: Desk) -> None:
    record_redesign(files.desk, "valley-post", at=NOW - HOUR)
    (finding,) = files.found().found
    assert (finding.about, finding.since) == ((Kind.SHAPE, "valley-post"), NOW - HOUR)
    assert files.kinds(now=NOW + DAY) == []


def set_aside(files: Desk, count: int, *, at: datetime, reason: str = "paywall_stub", known: int | None = None) -> None:
    for number in range(count):
        page = SuspectPage(
            crawl_id=1,
            article_id=known,
            source_id="valley-post",
            url=f"https://valley-post.example/{at:%d}/{number}",
            at=at,
            reason=reason,
            signs=(),
            status=200,
        )
        add_suspect(files.desk, page)


@pytest.mark.parametrize(("known", "pages"), [(None, "pages of new stories"), (7, "pages of known stories")])
def test_suspects_that_surge_are_told(files: Desk, known: int | None, pages: str) -> None:
    add_crawls(files.desk, "valley-post", every(HOUR, since=START, until=NOW), new=2, unchanged=2)
    set_aside(files, 1, at=NOW - 8 * DAY, known=known)
    set_aside(files, 9, at=NOW - HOUR, known=known)
    assert files.kinds() == []
    set_aside(files, 15, at=NOW - 2 * HOUR, known=known)
    (finding,) = files.found().found
    assert finding.about == (Kind.SUSPECTS, "valley-post")
    assert pages in finding.detail
    assert "(paywall_stub 15)" in finding.detail


def test_a_source_that_always_has_suspects_is_left_alone(files: Desk) -> None:
    add_crawls(files.desk, "valley-post", every(6 * HOUR, since=START, until=NOW), new=2)
    for days in range(1, 9):
        set_aside(files, 12, at=NOW - days * DAY)
    set_aside(files, 12, at=NOW - HOUR)
    assert files.kinds() == []


def test_a_challenge_in_place_of_every_page_is_a_block_and_no_surge(files: Desk) -> None:
    add_crawls(files.desk, "valley-post", every(HOUR, since=START, until=NOW - 6 * HOUR), new=2)
    add_crawls(files.desk, "valley-post", every(HOUR, since=NOW - 6 * HOUR, until=NOW))
    set_aside(files, 30, at=NOW - HOUR, reason="bot_challenge")
    found = files.found()
    assert [finding.about for finding in found.found] == [(Kind.BLOCKED, "valley-post")]
    assert (Kind.SUSPECTS, "valley-post") in found.unjudged


def test_a_reader_of_the_log_that_lags_is_told(files: Desk, tmp_path: Path) -> None:
    add_stories(files.archive, "valley-post", [NOW - HOUR])
    assert files.kinds() == [], "one that never began is none"
    set_cursor(files.desk, "stories", change_id=0)
    assert files.kinds() == [(Kind.BEHIND, "stories")]
    set_cursor(files.desk, "stories", change_id=1)
    set_cursor(files.desk, "matching", change_id=0)
    assert files.kinds() == [], "without a watch it has nothing to do"
    path = tmp_path / "with-watch.toml"
    watch = '[[watch]]\nid = "nc"\nquery = "alliance"\n[[subscription]]\nwatch = "nc"\nto = "env:DESK_MAIL"\n'
    path.write_text(f"{files.config.path.read_text('utf-8')}{watch}", "utf-8")
    files.config = load(path)
    with closing(open_subscribers(tmp_path / "subscribers.db")) as subscribers:
        set_cursor(subscribers, "planning", change_id=0)
        assert files.kinds(subscribers=subscribers) == [(Kind.BEHIND, "matching"), (Kind.BEHIND, "planning")]


def test_destinations_in_trouble_are_told(files: Desk, tmp_path: Path) -> None:
    with closing(open_subscribers(tmp_path / "subscribers.db")) as subscribers, transaction(subscribers):
        assert files.kinds(subscribers=subscribers) == []
        message = desk_message("Subject", ["A line."], archive_url=None)
        ids = [
            add_delivery(subscribers, key=key, destination="DESK_MAIL", subscription_id=None, message=message, at=at)
            for key, at in (("a", NOW - DAY), ("b", NOW - HOUR))
        ]
        assert files.kinds(subscribers=subscribers) == [(Kind.UNSENT, OWN)]
        subscribers.execute("UPDATE deliveries SET state = 'dead' WHERE id = :id", {"id": ids[0]})
        pause_destination(subscribers, "DESK_MAIL", at=NOW, reason="550 no such mailbox")
        (paused, dead) = files.found(subscribers=subscribers).found
        assert (paused.about, dead.about) == (
            (Kind.PAUSED_DESTINATION, "DESK_MAIL"),
            (Kind.DEAD_DELIVERIES, "DESK_MAIL"),
        )
        assert paused.detail == "It said: 550 no such mailbox. Messages that wait for it: 1."
