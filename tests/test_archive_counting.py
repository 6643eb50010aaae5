"""Datasette's own pages count what is soon counted, and say of the rest that it is much."""

import sqlite3
from pathlib import Path

import pytest
from datasette.app import Datasette
from datasette.database import QueryInterrupted

from monitor.site import make_datasette
from storage.database import open_archive
from tests.archive_client import data, page
from tests.archive_data import build_archive

MOST = 10_000


@pytest.fixture(scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    """The small archive with more addresses than are counted: 10,000 of one day, one of another."""
    path = build_archive(tmp_path_factory.mktemp("archive"))
    conn = open_archive(path)
    conn.execute(
        """
        WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < :most)
        INSERT INTO urls (url, url_key, article_id, added_at)
        SELECT 'https://x.example/' || n, n, 1, iif(n, '2024-09-01T00:00:00Z', '2024-09-02T00:00:00Z') FROM numbers
        """,
        {"most": MOST},
    )
    conn.close()
    served = make_datasette(path)
    await served.invoke_startup()
    return served


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/archive/articles.json", 6),
        ("/archive/versions.json", 11),
        ("/archive/changes.json", 12),
        ("/archive/versions.json?article_id=1", 3),
        ("/archive/recent_changes.json", 12),
        ("/archive/sources.json", 4),
        ("/archive/versions.json?article_id=77", 0),
        ("/archive/urls.json?added_at=2024-09-01T00:00:00Z", MOST),
        ("/archive/urls.json?added_at__gt=2024-09-01", None),
        ("/archive/urls.json", None),
    ],
)
async def test_a_table_tells_how_many_rows_it_has_unless_they_are_many(
    site: Datasette, path: str, count: int | None
) -> None:
    assert (await data(site, path))["filtered_table_rows_count"] == count


async def test_the_list_of_tables_tells_the_same(site: Datasette) -> None:
    tables = {table["name"]: table["count"] for table in (await data(site, "/archive.json"))["tables"]}
    assert tables["articles"] == 6
    assert tables["sources"] == 4
    assert tables["urls"] is None
    assert "Many rows" in await page(site, "/archive")


async def test_all_rows_can_be_reached_though_they_are_not_counted(site: Datasette) -> None:
    first = await data(site, "/archive/urls.json?_size=1000")
    assert len(first["rows"]) == 1000
    assert first["next"]


async def test_sql_of_a_visitors_own_counts_what_it_will(site: Datasette) -> None:
    answer = await data(site, "/archive.json?sql=select+count(*)+from+urls&_shape=arrays")
    assert answer["rows"] == [[MOST + 1 + 9]]


async def test_a_count_of_the_largest_tables_reads_one_row(site: Datasette) -> None:
    """The ids of what is never deleted are their number: a row more is a number more."""
    database = site.get_database()
    counted = (await database.execute("select count(*) from versions ")).rows[0][0]
    with sqlite3.connect(f"file:{database.path}?mode=ro", uri=True) as conn:
        assert counted == conn.execute("SELECT count(*) FROM versions").fetchone()[0]


async def test_what_is_too_much_is_told_as_datasette_tells_it(site: Datasette) -> None:
    with pytest.raises(QueryInterrupted):
        await site.get_database().execute("select count(*) from urls ")


def test_the_archive_never_deletes_what_is_counted_by_its_last_id(tmp_path: Path) -> None:
    conn = open_archive(build_archive(tmp_path))
    for table in ("articles", "versions", "changes", "captures"):
        with pytest.raises(sqlite3.IntegrityError):
            conn.execute(f"DELETE FROM {table}")
    conn.close()


async def test_sorting_by_what_no_index_holds_is_refused_with_the_reason(site: Datasette) -> None:
    answer = await site.client.get("/archive/versions.json?_sort=word_count")
    assert answer.status_code == 400
    assert "no index holds it" in answer.json()["error"]
    assert (await data(site, "/archive/versions.json?_sort_desc=seen_at"))["rows"]
