"""The chain: a link for each row in the order of commits, checked by another program; and that all tampering shows."""

import hashlib
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from monitor.verify import Asked, Verified, verify
from storage import chain
from storage.articles import record_removed, record_version
from storage.chain import COVERED, FIRST, add_missing_links, last_head
from storage.database import open_archive, savepoint, transaction
from storage.records import ChangeKind, Edit
from tests.archive_data import build_archive
from tests.storage_samples import NOW, capture, publish, story
from tests.tampering import tamper

DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of stories that were edited, corrected and removed, with their captures."""
    return build_archive(tmp_path_factory.mktemp("built")).parent


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of that archive alone."""
    shutil.copy(built / "archive.db", tmp_path)
    return tmp_path


def check(folder: Path, *expected: str) -> Verified:
    asked = Asked(files=False, captures=False, expected=expected)
    return verify(folder, asked, on_progress=lambda *_: None)


def links(conn: sqlite3.Connection) -> list[tuple[str, int]]:
    rows = conn.execute("SELECT version_id, change_id FROM chain ORDER BY id")
    return [("change", row[1]) if row[0] is None else ("version", row[0]) for row in rows]


# Writing


def test_each_row_has_a_link_in_the_order_of_commits(archive: sqlite3.Connection) -> None:
    assert last_head(archive).head == FIRST
    heads = [FIRST]
    article = publish(archive).article_id
    heads.append(last_head(archive).head)
    edit = Edit(kind=ChangeKind.EDITED, diff="{}")
    record_version(archive, article, story=story("Final"), capture=capture(), edit=edit, seen_at=NOW)
    heads.append(last_head(archive).head)
    record_removed(archive, article, seen_at=NOW)
    assert links(archive) == [("version", 1), ("change", 1), ("version", 2), ("change", 2), ("change", 3)]
    assert len({*heads, last_head(archive).head}) == 4


def test_what_is_rolled_back_leaves_no_link(archive: sqlite3.Connection) -> None:
    with transaction(archive):
        publish(archive)
        try:
            with savepoint(archive):
                publish(archive, "undone")
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        publish(archive, "tunnel")
    assert links(archive) == [("version", 1), ("change", 1), ("version", 2), ("change", 2)]


@pytest.mark.parametrize("at_once", [1, 3, 1000])
def test_an_archive_from_before_is_chained_in_the_same_order(
    folder: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(chain, "AT_ONCE", at_once)
    with closing(open_archive(folder / "archive.db")) as conn:
        as_written = links(conn)
    tamper(folder, "DELETE FROM chain")
    with closing(open_archive(folder / "archive.db")) as conn, transaction(conn):
        assert add_missing_links(conn) == len(as_written)
        assert links(conn) == as_written
        assert add_missing_links(conn) == 0
    assert not check(folder).is_damaged


def test_versions_without_a_change_are_chained_too(archive: sqlite3.Connection, tmp_path: Path) -> None:
    publish(archive)
    publish(archive, "tunnel")
    tamper(tmp_path, "DELETE FROM chain", "DELETE FROM changes WHERE id = 2")
    assert add_missing_links(archive) == 3
    assert links(archive) == [("version", 1), ("change", 1), ("version", 2)]


def test_every_column_is_covered_or_left_out_on_purpose(archive: sqlite3.Connection) -> None:
    left_out = {f"versions.{name}" for name in ("headline", "standfirst", "byline", "body")}  # by content_sha256
    left_out |= {"redactions.finished_at", "captures.id"}
    of_kinds = {each for covered in COVERED.values() for each in (*covered.fields, *covered.contents)}
    for table in ("versions", "changes", "captures", "redactions"):
        columns = {f"{table}.{row['name']}" for row in archive.execute(f"PRAGMA table_info({table})")}
        assert {each for each in of_kinds if each.startswith(f"{table}.")} == columns - left_out


def test_the_page_names_the_same_columns() -> None:
    rows = re.findall(r"^\| (version|change|redaction) \| (.*) \| (.*) \|$", (DOCS / "chain.md").read_text(), re.M)
    for kind, contents, fields in rows:
        covered = COVERED[kind]
        words = re.findall(r"[a-z]+(?:_[a-z0-9]+)*", fields.replace("of the capture", ""))
        assert words == [name.partition(".")[2] for name in covered.fields]
        named = (
            [] if contents == "none" else re.findall(r"[a-z]+(?:_[a-z0-9]+)*", contents.replace("the capture's", ""))
        )
        assert named == [name.partition(".")[2] for name in covered.contents]
    assert len(rows) == 3


# Another program


def other_program(folder: Path) -> subprocess.CompletedProcess[str]:
    """The one that docs/chain.md prints, which knows nothing of ours."""
    (code,) = re.findall(r"```python\n(.*?)```", (DOCS / "chain.md").read_text(encoding="utf-8"), re.S)
    command = [sys.executable, "-I", "-c", code, str(folder / "archive.db")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_another_program_finds_the_same_head(folder: Path) -> None:
    with closing(open_archive(folder / "archive.db")) as conn:
        head = last_head(conn).head
    answer = other_program(folder)
    assert (answer.stdout, answer.stderr) == (f"{head}\n", "")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE changes SET importance = 0.25 WHERE id = 3", "change 3 was changed"),
        ("UPDATE versions SET content_sha256 = 'x' WHERE id = 2", "the text of version 2 was changed"),
    ],
)
def test_another_program_sees_tampering(folder: Path, statement: str, told: str) -> None:
    tamper(folder, statement)
    assert told in other_program(folder).stderr


# Tampering


def test_what_nobody_touched_is_whole(folder: Path) -> None:
    found = check(folder)
    assert not found.is_damaged
    assert found.checked.counts == {"versions": 11, "changes": 12, "links": 23, "articles": 6}


COLUMNS = [each for covered in COVERED.values() for each in (*covered.fields, *covered.contents)]


@pytest.mark.parametrize("column", [each for each in COLUMNS if not each.startswith("redactions.")])
def test_a_change_of_any_column_shows(folder: Path, column: str) -> None:
    table, name = column.split(".")
    # Another number or text, in whichever of the two forms the column takes.
    other = f"iif(typeof({name}) IN ('integer', 'real'), {name} + 1000, coalesce({name}, '') || 'x')"
    if name in ("kind", "baseline", "headline_changed", "silent", "importance", "quiet"):
        other = {
            "kind": "iif(kind = 'edited', 'corrected', 'edited')",
            "quiet": "iif(quiet IS NULL, 'flapping', NULL)",
            "importance": "iif(importance IS NULL, 1, NULL)",
        }.get(name, f"1 - coalesce({name}, 0)")
    elif name in ("from_version_id", "to_version_id", "returns_to_version_id"):
        other = f"coalesce({name}, 0) + 1"
    tamper(folder, f"UPDATE {table} SET {name} = {other} WHERE id = 3")
    assert check(folder).is_damaged


@pytest.mark.parametrize("name", ["headline", "standfirst", "byline", "body"])
def test_a_letter_in_a_text_shows(folder: Path, name: str) -> None:
    tamper(folder, f"UPDATE versions SET {name} = {name} || '.' WHERE id = 1")
    (fault,) = check(folder).checked.faults["versions"]
    assert (fault.thing, fault.what) == ("version 1 of article 1", "its text is not that of its digest")


def test_a_text_with_its_digest_shows(folder: Path) -> None:
    digest = hashlib.sha256(b"New\0\0\0Text").hexdigest()
    told = f"headline = 'New', standfirst = '', byline = '', body = 'Text', content_sha256 = '{digest}'"
    tamper(folder, f"UPDATE versions SET {told} WHERE id = 5")
    found = check(folder).checked
    assert [fault.what for fault in found.faults["chain"]] == ["its text is not what link 9 covers"]
    assert "versions" not in found.faults


def test_what_was_deleted_shows(folder: Path) -> None:
    tamper(folder, "DELETE FROM changes WHERE id = 4")
    assert [fault.thing for fault in check(folder).checked.faults["chain"]] == ["change 4"]


def test_what_was_deleted_with_its_link_shows(folder: Path) -> None:
    tamper(folder, "DELETE FROM changes WHERE id = 4", "DELETE FROM chain WHERE change_id = 4")
    (fault,) = check(folder).checked.faults["chain"]
    assert "those between are missing" in fault.what


def test_the_last_rows_cut_off_show_by_an_earlier_head(folder: Path) -> None:
    whole = check(folder)
    tamper(folder, "DELETE FROM chain WHERE change_id = 12", "DELETE FROM changes WHERE id = 12")
    found = check(folder, whole.head)
    assert found.expected == {whole.head: None}
    assert list(found.checked.faults) == ["expected head"]
    assert not check(folder).is_damaged


def test_a_chain_made_anew_shows_by_an_earlier_head(folder: Path) -> None:
    whole = check(folder)
    tamper(folder, "UPDATE changes SET words_added = 99 WHERE id = 2", "DELETE FROM chain")
    with closing(open_archive(folder / "archive.db")) as conn, transaction(conn):
        add_missing_links(conn)
    assert not check(folder).is_damaged
    assert check(folder, whole.head).is_damaged


def test_an_earlier_head_is_found_in_a_chain_that_grew(folder: Path) -> None:
    earlier = check(folder).head
    with closing(open_archive(folder / "archive.db")) as conn, transaction(conn):
        publish(conn)
    found = check(folder, earlier.upper())
    assert (found.expected, found.is_damaged) == ({earlier.upper(): 23}, False)


def test_a_row_put_in_shows(folder: Path) -> None:
    tamper(
        folder,
        "INSERT INTO changes (article_id, source_id, seen_at, kind) SELECT article_id, source_id, seen_at, 'edited'"
        " FROM changes WHERE id = 1",
    )
    (fault,) = check(folder).checked.faults["chain"]
    assert (fault.thing, fault.what) == ("change 13 of article 1", "no link covers it")


def swap(table: str, one: int, other: int, *columns: str) -> list[str]:
    """Two rows exchange what they say."""
    values = ", ".join(
        f"{name} = (SELECT {name} FROM temp.old WHERE old.id = {one} + {other} - {table}.id)" for name in columns
    )
    copy = f"CREATE TEMP TABLE old AS SELECT * FROM {table} WHERE id IN ({one}, {other})"
    return [copy, f"UPDATE {table} SET {values} WHERE id IN ({one}, {other})"]


@pytest.mark.parametrize(
    "statements",
    [
        swap("versions", 1, 4, "headline", "standfirst", "byline", "body", "content_sha256"),
        swap("changes", 3, 5, "summary", "diff", "seen_at"),
        [
            "UPDATE chain SET change_id = -change_id WHERE change_id IN (1, 2)",
            "UPDATE chain SET change_id = 3 + change_id WHERE change_id < 0",
        ],
        ["UPDATE chain SET id = -id WHERE id IN (3, 5)", "UPDATE chain SET id = 8 + id WHERE id < 0"],
    ],
    ids=["texts", "changes", "what links cover", "links"],
)
def test_two_that_changed_places_show(folder: Path, statements: list[str]) -> None:
    tamper(folder, *statements)
    assert check(folder).checked.fault_counts["chain"] >= 2


@pytest.mark.parametrize("column", ["salt", "content_sha256", "head"])
def test_a_link_that_was_changed_shows(folder: Path, column: str) -> None:
    tamper(folder, f"UPDATE chain SET {column} = replace({column}, substr({column}, 1, 1), 'f') || 'f' WHERE id = 8")
    assert check(folder).checked.faults["chain"]


def test_a_salt_that_was_taken_away_without_a_redaction_shows(folder: Path) -> None:
    tamper(folder, "UPDATE chain SET salt = '' WHERE id = 8", "UPDATE changes SET diff = NULL WHERE id = 4")
    assert check(folder).checked.faults["chain"]


def test_an_article_that_says_something_else_than_its_version_shows(folder: Path) -> None:
    tamper(folder, "UPDATE articles SET headline = 'x' WHERE id = 2")
    assert [fault.thing for fault in check(folder).checked.faults["articles"]] == ["article 2"]


def test_faults_without_number_are_counted_and_some_of_them_named(folder: Path) -> None:
    with closing(open_archive(folder / "archive.db")) as conn, transaction(conn):
        for number in range(40):
            publish(conn, f"story-{number}")
    tamper(folder, "UPDATE versions SET body = body || '.'")
    found = check(folder).checked
    assert found.fault_counts["versions"] == 51
    assert len(found.faults["versions"]) == 20
