"""Headers on every answer: what the browser may load, frame, guess and pass on."""

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl

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


@hookimpl
def asgi_wrapper() -> Callable[[App], App]:
    return _with_headers


def _inside(name: bytes, value: bytes) -> bytes:
    """A redirect's address that stays on this site: browsers read ``/\\host`` as another site's address."""
    if name.lower() != b"location" or value.startswith((b"http://", b"https://")):
        return value
    return b"/" + value.replace(b"\\", b"%5C").lstrip(b"/")


def _with_headers(app: App) -> App:
    async def wrapped(scope: dict[str, Any], receive: Any, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [(key, _inside(key, value)) for key, value in message.get("headers", [])]
                names = {key.lower() for key, _ in given}
                added = [(key, value) for key, value in HEADERS.items() if key not in names]
                message = {**message, "headers": [*given, *added]}
            await send(message)

        await app(scope, receive, send_with_headers)

    return wrapped
