"""Section and front pages to entries: which of a page's links lead to articles of the same site.

Judged by the address (dates, numbers, long slugs; courlan knows the addresses of archives, tags and log-ins) and by the
place of the link (a heading, a card, a menu). No list of sites, no words of one language.
"""

import re
from urllib.parse import unquote, urlsplit

from courlan.filters import is_navigation_page, is_not_crawlable, type_filter

from scrapers.channels.markup import language_tag, plain_text
from scrapers.channels.pages import TITLE_CHARS, Link, links_of, parse_html
from scrapers.items import Entry, Listing
from scrapers.sources import ChannelKind
from scrapers.urls import canonical_url, is_front_page, same_site, url_key

MAX_ENTRIES = 500
ENOUGH = 4
"""Points that make an article. See `_address_points` and `_place_points`; set on 16 pages and the addresses of 267
articles so that menus, tags and legal pages stay below it and short slugs under a heading reach it."""

_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|avif|ico|pdf|mp[34]|m3u8|mov|avi|webm|zip|gz|rar|docx?|xlsx?|pptx?|css|js|json|xml|rss"
    r"|atom|apk|exe|epub|ics|txt)$",
    re.IGNORECASE,
)
_NO_STORY = re.compile(
    r"""/(?:tags?|topics?|category|categories|author|authors|autor|autoren|byline|profile|profiles|user|users|account|accounts
        |login|log-in|signin|sign-in|signup|register|registration|subscribe|subscription|subscriptions|newsletter|newsletters
        |search|contact|contact-us|about|about-us|privacy|privacy-policy|terms|terms-of-use|terms-and-conditions|terms-of-service
        |cookie-policy|disclaimer|advertise|advertise-with-us|careers|sitemap|rss|rss-feeds|feed|feeds|archive|archives|epaper
        |e-paper|videos|video-gallery|webstories|web-stories|photogallery|photo-gallery|apps?|help|faq|impressum|imprint
        |datenschutz|agb|code-of-ethics|grievance-redressal|print-edition|comments|page|share|sharer|wp-content|wp-admin)
    (?:\.[a-z]{3,5})?(?:/[^/]*)?/?$""",
    re.VERBOSE | re.IGNORECASE,
)
_DATE = re.compile(
    r"/(?:19|20)[0-9]{2}[/-]?(?:[01]?[0-9]|[a-z]{3})(?:[/-]?[0-3]?[0-9])?(?=[/-])|(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]"
)
_NUMBER = re.compile(
    r"""[0-9]{5,} | [/_.-][a-z]{0,4}-?[0-9]{4,}(?=[/._-]|$) | [0-9a-f]{8}-[0-9a-f]{4}-
    | (?<=[/-])(?=[a-z]{0,20}[0-9])(?=[0-9]{0,20}[a-z])[a-z0-9]{8,24}(?=/|\.|$)""",
    re.VERBOSE,
)
"""Numbers of articles: five digits anywhere, four of their own, UUIDs, and opaque names of letters and digits."""
_STORY_FOLDER = re.compile(r"/(?:article|articles|articleshow|story|stories)/", re.IGNORECASE)
_QUERY_NUMBER = re.compile(
    r"(?:^|&)(?:p|id|nid|aid|sid|news_?id|story_?id|article_?id|news|story|article|post|item)=[A-Za-z0-9_-]*[0-9]"
)
_SLUG_BREAK = re.compile(r"[-_+. ]")
_ARCHIVED = re.compile(r"/archives?/.*[0-9]{4}/?$", re.IGNORECASE)
"""Some publishers keep their stories below /archive/, which elsewhere holds lists of a month."""
_INDEX_FILE = re.compile(r"/(?:index|default|home)\.[a-z]{2,5}$", re.IGNORECASE)


def read_section(text: str, *, url: str) -> Listing:
    """The articles that a page links to, in the page's order, each with the best text that a link to it has."""
    root = parse_html(text)
    if root is None:
        return Listing(kind=ChannelKind.SECTION, problem="the page is empty or no HTML")
    best: dict[str, tuple[int, Link]] = {}
    itself = url_key(url)
    for link in links_of(root, url=url):
        points = _points(link, url)
        if points == 0 or (key := url_key(link.url)) == itself:
            continue
        known = best.get(key)
        if known is None or points > known[0]:
            # A key keeps the place of its first link: a picture stands before the headline that it belongs to.
            best[key] = (points, link)
    entries = [_entry(link) for points, link in best.values() if points >= ENOUGH][:MAX_ENTRIES]
    problem = (
        None if entries else "no links to articles found: the page may be built by scripts, or be no list of stories"
    )
    return Listing(
        kind=ChannelKind.SECTION,
        entries=entries,
        title=plain_text(root.findtext(".//title"), limit=TITLE_CHARS),
        language=language_tag(root.get("lang")),
        problem=problem,
    )


def is_story_address(url: str) -> bool:
    """Whether an address alone, without its link, has the look of an article: at least two signs of one."""
    return _address_points(url) >= 2


def is_section_address(url: str) -> bool:
    """Whether an address may be a section's: none of those that never list news, and no file."""
    path = unquote(urlsplit(url).path)
    return not (_FILE.search(path) or _NO_STORY.search(path) or is_not_crawlable(url))


def _entry(link: Link) -> Entry:
    return Entry(url=link.url, title=link.text)


def _points(link: Link, page_url: str) -> int:
    """How much speaks for an article; 0 where something rules it out."""
    if link.in_nav or not same_site(link.url, page_url) or is_front_page(link.url):
        return 0
    address = _address_points(link.url)
    return address + _place_points(link) - (2 if link.in_menu else 0) if address else 0


def _address_points(url: str) -> int:
    """0 to 5 for an address: 0 for one that cannot be an article's."""
    parts = urlsplit(canonical_url(url))
    path = _INDEX_FILE.sub("/", unquote(parts.path))
    has_number = _NUMBER.search(path) is not None or _QUERY_NUMBER.search(parts.query) is not None
    has_date = _DATE.search(path) is not None
    # A single word is a section's name, under whatever heading it stands.
    if not has_number and not has_date and _word_count(path.strip("/").rpartition("/")[2]) < 2:
        return 0
    if _is_ruled_out(path) and not (has_number and _ARCHIVED.search(path)):
        return 0
    words = max(_word_count(segment) for segment in path.split("/"))
    points = 1 + (2 if has_date else 0) + (2 if has_number else 0)
    points += (2 if words >= 5 else 1 if words >= 3 else 0) + (1 if _STORY_FOLDER.search(path) else 0)
    return min(points, 5)


def _word_count(segment: str) -> int:
    """Words of a slug; vowel signs belong to their words, so it is split where slugs are joined."""
    return sum(1 for word in _SLUG_BREAK.split(segment) if len(word) >= 2 and not word.isdigit())


def _is_ruled_out(path: str) -> bool:
    address = f"https://site.example{path}"
    return (
        _FILE.search(path) is not None
        or _NO_STORY.search(path) is not None
        or is_navigation_page(address)
        or is_not_crawlable(address)
        or not type_filter(address)
    )


def _place_points(link: Link) -> int:
    """-3 to 3 for a link's text and place; a headline has several words."""
    words = len((link.text or "").split())
    if words < 2 and len(link.text or "") < 20:
        return -3 if link.text else -1
    return (1 if words >= 4 else 0) + (1 if link.in_heading else 0) + (1 if link.in_card else 0)
