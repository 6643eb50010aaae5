"""What is said of an article that was taken down, at all its addresses: 410, when, why, and what is left of it.

The hook `archive_redacted` answers that; None where the article was not taken down.
"""

import json
from collections.abc import Awaitable

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

REDACTED = """
SELECT redactions.id, redacted_at, reason, redactions.version_count, change_count, capture_count,
       article_id, articles.source_id, sources.name AS source, articles.first_seen_at
FROM redactions
JOIN articles ON articles.id = redactions.article_id
JOIN sources ON sources.id = articles.source_id
WHERE redactions.article_id = :article
"""
OF_ARTICLE = ("source_id", "source", "first_seen_at")


@hookimpl
def archive_redacted(datasette: Datasette, request: Request, article: int | None) -> Awaitable[Response | None]:
    """The answer in place of what stood there, as JSON where that was asked for."""
    return _redacted(datasette, request, article)


async def _redacted(datasette: Datasette, request: Request, article: int | None) -> Response | None:
    row = (await datasette.get_database().execute(REDACTED, {"article": article})).first()
    if row is None:
        return None
    found = dict(row)
    told = {"id": found.pop("article_id"), **{name: found.pop(name) for name in OF_ARTICLE}}
    variables = {"article": told, "redaction": found}
    if request.path.endswith(".json"):
        error = {"ok": False, "error": "Taken down", "status": 410, "title": "Taken down"}
        body = json.dumps({**error, **variables}, ensure_ascii=False)
        return Response(body, status=410, content_type="application/json; charset=utf-8")
    body = await datasette.render_template("redacted.html", variables, request=request, view_name="archive_page")
    return Response(body, status=410, content_type="text/html; charset=utf-8")
