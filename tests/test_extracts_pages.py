"""Where extracts are published no route gives more, by whatever name and in whatever form; search still finds."""

import base64
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from datasette.app import Datasette

from monitor.site import make_datasette
from storage.excerpts import CHARACTERS
from tests.archive_client import NATIVE_PAGES, PAGES, data, page, said
from tests.extracting import make, raw
from tests.planted_archive import BODIES, PLANTED, WORD, build_planted_archive

pytestmark = pytest.mark.once  # pages, whose code is the same on every Python

PIECES = ("quokkas", "keeper saw", "that night")
"""Of the sentence that no answer may hold. Its words are in the index, stemmed and without order."""

FEEDS = [
    f"/feeds/{of}.{form}"
    for of in ("changes", "source/hill-gazette", "watch/nc-congress", "article/7", "article/8", "article/9")
    for form in ("atom", "json")
]
OWN = [
    "databases",
    "metadata",
    "settings",
    "versions",
    "plugins",
    "threads",
    "config",
    "actor",
    "permissions",
    "databases",
]
SHAPES = [
    "_shape=objects",
    "_shape=array",
    "_shape=arrays",
    "_shape=object",
    "_nl=on&_shape=array",
    "_size=max",
    "_labels=on",
]
SQL = [
    "select * from versions",
    "select * from latest_versions",
    "select * from versions_fts",
    f"select rowid, headline, standfirst, byline, body from versions_fts where versions_fts match '{WORD}'",
    f"select highlight(versions_fts, 3, '[', ']') from versions_fts where versions_fts match '{WORD}'",
    f"select snippet(versions_fts, -1, '[', ']', '…', 64) from versions_fts where versions_fts match '{WORD}'",
    "select group_concat(body, ' ') from versions",
    "select group_concat(diff, ' ') from changes",
    "select group_concat(added || removed, ' ') from change_texts",
    "select id, block from versions_fts_data",
    "select hex(block) from changes_fts_data",
    "select * from sqlite_master",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where archive.db, captures/ and extracts.db lie."""
    folder = tmp_path_factory.mktemp("planted")
    build_planted_archive(folder)
    make(folder)
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Datasette:
    """What anybody sees who may also ask in SQL."""
    return make_datasette(folder / "extracts.db", title="Test archive")


def tables(folder: Path) -> list[tuple[str, list[str]]]:
    """Every table and view that the file has, the indexes' own too, with the columns that tell its rows apart."""
    with closing(sqlite3.connect(folder / "extracts.db")) as conn:
        names = [row[0] for row in conn.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")]
        return [(name, [row[1] for row in conn.execute(f'PRAGMA table_info("{name}")') if row[5]]) for name in names]


def rows_of(folder: Path, table: str, key: list[str]) -> Iterator[str]:
    """The addresses of its rows, from the table's own below."""
    with closing(sqlite3.connect(folder / "extracts.db")) as conn:
        for row in conn.execute(f'SELECT {", ".join(key) or "rowid"} FROM "{table}" ORDER BY 1 DESC LIMIT 4'):
            yield ",".join(quote(str(value), safe="").replace("%", "~") for value in row)


def routes(folder: Path) -> Iterator[str]:
    """Every address that the archive answers at."""
    yield from (
        *PAGES,
        *NATIVE_PAGES,
        *FEEDS,
        "/archive.db",
        "/static/archive.css",
        "/front.json",
        "/.json",
        "/robots.txt",
    )
    yield from (f"/-/{name}{form}" for name in OWN for form in ("", ".json"))
    for form in ("atom", "json"):
        yield f"/feeds/search.{form}?q={WORD}"
    for sort in ("new", "best"):
        yield from (
            f"/search?q={WORD}&sort={sort}",
            f"/search.json?q={WORD}&sort={sort}",
            f"/search?q=seats&sort={sort}",
        )
    for number in (1, *range(7, 12)):
        for asked in ("", "?version=1", "?version=2", "?from=1&to=2", "?from=2&to=1", "?from=1&to=1", "?from=1&to=3"):
            yield from (f"/article/{number}{asked}", f"/article/{number}.json{asked}")
    for number in (1, 15, 22):
        yield from (f"/-/capture/{number}", f"/-/capture/{number}.warc.gz")
    for table, key in tables(folder):
        yield from (f"/archive/{table}", f"/archive/{table}.csv", f"/archive/{table}.csv?_stream=1&_size=max")
        yield from (f"/archive/{table}.json?{shape}" for shape in SHAPES)
        for row in rows_of(folder, table, key) if key else ():
            yield from (f"/archive/{table}/{row}", f"/archive/{table}/{row}.json?_shape=objects")
            if table.endswith("_data"):
                yield f"/archive/{table}/{row}.blob?_blob_column=block"
    yield from (
        f"/archive/versions.json?{asked}" for asked in ("_search=seats", "_facet=body", "_sort=body", f"_search={WORD}")
    )
    for sql in SQL:
        for form in ("json", "csv"):
            yield f"/archive.{form}?{urlencode({'sql': sql, '_shape': 'objects', '_size': 'max'})}"


async def data_of_feed(site: Datasette, path: str) -> list[dict[str, str]]:
    """The entries of a JSON feed."""
    answer = await site.client.get(path)
    assert answer.status_code == 200, answer.text
    return list(json.loads(answer.text)["items"])


def held(content: bytes) -> Iterator[bytes]:
    """What an answer holds: its bytes, and those that stand in it in another form."""
    yield content
    yield content.replace(b"\\n", b"\n")
    for encoded in re.findall(rb'"encoded": ?"([^"]*)"', content):
        yield base64.b64decode(encoded)
    for digits in re.findall(rb"(?:[0-9A-F]{2}){20,}", content):
        yield bytes.fromhex(digits.decode())


@pytest.mark.slow
async def test_no_route_gives_what_is_not_published(site: Datasette, folder: Path) -> None:
    statuses: dict[int, int] = {}
    for path in routes(folder):
        answer = await site.client.get(path)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        assert answer.status_code != 500, (path, answer.text)
        for bytes_ in held(answer.content):
            for piece in PIECES:
                assert piece.encode() not in bytes_, path
    assert statuses[200] > 300, statuses
    assert (await site.client.get("/archive.db")).status_code == 403


@pytest.mark.parametrize("piece", PIECES)
def test_the_file_itself_does_not_hold_it(folder: Path, piece: str) -> None:
    assert piece.encode() in raw(folder / "archive.db")
    assert piece.encode() not in raw(folder / "extracts.db")


async def test_the_full_archive_would_have_failed(folder: Path) -> None:
    whole = make_datasette(folder / "archive.db")
    for path in ("/article/7", "/archive/versions.json", "/article/8?from=1&to=2", "/archive/changes.json?_size=max"):
        assert PIECES[0] in (await whole.client.get(path)).text, path


async def test_no_text_is_longer_than_an_extract(site: Datasette) -> None:
    rows = await data(site, "/archive/versions.json?_shape=array&_size=max")
    assert max(len(row["body"]) for row in rows) <= CHARACTERS
    entries = await data_of_feed(site, "/feeds/source/hill-gazette.json")
    new = [each for each in entries if each["title"].endswith(": one version")]
    assert len(new) == 1
    assert CHARACTERS / 2 < len(re.sub(r"<[^>]*>", "", new[0]["content_html"])) < CHARACTERS + 200


# Search


async def test_a_word_from_deep_in_a_text_finds_its_story(site: Datasette) -> None:
    expected = set(range(7, 7 + len(BODIES)))
    assert {hit["article_id"] for hit in (await data(site, f"/search.json?q={WORD}"))["hits"]} == expected
    found = await data(site, f"/archive/search.json?words={WORD}&_shape=array")
    assert {row["article_id"] for row in found} == expected
    feed = await data_of_feed(site, f"/feeds/search.json?q={WORD}")
    assert len(feed) > len(BODIES)


@pytest.mark.parametrize("query", ['"lists and dates"', '"not-there" OR lists', '"lists and dates" OR ^ quokkas'])
async def test_a_phrase_is_searched_as_its_words_by_feeds(site: Datasette, query: str) -> None:
    assert await data_of_feed(site, f"/feeds/search.json?{urlencode({'q': query})}")


async def test_sql_that_asks_for_plain_words_is_answered(site: Datasette) -> None:
    for words in ("lists-and-dates", "Lists: “dates”", "—"):
        rows = await data(site, f"/archive/search.json?{urlencode({'words': words, '_shape': 'array'})}")
        assert bool(rows) is (words != "—")


# Pages


async def test_a_page_says_that_it_shows_the_beginning(site: Datasette, folder: Path) -> None:
    text = said(await page(site, "/article/7"))
    assert "This archive publishes the beginning of each text" in text
    whole = said(await page(make_datasette(folder / "archive.db"), "/article/7"))
    assert "This archive publishes the beginning" not in whole


async def test_what_changed_is_shown_from_the_log(site: Datasette) -> None:
    html = await page(site, "/article/8?from=1&to=2")
    assert "<del>83</del><ins>90</ins>" in html
    assert "<del>Monday</del><ins>Tuesday</ins>" in html
    assert re.search(r"On +90 seats.* [a-z]+ … [a-z]+ .* He said so on", said(html).replace("83", ""))


async def test_unchanged_paragraphs_are_counted(site: Datasette) -> None:
    text = said(await page(site, "/article/7?from=1&to=2"))
    assert "… 2 paragraphs unchanged … The number is" in text


@pytest.mark.parametrize("asked", ["from=1&to=3", "from=2&to=1"])
async def test_only_versions_that_followed_each_other_can_be_compared(site: Datasette, asked: str) -> None:
    text = said(await page(site, f"/article/1?{asked}"))
    assert "only two versions that followed each other can be compared" in text
    assert "say the same" in said(await page(site, "/article/1?from=2&to=2"))


async def test_a_capture_is_refused_with_the_reason(site: Datasette) -> None:
    for path in ("/-/capture/1", "/-/capture/1.warc.gz"):
        answer = await site.client.get(path)
        assert answer.status_code == 404
        assert "publishes extracts of texts; captures of whole pages are not among them" in said(answer.text)
    assert PLANTED not in answer.text
