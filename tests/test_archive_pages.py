"""The pages of the published archive, asked in process: articles, search, changes, sources, tables and queries."""

import csv
import io
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette

from monitor.site import make_datasette
from storage.database import open_archive
from storage.stories import place_article
from tests.archive_client import data, page, said
from tests.archive_data import build_archive


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where archive.db and captures/ lie."""
    folder = tmp_path_factory.mktemp("archive")
    build_archive(folder)
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Datasette:
    return make_datasette(folder / "archive.db", title="Test archive")


async def test_the_front_page_shows_changes_newest_first_and_the_health_of_sources(site: Datasette) -> None:
    front = await data(site, "/front.json")
    assert [change["id"] for change in front["changes"]] == sorted((c["id"] for c in front["changes"]), reverse=True)
    assert {change["baseline"] for change in front["changes"]} == {0}
    text = said(await page(site, "/"))
    assert "removed Valley Courier 24 Aug 2024, 09:00 UTC Candidate list leaks" in text
    assert "Hill Gazette could not be read 24 Aug 2024, 10:03 UTC : answers 503" in text
    assert "Headline was: Alliance final on 83 seats" in text
    assert "Apple growers" not in text


async def test_a_new_archive_shows_what_was_listed_at_first_sight(tmp_path: Path) -> None:
    build_archive(tmp_path)
    with sqlite3.connect(tmp_path / "archive.db") as conn:
        conn.execute("DROP TRIGGER changes_no_delete")
        conn.execute("DELETE FROM changes WHERE baseline = 0")
    text = said(await page(make_datasette(tmp_path / "archive.db"), "/"))
    assert "Nothing has changed yet" in text
    assert "Apple growers" in text


async def test_an_empty_archive_has_pages(tmp_path: Path) -> None:
    open_archive(tmp_path / "archive.db").close()
    empty = make_datasette(tmp_path / "archive.db")
    for path in ("/", "/changes", "/search?q=alliance", "/archive"):
        await page(empty, path)


async def test_an_article_shows_its_latest_version_and_what_is_known_of_it(site: Datasette) -> None:
    text = said(await page(site, "/article/1"))
    assert "version 3 of 3" in text
    assert "Alliance final on all 90 seats, says Congress leader" in text
    assert "Meera Dhar, Our Correspondent" in text
    assert "We are on track" not in text
    html = await page(site, "/article/1")
    assert 'href="https://valley-courier.example/politics/alliance-talks"' in html
    assert 'href="https://valley-courier.example/amp/alliance-talks"' in html
    assert 'href="/-/capture/7"' in html
    assert 'href="/article/1?from=2&amp;to=3"' in html


async def test_an_article_shows_who_else_has_its_story(tmp_path: Path) -> None:
    build_archive(tmp_path)
    with closing(open_archive(tmp_path / "archive.db")) as conn:
        for article in (1, 4, 5):
            place_article(conn, article, story_id=1)
    told = make_datasette(tmp_path / "archive.db")
    text = said(await page(told, "/article/5"))
    assert "Also in Valley Courier had it first 22 Aug 2024, 04:30 UTC Alliance final on all 90 seats" in text
    assert "Valley Courier removed 23 Aug 2024, 05:00 UTC Candidate list leaks" in text
    html = await page(told, "/article/1")
    assert "had it first" not in html
    assert 'href="/article/5" dir="auto">&lt;script&gt;window.broken=1' in html
    assert 'href="/archive/articles?story_id=1"' in html
    assert [other["id"] for other in (await data(told, "/article/4.json"))["also_in"]] == [1, 5]
    assert "Also in" not in said(await page(told, "/article/2"))


async def test_any_version_is_shown_by_its_number(site: Datasette) -> None:
    text = said(await page(site, "/article/1?version=1"))
    assert "“We are on track, and everything will be discussed at the appropriate time,”" in text
    assert "Alliance with regional party possible" in text


@pytest.mark.parametrize(("earlier", "later"), [(1, 2), (2, 3), (1, 3), (3, 1)])
async def test_any_two_versions_are_compared(site: Datasette, earlier: int, later: int) -> None:
    path = f"/article/1?from={earlier}&to={later}"
    comparison = (await data(site, path.replace("?", ".json?")))["comparison"]
    versions = {v["number"]: v for v in (await data(site, "/archive/versions.json?article_id=1&_shape=array"))}
    assert "".join(text for op, text in comparison["diff"]["headline"] if op != "+") == versions[earlier]["headline"]
    assert "".join(text for op, text in comparison["diff"]["headline"] if op != "-") == versions[later]["headline"]
    html = await page(site, path)
    assert "<del>" in html
    assert "<ins>" in html


async def test_a_number_that_changed_is_shown_as_a_word(site: Datasette) -> None:
    html = await page(site, "/article/1?from=2&to=3")
    assert "<del>83</del><ins>all 90</ins>" in html


async def test_a_version_compared_with_itself_says_so(site: Datasette) -> None:
    assert "These two versions say the same." in said(await page(site, "/article/1?from=2&to=2"))


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/article/999", 404, "No such article"),
        ("/article/999999999999999999", 404, "No such article"),
        ("/article/1?version=9", 404, "no version 9"),
        ("/article/1?from=0&to=1", 404, "no version 0"),
        ("/article/1?version=two", 400, "version takes a version's number"),
        ("/article/1?version=²", 400, "version takes a version's number"),
        ("/source/nobody", 404, "No such source"),
        ("/-/capture/999", 404, "No such capture"),
        ("/nothing", 404, "Nothing stands at this address"),
        ("/article/x", 404, "not found"),
    ],
)
async def test_what_is_not_there_is_told_in_one_sentence(
    site: Datasette, path: str, status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await site.client.get(path)
    assert answer.status_code == status
    assert told.lower() in said(answer.text).lower()
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err
    twin = await site.client.get(path.replace("?", ".json?") if "?" in path else f"{path}.json")
    assert twin.status_code == status


async def test_a_bug_is_logged_and_its_message_kept_from_readers(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    build_archive(tmp_path)
    with sqlite3.connect(tmp_path / "archive.db") as conn:
        conn.execute("DROP VIEW recent_changes")
    answer = await make_datasette(tmp_path / "archive.db").client.get("/")
    assert answer.status_code == 500
    assert "recent_changes" not in answer.text
    assert "no such table" in caplog.text


async def test_hindi_and_urdu_texts_carry_language_and_direction(site: Datasette) -> None:
    assert '<div class="story" lang="hi" dir="auto">' in await page(site, "/article/2")
    urdu = await page(site, "/article/3?from=1&to=2")
    assert re.search(r'<p class="diff-headline" lang="ur" dir="auto">', urdu)
    assert 'lang="ur" dir="auto"' in await page(site, "/changes")


# Search


async def hits(site: Datasette, query: str, **more: str) -> list[tuple[int, int]]:
    """Article and version number of each hit, in order."""
    address = httpx.QueryParams({"q": query, **more})
    return [(hit["article_id"], hit["number"]) for hit in (await data(site, f"/search.json?{address}"))["hits"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("alliance", [(5, 2), (1, 3)]),
        ("ALLIANCE 90", [(1, 3)]),
        ("\"appropriate time\"", [(1, 1)]),
        ("“appropriate time”", [(1, 1)]),
        ("candidate OR apple", [(6, 1), (4, 1)]),
        ("alliance NOT quoted", [(1, 3)]),
        ("grow*", [(6, 1)]),
        ("headline: final", [(1, 3)]),
        ("headline: negotiator", []),
        ("unit's president", [(1, 3)]),
        ("गठबंधन", [(2, 2)]),
        ("اتحاد", [(3, 2)]),
        # Arabic yeh and kaf, as another keyboard writes them.
        ("كانگريس", [(3, 2)]),
        ("nosuchword", []),
    ],
)  # fmt: skip
async def test_search_finds(site: Datasette, query: str, found: list[tuple[int, int]]) -> None:
    assert await hits(site, query) == found


async def test_words_that_are_still_there_are_not_told_as_taken_out(site: Datasette) -> None:
    for sort in ("new", "best"):
        found = await data(site, f"/search.json?q=alliance&sort={sort}")
        assert [hit["taken_out"] for hit in found["hits"]] == [False, False]
    best = await data(site, "/search.json?q=negotiator&sort=best")
    assert [hit["taken_out"] for hit in best["hits"]] == [True]


async def test_a_search_that_takes_too_long_says_so(tmp_path: Path) -> None:
    build_archive(tmp_path)
    conn = open_archive(tmp_path / "archive.db")
    add_many(conn, 300)
    conn.close()
    site = make_datasette(tmp_path / "archive.db")
    site.sql_time_limit_ms = 0.001
    answer = await site.client.get("/search?q=snowfall")
    assert answer.status_code == 503
    assert "narrow it" in said(answer.text)


async def test_words_that_were_taken_out_are_found_and_told(site: Datasette) -> None:
    text = said(await page(site, "/search?q=negotiator"))
    assert "version 1 of 3 no longer in the story" in text


@pytest.mark.parametrize(
    "query", ['"alliance', "alliance AND", "(alliance", "headline: (alliance", "alliance ^", "NEAR("]
)
async def test_a_bad_expression_falls_back_to_plain_words(site: Datasette, query: str) -> None:
    found = await data(site, f"/search.json?{httpx.QueryParams({'q': query})}")
    assert "searched as plain words" in found["note"]


async def test_plain_words_with_marks_are_no_expression(site: Datasette) -> None:
    found = await data(site, "/search.json?q=pre-poll,%20it%27s!%20what?")
    assert found["note"] is None
    assert found["match"] == '"pre-poll," "it\'s!" "what?"'


@pytest.mark.parametrize("query", ["", "  ", "?!", '"', "-", "\x00"])
async def test_a_query_without_a_word_asks_nothing(site: Datasette, query: str) -> None:
    assert (await data(site, f"/search.json?{httpx.QueryParams({'q': query})}"))["hits"] == []


async def test_hits_are_marked_in_headline_and_text(site: Datasette) -> None:
    html = await page(site, "/search?q=seats+list")
    assert "<mark>seats</mark>, says Congress leader" in html
    assert "A <mark>list</mark> will follow" in html
    hit = (await data(site, "/search.json?q=90"))["hits"][0]
    assert ["*", "90"] in hit["headline"]


async def test_a_hit_in_the_standfirst_alone_is_shown_there(site: Datasette) -> None:
    assert "will <mark>share</mark> the" in await page(site, "/search?q=share")


async def test_facets_count_articles_and_narrow(site: Datasette) -> None:
    found = await data(site, "/search.json?q=alliance")
    counts = {facet["name"]: {v["value"]: v["count"] for v in facet["values"]} for facet in found["facets"]}
    assert counts == {
        "source": {"hill-gazette": 1, "valley-courier": 1},
        # The hostile page's language is none, and no value to choose.
        "language": {"en": 1},
        "kind": {"edited": 2, "published": 2, "corrected": 1},
        "state": {"live": 2},
        "month": {"2024-08": 2},
    }
    hrefs = {value["value"]: value["href"] for value in found["facets"][0]["values"]}
    narrowed = await data(site, hrefs["valley-courier"].replace("/search?", "/search.json?"))
    assert [hit["article_id"] for hit in narrowed["hits"]] == [1]
    assert await hits(site, "alliance", month="2024-07") == []
    assert "Look in all sources, months and kinds" in said(await page(site, "/search?q=alliance&month=2024-07"))


@pytest.mark.parametrize("sort", ["new", "best"])
async def test_paging_shows_every_article_once(tmp_path: Path, sort: str) -> None:
    build_archive(tmp_path)
    conn = open_archive(tmp_path / "archive.db")
    add_many(conn, 45)
    conn.close()
    many = make_datasette(tmp_path / "archive.db")
    seen: list[int] = []
    path: str | None = f"/search?q=snowfall&sort={sort}"
    while path:
        found = await data(many, path.replace("/search?", "/search.json?"))
        seen += [hit["article_id"] for hit in found["hits"]]
        path = found["next"]
    assert len(seen) == len(set(seen)) == 45
    if sort == "new":
        assert seen == sorted(seen, reverse=True)


def add_many(conn: sqlite3.Connection, count: int) -> None:
    """Articles of two versions that both say "snowfall"."""
    for article in range(100, 100 + count):
        conn.execute(
            "INSERT INTO articles (id, source_id, url, headline, first_seen_at, changed_at, version_count)"
            " VALUES (?, 'hill-gazette', ?, 'Snowfall', '2024-09-01T00:00:00Z', '2024-09-01T00:00:00Z', 2)",
            (article, f"https://hill-gazette.example/{article}"),
        )
        for number in (1, 2):
            version = conn.execute(
                "INSERT INTO versions (article_id, number, seen_at, headline, standfirst, byline, body, word_count,"
                " content_sha256, extractor) VALUES (?, ?, '2024-09-01T00:00:00Z', 'Snowfall', '', '', ?, 2, 'x', 'y')",
                (article, number, f"snowfall {number}"),
            ).lastrowid
            conn.execute(
                "INSERT INTO versions_fts (rowid, headline, standfirst, byline, body) VALUES (?, ?, '', '', ?)",
                (version, "Snowfall", f"snowfall {number}"),
            )
            conn.execute(
                "INSERT INTO changes (article_id, source_id, seen_at, kind, to_version_id)"
                " VALUES (?, 'hill-gazette', '2024-09-01T00:00:00Z', ?, ?)",
                (article, "published" if number == 1 else "edited", version),
            )
        conn.execute("UPDATE articles SET latest_version_id = ? WHERE id = ?", (version, article))


# Changes


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("", [4, 5, 5, 4, 1, 3, 2, 1, 3, 2, 1]),
        ("?kind=removed", [4]),
        ("?source=valley-courier", [4, 4, 1, 1, 1]),
        ("?source=valley-courier&kind=corrected", [1]),
        ("?headline=1", [5, 1, 3, 2, 1]),
        ("?baseline=1&source=hill-gazette", [6, 5, 5]),
        ("?source=nobody", []),
        ("?kind=nonsense&before=x", [4, 5, 5, 4, 1, 3, 2, 1, 3, 2, 1]),
        ("?before=2", [1]),
    ],
)
async def test_changes_are_chosen(site: Datasette, query: str, articles: list[int]) -> None:
    assert [change["article_id"] for change in (await data(site, f"/changes.json{query}"))["changes"]] == articles


async def test_changes_are_paged_by_id(tmp_path: Path) -> None:
    build_archive(tmp_path)
    conn = open_archive(tmp_path / "archive.db")
    add_many(conn, 45)
    conn.close()
    many = make_datasette(tmp_path / "archive.db")
    seen: list[int] = []
    path: str | None = "/changes?source=hill-gazette"
    while path:
        found = await data(many, path.replace("/changes?", "/changes.json?"))
        seen += [change["id"] for change in found["changes"]]
        path = found["next"]
    assert len(seen) == 92
    assert seen == sorted(set(seen), reverse=True)


async def test_the_table_link_of_a_page_of_changes_gives_the_same_rows(site: Datasette) -> None:
    html = await page(site, "/changes?source=valley-courier&kind=edited")
    address = re.search(r'href="(/archive/recent_changes\.csv\?[^"]+)"', html)
    assert address is not None
    answer = await site.client.get(address[1].replace("&amp;", "&"))
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["article_id"], row["kind"]) for row in rows] == [("1", "edited")]


async def test_a_source_shows_its_changes_and_stories(site: Datasette) -> None:
    text = said(await page(site, "/source/valley-courier"))
    assert "What it changed removed 24 Aug 2024" in text
    assert "3 versions" in text
    assert "valley-courier.example" in text


# Data


@pytest.mark.parametrize("table", ["sources", "articles", "urls", "versions", "changes", "captures", "recent_changes"])
async def test_tables_are_json_and_csv(site: Datasette, table: str) -> None:
    rows = await data(site, f"/archive/{table}.json?_shape=array&_size=max")
    answer = await site.client.get(f"/archive/{table}.csv?_size=max")
    assert answer.status_code == 200
    assert len(list(csv.reader(io.StringIO(answer.text)))) == len(rows) + 1


LITESTREAM = {"_litestream_lock", "_litestream_seq"}
"""What Litestream adds to a file that it copies."""


async def test_every_column_of_metadata_is_one_of_the_table(site: Datasette) -> None:
    tables = site.metadata("tables", database="archive", fallback=False)
    database = site.get_database()
    # Where extracts are published there is one table more, of how far they are made.
    names = {*await database.table_names(), *await database.view_names(), "extracts"} | LITESTREAM
    for name, table in tables.items():
        assert name in names
        columns = set(await database.table_columns(name))
        assert set(table.get("columns", {})) <= columns
    described = {name for name, table in tables.items() if table.get("description") or table.get("hidden")}
    assert names - described <= {"_sqlite_migrations", "versions_fts_content"}


async def test_rows_lead_to_the_pages_for_readers(site: Datasette) -> None:
    assert 'href="/article/1">Read this article' in await page(site, "/archive/articles/1")
    assert '<a href="/article/4">4</a>' in await page(site, "/archive/removed_stories")


async def test_canned_queries_answer(site: Datasette) -> None:
    silent = await data(site, "/archive/silent_edits.json?_shape=array")
    assert "headline; 2 numbers" in await page(site, "/article/1")
    own_up = {row["id"] for row in await data(site, "/archive/corrections.json?_shape=array")}
    assert {row["article_id"] for row in silent} == {1, 2, 3, 5}
    assert not own_up & {row["id"] for row in silent}
    changed = await data(site, "/archive/headlines_changed.json?_shape=array")
    assert changed[-1]["headline_before"] == "Alliance with regional party possible, says Congress leader"
    assert [row["article_id"] for row in await data(site, "/archive/corrections.json?_shape=array")] == [1]
    assert [row["article_id"] for row in await data(site, "/archive/removed_stories.json?_shape=array")] == [4]
    found = await data(site, "/archive/search.json?_shape=array&words=appropriate%20time!")
    assert [row["number"] for row in found] == [1]
