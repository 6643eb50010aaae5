"""A newsroom of a few outlets, its configuration, and the crawls that watch it: what the crawling tests share."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor import passes, upkeep
from monitor.config import Config, load
from monitor.crawl import CrawlReport, Crawls
from monitor.demo.configuration import configuration
from monitor.demo.inventing import invented
from monitor.demo.mastheads import Channel, Form, Link, Masthead, Shape
from monitor.demo.newsroom import Newsroom, Script
from monitor.demo.outlets import Outlet
from storage.changes import changes_after, last_change_id

FEED = Channel(form=Form.RSS, path="/rss.xml")
TRACKED_FEED = Channel(form=Form.RSS, path="/rss.xml", link=Link.TRACKED)
SITEMAP = Channel(form=Form.SITEMAP_INDEX, path="/sitemap.xml")


def masthead(*channels: Channel, dynamic: bool = False, **others: Any) -> Masthead:
    """An outlet in English; one that is not dynamic sends validators and answers 304."""
    own = {"id": "wular-news", "name": "Wular News", "language": "en", "shape": Shape.ARTICLE_DATA} | others
    return Masthead(channels=channels or (FEED,), dynamic=dynamic, **own)


def path(number: int) -> str:
    """Where the invented story of that number stands."""
    return f"/news/report-of-the-day-{number:05d}"


def publish(outlet: Outlet, *numbers: int, age: timedelta = timedelta(0), **how: Any) -> None:
    """Publish invented stories, `age` ago."""
    for number in numbers:
        outlet.publish(path(number), invented(number), published_at=outlet.clock() - age, **how)


@contextmanager
def newsroom(*mastheads: Masthead) -> Iterator[Newsroom]:
    """An open newsroom of these outlets; of one static outlet with a feed where none is given."""
    with Newsroom(Script(mastheads=mastheads or (masthead(),))) as room:
        yield room


def configure(room: Newsroom, directory: Path, **source: object) -> Config:
    """The configuration with which a desk in that directory watches the newsroom; `source` is put into each source."""
    file = directory / "presswatch.toml"
    directory.mkdir(parents=True, exist_ok=True)
    file.write_text(configuration(room), encoding="utf-8")
    config = load(file)
    sources = [each.model_copy(update=source) for each in config.sources]
    return config.model_copy(update={"sources": tuple(sources)})


@dataclass(slots=True)
class Watch:
    """Crawls that are open on a newsroom."""

    room: Newsroom
    config: Config
    crawls: Crawls

    @property
    def outlet(self) -> Outlet:
        """The first outlet."""
        return next(iter(self.room.outlets.values()))

    @property
    def archive(self) -> sqlite3.Connection:
        """archive.db as it is now, read-only."""
        return self.crawls.tools.shelf.archive

    @property
    def desk(self) -> sqlite3.Connection:
        """desk.db as it is now, read-only."""
        return self.crawls.tools.shelf.desk

    async def crawl(self, *, every_article: bool = False) -> CrawlReport:
        """One pass over the first outlet."""
        reports = await passes.crawl_pass(self.crawls, self.config.sources[:1], every_article=every_article)
        return reports[0]

    async def found(self, *, every_article: bool = True) -> list[tuple[str, str]]:
        """What one pass finds: each change as its kind and the article's path after it."""
        before = last_change_id(self.archive)
        report = await self.crawl(every_article=every_article)
        assert not report.failed, report.reason
        home = self.outlet.home.rstrip("/")
        changes = changes_after(self.archive, before, limit=1_000)
        return [(str(change.kind), change.url.removeprefix(home)) for change in changes]

    def rows(self, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        """Rows of desk.db."""
        return [tuple(row) for row in self.desk.execute(sql, parameters)]

    def archived(self, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        """Rows of archive.db."""
        return [tuple(row) for row in self.archive.execute(sql, parameters)]

    def asked(self, since: int = 0) -> list[tuple[str, int]]:
        """What the outlet was asked, from that request on: targets with the answer's status, robots.txt left out."""
        requests = self.outlet.requests[since:]
        return [(each.target, each.status) for each in requests if each.target != "/robots.txt"]

    def make_due(self) -> None:
        """Let every article and entry that waits be due now, as if the time had come."""
        desk = sqlite3.connect(self.config.directory / "desk.db")
        try:
            past = "2024-01-01T00:00:00Z"
            desk.execute("UPDATE follows SET due_at = ? WHERE due_at IS NOT NULL", [past])
            desk.execute("UPDATE entries SET due_at = ? WHERE due_at IS NOT NULL", [past])
            desk.commit()
        finally:
            desk.close()


@asynccontextmanager
async def watching(room: Newsroom, config: Config) -> AsyncIterator[Watch]:
    """Crawls opened on the newsroom, quick to try again; two looks that find a story gone confirm it."""
    async with passes.opened(config, gone_confirmed_after=timedelta(0)) as crawls:
        crawls.retry_pause = 0.02
        await upkeep.adopt(crawls.tools.recorder, config, datetime.now(UTC))
        yield Watch(room=room, config=config, crawls=crawls)
