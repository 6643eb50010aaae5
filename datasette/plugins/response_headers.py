"""Headers on every answer: what the browser may load, frame, guess and pass on."""

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[dict[str, Any], Any, Send], Awaitable[None]]

# No inline script or style anywhere, so that text from the web that slipped through escaping would still do nothing.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}


_NOT_INDEXED = re.compile(r"/-/.*|.*\.(csv|json|jsono|blob)")
"""What search engines are kept from even where they are welcome; robots.txt alone keeps no address out of an index."""


@hookimpl
def archive_layer(datasette: Datasette) -> tuple[str, Callable[[App], App]]:
    welcome = (datasette.plugin_config("presswatch") or {}).get("robots") == "all"
    base = datasette.setting("base_url").encode()

    def layer(app: App) -> App:
        async def wrapped(scope: dict[str, Any], receive: Any, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            path = scope["archive"]["path"] or ""
            hidden = not welcome or _NOT_INDEXED.fullmatch(path) or b"sql=" in scope.get("query_string", b"")

            async def send_guarded(message: Message) -> None:
                if message["type"] == "http.response.start":
                    given = guarded(
                        message.get("headers", []), path=path, base=base, secure=scope.get("scheme") == "https"
                    )
                    message = {**message, "headers": [*given, *([(b"x-robots-tag", b"noindex")] if hidden else [])]}
                await send(message)

            await app(scope, receive, send_guarded)

        return wrapped

    return "headers", layer


def guarded(
    headers: Iterable[tuple[bytes, bytes]], *, path: str, base: bytes, secure: bool
) -> list[tuple[bytes, bytes]]:
    """The headers of the answer at a path, with those that guard it; its redirects and cookies stay below `base`."""
    kept = []
    for name, value in headers:
        match name.lower():
            case b"location":
                kept.append((name, _inside(value, path, base)))
            case b"set-cookie":
                kept.append((name, _closed(value, base, secure=secure)))
            case b"link":
                # Datasette's repeats what is in the page, without the brackets that it needs.
                continue
            case _:
                kept.append((name, value))
    names = {name.lower() for name, _ in kept}
    return [*kept, *((name, value) for name, value in HEADERS.items() if name not in names)]


def _inside(value: bytes, path: str, base: bytes) -> bytes:
    """A redirect's address that stays on this site: browsers read ``/\\host`` as another site's address."""
    if value.startswith((b"http://", b"https://")):
        return value
    target = b"/" + value.replace(b"\\", b"%5C").lstrip(b"/")
    # The first two are Datasette's mended forms of what was asked for, the third its old name of a page.
    mended = (path.rstrip("/"), path.replace("~", "~7E").replace("%", "~").replace(".", "~2E"), "/-/settings")
    lacks_prefix = target.partition(b"?")[0].decode("latin-1") in mended or not target.startswith(base)
    return base + target[1:] if lacks_prefix else target


def _closed(cookie: bytes, base: bytes, *, secure: bool) -> bytes:
    """A cookie that no script reads, no other site's form sends, and no other path or plain http gets."""
    name, *attributes = (part.strip() for part in cookie.split(b";"))
    ours = (b"path", b"httponly", b"secure", b"samesite")
    others = [part for part in attributes if part.partition(b"=")[0].lower() not in ours]
    added = [b"Path=" + base, b"HttpOnly", b"SameSite=Lax", *([b"Secure"] if secure else [])]
    return b"; ".join([name, *others, *added])
