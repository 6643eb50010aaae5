"""Published holes by which a neighbour's pages told too much, led elsewhere or gave files away; tried on us."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from datasette.app import Datasette

from tests.archive_client import EVERY_PAGE, data
from tests.served import HASH, USERS, VARIABLE, browser, site_of
from tests.test_archive_routes import EVERY
from tests.watched_archive import WATCH, build_watched_archive

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, HASH)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive, and beside it all that is nobody's."""
    folder = tmp_path_factory.mktemp("pages")
    build_watched_archive(folder)
    for name in ("desk.db", "subscribers.db", "presswatch.toml", "serve.secret"):
        (folder / name).write_text("planted beside the archive")
    return folder


@pytest.fixture(scope="module")
def public(folder: Path) -> Datasette:
    return site_of(folder / "archive.db", access="public")


@pytest.fixture(scope="module")
def guarded(folder: Path) -> Datasette:
    return site_of(folder / "archive.db", access="login", login={"users": USERS})


AWAY = ["//evil.example", "//evil.example/", "///evil.example/", "/\\evil.example/", "\\\\evil.example/",
        "/%5Cevil.example/", "/%2F%2Fevil.example/", "//evil.example/%2e%2e", "//evil.example//", "/%09/evil.example/",
        "/archive//evil.example/", "//evil.example/archive/articles/", "/\\/evil.example/x/"]  # fmt: skip


@pytest.mark.parametrize("prefix", ["/", "/archive/"])
async def test_datasette_2429_no_path_leads_to_another_site(folder: Path, prefix: str) -> None:
    async with browser(site_of(folder / "archive.db", access="public", prefix=prefix)) as anyone:
        for path in AWAY:
            for asked in (path, prefix.rstrip("/") + path):
                answer = await anyone.get(f"http://archive.example{asked}")
                location = answer.headers.get("location", "/")
                assert re.match(r"/(?![/\\])|http://archive\.example/", location), (asked, location)


@pytest.mark.parametrize("method", ["get", "post"])
async def test_cve_2025_67713_the_way_back_from_the_log_in_stays_here(guarded: Datasette, method: str) -> None:
    async with browser(guarded) as reader:
        for target in [*AWAY, "https://evil.example/", "javascript:alert(1)", "evil.example", "/\t/evil.example"]:
            for name in ("next", "return", "redirect_url", "url", "redirect"):
                answer = await reader.request(method, "/-/login", params={name: target})
                location = answer.headers.get("location", "/")
                assert re.match(r"/(?![/\\])", location), (target, location)
                assert not re.search(r'(href|action)="[^"/]*//evil', answer.text)


@pytest.mark.parametrize("name", ["a]b", "a][b", 'a"b', "a'b", "a`b", "a]; drop table urls; --", "[articles]"])
async def test_datasette_2677_a_name_does_not_break_out_of_its_quotes(public: Datasette, name: str) -> None:
    for path in (f"/archive/{name}", f"/archive/articles/{name}", f"/{name}/articles"):
        assert (await public.client.get(path)).status_code in (302, 400, 403, 404), path
    for parameter in ("_sort", "_facet", "_col", "_nocol", f"{name}__exact", "_sort_desc", "_next", "_through"):
        answer = await public.client.get("/archive/articles.json", params={parameter: name})
        assert answer.status_code in (200, 400), (parameter, answer.text)
    assert (await data(public, "/archive/urls.json"))["rows"]


async def test_datasette_2677_a_table_of_an_odd_name_is_read_and_hurts_nothing(folder: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(folder / "archive.db", tmp_path))
    odd = 'odd]; delete from "urls'
    with sqlite3.connect(path) as conn:
        conn.execute('CREATE TABLE "odd]; delete from ""urls" ("a]b" TEXT, "c""d" TEXT)')
        conn.execute('INSERT INTO "odd]; delete from ""urls" VALUES (1, 2)')
        before = conn.execute("SELECT count(*) FROM urls").fetchone()
    conn.close()
    site = site_of(path, access="public")
    for form in ("", ".json", ".csv", ".json?_sort=a]b", ".json?a]b=1", ".json?_facet=a]b"):
        answer = await site.client.get(site.urls.table("archive", odd) + form)
        # Datasette 0.65 does not quote such a name well: what comes of it is no SQL, or an error, and never a change.
        assert answer.status_code in (200, 400, 404, 500), (form, answer.text)
    with sqlite3.connect(path) as conn:
        assert conn.execute("SELECT count(*) FROM urls").fetchone() == before
    conn.close()


PRIVATE = re.compile(r"subscribers|outbox|deliver(y|ies)|destination|desk\.db|channels\b.*due|serve\.secret|env:", re.I)


async def test_cve_2023_40570_no_page_names_what_is_private(public: Datasette) -> None:
    own = [path for path in EVERY if path.startswith(("/-/", "/_", "/.", "/archive"))]
    for path in [*own, "/-/api", "/-/explorer", "/-/tables", "/-/schema", "/-/jump", "/-/actions", "/-/logs"]:
        text = (await public.client.get(path)).text
        assert not PRIVATE.search(text), (path, PRIVATE.search(text))
    assert {name for name in public.databases if name != "_internal"} == {"archive"}


async def test_ghsa_q6j3_c4wc_63vw_no_form_that_asks_carries_a_token(public: Datasette, guarded: Datasette) -> None:
    for path in EVERY_PAGE:
        text = (await public.client.get(path)).text
        assert "csrftoken" not in text, path
        for form in re.findall(r"<form[^>]*>", text):
            assert 'method="post"' not in form.lower(), path
    assert "csrftoken" in (await guarded.client.get("/-/login")).text


async def test_datasette_s_defaults_are_not_ours(public: Datasette, folder: Path) -> None:
    for path in ("/archive.db", "/archive.json?sql=select+1", "/archive.csv?sql=select+1", "/archive?sql=select+1"):
        assert (await public.client.get(path)).status_code == 403, path
    where = await public.client.get("/archive/articles.json?_where=1=1")
    assert where.status_code == 403
    for name in ("desk", "subscribers", "_memory", ":memory:", "presswatch"):
        for form in (f"/{name}", f"/{name}.json", f"/{name}.db", f"/{name}/deliveries"):
            answer = await public.client.get(form)
            assert answer.status_code in (301, 302, 400, 403, 404), form
            assert "planted" not in answer.text
    assert (folder / "desk.db").read_text() == "planted beside the archive"


CLIMBS = ["../metadata.yaml", "%2e%2e/metadata.yaml", "..%2fmetadata.yaml", "%2e%2e%2fmetadata.yaml",
          "....//metadata.yaml",
          "..\\metadata.yaml", "%5c..%5cmetadata.yaml",
          "..%c0%afmetadata.yaml", "%252e%252e%252fmetadata.yaml",
          "../../pyproject.toml", "../plugins/gate.py", "/etc/passwd", "%2fetc%2fpasswd",
          "archive.css/../../metadata.yaml",
          "archive.css%00.yaml", "~2E~2E~2Fmetadata.yaml", "../../../../../../etc/passwd"]  # fmt: skip


@pytest.mark.parametrize(
    "below", ["/static/", "/-/static/", "/-/static-plugins/x/", "/-/capture/", "/chart/", "/feeds/", "/"]
)
async def test_cve_2026_25527_no_path_climbs_out_of_its_folder(public: Datasette, below: str) -> None:
    async with browser(public) as anyone:
        for climb in CLIMBS:
            for raw in (below + climb, below + "/" + climb):
                answer = await anyone.get(f"http://archive.example{raw}")
                assert answer.status_code in (301, 302, 400, 403, 404), (raw, answer.status_code)
                assert not re.search(r"planted|root:|hookimpl|license =|plugins:", answer.text), raw


async def test_cve_2023_27591_nothing_counts_what_the_machine_does(public: Datasette, guarded: Datasette) -> None:
    forged = dict.fromkeys(
        ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "CF-Connecting-IP"), "127.0.0.1"
    )
    for path in ("/metrics", "/-/metrics", "/healthz", "/debug/pprof/", "/-/threads", "/-/threads.json", "/status"):
        for site in (public, guarded):
            async with browser(site, peer="192.0.2.1") as anyone:
                answer = await anyone.get(path, headers=forged | {"X-Forwarded-User": "meera"})
            assert answer.status_code in (302, 403, 404), path


@pytest.mark.parametrize("parameters", [
    {"_size": "-1"}, {"_size": "0"}, {"_size": "99999999999999999999"}, {"_size": "max"}, {"_next": "-1"},
    {"_facet_size": "-1", "_facet": "state"}, {"_facet_size": "max", "_facet": "state"}, {"id__gt": "-1"},
])  # fmt: skip
async def test_fbbff63f_no_limit_is_below_nothing(public: Datasette, parameters: dict[str, str]) -> None:
    answer = await public.client.get("/archive/versions.json", params={"_shape": "objects", **parameters})
    assert answer.status_code in (200, 400)
    assert len(answer.json().get("rows", [])) <= 1_000


INJECTIONS = [
    "1' OR '1'='1", "1; DROP TABLE urls", "1 UNION SELECT * FROM sqlite_master--", "-1", "9" * 30, "\x00", "٣",
    '"', "*",
]  # fmt: skip
ASKED = [
    "/search",
    "/search.csv",
    "/changes.json",
    "/article/1",
    "/source/hill-gazette",
    f"/watch/{WATCH}",
    "/feeds/changes.json",
]


@pytest.mark.parametrize("path", ASKED)
async def test_7628a214_no_parameter_is_sql(public: Datasette, path: str) -> None:
    names = ["q", "before", "source", "month", "from", "day", "words", "version", "sort", "kind"]
    for value in INJECTIONS:
        for name in names:
            given = {"q": "alliance"} | {name: value} if "search" in path else {name: value}
            answer = await public.client.get(path, params=given)
            assert answer.status_code in (200, 302, 303, 400, 404), (name, value, answer.status_code)
            assert not re.search(r"CREATE TABLE|no such column|syntax error|Traceback", answer.text), (name, value)
    assert (await data(public, "/archive/urls.json"))["rows"]
