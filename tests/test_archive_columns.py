"""What may be published: archive.db holds these columns and no others, until somebody has thought about each."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import open_archive, open_desk, open_subscribers

PUBLIC = {
    "sources": "id name home_url language added_at",
    "source_status": "source_id last_success_at last_failure_at reason stories_today stories_on",
    "stories": "id headline first_seen_at article_count",
    "articles": "id source_id url headline published_at first_seen_at changed_at state language version_count "
    "latest_version_id story_id first_channel first_listed_at",
    "urls": "url url_key article_id added_at",
    "capture_files": "file added_at deleted_at",
    "captures": "id url fetched_at status file offset length body_sha256",
    "versions": "id article_id number seen_at headline standfirst byline published_at modified_at language body "
    "word_count content_sha256 extractor capture_id",
    "changes": "id article_id source_id seen_at kind from_version_id to_version_id baseline headline_changed "
    "words_added words_removed nature importance summary numbers names quotes negations attributions dates silent "
    "quiet returns_to_version_id diff",
    "versions_fts": "headline standfirst byline body",
    "watches": "id title query since_at",
    "matches": "watch_id change_id event matched",
    "daily_counts": "day source_id published edited corrected removed restored headlines silent words_added "
    "words_removed",
    "change_texts": "change_id added removed",
    "changes_fts": "added removed",
    "watch_counts": "watch_id day source_id reports edits corrections removals restorations",
    "recent_changes": "id seen_at kind source_id source article_id headline url state language headline_changed "
    "words_added words_removed baseline nature importance summary silent quiet from_version_id to_version_id",
    "latest_versions": "id article_id number seen_at source_id url state headline standfirst byline published_at "
    "modified_at language body word_count content_sha256 extractor capture_id",
    "chain": "id version_id change_id redaction_id salt content_sha256 head",
    "redactions": "id article_id redacted_at reason version_count change_count capture_count finished_at",
    "redacted_addresses": "address_sha256 redaction_id",
    "archive_identity": "id seen_at content_sha256",
    "_sqlite_migrations": "id migration_set name applied_at",
}
"""Before a line is added here: may everybody read it, for ever? The desk's and subscribers' have files of their own."""

INDEXES_OWN = ("_data", "_idx", "_docsize", "_config")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_archive(tmp_path / "archive.db")) as conn:
        yield conn


def columns(conn: sqlite3.Connection) -> dict[str, str]:
    """Each table and view with its columns; without what belongs to a full-text index or to SQLite."""
    listed = conn.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite@_%' ESCAPE '@'"
    )
    names = [row["name"] for row in listed]
    shadows = {f"{name}{part}" for name in names for part in INDEXES_OWN}
    query = "SELECT group_concat(name, ' ') AS columns FROM (SELECT name FROM pragma_table_info(:name) ORDER BY cid)"
    return {name: conn.execute(query, {"name": name}).fetchone()["columns"] for name in names if name not in shadows}


def test_the_archive_holds_what_may_be_published_and_no_more(archive: sqlite3.Connection) -> None:
    assert columns(archive) == PUBLIC


def test_a_column_that_nobody_thought_about_is_seen(archive: sqlite3.Connection) -> None:
    archive.execute("ALTER TABLE sources ADD COLUMN editor_note TEXT")
    archive.execute("CREATE TABLE subscribers (address TEXT)")
    assert {name for name, shown in columns(archive).items() if shown != PUBLIC.get(name)} == {"sources", "subscribers"}


def test_no_table_of_the_desks_or_of_subscribers_is_in_it(archive: sqlite3.Connection, tmp_path: Path) -> None:
    """But for the public watches and their matches, and what each file keeps of its upgrades."""
    for open_file, name in ((open_desk, "desk.db"), (open_subscribers, "subscribers.db")):
        with closing(open_file(tmp_path / name)) as conn:
            assert columns(conn).keys() & columns(archive).keys() <= {"watches", "matches", "_sqlite_migrations"}
