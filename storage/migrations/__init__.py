"""The schema of each file as migrations in plain SQL, append only: a released one is never edited."""

import sqlite3


def execute_all(conn: sqlite3.Connection, *statements: str) -> None:
    """Run the statements one by one (executescript would commit the migration's transaction)."""
    for statement in statements:
        conn.execute(statement)
