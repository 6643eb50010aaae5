"""Fetching single addresses with a crawl's own manners, for commands that try a source before it is followed."""

import asyncio
import hashlib
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from monitor.config import Config, SourceConfig
from monitor.crawl import crawl_settings
from monitor.reactor import start_reactor, stop_reactor
from monitor.trial import Fetch, UnreachableError, with_scheme
from scrapers.addresses import Named, named_by
from scrapers.failures import failure_reason
from scrapers.items import Page
from scrapers.middlewares import header_pairs

PATIENCE = 180.0
"""Seconds for one address: three tries of 30 s with their pauses, and a Crawl-delay of a minute."""


class _Errand(Spider):
    """Fetches what it is asked for by its engine; never idle until stopped. `named` hosts may be inner ones."""

    name = "errand"

    def __init__(self, *, named: Named) -> None:
        super().__init__()
        self.named = named

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "_Errand":
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.stay, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Nothing of its own to fetch."""
        return
        yield

    def stay(self) -> None:
        """Further addresses may come."""
        raise DontCloseSpider


@contextmanager
def open_fetcher(config: Config, source: SourceConfig | None = None, *, typed: str | None = None) -> Iterator[Fetch]:
    """A function that fetches an address: robots.txt, delays and limits as in a crawl of `source`, nothing stored.

    Hosts that `source` names may be on an inner network, and so may that of the address that a person `typed`. The
    function raises UnreachableError where there is no answer; an answer of any status is a page.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="fetching", daemon=True)
    thread.start()
    settings = crawl_settings(config, source)
    settings.set("CLOSESPIDER_TIMEOUT", 0, priority="cmdline")
    named = named_by([*(source.to_source().addresses() if source else ()), *([with_scheme(typed)] if typed else ())])
    crawler: Crawler | None = None
    crawling: list[asyncio.Future[None]] = []

    async def open_crawler() -> Crawler:
        start_reactor()
        opened = AsyncCrawlerRunner(settings).create_crawler(_Errand)
        started = asyncio.Event()
        opened.signals.connect(started.set, signal=signals.spider_opened, weak=False)
        crawling.append(asyncio.ensure_future(opened.crawl_async(named=named)))
        await started.wait()
        return opened

    async def close_crawler(opened: Crawler) -> None:
        await opened.stop_async()
        await stop_reactor()

    def fetch(url: str) -> Page:
        assert crawler is not None  # noqa: S101 - set before the function is handed out
        return asyncio.run_coroutine_threadsafe(_fetch(crawler, url), loop).result(PATIENCE)

    try:
        crawler = asyncio.run_coroutine_threadsafe(open_crawler(), loop).result(PATIENCE)
        yield fetch
    finally:
        if crawler is not None:
            asyncio.run_coroutine_threadsafe(close_crawler(crawler), loop).result(PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _fetch(crawler: Crawler, url: str) -> Page:
    try:
        request = Request(url, dont_filter=True)
        if crawler.engine is None:
            raise UnreachableError(f"{url}: the fetcher was stopped")
        response = await crawler.engine.download_async(request)
    except ValueError as error:
        raise UnreachableError(f"{url}: {error}") from error
    except UnreachableError:
        raise
    except Exception as error:
        # Whatever a download raises is an answer about the address, not a reason to stop.
        reason, detail = failure_reason(error)
        raise UnreachableError(f"{url}: {reason}: {detail}") from error
    return _page(url, response)


def _page(url: str, response: Response) -> Page:
    sent = header_pairs(response.request.headers) if response.request else []
    return Page(
        url=url,
        final_url=response.url,
        status=response.status,
        body=response.body,
        headers=header_pairs(response.headers),
        request_headers=sent,
        fetched_at=datetime.now(UTC),
        body_sha256=hashlib.sha256(response.body).hexdigest(),
    )
