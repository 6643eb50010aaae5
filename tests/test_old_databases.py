"""The databases of every earlier release, with rows in them: brought to today's schema whole, searched, gone on with.

`tests/data/schemas` has them as SQL text; `tools/old_databases.py` writes one for each release.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor import policy
from monitor.config import load
from monitor.demo.configuration import configuration
from monitor.demo.newsroom import Newsroom, Script
from storage.search import search
from tests.archive_client import page
from tests.served import site_of
from tests.test_migrations import SETS, schema
from tests.watching import watching
from tools import old_databases
from tools.old_databases import DATABASES, OUTLET, STORIES

RELEASES = sorted((Path(__file__).parent / "data" / "schemas").iterdir())
HIDDEN = ("sqlite_", "versions_fts_", "changes_fts_")
"""Tables that are SQLite's own."""


def rebuild(release: Path, folder: Path, *, netloc: str = "chinar.example") -> Path:
    """A folder with the release's databases, whose outlet is at that host."""
    folder.mkdir(exist_ok=True)
    for name in DATABASES:
        text = (release / name).with_suffix(".sql").read_text(encoding="utf-8").replace(OUTLET, netloc)
        with closing(sqlite3.connect(folder / name)) as conn:
            conn.executescript(f"BEGIN; {text} COMMIT;")
    return folder


def content(path: Path) -> dict[str, tuple[list[str], list[tuple[object, ...]]]]:
    """Each table with its columns and its rows."""
    found = {}
    with closing(sqlite3.connect(path)) as conn:
        listed = conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
        for (table,) in listed.fetchall():
            if not table.startswith(HIDDEN):
                rows = conn.execute(f"SELECT * FROM {table}")
                found[table] = [each[0] for each in rows.description], rows.fetchall()
    return found


def assert_kept(before: Path, after: Path) -> None:
    """All that was in the older file is in the newer one, which may have more."""
    later = content(after)
    for table, (columns, rows) in content(before).items():
        there, now = later[table]
        places = [there.index(column) for column in columns]
        assert {tuple(row[place] for place in places) for row in now} >= set(rows), table


def steps() -> list[tuple[Path, str, str]]:
    """Each release with every schema between its own and today's."""
    found = []
    for release in RELEASES:
        for file, (migrations, _) in SETS.items():
            text = (release / f"{file}.sql").read_text(encoding="utf-8")
            found += [
                (release, file, each.name)
                for each in migrations.pending(Database(memory=True))
                if f"'{each.name}'" not in text
            ]
    return found


def test_there_is_a_dump_of_each_release_with_rows_in_all_that_matters() -> None:
    assert len(RELEASES) >= 2
    for release in RELEASES:
        text = "".join(path.read_text(encoding="utf-8") for path in release.iterdir())
        for table in ("articles", "versions", "changes", "matches", "follows", "readings", "deliveries", "last_told"):
            assert f'INSERT INTO "{table}"' in text, (release.name, table)


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.name)
@pytest.mark.parametrize("file", SETS)
def test_every_row_is_there_after_the_upgrade(release: Path, file: str, tmp_path: Path) -> None:
    old, folder = rebuild(release, tmp_path / "old"), rebuild(release, tmp_path / "new")
    with closing(SETS[file][1](folder / f"{file}.db")) as conn, closing(SETS[file][1](tmp_path / "empty.db")) as new:
        # A dump makes tables first, so that the order differs.
        assert sorted(schema(conn).split(";\n")) == sorted(schema(new).split(";\n"))
        assert [tuple(row) for row in conn.execute("PRAGMA integrity_check")] == [("ok",)]
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    assert_kept(old / f"{file}.db", folder / f"{file}.db")


@pytest.mark.parametrize(("release", "file", "step"), steps(), ids=str)
def test_an_upgrade_may_stop_at_any_release_on_the_way(release: Path, file: str, step: str, tmp_path: Path) -> None:
    migrations, open_file = SETS[file]
    at_once, by_steps = rebuild(release, tmp_path / "a"), rebuild(release, tmp_path / "b")
    with closing(sqlite3.connect(by_steps / f"{file}.db", isolation_level=None)) as conn:
        migrations.apply(Database(conn), stop_before=step)
    for folder in (at_once, by_steps):
        open_file(folder / f"{file}.db").close()
    told = [content(folder / f"{file}.db") for folder in (at_once, by_steps)]
    for tables in told:
        # When it was upgraded, which differs.
        del tables["_sqlite_migrations"]
        if "chain" in tables:
            # Each chain has its own salts, and so its own digests.
            names, links = tables["chain"]
            tables["chain"] = (names[:4], [link[:4] for link in links])
    assert told[0] == told[1]


def only(conn: sqlite3.Connection, query: str) -> object:
    """The one value that a query gives."""
    ((value,),) = conn.execute(query).fetchall()
    return value


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.name)
def test_what_is_derived_is_filled_from_old_rows(release: Path, tmp_path: Path) -> None:
    folder = rebuild(release, tmp_path / "desk")
    with closing(SETS["archive"][1](folder / "archive.db")) as conn:
        assert {hit.article_id for hit in search(conn, "alliance")} == found(conn, "alliance")
        for word in ("alliance", "गठबंधन", "اتحاد"):
            assert search(conn, word), word
        edits = "SELECT count(*) FROM changes WHERE kind = 'edited'"
        assert only(conn, "SELECT sum(edited) FROM daily_counts") == only(conn, edits) == 2
        assert only(conn, "SELECT sum(published) FROM daily_counts") == 3
        assert only(conn, "SELECT count(*) FROM change_texts") == 2
        assert only(conn, "SELECT count(*) FROM changes_fts WHERE changes_fts MATCH 'removed : committee'") == 1
        reports = "SELECT count(*) FROM matches WHERE event = 'report'"
        assert only(conn, "SELECT sum(reports) FROM watch_counts") == only(conn, reports)


def found(conn: sqlite3.Connection, word: str) -> set[int]:
    """The articles a version of which says the word, told without any index."""
    query = "SELECT DISTINCT article_id FROM versions WHERE headline || body LIKE '%' || ? || '%'"
    return {row[0] for row in conn.execute(query, [word])}


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.name)
async def test_its_pages_answer(release: Path, tmp_path: Path) -> None:
    folder = rebuild(release, tmp_path / "desk")
    SETS["archive"][1](folder / "archive.db").close()
    site = site_of(folder / "archive.db")
    assert "Congress, National Conference alliance possible" in await page(site, "/")
    for path in ("/changes", "/search?q=alliance", "/search?q=%E0%A4%97%E0%A4%A0%E0%A4%AC%E0%A4%82%E0%A4%A7%E0%A4%A8",
                 "/source/chinar-dispatch", "/watch/nc-congress", "/questions", "/archive/versions.json",
                 "/chart/volume.svg", *(f"/article/{number}" for number in range(1, 7))):  # fmt: skip
        await page(site, path)


@pytest.mark.usefixtures("reactor")
@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.name)
async def test_a_crawl_goes_on_with_it(release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands on the site as it was when the old program ended is no news; what is edited and comes then is."""
    # What an old database tells of as removed was removed longer ago with each day.
    monkeypatch.setattr(policy, "RESTORE_WINDOW", datetime.now(UTC) - datetime(2026, 1, 1, tzinfo=UTC))
    with Newsroom(Script(mastheads=old_databases.MASTHEADS)) as room:
        outlet = next(iter(room.outlets.values()))
        folder = rebuild(release, tmp_path / "desk", netloc=outlet.home.removeprefix("http://").rstrip("/"))
        (folder / "presswatch.toml").write_text(configuration(room), encoding="utf-8")
        old_databases.publish(outlet, *STORIES)
        old_databases.edit(outlet)
        old_databases.remove(outlet)
        async with watching(room, load(folder / "presswatch.toml")) as watch:
            assert await watch.found() == []
            outlet.edit("/city/cold-stores", lambda copy: copy.headed("Cold stores are promised"))
            outlet.restore("/city/ring-road")
            assert sorted(await watch.found()) == [("edited", "/city/cold-stores"), ("restored", "/city/ring-road")]
