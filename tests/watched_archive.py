"""The small archive of the pages' tests with a public watch, which selected two changes of the alliance story."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from monitor.redact import redact
from tests.archive_data import Told, build_archive
from tests.redacted_desk import NOW, STORY

WATCH = "nc-congress"
TITLE = "Congress & <b>Conference</b>: اتحاد"
QUERY = 'alliance AND "seats"'
MATCHED = ["alliance", "seats"]


def build_watched_archive(folder: Path, more: Sequence[Told] = ()) -> Path:
    """archive.db with changes 2 (report) and 3 (edit) or so of article 1 matched by the watch."""
    path = build_archive(folder, more)
    with sqlite3.connect(path) as conn:
        ids = [row[0] for row in conn.execute("SELECT id FROM changes WHERE article_id = 1 ORDER BY id")]
        at = "2024-08-20T04:00:00Z"
        _insert(conn, "watches", {"id": WATCH, "title": TITLE, "query": QUERY, "since_at": at})
        for change, event in zip(ids[1:], ("report", "correction"), strict=True):
            match = {"watch_id": WATCH, "change_id": change, "event": event, "matched": json.dumps(MATCHED)}
            _insert(conn, "matches", match)
    conn.close()
    return path


def build_redacted_archive(folder: Path) -> Path:
    """The same with an article 7 that was taken down, for a long reason in two scripts."""
    path = build_watched_archive(folder, [STORY])
    redact(
        folder, ["7"], reason=f"<b>Court</b> order of {'a long name ' * 20}عدالت کا حکم", now=NOW, say=lambda _: None
    )
    return path


def _insert(conn: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    there = {column[1] for column in conn.execute(f"PRAGMA table_info({table})")}
    kept = {name: value for name, value in row.items() if name in there}
    places = ", ".join(f":{name}" for name in kept)
    conn.execute(f"INSERT INTO {table} ({', '.join(kept)}) VALUES ({places})", kept)
