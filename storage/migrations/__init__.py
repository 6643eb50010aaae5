"""The schema of each file as append-only migrations in plain SQL: a released one is never edited, a new one is added."""

import sqlite3


def execute_all(conn: sqlite3.Connection, *statements: str) -> None:
    """Run the statements one by one (executescript would commit the migration's transaction)."""
    for statement in statements:
        conn.execute(statement)
