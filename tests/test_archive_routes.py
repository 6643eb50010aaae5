"""Every address that the site knows, asked by nobody in particular: where readers log in, and where anyone may read."""

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from tests.archive_client import NATIVE_PAGES, PAGES, page
from tests.served import HASH, USERS, VARIABLE, browser, routes, site_of
from tests.watched_archive import build_watched_archive

pytestmark = pytest.mark.once  # pages, whose code is the same on every Python

DATASETTES_OWN = [
    "/-/metadata", "/-/versions", "/-/plugins", "/-/settings", "/-/config", "/-/threads", "/-/databases", "/-/actor",
    "/-/auth-token", "/-/logout", "/-/permissions", "/-/messages", "/-/allow-debug", "/-/patterns", "/-/login",
    "/-/password-tool",
]  # fmt: skip
REFUSED = [
    "/-/threads", "/-/actor", "/-/auth-token", "/-/permissions", "/-/messages", "/-/allow-debug", "/-/patterns",
    "/-/password-tool", "/-/metadata", "/-/versions", "/-/plugins", "/-/settings", "/-/config",
]  # fmt: skip
"""What a visitor has no business with."""

FORMS = [
    "/.json", "/.jsono", "/archive.json", "/archive.db", "/archive/articles.json", "/archive/articles.csv",
    "/archive/articles.csv?_stream=on&_size=max", "/archive/versions.json?_shape=array", "/archive/articles/1.json",
    "/archive/versions/1.blob?_blob_column=body", "/archive/corrections.csv", "/archive/search.json?words=alliance",
    "/_internal", "/_internal/tables.json", "/_memory", "/:memory:", "/archive.json?sql=select+1",
    "/archive?sql=select+1", "/feeds/changes.atom", "/feeds/changes.json", "/feeds/watch/nc-congress.atom",
    "/feeds/source/valley-courier.json", "/feeds/article/1.atom", "/feeds/search.atom?q=alliance", "/front.json",
    "/search.json?q=alliance", "/changes.json", "/article/1.json", "/source/hill-gazette.json",
    "/watch/nc-congress.json", "/-/capture/1", "/-/capture/1.warc.gz", "/-/databases.json", "/nothing", "/archive/",
    "/archive%2Farticles", "//article/1", "/article/1/", "/-/metadata/", "/-/metadata.json/",
]  # fmt: skip
OPEN_TO_ALL = ["/static/archive.css", "/-/static/app.css", "/robots.txt", "/favicon.ico"]
EVERY = [*PAGES, *NATIVE_PAGES, *DATASETTES_OWN, *(f"{path}.json" for path in DATASETTES_OWN), *FORMS]

KNOWN_ROUTES = {
    r"/(\.(?P<format>jsono?))?$", "/favicon.ico", r"/-/static/(?P<path>.*)$", r"/static/(?P<path>.*)$",
    r"/:memory:(?P<rest>.*)$", r"/-/config.json", r"/-/config", r"/-/auth-token$", r"/-/logout$", r"/-/permissions$",
    r"/-/messages$", r"/-/allow-debug$", r"/-/patterns$", r"/(?P<database>[^\/\.]+)\.db$",
    r"/(?P<database>[^\/\.]+)(\.(?P<format>\w+))?$",
    r"/(?P<database>[^\/\.]+)/(?P<table>[^\/\.]+)(\.(?P<format>\w+))?$",
    r"/(?P<database>[^\/\.]+)/(?P<table>[^/]+?)/(?P<pks>[^/]+?)(\.(?P<format>\w+))?$", r"/-/databases(\.json)?$",
    r"/-/capture/(?P<id>[0-9]{1,18})(?P<record>\.warc\.gz)?$", r"/-/login$", r"/robots\.txt$",
    *(rf"/-/{name}(\.(?P<format>json))?$"
      for name in ("metadata", "versions", "plugins", "settings", "threads", "databases", "actor")),
}  # fmt: skip
"""Patterns that the lists above ask for: a route of a newer Datasette or of a plugin has to be thought about first."""

PAGE_ROUTE = re.compile(r"/(feeds|search|changes|article|source|watch|front|questions|chart)\b.*|/\$")


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, HASH)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("private-folder")
    build_watched_archive(folder)
    (folder / "desk.db").write_bytes(b"the desk's own")
    return folder


@pytest.fixture(scope="module")
def guarded(folder: Path) -> Datasette:
    return site_of(folder / "archive.db", access="login", login={"users": USERS, "header": "X-Forwarded-User"})


@pytest.fixture(scope="module")
def public(folder: Path) -> Datasette:
    return site_of(folder / "archive.db", access="public")


def test_every_route_is_known_here(guarded: Datasette) -> None:
    strange = [pattern for pattern in routes(guarded) if pattern not in KNOWN_ROUTES]
    assert [pattern for pattern in strange if not PAGE_ROUTE.fullmatch(pattern)] == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS"])
async def test_who_has_not_logged_in_sees_nothing(guarded: Datasette, method: str) -> None:
    async with browser(guarded) as reader:
        for path in EVERY:
            for headers in ({}, {"accept": "*/*"}):
                answer = await reader.request(method, path, headers=headers)
                if path == "/-/login" or path in OPEN_TO_ALL:
                    continue
                assert answer.status_code in (302, 403), (method, path, answer.status_code)
                assert not re.search("Alliance|nc-congress|Gazette|archive/|sqlite", answer.text, re.IGNORECASE), path
                if answer.status_code == 302:
                    assert answer.headers["location"].startswith("/-/login"), path
                assert "etag" not in answer.headers
                assert answer.headers["cache-control"] == "private, no-store"


async def test_what_the_log_in_page_needs_is_open(guarded: Datasette) -> None:
    async with browser(guarded) as reader:
        for path in [*OPEN_TO_ALL, "/-/login"]:
            assert (await reader.get(path)).status_code == 200, path
        assert "Alliance" not in (await reader.get("/-/login")).text
        assert (await reader.get("/static/../metadata.yaml")).status_code in (302, 404)
        assert (await reader.get("/static/%2e%2e/metadata.yaml")).status_code in (302, 404)


@pytest.mark.slow
async def test_a_reader_who_logged_in_has_what_the_public_would_have(guarded: Datasette, public: Datasette) -> None:
    async with browser(guarded) as reader, browser(public) as anyone:
        for path in [path for path in EVERY if not path.startswith("/-/log")]:
            named = await reader.get(path, headers={"X-Forwarded-User": "meera"})
            assert named.status_code == (await anyone.get(path)).status_code, path


@pytest.mark.parametrize("access", ["public", "login"])
@pytest.mark.slow
async def test_below_a_prefix_of_the_databases_name_all_is_as_at_the_root(folder: Path, access: str) -> None:
    login = {"users": USERS}
    below = site_of(folder / "archive.db", access=access, login=login, prefix="/archive/")
    async with browser(site_of(folder / "archive.db", access=access, login=login)) as root, browser(below) as prefixed:
        for path in EVERY:
            answer = await prefixed.get("/archive" + path)
            assert answer.status_code == (await root.get(path)).status_code, path
            assert answer.headers.get("location", "/archive/").startswith("/archive/"), path


@pytest.mark.parametrize("path", EVERY)
async def test_the_public_sees_nothing_of_the_machine(public: Datasette, folder: Path, path: str) -> None:
    async with browser(public) as anyone:
        answer = await anyone.get(path)
    assert answer.status_code in (200, 301, 302, 303, 400, 403, 404), answer.status_code
    for private in (
        folder.name,
        str(Path(__file__).parent.parent),
        "site-packages",
        "desk.db",
        "subscribers",
        VARIABLE,
    ):
        assert private not in answer.text, private
    assert not re.search(r"Traceback|File \"|sqlite_master|secret", answer.text)


@pytest.mark.parametrize("path", REFUSED)
async def test_the_public_has_no_business_there(public: Datasette, path: str) -> None:
    async with browser(public) as anyone:
        for form in (path, f"{path}.json", f"{path}/"):
            answer = await anyone.get(form, follow_redirects=True)
            assert answer.status_code == 404, form
            assert (await anyone.post(form)).status_code == 405, form


@pytest.mark.parametrize(
    "path", ["/_internal", "/_internal/tables", "/_internal/databases.json", "/archive/sqlite_master"]
)
async def test_datasettes_own_tables_are_nobodys(public: Datasette, path: str) -> None:
    assert (await public.client.get(path)).status_code in (403, 404)


async def test_the_desks_own_view_of_the_settings_is_for_this_machine(folder: Path) -> None:
    site = site_of(folder / "archive.db", access="local", login={"users": USERS})
    assert "base_url" in await page(site, "/-/settings.json")
    assert HASH not in await page(site, "/-/metadata.json")
    for path in ("/-/threads", "/-/auth-token", "/-/permissions", "/-/password-tool", "/-/login", "/-/actor"):
        assert (await site.client.get(path)).status_code == 404, path


@pytest.mark.parametrize(
    ("access", "sql", "status"),
    [("local", None, 200), ("public", None, 403), ("login", None, 403), ("public", True, 200), ("local", False, 403)],
)
async def test_who_may_run_sql(folder: Path, access: str, sql: bool | None, status: int) -> None:
    site = site_of(folder / "archive.db", access=access, sql=sql, login={"header": "X-Forwarded-User"})
    for path in ("/archive.json?sql=select+1", "/archive.csv?sql=select+1", "/archive?sql=select+1"):
        answer = await site.client.get(path, headers={"X-Forwarded-User": "meera"})
        assert answer.status_code == status, path
    where = await site.client.get("/archive/articles.json?_where=id=1", headers={"X-Forwarded-User": "meera"})
    assert where.status_code == status


async def test_nobody_can_be_root(public: Datasette) -> None:
    answer = await public.client.get(f"/-/auth-token?token={public._root_token}")
    assert (answer.status_code, "set-cookie" in answer.headers) == (404, False)


@pytest.mark.parametrize("path", ["/", "/article/1", "/-/login", "/-/plugins.json"])
async def test_no_websocket_is_opened(guarded: Datasette, path: str) -> None:
    app: Any = guarded.client.app
    sent: list[dict[str, Any]] = []
    scope = {"type": "websocket", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": []}

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert [message["type"] for message in sent] == ["websocket.close"]


# What the file holds beside the archive


@pytest.mark.parametrize(
    "table",
    ["versions_fts_data", "versions_fts_idx", "versions_fts_docsize", "versions_fts_config", "changes_fts_data",
     "changes_fts_docsize", "VERSIONS_FTS_DATA", "_sqlite_migrations", "_litestream_seq", "extracts"],
)  # fmt: skip
async def test_what_search_and_upkeep_keep_has_no_page(tmp_path: Path, table: str) -> None:
    build_watched_archive(tmp_path)
    with sqlite3.connect(tmp_path / "archive.db") as conn:
        conn.execute("CREATE TABLE IF NOT EXISTS _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)")
        conn.execute("CREATE TABLE IF NOT EXISTS extracts (id INTEGER PRIMARY KEY)")
    site = site_of(tmp_path / "archive.db", access="public")
    for form in ("", ".json", ".csv", ".csv?_stream=on", "/1", "/1.json"):
        assert (await site.client.get(f"/archive/{table}{form}")).status_code in (403, 404), form
    for path in ("/archive.json?_show_hidden=1", "/archive?_show_hidden=1"):
        shown = await page(site, path)
        assert f'"{table}"' not in shown
        assert f"/archive/{table}" not in shown
    assert "alliance" in (await page(site, "/archive/versions.json?_search=alliance")).lower()
    assert (await site.client.get("/archive/versions_fts.json?_size=1")).status_code == 200
    assert (await site.client.get("/search?q=alliance")).status_code == 200


# robots.txt


async def test_search_engines_stay_out_unless_they_are_welcome(public: Datasette, folder: Path) -> None:
    assert await page(public, "/robots.txt") == "User-agent: *\nDisallow: /\n"
    for path in ("/", "/article/1", "/robots.txt", "/static/archive.css", "/nothing"):
        assert (await public.client.get(path)).headers["x-robots-tag"] == "noindex", path
    welcome = site_of(folder / "archive.db", access="public", robots="all", prefix="/archive/")
    lines = (await page(welcome, "/robots.txt")).splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /archive/-/" in lines
    assert "Disallow: /archive/" not in lines
    assert "x-robots-tag" not in (await welcome.client.get("/article/1")).headers
    for path in ("/-/databases", "/archive/articles.csv", "/archive/articles.json", "/archive?sql=select+1"):
        assert (await welcome.client.get(path)).headers["x-robots-tag"] == "noindex", path


async def test_the_archive_is_only_read(public: Datasette) -> None:
    async with browser(public) as anyone:
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            for path in ("/", "/article/1", "/archive/articles", "/static/archive.css", "/nothing"):
                answer = await anyone.request(method, path)
                assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD"), (method, path)
