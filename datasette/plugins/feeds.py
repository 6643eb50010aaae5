"""Feeds without sign-up: all changes, those of a source, an article, a public watch or a search, as Atom and JSON Feed.

They carry what a subscriber would be sent. What a source listed at first sight, what went back and forth, what came
with a new page design and what only moved stands in the archive's pages and tables.
"""

import asyncio
import hashlib
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils.asgi import BadRequest, NotFound, Request, Response

from monitor.feeds import EVENTS, FORMAT, Feed, archive_id, atom, entry, feed_id, json_feed
from storage.excerpts import paragraphs_before
from storage.searches import Search

ENTRIES = 50
SEARCHED = 5_000
"""The newest so many versions that match are asked for their changes; a common word may match a million."""

LONGEST_QUERY = 400
BIGGEST_ID = 2**63 - 1

TOLD = "quiet IS NULL AND kind <> 'moved' AND id < :before"
NEWS = f"{TOLD} AND baseline = 0 AND (:kind IS NULL OR kind = :kind) AND headline_changed >= :headline"
OF_ALL = f"SELECT id FROM changes WHERE {NEWS} ORDER BY id DESC LIMIT :lines"
OF_SOURCE = f"SELECT id FROM changes WHERE source_id = :id AND {NEWS} ORDER BY id DESC LIMIT :lines"
OF_ARTICLE = f"SELECT id FROM changes WHERE article_id = :id AND {TOLD} ORDER BY id DESC LIMIT :lines"
OF_WATCH = """
SELECT matches.*, change_id AS id FROM matches
WHERE watch_id = :id AND change_id < :before ORDER BY change_id DESC LIMIT :lines
"""
OF_SEARCH = f"""
WITH found AS (
    SELECT rowid AS version FROM versions_fts WHERE versions_fts MATCH :match ORDER BY rowid DESC LIMIT {SEARCHED}
)
SELECT id FROM changes
WHERE (to_version_id IN (SELECT version FROM found) OR from_version_id IN (SELECT version FROM found)) AND {NEWS}
  AND (:source IS NULL OR source_id = :source)
ORDER BY id DESC LIMIT :lines
"""
_VERSION_COLUMNS = ("number", "headline", "standfirst", "byline", "language", "published_at", "body")
_VERSIONS = ", ".join(f"{side}.{name} AS {side}_{name}" for side in ("old", "new") for name in _VERSION_COLUMNS)
ROWS = f"""
SELECT changes.id, changes.kind, changes.seen_at, changes.article_id, changes.summary, changes.importance,
       changes.silent, changes.diff, sources.name AS source, articles.url, articles.headline, {_VERSIONS},
       redactions.redacted_at, redactions.reason AS redacted_for
FROM changes
JOIN articles ON articles.id = changes.article_id
JOIN sources ON sources.id = changes.source_id
LEFT JOIN versions AS old ON old.id = changes.from_version_id
LEFT JOIN versions AS new ON new.id = changes.to_version_id
LEFT JOIN redactions ON redactions.article_id = changes.article_id
WHERE changes.id IN (SELECT value FROM json_each(:ids))
ORDER BY changes.id DESC
"""
SOURCE = "SELECT name AS title, added_at AS at FROM sources WHERE id = :id"
ARTICLE = "SELECT headline AS title, first_seen_at AS at FROM articles WHERE id = :id"
WATCH = "SELECT title, NULL AS at FROM watches WHERE id = :id"
FIRST = """
SELECT seen_at, content_sha256 FROM archive_identity
UNION ALL SELECT seen_at, content_sha256 FROM versions WHERE id = 1 LIMIT 1
"""

WRITERS: dict[str, tuple[str, Callable[[Feed], bytes]]] = {
    "atom": ("application/atom+xml", atom),
    "json": ("application/feed+json", json_feed),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a feed is of: its title, its path without an ending, what finds its changes, the page that shows them."""

    title: str
    about: str
    path: str
    query: str
    parameters: dict[str, Any]
    page: str
    since: str | None = None

    def address(self, form: str | None = None, *, before: int | None = None) -> str:
        """The path in one form, or what is the same in all, with what narrows it; from before that change on."""
        given = {name: self.parameters.get(name) for name in ("q", "source", "kind", "headline")} | {"before": before}
        asked = urlencode({name: value for name, value in given.items() if value})
        return self.path + (f".{form}" if form else "") + (f"?{asked}" if asked else "")


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [
        (r"/feeds/(?P<of>changes|search)\.(?P<form>atom|json)$", feed),
        (r"/feeds/(?P<of>watch|source|article)/(?P<id>[^/.]{1,100})\.(?P<form>atom|json)$", feed),
    ]


async def feed(datasette: Datasette, request: Request) -> Response:
    """One feed in one form; nothing but its head where the reader has it already."""
    database = datasette.get_database()
    await datasette.ensure_permissions(request.actor, [("view-database", database.name), "view-instance"])
    changed_at = _changed_at(database)
    subject = await _subject(datasette, database, request)
    found = [dict(row) for row in await database.execute(subject.query, subject.parameters)]
    rows = await _rows(database, found[:ENTRIES])
    base = datasette.absolute_url(request, datasette.urls.path("/")).rstrip("/")
    form = request.url_vars["form"]
    content_type, write = WRITERS[form]
    tag = _tag(form, base, subject, rows)
    headers = {
        "etag": tag,
        "last-modified": formatdate(_settled(changed_at), usegmt=True),
        "cache-control": f"max-age={datasette.setting('default_cache_ttl')}",
    }
    if _is_known(request, tag, changed_at):
        return Response("", status=304, headers=headers, content_type=content_type)
    first = (await database.execute(FIRST)).first()
    archive = archive_id(dict(first) if first else None)
    following = rows[-1]["id"] if len(found) > ENTRIES else None
    # Fifty diffs are some 50 ms of Python: in a thread, so that other readers are served meanwhile.
    body = await asyncio.to_thread(
        lambda: write(_feed(subject, rows, archive=archive, base=base, form=form, following=following))
    )
    return Response(body, headers=headers, content_type=content_type)


def _feed(
    subject: Subject, rows: Sequence[dict[str, Any]], *, archive: UUID, base: str, form: str, following: int | None
) -> Feed:
    return Feed(
        id=feed_id(archive, subject.address()),
        title=subject.title,
        about=subject.about,
        address=f"{base}{subject.address(form)}",
        page=f"{base}{subject.page}",
        next_address=f"{base}{subject.address(form, before=following)}" if following else None,
        at=max((row["redacted_at"] or row["seen_at"] for row in rows), default=subject.since or "1970-01-01T00:00:00Z"),
        entries=[entry(row, archive=archive, archive_url=base) for row in rows],
    )


async def _subject(datasette: Datasette, database: Database, request: Request) -> Subject:
    metadata = datasette.metadata() or {}
    archive = metadata.get("title") or "Presswatch archive"
    parameters = {
        "before": _before(request) or BIGGEST_ID,
        "lines": ENTRIES + 1,
        "kind": _kind(request),
        "headline": int(request.args.get("headline") == "1"),
    }
    of, name = request.url_vars["of"], request.url_vars.get("id", "")
    if of == "changes":
        about = f"Changes of stories, as {archive} sees them."
        return Subject(
            title=archive, about=about, path="/feeds/changes", query=OF_ALL, parameters=parameters, page="/changes"
        )
    if of == "search":
        return await _search(database, request, parameters, archive)
    if of == "article" and not re.fullmatch("[0-9]{1,18}", name):
        raise NotFound("No such article is in this archive.")
    asked = {"id": int(name) if of == "article" else name}
    lookup, query = {"source": (SOURCE, OF_SOURCE), "article": (ARTICLE, OF_ARTICLE), "watch": (WATCH, OF_WATCH)}[of]
    row = (await database.execute(lookup, asked)).first()
    if row is None:
        raise NotFound(f"No such {of} is in this archive.")
    return Subject(
        title=f"{row['title']} · {archive}",
        about=f"Changes of the {of}, as {archive} sees them."
        if of != "watch"
        else f"Changes that the watch selects in {archive}.",
        path=f"/feeds/{of}/{name}",
        query=query,
        parameters={**parameters, **asked},
        page=f"/{of}/{name}",
        since=row["at"],
    )


async def _search(database: Database, request: Request, parameters: dict[str, Any], archive: str) -> Subject:
    query = (request.args.get("q") or "").strip().replace("\x00", " ")[:LONGEST_QUERY]
    source = (request.args.get("source") or "").strip() or None
    match = (await pm.hook.archive_search(database=database, search=Search(query=query))[0]).match
    if not match:
        raise BadRequest("A feed of a search needs words to search for: /feeds/search.atom?q=alliance")
    return Subject(
        title=f"{query} · {archive}",
        about=f"Changes of stories that say, or said before, what was searched for in {archive}.",
        path="/feeds/search",
        query=OF_SEARCH,
        parameters={**parameters, "match": match, "q": query, "source": source},
        page=Search(query=query, source=source).address(),
    )


async def _rows(database: Database, found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The changes with all that their entries tell, and what a watch's match says of them."""
    matches = {match["id"]: match for match in found}
    found_rows = await database.execute(ROWS, {"ids": json.dumps(list(matches))})
    rows = [dict(row) for row in found_rows]
    if await pm.hook.archive_extracts(database=database)[0]:
        for row in rows:
            if row["diff"] and row["old_body"]:
                row["old_body"] = "\n\n".join(paragraphs_before(json.loads(row["diff"]), row["old_body"]))
    return [{**row, **{n: matches[row["id"]].get(n) for n in ("event", "matched")}} for row in rows]


def _before(request: Request) -> int | None:
    text = (request.args.get("before") or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _kind(request: Request) -> str | None:
    kind = (request.args.get("kind") or "").strip()
    return kind if kind in EVENTS else None


def _tag(form: str, base: str, subject: Subject, rows: Sequence[dict[str, Any]]) -> str:
    said = json.dumps([FORMAT, form, base, subject.title, subject.address(), rows], sort_keys=True)
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def _changed_at(database: Database) -> int:
    """When the archive's file was last written to, in whole seconds: later than the feed's last change, never earlier.

    The times of the changes would not do: one may be written down after another that was seen later.
    """
    files = (Path(database.path), Path(f"{database.path}-wal"))
    return int(max(file.stat().st_mtime for file in files if file.exists()))


def _settled(changed_at: int) -> int:
    """The time to tell: within the second of a write another may follow, so a fresh one is said to be older."""
    return changed_at - 1 if time.time() - changed_at < 2 else changed_at


def _is_known(request: Request, tag: str, changed_at: int) -> bool:
    """RFC 9110, 13.1: the tag decides where the reader sent one, the time only where it did not."""
    given = request.headers.get("if-none-match")
    if given is not None:
        tags = [each.strip().removeprefix("W/") for each in given.split(",")]
        return "*" in tags or tag in tags
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return changed_at <= since.timestamp()
    except (TypeError, ValueError, OverflowError):
        return False
