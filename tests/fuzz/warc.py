"""Any bytes as a capture: the response that was stored, or one error that says which file is damaged."""

import gzip
import hashlib
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from storage.captures import read_capture
from storage.database import StorageError
from storage.records import CaptureRecord
from storage.warc import Exchange, pack_capture, whole_members

NOW = datetime(2024, 8, 22, tzinfo=UTC)
URL = "https://courier.example/"
_FOLDER = Path(tempfile.mkdtemp(prefix="presswatch-fuzz-"))


def check(data: bytes) -> None:
    """After an even first byte a file as it stands, after an odd one the text of a record, or an answer to be kept."""
    choice, rest = (data[0], data[1:]) if data else (0, b"")
    if choice % 4 == 3:
        _check_round_trip(rest)
    else:
        _check_damaged(gzip.compress(rest, 1) if choice % 2 else rest)


def _check_damaged(file: bytes) -> None:
    for sha256 in (hashlib.sha256(b"").hexdigest(), hashlib.sha256(file).hexdigest()):
        try:
            body = _read(file, sha256)
        except StorageError as error:
            is_right = "one.warc.gz" in str(error)
        else:
            is_right = hashlib.sha256(body).hexdigest() == sha256
        assert is_right
    assert 0 <= whole_members([file]) <= len(file)


def _check_round_trip(data: bytes) -> None:
    head, _, body = data.partition(b"\n\n")
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, _, value in (line.partition(b":") for line in head.split(b"\n"))
        # Nothing else passes an HTTP client: RFC 9110 section 5.6.2, and no line breaks in values.
        if name and name.isalnum() and not set(value) & set(b"\r\n\0")
    ]
    packed = pack_capture(
        Exchange(url=URL, status=200, request_headers=headers, headers=headers, body=body, fetched_at=NOW)
    )
    assert _read(packed.response, packed.body_sha256) == body


def _read(file: bytes, sha256: str) -> bytes:
    (_FOLDER / "one.warc.gz").write_bytes(file)
    capture = CaptureRecord(
        url=URL, fetched_at=NOW, status=200, file="one.warc.gz", offset=0, length=len(file), body_sha256=sha256
    )
    return read_capture(_FOLDER, capture).body
