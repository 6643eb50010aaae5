"""What judging each connection costs a crawl: CPU a request, beside Scrapy's own downloads in the same run.

    python bench/guarding.py [ROUNDS]

A bare spider asks eight hosts for pages that answer 304, over kept connections and over a new one for each. Rounds
alternate, medians are printed.
"""

import asyncio
import statistics
import sys
from collections.abc import Sequence
from time import process_time

from crawling import Bare, bare_settings
from pageserver import Served, serving_invented
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import AsyncCrawlerRunner, Crawler

from monitor.reactor import run_with_reactor
from scrapers.addresses import named_by
from scrapers.connecting import GuardedDownloads

ARTICLES = 100


class Named(Bare):
    """The same, of a source that names its host."""

    def __init__(self, orders: Sequence[tuple[str, str | None]]) -> None:
        super().__init__(orders)
        self.named = named_by([orders[0][0]])


class Unkept(HTTP11DownloadHandler):
    """Scrapy's downloads, each over a connection of its own."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool.persistent = False


class GuardedUnkept(GuardedDownloads):
    """Ours, each over a connection of its own."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool.persistent = False


async def crawl(served: Served, downloads: type[HTTP11DownloadHandler]) -> float:
    """Milliseconds of CPU a request of one pass over all hosts."""
    settings = bare_settings()
    settings.set("DOWNLOAD_HANDLERS", {"http": downloads}, priority="cmdline")
    began = process_time()
    crawls = []
    for place, home in enumerate(served.homes):
        orders = [(url, f'"{place}-{number}"') for number, url in enumerate(served.urls(home))]
        crawler = AsyncCrawlerRunner(settings).create_crawler(Named)
        crawls.append(crawler.crawl_async(orders=orders))
    await asyncio.gather(*crawls)
    return 1000 * (process_time() - began) / (len(served.homes) * served.articles)


async def compare(served: Served, rounds: int) -> None:
    """Each pair of downloads in turn."""
    for name, plain, guarded in (
        ("kept connections", HTTP11DownloadHandler, GuardedDownloads),
        ("a new connection each", Unkept, GuardedUnkept),
    ):
        theirs, ours = [], []
        for _ in range(rounds):
            theirs.append(await crawl(served, plain))
            ours.append(await crawl(served, guarded))
        before, after = statistics.median(theirs), statistics.median(ours)
        print(f"{name}: CPU a request {before:.2f} ms by Scrapy's own, {after:.2f} ms guarded ({after / before:.2f})")


if __name__ == "__main__":
    with serving_invented(hosts=8, articles=ARTICLES) as opened:
        run_with_reactor(compare(opened, int(sys.argv[1]) if len(sys.argv) > 1 else 7))
