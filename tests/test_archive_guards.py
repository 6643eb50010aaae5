"""What the published archive never does: run, leak or lend itself to text from the web, or read a whole table."""

import gzip
import hashlib
import io
import re
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

import pytest
from datasette.app import Datasette
from warcio.archiveiterator import ArchiveIterator

from monitor.site import archive_site_directory, make_datasette
from tests.archive_client import NATIVE_PAGES, PAGES, data, page, record_statements, said
from tests.archive_data import HOSTILE_HEADLINE, HOSTILE_PARAGRAPH, build_archive
from tests.watched_archive import build_watched_archive

pytestmark = pytest.mark.once  # pages, whose code is the same on every Python


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where archive.db and captures/ lie."""
    folder = tmp_path_factory.mktemp("archive")
    build_watched_archive(folder)
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Datasette:
    return make_datasette(folder / "archive.db", title="Test archive")


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("path", [*PAGES, *NATIVE_PAGES])
async def test_text_from_the_web_makes_no_markup(site: Datasette, path: str) -> None:
    answer = await site.client.get(path)
    tags = Tags()
    tags.feed(answer.text)
    for tag, attributes in tags.found:
        assert tag not in {"iframe", "style", "object", "embed", "base"}
        assert tag != "script" or re.fullmatch(r"/static/[a-z-]+\.js", attributes.get("src") or ""), attributes
        # The one picture that pages hold is a chart of our own.
        assert tag != "img" or (attributes["src"] or "").startswith("/chart/")
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "action"):
            address = attributes.get(name) or "/"
            assert re.match(r"/(?!/)|https?://|#|\?", address), (tag, address)
        assert re.fullmatch(r"[A-Za-z0-9-]*", attributes.get("lang") or "")


async def test_hostile_text_is_shown_as_text(site: Datasette) -> None:
    text = said(await page(site, "/article/5"))
    assert HOSTILE_HEADLINE + " again" in text
    assert HOSTILE_PARAGRAPH in text
    assert "{{ 7 * 7 }}" in text
    assert "<b>bold</b>" in text


@pytest.mark.parametrize("path", [*PAGES, *NATIVE_PAGES, "/article/1.json", "/static/archive.css", "/-/capture/1"])
async def test_every_answer_has_the_guarding_headers(site: Datasette, path: str) -> None:
    headers = (await site.client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", PAGES)
async def test_pages_may_be_kept_for_seconds(site: Datasette, path: str) -> None:
    headers = (await site.client.get(path)).headers
    assert headers["cache-control"] == "public, max-age=10"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "//evil.example/%2e%2e", "/search//"])
async def test_no_path_leads_to_another_site(site: Datasette, path: str) -> None:
    answer = await site.client.get(path)
    assert not re.match(r"(https?:)?[/\\]{2}", answer.headers.get("location", "/"))


async def test_the_file_is_not_given_away_and_nothing_can_be_written(site: Datasette) -> None:
    assert (await site.client.get("/archive.db")).status_code == 403
    for sql in ("delete from urls", "attach database 'x.db' as x", "create table x (y)"):
        answer = await site.client.get("/archive.json", params={"sql": sql})
        assert answer.status_code == 400, sql
    assert "_trace" not in await data(site, "/archive/sources.json?_trace=1")
    assert set(site.databases) == {"archive", "_internal"}


@pytest.mark.parametrize(
    "path", [*PAGES, "/-/databases", "/-/databases.json", "/-/metadata", "/-/settings", "/-/versions.json", "/.json"]
)
async def test_no_page_tells_where_the_files_lie(site: Datasette, folder: Path, path: str) -> None:
    answer = await site.client.get(path)
    assert answer.status_code == 200
    assert str(folder) not in answer.text
    assert str(archive_site_directory()) not in answer.text


async def test_sql_of_ones_own_is_for_this_machine_alone(folder: Path) -> None:
    for access, status in (("local", 200), ("public", 403)):
        site = make_datasette(folder / "archive.db", access=access)  # type: ignore[arg-type]
        assert (await site.client.get("/archive.json?sql=select+1")).status_code == status
        assert (await site.client.get("/search?q=alliance")).status_code == 200
        assert (await site.client.get("/archive/corrections.json")).status_code == 200


# Captures


async def test_a_capture_is_an_attachment_that_no_browser_runs(site: Datasette) -> None:
    answer = await site.client.get("/-/capture/9")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["content-disposition"] == 'attachment; filename="capture-9.txt"'
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    row = (await data(site, "/archive/captures/9.json?_shape=objects"))["rows"][0]
    assert hashlib.sha256(answer.content).hexdigest() == row["body_sha256"]
    assert HOSTILE_PARAGRAPH.encode() in answer.content


async def test_the_stored_record_is_given_as_it_lies_on_disk(site: Datasette) -> None:
    answer = await site.client.get("/-/capture/1.warc.gz")
    assert gzip.decompress(answer.content).startswith(b"WARC/1.")
    record = next(iter(ArchiveIterator(io.BytesIO(answer.content))))
    assert record.rec_headers.get_header("WARC-Target-URI") == (
        "https://valley-courier.example/politics/alliance-talks"
    )


@pytest.mark.parametrize(
    ("file", "offset", "length"),
    [
        ("../archive.db", 0, 100),
        ("/etc/hostname", 0, 5),
        ("2024/08/../../../archive.db", 0, 100),
        ("link.warc.gz", 0, 100),
        ("2024/08/22-0001.warc.gz", 10_000_000, 100),
        ("2024/08/22-0001.warc.gz", 1, 10**12),
        ("2024/08/22-0001.warc.gz", -5, 10),
        ("2024/08/22-0001.warc.gz", 7, 50),
        ("2024/08", 0, 50),
        ("never.warc.gz", 0, 50),
        ("nul\x00.warc.gz", 0, 50),
    ],
)
async def test_a_capture_never_leaves_its_folder(tmp_path: Path, file: str, offset: int, length: int) -> None:
    build_archive(tmp_path)
    (tmp_path / "captures" / "link.warc.gz").symlink_to(tmp_path / "archive.db")
    with sqlite3.connect(tmp_path / "archive.db") as conn:
        conn.execute("INSERT OR IGNORE INTO capture_files (file, added_at) VALUES (?, '')", (file,))
        conn.execute(
            "INSERT INTO captures (id, url, fetched_at, status, file, offset, length, body_sha256)"
            " VALUES (99, 'u', 't', 200, ?, ?, ?, '')",
            (file, offset, length),
        )
    answer = await make_datasette(tmp_path / "archive.db").client.get("/-/capture/99")
    assert answer.status_code == 404
    assert "no longer kept" in said(answer.text)


# Speed


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement, its parameters filled in, that the archive runs."""
    return record_statements(monkeypatch)


NOT_OF_A_PAGE = re.compile(r"\s*(--|pragma|explain)|.*(sqlite_master|fts_config)", re.IGNORECASE | re.DOTALL)
# One row a source or watch; the hits and changes of one page.
SMALL = re.compile(
    r"SCAN (sources|source_status|watches|archive_identity|hit|latest|chosen|json_each|found|\(subquery-[0-9]+\))$"
    # From its end, as far as a page looks.
    r"|SCAN changes USING COVERING INDEX changes_edits$"
)
# The newest changes are read from the end of the table, in the order of its key, as many as are shown.
FROM_THE_END = re.compile(r"SELECT id FROM changes\s+WHERE .*?ORDER BY id DESC LIMIT [0-9]+", re.DOTALL)
INDEXED = re.compile(
    r"SEARCH |MULTI-INDEX OR|^INDEX [12]$|VIRTUAL TABLE INDEX|CO-ROUTINE |MATERIALIZE |LIST SUBQUERY|USE TEMP B-TREE"
    r"|^MERGE \(INTERSECT\)$|SCALAR SUBQUERY|LIST SUBQUERY|COMPOUND QUERY|LEFT-MOST SUBQUERY|UNION ALL|^LEFT$|^RIGHT$"
)
# What is sorted: sources, watches and their counts, the changes of one page (a day, several kinds) or of a search's
# newest hits, the addresses of one article.
SORTED = re.compile(
    r"FROM (sources|watches|watch_counts)|AS (latest|chosen)\n|json_each|WITH found|FROM urls WHERE article_id = "
    r"|INDEXED BY changes_seen|FROM \(\s+SELECT \* FROM \("
)


@pytest.mark.parametrize(
    "path",
    [
        *PAGES,
        "/changes?source=valley-courier",
        "/changes?kind=removed&before=9",
        "/changes?source=valley-courier&kind=edited&headline=1",
        "/search?q=alliance&before=9",
        "/search?q=negotiator&sort=best",
        "/search?q=alliance&source=valley-courier&language=en&sort=old",
        "/search?q=alliance&source=valley-courier&in=removed",
        "/watch/nc-congress?before=99",
        "/feeds/changes.atom?kind=edited&before=9",
        "/feeds/source/valley-courier.json",
        "/feeds/article/1.atom",
        "/feeds/watch/nc-congress.atom",
        "/feeds/search.atom?q=alliance",
    ],
)
async def test_every_query_of_a_page_uses_an_index(site: Datasette, recorded: list[str], path: str) -> None:
    await page(site, path)
    statements = [sql for sql in recorded if not NOT_OF_A_PAGE.match(sql)]
    assert statements
    database = site.get_database()
    for sql in statements:
        assert "count(*)" not in sql.lower()
        plan = [str(row[3]) for row in await database.execute(f"EXPLAIN QUERY PLAN {sql}")]
        odd = [step for step in plan if not (INDEXED.search(step) or SMALL.search(step))]
        assert odd == [] or (odd == ["SCAN changes"] and FROM_THE_END.search(sql)), (sql, plan)
        assert SORTED.search(sql) or not any("TEMP B-TREE" in step for step in plan), (sql, plan)


def test_the_site_lies_beside_the_packages() -> None:
    folder = archive_site_directory()
    assert (folder / "metadata.yaml").is_file()
    assert (folder / "templates" / "base.html").is_file()
    assert not (folder / "__init__.py").exists()
