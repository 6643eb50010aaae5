"""A clock that is set back an hour and forward a day: ticks go on, nothing waits for it, nothing storms."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.conditions import find_conditions
from monitor.demo.newsroom import Newsroom
from monitor.downstream import opened_downstream
from monitor.scheduler import Scheduler
from storage.clock import bring_deliveries_forward, bring_desk_forward
from storage.database import Connection, open_subscribers, transaction
from tests.breaking import Clock
from tests.running import PATIENCE
from tests.watching import Watch, configure, newsroom, publish, watching

pytestmark = pytest.mark.usefixtures("reactor")

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOW = datetime(2026, 8, 22, 9, 30, tzinfo=UTC)


@asynccontextmanager
async def running(room: Newsroom, directory: Path) -> AsyncIterator[Watch]:
    """A schedule that looks each second; ended when left."""
    config = configure(room, directory, every=timedelta(seconds=1))
    config = config.model_copy(update={"keep": config.keep.model_copy(update={"free_disk": 0})})
    async with watching(room, config) as watch, opened_downstream(config, watch.crawls.tools.recorder) as downstream:
        scheduler = Scheduler(crawls=watch.crawls, downstream=downstream)
        scheduling = asyncio.ensure_future(scheduler.run())
        try:
            yield watch
        finally:
            scheduler.stop()
            await scheduling


async def until(claim: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not claim():
            await asyncio.sleep(0.05)


def crawls(watch: Watch) -> int:
    return int(watch.rows("SELECT count(*) FROM crawls WHERE ended_at IS NOT NULL")[0][0])


async def test_a_clock_that_is_set_costs_no_tick_and_raises_no_storm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock(monkeypatch)
    with newsroom() as room:
        async with running(room, tmp_path) as watch:
            publish(watch.outlet, 1, age=DAY)
            await until(lambda: crawls(watch) >= 1)
            clock.shift = -HOUR
            await until(lambda: "clock set back seconds=" in caplog.text)
            done = crawls(watch)
            await until(lambda: crawls(watch) >= done + 2)
            found = find_conditions(watch.archive, watch.desk, None, watch.config, datetime.now(UTC) - 2 * HOUR).found
            assert "clock" in {str(finding.kind) for finding in found}
            clock.shift = DAY
            await until(lambda: "clock set forward seconds=" in caplog.text)
            done, asked = crawls(watch), len(watch.outlet.requests)
            publish(watch.outlet, 2)
            await until(lambda: watch.archived("SELECT count(*) FROM articles") == [(2,)])
            assert crawls(watch) - done < 6
            assert len(watch.outlet.requests) - asked < 30
    assert "Traceback" not in caplog.text


async def test_a_clock_that_was_ahead_before_the_start_holds_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock(monkeypatch)
    clock.shift = DAY
    with newsroom() as room:
        async with running(room, tmp_path) as watch:
            await until(lambda: crawls(watch) >= 1)
        clock.shift = timedelta(0)
        async with running(room, tmp_path) as watch:
            await until(lambda: crawls(watch) >= 3)
            assert caplog.text.count("clock set back seconds=") == 1
        caplog.clear()
        async with running(room, tmp_path) as watch:
            done = crawls(watch)
            await until(lambda: crawls(watch) > done)
    assert "clock set back" not in caplog.text


def test_what_waits_in_desk_db_comes_as_much_earlier(desk: Connection) -> None:
    with transaction(desk):
        desk.execute(
            "INSERT INTO source_state (source_id, not_before_at) VALUES ('a', '2026-08-22T10:35:00Z'), "
            "('b', '2026-08-22T09:20:00Z'), ('c', NULL)"
        )
        bring_desk_forward(desk, by=HOUR, now=NOW)
    waiting = [tuple(row) for row in desk.execute("SELECT source_id, not_before_at FROM source_state")]
    assert waiting == [("a", "2026-08-22T09:35:00Z"), ("b", "2026-08-22T09:20:00Z"), ("c", None)]


def test_messages_that_wait_come_as_much_earlier(tmp_path: Path) -> None:
    with closing(open_subscribers(tmp_path / "subscribers.db")) as subscribers, transaction(subscribers):
        subscribers.execute("INSERT INTO destinations (name, not_before_at) VALUES ('A', '2026-08-22T10:31:00Z')")
        subscribers.execute(
            """
            INSERT INTO deliveries (key, destination, subject, text, html, markdown, message_id, created_at,
                                    give_up_at, next_attempt_at)
            VALUES ('k', 'A', '', '', '', '', 'm', '2026-08-22T10:29:00Z', '2026-08-23T10:29:00Z',
                    '2026-08-22T10:30:05Z')
            """
        )
        bring_deliveries_forward(subscribers, by=HOUR, now=NOW)
        row = subscribers.execute("SELECT next_attempt_at, not_before_at FROM deliveries, destinations").fetchone()
        assert tuple(row) == ("2026-08-22T09:30:05Z", "2026-08-22T09:31:00Z")
