"""Who may keep an answer and for how long, and a short "not modified" for who has it already (RFC 9110 and 9111).

Every answer of known length gets an ETag, the digest of its bytes, unless its page made one itself; what is streamed
past a megabyte has none. The one place that sets Cache-Control and Vary.
"""

import asyncio
import hashlib
import re
from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette

Message = dict[str, Any]
Headers = dict[bytes, bytes]

LONGEST_GATHERED = 1_000_000
"""Bytes of a streamed answer that are gathered for its ETag; whatever is longer goes out as it comes."""

HASHED_ASIDE = 200_000
"""Bytes from which on hashing, a millisecond a megabyte or two, is a thread's."""

FOR_EVER = b"public, max-age=31536000, immutable"
STATIC_FOR = b"public, max-age=300"
MARK = 12
"""Letters of a file's digest in its address, as in the plugin `static_files`."""

_STATIC = re.compile(r"/(-/)?static/.*|/favicon\.ico")
_NEVER_KEPT = re.compile(r"/-/log(in|out)")
_TAG = re.compile(rb'(?:W/)?("[^"]*")')
_QUERY_TIME = re.compile(rb'"query_ms": [0-9.e+-]+')
# RFC 9110, 15.4.5: what a 304 repeats of the answer that it stands for.
_OF_304 = {b"cache-control", b"content-location", b"date", b"etag", b"expires", b"last-modified", b"vary"}
# RFC 9111, 4.2.2, and 404 by the same section: these a cache might keep by its own guess.
_GUESSED = {301, 308, 404, 405, 410, 414, 501}


class _HeadIsEnough(BaseException):
    """Ends the making of a long answer to HEAD; no error, so that nothing on the way takes it for one."""


@hookimpl
def archive_layer(datasette: Datasette) -> tuple[str, Callable[[Any], Any]]:
    serving = datasette.plugin_config("presswatch") or {}
    ttl = datasette.setting("default_cache_ttl")
    varies = (b"Cookie", *([serving["header"].encode()] if serving.get("header") else []))

    def layer(app: Any) -> Any:
        async def caching(scope: Message, receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            answer = Answer(scope, send, ttl=ttl, varies=varies if serving.get("access") == "login" else ())
            asked = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
            try:
                await app(asked, receive, answer.take)
            except _HeadIsEnough:
                return

        return caching

    return "caching", layer


class Answer:
    """One answer on its way out: its head is held back until its body is known or too long to wait for."""

    def __init__(self, scope: Message, send: Any, *, ttl: int, varies: tuple[bytes, ...]) -> None:
        self._scope = scope
        self._send = send
        self._ttl = ttl
        self._varies = varies
        self._start: Message | None = None
        self._headers: Headers = {}
        self._cookies: list[tuple[bytes, bytes]] = []
        self._body: list[bytes] = []
        self._length = 0

    async def take(self, message: Message) -> None:
        """The application's `send`."""
        if message["type"] == "http.response.start":
            self._begin(message)
        elif self._start is None:
            await self._pass_on(message)
        else:
            self._body.append(message.get("body", b""))
            self._length += len(self._body[-1])
            if not message.get("more_body"):
                await self._finish()
            elif self._length > LONGEST_GATHERED:
                await self._let_go()

    def _begin(self, message: Message) -> None:
        self._start = message
        headers = [(name.lower(), value) for name, value in message.get("headers", [])]
        self._cookies = [pair for pair in headers if pair[0] == b"set-cookie"]
        self._headers = {name: value for name, value in headers if name != b"set-cookie"}

    async def _finish(self) -> None:
        body = b"".join(self._body)
        start = self._started()
        status = start["status"]
        if self._scope["method"] in ("GET", "HEAD") and status == 200:
            self._headers.setdefault(b"etag", await _tag(body))
            status = condition(self._asked(b"if-match"), self._asked(b"if-none-match"), tag=self._headers[b"etag"])
        self._tell_caches(status)
        if status == 304:
            self._headers = {name: value for name, value in self._headers.items() if name in _OF_304}
            body = b""
        elif status == 412:
            body = b""
        if status not in (204, 304):
            self._headers[b"content-length"] = str(len(body)).encode()
        await self._send({**start, "status": status, "headers": [*self._headers.items(), *self._cookies]})
        await self._send({"type": "http.response.body", "body": b"" if self._scope["method"] == "HEAD" else body})

    async def _let_go(self) -> None:
        """Send what was gathered; the rest passes as it comes."""
        start = self._started()
        self._tell_caches(start["status"])
        await self._send({**start, "headers": [*self._headers.items(), *self._cookies]})
        self._start = None
        await self._pass_on({"type": "http.response.body", "body": b"".join(self._body), "more_body": True})

    async def _pass_on(self, message: Message) -> None:
        if self._scope["method"] == "HEAD":
            await self._send({"type": "http.response.body", "body": b""})
            raise _HeadIsEnough
        await self._send(message)

    def _started(self) -> Message:
        if self._start is None:
            raise RuntimeError("a body before its head")
        return self._start

    def _asked(self, name: bytes) -> bytes | None:
        # RFC 9110, 5.3: lines of one name are one list.
        values = [value for key, value in self._scope["headers"] if key == name]
        return b",".join(values) if values else None

    def _tell_caches(self, status: int) -> None:
        path = self._scope["archive"]["path"] or ""
        query = self._scope.get("query_string", b"")
        given = self._headers.get(b"cache-control", b"")
        is_static = bool(_STATIC.fullmatch(path)) and status in (200, 304)
        self._headers.pop(b"vary", None)
        if is_static:
            mark = self._headers.get(b"etag", b"")[1 : MARK + 1]
            self._headers[b"cache-control"] = FOR_EVER if mark and query == b"v=" + mark else STATIC_FOR
        elif self._cookies or _NEVER_KEPT.fullmatch(path) or not (status in (200, 304) or status in _GUESSED):
            self._headers[b"cache-control"] = b"private, no-store" if self._varies else b"no-store"
        elif self._varies:
            # It is asked for again each time, so that nothing is shown once its reader has logged out.
            self._headers[b"cache-control"] = b"private, no-cache"
        else:
            self._headers[b"cache-control"] = b"public, " + (_age(given) or b"max-age=%d" % self._ttl)
        if self._varies and not is_static:
            self._headers[b"vary"] = b", ".join(self._varies)


def condition(if_match: bytes | None, if_none_match: bytes | None, *, tag: bytes) -> int:
    """200, 304 or 412 for a GET whose answer has that tag, in the order of RFC 9110, 13.2.2.

    If-None-Match compares weakly, so that a proxy may compress and weaken the tag; If-Match compares strongly.
    """
    if if_match is not None and if_match.strip() != b"*":
        strong = [found for found in re.findall(rb'(?:W/)?"[^"]*"', if_match) if not found.startswith(b"W/")]
        if tag not in strong:
            return 412
    if if_none_match is None:
        return 200
    known = if_none_match.strip() == b"*" or tag.removeprefix(b"W/") in _TAG.findall(if_none_match)
    return 304 if known else 200


def _age(given: bytes) -> bytes | None:
    """What a page itself says of how long it may be kept, of an answer that is for everybody."""
    found = re.search(rb"max-age=[0-9]{1,9}|no-cache", given)
    return found[0] if found else None


async def _tag(body: bytes) -> bytes:
    """The digest of a body; a weak one of Datasette's JSON, which tells how long its query took this time."""
    same, times = _QUERY_TIME.subn(b"", body) if body.startswith(b"{") else (body, 0)
    return (b"W/" if times else b"") + await _digest(same)


async def _digest(body: bytes) -> bytes:
    if len(body) > HASHED_ASIDE:
        digest = await asyncio.to_thread(lambda: hashlib.sha256(body).hexdigest())
    else:
        digest = hashlib.sha256(body).hexdigest()
    return f'"{digest[:32]}"'.encode()
