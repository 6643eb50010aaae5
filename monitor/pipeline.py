"""The item pipeline that a crawl of ours ends in."""

import asyncio

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from monitor.newsdesk import Newsdesk
from scrapers.orders import DeskError
from storage.database import StorageError


class RecordOutcomes:
    """Hands each outcome to the crawl's desk and waits until it is written down: what waits holds the crawl back."""

    def __init__(self, desk: Newsdesk, crawler: Crawler) -> None:
        self._desk = desk
        self._crawler = crawler
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RecordOutcomes":
        """Scrapy's way to build it; the spider brings the desk."""
        return cls(crawler.spider.desk, crawler)  # type: ignore[union-attr] # NewsSpider, by the crawl that starts us

    async def process_item(self, item: object) -> object:
        """The item, written down. Where nothing can be stored any more the crawl ends: the rest stays due."""
        try:
            return await self._desk.record(item)
        except (DeskError, StorageError) as error:
            # What a pipeline raises Scrapy only logs; and closing waits for this very item.
            engine = self._crawler.engine
            if self._closing is None and engine is not None:
                self._closing = asyncio.ensure_future(engine.close_spider_async(reason=f"desk: {error}"))
            # Scrapy shows the whole page with it; why the crawl ended is told once.
            raise DropItem(f"nothing can be stored: {error}", log_level="DEBUG") from error
