"""A search as CSV: a line for each hit, newest or best first, for a spreadsheet or a script."""

import asyncio
import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils.asgi import Request, Response

from storage.searches import read_search

LINES = 1_000
"""The first so many hits; whoever wants more narrows the search by its days, or asks the tables."""

COLUMNS = (
    *("article_id", "version", "seen_at", "published_at", "source_id", "source", "language", "state", "headline"),
    *("passage", "no_longer_there", "url", "page"),
)


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"/search\.csv$", search_csv)]


async def search_csv(datasette: Datasette, request: Request) -> Response:
    """The hits of the search that the address asks for, as the page would list them; the head alone where none."""
    database = datasette.get_database()
    await datasette.ensure_permissions(request.actor, [("view-database", database.name), "view-instance"])
    search = read_search(request.args.get)
    hits = await pm.hook.archive_hits(datasette=datasette, search=search, size=LINES)[0]
    base = datasette.absolute_url(request, datasette.urls.path("/")).rstrip("/")
    body = await asyncio.to_thread(as_csv, hits, base)
    headers = {"content-disposition": 'attachment; filename="search.csv"'}
    return Response(body, headers=headers, content_type="text/csv; charset=utf-8")


def as_csv(hits: Sequence[Mapping[str, Any]], base: str) -> str:
    """The hits as CSV (RFC 4180) with a head; `base` is the archive's address without a slash at its end."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for hit in hits:
        number = hit["number"]
        page = f"{base}/article/{hit['article_id']}?version={number}"
        if "passages" in hit:
            page = f"{base}/article/{hit['article_id']}?from={hit['from_number']}&to={number}"
        cells = (
            *(hit["article_id"], number, hit["seen_at"], hit["published_at"], hit["source_id"], hit["source"]),
            *(hit["language"], hit["state"], _text(hit["headline"]), _passage(hit)),
            *(int(hit.get("taken_out", True)), hit["url"], page),
        )
        writer.writerow([_harmless(cell) for cell in cells])
    return written.getvalue()


def _text(parts: Sequence[tuple[str, str]]) -> str:
    return "".join(text for _, text in parts)


def _passage(hit: Mapping[str, Any]) -> str:
    if "passages" not in hit:
        return _text(hit["snippet"])
    return " … ".join("".join(text for op, text in parts if op in ("-", "x")) for parts in hit["passages"])


def _harmless(cell: object) -> object:
    """A spreadsheet would run a cell that begins with one of these signs; with a quote before it, it is text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
