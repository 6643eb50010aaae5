"""A version's citation: for the article's page, and as files for a bibliography (.bib, CSL JSON)."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils.asgi import BadRequest, NotFound, Request, Response
from jinja2 import Environment

from monitor.citing import Cited, bibtex, csl, csl_json, plain

VERSION = """
SELECT versions.article_id, versions.number, versions.seen_at, versions.headline, versions.byline,
       versions.published_at, versions.language, versions.content_sha256, articles.url, articles.source_id,
       sources.name AS source
FROM versions
JOIN articles ON articles.id = versions.article_id
JOIN sources ON sources.id = articles.source_id
WHERE versions.article_id = :article AND versions.number = coalesce(:number, articles.version_count)
"""
FORMS = {
    "bib": ("application/x-bibtex", bibtex),
    "json": ("application/vnd.citationstyles.csl+json", csl_json),
}


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.filters["indented"] = lambda value: json.dumps(value, ensure_ascii=False, indent=2)


@hookimpl
def archive_citation(datasette: Datasette, request: Request, version: Mapping[str, Any]) -> dict[str, Any]:
    """A version's citation in every form; `version` has the columns of VERSION."""
    cited = _cited(datasette, request, version)
    return {"text": plain(cited), "bibtex": bibtex(cited), "csl": csl(cited), "address": cited.address}


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"/article/(?P<id>[0-9]{1,18})/cite\.(?P<form>bib|json)$", citation)]


async def citation(datasette: Datasette, request: Request) -> Response:
    """`/article/7/cite.bib?version=2`; the version that stands there now where none is named."""
    database = datasette.get_database()
    await datasette.ensure_permissions(request.actor, [("view-database", database.name), "view-instance"])
    number = (request.args.get("version") or "").strip()
    if number and not (number.isascii() and number.isdigit() and len(number) < 10):
        raise BadRequest("version takes a version's number, such as version=2.")
    asked = {"article": int(request.url_vars["id"]), "number": int(number) if number else None}
    wanted = {"request": request, "article": asked["article"]}
    redacted: Response | None = await pm.hook.archive_redacted(datasette=datasette, **wanted)[0]
    if redacted is not None:
        return redacted
    row = (await database.execute(VERSION, asked)).first()
    if row is None:
        raise NotFound("No such version is in this archive.")
    cited = _cited(datasette, request, dict(row))
    form = request.url_vars["form"]
    content_type, write = FORMS[form]
    headers = {
        "content-disposition": f'attachment; filename="{cited.key}.{form}"',
        "cache-control": f"max-age={datasette.setting('default_cache_ttl')}",
    }
    return Response(write(cited), headers=headers, content_type=f"{content_type}; charset=utf-8")


def _cited(datasette: Datasette, request: Request, version: Mapping[str, Any]) -> Cited:
    path = f"/article/{version['article_id']}?version={version['number']}"
    published = version["published_at"]
    return Cited(
        key=f"{version['source_id']}-{version['article_id']}-{version['number']}",
        headline=version["headline"],
        authors=[name for name in version["byline"].split("; ") if name],
        source=version["source"],
        archive=(datasette.metadata() or {}).get("title") or "Presswatch archive",
        address=datasette.absolute_url(request, datasette.urls.path(path)),
        url=version["url"],
        number=version["number"],
        seen_at=_time(version["seen_at"]),
        published_at=_time(published) if published else None,
        language=version["language"],
        content_sha256=version["content_sha256"],
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
