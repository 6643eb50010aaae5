"""What messages need of archive.db and desk.db: how far the log is read, and all that is told of a change."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.cursors import get_cursor
from storage.records import ChangeKind
from storage.rows import from_row, json_text

READERS = ("stories", "matching")
"""The cursors that must have passed a change before anyone is told of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A change with what a message says of it. `diff` is JSON; `source` the publisher's name."""

    id: int
    kind: ChangeKind
    seen_at: datetime
    article_id: int
    story_id: int | None
    source_id: str
    source: str
    headline: str
    url: str
    published_at: datetime | None
    from_version_id: int | None
    to_version_id: int | None
    importance: float | None
    summary: str | None
    silent: bool | None
    diff: str | None


def told_bound(desk: sqlite3.Connection) -> int:
    """The change up to which stories and matches are known, 0 where nothing is.

    To be asked before the matches are read, which are committed with the cursor that names them.
    """
    return min(get_cursor(desk, name) for name in READERS)


def outgoing_changes(archive: sqlite3.Connection, change_ids: Iterable[int]) -> dict[int, Outgoing]:
    """The changes of these ids, but those of articles that were taken down: of them nobody is told any more."""
    rows = archive.execute(
        """
        SELECT changes.id, kind, changes.seen_at, article_id, story_id, changes.source_id, sources.name AS source,
               articles.headline, articles.url, articles.published_at, from_version_id, to_version_id, importance,
               summary, silent, diff
        FROM json_each(:ids) AS wanted
        JOIN changes ON changes.id = wanted.value
        JOIN articles ON articles.id = changes.article_id
        JOIN sources ON sources.id = changes.source_id
        WHERE NOT EXISTS (SELECT 1 FROM redactions WHERE article_id = changes.article_id)
        """,
        {"ids": json_text(sorted(set(change_ids)))},
    )
    return {row["id"]: from_row(Outgoing, row) for row in rows}


def other_outlets(archive: sqlite3.Connection, story_id: int, *, but_not: str) -> list[str]:
    """The names of the other sources that carry the story, the first to have it first."""
    rows = archive.execute(
        """
        SELECT sources.name FROM articles JOIN sources ON sources.id = articles.source_id
        WHERE story_id = :story AND source_id <> :but_not GROUP BY sources.id ORDER BY min(articles.id)
        """,
        {"story": story_id, "but_not": but_not},
    )
    return [row["name"] for row in rows]
