"""Where a site's channels may be: what its home page and robots.txt name, and paths that publishers commonly use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree

from scrapers.channels.encoding import decode
from scrapers.channels.feeds import is_comments_feed
from scrapers.channels.markup import plain_text
from scrapers.channels.pages import Link, base_of, links_of, parse_html
from scrapers.channels.sections import is_section_address, is_story_address
from scrapers.sources import ChannelKind
from scrapers.urls import absolute_url, canonical_url, is_front_page, same_site, url_key

MAX_SECTIONS = 30
MAX_SITEMAPS = 100

FEED_PATHS = (
    "/feed", "/feed/", "/rss", "/rss/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds", "/feeds/",
    "/rss/home", "/rss/news", "/feeds/home", "/feeder/default.rss", "/feed.json", "/rssfeedstopstories.cms",
    "/xml/rss/all.xml",
)  # fmt: skip
SITEMAP_PATHS = (
    "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/googlenewssitemap.xml", "/sitemap/news.xml",
    "/sitemaps/news.xml", "/sitemap/google-news-sitemap", "/google-news-sitemap.xml", "/newssitemap.xml",
    "/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml",
)  # fmt: skip
"""Usual paths, in the order in which they are worth trying: the feeds and news sitemaps of outlets that public lists
name, and what WordPress, Drupal, Hugo, Jekyll and Arc give out."""

_FEED_TYPES = re.compile(r"(?:application|text)/(?:(?:rss|atom|rdf|feed)\+(?:xml|json)|(?:x-)?rss)", re.IGNORECASE)
_PLAIN_TYPES = frozenset({"text/xml", "application/xml", "application/json", "application/rdf+xml"})
_FEED_ADDRESS = re.compile(
    r"/(?:rss|feeds?|atom)(?:/|$|\.(?:xml|rss|cms|php|json))|\.(?:rss|atom|rdf)$|/rssfeed|feeds\.feedburner\.com/"
)
_SITEMAP_LINE = re.compile(r"\s{0,20}sitemap\s{0,20}:\s{0,20}(\S{1,4096})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address where a channel may be. None is proven: whoever asked tries them in order.

    `title` is what the page calls it, None for the usual paths.
    """

    url: str
    kind: ChannelKind
    title: str | None = None


def discover_channels(html: bytes, *, url: str) -> list[Candidate]:
    """The channels that a home page names and the usual paths of its host, likeliest first, comments feeds left out.

    `url` is where the page's fetch ended. Each address is there once; what is malformed or no http(s) is left out.
    """
    root = parse_html(decode(html, None))
    unique: dict[str, Candidate] = {}
    for candidate in _candidates(root, url):
        if not is_comments_feed(candidate.url, candidate.title):
            unique.setdefault(canonical_url(candidate.url), candidate)
    return list(unique.values())


def sitemaps_of(robots_txt: str, *, url: str) -> list[str]:
    """The sitemaps that a robots.txt names, absolute, in its order (RFC 9309 section 2.2.4; relative ones occur)."""
    sitemaps: dict[str, None] = {}
    for line in robots_txt.removeprefix("\ufeff").splitlines():
        found = _SITEMAP_LINE.match(line)
        link = absolute_url(found[1], url) if found else None
        if link is not None and len(sitemaps) < MAX_SITEMAPS:
            sitemaps.setdefault(link)
    return list(sitemaps)


def _candidates(root: etree._Element | None, url: str) -> Iterator[Candidate]:
    if root is not None:
        yield from _named_in_head(root, base_of(root, url))
        links = list(links_of(root, url=url))
        yield from _linked_feeds(links, url)
    yield from _usual_paths(url)
    if root is not None:
        yield from _sections(links, url)


def _named_in_head(root: etree._Element, base: str) -> Iterator[Candidate]:
    for element in root.iter("link"):
        relations = (element.get("rel") or "").lower().split()
        link = absolute_url(element.get("href") or "", base)
        if link is None:
            continue
        title = plain_text(element.get("title"), limit=200)
        if "alternate" in relations and _is_feed_link(element, link):
            yield Candidate(url=link, kind=ChannelKind.FEED, title=title)
        elif "sitemap" in relations:
            yield Candidate(url=link, kind=ChannelKind.SITEMAP, title=title)


def _is_feed_link(element: etree._Element, link: str) -> bool:
    """The type says so, or a type that may be anything goes with the address of a feed (WordPress names its JSON
    service as an alternate, too)."""
    named = (element.get("type") or "").partition(";")[0].strip().lower()
    if _FEED_TYPES.fullmatch(named):
        return True
    return named in _PLAIN_TYPES and _FEED_ADDRESS.search(link) is not None


def _linked_feeds(links: list[Link], url: str) -> Iterator[Candidate]:
    for link in links:
        if _FEED_ADDRESS.search(link.url) and (same_site(link.url, url) or "feedburner.com" in link.url):
            yield Candidate(url=link.url, kind=ChannelKind.FEED, title=link.text)


def _usual_paths(url: str) -> Iterator[Candidate]:
    """The host's usual paths and, where the home page is one of a language (`/hindi/`), feeds below that."""
    parts = urlsplit(url)
    folders = [""]
    if is_front_page(url) and (below := parts.path.strip("/")) and "." not in below:
        folders.insert(0, f"/{below}")
    for folder in folders:
        for path in FEED_PATHS if not folder else FEED_PATHS[:5]:
            yield Candidate(url=urljoin(url, folder + path), kind=ChannelKind.FEED)
    for path in SITEMAP_PATHS:
        yield Candidate(url=urljoin(url, path), kind=ChannelKind.SITEMAP)


def _sections(links: list[Link], url: str) -> Iterator[Candidate]:
    """Pages of the site's menus: one or two short path segments under a short name."""
    found: set[str] = set()
    for link in links:
        segments = [segment for segment in urlsplit(link.url).path.split("/") if segment]
        is_short = 1 <= len(segments) <= 2 and link.text is not None and len(link.text.split()) <= 4
        if not (link.in_menu and is_short) or not same_site(link.url, url) or urlsplit(link.url).query:
            continue
        address = url_key(link.url)
        if address in found or is_front_page(address) or is_story_address(address) or not is_section_address(address):
            continue
        found.add(address)
        yield Candidate(url=link.url, kind=ChannelKind.SECTION, title=link.text)
        if len(found) >= MAX_SECTIONS:
            return
