"""extracts.db: the archive as it may be shown where its texts may not. Made from archive.db and kept equal to it.

It has the tables, indexes and views of archive.db, so that pages and queries do not know the difference, but of each
text only what `storage.excerpts` leaves, no captures, and of every version's words an index that tells in which column
they stand and neither where nor how often. Everything hangs on articles: to publish is to make all rows of some
articles equal to what archive.db says of them, which can be done again at any time.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from storage.database import open_extracts, transaction
from storage.excerpts import excerpt, shown_diff, shown_words
from storage.extract_tables import SHOWN, ensure_schema, get_state, set_state
from storage.fold import search_fold

MADE_AT_ONCE = 400
"""Articles of one transaction while the file is made: about a second's work."""

READ_AT_ONCE = 200
"""Changes of the log that are published in one transaction."""

RECENT = 300
"""The articles of so many last changes are looked at again each time: they get their story, their matches and further
addresses some time after the change was written."""

AWAITED = 2_000
"""So many of the newest articles without a story are asked for one each time."""

REINDEXED_AT_ONCE = 500


_SMALL = ("sources", "source_status", "watches", "archive_identity")
_CHANGING = ("stories", "articles", "urls", "matches")
"""What is written about an article some time after the change that brought it."""

_TEXTS = ("headline", "standfirst", "byline", "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How far making the file is: up to which of how many articles, by their ids."""

    article_id: int
    last_article_id: int
    is_complete: bool


def open_maker(path: Path, archive: Path) -> sqlite3.Connection:
    """extracts.db at `path`, ready to be made or kept up from archive.db; empty where it was there in another form.

    Raises StorageError where either file cannot be used.
    """
    conn = open_extracts(path, archive)
    try:
        for function in (excerpt, shown_diff, shown_words):
            conn.create_function(function.__name__, 1, function, deterministic=True)
        for name in ("touched", "touched_stories"):
            conn.execute(f"CREATE TEMP TABLE {name} (id INTEGER PRIMARY KEY)")
        conn.execute("CREATE TEMP TABLE touched_since (day TEXT NOT NULL)")
        with transaction(conn):
            ensure_schema(conn)
    except BaseException:
        conn.close()
        raise
    return conn


def source_version(conn: sqlite3.Connection) -> int:
    """A number that is another one after each commit to archive.db."""
    return int(conn.execute("PRAGMA source.data_version").fetchone()[0])


def make_more(conn: sqlite3.Connection, *, limit: int = MADE_AT_ONCE) -> Made:
    """Publish the next articles of a file that is being made, in a transaction of its own."""
    with transaction(conn):
        state = get_state(conn)
        if not state["is_complete"]:
            upto = _touch_range(conn, after=state["article_id"], limit=limit)
            if upto is None:
                _publish_small(conn)
                _publish_counts(conn, since="")
                set_state(conn, is_complete=1)
            else:
                _publish_touched(conn)
                set_state(conn, article_id=upto)
        state = get_state(conn)
        last = conn.execute("SELECT coalesce(max(id), 0) FROM source.articles").fetchone()[0]
    return Made(article_id=state["article_id"], last_article_id=last, is_complete=bool(state["is_complete"]))


def publish_news(conn: sqlite3.Connection) -> bool:
    """Publish what the log has new, and what was written since about the latest; whether more is waiting.

    In a transaction of its own, which writes nothing where nothing is new.
    """
    with transaction(conn):
        _publish_small(conn)
        news, matched = (
            _new_in(conn, "changes", "id", "change_id"),
            _new_in(conn, "matches", "change_id", "match_change_id"),
        )
        since = _touch_articles_of(conn, [*news, *matched])
        _publish_touched(conn)
        _touch_recent(conn)
        _publish_touched(conn, tables=_CHANGING)
        if since is not None:
            _publish_counts(conn, since=since)
        if news:
            set_state(conn, change_id=news[-1])
        if matched:
            set_state(conn, match_change_id=matched[-1])
        is_whole = _index_more(conn)
    return not is_whole or READ_AT_ONCE in (len(news), len(matched))


def publish_articles(conn: sqlite3.Connection, article_ids: Iterable[int]) -> None:
    """Make these articles equal to archive.db, whatever the log says of them; in a transaction of its own.

    `publish_news` then makes the index anew where one of their versions was taken back.
    """
    with transaction(conn):
        conn.execute("DELETE FROM touched")
        conn.executemany("INSERT INTO touched VALUES (?)", [(article_id,) for article_id in article_ids])
        _publish_small(conn)
        _publish_touched(conn)


def compare_more(conn: sqlite3.Connection, after: int, *, limit: int = READ_AT_ONCE) -> int | None:
    """Make the articles with the next ids after that one equal to archive.db, whatever the log says of them.

    The id up to which they now are; None at the end of all. In a transaction of its own.
    """
    with transaction(conn):
        upto = _touch_range(conn, after=after, limit=limit)
        if upto is None:
            _publish_counts(conn, since="")
        else:
            _publish_touched(conn)
    return upto


def _touch_range(conn: sqlite3.Connection, *, after: int, limit: int) -> int | None:
    """Take the next articles by id, also those that archive.db has no more; the last id, None at the end."""
    conn.execute("DELETE FROM touched")
    conn.execute(
        """
        INSERT INTO touched
        SELECT id FROM (SELECT id FROM source.articles WHERE id > :after ORDER BY id LIMIT :limit)
        UNION SELECT id FROM (SELECT id FROM main.articles WHERE id > :after ORDER BY id LIMIT :limit)
        ORDER BY id LIMIT :limit
        """,
        {"after": after, "limit": limit},
    )
    upto = conn.execute("SELECT max(id) FROM touched").fetchone()[0]
    return None if upto is None else int(upto)


def _new_in(conn: sqlite3.Connection, table: str, column: str, cursor: str) -> list[int]:
    """The next ids of changes in that table after the cursor, ascending."""
    rows = conn.execute(
        f"SELECT {column} FROM source.{table} WHERE {column} > :after ORDER BY {column} LIMIT :limit",
        {"after": get_state(conn)[cursor], "limit": READ_AT_ONCE},
    )
    return [row[0] for row in rows]


def _touch_articles_of(conn: sqlite3.Connection, change_ids: Iterable[int]) -> str | None:
    """Take the articles of these changes. Answers the first day of which counts may differ; None where none do."""
    conn.execute("DELETE FROM touched")
    ids = {"ids": json.dumps(sorted(set(change_ids)))}
    chosen = "FROM source.changes WHERE id IN (SELECT value FROM json_each(:ids))"
    conn.execute(f"INSERT INTO touched SELECT DISTINCT article_id {chosen}", ids)
    first: str | None = conn.execute(f"SELECT min(substr(seen_at, 1, 10)) {chosen}", ids).fetchone()[0]
    return first


def _touch_recent(conn: sqlite3.Connection) -> None:
    """Take the articles of the latest changes, and those that have a story now and had none here."""
    conn.execute("DELETE FROM touched")
    conn.execute(
        """
        INSERT INTO touched
        SELECT article_id FROM (SELECT article_id FROM source.changes ORDER BY id DESC LIMIT :recent)
        UNION SELECT told.id FROM (
            SELECT id FROM main.articles WHERE story_id IS NULL ORDER BY id DESC LIMIT :awaited
        ) AS awaiting
        CROSS JOIN source.articles AS told ON told.id = awaiting.id
        WHERE told.story_id IS NOT NULL
        """,
        {"recent": RECENT, "awaited": AWAITED},
    )


def _publish_touched(conn: sqlite3.Connection, *, tables: Sequence[str] | None = None) -> None:
    """Make these tables, or all, equal to archive.db in what they say of the touched articles."""
    if conn.execute("SELECT 1 FROM touched LIMIT 1").fetchone() is None:
        return
    conn.execute("DELETE FROM touched_stories")
    conn.execute(
        """
        INSERT INTO touched_stories
        SELECT id FROM touched
        UNION SELECT story_id FROM source.articles WHERE id IN (SELECT id FROM touched) AND story_id IS NOT NULL
        UNION SELECT story_id FROM main.articles WHERE id IN (SELECT id FROM touched) AND story_id IS NOT NULL
        """
    )
    for table in tables or (
        "versions",
        "change_texts",
        "matches",
        "changes",
        "stories",
        "articles",
        "urls",
        "redactions",
    ):
        if table == "versions":
            _publish_versions(conn)
        elif table == "change_texts":
            _publish_change_texts(conn)
        else:
            _publish(conn, table)


def _publish_small(conn: sqlite3.Connection) -> None:
    """Tables of a row for each source or watch, whole. Of a watch that is private now nothing is left."""
    ended = """
        watch_id IN (
            SELECT id FROM main.watches
            WHERE NOT EXISTS (
                SELECT 1 FROM source.watches AS s WHERE s.id = main.watches.id AND s.since_at = main.watches.since_at
            )
        )
    """
    for table in ("matches", "watch_counts"):
        conn.execute(f"DELETE FROM main.{table} WHERE {ended}")
    for table in _SMALL:
        _publish(conn, table)


def _publish_counts(conn: sqlite3.Connection, *, since: str) -> None:
    """The counts of that day and later, `2024-08-22`; of all days with ''."""
    conn.execute("DELETE FROM touched_since")
    conn.execute("INSERT INTO touched_since VALUES (:since)", {"since": since})
    for table in ("daily_counts", "watch_counts"):
        _publish(conn, table)


def _publish(conn: sqlite3.Connection, table: str) -> None:
    for gone in _gone(conn, table):
        _delete(conn, table, gone)
    _put(conn, table, _differing(conn, table))


def _publish_versions(conn: sqlite3.Connection) -> None:
    """Versions never change; where one was taken back or blanked all the same, the index is made anew without it.

    An index without texts cannot forget the words of one version alone.
    """
    gone, rows = _gone(conn, "versions"), _differing(conn, "versions")
    ids = json.dumps([row["id"] for row in rows])
    known = conn.execute(
        "SELECT id FROM main.versions WHERE id IN (SELECT value FROM json_each(:ids))", {"ids": ids}
    ).fetchall()
    for each in gone:
        _delete(conn, "versions", each)
    _put(conn, "versions", rows)
    if gone or known:
        conn.execute("INSERT INTO main.versions_fts (versions_fts) VALUES ('delete-all')")
        last = conn.execute("SELECT coalesce(max(id), 0) FROM main.versions").fetchone()[0]
        set_state(conn, indexed_id=0, index_upto=last)
    state = get_state(conn)
    _index(conn, [row["id"] for row in rows if not state["indexed_id"] < row["id"] <= state["index_upto"]])


def _index_more(conn: sqlite3.Connection) -> bool:
    """Index the next versions of an index that is made anew; whether it is whole."""
    state = get_state(conn)
    if state["indexed_id"] == state["index_upto"]:
        return True
    rows = conn.execute(
        "SELECT id FROM main.versions WHERE id > :after AND id <= :upto ORDER BY id LIMIT :limit",
        {"after": state["indexed_id"], "upto": state["index_upto"], "limit": REINDEXED_AT_ONCE},
    ).fetchall()
    _index(conn, [row["id"] for row in rows])
    set_state(conn, indexed_id=rows[-1]["id"] if len(rows) == REINDEXED_AT_ONCE else state["index_upto"])
    return len(rows) < REINDEXED_AT_ONCE


def _index(conn: sqlite3.Connection, version_ids: Sequence[int]) -> None:
    """Index whole versions by ascending id: FTS5 begins a new segment wherever an id is lower than the one before."""
    rows = conn.execute(
        """
        SELECT id, headline, standfirst, byline, body FROM source.versions
        WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id
        """,
        {"ids": json.dumps(version_ids)},
    )
    conn.executemany(
        """
        INSERT INTO main.versions_fts (rowid, headline, standfirst, byline, body)
        VALUES (:id, :headline, :standfirst, :byline, :body)
        """,
        ({"id": row["id"]} | {name: search_fold(row[name]) for name in _TEXTS} for row in rows),
    )


def _publish_change_texts(conn: sqlite3.Connection) -> None:
    """Their index holds their words in order, as they may be shown whole, and can forget them one by one."""
    gone, rows = _gone(conn, "change_texts"), _differing(conn, "change_texts")
    ids = json.dumps([*(each["change_id"] for each in gone), *(row["change_id"] for row in rows)])
    known = conn.execute(
        """
        SELECT change_id, added, removed FROM main.change_texts
        WHERE change_id IN (SELECT value FROM json_each(:ids)) ORDER BY change_id
        """,
        {"ids": ids},
    ).fetchall()
    for row in known:
        conn.execute(
            """
            INSERT INTO main.changes_fts (changes_fts, rowid, added, removed)
            VALUES ('delete', :change_id, :added, :removed)
            """,
            _folded(row),
        )
    for each in gone:
        _delete(conn, "change_texts", each)
    _put(conn, "change_texts", rows)
    for row in rows:
        conn.execute(
            "INSERT INTO main.changes_fts (rowid, added, removed) VALUES (:change_id, :added, :removed)", _folded(row)
        )


def _folded(row: sqlite3.Row) -> dict[str, int | str]:
    return {
        "change_id": row["change_id"],
        "added": search_fold(row["added"]),
        "removed": search_fold(row["removed"]),
    }


def _gone(conn: sqlite3.Connection, table: str) -> list[sqlite3.Row]:
    """The keys of touched rows that archive.db has no more."""
    shown = SHOWN[table]
    same = " AND ".join(f"s.{name} = main.{table}.{name}" for name in shown.key)
    return conn.execute(
        f"""
        SELECT {", ".join(shown.key)} FROM main.{table} WHERE {shown.of_articles.format(db="main")}
        AND NOT EXISTS (SELECT 1 FROM source.{table} AS s WHERE {same})
        """
    ).fetchall()


def _differing(conn: sqlite3.Connection, table: str) -> list[sqlite3.Row]:
    """The touched rows of archive.db, as they may be shown, that are not here or otherwise here."""
    shown = SHOWN[table]
    return conn.execute(
        f"""
        SELECT {shown.expressions} FROM source.{table} WHERE {shown.of_articles.format(db="source")}
        EXCEPT SELECT {shown.names} FROM main.{table} WHERE {shown.of_articles.format(db="main")}
        """
    ).fetchall()


def _delete(conn: sqlite3.Connection, table: str, key: sqlite3.Row) -> None:
    where = " AND ".join(f"{name} = :{name}" for name in SHOWN[table].key)
    conn.execute(f"DELETE FROM main.{table} WHERE {where}", {name: key[name] for name in SHOWN[table].key})


def _put(conn: sqlite3.Connection, table: str, rows: Sequence[sqlite3.Row]) -> None:
    shown = SHOWN[table]
    places = ", ".join("?" for _ in shown.columns.split())
    # Of two addresses that changed places the one would stand in the other's way.
    conn.executemany(f"INSERT OR REPLACE INTO main.{table} ({shown.names}) VALUES ({places})", [*map(tuple, rows)])
