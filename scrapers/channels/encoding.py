"""Bytes to text: unpacking gzip with a limit, and finding the encoding that a publisher really used."""

import codecs
import re
import zlib
from dataclasses import dataclass

MAX_UNPACKED_BYTES = 8 * 1024 * 1024
"""The limit that holds for every response body after content decoding. Google's limit for a sitemap is 50 MB, but news
sitemaps hold at most 1,000 entries, and a parsed document takes several times its size in memory."""

MAX_MEMBERS = 100
"""Of one gzip file. Servers that join compressed pieces send a few; 400,000 empty ones, which 8 MB hold,
take minutes."""

_GZIP_MAGIC = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE_OPENINGS = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_DECLARED = re.compile(rb"""(?:encoding|charset)\s{0,9}=\s{0,9}["']?([A-Za-z0-9_.:-]{2,40})""")
_CHARACTER_SET = re.compile(
    r"utf-(?:8|16|32)|iso8859|iso2022|cp\d|koi8|gb|big5|euc_|shift_ji|mac-|tis|hz|johab|ptcp|kz"
)
"""Python's other codecs (base64, zip, unicode_escape, utf-7) are no business of a page's declaration."""
_BAD_SHARE = 200
"""One unreadable character in so many is a slip in a UTF-8 text (a summary cut inside a letter); more is another
encoding. A windows-1252 text in a Western language has one accented letter in 20 to 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """Bytes without their gzip wrapping; `problem` says what was wrong with it."""

    body: bytes
    problem: str | None = None


def unpack(body: bytes, *, limit: int = MAX_UNPACKED_BYTES) -> Unpacked:
    """Takes off gzip, told by its magic bytes and not by a name or header; other bytes pass unchanged.

    Nothing is unpacked beyond `limit` bytes: a bomb gives an empty body and a problem. A file that ends early gives
    what could be unpacked.
    """
    if not body.startswith(_GZIP_MAGIC):
        return Unpacked(body=body)
    pieces: list[bytes] = []
    room = limit
    rest = body
    for _ in range(MAX_MEMBERS):
        if not rest.startswith(_GZIP_MAGIC):
            break
        member = zlib.decompressobj(wbits=31)
        try:
            piece = member.decompress(rest, room + 1)
        except zlib.error:
            return Unpacked(body=b"".join(pieces), problem="the gzip data is damaged")
        if len(piece) > room:
            return Unpacked(body=b"", problem=f"unpacks to more than {limit // 1024:,} kB, which is the limit")
        pieces.append(piece)
        room -= len(piece)
        if not member.eof:
            return Unpacked(body=b"".join(pieces), problem="the gzip data ends early")
        rest = member.unused_data
    return Unpacked(body=b"".join(pieces))


def decode(body: bytes, content_type: str | None) -> str:
    """The text of a feed, sitemap or page; never raises.

    A byte order mark wins. Then UTF-8 if the bytes are valid UTF-8, whatever is declared: text in another encoding
    practically never is, and declarations are often left over from a template. Then the document's own declaration,
    the header's, and windows-1252, which browsers take for all that says Latin-1.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    for opening, encoding in _WIDE_OPENINGS:
        if body.startswith(opening):
            return body.decode(encoding, "replace")
    try:
        # Not final: a body cut inside a letter is still UTF-8.
        return codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return _decode_declared(body, content_type)


def _decode_declared(body: bytes, content_type: str | None) -> str:
    for encoding in _declared_encodings(body, content_type):
        if encoding == "utf-8":
            break
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") * _BAD_SHARE <= len(text):
        return text
    return body.decode("cp1252", "replace")


def _declared_encodings(body: bytes, content_type: str | None) -> list[str]:
    """Python's names of the encodings that document and header declare, the document's first; unknown ones left out."""
    names = []
    for place in (body[:2048], (content_type or "").encode("ascii", "replace")):
        declared = _DECLARED.search(place)
        if declared is None:
            continue
        try:
            name = codecs.lookup(declared[1].decode("ascii")).name
        except LookupError:
            continue
        if name in {"iso8859-1", "ascii"}:
            name = "cp1252"
        elif name == "gb2312":
            name = "gb18030"
        if is_character_set(name):
            names.append(name)
    return names


def is_character_set(name: str) -> bool:
    """Whether one of Python's codecs, by its own name, is a way to write text that a page may declare."""
    return _CHARACTER_SET.match(name) is not None
