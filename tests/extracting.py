"""Reading extracts.db in tests: all that is in it, as rows and as bytes; and bringing it up to date."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from monitor.publishing import make_extracts
from storage.extract_tables import LEFT_EMPTY, SHOWN
from storage.extracts import compare_more, open_maker, publish_news

Rows = dict[str, list[tuple[object, ...]]]


def make(folder: Path, name: str = "extracts.db") -> Path:
    """The file, made from the folder's archive.db or brought up to date."""
    path = folder / name
    assert make_extracts(path, folder / "archive.db", stop=threading.Event())
    return path


def publish(maker: sqlite3.Connection) -> None:
    """Publish all that the log has."""
    while publish_news(maker):
        continue


def compare(folder: Path) -> None:
    """Compare all articles, as is done over and over while the archive is served, and index anew what that asks for."""
    with closing(open_maker(folder / "extracts.db", folder / "archive.db")) as maker:
        place: int | None = 0
        while place is not None:
            place = compare_more(maker, place, limit=3)
        publish(maker)


def contents(path: Path) -> Rows:
    """Every row of every table, and every word that the indexes know with where it stands."""
    with closing(sqlite3.connect(path)) as conn:
        rows = {table: sorted(conn.execute(f"SELECT * FROM {table}"), key=repr) for table in (*SHOWN, *LEFT_EMPTY)}
        for index in ("versions_fts", "changes_fts"):
            conn.execute(f"CREATE VIRTUAL TABLE temp.words_of_{index} USING fts5vocab('main', '{index}', 'instance')")
            rows[index] = sorted(conn.execute(f"SELECT * FROM words_of_{index}"), key=repr)
        return rows


def raw(path: Path) -> bytes:
    """All bytes of the file and of the log beside it."""
    files = (path, path.with_name(f"{path.name}-wal"))
    return b"".join(each.read_bytes() for each in files if each.exists())
