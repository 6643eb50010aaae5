"""News sitemaps, plain sitemaps, sitemap indexes and lists of addresses to entries (https://www.sitemaps.org/protocol.html)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from lxml import etree

from scrapers.channels.dates import read_date
from scrapers.channels.feeds import SUMMARY_CHARS, TITLE_CHARS, once_each
from scrapers.channels.markup import drop_cut_element, language_tag, local_name, parse_xml, plain_text
from scrapers.items import Entry, Listing
from scrapers.sources import ChannelKind
from scrapers.urls import absolute_url

RECENT = timedelta(days=3)
"""A part of an index is followed while it changed this recently: a news sitemap lists two days, and parts of a day or
month are touched within one more."""

MAX_ENTRIES = 50_000
"""The protocol's own limit for one sitemap and for one index."""

MAX_PARTS = 24
"""Parts followed at a look. Some publishers stamp all of hundreds of parts with the present moment, which says nothing;
the newest by their addresses are then among the first of these."""

_DATE_IN_ADDRESS = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})(?:[-/_]?(0[1-9]|1[0-2])(?:[-/_]?(0[1-9]|[12][0-9]|3[01]))?)?(?![0-9])"
)
_NEWS_IN_ADDRESS = re.compile(r"google-?news|news-?sitemap|sitemap[_-]?news|latest|today|recent", re.IGNORECASE)
_STORIES_IN_ADDRESS = re.compile(r"post|article|story|stories|news", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    url: str
    modified_at: datetime | None


def read_sitemap(text: str, *, url: str, now: datetime) -> Listing:
    """The entries or, of an index, the parts worth following, newest first. Broken XML gives what is whole of it."""
    root, problem = parse_xml(text)
    if root is None:
        return Listing(kind=ChannelKind.SITEMAP, problem=problem)
    if problem:
        drop_cut_element(root, text, names=frozenset({"url", "sitemap"}))
    entries = once_each(_entry(element, base=url, now=now) for element in islice(root.iter("{*}url"), MAX_ENTRIES))
    listed = (_part(element, base=url, now=now) for element in islice(root.iter("{*}sitemap"), MAX_ENTRIES))
    parts = [part for part in listed if part is not None and part.url != url]
    return Listing(kind=ChannelKind.SITEMAP, entries=entries, parts=recent_parts(parts, now=now), problem=problem)


def read_address_list(text: str, *, url: str) -> Listing:
    """A sitemap that is plain text: an address a line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:MAX_ENTRIES]
    links = [absolute_url(line, url) for line in lines if line.startswith(("http://", "https://"))]
    entries = once_each(Entry(url=link) for link in links if link is not None)
    problem = None if len(links) == len(lines) else f"{len(lines) - len(links)} of {len(lines)} lines are no addresses"
    return Listing(kind=ChannelKind.SITEMAP, entries=entries, problem=problem)


def recent_parts(parts: list[_Part], *, now: datetime) -> list[str]:
    """The parts that changed within three days, newest first; where no part has a date, the one that looks newest."""
    unique = list({part.url: part for part in parts}.values())
    dated = [(part.modified_at, part.url) for part in unique if part.modified_at is not None]
    if not dated:
        return [max(unique, key=lambda part: _apparent_age(part.url)).url] if unique else []
    recent = [(modified_at, url) for modified_at, url in dated if modified_at >= now - RECENT]
    recent.sort(key=lambda part: (part[0], _apparent_age(part[1])), reverse=True)
    return [url for _, url in recent[:MAX_PARTS]]


def _apparent_age(url: str) -> tuple[bool, tuple[int, int, int], bool, int]:
    """What an address says of how new its sitemap is; the greater, the newer. Numbered parts grow at the end."""
    path = url.partition("://")[2].partition("/")[2]
    dates = [(int(year), int(month or 0), int(day or 0)) for year, month, day in _DATE_IN_ADDRESS.findall(path)]
    numbers = _NUMBER.findall(path)
    return (
        _NEWS_IN_ADDRESS.search(path) is not None,
        max(dates, default=(0, 0, 0)),
        _STORIES_IN_ADDRESS.search(path) is not None,
        int(numbers[-1]) if numbers else 0,
    )


def _entry(element: etree._Element, *, base: str, now: datetime) -> Entry | None:
    fields = _fields(element)
    news = next((_fields(child) for child in element if local_name(child) == "news"), {})
    link = absolute_url(fields.get("loc", ""), base)
    if link is None:
        return None
    return Entry(
        url=link,
        title=plain_text(news.get("title"), limit=TITLE_CHARS),
        summary=plain_text(news.get("keywords"), limit=SUMMARY_CHARS),
        published_at=read_date(news.get("publication_date"), now=now),
        updated_at=read_date(fields.get("lastmod"), now=now),
        language=language_tag(news.get("language")),
    )


def _part(element: etree._Element, *, base: str, now: datetime) -> _Part | None:
    fields = _fields(element)
    link = absolute_url(fields.get("loc", ""), base)
    return None if link is None else _Part(url=link, modified_at=read_date(fields.get("lastmod"), now=now))


def _fields(element: etree._Element) -> dict[str, str]:
    """The text of an element's children and, for news:publication, of theirs, by local name; the first of each."""
    fields: dict[str, str] = {}
    for child in element:
        name = local_name(child)
        if name == "publication":
            fields.update({name: text for name, text in _fields(child).items() if name == "language"})
        elif child.text and (text := child.text.strip()):
            fields.setdefault(name, text)
    return fields
