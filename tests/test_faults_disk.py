"""A disk that is full: at the floor that the configuration sets, and at the wall, for rows, captures and backups."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.backups import making
from monitor.backups.making import back_up
from monitor.backups.manifest import BackupError
from monitor.backups.restoring import check_backup
from monitor.config import Config
from monitor.demo.newsroom import Newsroom
from monitor.errors import MonitorError
from monitor.passes import crawl_once
from monitor.verify import Asked, verify
from storage.database import StorageError
from tests.breaking import SmallDisk, small_disk
from tests.watching import configure, newsroom, publish, watching

pytestmark = pytest.mark.usefixtures("reactor")

NOW = datetime(2026, 8, 22, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk") as made:
        yield made


async def archive_stories(room: Newsroom, config: Config, *numbers: int) -> int:
    """Publishes these and crawls: how many articles the archive has then."""
    async with watching(room, config) as watch:
        publish(watch.outlet, *numbers, age=DAY)
        await watch.found(every_article=False)
        return int(watch.archived("SELECT count(*) FROM articles")[0][0])


def is_well(directory: Path) -> bool:
    return not verify(directory, Asked(), on_progress=lambda *_: None).is_damaged


@pytest.mark.parametrize("leaving", [4_096, 120_000, 400_000], ids=["at once", "early", "in the middle"])
async def test_a_pass_that_meets_the_wall_says_so_and_the_next_one_brings_the_rest(
    disk: SmallDisk, caplog: pytest.LogCaptureFixture, leaving: int
) -> None:
    with newsroom() as room:
        config = configure(room, disk.folder)
        assert await archive_stories(room, config, 1) == 1
        publish(room.outlets["wular-news"], *range(2, 40), age=DAY)
        disk.fill(leaving=leaving)
        with pytest.raises(
            MonitorError, match=r"the disk is full|cannot be written|the disk reports an error"
        ) as error:
            await archive_stories(room, config)
        assert str(disk.folder) in str(error.value)
        assert "Traceback" not in caplog.text
        # Even to read, SQLite needs room for 32 KB beside a database.
        assert leaving < 100_000 or is_well(disk.folder), "what was committed is whole while the disk is full"
        disk.make_room()
        assert await archive_stories(room, config) == 39
    assert is_well(disk.folder)


async def test_below_the_floor_a_pass_fetches_nothing_and_says_so(disk: SmallDisk) -> None:
    with newsroom() as room:
        config = configure(room, disk.folder)
        keep = config.keep.model_copy(update={"free_disk": 10**15})
        with pytest.raises(
            MonitorError, match=r"MB are free, and keep\.free_disk asks for 1000000000; nothing is fetched"
        ):
            crawl_once(config.model_copy(update={"keep": keep}))
        assert room.outlets["wular-news"].requests == []


async def test_a_backup_that_meets_the_wall_leaves_the_earlier_one_good(
    disk: SmallDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = disk.folder / "backup"
    with newsroom() as room:
        config = configure(room, tmp_path / "desk")
        await archive_stories(room, config, 1)
        monkeypatch.setattr(making, "SPARE", 0)
        back_up(config, target, now=NOW)
        await archive_stories(room, config, 2, 3)
    disk.fill(leaving=200_000)
    if disk.is_mounted:
        with pytest.raises(BackupError, match="MB are needed and 0 MB free; make room"):
            back_up(config, target, now=NOW)
    monkeypatch.setattr(making, "SPARE", -(10**9))
    with pytest.raises((BackupError, StorageError, OSError), match=r"(?i)disk|space|large"):
        back_up(config, target, now=NOW)
    disk.make_room()
    assert check_backup(target) is not None
    assert back_up(config, target, now=NOW).number == 2
    check_backup(target)
