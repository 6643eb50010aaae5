"""What a page says of itself to machines: JSON-LD, OpenGraph and other meta tags. Read, not judged."""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from scrapers.extract.cleaning import clean_text, letters

MAX_NODES = 5_000
MAX_META = 2_000
MAX_VALUE = 5_000

_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|NewsReport|^Report|Review|CreativeWork|WebPage|VideoObject)$")
_STORY_TYPE = re.compile(r"(?:Article|Posting|^Report)$")
_COMMENTED = re.compile(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?:(?://\s*)?(?:-->|\]\]>)|;)\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[\]}])")

Json = Mapping[str, Any]  # JSON of a stranger: nothing is known of its values


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """The page's data for machines. `article` is the JSON-LD node of this page's story, {} where there is none.

    `nodes` are all JSON-LD nodes that have a type. `meta` has names in lower case, values as served, in page order.
    """

    article: Json = field(default_factory=dict)
    nodes: Sequence[Json] = ()
    meta: Mapping[str, Sequence[str]] = field(default_factory=dict)
    canonical: str | None = None
    amp: str | None = None
    title: str | None = None
    html_language: str | None = None

    def first_meta(self, *names: str) -> str | None:
        """The first value, cleaned, of the first of these names that has one."""
        for name in names:
            for value in self.meta.get(name, ()):
                if cleaned := plain(value):
                    return cleaned
        return None

    @property
    def has_article_data(self) -> bool:
        """Whether JSON-LD or OpenGraph says that this page is an article."""
        declared = (self.first_meta("og:type") or "").lower()
        return is_story(self.article) or declared == "article" or bool(self.meta.get("article:published_time"))


def plain(value: object, *, limit: int = MAX_VALUE) -> str:
    """A string of structured data as text of at most `limit` characters; "" for anything but a string.

    Entities (also doubled) and stray tags are resolved, spaces collapsed.
    """
    if not isinstance(value, str):
        return ""
    text = value[: limit * 4]
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = re.sub(r"<(?:/?[A-Za-z][^<>]{0,300}|!--[^<>]*--)>", " ", text)
    return clean_text(text)[:limit].rstrip()


def types(node: Json) -> list[str]:
    """The node's schema.org types without the vocabulary's address."""
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return [name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)]


def is_story(node: Json) -> bool:
    """Whether the node's type is a kind of article."""
    return any(_STORY_TYPE.search(name) for name in types(node))


def read_structured(tree: HtmlElement, *, url: str) -> Structured:
    """Everything that the page's head and scripts say."""
    meta = _read_meta(tree)
    nodes = [node for text in _scripts(tree) for node in _nodes(_load(text))]
    links = dict(_links(tree))
    title = next((plain("".join(element.itertext())) for element in tree.iter("title")), None)
    shown = [plain(value) for name in ("og:title", "twitter:title") for value in meta.get(name, ())]
    return Structured(
        article=_choose(nodes, url=url, canonical=links.get("canonical"), titles=[*shown, title or ""]),
        nodes=nodes,
        meta=meta,
        canonical=links.get("canonical"),
        amp=links.get("amphtml"),
        title=title or None,
        html_language=tree.get("lang")
        or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        or tree.get("xml:lang"),
    )


def _scripts(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter("script"):
        kind = element.get("type")
        if kind and kind.strip().lower().startswith("application/ld+json") and element.text:
            yield element.text


def _read_meta(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for count, element in enumerate(tree.iter("meta")):
        if count >= MAX_META:
            break
        content = element.get("content")
        if not content or not content.strip():
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if name := element.get(attribute):
                found.setdefault(name.strip().lower(), []).append(content)
                break
    return found


def _links(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """The page's rel=canonical and rel=amphtml, the first of each last."""
    elements = [element for element in tree.iter("link") if element.get("rel") and element.get("href")]
    for element in reversed(elements):
        for rel in element.get("rel", "").lower().split():
            if rel in ("canonical", "amphtml"):
                yield rel, element.get("href", "").strip()


def _load(text: str) -> object:
    """The script's JSON, mended where it is broken in a usual way; None where it stays broken or nests absurdly."""
    for attempt in (text, _COMMENTED.sub("", _COMMENTED.sub("", text)), None):
        source = _TRAILING_COMMA.sub(r"\1", html.unescape(text)) if attempt is None else attempt
        try:
            return json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(data: object) -> list[Json]:
    """Every object that has a type, in document order, at most MAX_NODES objects looked at."""
    found: list[Json] = []
    waiting: list[object] = [data]
    for _ in range(MAX_NODES):
        if not waiting:
            break
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value[:MAX_NODES]))
        elif isinstance(value, dict):
            if "@type" in value:
                found.append(value)
            waiting.extend(item for item in reversed(value.values()) if isinstance(item, dict | list))
    return found


def _choose(nodes: Sequence[Json], *, url: str, canonical: str | None, titles: Sequence[str]) -> Json:
    """The node that describes this page's story: the kind counts first, then its address and headline."""
    wanted = {_address(value) for value in (url, canonical) if value}
    shown = [letters(title) for title in titles if title]

    def rank(node: Json) -> tuple[int, int, int]:
        headline = letters(plain(node.get("headline") or node.get("name")))
        same_title = any(headline and (headline in title or title in headline) for title in shown)
        place = bool(_addresses(node) & wanted)
        fields = sum(bool(node.get(key)) for key in ("headline", "author", "datePublished", "articleBody"))
        return (same_title + place, 1 if is_story(node) else 0, fields)

    candidates = [node for node in nodes if any(_ARTICLE_TYPE.search(name) for name in types(node))]
    stories = [node for node in candidates if is_story(node)]
    pool = stories or [node for node in candidates if node.get("headline") or node.get("datePublished")]
    best = max(pool, key=rank, default={})
    if len(stories) > 3 and rank(best)[0] == 0:
        return {}
    return best


def _addresses(node: Json) -> set[str]:
    found = set()
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            found.add(_address(value))
    return found - {""}


def _address(url: str) -> str:
    """An address without what differs between two spellings of it: scheme, www, query, fragment, closing slash."""
    return re.sub(r"^https?://(?:www\.)?|[?#].*$", "", url.strip().lower(), flags=re.DOTALL).rstrip("/")


def names_of(value: object, *, key: str = "name", depth: int = 0) -> list[str]:
    """The names in a schema.org value: a string, an object with a name, or a list of these."""
    if depth > 4:
        return []
    if isinstance(value, str):
        return [text] if (text := plain(value)) else []
    if isinstance(value, dict):
        return names_of(value.get(key), key=key, depth=depth + 1)
    if isinstance(value, list):
        return [name for item in value[:200] for name in names_of(item, key=key, depth=depth + 1)]
    return []
