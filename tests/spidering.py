"""A spider run with a desk of the test's own: what it yields, and what Scrapy counted."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings

from scrapers.ending import drop_queued
from scrapers.items import Page
from scrapers.orders import Admitted, Ask, Check, Desk, Look, Read
from scrapers.robots import RobotsCache
from scrapers.sources import Source
from scrapers.spiders.news import NewsSpider


@dataclass(frozen=True)
class Told:
    """The item of a page that was read."""

    check: Check
    page: Page
    asked: frozenset[Ask]


@dataclass
class Notebook:
    """A desk that writes down what it is told; `questions` and `listings` say what it answers."""

    listings: dict[str, Admitted] = field(default_factory=dict)
    questions: Callable[[Check, frozenset[Ask]], Read | None] = lambda _check, _asked: None
    at_last: Sequence[Check] = ()
    seen: list[Page] = field(default_factory=list)
    settled: int = 0

    async def room(self) -> None:
        """There always is."""

    async def admit(self, look: Look, page: Page) -> Admitted:
        self.seen.append(page)
        return self.listings.get(look.url, Admitted())

    async def settle(self) -> Sequence[Check]:
        self.settled += 1
        return self.at_last

    async def read(self, check: Check, page: Page, *, asked: frozenset[Ask]) -> Read:
        return self.questions(check, asked) or Read(item=Told(check, page, asked))


@dataclass(frozen=True)
class Crawled:
    """What came of a run: the items in order, how it ended, each slot's last delay by host."""

    items: list[Any]
    finish: str
    delays: dict[str, float]
    stats: dict[str, Any]
    settings: Settings

    @property
    def item(self) -> Any:
        """The only item."""
        (item,) = self.items
        return item


async def crawl(
    desk: Desk,
    *,
    looks: Sequence[Look] = (),
    checks: Sequence[Check] = (),
    robots: RobotsCache | None = None,
    stop_when_slowed: bool = False,
    named: Sequence[str] | None = None,
    **settings: object,
) -> Crawled:
    """Crawl with scrapers.settings as they stand, but without delays and with short pauses.

    The source names the addresses that are ordered, so that these may be on this machine, or those in `named` alone.
    `stop_when_slowed` ends the crawl when a request is to wait for a delay of its host that the test will not wait for.
    """
    used = Settings()
    used.setmodule("scrapers.settings", priority="project")
    own = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "RETRY_PAUSE": 0.02}
    used.update(own | settings, priority="cmdline")
    crawler: Crawler = AsyncCrawlerRunner(used).create_crawler(NewsSpider)
    items: list[Any] = []
    delays: dict[str, float] = {}

    def scraped(item: Any) -> None:
        items.append(item)

    def downloaded() -> None:
        assert crawler.engine is not None
        delays.update({host: slot.delay for host, slot in crawler.engine.downloader.slots.items()})

    def queued() -> None:
        downloaded()
        if stop_when_slowed and any(delays.values()) and not stopping:
            stopping.append(asyncio.ensure_future(crawler.stop_async()))
            asyncio.get_running_loop().call_soon(drop_queued, crawler)

    stopping: list[asyncio.Future[None]] = []
    crawler.signals.connect(
        # Later: the delay is set by another receiver of the same signal.
        lambda: asyncio.get_running_loop().call_soon(queued),
        signal=signals.request_reached_downloader,
        weak=False,
    )

    crawler.signals.connect(scraped, signal=signals.item_scraped)
    crawler.signals.connect(downloaded, signal=signals.response_received)
    orders = [*(look.url for look in looks), *(check.url for check in checks)]
    source = Source(id="test", name="Test", home="http://127.0.0.1/", sections=orders if named is None else named)
    await crawler.crawl_async(source=source, looks=looks, checks=checks, desk=desk, robots=robots)
    assert crawler.stats is not None
    stats = crawler.stats.get_stats()
    return Crawled(items, str(stats["finish_reason"]), delays, stats, used)
