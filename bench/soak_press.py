"""Two hundred small outlets and a receiver of alerts that go wrong in every way: what a soak watches, in one process.

What an outlet shows is a function of the time since the start: stories appear, are edited and go. How it fails is
chance, and now and then a whole outlet is out for a minute and a half. Every look at a feed is noted.
"""

import asyncio
import gzip
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache, partial
from html import escape
from multiprocessing import get_context
from multiprocessing.connection import Connection
from random import Random
from time import time

from monitor.demo.inventing import invented
from monitor.demo.stories import Copy

LISTED = 15
"""Stories in a feed: the newest."""

EDITED_AFTER, REMOVED_AFTER = 150.0, 400.0
"""Seconds after which one story in four is edited, and one in twelve is gone."""

ROUND, OUT = 900.0, 90.0
"""Seconds from one outage of an outlet to the next, and how long each lasts."""

FAULTS = (
    ("slow", 0.02), ("error", 0.02), ("busy", 0.005), ("dropped", 0.01), ("cut", 0.01), ("hung", 0.001),
)  # fmt: skip
OUTAGES = ("error", "dropped", "hung")
HOSTILE_SHARE = 25
"""One story in so many has a page that is made to hurt."""

HOOK_FAULTS = (("503", 0.08), ("cut after taking", 0.03), ("hung after taking", 0.01), ("cut before taking", 0.03))
HUNG = 45.0
"""Seconds without an answer: more than anyone waits."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many outlets, seconds between two stories of one, when it began (seconds of the epoch), and the chance."""

    outlets: int
    period: float
    began: float
    seed: int = 1


@dataclass(slots=True)
class Seen:
    """What reached the press: times of looks at each outlet's feed, faults that were met, messages by id."""

    looks: dict[int, list[float]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    messages: Counter[str] = field(default_factory=Counter)
    told: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class PressProcess:
    """The serving process: the outlets' addresses and ports in order, and the receiver's port."""

    places: list[tuple[str, int]]
    hook_port: int
    _pipe: Connection

    def seen(self) -> Seen:
        """What has reached it so far."""
        self._pipe.send("seen")
        answer: Seen = self._pipe.recv()
        return answer

    def behave(self) -> None:
        """No faults any more, and no news."""
        self._pipe.send("behave")


@contextmanager
def serving(plan: Plan) -> Iterator[PressProcess]:
    """The press in a process of its own, until left."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_main, args=(theirs, plan), daemon=True)
    process.start()
    theirs.close()
    try:
        places, hook_port = ours.recv()
        yield PressProcess(places, hook_port, ours)
    finally:
        process.terminate()
        process.join()


def _main(pipe: Connection, plan: Plan) -> None:
    asyncio.run(_serve(pipe, plan))


async def _serve(pipe: Connection, plan: Plan) -> None:
    press = Press(plan)
    loop = asyncio.get_running_loop()
    places = []
    for outlet in range(plan.outlets):
        address = f"127.0.{1 + outlet // 200}.{1 + outlet % 200}"
        server = await loop.create_server(partial(_Http, partial(press.answer, outlet)), address, 0)
        places.append((address, server.sockets[0].getsockname()[1]))
    hook = await loop.create_server(partial(_Http, press.take), "127.0.0.1", 0)
    told = asyncio.Event()
    pipe.send((places, hook.sockets[0].getsockname()[1]))

    def listen() -> None:
        try:
            word = pipe.recv()
        except EOFError:
            told.set()
            return
        if word == "behave":
            press.ended = time()
        else:
            pipe.send(press.seen)

    loop.add_reader(pipe.fileno(), listen)
    await told.wait()


@dataclass(frozen=True, slots=True)
class Answered:
    """Bytes to send after `wait` seconds; a cut line closes after them, a hung one never sends them."""

    data: bytes
    wait: float = 0.0
    is_cut: bool = False


class Press:
    """What every outlet answers at this moment."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.seen = Seen()
        self.ended: float | None = None
        self._random = Random(plan.seed)  # noqa: S311 - chance, not secrecy

    def answer(self, outlet: int, head: bytes, _: bytes) -> Answered:
        """An outlet's answer, with the fault that chance or an outage has in store."""
        path, now = head.split(b" ", 2)[1].decode("latin-1"), time()
        if path == "/feed.xml":
            self.seen.looks.setdefault(outlet, []).append(now)
        now = self.ended or now
        fault = self._fault(outlet, path, now)
        if fault:
            self.seen.faults[fault] += 1
        match fault:
            case "error":
                return Answered(_reply(b"out of order", status=b"503 Service Unavailable"))
            case "busy":
                return Answered(_reply(b"busy", b"Retry-After: 3", status=b"429 Too Many Requests"))
            case "dropped":
                return Answered(b"", is_cut=True)
            case "hung":
                return Answered(b"", wait=HUNG, is_cut=True)
        whole = self._whole(outlet, path, head, now)
        if fault == "cut":
            return Answered(whole[: len(whole) * 2 // 3], is_cut=True)
        return Answered(whole, wait=self._random.uniform(0.5, 4.0) if fault == "slow" else 0.0)

    def _fault(self, outlet: int, path: str, now: float) -> str:
        if self.ended or path == "/robots.txt":
            return ""
        # Spread over the round, so that about a tenth of the outlets is out at any time.
        if (now - self.plan.began + outlet * ROUND * 0.618) % ROUND > ROUND - OUT:
            return OUTAGES[outlet % len(OUTAGES)]
        return _drawn(self._random, FAULTS)

    def _whole(self, outlet: int, path: str, head: bytes, now: float) -> bytes:
        if path == "/robots.txt":
            return _reply(b"User-agent: *\nDisallow: /private/\n", b"Content-Type: text/plain")
        shown = range(max(0, self._newest(outlet, now) + 1 - LISTED), self._newest(outlet, now) + 1)
        if path == "/feed.xml":
            return _reply(self._feed(outlet, shown, head, now), b"Content-Type: application/rss+xml")
        number = int("".join(filter(str.isdigit, path)) or 0)
        if self._is_gone(outlet, number, now) or number > self._newest(outlet, now):
            return _reply(b"<h1>Not found</h1>", status=b"404 Not Found")
        if _lot(outlet, number, "hostile") % HOSTILE_SHARE == 0:
            return _hostile(_lot(outlet, number, "kind") % HOSTILE_KINDS)
        version = self._version(outlet, number, now)
        etag = b'"%d-%d-%d"' % (outlet, number, version)
        if b"If-None-Match: " + etag in head:
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\nContent-Length: 0\r\n\r\n"
        return _reply(_page(outlet, number, version), b"Content-Type: text/html; charset=utf-8", b"ETag: " + etag)

    def _newest(self, outlet: int, now: float) -> int:
        """The number of the newest story; an outlet begins with a few."""
        return 4 + int((now - self.plan.began + outlet * self.plan.period * 0.618) // self.plan.period)

    def _published(self, outlet: int, number: int) -> float:
        return self.plan.began + (number - 4) * self.plan.period - outlet * self.plan.period * 0.618

    def _version(self, outlet: int, number: int, now: float) -> int:
        is_edited = _lot(outlet, number, "edit") % 4 == 0
        return int(is_edited and now - self._published(outlet, number) > EDITED_AFTER)

    def _is_gone(self, outlet: int, number: int, now: float) -> bool:
        is_removed = _lot(outlet, number, "gone") % 12 == 0
        return is_removed and now - self._published(outlet, number) > REMOVED_AFTER

    def _feed(self, outlet: int, shown: range, head: bytes, now: float) -> bytes:
        host = next(line[6:] for line in head.split(b"\r\n") if line.lower().startswith(b"host: ")).decode("ascii")
        lines = [
            f"<item><title>{escape(_copy(outlet, number).headline)}{' (updated)' * version}</title>"
            f"<link>http://{host}/news/{number}.html</link>"
            f"<pubDate>{formatdate(self._published(outlet, number))}</pubDate></item>"
            for number in reversed(shown)
            for version in [self._version(outlet, number, now)]
            if not self._is_gone(outlet, number, now)
        ]
        head_line = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Outlet {outlet}</title>'
        return f"{head_line}{''.join(lines)}</channel></rss>".encode()

    def take(self, _: bytes, body: bytes) -> Answered:
        """An alert, taken or not."""
        fault = _drawn(self._random, HOOK_FAULTS) if self.ended is None else ""
        if fault:
            self.seen.faults[f"alert {fault}"] += 1
        if fault == "503":
            return Answered(_reply(b"", status=b"503 Service Unavailable"))
        if fault != "cut before taking":
            message = json.loads(body)
            self.seen.messages[message["id"]] += 1
            if self.seen.messages[message["id"]] == 1:
                self.seen.told.update(item["change_id"] for item in message["items"])
        if fault:
            return Answered(b"", wait=HUNG if fault.startswith("hung") else 0.0, is_cut=True)
        return Answered(_reply(b""))


class _Http(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, one request after the other."""

    _transport: asyncio.Transport

    def __init__(self, answer: Callable[[bytes, bytes], Answered]) -> None:
        self._answer = answer
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        if len(rest) < length:
            return
        self._buffer = rest[length:]
        answered = self._answer(head, rest[:length])
        if answered.wait:
            asyncio.get_running_loop().call_later(answered.wait, self._send, answered)
        else:
            self._send(answered)

    def _send(self, answered: Answered) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(answered.data)
        if answered.is_cut:
            self._transport.close()


def _drawn(random: Random, faults: tuple[tuple[str, float], ...]) -> str:
    drawn = random.random()
    for name, chance in faults:
        drawn -= chance
        if drawn < 0:
            return name
    return ""


def _lot(outlet: int, number: int, what: str) -> int:
    """A number that is always the same for this story."""
    return zlib.crc32(f"{outlet}/{number}/{what}".encode())


def _reply(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = [b"HTTP/1.1 " + status, *headers, b"Content-Length: %d" % len(body), b"", b""]
    return b"\r\n".join(lines) + body


@lru_cache(maxsize=4_000)
def _copy(outlet: int, number: int) -> Copy:
    return invented(outlet * 100_000 + number, paragraphs=5)


def _page(outlet: int, number: int, version: int) -> bytes:
    copy = _copy(outlet, number)
    paragraphs = [*copy.paragraphs, *(["The report was completed in the evening with what the block said."] * version)]
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    title = escape(copy.headline)
    head = f"<title>{title}</title><meta property='og:title' content='{title}'>"
    return f"<html lang=en><head>{head}</head><body><article><h1>{title}</h1>{text}</article></body></html>".encode()


HOSTILE_KINDS = 9


@lru_cache(maxsize=HOSTILE_KINDS)
def _hostile(kind: int) -> bytes:
    """A page that is made to hurt whoever reads it; the same at each look."""
    html = b"Content-Type: text/html"
    match kind:
        case 0:
            return _reply(b"<html><body>" + b"<div>" * 50_000 + b"deep", html)
        case 1:
            return _reply(b"<html><body>" + b"<p>long</p>" * 800_000, html)
        case 2:
            return _reply(b"<html><body><p " + b"x=1 " * 100_000 + b">many</p>", html)
        case 3:
            return _reply(gzip.compress(b"\0" * 60_000_000), html, b"Content-Encoding: gzip")
        case 4:
            return _reply(bytes(range(256)) * 400, html)
        case 5:
            return _reply(b"%PDF-1.7\n" + b"\0" * 50_000, html)
        case 6:
            json_bomb = b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>"
            return _reply(b"<html><head>" + json_bomb + b"</head><body><p>nested</p></body></html>", html)
        case 7:
            return _reply(b"<html><body><article>" + b"<p>A sentence that is said again.</p>" * 5_000, html)
        case _:
            return _reply(b"not gzip at all", html, b"Content-Encoding: gzip")
