"""The one writer: jobs share a commit, one that raises is undone alone, a full disk is said and survived."""

import asyncio
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.recorder import BATCH, Files, Recorder
from scrapers.orders import DeskError
from storage.database import StorageError, open_archive, open_desk
from storage.warc import Exchange, pack_capture
from tests.running import PATIENCE

NOW = datetime(2024, 8, 22, 9, 30, tzinfo=UTC)
NOTE = "INSERT INTO cursors (name, change_id) VALUES (:name, 1)"
NAMES = "SELECT name FROM cursors ORDER BY name"


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    opened = Recorder(tmp_path)
    yield opened
    opened.close()


def names(folder: Path) -> list[str]:
    desk = open_desk(folder / "desk.db", read_only=True)
    try:
        return [row["name"] for row in desk.execute(NAMES)]
    finally:
        desk.close()


def note(files: Files, name: str) -> str:
    files.desk.execute(NOTE, {"name": name})
    return name


def capture(files: Files) -> str:
    exchange = Exchange(
        url="http://v.example/a", status=200, request_headers=(), headers=(), body=os.urandom(70_000), fetched_at=NOW
    )
    return files.captures.append(pack_capture(exchange)).file


async def test_a_job_answers_when_it_is_committed(recorder: Recorder, tmp_path: Path) -> None:
    assert await recorder.submit(lambda files: note(files, "a")) == "a"
    assert names(tmp_path) == ["a"]


async def test_jobs_that_wait_together_share_a_commit(recorder: Recorder, tmp_path: Path) -> None:
    hold = asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait(_: Files) -> None:
        # The writer is busy until all the others are in its queue.
        asyncio.run_coroutine_threadsafe(hold.wait(), loop).result()

    def note_and_count(files: Files, name: str) -> int:
        note(files, name)
        return len(names(tmp_path))  # what is committed, as another connection sees it

    first = asyncio.ensure_future(recorder.submit(wait))
    jobs = [
        asyncio.ensure_future(recorder.submit(lambda files, n=n: note_and_count(files, f"{n}")))  # type: ignore[misc]
        for n in range(BATCH + 3)
    ]
    await asyncio.sleep(0)
    hold.set()
    await first
    counts = await asyncio.gather(*jobs)
    assert counts == sorted(counts)
    assert len(set(counts)) <= 3, "two full commits would do, had the first job not begun alone"
    assert 0 < counts[-1] <= BATCH + 1


async def test_a_job_that_raises_is_undone_alone(recorder: Recorder, tmp_path: Path) -> None:
    def fail(files: Files) -> None:
        note(files, "undone")
        raise LookupError("there is no such thing")

    results = await asyncio.gather(
        recorder.submit(lambda files: note(files, "before")),
        recorder.submit(fail),
        recorder.submit(lambda files: note(files, "after")),
        recorder.submit(lambda files: note(files, "after")),
        return_exceptions=True,
    )
    assert results[0] == "before"
    assert isinstance(results[1], LookupError)
    assert results[2] == "after"
    assert type(results[3]).__name__ == "IntegrityError"
    assert names(tmp_path) == ["after", "before"]


async def test_a_job_of_its_own_transaction_runs_alone(recorder: Recorder, tmp_path: Path) -> None:
    def alone(files: Files) -> bool:
        assert not files.desk.in_transaction
        note(files, "alone")
        return True

    def fail(files: Files) -> None:
        raise LookupError(str(files.desk.in_transaction))

    assert await recorder.submit(alone, alone=True)
    with pytest.raises(LookupError, match="False"):
        await recorder.submit(fail, alone=True)
    assert names(tmp_path) == ["alone"]


async def test_nobody_who_no_longer_waits_is_told(recorder: Recorder, tmp_path: Path) -> None:
    waiting = asyncio.ensure_future(recorder.submit(lambda files: note(files, "given up")))
    await asyncio.sleep(0)
    waiting.cancel()
    await recorder.submit(lambda files: note(files, "next"))
    assert names(tmp_path) == ["given up", "next"]


async def test_a_full_database_is_said_and_what_was_stored_stays(recorder: Recorder, tmp_path: Path) -> None:
    def fill(files: Files) -> int:
        size = files.desk.execute("PRAGMA page_count").fetchone()[0]
        return int(files.desk.execute(f"PRAGMA max_page_count = {size + 1}").fetchone()[0])

    def much(files: Files) -> None:
        for number in range(2_000):
            note(files, f"name {number} " + "x" * 200)

    await recorder.submit(lambda files: note(files, "kept"))
    await recorder.submit(fill, alone=True)
    results = await asyncio.gather(
        recorder.submit(lambda files: note(files, "lost with it")), recorder.submit(much), return_exceptions=True
    )
    assert all(isinstance(result, DeskError) for result in results), results
    assert "full" in str(results[1])
    assert names(tmp_path) == ["kept"]
    await recorder.submit(lambda files: files.desk.execute("PRAGMA max_page_count = 4294967294").fetchone(), alone=True)
    await recorder.submit(lambda files: note(files, "room again"))
    assert names(tmp_path) == ["kept", "room again"]


FULL_DISK = """
    import asyncio, json, resource, signal, sys
    from pathlib import Path
    from monitor.recorder import Recorder
    from scrapers.orders import DeskError
    from tests.test_recorder import capture, note

    async def main():
        recorder = Recorder(Path(sys.argv[1]))
        await recorder.submit(lambda files: note(files, "kept"))
        # As a full disk does, the kernel refuses to let a file grow.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, resource.RLIM_INFINITY))
        results = await asyncio.gather(
            recorder.submit(lambda files: note(files, "lost with it")), recorder.submit(capture), return_exceptions=True
        )
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await recorder.submit(lambda files: note(files, "room again"))
        recorder.close()
        print(json.dumps([[type(each).__name__, str(each)] for each in results]))

    asyncio.run(main())
"""


def test_a_disk_that_takes_no_more_is_said_and_survived(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FULL_DISK), str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    assert [kind for kind, _ in results] == ["DeskError", "DeskError"], results
    assert "capture cannot be written" in results[1][1]
    assert names(tmp_path) == ["kept", "room again"]


async def test_the_archive_is_committed_before_the_desk_and_captures_before_both(
    recorder: Recorder, tmp_path: Path
) -> None:
    """A commit of desk.db that is refused, as by a lock, leaves archive.db committed: never the other way round."""

    def write(files: Files) -> str:
        files.archive.execute(
            "INSERT INTO sources (id, name, home_url, added_at) VALUES ('v', 'V', 'http://v.example/', '2024')"
        )
        files.desk.execute("PRAGMA defer_foreign_keys = ON")
        # Found only at the commit, when archive.db has been committed.
        files.desk.execute(
            """
            INSERT INTO failures (crawl_id, source_id, url, at, reason)
            VALUES (99, 'v', 'http://v.example/', '2024', 'x')
            """
        )
        return capture(files)

    with pytest.raises(DeskError, match="FOREIGN KEY"):
        await recorder.submit(write)
    archive = open_archive(tmp_path / "archive.db", read_only=True)
    assert archive.execute("SELECT id FROM sources").fetchone()[0] == "v"
    archive.close()
    (file,) = (tmp_path / "captures").rglob("*.warc.gz")
    assert file.stat().st_size > 70_000
    assert names(tmp_path) == []


async def test_closing_finishes_what_waits(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path)
    jobs = [asyncio.ensure_future(recorder.submit(lambda files, n=n: note(files, f"{n:02}"))) for n in range(30)]  # type: ignore[misc]
    await asyncio.sleep(0)
    await asyncio.to_thread(recorder.close)
    assert await asyncio.gather(*jobs) == [f"{number:02}" for number in range(30)]
    assert len(names(tmp_path)) == 30


def test_what_was_waiting_when_its_loop_closed_is_stored_all_the_same(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path)

    async def leave() -> None:
        waiting = asyncio.ensure_future(recorder.submit(lambda files: note(files, "left behind")))
        await asyncio.sleep(0)
        waiting.cancel()

    asyncio.run(leave())
    recorder.close()
    assert names(tmp_path) == ["left behind"]


def test_files_that_cannot_be_opened_are_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"This is no database, but it is long enough to be taken for one." * 20)
    with pytest.raises(StorageError, match=r"archive\.db"):
        Recorder(tmp_path)
