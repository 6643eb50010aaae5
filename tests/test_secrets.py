"""Secrets stay where they are set: in the environment, and nowhere else, whatever goes wrong."""

import asyncio
import base64
import contextlib
import gzip
import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from click.testing import CliRunner
from datasette_auth_passwords.utils import hash_password

from monitor.cli import main
from monitor.demo.newsroom import Newsroom
from monitor.demo.script import script
from monitor.environment import secrets_put_away
from monitor.reading import ReadingPool
from tests.page_tasks import environment
from tests.receiving import mail_server
from tests.running import PATIENCE, rows, unmeasured, until, write_configuration
from tests.served import PASSWORD

# With as few rounds as the command takes.
HASH = hash_password(PASSWORD, iterations=100_000)

# With signs that are written otherwise in addresses, JSON, HTML and SQL.
SECRETS = {
    "mail password": "m4il/pa&ss'w\"rd+é",
    "hook password": "h00k:passw<rd>%41",
    "hook path": "T0KEN-in-the-path",
    "hook query": "k3y-in-the-query",
    "signing": "s1gned-with-this-one",
    "broken signing": "whsec_n0-base64!!",
    "service token": "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2",
    "session": "0123456789abcdef-s3ssion-0123456789abcdef",
    "user": "us3r-of-the-mail-account",
    "hash": HASH,
}


def forms_of(secret: str) -> set[bytes]:
    """A secret as it stands in texts, addresses, JSON, markup, and in base64 wherever it begins there."""
    raw = secret.encode()
    texts = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), json.dumps(secret)[1:-1]}
    texts |= {json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1], raw.hex(), secret.replace("'", "''")}
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw).decode()
        # Its first and last signs depend on what stands before and behind.
        texts.add(encoded[4 if before else 0 : len(encoded) // 4 * 4 - 4])
    return {text.encode() for text in texts}


def leaks(place: str, data: bytes) -> list[str]:
    """Which secrets stand in what was said or written."""
    return [f"{name} in {place}" for name, secret in SECRETS.items() if any(form in data for form in forms_of(secret))]


def leaks_in(folder: Path) -> list[str]:
    """The same for every file below a folder; captures are unpacked."""
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        found += leaks(path.name, data)
        if path.suffix == ".gz":
            found += leaks(path.name, gzip.decompress(data))
    return found


def test_the_search_itself_finds_what_is_hidden() -> None:
    for secret in SECRETS.values():
        for behind in ("", "x", "xy", "xyz"):
            for before in ("", "a", "ab", "abc"):
                hidden = base64.b64encode(f"{before}{secret}{behind}".encode())
                assert leaks("base64", b"Basic " + hidden), (secret, before, behind)
        assert leaks("address", f"https://a:{quote(secret, safe='')}@b/".encode())
        assert leaks("JSON", json.dumps({"a": secret}).encode())


# Workers that read pages


async def test_what_reads_pages_has_no_secret_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """CVE-2026-33981: an extractor that could be made to tell its environment."""
    for name, secret in SECRETS.items():
        monkeypatch.setenv(f"PRESSWATCH_TEST_{name.upper().replace(' ', '_')}", secret)
    async with ReadingPool(workers=1) as pool:
        told = await pool.run(environment)
    assert "PATH=" in told
    assert leaks("a worker", told.encode()) == []
    assert "PRESSWATCH_TEST" not in told
    assert os.environ["PRESSWATCH_TEST_SESSION"] == SECRETS["session"], "the process itself still has it"


def test_only_what_programs_need_is_left_and_all_comes_back() -> None:
    kept = {"PATH": "/bin", "LC_ALL": "C", "PYTHONPATH": "x", "COVERAGE_PROCESS_START": "y", "SSL_CERT_FILE": "z"}
    others = {
        "DESK_MAIL": "a",
        "PRESSWATCH_SECRET": "b",
        "HTTP_PROXY": "c",
        "AWS_SECRET_ACCESS_KEY": "d",
        "MY_PATH": "e",
    }
    environ = {**kept, **others}
    with secrets_put_away(environ) as whole:
        assert environ == kept
        assert whole == {**kept, **others}
        environ["DESK_MAIL"] = "set meanwhile"
    assert environ == {**kept, **others, "DESK_MAIL": "set meanwhile"}


# A whole desk


class Echo(BaseHTTPRequestHandler):
    """Refuses whatever it gets, and repeats all of it in its answer, as careless servers do."""

    status = 500

    def do_POST(self) -> None:
        said = f"{self.path}\n{self.headers}".encode()
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(self.status, self.path)
        self.send_header("X-Echo", self.path)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def echo() -> Iterator[int]:
    """The port of such a server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def addresses(mail_port: int, echo_port: int) -> dict[str, str]:
    """A destination for each way of failing, and for none; each address holds secrets."""
    secret = {name: quote(value, safe="") for name, value in SECRETS.items()}
    user, path = f"{secret['user']}:{secret['hook password']}", f"{secret['hook path']}?key={secret['hook query']}"
    mail = f"{secret['user']}:{secret['mail password']}@127.0.0.1"
    return {
        "MAIL_LOGIN_REFUSED": f"mailto://{mail}:{mail_port}?from=d@a.example&to=b@a.example",
        "MAIL_NOT_THERE": f"mailto://{mail}:9?from=d@a.example&to=b@a.example",
        "MAIL_NO_TLS": f"mailtos://{mail}:{mail_port}?from=d@a.example&to=b@a.example",
        "MAIL_UNREADABLE": f"mailto://{mail}:{mail_port}?from=d@a.example&to=b@a.example,{secret['hook path']}",
        "HOOK_ECHOES": f"http://{user}@127.0.0.1:{echo_port}/{path}",
        "JSON_ECHOES": f"json://{user}@127.0.0.1:{echo_port}/{path}",
        "HOOK_NOT_THERE": f"http://{user}@127.0.0.1:9/{path}",
        "HOOK_NO_NAME": f"https://{user}@no-such-host.invalid/{path}",
        "HOOK_NO_TLS": f"https://{user}@127.0.0.1:{echo_port}/{path}",
        "HOOK_UNREADABLE": f"https://{user}@[127.0.0.1/{path}",
        "HOOK_BAD_PORT": f"https://{user}@127.0.0.1:99999/{path}",
        "HOOK_BAD_SECRET": f"http://{user}@127.0.0.1:{echo_port}/{path}",
        "SERVICE_ECHOES": f"ntfy://{secret['service token']}@127.0.0.1:{echo_port}/topic?auth=token",
        "SERVICE_UNKNOWN": f"nosuchservice://{user}@{secret['hook path']}",
    }


OWN = ("lake-and-water", "Srinagar: the lake and the taps")
"""Id and title of the watch that is not public."""

EVENTS = '"report", "edit", "correction", "removal", "restoration"'


def planted(room: Newsroom, folder: Path, names: list[str]) -> Path:
    """A configuration with a subscription for each destination, and a log-in."""
    config = write_configuration(room, folder)
    text = re.sub(r"\[\[subscription\]\]\n(?:.+\n)+", "", config.read_text(encoding="utf-8"))
    text = text.replace("[archive]", '[archive]\naccess = "login"', 1)
    text += '\n[login.users]\nmeera = "env:MEERA_PASSWORD"\n[desk]\nto = "env:MAIL_NOT_THERE"\n'
    for name in names:
        text += f'\n[[subscription]]\nwatch = "nc-congress"\nto = "env:{name}"\non = [{EVENTS}]\n'
    config.write_text(text, encoding="utf-8")
    return config


def ask(address: str, *, form: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
    """Whatever is answered, with its headers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data=form, headers=headers or {})) as answer:
            return str(answer.headers).encode() + bytes(answer.read())
    except urllib.error.HTTPError as error:
        return str(error.headers).encode() + error.read()


def environments_of_workers() -> bytes:
    """The environment of every process that reads pages, and of those that start them."""
    found = b""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if b"forkserver" in (process / "cmdline").read_bytes():
                found += (process / "environ").read_bytes()
    return found


def command_lines() -> bytes:
    """What `ps` shows everybody of all processes, and what became of their names."""
    shown = b""
    for process in Path("/proc").glob("[0-9]*"):
        # One may have ended by now.
        with contextlib.suppress(OSError):
            shown += (process / "cmdline").read_bytes() + (process / "comm").read_bytes()
    return shown


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
async def test_no_secret_is_told_whatever_fails(tmp_path: Path) -> None:
    desk, told = tmp_path / "desk", tmp_path / "told"
    desk.mkdir()
    told.mkdir()
    async with mail_server(password=b"another one") as mail:
        with Newsroom(script()) as room, echo() as echo_port:
            destinations = addresses(mail.port, echo_port)
            config = planted(room, desk, list(destinations))
            environ = {
                **unmeasured(),
                **destinations,
                **{f"{name}_SECRET": SECRETS["signing"] for name in ("HOOK_ECHOES", "JSON_ECHOES")},
                "HOOK_BAD_SECRET_SECRET": SECRETS["broken signing"],
                "MEERA_PASSWORD": HASH,
                "PRESSWATCH_SECRET": SECRETS["session"],
                "PYTHONFAULTHANDLER": "1",
            }
            await asyncio.to_thread(whole_life, room, config, told, environ)
    assert len(mail.logins) > 0
    assert leaks_in(told) == []
    assert leaks_in(desk) == []
    assert leaks_in(tmp_path / "backup") == []
    # What is the desk's own stands in its files, and in no byte of the published one.
    published = (desk / "archive.db").read_bytes()
    assert [name for name in (*OWN, *destinations) if name.encode() in published] == []
    assert all(name.encode() in (desk / "desk.db").read_bytes() for name in OWN)
    assert {name for (name,) in rows(desk, "subscribers.db", FAILED)} == set(destinations), "each failed in its way"


def whole_life(room: Newsroom, config: Path, told: Path, environ: dict[str, str]) -> None:
    """Everything that a desk does, with what it says kept in the folder `told`."""

    def say(*arguments: str, expected: int = 0) -> None:
        command = [sys.executable, "-m", "monitor", "--config", str(config), *arguments]
        done = subprocess.run(command, env=environ, capture_output=True, timeout=PATIENCE, check=False)
        (told / f"{len(list(told.iterdir())):03}-{arguments[0]}").write_bytes(done.stdout + done.stderr)
        assert done.returncode == expected, done.stderr.decode()

    room.advance()
    say("crawl")
    room.advance()
    with started(config, told, environ, "run", "--verbose"):
        until(lambda: len(rows(config.parent, "subscribers.db", FAILED)) >= FAILING, "all destinations were tried")
        (told / "ps").write_bytes(command_lines())
        (told / "workers").write_bytes(environments_of_workers())
        assert b"PATH=" in (told / "workers").read_bytes()
    say("deliver", "--retry", expected=1)
    for quick in (["status"], ["status", "--json"], ["check-config"], ["backup", str(config.parent.parent / "backup")]):
        done = CliRunner(env=environ).invoke(main, ["--config", str(config), *quick])
        (told / "-".join(quick[:2]).replace("/", "-")).write_text(done.output + done.stderr)
        assert done.exit_code == 0, done.output
    with started(config, told, environ, "serve", "--port", "0"):
        serve_out = told / "serve"
        until(lambda: b"Archive: " in serve_out.read_bytes(), "it serves")
        address = re.search(rb"Archive: (\S+)", serve_out.read_bytes())
        assert address is not None
        site = address[1].decode()
        form = f"user=meera&password={quote(SECRETS['hook path'])}".encode()
        pages = [ask(f"{site}{path}") for path in ("", "-/login", "-/metadata.json", "archive.db", "-/settings.json")]
        pages += [ask(f"{site}-/login", form=form), ask(site, headers={"Cookie": "ds_actor=x"})]
        # A wrong password is not repeated on the page either, which is among the secrets for this once.
        (told / "pages").write_bytes(b"\n".join(pages))
    (told / "broken").write_bytes(broken_configuration(config, environ))


FAILED = "SELECT name FROM destinations WHERE reason IS NOT NULL"
FAILING = 14


def broken_configuration(config: Path, environ: dict[str, str]) -> bytes:
    """What is said of a configuration with secrets where their variables' names should stand."""
    text = config.read_text(encoding="utf-8").replace('"env:MEERA_PASSWORD"', json.dumps(HASH))
    broken = config.with_name("broken.toml")
    broken.write_text(text.replace('to = "env:HOOK_ECHOES"', f"to = {json.dumps(environ['HOOK_ECHOES'])}"))
    done = CliRunner().invoke(main, ["--config", str(broken), "check-config"])
    broken.unlink()
    assert (done.exit_code, done.stderr.count("names no environment variable")) == (1, 2)
    return done.output.encode() + done.stderr.encode()


@contextmanager
def started(config: Path, told: Path, environ: dict[str, str], *arguments: str) -> Iterator[None]:
    """The command in a process of its own, all of whose words go to a file; ended in order when left."""
    with (told / arguments[0]).open("wb") as out:
        command = [sys.executable, "-m", "monitor", "--config", str(config), *arguments]
        process = subprocess.Popen(command, env=environ, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
