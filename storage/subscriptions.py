"""Subscriptions as the deliverer knows them: since when each one counts, and what becomes of one that is taken out."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.cursors import get_cursor, set_cursor
from storage.delivery_records import SubscriptionRecord
from storage.rows import from_row
from storage.times import to_text

PLANNED = "planning"
"""The cursor of subscribers.db: up to which change matches have become items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """What a new configuration meant: ids of subscriptions that are new and that ended, messages and items dropped."""

    added: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    dropped: int = 0


def sync_subscriptions(
    conn: sqlite3.Connection, wanted: Mapping[str, tuple[str, str]], *, last_change_id: int, at: datetime
) -> Adopted:
    """Makes the table name the configured subscriptions: id to watch and destination, in the caller's transaction.

    One that is new counts from the change after `last_change_id`. One that names another watch or destination is a new
    one: what waits was meant for another reader. What waits for one that is taken out is dropped.
    """
    known = {record.id: record for record in subscriptions(conn)}
    ended = [id_ for id_, record in known.items() if wanted.get(id_) != (record.watch_id, record.destination)]
    dropped = sum(_drop(conn, id_) for id_ in ended)
    added = [id_ for id_ in wanted if id_ not in known or id_ in ended]
    if added and len(ended) == len(known):
        # Nobody waits for what lies between: matches made before anyone subscribed need not be read.
        set_cursor(conn, PLANNED, change_id=max(last_change_id, get_cursor(conn, PLANNED)))
    conn.executemany(
        """
        INSERT INTO subscriptions (id, watch_id, destination, since_change_id, added_at)
        VALUES (:id, :watch_id, :destination, :since, :at)
        """,
        [
            {
                "id": id_,
                "watch_id": wanted[id_][0],
                "destination": wanted[id_][1],
                "since": last_change_id,
                "at": to_text(at),
            }
            for id_ in added
        ],
    )
    return Adopted(added=tuple(added), ended=tuple(ended), dropped=dropped)


def subscriptions(conn: sqlite3.Connection) -> list[SubscriptionRecord]:
    """Those that count."""
    rows = conn.execute("SELECT id, watch_id, destination, since_change_id, added_at FROM subscriptions ORDER BY id")
    return [from_row(SubscriptionRecord, row) for row in rows]


def _drop(conn: sqlite3.Connection, subscription_id: str) -> int:
    """Ends it: how many messages and items are dropped. What is under way is not called back, but not repeated."""
    parameters = {"id": subscription_id}
    messages = conn.execute(
        """
        UPDATE deliveries SET state = 'dropped'
        WHERE subscription_id = :id AND state IN ('waiting', 'sending', 'dead')
        """,
        parameters,
    ).rowcount
    items = conn.execute(
        """
        UPDATE delivery_items SET left_out = 'dropped'
        WHERE subscription_id = :id AND delivery_id IS NULL AND left_out IS NULL
        """,
        parameters,
    ).rowcount
    conn.execute("DELETE FROM last_told WHERE subscription_id = :id", parameters)
    conn.execute("DELETE FROM subscriptions WHERE id = :id", parameters)
    return messages + items
