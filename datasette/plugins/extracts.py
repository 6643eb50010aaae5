"""What the archive's pages do otherwise where only extracts are published: the file they read holds no more than that.

`archive_extracts` answers whether it does. The file says so itself, by its `user_version`, which is 0 in archive.db.
"""

import json
import re
import sqlite3
from collections.abc import Awaitable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from datasette import hookimpl
from datasette.database import Database

from monitor.anywhere import NOTHING, words_however
from monitor.diff import extent
from monitor.render import html, side_by_side
from storage.excerpts import paragraphs_before
from storage.fold import search_fold
from storage.searches import LONGEST, plain_words

NOT_CONSECUTIVE = (
    "This archive publishes extracts of texts, so that only two versions that followed each other can be compared."
)

DIFF = """
SELECT diff, summary FROM changes
WHERE to_version_id = :later AND from_version_id = :earlier AND diff IS NOT NULL AND kind <> 'moved'
ORDER BY id LIMIT 1
"""


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A text in the shape that showing a diff takes."""

    paragraphs: Sequence[str]
    language: str | None


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Over extracts, plain_words(text) asks for words that may stand anywhere: their index knows no phrases."""
    if _holds_extracts(conn):
        conn.create_function("plain_words", 1, _plain_words, deterministic=True)


@hookimpl
def archive_extracts(database: Database) -> Awaitable[bool]:
    """Whether the file that is served holds extracts alone."""
    answer: Awaitable[bool] = database.execute_fn(_holds_extracts)
    return answer


@hookimpl
def archive_stored_diff(
    database: Database, earlier: dict[str, Any], later: dict[str, Any], view: str
) -> Awaitable[dict[str, Any]]:
    """How a version differs from the one before it, as the log tells it: its texts are not there to be compared.

    The answer has the keys of the article page's comparison; `note` says why there is nothing to show.
    """
    return stored_diff(database, earlier, later, view)


async def stored_diff(database: Database, earlier: dict[str, Any], later: dict[str, Any], view: str) -> dict[str, Any]:
    row = (await database.execute(DIFF, {"earlier": earlier["id"], "later": later["id"]})).first()
    if row is None:
        note = None if earlier["id"] == later["id"] else NOT_CONSECUTIVE
        return {"diff": None, "note": note, **_shown(None, None, view)}
    diff = json.loads(row["diff"])
    # The function reads the attributes of a story and nothing else; its class is none of the archive's business.
    before = cast("Any", Before(paragraphs=paragraphs_before(diff, earlier["body"]), language=_tag(later["language"])))
    return {"diff": diff, "note": None, **_shown(diff, before, view), "summary": row["summary"] or ""}


def _shown(diff: Any, before: Any, view: str) -> dict[str, Any]:
    size = extent(diff)
    is_side = diff is not None and view == "side"
    return {
        "summary": "",
        "words_added": size.words_added,
        "words_removed": size.words_removed,
        "left_out": False,
        "html": html(diff, before, context=0) if diff is not None and not is_side else "",
        "columns": [asdict(row) for row in side_by_side(diff, before, context=0)] if is_side else [],
    }


def _tag(language: str | None) -> str | None:
    return language if _LANGUAGE.fullmatch(language or "") else None


def _plain_words(text: str | None) -> str:
    words = plain_words(search_fold(str(text or "")[:LONGEST]))
    return (words_however(words) or NOTHING) if words else ""


def _holds_extracts(conn: sqlite3.Connection) -> bool:
    return bool(conn.execute("PRAGMA user_version").fetchone()[0])
