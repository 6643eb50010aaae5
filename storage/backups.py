"""What a backup needs of the databases: copies made while others write, and what a set of copies must hold."""

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from storage.database import (
    StorageError,
    connect_alone,
    explained,
    open_archive,
    open_as_it_is,
    open_desk,
    open_subscribers,
)

DATABASES = ("subscribers.db", "desk.db", "archive.db")
"""In the order in which they are copied: a reader's cursor is copied before the log that it reads, so that none points
past the end of it. Where one did, changes that get the same ids again would be passed over in silence."""

CAPTURE_FILE = re.compile(r"[0-9]{4}/[0-9]{2}/[0-9]{2}-[0-9]{4,9}\.warc\.gz")
"""The only names that files of captures have."""

PAGES = 2_048
"""Pages that are copied between two calls of `on_step`: 8 MB."""

_OPENERS = {"subscribers.db": open_subscribers, "desk.db": open_desk, "archive.db": open_archive}

_POINTERS = {
    "desk.db": (
        ("cursors", "change_id", "changes"),
        ("matches", "change_id", "changes"),
        ("follows", "article_id", "articles"),
        ("readings", "version_id", "versions"),
    ),
    "subscribers.db": (
        ("cursors", "change_id", "changes"),
        ("delivery_items", "change_id", "changes"),
        ("last_told", "version_id", "versions"),
    ),
}
"""Columns that hold ids of archive.db, which no foreign key can watch over."""


class CaptureExtent(NamedTuple):
    """A file of captures as archive.db knows it: where the last capture that it names ends, whether it was deleted."""

    file: str
    end: int
    is_deleted: bool


def copy_database(source: Path, target: Path, *, on_step: Callable[[int], None]) -> str:
    """Copy a database as it stands at one moment into a new file for its owner's eyes alone; its newest migration.

    Nobody is kept from writing. The copy is one plain file without a log beside it, and on the disk when this returns.
    `on_step` is told of the bytes that each step copied. Raises StorageError.
    """
    target.touch(mode=0o600, exist_ok=False)
    with explained(source), closing(open_as_it_is(source)) as conn:
        # Held to the end: without it SQLite begins anew whenever somebody writes between two steps.
        conn.execute("BEGIN")
        conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        page_size = int(conn.execute("PRAGMA page_size").fetchone()[0])
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            # The file is nothing until it is whole.
            copy.execute("PRAGMA synchronous = OFF")
            _copy_pages(conn, copy, page_size=page_size, on_step=on_step)
            copy.execute("PRAGMA journal_mode = DELETE")
        migration = _newest_migration(conn, source)
    with target.open("rb") as written:
        os.fsync(written.fileno())
    return migration


def _copy_pages(
    source: sqlite3.Connection, copy: sqlite3.Connection, *, page_size: int, on_step: Callable[[int], None]
) -> None:
    done = 0

    def tell(_status: int, remaining: int, total: int) -> None:
        nonlocal done
        on_step((total - remaining - done) * page_size)
        done = total - remaining

    source.backup(copy, pages=PAGES, progress=tell)


def _newest_migration(conn: sqlite3.Connection, place: Path) -> str:
    if conn.execute("SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'").fetchone() is None:
        raise StorageError(f"{place}: it is no file of Presswatch's; name the folder that holds archive.db")
    return str(conn.execute("SELECT max(name) AS name FROM _sqlite_migrations").fetchone()["name"])


def capture_extents(archive: Path) -> list[CaptureExtent]:
    """All files of captures that a copy of archive.db names, oldest first."""
    with closing(open_as_it_is(archive)) as conn:
        rows = conn.execute(
            """
            SELECT file, deleted_at IS NOT NULL AS is_deleted, (
                SELECT offset + length FROM captures WHERE captures.file = capture_files.file
                ORDER BY offset DESC LIMIT 1
            ) AS end
            FROM capture_files ORDER BY file
            """
        )
        return [CaptureExtent(row["file"], row["end"] or 0, bool(row["is_deleted"])) for row in rows]


def bring_up(directory: Path) -> list[str]:
    """Open the databases of a restored folder, which brings old ones to today's schema; all that is wrong with them.

    Looked at are the files' integrity, foreign keys, ids of one database in another, names of captures. Raises
    StorageError where a file cannot be used at all.
    """
    found = []
    for name in DATABASES:
        path = directory / name
        if path.exists():
            found += [f"{name}: {problem}" for problem in _brought_up(path, _OPENERS[name])]
    return found or _pointing_past(directory) + _odd_captures(directory / "archive.db")


def _brought_up(path: Path, open_file: Callable[[Path], sqlite3.Connection]) -> list[str]:
    try:
        with explained(path), closing(open_file(path)) as conn:
            return _problems(conn)
    except sqlite3.Error as error:
        # A file of another program, or one that was tampered with, can fail in any way.
        raise StorageError(f"{path}: it cannot be brought to today's schema: {error}") from error


def _problems(conn: sqlite3.Connection) -> list[str]:
    damaged = [str(row[0]) for row in conn.execute("PRAGMA integrity_check(10)") if row[0] != "ok"]
    return damaged or [
        f"row {row['rowid']} of {row['table']} names a row of {row['parent']} that is not there"
        for row in conn.execute("PRAGMA foreign_key_check").fetchmany(10)
    ]


def _pointing_past(directory: Path) -> list[str]:
    """Where another database is ahead of archive.db: what it waits for, or compares with, would be another's."""
    found = []
    with closing(open_as_it_is(directory / "archive.db")) as archive:
        last = {
            table: int(archive.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])
            for table in ("changes", "articles", "versions")
        }
    for name, pointers in _POINTERS.items():
        if not (directory / name).exists():
            continue
        with closing(open_as_it_is(directory / name)) as conn:
            for table, column, into in pointers:
                furthest = int(conn.execute(f"SELECT coalesce(max({column}), 0) FROM {table}").fetchone()[0])
                if furthest > last[into]:
                    found.append(f"{name}: {table} knows {into} up to {furthest}, archive.db up to {last[into]}")
    return found


def _odd_captures(archive: Path) -> list[str]:
    odd = [extent.file for extent in capture_extents(archive) if not CAPTURE_FILE.fullmatch(extent.file)]
    return [f"archive.db: {file!r} is no name of a file of captures" for file in odd[:10]]


def is_in_use(path: Path) -> bool:
    """Whether another connection has the database open, in this process or in another, if only to read.

    One that is so damaged that it cannot be opened counts as out of use.
    """
    try:
        with closing(connect_alone(path)) as conn:
            conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except StorageError:
        return False
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return False
