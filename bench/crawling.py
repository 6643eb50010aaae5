"""How fast crawls are: new stories, stories that answer 304 or with the same bytes, and many small crawls.

    python bench/crawling.py --corpus DIR [new] [304] [same] [small]

Each against its yardstick in the same run: two workers that only extract; a bare Scrapy spider that makes the same
requests with the same robots middleware and does nothing. Rounds alternate, medians are printed.
"""

import argparse
import asyncio
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

from pageserver import Served, corpus_argument, corpus_pages, digest, serving
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings

from monitor import passes, upkeep
from monitor.config import Config, parse
from monitor.crawl import Crawls
from monitor.reactor import run_with_reactor
from monitor.reading import ReadingPool
from monitor.readwork import read_page

HOSTS = 8


def configuration(served: Served, directory: Path) -> Config:
    """A configuration with each host as a source without delay."""
    lines = ['[archive]\ncontact = "bench@example.org"\n[schedule]\nconcurrency = 8']
    lines += [
        f'[[source]]\nid = "h{place}"\nname = "Host {place}"\nhome = "{home}/"\nfeeds = ["{home}/feed.xml"]\n'
        f"min_delay = 0\nbaseline = 100000"
        for place, home in enumerate(served.homes)
    ]
    return parse("\n".join(lines), path=directory / "presswatch.toml")


class Bare(Spider):
    """Makes the same conditional requests and does nothing with the answers."""

    name = "bare"

    def __init__(self, orders: Sequence[tuple[str, str | None]]) -> None:
        super().__init__()
        self.orders = orders

    async def start(self) -> Any:
        """One request an article."""
        for url, etag in self.orders:
            headers = {"If-None-Match": etag} if etag else {}
            meta = {"handle_httpstatus_list": [304]}
            yield Request(url, headers=headers, meta=meta, dont_filter=True)

    def parse(self, response: Any) -> None:
        """Nothing."""


def bare_settings() -> Settings:
    """Scrapy as it comes, but for our robots middleware, no delay, one request a host, and no log."""
    return Settings(
        {
            "ROBOTSTXT_OBEY": True,
            "ROBOTSTXT_USER_AGENT": "Presswatch",
            "DOWNLOADER_MIDDLEWARES": {
                "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
                "scrapers.robots.CachedRobots": 100,
            },
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "TELNETCONSOLE_ENABLED": False,
            "LOG_ENABLED": False,
        }
    )


async def bare_pass(served: Served, *, etags: bool) -> float:
    """Seconds for one bare crawl a host, all at once."""
    began = time.perf_counter()
    crawls = []
    for place, home in enumerate(served.homes):
        orders = [(url, f'"{place}-{number}"' if etags else None) for number, url in enumerate(served.urls(home))]
        crawls.append(AsyncCrawlerRunner(bare_settings()).create_crawler(Bare).crawl_async(orders=orders))
    await asyncio.gather(*crawls)
    return time.perf_counter() - began


async def our_pass(crawls: Crawls, *, every_article: bool) -> float:
    """Seconds for one pass of ours."""
    began = time.perf_counter()
    for report in await passes.crawl_pass(crawls, crawls.config.sources, every_article=every_article):
        if report.outcome != "ok":
            raise SystemExit(f"{report.source_id}: {report.outcome} {report.reason}")
    return time.perf_counter() - began


async def with_crawls(served: Served, work: Callable[[Crawls], Awaitable[None]]) -> None:
    """Files in a temporary folder, opened, with the sources known."""
    with tempfile.TemporaryDirectory(prefix="presswatch-bench-") as folder:
        config = configuration(served, Path(folder))
        async with passes.opened(config, gone_confirmed_after=timedelta(0)) as crawls:
            await upkeep.adopt(crawls.tools.recorder, config, datetime.now(UTC))
            await work(crawls)


async def bench_unchanged(served: Served, *, etags: bool, rounds: int) -> None:
    """Checks of stories that did not change, ours beside the bare spider's."""

    async def work(crawls: Crawls) -> None:
        await our_pass(crawls, every_article=False)
        ours, bare = [], []
        for _ in range(rounds):
            bare.append(await bare_pass(served, etags=etags))
            ours.append(await our_pass(crawls, every_article=True))
        count = len(served.homes) * served.articles
        rate, bare_rate = count / statistics.median(ours), count / statistics.median(bare)
        ratios = sorted(b / o for o, b in zip(ours, bare, strict=True))
        print(f"  ours {rate:.0f} checks/s, bare Scrapy {bare_rate:.0f}/s, ratio {rate / bare_rate:.2f}", end=" ")
        print(f"(rounds {', '.join(f'{ratio:.2f}' for ratio in ratios)})")

    await with_crawls(served, work)


async def bench_small(served: Served, *, rounds: int) -> None:
    """Crawls of a few conditional requests each: what starting and ending one costs, ours beside the bare spider's."""

    async def work(crawls: Crawls) -> None:
        await our_pass(crawls, every_article=False)
        ours, bare = [], []
        for _ in range(rounds):
            before = process_time()
            await bare_pass(served, etags=True)
            between = process_time()
            await our_pass(crawls, every_article=True)
            bare.append(between - before)
            ours.append(process_time() - between)
        crawl, bare_crawl = (1000 * statistics.median(times) / len(served.homes) for times in (ours, bare))
        print(f"  CPU a crawl of {served.articles} articles: ours {crawl:.1f} ms, with its channel and rows;", end=" ")
        print(f"bare Scrapy {bare_crawl:.1f} ms, ratio {crawl / bare_crawl:.2f}")

    await with_crawls(served, work)


def workers_cpu(served: Served) -> float:
    """Seconds of CPU that our child processes have used so far, the page server's left out."""
    parents, used = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        parents[pid] = int(fields[1])
        used[pid] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    ours = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours - {served.pid}:
        ours |= more
    return sum(used[pid] for pid in ours - {os.getpid()})


def kilobytes(directory: Path, count: int) -> dict[str, float]:
    """KB a story of each file, the write-ahead logs left out: they are of a fixed size."""
    files = {"archive.db": directory / "archive.db", "desk.db": directory / "desk.db"}
    sizes = {}
    for name, path in files.items():
        with closing(sqlite3.connect(path)) as conn:
            pages, size = (conn.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size"))
        sizes[name] = pages * size / 1024 / count
    captures = sum(path.stat().st_size for path in (directory / "captures").rglob("*.warc.gz"))
    return {**sizes, "captures": captures / 1024 / count}


async def bench_new(served: Served, corpus: Path) -> None:
    """New stories from feed to archive, beside two workers that only extract the same pages."""
    count = len(served.homes) * served.articles
    seconds = main = workers = 0.0
    sizes: dict[str, float] = {}

    async def work(crawls: Crawls) -> None:
        nonlocal seconds, main, workers
        await crawls.tools.pool.run(digest, b"warm")
        before, before_workers = process_time(), workers_cpu(served)
        seconds = await our_pass(crawls, every_article=False)
        main, workers = process_time() - before, workers_cpu(served) - before_workers
        sizes.update(kilobytes(crawls.config.directory, count))

    await with_crawls(served, work)
    before = process_time()
    await bare_pass(served, etags=False)
    bare = 1000 * (process_time() - before) / count
    extract_seconds, extracting = await only_extract(corpus, served)
    outside = main + max(workers - extracting, 0.0)
    print(f"  {count} stories: ours {count / seconds:.1f}/s, two workers that only extract", end=" ")
    print(f"{count / extract_seconds:.1f}/s, ratio {extract_seconds / seconds:.2f}")
    print(
        f"  CPU a story: main process {1000 * main / count:.1f} ms, workers {1000 * workers / count:.1f} ms,", end=" "
    )
    print(f"only extracting {1000 * extracting / count:.1f} ms, so outside of it {1000 * outside / count:.1f} ms")
    print(f"  a bare Scrapy fetch of them {bare:.1f} ms, the main process {1000 * main / count / bare:.2f} of it")
    print("  on the disk a story: " + ", ".join(f"{name} {size:.1f} KB" for name, size in sizes.items()))
    print(f"  both cores busy {100 * (main + workers) / (2 * seconds):.0f}%, without the page server's share")


async def only_extract(corpus: Path, served: Served) -> tuple[float, float]:
    """Wall seconds and CPU seconds of a pool that reads the same pages and nothing else."""
    pages = corpus_pages(corpus)
    async with ReadingPool() as pool:
        await pool.run(digest, b"warm")
        began, before = time.perf_counter(), workers_cpu(served)
        gate = asyncio.Semaphore(16)

        async def one(number: int, host: int) -> None:
            async with gate:
                page = pages[(number * 7 + host) % len(pages)]
                url = f"{served.homes[host]}/a/{number}.html"
                await pool.run(
                    read_page, page, url=url, final_url=url, status=200, content_type="text/html", earlier=None
                )

        await asyncio.gather(*(one(n, h) for n in range(served.articles) for h in range(len(served.homes))))
        return time.perf_counter() - began, workers_cpu(served) - before


async def main(arguments: argparse.Namespace) -> None:
    """The benches asked for, all without."""
    wanted = arguments.what or ["new", "304", "same", "small"]
    if "new" in wanted:
        print("New stories")
        with serving(arguments.corpus, hosts=HOSTS, articles=arguments.stories // HOSTS) as served:
            await bench_new(served, arguments.corpus)
    for name, validators in (("304", True), ("same", False)):
        if name in wanted:
            print("Unchanged stories, 304" if validators else "Unchanged stories, 200 with the same bytes")
            with serving(arguments.corpus, hosts=HOSTS, articles=arguments.articles, validators=validators) as served:
                await bench_unchanged(served, etags=validators, rounds=arguments.rounds)
    if "small" in wanted:
        for articles in (1, 5, 20):
            print(f"Small crawls of {articles} articles that answer 304")
            with serving(arguments.corpus, hosts=HOSTS, articles=articles, validators=True) as served:
                await bench_small(served, rounds=4 * arguments.rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=["new", "304", "same", "small", []])
    parser.add_argument("--stories", type=int, default=800, help="new stories, over all hosts")
    parser.add_argument("--articles", type=int, default=500, help="unchanged stories a host")
    parser.add_argument("--rounds", type=int, default=5)
    corpus_argument(parser)
    run_with_reactor(main(parser.parse_args()))
