"""Logging in: the page, the session in a signed cookie, and who a request comes from. Passwords are kept as hashes.

A session ends after thirty days, when its user is taken out of the configuration, or when the user's password changes.
"""

import asyncio
import hashlib
import re
import time
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from datasette_auth_passwords.utils import hash_password, verify_password
from itsdangerous import BadSignature

SESSION = 30 * 86_400
"""Seconds that a log-in lasts."""

WINDOW = 600.0
MOST_FAILURES = 10
"""Wrong passwords from one address in ten minutes; then it has to wait."""

MOST_ADDRESSES = 1_000
MOST_CHECKS = 10
"""Checks that wait, each a quarter of a second of CPU, before others are sent away: four guesses a second in all."""

LONGEST_PASSWORD = 1_000

_DUMMY = hash_password("nobody's", salt="0" * 32)


@dataclass(slots=True)
class Door:
    """Who tries to get in: when each address failed, the latest ones last, and how many checks are under way."""

    failures: dict[str, list[float]] = field(default_factory=dict)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    checks: int = 0

    def fail(self, address: str) -> None:
        """Note a wrong password."""
        tried = self.failures.pop(address, [])[-(MOST_FAILURES - 1) :]
        self.failures[address] = [*tried, time.monotonic()]
        if len(self.failures) > MOST_ADDRESSES:
            del self.failures[next(iter(self.failures))]

    def is_shut(self, address: str) -> bool:
        """True where too many checks wait, or this address has failed too often."""
        tried = self.failures.get(address, [])
        too_often = len(tried) == MOST_FAILURES and time.monotonic() - tried[0] < WINDOW
        return too_often or self.checks >= MOST_CHECKS

    async def is_right(self, password: str, kept: str | None) -> bool:
        """One check at a time, off the loop that serves. A name that is nobody's takes as long as one that is."""
        self.checks += 1
        try:
            async with self.turn:
                matches = await asyncio.to_thread(verify_password, password, kept or _DUMMY)
        finally:
            self.checks -= 1
        return bool(matches) and kept is not None


_doors: WeakKeyDictionary[Datasette, Door] = WeakKeyDictionary()


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"/-/login$", login), (r"/-/logout$", logout)]


@hookimpl
def menu_links(datasette: Datasette, actor: dict[str, Any] | None) -> list[dict[str, str]]:
    if actor is None or not _users(datasette):
        return []
    return [{"href": datasette.urls.path("/-/logout"), "label": "Log out"}]


@hookimpl
def archive_actor(datasette: Datasette, request: Request) -> dict[str, str] | None:
    """Whom a trusted proxy names, else whose session the cookie holds; None for nobody."""
    named = request.scope["archive"]["user"]
    if named:
        return {"id": named}
    try:
        session = datasette.unsign(request.cookies.get("ds_actor", ""), "actor")
        user, ends_at, mark = str(session["a"]["id"]), session["t"], session["m"]
    except (BadSignature, KeyError, TypeError):
        return None
    kept = _users(datasette).get(user)
    if kept is None or mark != _mark(kept) or ends_at < time.time():
        return None
    return {"id": user}


async def login(datasette: Datasette, request: Request) -> Response:
    """The form, and what is sent with it. Whoever is in is led on."""
    users = _users(datasette)
    if not users:
        raise NotFound("404")
    onward = _onward(datasette, request.args.get("next") or "")
    if request.method != "POST":
        return _led_to(onward) if request.actor else await _form(datasette, request, status=200)
    # The gate lets in no form that is long.
    form = await request.post_vars()
    user, password = form.get("user", "").strip(), form.get("password", "")[:LONGEST_PASSWORD]
    door, address = _doors.setdefault(datasette, Door()), request.scope["archive"]["visitor"]
    if door.is_shut(address):
        error = "Too many wrong passwords were tried. Wait ten minutes."
        return await _form(datasette, request, status=429, error=error, user=user)
    if not await door.is_right(password, users.get(user)):
        door.fail(address)
        error = "This name and password do not belong together."
        return await _form(datasette, request, status=403, error=error, user=user)
    session = {"a": {"id": user}, "t": int(time.time()) + SESSION, "m": _mark(users[user])}
    response = _led_to(onward)
    response.set_cookie("ds_actor", datasette.sign(session, "actor"), max_age=SESSION, httponly=True)
    return response


async def logout(datasette: Datasette, request: Request) -> Response:
    """A page that asks, and the end of the session."""
    if request.method == "POST":
        response = _led_to(datasette.urls.path("/"))
        response.set_cookie("ds_actor", "", max_age=0, expires=0, httponly=True)
        return response
    if not request.actor or not _users(datasette):
        return _led_to(datasette.urls.path("/"))
    page = await datasette.render_template("logout.html", {"user": request.actor["id"]}, request=request)
    return _html(page)


async def _form(
    datasette: Datasette, request: Request, *, status: int, error: str | None = None, user: str = ""
) -> Response:
    action = datasette.urls.path("/-/login") + (f"?{request.query_string}" if request.query_string else "")
    shown = {"error": error, "user": user, "action": action}
    return _html(await datasette.render_template("login.html", shown, request=request), status=status)


def _html(page: str, *, status: int = 200) -> Response:
    # With the site's own policy, no-referrer, a browser would send the form with `Origin: null`.
    headers = {"referrer-policy": "same-origin"}
    return Response(page, status=status, headers=headers, content_type="text/html; charset=utf-8")


def _led_to(address: str) -> Response:
    """See Other (RFC 9110, 15.4.4): what comes next is a GET, whatever this was."""
    return Response("", status=303, headers={"location": address}, content_type="text/html; charset=utf-8")


def _users(datasette: Datasette) -> dict[str, str]:
    """The hash of each user's password, from the environment; those without one cannot log in."""
    serving = datasette.plugin_config("presswatch") or {}
    if serving.get("access") != "login":
        return {}
    return {user: kept.strip() for user, kept in serving.get("users", {}).items() if kept and kept.strip()}


def _mark(kept: str) -> str:
    """Changes with the password, and does not tell its hash."""
    return hashlib.sha256(f"session {kept}".encode()).hexdigest()[:16]


def _onward(datasette: Datasette, asked: str) -> str:
    """The page of this site, a path below its prefix, that was asked for; the front page where that is odd."""
    fits = re.fullmatch(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*", asked) and not asked.startswith("/-/log")
    return str(datasette.urls.path(asked if fits else "/"))
