"""The parts of a redaction by themselves: a record of any length, bytes that no record can be read from, free pages."""

import gzip
import sqlite3
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from storage import scrubbing
from storage.captures import CaptureWriter
from storage.database import transaction
from storage.overwriting import overwrite_captures
from storage.records import Address, CaptureRecord
from storage.redactions import Redaction, digests_of, is_redacted, take_down
from storage.warc import Exchange, pack_capture, pack_redacted
from storage.warc import is_redacted as is_redacted_member

AT = datetime(2026, 8, 22, 9, 30, tzinfo=UTC)
LEAST = 400
"""More bytes than the shortest record takes."""
THEIRS = "https://valley.example/theirs"


def assert_says_so(member: bytes, length: int) -> None:
    assert len(member) == length
    record = next(ArchiveIterator(BytesIO(member)))
    assert record.content_stream().read().startswith(b"What was captured here has been taken down.")
    assert is_redacted_member(member)


def test_a_record_has_any_length_at_which_the_digits_of_its_size_grow() -> None:
    for length in range(LEAST, 1_500):
        assert_says_so(pack_redacted(length, at=AT), length)


@given(length=st.integers(LEAST, 300_000) | st.integers(65_000, 67_000) | st.integers(100_000, 101_000))
def test_a_record_has_the_length_that_is_asked_for(length: int) -> None:
    assert_says_so(pack_redacted(length, at=AT), length)


def test_where_there_is_no_room_for_a_record_that_is_said() -> None:
    with pytest.raises(ValueError, match="50 bytes have no room"):
        pack_redacted(50, at=AT)


def test_what_cannot_be_read_keeps_its_place_and_what_follows_is_found(
    archive: sqlite3.Connection, tmp_path: Path
) -> None:
    """No version names the second; between the two stand bytes that begin like a record and are none."""
    first, second = (captured(archive, tmp_path, url) for url in ("https://valley.example/other", THEIRS))
    path = tmp_path / first.file
    whole = path.read_bytes()
    no_record = gzip.compress(b"neither WARC nor ARC")
    torn = no_record + b"\x1f\x8b\x08no deflated data\x1f\x8b\x08" + whole[second.offset + 3 : second.offset + 40]
    kept, theirs, rubbish = whole[: second.offset] + torn, whole[second.offset :], b"rubbish at the end"
    path.write_bytes(kept + theirs + rubbish)
    done = overwrite_captures(tmp_path, [(first, False)], is_theirs=lambda url: url == THEIRS, at=AT)
    written = path.read_bytes()
    assert done == len(theirs)
    assert (written[: len(kept)], written[len(kept) + len(theirs) :]) == (kept, rubbish)
    response = written[len(kept) : len(kept) + second.length]
    assert_says_so(response, second.length)
    assert_says_so(written[len(kept) + second.length : -len(rubbish)], len(theirs) - second.length)


def captured(archive: sqlite3.Connection, folder: Path, url: str) -> CaptureRecord:
    exchange = Exchange(url=url, status=200, request_headers=[], headers=[], body=b"<p>alliance</p>", fetched_at=AT)
    with CaptureWriter(folder, archive) as writer:
        capture = writer.append(pack_capture(exchange))
        writer.sync()
    return capture


def test_free_pages_are_overwritten_in_more_than_one_step(
    archive: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubbing, "_CHUNK", 64 * 1024)
    monkeypatch.setattr(scrubbing, "_CHUNKS", 2)
    archive.execute("PRAGMA secure_delete = OFF")
    archive.execute("CREATE TABLE gone (words BLOB)")
    archive.execute("INSERT INTO gone VALUES (:words)", {"words": b"quokka" * 100_000})
    archive.execute("DROP TABLE gone")
    scrubbing.overwrite_deleted(archive)
    scrubbing.overwrite_free_pages(archive)
    assert scrubbing.empty_log(archive)
    path = Path(archive.execute("PRAGMA database_list").fetchone()[2])
    assert b"quokka" not in path.read_bytes()


def test_an_address_is_known_as_redacted(archive: sqlite3.Connection) -> None:
    address = Address(url=THEIRS, url_key=THEIRS)
    redaction = Redaction(addresses=tuple(digests_of([address])), reason="Court order", redacted_at=AT)
    with transaction(archive):
        take_down(archive, redaction)
    assert is_redacted(archive, [address])
    assert not is_redacted(archive, [Address(url="https://valley.example/other", url_key="other")], article_id=1)
