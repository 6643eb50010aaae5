"""An end that is one: what a closing crawl had handed to the downloader and not begun to fetch is not fetched."""

from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest


class CrawlEnds(IgnoreRequest):
    """The order was not begun: it has no outcome and stays due."""


class EndsSoon:
    """Drops what waits for its host when the crawl is ending.

    Scrapy hands CONCURRENT_REQUESTS (16) orders to the downloader ahead and fetches them all before it closes: that
    many requests more to a host that asked us to wait, or, where it gives no answer, that many times three timeouts.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self._drop_queued, signal=signals.response_downloaded)
        crawler.signals.connect(self._drop_queued, signal=signals.request_left_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "EndsSoon":
        """Scrapy's way to build it."""
        return cls(crawler)

    def _drop_queued(self, **_: Any) -> None:
        engine = self._crawler.engine
        # Scrapy tells nobody that an engine is closing: it is in this attribute alone.
        if engine is not None and engine._slot is not None and engine._slot.closing is not None:
            drop_queued(self._crawler)


def drop_queued(crawler: Crawler) -> None:
    """Drops what waits for its host, such as for the end of a Crawl-delay of a minute."""
    if crawler.engine is None:
        return
    for slot in crawler.engine.downloader.slots.values():
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(CrawlEnds("the crawl ends"))
