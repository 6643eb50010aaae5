"""XML and HTML as the web has it: mended before it is parsed, entities never expanded, text taken out plain."""

import functools
import html
import re
from html.entities import html5

from lxml import etree

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*(?::[\w.-]+)?)((?:[\s/][^<>]*)?)>")
_SUBSET = re.compile(r"<![^\[<>]{0,500}\[")
_ROOTS = frozenset({"html", "rss", "feed", "rdf", "channel", "urlset", "sitemapindex"})
_HEAD_CHARS = 65536
"""Where the search for the root ends: it stands near the start, and hostile text must not be searched whole."""
_ATTRIBUTE = re.compile(r"""([A-Za-z_][\w:.-]{0,60})\s{0,9}=\s{0,9}("[^"<]*"|'[^'<]*')""")
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]{0,40}):")
_NAMED = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{1,31});|(?!#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};))")
_MAX_PREFIXES = 50
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}

_TAG_NAME = re.compile(r"<(/?)(?:[\w.-]{1,40}:)?([A-Za-z]{1,20})[\s>]")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--[^<>]*-->")
_BREAK = re.compile(
    r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|figure|figcaption)\b[^<>]*>", re.IGNORECASE
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,3}")
_UNSEEN = re.compile("[\u200b\ufeff\u00ad\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""What is no text to a reader: zero-width and control characters that are no space, and halves of surrogate pairs."""


def plain_text(markup: str | None, *, limit: int) -> str | None:
    """The words of a title or summary: tags out, entities decoded (also where they were encoded twice), spaces single.

    At most `limit` characters, cut at a space where there is one near. None where nothing is left.
    """
    if not markup:
        return None
    # Twenty times the wanted length leaves room for markup; a summary that holds the whole article is not read whole.
    text = markup[: limit * 20]
    for _ in range(2):
        if "<" in text:
            text = _TAG.sub("", _BREAK.sub(" ", text))
        if "&" not in text:
            break
        text = html.unescape(text)
    text = " ".join(_UNSEEN.sub("", text).split())
    if len(text) > limit:
        text = text[: limit - 1]
        head, space, _ = text.rpartition(" ")
        text = (head if space and len(head) > limit * 0.8 else text) + "…"
    return text or None


def language_tag(tag: str | None) -> str | None:
    """A language tag in lower case with hyphens (BCP 47), or None for what is none."""
    tag = (tag or "").strip().lower().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def root_name(text: str) -> str | None:
    """The local name of the first element in lower case: `rss`, `feed`, `urlset`, `html`."""
    found = _root(text)
    return None if found is None else found[1].rpartition(":")[2].lower()


def mended(text: str) -> str:
    """XML text without what commonly breaks parsers: junk before the root, DOCTYPE, named entities, bare ampersands,
    control characters, namespaces that are declared twice or not at all.

    The document type goes whole, so that no entity is ever declared. Linear in the length of the text.
    """
    text = _NOT_XML.sub("", text)
    root = _root(text)
    if root is None:
        return text
    body = _outside_cdata(text[root.end() :])
    slash = "/" if root[2].endswith("/") else ""
    return f"<{root[1]}{_root_attributes(root[1], root[2], body)}{slash}>{body}"


def parse_xml(text: str) -> tuple[etree._Element | None, str | None]:
    """The root of mended XML and what was wrong with it; what is whole is kept of broken XML.

    No entity is resolved, no DTD is loaded, nothing is fetched. libxml2's own limits stay on (depth 256, text nodes of
    10 MB). No root where nothing can be read.
    """
    octets = mended(text).encode("utf-8", "replace")
    problem = None
    try:
        return etree.fromstring(octets, _parser(recover=False)), None
    except etree.XMLSyntaxError as error:
        problem = f"the XML is broken at line {error.lineno}: {_reason(error)}"
    try:
        return etree.fromstring(octets, _parser(recover=True)), problem
    except etree.XMLSyntaxError:
        return None, problem


def drop_cut_element(root: etree._Element, text: str, *, names: frozenset[str]) -> None:
    """Takes out the last element of one of `names` if `text`, of which `root` was recovered, ends inside of it."""
    is_open = False
    for tag in _TAG_NAME.finditer(text):
        if tag[2].lower() in names:
            is_open = not tag[1]
    if not is_open:
        return
    last = None
    for element in root.iter():
        last = element if local_name(element) in names else last
    parent = None if last is None else last.getparent()
    if last is not None and parent is not None:
        parent.remove(last)


def local_name(element: etree._Element) -> str:
    """An element's name in lower case without namespace or prefix; empty for comments and instructions."""
    tag = element.tag
    return _local_name(tag) if isinstance(tag, str) else ""


@functools.lru_cache(maxsize=1024)
def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _reason(error: etree.XMLSyntaxError) -> str:
    """libxml2's words without the place and the piece of text that it appends."""
    told = (error.msg or "no reason given").splitlines()[0].partition(", line")[0]
    return _UNSEEN.sub("", told)[:200]


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )


def _root(text: str) -> re.Match[str] | None:
    """The start tag of the root: past comments, instructions, a DOCTYPE and what a failing server wrote before them."""
    at = 0
    first = None
    while (at := text.find("<", at, _HEAD_CHARS)) >= 0:
        if (end := _end_of_declaration(text, at)) is not None:
            at = end
            continue
        found = _ROOT.match(text, at)
        if found and found[1].rpartition(":")[2].lower() in _ROOTS:
            return found
        first = first or found
        at += 1
    return first


def _end_of_declaration(text: str, at: int) -> int | None:
    """Where the comment, instruction or DOCTYPE that begins at `at` ends; None where none does."""
    for opening, closing in (("<!--", "-->"), ("<?", "?>"), ("<!", "]>" if _SUBSET.match(text, at) else ">")):
        if text.startswith(opening, at):
            end = text.find(closing, at)
            return len(text) if end < 0 else end + len(closing)
    return None


def _outside_cdata(text: str) -> str:
    """The text with entities mended everywhere but in CDATA sections, where an ampersand is a plain letter."""
    pieces = []
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        end = text.find("]]>", start)
        if end < 0:
            break
        pieces += [_NAMED.sub(_entity, text[at:start]), text[start : end + 3]]
        at = end + 3
    start = start if start >= 0 else len(text)
    return "".join([*pieces, _NAMED.sub(_entity, text[at:start]), text[start:]])


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    if name in _XML_NAMES:
        return found[0]
    characters = html5.get(f"{name};")
    return html.escape(characters) if characters else f"&amp;{name};"


def _root_attributes(name: str, attributes: str, body: str) -> str:
    """The root's attributes, each once, with a declaration for every prefix that the document uses."""
    written = _ATTRIBUTE.findall(_NAMED.sub(_entity, attributes[:16384]))
    kept = {name: value for name, value in reversed(written) if value.strip("\"'")}
    declared = {"xml", "xmlns", *(name.removeprefix("xmlns:") for name in kept if name.startswith("xmlns:"))}
    used = {attribute.partition(":")[0] for attribute in kept if ":" in attribute}
    used |= {found[1] for found in _PREFIX.finditer(body)} | ({name.partition(":")[0]} if ":" in name else set())
    for prefix in sorted(used - declared)[:_MAX_PREFIXES]:
        kept[f"xmlns:{prefix}"] = _declaration(prefix)
    return "".join(f" {attribute}={value}" for attribute, value in kept.items())


def _declaration(prefix: str) -> str:
    return f'"{_NAMESPACES.get(prefix, f"urn:undeclared:{prefix}")}"'
