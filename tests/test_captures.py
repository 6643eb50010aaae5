"""Captures: WARC files that any tool reads, also after a kill; read back only whole, and only from their folder."""

import gzip
import io
import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing, redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from storage.captures import CaptureWriter, add_capture, get_capture, prune_captures, read_capture
from storage.database import StorageError, open_archive
from storage.records import CaptureRecord
from storage.warc import Exchange, pack_capture, pack_warcinfo, whole_members
from tests.storage_samples import NOW

BODY = "<html><p>गठबंधन पर बातचीत</p></html>".encode()


def exchange(body: bytes = BODY, *, at: datetime = NOW, status: int = 200, url: str = "") -> Exchange:
    return Exchange(
        url=url or "https://valley-post.example/alliance?page=1",
        status=status,
        request_headers=[("User-Agent", "Presswatch (desk@example.org)")],
        headers=[("Content-Type", "text/html"), ("Content-Encoding", "br"), ("content-length", "17"), ("ETag", '"1"')],
        body=body,
        fetched_at=at,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "captures"


def is_valid(path: Path) -> bool:
    """Whether `warcio check` finds nothing wrong."""
    found = io.StringIO()
    with redirect_stdout(found):
        checker = Checker(SimpleNamespace(inputs=[str(path)], verbose=True))
        checker.process_all()
    return checker.exit_value == 0 and "digest pass" in found.getvalue()


def store(archive: sqlite3.Connection, folder: Path, *exchanges: Exchange) -> list[CaptureRecord]:
    with CaptureWriter(folder, archive) as writer:
        captures = [writer.append(pack_capture(each)) for each in exchanges]
        writer.sync()
    for capture in captures:
        add_capture(archive, capture)
    return captures


def test_a_capture_is_read_back_as_it_was_received(archive: sqlite3.Connection, folder: Path) -> None:
    first, second = store(archive, folder, exchange(), exchange(b"gone", status=404))
    assert first.file == second.file == "2024/08/22-0001.warc.gz"
    response = read_capture(folder, first)
    assert (response.status, response.body) == (200, BODY)
    assert response.headers == [
        ("Content-Type", "text/html"),
        ("X-Archive-Orig-Content-Encoding", "br"),
        ("X-Archive-Orig-content-length", "17"),
        ("ETag", '"1"'),
        ("Content-Length", str(len(BODY))),
    ]
    assert read_capture(folder, second).status == 404


def test_any_warc_tool_reads_the_file(archive: sqlite3.Connection, folder: Path) -> None:
    (first, _) = store(archive, folder, exchange(), exchange())
    path = folder / first.file
    assert is_valid(path)
    with path.open("rb") as file:
        records = [(each.rec_type, each.rec_headers, each.http_headers) for each in ArchiveIterator(file)]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "request", "response", "request"]
    response, request = records[1], records[2]
    assert response[1].get_header("WARC-Target-URI") == exchange().url
    assert response[1].get_header("WARC-Date") == "2024-08-22T09:30:00Z"
    assert request[1].get_header("WARC-Concurrent-To") == response[1].get_header("WARC-Record-ID")
    assert (request[2].protocol, request[2].statusline) == ("GET", "/alliance?page=1 HTTP/1.1")
    assert request[2].get_header("User-Agent") == "Presswatch (desk@example.org)"


def test_each_record_is_a_gzip_member_at_its_place(archive: sqlite3.Connection, folder: Path) -> None:
    for capture in store(archive, folder, exchange(), exchange(b"x" * 5000)):
        member = (folder / capture.file).read_bytes()[capture.offset : capture.offset + capture.length]
        assert gzip.decompress(member).startswith(b"WARC/1.0\r\n")
        assert whole_members([member]) == capture.length


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=40
)
@given(
    body=st.binary(max_size=300),
    status=st.integers(min_value=100, max_value=999),
    headers=st.lists(st.tuples(st.text(min_size=1, max_size=9), st.text(max_size=30)), max_size=4),
    path=st.text(max_size=12),
)
@example(body=b"", status=999, headers=[], path="")
def test_whatever_a_server_sends_can_be_kept(
    archive: sqlite3.Connection,
    folder: Path,
    body: bytes,
    status: int,
    headers: list[tuple[str, str]],
    path: str,
) -> None:
    odd = replace(exchange(body, status=status), headers=headers, request_headers=headers)
    (capture,) = store(archive, folder, replace(odd, url="https://valley-post.example/" + path.replace("\n", "")))
    response = read_capture(folder, capture)
    assert (response.status, response.body) == (status, body)
    assert len(response.headers) == len(headers) + 1


def test_header_bytes_are_kept_as_they_were(archive: sqlite3.Connection, folder: Path) -> None:
    latin, wider = ("X-Place", "Śrīnagar".encode().decode("latin-1")), ("X-Town", "श्रीनगर")
    for header in (latin, wider):
        (capture,) = store(archive, folder, replace(exchange(), headers=[header]))
        data = (folder / capture.file).read_bytes()[capture.offset : capture.offset + capture.length]
        raw = header[1].encode("latin-1" if header is latin else "utf-8")
        assert header[0].encode() + b": " + raw + b"\r\n" in gzip.decompress(data)


def test_a_later_writer_goes_on_in_the_same_file(archive: sqlite3.Connection, folder: Path) -> None:
    (first,) = store(archive, folder, exchange())
    (second,) = store(archive, folder, exchange(b"later"))
    assert (second.file, second.offset > first.offset) == (first.file, True)
    assert is_valid(folder / first.file)
    assert read_capture(folder, first).body == BODY
    assert read_capture(folder, second).body == b"later"


def test_files_follow_the_day_and_the_size(archive: sqlite3.Connection, folder: Path) -> None:
    with CaptureWriter(folder, archive, roll_bytes=2500) as writer:
        names = [
            writer.append(pack_capture(exchange(os.urandom(size), at=at))).file
            for size, at in ((10, NOW), (2000, NOW), (10, NOW), (10, NOW + timedelta(days=1)), (10, NOW))
        ]
    assert names == [f"2024/08/{part}.warc.gz" for part in ("22-0001", "22-0001", "22-0002", "23-0001", "22-0002")]
    assert all(is_valid(path) for path in folder.glob("*/*/*"))


@pytest.mark.parametrize("cut", [1, 50, 200])
def test_a_kill_in_the_middle_of_a_record_loses_only_that(archive: sqlite3.Connection, folder: Path, cut: int) -> None:
    (kept,) = store(archive, folder, exchange())
    path = folder / kept.file
    whole = path.stat().st_size
    path.write_bytes(path.read_bytes() + pack_capture(exchange(b"lost")).response[:-cut])
    with CaptureWriter(folder, archive):
        assert path.stat().st_size == whole
    (after,) = store(archive, folder, exchange(b"after"))
    assert after.file == kept.file
    assert is_valid(path)
    assert read_capture(folder, kept).body == BODY
    assert read_capture(folder, after).body == b"after"


def test_zeros_that_a_power_cut_left_are_cut_off(archive: sqlite3.Connection, folder: Path) -> None:
    (kept,) = store(archive, folder, exchange())
    path = folder / kept.file
    whole = path.stat().st_size
    path.write_bytes(path.read_bytes() + bytes(5000))
    CaptureWriter(folder, archive).close()
    assert path.stat().st_size == whole


def test_whole_records_that_no_version_names_stay(archive: sqlite3.Connection, folder: Path) -> None:
    with CaptureWriter(folder, archive) as writer:
        writer.sync()
        path = folder / writer.append(pack_capture(exchange())).file
    size = path.stat().st_size
    CaptureWriter(folder, archive).close()
    assert path.stat().st_size == size
    assert is_valid(path)


def test_a_file_shorter_than_the_archive_says_is_left_as_it_is(archive: sqlite3.Connection, folder: Path) -> None:
    (first,) = store(archive, folder, exchange())
    path = folder / first.file
    path.write_bytes(path.read_bytes()[: first.offset + 5])
    (second,) = store(archive, folder, exchange())
    assert second.file == "2024/08/22-0002.warc.gz"
    assert path.stat().st_size == first.offset + 5
    with pytest.raises(StorageError, match=r"no capture at|damaged"):
        read_capture(folder, first)


def test_two_writers_write_two_files(archive: sqlite3.Connection, folder: Path) -> None:
    with CaptureWriter(folder, archive) as one:
        first = one.append(pack_capture(exchange()))
        with CaptureWriter(folder, archive) as two:
            second = two.append(pack_capture(exchange()))
        third = one.append(pack_capture(exchange()))
    assert (first.file, second.file, third.file) == (
        "2024/08/22-0001.warc.gz",
        "2024/08/22-0002.warc.gz",
        "2024/08/22-0001.warc.gz",
    )


def test_a_full_disk_leaves_whole_records(archive: sqlite3.Connection, folder: Path) -> None:
    with CaptureWriter(folder, archive) as writer:
        first = writer.append(pack_capture(exchange()))
        path = folder / first.file
        size = path.stat().st_size
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        # To a program, a file that may not grow is a disk that is full: the record is written in part, then refused.
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, limits[1]))
        try:
            with pytest.raises(StorageError, match="a capture cannot be written: File too large"):
                writer.append(pack_capture(exchange(os.urandom(500))))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert path.stat().st_size == size
        second = writer.append(pack_capture(exchange(b"again")))
    assert is_valid(path)
    assert read_capture(folder, second).body == b"again"


def test_a_damaged_body_is_never_shown(archive: sqlite3.Connection, folder: Path) -> None:
    (capture,) = store(archive, folder, exchange())
    with pytest.raises(StorageError, match="is damaged; restore"):
        read_capture(folder, replace(capture, body_sha256="0" * 64))
    with pytest.raises(StorageError, match="no capture at 3"):
        read_capture(folder, replace(capture, offset=3))
    with pytest.raises(StorageError, match="no capture at"):
        read_capture(folder, replace(capture, offset=capture.offset + capture.length, length=0))
    with pytest.raises(StorageError, match="cannot be read"):
        read_capture(folder, replace(capture, file="2024/08/21-0001.warc.gz"))


@pytest.mark.parametrize("file", ["../archive.db", "/etc/hostname", "2024/../../archive.db"])
def test_a_capture_never_leads_out_of_its_folder(archive: sqlite3.Connection, folder: Path, file: str) -> None:
    (capture,) = store(archive, folder, exchange())
    with pytest.raises(StorageError, match="cannot lie outside"):
        read_capture(folder, replace(capture, file=file))


def test_a_link_out_of_the_folder_is_not_followed(archive: sqlite3.Connection, folder: Path, tmp_path: Path) -> None:
    (capture,) = store(archive, folder, exchange())
    (tmp_path / "elsewhere").mkdir()
    (folder / "2023").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="cannot lie outside"):
        read_capture(folder, replace(capture, file="2023/x.warc.gz"))


def test_old_files_are_deleted_whole_and_their_captures_say_so(archive: sqlite3.Connection, folder: Path) -> None:
    days = [NOW - timedelta(days=age) for age in (100, 95, 0)]
    old, kept, today = (store(archive, folder, exchange(at=day))[0] for day in days)
    add_capture(archive, replace(kept, offset=kept.offset + 1, fetched_at=NOW - timedelta(days=80)))
    pruned = prune_captures(archive, folder, older_than=NOW - timedelta(days=90), now=NOW)
    assert (pruned.files, pruned.bytes > 0) == (1, True)
    assert not (folder / old.file).exists()
    assert [get_capture(archive, number) is not None for number in (1, 2, 3)] == [False, True, True]
    assert get_capture(archive, 99) is None
    assert prune_captures(archive, folder, older_than=NOW - timedelta(days=90), now=NOW).files == 0
    assert read_capture(folder, today).body == BODY


def test_today_s_file_is_never_deleted(archive: sqlite3.Connection, folder: Path) -> None:
    store(archive, folder, exchange())
    assert prune_captures(archive, folder, older_than=NOW + timedelta(days=1), now=NOW).files == 0


def test_a_kill_between_marking_and_deleting_is_made_good(archive: sqlite3.Connection, folder: Path) -> None:
    (old,) = store(archive, folder, exchange(at=NOW - timedelta(days=100)))
    archive.execute("UPDATE capture_files SET deleted_at = '2024-08-22T09:30:00Z'")
    assert prune_captures(archive, folder, older_than=NOW - timedelta(days=90), now=NOW).files == 1
    assert not (folder / old.file).exists()


WRITER = """
import sys
from pathlib import Path
from storage.captures import CaptureWriter
from storage.database import open_archive, transaction
from storage.warc import pack_capture
from tests.storage_samples import publish_captured
from tests.test_captures import exchange

home = Path(sys.argv[1])
archive = open_archive(home / "archive.db")
writer = CaptureWriter(home / "captures", archive)
for number in range(100_000):
    capture = writer.append(pack_capture(exchange(str(number).encode() * 50_000)))
    writer.sync()
    with transaction(archive):
        publish_captured(archive, str(number), capture)
    print(number, flush=True)
"""


@pytest.mark.parametrize("lines", [1, 4, 7])
def test_after_kill_9_every_version_has_its_capture(tmp_path: Path, folder: Path, lines: int) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        for _ in range(lines):
            child.stdout.readline()
        child.kill()
    with closing(open_archive(tmp_path / "archive.db")) as archive:
        assert [row[0] for row in archive.execute("PRAGMA integrity_check")] == ["ok"]
        captures = archive.execute("SELECT capture_id, headline FROM versions ORDER BY id").fetchall()
        assert len(captures) >= lines
        CaptureWriter(folder, archive).close()
        for row in captures:
            capture = get_capture(archive, row["capture_id"])
            assert capture is not None
            assert read_capture(folder, capture).body == row["headline"].encode() * 50_000
        assert all(is_valid(path) for path in folder.glob("*/*/*"))


@settings(deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=4), st.integers(min_value=1, max_value=7), st.integers(0, 60))
def test_whole_members_are_counted_to_the_byte(bodies: list[bytes], chunk: int, cut: int) -> None:
    members = [gzip.compress(body, mtime=0) for body in bodies]
    data = b"".join(members)
    data = data[: len(data) - cut] if cut else data
    chunks = [data[at : at + chunk] for at in range(0, len(data), chunk)]
    ends = [sum(map(len, members[:count])) for count in range(len(members) + 1)]
    assert whole_members(chunks) == max(end for end in ends if end <= len(data))


def test_the_file_s_first_record_says_what_wrote_it() -> None:
    text = gzip.decompress(pack_warcinfo("22-0001.warc.gz")).decode()
    assert "WARC-Filename: 22-0001.warc.gz" in text
    assert "software: Presswatch" in text


def test_packing_keeps_the_time_of_the_fetch() -> None:
    ist = datetime.fromisoformat("2024-08-22T15:00:00+05:30")
    assert b"WARC-Date: 2024-08-22T09:30:00Z" in gzip.decompress(pack_capture(exchange(at=ist)).response)
    assert pack_capture(exchange(at=ist)).fetched_at == NOW.astimezone(UTC)
