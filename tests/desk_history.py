"""Weeks of a desk's life written straight into its files: stories, crawls, lines of channels.

Through the tables, not through crawls: eight weeks of a newsroom would take hours.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.sources import sync_sources
from storage.times import to_text
from tests.storage_samples import source

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What pages of stories give; `listed` and `published` are how long before they were stored, None: not said."""

    byline: str = "A. Reporter"
    words: int = 400
    listed: timedelta | None = timedelta(seconds=30)
    published: timedelta | None = timedelta(minutes=5)


def add_stories(
    archive: sqlite3.Connection,
    source_id: str,
    times: Iterable[datetime],
    *,
    shape: Shape | None = None,
    baseline: bool = False,
) -> list[int]:
    """New stories of the source at these times, oldest first: the ids of their changes."""
    told = shape or Shape()
    sync_sources(archive, [source(source_id)], now=datetime.fromisoformat("2024-01-01T00:00:00Z"))
    row = archive.execute("SELECT coalesce(max(id), 0), (SELECT coalesce(max(id), 0) FROM changes) FROM articles")
    article, change = row.fetchone()
    rows = [
        {
            "article": article + place,
            "change": change + place,
            "source": source_id,
            "url": f"https://{source_id}.example/{article + place}",
            "seen": to_text(at),
            "published": None if told.published is None else to_text(at - told.published),
            "listed": None if told.listed is None else to_text(at - told.listed),
            "byline": told.byline,
            "words": told.words,
            "baseline": int(baseline),
        }
        for place, at in enumerate(times, start=1)
    ]
    archive.executemany(
        """
        INSERT INTO articles (id, source_id, url, headline, published_at, first_seen_at, changed_at, first_listed_at)
        VALUES (:article, :source, :url, 'A headline', :published, :seen, :seen, :listed)
        """,
        rows,
    )
    archive.executemany(
        """
        INSERT INTO versions (id, article_id, number, seen_at, headline, standfirst, byline, published_at, body,
                              word_count, content_sha256, extractor)
        VALUES (:article, :article, 1, :seen, 'A headline', '', :byline, :published, '', :words, :url, 'test/1')
        """,
        rows,
    )
    archive.executemany(
        """
        INSERT INTO changes (id, article_id, source_id, seen_at, kind, to_version_id, baseline)
        VALUES (:change, :article, :source, :seen, 'published', :article, :baseline)
        """,
        rows,
    )
    return [row["change"] for row in rows]


def add_crawls(
    desk: sqlite3.Connection, source_id: str, times: Iterable[datetime], *, outcome: str | None = "ok", **counts: int
) -> None:
    """Crawls of the source that began at these times and took a minute; without an outcome they have no end."""
    columns = {"new": 0, "unchanged": 0, "changed": 0, "suspects": 0, "failures": 0} | counts
    desk.executemany(
        f"""
        INSERT INTO crawls (source_id, started_at, ended_at, outcome, {", ".join(columns)})
        VALUES (:source, :at, :ended, :outcome, {", ".join(f":{name}" for name in columns)})
        """,
        [
            columns
            | {
                "source": source_id,
                "at": to_text(at),
                "ended": None if outcome is None else to_text(at + timedelta(minutes=1)),
                "outcome": outcome,
            }
            for at in times
        ],
    )


def add_lines(desk: sqlite3.Connection, channel_ids: Sequence[int], source_id: str, times: Iterable[datetime]) -> None:
    """Lines that these channels list, the first of them first, since these times."""
    for at in times:
        row = desk.execute("SELECT count(*) FROM entries").fetchone()
        entry = desk.execute(
            """
            INSERT INTO entries (source_id, url_key, url, channel_id, first_listed_at, last_listed_at, baseline)
            VALUES (:source, :key, :key, :channel, :at, :at, 0) RETURNING id
            """,
            {"source": source_id, "key": f"line-{row[0]}", "channel": channel_ids[0], "at": to_text(at)},
        ).fetchone()
        desk.executemany(
            "INSERT INTO hints (entry_id, channel_id, hint_sha256) VALUES (?, ?, '')",
            [(entry[0], channel_id) for channel_id in channel_ids],
        )


def every(step: timedelta, *, since: datetime, until: datetime) -> list[datetime]:
    """Times a step apart, from `since` to before `until`."""
    return [since + place * step for place in range(-(-(until - since) // step))]


def by_day(times: Iterable[datetime], *, first: int = 6, last: int = 22) -> list[datetime]:
    """Those of the times that lie within these hours of the day, in UTC."""
    return [at for at in times if first <= at.hour < last]
