"""An article: the text of any version, the timeline of its changes, the word diff of any two versions."""

import re
from dataclasses import dataclass
from typing import Any, cast

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils.asgi import BadRequest, NotFound, Request

from monitor.compare.traits import summary_of
from monitor.diff import diff_stories
from monitor.render import html

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")

CONTEXT = 2
"""Paragraphs shown unchanged around each change."""

TIMELINE = 200
"""The newest so many versions and changes are listed; the tables have the rest."""

ARTICLE = """
SELECT articles.*, sources.name AS source, sources.home_url
FROM articles JOIN sources ON sources.id = articles.source_id
WHERE articles.id = :article
"""
VERSIONS = """
SELECT id, number, seen_at, headline, published_at, modified_at, word_count, capture_id
FROM versions WHERE article_id = :article ORDER BY number DESC LIMIT :limit
"""
VERSION = """
SELECT versions.*, captures.fetched_at, captures.body_sha256, captures.url AS captured_url
FROM versions LEFT JOIN captures ON captures.id = versions.capture_id
WHERE article_id = :article AND number = :number
"""
CHANGES = """
SELECT changes.id, changes.seen_at, changes.kind, changes.headline_changed, changes.words_added, changes.words_removed,
       changes.summary, changes.silent, changes.quiet, changes.baseline,
       old.number AS from_number, new.number AS to_number
FROM changes
LEFT JOIN versions AS old ON old.id = changes.from_version_id
LEFT JOIN versions AS new ON new.id = changes.to_version_id
WHERE changes.article_id = :article ORDER BY changes.id DESC LIMIT :limit
"""
URLS = "SELECT url, added_at FROM urls WHERE article_id = :article AND url <> :url ORDER BY added_at LIMIT 50"

STORY = """
SELECT articles.id, articles.headline, articles.first_seen_at, articles.state, articles.language, articles.source_id,
       sources.name AS source
FROM articles JOIN sources ON sources.id = articles.source_id
WHERE story_id = :story AND articles.id <> :article ORDER BY articles.id LIMIT :limit
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a version says, in the shape that diffing takes."""

    headline: str
    standfirst: str
    byline: tuple[str, ...]
    language: str | None
    body: str

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs in order."""
        return self.body.split("\n\n") if self.body else []


@hookimpl
def archive_page() -> tuple[str, str, Any]:
    return r"/article/(?P<id>[0-9]{1,18})", "article.html", article_page


async def article_page(datasette: Datasette, request: Request) -> dict[str, Any]:
    database = datasette.get_database()
    asked = {"article": int(request.url_vars["id"]), "limit": TIMELINE}
    found = (await database.execute(ARTICLE, asked)).first()
    if found is None:
        raise NotFound("No such article is in this archive.")
    article = dict(found)
    numbers = {name: _number(request, name) for name in ("version", "from", "to")}
    newer = numbers["to"] or numbers["version"] or article["version_count"]
    version = await _version(database, article["id"], newer)
    return {
        "article": article,
        "version": version,
        "versions": [dict(row) for row in await database.execute(VERSIONS, asked)],
        "changes": [dict(row) for row in await database.execute(CHANGES, asked)],
        "also_in": [dict(row) for row in await database.execute(STORY, {**asked, "story": article["story_id"]})],
        "addresses": [dict(row) for row in await database.execute(URLS, {**asked, "url": article["url"]})],
        "is_extract": await pm.hook.archive_extracts(database=database)[0],
        "comparison": await _comparison(database, version, numbers["from"]),
    }


def _number(request: Request, name: str) -> int | None:
    text = (request.args.get(name) or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest(f"{name} takes a version's number, such as {name}=2.")
    return int(text)


async def _version(database: Database, article: int, number: int) -> dict[str, Any]:
    version = (await database.execute(VERSION, {"article": article, "number": number})).first()
    if version is None:
        raise NotFound(f"This article has no version {number}.")
    return dict(version)


async def _comparison(database: Database, version: dict[str, Any], earlier: int | None) -> dict[str, Any] | None:
    """How the version differs from an earlier (or later) one; None where none was asked for."""
    if earlier is None:
        return None
    other = await _version(database, version["article_id"], earlier)
    if await pm.hook.archive_extracts(database=database)[0]:
        told = await pm.hook.archive_stored_diff(database=database, earlier=other, later=version)[0]
        return {"from": other["number"], "to": version["number"], "from_seen_at": other["seen_at"], **told}
    old, new = _text(other), _text(version)
    # A long rewrite takes milliseconds of pure Python: in a thread of Datasette's, so that other readers are served.
    shown = await database.execute_fn(lambda _: _rendered(old, new))
    return {"from": other["number"], "to": version["number"], "from_seen_at": other["seen_at"], **shown}


def _rendered(old: Text, new: Text) -> dict[str, Any]:
    # The functions read the attributes of a story and nothing else; its class is none of the archive's business.
    before, after = cast("Any", old), cast("Any", new)
    diff = diff_stories(before, after)
    if diff is None:
        return {"diff": None, "summary": "", "html": ""}
    return {"diff": diff, "summary": summary_of(before, after, diff), "html": html(diff, before, context=CONTEXT)}


def _text(version: dict[str, Any]) -> Text:
    names = tuple(name for name in version["byline"].split("; ") if name)
    language = version["language"] or ""
    return Text(
        headline=version["headline"],
        standfirst=version["standfirst"],
        byline=names,
        language=language if _LANGUAGE.fullmatch(language) else None,
        body=version["body"],
    )
