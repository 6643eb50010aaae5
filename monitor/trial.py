"""Trying a source before it is followed: each channel is fetched and read, and a few of its stories are extracted.

Nothing is stored. How an address is fetched is the caller's: `Fetch` answers with a page or raises UnreachableError.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from monitor.errors import MonitorError
from scrapers.channels import read_channel
from scrapers.items import Entry, Listing, Page, Story, Suspicion
from scrapers.sources import ChannelKind, Source
from scrapers.urls import url_key

STALE = timedelta(days=90)
"""A channel whose newest line is older is one that its publisher has forgotten."""

Fetch = Callable[[str], Page]
"""One address to the answer that its redirects end in. Raises UnreachableError."""


class UnreachableError(MonitorError):
    """An address gave no answer that may be used: no such host, timeout, refused by robots.txt, too large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of trying one channel. `problem` says why it is of no use, None where it is of use.

    `latest_at` is the newest time that a line gives, None where no line gives one.
    """

    url: str
    kind: ChannelKind
    problem: str | None = None
    entries: Sequence[Entry] = ()
    parts: Sequence[str] = ()
    title: str | None = None
    language: str | None = None
    latest_at: datetime | None = None
    is_guess: bool = False
    """Nobody named the address: it is one that sites usually have."""

    @property
    def is_news_sitemap(self) -> bool:
        """Whether it is a sitemap whose lines mostly carry titles, as only news sitemaps do, or an index of such."""
        if self.kind is not ChannelKind.SITEMAP:
            return False
        if not self.entries:
            return bool(self.parts) and "news" in urlsplit(self.url).path.lower()
        return sum(entry.title is not None for entry in self.entries) * 2 > len(self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTrial:
    """What came of one story: the story and whether its page is suspect, or why it could not be read."""

    url: str
    story: Story | None = None
    suspicion: Suspicion | None = None
    problem: str | None = None


def with_scheme(url: str) -> str:
    """An address as a person types it, with https where it says no scheme."""
    return url if "://" in url else f"https://{url}"


def try_channel(url: str, kind: ChannelKind, *, fetch: Fetch, now: datetime) -> Trial:
    """Fetch and read one channel."""
    try:
        page = fetch(url)
    except UnreachableError as error:
        return Trial(url=url, kind=kind, problem=str(error).removeprefix(f"{url}: "))
    return trial_of(page, url=url, kind=kind, now=now)


def trial_of(page: Page, *, url: str, kind: ChannelKind, now: datetime) -> Trial:
    """What a fetched page is worth as a channel at that address."""
    if page.status != 200:
        return Trial(url=url, kind=kind, problem=f"answers with status {page.status}")
    content_type = page.header("Content-Type")
    listing = read_channel(page.body, url=page.final_url, kind=kind, content_type=content_type, now=now)
    return _judged(listing, url=url, now=now)


def try_source(source: Source, *, fetch: Fetch, now: datetime, count: int = 3) -> Iterator[Trial | StoryTrial]:
    """Try each channel of a source, then the newest `count` stories that they list, as they are done."""
    trials = []
    for url, kind in source.channels():
        trial = try_channel(url, kind, fetch=fetch, now=now)
        trials.append(trial)
        yield trial
    for entry in newest_entries((entry for trial in trials for entry in trial.entries), count=count):
        yield try_story(entry.url, fetch=fetch)


def try_story(url: str, *, fetch: Fetch) -> StoryTrial:
    """Fetch one article and extract its story."""
    from scrapers.extract import ExtractionError, extract
    from scrapers.suspects import suspicion

    try:
        page = fetch(url)
        reading = extract(page.body, url=page.final_url, content_type=page.header("Content-Type"))
    except (UnreachableError, ExtractionError) as error:
        return StoryTrial(url=url, problem=str(error).removeprefix(f"{url}: "))
    doubt = suspicion(reading, url=url, final_url=page.final_url, status=page.status)
    return StoryTrial(url=page.final_url, story=reading.story, suspicion=doubt)


def newest_entries(entries: Iterable[Entry], *, count: int) -> list[Entry]:
    """The newest entries, one for each article; those without a time come last, in the order given."""
    unique: dict[str, Entry] = {}
    for entry in entries:
        unique.setdefault(url_key(entry.url), entry)
    return sorted(unique.values(), key=lambda entry: _time_of(entry) or _BEGINNING, reverse=True)[:count]


_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


def _time_of(entry: Entry) -> datetime | None:
    return entry.published_at or entry.updated_at


def _judged(listing: Listing, *, url: str, now: datetime) -> Trial:
    times = [at for entry in listing.entries if (at := _time_of(entry)) is not None]
    latest_at = max(times, default=None)
    return Trial(
        url=url,
        kind=listing.kind,
        problem=_problem(listing, latest_at=latest_at, now=now),
        entries=listing.entries,
        parts=listing.parts,
        title=listing.title,
        language=listing.language,
        latest_at=latest_at,
    )


def _problem(listing: Listing, *, latest_at: datetime | None, now: datetime) -> str | None:
    if listing.is_comments:
        return "lists readers' comments, not stories"
    if not listing.entries and not listing.parts:
        return listing.problem or "lists nothing"
    if latest_at is not None and now - latest_at > STALE:
        return f"its newest line is of {latest_at.date()}"
    return None
