"""Search: a hit is an article, shown as the newest of its versions that says the words.

So what was taken back is still found, and is told: a hit whose version is not the article's latest says that the
words no longer stand there.
"""

import asyncio
import re
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request
from datasette.utils.sqlite import sqlite3

from storage.fold import fold

HITS = 20
COUNTED = 1_000
"""Facets count the newest so many versions that match, in about 4 ms; a common word may match a million."""

SEARCHED = 400
"""Characters of a query that are read; a longer one is cut."""

# The index is read newest first (its order is that of versions.id) and left as soon as the page is full.
MATCHING = """
FROM versions_fts AS hit
CROSS JOIN versions ON versions.id = hit.rowid
CROSS JOIN articles ON articles.id = versions.article_id
WHERE hit.versions_fts MATCH :match {conditions}
  AND NOT EXISTS (
    SELECT 1 FROM versions AS later JOIN versions_fts AS again ON again.rowid = later.id
    WHERE later.article_id = articles.id AND later.number > versions.number
      AND again.versions_fts MATCH :match
  )
"""
NEWEST = "SELECT hit.rowid AS id " + MATCHING + " ORDER BY hit.rowid DESC LIMIT :limit"
# A word in a headline says most of what a story is about; the weights are those of headline, standfirst, byline, body.
BEST = (
    "SELECT hit.rowid AS id "
    + MATCHING
    + " AND hit.rank MATCH 'bm25(8.0, 4.0, 2.0, 1.0)' ORDER BY hit.rank LIMIT :limit OFFSET :skip"
)
CONDITIONS = {
    "source": "AND articles.source_id = :source",
    "month": "AND versions.seen_at >= :month AND versions.seen_at < :month || '~'",
    "before": "AND hit.rowid < :before",
}
SHOWN = """
SELECT versions.id, versions.number, versions.seen_at, versions.language, articles.id AS article_id, articles.state,
       articles.version_count, articles.latest_version_id, articles.published_at, articles.source_id,
       sources.name AS source,
       highlight(versions_fts, 0, char(2), char(3)) AS headline,
       snippet(versions_fts, 1, char(2), char(3), ' … ', 32) AS standfirst_snippet,
       snippet(versions_fts, 3, char(2), char(3), ' … ', 32) AS body_snippet
FROM versions_fts
JOIN versions ON versions.id = versions_fts.rowid
JOIN articles ON articles.id = versions.article_id
JOIN sources ON sources.id = articles.source_id
WHERE versions_fts MATCH :match AND versions_fts.rowid = :id
"""
COUNTS = """
SELECT articles.source_id, substr(versions.seen_at, 1, 7) AS month, versions.article_id
FROM (SELECT rowid AS id FROM versions_fts WHERE versions_fts MATCH :match ORDER BY rowid DESC LIMIT :counted) AS hit
JOIN versions ON versions.id = hit.id
JOIN articles ON articles.id = versions.article_id
"""

_OPERATORS = re.compile(r'["*^(){}:+]|\b(?:AND|OR|NOT|NEAR)\b')
_WORD = re.compile(r"\S*\w\S*")
_HIT = re.compile("\x02([^\x02\x03]*)\x03")
_MARKS = re.compile("[\x02\x03]")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for: the query as typed, and what narrows and orders its hits."""

    query: str
    sort: str
    filters: dict[str, str]
    before: int | None
    page: int

    def address(self, **changed: str | int | None) -> str:
        """This search's address with something changed; None takes it out, and paging starts again."""
        parts = {"q": self.query, **self.filters, "sort": self.sort, **changed}
        if parts["sort"] == "new":
            del parts["sort"]
        return "/search?" + urlencode({name: value for name, value in parts.items() if value is not None})


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """What SQL on this archive may use to search as this page does: fold(text) and plain_words(text)."""
    conn.create_function("fold", 1, lambda text: None if text is None else fold(str(text)), deterministic=True)
    conn.create_function("plain_words", 1, lambda text: plain_words(fold(str(text or ""))), deterministic=True)


@hookimpl
def archive_page() -> tuple[str, str, Any]:
    return "/search", "search.html", search_page


async def search_page(datasette: Datasette, request: Request) -> dict[str, Any]:
    asked = read_address(request)
    database = datasette.get_database()
    match, note = await expression(database, asked.query)
    sources = [dict(row) for row in await database.execute("SELECT id, name FROM sources ORDER BY name")]
    variables = {"query": asked.query, "sort": asked.sort, "filters": asked.filters, "note": note, "match": match}
    if not match:
        return {**variables, "hits": [], "facets": [], "next": None, "orders": []}
    names = {source["id"]: source["name"] for source in sources}
    ids, facets = await asyncio.gather(_ids(database, asked, match), _facets(database, asked, match, names))
    hits = await database.execute_fn(partial(_hits, match=match, ids=ids[:HITS]))
    return {
        **variables,
        "hits": hits,
        "facets": facets,
        "next": _next(asked, ids),
        "orders": [{"name": name, "href": asked.address(sort=name)} for name in ("new", "best")],
    }


def read_address(request: Request) -> Asked:
    """The query string, without what means nothing here."""
    given = {
        name: (request.args.get(name) or "").strip() for name in ("q", "sort", "source", "month", "before", "page")
    }
    filters = {"source": given["source"], "month": given["month"] if _MONTH.fullmatch(given["month"]) else ""}
    return Asked(
        query=given["q"].replace("\x00", " ")[:SEARCHED],
        sort="best" if given["sort"] == "best" else "new",
        filters={name: value for name, value in filters.items() if value},
        before=_number(given["before"]),
        page=min(_number(given["page"]) or 1, 50),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


async def expression(database: Database, query: str) -> tuple[str, str | None]:
    """The FTS5 expression for what was typed, and what to tell the reader about it.

    Words are plain words unless operators stand among them; what is no valid expression is taken for plain words.
    """
    folded = fold(query)
    words = plain_words(folded)
    if not _OPERATORS.search(folded):
        return words, None
    try:
        await database.execute(
            "SELECT rowid FROM versions_fts WHERE versions_fts MATCH :match LIMIT 1",
            {"match": folded},
            log_sql_errors=False,
        )
    except sqlite3.OperationalError:
        return words, "That is not a complete search expression, so it was searched as plain words."
    return folded, None


def plain_words(folded: str) -> str:
    """The expression that finds all words of a folded text, whatever marks stand in it; '' where it has none."""
    return " ".join(f'"{word}"' for word in _WORD.findall(folded.replace('"', " ")))


async def _ids(database: Database, asked: Asked, match: str) -> list[int]:
    narrowing = dict(asked.filters)
    parameters: dict[str, Any] = {**asked.filters, "match": match, "limit": HITS + 1}
    if asked.sort == "best":
        sql = BEST
        parameters["skip"] = (asked.page - 1) * HITS
    else:
        sql = NEWEST
        if asked.before is not None:
            narrowing["before"] = str(asked.before)
            parameters["before"] = asked.before
    conditions = " ".join(CONDITIONS[name] for name in narrowing)
    return [row["id"] for row in await database.execute(sql.format(conditions=conditions), parameters)]


def _hits(conn: sqlite3.Connection, *, match: str, ids: list[int]) -> list[dict[str, Any]]:
    # One by one, so that the index seeks each and makes no snippet that is not shown.
    rows = [conn.execute(SHOWN, {"match": match, "id": version_id}).fetchone() for version_id in ids]
    return [_shown(dict(row)) for row in rows]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    standfirst, body = parts(row.pop("standfirst_snippet")), parts(row.pop("body_snippet"))
    in_standfirst_alone = not any(op == "*" for op, _ in body) and any(op == "*" for op, _ in standfirst)
    return {
        **row,
        "headline": parts(row["headline"]),
        "snippet": standfirst if in_standfirst_alone or not body else body,
        "taken_out": row["id"] != row["latest_version_id"],
    }


def parts(text: str) -> list[tuple[str, str]]:
    """Marked text as [op, text] pairs, op "*" for a hit and "=" for what stands around it.

    A page that itself holds the two control characters could mark its own words, and nothing more.
    """
    pieces = _HIT.split(text)
    pairs = [("*" if at % 2 else "=", _MARKS.sub("", piece)) for at, piece in enumerate(pieces)]
    return [(op, piece) for op, piece in pairs if piece]


def _next(asked: Asked, ids: list[int]) -> str | None:
    if len(ids) <= HITS:
        return None
    if asked.sort == "best":
        return asked.address(page=asked.page + 1)
    return asked.address(before=ids[HITS - 1])


async def _facets(database: Database, asked: Asked, match: str, names: dict[str, str]) -> list[dict[str, Any]]:
    """Articles by source within the chosen month, and by month within the chosen source."""
    rows = list(await database.execute(COUNTS, {"match": match, "counted": COUNTED}))
    facets = []
    for facet, other, column in (("source", "month", 0), ("month", "source", 1)):
        wanted = asked.filters.get(other)
        pairs = {(row[column], row[2]) for row in rows if wanted is None or row[1 - column] == wanted}
        counts = Counter(value for value, _ in pairs)
        ordered = counts.most_common() if facet == "source" else sorted(counts.items(), reverse=True)
        values = [
            {
                "value": value,
                "label": names.get(value, value),
                "count": count,
                "chosen": asked.filters.get(facet) == value,
                "href": asked.address(**{facet: None if asked.filters.get(facet) == value else value}),
            }
            for value, count in ordered
        ]
        facets.append({"name": facet, "values": values, "at_least": len(rows) == COUNTED})
    return facets
