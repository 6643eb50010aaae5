"""What answers otherwise than a web server should: bombs, wrong lengths, floods of headers, redirects to nowhere."""

import gzip
import itertools
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator

import brotli
import zstandard
from scrapy import Request

from tests.answering import Answer, Wire
from tests.hostile_inputs import MB, STORED, SUSPECT, Case, Make, article, case

GONE = "gone"
"""The address leads to no story any more: a redirect to the front page, 404, 410."""

STOP = threading.Event()
"""Set when a test is over: what drips stops dripping."""


class NoPatienceWithEndless:
    """What never ends costs a crawl a second, in place of a fetch's own patience; what ends has all of that."""

    def process_request(self, request: Request) -> None:
        """Scrapy's interface."""
        if any(f"/news/{each.name}-" in request.url for each in endless()):
            request.meta["download_timeout"] = 1.0


def answers() -> Iterator[Case]:
    """Every hostile answer that comes at once."""
    yield from _bombs()
    yield from _unpackable()
    yield from _lengths()
    yield from _chunks()
    yield from _headers()
    yield from _statuses()
    yield from _redirects()


def endless() -> Iterator[Case]:
    """Answers that do not end by themselves: each costs the patience of a fetch."""
    for name, first, drop in (
        ("drip", b"HTTP/1.1 200 OK\r\n\r\n<p>", b"x"),
        ("drip-headers", b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        ("drip-interim", b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        ("silence", b"", b""),
    ):
        yield case(name, _drips(first, drop), "timeout")


def _bombs() -> Iterator[Case]:
    """Compressed zeros, 10 MB or 10 GB of them; then what is small and takes long to unpack; then no end at all."""
    for encoding, pack in (("gzip", zeros_packed), ("deflate", _deflated), ("br", _brotlied), ("zstd", _zstandarded)):
        yield case(f"bomb-{encoding}", _packs(encoding, pack), "too_large")
    yield case("bomb-in-a-bomb", _packs("gzip, gzip", lambda full: gzip.compress(zeros_packed(full))), "too_large")
    yield case("layers", _packs(", ".join(["gzip"] * 1_000), lambda _: gzip.compress(b"<p>")), "too_large")
    yield case("pieces-gzip", _packs("gzip", lambda _: gzip.compress(b"") * (8 * MB // 21)), "too_large")
    yield case("pieces-zstd", _packs("zstd", lambda _: zstandard.compress(b"") * (8 * MB // 10)), "too_large")
    yield case("endless", _wires(_endless_body), "too_large")
    yield case("endless-chunks", _wires(_endless_chunks), "too_large")
    yield case("endless-headers", _wires(_endless_headers), "too_large")


def _unpackable() -> Iterator[Case]:
    damaged = gzip.compress(article(77).encode())[:200] + b"\0" * 99
    yield case("damaged-gzip", _packs("gzip", lambda _: damaged), SUSPECT)
    for number, encoding in enumerate(("gzip", "br", "zstd", "x-\xff, sdch")):
        yield case(f"not-packed-{number}", _packs(encoding, lambda _: b"<p>It is not."), "connection")


def _lengths() -> Iterator[Case]:
    for name, told, outcome in (
        ("short", "Content-Length: 99", SUSPECT),
        ("long", "Content-Length: 99999", "connection"),
        ("none", "X: y", STORED),
        ("two", "Content-Length: 99\r\nContent-Length: 100", "connection"),
        ("same-twice", "Content-Length: 99\r\nContent-Length: 99", SUSPECT),
        ("list", "Content-Length: 99, 99", SUSPECT),
        ("negative", "Content-Length: -5", "connection"),
        ("plus", "Content-Length: +99", "connection"),
        ("no-number", "Content-Length: 0x63", "connection"),
        ("huge", f"Content-Length: {'9' * 400}", "too_large"),
        ("and-chunked", "Content-Length: 99\r\nTransfer-Encoding: chunked", STORED),
    ):
        yield case(f"length-{name}", _with_headers(told), outcome)


def _chunks() -> Iterator[Case]:
    for name, body in (
        ("garbage", b"zz\r\nxx\r\n"),
        ("negative", b"-1\r\nx\r\n0\r\n\r\n"),
        ("huge", b"f" * 300 + b"\r\nx"),
        ("cut", b"64\r\nabc"),
        ("extension", b"1;" + b"a" * 100_000 + b"\r\nx\r\n0\r\n\r\n"),
        ("trailers", b"0\r\n" + b"X: y\r\n" * 50_000 + b"\r\n"),
        ("no-end", b"1\r\nxy\r\n0\r\n\r\n"),
        ("nothing", b""),
    ):
        yield case(f"chunks-{name}", _sends(_start("Transfer-Encoding: chunked"), body), "connection")


def _headers() -> Iterator[Case]:
    """They end at 256 kB, and a line of them at 16, whatever it is."""
    cookies = "\r\n".join(f"Set-Cookie: c{number}=v; Path=/" for number in range(10_000))
    for name, headers, outcome in (
        ("cookies", cookies, "too_large"),
        ("cookies-that-fit", cookies[:100_000], STORED),
        ("many", "\r\n".join(f"X-{number}: v" for number in range(10_000)), STORED),
        ("folded", "X-A: b" + "\r\n c" * 5_000, STORED),
        ("no-token", "X-\xff\x00: \x00\xff\r\n: v", "connection"),
        ("odd", 'no colon\r\nETag: "\x01\xff"\r\nLast-Modified: \xff\r\nX-Empty:\r\nX-Tab: \t\x7f\x1b[2J', STORED),
        ("stale", "Date: 99 Foo 99999\r\nAge: -1\r\nLast-Modified: x\r\nRetry-After: 9999999999", STORED),
        ("type", 'Content-Type: text/html;;; charset="\x7f' + "x" * 5_000, STORED),
    ):
        yield case(f"headers-{name}", _with_headers(headers), outcome)
    yield case(
        "header-huge",
        _sends_sized(lambda full: b"HTTP/1.1 200 OK\r\nX: " + b"b" * (50 * MB if full else MB)),
        "connection",
    )


def _statuses() -> Iterator[Case]:
    for status in (204, 206, 299, 304, 418, 451, 599, 999):
        yield case(f"status-{status}", _with_line(f"HTTP/1.1 {status} So"), "http_status")
    for name, line, outcome in (
        ("garbage", "\x00\xff\x16\x03\x01 nonsense", "connection"),
        ("no-number", "HTTP/1.1 OK", "connection"),
        ("other", "SSH-2.0-OpenSSH_9.2", "connection"),
        ("empty", "", "connection"),
        ("long", "HTTP/1.1 200 " + "O" * 100_000, "connection"),
        ("version", "HTTP/9.9 200 OK", STORED),
        ("negative", "HTTP/1.1 -200 OK", "http_status"),
        ("digits", "HTTP/1.1 " + "2" * 99 + " OK", "http_status"),
    ):
        yield case(f"line-{name}", _with_line(line), outcome)


def _redirects() -> Iterator[Case]:
    for status in (300, 305):
        yield case(f"redirect-{status}", _with_line(f"HTTP/1.1 {status} So"), "redirects")
    yield case("redirect-itself", lambda number, _: _redirect(f"redirect-itself-{number}"), "redirects")
    yield case("redirect-nowhere", lambda number, _: _redirect(f"nowhere-{number}"), GONE)
    for name, place in (
        ("file", "file:///etc/passwd"),
        ("data", "data:text/html,<p>x"),
        ("ftp", "ftp://127.0.0.1/x"),
        ("script", "javascript:alert(1)"),
        ("s3", "s3://bucket/key"),
        ("gopher", "gopher://127.0.0.1:25/x"),
        ("mail", "mailto:x@example.org"),
        ("malformed", "http://["),
        ("port", "http://127.0.0.1:99999999/"),
        ("controls", "http://127.0.0.1\x01/x"),
        ("nothing", ""),
        ("long", "/" + "x" * 15_000),
        ("letters", "/" + "ä" * 3_000),
        ("user", "http://me:secret@127.0.0.1/"),
        ("zone", "http://[fe80::1%25lo]/"),
        ("label", "http://" + "a" * 300 + ".example/"),
    ):
        yield case(f"redirect-{name}", _redirects_to(place), "redirects")


def _wires(pieces: Callable[[], Iterable[bytes]]) -> Make:
    return lambda *_: Wire(pieces)


def _sends(*pieces: bytes) -> Make:
    return lambda *_: Wire(lambda: pieces)


def _sends_sized(make: Callable[[bool], bytes]) -> Make:
    return lambda _, full: Wire(lambda: [make(full)])


def _drips(first: bytes, drop: bytes) -> Make:
    return lambda *_: Wire(lambda: _dripping(first, drop))


def _packs(encoding: str, pack: Callable[[bool], bytes]) -> Make:
    return lambda _, full: Answer(pack(full), headers={"Content-Type": "text/html", "Content-Encoding": encoding})


def _with_line(line: str) -> Make:
    start = f"{line}\r\nContent-Type: text/html\r\n\r\n".encode("latin-1")
    return lambda number, _: Wire(lambda: [start, article(number).encode()])


def _with_headers(headers: str) -> Make:
    def make(number: int, _: bool) -> Wire:
        body = article(number).encode()
        if "chunked" in headers:
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        return Wire(lambda: [_start(headers) + body])

    return make


def _redirects_to(place: str) -> Make:
    return lambda *_: _redirect(place)


def _redirect(place: str) -> Answer:
    # Header text goes out as latin-1; what a server would send of other letters is their UTF-8.
    return Answer(b"", 302, {"Location": place.encode().decode("latin-1")})


def _start(*headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/html", *headers, "", ""]).encode("latin-1")


def _zeros(full: bool) -> Iterator[bytes]:
    return itertools.repeat(b"\0" * MB, 10_240 if full else 10)


def zeros_packed(full: bool) -> bytes:
    """Zeros in gzip, 10 MB or 7 GB of them: 10 GB would be refused for what they are when packed.

    The check sum is wrong, where nobody is to come.
    """
    return b"\x1f\x8b\x08\0\0\0\0\0\2\3" + _deflated_zeros(full) + b"\0" * 8


def _deflated(full: bool) -> bytes:
    return b"\x78\xda" + _deflated_zeros(full) + b"\0" * 4


def _deflated_zeros(full: bool) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(b"\0" * MB) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * (7_000 if full else 10) + packer.flush()


def _brotlied(full: bool) -> bytes:
    packer = brotli.Compressor(quality=1)
    return b"".join(map(packer.process, _zeros(full))) + bytes(packer.finish())


def _zstandarded(full: bool) -> bytes:
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    return b"".join(map(packer.compress, _zeros(full))) + packer.flush()


def _endless_body() -> Iterator[bytes]:
    return itertools.chain([_start()], itertools.repeat(b"more " * 20_000))


def _endless_chunks() -> Iterator[bytes]:
    chunk = b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n"
    return itertools.chain([_start("Transfer-Encoding: chunked")], itertools.repeat(chunk))


def _endless_headers() -> Iterator[bytes]:
    return itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"X-A: " + b"b" * 9_000 + b"\r\n"))


def _dripping(first: bytes, drop: bytes) -> Iterator[bytes]:
    yield first
    while not STOP.wait(0.05):
        yield drop
