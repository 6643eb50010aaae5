"""The subscriber's end in the demo: takes signed JSON webhooks as any receiver would, and shows what came as a page."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self

SECRET = "the demo's own"  # noqa: S105 - signs messages from one thread of this process to another
LARGEST = 1_000_000
"""Bytes of a request that are read: four times what a message of ours may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message as it arrived. `events` are what it tells of, in order, `sources` their outlets' names."""

    subject: str
    text: str
    html: str
    events: tuple[str, ...]
    sources: tuple[str, ...]


class Inbox:
    """An HTTP server on loopback: `with Inbox() as inbox`. Any thread may ask for what came."""

    def __init__(self) -> None:
        self._mails: list[Mail] = []
        self._shown = 0
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", 0), _Exchange)
        self._server.inbox = self
        self._thread = Thread(target=self._server.serve_forever, name="inbox")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The address of the page, and of the webhook."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    @property
    def mails(self) -> Sequence[Mail]:
        """All that came, oldest first."""
        with self._lock:
            return tuple(self._mails)

    def put(self, mail: Mail) -> None:
        """A message arrived."""
        with self._lock:
            self._mails.append(mail)

    def news(self) -> Sequence[Mail]:
        """What came since the last time this was asked."""
        with self._lock:
            new, self._shown = self._mails[self._shown :], len(self._mails)
        return new


def is_signed(body: bytes, *, message_id: str, timestamp: str, signature: str) -> bool:
    """Whether who sent the body knows the secret, as docs/delivery.md says to check it."""
    signed = b".".join([message_id.encode(), timestamp.encode(), body])
    digest = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(f"v1,{digest}", signature)


def page(mails: Sequence[Mail]) -> str:
    """The inbox as a page, newest message first; what a message holds can do nothing outside of its frame."""
    letters = "".join(
        f'<article><h2 dir="auto">{escape(mail.subject)}</h2>'
        f'<iframe sandbox title="{escape(mail.subject)}" srcdoc="{escape(mail.html)}"></iframe></article>'
        for mail in reversed(mails)
    )
    return _PAGE.format(count=len(mails), letters=letters)


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inbox of the demo</title><style>
:root {{ color-scheme: light dark }}
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 44rem; padding: 1rem }}
h2 {{ font-size: 1.1rem; margin: 2rem 0 .5rem }}
iframe {{ border: 1px solid #8888; border-radius: 4px; box-sizing: border-box; height: 26rem; width: 100% }}
</style></head><body><h1>Inbox of the demo</h1><p>{count} messages, the newest first.</p>{letters}</body></html>
"""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    inbox: Inbox


class _Exchange(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """A message: taken where it is signed."""
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(min(length, LARGEST))
        signed = is_signed(
            body,
            message_id=self.headers.get("webhook-id", ""),
            timestamp=self.headers.get("webhook-timestamp", ""),
            signature=self.headers.get("webhook-signature", ""),
        )
        if signed:
            self.server.inbox.put(_mail(json.loads(body)))
        self._answer(204 if signed else 401, b"")

    def do_GET(self) -> None:
        """The page."""
        self._answer(200, page(self.server.inbox.mails).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the demo's screen is for the demo."""

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _mail(payload: Any) -> Mail:
    items = payload.get("items", ())  # the desk's own messages tell of no article
    return Mail(
        subject=payload["subject"],
        text=payload["text"],
        html=payload["html"],
        events=tuple(item["event"] for item in items),
        sources=tuple(item["source"] for item in items),
    )
