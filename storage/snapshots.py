"""A copy of archive.db as it stands at one moment, made while others read and write it."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from storage.database import StorageError, open_archive


def write_snapshot(archive: Path, target: Path) -> None:
    """Copy the archive into a new file, which is there whole or not at all; nobody is kept from writing meanwhile.

    The copy is one plain file: it needs no log beside it, and may lie where nothing can be written. Raises StorageError
    where `target` is there already, or the copy cannot be made.
    """
    if target.exists():
        raise StorageError(f"{target}: there is such a file already; name another, since none is ever overwritten")
    try:
        with tempfile.TemporaryDirectory(prefix=".snapshot-", dir=target.parent) as folder:
            copied = Path(folder) / "archive.db"
            _copy(archive, copied)
            # A link, unlike a rename, fails where somebody made such a file meanwhile.
            os.link(copied, target)
        _settle(target.parent)
    except FileExistsError as error:
        raise StorageError(f"{target}: another program has just made such a file; name another") from error
    except (OSError, sqlite3.OperationalError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StorageError(f"{target}: the copy could not be made ({reason}); check the folder and its disk") from error


def _copy(archive: Path, target: Path) -> None:
    with closing(open_archive(archive, read_only=True)) as conn:
        conn.execute("VACUUM INTO :target", {"target": str(target)})
    with closing(sqlite3.connect(target)) as copy:
        # In WAL mode, which the copy may have from its original, a reader would want to write beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
    target.chmod(0o644)
    with target.open("rb") as written:
        os.fsync(written.fileno())


def _settle(folder: Path) -> None:
    """The new name is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
