"""Opening archive.db, desk.db, subscribers.db, extracts.db; transactions. The only module that connects to SQLite."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage.migrations.archive import migrations as archive_migrations
from storage.migrations.desk import migrations as desk_migrations
from storage.migrations.subscribers import migrations as subscribers_migrations

BUSY_TIMEOUT = 30.0
"""Seconds that a writer waits for another: longer than any transaction of ours, shorter than a person's patience."""


LOG_KEPT = 32 * 1024 * 1024
"""Bytes that a -wal file keeps when it is begun anew: twice what it grows to where nothing holds it up."""


class StorageError(Exception):
    """A file cannot be used as asked. The message names the file and the remedy, for a person."""


Connection = sqlite3.Connection
"""An open file, as every function of storage takes it."""

FILE_ERRORS = (StorageError, sqlite3.OperationalError, OSError)
"""What says that a file, not what was written to it, is the trouble: nothing else can be stored either."""


_REMEDIES = {
    sqlite3.SQLITE_BUSY: "another program is writing to it and did not finish; stop that one or try again",
    sqlite3.SQLITE_READONLY: "it may not be written; give this user write access to the file and its folder",
    sqlite3.SQLITE_FULL: "the disk is full; free some space, nothing that was committed is lost",
    sqlite3.SQLITE_NOTADB: "it is not a SQLite database; move it away or name another file",
    sqlite3.SQLITE_CORRUPT: "it is damaged; restore it from a backup, or save what can be read with `sqlite3 .recover`",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check that the folder is there and that this user may read it",
    sqlite3.SQLITE_IOERR: "the disk reports an error; check the disk and its free space",
}

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)
"""What says that the file itself is not as it was written, whatever was asked of it."""

_CLOSED_FOLDER = (
    "its folder may not be written to, which SQLite needs for reading too; give this user write access to the folder, "
    "or read a copy that `presswatch snapshot` or `presswatch backup` made"
)


class _Telling(sqlite3.Cursor):
    """A cursor that says which file is damaged, at whichever row of whichever question that shows."""

    # Any: sqlite3's own signatures. No context manager: these are called for each row.
    def execute(self, *args: Any) -> Any:
        try:
            return super().execute(*args)
        except sqlite3.DatabaseError as error:
            raise _told(self.connection, error) from error.__cause__

    def executemany(self, *args: Any) -> Any:
        try:
            return super().executemany(*args)
        except sqlite3.DatabaseError as error:
            raise _told(self.connection, error) from error.__cause__

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except sqlite3.DatabaseError as error:
            raise _told(self.connection, error) from error.__cause__

    def fetchall(self) -> Any:
        try:
            return super().fetchall()
        except sqlite3.DatabaseError as error:
            raise _told(self.connection, error) from error.__cause__

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except sqlite3.DatabaseError as error:
            raise _told(self.connection, error) from error.__cause__


class _File(sqlite3.Connection):
    """A connection whose cursors say that its file is damaged."""

    # Any: sqlite3's own signatures. Its own `execute` would make cursors of its own class.
    def execute(self, *args: Any) -> Any:
        return self.cursor(_Telling).execute(*args)

    def executemany(self, *args: Any) -> Any:
        return self.cursor(_Telling).executemany(*args)


def _told(conn: sqlite3.Connection, error: sqlite3.DatabaseError) -> Exception:
    """What is to be raised for the error: it, or where the file is damaged, a StorageError that names the file."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return StorageError(f"{_name(conn)}: {_REMEDIES[code]}") if code in _DAMAGED else error


def open_archive(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """archive.db, created and migrated if need be. A commit is on the disk when it returns (synchronous FULL)."""
    return _open(path, archive_migrations, synchronous="FULL", read_only=read_only)


def open_desk(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """desk.db, created and migrated if need be.

    A power cut may take back its last commits (synchronous NORMAL): archive.db commits first, so that repeats work
    and loses none.
    """
    return _open(path, desk_migrations, synchronous="NORMAL", read_only=read_only)


def open_subscribers(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """subscribers.db, created for its owner's eyes alone (mode 600) and migrated if need be.

    A commit is on the disk when it returns (synchronous FULL): that a message was accepted must outlive a power cut.
    """
    if not read_only and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # SQLite gives the log beside it the same mode.
        path.touch(mode=0o600)
    return _open(path, subscribers_migrations, synchronous="FULL", read_only=read_only)


def open_extracts(path: Path, archive: Path) -> sqlite3.Connection:
    """extracts.db for writing, created if need be, with archive.db attached as `source`, which it cannot write to.

    A transaction sees one state of both. What is deleted is overwritten in the file (secure_delete), and a power cut
    may take back the last commits: they are made anew from archive.db.
    """
    open_archive(archive, read_only=True).close()
    with explained(path):
        conn = _connect(path, mode="rwc")
    try:
        with explained(path):
            _prepare(conn, synchronous="NORMAL", read_only=False)
            # Rows come article by article, and what they name may come after them.
            conn.execute("PRAGMA foreign_keys = OFF")
            conn.execute("PRAGMA secure_delete = ON")
            conn.execute("PRAGMA temp_store = MEMORY")
            conn.execute("ATTACH :archive AS source", {"archive": f"{archive.absolute().as_uri()}?mode=ro"})
    except BaseException:
        conn.close()
        raise
    return conn


def open_as_it_is(path: Path) -> sqlite3.Connection:
    """One of the files to be read or copied whatever its schema, older or newer ones too."""
    if not path.is_file():
        raise StorageError(f"{path}: there is no such file")
    with explained(path):
        conn = _connect(path, mode="ro")
    conn.row_factory = sqlite3.Row
    return conn


def connect_alone(path: Path) -> sqlite3.Connection:
    """One of the files for this connection only: its first statement fails at once where any other has it open."""
    with explained(path):
        conn = _connect(path, mode="rw")
    conn.execute("PRAGMA busy_timeout = 0")
    conn.execute("PRAGMA locking_mode = EXCLUSIVE")
    return conn


@contextmanager
def transaction(conn: sqlite3.Connection) -> Iterator[None]:
    """One write transaction, begun IMMEDIATE: it waits for its turn at the start and never fails half way for a lock.

    Raises StorageError for what a person can mend, having rolled back.
    """
    with explained(conn):
        conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            conn.execute("COMMIT")
        except BaseException:
            # A full disk makes SQLite roll back by itself.
            if conn.in_transaction:
                conn.execute("ROLLBACK")
            raise


@contextmanager
def savepoint(conn: sqlite3.Connection) -> Iterator[None]:
    """A part of the open transaction that can fail alone: what it wrote is undone, the rest stays."""
    conn.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK TO part")
            conn.execute("RELEASE part")
        raise
    conn.execute("RELEASE part")


def _open(path: Path, migrations: Migrations, *, synchronous: str, read_only: bool) -> sqlite3.Connection:
    if read_only and not path.is_file():
        raise StorageError(f"{path}: there is no such file yet; `presswatch crawl` makes it")
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    mode = "ro" if read_only else "rwc"
    with explained(path):
        conn = _connect(path, mode=mode)
    try:
        with explained(path):
            _prepare(conn, synchronous=synchronous, read_only=read_only)
            _migrate(conn, path, migrations, read_only=read_only)
    except BaseException:
        conn.close()
        raise
    return conn


def _connect(path: Path, *, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_TIMEOUT,
        factory=_File,
    )


def _prepare(conn: sqlite3.Connection, *, synchronous: str, read_only: bool) -> None:
    conn.row_factory = sqlite3.Row
    conn.execute("PRAGMA foreign_keys = ON")
    # So that INSERT OR REPLACE cannot pass by the triggers that forbid a delete.
    conn.execute("PRAGMA recursive_triggers = ON")
    if not read_only:
        _log_ahead(conn)
        conn.execute(f"PRAGMA synchronous = {synchronous}")
        # The writer's: hot pages of the indexes stay in 16 MB, and are written back to the file once in 16 MB of log,
        # not in 4.
        conn.execute("PRAGMA cache_size = -16000")
        conn.execute("PRAGMA wal_autocheckpoint = 4000")
        # What a log grew to while a reader held it up is given back to the disk when it begins anew.
        conn.execute(f"PRAGMA journal_size_limit = {LOG_KEPT}")
        # What is deleted is zeroed where its page is written anyway, so that a redaction finds it in free pages alone.
        conn.execute("PRAGMA secure_delete = FAST")


def _log_ahead(conn: sqlite3.Connection) -> None:
    """WAL, for a new file while another program writes to it, too: there alone SQLite does not wait by itself."""
    while True:
        try:
            conn.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            # This does wait, and raises in the end.
            conn.execute("BEGIN IMMEDIATE")
            conn.execute("ROLLBACK")
        else:
            return


def _migrate(conn: sqlite3.Connection, path: Path, migrations: Migrations, *, read_only: bool) -> None:
    db = Database(conn, execute_plugins=False)
    # The set does not show its names; against an empty database all of them are pending.
    with closing(sqlite3.connect(":memory:")) as empty:
        known = {migration.name for migration in migrations.pending(Database(empty))}
    unknown = {migration.name for migration in migrations.applied(db)} - known
    if unknown:
        raise StorageError(f"{path}: it was made by a newer Presswatch ({max(unknown)}); install that or a later one")
    pending = migrations.pending(db)
    if pending and read_only:
        raise StorageError(f"{path}: its schema is older than this program; run `presswatch crawl` once to bring it up")
    if pending:
        # Two programs that start together: the second waits here and then finds nothing pending.
        with transaction(conn):
            migrations.apply(db)


@contextmanager
def explained(place: Path | sqlite3.Connection) -> Iterator[None]:
    """SQLite's complaints that a person can mend come out as StorageError, with the file's name and the remedy."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code not in _REMEDIES:
            raise
        is_closed = code == sqlite3.SQLITE_CANTOPEN and isinstance(place, Path) and _is_in_closed_folder(place)
        raise StorageError(f"{_name(place)}: {_CLOSED_FOLDER if is_closed else _REMEDIES[code]}") from error


def _is_in_closed_folder(path: Path) -> bool:
    """Whether the file may be read, but nothing be made beside it."""
    return os.access(path, os.R_OK) and path.is_file() and not os.access(path.parent, os.W_OK)


def _name(place: Path | sqlite3.Connection) -> str:
    if isinstance(place, Path):
        return str(place)
    # A cursor of SQLite's own: that of ours may be asking for this name.
    return str(next(row[2] for row in sqlite3.Cursor(place).execute("PRAGMA database_list")))
