"""An archive as large as years of crawling make it, for measuring what readers wait for.

    PRESSWATCH_CORPUS=… python bench/big_archive.py DIRECTORY [--versions 1000000] [--seed 1]

DIRECTORY/archive.db then holds so many versions of two fifths as many articles of 40 sources, over three years, with
the rows that storage would have written, but for captures: their rows are there, their files are not. With a corpus
the English words and their frequencies are those of its pages, else they are made up. The same seed gives the same
archive. DIRECTORY/READY is written at the end. A million take about 15 minutes on two cores and 5 GB.

Two processes write the stories, day by day; this one stores what happened in the order of time.
"""

import argparse
import heapq
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, partial
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from big_stories import DAYS, FIRST_DAY, Event, counts_of_day, events_of_day, outlets
from big_words import LASTING, Language, languages

from storage.chain import add_missing_links
from storage.database import open_archive, transaction
from storage.fold import search_fold
from storage.records import SourceRecord
from storage.sources import record_failure, record_success, sync_sources
from storage.times import to_text

BATCH = 4_000
LAST = 2_000
"""The last so many changes are committed a few at a time, as a crawl does: the index then has its usual small parts."""

CHANGE_COLUMNS = (
    "words_added", "words_removed", "baseline", "headline_changed", "nature", "importance", "summary", "numbers",
    "names", "quotes", "silent", "quiet", "diff",
)  # fmt: skip
COUNTS = ("words_added", "words_removed", "baseline", "headline_changed", "numbers", "names", "quotes")
EVENTS = {
    "published": "report",
    "edited": "edit",
    "corrected": "correction",
    "removed": "removal",
    "restored": "restoration",
}


@dataclass(slots=True)
class Row:
    """An article as the rows written so far leave it."""

    id: int
    first: dict[str, Any]
    first_seen_at: str
    story_id: int = 0
    url: str = ""
    headline: str = ""
    published_at: str = ""
    changed_at: str = ""
    state: str = "live"
    version_count: int = 0
    latest: int = 0

    def columns(self) -> tuple[Any, ...]:
        """The row of `articles`, in the order of `INSERT_ARTICLE`."""
        source, seen = self.first["source"], self.first_seen_at
        times = (self.published_at, seen, self.changed_at)
        stand = (self.state, self.first["language"], self.version_count, self.latest, self.story_id)
        return (self.id, source, self.url, self.headline, *times, *stand, f"https://{source}.example/feed", seen)


@dataclass(slots=True)
class Writer:
    """Numbers what happened and writes it in batches. Articles and stories are written at the end, as they then are."""

    conn: sqlite3.Connection
    articles: dict[tuple[int, int], Row] = field(default_factory=dict)
    versions: int = 0
    changes: int = 0
    offset: int = 0
    day: str = ""

    def write(self, events: list[Event]) -> None:
        """One transaction with all of these."""
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in INSERTS}
        for event in events:
            self._take(event, rows)
        with transaction(self.conn):
            for table, sql in INSERTS.items():
                self.conn.executemany(sql, rows[table])

    def _take(self, event: Event, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        if event.first is not None:
            self._begin(event, rows)
        article = self.articles[event.article]
        self.changes += 1
        before, after = article.latest or None, article.latest or None
        if event.version is not None:
            after = self._add_version(event, article, rows)
        if event.kind == "removed":
            after, article.state = None, "removed"
        elif event.kind == "restored":
            before, article.state = None, "live"
        elif event.kind == "moved":
            article.url += "-2"
            rows["urls"].append((article.url, article.url, article.id, event.at))
        article.changed_at = event.at
        told = {**dict.fromkeys(COUNTS, 0), **event.change}
        returns = article.latest - 1 if told.get("quiet") == "flapping" and article.latest > 1 else None
        columns = [told.get(name) for name in CHANGE_COLUMNS]
        source = article.first["source"]
        rows["changes"].append(
            (self.changes, article.id, source, event.at, event.kind, before, after, returns, *columns)
        )
        if event.texts is not None and any(event.texts):
            rows["change_texts"].append((self.changes, *event.texts))
            rows["changes_fts"].append((self.changes, *map(search_fold, event.texts)))
        if article.first["topic"] is not None and event.kind in EVENTS and not told["baseline"]:
            matched = json.dumps(list(article.first["names"]))
            rows["matches"].append((f"watch-{article.first['topic']}", self.changes, EVENTS[event.kind], matched))

    def _begin(self, event: Event, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        first = event.first or {}
        number = len(self.articles) + 1
        article = Row(number, first, event.at, url=first["url"])
        self.articles[event.article] = article
        told = self.articles.get(first["story"])
        article.story_id = told.id if told else number
        rows["urls"].append((article.url, article.url, number, event.at))
        if number % 3 == 0:
            rows["urls"].append((f"{article.url}?amp=1", article.url, number, event.at))

    def _add_version(self, event: Event, article: Row, rows: dict[str, list[tuple[Any, ...]]]) -> int:
        version = event.version or ()
        self.versions += 1
        article.version_count += 1
        article.latest, article.headline, article.published_at = self.versions, version[0], version[3]
        day = event.at[:10]
        file = f"{day[:4]}/{day[5:7]}/{day[8:]}-0001.warc.gz"
        if day != self.day:
            self.day, self.offset = day, 0
            rows["capture_files"].append((file, event.at))
        digest = sha256(str(self.versions).encode()).hexdigest()
        length = 20_000 + int(digest[:4], 16)
        rows["captures"].append((self.versions, article.url, event.at, 200, file, self.offset, length, digest))
        self.offset += length
        rows["versions"].append((self.versions, article.id, article.version_count, event.at, *version, self.versions))
        rows["versions_fts"].append((self.versions, *(event.folded or ())))
        return self.versions

    def finish(self) -> None:
        """The articles as they now stand, and the stories that they tell."""
        stories: dict[int, int] = {}
        for row in self.articles.values():
            stories[row.story_id] = stories.get(row.story_id, 0) + 1
        by_id = {row.id: row for row in self.articles.values()}
        with transaction(self.conn):
            self.conn.executemany(
                "INSERT INTO stories (id, headline, first_seen_at, article_count) VALUES (?, ?, ?, ?)",
                [(id, by_id[id].headline, by_id[id].first_seen_at, stories[id]) for id in sorted(stories)],
            )
            self.conn.executemany(INSERT_ARTICLE, [row.columns() for row in by_id.values()])


def _insert(table: str, columns: str) -> str:
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * (columns.count(',') + 1))})"


INSERTS = {
    "capture_files": _insert("capture_files", "file, added_at"),
    "captures": _insert("captures", "id, url, fetched_at, status, file, offset, length, body_sha256"),
    "urls": _insert("urls", "url, url_key, article_id, added_at"),
    "versions": _insert(
        "versions",
        "id, article_id, number, seen_at, headline, standfirst, byline, published_at, modified_at, language, body, "
        "word_count, content_sha256, extractor, capture_id",
    ),
    "versions_fts": _insert("versions_fts", "rowid, headline, standfirst, byline, body"),
    "changes": _insert(
        "changes",
        "id, article_id, source_id, seen_at, kind, from_version_id, to_version_id, returns_to_version_id, "
        + ", ".join(CHANGE_COLUMNS),
    ),
    "change_texts": _insert("change_texts", "change_id, added, removed"),
    "changes_fts": _insert("changes_fts", "rowid, added, removed"),
    "matches": _insert("matches", "watch_id, change_id, event, matched"),
}


INSERT_ARTICLE = _insert(
    "articles",
    "id, source_id, url, headline, published_at, first_seen_at, changed_at, state, language, version_count, "
    "latest_version_id, story_id, first_channel, first_listed_at",
)


@cache
def _languages(corpus: str | None, seed: int) -> dict[str, Language]:
    return languages(Path(corpus) if corpus else None, DAYS, seed)


def _day(day: int, *, versions: int, seed: int, corpus: str | None) -> list[Event]:
    _, counts = counts_of_day(day, versions * 2 // 5, versions, seed)
    return sorted(events_of_day(day, counts, outlets(seed), _languages(corpus, seed), seed), key=lambda each: each.at)


def in_order(days: Iterator[list[Event]]) -> Iterator[Event]:
    """What happened, in the order of time: the articles of a later day cannot come before it."""
    waiting: list[tuple[str, tuple[int, int], int, Event]] = []
    for day, events in enumerate(days):
        for number, event in enumerate(events):
            heapq.heappush(waiting, (event.at, event.article, number, event))
        # Until the day's end nothing earlier can come any more.
        end = to_text(FIRST_DAY + timedelta(days=day + 1))
        while waiting and waiting[0][0] < end:
            yield heapq.heappop(waiting)[-1]
    while waiting:
        yield heapq.heappop(waiting)[-1]


def build(directory: Path, *, versions: int, seed: int, corpus: str | None) -> None:
    """Make the archive and say how long that took and how large it is."""
    began = time.monotonic()
    path = directory / "archive.db"
    for old in [path, *directory.glob("archive.db-*"), directory / "READY"]:
        old.unlink(missing_ok=True)
    conn = open_archive(path)
    _prepare(conn)
    _add_sources_and_watches(conn, seed, corpus)
    writer = Writer(conn)
    _languages(corpus, seed)  # before the workers fork, so that they share it
    with get_context("fork").Pool(2, initializer=os.setsid) as pool:
        make = partial(_day, versions=versions, seed=seed, corpus=corpus)
        events = in_order(pool.imap(make, range(DAYS)))
        many = int(versions * 1.02) - LAST
        while writer.changes < many and (batch := list(islice(events, BATCH))):
            writer.write(batch)
            if writer.changes // 20_000 != (writer.changes - len(batch)) // 20_000:
                print(f"{writer.versions:,} versions, {time.monotonic() - began:.0f} s", flush=True)
        conn.execute("INSERT INTO versions_fts (versions_fts, rank) VALUES ('hashsize', 1048576)")
        conn.execute("INSERT INTO changes_fts (changes_fts, rank) VALUES ('hashsize', 1048576)")
        while batch := list(islice(events, 5)):
            writer.write(batch)
    writer.finish()
    with transaction(conn):
        add_missing_links(conn)
    _tell_health(conn, seed)
    _close(conn)
    (directory / "READY").write_text(f"{writer.versions} versions, {len(writer.articles)} articles\n")
    size = path.stat().st_size / 1e9
    print(
        f"{writer.versions:,} versions of {len(writer.articles):,} articles, {writer.changes:,} changes: {size:.2f} GB"
    )
    print(f"in {time.monotonic() - began:.0f} s")


def _prepare(conn: sqlite3.Connection) -> None:
    """Nothing need outlive a power cut here, and a large hash spares FTS5 merges; both are as usual in the end."""
    conn.execute("PRAGMA journal_mode = OFF")
    conn.execute("PRAGMA synchronous = OFF")
    conn.execute("PRAGMA cache_size = -1500000")
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute("INSERT INTO versions_fts (versions_fts, rank) VALUES ('hashsize', 33554432)")
    conn.execute("INSERT INTO changes_fts (changes_fts, rank) VALUES ('hashsize', 33554432)")


def _add_sources_and_watches(conn: sqlite3.Connection, seed: int, corpus: str | None) -> None:
    topics = _languages(corpus, seed)["en"].topics[:LASTING]
    with transaction(conn):
        for outlet in outlets(seed):
            source = SourceRecord(
                id=outlet.id, name=outlet.name, home_url=f"https://{outlet.id}.example/", language=outlet.language
            )
            sync_sources(conn, [source], now=FIRST_DAY)
        conn.executemany(
            "INSERT INTO watches (id, title, query, since_at) VALUES (?, ?, ?, ?)",
            [
                (f"watch-{topic.number}", f"What {topic.names[0]} does", f'"{topic.names[0]}" OR "{topic.names[1]}"',
                 "2022-01-03T00:00:00Z")
                for topic in topics
            ],
        )  # fmt: skip


def _tell_health(conn: sqlite3.Connection, seed: int) -> None:
    with transaction(conn):
        now = FIRST_DAY + timedelta(days=DAYS)
        for index, outlet in enumerate(outlets(seed)):
            record_success(conn, outlet.id, at=now)
            if index % 9 == 4:
                record_failure(conn, outlet.id, at=now, reason="answers 503")


def _close(conn: sqlite3.Connection) -> None:
    broken = conn.execute("PRAGMA foreign_key_check").fetchmany(3)
    assert not broken, [tuple(row) for row in broken]
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--versions", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    build(
        arguments.directory,
        versions=arguments.versions,
        seed=arguments.seed,
        corpus=os.environ.get("PRESSWATCH_CORPUS"),
    )
