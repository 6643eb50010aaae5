"""Versions of articles and the full-text index over them, which holds their folded text."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from storage.captures import add_capture
from storage.chain import add_link
from storage.fold import search_fold
from storage.records import CaptureRecord, StoryRecord, Version
from storage.rows import Value, from_row, to_parameters
from storage.times import to_text

_VERSION = """
    SELECT id, article_id, number, seen_at, headline, standfirst, byline, published_at, modified_at, language, body,
           word_count, content_sha256, extractor, capture_id
    FROM versions
"""


def add_version(
    conn: sqlite3.Connection,
    article_id: int,
    *,
    story: StoryRecord,
    capture: CaptureRecord | None,
    seen_at: datetime,
) -> int:
    """The article's next version, indexed and chained, with its capture: its id. `articles` is kept in step."""
    parameters = to_parameters(story) | {"article_id": article_id, "seen_at": to_text(seen_at)}
    cursor = conn.execute(
        """
        INSERT INTO versions (article_id, number, seen_at, headline, standfirst, byline, published_at, modified_at,
                              language, body, word_count, content_sha256, extractor, capture_id)
        SELECT id, version_count + 1, :seen_at, :headline, :standfirst, :byline, :published_at, :modified_at,
               :language, :body, :word_count, :content_sha256, :extractor, :capture_id
        FROM articles WHERE id = :article_id
        """,
        parameters | {"capture_id": None if capture is None else add_capture(conn, capture)},
    )
    if cursor.rowcount != 1 or cursor.lastrowid is None:
        raise LookupError(f"there is no article {article_id}")
    add_link(conn, "version", cursor.lastrowid)
    _index(conn, cursor.lastrowid, parameters)
    conn.execute(
        """
        UPDATE articles SET
            headline = :headline, published_at = coalesce(:published_at, published_at), changed_at = :seen_at,
            language = coalesce(:language, language), version_count = version_count + 1, latest_version_id = :version_id
        WHERE id = :article_id
        """,
        parameters | {"version_id": cursor.lastrowid},
    )
    return cursor.lastrowid


def get_version(conn: sqlite3.Connection, version_id: int) -> Version | None:
    """The version of that id."""
    row = conn.execute(f"{_VERSION} WHERE id = :id", {"id": version_id}).fetchone()
    return None if row is None else from_row(Version, row)


def get_versions(conn: sqlite3.Connection, version_ids: Iterable[int]) -> dict[int, Version]:
    """The versions of these ids, by id."""
    rows = conn.execute(
        f"{_VERSION} WHERE id IN (SELECT value FROM json_each(:ids))", {"ids": json.dumps(sorted(set(version_ids)))}
    )
    return {row["id"]: from_row(Version, row) for row in rows}


def latest_version(conn: sqlite3.Connection, article_id: int) -> Version | None:
    """What the article said when it last changed."""
    row = conn.execute(
        f"{_VERSION} WHERE id = (SELECT latest_version_id FROM articles WHERE id = :id)", {"id": article_id}
    ).fetchone()
    return None if row is None else from_row(Version, row)


def versions_of(conn: sqlite3.Connection, article_id: int) -> list[Version]:
    """All versions of the article, oldest first."""
    rows = conn.execute(f"{_VERSION} WHERE article_id = :id ORDER BY number", {"id": article_id})
    return [from_row(Version, row) for row in rows]


def latest_versions(conn: sqlite3.Connection, article_id: int, *, limit: int) -> list[Version]:
    """The article's newest versions, oldest of them first."""
    rows = conn.execute(
        f"{_VERSION} WHERE article_id = :id ORDER BY number DESC LIMIT :limit", {"id": article_id, "limit": limit}
    )
    return [from_row(Version, row) for row in rows][::-1]


def version_numbered(conn: sqlite3.Connection, article_id: int, number: int) -> Version | None:
    """The article's version of that number, from 1."""
    row = conn.execute(
        f"{_VERSION} WHERE article_id = :id AND number = :number", {"id": article_id, "number": number}
    ).fetchone()
    return None if row is None else from_row(Version, row)


def version_with_content(conn: sqlite3.Connection, article_id: int, content_sha256: str) -> Version | None:
    """The article's newest version of exactly that content: a return to an earlier version is found by it."""
    row = conn.execute(
        f"{_VERSION} WHERE article_id = :id AND content_sha256 = :digest ORDER BY number DESC LIMIT 1",
        {"id": article_id, "digest": content_sha256},
    ).fetchone()
    return None if row is None else from_row(Version, row)


def reindex_versions(conn: sqlite3.Connection) -> int:
    """Make the full-text index anew, as when folding has changed; FTS5's own rebuild would index unfolded text.

    Answers how many versions were indexed. Runs in the caller's transaction.
    """
    conn.execute("INSERT INTO versions_fts (versions_fts) VALUES ('delete-all')")
    rows = conn.execute("SELECT id, headline, standfirst, byline, body FROM versions ORDER BY id")
    count = 0
    for row in rows:
        _index(conn, row["id"], row)
        count += 1
    return count


def _index(conn: sqlite3.Connection, version_id: int, texts: Mapping[str, Value] | sqlite3.Row) -> None:
    folded = {column: search_fold(str(texts[column])) for column in ("headline", "standfirst", "byline", "body")}
    conn.execute(
        """
        INSERT INTO versions_fts (rowid, headline, standfirst, byline, body)
        VALUES (:id, :headline, :standfirst, :byline, :body)
        """,
        {"id": version_id, **folded},
    )
