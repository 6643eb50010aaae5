"""Stories, each told by one article or more, and the fingerprints by which near copies are found.

A story's id is that of its first article, so that a repeat of what was interrupted finds the same id.
"""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.records import ChangeKind, Quiet
from storage.rows import from_row
from storage.times import to_text

MOST_OF_A_MARK = 200
"""Newest texts asked for by one mark: more than a story has outlets. What stands in more texts is a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A change as placing articles among stories reads it. `published_at` and `story_id` are the article's."""

    id: int
    kind: ChangeKind
    quiet: Quiet | None
    baseline: bool
    seen_at: datetime
    article_id: int
    source_id: str
    version_id: int | None
    published_at: datetime | None
    story_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What is kept of a version for as long as it may be copied: its marks, of which this is the number, lie apart."""

    version_id: int
    article_id: int
    source_id: str
    story_id: int
    told_at: datetime
    mark_count: int


_FINGERPRINT = """
    SELECT version_id, article_id, source_id, story_id, told_at, length(marks) / 8 AS mark_count FROM fingerprints
"""


def tellings_after(archive: sqlite3.Connection, change_id: int, *, limit: int) -> list[Telling]:
    """The log from that change on, without it, oldest first."""
    rows = archive.execute(
        """
        SELECT changes.id, kind, quiet, baseline, seen_at, article_id, changes.source_id, to_version_id AS version_id,
               published_at, story_id
        FROM changes JOIN articles ON articles.id = changes.article_id
        WHERE changes.id > :after ORDER BY changes.id LIMIT :limit
        """,
        {"after": change_id, "limit": limit},
    )
    return [from_row(Telling, row) for row in rows]


def place_article(archive: sqlite3.Connection, article_id: int, *, story_id: int) -> None:
    """The article tells that story from now on; one that it told alone until now is no more.

    A story whose id is the article's is founded with the article's headline.
    """
    parameters = {"article_id": article_id, "story_id": story_id}
    row = archive.execute("SELECT story_id FROM articles WHERE id = :article_id", parameters).fetchone()
    if article_id == story_id:
        archive.execute(
            """
            INSERT INTO stories (id, headline, first_seen_at)
            SELECT id, headline, first_seen_at FROM articles WHERE id = :story_id
            ON CONFLICT (id) DO NOTHING
            """,
            parameters,
        )
    archive.execute("UPDATE articles SET story_id = :story_id WHERE id = :article_id", parameters)
    for story in {story_id, row["story_id"] or story_id}:
        archive.execute(
            "UPDATE stories SET article_count = (SELECT count(*) FROM articles WHERE story_id = :id) WHERE id = :id",
            {"id": story},
        )
        archive.execute("DELETE FROM stories WHERE id = :id AND article_count = 0", {"id": story})


def count_articles(archive: sqlite3.Connection, story_id: int) -> int:
    """How many articles tell the story; 0 where there is none."""
    row = archive.execute("SELECT article_count FROM stories WHERE id = :id", {"id": story_id}).fetchone()
    return 0 if row is None else int(row["article_count"])


def also_in(archive: sqlite3.Connection, article_id: int) -> tuple[str, ...]:
    """The names of the other sources that have the article's story, in the order in which they had it."""
    rows = archive.execute(
        """
        SELECT sources.name FROM articles AS told
        JOIN articles AS other ON other.story_id = told.story_id AND other.source_id <> told.source_id
        JOIN sources ON sources.id = other.source_id
        WHERE told.id = :id GROUP BY sources.id ORDER BY min(other.id)
        """,
        {"id": article_id},
    )
    return tuple(row["name"] for row in rows)


def add_fingerprint(desk: sqlite3.Connection, fingerprint: Fingerprint, *, marks: Collection[int]) -> None:
    """Keep the fingerprint, in place of one of the same version."""
    drop_fingerprints(desk, [fingerprint.version_id])
    version_id = fingerprint.version_id
    desk.execute(
        """
        INSERT INTO fingerprints (version_id, article_id, source_id, story_id, told_at, marks)
        VALUES (:version_id, :article_id, :source_id, :story_id, :told_at, :marks)
        """,
        {
            "version_id": version_id,
            "article_id": fingerprint.article_id,
            "source_id": fingerprint.source_id,
            "story_id": fingerprint.story_id,
            "told_at": to_text(fingerprint.told_at),
            "marks": array("q", marks).tobytes(),
        },
    )
    desk.executemany("INSERT INTO marks (mark, version_id) VALUES (?, ?)", [(mark, version_id) for mark in marks])


def drop_fingerprints(desk: sqlite3.Connection, version_ids: Iterable[int]) -> None:
    """Forget the fingerprints of these versions."""
    for version_id in version_ids:
        row = desk.execute(
            "DELETE FROM fingerprints WHERE version_id = :id RETURNING marks", {"id": version_id}
        ).fetchone()
        if row is not None:
            marks = array("q")
            marks.frombytes(row["marks"])
            desk.executemany(
                "DELETE FROM marks WHERE mark = ? AND version_id = ?", [(mark, version_id) for mark in marks]
            )


def move_fingerprints(desk: sqlite3.Connection, article_id: int, *, story_id: int) -> None:
    """The article's texts belong to that story."""
    desk.execute(
        "UPDATE fingerprints SET story_id = :story_id WHERE article_id = :article_id",
        {"article_id": article_id, "story_id": story_id},
    )


def forget_fingerprints(desk: sqlite3.Connection, *, told_before: datetime) -> None:
    """Forget the fingerprints of articles that were told before then."""
    rows = desk.execute(
        "SELECT version_id FROM fingerprints WHERE told_at < :before", {"before": to_text(told_before)}
    ).fetchall()
    drop_fingerprints(desk, [row["version_id"] for row in rows])


def fingerprints_of(desk: sqlite3.Connection, article_id: int) -> list[Fingerprint]:
    """The article's fingerprints, oldest version first."""
    rows = desk.execute(f"{_FINGERPRINT} WHERE article_id = :id ORDER BY version_id", {"id": article_id})
    return [from_row(Fingerprint, row) for row in rows]


def texts_sharing(desk: sqlite3.Connection, marks: Iterable[int]) -> Counter[int]:
    """Of each version that shares a mark with these, how many it shares."""
    shared: Counter[int] = Counter()
    for mark in marks:
        rows = desk.execute(
            "SELECT version_id FROM marks WHERE mark = :mark ORDER BY version_id DESC LIMIT :limit",
            {"mark": mark, "limit": MOST_OF_A_MARK},
        )
        shared.update(row[0] for row in rows)
    return shared


def get_fingerprint(desk: sqlite3.Connection, version_id: int) -> Fingerprint | None:
    """The version's fingerprint."""
    row = desk.execute(f"{_FINGERPRINT} WHERE version_id = :id", {"id": version_id}).fetchone()
    return None if row is None else from_row(Fingerprint, row)


def stories_of_marks(desk: sqlite3.Connection, marks: Iterable[int]) -> dict[int, set[int]]:
    """Of each mark, the stories of the last days in which it stands."""
    found: dict[int, set[int]] = {}
    for mark in marks:
        rows = desk.execute(
            """
            SELECT DISTINCT story_id FROM (
                SELECT version_id FROM marks WHERE mark = :mark ORDER BY version_id DESC LIMIT :limit
            ) JOIN fingerprints USING (version_id)
            """,
            {"mark": mark, "limit": MOST_OF_A_MARK},
        )
        found[mark] = {row["story_id"] for row in rows}
    return found
