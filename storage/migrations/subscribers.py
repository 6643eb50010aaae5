"""Migrations of subscribers.db: what is sent to whom. Nobody's but the deliverer's, and never opened by the archive."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage.migrations import execute_all

migrations = Migrations("subscribers")


@migrations()
def m001_deliveries(db: Database) -> None:
    """Messages with their attempts, what they carry, and what each subscription was told last.

    A destination is the name of an environment variable; its address stands in no table.
    """
    execute_all(
        db.conn,
        """
        CREATE TABLE subscriptions (
            id TEXT PRIMARY KEY,
            watch_id TEXT NOT NULL,
            destination TEXT NOT NULL,
            since_change_id INTEGER NOT NULL,
            added_at TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE destinations (
            name TEXT PRIMARY KEY,
            failure_count INTEGER NOT NULL DEFAULT 0,
            failed_at TEXT,
            not_before_at TEXT,
            paused_at TEXT,
            reason TEXT
        ) STRICT
        """,
        """
        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            destination TEXT NOT NULL,
            subscription_id TEXT,
            subject TEXT NOT NULL,
            text TEXT NOT NULL,
            html TEXT NOT NULL,
            markdown TEXT NOT NULL,
            payload TEXT NOT NULL DEFAULT '{}',
            message_id TEXT NOT NULL UNIQUE,
            thread TEXT NOT NULL DEFAULT '[]',
            created_at TEXT NOT NULL,
            give_up_at TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'sent', 'dead', 'dropped')),
            attempt_count INTEGER NOT NULL DEFAULT 0,
            next_attempt_at TEXT NOT NULL,
            claimed_at TEXT,
            claimed_by TEXT,
            accepted TEXT NOT NULL DEFAULT '[]',
            last_error TEXT,
            sent_at TEXT
        ) STRICT
        """,
        """
        CREATE INDEX deliveries_open ON deliveries(destination, id) WHERE state IN ('waiting', 'sending')
        """,
        "CREATE INDEX deliveries_state ON deliveries(state, created_at)",
        "CREATE INDEX deliveries_subscription ON deliveries(subscription_id, created_at)",
        "CREATE INDEX deliveries_created ON deliveries(created_at)",
        """
        CREATE TABLE delivery_items (
            id INTEGER PRIMARY KEY,
            subscription_id TEXT NOT NULL,
            change_id INTEGER NOT NULL,
            event TEXT NOT NULL,
            article_id INTEGER NOT NULL,
            story_id INTEGER,
            seen_at TEXT NOT NULL,
            gathered_at TEXT NOT NULL,
            matched TEXT NOT NULL DEFAULT '[]',
            copy_of INTEGER,
            is_news INTEGER NOT NULL DEFAULT 1 CHECK (is_news IN (0, 1)),
            told_version_id INTEGER,
            told_before_version_id INTEGER,
            delivery_id INTEGER REFERENCES deliveries(id) ON DELETE CASCADE,
            left_out TEXT CHECK (left_out IN ('dropped', 'copy', 'undone')),
            UNIQUE (subscription_id, change_id, event)
        ) STRICT
        """,
        """
        CREATE INDEX delivery_items_waiting ON delivery_items(subscription_id, id)
        WHERE delivery_id IS NULL AND left_out IS NULL
        """,
        "CREATE INDEX delivery_items_delivery ON delivery_items(delivery_id)",
        "CREATE INDEX delivery_items_article ON delivery_items(subscription_id, article_id)",
        "CREATE INDEX delivery_items_story ON delivery_items(subscription_id, story_id, id) WHERE story_id IS NOT NULL",
        "CREATE INDEX delivery_items_left_out ON delivery_items(left_out) WHERE left_out IS NOT NULL",
        """
        CREATE TABLE last_told (
            subscription_id TEXT NOT NULL,
            article_id INTEGER NOT NULL,
            version_id INTEGER NOT NULL,
            PRIMARY KEY (subscription_id, article_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE TABLE cursors (name TEXT PRIMARY KEY, change_id INTEGER NOT NULL) STRICT",
    )
