"""Follows: the articles that are looked at again, and what each check left. Source by source, what holds one back."""

import sqlite3
from datetime import datetime

from storage.desk_records import Follow, SourceState
from storage.rows import from_row, to_parameters
from storage.times import to_text, to_text_or_none

FOLLOW = """
    SELECT article_id, source_id, url, state, due_at, hinted, etag, last_modified, body_sha256, published_at,
           first_seen_at, changed_at, checked_at, check_count, failure_count, gone_at, suspect_count
    FROM follows
"""


def save_follow(desk: sqlite3.Connection, follow: Follow) -> None:
    """Begin to follow the article, or set all that is known of it after a check (`dataclasses.replace` of the old)."""
    desk.execute(
        """
        INSERT INTO follows (article_id, source_id, url, state, due_at, hinted, etag, last_modified, body_sha256,
                             published_at, first_seen_at, changed_at, checked_at, check_count, failure_count,
                             gone_at, suspect_count)
        VALUES (:article_id, :source_id, :url, :state, :due_at, :hinted, :etag, :last_modified, :body_sha256,
                :published_at, :first_seen_at, :changed_at, :checked_at, :check_count, :failure_count,
                :gone_at, :suspect_count)
        ON CONFLICT (article_id) DO UPDATE SET
            url = :url, state = :state, due_at = :due_at, hinted = :hinted, etag = :etag,
            last_modified = :last_modified, body_sha256 = :body_sha256, published_at = :published_at,
            changed_at = :changed_at, checked_at = :checked_at, check_count = :check_count,
            failure_count = :failure_count, gone_at = :gone_at, suspect_count = :suspect_count
        """,
        to_parameters(follow),
    )


def record_unchanged(desk: sqlite3.Connection, article_id: int, *, at: datetime, due_at: datetime | None) -> None:
    """A check found nothing new: the commonest outcome, so the least that can be written."""
    desk.execute(
        """
        UPDATE follows SET checked_at = :at, due_at = :due_at, hinted = 0, check_count = check_count + 1,
                           failure_count = 0, suspect_count = 0, gone_at = NULL
        WHERE article_id = :id
        """,
        {"at": to_text(at), "due_at": to_text_or_none(due_at), "id": article_id},
    )


def record_failed_check(desk: sqlite3.Connection, article_id: int, *, at: datetime, due_at: datetime | None) -> None:
    """A check got no answer that could be read; `failure_count` counts such checks in a row."""
    desk.execute(
        """
        UPDATE follows SET checked_at = :at, due_at = :due_at, hinted = 0, check_count = check_count + 1,
                           failure_count = failure_count + 1
        WHERE article_id = :id
        """,
        {"at": to_text(at), "due_at": to_text_or_none(due_at), "id": article_id},
    )


def get_follow(desk: sqlite3.Connection, article_id: int) -> Follow | None:
    """The follow of that article."""
    row = desk.execute(f"{FOLLOW} WHERE article_id = :id", {"id": article_id}).fetchone()
    return None if row is None else from_row(Follow, row)


def follows_to_check(desk: sqlite3.Connection, source_id: str, *, removed_since: datetime) -> list[Follow]:
    """Every article of the source that is live or was removed since then, latest changed first: for `crawl --all`."""
    rows = desk.execute(
        f"""
        {FOLLOW} WHERE source_id = :source_id AND state = 'live'
        UNION ALL
        {FOLLOW} WHERE source_id = :source_id AND state = 'removed' AND changed_at >= :removed_since
        ORDER BY changed_at DESC, article_id DESC
        """,
        {"source_id": source_id, "removed_since": to_text(removed_since)},
    )
    return [from_row(Follow, row) for row in rows]


def count_followed(desk: sqlite3.Connection, source_id: str) -> int:
    """How many articles of the source are live and looked at again."""
    row = desk.execute(
        "SELECT count(*) FROM follows WHERE source_id = :id AND state = 'live'", {"id": source_id}
    ).fetchone()
    return int(row[0])


def get_source_state(desk: sqlite3.Connection, source_id: str) -> SourceState:
    """What holds the source back; of one never met, nothing."""
    row = desk.execute(
        """
        SELECT source_id, first_sight_at, failure_count, not_before_at, reason, redesigned_at
        FROM source_state WHERE source_id = :id
        """,
        {"id": source_id},
    ).fetchone()
    return SourceState(source_id=source_id) if row is None else from_row(SourceState, row)


def hold_source(desk: sqlite3.Connection, source_id: str, *, not_before_at: datetime, reason: str) -> None:
    """Ask nothing of the source until then, as after a failure or a Retry-After; failures in a row are counted."""
    desk.execute(
        """
        INSERT INTO source_state (source_id, failure_count, not_before_at, reason)
        VALUES (:source_id, 1, :not_before_at, :reason)
        ON CONFLICT (source_id) DO UPDATE SET
            failure_count = failure_count + 1, not_before_at = :not_before_at, reason = :reason
        """,
        {"source_id": source_id, "not_before_at": to_text(not_before_at), "reason": reason},
    )


def free_source(desk: sqlite3.Connection, source_id: str) -> None:
    """The source answers again; nothing is written where nothing held it."""
    desk.execute(
        """
        UPDATE source_state SET failure_count = 0, not_before_at = NULL, reason = NULL
        WHERE source_id = :id AND (failure_count > 0 OR not_before_at IS NOT NULL)
        """,
        {"id": source_id},
    )
