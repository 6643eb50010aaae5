"""Making sure that what was deleted is no longer in a database's file: not in free pages, an index, or the log.

SQLite marks what is deleted as free; the bytes stay until something else is written there. Each piece of work is a
transaction of its own, of less than a second, so that others write meanwhile.
"""

import sqlite3

from storage.database import transaction

MERGED_AT_ONCE = 1_000
"""Pages of an index in one transaction: 4 MB, some 0.2 s."""

_TABLE = "free_pages_overwritten"
_CHUNK = 1024 * 1024
_CHUNKS = 64
"""Megabytes that are overwritten in one transaction."""


def overwrite_deleted(conn: sqlite3.Connection) -> None:
    """From now on, what this connection deletes is overwritten with zeros, in free pages too."""
    conn.execute("PRAGMA secure_delete = ON")


def merge_index(conn: sqlite3.Connection, index: str) -> None:
    """Write a full-text index anew, in steps, without the words of rows that it was told to forget.

    FTS5 notes such rows beside what it holds of them; both go when their segments are merged.
    """
    while True:
        before = conn.total_changes
        with transaction(conn):
            conn.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', {-MERGED_AT_ONCE})")
        # As FTS5's documentation has it: fewer than two changes, and there was nothing to merge.
        if conn.total_changes - before < 2:
            return


def overwrite_free_pages(conn: sqlite3.Connection) -> None:
    """Overwrite all pages that are free: a table of zeros is put into them, and dropped."""
    with transaction(conn):
        conn.execute(f"DROP TABLE IF EXISTS {_TABLE}")
        conn.execute(f"CREATE TABLE {_TABLE} (zeros BLOB NOT NULL) STRICT")
    while (free := _free_bytes(conn)) > 0:
        with transaction(conn):
            for _ in range(_CHUNKS):
                size = min(_CHUNK, free)
                conn.execute(f"INSERT INTO {_TABLE} VALUES (zeroblob(:size))", {"size": size})
                free -= size
                if free <= 0:
                    break
    with transaction(conn):
        conn.execute(f"DROP TABLE {_TABLE}")


def _free_bytes(conn: sqlite3.Connection) -> int:
    pages = conn.execute("PRAGMA freelist_count").fetchone()[0]
    return int(pages * conn.execute("PRAGMA page_size").fetchone()[0])


def empty_log(conn: sqlite3.Connection) -> bool:
    """Write all that the log beside the file holds into the file, and cut the log to nothing.

    False where a reader still needs it, for longer than a writer waits.
    """
    return not conn.execute("PRAGMA main.wal_checkpoint(TRUNCATE)").fetchone()[0]


def write_anew(conn: sqlite3.Connection) -> None:
    """Write the whole file anew, so that nothing is left between its rows either. Takes as much disk again."""
    conn.execute("VACUUM")
