"""A small desk with an archive, captures and rows in every file, to be backed up and restored."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from monitor.backups.making import Backup, back_up
from monitor.backups.restoring import Restored, restore
from monitor.config import Config, parse
from storage.cursors import set_cursor
from storage.database import open_desk, open_subscribers, transaction
from tests.archive_data import build_archive
from tests.storage_samples import NOW

CONFIG = '[archive]\ncontact = "desk@example.org"\ntitle = "A desk"\n'


def build_desk(folder: Path) -> Config:
    """The desk in that folder: everything is read up to the end of the log."""
    folder.mkdir(exist_ok=True)
    (folder / "presswatch.toml").write_text(CONFIG)
    build_archive(folder)
    last = len(rows(folder, "archive.db", "SELECT id FROM changes"))
    for open_file, name in ((open_desk, "desk.db"), (open_subscribers, "subscribers.db")):
        with closing(open_file(folder / name)) as conn, transaction(conn):
            set_cursor(conn, "stories", change_id=last)
    return config_of(folder)


def config_of(folder: Path) -> Config:
    """The configuration in that folder, as it is read."""
    return parse((folder / "presswatch.toml").read_text(), path=folder / "presswatch.toml")


def make(config: Config, target: Path, *, check: bool = False, now: datetime = NOW) -> Backup:
    """One backup."""
    return back_up(config, target, now=now, check=check)


def put_back(folder: Path, directory: Path, *, replace: bool = False) -> Restored:
    """One restore into a folder, with its configuration."""
    return restore(folder, directory, now=NOW, configuration=directory / "presswatch.toml", replace=replace)


def content(path: Path) -> list[str]:
    """All that a database holds, as SQL, in whatever order."""
    with closing(sqlite3.connect(path)) as conn:
        return sorted(conn.iterdump())


def rows(folder: Path, file: str, query: str) -> list[tuple[object, ...]]:
    """What a query gives."""
    with closing(sqlite3.connect(f"{(folder / file).as_uri()}?mode=ro", uri=True)) as conn:
        return conn.execute(query).fetchall()


def write(folder: Path, file: str, *statements: str) -> None:
    """Write to a database behind everybody's back."""
    with closing(sqlite3.connect(folder / file)) as conn, conn:
        for statement in statements:
            conn.execute(statement)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the locks, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "presswatch.lock"
    }
