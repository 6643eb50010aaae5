"""The byline as names, in the order shown. Names are never split or changed in case."""

import re
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from scrapers.extract.blocks import RawBlock
from scrapers.extract.cleaning import clean_text, letters
from scrapers.extract.structured import Structured, names_of, plain

MAX_AUTHORS = 40
MAX_NAME = 120

_META = (
    "author",
    "article:author",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "byl",
    "cxenseparse:author",
)
_BY = re.compile(
    r"^(?:written by|reported by|reporting by|words by|story by|edited by|by|von|par|di|da|por|de|av|af|door|oleh|tekst|text"
    r"|autor(?:in)?|author|от|автор|द्वारा|लेखक|تحریر|از|بقلم)(?:\s*[:：]\s*|\s+)",
    re.IGNORECASE,
)
_BY_STRICT = re.compile(r"^(?:by|von|par|por|door|oleh|written by|द्वारा|تحریر)\b[:：]?\s+\S", re.IGNORECASE)
_INITIALS = re.compile(r"\s*\((?:[a-z]{1,5}|[A-Z]{2,4}|[a-z]{2,4}/[a-z]{2,4})\)\s*$")
_ADDRESS = re.compile(r"https?://|www\.|^/|\.(?:html?|php)$|@\w+\.\w+")
_BETWEEN = re.compile(r"\s*(?:,|;|\||\band\b|\bund\b|\bet\b|\by\b|\boch\b|\bog\b|\bi\b|&|、|और|اور)\s*")
_NO_NAME = frozenset(
    [
        "admin",
        "administrator",
        "editor",
        "author",
        "none",
        "null",
        "undefined",
        "unknown",
        "guest",
        "user",
        "webmaster",
        "anonymous",
    ]
)


def read_byline(
    structured: Structured, tree: HtmlElement, blocks: Iterable[RawBlock], *, sites: Sequence[str]
) -> list[str]:
    """The names: JSON-LD first, then meta tags, then links and elements marked as the author, then a "By" line."""
    for source in (
        names_of(structured.article.get("author")) or names_of(structured.article.get("creator")),
        [plain(value) for name in _META for value in structured.meta.get(name, ())[:MAX_AUTHORS]][:MAX_AUTHORS],
        _marked(tree),
        _by_lines(blocks),
    ):
        if names := _people_first(clean_names(source), sites):
            return names
    return []


def clean_names(names: Iterable[str]) -> list[str]:
    """The names without "By", initials in brackets, addresses and repeats."""
    kept: dict[str, str] = {}
    for raw in list(names)[:MAX_AUTHORS]:
        name = _INITIALS.sub("", _BY.sub("", clean_text(raw))).strip(" ,;|·-–—")
        key = letters(name)
        if key and len(name) <= MAX_NAME and key not in _NO_NAME and not _ADDRESS.search(name):
            kept.setdefault(key, name)
    return list(kept.values())


def _people_first(names: list[str], sites: Sequence[str]) -> list[str]:
    """Without the site's own name where a person is named besides."""
    people = [name for name in names if letters(name) not in sites]
    return people or names


def _marked(tree: HtmlElement) -> list[str]:
    """The texts of elements that HTML or microdata marks as the author."""
    found = tree.xpath("//*[@rel='author' or @itemprop='author']")[:MAX_AUTHORS]
    texts = []
    for element in found:
        inner = element.xpath(".//*[@itemprop='name']")
        text = clean_text(" ".join((inner[0] if inner else element).itertext()))
        if 0 < len(text) <= 80:
            texts.append(text)
    return texts


def _by_lines(blocks: Iterable[RawBlock]) -> list[str]:
    """The names of the first short line that begins with a "By"."""
    for block in blocks:
        if len(block.text) <= 100 and _BY_STRICT.match(block.text):
            names = _BETWEEN.split(_BY.sub("", block.text))
            if all(0 < len(name.split()) <= 5 and not any(c.isdigit() for c in name) for name in names):
                return names
    return []
