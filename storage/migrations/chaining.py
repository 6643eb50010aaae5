"""The tables of the chain and of redactions in archive.db, and the rules by which what a link covers stays as it is."""

import sqlite3
from collections.abc import Sequence

from storage.chain import add_missing_links
from storage.migrations import execute_all


def make_chain(conn: sqlite3.Connection) -> None:
    """Make the tables, and a link for each row that is there already, in the order of commits."""
    execute_all(
        conn,
        """
        CREATE TABLE redactions (
            id INTEGER PRIMARY KEY,
            article_id INTEGER UNIQUE REFERENCES articles(id),
            redacted_at TEXT NOT NULL,
            reason TEXT NOT NULL,
            version_count INTEGER NOT NULL,
            change_count INTEGER NOT NULL,
            capture_count INTEGER NOT NULL,
            finished_at TEXT
        ) STRICT
        """,
        """
        CREATE TABLE redacted_addresses (
            address_sha256 TEXT PRIMARY KEY,
            redaction_id INTEGER NOT NULL REFERENCES redactions(id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX redacted_addresses_redaction ON redacted_addresses(redaction_id)",
        """
        CREATE TABLE archive_identity (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            seen_at TEXT NOT NULL,
            content_sha256 TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE chain (
            id INTEGER PRIMARY KEY,
            version_id INTEGER REFERENCES versions(id),
            change_id INTEGER REFERENCES changes(id),
            redaction_id INTEGER REFERENCES redactions(id),
            salt TEXT NOT NULL,
            content_sha256 TEXT NOT NULL,
            head TEXT NOT NULL,
            CHECK ((version_id IS NOT NULL) + (change_id IS NOT NULL) + (redaction_id IS NOT NULL) = 1)
        ) STRICT
        """,
        "CREATE UNIQUE INDEX chain_version ON chain(version_id) WHERE version_id IS NOT NULL",
        "CREATE UNIQUE INDEX chain_change ON chain(change_id) WHERE change_id IS NOT NULL",
        "CREATE UNIQUE INDEX chain_redaction ON chain(redaction_id) WHERE redaction_id IS NOT NULL",
    )
    add_missing_links(conn)
    of_version = "article_id = (SELECT article_id FROM versions WHERE versions.id = OLD.version_id)"
    of_change = "article_id = (SELECT article_id FROM changes WHERE changes.id = OLD.change_id)"
    of_capture = "article_id IN (SELECT article_id FROM versions WHERE capture_id = OLD.id)"
    emptied = "EXISTS (SELECT 1 FROM redactions WHERE {of}) AND {to}"
    texts = ("headline", "standfirst", "byline", "body", "content_sha256")
    rules = {
        "versions": (texts, emptied.format(of="article_id = OLD.article_id", to=_all(texts, "''"))),
        "changes": (
            ("summary", "diff"),
            emptied.format(of="article_id = OLD.article_id", to=_all(("summary", "diff"), "NULL")),
        ),
        "captures": (("url",), emptied.format(of=of_capture, to="NEW.url = ''")),
        "chain": (("salt",), emptied.format(of=f"{of_version} OR {of_change}", to="NEW.salt = ''")),
        "redactions": (("finished_at",), "OLD.finished_at IS NULL"),
    }
    for table, (columns, condition) in rules.items():
        _keep_as_it_is(conn, table, but=columns, where=condition)


def _all(columns: Sequence[str], value: str) -> str:
    return " AND ".join(f"NEW.{name} IS {value}" for name in columns)


def _keep_as_it_is(conn: sqlite3.Connection, table: str, *, but: Sequence[str], where: str) -> None:
    """Allow no delete and no update, but one of these columns on that condition."""
    columns = [row[1] for row in conn.execute(f"PRAGMA table_info({table})")]
    others = ", ".join(name for name in columns if name not in but)
    refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
    execute_all(
        conn,
        f"DROP TRIGGER IF EXISTS {table}_no_update",
        f"DROP TRIGGER IF EXISTS {table}_no_delete",
        f"""
        CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
        {refusal}
        """,
        f"""
        CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {others} ON {table}
        {refusal}
        """,
        f"""
        CREATE TRIGGER {table}_no_rewriting BEFORE UPDATE OF {", ".join(but)} ON {table}
        WHEN NOT ({where})
        {refusal}
        """,
    )
