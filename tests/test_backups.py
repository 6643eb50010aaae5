"""Making backups: consistent, incremental, usable at any moment, without secrets."""

import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.backups import filing, making
from monitor.backups.manifest import BackupError, read_manifest
from monitor.cli import main
from monitor.config import Config
from monitor.errors import MonitorError
from storage import backups
from storage.captures import CaptureWriter, add_capture, prune_captures
from storage.database import StorageError, open_archive, transaction
from storage.warc import Exchange, pack_capture
from tests.archive_data import time
from tests.backing import build_desk, config_of, content, files, make, put_back, rows, write
from tests.storage_samples import NOW

DATABASES = ["subscribers.db", "desk.db", "archive.db"]


@pytest.fixture
def desk_folder(tmp_path: Path) -> Config:
    return build_desk(tmp_path / "desk")


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files written a moment ago count as settled, so that a test need not wait two seconds."""
    monkeypatch.setattr(filing, "SETTLED", 0)


def capture(config: Config, at: str, body: bytes) -> str:
    """Keep one more capture; the file it went to."""
    with closing(open_archive(config.directory / "archive.db")) as conn:
        with CaptureWriter(config.directory / "captures", conn) as writer, transaction(conn):
            exchange = Exchange(
                url="https://a.example/", status=200, request_headers=(), headers=(), body=body, fetched_at=time(at)
            )
            record = writer.append(pack_capture(exchange))
            add_capture(conn, record)
        return f"captures/{record.file}"


def first_capture(config: Config) -> Path:
    return min(config.directory.glob("captures/*/*/*.warc.gz"))


def with_first_record_emptied(config: Config) -> bytes:
    """The first file of captures with nothing in the place of its first capture, as a valid member of that length."""
    path = first_capture(config)
    file = path.relative_to(config.directory / "captures").as_posix()
    query = f"SELECT offset, length FROM captures WHERE file = '{file}' ORDER BY offset LIMIT 1"
    ((offset, length),) = rows(config.directory, "archive.db", query)
    assert isinstance(offset, int)
    assert isinstance(length, int)
    # A name of that many letters in the member's header (RFC 1952), and no content.
    member = b"\x1f\x8b\x08\x08" + bytes(6) + b"x" * (length - 21) + b"\0\x03\0" + bytes(8)
    assert len(member) == length
    data = path.read_bytes()
    return data[:offset] + member + data[offset + length :]


def stored(target: Path, name: str) -> Path:
    manifest = read_manifest(target)
    assert manifest is not None
    return target / manifest.by_name[name].stored


def test_a_first_backup_holds_all_and_nothing_that_others_may_read(desk_folder: Config, tmp_path: Path) -> None:
    (desk_folder.directory / "serve.secret").write_text("never to be copied")
    made = make(desk_folder, tmp_path / "backup")
    captures = [
        path.relative_to(desk_folder.directory).as_posix() for path in desk_folder.directory.glob("captures/*/*/*")
    ]
    assert sorted(made.copied) == sorted([*DATABASES, *captures, "presswatch.toml"])
    assert (made.number, made.unchanged, made.problems) == (1, 0, [])
    for name in DATABASES:
        assert content(stored(tmp_path / "backup", name)) == content(desk_folder.directory / name)
    for path in (tmp_path / "backup").rglob("*"):
        if path.is_file() and path.name != "presswatch.lock":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o700
    assert not any(b"never to be copied" in data for data in files(tmp_path / "backup").values())


@pytest.mark.usefixtures("settled")
def test_what_did_not_change_is_not_copied_again(desk_folder: Config, tmp_path: Path) -> None:
    make(desk_folder, tmp_path / "backup")
    before = files(tmp_path / "backup")
    again = make(desk_folder, tmp_path / "backup")
    assert (again.number, again.copied, again.grown, again.rewritten, again.written) == (2, [], [], [], 0)
    after = files(tmp_path / "backup")
    assert before.pop("manifest.json") != after.pop("manifest.json")
    assert before == after
    write(desk_folder.directory, "desk.db", "INSERT INTO cursors VALUES ('matching', 1)")
    third = make(desk_folder, tmp_path / "backup")
    assert third.copied == ["desk.db"]
    assert sorted(path.name for path in (tmp_path / "backup").glob("*.db")) == [
        "archive.1.db", "desk.3.db", "subscribers.1.db",
    ]  # fmt: skip


def test_what_was_written_a_moment_before_is_looked_at_again(desk_folder: Config, tmp_path: Path) -> None:
    """In the tick of the clock in which it was copied a file may change without a trace in its times."""
    make(desk_folder, tmp_path / "backup")
    manifest = read_manifest(tmp_path / "backup")
    assert manifest is not None
    assert {file.mark for file in manifest.files} == {""}
    assert sorted(make(desk_folder, tmp_path / "backup").copied) == sorted(DATABASES)


@pytest.mark.usefixtures("settled")
def test_captures_grow_by_what_came(desk_folder: Config, tmp_path: Path) -> None:
    name = capture(desk_folder, "2024-09-01T09:00:00Z", b"one")
    make(desk_folder, tmp_path / "backup")
    before = stored(tmp_path / "backup", name).read_bytes()
    # As a backup leaves it that is killed while it appends.
    with stored(tmp_path / "backup", name).open("ab") as file:
        file.write(b"half a record")
    assert capture(desk_folder, "2024-09-01T10:00:00Z", b"two") == name
    made = make(desk_folder, tmp_path / "backup")
    whole = (desk_folder.directory / name).read_bytes()
    assert (made.grown, made.copied) == ([name], ["archive.db"])
    assert made.written == len(whole) - len(before) + stored(tmp_path / "backup", "archive.db").stat().st_size
    assert stored(tmp_path / "backup", name).read_bytes() == whole


@pytest.mark.usefixtures("settled")
def test_a_record_that_is_overwritten_in_place_is_noticed(desk_folder: Config, tmp_path: Path) -> None:
    """What is redacted keeps its length, and whoever did it may have set the file's time back."""
    path = first_capture(desk_folder)
    name = path.relative_to(desk_folder.directory).as_posix()
    make(desk_folder, tmp_path / "backup")
    earlier, times = stored(tmp_path / "backup", name), path.stat()
    redacted = with_first_record_emptied(desk_folder)
    with path.open("r+b") as file:
        file.write(redacted)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    made = make(desk_folder, tmp_path / "backup")
    assert made.rewritten == [name]
    assert stored(tmp_path / "backup", name).read_bytes() == redacted
    assert not earlier.exists(), "what was redacted is not kept in the backup either"


@pytest.mark.usefixtures("settled")
def test_a_damaged_capture_never_takes_the_place_of_a_good_one(desk_folder: Config, tmp_path: Path) -> None:
    path = first_capture(desk_folder)
    name = path.relative_to(desk_folder.directory).as_posix()
    make(desk_folder, tmp_path / "backup")
    good = path.read_bytes()
    for spoil, what in (
        (lambda: path.write_bytes(good[:400] + b"!" + good[401:]), "captures in it are damaged"),
        (lambda: path.write_bytes(good[:400]), "it ends before the last capture"),
        (path.unlink, "it is not there"),
    ):
        spoil()
        made = make(desk_folder, tmp_path / "backup")
        assert made.problems == [f"{path}: {made.problems[0].partition(': ')[2]}"]
        assert what in made.problems[0]
        assert "the backup keeps the copy that it has" in made.problems[0]
        assert stored(tmp_path / "backup", name).read_bytes() == good
    put_back(tmp_path / "backup", tmp_path / "again")
    assert (tmp_path / "again" / name).read_bytes() == good


def test_a_capture_that_is_nowhere_is_told(desk_folder: Config, tmp_path: Path) -> None:
    first_capture(desk_folder).unlink()
    made = make(desk_folder, tmp_path / "backup")
    assert [problem.partition(": ")[2] for problem in made.problems] == [
        "it is not there; and the backup has no copy of it"
    ]
    assert len(put_back(tmp_path / "backup", tmp_path / "again").incomplete) == 1


@pytest.mark.usefixtures("settled")
def test_captures_that_are_no_longer_kept_leave_the_backup(desk_folder: Config, tmp_path: Path) -> None:
    make(desk_folder, tmp_path / "backup")
    assert list((tmp_path / "backup").glob("captures/*/*/*"))
    with closing(open_archive(desk_folder.directory / "archive.db")) as conn:
        prune_captures(
            conn,
            desk_folder.directory / "captures",
            older_than=time("2030-01-01T00:00:00Z"),
            now=NOW.replace(year=2030),
        )
    made = make(desk_folder, tmp_path / "backup")
    assert (made.problems, made.dropped > 0) == ([], True)
    assert list((tmp_path / "backup").glob("captures/*/*/*")) == []


@pytest.mark.usefixtures("settled")
def test_captures_that_end_while_the_backup_is_made_are_no_loss(
    desk_folder: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = backups.copy_database

    def copy_and_prune(source: Path, target: Path, **how: object) -> str:
        migration = copy(source, target, **how)  # type: ignore[arg-type]  # as it was given
        if source.name == "archive.db":
            with closing(open_archive(source)) as conn:
                prune_captures(
                    conn,
                    source.parent / "captures",
                    older_than=time("2030-01-01T00:00:00Z"),
                    now=NOW.replace(year=2030),
                )
        return migration

    monkeypatch.setattr(making, "copy_database", copy_and_prune)
    assert make(desk_folder, tmp_path / "backup").problems == []


@pytest.mark.usefixtures("settled")
def test_a_check_finds_and_mends_what_rotted_in_the_backup(desk_folder: Config, tmp_path: Path) -> None:
    name = first_capture(desk_folder).relative_to(desk_folder.directory).as_posix()
    make(desk_folder, tmp_path / "backup")
    for rotten in (name, "desk.db", "presswatch.toml"):
        path = stored(tmp_path / "backup", rotten)
        path.write_bytes(path.read_bytes()[:-1] + b"?")
        with pytest.raises(BackupError, match="it is damaged, or not what was backed up"):
            put_back(tmp_path / "backup", tmp_path / "again")
        assert make(desk_folder, tmp_path / "backup").copied == []
        assert make(desk_folder, tmp_path / "backup", check=True).copied == [rotten]
    # And what is short or gone there is seen without being asked for.
    stored(tmp_path / "backup", name).write_bytes(b"")
    stored(tmp_path / "backup", "desk.db").unlink()
    assert sorted(make(desk_folder, tmp_path / "backup").copied) == [name, "desk.db"]
    put_back(tmp_path / "backup", tmp_path / "again")


@pytest.mark.usefixtures("settled")
def test_a_check_finds_what_rotted_here_without_a_trace(
    desk_folder: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = first_capture(desk_folder)
    make(desk_folder, tmp_path / "backup")
    path.write_bytes(path.read_bytes()[:400] + b"!" + path.read_bytes()[401:])
    # A disk that loses a bit does not move the file's times.
    manifest = read_manifest(tmp_path / "backup")
    assert manifest is not None
    known = manifest.by_name[path.relative_to(desk_folder.directory).as_posix()].mark
    with monkeypatch.context() as patched:
        patched.setattr(making, "mark_of", lambda *_, **__: known)
        assert make(desk_folder, tmp_path / "backup").problems == []
    assert "captures in it are damaged" in make(desk_folder, tmp_path / "backup", check=True).problems[0]


# Cut short


class CutShort(BaseException):
    """Stands for a kill: nothing of ours catches it."""


def cuts(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A kill before each thing that a backup does to the disk, one after the other."""
    for name in ("copy_database", "capture_extents", "read_rest", "settle", "written_whole", "to_json", "sweep"):
        with monkeypatch.context() as patched:

            def cut(*_: object, **__: object) -> None:
                raise CutShort

            patched.setattr(making, name, cut)
            yield name


@pytest.mark.once
@pytest.mark.usefixtures("settled")
def test_a_backup_that_is_cut_short_leaves_the_earlier_one_good(
    desk_folder: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture(desk_folder, "2024-09-01T09:00:00Z", b"one")
    make(desk_folder, tmp_path / "backup")
    put_back(tmp_path / "backup", tmp_path / "before")
    capture(desk_folder, "2024-09-01T10:00:00Z", b"two")
    capture(desk_folder, "2024-09-02T10:00:00Z", b"three")
    (desk_folder.directory / first_capture(desk_folder)).write_bytes(with_first_record_emptied(desk_folder))
    write(desk_folder.directory, "desk.db", "INSERT INTO cursors VALUES ('matching', 1)")
    desk_folder.path.write_text(desk_folder.path.read_text() + "\n")
    for number, at in enumerate(cuts(monkeypatch)):
        with pytest.raises(CutShort):
            make(desk_folder, tmp_path / "backup")
        put_back(tmp_path / "backup", tmp_path / f"after-{number}")
        if at != "sweep":
            assert files(tmp_path / f"after-{number}") == files(tmp_path / "before"), at
    make(desk_folder, tmp_path / "backup")
    put_back(tmp_path / "backup", tmp_path / "whole")
    assert content(tmp_path / "whole" / "archive.db") == content(desk_folder.directory / "archive.db")
    manifest = read_manifest(tmp_path / "backup")
    assert manifest is not None
    assert files(tmp_path / "backup").keys() == {"manifest.json", *(file.stored for file in manifest.files)}


def test_a_copy_that_loses_bytes_is_no_backup(
    desk_folder: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "digest_of_start", lambda *_: None)
    with pytest.raises(BackupError, match="it lost bytes as it was written"):
        make(desk_folder, tmp_path / "backup")
    assert not (tmp_path / "backup" / "manifest.json").exists()


# Refused


def test_what_cannot_be_backed_up_says_why(
    desk_folder: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = desk_folder.directory
    for place in (folder, folder / "captures" / "2024", folder.parent, Path("/")):
        with pytest.raises(BackupError, match="it holds the data itself, or is part of it"):
            make(desk_folder, place)
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupError, match="it is no folder"):
        make(desk_folder, tmp_path / "file")
    (tmp_path / "full").mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(making, "SPARE", 2**60)
        with pytest.raises(BackupError, match=r"MB are needed and .* MB free"):
            make(desk_folder, tmp_path / "full")
    make(desk_folder, tmp_path / "backup")
    (tmp_path / "backup" / "manifest.json").write_text("[]")
    with pytest.raises(BackupError, match="it is no manifest of a backup"):
        make(desk_folder, tmp_path / "backup")
    (folder / "archive.db").unlink()
    with pytest.raises(BackupError, match="there is no archive yet"):
        make(desk_folder, tmp_path / "new")


def test_a_file_of_another_program_is_no_archive(desk_folder: Config, tmp_path: Path) -> None:
    (desk_folder.directory / "desk.db").unlink()
    write(desk_folder.directory, "desk.db", "CREATE TABLE cookies (id INTEGER)")
    with pytest.raises(StorageError, match="it is no file of Presswatch's"):
        make(desk_folder, tmp_path / "backup")
    (desk_folder.directory / "desk.db").write_bytes(b"no database" * 100)
    with pytest.raises(StorageError, match="not a SQLite database"):
        make(desk_folder, tmp_path / "backup")


def test_one_backup_at_a_time(desk_folder: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile(_source: Path, _target: Path, **_: object) -> str:
        with pytest.raises(MonitorError, match="another presswatch"):
            make(desk_folder, tmp_path / "backup")
        raise CutShort

    monkeypatch.setattr(making, "copy_database", meanwhile)
    with pytest.raises(CutShort):
        make(desk_folder, tmp_path / "backup")


def test_a_desk_that_delivered_nothing_yet_has_fewer_files(desk_folder: Config, tmp_path: Path) -> None:
    (desk_folder.directory / "subscribers.db").unlink()
    make(desk_folder, tmp_path / "backup")
    put_back(tmp_path / "backup", tmp_path / "again")
    assert not (tmp_path / "again" / "subscribers.db").exists()


def test_a_capture_of_an_odd_name_is_left_out(desk_folder: Config, tmp_path: Path) -> None:
    write(desk_folder.directory, "archive.db", "INSERT INTO capture_files (file, added_at) VALUES ('../x', 'now')")
    made = make(desk_folder, tmp_path / "backup")
    assert made.problems == ["captures/../x: no file of captures has such a name; it is left out"]


def test_the_command_tells_what_it_did(desk_folder: Config, tmp_path: Path) -> None:
    target, options = str(tmp_path / "backup"), ["--config", str(desk_folder.path)]
    first = CliRunner().invoke(main, ["backup", target, *options])
    assert first.exit_code == 0, first.output
    assert first.output.startswith("Backup 1: ")
    first_capture(desk_folder).unlink()
    second = CliRunner().invoke(main, ["backup", target, "--json", *options])
    told = json.loads(second.stdout)
    assert (told["number"], len(told["problems"])) == (2, 1)
    assert "it is not there" in second.stderr
    refused = CliRunner().invoke(main, ["backup", str(desk_folder.directory), *options])
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert config_of(desk_folder.directory).directory == desk_folder.directory


def test_writers_are_not_kept_waiting_and_no_copy_begins_anew(desk_folder: Config, tmp_path: Path) -> None:
    """The copy is of one moment, though somebody writes between any two steps of it."""
    source = desk_folder.directory / "archive.db"
    with closing(sqlite3.connect(source, isolation_level=None)) as conn:
        conn.execute("CREATE TABLE padding (x BLOB)")
        conn.executemany("INSERT INTO padding VALUES (zeroblob(?))", [(1_000_000,)] * 60)
        steps: list[int] = []

        def step(size: int) -> None:
            steps.append(size)
            conn.execute("INSERT INTO padding VALUES (zeroblob(10))")

        backups.copy_database(source, tmp_path / "copy.db", on_step=step)
    assert len(steps) > 5
    assert all(size > 0 for size in steps)
    assert rows(tmp_path, "copy.db", "SELECT count(*) FROM padding") == [(60,)]
    assert rows(tmp_path, "copy.db", "PRAGMA integrity_check") == [("ok",)]
