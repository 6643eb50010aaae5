"""The gate: what of Datasette's own pages nobody has any business with, and who is let in where readers log in.

It stands before every route, so that a page that asks for no permission is as closed as the others.
"""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import await_me_maybe
from datasette.utils.asgi import Forbidden, NotFound, Request, Response

ALWAYS_OPEN = re.compile(r"/static/.*|/-/static/.*|/robots\.txt|/favicon\.ico|/-/login")
"""What a reader who has not logged in yet needs, and nothing more."""

NOBODYS = re.compile(
    r"/-/(auth-token|permissions|messages|allow-debug|patterns|threads|actor|password-tool)(\.json)?/?"
)
"""Datasette's tools for who develops it. `auth-token` would make its caller root."""

DESKS = re.compile(r"/-/(metadata|plugins|settings|config|versions)(\.json)?/?")
"""How the site is set up: for this machine alone."""

WRITTEN_TO = re.compile(r"/-/log(in|out)")
"""Where a form may be sent; all else is only read."""

LONGEST_FORM = 10_000
"""Bytes of a form, which is read into memory before anything looks at it."""

UPKEEPS = re.compile(
    r".*_fts_(data|idx|content|docsize|config)|extracts|_sqlite_migrations|_litestream_.*", re.IGNORECASE
)
"""Tables of the file, not of the archive: what search indexes, publishing, upgrades and copying keep for themselves."""

DATA = re.compile(r".*\.(json|jsono|csv|atom|blob|gz|db|svg)")


@hookimpl
def archive_layer(datasette: Datasette) -> tuple[str, Callable[[Any], Any]]:
    access = (datasette.plugin_config("presswatch") or {}).get("access")

    def layer(app: Any) -> Any:
        async def guarded(scope: dict[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            # Rendering a page needs what Datasette otherwise does at the first request.
            await datasette.invoke_startup()
            path = scope["archive"]["path"]
            actor = _actor(datasette, Request(scope, receive)) if access == "login" else None
            # And it asks for what is put on further in; no page of the gate's own has a form.
            request = Request({**scope, "csrftoken": str, "actor": actor}, receive)
            answer = await _refusal(datasette, request, path, access=access, actor=actor)
            if answer is not None:
                await answer.asgi_send(send)
                return
            await app({**scope, "actor": actor}, receive, send)

        return guarded

    return "gate", layer


@hookimpl
def permission_allowed(action: str, resource: object) -> bool | None:
    """Nobody reads the tables that are the file's own; of all others Datasette decides."""
    if action == "view-table" and isinstance(resource, tuple) and UPKEEPS.fullmatch(resource[1]):
        return False
    return None


def _actor(datasette: Datasette, request: Request) -> dict[str, str] | None:
    # A hook leaves out answers that are None.
    return next(iter(pm.hook.archive_actor(datasette=datasette, request=request)), None)


async def _refusal(
    datasette: Datasette, request: Request, path: str | None, *, access: str | None, actor: object
) -> Response | None:
    """The answer to who may not have what stands at the path; None where the pages may answer themselves."""
    base = datasette.setting("base_url")
    if path is None:
        at_its_edge = request.path == base.rstrip("/")
        return _led_to(base) if at_its_edge else await _told(datasette, request, NotFound("404"))
    if access == "login" and actor is None and not ALWAYS_OPEN.fullmatch(path):
        return await _asked_to_log_in(datasette, request, path)
    if request.method not in ("GET", "HEAD") and not (request.method == "POST" and WRITTEN_TO.fullmatch(path)):
        allowed = "GET, HEAD, POST" if WRITTEN_TO.fullmatch(path) else "GET, HEAD"
        return Response("", status=405, headers={"allow": allowed}, content_type="text/plain; charset=utf-8")
    if request.method == "POST":
        refused = _form_refused(request)
        if refused is not None:
            return refused
    if any(pm.hook.archive_closed(datasette=datasette, path=path, actor=actor)):
        return await _told(datasette, request, NotFound("404"))
    if NOBODYS.fullmatch(path) or (access != "local" and DESKS.fullmatch(path)):
        return await _told(datasette, request, NotFound("404"))
    return None


def _form_refused(request: Request) -> Response | None:
    """The answer to a form that is no page's of this site, or of unknown or great length; its body is not read."""
    lengths = [value for name, value in request.scope["headers"] if name == b"content-length"]
    if len(lengths) != 1 or not lengths[0].isdigit() or b"transfer-encoding" in dict(request.scope["headers"]):
        return _plain(411, "A form has to say how long it is.")
    if len(lengths[0]) > len(str(LONGEST_FORM)) or int(lengths[0]) > LONGEST_FORM:
        return _plain(413, "This form is too long.")
    if not _is_from_here(request):
        return _plain(403, "This form was sent from another site.")
    return None


def _is_from_here(request: Request) -> bool:
    """Whether a browser says that a page of this very site sent the form; programs say nothing and hold no session.

    No page can forge `Sec-Fetch-Site`, and no proxy changes it. Old browsers, and all over plain http, have `Origin`.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or _origin(origin) == _origin(f"{request.scheme}://{request.host}")


def _origin(origin: str) -> str:
    """An origin in the one way that browsers write it (RFC 6454, 6.2): lower case, without its scheme's own port."""
    lowered = origin.lower()
    return lowered.removesuffix(":80" if lowered.startswith("http:") else ":443")


def _plain(status: int, text: str) -> Response:
    # What is left of the body is not worth reading.
    return Response(text, status=status, headers={"connection": "close"}, content_type="text/plain; charset=utf-8")


async def _asked_to_log_in(datasette: Datasette, request: Request, path: str) -> Response:
    """A reader's browser is led to the log-in page and from there to what it asked for; a program is refused."""
    wants_page = "text/html" in request.headers.get("accept", "") and not DATA.fullmatch(path)
    if not wants_page:
        error = {"ok": False, "error": "Log in to read this archive.", "status": 403, "title": "Log in"}
        return Response(json.dumps(error), status=403, content_type="application/json; charset=utf-8")
    has_users = (datasette.plugin_config("presswatch") or {}).get("users")
    if not has_users:
        return await _told(datasette, request, Forbidden("Your log-in has not reached this archive."))
    asked = {"next": request.full_path} if request.method in ("GET", "HEAD") and path != "/" else {}
    address = str(datasette.urls.path("/-/login"))
    return _led_to(address + (f"?{urlencode(asked)}" if asked else ""))


def _led_to(address: str) -> Response:
    return Response("", status=302, headers={"location": address}, content_type="text/html; charset=utf-8")


async def _told(datasette: Datasette, request: Request, exception: Exception) -> Response:
    """The page, or JSON, that this site shows for such an error anywhere else."""
    answers = pm.hook.handle_exception(datasette=datasette, request=request, exception=exception)
    answer: Response = await await_me_maybe(answers[0])
    return answer
