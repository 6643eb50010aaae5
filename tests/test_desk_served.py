"""desk.db is there for those of the desk who have logged in, and subscribers.db for nobody at all."""

import re
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette

from monitor.config import ConfigError, parse
from monitor.site import site_of as configured
from storage.database import open_desk, open_subscribers
from tests.running import PATIENCE, presswatch, until
from tests.served import HASH, USERS, VARIABLE, browser, site_of
from tests.test_archive_routes import EVERY
from tests.watched_archive import build_watched_archive

LOGIN: dict[str, Any] = {"header": "X-Forwarded-User", "desk": ["meera"]}
PRIVATE = "Whom we watch in private"
OTHERS: list[dict[str, str]] = [{}, {"X-Forwarded-User": "arif"}, {"X-Forwarded-User": "Meera"}]
"""Nobody, another reader, and one whose name is nearly that of the desk's."""

DESKS = [
    "/desk", "/desk.json", "/desk.db", "/desk/watches", "/desk/watches.json", "/desk/watches.csv",
    "/desk/watches/private", "/desk/watches.csv?_stream=on", "/desk.json?sql=select+*+from+watches",
    "/desk?sql=select+1", "/desk/", "/desk/cursors", "/desk/watches/private.json", "/desk/nothing",
    "/desk/watches/private/title.blob",
]  # fmt: skip
SPELLED = [
    "/~64esk", "/~64~65sk/watches", "/%64esk", "/%64%65%73%6b/watches", "/desk~2Ejson", "/desk~2Fwatches",
    "/desk%2Fwatches", "/desk%2ejson", "/./desk", "/x/../desk", "/desk;x", "/desk-0123456", "/desk-0123456/watches",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("private")
    build_watched_archive(folder)
    open_subscribers(folder / "subscribers.db").close()
    with closing(open_desk(folder / "desk.db")) as conn:
        conn.execute(f"INSERT INTO watches VALUES ('private', '{PRIVATE}', 'x', 0, 0, 'now', 'now', NULL)")
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Datasette:
    return site_of(folder / "archive.db", access="login", login=LOGIN, desk=folder / "desk.db")


def tables_of(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as conn:
        return {row[0] for row in conn.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'index')")}


def member(site: Datasette) -> httpx.AsyncClient:
    reader = browser(site)
    reader.headers["X-Forwarded-User"] = "meera"
    return reader


async def test_who_is_of_the_desk_sees_its_tables(site: Datasette) -> None:
    async with member(site) as reader:
        for path in ("/desk", "/desk/watches", "/desk/watches.json", "/desk/watches.csv", "/desk/watches/private"):
            answer = await reader.get(path)
            assert answer.status_code == 200, path
            assert answer.headers["cache-control"] == "private, no-cache", path
            assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert PRIVATE in (await reader.get("/desk/watches")).text
        asked = (await reader.get("/desk.json?sql=select+title+from+watches&_shape=array")).json()
        assert asked == [{"title": PRIVATE}]
        assert '<a href="/desk">Desk</a>' in (await reader.get("/")).text


@pytest.mark.parametrize("headers", OTHERS, ids=["nobody", "another reader", "nearly the same name"])
async def test_for_others_there_is_nothing_of_that_name(site: Datasette, folder: Path, headers: dict[str, str]) -> None:
    """CVE-2023-40570: pages that named databases and tables to whom they were closed.

    Each answer is that of a site that has no desk.db.
    """
    without = site_of(folder / "archive.db", access="login", login=LOGIN)
    async with browser(site) as reader, browser(without) as stranger:
        reader.headers.update(headers)
        stranger.headers.update(headers)
        for path in [*DESKS, *SPELLED]:
            for accept in ("text/html", "*/*"):
                answer = await reader.get(path, headers={"accept": accept})
                as_without = await stranger.get(path, headers={"accept": accept})
                assert answer.status_code in (302, 403, 404), path
                assert PRIVATE not in answer.text, path
                assert answer.status_code == as_without.status_code, path
                assert (answer.text, answer.headers) == (as_without.text, as_without.headers), path


async def test_its_address_answers_others_as_any_where_nothing_stands(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, HASH)
    login = {**LOGIN, "users": USERS}
    site = site_of(folder / "archive.db", access="login", login=login, desk=folder / "desk.db")
    async with browser(site) as reader:
        reader.headers["X-Forwarded-User"] = "arif"
        nothing = (await reader.get("/nothing")).text
        assert "Log out" in nothing
        for path in ("/desk", "/desk/watches", "/-/threads"):
            assert (await reader.get(path)).text == nothing, path


@pytest.mark.parametrize("actor", [None, {"id": "arif"}, {"id": None}, {"name": "meera"}, {"id": ["meera"]}])
async def test_whatever_asks_for_permission_is_told_the_same(site: Datasette, actor: dict[str, Any] | None) -> None:
    resources: dict[str, Any] = {"view-table": ("desk", "watches")}
    resources |= dict.fromkeys(["view-database", "execute-sql", "view-database-download", "anything-new"], "desk")
    for action, resource in resources.items():
        assert await site.permission_allowed(actor, action, resource=resource, default=True) is False, action
    assert await site.permission_allowed({"id": "meera"}, "view-table", resource=("desk", "watches"), default=True)


@pytest.mark.once
@pytest.mark.parametrize("headers", OTHERS[:2], ids=["nobody", "another reader"])
async def test_no_page_names_a_private_table(site: Datasette, folder: Path, headers: dict[str, str]) -> None:
    private = tables_of(folder / "desk.db") | tables_of(folder / "subscribers.db")
    # Some words are names of tables in both files, or plain English.
    names = private - tables_of(folder / "archive.db") - {"entries", "channels", "deliveries", "readings", "marks"}
    names -= {"failures", "suspects", "hints", "follows", "conditions", "subscriptions", "destinations", "crawls"}
    assert {"source_state", "template_changes", "fingerprints", "last_told", "delivery_items"} <= names
    async with browser(site) as reader:
        reader.headers.update(headers)
        for path in EVERY:
            text = (await reader.get(path)).text
            found = [name for name in (*names, PRIVATE, "desk.db", "subscribers", "/desk") if name in text]
            assert found == [], path


async def test_desk_db_is_only_read(site: Datasette) -> None:
    async with member(site) as reader:
        for sql in (
            "delete from watches",
            "insert into cursors values ('x', 1)",
            "attach 'x' as y",
            "pragma query_only=0",
        ):
            answer = await reader.get("/desk.json", params={"sql": sql})
            assert answer.status_code in (400, 403), sql
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert (await reader.request(method, "/desk/watches")).status_code == 405
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await site.get_database("desk").execute("delete from watches")


async def test_below_a_prefix_it_is_as_closed(folder: Path) -> None:
    site = site_of(folder / "archive.db", access="login", login=LOGIN, desk=folder / "desk.db", prefix="/press/")
    async with browser(site) as reader, member(site) as meera:
        for path in DESKS:
            answer = await reader.get(f"/press{path}", headers={"X-Forwarded-User": "arif"})
            assert answer.status_code == 404, path
        assert (await meera.get("/press/desk/watches")).status_code == 200
        assert (await meera.get("/desk/watches")).status_code == 404


# Where it is attached at all


def config_of(folder: Path, text: str) -> Any:
    return parse('[archive]\ncontact = "desk@example.org"\n' + text, path=folder / "presswatch.toml")


@pytest.mark.parametrize("access", ["local", "public", "login"])
async def test_it_is_opened_only_where_the_configuration_names_members(folder: Path, access: str) -> None:
    site = configured(config_of(folder, f'access = "{access}"\n[login]\nheader = "X-Forwarded-User"\n'))
    assert site.desk is None
    shown = site_of(folder / "archive.db", access=access, login=LOGIN)
    assert "desk" not in shown.databases
    async with member(shown) as reader:
        assert (await reader.get("/desk")).status_code == 404


def test_a_configuration_with_members_has_it_but_a_snapshot_has_not(folder: Path) -> None:
    config = config_of(folder, 'access = "login"\n[login]\nheader = "X-Forwarded-User"\ndesk = ["meera"]\n')
    assert configured(config).desk == folder / "desk.db"
    assert configured(config, snapshot=folder / "archive.db").desk is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('access = "public"\n[login]\nheader = "X-User"\ndesk = ["a"]\n', "login.desk: is shown to nobody unless"),
        ('access = "login"\n[login]\nusers = { a = "env:A" }\ndesk = ["a", "b"]\n', 'login.desk[1]: "b" is none of'),
        ('access = "login"\n[login]\nheader = "X-User"\ndesk = "a"\n', "login.desk: is text"),
    ],
)  # fmt: skip
def test_members_who_could_not_be_are_a_problem(folder: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(problem)):
        config_of(folder, text)


async def test_no_connection_of_the_site_reaches_another_file(site: Datasette, folder: Path) -> None:
    async with member(site) as reader:
        for path in [*EVERY[::5], *DESKS]:
            await reader.get(path)
    opened = set()
    for database in site.databases.values():
        for row in await database.execute("select file from pragma_database_list"):
            opened.add(row["file"])
    assert opened == {"", str(folder / "archive.db"), str(folder / "desk.db")}


# The process


def open_files(process: subprocess.Popen[str]) -> set[str]:
    """The names of the files that a process has open."""
    return {link.readlink().name for link in Path(f"/proc/{process.pid}/fd").iterdir() if link.exists()}


@pytest.mark.once
@pytest.mark.slow
def test_a_serving_process_never_opens_subscribers_db(tmp_path: Path) -> None:
    """It waits for the files that it serves, and opens them alone, whatever is asked."""
    config = tmp_path / "presswatch.toml"
    text = 'access = "login"\n[login]\nheader = "X-Forwarded-User"\ndesk = ["meera"]\n'
    config.write_text('[archive]\ncontact = "desk@example.org"\n' + text)
    build_watched_archive(tmp_path)
    with presswatch(config, "serve", "--port", "0", measured=False) as process:
        until(lambda: "desk.db: there is no such file yet" in (tmp_path / "stderr.txt").read_text(), "it waits")
        open_desk(tmp_path / "desk.db").close()
        open_subscribers(tmp_path / "subscribers.db").close()
        assert process.stdout is not None
        address = process.stdout.readline().removeprefix("Archive: ").strip()
        with httpx.Client(base_url=address, headers={"X-Forwarded-User": "meera"}, timeout=PATIENCE) as reader:
            statuses = {path: reader.get(path).status_code for path in (*EVERY[::9], *DESKS)}
        assert (statuses["/"], statuses["/desk/watches"]) == (200, 200)
        assert {name.partition("-")[0] for name in open_files(process) if ".db" in name} == {"archive.db", "desk.db"}
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
