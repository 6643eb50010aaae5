"""ETags, 304 and who may keep what, by RFC 9110 and 9111, on every kind of answer that the archive gives."""

import re
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.database import Database

from tests.archive_client import PAGES, page
from tests.served import HASH, USERS, VARIABLE, browser, site_of
from tests.watched_archive import build_watched_archive

KINDS = [
    *PAGES,
    "/article/1.json",
    "/front.json",
    "/archive",
    "/archive/articles",
    "/archive/articles/1",
    "/archive/articles.json",
    "/archive/articles.csv",
    "/archive/versions.csv?_stream=on",
    "/archive/corrections.json",
    "/feeds/changes.atom",
    "/feeds/article/1.json",
    "/static/archive.css",
    "/-/capture/1",
    "/-/capture/1.warc.gz",
    "/robots.txt",
]
LONG = 20_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    build_watched_archive(folder)
    return folder


@pytest.fixture(scope="module")
def public(folder: Path) -> Datasette:
    return site_of(folder / "archive.db", access="public")


@pytest.fixture(autouse=True)
def _tables_counted_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Datasette counts a table of the database's page for 5 ms and then says "Many rows": of two answers, one may."""
    count: Any = Database.table_counts  # Datasette has no types
    monkeypatch.setattr(Database, "table_counts", lambda database, _limit: count(database, 1_000))


@pytest.mark.parametrize("path", KINDS)
async def test_who_has_it_already_is_told_so(public: Datasette, path: str) -> None:
    first = await public.client.get(path)
    tag = first.headers["etag"]
    assert re.fullmatch(r'(W/)?"[0-9a-f]{32}"', tag)
    # Datasette's JSON tells how long its query took: the same answer, in other bytes.
    assert tag.startswith("W/") == ("query_ms" in first.text)
    assert int(first.headers["content-length"]) == len(first.content) > 0
    strong = tag.removeprefix("W/")
    for given in (tag, strong, f"W/{strong}", f'"other", {tag}', f'"a,b",W/{strong}', "*", " * "):
        again = await public.client.get(path, headers={"if-none-match": given})
        assert (again.status_code, again.content) == (304, b""), given
        for name in ("etag", "cache-control"):
            assert again.headers[name] == first.headers[name]
        assert not {"content-type", "content-length", "content-disposition"} & set(again.headers)
        assert "default-src 'none'" in again.headers["content-security-policy"]
    for given in ('"other"', strong.strip('"'), strong.replace('"', '"x', 1), ""):
        again = await public.client.get(path, headers={"if-none-match": given})
        assert (again.status_code, len(again.content) > 0) == (200, True), given


@pytest.mark.parametrize("path", KINDS)
async def test_head_is_get_without_its_body(public: Datasette, path: str) -> None:
    get, head = await public.client.get(path), await public.client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    # The time of a query is told in as many digits as it happens to have.
    told = set(get.headers) - ({"content-length"} if "query_ms" in get.text else set())
    assert {name: head.headers[name] for name in told} == {name: get.headers[name] for name in told}
    known = await public.client.head(path, headers={"if-none-match": get.headers["etag"]})
    assert known.status_code == 304


async def test_two_lines_of_tags_are_one_list(public: Datasette) -> None:
    async with browser(public) as client:
        # An article's page has its own address in it, so each host has its own tag.
        tag = (await client.get("/article/1")).headers["etag"]
        answer = await client.get("/article/1", headers=[("if-none-match", '"a"'), ("if-none-match", tag)])
    assert answer.status_code == 304


async def test_if_match_is_asked_first_and_strongly(public: Datasette) -> None:
    tag = (await public.client.get("/article/1")).headers["etag"]
    for given, status in ((tag, 200), (f'"a", {tag}', 200), ("*", 200), (f"W/{tag}", 412), ('"a"', 412)):
        answer = await public.client.get("/article/1", headers={"if-match": given})
        assert answer.status_code == status, given
    both = await public.client.get("/article/1", headers={"if-match": '"a"', "if-none-match": tag})
    assert (both.status_code, both.content) == (412, b"")


async def test_a_tag_changes_with_what_it_is_of(public: Datasette) -> None:
    paths = ["/article/1", "/article/1.json", "/article/1?version=1", "/article/2", "/archive/articles.json"]
    assert len({(await public.client.get(path)).headers["etag"] for path in paths}) == len(paths)


async def test_only_an_answer_that_is_there_has_a_tag(public: Datasette) -> None:
    for path in ("/nothing", "/article/999", "/search/", "/-/metadata", "/article/1?version=x"):
        answer = await public.client.get(path, headers={"if-none-match": "*"})
        assert answer.status_code in (302, 400, 404), path
        assert "etag" not in answer.headers, path


async def test_anyone_may_keep_what_is_for_everyone(public: Datasette) -> None:
    for path, keeping in {
        "/article/1": "public, max-age=10",
        "/article/1.json": "public, max-age=10",
        "/archive/articles": "public, max-age=10",
        "/archive/articles.csv": "public, max-age=10",
        "/feeds/changes.atom": "public, max-age=10",
        "/robots.txt": "public, max-age=10",
        "/-/capture/1": "public, max-age=10",
        "/static/archive.css": "public, max-age=300",
        "/nothing": "public, max-age=10",
        "/search/": "no-store",
        "/archive.json?sql=select+1": "no-store",
        "/article/1?version=x": "no-store",
    }.items():
        answer = await public.client.get(path)
        assert answer.headers["cache-control"] == keeping, path
        assert "vary" not in answer.headers, path
        assert "set-cookie" not in answer.headers, path


async def test_a_cookie_changes_nothing_where_nobody_logs_in(public: Datasette) -> None:
    plain = await public.client.get("/article/1")
    for headers in ({"cookie": "ds_actor=x; ds_messages=y"}, {"authorization": "Basic eDp5"}):
        answer = await public.client.get("/article/1", headers=headers)
        assert {**answer.headers} == {**plain.headers}
        assert answer.content == plain.content


async def test_behind_a_log_in_only_the_reader_keeps_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, HASH)
    site = site_of(folder / "archive.db", access="login", login={"users": USERS, "header": "X-Forwarded-User"})
    named = {"X-Forwarded-User": "meera"}
    for path in KINDS:
        answer = await site.client.get(path, headers=named)
        if path.startswith("/static/"):
            assert answer.headers["cache-control"].startswith("public")
            continue
        assert answer.headers["cache-control"] == "private, no-cache", path
        assert answer.headers["vary"] == "Cookie, X-Forwarded-User", path
        again = await site.client.get(path, headers={**named, "if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.headers["vary"]) == (304, answer.headers["vary"]), path
        # Who may not have it learns nothing from a tag.
        refused = await site.client.get(path, headers={"if-none-match": "*"})
        if path != "/robots.txt":
            assert (refused.status_code, refused.headers["cache-control"]) == (403, "private, no-store")
    form = await site.client.get("/-/login")
    assert form.headers["cache-control"] == "private, no-store"


async def test_a_static_file_is_kept_for_a_year_under_the_address_of_its_content(public: Datasette) -> None:
    found = re.search(r'href="(/static/archive\.css\?v=[0-9a-f]{12})"', await page(public, "/"))
    assert found is not None
    answer = await public.client.get(found[1])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    known = await public.client.get(found[1], headers={"if-none-match": answer.headers["etag"]})
    assert (known.status_code, known.headers["cache-control"]) == (304, answer.headers["cache-control"])
    for other in ("?v=000000000000", "?v=", "?x=1", f"?v={found[1][-12:]}&x"):
        answer = await public.client.get(f"/static/archive.css{other}")
        assert answer.headers["cache-control"] == "public, max-age=300", other


async def test_a_long_stream_goes_out_as_it_comes(tmp_path: Path) -> None:
    build_watched_archive(tmp_path)
    site = site_of(tmp_path / "archive.db", access="public", sql=True)
    sql = (
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 900)"
        f" select i, printf('%.*c', {LONG}, 'x') as text from n"
    )
    answer = await site.client.get("/archive.csv", params={"sql": sql})
    assert len(answer.content) > 900 * LONG
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "public, max-age=10"
    head = await site.client.head("/archive.csv", params={"sql": sql})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == answer.headers["content-type"]
