"""What is remembered of each source's pages: the blocks that its last articles showed, whose template changed."""

import sqlite3
from datetime import datetime

from storage.times import from_text_or_none, to_text


def put_site_page(
    desk: sqlite3.Connection, source_id: str, article_id: int, *, digests: bytes, at: datetime, keep: int
) -> None:
    """Remember an article's page in place of its earlier one; of the source's pages the newest `keep` stay."""
    desk.execute(
        """
        INSERT INTO site_pages (source_id, article_id, seen_at, digests)
        VALUES (:source_id, :article_id, :at, :digests)
        ON CONFLICT (source_id, article_id) DO UPDATE SET seen_at = :at, digests = :digests
        """,
        {"source_id": source_id, "article_id": article_id, "at": to_text(at), "digests": digests},
    )
    desk.execute(
        """
        DELETE FROM site_pages WHERE source_id = :source_id AND id NOT IN (
            SELECT id FROM site_pages WHERE source_id = :source_id ORDER BY seen_at DESC, id DESC LIMIT :keep
        )
        """,
        {"source_id": source_id, "keep": keep},
    )


def site_pages(desk: sqlite3.Connection, source_id: str) -> list[tuple[int, bytes]]:
    """The articles whose pages are remembered with the digests of their blocks, oldest first."""
    rows = desk.execute(
        "SELECT article_id, digests FROM site_pages WHERE source_id = :source_id ORDER BY seen_at, id",
        {"source_id": source_id},
    )
    return [(int(row["article_id"]), bytes(row["digests"])) for row in rows]


def forget_site_pages(desk: sqlite3.Connection, source_id: str) -> None:
    """Forget all of the source's pages, as after a redesign."""
    desk.execute("DELETE FROM site_pages WHERE source_id = :source_id", {"source_id": source_id})


def note_template_change(
    desk: sqlite3.Connection, source_id: str, article_id: int, *, at: datetime, since: datetime
) -> bool:
    """Note that the article's page has another template than before: whether that is news since `since`."""
    desk.execute("DELETE FROM template_changes WHERE seen_at < :since", {"since": to_text(since)})
    cursor = desk.execute(
        """
        INSERT INTO template_changes (source_id, article_id, seen_at) VALUES (:source_id, :article_id, :at)
        ON CONFLICT (article_id) DO NOTHING
        """,
        {"source_id": source_id, "article_id": article_id, "at": to_text(at)},
    )
    return cursor.rowcount == 1


def count_template_changes(desk: sqlite3.Connection, source_id: str, *, since: datetime) -> int:
    """Of how many articles of the source the page was first seen in another template since then."""
    row = desk.execute(
        "SELECT count(*) FROM template_changes WHERE source_id = :source_id AND seen_at >= :since",
        {"source_id": source_id, "since": to_text(since)},
    ).fetchone()
    return int(row[0])


def redesigned_at(desk: sqlite3.Connection, source_id: str) -> datetime | None:
    """When the source was last seen to change its templates."""
    row = desk.execute("SELECT redesigned_at FROM source_state WHERE source_id = :id", {"id": source_id}).fetchone()
    return None if row is None else from_text_or_none(row["redesigned_at"])


def record_redesign(desk: sqlite3.Connection, source_id: str, *, at: datetime) -> None:
    """The source changed its templates: what was remembered of its pages is forgotten."""
    desk.execute(
        """
        INSERT INTO source_state (source_id, redesigned_at) VALUES (:source_id, :at)
        ON CONFLICT (source_id) DO UPDATE SET redesigned_at = :at
        """,
        {"source_id": source_id, "at": to_text(at)},
    )
    forget_site_pages(desk, source_id)
