"""`presswatch run`: ticks that ask desk.db what is due and start crawls, until stopped. The only door to APScheduler.

Nothing is scheduled in memory: a tick looks at columns, so a restart loses nothing.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from monitor import upkeep
from monitor.config import Config, ConfigError, SourceConfig, load
from monitor.crawl import Crawls, StuckError
from scrapers.orders import DeskError
from storage.clock import bring_desk_forward
from storage.crawls import last_crawled_at
from storage.database import StorageError
from storage.due import sources_due

if TYPE_CHECKING:
    from monitor.downstream import Downstream

logger = logging.getLogger(__name__)

TICK = 1.0
"""Seconds between two looks at what is due: an index seek for each source."""

STOP_PATIENCE = 15.0
"""Seconds that crawls under way get to finish after SIGTERM; systemd's default would allow 90."""

END_PATIENCE = 10.0
"""Seconds that crawls get after that to write down how they ended; those that do not are closed at the next start."""

START_SPREAD = timedelta(minutes=2)
"""After a start what is overdue is spread over this or over a source's `every`, whichever is less."""

DISK_CHECK = 30.0
"""Seconds between two looks at the free disk; at 10 MB/s of new captures that is 0.3 GB."""

CLOCK_SET = timedelta(seconds=5)
"""By how much the clock must leave the way that time goes within one tick to have been set: a busy loop is late by
some seconds, and both clocks show that; a time service that corrects gently moves milliseconds."""

TIDIED_AFTER = timedelta(hours=1)


class _After(BaseTrigger):
    """So long after the last time that the work was begun, whenever that was to be: a clock that was set forward by a
    day makes one tick due, not 86,400."""

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """APScheduler's question."""
        return now + self._interval


@dataclass(slots=True, kw_only=True)
class Scheduler:
    """The loop's own state: which crawls are under way, and what this process learned since it began."""

    crawls: Crawls
    downstream: "Downstream"
    random: Random = field(default_factory=Random)
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _not_before: dict[str, datetime] = field(default_factory=dict)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _disk_is_full: bool = False
    _failure: BaseException | None = None

    async def run(self) -> None:
        """Works until `stop` is called, or until nothing can be stored any more or a crawl does not end; raises for
        the latter two DeskError, StorageError or StuckError."""
        config = self.crawls.config
        await self._adopt(config)
        self._spread(config.sources)
        await self._come_back_from_the_future(datetime.now(UTC))
        await upkeep.close_open_crawls(self.crawls.tools.recorder, datetime.now(UTC))
        # Coroutines all: APScheduler runs plain functions in threads, and the files belong to the loop's.
        ticker = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1})
        now = datetime.now(UTC)
        for work, seconds in ((self._tick, TICK), (self._look_at_disk, DISK_CHECK)):
            trigger = _After(timedelta(seconds=seconds))
            ticker.add_job(_endable(work), trigger, id=work.__name__, misfire_grace_time=None, next_run_time=now)
        tidying = now + timedelta(minutes=5)
        ticker.add_job(_endable(self._tidy), _After(TIDIED_AFTER), id="_tidy", next_run_time=tidying)
        ticker.start()
        reading = asyncio.ensure_future(self._read_log())
        watching = asyncio.ensure_future(self._watch_clock(ticker))
        try:
            await self._stopping.wait()
        finally:
            watching.cancel()
            ticker.shutdown(wait=False)
            # Both at once: what the last crawls still find is read at the next start.
            self.downstream.stop()
            await self._end_crawls()
            await reading
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Ends `run`: crawls under way finish or are given up."""
        self._stopping.set()

    def reload(self) -> None:
        """Reads presswatch.toml again; a broken one is refused and the old one stays."""
        try:
            config = load(self.crawls.config.path)
        except ConfigError as error:
            logger.error("configuration refused, the old one stays: %s", error)
            return
        known = {source.id for source in self.crawls.config.sources}
        self.crawls.config = config
        self._spread(source for source in config.sources if source.id not in known)
        task = asyncio.ensure_future(self._adopt(config))
        self._tasks.setdefault("(configuration)", task).add_done_callback(
            lambda _: self._tasks.pop("(configuration)", None)
        )

    async def _read_log(self) -> None:
        try:
            await self.downstream.run()
        except DeskError as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        """Nothing can be stored any more, or a file cannot be read: `run` ends, and says why."""
        self._failure = self._failure or error
        self.stop()

    async def _watch_clock(self, ticker: AsyncIOScheduler) -> None:
        """Ticks come by the clock on the wall: where somebody sets it, they and what is due are put right."""
        while True:
            before, began = datetime.now(UTC), monotonic()
            await asyncio.sleep(TICK)
            now = datetime.now(UTC)
            jump = now - before - timedelta(seconds=monotonic() - began)
            if abs(jump) >= CLOCK_SET:
                try:
                    await self._put_right(ticker, jump, now)
                except (DeskError, StorageError) as error:
                    self._fail(error)

    async def _put_right(self, ticker: AsyncIOScheduler, jump: timedelta, now: datetime) -> None:
        for job in ticker.get_jobs():
            # Not what deletes: by a clock that is wrong, everything is old.
            job.modify(next_run_time=now + TIDIED_AFTER if job.id == "_tidy" else now)
        if jump > timedelta(0):
            logger.warning("clock set forward seconds=%d: what is due now is spread", jump.total_seconds())
            self._spread(self.crawls.config.sources)
            return
        self._not_before = {source_id: at + jump for source_id, at in self._not_before.items()}
        await self._bring_forward(-jump, now)

    async def _come_back_from_the_future(self, now: datetime) -> None:
        """What the last program planned by a clock that was ahead, as a machine's may be at its start."""
        last = last_crawled_at(self.crawls.tools.shelf.desk)
        if last is not None and last - now >= CLOCK_SET:
            await self._bring_forward(last - now, now)

    async def _bring_forward(self, by: timedelta, now: datetime) -> None:
        logger.warning("clock set back seconds=%d: what waits is due as much earlier", by.total_seconds())
        await self.crawls.tools.recorder.submit(lambda files: bring_desk_forward(files.desk, by=by, now=now))
        await self.downstream.clock_set_back(by=by, now=now)

    async def _adopt(self, config: Config) -> None:
        await upkeep.adopt(self.crawls.tools.recorder, config, datetime.now(UTC))
        await self.downstream.adopt(config)
        logger.info("configuration sources=%d file=%s", len(config.sources), config.path)

    def _spread(self, sources: Iterable[SourceConfig]) -> None:
        now = datetime.now(UTC)
        for source in sources:
            self._not_before[source.id] = now + min(source.every, START_SPREAD) * self.random.random()

    async def _tick(self) -> None:
        if self._disk_is_full or self._stopping.is_set():
            return
        now = datetime.now(UTC)
        config = self.crawls.config
        waiting = {
            source.id: source
            for source in config.sources
            if not source.paused and source.id not in self._tasks and self._not_before.get(source.id, now) <= now
        }
        busy = {host for source in config.sources if source.id in self._tasks for host in hosts_of(source)}
        try:
            due = sources_due(self.crawls.tools.shelf.desk, list(waiting), now=now)
        except StorageError as error:
            self._fail(error)
            return
        for source_id in due:
            if len(self._tasks) >= config.schedule.concurrency:
                break
            source = waiting[source_id]
            if busy.isdisjoint(hosts := hosts_of(source)):
                busy |= hosts
                self._tasks[source_id] = asyncio.ensure_future(self._crawl(source))

    async def _crawl(self, source: SourceConfig) -> None:
        try:
            await self.crawls.crawl(source, every_channel=False)
        except (DeskError, StorageError, StuckError) as error:
            self._fail(error)
        except Exception:
            # One source must not stop the others; it rests a while, for its rows may not say why it failed.
            logger.exception("crawl failed source=%s", source.id)
            self._not_before[source.id] = datetime.now(UTC) + source.every
        finally:
            self._tasks.pop(source.id, None)

    async def _end_crawls(self) -> None:
        await self.crawls.stop(STOP_PATIENCE)
        left = [task for task in self._tasks.values() if not task.done()]
        if left:
            await asyncio.wait(left, timeout=END_PATIENCE)
        for task in left:
            task.cancel()

    async def _look_at_disk(self) -> None:
        config = self.crawls.config
        free = upkeep.free_disk(config)
        is_full = free < config.keep.free_disk
        if is_full and not self._disk_is_full:
            logger.error(
                "disk nearly full, nothing is fetched free_mb=%d floor_mb=%d: free some space or lower keep.free_disk",
                free // 1000**2,
                config.keep.free_disk // 1000**2,
            )
        elif self._disk_is_full and not is_full:
            logger.warning("disk has room again, fetching goes on free_mb=%d", free // 1000**2)
        self._disk_is_full = is_full

    async def _tidy(self) -> None:
        now = datetime.now(UTC)
        await upkeep.tidy(self.crawls.tools.recorder, self.crawls.config, now)
        await self.downstream.tidy(now)


def _endable(work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """The job, quiet when cancelled: APScheduler cancels what is under way at its end and would log it as an error."""

    async def job() -> None:
        with suppress(asyncio.CancelledError):
            await work()

    return job


def hosts_of(source: SourceConfig) -> set[str]:
    """The hosts that a crawl of the source asks for sure: two crawls never ask one host at once."""
    urls = (source.home, *source.feeds, *source.sitemaps, *source.sections)
    return {urlsplit(url).netloc for url in urls}


def stop_on_signals(scheduler: Scheduler) -> None:
    """SIGTERM and SIGINT end the run cleanly, SIGHUP reads the configuration again."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, scheduler.stop)
    loop.add_signal_handler(signal.SIGINT, scheduler.stop)
    loop.add_signal_handler(signal.SIGHUP, scheduler.reload)
