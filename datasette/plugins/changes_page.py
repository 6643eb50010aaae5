"""The stream of changes, newest first, by source and kind; paged by the change's id, so that a page stays as it was."""

from typing import Any
from urllib.parse import urlencode

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request

LINES = 50
KINDS = ("published", "edited", "corrected", "removed", "restored", "moved")

CHANGES = """
SELECT recent_changes.*, old.headline AS old_headline, new.headline AS new_headline,
       old.number AS from_number, new.number AS to_number
FROM (SELECT id FROM changes WHERE {conditions} ORDER BY id DESC LIMIT :lines) AS chosen
JOIN recent_changes ON recent_changes.id = chosen.id
LEFT JOIN versions AS old ON old.id = recent_changes.from_version_id
LEFT JOIN versions AS new ON new.id = recent_changes.to_version_id
ORDER BY chosen.id DESC
"""
CONDITIONS = {
    "source": "source_id = :source",
    "kind": "kind = :kind",
    "headline": "headline_changed = 1",
    "before": "id < :before",
}
BIGGEST_ID = 2**63 - 1


@hookimpl
def archive_page() -> tuple[str, str, Any]:
    return "/changes", "changes.html", changes_page


async def changes_page(datasette: Datasette, request: Request) -> dict[str, Any]:
    chosen = choices(request)
    sql, parameters = question(chosen)
    database = datasette.get_database()
    changes = [dict(row) for row in await database.execute(sql, parameters)]
    sources = [dict(row) for row in await database.execute("SELECT id, name FROM sources ORDER BY name")]
    more = len(changes) > LINES
    changes = changes[:LINES]
    following = {**chosen, "before": changes[-1]["id"]} if more else None
    return {
        "changes": changes,
        "sources": sources,
        "kinds": KINDS,
        "chosen": chosen,
        "next": f"/changes?{urlencode(following)}" if following else None,
        "table": urlencode(as_table_filters(chosen)),
        "feed": as_feed(chosen),
    }


def choices(request: Request) -> dict[str, str]:
    """What the address asks for, without what means nothing here: an unknown kind, a `before` that is no id."""
    given = {name: (request.args.get(name) or "").strip() for name in (*CONDITIONS, "baseline")}
    before = given["before"]
    fits = {
        "source": bool(given["source"]),
        "kind": given["kind"] in KINDS,
        "headline": given["headline"] == "1",
        "before": before.isascii() and before.isdigit() and int(before) <= BIGGEST_ID,
        "baseline": given["baseline"] == "1",
    }
    return {name: given[name] for name, fit in fits.items() if fit}


def question(chosen: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """The SQL and its parameters; what was there at first sight of a source is left out unless asked for."""
    conditions = [condition for name, condition in CONDITIONS.items() if name in chosen]
    if "baseline" not in chosen:
        conditions.append("baseline = 0")
    parameters: dict[str, Any] = {**chosen, "lines": LINES + 1}
    if "before" in chosen:
        parameters["before"] = int(chosen["before"])
    return CHANGES.format(conditions=" AND ".join(conditions) or "1"), parameters


def as_table_filters(chosen: dict[str, str]) -> dict[str, str]:
    """The same choice as a query string of the view `recent_changes`, for its JSON and CSV."""
    columns = {"source": "source_id", "kind": "kind", "headline": "headline_changed", "before": "id__lt"}
    filters = {columns[name]: value for name, value in chosen.items() if name in columns}
    return filters if "baseline" in chosen else {**filters, "baseline": "0"}


def as_feed(chosen: dict[str, str]) -> dict[str, str]:
    """The path, without an ending, and query string of the feed with the same choice; none has what is baseline."""
    path = f"/feeds/source/{chosen['source']}" if "source" in chosen else "/feeds/changes"
    narrowed: dict[str, str] = {name: value for name, value in chosen.items() if name in ("kind", "headline")}
    return {"path": path, "asked": urlencode(narrowed)}
