"""Migrations of archive.db, the one file that Datasette serves. Its names are a promise: queries and links use them."""

import re

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage.change_texts import index_all_changes
from storage.migrations import execute_all
from storage.migrations.chaining import make_chain
from storage.migrations.indexing import index_for_readers, index_lists
from storage.texts import TOKENIZER

migrations = Migrations("archive")


@migrations()
def m001_sources_and_articles(db: Database) -> None:
    """Sources with what is public of their health, articles and every address that led to one."""
    execute_all(
        db.conn,
        """
        CREATE TABLE sources (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            home_url TEXT NOT NULL,
            language TEXT,
            added_at TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE source_status (
            source_id TEXT PRIMARY KEY REFERENCES sources(id),
            last_success_at TEXT,
            last_failure_at TEXT,
            reason TEXT,
            stories_today INTEGER NOT NULL DEFAULT 0,
            stories_on TEXT
        ) STRICT
        """,
        """
        CREATE TABLE stories (
            id INTEGER PRIMARY KEY,
            headline TEXT NOT NULL,
            first_seen_at TEXT NOT NULL,
            article_count INTEGER NOT NULL DEFAULT 1
        ) STRICT
        """,
        """
        CREATE TABLE articles (
            id INTEGER PRIMARY KEY,
            source_id TEXT NOT NULL REFERENCES sources(id),
            url TEXT NOT NULL UNIQUE,
            headline TEXT NOT NULL,
            published_at TEXT,
            first_seen_at TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'removed')),
            language TEXT,
            version_count INTEGER NOT NULL DEFAULT 0,
            latest_version_id INTEGER REFERENCES versions(id),
            story_id INTEGER REFERENCES stories(id),
            first_channel TEXT,
            first_listed_at TEXT
        ) STRICT
        """,
        "CREATE INDEX articles_source_changed ON articles(source_id, changed_at)",
        "CREATE INDEX articles_changed ON articles(changed_at)",
        "CREATE INDEX articles_latest_version ON articles(latest_version_id)",
        "CREATE INDEX articles_story ON articles(story_id)",
        """
        CREATE TABLE urls (
            url TEXT PRIMARY KEY,
            url_key TEXT NOT NULL,
            article_id INTEGER NOT NULL REFERENCES articles(id),
            added_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX urls_key ON urls(url_key, article_id)",
        "CREATE INDEX urls_article ON urls(article_id)",
    )


@migrations()
def m002_captures(db: Database) -> None:
    """Where each version's response lies; a WARC file that was deleted is marked on the file, never on the capture."""
    execute_all(
        db.conn,
        """
        CREATE TABLE capture_files (
            file TEXT PRIMARY KEY,
            added_at TEXT NOT NULL,
            deleted_at TEXT
        ) STRICT
        """,
        """
        CREATE TABLE captures (
            id INTEGER PRIMARY KEY,
            url TEXT NOT NULL,
            fetched_at TEXT NOT NULL,
            status INTEGER NOT NULL,
            file TEXT NOT NULL REFERENCES capture_files(file),
            offset INTEGER NOT NULL,
            length INTEGER NOT NULL,
            body_sha256 TEXT NOT NULL
        ) STRICT
        """,
        "CREATE UNIQUE INDEX captures_place ON captures(file, offset)",
    )


@migrations()
def m003_versions_and_changes(db: Database) -> None:
    """What articles said, and the log of changes that everything downstream reads."""
    execute_all(
        db.conn,
        """
        CREATE TABLE versions (
            id INTEGER PRIMARY KEY,
            article_id INTEGER NOT NULL REFERENCES articles(id),
            number INTEGER NOT NULL,
            seen_at TEXT NOT NULL,
            headline TEXT NOT NULL,
            standfirst TEXT NOT NULL,
            byline TEXT NOT NULL,
            published_at TEXT,
            modified_at TEXT,
            language TEXT,
            body TEXT NOT NULL,
            word_count INTEGER NOT NULL,
            content_sha256 TEXT NOT NULL,
            extractor TEXT NOT NULL,
            capture_id INTEGER REFERENCES captures(id),
            UNIQUE (article_id, number)
        ) STRICT
        """,
        "CREATE INDEX versions_capture ON versions(capture_id)",
        "CREATE INDEX versions_content ON versions(content_sha256)",
        """
        CREATE TABLE changes (
            id INTEGER PRIMARY KEY,
            article_id INTEGER NOT NULL REFERENCES articles(id),
            source_id TEXT NOT NULL REFERENCES sources(id),
            seen_at TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('published', 'edited', 'corrected', 'removed', 'restored', 'moved')),
            from_version_id INTEGER REFERENCES versions(id),
            to_version_id INTEGER REFERENCES versions(id),
            baseline INTEGER NOT NULL DEFAULT 0 CHECK (baseline IN (0, 1)),
            headline_changed INTEGER NOT NULL DEFAULT 0 CHECK (headline_changed IN (0, 1)),
            words_added INTEGER NOT NULL DEFAULT 0,
            words_removed INTEGER NOT NULL DEFAULT 0,
            nature TEXT,
            importance REAL CHECK (importance BETWEEN 0 AND 1),
            summary TEXT,
            numbers INTEGER NOT NULL DEFAULT 0,
            names INTEGER NOT NULL DEFAULT 0,
            quotes INTEGER NOT NULL DEFAULT 0,
            negations INTEGER NOT NULL DEFAULT 0,
            attributions INTEGER NOT NULL DEFAULT 0,
            dates INTEGER NOT NULL DEFAULT 0,
            silent INTEGER CHECK (silent IN (0, 1)),
            quiet TEXT CHECK (quiet IN ('flapping', 'redesign')),
            returns_to_version_id INTEGER REFERENCES versions(id),
            diff TEXT
        ) STRICT
        """,
        "CREATE INDEX changes_article ON changes(article_id)",
        "CREATE INDEX changes_source ON changes(source_id)",
        "CREATE INDEX changes_kind ON changes(kind)",
        "CREATE INDEX changes_seen ON changes(seen_at)",
        "CREATE INDEX changes_from_version ON changes(from_version_id)",
        "CREATE INDEX changes_to_version ON changes(to_version_id)",
        "CREATE INDEX changes_returns ON changes(returns_to_version_id)",
    )


@migrations()
def m004_full_text(db: Database) -> None:
    """The index over every version. It is filled with folded text by explicit inserts; highlight() reads `versions`.

    Mn and Mc keep Hindi words whole. ZWNJ and ZWJ, which folding takes out, count as letters, so that the text as
    served has as many tokens as its folded form and highlights fall on the right words.
    """
    execute_all(
        db.conn,
        f"""
        CREATE VIRTUAL TABLE versions_fts USING fts5(
            headline, standfirst, byline, body,
            content = 'versions', content_rowid = 'id',
            tokenize = "{TOKENIZER}"
        )
        """,
    )


@migrations()
def m005_watches_and_matches(db: Database) -> None:
    """The public watches and the changes that they selected."""
    execute_all(
        db.conn,
        """
        CREATE TABLE watches (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            query TEXT NOT NULL,
            since_at TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE matches (
            watch_id TEXT NOT NULL REFERENCES watches(id),
            change_id INTEGER NOT NULL REFERENCES changes(id),
            event TEXT NOT NULL CHECK (event IN ('report', 'edit', 'correction', 'removal', 'restoration')),
            matched TEXT NOT NULL,
            PRIMARY KEY (watch_id, change_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX matches_change ON matches(change_id)",
    )


@migrations()
def m006_append_only(db: Database) -> None:
    """What was once published stays as it was: versions, changes and captures take no update and no delete."""
    for table in ("versions", "changes", "captures"):
        for verb in ("UPDATE", "DELETE"):
            execute_all(
                db.conn,
                f"""
                CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
                BEGIN SELECT RAISE(ABORT, '{table} is append only'); END
                """,
            )


@migrations()
def m007_views(db: Database) -> None:
    """What a reader asks for first, joined."""
    execute_all(
        db.conn,
        """
        CREATE VIEW recent_changes AS
        SELECT changes.id, changes.seen_at, changes.kind, changes.source_id, sources.name AS source,
               changes.article_id, articles.headline, articles.url, articles.state, articles.language,
               changes.headline_changed, changes.words_added, changes.words_removed, changes.baseline,
               changes.nature, changes.importance, changes.summary, changes.silent, changes.quiet,
               changes.from_version_id, changes.to_version_id
        FROM changes
        JOIN articles ON articles.id = changes.article_id
        JOIN sources ON sources.id = changes.source_id
        ORDER BY changes.id DESC
        """,
        """
        CREATE VIEW latest_versions AS
        SELECT versions.id, versions.article_id, versions.number, versions.seen_at, articles.source_id,
               articles.url, articles.state, versions.headline, versions.standfirst, versions.byline,
               versions.published_at, versions.modified_at, versions.language, versions.body, versions.word_count,
               versions.content_sha256, versions.extractor, versions.capture_id
        FROM articles
        JOIN versions ON versions.id = articles.latest_version_id
        """,
    )


@migrations()
def m008_daily_counts(db: Database) -> None:
    """What happened each day at each source, counted as it is written, so that no page counts a whole table.

    Left out is what nobody is told: the baseline, new addresses, what goes back and forth, new page designs.
    """
    told = "baseline = 0 AND quiet IS NULL AND kind <> 'moved'"
    counted = ("published", "edited", "corrected", "removed", "restored")
    kinds = [f"kind = '{kind}'" for kind in counted]
    edits = "kind IN ('edited', 'corrected')"
    sums = [*kinds, "headline_changed", "coalesce(silent, 0)", f"({edits}) * words_added", f"({edits}) * words_removed"]
    names = [*counted, "headlines", "silent", "words_added", "words_removed"]
    columns = ",\n            ".join(f"{name} INTEGER NOT NULL DEFAULT 0" for name in names)
    execute_all(
        db.conn,
        f"""
        CREATE TABLE daily_counts (
            day TEXT NOT NULL,
            source_id TEXT NOT NULL REFERENCES sources(id),
            {columns},
            PRIMARY KEY (day, source_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX daily_counts_source ON daily_counts(source_id, day)",
        f"""
        CREATE TRIGGER changes_counted AFTER INSERT ON changes
        WHEN {_of_new(told)}
        BEGIN
            INSERT INTO daily_counts (day, source_id, {", ".join(names)})
            VALUES (substr(NEW.seen_at, 1, 10), NEW.source_id, {", ".join(map(_of_new, sums))})
            ON CONFLICT (day, source_id) DO UPDATE SET
                {", ".join(f"{name} = {name} + excluded.{name}" for name in names)};
        END
        """,
        f"""
        INSERT INTO daily_counts (day, source_id, {", ".join(names)})
        SELECT substr(seen_at, 1, 10), source_id, {", ".join(f"sum({each})" for each in sums)}
        FROM changes WHERE {told} GROUP BY 1, 2
        """,
    )


def _of_new(expression: str) -> str:
    """An expression over columns of `changes` as one over the row that a trigger is handed."""
    return re.sub(
        r"\b(baseline|quiet|kind|headline_changed|silent|words_added|words_removed)\b(?!')", r"NEW.\1", expression
    )


@migrations()
def m009_change_texts(db: Database) -> None:
    """What changes put in and took out, to be searched apart from what stands; filled from the diffs that are there."""
    execute_all(
        db.conn,
        """
        CREATE TABLE change_texts (
            change_id INTEGER PRIMARY KEY REFERENCES changes(id),
            added TEXT NOT NULL,
            removed TEXT NOT NULL
        ) STRICT
        """,
        f"""
        CREATE VIRTUAL TABLE changes_fts USING fts5(
            added, removed,
            content = 'change_texts', content_rowid = 'change_id',
            tokenize = "{TOKENIZER}"
        )
        """,
    )
    index_all_changes(db.conn)


@migrations()
def m010_watch_counts(db: Database) -> None:
    """The matches of each public watch by day and source, counted as they are written; they go when the watch goes."""
    events = ("report", "edit", "correction", "removal", "restoration")
    columns = ",\n            ".join(f"{event}s INTEGER NOT NULL DEFAULT 0" for event in events)
    names = ", ".join(f"{event}s" for event in events)
    execute_all(
        db.conn,
        f"""
        CREATE TABLE watch_counts (
            watch_id TEXT NOT NULL REFERENCES watches(id) ON DELETE CASCADE,
            day TEXT NOT NULL,
            source_id TEXT NOT NULL REFERENCES sources(id),
            {columns},
            PRIMARY KEY (watch_id, day, source_id)
        ) STRICT, WITHOUT ROWID
        """,
        f"""
        CREATE TRIGGER matches_counted AFTER INSERT ON matches
        BEGIN
            INSERT INTO watch_counts (watch_id, day, source_id, {names})
            SELECT NEW.watch_id, substr(seen_at, 1, 10), source_id,
                   {", ".join(f"NEW.event = '{event}'" for event in events)}
            FROM changes WHERE id = NEW.change_id
            ON CONFLICT (watch_id, day, source_id) DO UPDATE SET
                {", ".join(f"{event}s = {event}s + excluded.{event}s" for event in events)};
        END
        """,
        f"""
        INSERT INTO watch_counts (watch_id, day, source_id, {names})
        SELECT watch_id, substr(seen_at, 1, 10), source_id, {", ".join(f"sum(event = '{event}')" for event in events)}
        FROM matches JOIN changes ON changes.id = matches.change_id GROUP BY 1, 2, 3
        """,
    )


@migrations()
def m011_reading_indexes(db: Database) -> None:
    """Indexes for what readers of the archive ask: days, outlets, kinds of edit, stories in several outlets."""
    index_for_readers(db.conn)


@migrations()
def m012_chain_and_redactions(db: Database) -> None:
    """A link for each version, change and redaction; what links cover can be emptied by a redaction, no more."""
    make_chain(db.conn)


@migrations()
def m013_search_lists(db: Database) -> None:
    """An outlet's versions, and those in a language, in the order of their ids: searches merge them with matches."""
    index_lists(db.conn)
