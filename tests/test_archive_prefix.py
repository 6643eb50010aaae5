"""The archive at a path prefix behind a proxy: every link of every page stays below it and leads somewhere."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from datasette.app import Datasette

from monitor.site import Site, SiteError, serve
from tests.served import HASH, PASSWORD, USERS, VARIABLE, browser, site_of, token
from tests.watched_archive import build_watched_archive

pytestmark = pytest.mark.once  # pages, whose code is the same on every Python

PREFIX = "/news/archive/"
DATABASES_NAME = "/archive/"
"""A prefix with which the paths of the tables begin once more."""

HOST = "http://archive.example"
MOST_PAGES = 250
"""Breadth first: every link of the pages for readers, and of the tables those that a page or two lead to."""


class Links(HTMLParser):
    """Where a page leads: links, forms, style sheets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (its base has it)
        for name, value in attrs:
            if name in ("href", "src", "action", "formaction") and value is not None:
                self.found.append(value)


def shape(url: str) -> str:
    """What pages of one kind have in common: numbers alike, and the names of what narrows and orders without values."""
    parts = urlsplit(url)
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&")})
    return re.sub(r"[0-9]+", "0", parts.path) + "?" + "&".join(names)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    build_watched_archive(folder)
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Datasette:
    return site_of(folder / "archive.db", access="local", prefix=PREFIX)


@pytest.mark.parametrize(("prefix", "most"), [(PREFIX, MOST_PAGES), (DATABASES_NAME, MOST_PAGES // 2)])
@pytest.mark.slow
async def test_every_link_of_every_page_stays_below_the_prefix_and_leads_somewhere(
    folder: Path, prefix: str, most: int
) -> None:
    start = HOST + prefix
    waiting, seen, met = [(start, "")], {shape(start)}, 0
    async with browser(site_of(folder / "archive.db", access="local", prefix=prefix)) as reader:
        while waiting and met < most:
            url, source = waiting.pop(0)
            met += 1
            answer = await reader.get(url)
            assert answer.status_code in (200, 301, 302), (url, source, answer.status_code)
            if answer.is_redirect:
                found = [answer.headers["location"]]
            elif answer.headers["content-type"].startswith("text/html"):
                found = Links(answer.text).found
            else:
                # In JSON and feeds addresses are whole.
                found = re.findall(rf"{HOST}[^\s\"'<>\\]*", answer.text.replace("&amp;", "&"))
            for link in found:
                target = urldefrag(urljoin(url, link)).url
                if urlsplit(target).hostname != "archive.example":
                    continue
                assert target.startswith(start), (url, link)
                if shape(target) not in seen:
                    seen.add(shape(target))
                    waiting.append((target, url))
    kinds = {urlsplit(address).path.removeprefix(prefix).split("/")[0] for address in seen}
    assert {"search", "changes", "article", "source", "watch", "feeds", "archive", "static", "-"} <= kinds


async def test_outside_of_the_prefix_stands_nothing(site: Datasette) -> None:
    async with browser(site) as reader:
        for path in (
            "/",
            "/article/1",
            "/archive/articles",
            "/robots.txt",
            "/static/archive.css",
            "/news/",
            "/news/archives/",
        ):
            assert (await reader.get(path)).status_code == 404, path
        edge = await reader.get("/news/archive")
        assert (edge.status_code, edge.headers["location"]) == (302, PREFIX)


@pytest.mark.parametrize(
    "path", ["", "archive", "archive/articles", "archive/articles.json?id=1", "archive/articles/1"]
)
async def test_the_prefix_is_taken_off_once(folder: Path, path: str) -> None:
    async with browser(site_of(folder / "archive.db", access="public", prefix=DATABASES_NAME)) as reader:
        assert (await reader.get(DATABASES_NAME + path)).status_code == 200


async def test_under_the_databases_name_datasettes_own_pages_are_as_closed(folder: Path) -> None:
    async with browser(site_of(folder / "archive.db", access="public", prefix=DATABASES_NAME)) as reader:
        for page in ("plugins", "settings", "metadata", "versions", "threads", "auth-token", "permissions"):
            for path in (f"-/{page}", f"archive/-/{page}", f"archive/archive/-/{page}"):
                for form in ("", ".json"):
                    answer = await reader.get(DATABASES_NAME + path + form, follow_redirects=True)
                    # 400: there is no table of the name "-".
                    assert answer.status_code in (400, 404), (path, form)


@pytest.mark.parametrize("prefix", [PREFIX, DATABASES_NAME])
@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("search/", "search"),
        ("archive/articles/", "archive/articles"),
        ("-/config", "-/settings"),
        ("archive%2Farticles", "archive~2Farticles"),
        ("/evil.example/", "evil.example"),
    ],
)
async def test_redirects_stay_below_it(folder: Path, prefix: str, path: str, location: str) -> None:
    async with browser(site_of(folder / "archive.db", access="local", prefix=prefix)) as reader:
        answer = await reader.get(prefix + path)
    assert answer.headers["location"] == prefix + location


async def test_tags_static_files_and_the_log_in_work_below_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, HASH)
    site = site_of(folder / "archive.db", access="login", login={"users": USERS}, prefix=PREFIX)
    async with browser(site) as reader:
        led = await reader.get(f"{PREFIX}article/1?version=2")
        assert led.headers["location"] == f"{PREFIX}-/login?next=%2Farticle%2F1%3Fversion%3D2"
        form = await reader.get(led.headers["location"])
        sheet = next(link for link in Links(form.text).found if "archive.css" in link)
        assert (await reader.get(sheet)).headers["cache-control"].endswith("immutable")
        action = next(link for link in Links(form.text).found if "login" in link)
        sent = {"user": "meera", "password": PASSWORD, "csrftoken": token(form.text)}
        answer = await reader.post(action, data=sent)
        assert answer.headers["location"] == f"{PREFIX}article/1?version=2"
        page = await reader.get(answer.headers["location"])
        again = await reader.get(answer.headers["location"], headers={"if-none-match": page.headers["etag"]})
        assert (page.status_code, again.status_code) == (200, 304)


@pytest.mark.parametrize("prefix", ["archive", "/archive", "//", "/a b/", "/a/../b?/", ""])
def test_an_odd_prefix_is_refused(tmp_path: Path, prefix: str) -> None:
    with pytest.raises(SiteError, match="is no prefix"):
        serve(Site(archive=tmp_path / "archive.db", prefix=prefix), say=pytest.fail)
