"""What each change put in and took out, as rows with a full-text index: so that what was taken back can be searched."""

import json
import sqlite3

from storage.fold import search_fold
from storage.passages import changed_words

AT_ONCE = 1000
"""Ids whose diffs are held at once: some megabytes, where those of a million changes would be gigabytes."""

DIFFS = "SELECT id, diff FROM changes WHERE id >= :first AND id < :beyond AND diff IS NOT NULL ORDER BY id"


def add_change_texts(conn: sqlite3.Connection, change_id: int, diff: str | None) -> None:
    """Keep and index the words of a change, in the caller's transaction; one that put in and took out none has no row.

    `diff` is JSON as `changes.diff` has it.
    """
    added, removed = changed_words(json.loads(diff)) if diff else ("", "")
    if not added and not removed:
        return
    texts = {"id": change_id, "added": added, "removed": removed}
    conn.execute("INSERT INTO change_texts (change_id, added, removed) VALUES (:id, :added, :removed)", texts)
    folded = {"id": change_id, "added": search_fold(added), "removed": search_fold(removed)}
    conn.execute("INSERT INTO changes_fts (rowid, added, removed) VALUES (:id, :added, :removed)", folded)


def index_all_changes(conn: sqlite3.Connection) -> None:
    """Keep and index the words of every change of a file that has none of them yet."""
    newest = conn.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()[0]
    for first in range(1, newest + 1, AT_ONCE):
        ids = {"first": first, "beyond": first + AT_ONCE}
        for row in conn.execute(DIFFS, ids).fetchall():
            add_change_texts(conn, row[0], row[1])
