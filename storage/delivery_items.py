"""What messages carry: the changes that each subscription is to be told of, once each, and what it was told last."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from storage.delivery_records import LeftOut, NewItem, WaitingItem
from storage.rows import from_row, json_text, to_parameters
from storage.times import to_text

_WAITING = "delivery_id IS NULL AND left_out IS NULL"


def add_items(conn: sqlite3.Connection, items: Iterable[NewItem], *, at: datetime) -> int:
    """Items that wait for a message, in the caller's transaction: how many are new. What is there already stays."""
    count = 0
    for item in items:
        count += conn.execute(
            """
            INSERT INTO delivery_items (subscription_id, change_id, event, article_id, story_id, seen_at, gathered_at,
                                        matched, copy_of, is_news)
            VALUES (:subscription_id, :change_id, :event, :article_id, :story_id, :seen_at, :gathered_at,
                    :matched, :copy_of, :is_news)
            ON CONFLICT (subscription_id, change_id, event) DO NOTHING
            """,
            to_parameters(item) | {"gathered_at": to_text(at)},
        ).rowcount
    return count


def waiting_items(conn: sqlite3.Connection, subscription_id: str) -> list[WaitingItem]:
    """What the subscription is still to be told, in the order of the log."""
    rows = conn.execute(
        f"""
        SELECT id, subscription_id, change_id, event, article_id, story_id, seen_at, gathered_at, matched, copy_of,
               is_news
        FROM delivery_items WHERE subscription_id = :id AND {_WAITING} ORDER BY change_id, id
        """,
        {"id": subscription_id},
    )
    return [from_row(WaitingItem, row) for row in rows]


def subscriptions_waiting(conn: sqlite3.Connection) -> list[str]:
    """The ids of subscriptions that have something to be told."""
    rows = conn.execute(f"SELECT DISTINCT subscription_id FROM delivery_items WHERE {_WAITING}")
    return [row["subscription_id"] for row in rows]


def put_into(
    conn: sqlite3.Connection,
    delivery_id: int,
    *,
    item_ids: Sequence[int],
    told: tuple[int, int] | None = None,
) -> None:
    """The message carries these items, all of one article.

    `told` is that article and the version of it that the subscriber knows with the message.
    """
    before = None
    if told is not None:
        article_id, version_id = told
        subscription_id = conn.execute(
            "SELECT subscription_id FROM deliveries WHERE id = :id", {"id": delivery_id}
        ).fetchone()["subscription_id"]
        before = last_told(conn, subscription_id, article_id)
        conn.execute(
            """
            INSERT INTO last_told (subscription_id, article_id, version_id) VALUES (:subscription, :article, :version)
            ON CONFLICT (subscription_id, article_id) DO UPDATE SET version_id = :version
            """,
            {"subscription": subscription_id, "article": article_id, "version": version_id},
        )
    conn.executemany(
        """
        UPDATE delivery_items SET delivery_id = :delivery, told_version_id = :told, told_before_version_id = :before
        WHERE id = :id
        """,
        [
            {"delivery": delivery_id, "told": None if told is None else told[1], "before": before, "id": item_id}
            for item_id in item_ids
        ],
    )


def leave_out(conn: sqlite3.Connection, item_ids: Sequence[int], *, why: LeftOut) -> None:
    """These items go into no message."""
    conn.executemany(
        "UPDATE delivery_items SET left_out = :why WHERE id = :id",
        [{"why": why, "id": item_id} for item_id in item_ids],
    )


def last_told(conn: sqlite3.Connection, subscription_id: str, article_id: int) -> int | None:
    """The version of the article that the subscriber knows from messages, None where it was never told of it."""
    row = conn.execute(
        "SELECT version_id FROM last_told WHERE subscription_id = :subscription AND article_id = :article",
        {"subscription": subscription_id, "article": article_id},
    ).fetchone()
    return None if row is None else int(row["version_id"])


def first_told(
    conn: sqlite3.Connection, subscription_id: str, *, story_id: int, but_not: int, since: datetime
) -> int | None:
    """The article by which the subscription learned of the story, or will by what waits: none seen before `since`."""
    row = conn.execute(
        """
        SELECT article_id FROM delivery_items LEFT JOIN deliveries ON deliveries.id = delivery_id
        WHERE delivery_items.subscription_id = :subscription AND story_id = :story AND event = 'report' AND is_news
          AND article_id <> :but_not AND seen_at >= :since AND left_out IS NULL
          AND coalesce(state, 'waiting') NOT IN ('dead', 'dropped')
        ORDER BY delivery_items.id LIMIT 1
        """,
        {"subscription": subscription_id, "story": story_id, "but_not": but_not, "since": to_text(since)},
    ).fetchone()
    return None if row is None else int(row["article_id"])


def thread_of(conn: sqlite3.Connection, subscription_id: str, article_ids: Sequence[int]) -> list[str]:
    """The message ids of what the subscription was sent about these articles, oldest first."""
    rows = conn.execute(
        """
        SELECT DISTINCT deliveries.id, message_id FROM delivery_items
        JOIN deliveries ON deliveries.id = delivery_items.delivery_id
        WHERE delivery_items.subscription_id = :subscription
          AND article_id IN (SELECT value FROM json_each(:articles)) AND state IN ('waiting', 'sending', 'sent')
        ORDER BY deliveries.id
        """,
        {"subscription": subscription_id, "articles": json_text(article_ids)},
    )
    return [row["message_id"] for row in rows]
