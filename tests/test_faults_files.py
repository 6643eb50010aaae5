"""Files that are damaged, locked, closed or left behind: what is said, and that what comes after goes on whole."""

import asyncio
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import main
from monitor.config import Config
from monitor.demo.newsroom import Newsroom
from monitor.downstream import opened_downstream
from monitor.errors import MonitorError
from monitor.scheduler import Scheduler
from monitor.verify import Asked, verify
from storage import database
from storage.database import StorageError, open_archive, open_desk
from storage.verifying import check_file
from tests.breaking import closed_folder, damage_page
from tests.running import PATIENCE
from tests.watching import Watch, path, publish, watching

pytestmark = pytest.mark.usefixtures("reactor")

DAMAGED = "archive.db: it is damaged; restore it from a backup"
DAY = timedelta(days=1)


@pytest.fixture
async def crawled(reactor: None, room: Newsroom, config: Config) -> Config:  # noqa: ARG001 - it runs
    """A desk that has archived three stories, its files closed; two more were published since."""
    async with watching(room, config) as watch:
        publish(watch.outlet, 1, 2, 3, age=DAY)
        await watch.crawl()
        publish(watch.outlet, 4, 5)
    return config


def said(config: Config, *arguments: str) -> str:
    """What a command that fails as expected says: one line."""
    done = CliRunner().invoke(main, ["--config", str(config.path), *arguments])
    assert done.exit_code == 1, done.output
    assert "Traceback" not in done.stderr
    return done.stderr + done.stdout


def is_well(config: Config) -> bool:
    return not verify(config.directory, Asked(), on_progress=lambda *_: None).is_damaged


async def count(room: Newsroom, config: Config) -> int:
    """The articles that the archive has after one more pass."""
    async with watching(room, config) as watch:
        await watch.found(every_article=False)
        return int(watch.archived("SELECT count(*) FROM articles")[0][0])


@pytest.mark.parametrize("table", ["versions", "articles"])
async def test_a_damaged_page_ends_a_pass_with_the_files_name_and_what_to_do(
    room: Newsroom, crawled: Config, caplog: pytest.LogCaptureFixture, table: str
) -> None:
    damage_page(crawled.directory / "archive.db", table)
    with pytest.raises(MonitorError, match=DAMAGED):
        async with watching(room, crawled) as watch:
            await watch.crawl()
    assert "Traceback" not in caplog.text
    assert "PageOutcome(" not in caplog.text
    assert len(room.outlets["wular-news"].requests) < 30


async def test_commands_that_read_a_damaged_file_name_it(crawled: Config) -> None:
    damage_page(crawled.directory / "archive.db", "versions")
    assert DAMAGED in said(crawled, "status")
    assert "it is damaged; restore it from a backup" in said(crawled, "verify")


async def test_run_ends_where_a_file_is_damaged(room: Newsroom, crawled: Config) -> None:
    damage_page(crawled.directory / "archive.db", "versions")
    with pytest.raises(MonitorError, match=DAMAGED):
        await run(room, crawled)


async def test_run_ends_where_what_is_due_cannot_be_read(room: Newsroom, crawled: Config) -> None:
    damage_page(crawled.directory / "desk.db", "sqlite_autoindex_source_state_1")
    with pytest.raises(MonitorError, match=r"desk\.db: it is damaged"):
        await run(room, crawled)


async def run(room: Newsroom, config: Config) -> None:
    async with watching(room, config) as watch, opened_downstream(config, watch.crawls.tools.recorder) as downstream:
        scheduler = Scheduler(crawls=watch.crawls, downstream=downstream)
        watch.make_due()
        with closing(sqlite3.connect(config.directory / "desk.db")) as desk, desk:
            desk.execute("UPDATE channels SET next_look_at = '2024-01-01T00:00:00Z'")
        scheduler.random.seed(1)
        async with asyncio.timeout(PATIENCE):
            await scheduler.run()


def test_damage_is_told_at_whichever_row_it_shows(archive: sqlite3.Connection, tmp_path: Path) -> None:
    damage_page(tmp_path / "archive.db", "sources")
    with closing(open_archive(tmp_path / "archive.db")) as conn:
        with pytest.raises(StorageError, match=DAMAGED):
            conn.execute("SELECT * FROM sources")
        with pytest.raises(StorageError, match=DAMAGED):
            conn.executemany("DELETE FROM sources WHERE name = ?", [("a",)])
    assert archive.execute("SELECT 1").fetchone()[0] == 1


async def test_rows_that_come_late_tell_damage_too(archive: sqlite3.Connection, tmp_path: Path) -> None:
    with database.transaction(archive):
        archive.executemany(
            "INSERT INTO sources (id, name, home_url, added_at) VALUES (?, ?, 'https://a.example/', '')",
            [(f"{number:05}", "x" * 900) for number in range(300)],
        )
    damage_leaf(tmp_path / "archive.db", b"00150")
    with closing(open_archive(tmp_path / "archive.db", read_only=True)) as conn:
        for read in (list, lambda rows: rows.fetchall(), lambda rows: [rows.fetchone() for _ in range(300)]):
            with pytest.raises(StorageError, match=DAMAGED):
                read(conn.execute("SELECT name FROM sources NOT INDEXED"))


def damage_leaf(file: Path, wanted: bytes) -> None:
    """Overwrites the head of the page that holds these bytes, in the rows."""
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = conn.execute("PRAGMA page_size").fetchone()[0]
    data = file.read_bytes()
    page = data.index(wanted + b"x") // size
    with file.open("r+b") as opened:
        opened.seek(page * size)
        opened.write(b"\xff" * 8)


async def test_a_lock_that_lasts_is_said_and_the_next_pass_brings_what_was_missing(
    room: Newsroom, crawled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.2)
    for name in ("archive.db", "desk.db"):
        with closing(sqlite3.connect(crawled.directory / name, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(MonitorError, match=f"{name}: another program is writing to it"):
                async with watching(room, crawled) as watch:
                    await watch.crawl()
    assert await count(room, crawled) == 5
    assert is_well(crawled)


async def test_a_lock_that_ends_in_time_is_waited_for(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    with closing(sqlite3.connect(watch.config.directory / "archive.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        crawl = asyncio.ensure_future(watch.crawl())
        await asyncio.sleep(0.3)
        assert not crawl.done()
        other.execute("ROLLBACK")
    assert not (await crawl).failed
    assert watch.archived("SELECT count(*) FROM articles") == [(1,)]


WRITE = """
import sys
from pathlib import Path
from storage.database import open_archive, transaction
conn = open_archive(Path(sys.argv[1]))
for number in range(10**6):
    with transaction(conn):
        conn.execute("INSERT INTO sources (id, name, home_url, added_at) VALUES (?, '', 'https://a.example/', '')",
                     [f"{number:07}"])
    print(number, flush=True)
"""


@pytest.mark.once
def test_a_log_left_behind_is_read_whole(tmp_path: Path) -> None:
    """Of the killed writer's files the database and its -wal are copied, not the -shm; then the log's end is torn."""
    file = tmp_path / "archive.db"
    with subprocess.Popen([sys.executable, "-c", WRITE, str(file)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        while (last := int(writer.stdout.readline())) < 40:
            continue
        writer.send_signal(signal.SIGKILL)
        last = max([last, *map(int, writer.stdout.read().split())])
    for torn in (0, 2_000):
        copy = tmp_path / f"copy-{torn}"
        copy.mkdir()
        for name in ("archive.db", "archive.db-wal"):
            shutil.copy(tmp_path / name, copy)
        wal = copy / "archive.db-wal"
        with wal.open("r+b") as opened:
            opened.truncate(wal.stat().st_size - torn)
        with closing(open_archive(copy / "archive.db")) as conn:
            ids = [row["id"] for row in conn.execute("SELECT id FROM sources ORDER BY id")]
            assert ids == [f"{number:07}" for number in range(len(ids))]
            assert len(ids) >= last + 1 - (1 if torn else 0)
            assert not check_file(conn, name="archive.db").fault_counts


async def test_a_closed_folder_is_named_by_every_command(room: Newsroom, crawled: Config, tmp_path: Path) -> None:
    place = str(crawled.directory)
    with closed_folder(crawled.directory):
        with pytest.raises(MonitorError, match=f"{place}: it cannot be written to"):
            async with watching(room, crawled):
                pytest.fail("nothing can be written there")
        for command in ("status", "verify", "log"):
            assert f"{place}/archive.db: its folder may not be written to" in said(crawled, command)
        assert "its folder may not be written to" in said(crawled, "backup", str(tmp_path.parent / "backup"))
    assert "Nothing is wrong" in CliRunner().invoke(main, ["--config", str(crawled.path), "status"]).stdout


def test_a_backup_into_a_closed_folder_names_it(empty_files: Path, tmp_path: Path) -> None:
    (tmp_path / "presswatch.toml").write_text('[archive]\ncontact = "desk@example.org"\n')
    for name in ("archive.db", "desk.db"):
        shutil.copy(empty_files / name, tmp_path)
    (tmp_path / "backup").mkdir()
    with closed_folder(tmp_path / "backup"):
        done = CliRunner().invoke(main, ["--config", str(tmp_path / "presswatch.toml"), "backup", f"{tmp_path}/backup"])
    assert (done.exit_code, "backup: it cannot be written to" in done.stderr) == (1, True)


@pytest.mark.parametrize("harm", ["torn", "cut", "gone"])
async def test_captures_that_are_lost_cost_no_story(room: Newsroom, crawled: Config, harm: str) -> None:
    (file,) = crawled.directory.glob("captures/*/*/*.warc.gz")
    if harm == "gone":
        file.unlink()
    else:
        with file.open("r+b") as opened:
            opened.truncate(file.stat().st_size - 900 if harm == "torn" else file.stat().st_size // 2)
    told = said(crawled, "verify")
    assert file.name in told
    assert "restore the file from a backup" in told
    with closing(open_desk(crawled.directory / "desk.db")) as desk:
        desk.execute("DELETE FROM readings")
    room.outlets["wular-news"].edit(path(1), lambda copy: copy.headed("A line that was set anew"))
    async with watching(room, crawled) as watch:
        found = dict.fromkeys(await watch.found())
        assert {kind for kind, _ in found} == {"published", "edited"}
        assert watch.archived("SELECT count(*) FROM articles") == [(5,)]
        damaged = {
            fault.thing
            for fault in verify(crawled.directory, Asked(), on_progress=lambda *_: None).checked.faults["captures"]
        }
        assert len(damaged) <= 3, "what was stored since is whole"
