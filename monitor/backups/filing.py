"""Files of a backup: digests, copies that are on the disk when done, whether a file has changed since it was copied."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from monitor.backups.manifest import BackupError

CHUNK = 1024**2

SETTLED = 2 * 10**9
"""Nanoseconds. Clocks of file systems tick some hundred times a second (on FAT, every other second): what is written in
the tick in which a file was looked at would leave no trace in its times."""

Step = Callable[[int], None]
"""Told of bytes that were done."""


def mark_of(*paths: Path, now_ns: int) -> str:
    """Sizes and times of files, which say whether one was written to since: "" where a file may be in use just now.

    The time is that of the last change of the file or its attributes (ctime). Nobody can set that back, and writing in
    place moves it too, as taking a record out of a file of captures does.
    """
    marks = []
    for path in paths:
        try:
            found = path.stat()
        except FileNotFoundError:
            continue
        if found.st_size:
            marks.append((found.st_size, found.st_ctime_ns))
    if any(now_ns - changed < SETTLED for _, changed in marks):
        return ""
    return " ".join(f"{size}:{changed}" for size, changed in marks)


@contextmanager
def open_stored(folder: Path, stored: str) -> Iterator[BinaryIO]:
    """A backup's file for reading. Raises BackupError where it is not there or reached through a link: a backup of
    unknown origin must not make us read what lies elsewhere.
    """
    path = folder.resolve() / stored
    try:
        if path.resolve() != path:
            raise BackupError(f"{folder / stored}: it is a link or lies behind one; a backup has none")
        # Not to wait for ever for a pipe that somebody put there.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise BackupError(f"{folder / stored}: it is no file")
            yield file
    except OSError as error:
        raise BackupError(f"{folder / stored}: it cannot be read: {error.strerror}") from error


def digest_of_start(file: BinaryIO, size: int) -> "hashlib._Hash | None":
    """The SHA-256, still open, of a file's first bytes from where it stands; None where it has fewer."""
    digest = hashlib.sha256()
    while size:
        data = file.read(min(CHUNK, size))
        if not data:
            return None
        digest.update(data)
        size -= len(data)
    return digest


def read_rest(
    file: BinaryIO, size: int, digest: "hashlib._Hash", *, write: Callable[[bytes], object], step: Step
) -> int:
    """Read `size` bytes, or what there is of them, from where the file stands; how many there were.

    Each piece is added to the digest and written; `step` is told of its length.
    """
    done = 0
    while done < size and (data := file.read(min(CHUNK, size - done))):
        write(data)
        digest.update(data)
        done += len(data)
        step(len(data))
    return done


@contextmanager
def written_whole(path: Path, *, mode: int = 0o600) -> Iterator[BinaryIO]:
    """A file to write that is there whole and on the disk when left, or not at all."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        settle(file)
    part.replace(path)
    settle_folder(path.parent)


def settle(file: BinaryIO) -> None:
    """What was written is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def make_folder(path: Path) -> None:
    """The folder, with those that lead there, each on the disk."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        settle_folder(folder.parent)


def settle_folder(folder: Path) -> None:
    """The names in a folder are on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
