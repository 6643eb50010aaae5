"""Where the machine's clock was set back: what waits for a time waits no longer than it would have."""

import sqlite3
from datetime import datetime, timedelta

from storage.times import to_text

_DESK = (
    ("channels", "next_look_at"),
    ("entries", "due_at"),
    ("follows", "due_at"),
    ("source_state", "not_before_at"),
)
_SUBSCRIBERS = (
    ("deliveries", "next_attempt_at"),
    ("deliveries", "claimed_at"),
    ("destinations", "not_before_at"),
)


def bring_desk_forward(desk: sqlite3.Connection, *, by: timedelta, now: datetime) -> None:
    """What of desk.db is due later than now is due so much earlier, in the caller's transaction."""
    _bring_forward(desk, _DESK, by=by, now=now)


def bring_deliveries_forward(subscribers: sqlite3.Connection, *, by: timedelta, now: datetime) -> None:
    """The attempts that come later than now come so much earlier, in the caller's transaction."""
    _bring_forward(subscribers, _SUBSCRIBERS, by=by, now=now)


def _bring_forward(
    conn: sqlite3.Connection, columns: tuple[tuple[str, str], ...], *, by: timedelta, now: datetime
) -> None:
    for table, column in columns:
        conn.execute(
            f"""
            UPDATE {table} SET {column} = strftime('%Y-%m-%dT%H:%M:%SZ', {column}, :shift) WHERE {column} > :now
            """,
            {"shift": f"-{round(by.total_seconds())} seconds", "now": to_text(now)},
        )
