"""The byline as names, in the order shown. Names are never split or changed in case."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

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
    r"^(?:written by|reported by|reporting by|words by|story by|edited by|by|von|par|di|da|por|de|av|af|door|oleh|tekst"
    r"|text|autor(?:in)?|author|от|автор|द्वारा|लेखक|रिपोर्टर|रिपोर्ट|संवाददाता|تحریر|نامہ نگار|رپورٹر"
    r"|رپورٹ|مصنف|از|بقلم)(?:\s*[:：]\s*|\s+)",
    re.IGNORECASE,
)
_BY_STRICT = re.compile(
    r"^(?:(?:by|von|par|por|door|oleh|written by|reported by|द्वारा|تحریر)(?=[\s:：])\s*[:：]?"
    r"|(?:लेखक|रिपोर्टर|रिपोर्ट|संवाददाता|نامہ نگار|رپورٹر|رپورٹ|مصنف|autor|autorin|author|текст|автор)\s*[:：])\s*\S",
    re.IGNORECASE,
)
_WRITTEN_BY = re.compile(
    r"(?:written|posted|published) by|by$|verfasst von|geschrieben von|von$|escrito por|por$|écrit par|par$|scritto da"
    r"|geschreven door|napisane przez|автор|написано|skrevet av|skriven av|skrevet af|yazan|ditulis oleh|author|द्वारा"
    r"|लेखक|تحریر|مصنف|كتب بواسطة",
    re.IGNORECASE,
)
_AUTHOR_PLACE = re.compile(r"(?:^|[._#-])(?:authors?|byline|autor|auteur|writer|reporter)(?:$|[._-])", re.IGNORECASE)
# "(abc)" after a name; what follows a name as its bearer's office or address.
_INITIALS = re.compile(r"\s*\((?:[a-zäöü]{1,5}|[A-Z]{2,4}|[a-z]{2,4}/[a-z]{2,4})\)\s*$")
_ADDRESS = re.compile(r"https?://|www\.|^/|\.(?:html?|php)$|@[\w.-]+\.\w+|^@")
_AND = re.compile(r"\s+(?:and|und|et|och|og|ja|dan|i|y|e|en|και|и|та|और|व|تے|اور|و)\s+|\s*&\s*|、|・(?=\S{4,})")
_BETWEEN_NAMES = re.compile(rf"^(?:{_AND.pattern}|[\s,،;&])+", re.IGNORECASE)
# In a line of its own a name is followed by a date, a place in the site, or another line's text.
_AFTER_NAMES = re.compile(r"\s*[|·•/–—]\s*|\s+(?=\d)|\s+(?:updated|published|posted|last)\b", re.IGNORECASE)
_PARTICLE_WORDS = "de da di du del della der den van von zu zur el al bin ibn la le dos das af av"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_NO_NAME_WORDS = "admin administrator editor author none null undefined unknown guest user webmaster anonymous"
_NO_NAME = frozenset(_NO_NAME_WORDS.split())


def read_byline(
    structured: Structured, tree: HtmlElement, blocks: Sequence[RawBlock], *, sites: Sequence[str]
) -> list[str]:
    """The names: JSON-LD first, then meta tags, then elements marked as the author, then a "By" line.

    `blocks` are those from the story's heading on, as far as a byline may stand.

    A source that names only the site itself gives way to one that names a person.
    """
    fallback: list[str] = []
    for source in _sources(structured, tree, blocks):
        names = clean_names(source)
        people = [name for name in names if not _is_site(name, sites)]
        if people:
            return people
        fallback = fallback or names
    return fallback


def _sources(structured: Structured, tree: HtmlElement, blocks: Sequence[RawBlock]) -> Iterator[list[str]]:
    yield names_of(structured.article.get("author")) or names_of(structured.article.get("creator"))
    yield [plain(value) for name in _META for value in structured.meta.get(name, ())[:MAX_AUTHORS]]
    yield _labelled(structured)
    yield _marked(tree)
    yield _by_lines(blocks)
    yield _placed(blocks)


def clean_names(names: Iterable[str]) -> list[str]:
    """The names without "By", initials in brackets, addresses and repeats; a list in one string is taken apart."""
    kept: dict[str, str] = {}
    for raw in list(names)[:MAX_AUTHORS]:
        for part in split_list(_BY.sub("", clean_text(raw))):
            name = _INITIALS.sub("", _BY.sub("", part)).strip(" ,;|·-–—")
            key = letters(name)
            usable = any(c.isalpha() for c in key) and len(name) <= MAX_NAME and not _ADDRESS.search(name)
            if usable and key not in _NO_NAME:
                kept.setdefault(key, name)
    return list(kept.values())


def split_list(text: str) -> list[str]:
    """The names of a list in one string; a name is never cut.

    Semicolons and bars always part names. "and" and commas do where each part looks like a name of two to four words,
    commas also where an "and" shows that this is a list; what follows a name with small letters is its bearer's office.
    """
    parts = [part for chunk in re.split(r"\s*[;|]\s*", text) for part in _AND.split(chunk)]
    found: list[str] = []
    is_list = len(parts) > 1 and all(_is_name(part.split(",")[0]) or "," in part for part in parts)
    if len(parts) > 1 and not is_list and not re.search(r"[;|]", text):
        parts = [text]
    for part in parts:
        pieces = [piece for piece in re.split(r"\s*,\s*", part) if piece]
        if len(pieces) > 1 and (is_list or all(_is_name(piece) for piece in pieces)):
            found.extend(pieces)
        elif len(pieces) > 1 and _is_name(pieces[0]) and _is_office(pieces[1]):
            found.append(pieces[0])
        else:
            found.append(part)
    return found


def _is_name(text: str) -> bool:
    """Whether the text looks like a person's name: two to four words, none of them in small letters but particles."""
    words = text.split()
    return 2 <= len(words) <= 4 and all(not word[0].islower() or word.lower() in _PARTICLES for word in words)


def _may_be_signed(text: str) -> bool:
    """Whether what follows a "By" in the text may be a name at all."""
    return 0 < len(text.split()) <= 5 and not text[0].islower() and not any(c.isdigit() for c in text)


def _is_office(text: str) -> bool:
    """Whether what follows a name is its bearer's office or place, not an agency such as dpa or AFP."""
    words = text.split()
    if len(words) == 1:
        return words[0][0].isupper() and not words[0].isupper()
    return any(word[0].islower() for word in words)


def _is_site(name: str, sites: Sequence[str]) -> bool:
    key, first = letters(name), letters(name.split()[0])
    return any(
        site in (key, first) or (len(site) >= 4 and key.startswith(site)) or (len(key) >= 4 and site == f"{key}com")
        for site in sites
    )


def _marked(tree: HtmlElement) -> list[str]:
    """The texts of elements that HTML or microdata marks as the author."""
    found = tree.xpath("//*[@rel='author' or @itemprop='author' or contains(@class, 'author vcard')]")[:MAX_AUTHORS]
    texts = []
    for element in found:
        inner = element.xpath(".//*[@itemprop='name']")
        named = inner[0] if inner else element
        text = clean_text(named.get("content") or " ".join(named.itertext()))
        if 0 < len(text) <= 80:
            texts.append(text)
    return texts


def _labelled(structured: Structured) -> list[str]:
    """The values that social cards label as the author: pairs such as twitter:label1 "Written by" and twitter:data1."""
    names = [value for name in ("twitter:misc:written by", "byline") for value in structured.meta.get(name, ())]
    for number in "12":
        if _WRITTEN_BY.match(structured.first_meta(f"twitter:label{number}") or ""):
            names += structured.meta.get(f"twitter:data{number}", ())
    return [plain(name) for name in names]


def _placed(blocks: Sequence[RawBlock]) -> list[str]:
    """The names of the first line that its class or id calls the author's, if it reads like names."""
    for block in blocks:
        if len(block.text) <= 80 and any(_AUTHOR_PLACE.search(step) for step in block.node.place.rsplit("/", 2)[-2:]):
            names = split_list(_AFTER_NAMES.split(_BY.sub("", block.text))[0])
            if names and all(_is_name(name) and _may_be_signed(name) for name in names):
                return names
    return []


def _linked_names(block: RawBlock, line: str) -> list[str]:
    """The links that the line begins with: where a byline links its names, what follows them is no name."""
    names: list[str] = []
    for element in islice(block.node.element.iter("a"), MAX_AUTHORS):
        name = clean_text(" ".join(element.itertext()))
        rest = _BETWEEN_NAMES.sub("", line)
        if not name or not rest.startswith(name):
            break
        names.append(name)
        line = rest.removeprefix(name)
    return names


def _by_lines(blocks: Sequence[RawBlock]) -> list[str]:
    """The names of the first short line that begins with a "By"."""
    for block in blocks:
        if len(block.text) <= 100 and _BY_STRICT.match(block.text):
            line = _BY.sub("", block.text)
            names = _linked_names(block, line) or split_list(_AFTER_NAMES.split(line)[0])
            if all(_may_be_signed(name) for name in names):
                return names
    return []
