"""Migrations of desk.db: the desk's own state, never served. All of it but the crawls can be learned again."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage.migrations import execute_all

migrations = Migrations("desk")


@migrations()
def m001_channels_and_entries(db: Database) -> None:
    """Where stories are listed, and every line that was ever listed there."""
    execute_all(
        db.conn,
        """
        CREATE TABLE channels (
            id INTEGER PRIMARY KEY,
            source_id TEXT NOT NULL,
            url TEXT NOT NULL,
            kind TEXT NOT NULL,
            parent_id INTEGER REFERENCES channels(id),
            etag TEXT,
            last_modified TEXT,
            body_sha256 TEXT,
            next_look_at TEXT,
            last_look_at TEXT,
            last_success_at TEXT,
            last_failure_at TEXT,
            failure_count INTEGER NOT NULL DEFAULT 0,
            reason TEXT,
            entry_count INTEGER,
            first_seen_at TEXT NOT NULL,
            first_sight INTEGER NOT NULL CHECK (first_sight IN (0, 1)),
            baseline_done INTEGER NOT NULL DEFAULT 0 CHECK (baseline_done IN (0, 1)),
            UNIQUE (source_id, url)
        ) STRICT
        """,
        "CREATE INDEX channels_due ON channels(source_id, next_look_at) WHERE next_look_at IS NOT NULL",
        "CREATE INDEX channels_parent ON channels(parent_id)",
        """
        CREATE TABLE entries (
            id INTEGER PRIMARY KEY,
            source_id TEXT NOT NULL,
            url_key TEXT NOT NULL,
            url TEXT NOT NULL,
            channel_id INTEGER NOT NULL REFERENCES channels(id),
            title TEXT,
            published_at TEXT,
            updated_at TEXT,
            first_listed_at TEXT NOT NULL,
            last_listed_at TEXT NOT NULL,
            article_id INTEGER,
            due_at TEXT,
            baseline INTEGER NOT NULL CHECK (baseline IN (0, 1)),
            failure_count INTEGER NOT NULL DEFAULT 0,
            reason TEXT,
            news_at TEXT NOT NULL GENERATED ALWAYS AS (coalesce(published_at, updated_at, first_listed_at)) VIRTUAL,
            UNIQUE (source_id, url_key)
        ) STRICT
        """,
        "CREATE INDEX entries_fetch ON entries(source_id, baseline, news_at DESC, id) WHERE due_at IS NOT NULL",
        "CREATE INDEX entries_due ON entries(source_id, due_at) WHERE due_at IS NOT NULL",
        """
        CREATE INDEX entries_baseline ON entries(source_id, coalesce(published_at, updated_at) DESC, id)
        WHERE baseline = 1
        """,
        "CREATE INDEX entries_channel ON entries(channel_id)",
        "CREATE INDEX entries_article ON entries(article_id) WHERE article_id IS NOT NULL",
        """
        CREATE TABLE hints (
            entry_id INTEGER NOT NULL REFERENCES entries(id) ON DELETE CASCADE,
            channel_id INTEGER NOT NULL REFERENCES channels(id),
            hint_sha256 TEXT NOT NULL,
            hinted_at TEXT,
            miss_count INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (entry_id, channel_id)
        ) STRICT, WITHOUT ROWID
        """,
    )


@migrations()
def m002_follows(db: Database) -> None:
    """One row for each article that is looked at again, and what holds back a whole source."""
    execute_all(
        db.conn,
        """
        CREATE TABLE follows (
            article_id INTEGER PRIMARY KEY,
            source_id TEXT NOT NULL,
            url TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'removed')),
            due_at TEXT,
            hinted INTEGER NOT NULL DEFAULT 0 CHECK (hinted IN (0, 1)),
            etag TEXT,
            last_modified TEXT,
            body_sha256 TEXT,
            published_at TEXT,
            first_seen_at TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            checked_at TEXT NOT NULL,
            check_count INTEGER NOT NULL DEFAULT 0,
            failure_count INTEGER NOT NULL DEFAULT 0,
            gone_at TEXT,
            suspect_count INTEGER NOT NULL DEFAULT 0
        ) STRICT
        """,
        "CREATE INDEX follows_due ON follows(source_id, hinted, due_at) WHERE due_at IS NOT NULL",
        "CREATE INDEX follows_state ON follows(source_id, state, changed_at)",
        """
        CREATE TABLE source_state (
            source_id TEXT PRIMARY KEY,
            first_sight_at TEXT,
            failure_count INTEGER NOT NULL DEFAULT 0,
            not_before_at TEXT,
            reason TEXT,
            redesigned_at TEXT
        ) STRICT
        """,
    )


@migrations()
def m003_crawls(db: Database) -> None:
    """What happened in each crawl, with the reason of each failure and the signs of each suspect page."""
    execute_all(
        db.conn,
        """
        CREATE TABLE crawls (
            id INTEGER PRIMARY KEY,
            source_id TEXT NOT NULL,
            started_at TEXT NOT NULL,
            ended_at TEXT,
            outcome TEXT,
            requests INTEGER NOT NULL DEFAULT 0,
            bytes INTEGER NOT NULL DEFAULT 0,
            channels INTEGER NOT NULL DEFAULT 0,
            entries INTEGER NOT NULL DEFAULT 0,
            unchanged INTEGER NOT NULL DEFAULT 0,
            new INTEGER NOT NULL DEFAULT 0,
            changed INTEGER NOT NULL DEFAULT 0,
            suspects INTEGER NOT NULL DEFAULT 0,
            removed INTEGER NOT NULL DEFAULT 0,
            failures INTEGER NOT NULL DEFAULT 0,
            reason TEXT
        ) STRICT
        """,
        "CREATE INDEX crawls_source ON crawls(source_id)",
        "CREATE INDEX crawls_started ON crawls(started_at)",
        "CREATE INDEX crawls_open ON crawls(id) WHERE ended_at IS NULL",
        """
        CREATE TABLE failures (
            id INTEGER PRIMARY KEY,
            crawl_id INTEGER NOT NULL REFERENCES crawls(id) ON DELETE CASCADE,
            source_id TEXT NOT NULL,
            url TEXT NOT NULL,
            at TEXT NOT NULL,
            reason TEXT NOT NULL,
            detail TEXT
        ) STRICT
        """,
        "CREATE INDEX failures_crawl ON failures(crawl_id)",
        "CREATE INDEX failures_source ON failures(source_id)",
        "CREATE INDEX failures_at ON failures(at)",
        """
        CREATE TABLE suspects (
            id INTEGER PRIMARY KEY,
            crawl_id INTEGER NOT NULL REFERENCES crawls(id) ON DELETE CASCADE,
            article_id INTEGER,
            source_id TEXT NOT NULL,
            url TEXT NOT NULL,
            at TEXT NOT NULL,
            reason TEXT NOT NULL,
            signs TEXT NOT NULL,
            status INTEGER NOT NULL,
            body_sha256 TEXT
        ) STRICT
        """,
        "CREATE INDEX suspects_crawl ON suspects(crawl_id)",
        "CREATE INDEX suspects_source ON suspects(source_id)",
        "CREATE INDEX suspects_at ON suspects(at)",
    )


@migrations()
def m004_readings_and_cursors(db: Database) -> None:
    """What comparing reads: of a version's page (made again from captures at any time), of a site's last pages, of
    templates that changed. And how far readers have read.
    """
    execute_all(
        db.conn,
        """
        CREATE TABLE readings (
            version_id INTEGER NOT NULL,
            extractor TEXT NOT NULL,
            made_at TEXT NOT NULL,
            story TEXT NOT NULL,
            blocks BLOB NOT NULL,
            PRIMARY KEY (version_id, extractor)
        ) STRICT
        """,
        """
        CREATE TABLE site_pages (
            id INTEGER PRIMARY KEY,
            source_id TEXT NOT NULL,
            article_id INTEGER NOT NULL,
            seen_at TEXT NOT NULL,
            digests BLOB NOT NULL,
            UNIQUE (source_id, article_id)
        ) STRICT
        """,
        "CREATE INDEX site_pages_seen ON site_pages(source_id, seen_at, id)",
        """
        CREATE TABLE template_changes (
            article_id INTEGER PRIMARY KEY,
            source_id TEXT NOT NULL,
            seen_at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX template_changes_seen ON template_changes(seen_at)",
        "CREATE TABLE cursors (name TEXT PRIMARY KEY, change_id INTEGER NOT NULL) STRICT",
    )


@migrations()
def m005_fingerprints(db: Database) -> None:
    """By which near copies of the articles of the last days are found; made again from the archive at any time.

    `marks` of a fingerprint are those of its rows in the table `marks`, packed, so that forgetting needs no index more.
    """
    execute_all(
        db.conn,
        """
        CREATE TABLE fingerprints (
            version_id INTEGER PRIMARY KEY,
            article_id INTEGER NOT NULL,
            source_id TEXT NOT NULL,
            story_id INTEGER NOT NULL,
            told_at TEXT NOT NULL,
            marks BLOB NOT NULL
        ) STRICT
        """,
        "CREATE INDEX fingerprints_article ON fingerprints(article_id)",
        "CREATE INDEX fingerprints_told ON fingerprints(told_at)",
        """
        CREATE TABLE marks (
            mark INTEGER NOT NULL,
            version_id INTEGER NOT NULL,
            PRIMARY KEY (mark, version_id)
        ) STRICT, WITHOUT ROWID
        """,
    )


@migrations()
def m006_watches_and_matches(db: Database) -> None:
    """Every watch with where in the log it began to count, and every change that one selected."""
    execute_all(
        db.conn,
        """
        CREATE TABLE watches (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            query TEXT NOT NULL,
            public INTEGER NOT NULL CHECK (public IN (0, 1)),
            since_change_id INTEGER NOT NULL,
            since_at TEXT NOT NULL,
            query_at TEXT NOT NULL,
            ended_at TEXT
        ) STRICT
        """,
        """
        CREATE TABLE matches (
            watch_id TEXT NOT NULL REFERENCES watches(id),
            change_id INTEGER NOT NULL,
            event TEXT NOT NULL CHECK (event IN ('report', 'edit', 'correction', 'removal', 'restoration')),
            matched TEXT NOT NULL,
            PRIMARY KEY (watch_id, change_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX matches_change ON matches(change_id)",
    )


@migrations()
def m007_conditions(db: Database) -> None:
    """What was wrong, from when to when, and what the desk was told of it."""
    execute_all(
        db.conn,
        """
        CREATE TABLE bulletins (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            subject TEXT NOT NULL,
            lines TEXT NOT NULL,
            made_at TEXT NOT NULL,
            queued_at TEXT
        ) STRICT
        """,
        "CREATE INDEX bulletins_made ON bulletins(made_at)",
        "CREATE INDEX bulletins_waiting ON bulletins(id) WHERE queued_at IS NULL",
        """
        CREATE TABLE conditions (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL,
            began_at TEXT NOT NULL,
            found_at TEXT NOT NULL,
            cleared_at TEXT,
            ended_at TEXT,
            began_bulletin_id INTEGER REFERENCES bulletins(id),
            ended_bulletin_id INTEGER REFERENCES bulletins(id)
        ) STRICT
        """,
        "CREATE UNIQUE INDEX conditions_open ON conditions(kind, subject) WHERE ended_at IS NULL",
        "CREATE INDEX conditions_ended ON conditions(ended_at) WHERE ended_at IS NOT NULL",
        "CREATE INDEX crawls_looked ON crawls(source_id, started_at, outcome)",
        "CREATE INDEX entries_listed ON entries(source_id, first_listed_at, baseline)",
    )
