"""The change log: what happened in the lives of articles, append only. Everything downstream reads it with a cursor."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from storage.chain import add_link
from storage.change_texts import add_change_texts
from storage.records import Change, ChangeKind, LoggedChange, NewChange
from storage.rows import from_row, to_parameters
from storage.times import to_text

_LOGGED = """
    SELECT changes.id, changes.seen_at, kind, changes.source_id, sources.name AS source, article_id, headline, url,
           baseline, headline_changed, words_added, words_removed, nature, importance, summary, silent, quiet,
           from_version_id, to_version_id, diff
    FROM changes
    JOIN articles ON articles.id = changes.article_id
    JOIN sources ON sources.id = changes.source_id
"""

_CHANGE = """
    SELECT id, article_id, source_id, seen_at, kind, from_version_id, to_version_id, baseline, headline_changed,
           words_added, words_removed, nature, importance, summary, numbers, names, quotes, negations,
           attributions, dates, silent, quiet, returns_to_version_id, diff
    FROM changes
"""


def add_change(conn: sqlite3.Connection, change: NewChange) -> int:
    """Append to the log and the chain, its words to the index, in the caller's transaction: the change's id."""
    row = conn.execute(
        """
        INSERT INTO changes (article_id, source_id, seen_at, kind, from_version_id, to_version_id, baseline,
                             headline_changed, words_added, words_removed, nature, importance, summary, numbers,
                             names, quotes, negations, attributions, dates, silent, quiet, returns_to_version_id, diff)
        SELECT id, source_id, :seen_at, :kind, :from_version_id, :to_version_id, :baseline,
               :headline_changed, :words_added, :words_removed, :nature, :importance, :summary, :numbers,
               :names, :quotes, :negations, :attributions, :dates, :silent, :quiet, :returns_to_version_id, :diff
        FROM articles WHERE id = :article_id
        RETURNING id
        """,
        to_parameters(change),
    ).fetchone()
    if row is None:
        raise LookupError(f"there is no article {change.article_id}")
    add_link(conn, "change", int(row["id"]))
    add_change_texts(conn, int(row["id"]), change.diff)
    return int(row["id"])


def changes_of(conn: sqlite3.Connection, article_id: int) -> list[Change]:
    """The article's life, oldest change first."""
    rows = conn.execute(f"{_CHANGE} WHERE article_id = :id ORDER BY id", {"id": article_id})
    return [from_row(Change, row) for row in rows]


def changes_from(conn: sqlite3.Connection, change_id: int, *, limit: int) -> list[Change]:
    """The log's rows after that change, oldest first, with all that is known of each."""
    rows = conn.execute(f"{_CHANGE} WHERE id > :after ORDER BY id LIMIT :limit", {"after": change_id, "limit": limit})
    return [from_row(Change, row) for row in rows]


def get_changes(conn: sqlite3.Connection, change_ids: Iterable[int]) -> dict[int, Change]:
    """The changes of these ids, by id."""
    rows = conn.execute(
        f"{_CHANGE} WHERE id IN (SELECT value FROM json_each(:ids))", {"ids": json.dumps(sorted(set(change_ids)))}
    )
    return {row["id"]: from_row(Change, row) for row in rows}


def last_change_before(conn: sqlite3.Connection, at: datetime) -> int:
    """The last change that was seen before then, 0 where there is none: where the log of a time begins."""
    row = conn.execute(
        "SELECT id FROM changes WHERE seen_at < :at ORDER BY seen_at DESC, id DESC LIMIT 1", {"at": to_text(at)}
    ).fetchone()
    return 0 if row is None else int(row["id"])


def changes_after(conn: sqlite3.Connection, change_id: int, *, limit: int) -> list[LoggedChange]:
    """The log from that change on, without it, oldest first: what a reader with a cursor has still to read."""
    rows = conn.execute(
        f"{_LOGGED} WHERE changes.id > :after ORDER BY changes.id LIMIT :limit", {"after": change_id, "limit": limit}
    )
    return [from_row(LoggedChange, row) for row in rows]


def latest_changes(
    conn: sqlite3.Connection,
    *,
    limit: int,
    source_id: str | None = None,
    kind: ChangeKind | None = None,
    with_baseline: bool = False,
) -> list[LoggedChange]:
    """The log's end, newest first; of one source or of one kind if asked; baseline only if asked."""
    conditions = [
        "changes.source_id = :source_id" if source_id is not None else "",
        "kind = :kind" if kind is not None else "",
        "" if with_baseline else "baseline = 0",
    ]
    where = " AND ".join(condition for condition in conditions if condition) or "TRUE"
    rows = conn.execute(
        f"{_LOGGED} WHERE {where} ORDER BY changes.id DESC LIMIT :limit",
        {"source_id": source_id, "kind": kind, "limit": limit},
    )
    return [from_row(LoggedChange, row) for row in rows]


def last_change_id(conn: sqlite3.Connection) -> int:
    """The log's last id, 0 while it is empty: where a new reader's cursor begins."""
    return int(conn.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()[0])
