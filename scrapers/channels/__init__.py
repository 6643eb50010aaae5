"""Channels: the bytes of feeds, sitemaps and section pages to entries, and where a site's channels are found.

Pure: nothing here opens a connection or reads a clock.
"""

import re
from dataclasses import replace
from datetime import datetime

from scrapers.channels.discovery import Candidate, discover_channels, sitemaps_of
from scrapers.channels.encoding import decode, unpack
from scrapers.channels.feeds import read_feed, read_json_feed
from scrapers.channels.markup import root_name
from scrapers.channels.sections import read_section
from scrapers.channels.sitemaps import read_address_list, read_sitemap
from scrapers.items import Listing
from scrapers.sources import ChannelKind

__all__ = ["Candidate", "discover_channels", "read_channel", "sitemaps_of"]

_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_SITEMAP_ROOTS = frozenset({"urlset", "sitemapindex"})
_HTML = re.compile(r"<!doctype\s{1,9}html|<(?:head|body|script)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://")
_INSTEAD = {
    ChannelKind.FEED: "answers with a web page, not a feed: look on the site for the feed's present address, "
    "or list the page under sections",
    ChannelKind.SITEMAP: "answers with a web page, not a sitemap: look in the site's robots.txt for its address",
}


def read_channel(body: bytes, *, url: str, kind: ChannelKind, content_type: str | None, now: datetime) -> Listing:
    """What a channel's bytes list. Never raises for bad bytes: `problem` of the listing says what is wrong.

    `url` is where the fetch ended and what relative links are relative to; `body` is decoded from its content
    encoding, but may itself be gzip (`.xml.gz`). What the bytes are counts, not `content_type`, which only helps with
    the encoding; so a feed that is listed as a sitemap is read as a feed, and the listing's `kind` says so.
    """
    unpacked = unpack(body)
    text = decode(unpacked.body, content_type)
    if not text.strip("\x00 \t\r\n\ufeff"):
        return Listing(kind=kind, problem=unpacked.problem or "the answer is empty")
    listing = _read_text(text, url=url, kind=kind, now=now)
    return listing if unpacked.problem is None else replace(listing, problem=unpacked.problem)


def _read_text(text: str, *, url: str, kind: ChannelKind, now: datetime) -> Listing:
    if kind is ChannelKind.SECTION:
        return read_section(text, url=url)
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return read_json_feed(text, url=url, now=now)
    root = root_name(text)
    if root in _FEED_ROOTS:
        return read_feed(text, url=url, now=now)
    if root in _SITEMAP_ROOTS:
        return read_sitemap(text, url=url, now=now)
    if kind is ChannelKind.SITEMAP and _ADDRESS.match(text.lstrip("\ufeff \t\r\n")):
        return read_address_list(text, url=url)
    if root == "html" or _HTML.search(text, 0, 1000):
        return Listing(kind=kind, problem=_INSTEAD[kind])
    if root is None:
        return Listing(kind=kind, problem=f"answers with something that is no {kind.value} and no XML")
    return Listing(kind=kind, problem=f"answers with XML that is no {kind.value}: its root is <{root}>")
