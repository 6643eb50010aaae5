"""Copies of the archive: made whole while it is written, served in its place, published elsewhere, replicated."""

import hashlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import httpx
import pytest
from click.testing import CliRunner
from datasette.app import Datasette

from monitor.cli import main
from monitor.site import Site, datasette_of
from monitor.standing_copy import StandingCopy, remove_left_copies
from storage.articles import record_removed
from storage.database import StorageError, open_archive, transaction
from storage.snapshots import write_snapshot
from tests.archive_client import page
from tests.archive_data import build_archive, time
from tests.running import PATIENCE

CONFIG = '[archive]\ncontact = "desk@example.org"\ntitle = "Test archive"\n'


def content(path: Path) -> list[str]:
    """All that a database holds, as SQL, in whatever order; the index's own tables too."""
    with closing(sqlite3.connect(path)) as conn:
        return sorted(conn.iterdump())


def remove(archive: Path, article: int, *, at: str = "2024-08-25T09:00:00Z") -> None:
    """Write one more change."""
    with closing(open_archive(archive)) as conn, transaction(conn):
        record_removed(conn, article, seen_at=time(at))


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.copy-*"))


# The copy itself


def test_a_copy_has_all_that_was_committed_and_nobody_waits_for_it(tmp_path: Path) -> None:
    archive = build_archive(tmp_path)
    with closing(open_archive(archive)) as writer, transaction(writer):
        record_removed(writer, 2, seen_at=time("2024-08-25T09:00:00Z"))
        write_snapshot(archive, tmp_path / "copy.db")
    remove(archive, 3)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert [row[0] for row in copy.execute("SELECT id FROM articles WHERE state = 'removed'")] == [4]
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert copy.execute("SELECT count(*) FROM versions_fts WHERE versions_fts MATCH 'alliance'").fetchone()[0] > 0
    write_snapshot(archive, tmp_path / "later.db")
    assert content(tmp_path / "later.db") == content(archive)
    assert sorted(path.name for path in tmp_path.iterdir() if "." in path.name) == [
        "archive.db", "copy.db", "later.db",
    ]  # fmt: skip


def test_nothing_is_overwritten_and_nothing_is_left_half_made(tmp_path: Path) -> None:
    archive = build_archive(tmp_path)
    (tmp_path / "there.db").write_text("mine")
    with pytest.raises(StorageError, match="ever overwritten"):
        write_snapshot(archive, tmp_path / "there.db")
    assert (tmp_path / "there.db").read_text() == "mine"
    # A name that leads nowhere is taken all the same, as one is that somebody made while the copy was written.
    (tmp_path / "taken.db").symlink_to(tmp_path / "nowhere.db")
    with pytest.raises(StorageError, match="has just made such a file"):
        write_snapshot(archive, tmp_path / "taken.db")
    with pytest.raises(StorageError, match="could not be made"):
        write_snapshot(archive, tmp_path / "missing" / "copy.db")
    (tmp_path / "broken.db").write_bytes(archive.read_bytes()[:20_000])
    with pytest.raises((StorageError, sqlite3.DatabaseError)):
        write_snapshot(tmp_path / "broken.db", tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    assert list(tmp_path.glob(".snapshot-*")) == []


def test_the_command_tells_the_digest_and_takes_the_archive_alone(tmp_path: Path) -> None:
    build_archive(tmp_path)
    config = tmp_path / "presswatch.toml"
    config.write_text(CONFIG)
    target = tmp_path / "published.db"
    told = CliRunner().invoke(main, ["snapshot", str(target), "--config", str(config)])
    assert (told.exit_code, told.output) == (0, f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target}\n")
    again = CliRunner().invoke(main, ["snapshot", str(target), "--config", str(config)])
    assert (again.exit_code, "ever overwritten" in again.output) == (1, True)
    config.write_text(CONFIG + 'publish = "extracts"\n')
    refused = CliRunner().invoke(main, ["snapshot", str(tmp_path / "x.db"), "--config", str(config)])
    assert (refused.exit_code, (tmp_path / "x.db").exists()) == (1, False)


async def test_a_copy_is_served_where_nothing_can_be_written(tmp_path: Path) -> None:
    archive = build_archive(tmp_path)
    folder = tmp_path / "published"
    folder.mkdir()
    write_snapshot(archive, folder / "archive-2024.db")
    (folder / "archive-2024.db").chmod(0o444)
    folder.chmod(0o555)
    site = datasette_of(Site(archive=folder / "archive-2024.db", access="public", immutable=True))
    assert "Alliance final on all 90 seats" in await page(site, "/article/1")
    assert (await site.client.get("/archive/articles.json")).status_code == 200
    assert (await site.client.get("/-/capture/1")).status_code == 404
    assert [path.name for path in folder.iterdir()] == ["archive-2024.db"]
    folder.chmod(0o755)


# Serving a copy


def standing(archive: Path) -> StandingCopy:
    def make_site(copy: Path) -> Datasette:
        return datasette_of(Site(archive=copy, immutable=True))

    return StandingCopy(archive, every=timedelta(hours=1), make_site=make_site)


async def test_readers_see_the_copy_until_there_is_a_newer_one(tmp_path: Path) -> None:
    archive = build_archive(tmp_path)
    app = standing(archive)
    await app.renew()
    (first,) = copies(tmp_path)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as reader:
        assert "removed by its publisher" not in (await reader.get("/article/2")).text
        assert (await reader.get("/-/capture/1")).status_code == 200
        await app.renew()
        assert copies(tmp_path) == [first]
        remove(archive, 2)
        assert "removed by its publisher" not in (await reader.get("/article/2")).text
        await app.renew()
        assert "removed by its publisher" in (await reader.get("/article/2")).text
        assert len(copies(tmp_path)) == 1
        assert copies(tmp_path) != [first]
    app.close()
    assert copies(tmp_path) == []


async def test_a_copy_lives_until_its_last_answer_is_given(tmp_path: Path) -> None:
    archive = build_archive(tmp_path)
    app = standing(archive)
    await app.renew()
    (first,) = copies(tmp_path)
    kept = app._served
    assert kept is not None
    kept.answering += 1
    remove(archive, 2)
    await app.renew()
    assert first in copies(tmp_path)
    kept.answering -= 1
    kept.end_if_idle()
    assert first not in copies(tmp_path)
    app.close()


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    for process in (int(ended.stdout), os.getppid()):
        (tmp_path / f"archive.copy-{process}-3.db").touch()
    (tmp_path / "archive.copy-of-mine.db").touch()
    remove_left_copies(tmp_path / "archive.db")
    assert copies(tmp_path) == [f"archive.copy-{os.getppid()}-3.db", "archive.copy-of-mine.db"]


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command on a free port, with the address that it tells."""
    command = [sys.executable, "-m", "monitor", "serve", "--port", "0", *options]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.fullmatch(r"Archive: (http://127\.0\.0\.1:[0-9]+/.*)\n", process.stdout.readline())
            assert found is not None, process.communicate()
            yield process, found[1]
        finally:
            process.kill()


def read(url: str) -> str:
    with urlopen(url) as answer:
        return str(answer.read().decode())


@pytest.mark.once
@pytest.mark.slow
def test_hangup_takes_a_newer_copy(tmp_path: Path) -> None:
    archive = build_archive(tmp_path)
    (tmp_path / "presswatch.toml").write_text(CONFIG)
    with serving(tmp_path, "--readonly-copy", "--prefix", "archive") as (process, address):
        assert address.endswith("/archive/")
        assert "removed by its publisher" not in read(f"{address}article/2")
        remove(archive, 2)
        process.send_signal(signal.SIGHUP)
        assert process.stderr is not None
        while "serving a newer copy" not in process.stderr.readline():
            assert process.poll() is None
        assert "removed by its publisher" in read(f"{address}article/2")
        process.terminate()
        assert process.wait(timeout=PATIENCE) == 0
    assert copies(tmp_path) == []


def test_a_snapshot_is_served_without_a_configuration(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "elsewhere").mkdir()
    write_snapshot(build_archive(tmp_path / "desk"), tmp_path / "elsewhere" / "news.db")
    with serving(tmp_path / "elsewhere", "--archive", "news.db") as (process, address):
        assert "Alliance final on all 90 seats" in read(f"{address}article/1")
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)
    outside = CliRunner().invoke(
        main,
        ["serve", "--archive", str(tmp_path / "elsewhere" / "news.db"), "--host", "0.0.0.0"],  # noqa: S104
    )
    assert (outside.exit_code, 'access is "local"' in outside.output) == (1, True)
    both = CliRunner().invoke(main, ["serve", "--archive", str(tmp_path / "elsewhere" / "news.db"), "--readonly-copy"])
    assert both.exit_code == 2


# Litestream


LITESTREAM = """
dbs:
  - path: {archive}
    replica:
      type: file
      path: {replica}
"""


def litestream(*arguments: str) -> None:
    """The program that the development requirements bring."""
    command = [str(Path(sys.executable).parent / "litestream"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_litestream_carries_a_growing_archive_elsewhere(tmp_path: Path) -> None:
    archive = build_archive(tmp_path)
    config = tmp_path / "litestream.yml"
    config.write_text(LITESTREAM.format(archive=archive, replica=tmp_path / "replica"))
    with closing(open_archive(archive)) as writer:
        for article in (1, 2, 3):
            with transaction(writer):
                record_removed(writer, article, seen_at=time("2024-08-25T09:00:00Z"))
            litestream("replicate", "-config", str(config), "-once")
    litestream("restore", "-config", str(config), "-o", str(tmp_path / "restored.db"), str(archive))
    restored = content(tmp_path / "restored.db")
    assert restored == content(archive)
    assert sum("'removed'" in line and 'INTO "articles"' in line for line in restored) == 4


def test_the_docs_have_the_configuration_that_was_tested() -> None:
    docs = (Path(__file__).parent.parent / "docs" / "publishing.md").read_text(encoding="utf-8")
    written = LITESTREAM.format(archive="/srv/desk/archive.db", replica="/backup/archive").strip()
    assert "\n".join(f"    {line}" for line in written.splitlines()) in docs
