"""The questions that researchers ask most, each a query of Datasette with a sentence; and what their pages need."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request
from markupsafe import Markup

SOURCES = "SELECT id, name FROM sources ORDER BY name"

BEHIND = ("chosen_edits", "search")
"""Queries that stand behind a page for readers, which is more comfortable: named last."""


@hookimpl
def archive_page() -> tuple[str, str, Any]:
    return "/questions", "questions.html", questions_page


async def questions_page(datasette: Datasette, request: Request) -> dict[str, Any]:
    database = datasette.get_database()
    queries = await datasette.get_canned_queries(database.name, request.actor)
    ordered = [*(name for name in queries if name not in BEHIND), *(name for name in BEHIND if name in queries)]
    shown = [
        {
            "name": name,
            "title": query.get("title") or name,
            "description": query.get("description") or "",
            "params": query.get("params") or [],
        }
        for name, query in ((name, queries[name]) for name in ordered)
    ]
    return {"questions": shown}


@hookimpl
def extra_template_vars(datasette: Datasette, template: str | None) -> Callable[[], Awaitable[dict[str, Any]]] | None:
    """The sources that a query's page offers to choose from."""
    if template != "query.html":
        return None

    async def choices() -> dict[str, Any]:
        rows = await datasette.get_database().execute(SOURCES)
        return {"sources_to_choose": [dict(row) for row in rows]}

    return choices


@hookimpl
def render_cell(row: Any, value: object, column: str, table: str | None, datasette: Datasette) -> Markup | None:
    """In the answer to a query: sources lead to their pages, and a headline to its article, in its own direction."""
    if table is not None:
        return None
    if isinstance(value, int | float) and column not in ("id", "article_id", "story_id"):
        return Markup('<span class="number">{}</span>').format(f"{value:,}".removesuffix(".0"))
    if not isinstance(value, str) or not value:
        return None
    if column in ("source_id", "next_source"):
        return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/source/{quote(value)}"), value)
    if column == "headline" and "article_id" in row.keys():  # noqa: SIM118 (a row of SQLite is no mapping)
        return Markup('<a href="{}" dir="auto">{}</a>').format(
            datasette.urls.path(f"/article/{row['article_id']}"), value
        )
    if column.startswith("headline") or column in ("taken_out", "snippet", "word"):
        return Markup('<span dir="auto">{}</span>').format(value)
    return None
