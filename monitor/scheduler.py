"""`presswatch run`: ticks that ask desk.db what is due and start crawls, until stopped. The only door to APScheduler.

Nothing is scheduled in memory: a tick looks at columns, so a restart loses nothing.
"""

import asyncio
import logging
import shutil
import signal
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor import upkeep
from monitor.config import Config, ConfigError, SourceConfig, load
from monitor.crawl import Crawls
from scrapers.orders import DeskError
from storage.due import sources_due

if TYPE_CHECKING:
    from monitor.downstream import Downstream

logger = logging.getLogger(__name__)

TICK = 1.0
"""Seconds between two looks at what is due: an index seek for each source."""

STOP_PATIENCE = 15.0
"""Seconds that crawls under way get to finish after SIGTERM; systemd's default would allow 90."""

START_SPREAD = timedelta(minutes=2)
"""After a start what is overdue is spread over this or over a source's `every`, whichever is less."""

DISK_CHECK = 30.0
"""Seconds between two looks at the free disk; at 10 MB/s of new captures that is 0.3 GB."""


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
        """Works until `stop` is called or nothing can be stored any more; raises DeskError for the latter."""
        config = self.crawls.config
        await self._adopt(config)
        self._spread(config.sources)
        await upkeep.close_open_crawls(self.crawls.tools.recorder, datetime.now(UTC))
        # Coroutines all: APScheduler runs plain functions in threads, and the files belong to the loop's.
        ticker = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1})
        now = datetime.now(UTC)
        ticker.add_job(_endable(self._tick), "interval", seconds=TICK, next_run_time=now)
        ticker.add_job(_endable(self._look_at_disk), "interval", seconds=DISK_CHECK, next_run_time=now)
        ticker.add_job(_endable(self._tidy), "interval", hours=1, next_run_time=now + timedelta(minutes=5))
        ticker.start()
        reading = asyncio.ensure_future(self._read_log())
        try:
            await self._stopping.wait()
        finally:
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
            self._failure = error
            self.stop()

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
        for source_id in sources_due(self.crawls.tools.shelf.desk, list(waiting), now=now):
            if len(self._tasks) >= config.schedule.concurrency:
                break
            source = waiting[source_id]
            if busy.isdisjoint(hosts := hosts_of(source)):
                busy |= hosts
                self._tasks[source_id] = asyncio.ensure_future(self._crawl(source))

    async def _crawl(self, source: SourceConfig) -> None:
        try:
            await self.crawls.crawl(source, every_channel=False)
        except DeskError as error:
            self._failure = error
            self.stop()
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
            await asyncio.wait(left, timeout=2.0)
        for task in left:
            task.cancel()

    async def _look_at_disk(self) -> None:
        config = self.crawls.config
        free = shutil.disk_usage(config.directory).free
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
