"""What desk.db and subscribers.db lose when articles are taken down, in the caller's transaction."""

import json
import sqlite3
from collections.abc import Collection
from datetime import datetime, timedelta

from storage.deliveries import take_back_told
from storage.redactions import TAKEN_DOWN, IsTheirs, Rows, address_digest
from storage.stories import drop_fingerprints
from storage.times import to_text


def forget_in_desk(desk: sqlite3.Connection, rows: Rows, *, digests: Collection[str], is_theirs: IsTheirs) -> None:
    """All that is known of the articles goes: entries, follows, failures, suspects, readings, fingerprints."""
    desk.create_function("address_sha256", 1, address_digest, deterministic=True)
    desk.create_function("is_theirs", 1, is_theirs, deterministic=True)
    ids = {
        "articles": json.dumps(list(rows.articles)),
        "versions": json.dumps(list(rows.versions)),
        "changes": json.dumps(list(rows.changes)),
        "digests": json.dumps(sorted(digests)),
    }
    of_articles = "article_id IN (SELECT value FROM json_each(:articles))"
    for statement in (
        f"""
        DELETE FROM entries WHERE {of_articles}
        OR address_sha256(url_key) IN (SELECT value FROM json_each(:digests))
        """,
        f"DELETE FROM follows WHERE {of_articles}",
        "DELETE FROM failures WHERE is_theirs(url)",
        f"DELETE FROM suspects WHERE {of_articles} OR is_theirs(url)",
        "DELETE FROM readings WHERE version_id IN (SELECT value FROM json_each(:versions))",
        f"DELETE FROM site_pages WHERE {of_articles}",
        f"DELETE FROM template_changes WHERE {of_articles}",
        "UPDATE matches SET matched = '[]' WHERE change_id IN (SELECT value FROM json_each(:changes))",
    ):
        desk.execute(statement, ids)
    drop_fingerprints(desk, rows.versions)


def forget_in_subscribers(conn: sqlite3.Connection, rows: Rows, *, at: datetime, lease: timedelta) -> int:
    """Messages that tell of the articles lose their texts; how many are being sent at this moment, and keep them.

    Being sent is what was claimed less than `lease` ago. One that waits is dropped, and what else it carries goes into
    another.
    """
    articles = {"articles": json.dumps(list(rows.articles)), "at": to_text(at), "expired": to_text(at - lease)}
    told = f"""
        SELECT DISTINCT deliveries.id, state, state = 'sending' AND claimed_at > :expired AS is_sending
        FROM delivery_items JOIN deliveries ON deliveries.id = delivery_id
        WHERE article_id IN (SELECT value FROM json_each(:articles)) AND subject <> '{TAKEN_DOWN}'
    """
    sending = 0
    for row in conn.execute(told, articles).fetchall():
        if row["is_sending"]:
            sending += 1
            continue
        if row["state"] in ("waiting", "sending"):
            _give_items_back(conn, row["id"], articles)
        conn.execute(
            """
            UPDATE deliveries SET subject = :subject, text = '', html = '', markdown = '', payload = '{}',
                   key = 'redacted:' || id, state = iif(state = 'sent', 'sent', 'dropped')
            WHERE id = :id
            """,
            {"id": row["id"], "subject": TAKEN_DOWN},
        )
    of_articles = "article_id IN (SELECT value FROM json_each(:articles))"
    conn.execute(f"UPDATE delivery_items SET matched = '[]' WHERE {of_articles} AND matched <> '[]'", articles)
    conn.execute(
        f"""
        UPDATE delivery_items SET left_out = 'dropped'
        WHERE {of_articles} AND delivery_id IS NULL AND left_out IS NULL
        """,
        articles,
    )
    return sending


def _give_items_back(conn: sqlite3.Connection, delivery_id: int, articles: dict[str, str]) -> None:
    take_back_told(conn, delivery_id)
    conn.execute(
        """
        UPDATE delivery_items SET delivery_id = NULL, told_version_id = NULL, told_before_version_id = NULL
        WHERE delivery_id = :id AND article_id NOT IN (SELECT value FROM json_each(:articles))
        """,
        {**articles, "id": delivery_id},
    )
