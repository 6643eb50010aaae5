"""A public watch: what it asks for, and the changes that it selected, newest first."""

import json
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request

LINES = 50
BIGGEST_ID = 2**63 - 1

WATCH = "SELECT id, title, query FROM watches WHERE id = :watch"
MATCHES = """
SELECT DISTINCT change_id FROM matches
WHERE watch_id = :watch AND change_id < :before ORDER BY change_id DESC LIMIT :lines
"""
CHANGES = """
SELECT recent_changes.*, old.headline AS old_headline, new.headline AS new_headline,
       old.number AS from_number, new.number AS to_number
FROM json_each(:ids) AS chosen
JOIN recent_changes ON recent_changes.id = chosen.value
LEFT JOIN versions AS old ON old.id = recent_changes.from_version_id
LEFT JOIN versions AS new ON new.id = recent_changes.to_version_id
ORDER BY chosen.value DESC
"""


@hookimpl
def archive_page() -> tuple[str, str, Any]:
    return r"/watch/(?P<id>[^/.]{1,100})", "watch.html", watch_page


async def watch_page(datasette: Datasette, request: Request) -> dict[str, Any]:
    database = datasette.get_database()
    watch = (await database.execute(WATCH, {"watch": request.url_vars["id"]})).first()
    if watch is None:
        raise NotFound("No public watch of that name is in this archive.")
    before = (request.args.get("before") or "").strip()
    asked = {
        "watch": watch["id"],
        "before": int(before) if before.isascii() and before.isdigit() and len(before) < 19 else BIGGEST_ID,
        "lines": LINES + 1,
    }
    ids = [row["change_id"] for row in await database.execute(MATCHES, asked)]
    more, ids = len(ids) > LINES, ids[:LINES]
    changes = [dict(row) for row in await database.execute(CHANGES, {"ids": json.dumps(ids)})]
    following = f"/watch/{watch['id']}?before={ids[-1]}" if more else None
    return {"watch": dict(watch), "changes": changes, "next": following}
