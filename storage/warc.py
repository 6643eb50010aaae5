"""One HTTP exchange as WARC records (ISO 28500), each a gzip member of its own: bytes out, nothing stored.

Packing costs more CPU than storing, so it stands apart: a worker process can do it where the page is read.
"""

import base64
import hashlib
import io
import re
import string
import struct
import uuid
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

REDACTED = "What was captured here has been taken down."
"""What a record says that stands where another one was; spaces follow."""

_GZIP_FRAME = 18
_STORED = 65_535
_STORED_FRAME = 5
"""Bytes around a gzip member's content, at most inside of a stored block, and around that."""

_MOST_SPARE_BLOCKS = 3
"""A length that needs a tenth digit to be written with eleven bytes is met with a block more, which may be empty."""

_END = b"\r\n\r\n"

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


def pack_redacted(length: int, *, at: datetime) -> bytes:
    """A record that says that another one was taken out of its place, as a gzip member of exactly that many bytes.

    Nothing in it is compressed, so that its length can be chosen: a WARC record, padded with spaces, in stored blocks
    (RFC 1951, 3.2.4). Raises ValueError where there is no room for it; every capture has room.
    """
    for spare in range(_MOST_SPARE_BLOCKS):
        block_count = max(1, -(-(length - _GZIP_FRAME) // (_STORED + _STORED_FRAME))) + spare
        record = _redacted_record(length - _GZIP_FRAME - block_count * _STORED_FRAME, at=at)
        if record is not None:
            return _stored_member(record, block_count)
    raise ValueError(f"{length} bytes have no room for a record that says what was redacted")


def is_redacted(member: bytes) -> bool:
    """Whether these bytes are a record that `pack_redacted` made."""
    decoder = zlib.decompressobj(wbits=31)
    try:
        record = decoder.decompress(member)
    except zlib.error:
        return False
    is_whole = decoder.eof and not decoder.unused_data
    return is_whole and record.partition(b"\r\n\r\n")[2].startswith(REDACTED.encode())


def _redacted_record(size: int, *, at: datetime) -> bytes | None:
    """The record in exactly so many bytes; None where it would be shorter or longer by one."""
    fixed = len(_redacted_head("", b"", at=at)) + len(_END)
    for digits in range(1, len(str(max(size, 1))) + 1):
        body_size = size - fixed - digits
        if body_size >= len(REDACTED) and len(str(body_size)) == digits:
            body = f"{REDACTED:<{body_size}}".encode()
            return _redacted_head(str(body_size), body, at=at) + body + _END
    return None


def _redacted_head(size: str, body: bytes, *, at: datetime) -> bytes:
    lines = [
        "WARC/1.0",
        "WARC-Type: metadata",
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid4()}>",
        f"WARC-Date: {to_text(at)}",
        f"WARC-Block-Digest: {_labelled(hashlib.sha256(body).digest())}",
        "Content-Type: text/plain",
        f"Content-Length: {size}",
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def _stored_member(record: bytes, block_count: int) -> bytes:
    blocks = bytearray()
    for number in range(block_count):
        piece = record[number * _STORED : (number + 1) * _STORED]
        is_last = number == block_count - 1
        blocks += struct.pack("<BHH", is_last, len(piece), len(piece) ^ 0xFFFF) + piece
    head = struct.pack("<BBBBLBB", 0x1F, 0x8B, zlib.DEFLATED, 0, 0, 0, 255)
    return head + blocks + struct.pack("<LL", zlib.crc32(record), len(record) & 0xFFFFFFFF)


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
