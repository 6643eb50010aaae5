"""Indexes of archive.db for what its readers ask."""

import sqlite3

from storage.migrations import execute_all


def index_for_readers(conn: sqlite3.Connection) -> None:
    """Days, outlets, kinds of edit, stories in several outlets."""
    traits = "kind, words_added, words_removed, headline_changed, numbers, quotes, silent, quiet"
    execute_all(
        conn,
        "CREATE INDEX versions_seen ON versions(seen_at)",
        "CREATE INDEX articles_source ON articles(source_id)",
        "CREATE INDEX articles_versions ON articles(version_count) WHERE version_count > 1",
        "CREATE INDEX stories_shared ON stories(id) WHERE article_count > 1",
        "CREATE INDEX changes_silent ON changes(id) WHERE silent = 1 AND quiet IS NULL",
        "CREATE INDEX changes_headline ON changes(id) WHERE headline_changed = 1",
        "CREATE INDEX changes_source_kind ON changes(source_id, kind)",
        # With all that edits are chosen by: one that is rare is found without reading a row of the log.
        f"CREATE INDEX changes_edits ON changes(id, {traits}) WHERE kind IN ('edited', 'corrected')",
        f"CREATE INDEX changes_source_edits ON changes(source_id, id, {traits}) WHERE kind IN ('edited', 'corrected')",
        """
        CREATE INDEX changes_told_edits ON changes(article_id, seen_at)
        WHERE kind IN ('edited', 'corrected') AND quiet IS NULL
        """,
        "CREATE INDEX changes_baseline ON changes(article_id) WHERE baseline = 1",
        "CREATE INDEX articles_source_versions ON articles(source_id, version_count) WHERE version_count > 1",
    )


def index_lists(conn: sqlite3.Connection) -> None:
    """The versions of an outlet and those in a language, in the order of their ids."""
    execute_all(
        conn,
        "CREATE INDEX changes_source_version ON changes(source_id, to_version_id)",
        """
        CREATE INDEX versions_language ON versions(lower(substr(language, 1, instr(language || '-', '-') - 1)), id)
        """,
    )
