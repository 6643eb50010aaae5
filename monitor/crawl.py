"""One crawl of one source: Scrapy started with what is due, its outcome written down."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.metadata import version
from random import Random
from time import monotonic
from typing import Any

from scrapy.crawler import Crawler
from scrapy.settings import Settings

from monitor.config import Config, SourceConfig
from monitor.errors import MonitorError
from monitor.ledger import Ledger
from monitor.newsdesk import MOST_CHECKS, Newsdesk, Tools
from monitor.tally import Tally
from scrapers.ending import drop_queued
from scrapers.orders import Admitted, DeskError
from scrapers.robots import RobotsCache
from scrapers.spiders.news import NewsSpider

logger = logging.getLogger(__name__)


LONGEST = 1800.0
"""Seconds. Scrapy begins to end a crawl after 600 (CLOSESPIDER_TIMEOUT); what is under way then, fetches and readings
with limits of their own, is over well before this."""

LOOKED_AFTER = 0.05
"""Seconds after which a crawl that had not started when all were to end is looked at again."""


class StuckError(MonitorError):
    """A crawl that does not end: something that it waits for will never come. Only a new process is sure to be well."""


class Outcome(StrEnum):
    """How a crawl ended."""

    OK = "ok"
    FAILED = "failed"
    CUT = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """What came of a crawl. `reason` says in words why it failed or was cut; CUT left part of the work due."""

    source_id: str
    outcome: Outcome
    reason: str | None
    tally: Tally
    started_at: datetime
    ended_at: datetime

    @property
    def failed(self) -> bool:
        """Whether the source brought nothing that could be used."""
        return self.outcome is Outcome.FAILED


@dataclass(slots=True, kw_only=True)
class Crawls:
    """Everything that crawls of one process share, from opened files to what is known of robots.txt files.

    `retry_pause` is the first pause before a fetch is tried again, in seconds.
    """

    config: Config
    tools: Tools
    gone_confirmed_after: timedelta
    on_changes: Callable[[Sequence[int]], None] = lambda _: None
    robots: RobotsCache = field(default_factory=RobotsCache)
    retry_pause: float = 2.0
    random: Random = field(default_factory=Random)
    _running: dict[str, Crawler] = field(default_factory=dict)
    _is_ending: bool = False

    async def crawl(self, source: SourceConfig, *, every_channel: bool, every_article: bool = False) -> CrawlReport:
        """Looks at the source's channels that are due (or every one), fetches what is due, stores what is new.

        `every_article` also checks all that are live or were removed in the last 30 days. Never raises for what a
        source does; DeskError where nothing can be stored, StuckError where it does not end.
        """
        started_at = datetime.now(UTC)
        ledger = Ledger(
            source=source,
            schedule=self.config.schedule,
            gone_confirmed_after=self.gone_confirmed_after,
            random=self.random,
        )
        recorder = self.tools.recorder
        orders = await recorder.submit(
            lambda files: ledger.begin(
                files, started_at, every_channel=every_channel, every_article=every_article, most=MOST_CHECKS
            )
        )
        desk = Newsdesk(self.tools, ledger, on_changes=self.on_changes)
        settings = crawl_settings(self.config, source, retry_pause=self.retry_pause)
        settings.set("ITEM_PIPELINES", {"monitor.pipeline.RecordOutcomes": 100}, priority="cmdline")
        # Not by a runner: it copies the settings twice more, half of what a small crawl costs.
        crawler = Crawler(NewsSpider, settings)
        if await self._fetch(crawler, source, orders, desk):
            outcome, reason = _outcome(crawler, desk.tally, looks=len(orders.looks))
        else:
            outcome, reason = Outcome.CUT, "shutdown"
        ended_at = datetime.now(UTC)
        await recorder.submit(
            lambda files: ledger.end(files, ended_at, tally=desk.tally, outcome=outcome, reason=reason)
        )
        report = CrawlReport(
            source_id=source.id,
            outcome=outcome,
            reason=reason,
            tally=desk.tally,
            started_at=started_at,
            ended_at=ended_at,
        )
        _log(report)
        return report

    async def _fetch(self, crawler: Crawler, source: SourceConfig, orders: Admitted, desk: Newsdesk) -> bool:
        """Fetches what is ordered; False where all crawls were asked to end in the meantime: it stays due."""
        if self._is_ending:
            return False
        self._running[source.id] = crawler
        try:
            async with _bounded(source.id):
                await crawler.crawl_async(
                    source=source.to_source(), looks=orders.looks, checks=orders.checks, desk=desk, robots=self.robots
                )
            await desk.flush()
        finally:
            del self._running[source.id]
        return True

    async def stop(self, patience: float) -> None:
        """Ends the crawls under way: what is being fetched may finish within `patience` seconds, the rest stays due.

        No crawl fetches anything after it.
        """
        self._is_ending = True
        until = monotonic() + patience
        stopping: dict[Crawler, asyncio.Future[None]] = {}
        # One whose engine has not started would not hear of it, and go on.
        while (left := [each for each in self._running.values() if each not in stopping]) and monotonic() < until:
            running = [each for each in left if each.engine is not None and each.engine.running]
            stopping |= {crawler: asyncio.ensure_future(crawler.stop_async()) for crawler in running}
            await asyncio.sleep(0)  # the engines take no more orders from here on
            for crawler in running:
                drop_queued(crawler)
            await asyncio.sleep(0 if len(running) == len(left) else LOOKED_AFTER)
        if stopping:
            await asyncio.wait(stopping.values(), timeout=max(0.0, until - monotonic()))


@asynccontextmanager
async def _bounded(source_id: str) -> AsyncIterator[None]:
    limit = asyncio.timeout(LONGEST)
    try:
        async with limit:
            yield
    except TimeoutError:
        if not limit.expired():
            raise
    # Asked where nothing was raised, too: Scrapy takes the cancelling for an end of its own.
    if limit.expired():
        raise StuckError(
            f"the crawl of {source_id} did not end within {LONGEST / 60:.0f} minutes; what it stored is kept, the rest "
            "is due at the next start"
        )


def crawl_settings(config: Config, source: SourceConfig | None = None, *, retry_pause: float = 2.0) -> Settings:
    """Scrapy's settings: ours, a user agent that says who asks, and for one source its delay."""
    settings = Settings()
    settings.setmodule("scrapers.settings", priority="project")
    settings.set("USER_AGENT", user_agent(config.archive.contact), priority="cmdline")
    settings.set("RETRY_PAUSE", retry_pause, priority="cmdline")
    if source is not None:
        own: dict[str, Any] = {
            "DOWNLOAD_DELAY": source.min_delay,
            # No delay is asked for only of a server of one's own: nothing is to be adapted then.
            "AUTOTHROTTLE_ENABLED": source.min_delay > 0,
            "AUTOTHROTTLE_START_DELAY": source.min_delay,
        }
        settings.update(own, priority="cmdline")
    return settings


@lru_cache(maxsize=4)
def user_agent(contact: str) -> str:
    """Names the project and whom a publisher can write to."""
    return f"Presswatch/{version('presswatch')} (news archive; +{contact})"


def _outcome(crawler: Crawler, tally: Tally, *, looks: int) -> tuple[Outcome, str | None]:
    stats = crawler.stats.get_stats() if crawler.stats else {}
    tally.requests = stats.get("presswatch/requests", 0)
    tally.bytes = stats.get("presswatch/bytes", 0)
    ended = stats.get("finish_reason", "finished")
    if ended.startswith("desk: "):
        raise DeskError(ended.removeprefix("desk: "))
    if stats.get("spider_exceptions/count"):
        return Outcome.FAILED, "an error of our own, see the log"
    if ended.startswith(("no answer", "asked to wait")):
        return Outcome.FAILED, ended
    if tally.failures and (not tally.answered or (looks and not tally.channels)):
        return Outcome.FAILED, tally.commonest_reason
    if ended != "finished":
        return Outcome.CUT, "ten minutes were over" if ended == "closespider_timeout" else ended
    return Outcome.OK, tally.commonest_reason


def _log(report: CrawlReport) -> None:
    tally = report.tally
    logger.log(
        logging.WARNING if report.outcome is Outcome.FAILED else logging.INFO,
        "crawl source=%s outcome=%s seconds=%.1f requests=%d new=%d changed=%d unchanged=%d absent=%d suspects=%d "
        "failures=%d reason=%s",
        report.source_id,
        report.outcome,
        (report.ended_at - report.started_at).total_seconds(),
        tally.requests,
        tally.new,
        tally.changed,
        tally.unchanged,
        tally.absent,
        tally.suspects,
        tally.failures,
        report.reason,
    )
