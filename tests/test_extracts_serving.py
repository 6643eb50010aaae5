"""`presswatch serve` with publish = "extracts": what it serves, and that it keeps up while the archive grows."""

import re
import signal
import threading
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from monitor.publishing import EXTRACTS, follow_archive, make_extracts, published
from storage.articles import record_removed
from storage.database import StorageError, open_archive, transaction
from tests.archive_data import time
from tests.extracting import contents, make, raw
from tests.planted_archive import PLANTED, build_planted_archive
from tests.running import end, presswatch, until
from tests.storage_samples import publish

CONFIG = """
[archive]
title = "Test archive"
contact = "desk@example.org"
publish = "{publish}"
"""


def configure(folder: Path, publish: str) -> Path:
    """presswatch.toml in the folder."""
    path = folder / "presswatch.toml"
    path.write_text(CONFIG.format(publish=publish), encoding="utf-8")
    return path


def read(address: str) -> str:
    with urlopen(address) as answer:
        return str(answer.read().decode())


@pytest.mark.once
@pytest.mark.slow
def test_extracts_are_served_and_kept_up_and_full_is_a_setting_away(tmp_path: Path) -> None:
    build_planted_archive(tmp_path)
    with presswatch(configure(tmp_path, "extracts"), "serve", "--port", "0") as process:
        assert process.stdout is not None
        address = process.stdout.readline().removeprefix("Archive: ").strip()
        assert PLANTED not in read(f"{address}article/7")
        assert len(read(f"{address}archive/captures.csv").splitlines()) == 1
        with pytest.raises(HTTPError, match="404"):
            read(f"{address}-/capture/1")
        with closing(open_archive(tmp_path / "archive.db")) as archive, transaction(archive):
            record_removed(archive, 7, seen_at=time("2024-08-26T09:00:00Z"))
        until(lambda: "removed by its publisher" in read(f"{address}article/7"), "the removal is published")
        assert end(process, signal.SIGTERM) == 0
    told = (tmp_path / "stderr.txt").read_text(encoding="utf-8")
    assert "Traceback" not in told
    assert re.search(r"making extracts.db articles=11\n.*made extracts.db", told)
    assert PLANTED.encode() not in raw(tmp_path / EXTRACTS)
    with presswatch(configure(tmp_path, "full"), "serve", "--port", "0") as process:
        assert process.stdout is not None
        address = process.stdout.readline().removeprefix("Archive: ").strip()
        assert PLANTED in read(f"{address}article/7")
        end(process)


def test_in_full_the_archive_itself_is_served(tmp_path: Path) -> None:
    with published(tmp_path / "archive.db", publish="full", stop=threading.Event()) as served:
        assert served == tmp_path / "archive.db"
    assert not (tmp_path / EXTRACTS).exists()


def test_a_stop_before_it_is_made_serves_nothing(tmp_path: Path) -> None:
    build_planted_archive(tmp_path)
    stop = threading.Event()
    stop.set()
    with published(tmp_path / "archive.db", publish="extracts", stop=stop) as served:
        assert served is None


def test_it_is_kept_up_until_serving_ends(tmp_path: Path) -> None:
    build_planted_archive(tmp_path)
    archive_path = tmp_path / "archive.db"
    with published(archive_path, publish="extracts", stop=threading.Event()) as served:
        assert served == tmp_path / EXTRACTS
        with closing(open_archive(archive_path)) as archive:
            for number in range(3):
                with transaction(archive):
                    publish(archive, f"late-{number}")
        anew = contents(make(tmp_path, "anew.db"))
        until(lambda: contents(served) == anew, "three stories are published")
    assert "extracts" not in [thread.name for thread in threading.enumerate()]


def test_a_file_in_the_way_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("monitor.publishing.RETRY_AFTER", 0.05)
    build_planted_archive(tmp_path)
    path, archive = tmp_path / EXTRACTS, tmp_path / "archive.db"
    path.write_text("no database " * 100, encoding="utf-8")
    with pytest.raises(StorageError, match=r"extracts.db: it is not a SQLite database"):
        make_extracts(path, archive, stop=threading.Event())
    stop = threading.Event()
    follower = threading.Thread(target=follow_archive, args=(path, archive, stop))
    follower.start()
    try:
        until(lambda: "extracts not kept up" in caplog.text, "it is told")
        path.unlink()
        until(lambda: path.exists() and b"one version" in raw(path), "it is made")
    finally:
        stop.set()
        follower.join()
    assert "Traceback" not in caplog.text
    assert contents(make(tmp_path)) == contents(make(tmp_path, "anew.db"))
