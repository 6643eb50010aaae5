"""What somebody does to an archive who has its file and a shell."""

import sqlite3
from contextlib import closing
from pathlib import Path


def tamper(folder: Path, *statements: str) -> None:
    """Run the statements on archive.db with nothing in the way; each must have done something."""
    with closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as conn:
        for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            conn.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert conn.execute(statement).rowcount != 0
