"""access = "login": who gets in, by password or by a proxy's word, for how long, and that nobody else sees anything."""

import stat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from datasette.app import Datasette

from monitor.config import ConfigError, parse
from monitor.config.models import LoginConfig
from monitor.logins import LoginError, check_login, hash_password, lasting_secret
from monitor.site import Site, serve
from tests.archive_data import build_archive
from tests.served import HASH, PASSWORD, SECRET, USERS, VARIABLE, browser, log_in, site_of, token

pytestmark = pytest.mark.once  # pages, whose code is the same on every Python

HEADER = "X-Forwarded-User"


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Meera's hash stands in the environment."""
    monkeypatch.setenv(VARIABLE, HASH)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def site(archive: Path) -> Datasette:
    return site_of(archive, access="login", login={"users": USERS})


# Passwords


async def test_a_reader_is_led_to_the_log_in_and_on_to_what_was_asked_for(site: Datasette) -> None:
    async with browser(site) as client:
        asked = await client.get("/archive/versions?article_id=1&_sort=id")
        assert asked.status_code == 302
        assert urlsplit(asked.headers["location"]).path == "/-/login"
        assert parse_qs(urlsplit(asked.headers["location"]).query) == {
            "next": ["/archive/versions?article_id=1&_sort=id"]
        }
        answer = await log_in(client, path=asked.headers["location"])
        assert (answer.status_code, answer.headers["location"]) == (303, "/archive/versions?article_id=1&_sort=id")
        assert (await client.get(answer.headers["location"])).status_code == 200
        assert "Alliance final" in (await client.get("/article/1")).text


@pytest.mark.parametrize(
    "path", ["/article/1.json", "/archive/articles.csv", "/feeds/changes.atom", "/-/capture/1.warc.gz"]
)
async def test_what_is_no_page_is_refused_in_json(site: Datasette, path: str) -> None:
    async with browser(site) as client:
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["ok"]) == (403, False)


async def test_a_program_is_refused_in_json_everywhere(site: Datasette) -> None:
    answer = await site.client.get("/article/1")
    assert answer.status_code == 403
    assert "Log in" in answer.json()["error"]


@pytest.mark.parametrize(
    ("user", "given"), [("meera", "wrong password"), ("nobody", PASSWORD), ("", ""), ("meera", ""), ("MEERA", PASSWORD)]
)
async def test_a_wrong_name_or_password_says_the_same(site: Datasette, user: str, given: str) -> None:
    async with browser(site) as client:
        answer = await log_in(client, user=user, password=given)
        assert answer.status_code == 403
        assert "This name and password do not belong together." in answer.text
        assert "ds_actor" not in client.cookies
        assert (await client.get("/article/1")).status_code == 302


async def test_after_ten_wrong_passwords_an_address_waits_and_others_do_not(site: Datasette) -> None:
    async with browser(site, peer="192.0.2.7") as guesser, browser(site, peer="192.0.2.8") as reader:
        for _ in range(10):
            assert (await log_in(guesser, password="a guess")).status_code == 403  # noqa: S106
        assert (await log_in(guesser)).status_code == 429
        assert (await log_in(reader)).status_code == 303


async def test_a_form_of_another_site_is_not_taken(site: Datasette) -> None:
    async with browser(site) as client:
        await client.get("/-/login")
        answer = await client.post("/-/login", data={"user": "meera", "password": PASSWORD})
        assert answer.status_code == 403
        assert "ds_actor" not in client.cookies


@pytest.mark.parametrize("path", ["/-/login", "/-/logout"])
@pytest.mark.parametrize("cookie", ["ds_csrftoken=x", "", "ds_actor=x; ds_csrftoken=y"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 411),
        ({"transfer-encoding": "chunked"}, 411),
        ({"content-length": "10", "transfer-encoding": "chunked"}, 411),
        ({"content-length": "-1"}, 411),
        ({"content-length": "10001"}, 413),
        ({"content-length": "9" * 5_000}, 413),
    ],
)
async def test_a_form_without_bounds_is_not_read(
    archive: Path, headers: dict[str, str], status: int, cookie: str, path: str
) -> None:
    # A proxy's word lets in, so that log-out is asked, too.
    app: Any = site_of(archive, access="login", login={"users": USERS, "header": HEADER}).client.app
    sent: list[dict[str, Any]] = []
    given = {"cookie": cookie, "content-type": "application/x-www-form-urlencoded", HEADER.lower(): "meera", **headers}
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in given.items() if value],
        "client": ("127.0.0.1", 1), "scheme": "http", "http_version": "1.1", "server": ("localhost", 80),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        raise AssertionError("the body was read")

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == status


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin", "origin": "https://archive.example"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"origin": "https://Archive.example:443"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "http://archive.example"}, False),
        ({"origin": "https://archive.example:8443"}, False),
        ({"origin": "https://archive.example.evil.example"}, False),
        # A proxy that does not tell how it was asked.
        ({"sec-fetch-site": "same-origin", "origin": "http://archive.example"}, True),
    ],
)
async def test_a_form_is_taken_from_a_page_of_this_site_alone(
    site: Datasette, headers: dict[str, str], taken: bool
) -> None:
    for scheme, told in (("https", {}), ("http", {"x-forwarded-proto": "https"})):
        # Without a cookie nothing else asks where a form came from.
        async with browser(site, scheme=scheme) as client:
            sent = {"user": "meera", "password": PASSWORD}
            answer = await client.post("/-/login", data=sent, headers={**headers, **told})
            assert answer.status_code == (303 if taken else 403), answer.text
            assert ("ds_actor" in answer.headers.get("set-cookie", "")) is taken
        async with browser(site, scheme=scheme) as client:
            await log_in(client)
            page = await client.get("/-/logout")
            assert page.headers["referrer-policy"] == "same-origin"
            answer = await client.post("/-/logout", data={"csrftoken": token(page.text)}, headers={**headers, **told})
            assert answer.status_code == (303 if taken else 403), answer.text


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example/",
     "\\\\evil.example", "/%0d%0aa: b\r\nc: d", "/-/logout", "article"],
)  # fmt: skip
async def test_the_log_in_leads_to_no_other_site(site: Datasette, elsewhere: str) -> None:
    async with browser(site) as client:
        form = await client.get("/-/login", params={"next": elsewhere})
        answer = await client.post(
            "/-/login",
            params={"next": elsewhere},
            data={"user": "meera", "password": PASSWORD, "csrftoken": token(form.text)},
        )
        assert answer.status_code == 303
        assert answer.headers["location"] in ("/", "/%0d%0aa:")


async def test_log_out_ends_the_session(site: Datasette) -> None:
    async with browser(site) as client:
        await log_in(client)
        assert 'href="/-/logout"' in (await client.get("/")).text
        page = await client.get("/-/logout")
        assert "meera" in page.text
        answer = await client.post("/-/logout", data={"csrftoken": token(page.text)})
        assert answer.status_code == 303
        assert (await client.get("/article/1")).status_code == 302


async def test_the_session_is_a_cookie_for_this_site_alone(archive: Path) -> None:
    site = site_of(archive, access="login", login={"users": USERS}, prefix="/archive/")
    for scheme, secure in (("http", False), ("https", True)):
        async with browser(site, scheme=scheme) as client:
            form = await client.get("/archive/-/login")
            data = {"user": "meera", "password": PASSWORD, "csrftoken": token(form.text)}
            answer = await client.post("/archive/-/login", data=data)
            for cookie in (form.headers["set-cookie"], answer.headers["set-cookie"]):
                attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
                assert {"path=/archive/", "httponly", "samesite=lax"} <= attributes
                assert ("secure" in attributes) is secure
            assert "max-age=2592000" in answer.headers["set-cookie"].lower()


async def test_a_session_outlives_a_restart_and_ends_with_its_user_or_password(
    archive: Path, site: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browser(site) as client:
        await log_in(client)
        cookies = dict(client.cookies)

    async def status(**login: object) -> int:
        again = site_of(archive, access="login", login=login)
        return int((await again.client.get("/article/1", cookies=cookies)).status_code)

    assert await status(users=USERS) == 200
    assert await status(users={"other": f"env:{VARIABLE}"}) == 403
    monkeypatch.setenv(VARIABLE, hash_password("another long password"))
    assert await status(users=USERS) == 403


@pytest.mark.parametrize(
    "session",
    [
        {"a": {"id": "meera"}},
        {"a": {"id": "root"}},
        {"a": {"id": "meera"}, "t": 1, "m": "0" * 16},
        {"a": {"id": ["meera"]}, "t": 1, "m": ""},
        {"a": None},
        "meera",
    ],
)
async def test_a_cookie_of_another_shape_lets_nobody_in(site: Datasette, session: object) -> None:
    for cookie in (site.sign(session, "actor"), site.sign(session, "other"), "nonsense", ""):
        assert (await site.client.get("/article/1", cookies={"ds_actor": cookie})).status_code == 403


# A proxy's word


async def ask(site: Datasette, peer: str, *headers: tuple[str, str]) -> httpx.Response:
    async with browser(site, peer=peer) as client:
        return await client.get("/article/1", headers=[("accept", "*/*"), *headers])


async def test_a_proxy_names_the_reader_and_nobody_else_does(archive: Path) -> None:
    login = {"header": HEADER, "from": ["127.0.0.1", "10.0.0.0/24"]}
    site = site_of(archive, access="login", login=login)
    assert (await ask(site, "127.0.0.1", (HEADER, "meera"))).status_code == 200
    assert (await ask(site, "10.0.0.9", (HEADER, "anyone"))).status_code == 200
    assert (await ask(site, "::ffff:10.0.0.9", (HEADER, "anyone"))).status_code == 200
    for peer in ("10.0.1.9", "192.0.2.1", "::1", "not an address"):
        assert (await ask(site, peer, (HEADER, "meera"))).status_code == 403, peer
    assert (await ask(site, "127.0.0.1")).status_code == 403
    assert (await ask(site, "127.0.0.1", (HEADER, " "))).status_code == 403
    assert (await ask(site, "127.0.0.1", (HEADER, "meera"), (HEADER, "root"))).status_code == 403
    assert (
        await ask(site, "127.0.0.1", ("X-Forwarded-For", "10.0.0.9"), ("X-Remote-User", "meera"))
    ).status_code == 403


async def test_without_users_there_is_no_form(archive: Path) -> None:
    site = site_of(archive, access="login", login={"header": HEADER})
    async with browser(site) as client:
        assert (await client.get("/-/login")).status_code == 404
        answer = await client.get("/article/1")
        assert (answer.status_code, "has not reached" in answer.text) == (403, True)


async def test_only_loopback_is_believed_where_nothing_is_said(archive: Path) -> None:
    site = site_of(archive, access="login", login={"header": HEADER})
    assert (await ask(site, "127.0.0.1", (HEADER, "meera"))).status_code == 200
    assert (await ask(site, "10.0.0.9", (HEADER, "meera"))).status_code == 403


@pytest.mark.parametrize(
    ("peer", "address"), [("127.0.0.1", "https://news.example:8443/"), ("192.0.2.1", "http://archive.example/")]
)
async def test_the_address_of_the_site_is_the_proxys_where_it_is_trusted(
    archive: Path, peer: str, address: str
) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "news.example:8443"}
    async with browser(site_of(archive, access="public"), peer=peer) as client:
        feed = (await client.get("/feeds/changes.json", headers=told)).json()
    assert feed["home_page_url"].startswith(address)


async def test_an_odd_host_is_not_repeated(archive: Path) -> None:
    for host in ('evil"><script>', "a b", "//evil", ""):
        async with browser(site_of(archive, access="public")) as client:
            feed = await client.get(
                "/feeds/changes.json", headers={"X-Forwarded-Host": host, "X-Forwarded-Proto": "javascript"}
            )
        assert feed.json()["home_page_url"].startswith("http://archive.example/")


async def test_basic_authorization_opens_and_breaks_nothing(site: Datasette) -> None:
    for value in ("Basic bWVlcmE6eA==", "Basic !!", "Basic", "Bearer x"):
        answer = await site.client.get("/article/1", headers={"authorization": value})
        assert answer.status_code == 403


# What is set up


def test_serve_refuses_a_log_in_that_nobody_could_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = Site(archive=tmp_path / "archive.db", access="login")
    with pytest.raises(LoginError, match=r"give users or a header under \[login\]"):
        serve(nobody, say=pytest.fail)
    users = LoginConfig.model_validate({"users": USERS})
    for value, told in ((None, "is not set"), (PASSWORD, "holds no password hash"), ("a$b$c$d", "holds no password")):
        monkeypatch.delenv(VARIABLE, raising=False)
        if value is not None:
            monkeypatch.setenv(VARIABLE, value)
        with pytest.raises(LoginError, match=told) as refused:
            serve(Site(archive=tmp_path / "archive.db", access="login", login=users), say=pytest.fail)
        assert "hash-password" in str(refused.value)
        assert PASSWORD not in str(refused.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("", "archive.access: .*nobody could log in"),
        ("[login]\nusers = {}", "archive.access: .*nobody could log in"),
        (f'[login.users]\nmeera = "{PASSWORD}"', "login.users.meera: names no environment variable"),
        ('[login]\nheader = "X Y"', "login.header: .*does not fit"),
        ('[login]\nheader = "X-User"\nfrom = ["example.org"]', r"login.from\[0\]: .*no address or network"),
        ('[login.users]\n"meera<b>" = "env:A"', "login.users.meera<b>: .*does not fit"),
    ],
)
def test_the_configuration_says_what_is_wrong_with_a_log_in(table: str, told: str) -> None:
    text = f'[archive]\ncontact = "desk@example.org"\naccess = "login"\n{table}'
    with pytest.raises(ConfigError, match=told) as refused:
        parse(text, path=Path("presswatch.toml"))
    assert PASSWORD not in str(refused.value)


def test_a_hash_is_one_that_serve_takes_and_short_passwords_are_refused() -> None:
    kept = hash_password(PASSWORD)
    assert PASSWORD not in kept
    check_login(LoginConfig.model_validate({"users": USERS}), {VARIABLE: f"{kept}\n"})
    with pytest.raises(LoginError, match="10 at least"):
        hash_password("short")


def test_the_secret_lasts_and_is_its_owners_alone(tmp_path: Path) -> None:
    first = lasting_secret(tmp_path, {})
    assert lasting_secret(tmp_path, {}) == first
    assert stat.S_IMODE((tmp_path / "serve.secret").stat().st_mode) == 0o600
    assert lasting_secret(tmp_path, {"PRESSWATCH_SECRET": SECRET}) == SECRET
    with pytest.raises(LoginError, match="32 characters"):
        lasting_secret(tmp_path, {"PRESSWATCH_SECRET": "short"})
    (tmp_path / "serve.secret").write_text("")
    with pytest.raises(LoginError, match=r"serve\.secret"):
        lasting_secret(tmp_path, {})
    with pytest.raises(LoginError, match="set PRESSWATCH_SECRET"):
        lasting_secret(tmp_path / "missing", {})
