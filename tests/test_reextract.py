"""`reextract`: readings made anew from captures in bulk; nothing else in the files is touched."""

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.config import load
from monitor.errors import MonitorError
from monitor.lock import only_writer
from monitor.policy import RESTORE_WINDOW
from monitor.reextract import MOST_NAMED, Reextracting, Reextraction, reextract
from scrapers.extract import EXTRACTOR, unpack_reading
from scrapers.orders import DeskError
from storage.captures import CaptureWriter
from storage.database import open_archive, open_desk, transaction
from storage.desk_records import Follow, StoredReading
from storage.follows import save_follow
from storage.readings import put_reading
from storage.warc import Exchange, pack_capture
from tests.running import PATIENCE, rows
from tests.storage_samples import publish, publish_captured
from tests.watching import Watch, path
from tests.watching import publish as publish_at

REPOSITORY = Path(__file__).parent.parent
DAY = timedelta(days=1)
SOURCE = "valley-post"
CONFIGURATION = "\n".join(
    [
        '[archive]\ncontact = "desk@example.org"',
        *(
            f'[[source]]\nid = "{source}"\nname = "{source}"\nhome = "https://{source}.example/"\n'
            f'feeds = ["https://{source}.example/rss.xml"]\n'
            for source in (SOURCE, "hill-times")
        ),
    ]
)
READINGS = "SELECT version_id, extractor, story, blocks FROM readings ORDER BY version_id"
LIFE = ("SELECT id, extractor, body, capture_id FROM versions", "SELECT id, kind, diff FROM changes")
HOSTILE = b"<p " + b"x " * 200_000 + b">"
"""A tag that would block a parser: refused."""


def page(name: str) -> bytes:
    text = "".join(f"<p>Paragraph {n} says that the parties have agreed on all ninety seats.</p>" for n in range(6))
    return f"<html><body><article><h1>{name}</h1>{text}</article></body></html>".encode()


def archive_pages(directory: Path, bodies: Mapping[str, bytes | None]) -> Path:
    """Files of one source with an article for each page, followed and without a reading; None leaves no capture."""
    (directory / "presswatch.toml").write_text(CONFIGURATION, encoding="utf-8")
    now = datetime.now(UTC)
    with (
        closing(open_archive(directory / "archive.db")) as archive,
        closing(open_desk(directory / "desk.db")) as desk,
        CaptureWriter(directory / "captures", archive) as captures,
        transaction(archive),
        transaction(desk),
    ):
        for name, body in bodies.items():
            if body is None:
                recorded = publish(archive, name)
            else:
                url = f"https://{SOURCE}.example/{name}"
                exchange = Exchange(
                    url=url, status=200, request_headers=[], headers=[], body=body, fetched_at=now - DAY
                )
                recorded = publish_captured(archive, name, captures.append(pack_capture(exchange)))
            save_follow(desk, follow(recorded.article_id, changed_at=now))
    return directory


def follow(article_id: int, *, changed_at: datetime, **others: object) -> Follow:
    values = {
        "source_id": SOURCE, "url": f"https://{SOURCE}.example/{article_id}", "due_at": None, "published_at": None,
        "first_seen_at": changed_at, "changed_at": changed_at, "checked_at": changed_at,
    }  # fmt: skip
    return Follow(article_id=article_id, **(values | others))  # type: ignore[arg-type]  # named by a test


def run(directory: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--config", str(directory / "presswatch.toml"), "reextract", *arguments])


def counts(directory: Path, *arguments: str) -> dict[str, int]:
    """What the command says of the one source, exit status 0."""
    result = run(directory, "--json", *arguments, SOURCE)
    assert result.exit_code == 0, result.output
    (line,) = result.stdout.splitlines()
    said = json.loads(line)
    assert said.pop("source") == SOURCE
    return dict(said)


def expected(**changed: int) -> dict[str, int]:
    return dict.fromkeys(("articles", "made", "present", "without_capture", "failed"), 0) | changed


async def reextracted(watch: Watch, *, force: bool = False) -> Reextraction:
    work = Reextracting(tools=watch.crawls.tools, captures=watch.config.directory / "captures", force=force)
    return await work.reextract(watch.config.sources[0].id)


@pytest.mark.usefixtures("reactor")
@pytest.mark.parametrize(
    "loss",
    ["DELETE FROM readings", "UPDATE readings SET extractor = 'presswatch/0', blocks = x'00'"],
    ids=["lost", "of another extractor"],
)
async def test_readings_become_what_the_crawl_wrote(watch: Watch, loss: str) -> None:
    publish_at(watch.outlet, 1, 2, 3, age=DAY)
    await watch.crawl()
    watch.outlet.edit(path(2), lambda copy: copy.saying("villages came", "hamlets came"), silent=True)
    watch.outlet.remove(path(3))
    await watch.found()
    assert await watch.found() == [("removed", path(3))]
    written, life = watch.rows(READINGS), [watch.archived(query) for query in LIFE]
    assert len(written) == 3, "one for each article, of its newest version"
    await watch.crawls.tools.recorder.submit(lambda files: files.desk.execute(loss).rowcount)
    found = await reextracted(watch)
    assert (found.articles, found.made, found.done) == (3, 3, 3)
    assert watch.rows(READINGS) == written
    assert [watch.archived(query) for query in LIFE] == life
    assert await watch.found() == []
    watch.outlet.restore(path(3))
    watch.outlet.edit(path(2), lambda copy: copy.saying("hamlets came", "villages came"), silent=True)
    assert sorted(await watch.found()) == [("edited", path(2)), ("restored", path(3))]


@pytest.mark.usefixtures("reactor")
async def test_what_is_there_is_made_anew_only_by_force(watch: Watch) -> None:
    publish_at(watch.outlet, 1, 2, age=DAY)
    await watch.crawl()
    written = watch.rows(READINGS)
    forget = "UPDATE readings SET blocks = x'00' WHERE version_id = 1"
    await watch.crawls.tools.recorder.submit(lambda files: files.desk.execute(forget).rowcount)
    found = await reextracted(watch)
    assert (found.made, found.present) == (0, 2)
    found = await reextracted(watch, force=True)
    assert (found.made, found.present) == (2, 0)
    assert watch.rows(READINGS) == written


@pytest.mark.usefixtures("reactor")
async def test_where_nothing_can_be_stored_it_ends(watch: Watch) -> None:
    publish_at(watch.outlet, 1, 2, age=DAY)
    await watch.crawl()
    break_it = "ALTER TABLE readings RENAME COLUMN made_at TO written_at"
    await watch.crawls.tools.recorder.submit(lambda files: files.desk.execute(break_it).rowcount)
    with pytest.raises(DeskError, match="made_at"):
        await reextracted(watch, force=True)


def test_the_story_of_another_extractor_is_found_anew(tmp_path: Path) -> None:
    directory = archive_pages(tmp_path, {"a": page("a")})
    assert counts(directory) == expected(articles=1, made=1)
    ((_, _, told, blocks),) = rows(directory, "desk.db", READINGS)
    assert isinstance(blocks, bytes)
    story = unpack_reading(str(told), blocks).story
    assert (story.extractor, story.headline, len(story.paragraphs)) == (EXTRACTOR, "a", 6)
    assert rows(directory, "archive.db", "SELECT extractor, body FROM versions") == [("test/1", "Talks went on.")]


def test_a_lost_capture_is_counted_and_the_reading_stays(tmp_path: Path) -> None:
    directory = archive_pages(tmp_path, {"a": page("a"), "b": None, "c": page("c")})
    old = StoredReading(version_id=1, extractor="presswatch/0", made_at=datetime.now(UTC), story="{}", blocks=b"old")
    with closing(open_desk(directory / "desk.db")) as desk, transaction(desk):
        put_reading(desk, old)
    with closing(open_archive(directory / "archive.db")) as archive, transaction(archive):
        # As `[keep]` leaves it: the file is gone, and known to be.
        archive.execute("UPDATE capture_files SET deleted_at = added_at")
    assert counts(directory) == expected(articles=3, without_capture=3)
    assert rows(directory, "desk.db", READINGS) == [(1, "presswatch/0", "{}", b"old")]


def test_pages_that_fail_are_named_with_their_reason(tmp_path: Path) -> None:
    directory = archive_pages(tmp_path, {"a": page("a"), "hostile": HOSTILE, "c": page("c"), "d": page("d")})
    with closing(open_archive(directory / "archive.db")) as archive, transaction(archive):
        archive.execute("UPDATE articles SET published_at = 'yesterday' WHERE id = 3")
    with closing(open_desk(directory / "desk.db")) as desk, transaction(desk):
        save_follow(desk, follow(77, changed_at=datetime.now(UTC)))
    result = run(directory, SOURCE)
    assert result.exit_code == 0
    assert result.stdout == f"{SOURCE}: 2 read anew, 0 present, 0 without a capture, 3 failed; 5 articles\n"
    said = sorted(line for line in result.stderr.splitlines() if line.startswith(SOURCE))
    assert [line.split(": ")[1:3] for line in said] == [
        ["article 3", "storage"],
        ["article 77", "storage"],
        [f"https://{SOURCE}.example/hostile", "reading_error"],
    ]
    assert [version_id for version_id, *_ in rows(directory, "desk.db", READINGS)] == [1, 4]


def test_where_every_page_failed_that_is_the_answer(tmp_path: Path) -> None:
    names = [f"story-{number}" for number in range(MOST_NAMED + 2)]
    directory = archive_pages(tmp_path, {name: page(name) for name in names})
    for file in (directory / "captures").rglob("*.gz"):
        file.unlink()
    result = run(directory, SOURCE)
    assert result.exit_code == 1
    assert "restore the file" in result.stderr
    lines = [line for line in result.stderr.splitlines() if line.startswith(SOURCE)]
    assert len(lines) == MOST_NAMED + 1
    assert lines[-1] == f"{SOURCE}: {len(names)} failed in all (storage {len(names)})"
    assert rows(directory, "desk.db", READINGS) == []


def test_an_article_without_its_version_is_named(tmp_path: Path) -> None:
    directory = archive_pages(tmp_path, {"a": page("a"), "b": page("b")})
    with closing(open_archive(directory / "archive.db")) as archive:
        archive.execute("PRAGMA foreign_keys = OFF")
        archive.execute("UPDATE articles SET latest_version_id = 4711 WHERE id = 1")
    result = run(directory, SOURCE)
    assert result.exit_code == 0
    assert "it has no version 4711; run an integrity check" in result.stderr


def test_only_what_a_later_check_needs_is_read(tmp_path: Path) -> None:
    directory = archive_pages(tmp_path, {name: page(name) for name in "abcd"})
    now = datetime.now(UTC)
    with closing(open_desk(directory / "desk.db")) as desk, transaction(desk):
        save_follow(desk, follow(1, state="removed", changed_at=now - RESTORE_WINDOW + DAY))
        save_follow(desk, follow(2, state="removed", changed_at=now - RESTORE_WINDOW - DAY))
        desk.execute("UPDATE follows SET source_id = 'hill-times' WHERE article_id = 3")
    result = run(directory, "--json")
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"source": SOURCE} | expected(articles=2, made=2),
        {"source": "hill-times"} | expected(articles=1, made=1),
    ]
    assert [version_id for version_id, *_ in rows(directory, "desk.db", READINGS)] == [1, 3, 4]


def test_ctrl_c_ends_it_cleanly_and_the_next_call_goes_on(tmp_path: Path) -> None:
    directory = archive_pages(tmp_path, {f"story-{number}": page(str(number)) for number in range(40)})
    told: list[Reextraction] = []

    def stop_soon(found: Reextraction) -> None:
        if found.made == 1:
            signal.raise_signal(signal.SIGINT)

    config = load(directory / "presswatch.toml")
    with pytest.raises(MonitorError, match="stopped before the end; `presswatch reextract` goes on from here"):
        reextract(config, on_step=stop_soon, on_source=told.append)
    (cut,) = told
    assert 1 <= cut.made < 40
    assert len(rows(directory, "desk.db", READINGS)) == cut.made, "what was under way is stored"
    assert counts(directory) == expected(articles=40, made=40 - cut.made, present=cut.made)
    assert {extractor for _, extractor, *_ in rows(directory, "desk.db", READINGS)} == {EXTRACTOR}


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from monitor.config import load
    from monitor.reextract import reextract

    def die(found):
        if found.made == 3:
            os.kill(os.getpid(), signal.SIGKILL)

    reextract(load(Path(sys.argv[1])), on_step=die, on_source=print)
"""


@pytest.mark.once
def test_after_a_kill_the_next_call_goes_on(tmp_path: Path) -> None:
    directory = archive_pages(tmp_path, {f"story-{number}": page(str(number)) for number in range(40)})
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(directory / "presswatch.toml")]
    died = subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=PATIENCE)
    assert died.returncode == -signal.SIGKILL, died.stderr
    made = len(rows(directory, "desk.db", READINGS))
    assert 3 <= made < 40
    assert counts(directory) == expected(articles=40, made=40 - made, present=made)
    assert rows(directory, "desk.db", "PRAGMA integrity_check") == [("ok",)]


def test_what_it_cannot_begin_with_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "presswatch.toml").write_text(CONFIGURATION, encoding="utf-8")
    result = run(tmp_path)
    assert (result.exit_code, result.stderr) == (
        1,
        f"Error: {tmp_path}: there is no archive yet; `presswatch crawl` makes it\n",
    )
    assert {file.name for file in tmp_path.iterdir()} == {"presswatch.toml"}
    archive_pages(tmp_path, {})
    assert "there is no source nowhere; `presswatch source list` names" in run(tmp_path, "nowhere").stderr
    with only_writer(tmp_path):
        result = run(tmp_path)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert f"another presswatch (process {os.getpid()}) is writing here; stop it" in line
    assert counts(tmp_path) == expected()


@pytest.mark.once
def test_a_person_sees_how_far_it_is(tmp_path: Path) -> None:
    directory = archive_pages(tmp_path, {f"story-{number}": page(str(number)) for number in range(3)})
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "monitor", "--config", str(directory / "presswatch.toml"), "reextract", SOURCE]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "120", "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(command, stdout=follower, stderr=follower, env=environment) as process:
        os.close(follower)
        shown = b""
        # Linux answers a read from a terminal that nobody has open with an error.
        with contextlib.suppress(OSError):
            while piece := os.read(leader, 65_536):
                shown += piece
    os.close(leader)
    assert process.returncode == 0
    assert b"/3" in shown
    assert f"{SOURCE}: 3 read anew, 0 present, 0 without a capture, 0 failed; 3 articles".encode() in shown
