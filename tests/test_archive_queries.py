"""The canned queries: each answers its question as the log does, by an index, and reads well as a page."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from monitor.site import make_datasette
from tests.archive_client import data, page, record_statements, said
from tests.archive_data import build_archive
from tests.busy_archive import Busy, build_busy_archive

MONTH = "2026-03"
QUERIES = [
    "silent_edits",
    "headlines_changed",
    "corrections",
    "removed_stories",
    "most_edited",
    "most_edited?source=outlet-1",
    "corrections_by_source",
    f"corrections_by_source?month={MONTH}",
    "first_edits?source=outlet-1",
    "first_edits_by_source",
    "who_was_first",
    "first_by_source",
    "words_taken_out",
    f"words_taken_out?source=outlet-1&month={MONTH}",
    "taken_out",
    f"taken_out?month={MONTH}",
    f"taken_out?words=alliance&month={MONTH}&source=outlet-1",
    "chosen_edits?words=50",
    "chosen_edits?source=outlet-0&day=2026-03-30",
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_busy_archive(tmp_path_factory.mktemp("busy") / "archive.db", Busy(outlets=5, days=40, stories=25))


@pytest.fixture(scope="module")
def site(archive: Path) -> Datasette:
    return make_datasette(archive, title="Busy archive")


@pytest.fixture(scope="module")
def log(archive: Path) -> Any:
    """Rows of the archive, by SQL."""

    def ask(sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(archive)) as conn:
            return conn.execute(sql).fetchall()

    return ask


async def rows(site: Datasette, query: str) -> list[dict[str, Any]]:
    name, _, asked = query.partition("?")
    found: list[dict[str, Any]] = await data(site, f"/archive/{name}.json?{asked}&_shape=array")
    return found


# What a plan may do: seek in an index or a key; walk through what is small (sources), bounded before (a subquery with a
# limit, what was found), or kept by day; walk an index that holds nothing but what is asked for, from its end.
ALLOWED = re.compile(
    r"SEARCH |MULTI-INDEX|INDEX [12]|(CORRELATED )?(SCALAR|LIST) SUBQUERY|COMPOUND|LEFT|RIGHT|UNION|MATERIALIZE"
    r"|CO-ROUTINE|USE TEMP B-TREE|MERGE"
    r"|SCAN \w+ VIRTUAL TABLE INDEX"
    r"|SCAN (sources|chosen|found|newest|placed|told|leads|shared|counted|word|span|\(subquery-\d+\))"
    r"|SCAN \w+ USING (COVERING )?INDEX (changes_(silent|headline|edits)|stories_shared|articles_versions)"
    r"|SCAN CONSTANT ROW"
)


@pytest.mark.parametrize("query", QUERIES)
async def test_a_query_is_answered_by_indexes(site: Datasette, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    recorded = record_statements(monkeypatch)
    await page(site, f"/archive/{query}")
    statements = [sql for sql in recorded if re.search(r"FROM|from", sql) and "sqlite_master" not in sql]
    asked = [sql for sql in statements if re.search(r"(changes|articles|stories|daily_counts|versions)\b", sql)]
    assert asked
    for sql in asked:
        plan = [str(row[3]) for row in await site.get_database().execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert [step for step in plan if not ALLOWED.match(step)] == [], (sql, plan)


@pytest.mark.parametrize("query", QUERIES)
async def test_an_answer_reads_as_a_page_with_its_sql_and_its_csv(site: Datasette, query: str) -> None:
    html = await page(site, f"/archive/{query}")
    assert len(html) < 100_000
    name = query.partition("?")[0]
    assert f'href="/archive/{name}.csv' in html
    assert "The SQL of this answer" in html
    assert "<style" not in html
    assert 'style="' not in html
    shown, found = html.count("<tr>") - 1, len(await rows(site, query))
    assert found
    assert shown == min(100, found)


async def test_every_question_is_listed_with_a_sentence(site: Datasette) -> None:
    questions = (await data(site, "/questions.json"))["questions"]
    assert {question["name"] for question in questions} >= {query.partition("?")[0] for query in QUERIES}
    html = await page(site, "/questions")
    for question in questions:
        assert question["description"]
        assert f'href="/archive/{question["name"]}"' in html


async def test_sources_are_chosen_from_a_list(site: Datasette) -> None:
    html = await page(site, "/archive/words_taken_out?source=outlet-1")
    assert '<option value="outlet-1" selected>Hill Gazette</option>' in html
    assert "Month, such as 2024-08" in said(html)


async def test_the_most_edited_stories(site: Datasette, log: Any) -> None:
    best = log("SELECT max(version_count) FROM articles")[0][0]
    found = await rows(site, "most_edited")
    assert found[0]["versions"] == best
    assert [row["versions"] for row in found] == sorted((row["versions"] for row in found), reverse=True)
    of_one = await rows(site, "most_edited?source=outlet-2")
    assert {row["source_id"] for row in of_one} == {"outlet-2"}


@pytest.mark.parametrize(
    ("query", "kind"), [("corrections", "corrected"), ("removed_stories", "removed"), ("headlines_changed", "edited")]
)
async def test_what_nobody_is_told_of_is_in_no_list(tmp_path: Path, query: str, kind: str) -> None:
    path = build_busy_archive(tmp_path / "archive.db", Busy(outlets=2, days=4, stories=10))
    with closing(sqlite3.connect(path)) as conn, conn:
        for quiet in (None, "redesign"):
            conn.execute(
                "INSERT INTO changes (article_id, source_id, seen_at, kind, quiet, headline_changed, from_version_id,"
                " to_version_id) SELECT article_id, source_id, seen_at, ?, ?, 1, from_version_id, to_version_id"
                " FROM changes WHERE kind = 'edited' ORDER BY id DESC LIMIT 1",
                (kind, quiet),
            )
        (newest,) = conn.execute("SELECT max(id) FROM changes").fetchone()
    found = [row["id"] for row in await rows(make_datasette(path), query)]
    assert found[0] == newest - 1
    assert newest not in found


async def test_corrections_by_source_in_a_month_and_in_all(site: Datasette, log: Any) -> None:
    counted = dict(log("SELECT source_id, count(*) FROM changes WHERE kind = 'corrected' GROUP BY 1"))
    found = {row["source_id"]: row for row in await rows(site, "corrections_by_source")}
    assert {source: row["corrections"] for source, row in found.items() if row["corrections"]} == counted
    in_march = dict(
        log(
            "SELECT source_id, count(*) FROM changes WHERE kind = 'published' AND seen_at LIKE '2026-03%'"
            " GROUP BY source_id"
        )
    )
    found = {row["source_id"]: row for row in await rows(site, f"corrections_by_source?month={MONTH}")}
    assert {source: row["new_stories"] for source, row in found.items()} == in_march
    row = found["outlet-0"]
    assert row["corrections_per_1000_stories"] == round(1000 * row["corrections"] / row["new_stories"], 1)


async def test_first_edits_by_source_have_their_middle_between_the_quarters(site: Datasette) -> None:
    found = {row["source_id"]: row for row in await rows(site, "first_edits_by_source")}
    each = await rows(site, "first_edits?source=outlet-3")
    minutes = sorted(row["minutes"] for row in each[:200] if row["minutes"] is not None)
    row = found["outlet-3"]
    assert row["stories"] == min(200, len(each))
    assert row["edited"] == len(minutes)
    assert row["median_minutes"] == minutes[(len(minutes) + 1) // 2 - 1]
    assert row["quarter_within_minutes"] == minutes[(len(minutes) + 3) // 4 - 1]
    assert row["three_quarters_within_minutes"] == minutes[(3 * len(minutes) + 3) // 4 - 1]


async def test_who_published_first(site: Datasette, log: Any) -> None:
    found = await rows(site, "who_was_first")
    assert len(found) > 20
    for row in found[:20]:
        order = log(
            f"SELECT source_id, min(first_seen_at) FROM articles WHERE story_id = {row['story_id']}"
            " GROUP BY source_id ORDER BY 2, min(id)"
        )
        assert (row["source_id"], row["next_source"]) == (order[0][0], order[1][0])
        assert row["sources"] == len(order)
        assert row["lead_minutes"] >= 0
    by_source = await rows(site, "first_by_source")
    assert sum(row["first"] for row in by_source) == len(found)
    assert all(row["first"] <= row["stories_shared"] for row in by_source)


async def test_statements_that_were_taken_out_in_a_month(tmp_path: Path) -> None:
    build_archive(tmp_path)
    small = make_datasette(tmp_path / "archive.db")
    (found,) = await rows(small, "taken_out?words=appropriate&month=2024-08")
    assert found["article_id"] == 1
    assert "will be discussed at the [appropriate] time" in found["taken_out"]
    assert await rows(small, "taken_out?words=appropriate&month=2024-09") == []
    assert await rows(small, "taken_out?words=appropriate&source=hill-gazette") == []
    # What was put in is no statement that was taken out; marks of the query language are words like others.
    assert await rows(small, "taken_out?words=twenty") == []
    assert await rows(small, "taken_out?words=%22appropriate%20NEAR(") == []
    of_all = await rows(small, "taken_out?month=2024-08")
    assert {row["article_id"] for row in of_all} == {1, 2, 3}
    assert [row["article_id"] for row in await rows(small, "taken_out?source=parvat-samachar")] == [2]
    assert await rows(small, "taken_out?month=1999-01") == []


async def test_words_that_were_taken_out_most_often(tmp_path: Path) -> None:
    build_archive(tmp_path)
    small = make_datasette(tmp_path / "archive.db")
    words = {row["word"]: row for row in await rows(small, "words_taken_out")}
    assert words["possible"]["edits_that_took_it_out"] == 1
    assert words["possible"]["edits_that_put_it_in"] == 0
    # Taken out and put in as often, or too short to say anything.
    assert "alliance" not in words
    assert not {word for word in words if len(word) < 3}
    hindi = {row["word"] for row in await rows(small, "words_taken_out?source=parvat-samachar")}
    assert "बातचीत" in hindi
    assert await rows(small, "words_taken_out?month=1999-01") == []
