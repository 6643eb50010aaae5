"""Search: a hit is an article, shown as the newest (or best) of its versions that matches.

So what was taken back is still found, and is told: a hit says where the article's latest version no longer matches.
"""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Awaitable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Request
from datasette.utils.sqlite import sqlite3

from storage.fold import search_fold

HITS = 20
COUNTED = 1_000
"""Facets count the newest so many versions that match, in about 4 ms; a common word may match a million."""

LAST_PAGE = 50
"""Of the best; who has read a thousand hits narrows the search, and each page costs all before it."""

SEARCHED = 400
"""Characters of a query that are read; a longer one is cut."""

# A match is set up once for a whole page and read row by row until the page is full: for a prefix the index first
# gathers all words that begin so, which takes up to a second, whether one row is wanted then or all.
MATCHES = """
SELECT versions.id, versions.number, versions.seen_at, versions.language, articles.id AS article_id, articles.state,
       articles.version_count, articles.latest_version_id, articles.published_at, articles.source_id,
       sources.name AS source,
       iif({shown}, highlight(versions_fts, 0, char(2), char(3)), '') AS headline,
       iif({shown}, snippet(versions_fts, 1, char(2), char(3), ' … ', 32), '') AS standfirst_snippet,
       iif({shown}, snippet(versions_fts, 3, char(2), char(3), ' … ', 32), '') AS body_snippet
FROM versions_fts
CROSS JOIN versions ON versions.id = versions_fts.rowid
CROSS JOIN articles ON articles.id = versions.article_id
CROSS JOIN sources ON sources.id = articles.source_id
WHERE versions_fts MATCH :match AND (:source IS NULL OR articles.source_id = :source) {order}
"""
SHOWN = "versions.id < :before AND (:month IS NULL OR substr(versions.seen_at, 1, 7) = :month)"
NEWEST = MATCHES.format(shown=SHOWN, order="ORDER BY versions_fts.rowid DESC")
# A word in a headline says most of what a story is about; the weights are those of headline, standfirst, byline, body.
BEST = MATCHES.format(
    shown=SHOWN, order="AND versions_fts.rank MATCH 'bm25(8.0, 4.0, 2.0, 1.0)' ORDER BY versions_fts.rank"
)
# `+` keeps the index from being asked anew for each id.
STILL_THERE = """
SELECT rowid AS id FROM versions_fts
WHERE versions_fts MATCH :match AND +rowid IN (SELECT value FROM json_each(:latest))
"""
COUNTS = """
SELECT articles.source_id, substr(versions.seen_at, 1, 7) AS month, versions.article_id
FROM versions_fts
CROSS JOIN versions ON versions.id = versions_fts.rowid
CROSS JOIN articles ON articles.id = versions.article_id
WHERE versions_fts MATCH :match
ORDER BY versions_fts.rowid DESC LIMIT :counted
"""
BIGGEST_ID = 2**63 - 1

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

    def narrowing(self) -> dict[str, str | int | None]:
        """The parameters of a query for matches."""
        before = BIGGEST_ID if self.before is None or self.sort == "best" else self.before
        return {"source": self.filters.get("source"), "month": self.filters.get("month"), "before": before}


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """What SQL on this archive may use to search as this page does: fold(text) and plain_words(text)."""
    conn.create_function("fold", 1, lambda text: None if text is None else search_fold(str(text)), deterministic=True)
    conn.create_function("plain_words", 1, lambda text: plain_words(search_fold(str(text or ""))), deterministic=True)


@hookimpl
def archive_page() -> tuple[str, str, Any]:
    return "/search", "search.html", search_page


@hookimpl
def archive_search(database: Database, query: str) -> Awaitable[tuple[str, str | None]]:
    """What this page searches for when `query` is typed, for others that search alike."""
    return expression(database, query)


async def search_page(datasette: Datasette, request: Request) -> dict[str, Any]:
    asked = read_address(request)
    database = datasette.get_database()
    match, note = await expression(database, asked.query)
    sources = [dict(row) for row in await database.execute("SELECT id, name FROM sources ORDER BY name")]
    variables = {"query": asked.query, "sort": asked.sort, "filters": asked.filters, "note": note, "match": match}
    if not match:
        return {**variables, "hits": [], "facets": [], "next": None, "orders": []}
    names = {source["id"]: source["name"] for source in sources}
    reading = partial(read_page, asked=asked, match=match, time_limit=datasette.sql_time_limit_ms)
    hits, facets = await asyncio.gather(database.execute_fn(reading), _facets(database, asked, match, names))
    await _tell_taken_out(database, match, hits, in_order_of_time=asked.sort == "new")
    return {
        **variables,
        "hits": hits[:HITS],
        "facets": facets,
        "next": _next(asked, hits),
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
        page=min(_number(given["page"]) or 1, LAST_PAGE),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


async def expression(database: Database, query: str) -> tuple[str, str | None]:
    """The FTS5 expression for what was typed, and what to tell the reader about it.

    Words are plain words unless operators stand among them; what is no valid expression is taken for plain words.
    """
    folded = search_fold(query)
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


def read_page(conn: sqlite3.Connection, *, asked: Asked, match: str, time_limit: int) -> list[dict[str, Any]]:
    """The hits of the page that is asked for, and one more where another page follows; `time_limit` in milliseconds."""
    sql = BEST if asked.sort == "best" else NEWEST
    parameters = {"match": match, **asked.narrowing()}
    skipped = (asked.page - 1) * HITS if asked.sort == "best" else 0
    try:
        with sqlite_timelimit(conn, time_limit), closing(conn.execute(sql, parameters)) as rows:
            return [
                _shown(row) for row in islice(_first_of_each_article(rows, parameters), skipped, skipped + HITS + 1)
            ]
    except sqlite3.OperationalError as error:
        if error.args == ("interrupted",):
            raise QueryInterrupted(error, sql, parameters) from error
        raise


def _first_of_each_article(rows: Iterable[sqlite3.Row], narrowing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    seen = set()
    for row in rows:
        if row["article_id"] in seen:
            continue
        # Also what an earlier page or another month shows is seen: an article is one hit, of one month.
        seen.add(row["article_id"])
        if row["id"] < narrowing["before"] and narrowing["month"] in (None, row["seen_at"][:7]):
            yield dict(row)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    standfirst, body = parts(row.pop("standfirst_snippet")), parts(row.pop("body_snippet"))
    in_standfirst_alone = not any(op == "*" for op, _ in body) and any(op == "*" for op, _ in standfirst)
    return {
        **row,
        "headline": parts(row["headline"]),
        "snippet": standfirst if in_standfirst_alone or not body else body,
    }


async def _tell_taken_out(
    database: Database, match: str, hits: list[dict[str, Any]], *, in_order_of_time: bool
) -> None:
    """Say of each hit whether the article's latest version no longer matches; newest first, the hit itself tells."""
    latest = [hit["latest_version_id"] for hit in hits if hit["id"] != hit["latest_version_id"]]
    still_there = set()
    if latest and not in_order_of_time:
        found = await database.execute(STILL_THERE, {"match": match, "latest": json.dumps(latest)})
        still_there = {row["id"] for row in found}
    for hit in hits:
        hit["taken_out"] = hit["id"] != hit["latest_version_id"] and hit["latest_version_id"] not in still_there


def parts(text: str) -> list[tuple[str, str]]:
    """Marked text as [op, text] pairs, op "*" for a hit and "=" for what stands around it.

    A page that itself holds the two control characters could mark its own words, and nothing more.
    """
    pieces = _HIT.split(text)
    pairs = [("*" if at % 2 else "=", _MARKS.sub("", piece)) for at, piece in enumerate(pieces)]
    return [(op, piece) for op, piece in pairs if piece]


def _next(asked: Asked, hits: list[dict[str, Any]]) -> str | None:
    if len(hits) <= HITS or asked.page == LAST_PAGE:
        return None
    if asked.sort == "best":
        return asked.address(page=asked.page + 1)
    return asked.address(before=hits[HITS - 1]["id"])


async def _facets(database: Database, asked: Asked, match: str, names: dict[str, str]) -> list[dict[str, Any]]:
    """Articles by source within the chosen month, and by month within the chosen source."""
    rows = list(await database.execute(COUNTS, {"match": match, "counted": COUNTED}))
    # The rows come newest first: what counts is an article's newest version that matches, as in the list of hits.
    articles = {row[2]: row for row in reversed(rows)}
    facets = []
    for facet, other, column in (("source", "month", 0), ("month", "source", 1)):
        wanted = asked.filters.get(other)
        counts = Counter(row[column] for row in articles.values() if wanted is None or row[1 - column] == wanted)
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
