"""Signs of how a source does, from archive.db and desk.db: hours that brought news, looks, shapes, failures, delays.

An hour is a whole number here: hours since 1970, in UTC. Every question is bounded by a time, so that its cost does not
grow with the archive.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from storage.rows import from_row
from storage.times import from_text_or_none, to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryShape:
    """What a story's page gave when it was first seen; `word_count` is of its body."""

    seen_at: datetime
    has_byline: bool
    has_date: bool
    word_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSum:
    """What the crawls of a source brought over some time: crawls, those that failed, first fetches and checks."""

    crawls: int
    failed: int
    new: int
    checked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """Pages set aside, or fetches that failed, for one reason. `is_first`: the article was not yet in the archive."""

    source_id: str
    reason: str
    detail: str | None
    is_first: bool
    count: int
    first_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The times of one new story: as published, as first listed, as stored; None where nobody said."""

    change_id: int
    source_id: str
    published_at: datetime | None
    first_listed_at: datetime | None
    stored_at: datetime


def first_change_since(archive: sqlite3.Connection, since: datetime) -> int:
    """The id of the first change of that time or later; beyond the log's end where there is none."""
    row = archive.execute(
        """
        SELECT coalesce(
            (SELECT id FROM changes WHERE seen_at >= :since ORDER BY seen_at, id LIMIT 1),
            (SELECT max(id) + 1 FROM changes), 1
        )
        """,
        {"since": to_text(since)},
    ).fetchone()
    return int(row[0])


def story_hours(archive: sqlite3.Connection, source_id: str, *, first_id: int) -> dict[int, int]:
    """New stories of the source in each hour that had some, from that change on; baseline left out."""
    rows = archive.execute(
        """
        SELECT unixepoch(seen_at) / 3600 AS hour, count(*) AS count FROM changes
        WHERE source_id = :source_id AND id >= :first_id AND +kind = 'published' AND baseline = 0
        GROUP BY hour
        """,
        {"source_id": source_id, "first_id": first_id},
    )
    return {row["hour"]: row["count"] for row in rows}


def last_story_at(archive: sqlite3.Connection, source_id: str, *, first_id: int) -> datetime | None:
    """When the source's newest story was stored, of those from that change on; baseline left out."""
    row = archive.execute(
        """
        SELECT seen_at FROM changes
        WHERE source_id = :source_id AND id >= :first_id AND +kind = 'published' AND baseline = 0
        ORDER BY id DESC LIMIT 1
        """,
        {"source_id": source_id, "first_id": first_id},
    ).fetchone()
    return None if row is None else from_text_or_none(row["seen_at"])


def story_shapes(
    archive: sqlite3.Connection, source_id: str, *, first_id: int, before: datetime, limit: int
) -> list[StoryShape]:
    """The source's stories as first seen before then, from that change on, newest first; baseline included."""
    rows = archive.execute(
        """
        SELECT changes.seen_at, byline <> '' AS has_byline, published_at IS NOT NULL AS has_date, word_count
        FROM changes JOIN versions ON versions.id = to_version_id
        WHERE source_id = :source_id AND changes.id >= :first_id AND +kind = 'published'
              AND changes.seen_at < :before
        ORDER BY changes.id DESC LIMIT :limit
        """,
        {"source_id": source_id, "first_id": first_id, "before": to_text(before), "limit": limit},
    )
    return [from_row(StoryShape, row) for row in rows]


def passages(archive: sqlite3.Connection, *, first_id: int) -> list[Passage]:
    """The times of every new story from that change on; baseline left out."""
    rows = archive.execute(
        """
        SELECT changes.id AS change_id, changes.source_id, articles.published_at, first_listed_at,
               changes.seen_at AS stored_at
        FROM changes JOIN articles ON articles.id = article_id
        WHERE changes.id >= :first_id AND +kind = 'published' AND baseline = 0
        """,
        {"first_id": first_id},
    )
    return [from_row(Passage, row) for row in rows]


def captured_bytes(archive: sqlite3.Connection, *, first_id: int) -> int:
    """Bytes of the captures of versions from that change on."""
    row = archive.execute(
        """
        SELECT coalesce(sum(length), 0) FROM captures WHERE id >= (
            SELECT capture_id FROM versions WHERE capture_id IS NOT NULL AND id >= (
                SELECT to_version_id FROM changes WHERE id >= :first_id AND to_version_id IS NOT NULL
                ORDER BY id LIMIT 1
            )
            ORDER BY id LIMIT 1
        )
        """,
        {"first_id": first_id},
    ).fetchone()
    return int(row[0])


def oldest_unread_at(archive: sqlite3.Connection, *, after: int) -> datetime | None:
    """When the first change after that one was seen: how far a reader that stands there lags."""
    row = archive.execute("SELECT seen_at FROM changes WHERE id > :after ORDER BY id LIMIT 1", {"after": after})
    found = row.fetchone()
    return None if found is None else from_text_or_none(found["seen_at"])


def reader_positions(conn: sqlite3.Connection) -> dict[str, int]:
    """Each reader of the change log that has its cursor in that file, with the last change that it has read."""
    return {row["name"]: row["change_id"] for row in conn.execute("SELECT name, change_id FROM cursors ORDER BY name")}


def looked_hours(desk: sqlite3.Connection, source_id: str, *, since: datetime) -> set[int]:
    """The hours in which a crawl of the source began that did not fail."""
    rows = desk.execute(
        """
        SELECT DISTINCT unixepoch(started_at) / 3600 AS hour FROM crawls
        WHERE source_id = :source_id AND started_at >= :since AND outcome IN ('ok', 'cut')
        """,
        {"source_id": source_id, "since": to_text(since)},
    )
    return {row["hour"] for row in rows}


def listed_hours(desk: sqlite3.Connection, source_id: str, *, since: datetime) -> dict[int, dict[int, int]]:
    """For each channel of the source (for a sitemap's parts, the index): how much it lists that came in each hour.

    An entry counts for every channel that lists it, whichever was first.
    """
    rows = desk.execute(
        """
        SELECT coalesce(parent_id, channels.id) AS channel_id, unixepoch(first_listed_at) / 3600 AS hour,
               count(*) AS count
        FROM entries INDEXED BY entries_listed
        CROSS JOIN hints ON hints.entry_id = entries.id
        CROSS JOIN channels ON channels.id = hints.channel_id
        WHERE entries.source_id = :source_id AND first_listed_at >= :since AND baseline = 0
        GROUP BY 1, 2
        """,
        {"source_id": source_id, "since": to_text(since)},
    )
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row["channel_id"], {})[row["hour"]] = row["count"]
    return found


def crawl_sum(desk: sqlite3.Connection, source_id: str, *, since: datetime, until: datetime) -> CrawlSum:
    """What the source's crawls brought that began in that time."""
    row = desk.execute(
        """
        SELECT count(*) AS crawls, coalesce(sum(outcome = 'failed'), 0) AS failed, coalesce(sum(new), 0) AS new,
               coalesce(sum(changed + unchanged + removed), 0) AS checked
        FROM crawls INDEXED BY crawls_looked
        WHERE source_id = :source_id AND started_at >= :since AND started_at < :until
        """,
        {"source_id": source_id, "since": to_text(since), "until": to_text(until)},
    ).fetchone()
    return from_row(CrawlSum, row)


def failing_since(desk: sqlite3.Connection, source_id: str) -> datetime | None:
    """When the first of the source's crawls began that have failed in a row until now."""
    row = desk.execute(
        """
        SELECT min(started_at) AS at FROM crawls
        WHERE source_id = :source_id AND outcome = 'failed' AND id > coalesce(
            (SELECT id FROM crawls WHERE source_id = :source_id AND outcome IN ('ok', 'cut') ORDER BY id DESC LIMIT 1),
            0
        )
        """,
        {"source_id": source_id},
    ).fetchone()
    return from_text_or_none(row["at"])


def open_crawls(desk: sqlite3.Connection, *, before: datetime) -> list[tuple[str, datetime]]:
    """Sources with a crawl that began before then and has no end, with its beginning."""
    rows = desk.execute(
        "SELECT source_id, started_at FROM crawls WHERE ended_at IS NULL AND started_at < :before ORDER BY id",
        {"before": to_text(before)},
    )
    return [(row["source_id"], at) for row in rows if (at := from_text_or_none(row["started_at"])) is not None]


def last_crawl_at(desk: sqlite3.Connection) -> datetime | None:
    """The latest beginning of any crawl."""
    return from_text_or_none(desk.execute("SELECT max(started_at) AS at FROM crawls").fetchone()["at"])


def failed_fetches(desk: sqlite3.Connection, *, since: datetime) -> list[Setback]:
    """Fetches that failed since then, by source and reason, the commonest first; an address counts once."""
    rows = desk.execute(
        """
        SELECT source_id, reason, detail, 0 AS is_first, count(DISTINCT url) AS count, min(at) AS first_at
        FROM failures INDEXED BY failures_at WHERE at >= :since
        GROUP BY source_id, reason, detail ORDER BY count DESC, source_id, reason, detail
        """,
        {"since": to_text(since)},
    )
    return [from_row(Setback, row) for row in rows]


def pages_set_aside(desk: sqlite3.Connection, *, since: datetime, until: datetime) -> list[Setback]:
    """Suspect pages of that time by source and reason, the commonest first; an address counts once."""
    rows = desk.execute(
        """
        SELECT source_id, reason, NULL AS detail, article_id IS NULL AS is_first, count(DISTINCT url) AS count,
               min(at) AS first_at
        FROM suspects INDEXED BY suspects_at WHERE at >= :since AND at < :until
        GROUP BY source_id, reason, is_first ORDER BY count DESC, source_id, reason, is_first
        """,
        {"since": to_text(since), "until": to_text(until)},
    )
    return [from_row(Setback, row) for row in rows]
