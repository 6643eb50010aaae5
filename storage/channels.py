"""Channels of the desk: which are looked at, when next, and what their last look left."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from storage.desk_records import Channel, Look
from storage.rows import from_row, to_parameters
from storage.times import to_text

_CHANNEL = """
    SELECT id, source_id, url, kind, parent_id, etag, last_modified, body_sha256, next_look_at, last_look_at,
           last_success_at, last_failure_at, failure_count, reason, entry_count, first_seen_at, first_sight,
           baseline_done
    FROM channels
"""


def sync_channels(
    desk: sqlite3.Connection, source_id: str, channels: Sequence[tuple[str, str]], *, now: datetime
) -> None:
    """Make the source's channels those of the configuration, as (url, kind): new ones are due now.

    One that was taken out is no longer looked at, nor are its parts; one that comes back is due now and read anew (a
    "not modified" would not bring its parts back). The caller's transaction commits.
    """
    kept = {url for url, _ in channels}
    now_text = to_text(now)
    known = desk.execute("SELECT id, url FROM channels WHERE source_id = :id AND parent_id IS NULL", {"id": source_id})
    desk.executemany(
        "UPDATE channels SET next_look_at = NULL WHERE id = :id OR parent_id = :id",
        [{"id": row["id"]} for row in known if row["url"] not in kept],
    )
    desk.executemany(
        """
        INSERT INTO channels (source_id, url, kind, next_look_at, first_seen_at, first_sight)
        SELECT :source_id, :url, :kind, :now, :now, NOT EXISTS (
            SELECT 1 FROM source_state WHERE source_id = :source_id AND first_sight_at IS NOT NULL
        )
        WHERE TRUE  -- the parser takes ON CONFLICT for a join otherwise
        ON CONFLICT (source_id, url) DO UPDATE SET
            kind = :kind, parent_id = NULL, next_look_at = coalesce(next_look_at, :now),
            etag = iif(next_look_at IS NULL, NULL, etag),
            last_modified = iif(next_look_at IS NULL, NULL, last_modified),
            body_sha256 = iif(next_look_at IS NULL, NULL, body_sha256)
        WHERE next_look_at IS NULL OR kind <> :kind OR parent_id IS NOT NULL
        """,
        [{"source_id": source_id, "url": url, "kind": kind, "now": now_text} for url, kind in channels],
    )


def sync_parts(desk: sqlite3.Connection, parent: Channel, urls: Sequence[str], *, now: datetime) -> None:
    """Make the sitemap index's parts those: new ones are due now, those that it no longer names rest.

    To be called before the index's own look is recorded: the parts of that first look are of the source's first sight.
    """
    parameters = {"parent_id": parent.id, "source_id": parent.source_id, "kind": parent.kind, "now": to_text(now)}
    kept = set(urls)
    known = desk.execute(
        "SELECT id, url FROM channels WHERE parent_id = :parent_id AND next_look_at IS NOT NULL", parameters
    )
    desk.executemany(
        "UPDATE channels SET next_look_at = NULL WHERE id = :id",
        [{"id": row["id"]} for row in known if row["url"] not in kept],
    )
    desk.executemany(
        """
        INSERT INTO channels (source_id, url, kind, parent_id, next_look_at, first_seen_at, first_sight)
        SELECT source_id, :url, :kind, id, :now, :now, first_sight AND NOT baseline_done
        FROM channels WHERE id = :parent_id
        ON CONFLICT (source_id, url) DO UPDATE SET next_look_at = :now
        WHERE next_look_at IS NULL
        """,
        [parameters | {"url": url} for url in urls],
    )


def due_channels(desk: sqlite3.Connection, source_id: str, *, now: datetime) -> list[Channel]:
    """The source's channels whose next look is due, longest due first."""
    rows = desk.execute(
        f"{_CHANNEL} WHERE source_id = :source_id AND next_look_at <= :now ORDER BY next_look_at, id",
        {"source_id": source_id, "now": to_text(now)},
    )
    return [from_row(Channel, row) for row in rows]


def channels_of(desk: sqlite3.Connection, source_id: str) -> list[Channel]:
    """All the source's channels that are looked at, configured ones before parts."""
    rows = desk.execute(
        f"{_CHANNEL} WHERE source_id = :source_id AND next_look_at IS NOT NULL ORDER BY parent_id IS NOT NULL, id",
        {"source_id": source_id},
    )
    return [from_row(Channel, row) for row in rows]


def get_channel(desk: sqlite3.Connection, channel_id: int) -> Channel | None:
    """The channel of that id."""
    row = desk.execute(f"{_CHANNEL} WHERE id = :id", {"id": channel_id}).fetchone()
    return None if row is None else from_row(Channel, row)


def record_look(desk: sqlite3.Connection, channel_id: int, look: Look) -> None:
    """The channel answered and its entries, if it had new ones, were admitted before this.

    Where `entry_count` is None (not modified, or the same bytes) the validators and the count stay as they were.
    """
    desk.execute(
        """
        UPDATE channels SET
            next_look_at = :next_look_at, last_look_at = :at, last_success_at = :at, failure_count = 0,
            reason = :reason, baseline_done = 1,
            etag = iif(:entry_count IS NULL, coalesce(:etag, etag), :etag),
            last_modified = iif(:entry_count IS NULL, coalesce(:last_modified, last_modified), :last_modified),
            body_sha256 = coalesce(:body_sha256, body_sha256), entry_count = coalesce(:entry_count, entry_count)
        WHERE id = :id
        """,
        to_parameters(look) | {"id": channel_id},
    )


def record_failed_look(
    desk: sqlite3.Connection, channel_id: int, *, at: datetime, next_look_at: datetime, reason: str
) -> None:
    """The channel could not be fetched or read; `failure_count` counts such looks in a row."""
    desk.execute(
        """
        UPDATE channels SET
            next_look_at = :next_look_at, last_look_at = :at, last_failure_at = :at,
            failure_count = failure_count + 1, reason = :reason
        WHERE id = :id
        """,
        {"id": channel_id, "at": to_text(at), "next_look_at": to_text(next_look_at), "reason": reason},
    )


def set_next_look(desk: sqlite3.Connection, channel_id: int, *, next_look_at: datetime) -> None:
    """Move the next look, as when looks are spread after a start."""
    desk.execute(
        "UPDATE channels SET next_look_at = :at WHERE id = :id", {"at": to_text(next_look_at), "id": channel_id}
    )
