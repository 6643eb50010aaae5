"""What the tests of faults share: a disk that fills up, a folder that is closed, a page that is damaged, a clock."""

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest

SMALL = 16 * 1024**2


def _mount(*arguments: str) -> bool:
    return _run("mount", *arguments).returncode == 0


def _run(*command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, check=False, capture_output=True)


@dataclass(slots=True)
class SmallDisk:
    """A disk of its own where mounting is allowed; elsewhere files that may not grow, which fails alike."""

    folder: Path
    is_mounted: bool
    _limits: tuple[int, int] = field(default_factory=lambda: resource.getrlimit(resource.RLIMIT_FSIZE))

    def fill(self, *, leaving: int) -> None:
        """Leaves so many bytes free."""
        if not self.is_mounted:
            largest = max((path.stat().st_size for path in self.folder.rglob("*") if path.is_file()), default=0)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest + leaving, self._limits[1]))
            return
        stats = os.statvfs(self.folder)
        with (self.folder / "filler").open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(stats.f_bavail * stats.f_frsize - leaving, 1))

    def make_room(self) -> None:
        """Somebody freed some space."""
        resource.setrlimit(resource.RLIMIT_FSIZE, self._limits)
        (self.folder / "filler").unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """A disk of 16 MB at the folder."""
    folder.mkdir()
    disk = SmallDisk(folder, _mount("-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)))
    try:
        yield disk
    finally:
        disk.make_room()
        if disk.is_mounted:
            _run("umount", "--lazy", str(folder))


@contextmanager
def closed_folder(folder: Path) -> Iterator[None]:
    """The folder is read-only: mounted so, or where that is not allowed without the right to write."""
    is_mounted = _mount("--bind", str(folder), str(folder)) and _mount("-o", "remount,bind,ro", str(folder))
    if not is_mounted:
        folder.chmod(0o555)
    try:
        assert not os.access(folder, os.W_OK), "root that may not mount: this machine cannot close a folder"
        yield
    finally:
        if is_mounted:
            _run("umount", "--lazy", str(folder))
        folder.chmod(0o755)


def damage_page(path: Path, table: str) -> None:
    """Overwrites the first page of a table, as a bad disk does."""
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = conn.execute("PRAGMA page_size").fetchone()[0]
        page = conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table]).fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 200)


class Clock:
    """The clock on the wall, for all modules that look at it: `shift` is by how much somebody has set it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.shift = timedelta(0)
        clock, real = self, datetime

        class Kind(type):
            def __instancecheck__(cls, instance: object) -> bool:
                return isinstance(instance, real)

        class Shifted(datetime, metaclass=Kind):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Any:  # a plain datetime, as all others are
                return real.now(tz) + clock.shift

        for name, module in list(sys.modules.items()):
            ours = name.startswith(("monitor.", "scrapers.spiders", "apscheduler.schedulers"))
            if ours and getattr(module, "datetime", None) is real:
                patch.setattr(module, "datetime", Shifted)
