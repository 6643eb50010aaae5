"""The schema: its golden form, its growth from every earlier one, and what it refuses."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage.captures import add_capture
from storage.database import open_archive, open_desk, open_subscribers
from storage.migrations.archive import migrations as archive_migrations
from storage.migrations.desk import migrations as desk_migrations
from storage.migrations.subscribers import migrations as subscribers_migrations
from tests.storage_samples import NOW, capture, publish

GOLDEN = Path(__file__).parent / "data" / "schema.sql"
SETS = {
    "archive": (archive_migrations, open_archive),
    "desk": (desk_migrations, open_desk),
    "subscribers": (subscribers_migrations, open_subscribers),
}


def schema(conn: sqlite3.Connection) -> str:
    rows = conn.execute(
        """
        SELECT sql FROM sqlite_schema
        WHERE sql IS NOT NULL AND name NOT LIKE '%sqlite%' AND name NOT LIKE '%_fts_%'
        ORDER BY type IN ('table', 'view') DESC, rowid
        """
    )
    # The joiners that the tokenizer keeps are invisible; the golden file shows them.
    statements = [row["sql"].replace("\u200c", "<ZWNJ>").replace("\u200d", "<ZWJ>") for row in rows]
    return "".join(f"{_outdented(statement)};\n" for statement in statements)


def _outdented(statement: str) -> str:
    lines = [line.removeprefix(" " * 8).rstrip() for line in statement.splitlines()]
    return "\n".join(line for line in lines if line)


def test_the_schema_is_the_golden_one(
    archive: sqlite3.Connection, desk: sqlite3.Connection, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with closing(open_subscribers(tmp_path / "subscribers.db")) as subscribers:
        files = {"archive": archive, "desk": desk, "subscribers": subscribers}
        found = "\n".join(f"-- {name}.db\n\n{schema(conn)}" for name, conn in files.items())
    if request.config.getoption("--regenerate-golden"):
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")


def steps() -> list[tuple[str, str]]:
    return [
        (name, migration.name)
        for name, (migrations, _) in SETS.items()
        for migration in migrations.pending(Database(memory=True))
    ]


@pytest.mark.parametrize(("name", "step"), steps())
def test_every_earlier_schema_grows_into_the_present_one(name: str, step: str, tmp_path: Path) -> None:
    migrations, open_file = SETS[name]
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        migrations.apply(Database(conn), stop_before=step)
    with closing(open_file(path)) as grown, closing(open_file(tmp_path / "new.db")) as new:
        assert schema(grown) == schema(new)


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    migrations = Migrations("archive")

    @migrations()
    def m001_half(db: Database) -> None:
        db.conn.execute("CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT")
        raise ZeroDivisionError

    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as conn:
        with pytest.raises(ZeroDivisionError):
            migrations.apply(Database(conn))
        assert not conn.execute("SELECT 1 FROM sqlite_schema WHERE name = 'half'").fetchall()


@pytest.mark.parametrize("name", SETS)
def test_every_table_is_strict(name: str, tmp_path: Path) -> None:
    with closing(SETS[name][1](tmp_path / "new.db")) as conn:
        lax = conn.execute(
            """
            SELECT name FROM pragma_table_list
            WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE '%sqlite%'
            """
        )
        assert not [row["name"] for row in lax]


@pytest.mark.parametrize("table", ["versions", "changes", "captures"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "REPLACE INTO {0} SELECT * FROM {0}"])
def test_what_was_published_is_append_only(archive: sqlite3.Connection, table: str, verb: str) -> None:
    publish(archive)
    add_capture(archive, capture())
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append only"):
        archive.execute(verb.format(table))


def test_foreign_keys_hold(archive: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        archive.execute(
            "INSERT INTO urls (url, url_key, article_id, added_at) VALUES ('u', 'k', 9, :at)", {"at": NOW.isoformat()}
        )


def test_the_views_say_what_changed_and_what_stands(archive: sqlite3.Connection) -> None:
    first, second = publish(archive), publish(archive, "tunnel", source_id="hill-times")
    changes = archive.execute("SELECT id, kind, source, headline, url FROM recent_changes").fetchall()
    assert [row["id"] for row in changes] == [second.change_id, first.change_id]
    assert tuple(changes[0])[1:] == (
        "published",
        "Hill-Times",
        "Alliance possible",
        "https://hill-times.example/tunnel",
    )
    latest = archive.execute("SELECT id, source_id FROM latest_versions ORDER BY id").fetchall()
    assert [tuple(row) for row in latest] == [(first.version_id, "valley-post"), (second.version_id, "hill-times")]
