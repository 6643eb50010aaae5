"""The tables of extracts.db and what each shows, derived from the schema of archive.db so that both stay in step."""

import hashlib
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FORMAT = 1
"""Raised when extracts are cut otherwise or words folded otherwise: files of another format are made anew. It is the
file's `user_version`, which is 0 in archive.db: by that a reader tells what is served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is shown of a table: its columns, some of them as another expression, and by what it hangs on articles."""

    columns: str
    key: Sequence[str] = ("id",)
    instead: Mapping[str, str] | None = None
    of_articles: str = "TRUE"

    @property
    def expressions(self) -> str:
        """The columns as they are selected from archive.db."""
        return ", ".join((self.instead or {}).get(name, name) for name in self.columns.split())

    @property
    def names(self) -> str:
        """The columns with commas between."""
        return ", ".join(self.columns.split())


_OF_CHANGES = "change_id IN (SELECT id FROM {db}.changes WHERE article_id IN (SELECT id FROM touched))"
_OF_ARTICLES = "article_id IN (SELECT id FROM touched)"

SHOWN: Mapping[str, Shown] = {
    "sources": Shown(columns="id name home_url language added_at"),
    "source_status": Shown(
        columns="source_id last_success_at last_failure_at reason stories_today stories_on", key=["source_id"]
    ),
    "watches": Shown(columns="id title query since_at"),
    "stories": Shown(
        columns="id headline first_seen_at article_count", of_articles="id IN (SELECT id FROM touched_stories)"
    ),
    "articles": Shown(
        columns="id source_id url headline published_at first_seen_at changed_at state language version_count"
        " latest_version_id story_id first_channel first_listed_at",
        of_articles="id IN (SELECT id FROM touched)",
    ),
    "urls": Shown(columns="url url_key article_id added_at", key=["url"], of_articles=_OF_ARTICLES),
    "versions": Shown(
        columns="id article_id number seen_at headline standfirst byline published_at modified_at language body"
        " word_count content_sha256 extractor capture_id",
        instead={"body": "excerpt(body)", "capture_id": "NULL"},
        of_articles=_OF_ARTICLES,
    ),
    "changes": Shown(
        columns="id article_id source_id seen_at kind from_version_id to_version_id baseline headline_changed"
        " words_added words_removed nature importance summary numbers names quotes negations attributions dates"
        " silent quiet returns_to_version_id diff",
        instead={"diff": "shown_diff(diff)"},
        of_articles=_OF_ARTICLES,
    ),
    "change_texts": Shown(columns="change_id added removed", key=["change_id"], of_articles=_OF_CHANGES),
    "matches": Shown(
        columns="watch_id change_id event matched",
        key=["watch_id", "change_id"],
        instead={"matched": "shown_words(matched)"},
        of_articles=_OF_CHANGES,
    ),
    "archive_identity": Shown(columns="id seen_at content_sha256"),
    "redactions": Shown(
        columns="id article_id redacted_at reason version_count change_count capture_count finished_at",
        of_articles=_OF_ARTICLES,
    ),
    "daily_counts": Shown(
        columns="day source_id published edited corrected removed restored headlines silent words_added words_removed",
        key=["day", "source_id"],
        of_articles="day >= (SELECT day FROM touched_since)",
    ),
    "watch_counts": Shown(
        columns="watch_id day source_id reports edits corrections removals restorations",
        key=["watch_id", "day", "source_id"],
        of_articles="watch_id IN (SELECT id FROM {db}.watches) AND day >= (SELECT day FROM touched_since)",
    ),
}
"""What is shown, table by table. A column that is not named here is not shown; a test asks for a decision on each."""

LEFT_EMPTY = ("captures", "capture_files", "chain", "redacted_addresses")
"""Tables that are there for those who ask, and hold nothing: by a link's salt and digest, what is not shown of a text
could be guessed at."""

_INDEXES = ("versions_fts", "changes_fts")

_STATE = """
    CREATE TABLE extracts (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        schema_sha256 TEXT NOT NULL,
        is_complete INTEGER NOT NULL DEFAULT 0 CHECK (is_complete IN (0, 1)),
        article_id INTEGER NOT NULL DEFAULT 0,
        change_id INTEGER NOT NULL,
        match_change_id INTEGER NOT NULL,
        indexed_id INTEGER NOT NULL DEFAULT 0,
        index_upto INTEGER NOT NULL DEFAULT 0
    ) STRICT
"""
"""Made up to `article_id`, the log read up to `change_id`, the matches up to `match_change_id`. The versions after
`indexed_id` up to `index_upto` are still to be indexed anew; there are none unless a version was taken back."""


def ensure_schema(conn: sqlite3.Connection) -> None:
    statements = _schema(conn)
    digest = hashlib.sha256("\n".join([str(FORMAT), _STATE, *statements]).encode()).hexdigest()
    there = conn.execute("SELECT name FROM main.sqlite_schema WHERE name = 'extracts'").fetchone()
    if there is not None and get_state(conn)["schema_sha256"] == digest:
        return
    _drop_all(conn)
    for statement in (_STATE, *statements):
        conn.execute(statement)
    conn.execute(
        """
        INSERT INTO main.extracts (id, schema_sha256, change_id, match_change_id)
        SELECT 1, :digest, (SELECT coalesce(max(id), 0) FROM source.changes),
               (SELECT coalesce(max(change_id), 0) FROM source.matches)
        """,
        {"digest": digest},
    )
    conn.execute(f"PRAGMA main.user_version = {FORMAT}")


def _schema(conn: sqlite3.Connection) -> list[str]:
    """The statements that make the file: those of archive.db, less its triggers and what is not shown."""
    rows = conn.execute(
        """
        SELECT type, name, tbl_name, sql FROM source.sqlite_schema
        WHERE sql IS NOT NULL AND type IN ('table', 'index', 'view')
        ORDER BY type = 'table' DESC, type = 'index' DESC, rowid
        """
    ).fetchall()
    tables = {*SHOWN, *LEFT_EMPTY, *_INDEXES}
    return [
        _without_places(row["sql"]) if row["name"] == "versions_fts" else row["sql"]
        for row in rows
        if row["type"] == "view" or row["tbl_name"] in tables
    ]


def _without_places(statement: str) -> str:
    """The index of versions with `detail = column`: it knows in which columns of which version a word stands, no more.

    Highlights and ranks are made from what `versions` holds, the extracts.
    """
    return re.sub(r"\btokenize\s*=", "detail = column, tokenize =", statement, count=1)


def _drop_all(conn: sqlite3.Connection) -> None:
    """Empty the file. Views first, and tables of an index with their index."""
    rows = conn.execute(
        """
        SELECT type, name FROM main.sqlite_schema
        WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\'
        ORDER BY type = 'view' DESC, sql LIKE 'CREATE VIRTUAL%' DESC
        """
    ).fetchall()
    for row in rows:
        conn.execute(f'DROP {row["type"]} main."{row["name"]}"')


def get_state(conn: sqlite3.Connection) -> sqlite3.Row:
    row: sqlite3.Row = conn.execute("SELECT * FROM main.extracts").fetchone()
    return row


def set_state(conn: sqlite3.Connection, **values: int) -> None:
    conn.execute(f"UPDATE main.extracts SET {', '.join(f'{name} = :{name}' for name in values)}", values)
