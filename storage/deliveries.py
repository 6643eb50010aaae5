"""Deliveries: messages with their attempts. Claimed, sent, marked; a claim that was never marked runs out.

Everything is written before the attempt that it speaks of, so that a crash at any line repeats at most a message whose
acceptance was not heard.
"""

import sqlite3
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from storage.delivery_records import DeadDelivery, Delivery, Texts
from storage.rows import from_row, json_text
from storage.times import to_text

GIVEN_UP_AFTER = timedelta(hours=24)
"""How long a message is tried, from the moment it was made or was taken up again."""

_OPEN = "state IN ('waiting', 'sending')"


def add_delivery(
    conn: sqlite3.Connection,
    *,
    key: str,
    destination: str,
    subscription_id: str | None,
    message: Texts,
    at: datetime,
    payload: str = "{}",
    thread: Sequence[str] = (),
) -> int | None:
    """A message to be sent, in the caller's transaction: its id, or None where the key exists already.

    `thread` are the message ids of earlier messages on the same article.
    """
    conn.execute("INSERT OR IGNORE INTO destinations (name) VALUES (:name)", {"name": destination})
    row = conn.execute(
        """
        INSERT INTO deliveries (key, destination, subscription_id, subject, text, html, markdown, payload, message_id,
                                thread, created_at, give_up_at, next_attempt_at)
        VALUES (:key, :destination, :subscription_id, :subject, :text, :html, :markdown, :payload, :message_id,
                :thread, :at, :give_up_at, :at)
        ON CONFLICT (key) DO NOTHING
        RETURNING id
        """,
        {
            "key": key,
            "destination": destination,
            "subscription_id": subscription_id,
            "subject": message.subject,
            "text": message.text,
            "html": message.html,
            "markdown": message.markdown,
            "payload": payload,
            "message_id": uuid.uuid4().hex,
            "thread": json_text(thread),
            "at": to_text(at),
            "give_up_at": to_text(at + GIVEN_UP_AFTER),
        },
    ).fetchone()
    return None if row is None else int(row["id"])


def claim_delivery(
    conn: sqlite3.Connection, destination: str, *, by: str, at: datetime, lease: timedelta
) -> Delivery | None:
    """The destination's next message that is due, now ours; None where none is or the destination rests.

    Due is what waits for its time and what another claimed more than `lease` ago and never marked: that one died.
    """
    row = conn.execute(
        f"""
        UPDATE deliveries
        SET state = 'sending', claimed_at = :at, claimed_by = :by, attempt_count = attempt_count + 1
        WHERE id = (
            SELECT id FROM deliveries
            WHERE destination = :destination AND {_OPEN} AND next_attempt_at <= :at
              AND (state = 'waiting' OR claimed_at <= :expired)
            ORDER BY id LIMIT 1
        ) AND EXISTS (
            SELECT 1 FROM destinations
            WHERE name = :destination AND paused_at IS NULL AND (not_before_at IS NULL OR not_before_at <= :at)
        )
        RETURNING id, destination, subscription_id, subject, text, html, markdown, payload, message_id, thread,
                  created_at, give_up_at, attempt_count, accepted,
                  (SELECT watch_id FROM subscriptions WHERE id = deliveries.subscription_id) AS watch_id
        """,
        {"destination": destination, "by": by, "at": to_text(at), "expired": to_text(at - lease)},
    ).fetchone()
    return None if row is None else from_row(Delivery, row)


def destinations_due(conn: sqlite3.Connection, *, at: datetime, lease: timedelta) -> list[str]:
    """The names of destinations that have a message to be claimed now."""
    rows = conn.execute(
        f"""
        SELECT name FROM destinations
        WHERE paused_at IS NULL AND (not_before_at IS NULL OR not_before_at <= :at) AND EXISTS (
            SELECT 1 FROM deliveries
            WHERE destination = destinations.name AND {_OPEN} AND next_attempt_at <= :at
              AND (state = 'waiting' OR claimed_at <= :expired)
        )
        """,
        {"at": to_text(at), "expired": to_text(at - lease)},
    )
    return [row["name"] for row in rows]


def mark_sent(conn: sqlite3.Connection, delivery_id: int, *, at: datetime, note: str | None = None) -> None:
    """The server accepted it: a fact, whoever has claimed it meanwhile. `note` says what else it answered.

    The subscriber knows now what the message told.
    """
    conn.execute(
        "UPDATE deliveries SET state = 'sent', sent_at = :at, last_error = :note WHERE id = :id",
        {"id": delivery_id, "at": to_text(at), "note": note},
    )
    conn.execute(
        """
        INSERT INTO last_told (subscription_id, article_id, version_id)
        SELECT subscription_id, article_id, max(told_version_id) FROM delivery_items
        WHERE delivery_id = :id AND told_version_id IS NOT NULL GROUP BY subscription_id, article_id
        ON CONFLICT (subscription_id, article_id) DO UPDATE SET version_id = max(version_id, excluded.version_id)
        """,
        {"id": delivery_id},
    )


def mark_waiting(
    conn: sqlite3.Connection,
    delivery_id: int,
    *,
    by: str,
    next_attempt_at: datetime,
    error: str,
    accepted: Sequence[str] = (),
) -> None:
    """The attempt of that claimant failed, and another follows; `accepted` are the recipients reached so far."""
    conn.execute(
        """
        UPDATE deliveries
        SET state = 'waiting', next_attempt_at = :next, last_error = :error, accepted = :accepted
        WHERE id = :id AND state = 'sending' AND claimed_by = :by
        """,
        {
            "id": delivery_id,
            "by": by,
            "next": to_text(next_attempt_at),
            "error": error,
            "accepted": json_text(accepted),
        },
    )


def mark_dead(conn: sqlite3.Connection, delivery_id: int, *, by: str, error: str) -> None:
    """The attempt of that claimant failed for good: the next message tells what this one would have told."""
    is_dead = conn.execute(
        """
        UPDATE deliveries SET state = 'dead', last_error = :error
        WHERE id = :id AND state = 'sending' AND claimed_by = :by
        """,
        {"id": delivery_id, "by": by, "error": error},
    ).rowcount
    if is_dead:
        take_back_told(conn, delivery_id)


def take_back_told(conn: sqlite3.Connection, delivery_id: int) -> None:
    """What the message would have told was not told, unless a later message has told more."""
    conn.execute(
        """
        DELETE FROM last_told WHERE (subscription_id, article_id, version_id) IN (
            SELECT subscription_id, article_id, told_version_id FROM delivery_items
            WHERE delivery_id = :id AND told_before_version_id IS NULL
        )
        """,
        {"id": delivery_id},
    )
    conn.execute(
        """
        UPDATE last_told SET version_id = item.told_before_version_id FROM delivery_items AS item
        WHERE item.delivery_id = :id AND item.told_before_version_id IS NOT NULL
          AND last_told.subscription_id = item.subscription_id AND last_told.article_id = item.article_id
          AND last_told.version_id = item.told_version_id
        """,
        {"id": delivery_id},
    )


def give_back(conn: sqlite3.Connection, delivery_id: int, *, by: str) -> None:
    """The claimant did not begin the attempt: the message waits as before."""
    conn.execute(
        """
        UPDATE deliveries SET state = 'waiting', attempt_count = attempt_count - 1
        WHERE id = :id AND state = 'sending' AND claimed_by = :by
        """,
        {"id": delivery_id, "by": by},
    )


def retry_dead(conn: sqlite3.Connection, *, at: datetime) -> int:
    """Takes up again the messages that were given up, but those of subscriptions that are no more: how many."""
    return conn.execute(
        """
        UPDATE deliveries
        SET state = 'waiting', attempt_count = 0, next_attempt_at = :at, give_up_at = :give_up_at
        WHERE state = 'dead' AND (subscription_id IS NULL OR subscription_id IN (SELECT id FROM subscriptions))
        """,
        {"at": to_text(at), "give_up_at": to_text(at + GIVEN_UP_AFTER)},
    ).rowcount


def made_since(conn: sqlite3.Connection, subscription_id: str, *, since: datetime) -> list[datetime]:
    """When the subscription's messages since then were made, oldest first."""
    rows = conn.execute(
        """
        SELECT created_at FROM deliveries
        WHERE subscription_id = :id AND created_at > :since AND state <> 'dropped' ORDER BY created_at
        """,
        {"id": subscription_id, "since": to_text(since)},
    )
    return [datetime.fromisoformat(row["created_at"]) for row in rows]


def dead_deliveries(conn: sqlite3.Connection, *, limit: int) -> list[DeadDelivery]:
    """The messages that were given up, newest first."""
    rows = conn.execute(
        """
        SELECT id, destination, subscription_id, subject, created_at, attempt_count, last_error FROM deliveries
        WHERE state = 'dead' ORDER BY created_at DESC, id DESC LIMIT :limit
        """,
        {"limit": limit},
    )
    return [from_row(DeadDelivery, row) for row in rows]


def count_dropped(conn: sqlite3.Connection) -> int:
    """Messages and items that were dropped with their subscription and are still listed."""
    row = conn.execute(
        """
        SELECT (SELECT count(*) FROM deliveries WHERE state = 'dropped')
             + (SELECT count(*) FROM delivery_items WHERE left_out = 'dropped') AS dropped
        """
    ).fetchone()
    return int(row["dropped"])


def sent_changes(conn: sqlite3.Connection, *, since: datetime) -> list[tuple[int, datetime]]:
    """Each change that a message told, with the time when a server first accepted one, of messages made since then."""
    rows = conn.execute(
        """
        SELECT change_id, min(sent_at) AS sent_at FROM deliveries
        JOIN delivery_items ON delivery_items.delivery_id = deliveries.id
        WHERE state = 'sent' AND created_at > :since GROUP BY change_id ORDER BY change_id
        """,
        {"since": to_text(since)},
    )
    return [(row["change_id"], datetime.fromisoformat(row["sent_at"])) for row in rows]


def prune_deliveries(conn: sqlite3.Connection, *, older_than: datetime) -> int:
    """Deletes messages made before then that are sent, dead or dropped, with their items: how many."""
    parameters = {"older_than": to_text(older_than)}
    conn.execute(
        "DELETE FROM delivery_items WHERE left_out IS NOT NULL AND gathered_at < :older_than",
        parameters,
    )
    return conn.execute(
        "DELETE FROM deliveries WHERE created_at < :older_than AND state IN ('sent', 'dead', 'dropped')", parameters
    ).rowcount
