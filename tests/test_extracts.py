"""extracts.db: what it shows of each table, and that it stays equal to archive.db however that grows."""

import json
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.publishing import make_extracts
from storage.articles import (
    add_addresses,
    record_moved,
    record_removed,
    record_restored,
    record_version,
)
from storage.changes import last_change_id
from storage.database import StorageError, open_archive, transaction
from storage.extract_tables import FORMAT, LEFT_EMPTY, SHOWN
from storage.extracts import compare_more, make_more, open_maker, publish_news, source_version
from storage.matches import Match, add_public_matches
from storage.records import ChangeKind, Edit
from storage.sources import record_failure, record_success
from storage.stories import place_article
from storage.watches import WatchRecord, sync_public_watches
from tests.extracting import compare, contents, make, publish, raw
from tests.storage_samples import NOW, address, capture, story
from tests.storage_samples import publish as publish_story

PARTS = [["=", "Seats: "], ["-", "83"], ["+", "90"]]
DIFF = json.dumps({"v": 1, "body": [{"op": "keep", "count": 2}, {"op": "edit", "parts": PARTS}]})
DEEP = "zanzibarine quokkas"
"""Words that stand nowhere but deep in a text."""


def long_text(*, ending: str = DEEP) -> str:
    """A text whose end is not shown."""
    return "\n\n".join(
        ["Leaders met again and spoke of seats in the Valley. " * 3] * 4 + [f"Nobody saw {ending} there."]
    )


def edit(archive: sqlite3.Connection, article_id: int, *, number: int) -> None:
    """A further version, with a diff."""
    change = Edit(kind=ChangeKind.EDITED, words_added=1, words_removed=1, silent=True, summary="1 number", diff=DIFF)
    told = story(f"Alliance {number}", long_text(ending=f"number {number}"))
    record_version(archive, article_id, story=told, capture=capture(number * 100), edit=change, seen_at=NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an archive of six articles, of which the second has four versions and the third is removed."""
    with closing(open_archive(tmp_path / "archive.db")) as archive, transaction(archive):
        for number in range(6):
            told = story(f"Report {number}", long_text(ending=f"number {number}"))
            publish_story(archive, f"report-{number}", told=told, seen_at=NOW + timedelta(days=number))
        for number in range(3):
            edit(archive, 2, number=number)
        record_removed(archive, 3, seen_at=NOW)
    return tmp_path


# What is shown


def test_every_column_of_the_archive_is_shown_or_left_out_on_purpose(archive: sqlite3.Connection) -> None:
    tables = [
        row["name"]
        for row in archive.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
        if not row["name"].startswith(("sqlite_", "_sqlite_"))
    ]
    columns = {name: [row["name"] for row in archive.execute(f"PRAGMA table_info({name})")] for name in tables}
    decided = {name: shown.columns.split() for name, shown in SHOWN.items()}
    undecided = "say in storage/extract_tables.py what may be shown of it where only extracts are published"
    assert {name: columns[name] for name in tables if name not in LEFT_EMPTY} == decided, undecided
    virtual = archive.execute("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%' ORDER BY name")
    assert [row["name"] for row in virtual] == ["changes_fts", "versions_fts"], undecided


def test_the_tables_indexes_and_views_are_those_of_the_archive(folder: Path) -> None:
    found = []
    for path in (folder / "archive.db", make(folder)):
        with closing(sqlite3.connect(path)) as conn:
            rows = conn.execute(
                """
                SELECT type, name, tbl_name, iif(name = 'versions_fts', '', sql) FROM sqlite_schema
                WHERE type <> 'trigger' AND name NOT IN ('extracts', '_sqlite_migrations')
                AND tbl_name <> '_sqlite_migrations'
                """
            )
            found.append({row for row in rows if row[1] != "sqlite_sequence"})
    assert found[0] == found[1]


def test_a_long_text_is_not_in_the_file_and_is_found(folder: Path) -> None:
    with closing(open_archive(folder / "archive.db")) as archive, transaction(archive):
        publish_story(archive, "long", told=story("Long", long_text()))
    path = make(folder)
    assert DEEP.encode() in raw(folder / "archive.db")
    assert DEEP.encode() not in raw(path)
    with closing(sqlite3.connect(path)) as conn:
        (body,) = conn.execute("SELECT body FROM versions WHERE headline = 'Long'").fetchone()
        assert len(body) <= 300
        assert body.endswith("…")
        found = "SELECT rowid FROM versions_fts WHERE versions_fts MATCH ?"
        assert len(conn.execute(found, ["zanzibarine AND quokka"]).fetchall()) == 1
        with pytest.raises(sqlite3.OperationalError, match="phrase queries are not supported"):
            conn.execute(found, [f'"{DEEP}"']).fetchall()
        conn.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'versions_fts', 'instance')")
        assert conn.execute("SELECT DISTINCT offset FROM words").fetchall() == [(None,)]
        assert conn.execute("PRAGMA user_version").fetchone() == (FORMAT,)


def test_captures_are_not_told_of_and_digests_stay(folder: Path) -> None:
    with closing(sqlite3.connect(make(folder))) as conn:
        assert conn.execute("SELECT count(*) FROM captures").fetchone() == (0,)
        assert conn.execute("SELECT count(capture_id) FROM versions").fetchone() == (0,)
        whole = sqlite3.connect(folder / "archive.db")
        digests = "SELECT id, content_sha256, word_count FROM versions ORDER BY id"
        assert conn.execute(digests).fetchall() == whole.execute(digests).fetchall()
        whole.close()


# Keeping up


def watch(name: str, *, public: bool = True) -> WatchRecord:
    return WatchRecord(id=name, title=name.title(), query="seats", public=public)


Operation = Callable[[sqlite3.Connection, random.Random], object]


def _an_article(archive: sqlite3.Connection, dice: random.Random) -> int:
    return int(dice.choice([row["id"] for row in archive.execute("SELECT id FROM articles")]))


def _publish_one(archive: sqlite3.Connection, dice: random.Random) -> None:
    number = dice.randrange(10**9)
    seen_at = NOW + timedelta(hours=dice.randrange(200))
    publish_story(archive, f"story-{number}", told=story(f"Story {number}", long_text()), seen_at=seen_at)


def _edit_one(archive: sqlite3.Connection, dice: random.Random) -> None:
    edit(archive, _an_article(archive, dice), number=dice.randrange(10**9))


def _match_one(archive: sqlite3.Connection, dice: random.Random) -> None:
    # As matching does: for the changes after those that were matched last, those of one batch at once.
    last = archive.execute("SELECT coalesce(max(change_id), 0) FROM matches").fetchone()[0]
    found = [
        Match(watch_id=name, change_id=change, event="edit", matched=("seats",))
        for change in range(last + 1, last_change_id(archive) + 1)
        for name in ("a", "b")
        if dice.random() < 0.6
    ]
    add_public_matches(archive, found)


def _name_watches(archive: sqlite3.Connection, dice: random.Random) -> None:
    chosen = [watch(name, public=dice.random() < 0.7) for name in ("a", "b")]
    sync_public_watches(archive, chosen, now=NOW + timedelta(minutes=dice.randrange(10**6)))


def _move_one(archive: sqlite3.Connection, dice: random.Random) -> None:
    place = address(f"moved-{dice.randrange(10**9)}")
    record_moved(archive, _an_article(archive, dice), address=place, seen_at=NOW)


def _group_one(archive: sqlite3.Connection, dice: random.Random) -> None:
    founder = _an_article(archive, dice)
    place_article(archive, founder, story_id=founder)
    place_article(archive, _an_article(archive, dice), story_id=founder)


OPERATIONS: list[Operation] = [
    _publish_one,
    _edit_one,
    _match_one,
    _name_watches,
    _move_one,
    _group_one,
    lambda archive, dice: record_removed(archive, _an_article(archive, dice), seen_at=NOW),
    lambda archive, dice: record_restored(archive, _an_article(archive, dice), seen_at=NOW),
    lambda archive, dice: add_addresses(
        archive, _an_article(archive, dice), [address(f"amp-{dice.randrange(10**9)}")], at=NOW
    ),
    lambda archive, _: record_success(archive, "valley-post", at=NOW),
    lambda archive, _: record_failure(archive, "valley-post", at=NOW, reason="answers 503"),
]


@settings(max_examples=25)
@given(st.integers(0, 10**9), st.lists(st.integers(0, len(OPERATIONS)), min_size=1, max_size=25))
@example(seed=0, steps=[*range(len(OPERATIONS)), len(OPERATIONS)])
def test_kept_up_it_is_what_it_would_be_made_anew(seed: int, steps: list[int]) -> None:
    dice = random.Random(seed)  # noqa: S311 (no secret)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(open_archive(folder / "archive.db")) as archive:
            with transaction(archive):
                publish_story(archive)
            make(folder)
            with closing(open_maker(folder / "extracts.db", folder / "archive.db")) as maker:
                for step in steps:
                    if step == len(OPERATIONS):
                        publish(maker)
                        continue
                    with transaction(archive):
                        OPERATIONS[step](archive, dice)
                publish(maker)
        assert contents(folder / "extracts.db") == contents(make(folder, "anew.db"))


def test_a_look_at_nothing_new_writes_nothing(folder: Path) -> None:
    path = make(folder)
    with closing(open_maker(path, folder / "archive.db")) as maker:
        before = source_version(maker), maker.execute("PRAGMA main.data_version").fetchone()[0], raw(path)
        assert publish_news(maker) is False
        assert before == (source_version(maker), maker.execute("PRAGMA main.data_version").fetchone()[0], raw(path))
        with closing(open_archive(folder / "archive.db")) as archive, transaction(archive):
            publish_story(archive, "one-more")
        assert source_version(maker) != before[0]


def test_no_look_walks_through_a_table(folder: Path) -> None:
    make(folder)
    with closing(open_maker(folder / "extracts.db", folder / "archive.db")) as maker:
        with closing(open_archive(folder / "archive.db")) as archive, transaction(archive):
            sync_public_watches(archive, [watch("a")], now=NOW)
            edit(archive, 1, number=9)
        statements: list[str] = []
        maker.set_trace_callback(statements.append)
        publish_news(maker)
        compare_more(maker, 2, limit=2)
        maker.set_trace_callback(None)
        asked = [each for each in statements if each.lstrip().startswith(("SELECT", "DELETE", "INSERT INTO touched"))]
        assert len(asked) > 40
        for each in asked:
            plan = [row["detail"] for row in maker.execute(f"EXPLAIN QUERY PLAN {each}")]
            walked = [step for step in plan if re.match(rf"SCAN ((main|source)\.)?({GROWING})\b", step)]
            # From the end of the log, or on from an id, as many as are asked for.
            assert walked == [] or "LIMIT" in each, (each, plan)


GROWING = "articles|versions|changes|urls|matches|stories|change_texts|s"


def test_a_long_log_is_published_piece_by_piece(folder: Path) -> None:
    path = make(folder)
    with closing(open_archive(folder / "archive.db")) as archive, transaction(archive):
        for number in range(450):
            publish_story(archive, f"more-{number}")
    with closing(open_maker(path, folder / "archive.db")) as maker:
        assert [publish_news(maker) for _ in range(4)] == [True, True, False, False]
    assert contents(path) == contents(make(folder, "anew.db"))


def test_what_the_log_does_not_tell_is_found_by_comparing(folder: Path) -> None:
    path = make(folder)
    with closing(open_archive(folder / "archive.db")) as archive, transaction(archive):
        for number in range(400):
            publish_story(archive, f"more-{number}", seen_at=NOW + timedelta(days=9))
    make(folder)
    with closing(open_archive(folder / "archive.db")) as archive, transaction(archive):
        # Of an article that is not among the latest.
        add_addresses(archive, 1, [address("found-again")], at=NOW)
        archive.execute("UPDATE stories SET headline = 'Other' WHERE id = 1")
    make(folder)
    assert contents(path) != contents(make(folder, "anew.db"))
    compare(folder)
    assert contents(path) == contents(make(folder, "anew.db"))


# Taking back


def take_back(folder: Path, *statements: str) -> None:
    """What a person does who must: the triggers that forbid it are set aside."""
    with closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as conn:
        for table in ("versions", "changes"):
            for rule in ("no_update", "no_delete", "no_rewriting"):
                conn.execute(f"DROP TRIGGER {table}_{rule}")
        for statement in statements:
            conn.execute(statement)


ARTICLE_2 = [
    "DELETE FROM change_texts WHERE change_id IN (SELECT id FROM changes WHERE article_id = 2)",
    "DELETE FROM changes WHERE article_id = 2",
    "DELETE FROM urls WHERE article_id = 2",
    "DELETE FROM versions WHERE article_id = 2",
    "DELETE FROM articles WHERE id = 2",
]
BLANKED = [
    "UPDATE versions SET headline = '', body = '', content_sha256 = '' WHERE id = 2",
    "UPDATE change_texts SET added = '', removed = '' WHERE change_id = 7",
    "UPDATE changes SET diff = NULL WHERE id = 7",
]

VANISHING = [
    "UPDATE versions SET headline = 'x', body = 'x' WHERE headline LIKE 'Vanishing%'",
    "UPDATE articles SET headline = 'x' WHERE headline LIKE 'Vanishing%'",
]


@pytest.mark.parametrize("statements", [ARTICLE_2, BLANKED], ids=["removed", "blanked"])
def test_what_was_taken_back_leaves_the_file(folder: Path, statements: list[str]) -> None:
    with closing(open_archive(folder / "archive.db")) as archive, transaction(archive):
        publish_story(archive, "long", told=story("Vanishing headline", long_text()))
    path = make(folder)
    take_back(folder, *statements, *VANISHING)
    with closing(open_maker(path, folder / "archive.db")) as maker:
        maker.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert b"Vanishing" in raw(path)
    compare(folder)
    with closing(open_maker(path, folder / "archive.db")) as maker:
        maker.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert b"Vanishing" not in raw(path)
        assert b"zanzibarin" not in raw(path), "a word of the index"
    assert contents(path) == contents(make(folder, "anew.db"))


def test_while_the_index_is_made_anew_new_stories_are_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.extracts.REINDEXED_AT_ONCE", 2)
    path = make(folder)
    take_back(folder, "UPDATE versions SET body = '', content_sha256 = '' WHERE id = 1")
    compare_one = contents(path)["versions_fts"]
    with closing(open_maker(path, folder / "archive.db")) as maker:
        compare_more(maker, 0)
        with closing(open_archive(folder / "archive.db")) as archive, transaction(archive):
            publish_story(archive, "fresh", told=story("Freshly told"))
        assert publish_news(maker) is True
        found = maker.execute("SELECT rowid FROM versions_fts WHERE versions_fts MATCH 'freshly'").fetchall()
        assert len(found) == 1
        publish(maker)
    assert contents(path)["versions_fts"] != compare_one
    assert contents(path) == contents(make(folder, "anew.db"))


# Making


MAKER = """
import signal, sys
from pathlib import Path
from storage.extracts import compare_more, make_more, open_maker
conn = open_maker(Path(sys.argv[1]) / "extracts.db", Path(sys.argv[1]) / "archive.db")
print("open", flush=True)
for _ in range(int(sys.argv[2])):
    make_more(conn, limit=1)
    print("made", flush=True)
signal.pause()
"""


def test_a_maker_that_is_killed_is_gone_on_with(folder: Path) -> None:
    with closing(open_archive(folder / "archive.db")) as archive, transaction(archive):
        for number in range(60):
            publish_story(archive, f"more-{number}", told=story(f"More {number}", long_text()))
    dice = random.Random(5)  # noqa: S311 (no secret)
    pieces = 0
    for _ in range(5):
        wanted = dice.randrange(1, 12)
        # It is killed at whatever it does then, before all is made even where the kill comes late.
        command = [sys.executable, "-c", MAKER, str(folder), str(wanted + 1)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for line in process.stdout:
                pieces += line == "made\n"
                wanted -= 1
                if not wanted:
                    process.kill()
        # It goes on at once: what is not committed is not there.
        with closing(sqlite3.connect(folder / "extracts.db")) as conn:
            assert conn.execute("SELECT is_complete FROM extracts").fetchone() == (0,)
            assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert pieces > 5
    assert contents(make(folder)) == contents(make(folder, "anew.db"))


def test_two_makers_at_once_make_one_file(folder: Path) -> None:
    archive = folder / "archive.db"
    with (
        closing(open_maker(folder / "extracts.db", archive)) as one,
        closing(open_maker(folder / "extracts.db", archive)) as other,
    ):
        assert make_more(one, limit=2).article_id == 2
        assert make_more(other, limit=2).article_id == 4
        assert not make_more(one, limit=2).is_complete
        assert make_more(other, limit=2).is_complete
        assert make_more(one, limit=2).is_complete
        with closing(open_archive(archive)) as conn, transaction(conn):
            publish_story(conn, "one-more")
        publish(one)
        publish(other)
    assert contents(folder / "extracts.db") == contents(make(folder, "anew.db"))


def test_a_stop_ends_the_making(folder: Path) -> None:
    stop = threading.Event()
    told = []

    def stop_at_once(made: object) -> None:
        told.append(made)
        stop.set()

    assert not make_extracts(folder / "extracts.db", folder / "archive.db", stop=stop, on_progress=stop_at_once)
    assert len(told) == 1
    assert contents(make(folder)) == contents(make(folder, "anew.db"))


def test_a_file_of_another_form_is_made_anew(folder: Path) -> None:
    path = make(folder)
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("UPDATE extracts SET schema_sha256 = 'of another release'")
        conn.execute("UPDATE versions SET body = 'cut otherwise'")
        conn.execute("CREATE TABLE of_another_release (id INTEGER PRIMARY KEY) STRICT")
    assert contents(make(folder)) == contents(make(folder, "anew.db"))
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("SELECT name FROM sqlite_schema WHERE name = 'of_another_release'").fetchall() == []


def test_the_archive_cannot_be_written_to_through_it(folder: Path) -> None:
    with (
        closing(open_maker(folder / "extracts.db", folder / "archive.db")) as maker,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        maker.execute("DELETE FROM source.urls")


def test_files_that_cannot_be_used_are_told_of(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"archive.db: there is no such file"):
        open_maker(tmp_path / "extracts.db", tmp_path / "archive.db")
    open_archive(tmp_path / "archive.db").close()
    (tmp_path / "extracts.db").write_text("no database " * 100, encoding="utf-8")
    with pytest.raises(StorageError, match=r"extracts.db: it is not a SQLite database"):
        open_maker(tmp_path / "extracts.db", tmp_path / "archive.db")


def test_a_damaged_archive_leaves_no_half_made_file(folder: Path) -> None:
    take_back(folder, "DROP TABLE matches")
    with pytest.raises(sqlite3.OperationalError, match=r"no such table: source\.matches"):
        open_maker(folder / "extracts.db", folder / "archive.db")
    with closing(sqlite3.connect(folder / "extracts.db")) as conn:
        assert conn.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
