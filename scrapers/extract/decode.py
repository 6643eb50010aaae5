"""Bytes of a page to text to one lxml tree, with the refusals that keep a parse short."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE, lookup
from collections.abc import Iterator

from charset_normalizer import from_bytes
from lxml import etree
from lxml.html import HtmlElement

from scrapers.channels.encoding import is_character_set

MAX_BYTES = 8_000_000
"""The limit of a response, decompressed; extracting takes about a second a megabyte."""

MAX_TAG_WORDS = 5_000
"""Attributes on one tag cost quadratic time in libxml2: 10,000 take 0.12 s, 60,000 take 6 s."""

MAX_TAGS = 150_000
"""Signs `<` of a page, those in scripts included. The fullest of 267 real pages has 8,093; with 1.8 million line
breaks, which 8 MB hold, an extractor is busy for minutes."""

MIN_FOREIGN = 20
"""Bytes other than ASCII that a guess needs; with fewer it takes a euro sign for Cyrillic."""

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF8, "utf-8-sig"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_TAG_START = re.compile(rb"<[A-Za-z]")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""")
# What the WHATWG Encoding Standard reads under these labels: browsers do so, and pages are made for browsers.
_BROWSER_NAMES = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
_MAGIC = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"RIFF", b"\x00\x00\x01\x00")
_RAW_TEXT = (b"script", b"style")
_CONTROLS = bytes(code for code in range(0x20) if chr(code) not in "\t\n\f\r") + b"\x7f"
_FORM_FEED_AS_SPACE = bytes.maketrans(b"\f", b" ")
# The same as numeric references: C0 controls but tab, line feed and return; U+FFFE and U+FFFF.
_NO_CHARACTER = re.compile(
    rb"&#(?:0{0,9}(?:[1-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?![0-9])"
    rb"|[xX]0{0,9}(?:[1-8bBcCeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF])(?![0-9a-fA-F]));?"
)


class ExtractionError(ValueError):
    """The page cannot be read safely; the message says why."""


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The page's text and the encoding that was used.

    Strict UTF-8 comes first: text in another encoding is hardly ever valid UTF-8, while labels are often wrong. Then
    byte order mark, the labels of header and page that decode strictly, a guess, and last windows-1252 with
    replacements.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace"), name.removesuffix("-sig")
    if not _looks_utf16(body):
        try:
            return body.decode("utf-8"), "utf-8"
        except UnicodeDecodeError as error:
            if _is_truncated_or_sprinkled(body, error):
                return body.decode("utf-8", "replace"), "utf-8"
    for label in _labels(body, content_type):
        try:
            return body.decode(label), label
        except UnicodeDecodeError:
            continue
    return _guess(body)


def _looks_utf16(body: bytes) -> bool:
    """Whether every other byte of the start is zero, as in markup in UTF-16 without a mark."""
    start = body[:400]
    zeros = start.count(0)
    return (
        len(start) >= 20 and zeros > len(start) // 3 and (start[1::2].count(0) == zeros or start[::2].count(0) == zeros)
    )


def _is_truncated_or_sprinkled(body: bytes, error: UnicodeDecodeError) -> bool:
    """Whether the body is UTF-8 but for a cut end or a few stray bytes: one in 50 of those that are no ASCII."""
    if error.start >= len(body) - 3:
        return True
    bad = body.decode("utf-8", "replace").count("\ufffd") - body.count(b"\xef\xbf\xbd")
    return bad * 50 <= _foreign_count(body)


def _foreign_count(body: bytes) -> int:
    """Bytes that are not ASCII."""
    return len(body) - len(body.translate(None, bytes(range(128, 256))))


def _labels(body: bytes, content_type: str | None) -> list[str]:
    """The encodings that the header and the page's first 4 KB name, as Python codec names, without UTF-8."""
    head = body[:4096]
    found = _CHARSET.findall((content_type or "").encode("ascii", "ignore")) + _CHARSET.findall(head)
    xml = _XML_ENCODING.search(head)
    if xml:
        found.append(xml.group(1))
    names = [name for label in found if (name := _codec(label.decode("ascii")))]
    if _looks_utf16(body):
        names.insert(0, "utf-16-le" if body[1:2] == b"\x00" else "utf-16-be")
    return [name for name in dict.fromkeys(names) if name != "utf-8"]


def _codec(label: str) -> str | None:
    try:
        name = lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _BROWSER_NAMES.get(name, name)
    return name if is_character_set(name) else None


def _guess(body: bytes) -> tuple[str, str]:
    best = from_bytes(body[:200_000]).best() if _foreign_count(body) >= MIN_FOREIGN else None
    if best is not None and _codec(best.encoding):
        return body.decode(best.encoding, "replace"), best.encoding
    return body.decode("cp1252", "replace"), "cp1252"


def parse(body: bytes, content_type: str | None = None) -> tuple[HtmlElement, str]:
    """The page's tree, without comments and processing instructions, and the encoding that was used.

    A page without markup gives an empty tree. Raises ExtractionError where it is too large or would block the parser.
    """
    if len(body) > MAX_BYTES:
        raise ExtractionError(f"page has {len(body):,} bytes, more than the limit of {MAX_BYTES:,}")
    text, encoding = ("", "binary") if is_binary(body) else decode(body, content_type)
    markup = _without_what_xml_lacks(text.encode("utf-8", "replace"))
    if (tags := markup.count(b"<")) > MAX_TAGS:
        raise ExtractionError(f"page has {tags:,} tags, more than the limit of {MAX_TAGS:,}")
    refuse_attribute_floods(markup)
    # From bytes that we decoded, with huge_tree: libxml2's own limits lose text silently (nesting over 256, text
    # nodes over 10 MB). One class for all elements spares lxml.html's look-up by tag.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    tree = etree.fromstring(markup, parser) if markup.strip() else None
    return (etree.fromstring(b"<html></html>", parser) if tree is None else tree), encoding


def _without_what_xml_lacks(markup: bytes) -> bytes:
    """The markup without characters that lxml reads in HTML and then refuses to copy: one took a whole story away."""
    for noncharacter in (b"\xef\xbf\xbe", b"\xef\xbf\xbf"):
        markup = markup.replace(noncharacter, b"")
    return _NO_CHARACTER.sub(b" ", markup.translate(_FORM_FEED_AS_SPACE, _CONTROLS))


def refuse_attribute_floods(markup: bytes) -> None:
    """Raise ExtractionError where a tag has more than MAX_TAG_WORDS attributes."""
    if not any(_has_many_words(piece) for piece in _long_pieces(markup)):
        return
    for piece in _long_pieces(_without_raw_text(markup)):
        tag = _TAG_START.search(piece)
        # What stands inside quotes is one attribute, however long.
        if tag and _has_many_words(_QUOTED.sub(b"", piece[tag.start() :])):
            raise ExtractionError(f"a tag has more than {MAX_TAG_WORDS:,} attributes")


def _has_many_words(piece: bytes) -> bool:
    return piece.count(b"=") > MAX_TAG_WORDS or len(piece.split()) > MAX_TAG_WORDS


def _long_pieces(markup: bytes) -> Iterator[bytes]:
    """The stretches without ``>`` that are long enough for a flood; the others are skipped in steps of that length."""
    step, position = 2 * MAX_TAG_WORDS, 0
    while position + step < len(markup):
        last = markup.rfind(b">", position, position + step)
        if last < 0:
            end = markup.find(b">", position)
            last = len(markup) if end < 0 else end
            yield markup[position:last]
        position = last + 1


def _without_raw_text(markup: bytes) -> bytes:
    """The markup without what stands in scripts, style sheets and comments; in linear time whatever is left open."""
    for opening, closing in (*((b"<" + tag, b"</" + tag) for tag in _RAW_TEXT), (b"<!--", b"-->")):
        lowered, kept, position = markup.lower(), [], 0
        while (start := lowered.find(opening, position)) >= 0:
            kept.append(markup[position:start])
            end = lowered.find(closing, start)
            position = len(lowered) if end < 0 else end
        markup = b"".join([*kept, markup[position:]])
    return markup


def is_binary(body: bytes) -> bool:
    """Whether the body is no text at all: a document, picture or archive sent under a page's address."""
    start = body[:4_096]
    if body.startswith(_MAGIC):
        return True
    if _looks_utf16(body) or any(body.startswith(mark) for mark, _ in _BOMS):
        return False
    controls = len(start) - len(start.translate(None, _CONTROLS))
    return controls * 20 > len(start)


def is_complete(body: bytes) -> bool:
    """Whether the markup was closed, or opened without the tags that are to be closed (HTML lets both be left out)."""
    return any(tag in body[-4_000:].lower() for tag in (b"</html", b"</body")) or b"<html" not in body[:2_000].lower()
