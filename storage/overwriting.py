"""WARC members overwritten in their places: a redacted capture becomes a record of the same length that says so.

What stands before and after it stays where it is, so that the file is read to its end by any tool, also by a program
that appends to it meanwhile.
"""

import os
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from storage.captures import place_of
from storage.database import StorageError
from storage.records import CaptureRecord
from storage.redactions import IsTheirs
from storage.warc import is_redacted, pack_redacted

_BEGIN = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    """A gzip member in a file: where it begins, its bytes; `is_whole` where a record can be read from it."""

    offset: int
    data: bytes
    is_whole: bool


def overwrite_captures(
    directory: Path, captures: Sequence[tuple[CaptureRecord, bool]], *, is_theirs: IsTheirs, at: datetime
) -> int:
    """Overwrite the captures that are marked, with the request after each, and records of theirs that none names.

    `captures` are all that the files hold, by file and place. Answers how many bytes were overwritten; what was
    overwritten before stays. Raises StorageError where a file cannot be written.
    """
    done = 0
    for file, of_file in groupby(captures, key=lambda each: each[0].file):
        path = place_of(directory, file)
        if path.is_file():
            try:
                done += _overwrite_in(path, list(of_file), is_theirs=is_theirs, at=at)
            except (OSError, ValueError) as error:
                raise StorageError(f"{path}: a capture cannot be overwritten: {error}") from error
    return done


def _overwrite_in(
    path: Path, captures: Sequence[tuple[CaptureRecord, bool]], *, is_theirs: IsTheirs, at: datetime
) -> int:
    done = 0
    with path.open("r+b") as file:
        size = os.fstat(file.fileno()).st_size
        begins = [0, *(capture.offset + capture.length for capture, _ in captures)]
        ends = [*(capture.offset for capture, _ in captures), size]
        owners = [False, *(is_own for _, is_own in captures)]
        for begin, end, follows_own in zip(begins, ends, owners, strict=True):
            # What lies between two captures: the request of the one before, and what no version names.
            for number, member in enumerate(_members(_read(file.fileno(), begin, min(end, size)), begin)):
                is_request = follows_own and number == 0
                if is_request or (member.is_whole and is_theirs(_address(member.data))):
                    done += _overwrite(file.fileno(), member.offset, member.data, at=at)
        # Last, so that what a kill leaves over is found again by them.
        for capture, is_own in captures:
            if is_own and capture.offset + capture.length <= size:
                data = _read(file.fileno(), capture.offset, capture.offset + capture.length)
                done += _overwrite(file.fileno(), capture.offset, data, at=at)
        os.fsync(file.fileno())
    return done


def _read(descriptor: int, begin: int, end: int) -> bytes:
    return os.pread(descriptor, end - begin, begin) if end > begin else b""


def _overwrite(descriptor: int, offset: int, data: bytes, *, at: datetime) -> int:
    if is_redacted(data):
        return 0
    rest = memoryview(pack_redacted(len(data), at=at))
    while rest:
        written = os.pwrite(descriptor, rest, offset)
        rest, offset = rest[written:], offset + written
    return len(data)


def _members(data: bytes, offset: int) -> Iterator[_Member]:
    """The gzip members in these bytes; what cannot be read ends where the next one that can be read begins."""
    position = 0
    while position < len(data):
        length = _length(data[position:])
        is_whole = length is not None
        if length is None:
            length = _next_readable(data, position + 1) - position
        yield _Member(offset=offset + position, data=data[position : position + length], is_whole=is_whole)
        position += length


def _length(data: bytes) -> int | None:
    """How long the member is that these bytes begin with; None where there is none or it does not end."""
    decoder = zlib.decompressobj(wbits=31)
    try:
        decoder.decompress(data)
    except zlib.error:
        return None
    return len(data) - len(decoder.unused_data) if decoder.eof else None


def _next_readable(data: bytes, position: int) -> int:
    while (found := data.find(_BEGIN, position)) >= 0:
        if _length(data[found:]) is not None:
            return found
        position = found + 1
    return len(data)


def _address(member: bytes) -> str:
    """Of what a record is; empty where that is nothing that has an address."""
    try:
        record = next(ArchiveIterator(BytesIO(member)))
    except (ArchiveLoadFailed, StopIteration, ValueError):
        return ""
    return record.rec_headers.get_header("WARC-Target-URI") or ""
