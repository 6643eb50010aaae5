"""A source: who it is, how following it goes, its latest changes and articles."""

from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request

LINES = 25

SOURCE = """
SELECT sources.*, source_status.last_success_at, source_status.last_failure_at, source_status.reason,
       source_status.stories_today, source_status.stories_on
FROM sources LEFT JOIN source_status ON source_status.source_id = sources.id
WHERE sources.id = :source
"""
CHANGES = """
SELECT recent_changes.*, old.headline AS old_headline, new.headline AS new_headline,
       old.number AS from_number, new.number AS to_number
FROM (
    SELECT id FROM changes
    WHERE source_id = :source AND baseline = 0 AND kind <> 'published'
    ORDER BY id DESC LIMIT :lines
) AS chosen
JOIN recent_changes ON recent_changes.id = chosen.id
LEFT JOIN versions AS old ON old.id = recent_changes.from_version_id
LEFT JOIN versions AS new ON new.id = recent_changes.to_version_id
ORDER BY chosen.id DESC
"""
ARTICLES = """
SELECT id, headline, language, published_at, first_seen_at, changed_at, state, version_count
FROM articles WHERE source_id = :source ORDER BY changed_at DESC LIMIT :lines
"""


@hookimpl
def archive_page() -> tuple[str, str, Any]:
    return r"/source/(?P<id>[^/.]+)", "source.html", source_page


async def source_page(datasette: Datasette, request: Request) -> dict[str, Any]:
    database = datasette.get_database()
    asked = {"source": request.url_vars["id"], "lines": LINES}
    source = (await database.execute(SOURCE, {"source": asked["source"]})).first()
    if source is None:
        raise NotFound("No such source is in this archive.")
    changes = [dict(row) for row in await database.execute(CHANGES, asked)]
    articles = [dict(row) for row in await database.execute(ARTICLES, asked)]
    return {"source": dict(source), "changes": changes, "articles": articles}
