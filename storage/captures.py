"""Captures: the responses that versions were read from, written to WARC files before the version is committed."""

import hashlib
import io
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from storage.database import StorageError, transaction
from storage.records import CaptureRecord
from storage.rows import from_row, to_parameters
from storage.times import to_text
from storage.warc import PackedCapture
from storage.warcfiles import WarcFile

ROLL_BYTES = 256 * 1024 * 1024
"""A file that has grown to this is followed by a new one: some thousand pages each, copied in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResponse:
    """A capture read back: the headers as they stand in the record, the body as the publisher served it."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


class CaptureWriter:
    """Appends captures to the day's WARC file, ``YYYY/MM/DD-NNNN.warc.gz`` below `directory`.

    A capture is on the disk once `sync` has returned; then the version that names it may be committed. What a kill
    left half-written is cut off at the next start, so that every WARC tool reads each file to its end. Two programs
    that write at once write different files.
    """

    def __init__(self, directory: Path, archive: sqlite3.Connection, *, roll_bytes: int = ROLL_BYTES) -> None:
        self._directory = directory
        self._archive = archive
        self._roll_bytes = roll_bytes
        self._file: WarcFile | None = None
        self._day: date | None = None
        self._mend_latest_day()

    def append(self, packed: PackedCapture) -> CaptureRecord:
        """Write the response's and the request's record; the answer names the response's place.

        It is not yet on the disk: see `sync`. StorageError where it cannot be written, such as on a full disk; what
        was appended before stays whole.
        """
        try:
            file = self._ready(packed.fetched_at.astimezone(UTC).date())
            offset = file.append(packed.response + packed.request)
        except OSError as error:
            raise StorageError(f"{self._directory}: a capture cannot be written: {error.strerror}") from error
        return CaptureRecord(
            url=packed.url,
            fetched_at=packed.fetched_at,
            status=packed.status,
            file=self._name(file.path),
            offset=offset,
            length=len(packed.response),
            body_sha256=packed.body_sha256,
        )

    def sync(self) -> None:
        """Wait until everything appended is on the disk."""
        if self._file is not None:
            self._file.sync()

    def close(self) -> None:
        """Sync, and let the file go."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ready(self, day: date) -> WarcFile:
        if self._file is not None and self._day == day and self._file.size < self._roll_bytes:
            return self._file
        self.close()
        folder = self._directory / f"{day:%Y/%m}"
        number = max((int(path.name[3:7]) for path in folder.glob(f"{day:%d}-*.warc.gz")), default=1)
        while True:
            file = self._take(folder / f"{day:%d}-{number:04}.warc.gz")
            if file is not None and file.size < self._roll_bytes:
                self._file, self._day = file, day
                return file
            if file is not None:
                file.close()
            number += 1

    def _take(self, path: Path) -> WarcFile | None:
        row = self._archive.execute(
            "SELECT offset + length AS known_end FROM captures WHERE file = :file ORDER BY offset DESC LIMIT 1",
            {"file": self._name(path)},
        ).fetchone()
        return WarcFile.take(path, known_end=0 if row is None else row["known_end"])

    def _mend_latest_day(self) -> None:
        names = sorted(self._name(path) for path in self._directory.glob("[0-9]*/[0-9]*/*.warc.gz"))
        for name in names:
            if name.partition("-")[0] == names[-1].partition("-")[0]:
                file = self._take(self._directory / name)
                if file is not None:
                    file.close()

    def _name(self, path: Path) -> str:
        return path.relative_to(self._directory).as_posix()


def add_capture(conn: sqlite3.Connection, capture: CaptureRecord) -> int:
    """Name a written and synced capture in the archive, in the caller's transaction: its id."""
    parameters = to_parameters(capture)
    conn.execute(
        "INSERT INTO capture_files (file, added_at) VALUES (:file, :fetched_at) ON CONFLICT (file) DO NOTHING",
        parameters,
    )
    row = conn.execute(
        """
        INSERT INTO captures (url, fetched_at, status, file, offset, length, body_sha256)
        VALUES (:url, :fetched_at, :status, :file, :offset, :length, :body_sha256)
        RETURNING id
        """,
        parameters,
    ).fetchone()
    return int(row["id"])


def get_capture(conn: sqlite3.Connection, capture_id: int) -> CaptureRecord | None:
    """The capture of that id, None where there is none or its file was deleted as `[keep]` says."""
    row = conn.execute(
        """
        SELECT url, fetched_at, status, file, offset, length, body_sha256
        FROM captures JOIN capture_files USING (file)
        WHERE captures.id = :id AND deleted_at IS NULL
        """,
        {"id": capture_id},
    ).fetchone()
    return None if row is None else from_row(CaptureRecord, row)


def read_capture(directory: Path, capture: CaptureRecord) -> StoredResponse:
    """The response as it was received, its body checked against the digest.

    StorageError where the file is missing, damaged, or not below `directory`.
    """
    return _read(directory, capture)[1]


def check_capture(directory: Path, capture: CaptureRecord) -> None:
    """Read all of a capture. Raises StorageError where its record is damaged, or is of another exchange."""
    record, response = _read(directory, capture)
    url, at = (record.rec_headers.get_header(name) or "" for name in ("WARC-Target-URI", "WARC-Date"))
    # What is no ASCII stands percent-encoded in a record.
    said = (unquote(url), at, response.status)
    if said != (unquote(capture.url), to_text(capture.fetched_at), capture.status):
        place = f"{directory / capture.file}: the record at {capture.offset}"
        raise StorageError(f"{place} is of another exchange; restore the file from a backup")


# Any: warcio has no types.
def _read(directory: Path, capture: CaptureRecord) -> tuple[Any, StoredResponse]:
    data = read_member(directory, capture)
    path = directory / capture.file
    try:
        record = next(ArchiveIterator(io.BytesIO(data)))
        body = record.content_stream().read()
        status = int(record.http_headers.get_statuscode())
    except (ArchiveLoadFailed, StopIteration, AttributeError, ValueError) as error:
        raise StorageError(f"{path}: no capture at {capture.offset}; restore the file from a backup") from error
    if hashlib.sha256(body).hexdigest() != capture.body_sha256:
        raise StorageError(f"{path}: the capture at {capture.offset} is damaged; restore the file from a backup")
    return record, StoredResponse(status=status, headers=record.http_headers.headers, body=body)


def read_member(directory: Path, capture: CaptureRecord) -> bytes:
    """The bytes of a capture as they lie in its file. StorageError where that cannot be read."""
    path = place_of(directory, capture.file)
    try:
        with path.open("rb") as file:
            file.seek(capture.offset)
            return file.read(capture.length)
    except OSError as error:
        raise StorageError(f"{path}: the capture cannot be read: {error.strerror}; restore the file") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """How many WARC files were deleted, and their bytes."""

    files: int
    bytes: int


def prune_captures(conn: sqlite3.Connection, directory: Path, *, older_than: datetime, now: datetime) -> Pruned:
    """Delete the WARC files all of whose captures are older; those of today's date stay. Begins its own transaction.

    A file is marked before it is deleted: after a kill between the two, the next run deletes it.
    """
    with transaction(conn):
        conn.execute(
            """
            UPDATE capture_files SET deleted_at = :now
            WHERE deleted_at IS NULL AND file < :today AND NOT EXISTS (
                SELECT 1 FROM captures WHERE captures.file = capture_files.file AND fetched_at >= :older_than
            )
            """,
            {"now": to_text(now), "older_than": to_text(older_than), "today": f"{now.astimezone(UTC):%Y/%m/%d}"},
        )
    marked = conn.execute("SELECT file FROM capture_files WHERE deleted_at IS NOT NULL")
    paths = [path for path in (place_of(directory, row["file"]) for row in marked) if path.is_file()]
    size = sum(path.stat().st_size for path in paths)
    for path in paths:
        path.unlink()
    return Pruned(files=len(paths), bytes=size)


def place_of(directory: Path, file: str) -> Path:
    """Where a file of captures lies. Raises StorageError where that is outside of `directory`."""
    path = (directory / file).resolve()
    if not path.is_relative_to(directory.resolve()):
        raise StorageError(f"{file}: a capture cannot lie outside of {directory}; the archive is damaged")
    return path
