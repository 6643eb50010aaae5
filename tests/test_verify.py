"""`verify`: what of the files is checked, how it is told, and what can be done about it."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor import verify as verifying
from monitor.cli import main
from monitor.cli import verifying as telling
from monitor.verify import REMEDIES, Asked, Verified, verify
from storage.captures import prune_captures
from storage.database import open_archive, open_desk, open_subscribers, transaction
from storage.versions import reindex_versions
from tests.archive_data import build_archive, time
from tests.storage_samples import publish
from tests.tampering import tamper


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk's folder: an archive with captures, a desk.db and a subscribers.db."""
    folder = build_archive(tmp_path_factory.mktemp("built")).parent
    open_desk(folder / "desk.db").close()
    open_subscribers(folder / "subscribers.db").close()
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(built, tmp_path / "desk")
    return tmp_path / "desk"


def check(folder: Path, asked: Asked | None = None, **others: int) -> Verified:
    return verify(folder, asked or Asked(), on_progress=lambda *_: None, **others)


def kinds(folder: Path) -> list[str]:
    """The kinds of which something is damaged."""
    return sorted(check(folder).checked.fault_counts)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["verify", *map(str, arguments)])


# What is checked


def test_a_desk_that_nobody_touched_is_well(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    found = verify(folder, Asked(), on_progress=lambda done, of: told.append((done, of)))
    assert not found.is_damaged
    assert found.checked.counts == {
        **dict.fromkeys(("archive.db", "desk.db", "subscribers.db", "versions_fts", "changes_fts"), 1),
        **dict.fromkeys(("versions", "captures"), 11),
        "articles": 6,
        "changes": 12,
        "links": 23,
    }
    assert told == [(number, 8) for number in range(1, 9)]


def test_it_looks_at_what_it_is_asked_for(folder: Path) -> None:
    (folder / "desk.db").write_bytes(b"no database at all" * 100)
    assert not check(folder, Asked(files=False)).is_damaged
    assert "captures" not in check(folder, Asked(captures=False)).checked.counts
    assert check(folder).checked.faults["desk.db"][0].what.startswith("it is not a SQLite database")


def test_processes_beside_find_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = check(folder)
    monkeypatch.setattr(verifying, "LINKS_AT_ONCE", 9)
    monkeypatch.setattr(verifying, "CAPTURES_AT_ONCE", 4)
    beside = check(folder, workers=2)
    assert (beside.checked, beside.head, beside.links) == (alone.checked, alone.head, alone.links)


def test_a_writer_does_not_wait_and_is_not_waited_for(folder: Path) -> None:
    with closing(open_archive(folder / "archive.db")) as writer, transaction(writer):
        publish(writer, "new")
        assert not check(folder).is_damaged


def damage_page(folder: Path) -> None:
    """Zeros over the middle of a page that holds rows of `changes`."""
    with closing(sqlite3.connect(folder / "archive.db")) as conn:
        page = conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'changes_article'").fetchone()[0]
        size = conn.execute("PRAGMA page_size").fetchone()[0]
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (folder / "archive.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(bytes(size))


def break_rule(folder: Path) -> None:
    """Rows without what their table asks for."""
    rule = "replace(sql, 'quiet TEXT CHECK', 'quiet TEXT NOT NULL CHECK')"
    tamper(folder, "PRAGMA writable_schema = ON", f"UPDATE sqlite_schema SET sql = {rule} WHERE name = 'changes'")


def lose_reference(folder: Path) -> None:
    tamper(folder, "DELETE FROM urls", "UPDATE articles SET story_id = 77 WHERE id = 1")


def lose_index_words(folder: Path) -> None:
    tamper(folder, "DELETE FROM versions_fts_data WHERE id > 10")


def lose_index_row(folder: Path) -> None:
    tamper(folder, "DELETE FROM changes_fts_docsize WHERE id = (SELECT max(id) FROM changes_fts_docsize)")


def put_index_row(folder: Path) -> None:
    tamper(folder, "INSERT INTO versions_fts (rowid, headline) VALUES (900, 'never said')")


def captured(folder: Path) -> Path:
    return next(folder.glob("captures/2024/08/22-*"))


def lose_captures(folder: Path) -> None:
    captured(folder).unlink()


def cut_captures(folder: Path) -> None:
    data = captured(folder).read_bytes()
    captured(folder).write_bytes(data[: len(data) // 2])


def turn_a_bit(folder: Path) -> None:
    data = bytearray(captured(folder).read_bytes())
    data[len(data) // 2] ^= 4
    captured(folder).write_bytes(data)


def exchange_captures(folder: Path) -> None:
    """A record of another page stands where one of this was, with its digest."""
    tamper(
        folder,
        "UPDATE captures SET url = url || 'x' WHERE id = 1",
    )


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (damage_page, ["archive.db"]),
        (break_rule, ["archive.db"]),
        (lose_reference, ["archive.db"]),
        (lose_index_words, ["versions_fts"]),
        (lose_index_row, ["changes_fts"]),
        (put_index_row, ["versions_fts"]),
        (lose_captures, ["captures"]),
        (cut_captures, ["captures"]),
        (turn_a_bit, ["captures"]),
        (exchange_captures, ["captures", "chain"]),
    ],
)
def test_damage_is_found_where_it_is(folder: Path, damage: Callable[[Path], None], found: list[str]) -> None:
    damage(folder)
    assert kinds(folder) == found
    assert set(found) <= REMEDIES.keys()


def test_an_index_that_was_made_anew_is_well(folder: Path) -> None:
    with closing(open_archive(folder / "archive.db")) as archive, transaction(archive):
        reindex_versions(archive)
    assert not check(folder).is_damaged


def test_captures_that_ended_are_no_damage(folder: Path) -> None:
    with closing(open_archive(folder / "archive.db")) as archive:
        later = time("2024-08-23T00:00:00Z")
        prune_captures(archive, folder / "captures", older_than=later, now=time("2024-11-01T00:00:00Z"))
    found = check(folder)
    assert not found.is_damaged
    assert found.checked.counts["captures ended"] == 7


# How it is told


def test_lines_for_a_person(folder: Path) -> None:
    answer = run(folder)
    assert answer.exit_code == 0
    lines = answer.stdout.splitlines()
    assert lines[:3] == ["archive.db: well", "desk.db: well", "subscribers.db: well"]
    assert "versions: 11, well" in lines
    assert lines[-1].startswith("head: ")
    assert ", after link 23; checked in " in lines[-1]


def test_faults_are_told_with_their_thing_and_a_remedy(folder: Path) -> None:
    tamper(folder, "UPDATE versions SET body = 'x' WHERE id = 2")
    answer = run(folder, "--fast")
    assert answer.exit_code == 1
    assert (
        "versions: 11, 1 damaged\n  version 2 of article 2: its text is not that of its digest\n  To mend it: "
    ) in answer.stdout
    assert "captures" not in answer.stdout


def test_json_for_a_machine(folder: Path) -> None:
    tamper(folder, "UPDATE versions SET body = 'x' WHERE id = 2")
    head = "f" * 64
    answer = run(folder, "--json", "--no-captures", "--expect", head)
    assert answer.exit_code == 1
    records = [json.loads(line) for line in answer.stdout.splitlines()]
    by_kind = {record["kind"]: record for record in records if "kind" in record}
    assert by_kind["versions"] == {"kind": "versions", "checked": 11, "faults": 1}
    assert by_kind["chain"]["per_second"] > 0
    faults = [record for record in records if "fault" in record]
    assert [(fault["fault"], fault["thing"]) for fault in faults] == [
        ("versions", "version 2 of article 2"),
        ("expected head", head),
    ]
    assert records[-1] | {"seconds": 0, "head": ""} == {
        "head": "",
        "links": 23,
        "expected": {head: None},
        "damaged": True,
        "seconds": 0,
    }


def test_an_earlier_head_is_looked_for(folder: Path) -> None:
    head = check(folder).head
    with closing(open_archive(folder / "archive.db")) as archive, transaction(archive):
        publish(archive, "new")
    answer = run(folder, "--fast", "--expect", head)
    assert answer.exit_code == 0
    assert f"expected head {head}: link 23\n" in answer.stdout


@pytest.mark.parametrize("head", ["", "abc", "g" * 64])
def test_what_is_no_head_is_refused(folder: Path, head: str) -> None:
    answer = run(folder, "--expect", head)
    assert answer.exit_code == 2
    assert "64 hexadecimal digits" in answer.stderr


def test_where_there_is_no_archive_that_is_said(tmp_path: Path) -> None:
    answer = run(tmp_path)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr == f"Error: {tmp_path}: there is no archive yet; `presswatch crawl` makes it\n"


def test_a_file_that_is_no_archive_is_told(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"no database" * 99)
    answer = run(tmp_path)
    assert answer.exit_code == 1
    assert "it is not a SQLite database" in answer.stderr


def test_every_kind_that_can_be_damaged_has_a_remedy() -> None:
    kinds = {"versions", "articles", "chain", "captures", "expected head", *verifying.FILES, *verifying.INDEXES}
    assert REMEDIES.keys() == kinds
    assert telling.NOTES.keys() == {"redacted", "ended"}
