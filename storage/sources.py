"""Sources in the archive and what is public of their health."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from storage.records import SourceRecord, SourceStatus
from storage.rows import from_row, to_parameters
from storage.times import to_text


def sync_sources(conn: sqlite3.Connection, sources: Sequence[SourceRecord], *, now: datetime) -> None:
    """Make the archive name the sources as the configuration does; one that was taken out stays with its archive."""
    conn.executemany(
        """
        INSERT INTO sources (id, name, home_url, language, added_at)
        VALUES (:id, :name, :home_url, :language, :added_at)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, home_url = excluded.home_url, language = excluded.language
        WHERE (name, home_url, language) IS NOT (excluded.name, excluded.home_url, excluded.language)
        """,
        [to_parameters(source) | {"added_at": to_text(now)} for source in sources],
    )


def record_success(conn: sqlite3.Connection, source_id: str, *, at: datetime) -> None:
    """The source answered and could be read; an earlier failure's reason is no longer shown."""
    conn.execute(
        """
        INSERT INTO source_status (source_id, last_success_at, stories_on) VALUES (:source_id, :at, :day)
        ON CONFLICT (source_id) DO UPDATE SET
            last_success_at = :at, reason = NULL, stories_on = :day,
            stories_today = iif(stories_on IS :day, stories_today, 0)
        """,
        {"source_id": source_id, "at": to_text(at), "day": _day(at)},
    )


def record_failure(conn: sqlite3.Connection, source_id: str, *, at: datetime, reason: str) -> None:
    """The source could not be read, in words that a reader of the archive may see."""
    conn.execute(
        """
        INSERT INTO source_status (source_id, last_failure_at, reason, stories_on)
        VALUES (:source_id, :at, :reason, :day)
        ON CONFLICT (source_id) DO UPDATE SET
            last_failure_at = :at, reason = :reason, stories_on = :day,
            stories_today = iif(stories_on IS :day, stories_today, 0)
        """,
        {"source_id": source_id, "at": to_text(at), "reason": reason, "day": _day(at)},
    )


def count_story(conn: sqlite3.Connection, source_id: str, *, at: datetime) -> None:
    """One more new story of the source on that UTC day."""
    conn.execute(
        """
        INSERT INTO source_status (source_id, stories_today, stories_on) VALUES (:source_id, 1, :day)
        ON CONFLICT (source_id) DO UPDATE SET
            stories_today = iif(stories_on IS :day, stories_today + 1, 1), stories_on = :day
        """,
        {"source_id": source_id, "day": _day(at)},
    )


def source_statuses(conn: sqlite3.Connection) -> list[SourceStatus]:
    """The health of every source that was ever looked at, by id."""
    rows = conn.execute(
        """
        SELECT source_id, last_success_at, last_failure_at, reason, stories_today, stories_on
        FROM source_status ORDER BY source_id
        """
    )
    return [from_row(SourceStatus, row) for row in rows]


def _day(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()
