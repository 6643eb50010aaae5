"""`presswatch status` as an operator reads it: at 80 columns, in a pipe, and as JSON."""

import json
import os
import pty
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import main
from monitor.cli.status import _short_time
from storage.channels import sync_channels
from storage.database import open_archive, open_desk, transaction
from storage.follows import hold_source
from storage.sources import record_failure, record_success, sync_sources
from tests.desk_history import Shape, add_crawls, add_stories, every
from tests.running import PATIENCE
from tests.storage_samples import source

REPOSITORY = Path(__file__).parent.parent
NAMES = [f"the-valley-post-number-{number:02d}" for number in range(24)] + ["hill-times"]
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk of 25 sources, of which one is refused since hours."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PRESSWATCH_CONFIG", raising=False)
    sources = "".join(
        f'[[source]]\nid = "{name}"\nname = "{name.title()}"\nhome = "https://{name}.example/"\n'
        f'feeds = ["https://{name}.example/rss.xml"]\n'
        for name in NAMES
    )
    keep = '[keep]\nfree_disk = "1 kB"\n'
    (tmp_path / "presswatch.toml").write_text(f'[archive]\ncontact = "desk@example.org"\n{keep}{sources}', "utf-8")
    now = datetime.now(UTC)
    with (
        closing(open_archive(tmp_path / "archive.db")) as archive,
        closing(open_desk(tmp_path / "desk.db")) as desk,
        transaction(archive),
        transaction(desk),
    ):
        sync_sources(archive, [source(name) for name in NAMES], now=now)
        for name in NAMES[:-1]:
            record_success(archive, name, at=now)
            add_crawls(desk, name, [now - MINUTE])
        times = every(HOUR, since=now - 90 * HOUR, until=now)
        add_stories(archive, NAMES[0], times, shape=Shape(published=None))
        add_crawls(desk, "hill-times", every(HOUR, since=now - 4 * HOUR, until=now), outcome="failed")
        record_failure(archive, "hill-times", at=now, reason="HTTP 403 (12)")
        for _ in range(4):
            hold_source(desk, "hill-times", not_before_at=now + HOUR, reason="HTTP 403 (12)")
        sync_channels(desk, NAMES[1], [(f"https://{NAMES[1]}.example/rss.xml", "feed")], now=now - 9 * HOUR)
        desk.execute("UPDATE channels SET failure_count = 9, reason = 'HTTP 404\x1b[31m'")
    return tmp_path


def status(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["status", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.usefixtures("folder")
def test_in_a_pipe_every_part_stands_aligned_and_unwrapped() -> None:
    lines = status().splitlines()
    assert lines[0].split() == ["Source", "State", "Last", "success", "Today", "Followed", "Due"]
    assert len(lines[1].split()) == 7
    assert lines[25].split()[:3] == ["hill-times", "blocked", "-"]
    assert lines[26].startswith("    HTTP 403 (12); rests until ")
    assert lines[28] == "2 things are wrong"
    assert lines[29].startswith("  Hill-Times blocks us, since 20")
    assert "    4 crawls in a row were refused: HTTP 403 (12)." in lines
    assert any(line.startswith("    You can: lengthen `every` and `min_delay` of hill-times") for line in lines)
    assert f"    https://{NAMES[1]}.example/rss.xml" in lines
    assert "    9 looks in a row failed: HTTP 404[31m." in lines, "no control character reaches the terminal"
    assert lines[-3].split() == [NAMES[0], "90", "-", "30s", "/", "30s", "-"]
    assert lines[-1] == "2 things are wrong, see above."


def test_at_80_columns_nothing_is_cut_off(folder: Path) -> None:
    master, slave = pty.openpty()
    process = subprocess.run(
        [sys.executable, "-m", "monitor", "status"],
        stdout=slave,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), "COLUMNS": "80", "LANG": "C.UTF-8"},
        check=True,
        timeout=PATIENCE,
    )
    os.close(slave)
    assert process.returncode == 0
    shown = b""
    try:
        while piece := os.read(master, 65_536):
            shown += piece
    except OSError:
        # The other end of a terminal is closed.
        pass
    finally:
        os.close(master)
    lines = shown.decode().replace("\r", "").splitlines()
    assert len(lines) > 30
    assert [line for line in lines if len(line) > 80] == []


@pytest.mark.usefixtures("folder")
def test_as_json_a_line_for_each_source_and_each_condition() -> None:
    rows = [json.loads(line) for line in status("--json").splitlines()]
    assert [row["source"] for row in rows[:25]] == NAMES
    assert rows[0]["timeliness"]["stored"] == {"count": 90, "median": 30, "late": 30}
    assert [row["condition"] for row in rows[25:]] == ["blocked", "channel"]
    assert rows[25]["source"] == "hill-times"


def test_where_all_is_well_that_is_the_last_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PRESSWATCH_CONFIG", raising=False)
    (tmp_path / "presswatch.toml").write_text('[archive]\ncontact = "a@b.example"\n[keep]\nfree_disk = "1 kB"\n')
    for open_file, name in ((open_archive, "archive.db"), (open_desk, "desk.db")):
        open_file(tmp_path / name).close()
    assert status().splitlines() == ["Source  State  Last success  Today  Followed  Due", "", "Nothing is wrong."]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "0s"), (99.6, "100s"), (120, "2m"), (7199, "120m"), (7200, "2.0h"), (36_000, "10h"), (400_000, "4.6d")],
)
def test_durations_are_short(seconds: float, told: str) -> None:
    assert _short_time(seconds) == told
