"""The front page: search, the latest changes as readable lines, the sources with their last success."""

from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request

LINES = 25

LATEST = """
SELECT recent_changes.*, old.headline AS old_headline, new.headline AS new_headline,
       old.number AS from_number, new.number AS to_number
FROM (SELECT id FROM changes WHERE baseline = :baseline ORDER BY id DESC LIMIT :lines) AS latest
JOIN recent_changes ON recent_changes.id = latest.id
LEFT JOIN versions AS old ON old.id = recent_changes.from_version_id
LEFT JOIN versions AS new ON new.id = recent_changes.to_version_id
ORDER BY latest.id DESC
"""

SOURCES = """
SELECT sources.id, sources.name, sources.home_url, sources.language,
       source_status.last_success_at, source_status.last_failure_at, source_status.reason
FROM sources LEFT JOIN source_status ON source_status.source_id = sources.id
ORDER BY sources.name
"""
WATCHES = "SELECT id, title FROM watches ORDER BY title"


@hookimpl
def archive_page() -> tuple[str, str, Any]:
    return "", "front.html", front_page


async def front_page(datasette: Datasette, request: Request) -> dict[str, Any]:  # noqa: ARG001 (what a page is handed)
    database = datasette.get_database()
    changes = [dict(row) for row in await database.execute(LATEST, {"baseline": 0, "lines": LINES})]
    # A new archive holds only what its sources listed already: that is shown rather than nothing.
    first_sight = not changes
    if first_sight:
        changes = [dict(row) for row in await database.execute(LATEST, {"baseline": 1, "lines": LINES})]
    sources = [dict(row) for row in await database.execute(SOURCES)]
    watches = [dict(row) for row in await database.execute(WATCHES)]
    return {"changes": changes, "first_sight": first_sight, "sources": sources, "watches": watches}
