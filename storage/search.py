"""Full-text search over every version, for the command line."""

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from typing import Literal

from storage.fold import search_fold
from storage.records import Hit
from storage.rows import from_row

COLUMNS = ("headline", "standfirst", "byline", "body")
"""The columns of `versions_fts`."""

_SNIPPET_WORDS = 24
"""About two lines of a terminal."""

_WORD = re.compile(r'[^\s"]+')


def search(
    conn: sqlite3.Connection,
    query: str,
    *,
    order: Literal["newest", "best"] = "newest",
    marks: tuple[str, str] = ("", ""),
    limit: int = 20,
) -> list[Hit]:
    """The versions that match, at most one an article: its newest match, or its best.

    `query` is an FTS5 expression; what is none (``don't``, ``a:b``) is searched as words. It is folded as the index is.
    Headline and snippet are the text as served, `marks` before and after each found word.
    """
    folded = search_fold(query)
    if not folded:
        return []
    try:
        return _hits(conn, folded, order=order, marks=marks, limit=limit)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
    return _hits(conn, as_words(folded), order=order, marks=marks, limit=limit)


def versions_matching(conn: sqlite3.Connection, query: str) -> set[int]:
    """The ids of all versions that an FTS5 expression, folded already, finds."""
    return {row[0] for row in conn.execute("SELECT rowid FROM versions_fts WHERE versions_fts MATCH ?", [query])}


def is_expression(query: str, *, columns: Iterable[str] = COLUMNS) -> bool:
    """Whether FTS5 takes this folded text for an expression over these columns."""
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.execute(f"CREATE VIRTUAL TABLE tried USING fts5({', '.join(columns)})")
        try:
            conn.execute("SELECT rowid FROM tried WHERE tried MATCH ?", [query]).fetchone()
        except sqlite3.OperationalError:
            return False
        return True


def as_words(query: str) -> str:
    """The FTS5 expression for all the query's words in any order, whatever signs are in them."""
    return " ".join(f'"{word}"' for word in _WORD.findall(query)) or '""'


def _hits(
    conn: sqlite3.Connection, query: str, *, order: Literal["newest", "best"], marks: tuple[str, str], limit: int
) -> list[Hit]:
    # FTS5 answers in either order by itself; a join turned round or a GROUP BY would read every match first.
    ordering = "rank" if order == "best" else "versions_fts.rowid DESC"
    rows = conn.execute(
        f"""
        SELECT versions.id AS version_id, article_id, number, source_id, url, seen_at,
               highlight(versions_fts, 0, :before, :after) AS headline,
               snippet(versions_fts, -1, :before, :after, ' … ', {_SNIPPET_WORDS}) AS snippet
        FROM versions_fts
        CROSS JOIN versions ON versions.id = versions_fts.rowid
        CROSS JOIN articles ON articles.id = article_id
        WHERE versions_fts MATCH :query
        ORDER BY {ordering}
        """,
        {"query": query, "before": marks[0], "after": marks[1]},
    )
    hits: dict[int, Hit] = {}
    for row in rows:
        hits.setdefault(row["article_id"], from_row(Hit, row))
        if len(hits) == limit:
            break
    rows.close()
    return list(hits.values())
