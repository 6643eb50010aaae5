"""RSS 0.9x to 2.0, RDF, Atom and JSON Feed to entries. feedparser reads the XML kinds; this is its only door."""

import io
import json
import logging
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import feedparser
from lxml import etree

from scrapers.channels.dates import read_date, zone_of
from scrapers.channels.markup import drop_cut_element, language_tag, local_name, parse_xml, plain_text
from scrapers.items import Entry, Listing
from scrapers.sources import ChannelKind
from scrapers.urls import absolute_url, url_key

MAX_ENTRIES = 5000
"""Entries read of a feed, from its beginning. The longest feeds met list 2,000; 8 MB hold a million empty ones, which
would cost half a minute."""

MAX_ATTRIBUTES = 100
"""Of one element, from its first. Feeds have ten at most; feedparser takes time that grows with their square, 20,000 of
them (200 kB) ten seconds."""

TITLE_CHARS = 500
SUMMARY_CHARS = 1000

_log = logging.getLogger(__name__)

_ENTRY_NAMES = frozenset({"item", "entry"})
_KEPT_OF_ENTRY = frozenset(
    {
        "title",
        "link",
        "guid",
        "id",
        "pubdate",
        "published",
        "updated",
        "modified",
        "issued",
        "created",
        "date",
        "description",
    }
    | {"summary", "language", "origlink"}
)
_KEPT_OF_FEED = frozenset(
    {"title", "link", "language", "pubdate", "lastbuilddate", "updated", "modified", "date", "channel"}
)
_SUMMARIES = frozenset({"summary", "description"})
_FULL_TEXTS = frozenset({"content", "encoded", "body"})
_FOREIGN_SPACES = re.compile(r"search\.yahoo\.com/mrss|itunes|georss|podcast|urn:undeclared:(?:media|itunes|georss)")
_COMMENTS_TITLE = re.compile(
    r"(?:comments?|kommentare?|commentaires?|comentarios?)\s+(?:on|for|to|zu|sur|en)\b", re.IGNORECASE
)
_COMMENTS_PATH = re.compile(
    r"/comments/(?:feed|rss|atom|default)\b|(?:^|[?&])feed=comments-|/comments\.(?:rss|xml|atom)$"
)


def read_feed(text: str, *, url: str, now: datetime) -> Listing:
    """The entries of an XML feed that stands at `url`, in its order, each address once.

    Entries that were whole when the feed broke off are kept, and `problem` says what is wrong.
    """
    root, problem = parse_xml(text)
    if root is None:
        return Listing(kind=ChannelKind.FEED, problem=problem)
    if problem:
        drop_cut_element(root, text, names=_ENTRY_NAMES)
    problem = _cut_to_limit(root) or problem
    _prune(root)
    try:
        parsed: Mapping[str, Any] = feedparser.parse(  # untyped: read field by field below
            io.BytesIO(etree.tostring(root, encoding="utf-8")),
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        )
    except Exception:
        # One hostile feed must not end a crawl; feedparser raises what its many readers of dates and numbers raise.
        _log.exception("feed not read url=%s", url)
        return Listing(kind=ChannelKind.FEED, problem="the feed parser failed on it; report the feed to us")
    entries = _xml_entries(parsed, url=url, now=now)
    return _listing(entries, feed=parsed["feed"], url=url, problem=problem)


def read_json_feed(text: str, *, url: str, now: datetime) -> Listing:
    """The entries of a JSON Feed 1.0 or 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Listing(kind=ChannelKind.FEED, problem=f"the JSON is broken: {error}")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return Listing(kind=ChannelKind.FEED, problem="answers with JSON that is no JSON Feed: it has no list of items")
    entries = [_json_entry(item, url=url, now=now) for item in items[:MAX_ENTRIES] if isinstance(item, dict)]
    return _listing(entries, feed=feed, url=url, problem=None)


def once_each(entries: Iterable[Entry | None]) -> list[Entry]:
    """The entries in order, the first of each article."""
    unique: dict[str, Entry] = {}
    for entry in entries:
        if entry is not None:
            unique.setdefault(url_key(entry.url), entry)
    return list(unique.values())


def is_comments_feed(url: str, title: str | None, links: Iterable[str] = ()) -> bool:
    """Whether a feed lists readers' comments: by its address, its title, or links that all lead to a comment."""
    parts = urlsplit(url)
    if _COMMENTS_PATH.search(f"{parts.path}?{parts.query}") or (title and _COMMENTS_TITLE.match(title)):
        return True
    fragments = [urlsplit(link).fragment for link in links]
    return bool(fragments) and all(fragment.startswith("comment") for fragment in fragments)


def _listing(entries: Iterable[Entry | None], *, feed: Mapping[str, Any], url: str, problem: str | None) -> Listing:
    kept = [entry for entry in entries if entry is not None]
    title = plain_text(_text(feed, "title"), limit=TITLE_CHARS)
    return Listing(
        kind=ChannelKind.FEED,
        entries=once_each(kept),
        title=title,
        language=language_tag(_text(feed, "language")),
        is_comments=is_comments_feed(url, title, [entry.url for entry in kept]),
        problem=problem,
    )


def _xml_entries(parsed: Mapping[str, Any], *, url: str, now: datetime) -> list[Entry | None]:
    feed = parsed["feed"]
    zone = zone_of(_text(feed, "published")) or zone_of(_text(feed, "updated"))
    is_rss = not str(parsed.get("version", "")).startswith("atom")
    return [_xml_entry(entry, url=url, now=now, zone=zone, is_rss=is_rss) for entry in parsed["entries"]]


def _xml_entry(entry: Mapping[str, Any], *, url: str, now: datetime, zone: tzinfo | None, is_rss: bool) -> Entry | None:
    link = _xml_link(entry, url)
    if link is None:
        return None
    updated_at = read_date(_text(entry, "updated"), now=now, zone=zone)
    published_at = read_date(_text(entry, "published") or _text(entry, "created"), now=now, zone=zone)
    # RSS has no date of an update: its dc:date is when the entry appeared.
    return Entry(
        url=link,
        title=plain_text(_text(entry, "title"), limit=TITLE_CHARS),
        summary=plain_text(_text(entry, "summary"), limit=SUMMARY_CHARS),
        published_at=published_at or (updated_at if is_rss else None),
        updated_at=updated_at,
        language=language_tag(_text(entry, "language") or _own_language(entry)),
    )


def _xml_link(entry: Mapping[str, Any], base: str) -> str | None:
    """The first that is an http(s) address: what FeedBurner replaced, the link, the permanent identifier."""
    for field in ("feedburner_origlink", "link", "id"):
        written = _text(entry, field)
        if written is None or (field == "id" and not written.startswith(("http://", "https://"))):
            continue
        link = absolute_url("".join(written.split("\n")), base)
        if link is not None:
            return link
    return None


def _own_language(entry: Mapping[str, Any]) -> str | None:
    detail = dict.get(entry, "title_detail") if isinstance(entry, dict) else None
    return _text(detail, "language") if isinstance(detail, dict) else None


def _json_entry(item: Mapping[str, Any], *, url: str, now: datetime) -> Entry | None:
    written = _text(item, "url") or _text(item, "id") or _text(item, "external_url")
    link = absolute_url(written, url) if written else None
    if link is None:
        return None
    summary = _text(item, "summary") or _text(item, "content_text") or _text(item, "content_html")
    return Entry(
        url=link,
        title=plain_text(_text(item, "title"), limit=TITLE_CHARS),
        summary=plain_text(summary, limit=SUMMARY_CHARS),
        published_at=read_date(_text(item, "date_published"), now=now),
        updated_at=read_date(_text(item, "date_modified"), now=now),
        language=language_tag(_text(item, "language")),
    )


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    """A field where it is text that is not blank; past feedparser's own look-up, which answers one field by another."""
    value = dict.get(fields, name) if isinstance(fields, dict) else None
    return value if isinstance(value, str) and value.strip() else None


def _cut_to_limit(root: etree._Element) -> str | None:
    """Renames the entries beyond the limit, so that they are pruned, and says so."""
    surplus = [element for element in root.iter() if local_name(element) in _ENTRY_NAMES][MAX_ENTRIES:]
    for element in surplus:
        element.tag = "surplus"
    return f"lists more than {MAX_ENTRIES} entries: the first {MAX_ENTRIES} were read" if surplus else None


def _prune(root: etree._Element) -> None:
    """Takes out what no entry is made of, and markup from summaries: a tenth is left for feedparser to read."""
    for element in list(root.iter()):
        name = local_name(element)
        if len(element.attrib) > MAX_ATTRIBUTES:
            first = [(attribute, element.get(attribute, "")) for attribute in islice(element.attrib, MAX_ATTRIBUTES)]
            element.attrib.clear()
            element.attrib.update(first)
        if name in _ENTRY_NAMES:
            has_summary = any(local_name(child) in _SUMMARIES for child in element)
            _keep(element, _KEPT_OF_ENTRY if has_summary else _KEPT_OF_ENTRY | _FULL_TEXTS)
        elif name == "channel" or element is root:
            _keep(element, _KEPT_OF_FEED | _ENTRY_NAMES)


def _keep(element: etree._Element, names: frozenset[str]) -> None:
    for child in list(element):
        space, _, name = str(child.tag).rpartition("}")
        # A colon is left where a prefix was never declared: feedparser's strict reader stops at it.
        if local_name(child) not in names or ":" in name or _FOREIGN_SPACES.search(space):
            element.remove(child)
        elif local_name(child) in _SUMMARIES | _FULL_TEXTS:
            _make_plain(child)


def _make_plain(summary: etree._Element) -> None:
    words = plain_text("".join(str(piece) for piece in summary.itertext()), limit=SUMMARY_CHARS)
    tail = summary.tail
    summary.clear()
    summary.text, summary.tail = words, tail
