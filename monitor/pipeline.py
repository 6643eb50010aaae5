"""The item pipeline that a crawl of ours ends in."""

from scrapy.crawler import Crawler

from monitor.newsdesk import Newsdesk


class RecordOutcomes:
    """Hands each outcome to the crawl's desk and waits until it is written down: what waits holds the crawl back."""

    def __init__(self, desk: Newsdesk) -> None:
        self._desk = desk

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RecordOutcomes":
        """Scrapy's way to build it; the spider brings the desk."""
        return cls(crawler.spider.desk)  # type: ignore[union-attr] # NewsSpider, by the crawl that starts us

    async def process_item(self, item: object) -> object:
        """The item, written down."""
        return await self._desk.record(item)
