"""Watches as the files know them: all of them in desk.db, those that are public in archive.db as well."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.rows import from_row, to_parameters
from storage.times import to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRecord:
    """A watch as it is configured now. `query` is what a reader may search for: its lists of terms are written out."""

    id: str
    title: str
    query: str
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWatch:
    """A watch of desk.db. Changes up to `since_change_id` give it no match; it was added at `since_at`."""

    id: str
    title: str
    public: bool
    since_change_id: int
    since_at: datetime
    query_at: datetime


def sync_watches(
    desk: sqlite3.Connection, watches: Sequence[WatchRecord], *, last_change_id: int, now: datetime
) -> None:
    """Make desk.db name these watches and no others.

    A new one, and one that was away, counts from after `last_change_id` on. One whose query changed keeps its place:
    the new query decides on whatever is not matched yet.
    """
    known = {row["id"] for row in desk.execute("SELECT id FROM watches WHERE ended_at IS NULL")}
    gone = known - {watch.id for watch in watches}
    desk.executemany(
        "UPDATE watches SET ended_at = :at WHERE id = :id", [{"id": each, "at": to_text(now)} for each in sorted(gone)]
    )
    desk.executemany(
        """
        INSERT INTO watches (id, title, query, public, since_change_id, since_at, query_at)
        VALUES (:id, :title, :query, :public, :last, :at, :at)
        ON CONFLICT (id) DO UPDATE SET
            title = excluded.title, query = excluded.query, public = excluded.public, ended_at = NULL,
            since_change_id = iif(ended_at IS NULL, since_change_id, excluded.since_change_id),
            since_at = iif(ended_at IS NULL, since_at, excluded.since_at),
            query_at = iif(ended_at IS NULL AND query IS excluded.query, query_at, excluded.query_at)
        WHERE ended_at IS NOT NULL
           OR (title, query, public) IS NOT (excluded.title, excluded.query, excluded.public)
        """,
        [to_parameters(watch) | {"last": last_change_id, "at": to_text(now)} for watch in watches],
    )


def sync_public_watches(archive: sqlite3.Connection, watches: Sequence[WatchRecord], *, now: datetime) -> None:
    """Make archive.db name those of these watches that are public; of any other it keeps nothing, matches neither."""
    public = [watch for watch in watches if watch.public]
    known = {row["id"] for row in archive.execute("SELECT id FROM watches")}
    gone = [{"id": each} for each in sorted(known - {watch.id for watch in public})]
    archive.executemany("DELETE FROM matches WHERE watch_id = :id", gone)
    archive.executemany("DELETE FROM watches WHERE id = :id", gone)
    archive.executemany(
        """
        INSERT INTO watches (id, title, query, since_at) VALUES (:id, :title, :query, :at)
        ON CONFLICT (id) DO UPDATE SET title = excluded.title, query = excluded.query
        WHERE (title, query) IS NOT (excluded.title, excluded.query)
        """,
        [{"id": watch.id, "title": watch.title, "query": watch.query, "at": to_text(now)} for watch in public],
    )


def known_watches(desk: sqlite3.Connection) -> dict[str, KnownWatch]:
    """The watches that count now, by id."""
    rows = desk.execute(
        "SELECT id, title, public, since_change_id, since_at, query_at FROM watches WHERE ended_at IS NULL ORDER BY id"
    )
    return {row["id"]: from_row(KnownWatch, row) for row in rows}


def counting_since(desk: sqlite3.Connection) -> dict[str, int]:
    """For each watch that counts now the change after which it does."""
    rows = desk.execute("SELECT id, since_change_id FROM watches WHERE ended_at IS NULL")
    return {row["id"]: row["since_change_id"] for row in rows}
