"""Opening the files, what goes wrong with them in a person's words, transactions, and times as text."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import database
from storage.database import StorageError, open_archive, open_as_it_is, open_desk, savepoint, transaction
from storage.times import from_text, to_text

YEARS = (datetime(1900, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - Hypothesis adds the zones


def test_both_files_are_made_with_their_folder_and_open_again(tmp_path: Path) -> None:
    for open_file in (open_archive, open_desk):
        path = tmp_path / "new" / "folder" / "file.db"
        for _ in range(2):
            with closing(open_file(path)) as conn:
                assert conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
                assert conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
                assert conn.execute("PRAGMA busy_timeout").fetchone()[0] == 30_000
        path.unlink()


def test_the_archive_is_written_more_safely_than_the_desk(tmp_path: Path) -> None:
    full, normal = 2, 1
    for open_file, level in ((open_archive, full), (open_desk, normal)):
        with closing(open_file(tmp_path / f"{level}.db")) as conn:
            assert conn.execute("PRAGMA synchronous").fetchone()[0] == level


def test_a_read_only_archive_reads_and_takes_no_write(tmp_path: Path, archive: sqlite3.Connection) -> None:
    archive.execute("INSERT INTO stories (headline, first_seen_at) VALUES ('Final', '2024-08-22T09:30:00Z')")
    with closing(open_archive(tmp_path / "archive.db", read_only=True)) as conn:
        assert conn.execute("SELECT headline FROM stories").fetchone()["headline"] == "Final"
        with pytest.raises(StorageError, match="write access"), transaction(conn):
            conn.execute("DELETE FROM stories")


def test_reading_what_is_not_there_makes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with pytest.raises(StorageError, match=r"archive\.db: there is no such file yet"):
        open_archive(path, read_only=True)
    assert not path.exists()


def test_a_file_to_be_copied_as_it_is_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"archive\.db: there is no such file$"):
        open_as_it_is(tmp_path / "archive.db")


def test_a_new_file_waits_for_a_program_that_writes_to_it_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(tmp_path / "desk.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("CREATE TABLE notes (note TEXT)")
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO notes VALUES ('begun')")
        end = threading.Timer(0.2, other.execute, ["COMMIT"])
        monkeypatch.setattr(database, "_connect", partial(_begins_at_the_first_wait, end, database._connect))
        with closing(open_desk(tmp_path / "desk.db")) as conn:
            assert conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert end.ident is not None, "nothing had to wait"
        end.join()


def _begins_at_the_first_wait(
    end: threading.Timer, connect: Callable[..., sqlite3.Connection], path: Path, *, mode: str
) -> sqlite3.Connection:
    conn = connect(path, mode=mode)
    conn.set_trace_callback(lambda asked: end.start() if asked == "BEGIN IMMEDIATE" and end.ident is None else None)
    return conn


def test_a_folder_in_the_place_of_the_log_is_told(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "desk.db")) as other:
        other.execute("CREATE TABLE notes (note TEXT)")
    (tmp_path / "desk.db-wal").mkdir()
    with pytest.raises(StorageError, match=r"desk\.db: it cannot be opened"):
        open_desk(tmp_path / "desk.db")


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_text("a shopping list, long enough to be taken for a file with a header of its own " * 20)
    before = path.read_bytes()
    with pytest.raises(StorageError, match=r"archive\.db: it is not a SQLite database"):
        open_archive(path)
    assert path.read_bytes() == before


def test_a_folder_in_the_file_s_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "desk.db").mkdir()
    with pytest.raises(StorageError, match=r"desk\.db: it cannot be opened"):
        open_desk(tmp_path / "desk.db")


def test_a_newer_schema_is_refused(tmp_path: Path, archive: sqlite3.Connection) -> None:
    archive.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('archive', 'm999_tomorrow', 'later')"
    )
    with pytest.raises(StorageError, match=r"newer Presswatch \(m999_tomorrow\); install"):
        open_archive(tmp_path / "archive.db")


def test_an_older_schema_is_not_changed_by_reading(tmp_path: Path, archive: sqlite3.Connection) -> None:
    archive.execute("DELETE FROM _sqlite_migrations WHERE name = 'm007_views'")
    with pytest.raises(StorageError, match="older than this program"):
        open_archive(tmp_path / "archive.db", read_only=True)


def test_a_second_writer_waits_and_is_told_who_is_in_the_way(tmp_path: Path, archive: sqlite3.Connection) -> None:
    with closing(open_archive(tmp_path / "archive.db")) as other:
        other.execute("PRAGMA busy_timeout = 0")
        with (
            transaction(archive),
            pytest.raises(StorageError, match=r"archive\.db: another program is writing"),
            transaction(other),
        ):
            pytest.fail("two writers at once")


def test_a_full_disk_is_named_and_loses_only_what_was_open(archive: sqlite3.Connection) -> None:
    insert = "INSERT INTO stories (headline, first_seen_at) VALUES (:headline, '2024-08-22T09:30:00Z')"
    with transaction(archive):
        archive.execute(insert, {"headline": "kept"})
    pages = archive.execute("PRAGMA page_count").fetchone()[0]
    archive.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageError, match="the disk is full"), transaction(archive):
        archive.execute(insert, {"headline": "x" * 100_000})
    assert [row["headline"] for row in archive.execute("SELECT headline FROM stories")] == ["kept"]


def test_a_bug_stays_a_bug(archive: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), transaction(archive):
        archive.execute("SELECT * FROM nowhere")
    assert not archive.in_transaction


def test_a_transaction_is_all_or_nothing(desk: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError), transaction(desk):
        desk.executemany("INSERT INTO cursors (name, change_id) VALUES (?, 1)", [("alerts",), ("alerts",)])
    assert not desk.in_transaction
    assert desk.execute("SELECT count(*) FROM cursors").fetchone()[0] == 0


def test_a_savepoint_fails_alone(desk: sqlite3.Connection) -> None:
    insert = "INSERT INTO cursors (name, change_id) VALUES (:name, 1)"
    with transaction(desk):
        desk.execute(insert, {"name": "before"})
        with pytest.raises(sqlite3.IntegrityError), savepoint(desk):
            desk.executemany(insert, [{"name": "lost"}, {"name": "before"}])
        with savepoint(desk):
            desk.execute(insert, {"name": "after"})
    assert [row["name"] for row in desk.execute("SELECT name FROM cursors ORDER BY name")] == ["after", "before"]


def test_a_savepoint_does_not_hide_why_the_transaction_is_gone(desk: sqlite3.Connection) -> None:
    def lose_it() -> None:
        desk.execute("ROLLBACK")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction(desk), savepoint(desk):
        lose_it()


@settings(deadline=None)
@given(st.datetimes(*YEARS, timezones=st.timezones()))
def test_times_round_trip_to_the_second(at: datetime) -> None:
    assert from_text(to_text(at)) == at.astimezone(UTC).replace(microsecond=0)


def test_times_are_utc_text_that_sorts() -> None:
    ist = timezone(timedelta(hours=5, minutes=30))
    assert to_text(datetime(2024, 8, 22, 15, 0, 0, 999, tzinfo=ist)) == "2024-08-22T09:30:00Z"
    with pytest.raises(ValueError, match="no time zone"):
        to_text(datetime(2024, 8, 22))  # noqa: DTZ001 - that is the point
