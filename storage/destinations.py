"""Destinations: how each one answers, by name. One that fails rests; one that is gone or refuses us is paused."""

import sqlite3
from datetime import datetime

from storage.delivery_records import DestinationStanding
from storage.rows import from_row
from storage.times import to_text


def record_answer(conn: sqlite3.Connection, name: str) -> None:
    """The destination took a message or answered about one: nothing is wrong with it."""
    conn.execute(
        """
        UPDATE destinations SET failure_count = 0, failed_at = NULL, not_before_at = NULL, reason = NULL
        WHERE name = :name AND failed_at IS NOT NULL AND paused_at IS NULL
        """,
        {"name": name},
    )


def record_failure(
    conn: sqlite3.Connection, name: str, *, at: datetime, reason: str, not_before_at: datetime | None
) -> None:
    """The destination could not be reached, for the first time in a row at `failed_at`; it rests until then."""
    conn.execute(
        """
        UPDATE destinations
        SET failure_count = failure_count + 1, failed_at = coalesce(failed_at, :at), reason = :reason,
            not_before_at = :not_before_at
        WHERE name = :name
        """,
        {
            "name": name,
            "at": to_text(at),
            "reason": reason,
            "not_before_at": None if not_before_at is None else to_text(not_before_at),
        },
    )


def pause_destination(conn: sqlite3.Connection, name: str, *, at: datetime, reason: str) -> None:
    """Nothing is tried any more until it is resumed: it answered that it is gone or does not let us in."""
    conn.execute(
        """
        UPDATE destinations SET paused_at = coalesce(paused_at, :at), failed_at = coalesce(failed_at, :at),
            reason = :reason, failure_count = failure_count + 1, not_before_at = NULL
        WHERE name = :name
        """,
        {"name": name, "at": to_text(at), "reason": reason},
    )


def resume_destinations(conn: sqlite3.Connection, *, at: datetime) -> list[str]:
    """Paused and resting destinations are tried again, at once: the names of those that were paused."""
    names = [row["name"] for row in conn.execute("SELECT name FROM destinations WHERE paused_at IS NOT NULL")]
    conn.execute(
        """
        UPDATE destinations SET paused_at = NULL, not_before_at = NULL
        WHERE paused_at IS NOT NULL OR not_before_at IS NOT NULL
        """
    )
    conn.execute(
        "UPDATE deliveries SET next_attempt_at = :at WHERE state = 'waiting' AND next_attempt_at > :at",
        {"at": to_text(at)},
    )
    return names


def failure_count(conn: sqlite3.Connection, name: str) -> int:
    """How often the destination failed since it last answered."""
    row = conn.execute("SELECT failure_count FROM destinations WHERE name = :name", {"name": name}).fetchone()
    return 0 if row is None else int(row["failure_count"])


def paused_destinations(conn: sqlite3.Connection) -> set[str]:
    """The names of those that are paused."""
    return {row["name"] for row in conn.execute("SELECT name FROM destinations WHERE paused_at IS NOT NULL")}


def destination_standings(conn: sqlite3.Connection) -> list[DestinationStanding]:
    """How every destination does that ever had a message, by name."""
    rows = conn.execute(
        """
        SELECT name, failure_count, failed_at, not_before_at, paused_at, reason,
               (SELECT count(*) FROM deliveries
                WHERE destination = name AND state IN ('waiting', 'sending')) AS waiting,
               (SELECT min(created_at) FROM deliveries
                WHERE destination = name AND state IN ('waiting', 'sending')) AS oldest_waiting_at,
               (SELECT count(*) FROM deliveries WHERE state = 'dead' AND destination = name) AS dead,
               (SELECT max(sent_at) FROM deliveries WHERE state = 'sent' AND destination = name) AS last_sent_at
        FROM destinations ORDER BY name
        """
    )
    return [from_row(DestinationStanding, row) for row in rows]
