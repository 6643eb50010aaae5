"""When the story was published and last modified, as aware UTC: structured data, then `<time>`, then a search."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from htmldate import find_date
from lxml.html import HtmlElement

from scrapers.extract.shown_dates import shown_times
from scrapers.extract.structured import Structured, plain

_PUBLISHED_META = (
    *("article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date"),
    *(
        "sailthru.date",
        "publish-date",
        "publishdate",
        "pubdate",
        "publication_date",
        "dc.date.issued",
        "dcterms.created",
    ),
    *(
        "dc.date",
        "dcterms.date",
        "date",
        "article.published",
        "cxenseparse:recs:publishtime",
        "published_time",
        "iso-8601-publish-date",
    ),
)
_MODIFIED_META = (
    *(
        "article:modified_time",
        "og:article:modified_time",
        "og:updated_time",
        "datemodified",
        "lastmod",
        "last-modified",
    ),
    *("dcterms.modified", "dc.date.modified", "article.updated", "revision_date", "updated_time", "modified_time"),
)
_ISO = re.compile(
    r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T\s]\s*(\d{1,2}):?(\d{2})(?::?(\d{2}))?(?:[.,]\d+)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")


def read_times(
    structured: Structured, tree: HtmlElement, lines: Iterable[str], *, url: str
) -> tuple[datetime | None, datetime | None]:
    """Published and modified; `lines` are those below the heading, where a reader looks for a date.

    A time without a zone is read as UTC; a day alone is its midnight.
    """
    article, meta = structured.article, structured.meta
    published = [article.get("datePublished"), *_values(meta, _PUBLISHED_META), article.get("dateCreated")]
    modified = [article.get("dateModified"), *_values(meta, _MODIFIED_META)]
    published += _time_elements(tree)
    shown, updated = ([], []) if _is_told(published) else shown_times(lines)
    found = _best([*published, *shown]) or _best(updated)
    return found or _search(tree, url=url), _best([*modified, *updated])


def _is_told(values: Iterable[object]) -> bool:
    """Whether one of the values gives the minute and its zone."""
    return any((reading := _read(value)) and reading.has_minute and reading.has_zone for value in values)


def _values(meta: Mapping[str, Sequence[str]], names: Iterable[str]) -> list[str]:
    return [value for name in names for value in meta.get(name, ())[:3]]


def _best(values: Iterable[object]) -> datetime | None:
    """The first time, made precise by a later value that agrees with it and says more: the minute, or the zone."""
    read = [reading for value in values if (reading := _read(value))]
    if not read:
        return None
    first = read[0]
    agreeing = (other for other in read if first.says_less_than(other))
    return next(agreeing, first).when


@dataclass(frozen=True, slots=True)
class _Reading:
    """A time as it was written: its instant, the wall clock it shows, whether that has a minute and a zone."""

    when: datetime
    wall: datetime
    has_minute: bool
    has_zone: bool

    def says_less_than(self, other: "_Reading") -> bool:
        """Whether the other shows the same wall clock as far as this one goes, and goes further."""
        if not self.has_minute:
            return other.has_minute and other.wall.date() == self.wall.date()
        return not self.has_zone and other.has_zone and other.wall.replace(second=0) == self.wall.replace(second=0)


def parse_time(value: object) -> datetime | None:
    """An aware UTC time from what pages write in date fields; None for anything else or out of 1990 to 2100."""
    reading = _read(value)
    return reading.when if reading else None


def _read(value: object) -> _Reading | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        # Not as a float: JSON knows numbers of thousands of digits, which no float holds.
        value = str(value) if isinstance(value, int) else f"{value:.0f}"
    text = plain(value)
    if not text or len(text) > 80:
        return None
    if _EPOCH.match(text):
        when = datetime.fromtimestamp(int(text[:10]), UTC)
        return _Reading(when, when, has_minute=True, has_zone=True) if _is_possible(when) else None
    match = _ISO.search(text)
    return _from_match(match) if match else None


def _from_match(match: re.Match[str]) -> _Reading | None:
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        wall = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC)
        when = wall - _offset(zone)
    except (ValueError, OverflowError):
        return None
    return _Reading(when, wall, has_minute=hour is not None, has_zone=bool(zone)) if _is_possible(when) else None


def _is_possible(when: datetime) -> bool:
    """Whether a story can be of that time: the web is no older, and 2100 is far enough."""
    return 1990 <= when.year <= 2100


def _offset(zone: str | None) -> timedelta:
    if not zone or zone[0] not in "+-":
        return timedelta()
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4] or 0))
    return -offset if zone[0] == "-" else offset


def _time_elements(tree: HtmlElement) -> list[str]:
    found = []
    for count, element in enumerate(tree.iter("time")):
        if count >= 20:
            break
        if value := element.get("datetime"):
            found.append(value)
    return found


def _search(tree: HtmlElement, *, url: str) -> datetime | None:
    """htmldate's answer: a day. Asked only where the page's data says nothing (4% of pages)."""
    try:
        return parse_time(
            find_date(tree, url=url, original_date=True, outputformat="%Y-%m-%d", deferred_url_extractor=True)
        )
    except (ValueError, TypeError, AttributeError):  # htmldate trips over odd trees and addresses
        return None
