"""What is counted and indexed as changes are written: the same as a count of the whole log, and as an old file gets."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from storage import change_texts
from storage.articles import record_moved, record_removed, record_restored, record_version
from storage.database import open_archive, transaction
from storage.matches import Match, add_public_matches
from storage.records import ChangeKind, Edit
from storage.texts import BREAK
from storage.watches import WatchRecord, sync_public_watches
from tests.storage_samples import NOW, address, publish, story

DIFF = {
    "v": 1,
    "headline": [["=", "Alliance "], ["-", "possible"], ["+", "final"]],
    "body": [{"op": "remove", "text": "Talks are on track."}, {"op": "add", "text": "All ninety seats."}],
}
SUMS = """
SELECT sum(kind = 'published'), sum(kind = 'edited'), sum(kind = 'corrected'), sum(kind = 'removed'),
       sum(kind = 'restored'), sum(headline_changed), sum(silent = 1)
FROM changes WHERE baseline = 0 AND quiet IS NULL AND kind <> 'moved' AND substr(seen_at, 1, 10) = :day
"""
COUNTED = """
SELECT published, edited, corrected, removed, restored, headlines, silent FROM daily_counts WHERE day = :day
"""
DROPPED = ("daily_counts", "change_texts", "changes_fts", "watch_counts")
TRIGGERS = ("changes_counted", "matches_counted")
INDEXES = (
    *("versions_seen", "articles_source", "articles_versions", "stories_shared", "changes_silent", "changes_headline"),
    *("changes_source_kind", "changes_edits", "changes_source_edits", "changes_told_edits", "changes_baseline"),
    "articles_source_versions",
)
LAST_CHANGE = 8
LATER = ("m008_daily_counts", "m009_change_texts", "m010_watch_counts", "m011_reading_indexes")


def edit(**others: object) -> Edit:
    values = {"kind": ChangeKind.EDITED, "diff": json.dumps(DIFF), "words_added": 4, "words_removed": 5}
    return Edit(**(values | others))  # type: ignore[arg-type]  # named by a test


def fill(archive: sqlite3.Connection) -> None:
    """An article that went through all that can happen, another at first sight, and a watch with matches."""
    with transaction(archive):
        article = publish(archive).article_id
        publish(archive, "old", baseline=True)
        record_version(
            archive,
            article,
            story=story("One"),
            capture=None,
            edit=edit(headline_changed=True, silent=True),
            seen_at=NOW,
        )
        quiet = edit(quiet="flapping", diff=None)
        record_version(archive, article, story=story("Two"), capture=None, edit=quiet, seen_at=NOW)
        next_day = NOW + timedelta(days=1)
        corrected = edit(kind=ChangeKind.CORRECTED, silent=False)
        record_version(archive, article, story=story("Three"), capture=None, edit=corrected, seen_at=next_day)
        record_moved(archive, article, address=address("elsewhere"), seen_at=next_day)
        record_removed(archive, article, seen_at=next_day)
        record_restored(archive, article, seen_at=next_day)
        sync_public_watches(archive, [WatchRecord(id="w", title="W", query="alliance", public=True)], now=NOW)
        found = [(1, "report"), (3, "edit"), (5, "correction")]
        add_public_matches(
            archive, [Match(watch_id="w", change_id=change, event=event, matched=()) for change, event in found]
        )


@pytest.fixture
def filled(archive: sqlite3.Connection) -> sqlite3.Connection:
    fill(archive)
    return archive


@pytest.fixture
def grown(filled: sqlite3.Connection, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The same archive as one made before there were counts, opened by this program."""
    filled.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(tmp_path / "archive.db", tmp_path / "old.db")
    with closing(sqlite3.connect(tmp_path / "old.db", isolation_level=None)) as old:
        old.execute("PRAGMA foreign_keys = OFF")
        for kind, names in (("TRIGGER", TRIGGERS), ("INDEX", INDEXES), ("TABLE", DROPPED)):
            for name in names:
                old.execute(f"DROP {kind} {name}")
        old.executemany("DELETE FROM _sqlite_migrations WHERE name = ?", [[name] for name in LATER])
    with closing(open_archive(tmp_path / "old.db")) as conn:
        yield conn


@pytest.mark.parametrize("at_once", [1, 2, 5, 1000])
def test_all_changes_are_indexed_a_range_of_ids_at_a_time(
    filled: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    def kept() -> list[tuple[object, ...]]:
        return [tuple(row) for row in filled.execute("SELECT * FROM change_texts ORDER BY change_id")]

    before = kept()
    monkeypatch.setattr(change_texts, "AT_ONCE", at_once)
    filled.execute("INSERT INTO changes_fts (changes_fts) VALUES ('delete-all')")
    filled.execute("DELETE FROM change_texts")
    asked: list[str] = []
    filled.set_trace_callback(asked.append)
    change_texts.index_all_changes(filled)
    filled.set_trace_callback(None)
    assert kept() == before
    assert len([each for each in asked if each.startswith("SELECT id, diff")]) == -(-LAST_CHANGE // at_once)


def test_an_archive_without_changes_has_nothing_to_index(archive: sqlite3.Connection) -> None:
    change_texts.index_all_changes(archive)
    assert archive.execute("SELECT count(*) FROM change_texts").fetchone()[0] == 0


@pytest.mark.parametrize("day", ["2024-08-22", "2024-08-23"])
def test_a_day_s_counts_are_those_of_the_log(filled: sqlite3.Connection, day: str) -> None:
    counted = filled.execute(COUNTED, {"day": day}).fetchone()
    assert tuple(counted) == tuple(filled.execute(SUMS, {"day": day}).fetchone())
    assert sum(counted) > 2


def test_only_edits_count_words(filled: sqlite3.Connection) -> None:
    words = filled.execute("SELECT words_added, words_removed FROM daily_counts ORDER BY day").fetchall()
    assert [tuple(row) for row in words] == [(4, 5), (4, 5)]


def test_what_was_taken_out_is_found_apart_from_what_stands(filled: sqlite3.Connection) -> None:
    def found(query: str) -> list[int]:
        return [row[0] for row in filled.execute("SELECT rowid FROM changes_fts WHERE changes_fts MATCH ?", [query])]

    assert found('removed : "on track"') == [3, 5]
    assert found('added : "on track"') == []
    assert found("removed : alliance") == []
    assert found("added : seat") == [3, 5]
    texts = filled.execute("SELECT removed FROM change_texts WHERE change_id = 3").fetchone()
    assert texts["removed"].split(BREAK) == ["possible", "Talks are on track."]


def test_a_change_of_no_words_has_no_texts(filled: sqlite3.Connection) -> None:
    assert [row[0] for row in filled.execute("SELECT change_id FROM change_texts")] == [3, 5]


def test_a_watch_s_matches_are_counted_by_day_and_source(filled: sqlite3.Connection) -> None:
    rows = filled.execute("SELECT watch_id, day, source_id, reports, edits, corrections FROM watch_counts").fetchall()
    assert [tuple(row) for row in rows] == [
        ("w", "2024-08-22", "valley-post", 1, 1, 0),
        ("w", "2024-08-23", "valley-post", 0, 0, 1),
    ]
    again = [Match(watch_id="w", change_id=1, event="report", matched=())]
    add_public_matches(filled, again)
    assert filled.execute("SELECT sum(reports) FROM watch_counts").fetchone()[0] == 1


def test_a_watch_that_is_no_longer_public_leaves_no_counts(filled: sqlite3.Connection) -> None:
    sync_public_watches(filled, [], now=NOW)
    assert filled.execute("SELECT count(*) FROM watch_counts").fetchone()[0] == 0


def test_an_older_archive_is_counted_and_indexed_when_it_is_opened(
    filled: sqlite3.Connection, grown: sqlite3.Connection
) -> None:
    for table in ("daily_counts", "change_texts", "watch_counts"):
        rows = [tuple(row) for row in grown.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]
        assert rows
        assert rows == [tuple(row) for row in filled.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]
    assert (
        grown.execute("SELECT count(*) FROM changes_fts WHERE changes_fts MATCH 'removed : track'").fetchone()[0] == 2
    )
