"""What begins and ends, told once, in few messages."""

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.conditions import Findings, Kept, Kind, keep_conditions, queue_bulletins, settle_bulletins
from monitor.conditions.keeping import APART, CALM, LONGEST_CALM, calm_after
from monitor.conditions.kinds import OWN, Finding
from monitor.config import Config, load
from monitor.recorder import Files
from storage.captures import CaptureWriter
from storage.conditions import conditions_ended_since, open_conditions, waiting_bulletins
from storage.database import open_desk, open_subscribers, transaction
from tests.storage_samples import NOW

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TOLD = 'contact = "desk@example.org"\n[desk]\nto = "env:DESK_MAIL"\nzone = "Asia/Kolkata"\n'
SILENT = Finding(kind=Kind.SILENT, subject="valley-post", since=NOW - HOUR, detail="Nothing came.")
DISK = Finding(kind=Kind.DISK_LOW, subject=OWN, since=NOW, detail="2.10 GB are free.")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return configured(tmp_path)


def configured(folder: Path, desk: str = TOLD) -> Config:
    path = folder / "presswatch.toml"
    sources = "".join(
        f'[[source]]\nid = "{name}"\nname = "{name.title()}"\nhome = "https://{name}.example/"\n'
        f'feeds = ["https://{name}.example/rss.xml"]\n'
        for name in ("valley-post", "hill-times")
    )
    path.write_text(f"[archive]\n{desk}{sources}", encoding="utf-8")
    return load(path)


@pytest.fixture
def files(archive: sqlite3.Connection, desk: sqlite3.Connection, tmp_path: Path) -> Files:
    return Files(archive=archive, desk=desk, captures=CaptureWriter(tmp_path / "captures", archive=archive))


class Desk:
    """Looks at the world minute by minute, as `run` does."""

    def __init__(self, files: Files, config: Config) -> None:
        self.files, self.config, self.at = files, config, NOW

    def look(self, *found: Finding, after: timedelta = MINUTE, unjudged: Sequence[tuple[str, str]] = ()) -> Kept:
        self.at += after
        findings = Findings(at=self.at, found=found, unjudged=frozenset(unjudged))
        return keep_conditions(self.files, findings, config=self.config)

    def told(self) -> list[str]:
        """The subjects of the bulletins that wait; they are taken."""
        bulletins = waiting_bulletins(self.files.desk)
        settle_bulletins(self.files, [bulletin.id for bulletin in bulletins], at=self.at)
        return [bulletin.subject for bulletin in bulletins]


@pytest.fixture
def watched(files: Files, config: Config) -> Desk:
    return Desk(files, config)


def test_a_condition_is_told_once_when_it_begins_and_once_when_it_ends(watched: Desk) -> None:
    assert watched.look(SILENT).begun == (SILENT,)
    for _ in range(60):
        watched.look(SILENT)
    assert watched.told() == ["Valley-Post fell silent"]
    over = [watched.look() for _ in range(40)]
    assert [kept.over[0].kind for kept in over if kept.over] == ["silent"]
    assert watched.told() == ["Over: Valley-Post fell silent"]
    (ended,) = conditions_ended_since(watched.files.desk, NOW)
    assert ended.ended_at == NOW + 62 * MINUTE, "since it was not found, not since that was believed"
    assert not any(watched.look().has_bulletin for _ in range(60))


def test_what_begins_together_is_one_message_with_the_worst_first(watched: Desk) -> None:
    watched.look(SILENT)
    watched.look(SILENT, DISK)
    watched.look(SILENT, DISK)
    (bulletin,) = waiting_bulletins(watched.files.desk)
    assert bulletin.subject == "2 wrong: Valley-Post fell silent; The disk is nearly full"
    assert bulletin.key == "desk:silent:valley-post:1:began"
    assert bulletin.lines[0].startswith("The disk is nearly full, since 22 August 2024 15:00 IST. 2.10 GB are free.")


def test_the_next_message_waits_and_says_what_goes_on(watched: Desk) -> None:
    for _ in range(3):
        watched.look(SILENT)
    assert len(watched.told()) == 1
    for _ in range(14):
        assert not watched.look(SILENT, DISK).has_bulletin
    assert watched.look(SILENT, DISK).has_bulletin
    (bulletin,) = waiting_bulletins(watched.files.desk)
    assert "Still so: Valley-Post fell silent." in bulletin.lines


def test_what_is_over_before_anybody_was_told_is_not_told(watched: Desk) -> None:
    watched.look(SILENT)
    for _ in range(60):
        watched.look()
    assert watched.told() == []
    assert open_conditions(watched.files.desk) == []


def test_what_cannot_be_judged_is_not_over(watched: Desk) -> None:
    watched.look(SILENT)
    for _ in range(120):
        watched.look(unjudged=[SILENT.about])
    (opened,) = open_conditions(watched.files.desk)
    assert opened.cleared_at is None


def test_one_found_again_within_its_calm_goes_on(watched: Desk) -> None:
    for _ in range(5):
        watched.look(SILENT)
    for _ in range(29):
        watched.look()
    watched.look(SILENT)
    for _ in range(29):
        watched.look()
    (opened,) = open_conditions(watched.files.desk)
    assert (opened.id, opened.ended_at) == (1, None)
    assert watched.told() == ["Valley-Post fell silent"]


def test_where_nobody_is_to_be_told_it_is_kept_all_the_same(files: Files, tmp_path: Path) -> None:
    quiet = Desk(files, configured(tmp_path, 'contact = "desk@example.org"\n'))
    for _ in range(9):
        quiet.look(SILENT, SILENT)
    assert quiet.told() == []
    assert len(open_conditions(files.desk)) == 1
    told = Desk(files, configured(tmp_path))
    told.at = quiet.at
    told.look(SILENT)
    assert told.told() == ["Valley-Post fell silent"], "once there is somebody to tell"


def test_the_calm_doubles_with_each_return() -> None:
    assert [calm_after(returns) for returns in (0, 1, 2)] == [CALM, 2 * CALM, 4 * CALM]
    assert calm_after(99) == LONGEST_CALM


@given(st.integers(1, 240), st.integers(1, 240), st.integers(0, 1000))
@settings(max_examples=12, deadline=None)
def test_what_flickers_is_told_seldom(on: int, off: int, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a simulation
    with TemporaryDirectory() as folder, closing(open_desk(Path(folder) / "desk.db")) as desk:
        desk.execute("PRAGMA synchronous = OFF")
        config = configured(Path(folder))
        captures = CaptureWriter(Path(folder), archive=desk)
        watched = Desk(Files(archive=desk, desk=desk, captures=captures), config)
        times: list[datetime] = []
        is_on, left = True, on
        for _ in range(2 * 24 * 12):
            kept = watched.look(*([DISK] if is_on else []), after=5 * MINUTE)
            times += [watched.at] if kept.has_bulletin else []
            left -= 5
            if left <= 0:
                is_on = not is_on
                left = max(1, round((on if is_on else off) * rng.uniform(0.5, 1.5)))
    assert all(sum(at <= each < at + DAY for each in times) <= 12 for at in times)
    assert all(later - earlier >= APART for earlier, later in pairwise(times))


def test_a_bulletin_becomes_one_delivery_however_often_it_is_queued(watched: Desk, tmp_path: Path) -> None:
    for _ in range(3):
        watched.look(SILENT)
    with closing(open_subscribers(tmp_path / "subscribers.db")) as subscribers:

        def queue() -> list[int]:
            with transaction(subscribers):
                waiting = waiting_bulletins(watched.files.desk)
                return queue_bulletins(subscribers, waiting, to="DESK_MAIL", archive_url=None, at=NOW)

        first = queue()
        assert queue() == first, "a crash before they were settled repeats them"
        settle_bulletins(watched.files, first, at=NOW)
        assert queue() == []
        (sent,) = subscribers.execute("SELECT key, destination, subject, text FROM deliveries")
        assert tuple(sent)[:2] == ("desk:silent:valley-post:1:began", "DESK_MAIL")
        assert "Valley-Post fell silent" in sent["subject"]
        assert "You can: open https://valley-post.example/" in sent["text"]


def test_an_end_may_share_a_message_with_a_beginning(watched: Desk) -> None:
    for _ in range(3):
        watched.look(SILENT)
    watched.told()
    for _ in range(28):
        watched.look()
    for _ in range(3):
        watched.look(DISK)
    assert watched.told() == ["1 wrong, 1 over: The disk is nearly full; Valley-Post fell silent"]
    (bulletin,) = watched.files.desk.execute("SELECT lines FROM bulletins ORDER BY id DESC LIMIT 1").fetchone()
    assert "Over since 22 August 2024 15:04 IST, after 64 min: Valley-Post fell silent." in bulletin
