"""One HTTP exchange as WARC records (ISO 28500), each a gzip member of its own: bytes out, nothing stored.

Packing costs more CPU than storing, so it stands apart: a worker process can do it where the page is read.
"""

import base64
import hashlib
import io
import re
import string
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from isal import isal_zlib
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage.times import to_text

LEVEL = 2
"""Of isal's deflate, by 67 news pages of 334 KB on average: ms of CPU a page, KB a page.

isal 0: 0.6, 78; 1: 0.6, 73; 2: 0.7, 72; 3: 1.1, 69. zlib 1: 2.8, 74; 3: 3.2, 69; 6: 7.6, 61; 9 (warcio's): 14, 60.
zlib-ng 2: 2.6, 71; 4: 3.6, 64. Level 2 has nearly the size of zlib's level 3 in a fifth of the time, on every story.
"""

_NO_TOKEN = re.compile(r"[^!-9;-~]")
_BODY_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its response, the body decoded from transfer and content encodings. `fetched_at` is aware.

    `body_sha256` is the body's digest in hexadecimal where it is known already.
    """

    url: str
    status: int
    request_headers: Sequence[tuple[str, str]]
    headers: Sequence[tuple[str, str]]
    body: bytes
    fetched_at: datetime
    body_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedCapture:
    """An exchange ready to be appended: two gzip members, the response's and the request's."""

    url: str
    status: int
    fetched_at: datetime
    response: bytes
    request: bytes
    body_sha256: str


class _Headers(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """Headers that are written as their bytes were received; warcio's own percent-encodes values and fails on names."""

    # Any: overrides an untyped method.
    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        text: str = self.to_str(filter_func) + "\r\n"
        try:
            return text.encode("latin-1")
        except UnicodeEncodeError:
            return text.encode("utf-8", errors="replace")


def pack_capture(exchange: Exchange, *, level: int = LEVEL) -> PackedCapture:
    """The exchange as two records.

    Headers stand as received, but those that described the body on the wire (Content-Encoding, Transfer-Encoding,
    Content-Length) are named `X-Archive-Orig-*`, as other archives do, because the payload is the decoded body.
    """
    body_sha256 = exchange.body_sha256 or hashlib.sha256(exchange.body).hexdigest()
    http_headers = _Headers(_status_line(exchange.status), _stored_headers(exchange), protocol="HTTP/1.1")
    block = hashlib.sha256(http_headers.to_ascii_bytes())
    block.update(exchange.body)
    writer = WARCWriter(io.BytesIO(), gzip=False)
    response = writer.create_warc_record(
        exchange.url,
        "response",
        payload=io.BytesIO(exchange.body),
        length=len(exchange.body),
        warc_headers_dict={
            "WARC-Date": to_text(exchange.fetched_at),
            # Given, or warcio would read the page twice more for digests of its own.
            "WARC-Payload-Digest": _labelled(bytes.fromhex(body_sha256)),
            "WARC-Block-Digest": _labelled(block.digest()),
        },
        http_headers=http_headers,
    )
    response_id = response.rec_headers.get_header("WARC-Record-ID")
    request = writer.create_warc_record(
        exchange.url,
        "request",
        payload=io.BytesIO(),
        length=0,
        warc_headers_dict={"WARC-Date": to_text(exchange.fetched_at), "WARC-Concurrent-To": response_id},
        http_headers=_Headers(_request_line(exchange.url), _one_line(exchange.request_headers), is_http_request=True),
    )
    return PackedCapture(
        url=exchange.url,
        status=exchange.status,
        fetched_at=exchange.fetched_at,
        response=_member(response, level=level),
        request=_member(request, level=level),
        body_sha256=body_sha256,
    )


def pack_warcinfo(file_name: str, *, level: int = LEVEL) -> bytes:
    """The record that a file begins with: what wrote it and in which form."""
    writer = WARCWriter(io.BytesIO(), gzip=False)
    record = writer.create_warcinfo_record(
        file_name,
        {
            "software": "Presswatch",
            "format": "WARC File Format 1.0",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.0/",
        },
    )
    return _member(record, level=level)


def whole_members(data: Iterable[bytes]) -> int:
    """How many bytes at the beginning are whole gzip members; what comes after them was being written when it ended."""
    whole = position = 0
    decoder = zlib.decompressobj(wbits=31)
    for chunk in data:
        rest = chunk
        position += len(chunk)
        while rest:
            try:
                decoder.decompress(rest)
            except zlib.error:
                return whole
            if not decoder.eof:
                break
            rest = decoder.unused_data
            whole = position - len(rest)
            decoder = zlib.decompressobj(wbits=31)
    return whole


def _labelled(digest: bytes) -> str:
    """A SHA-256 as WARC tools write it: the algorithm and the digest in base 32."""
    return f"sha256:{base64.b32encode(digest).decode('ascii')}"


def _member(record: ArcWarcRecord, *, level: int) -> bytes:
    out = io.BytesIO()
    WARCWriter(out, gzip=False).write_record(record)
    return isal_zlib.compress(out.getvalue(), level, wbits=31)


def _stored_headers(exchange: Exchange) -> list[tuple[str, str]]:
    stored = [
        (f"X-Archive-Orig-{name}" if name.lower() in _BODY_HEADERS else name, value)
        for name, value in _one_line(exchange.headers)
    ]
    return [*stored, ("Content-Length", str(len(exchange.body)))]


def _one_line(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    # A folded value (obsolete, still met) would read as the end of the headers; so would a name that is no token.
    return [(_NO_TOKEN.sub("_", name), " ".join(value.splitlines())) for name, value in headers]


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _request_line(url: str) -> str:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return f"GET {quote(target, safe=string.punctuation)} HTTP/1.1"
