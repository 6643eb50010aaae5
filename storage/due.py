"""What is due, asked by every tick: each question is a few index seeks a source, however much is followed."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from storage.desk_records import DueEntry, Follow
from storage.entries import ENTRY
from storage.follows import FOLLOW
from storage.rows import from_row
from storage.times import from_text_or_none, to_text

# The plus keeps SQLite from the index on due_at: the one in the order of news needs no sorting, however much is due.
_DUE_ENTRY = f"""
    {ENTRY} WHERE entries.source_id = :source_id AND baseline = :baseline AND due_at IS NOT NULL AND +due_at <= :now
    ORDER BY news_at DESC, entries.id LIMIT :limit
"""
_DUE_FOLLOW = f"""
    {FOLLOW} WHERE source_id = :source_id AND hinted = :hinted AND due_at <= :now ORDER BY due_at LIMIT :limit
"""
_NEXT_DUE = """
    SELECT min(at) FROM (
        SELECT min(next_look_at) AS at FROM channels WHERE source_id = :source_id AND next_look_at IS NOT NULL
        UNION ALL SELECT min(due_at) FROM entries WHERE source_id = :source_id AND due_at IS NOT NULL
        UNION ALL SELECT min(due_at) FROM follows WHERE source_id = :source_id AND hinted = 1 AND due_at IS NOT NULL
        UNION ALL SELECT min(due_at) FROM follows WHERE source_id = :source_id AND hinted = 0 AND due_at IS NOT NULL
    )
"""


def due_checks(desk: sqlite3.Connection, source_id: str, *, now: datetime, limit: int) -> list[DueEntry | Follow]:
    """What is to be fetched of the source, the most wanted first, at most `limit`.

    Fresh entries, newest first; articles that a channel hinted at; articles whose check is due; baseline entries,
    newest first. So a slow first sight holds up no news.
    """
    due: list[DueEntry | Follow] = []

    def add(sql: str, kind: type[DueEntry] | type[Follow], **choice: int) -> None:
        parameters = {"source_id": source_id, "now": to_text(now), "limit": limit - len(due), **choice}
        due.extend(from_row(kind, row) for row in desk.execute(sql, parameters))

    add(_DUE_ENTRY, DueEntry, baseline=0)
    add(_DUE_FOLLOW, Follow, hinted=1)
    add(_DUE_FOLLOW, Follow, hinted=0)
    add(_DUE_ENTRY, DueEntry, baseline=1)
    return due


def next_due_at(desk: sqlite3.Connection, source_id: str) -> datetime | None:
    """When something of the source is next due, a channel or a fetch; it may be past. None where nothing ever is.

    What holds the source back as a whole counts: never before `source_state.not_before_at`.
    """
    row = desk.execute(
        f"""
        SELECT max(at, coalesce((SELECT not_before_at FROM source_state WHERE source_id = :source_id), at))
        FROM (SELECT ({_NEXT_DUE}) AS at)
        """,
        {"source_id": source_id},
    ).fetchone()
    return from_text_or_none(row[0])


def sources_due(desk: sqlite3.Connection, source_ids: Sequence[str], *, now: datetime) -> list[str]:
    """Those of the sources that have something due and are not held back, in the order given."""
    rows = desk.execute(
        """
        SELECT wanted.value AS source_id FROM json_each(:source_ids) AS wanted
        WHERE NOT EXISTS (SELECT 1 FROM source_state WHERE source_id = wanted.value AND not_before_at > :now)
        AND (
            EXISTS (SELECT 1 FROM channels WHERE source_id = wanted.value AND next_look_at <= :now)
            OR EXISTS (SELECT 1 FROM entries WHERE source_id = wanted.value AND due_at <= :now)
            OR EXISTS (SELECT 1 FROM follows WHERE source_id = wanted.value AND hinted = 1 AND due_at <= :now)
            OR EXISTS (SELECT 1 FROM follows WHERE source_id = wanted.value AND hinted = 0 AND due_at <= :now)
        )
        ORDER BY wanted.key
        """,
        {"source_ids": json.dumps(list(source_ids)), "now": to_text(now)},
    )
    return [row["source_id"] for row in rows]


def backlog(desk: sqlite3.Connection, source_id: str, *, now: datetime) -> int:
    """How many fetches of the source are due and not yet made, for `status`."""
    row = desk.execute(
        """
        SELECT (SELECT count(*) FROM entries WHERE source_id = :source_id AND due_at <= :now)
             + (SELECT count(*) FROM follows WHERE source_id = :source_id AND hinted = 1 AND due_at <= :now)
             + (SELECT count(*) FROM follows WHERE source_id = :source_id AND hinted = 0 AND due_at <= :now)
        """,
        {"source_id": source_id, "now": to_text(now)},
    ).fetchone()
    return int(row[0])
