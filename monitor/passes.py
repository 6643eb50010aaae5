"""A process that crawls, from opened files to closed ones: one pass (`crawl`) or until stopped (`run`)."""

import asyncio
import logging
import resource
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from monitor import policy, upkeep
from monitor.config import Config, SourceConfig
from monitor.crawl import CrawlReport, Crawls
from monitor.delivery.gathering import adopt_subscriptions
from monitor.delivery.outbox import Outbox
from monitor.environment import secrets_put_away
from monitor.errors import MonitorError
from monitor.lock import only_writer
from monitor.logreading import LogReader
from monitor.newsdesk import Tools
from monitor.reactor import run_with_reactor
from monitor.reading import ReadingPool
from monitor.recorder import Recorder
from monitor.scheduler import Scheduler, hosts_of, stop_on_signals
from monitor.shelf import Shelf
from scrapers.extract import EXTRACTOR
from scrapers.orders import DeskError
from storage.changes import changes_after, last_change_id
from storage.database import StorageError
from storage.records import LoggedChange

logger = logging.getLogger(__name__)

Show = Callable[[LoggedChange], None]

ADDRESS_SPACE = 1536 * 1024**2
"""Bytes of addresses, which threads take in large pieces and hardly use: at 1,024 MB the demo ran out of them, at
1,500 it did not. Short of them, anything may fail, and what waits for it may wait for ever."""


@asynccontextmanager
async def opened(config: Config, *, gone_confirmed_after: timedelta) -> AsyncIterator[Crawls]:
    """Everything that crawling needs, opened; closed in order when left. Raises MonitorError where it cannot be."""
    try:
        with only_writer(config.directory):
            recorder = Recorder(config.directory)
            try:
                shelf = Shelf(config.directory, extractor=EXTRACTOR)
                pool = ReadingPool()
                try:
                    tools = Tools(recorder=recorder, pool=pool, shelf=shelf)
                    yield Crawls(config=config, tools=tools, gone_confirmed_after=gone_confirmed_after)
                finally:
                    pool.close()
                    shelf.close()
            finally:
                recorder.close()
    except (StorageError, DeskError) as error:
        raise MonitorError(str(error)) from error


def crawl_once(
    config: Config, *, source_ids: Sequence[str] = (), every_article: bool = False, show: Show | None = None
) -> list[CrawlReport]:
    """One pass over the sources named, or all that are not paused; `show` is told of each change as it is stored."""
    sources = chosen_sources(config, source_ids)
    _refuse_little_memory()
    _refuse_full_disk(config)

    async def whole() -> list[CrawlReport]:
        async with opened(config, gone_confirmed_after=timedelta(0)) as crawls:
            await upkeep.adopt(crawls.tools.recorder, config, datetime.now(UTC))
            await upkeep.close_open_crawls(crawls.tools.recorder, datetime.now(UTC))
            async with log_read(config, crawls.tools.recorder):
                return await crawl_pass(crawls, sources, every_article=every_article, show=show)

    # The fork server is started anew where it dies, whenever that is.
    with secrets_put_away():
        return run_with_reactor(whole())


def _refuse_little_memory() -> None:
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < ADDRESS_SPACE:
        raise MonitorError(
            f"there is not enough memory: this process may have {limit // 1024**2} MB of addresses, and needs "
            f"{ADDRESS_SPACE // 1024**2}; raise `ulimit -v` (LimitAS= of systemd): MemoryMax= limits what is used"
        )


def _refuse_full_disk(config: Config) -> None:
    free = upkeep.free_disk(config)
    if free < config.keep.free_disk:
        raise MonitorError(
            f"{config.directory}: {free // 1000**2} MB are free, and keep.free_disk asks for "
            f"{config.keep.free_disk // 1000**2}; nothing is fetched: free some space, or lower it"
        )


@asynccontextmanager
async def log_read(config: Config, recorder: Recorder) -> AsyncIterator[LogReader]:
    """Watches and subscriptions count from here on; when left, the log is read, for `presswatch deliver` to send."""
    reader, outbox = LogReader(recorder, config.directory), Outbox(config.directory)
    try:
        await reader.adopt(config)
        await outbox.do(lambda shelves: adopt_subscriptions(shelves, config, now=datetime.now(UTC)))
        yield reader
        await reader.catch_up()
    finally:
        outbox.close()
        reader.close()


async def crawl_pass(
    crawls: Crawls, sources: Sequence[SourceConfig], *, every_article: bool = False, show: Show | None = None
) -> list[CrawlReport]:
    """Crawls each source once, several at a time but never two on one host; reports in the order given."""
    crawls.on_changes = _teller(crawls, show or _log_change)
    at_once = asyncio.Semaphore(crawls.config.schedule.concurrency)
    hosts = {host: asyncio.Lock() for source in sources for host in hosts_of(source)}

    async def one(source: SourceConfig) -> CrawlReport:
        # Locks taken in one order cannot wait for each other in a ring.
        locks = [hosts[host] for host in sorted(hosts_of(source))]
        for lock in locks:
            await lock.acquire()
        try:
            async with at_once:
                return await crawls.crawl(source, every_channel=True, every_article=every_article)
        finally:
            for lock in locks:
                lock.release()

    return list(await asyncio.gather(*(one(source) for source in sources)))


def _teller(crawls: Crawls, show: Show) -> Callable[[Sequence[int]], None]:
    """What tells of each change in the log that comes after now, in order, once."""
    archive = crawls.tools.shelf.archive
    seen = last_change_id(archive)
    is_heard = True

    def tell(_: Sequence[int]) -> None:
        nonlocal seen, is_heard
        for change in changes_after(archive, seen, limit=1_000) if is_heard else ():
            seen = change.id
            try:
                show(change)
            except BrokenPipeError:
                # Whoever listened has gone, as `head` does; what is stored is stored, and the crawl goes on.
                is_heard = False

    return tell


def _log_change(change: LoggedChange) -> None:
    logger.info(
        "change id=%d kind=%s source=%s words=+%d-%d importance=%s quiet=%s baseline=%s url=%s",
        change.id,
        change.kind,
        change.source_id,
        change.words_added,
        change.words_removed,
        change.importance,
        change.quiet,
        change.baseline,
        change.url,
    )


def chosen_sources(config: Config, source_ids: Sequence[str]) -> list[SourceConfig]:
    """The sources of these ids, paused or not; all that are not paused where none is named. Raises MonitorError."""
    if not source_ids:
        return [source for source in config.sources if not source.paused]
    known = {source.id: source for source in config.sources}
    unknown = [source_id for source_id in source_ids if source_id not in known]
    if unknown:
        raise MonitorError(
            f"{config.path}: there is no source {', '.join(unknown)}; `presswatch source list` names those there are"
        )
    return [known[source_id] for source_id in source_ids]


def run_until_stopped(config: Config) -> None:
    """Schedules crawls until SIGTERM, SIGINT or a disk that takes no more. Raises MonitorError for the latter, and
    where there is too little memory to begin."""
    _refuse_little_memory()
    # Here and not above: `crawl` sends nothing, and loading the senders takes a third of its start.
    from monitor.downstream import opened_downstream

    async def whole(environment: Mapping[str, str]) -> None:
        async with (
            opened(config, gone_confirmed_after=policy.GONE_CONFIRMED_AFTER) as crawls,
            opened_downstream(config, crawls.tools.recorder) as downstream,
        ):
            downstream.deliverer.environment = environment
            tell = _teller(crawls, _log_change)

            def on_changes(changes: Sequence[int]) -> None:
                tell(changes)
                downstream.wake()

            crawls.on_changes = on_changes
            scheduler = Scheduler(crawls=crawls, downstream=downstream)
            stop_on_signals(scheduler)
            logger.info("running directory=%s", config.directory)
            await scheduler.run()
            logger.info("stopped directory=%s", config.directory)

    with secrets_put_away() as environment:
        run_with_reactor(whole(environment))
