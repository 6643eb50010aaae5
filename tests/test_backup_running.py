"""Backups taken while a desk is at work: each restores clean, and what is restored goes on without loss or repeat."""

import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from monitor.config import load
from monitor.demo.inbox import SECRET, Inbox
from monitor.demo.newsroom import Newsroom
from monitor.demo.script import script
from monitor.recorder import Files
from storage.captures import CaptureWriter, get_capture, read_capture
from storage.cursors import get_cursor, set_cursor
from storage.database import open_archive, open_desk, open_subscribers, transaction
from storage.warc import Exchange, pack_capture
from tests.backing import config_of, make, put_back, rows
from tests.running import end, presswatch, until, write_configuration
from tests.storage_samples import NOW, publish_captured
from tests.test_run import BASELINE, SECOND_ACT, THIRD_ACT, has_changes, published

BACKUPS = 6
SUBJECTS = "SELECT subject FROM deliveries WHERE state = 'sent' ORDER BY id"
WAITING = "SELECT 1 FROM deliveries WHERE state IN ('waiting', 'sending')"
UNPLANNED = "SELECT 1 FROM delivery_items WHERE delivery_id IS NULL AND left_out IS NULL"


def write_story(files: Files, number: int) -> None:
    """One article with its capture, committed as the recorder does: captures, archive.db, desk.db."""
    body = f"<p>{number}</p>".encode() * 500
    exchange = Exchange(url="https://a.example/", status=200, request_headers=(), headers=(), body=body, fetched_at=NOW)
    with transaction(files.desk), transaction(files.archive):
        record = files.captures.append(pack_capture(exchange))
        told = publish_captured(files.archive, f"story-{number}", record)
        set_cursor(files.desk, "stories", change_id=told.change_id)
        files.captures.sync()


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """A thread that writes to all files as fast as it can, each reader as far as those before it."""
    stop, failures = threading.Event(), []

    def work() -> None:
        try:
            with (
                closing(open_archive(folder / "archive.db")) as archive,
                closing(open_desk(folder / "desk.db")) as desk,
                closing(open_subscribers(folder / "subscribers.db")) as subscribers,
                CaptureWriter(folder / "captures", archive, roll_bytes=100_000) as captures,
            ):
                files = Files(archive=archive, desk=desk, captures=captures)
                for number in count():
                    write_story(files, number)
                    with transaction(subscribers):
                        set_cursor(subscribers, "planned", change_id=get_cursor(desk, "stories"))
                    if stop.is_set():
                        return
        except Exception as error:
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    assert failures == []


def lost_captures(folder: Path) -> list[int]:
    """Versions whose capture cannot be read; `read_capture` checks its digest."""
    lost = []
    with closing(open_archive(folder / "archive.db", read_only=True)) as archive:
        for row in archive.execute("SELECT id, capture_id FROM versions"):
            capture = get_capture(archive, row["capture_id"])
            if capture is None or read_capture(folder / "captures", capture).status != 200:
                lost.append(row["id"])
    return lost


def test_backups_at_full_speed_each_restore_clean(tmp_path: Path) -> None:
    """What `restore` itself refuses: damage, foreign keys that lead nowhere, cursors ahead of the log."""
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "presswatch.toml").write_text('[archive]\ncontact = "desk@example.org"\n')
    sizes: list[int] = []
    with writing(folder):
        for number in range(BACKUPS):
            until(partial(has_versions, folder, max([10 * (number + 1), *sizes])), "it writes")
            made = make(config_of(folder), tmp_path / "backup")
            assert made.problems == []
            restored = put_back(tmp_path / "backup", tmp_path / f"restored-{number}")
            assert restored.incomplete == ()
            assert lost_captures(restored.directory) == []
            sizes.append(len(rows_of(restored.directory)))
    assert sizes == sorted(set(sizes)), "each has what was written since the last one"


def has_versions(folder: Path, least: int) -> bool:
    return len(rows_of(folder)) > least


def rows_of(folder: Path) -> list[tuple[object, ...]]:
    try:
        return rows(folder, "archive.db", "SELECT id FROM versions")
    except sqlite3.OperationalError:
        return []


@pytest.mark.slow
@pytest.mark.once
def test_a_restored_desk_goes_on_where_the_backup_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Newsroom(script()) as room, Inbox() as inbox:
        monkeypatch.setenv("DEMO_INBOX", inbox.url)
        monkeypatch.setenv("DEMO_INBOX_SECRET", SECRET)
        folder, backup = tmp_path / "desk", tmp_path / "backup"
        folder.mkdir()
        config = write_configuration(room, folder)
        room.advance()
        with presswatch(config, "run", measured=False) as process:
            until(lambda: published(folder) > 0, "it crawls")
            until(partial(is_backed_up_at, BASELINE, folder, backup), "the baseline is archived")
            room.advance()
            until(partial(is_backed_up_at, SECOND_ACT, folder, backup), "the second act is archived")
            until(lambda: is_delivered(folder), "all is delivered")
            before = len(inbox.mails)
            make(load(config), backup)
            end(process, signal.SIGKILL)
        restored = tmp_path / "after the disaster"
        put_back(backup, restored)
        assert lost_captures(restored) == []
        with presswatch(restored / "presswatch.toml", "run", measured=False) as process:
            room.advance()
            until(partial(has_changes, restored, published=THIRD_ACT, edited=2), "the third act is archived")
            until(lambda: is_delivered(restored), "all is delivered")
            assert end(process) == 0
        told = [mail.text for mail in inbox.mails]
        assert before > 0
        assert len(told) > before
        assert len(told) == len(set(told)), "nothing is told twice"
        assert [mail.subject for mail in inbox.mails] == [row[0] for row in rows(restored, "subscribers.db", SUBJECTS)]
        assert lost_captures(restored) == []


def is_backed_up_at(stories: int, folder: Path, backup: Path) -> bool:
    """Makes a backup and restores it, again and again; whether so many stories are in the archive by now."""
    assert make(load(folder / "presswatch.toml"), backup).problems == []
    restored = put_back(backup, folder.parent / f"restored-{time.monotonic_ns()}").directory
    assert len(rows_of(restored)) <= len(rows_of(folder))
    return published(folder) == stories


def is_delivered(folder: Path) -> bool:
    """Whether everything in the log was read and sent."""
    last = rows(folder, "archive.db", "SELECT max(id) FROM changes")
    planned = rows(folder, "subscribers.db", "SELECT change_id FROM cursors")
    left = rows(folder, "subscribers.db", WAITING) + rows(folder, "subscribers.db", UNPLANNED)
    return planned == last and not left
