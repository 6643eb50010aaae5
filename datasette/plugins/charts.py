"""Charts of days as SVG, drawn here by vl-convert from counts that are kept by day; their figures need no script.

The hook `archive_chart` answers what a page shows of a chart: its picture's path and sizes, its words and its numbers.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import quote, urlencode

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import NotFound, Request, Response

from monitor.charts import Chart, days_up_to, finished, in_words, rows_by_outlet, size_of, specification

Of = Literal["volume", "source", "watch"]

DAYS: dict[Of, int] = {"volume": 30, "source": 90, "watch": 60}
TITLES: dict[Of, str] = {
    "volume": "New stories and edits a day",
    "source": "New stories and edits a day",
    "watch": "New stories and later changes a day",
}
KEPT = 256
"""Drawn pictures that are kept, at some 50 KB each: four of each chart that is looked at, so 64 charts."""

NAMES = "SELECT id, name FROM sources"
LAST_DAY = "SELECT max(day) FROM daily_counts"
LAST_OF: dict[Of, str] = {
    "source": "SELECT max(day) FROM daily_counts WHERE source_id = :id",
    "watch": "SELECT max(day) FROM watch_counts WHERE watch_id = :id",
}
_COUNTS = "SELECT day, source_id, published AS new, edited + corrected AS edited FROM daily_counts"
COUNTS: dict[Of, str] = {
    "volume": f"{_COUNTS} WHERE day BETWEEN :first AND :last",
    "source": f"{_COUNTS} WHERE source_id = :id AND day BETWEEN :first AND :last",
    "watch": """
    SELECT day, source_id, reports AS new, edits + corrections + removals + restorations AS edited
    FROM watch_counts WHERE watch_id = :id AND day BETWEEN :first AND :last
    """,
}
# A picture is opened alone, too; what it draws with are attributes, and nothing in it is fetched or run.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"

# A thread of its own draws one after the other: who waits for it takes none of those that check passwords.
_drawing = ThreadPoolExecutor(1, thread_name_prefix="drawing")


@hookimpl
def archive_chart(database: Database, of: Of, id: str | None) -> Awaitable[dict[str, Any] | None]:
    """What a page shows of one chart; None where there is nothing to draw."""
    return _for_a_page(database, of, id)


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [
        (r"/chart/(?P<of>volume)\.svg$", picture),
        (r"/chart/(?P<of>source|watch)/(?P<id>[^/.]{1,100})\.svg$", picture),
    ]


async def picture(datasette: Datasette, request: Request) -> Response:
    """One chart; `theme=dark` for a dark page, `size=narrow` for a telephone."""
    database = datasette.get_database()
    await datasette.ensure_permissions(request.actor, [("view-database", database.name), "view-instance"])
    chart = await _chart(database, request.url_vars["of"], request.url_vars.get("id"))
    if chart is None:
        raise NotFound("There is nothing to draw here yet.")
    spec = specification(
        chart,
        theme="dark" if request.args.get("theme") == "dark" else "light",
        size="narrow" if request.args.get("size") == "narrow" else "wide",
    )
    asked = json.dumps(spec)
    tag = f'"{hashlib.sha256(f"{asked}{in_words(chart)}".encode()).hexdigest()[:32]}"'
    headers = {
        "content-security-policy": POLICY,
        "etag": tag,
        "cache-control": f"max-age={datasette.setting('default_cache_ttl')}",
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response("", status=304, headers=headers, content_type="image/svg+xml")
    svg = await asyncio.get_running_loop().run_in_executor(_drawing, drawn, asked)
    return Response(finished(svg, chart), headers=headers, content_type="image/svg+xml; charset=utf-8")


@lru_cache(maxsize=KEPT)
def drawn(spec: str) -> str:
    """The picture of a specification in JSON: some 40 ms, the first some 600 ms; never in the event loop."""
    import vl_convert  # its own V8 engine: loaded by the first who looks at a chart

    return str(vl_convert.vegalite_to_svg(spec))


async def _for_a_page(database: Database, of: Of, subject: str | None) -> dict[str, Any] | None:
    chart = await _chart(database, of, subject)
    if chart is None:
        return None
    filters = {"day__gte": chart.days[0], "day__lte": chart.days[-1]}
    if subject is not None:
        filters[f"{of}_id"] = subject
    return {
        "path": f"/chart/{of}.svg" if subject is None else f"/chart/{of}/{quote(subject, safe='')}.svg",
        "title": chart.title,
        "words": in_words(chart),
        "wide": size_of(chart, "wide"),
        "narrow": size_of(chart, "narrow"),
        "days": chart.days,
        "above": chart.above,
        "below": chart.below,
        "rows": [{"label": row.label, "new": row.new, "edited": row.edited} for row in chart.rows],
        "table": "watch_counts" if of == "watch" else "daily_counts",
        "filters": urlencode(filters),
    }


async def _chart(database: Database, of: Of, subject: str | None) -> Chart | None:
    """Up to the latest day that has anything; for what has rested longer than that, up to its own latest."""
    last = (await database.execute(LAST_DAY)).single_value()
    rows: list[dict[str, Any]] = []
    days: tuple[str, ...] = ()
    if last:
        days, rows = await _counts(database, of, subject, last)
    if not rows and of in LAST_OF:
        last = (await database.execute(LAST_OF[of], {"id": subject})).single_value()
        if last:
            days, rows = await _counts(database, of, subject, last)
    if not rows:
        return None
    names = {row["id"]: row["name"] for row in await database.execute(NAMES)}
    below = "later changes" if of == "watch" else "edits"
    return Chart(title=TITLES[of], days=days, rows=rows_by_outlet(rows, days, names), below=below)


async def _counts(
    database: Database, of: Of, subject: str | None, last: str
) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    days = days_up_to(last, DAYS[of])
    asked = {"first": days[0], "last": days[-1], "id": subject}
    rows = await database.execute(COUNTS[of], asked)
    return days, [dict(row) for row in rows]
