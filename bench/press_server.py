"""Serves a press on loopback addresses, one for each outlet, from a process that is told when a round begins."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from html import escape
from multiprocessing import get_context
from multiprocessing.connection import Connection

from press import Plan, Press, Served

FIRST_HOST = 61


@dataclass(slots=True)
class PressProcess:
    """The serving process: `homes` are its outlets' front pages, in order, without the last slash."""

    homes: list[str]
    _pipe: Connection

    def advance(self) -> None:
        """Begin the next round; returns when every later fetch is of it."""
        self._pipe.send("advance")
        self._pipe.recv()

    def served(self) -> list[Served]:
        """What was served since this was asked last, oldest first."""
        self._pipe.send("served")
        answer: list[Served] = self._pipe.recv()
        return answer


@contextmanager
def serving(plan: Plan) -> Iterator[PressProcess]:
    """The press at round 0, until left."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_main, args=(theirs, plan), daemon=True)
    process.start()
    try:
        yield PressProcess(ours.recv(), ours)
    finally:
        process.terminate()
        process.join()


def _main(pipe: Connection, plan: Plan) -> None:
    asyncio.run(_serve(pipe, plan))


async def _serve(pipe: Connection, plan: Plan) -> None:
    loop = asyncio.get_running_loop()
    desk = _Desk(Press(plan), pipe)
    for outlet in range(plan.outlets):
        address = f"127.0.0.{FIRST_HOST + outlet}"
        server = await loop.create_server(partial(_Http, desk, outlet), address, 0)
        desk.homes.append(f"http://{address}:{server.sockets[0].getsockname()[1]}")
    loop.add_reader(pipe.fileno(), desk.hear)
    pipe.send(desk.homes)
    await asyncio.Event().wait()


class _Desk:
    """The press, what was fetched of it, and the line to the process that judges."""

    def __init__(self, press: Press, pipe: Connection) -> None:
        self.press, self.homes = press, list[str]()
        self._pipe, self._turns, self._served = pipe, Counter[str](), list[Served]()

    def hear(self) -> None:
        """Does what the pipe asks."""
        try:
            order = self._pipe.recv()
        except EOFError:
            asyncio.get_running_loop().stop()
            return
        if order == "advance":
            self._pipe.send(self.press.advance())
        else:
            self._pipe.send(self._served)
            self._served = []

    def page(self, outlet: int, path: str) -> tuple[int, bytes, str]:
        """Status, bytes and type of what is at that path."""
        if path == "/feed.xml":
            return 200, self._feed(outlet), "application/rss+xml; charset=utf-8"
        if path not in self.press.tellings:
            return 404, b"<h1>Not found</h1>", "text/html"
        self._turns[path] += 1
        served = self.press.serve(path, self._turns[path])
        self._served.append(served)
        status, page = self.press.rendered(served, home=f"{self.homes[outlet]}/")
        return status, page, "text/html; charset=utf-8"

    def _feed(self, outlet: int) -> bytes:
        told = [telling for telling in self.press.tellings.values() if telling.outlet == outlet]
        lines = [
            f"<item><title>{escape(one.versions[-1].headline)}</title><link>{self.homes[outlet]}{one.path}</link></item>"
            for one in told
        ]
        channel = f"<channel><title>Outlet {outlet}</title>{''.join(lines)}</channel>"
        return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0">{channel}</rss>'.encode()


class _Http(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, one request at a time, as a spider sends them."""

    def __init__(self, desk: _Desk, outlet: int) -> None:
        self._desk, self._outlet = desk, outlet
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            self._transport.write(self._answer(head))  # type: ignore[attr-defined]

    def _answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1].decode()
        if path == "/robots.txt":
            status, body, kind = 200, b"User-agent: *\nDisallow: /private/\n", "text/plain"
        else:
            status, body, kind = self._desk.page(self._outlet, path)
        return f"HTTP/1.1 {status} -\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
