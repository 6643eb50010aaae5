"""One WARC file on the disk: locked by its writer, cut back to whole records after a kill or on a full disk."""

import fcntl
import io
import logging
import os
from pathlib import Path
from typing import Self

from storage.warc import pack_warcinfo, whole_members

logger = logging.getLogger(__name__)

_CHUNK = 1024 * 1024


class WarcFile:
    """A file that this process appends to; nobody else does while it is open."""

    def __init__(self, path: Path, raw: io.FileIO) -> None:
        self.path = path
        self.size = os.fstat(raw.fileno()).st_size
        self._raw = raw
        self._is_synced = True

    @classmethod
    def take(cls, path: Path, *, known_end: int) -> Self | None:
        """Open and lock the file, made if need be; its first `known_end` bytes are named by the archive.

        What comes after those and is no whole record is cut off: the program died while writing it, and no version
        names it. None where another program has the lock, or where the file ends before `known_end`: such a file is
        damaged and left as it is.
        """
        is_new = not path.exists()
        _make_folder(path.parent)
        raw = io.FileIO(path, "ab")
        try:
            fcntl.flock(raw, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raw.close()
            return None
        file = cls(path, raw)
        if file.size < known_end:
            logger.error("capture file is shorter than the archive says file=%s size=%d", path, file.size)
            file.close()
            return None
        file._mend(known_end)
        if is_new:
            _sync_folder(path.parent)
        return file

    def append(self, data: bytes) -> int:
        """Write all of it: the offset it begins at. OSError leaves the file as it was."""
        if self.size == 0:
            self._write(pack_warcinfo(self.path.name))
        offset = self.size
        self._write(data)
        return offset

    def sync(self) -> None:
        """Wait until what was appended is on the disk."""
        if not self._is_synced:
            os.fsync(self._raw.fileno())
            self._is_synced = True

    def close(self) -> None:
        """Sync, and give the lock back."""
        try:
            self.sync()
        finally:
            self._raw.close()

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        self._is_synced = False
        try:
            while rest:
                rest = rest[self._raw.write(rest) :]
        except OSError:
            self._raw.truncate(self.size)
            raise
        self.size += len(data)

    def _mend(self, known_end: int) -> None:
        if self.size == known_end:
            return
        with self.path.open("rb") as reader:
            reader.seek(known_end)
            whole = known_end + whole_members(iter(lambda: reader.read(_CHUNK), b""))
        if whole < self.size:
            logger.warning("cut a half-written record off file=%s bytes=%d", self.path, self.size - whole)
            self._raw.truncate(whole)
            self.size = whole
            self._is_synced = False


def _make_folder(folder: Path) -> None:
    missing = [path for path in [folder, *folder.parents] if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # A new name is on the disk only when its folder is.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
