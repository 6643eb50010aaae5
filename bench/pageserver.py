"""Serves the corpus's pages on loopback addresses from a process of its own, as fast as asyncio can.

Every host 127.0.0.x has `/feed.xml`, which lists its articles, and `/a/N.html`: page N of the corpus with a sentence of
its own in the first paragraph, so that no two articles are the same. Answers carry an ETag and know If-None-Match.
"""

import argparse
import asyncio
import gzip
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from monitor.demo.inventing import invented

FIRST_HOST = 21
_PARAGRAPH = re.compile(rb"<p(?:\s[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Served:
    """Where the pages are: base URLs such as ``http://127.0.0.21:40000``, and how many articles each has."""

    homes: list[str]
    articles: int
    pid: int

    def urls(self, home: str) -> list[str]:
        """The addresses of a host's articles."""
        return [f"{home}/a/{number}.html" for number in range(self.articles)]


def corpus_pages(corpus: Path) -> list[bytes]:
    """The corpus's pages, decompressed, that an article can be read from (over 5 KB)."""
    found = [gzip.decompress(path.read_bytes()) for path in sorted((corpus / "pages" / "html").glob("*.html.gz"))]
    return [page for page in found if len(page) > 5_000]


@contextmanager
def serving(corpus: Path | None, *, hosts: int, articles: int, validators: bool = True) -> Iterator[Served]:
    """The server in a process of its own, until left. Without `validators` an unchanged page is a 200 of same bytes.

    Without a corpus the pages are small ones of invented prose.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_main, args=(theirs, corpus, hosts, articles, validators), daemon=True)
    process.start()
    try:
        yield Served(ours.recv(), articles, process.pid or 0)
    finally:
        process.terminate()
        process.join()


def serving_invented(*, hosts: int, articles: int) -> AbstractContextManager[Served]:
    """The server with small pages of invented prose, about 4 KB each."""
    return serving(None, hosts=hosts, articles=articles)


def invented_pages() -> list[bytes]:
    """A hundred small article pages."""
    pages = []
    for number in range(100):
        copy = invented(number)
        text = "".join(f"<p>{paragraph}</p>" for paragraph in copy.paragraphs)
        head = f"<title>{copy.headline}</title><meta property='og:title' content='{copy.headline}'>"
        pages.append(f"<html lang=en><head>{head}</head><body><h1>{copy.headline}</h1>{text}</body></html>".encode())
    return pages


def _main(ready: Connection, corpus: Path | None, hosts: int, articles: int, validators: bool) -> None:
    asyncio.run(_serve(ready, corpus, hosts, articles, validators))


async def _serve(ready: Connection, corpus: Path | None, hosts: int, articles: int, validators: bool) -> None:
    pages = corpus_pages(corpus) if corpus else invented_pages()
    loop = asyncio.get_running_loop()
    homes = []
    for host in range(hosts):
        address = f"127.0.0.{FIRST_HOST + host}"
        server = await loop.create_server(partial(_Http, pages, host, articles, validators), address, 0)
        homes.append(f"http://{address}:{server.sockets[0].getsockname()[1]}")
    ready.send(homes)
    await asyncio.Event().wait()


class _Http(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, one request at a time, as a spider sends them."""

    def __init__(self, pages: list[bytes], host: int, articles: int, validators: bool) -> None:
        self._pages, self._host, self._articles, self._validators = pages, host, articles, validators
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
            return _reply(b"User-agent: *\nDisallow: /private/\n", b"text/plain")
        if path == "/feed.xml":
            return _reply(self._feed(head), b"application/rss+xml")
        number = int(re.sub(r"\D", "", path) or 0)
        etag = b'"%d-%d"' % (self._host, number)
        if self._validators and b"If-None-Match: " + etag in head:
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\nContent-Length: 0\r\n\r\n"
        return _reply(self._page(number), b"text/html; charset=utf-8", etag if self._validators else None)

    def _page(self, number: int) -> bytes:
        page = self._pages[(number * 7 + self._host) % len(self._pages)]
        sentence = b"<p>Report %d of desk %d was filed on time and says what it says.</p>" % (number, self._host)
        match = _PARAGRAPH.search(page, len(page) // 4) or _PARAGRAPH.search(page)
        at = match.start() if match else page.find(b"</body>")
        return page[:at] + sentence + page[at:]

    def _feed(self, request: bytes) -> bytes:
        host = re.search(rb"\r\nHost: ([^\r]+)", request)
        home = b"http://" + (host[1] if host else b"")
        lines = [
            b"<item><title>Report %d</title><link>%s/a/%d.html</link></item>" % (number, home, number)
            for number in range(self._articles)
        ]
        head = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Bench</title>'
        return head + b"".join(lines) + b"</channel></rss>"


def _reply(body: bytes, kind: bytes, etag: bytes | None = None) -> bytes:
    tag = b"ETag: " + etag + b"\r\n" if etag else b""
    return b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n" % (kind, tag, len(body)) + body


def corpus_argument(parser: argparse.ArgumentParser) -> None:
    """`--corpus DIR`, by default the folder that PRESSWATCH_CORPUS names."""
    import os

    default = os.environ.get("PRESSWATCH_CORPUS")
    parser.add_argument("--corpus", type=Path, default=default, required=default is None)


def digest(body: bytes) -> str:
    """A body's SHA-256 in hexadecimal."""
    return sha256(body).hexdigest()
