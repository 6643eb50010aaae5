"""The page of changes: every choice gives what the log holds, at once, and says where it did not look."""

import csv
import io
import itertools
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from monitor.site import make_datasette
from tests.archive_client import data, page, record_statements, said
from tests.busy_archive import UNTIL, Busy, build_busy_archive

TOLD = "baseline = 0 AND quiet IS NULL"
CONDITIONS = {
    ("source", "outlet-1"): "source_id = 'outlet-1'",
    ("kind", "edited"): "kind = 'edited'",
    ("kind", "corrected"): "kind = 'corrected'",
    ("kind", "removed"): "kind = 'removed'",
    ("words", "50"): "words_added + words_removed >= 50 AND kind IN ('edited', 'corrected')",
    ("headline", "1"): "headline_changed = 1",
    ("numbers", "1"): "numbers > 0",
    ("quotes", "1"): "quotes > 0",
    ("silent", "1"): "silent = 1",
    ("day", "2026-03-30"): "substr(seen_at, 1, 10) = '2026-03-30'",
}
CHOICES = [
    dict(choice)
    for count in range(3)
    for choice in itertools.combinations(CONDITIONS, count)
    if len({name for name, _ in choice}) == count
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_busy_archive(tmp_path_factory.mktemp("busy") / "archive.db", Busy(outlets=5, days=20, stories=25))


@pytest.fixture(scope="module")
def site(archive: Path) -> Datasette:
    return make_datasette(archive, title="Busy archive")


def in_the_log(archive: Path, choice: dict[str, str]) -> list[int]:
    conditions = " AND ".join([TOLD, *(CONDITIONS[name, value] for name, value in choice.items())])
    with closing(sqlite3.connect(archive)) as conn:
        return [row[0] for row in conn.execute(f"SELECT id FROM changes WHERE {conditions} ORDER BY id DESC")]


def ids(found: dict[str, Any]) -> list[int]:
    return [change["id"] for change in found["changes"]]


@pytest.mark.parametrize("choice", CHOICES, ids=urlencode)
async def test_a_choice_gives_what_the_log_holds(site: Datasette, archive: Path, choice: dict[str, str]) -> None:
    found = await data(site, f"/changes.json?{urlencode(choice)}")
    expected = in_the_log(archive, choice)
    assert ids(found) == expected[:50]
    assert (found["next"] is not None) is (len(expected) > 50)
    assert found["looked_back"] is None


@pytest.mark.parametrize("choice", CHOICES, ids=urlencode)
async def test_a_choice_is_answered_by_an_index(
    site: Datasette, monkeypatch: pytest.MonkeyPatch, choice: dict[str, str]
) -> None:
    recorded = record_statements(monkeypatch)
    await page(site, f"/changes?{urlencode({**choice, 'before': '100000'})}")
    statements = [sql for sql in recorded if "ORDER BY id DESC LIMIT" in sql]
    assert statements
    for sql in statements:
        plan = [str(row[3]) for row in await site.get_database().execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert all(step.startswith(("SEARCH changes USING", "USE TEMP B-TREE FOR ORDER BY")) for step in plan), plan
        # Only a day is sorted; only an edit's traits are told by an index that has them all.
        assert len(plan) == (2 if "day" in choice else 1), plan
        if {"words", "numbers", "quotes", "silent"} & set(choice) and "day" not in choice:
            assert "kind" in choice or "COVERING INDEX changes_" in plan[0], plan


async def test_following_pages_show_each_change_once(site: Datasette, archive: Path) -> None:
    choice = {"source": "outlet-0", "words": "10"}
    seen: list[int] = []
    path: str | None = f"/changes?{urlencode(choice)}"
    while path:
        found = await data(site, path.replace("/changes?", "/changes.json?"))
        seen += ids(found)
        path = found["next"]
    with closing(sqlite3.connect(archive)) as conn:
        wanted = conn.execute(
            "SELECT id FROM changes WHERE source_id = 'outlet-0' AND kind IN ('edited', 'corrected')"
            " AND words_added + words_removed >= 10 ORDER BY id DESC"
        ).fetchall()
    assert seen == [row[0] for row in wanted]
    assert len(seen) > 100


async def test_what_nobody_is_told_of_is_shown_where_it_is_asked_for(tmp_path: Path) -> None:
    path = build_busy_archive(tmp_path / "archive.db", Busy(outlets=2, days=3, stories=4))
    with closing(sqlite3.connect(path)) as conn, conn:
        (newest,) = conn.execute("SELECT max(id) FROM changes").fetchone()
        for offset, (kind, quiet) in enumerate([("edited", "redesign"), ("moved", None)], 1):
            conn.execute(
                "INSERT INTO changes (id, article_id, source_id, seen_at, kind, quiet)"
                " VALUES (?, 1, 'outlet-0', '2026-03-31T23:00:00Z', ?, ?)",
                (newest + offset, kind, quiet),
            )
    site = make_datasette(path)
    assert newest + 1 not in ids(await data(site, "/changes.json"))
    assert newest + 2 not in ids(await data(site, "/changes.json"))
    assert ids(await data(site, "/changes.json?quiet=1"))[0] == newest + 1
    assert ids(await data(site, "/changes.json?kind=edited&quiet=1"))[0] == newest + 1
    assert ids(await data(site, "/changes.json?kind=moved")) == [newest + 2]
    assert "new page design" in said(await page(site, "/changes?quiet=1"))


async def test_a_page_says_how_far_it_looked_back_and_leads_on(tmp_path: Path) -> None:
    """The reach of a page is 200,000 changes: an old edit behind so many ids is found by looking further."""
    path = build_busy_archive(tmp_path / "archive.db", Busy(outlets=2, days=3, stories=6))
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(
            "INSERT INTO changes (id, article_id, source_id, seen_at, kind)"
            " VALUES (300000, 1, 'outlet-0', '2026-04-01T23:00:00Z', 'published')"
        )
        (old,) = conn.execute("SELECT max(id) FROM changes WHERE kind = 'edited'").fetchone()
    site = make_datasette(path)
    found = await data(site, "/changes.json?kind=edited")
    assert ids(found) == []
    assert found["next"] is None
    assert "None as far back as 1 Apr 2026 . Look further back" in said(await page(site, "/changes?kind=edited"))
    further = await data(site, found["looked_back"]["further"].replace("/changes?", "/changes.json?"))
    assert ids(further)[0] == old
    assert further["looked_back"] is None


async def test_a_day_has_its_numbers_and_its_neighbours(site: Datasette, archive: Path) -> None:
    found = await data(site, "/changes.json?day=2026-03-30&source=outlet-1")
    with closing(sqlite3.connect(archive)) as conn:
        counted = conn.execute(
            "SELECT published, edited + corrected, removed FROM daily_counts"
            " WHERE day = '2026-03-30' AND source_id = 'outlet-1'"
        ).fetchone()
    day = found["day"]
    assert (day["published"], day["edited"], day["removed"]) == counted
    assert day["earlier"] == "/changes?source=outlet-1&day=2026-03-29"
    assert day["later"] == "/changes?source=outlet-1&day=2026-03-31"
    html = await page(site, "/changes?source=outlet-1")
    assert 'href="/changes?source=outlet-1&amp;day=2026-03-31"' in html


@pytest.mark.parametrize("nonsense", ["day=2026-02-30", "day=x", "words=-1", "words=many", "numbers=yes", "kind=x"])
async def test_what_means_nothing_is_passed_over(site: Datasette, nonsense: str) -> None:
    assert ids(await data(site, f"/changes.json?{nonsense}")) == ids(await data(site, "/changes.json"))


@pytest.mark.parametrize("day", ["0000-01-01", "0001-01-01", "0001-12-31", "9999-01-01", "9999-12-31", "２026-03-30"])
async def test_a_day_beyond_the_calendar_is_passed_over(site: Datasette, day: str) -> None:
    assert (await data(site, f"/changes.json?day={day}"))["day"] is None
    assert "Changes" in said(await page(site, f"/changes?day={day}"))


@pytest.mark.parametrize("day", ["0002-01-01", "1066-10-14", "9998-12-31"])
async def test_a_day_on_which_there_was_no_archive_is_an_empty_page(site: Datasette, day: str) -> None:
    assert ids(await data(site, f"/changes.json?day={day}")) == []
    html = await page(site, f"/changes?day={day}")
    for turn in ("earlier", "later"):
        await page(site, (await data(site, f"/changes.json?day={day}"))["day"][turn])
    assert "/changes?day=" in html


@pytest.mark.parametrize("choice", CHOICES[::3], ids=urlencode)
async def test_the_table_of_a_choice_has_the_same_changes(
    site: Datasette, archive: Path, choice: dict[str, str]
) -> None:
    table = (await data(site, f"/changes.json?{urlencode(choice)}"))["table"]
    answer = await site.client.get(f"/archive/{table['name']}.csv?{table['asked']}&_size=max")
    assert answer.status_code == 200, answer.text
    rows = [int(row["id"]) for row in csv.DictReader(io.StringIO(answer.text))]
    assert rows == in_the_log(archive, choice)[:1000]


@pytest.mark.parametrize(
    ("choice", "path", "exact"),
    [
        ("", "/feeds/changes.atom", True),
        ("source=outlet-1&kind=edited&headline=1", "/feeds/source/outlet-1.atom?kind=edited&amp;headline=1", True),
        ("source=outlet-1&words=50", "/feeds/source/outlet-1.atom", False),
        ("kind=moved", "/feeds/changes.atom", False),
    ],
)
async def test_the_nearest_feed_is_named_for_what_it_is(site: Datasette, choice: str, path: str, exact: bool) -> None:
    html = await page(site, f"/changes?{choice}")
    assert f'href="{path}"' in html
    assert ("The nearest feed carries" in said(html)) is not exact


async def test_a_changed_headline_is_marked_word_by_word(site: Datasette) -> None:
    found = await data(site, "/changes.json?headline=1")
    change = found["changes"][0]
    parts = change["headline_diff"]
    assert "".join(text for op, text in parts if op != "-") == change["new_headline"]
    assert "".join(text for op, text in parts if op != "+") == change["old_headline"]
    html = await page(site, "/changes?headline=1")
    (put_in, *_) = [text for op, text in parts if op == "+"]
    assert f"<ins>{put_in}</ins>" in html
    unchanged = await data(site, f"/changes.json?day={UNTIL}&kind=published")
    assert {change["headline_diff"] for change in unchanged["changes"]} == {None}
