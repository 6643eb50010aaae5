"""An article: the text of any version, the steps of its life, the word diff of any two versions, what proves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils.asgi import BadRequest, NotFound, Request, Response
from jinja2 import Environment
from markupsafe import Markup, escape

AROUND = 15
"""Changes listed before and after the one shown: some 12 KB. The links at the ends of the list lead on."""

STRIP = 5
"""Steps of the strip before and after the one shown: as many as a wide page has room for."""

LISTED = 200
"""Versions and headlines that are told by number and time; the tables have the rest."""

ARTICLE = """
SELECT articles.*, sources.name AS source, sources.home_url
FROM articles JOIN sources ON sources.id = articles.source_id
WHERE articles.id = :article
"""
VERSIONS = """
SELECT id, number, seen_at, headline, published_at, modified_at
FROM versions WHERE article_id = :article ORDER BY number DESC LIMIT :listed
"""
VERSION = """
SELECT versions.*, chain.id AS link, chain.head, captures.fetched_at, captures.status, captures.body_sha256,
       captures.url AS captured_url, capture_files.deleted_at AS capture_deleted_at
FROM versions
LEFT JOIN captures ON captures.id = versions.capture_id
LEFT JOIN capture_files ON capture_files.file = captures.file
LEFT JOIN chain ON chain.version_id = versions.id
WHERE article_id = :article AND number = :number
"""
CHANGES = """
SELECT changes.id, changes.seen_at, changes.kind, changes.headline_changed, changes.words_added, changes.words_removed,
       changes.summary, changes.silent, changes.quiet, changes.baseline,
       old.number AS from_number, new.number AS to_number, earlier.number AS returns_to
FROM changes
LEFT JOIN versions AS old ON old.id = changes.from_version_id
LEFT JOIN versions AS new ON new.id = changes.to_version_id
LEFT JOIN versions AS earlier ON earlier.id = changes.returns_to_version_id
WHERE changes.article_id = :article AND changes.id {bound} ORDER BY changes.id {order} LIMIT :around
"""
UNTIL = CHANGES.format(bound="<= :change", order="DESC")
AFTER = CHANGES.format(bound="> :change", order="ASC")
# A plus sign keeps a column from being looked for by its own index, which holds far more.
MADE_BY = """
SELECT id FROM changes
WHERE to_version_id = :version AND +kind IN ('published', 'edited', 'corrected') ORDER BY id DESC LIMIT 1
"""
LAST = "SELECT id FROM changes WHERE article_id = :article AND +kind <> 'moved' ORDER BY id DESC LIMIT 1"
REMOVED = """
SELECT id, seen_at FROM changes WHERE article_id = :article AND +kind = 'removed' ORDER BY id DESC LIMIT 1
"""
NAMED = """
SELECT changes.id, changes.seen_at, changes.kind, versions.number
FROM changes JOIN versions ON versions.id = coalesce(changes.to_version_id, changes.from_version_id)
WHERE changes.id = :change AND changes.article_id = :article
"""
HEADLINES = """
SELECT versions.number, versions.headline, versions.language, changes.seen_at
FROM changes JOIN versions ON versions.id = changes.to_version_id
WHERE changes.article_id = :article AND (changes.headline_changed = 1 OR +changes.kind = 'published')
ORDER BY changes.id LIMIT :listed
"""
URLS = "SELECT url, added_at FROM urls WHERE article_id = :article AND url <> :url ORDER BY added_at LIMIT 50"
STORY = """
SELECT articles.id, articles.headline, articles.first_seen_at, articles.state, articles.language, articles.source_id,
       sources.name AS source
FROM articles JOIN sources ON sources.id = articles.source_id
WHERE story_id = :story AND articles.id <> :article ORDER BY articles.id LIMIT 50
"""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for: a version, two to compare, or the article after a change; how it is to be shown."""

    article: int
    version: int | None
    earlier: int | None
    change: int | None
    view: Literal["inline", "side"]
    whole: bool

    def address(self, **wanted: int | None) -> str:
        """The page's path with other wishes, and the view that was chosen."""
        kept = {"view": "side"} if self.view == "side" else {}
        given = {name: value for name, value in {**wanted, **kept}.items() if value is not None}
        return f"/article/{self.article}" + (f"?{urlencode(given)}" if given else "")


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.filters["step_time"] = step_time


def step_time(at: str) -> Markup:
    """A stored UTC time as `<time>` in two short lines: its day, its hour."""
    moment = _time(at)
    shown = f"{moment.day} {moment:%b %Y}<br>{moment:%H:%M} UTC"
    return Markup(f'<time datetime="{escape(at)}">{shown}</time>')  # noqa: S704 - digits and a month's name


@hookimpl
def archive_page() -> tuple[str, str, Any]:
    return r"/article/(?P<id>[0-9]{1,18})", "article.html", article_page


async def article_page(datasette: Datasette, request: Request) -> dict[str, Any] | Response:
    database = datasette.get_database()
    asked = _asked(request)
    article = await _one(database, ARTICLE, article=asked.article)
    if article is None:
        raise NotFound("No such article is in this archive.")
    redacted: Response | None = await _redacted(datasette, request, asked.article)
    if redacted is not None:
        return redacted
    named = await _named(database, asked)
    latest = article["version_count"]
    number = named["number"] if named else latest if asked.version is None else asked.version
    version = await _version(database, asked.article, number)
    is_extract = await pm.hook.archive_extracts(database=database)[0]
    steps = await _steps(database, asked, version)
    removed = await _one(database, REMOVED, article=asked.article) if article["state"] == "removed" else None
    wanted = {"article": asked.article, "listed": LISTED, "story": article["story_id"], "url": article["url"]}
    headlines = pm.hook.archive_headlines(rows=await _rows(database, HEADLINES, **wanted))[0]
    also_in = await _rows(database, STORY, **wanted)
    return {
        "article": article,
        "version": version,
        "is_latest": version["number"] == latest,
        "removed_at": removed["seen_at"] if removed else None,
        "removed_then": named["seen_at"] if named and named["kind"] == "removed" else None,
        "versions": await _rows(database, VERSIONS, **wanted),
        **steps,
        "headlines": headlines,
        "also_in": [{**other, "later": _apart(article, other)} for other in also_in],
        "addresses": await _rows(database, URLS, **wanted),
        "comparison": await _comparison(database, asked, version),
        "views": _views(asked, version["number"]),
        "view": asked.view,
        "whole": asked.whole,
        "is_whole_text": pm.hook.archive_content_digest(version=version)[0] == version["content_sha256"],
        "is_extract": is_extract,
        "citation": _citation(datasette, request, article, version),
    }


def _redacted(datasette: Datasette, request: Request, article: int) -> Any:
    return pm.hook.archive_redacted(datasette=datasette, request=request, article=article)[0]


def _asked(request: Request) -> Asked:
    later = _number(request, "to")
    return Asked(
        article=int(request.url_vars["id"]),
        version=_number(request, "version") if later is None else later,
        earlier=_number(request, "from"),
        change=_number(request, "change"),
        view="side" if request.args.get("view") == "side" else "inline",
        whole=request.args.get("whole") == "1",
    )


def _number(request: Request, name: str) -> int | None:
    text = (request.args.get(name) or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < (19 if name == "change" else 10)):
        raise BadRequest(f"{name} takes a {'change' if name == 'change' else 'version'}'s number, such as {name}=2.")
    return int(text)


async def _rows(database: Database, sql: str, **parameters: Any) -> list[Row]:
    return [dict(row) for row in await database.execute(sql, parameters)]


async def _one(database: Database, sql: str, **parameters: Any) -> Row | None:
    row = (await database.execute(sql, parameters)).first()
    return None if row is None else dict(row)


async def _version(database: Database, article: int, number: int) -> Row:
    version = await _one(database, VERSION, article=article, number=number)
    if version is None:
        raise NotFound(f"This article has no version {number}.")
    return version


async def _named(database: Database, asked: Asked) -> Row | None:
    """The change that the address names, with the number of the version that stood there then."""
    if asked.change is None:
        return None
    change = await _one(database, NAMED, article=asked.article, change=asked.change)
    if change is None:
        raise NotFound(f"This article has no change {asked.change}.")
    return change


async def _steps(database: Database, asked: Asked, version: Row) -> Row:
    """The changes around what is shown, newest first, each with where it is shown; the strip of those that are steps.

    An article may have thousands of changes: no more are read than are listed.
    """
    here = asked.change
    if here is None and (asked.version, asked.earlier) != (None, None):
        found = await _one(database, MADE_BY, version=version["id"])
        here = found["id"] if found else None
    if here is None:
        found = await _one(database, LAST, article=asked.article)
        here = found["id"] if found else 0
    around = {"article": asked.article, "change": here, "around": AROUND + 1}
    later = await _rows(database, AFTER, **around)
    earlier = await _rows(database, UNTIL, **around)
    changes = [*later[:AROUND][::-1], *earlier[:AROUND]]
    told = [{**change, "address": _step_address(asked, change), "here": change["id"] == here} for change in changes]
    steps = [change for change in reversed(told) if change["kind"] != "moved"]
    at = next((index for index, step in enumerate(steps) if step["here"]), len(steps) - 1)
    return {
        "changes": told,
        "steps": steps[max(0, at - STRIP) : at + STRIP + 1],
        "previous": steps[at - 1]["address"] if at > 0 else None,
        "next": steps[at + 1]["address"] if at + 1 < len(steps) else None,
        "first": asked.address(version=1) if steps and (at > STRIP or len(earlier) > AROUND) else None,
        "last": asked.address() if steps and (at + STRIP + 1 < len(steps) or len(later) > AROUND) else None,
        "earlier": told[-1]["address"] if len(earlier) > AROUND else None,
        "later": told[0]["address"] if len(later) > AROUND else None,
    }


def _step_address(asked: Asked, change: Mapping[str, Any]) -> str:
    """Where a change is shown: what it changed where changes are being read, else what the article said after it."""
    if change["kind"] in ("removed", "restored", "moved") or change["to_number"] is None:
        return asked.address(change=change["id"])
    if asked.earlier is not None and change["from_number"]:
        return asked.address(**{"from": change["from_number"], "to": change["to_number"]})
    return asked.address(version=change["to_number"])


async def _comparison(database: Database, asked: Asked, version: Row) -> Row | None:
    """How the version differs from an earlier (or later) one; None where none was asked for."""
    if asked.earlier is None:
        return None
    other = await _version(database, asked.article, asked.earlier)
    if await pm.hook.archive_extracts(database=database)[0]:
        compared = pm.hook.archive_stored_diff(database=database, earlier=other, later=version, view=asked.view)
    else:
        given = {"old": other, "new": version, "view": asked.view, "whole": asked.whole}
        compared = pm.hook.archive_comparison(database=database, **given)
    return {
        "from": other["number"],
        "to": version["number"],
        "from_seen_at": other["seen_at"],
        "from_headline": other["headline"],
        **await compared[0],
    }


def _views(asked: Asked, number: int) -> Row:
    """The addresses of the same version read, and compared in each view with another or the one before."""
    other = asked.earlier if asked.earlier is not None else number - 1
    pair = {"from": other, "to": number}
    compared = {name: f"/article/{asked.article}?{urlencode({**pair, **how})}" for name, how in _SHOWN.items()}
    whole = {"whole": 1, **({"view": "side"} if asked.view == "side" else {})}
    return {
        "read": asked.address(version=number),
        "inline": compared["inline"] if other > 0 else None,
        "side": compared["side"] if other > 0 else None,
        "whole": f"/article/{asked.article}?{urlencode({**pair, **whole})}",
        "in_short": asked.address(**pair),
    }


_SHOWN: dict[str, dict[str, str]] = {"inline": {}, "side": {"view": "side"}}


def _citation(datasette: Datasette, request: Request, article: Row, version: Row) -> Row:
    said: Row = {**version, **{name: article[name] for name in ("url", "source_id", "source")}}
    cited: Sequence[Row] = pm.hook.archive_citation(datasette=datasette, request=request, version=said)
    return cited[0]


def _apart(article: Row, other: Row) -> str:
    """How much later than the article another was first seen, such as 2 h 10 min later; earlier where it was."""
    seconds = (_time(other["first_seen_at"]) - _time(article["first_seen_at"])).total_seconds()
    minutes = round(abs(seconds) / 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        amount = f"{days} d {hours} h" if hours else f"{days} d"
    else:
        amount = f"{hours} h {rest} min" if hours else f"{rest} min"
    if not minutes:
        return "at the same time"
    return f"{amount} {'later' if seconds > 0 else 'earlier'}"


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
