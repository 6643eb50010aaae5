"""The search page: what is asked for, the hits, the facets, and the same search in its other forms."""

import asyncio
import re
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted
from datasette.plugins import pm
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Request
from datasette.utils.sqlite import sqlite3

from monitor.anywhere import asks_for_places, words_anywhere, words_wanted
from monitor.config.queries import query_problem
from monitor.searches import watch_table
from storage.asked import prepare
from storage.beginnings import wider
from storage.facets import Facet, read_facets
from storage.fold import search_fold
from storage.found import HITS, columns_searched, read_page
from storage.search import is_expression
from storage.searches import LONGEST, NARROWING, Search, Understood, plain_words, read_search, understand

WITHOUT_PLACES = (
    "This archive publishes extracts of texts, and knows of a text which words stand in it and not where: "
    "a phrase was searched as all of its words."
)

ORDERS = ("new", "old", "best")
SOURCES = "SELECT id, name FROM sources ORDER BY name"


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """What SQL on this archive may use to search as this page does: fold(text) and plain_words(text)."""
    conn.create_function("fold", 1, lambda text: None if text is None else search_fold(str(text)), deterministic=True)
    # What the search itself asks of each match, and puts its own in place of.
    conn.create_function("first_of_article", 2, lambda article, version: True)  # noqa: ARG005
    conn.create_function("plain_words", 1, _plain_words, deterministic=True)


def _plain_words(text: object) -> str:
    return plain_words(search_fold(str(text or "")[:LONGEST]))


@hookimpl
def archive_page() -> tuple[str, str, Any]:
    return "/search", "search.html", search_page


@hookimpl
def archive_search(database: Database, search: Search) -> Awaitable[Understood]:
    """What this page searches for, for others that search alike."""
    return _understood(database, search)


@hookimpl
def archive_hits(datasette: Datasette, search: Search, size: int) -> Awaitable[list[dict[str, Any]]]:
    """The first hits of a search, for what lists more of them than a page does."""
    return _first_hits(datasette, search, size)


async def _understood(database: Database, search: Search) -> Understood:
    understood = understand(
        search.query,
        partial(is_expression, columns=columns_searched(search)),
        problem=lambda query: query_problem(query, {}),
    )
    if search.scope == "removed" or not understood.match or not await pm.hook.archive_extracts(database=database)[0]:
        return understood
    note = WITHOUT_PLACES if asks_for_places(understood.match) else None
    return Understood(match=words_anywhere(understood.match), note=understood.note or note)


async def search_page(datasette: Datasette, request: Request) -> dict[str, Any]:
    search, database = read_search(request.args.get), datasette.get_database()
    understood = await _understood(database, search)
    names = await _names(database)
    variables: dict[str, Any] = {
        "query": search.query,
        "match": understood.match,
        "note": understood.note,
        "filters": search.narrowed,
        "scope": search.scope,
        "first_day": search.first_day,
        "last_day": search.last_day,
        "asof": search.as_of,
        "sort": search.sort,
        "kept": _kept(search),
        "hits": [],
        "wider": [],
        "facets": [],
        "next": None,
        "is_asked": False,
    }
    if not understood.match and not _asks_for_all(search):
        return variables

    def facets(conn: sqlite3.Connection) -> list[Facet]:
        with _limited(conn, time_limit=datasette.sql_time_limit_ms):
            return read_facets(conn, prepare(conn, search, understood.match))

    page, counted = await asyncio.gather(
        _page(datasette, search, understood.match, names, HITS), database.execute_fn(facets)
    )
    return {
        **variables,
        **page,
        "is_asked": True,
        "next": search.address(**page["next"]) if page["next"] else None,
        "wider": [_wider(search, *pair) for pair in page["wider"].items()],
        "facets": [_facet(facet, search, names) for facet in counted],
        "orders": {name: search.address(sort=None if name == "new" else name) for name in ORDERS},
        "scopes": {name: search.address(**{"in": name}) for name in ("any", "now", "removed")},
        "unnarrowed": search.address(**dict.fromkeys((*NARROWING, "from", "to"))),
        "whole_stories": search.address(**{"in": None, "state": "removed"}),
        "saved": _saved(search, understood.match),
    }


async def _page(
    datasette: Datasette, search: Search, match: str, names: Mapping[str, str], size: int
) -> dict[str, Any]:
    """The hits; over extracts their marks are made in what is kept of the texts, since the index has none of them."""
    database = datasette.get_database()
    is_extract = await pm.hook.archive_extracts(database=database)[0]
    marked_by = words_wanted(match) if is_extract and search.scope != "removed" else None

    def hits(conn: sqlite3.Connection) -> dict[str, Any]:
        with _limited(conn, time_limit=datasette.sql_time_limit_ms):
            asked = prepare(conn, search, match)
            page = read_page(conn, asked, names, size=size, marked_by=marked_by)
            return {**page, "wider": wider(conn, f"{asked.table}_fts", match) if "*" in match else {}}

    page: dict[str, Any] = await database.execute_fn(hits)
    return page


async def _first_hits(datasette: Datasette, search: Search, size: int) -> list[dict[str, Any]]:
    database = datasette.get_database()
    match = (await _understood(database, search)).match
    if not match and not _asks_for_all(search):
        return []
    page = await _page(datasette, search, match, await _names(database), size)
    return list(page["hits"])


async def _names(database: Database) -> dict[str, str]:
    return {row["id"]: row["name"] for row in await database.execute(SOURCES)}


def _wider(search: Search, beginning: str, wider: str) -> dict[str, str]:
    """A beginning that passes by some words, the one that finds more, and the search with that one."""
    asked = re.sub(rf"\b{re.escape(beginning)}", wider, search.query)
    return {"beginning": beginning, "wider": wider, "href": search.address(q=asked)}


def _asks_for_all(search: Search) -> bool:
    """Whether it asks for all that was taken out, whatever the words."""
    return search.scope == "removed" and not search.query


def _kept(search: Search) -> dict[str, str]:
    """What the form keeps and has no field for: the choices made among the facets, and the order."""
    return search.narrowed | ({} if search.sort == "new" else {"sort": search.sort})


def _facet(facet: Facet, search: Search, names: Mapping[str, str]) -> dict[str, Any]:
    values = [
        {
            "value": value,
            "label": names.get(value, value) if facet.name == "source" else _label(facet.name, value),
            "count": count,
            "chosen": value == facet.chosen,
            "href": search.address(**{facet.name: None if value == facet.chosen else value}),
        }
        for value, count in facet.values
    ]
    return {"name": facet.name, "values": values, "at_least": facet.at_least}


def _label(facet: str, value: str) -> str:
    return str(pm.hook.archive_value_label(facet=facet, value=value)[0])


def _saved(search: Search, match: str) -> dict[str, str]:
    """The search in its other forms: addresses, and a watch to be pasted into a configuration."""
    followed = Search(query=search.query, source=search.source)
    return {
        "csv": search.address("/search.csv"),
        "json": search.address("/search.json"),
        "feed": followed.address("").removeprefix("?"),
        "watch": watch_table(search, match),
    }


@contextmanager
def _limited(conn: sqlite3.Connection, *, time_limit: int) -> Iterator[None]:
    """`time_limit` in milliseconds. Raises QueryInterrupted when it is over."""
    try:
        with sqlite_timelimit(conn, time_limit):
            yield
    except sqlite3.OperationalError as error:
        if error.args == ("interrupted",):
            raise QueryInterrupted(error, "search", {}) from error
        raise
