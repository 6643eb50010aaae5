"""Readings: what comparing needs of a version's page. Replaceable: made again from the capture at any time."""

import sqlite3
from datetime import datetime

from storage.desk_records import StoredReading
from storage.rows import from_row, to_parameters
from storage.times import to_text


def put_reading(desk: sqlite3.Connection, reading: StoredReading) -> None:
    """Keep the reading, in place of an earlier one by the same extractor."""
    desk.execute(
        """
        INSERT INTO readings (version_id, extractor, made_at, story, blocks)
        VALUES (:version_id, :extractor, :made_at, :story, :blocks)
        ON CONFLICT (version_id, extractor) DO UPDATE SET made_at = :made_at, story = :story, blocks = :blocks
        """,
        to_parameters(reading),
    )


def get_reading(desk: sqlite3.Connection, version_id: int, *, extractor: str) -> StoredReading | None:
    """The version's reading by that extractor; None where it has to be made."""
    row = desk.execute(
        """
        SELECT version_id, extractor, made_at, story, blocks
        FROM readings WHERE version_id = :version_id AND extractor = :extractor
        """,
        {"version_id": version_id, "extractor": extractor},
    ).fetchone()
    return None if row is None else from_row(StoredReading, row)


def has_reading(desk: sqlite3.Connection, version_id: int, *, extractor: str) -> bool:
    """Whether the version's reading by that extractor is there."""
    row = desk.execute(
        "SELECT 1 FROM readings WHERE version_id = :version_id AND extractor = :extractor",
        {"version_id": version_id, "extractor": extractor},
    ).fetchone()
    return row is not None


def articles_to_compare(desk: sqlite3.Connection, source_id: str, *, removed_since: datetime) -> list[int]:
    """Ids of the source's articles whose newest version a later check is compared with, latest changed first.

    Those are the live ones and those that were removed since then.
    """
    rows = desk.execute(
        """
        SELECT article_id, changed_at FROM follows WHERE source_id = :source_id AND state = 'live'
        UNION ALL
        SELECT article_id, changed_at FROM follows
        WHERE source_id = :source_id AND state = 'removed' AND changed_at >= :removed_since
        ORDER BY changed_at DESC, article_id DESC
        """,
        {"source_id": source_id, "removed_since": to_text(removed_since)},
    )
    return [row["article_id"] for row in rows]


def drop_readings(desk: sqlite3.Connection, version_id: int, *, but: str | None = None) -> int:
    """Forget the version's readings, but that extractor's: an article's newest version is all that is compared."""
    return desk.execute(
        "DELETE FROM readings WHERE version_id = :version_id AND extractor IS NOT :but",
        {"version_id": version_id, "but": but},
    ).rowcount
