"""Published holes by which others changed what a neighbour keeps, or who they are to it; tried on us."""

import ast
import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from datasette.app import Datasette
from itsdangerous import URLSafeSerializer

from monitor.config import ConfigError, parse
from storage.captures import CaptureWriter
from storage.database import open_archive
from storage.warc import Exchange, pack_capture
from tests.served import HASH, SECRET, USERS, VARIABLE, browser, log_in, routes, site_of
from tests.test_archive_routes import EVERY, OPEN_TO_ALL
from tests.test_arrows import imported, is_within, modules, tree
from tests.watched_archive import build_watched_archive

pytestmark = pytest.mark.once

HEAD = '[archive]\ncontact = "a@example.org"\n'
TABLES = {
    "archive": "",
    "keep": "[keep]\n",
    "login": "[login]\n",
    "desk": "[desk]\n",
    "schedule": "[schedule]\n",
    "source": '[[source]]\nid = "s"\nname = "S"\nhome = "https://s.example/"\n',
    "watch": '[[watch]]\nid = "w"\ntitle = "W"\nquery = "a"\n',
    "subscription": '[[subscription]]\nwatch = "w"\nto = "env:TO"\n',
}
INNER = ["uuid", "last_checked", "is_admin", "directory_path", "password", "secret", "next_look_at", "failure_count",
         "captures_dir", "state", "__class__", "model_config", "processor", "user_id"]  # fmt: skip


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, HASH)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("state")
    build_watched_archive(folder)
    return folder


@pytest.fixture(scope="module")
def guarded(folder: Path) -> Datasette:
    return site_of(folder / "archive.db", access="login", login={"users": USERS, "header": "X-Forwarded-User"})


def state_of(folder: Path) -> dict[str, str]:
    """Each file's digest; what SQLite keeps for its own use beside them left out."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm"))]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


TRICKS = [
    "/-/login/../article/1", "/-/login/%2e%2e/article/1", "/static/../article/1", "/static/..%2farticle%2f1",
    "/-/login;/article/1", "/article/1;/-/login", "/article/1?/-/login", "/article/1#/static/", "/-/login%00",
    "/-/login/article/1", "/-/LOGIN/../archive", "//-/login/../article/1", "/-/static/../../archive.json",
    "/robots.txt/../article/1", "/favicon.ico/../archive/articles.json", "/article/1.json?x=/static/a.css",
]  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
async def test_cve_2026_35490_no_route_is_open_to_who_has_not_logged_in(guarded: Datasette, method: str) -> None:
    """Every route that the site knows, with something in each of its places."""
    filled = [re.sub(r"\(\?P<\w+>[^)]*\)\??|[$\\?]", "x", pattern) for pattern in routes(guarded)]
    async with browser(guarded) as reader:
        for path in [*EVERY, *(path for path in filled if path.startswith("/"))]:
            if path in OPEN_TO_ALL or re.match(r"/(-/)?static/|/-/login|/robots|/favicon", path):
                continue
            answer = await reader.request(method, path)
            assert answer.status_code in (302, 403), (path, answer.status_code)
            assert "Alliance" not in answer.text


@pytest.mark.parametrize("path", TRICKS)
async def test_ghsa_vwgh_2hvh_4xm5_what_is_open_is_no_part_of_another_path(guarded: Datasette, path: str) -> None:
    async with browser(guarded) as reader:
        answer = await reader.get(f"http://archive.example{path}")
    assert answer.status_code in (302, 403, 404), answer.status_code
    assert not re.search("Alliance|Gazette|sqlite", answer.text)


async def test_cve_2024_23329_data_is_as_closed_as_pages(guarded: Datasette) -> None:
    async with browser(guarded) as reader:
        for path in [path for path in EVERY if re.search(r"json|csv|atom|blob|gz|svg|db", path)]:
            answer = await reader.get(path, headers={"accept": "application/json", "x-api-key": "x", "api-key": ""})
            assert answer.status_code == 403, path


async def test_ghsa_3v57_xv5m_v7m7_asking_changes_nothing(guarded: Datasette, folder: Path) -> None:
    before = state_of(folder)
    async with browser(guarded) as reader:
        await log_in(reader)
        for path in EVERY:
            await reader.get(path, headers={"X-Forwarded-User": "meera"})
        for path in ("/-/logout?confirm=1", "/archive/urls/1/-/delete", "/archive/-/create", "/archive/urls/-/insert",
                     "/unsubscribe?id=1", "/watch/nc-congress?delete=1", "/-/permissions?action=x"):  # fmt: skip
            await reader.get(path)
            answer = await reader.post(path, json={"row": {"url": "x"}})
            assert answer.status_code in (403, 405, 411), path
        assert (await reader.get("/article/1")).status_code == 200, "nor did asking log out"
    assert state_of(folder) == before


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("key", INNER)
def test_ghsa_h3x5_5j56_hm2j_no_key_is_taken_that_is_not_known(table: str, key: str) -> None:
    needed = TABLES["watch"] if table == "subscription" else ""
    text = f'{HEAD}{needed}{TABLES[table]}{key} = "x"\n'
    with pytest.raises(ConfigError, match=re.escape(key)):
        parse(text, path=Path("p.toml"))


@pytest.mark.parametrize("claimed", [
    {"id": "root"}, {"id": "meera"}, {"id": "meera", "root": True}, {"id": "meera", "_r": "root"}, {}, None,
])  # fmt: skip
async def test_161ed71e_nobody_says_himself_who_he_is(guarded: Datasette, claimed: object) -> None:
    forged = [
        URLSafeSerializer("guessed", "actor").dumps({"a": claimed}),
        URLSafeSerializer(SECRET, "other").dumps({"a": claimed}),
        guarded.sign({"a": claimed}, "actor"),
        guarded.sign({"a": claimed, "e": "zzzzzz"}, "actor"),
    ]
    async with browser(guarded, peer="192.0.2.1") as reader:
        for cookie in forged:
            headers = {"X-Forwarded-User": "meera", "X-Remote-User": "meera", "cookie": f"ds_actor={cookie}"}
            assert (await reader.get("/article/1.json", headers=headers)).status_code == 403


def test_cve_2026_29065_nothing_is_unpacked() -> None:
    unpacking = ("zipfile", "tarfile", "shutil.unpack_archive", "py7zr", "rarfile", "pickle", "marshal", "shelve")
    calls = {"unpack_archive", "extractall"}
    for path in modules("scrapers", "storage", "monitor", "datasette"):
        found = [name for name in imported(tree(path)) if any(is_within(name, each) for each in unpacking)]
        named = [node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute) and node.attr in calls]
        assert found + named == [], path


HOSTILE_NAMES = [
    "../../etc/cron.d/x",
    "/etc/passwd",
    "..\\..\\x",
    "a\0b",
    "%2e%2e%2f",
    "x" * 3_000,
    "-rf",
    ";id",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_ghsa_mh42_m7cg_49fr_no_file_is_named_by_what_came_in(name: str, tmp_path: Path) -> None:
    written = name.replace("\\", "\\\\").replace("\0", "\\u0000")
    with pytest.raises(ConfigError, match="id"):
        parse(f'{HEAD}[[source]]\nid = "{written}"\nname = "S"\nhome = "https://s.example/"\n', path=Path("p.toml"))
    conn = open_archive(tmp_path / "archive.db")
    exchange = Exchange(
        url=f"https://s.example/{name}".replace("\0", "%00"),
        status=200,
        request_headers=[],
        headers=[("Content-Disposition", f"attachment; filename={name}"), ("Content-Type", "text/html")],
        body=b"<p>A story.",
        fetched_at=datetime(2024, 8, 22, tzinfo=UTC),
    )
    with CaptureWriter(tmp_path / "captures", conn) as captures:
        record = captures.append(pack_capture(exchange))
    conn.close()
    assert re.fullmatch(r"2024/08/22-\d{4}\.warc\.gz", record.file)
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert {path for path in made if not path.startswith("archive.db")} == {f"captures/{record.file}"}
