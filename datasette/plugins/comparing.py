"""How two versions of an article differ, as its page shows it: in one text or in two columns."""

import re
from collections.abc import Awaitable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, cast

from datasette import hookimpl
from datasette.database import Database
from jinja2 import Environment

from monitor.compare.traits import summary_of
from monitor.diff import diff_stories, extent
from monitor.render import html, move_note, passage, rows, side_by_side
from monitor.stories import content_digest
from monitor.words import word_diff

CONTEXT = 2
"""Paragraphs shown unchanged around each change."""

WHOLE = 1_000_000
"""More paragraphs than any story has: all of them are shown."""

_NOTHING: dict[str, Any] = {
    "summary": "",
    "words_added": 0,
    "words_removed": 0,
    "left_out": False,
    "html": "",
    "columns": [],
}

View = Literal["inline", "side"]

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")


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
def prepare_jinja2_environment(env: Environment) -> None:
    # The templates mark what these answer as safe: monitor.render has escaped it.
    env.filters.update({"passage": passage, "move_note": move_note})


@hookimpl
def archive_comparison(
    database: Database, old: Mapping[str, Any], new: Mapping[str, Any], view: View, whole: bool
) -> Awaitable[dict[str, Any]]:
    """What changed from the version `old` to `new`, both rows of versions; `diff` is None where they say the same."""
    before, after = _text(old), _text(new)
    # A long rewrite takes milliseconds of pure Python: in a thread of Datasette's, so that other readers are served.
    found: Awaitable[dict[str, Any]] = database.execute_fn(lambda _: _shown(before, after, view, whole))
    return found


@hookimpl
def archive_headlines(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Headlines in order, each with until when it stood and what it changed of the one before."""
    told: list[dict[str, Any]] = []
    for at, row in enumerate(rows):
        until = rows[at + 1]["seen_at"] if at + 1 < len(rows) else None
        parts = word_diff(rows[at - 1]["headline"], row["headline"]) if at else [["=", row["headline"]]]
        told.append({**row, "until": until, "parts": parts})
    return told


@hookimpl
def archive_content_digest(version: Mapping[str, Any]) -> str:
    """The digest of what the version's row says; its own where the row holds the whole text."""
    return content_digest(cast("Any", _text(version)))


def _shown(old: Text, new: Text, view: View, whole: bool) -> dict[str, Any]:
    # The functions read the attributes of a story and nothing else; its class is none of the archive's business.
    before, after = cast("Any", old), cast("Any", new)
    diff = diff_stories(before, after)
    if diff is None:
        return {"diff": None, **_NOTHING}
    context = WHOLE if whole else CONTEXT
    size = extent(diff)
    return {
        "diff": diff,
        "summary": summary_of(before, after, diff),
        "words_added": size.words_added,
        "words_removed": size.words_removed,
        "left_out": any(row.kind == "skip" for row in rows(diff, before, context=context)),
        "html": html(diff, before, context=context) if view == "inline" else "",
        "columns": [asdict(row) for row in side_by_side(diff, before, context=context)] if view == "side" else [],
    }


def _text(version: Mapping[str, Any]) -> Text:
    language = version["language"] or ""
    return Text(
        headline=version["headline"],
        standfirst=version["standfirst"],
        byline=tuple(version["byline"].split("; ")) if version["byline"] else (),
        language=language if _LANGUAGE.fullmatch(language) else None,
        body=version["body"],
    )
