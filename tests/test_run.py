"""`presswatch run` and `up` as processes: started, signalled, killed; what the files say afterwards."""

import contextlib
import json
import os
import random
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from monitor.config import parse
from monitor.demo.newsroom import Newsroom
from monitor.demo.script import script
from monitor.scheduler import hosts_of
from storage.captures import get_capture, read_capture
from storage.database import open_archive
from tests.running import PATIENCE, end, presswatch, rows, until, write_configuration

pytestmark = pytest.mark.slow

BASELINE = 18
SECOND_ACT = 22
THIRD_ACT = 25
"""Stories that the script has published after its first three acts."""


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom(script()) as opened:
        opened.advance()
        yield opened


def published(directory: Path) -> int:
    return len(rows(directory, "archive.db", "SELECT 1 FROM changes WHERE kind = 'published'"))


def edited(directory: Path) -> int:
    return len(rows(directory, "archive.db", "SELECT 1 FROM changes WHERE kind IN ('edited', 'corrected')"))


def test_run_archives_the_baseline_then_news_then_an_edit_and_ends_cleanly(room: Newsroom, tmp_path: Path) -> None:
    with presswatch(write_configuration(room, tmp_path), "run") as process:
        until(lambda: published(tmp_path) == BASELINE, "the baseline is archived")
        room.advance()
        until(
            lambda: published(tmp_path) == SECOND_ACT and edited(tmp_path) == 1, "four stories and one edit are found"
        )
        assert end(process) == 0
    news = rows(tmp_path, "archive.db", "SELECT count(*) FROM changes WHERE kind = 'published' AND baseline = 0")
    assert news == [(SECOND_ACT - BASELINE,)]
    assert rows(tmp_path, "desk.db", "SELECT 1 FROM crawls WHERE ended_at IS NULL") == []
    assert rows(tmp_path, "desk.db", "SELECT DISTINCT outcome FROM crawls WHERE outcome <> 'ok'") in (
        [],
        [("shutdown",)],
        [("cut",)],
    )


def test_a_second_run_on_the_same_files_is_refused_in_one_line(room: Newsroom, tmp_path: Path) -> None:
    config = write_configuration(room, tmp_path)
    with presswatch(config, "run") as first:
        until((tmp_path / "presswatch.lock").exists, "the first holds the lock")
        until(lambda: published(tmp_path) > 0, "the first works")
        (tmp_path / "stderr.txt").write_text("")
        with presswatch(config, "crawl") as second:
            assert second.wait(PATIENCE) == 1
        said = [line for line in (tmp_path / "stderr.txt").read_text().splitlines() if line.startswith("Error")]
        assert len(said) == 1
        assert f"another presswatch (process {first.pid}) is writing here" in said[0]


def test_sighup_adopts_a_new_source_and_refuses_a_broken_file(room: Newsroom, tmp_path: Path) -> None:
    config = write_configuration(room, tmp_path)
    whole = config.read_text(encoding="utf-8")
    head, *sources = whole.split("[[source]]")
    config.write_text("[[source]]".join([head, *sources[:-1]]), encoding="utf-8")
    last = "SELECT 1 FROM articles WHERE source_id = 'karewa-times'"
    with presswatch(config, "run") as process:
        until(lambda: published(tmp_path) == BASELINE - 3, "the five outlets of the first file are archived")
        config.write_text("[archive]\ncontact = 3\n", encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        until(lambda: "the old one stays" in (tmp_path / "stderr.txt").read_text(), "the broken file is refused")
        assert rows(tmp_path, "archive.db", last) == []
        config.write_text(whole, encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        until(lambda: len(rows(tmp_path, "archive.db", last)) == 3, "the sixth outlet is archived")
        assert end(process) == 0


def test_below_the_floor_of_free_disk_nothing_is_fetched(room: Newsroom, tmp_path: Path) -> None:
    config = write_configuration(room, tmp_path, extra='\n[keep]\nfree_disk = "900 TB"\n')
    with presswatch(config, "run") as process:
        until(lambda: "disk nearly full" in (tmp_path / "stderr.txt").read_text(), "the desk is told")
        assert end(process) == 0
    assert published(tmp_path) == 0
    assert all(not outlet.requests for outlet in room.outlets.values())


def archived(directory: Path) -> set[tuple[object, ...]]:
    """The archive without ids and times."""
    query = """
        SELECT source_id, substr(articles.url, instr(substr(articles.url, 8), '/') + 7), state, number,
               versions.headline, standfirst, byline, body
        FROM versions JOIN articles ON articles.id = article_id
    """
    found = rows(directory, "archive.db", query)
    assert len(found) == len(set(found))
    return set(found)


def log(directory: Path) -> list[tuple[object, ...]]:
    query = "SELECT kind, headline, number FROM changes JOIN versions ON versions.id = to_version_id ORDER BY 1, 2, 3"
    return rows(directory, "archive.db", query)


def play(directory: Path, kills: int, chance: random.Random) -> None:
    """Three acts, each watched by a run that sees all of it, after so many runs that are killed on the way."""
    directory.mkdir()
    with Newsroom(script()) as room:
        config = write_configuration(room, directory)
        for act, stories in enumerate((BASELINE, SECOND_ACT, THIRD_ACT)):
            room.advance()
            for _ in range(kills):
                with started(config) as process, contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(chance.uniform(0.0, 2.5))
            with started(config) as process:
                until(partial(has_changes, directory, published=stories, edited=act), f"act {act} is archived")
                assert end(process) == 0


@contextmanager
def started(config: Path) -> Iterator[subprocess.Popen[str]]:
    """A run that has opened its files; killed when left."""
    log_file = config.parent / "stderr.txt"
    log_file.write_text("")
    with presswatch(config, "run", measured=False) as process:
        until(lambda: "running directory=" in log_file.read_text(), "it has started")
        yield process


def has_changes(directory: Path, *, published: int, edited: int) -> bool:
    kinds = [kind for (kind,) in rows(directory, "archive.db", "SELECT kind FROM changes")]
    return kinds.count("published") == published and len(kinds) - published == edited


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What undisturbed runs make of the three acts."""
    directory = tmp_path_factory.mktemp("undisturbed") / "calm"
    play(directory, 0, random.Random(0))  # noqa: S311 - not for cryptography
    return directory


@pytest.mark.once
@pytest.mark.slow
def test_kills_at_any_moment_lose_nothing_and_repeat_nothing(tmp_path: Path, calm: Path) -> None:
    """Nine kills over three acts, against undisturbed runs over the same acts; bench/kills.py does a hundred."""
    killed = tmp_path / "killed"
    # Not for cryptography: a failure is to come again with the same seed.
    play(killed, 3, random.Random(1))  # noqa: S311
    assert archived(killed) == archived(calm)
    assert log(killed) == log(calm)
    for file in ("archive.db", "desk.db"):
        assert rows(killed, file, "PRAGMA integrity_check") == [("ok",)]
        assert rows(killed, file, "PRAGMA foreign_key_check") == []
    with closing(open_archive(killed / "archive.db", read_only=True)) as archive:
        ids = [row[0] for row in archive.execute("SELECT capture_id FROM versions")]
        captures = [get_capture(archive, capture_id) for capture_id in ids]
    assert all(capture is not None and read_capture(killed / "captures", capture).status == 200 for capture in captures)


def test_up_serves_while_it_runs_and_restarts_what_dies(room: Newsroom, tmp_path: Path) -> None:
    config = write_configuration(room, tmp_path)
    with presswatch(config, "up", "--port", "0") as process:
        assert process.stdout is not None
        line = next(line for line in process.stdout if line.startswith("Archive: "))
        address = line.removeprefix("Archive: ").strip()
        until(lambda: published(tmp_path) == BASELINE, "the baseline is archived")
        with urllib.request.urlopen(f"{address}front.json", timeout=PATIENCE) as answer:
            assert json.load(answer)
        holder = int((tmp_path / "presswatch.lock").read_text())
        os.kill(holder, signal.SIGKILL)
        until(lambda: int((tmp_path / "presswatch.lock").read_text() or holder) != holder, "run is started again")
        room.advance()
        until(lambda: published(tmp_path) == SECOND_ACT, "the new run finds the news")
        assert end(process) == 0


def test_two_sources_that_share_a_host_are_known_by_it() -> None:
    config = parse(
        """
        [archive]
        contact = "desk@example.org"
        [[source]]
        id = "a"
        name = "A"
        home = "https://a.example/"
        feeds = ["https://feeds.example/a"]
        [[source]]
        id = "b"
        name = "B"
        home = "https://b.example/"
        sitemaps = ["https://feeds.example/b.xml"]
        """,
        path=Path("presswatch.toml"),
    )
    first, second = config.sources
    assert hosts_of(first) == {"a.example", "feeds.example"}
    assert not hosts_of(first).isdisjoint(hosts_of(second))
