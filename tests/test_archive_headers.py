"""The guarding headers stand on every answer that the site gives: pages, refusals, redirects, 304, streams, files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette
from datasette.database import Database

from tests.archive_client import EVERY_PAGE
from tests.served import HASH, USERS, VARIABLE, browser, site_of
from tests.test_archive_routes import DATASETTES_OWN, FORMS, OPEN_TO_ALL
from tests.watched_archive import build_watched_archive

pytestmark = pytest.mark.once  # pages, whose code is the same on every Python

EVERYTHING = [*EVERY_PAGE, *DATASETTES_OWN, *FORMS, *OPEN_TO_ALL]
LONG = {"content-length": "100000", "content-type": "application/x-www-form-urlencoded"}
REFUSED: list[tuple[str, str, dict[str, str], int]] = [
    ("POST", "/", {}, 405),
    ("POST", "/-/login", {"transfer-encoding": "chunked"}, 411),
    ("POST", "/-/login", LONG, 413),
    ("POST", "/-/login", {"sec-fetch-site": "cross-site", "content-length": "0"}, 403),
    ("GET", "/article/1", {"if-match": '"another"'}, 412),
    ("GET", "/archive/articles?" + "&".join(["_facet=state"] * 20), {}, 400),
    ("GET", "/-/capture/999", {}, 404),
    ("TRACE", "/", {}, 405),
]
"""Method, address, headers, and the status that they get from one of the layers."""


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, HASH)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_watched_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def site(archive: Path) -> Datasette:
    return site_of(archive)


def assert_guarded(answer: httpx.Response, place: object) -> None:
    headers: Mapping[str, str] = answer.headers
    policy = [part.strip() for part in headers["content-security-policy"].split(";")]
    assert "default-src 'none'" in policy, place
    assert "frame-ancestors 'none'" in policy, place
    assert not any("unsafe" in part or "*" in part for part in policy), place
    assert headers["x-content-type-options"] == "nosniff", place
    assert headers["referrer-policy"] in ("no-referrer", "same-origin"), place
    assert headers["x-frame-options"] == "DENY", place
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin", place
    assert not {"server", "x-powered-by", "access-control-allow-origin"} & headers.keys(), place
    for name in ("content-security-policy", "x-content-type-options", "x-frame-options"):
        assert len(answer.headers.get_list(name)) == 1, (place, name)


@pytest.mark.parametrize("access", ["public", "login"])
@pytest.mark.slow
async def test_every_answer_is_guarded(archive: Path, access: str) -> None:
    async with browser(site_of(archive, access=access, login={"users": USERS})) as reader:
        for path in EVERYTHING:
            answer = await reader.get(path)
            assert_guarded(answer, path)


@pytest.mark.parametrize("path", ["/", "/article/1", "/archive/articles.json", "/static/archive.css", "/-/capture/1"])
async def test_not_modified_is_guarded(site: Datasette, path: str) -> None:
    async with browser(site) as reader:
        tag = (await reader.get(path)).headers["etag"]
        known = await reader.get(path, headers={"if-none-match": tag})
    assert known.status_code == 304
    assert_guarded(known, path)


@pytest.mark.parametrize(("method", "path", "headers", "status"), REFUSED)
async def test_every_refusal_is_guarded(
    archive: Path, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    async with browser(site_of(archive, access="public")) as reader:
        answer = await reader.request(method, path, headers=headers)
    assert answer.status_code == status
    assert_guarded(answer, path)


async def test_a_bug_is_answered_with_the_headers_too(site: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("in the middle of a page")

    async with browser(site) as reader:
        await reader.get("/")
        monkeypatch.setattr(Database, "execute", broken)
        answer = await reader.get("/article/1")
    assert answer.status_code == 500
    assert "middle of a page" not in answer.text
    assert_guarded(answer, "a bug")


async def test_a_stream_is_guarded(site: Datasette) -> None:
    async with browser(site) as reader:
        for path in ("/archive/versions.csv?_stream=on&_size=max", "/search.csv?q=alliance"):
            async with reader.stream("GET", path) as answer:
                assert answer.status_code == 200, path
                assert_guarded(answer, path)


async def test_what_a_publisher_served_is_a_download_that_nothing_runs(site: Datasette) -> None:
    async with browser(site) as reader:
        for path, kind in (("/-/capture/1", "text/plain"), ("/-/capture/1.warc.gz", "application/octet-stream")):
            answer = await reader.get(path)
            assert_guarded(answer, path)
            assert answer.headers["content-security-policy"].startswith("sandbox;"), path
            assert answer.headers["content-type"].partition(";")[0] == kind
            assert answer.headers["content-disposition"].startswith("attachment; filename="), path
            head = await reader.head(path)
            assert (head.status_code, head.headers["content-disposition"]) == (
                200,
                answer.headers["content-disposition"],
            )
