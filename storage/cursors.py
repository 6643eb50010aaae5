"""Cursors: how far each reader of the change log has read."""

import sqlite3


def get_cursor(desk: sqlite3.Connection, name: str) -> int:
    """The last change that the reader has dealt with, 0 at first."""
    row = desk.execute("SELECT change_id FROM cursors WHERE name = :name", {"name": name}).fetchone()
    return 0 if row is None else int(row["change_id"])


def set_cursor(desk: sqlite3.Connection, name: str, *, change_id: int) -> None:
    """The reader has dealt with everything up to that change."""
    desk.execute(
        """
        INSERT INTO cursors (name, change_id) VALUES (:name, :change_id)
        ON CONFLICT (name) DO UPDATE SET change_id = :change_id
        """,
        {"name": name, "change_id": change_id},
    )
