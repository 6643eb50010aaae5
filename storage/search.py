"""Full-text search over every version, for the command line and for watches."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from typing import Literal

from storage.asked import prepare
from storage.beginnings import wider
from storage.found import COLUMNS, read_page
from storage.marked import Parts
from storage.records import Hit
from storage.searches import Search, understand


def search(
    conn: sqlite3.Connection,
    query: str,
    *,
    order: Literal["newest", "best"] = "newest",
    marks: tuple[str, str] = ("", ""),
    limit: int = 20,
) -> list[Hit]:
    """The versions that match, at most one an article: its newest match, or its best.

    `query` is understood as on the search page. Headline and snippet are the text as served, `marks` before and after
    each found word.
    """
    match = understand(query, is_expression).match
    if not match:
        return []
    asked = prepare(conn, Search(query=query, sort="best" if order == "best" else "new"), match)
    return [
        Hit(
            **{name: hit[name] for name in ("article_id", "number", "source_id", "url")},
            version_id=hit["id"],
            seen_at=datetime.fromisoformat(hit["seen_at"]),
            headline=_marked(hit["headline"], marks),
            snippet=_marked(hit["snippet"], marks),
        )
        for hit in read_page(conn, asked, {}, size=limit)["hits"]
    ]


def wider_beginnings(conn: sqlite3.Connection, query: str) -> dict[str, str]:
    """The beginnings of a query that pass by words of the archive, each with one that finds more (politi*, polit*)."""
    return wider(conn, "versions_fts", understand(query, is_expression).match)


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


def _marked(parts: Parts, marks: tuple[str, str]) -> str:
    return "".join(f"{marks[0]}{text}{marks[1]}" if op == "*" else text for op, text in parts)
