"""An HTML page's links, with what stands around each: what section pages and discovery both read."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from scrapers.channels.markup import plain_text
from scrapers.urls import absolute_url

TITLE_CHARS = 300
MAX_LINKS = 5000
"""Links read of a page. The fullest front pages have some 800; a hostile page must not cost more than a second."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MENUS = frozenset({"nav", "footer"})
_MENU_ROLES = frozenset({"navigation", "menu", "menubar", "contentinfo", "search"})
_MENU_WORDS = frozenset(
    {
        "nav",
        "navbar",
        "navigation",
        "menu",
        "submenu",
        "megamenu",
        "breadcrumb",
        "breadcrumbs",
        "footer",
        "sitemap",
        "social",
    }
    | {
        "share",
        "sharing",
        "pagination",
        "pager",
        "tags",
        "taglist",
        "login",
        "cookie",
        "consent",
        "topbar",
        "hamburger",
    }
)
_CARD_WORDS = frozenset(
    {
        "card",
        "story",
        "stories",
        "article",
        "headline",
        "headlines",
        "title",
        "teaser",
        "post",
        "entry",
        "item",
        "news",
        "lead",
    }
    | {"listing", "latest", "heading", "hed", "feed", "tile", "media", "block"}
)
_ANCESTORS_LOOKED_AT = 12
"""How far up a link's surroundings reach; the wrappers of whole pages lie further out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of a page: `url` absolute, `text` the heading in it, its text or its picture's.

    `in_nav` is certain (elements and roles that mean navigation), `in_menu` also counts names of classes.
    """

    url: str
    text: str | None
    in_heading: bool
    in_card: bool
    in_nav: bool
    in_menu: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    heading: bool
    card: bool
    nav: bool
    menu: bool


def parse_html(text: str) -> etree._Element | None:
    """The root of a page, or None where there is nothing to parse. No network, libxml2's limits on."""
    parser = lxml_html.HTMLParser(
        no_network=True, huge_tree=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    root: etree._Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    return root


def base_of(root: etree._Element, url: str) -> str:
    """What the page's relative links are relative to."""
    base = next(root.iter("base"), None)
    href = None if base is None else base.get("href")
    return (absolute_url(href, url) if href else None) or url


def links_of(root: etree._Element, *, url: str) -> Iterator[Link]:
    """The page's http(s) links in document order, without those to a place on the page itself."""
    base = base_of(root, url)
    for number, anchor in enumerate(root.iter("a")):
        if number >= MAX_LINKS:
            return
        href = (anchor.get("href") or "").strip()
        link = absolute_url(href, base) if href and not href.startswith("#") else None
        if link is None:
            continue
        heading = next(anchor.iter(*_HEADINGS), None)
        place = _place(anchor)
        yield Link(
            url=link,
            text=_text(heading if heading is not None else anchor),
            in_heading=place.heading or heading is not None,
            in_card=place.card,
            in_nav=place.nav,
            in_menu=place.nav or place.menu,
        )


def _text(element: etree._Element) -> str | None:
    pieces: list[str] = []
    room = TITLE_CHARS * 4
    for piece in element.itertext():
        pieces.append(str(piece))
        room -= len(piece)
        if room < 0:
            break
    words = plain_text(" ".join(" ".join(pieces).split()).replace("<", "‹"), limit=TITLE_CHARS)
    if words:
        return words
    image = next(element.iter("img"), None)
    described = element.get("aria-label") or element.get("title") or ("" if image is None else image.get("alt"))
    return plain_text(described, limit=TITLE_CHARS)


def _place(anchor: etree._Element) -> _Place:
    heading = card = nav = menu = False
    element: etree._Element | None = anchor
    for _ in range(_ANCESTORS_LOOKED_AT):
        if element is None or not isinstance(element.tag, str) or element.tag in {"body", "main"}:
            break
        words = _class_words(element)
        heading = heading or element.tag in _HEADINGS
        card = card or element.tag == "article" or not words.isdisjoint(_CARD_WORDS)
        nav = nav or element.tag in _MENUS or element.get("role") in _MENU_ROLES
        menu = menu or not words.isdisjoint(_MENU_WORDS)
        element = element.getparent()
    return _Place(heading=heading, card=card, nav=nav, menu=menu)


def _class_words(element: etree._Element) -> set[str]:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:300].lower()
    return set(names.replace("-", " ").replace("_", " ").split())
