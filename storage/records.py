"""What storage takes and gives, as values. Times are aware UTC; texts are as stored; ids are rows' ids."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

ArticleState = Literal["live", "removed"]
JOINED = {"separator": "; "}
"""Of a field whose names stand in their column as a reader would write them; other tuples stand as JSON."""


class ChangeKind(StrEnum):
    """An event in an article's life."""

    PUBLISHED = "published"
    EDITED = "edited"
    CORRECTED = "corrected"
    REMOVED = "removed"
    RESTORED = "restored"
    MOVED = "moved"


# archive.db


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """A publisher as the archive shows it."""

    id: str
    name: str
    home_url: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """A source's public health. `stories_today` counts its new stories of the UTC day `stories_on` (``2024-08-22``)."""

    source_id: str
    last_success_at: datetime | None
    last_failure_at: datetime | None
    reason: str | None
    stories_today: int
    stories_on: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One URL that leads to an article, with the key that its look-alikes (http, www., AMP, tracking) share."""

    url: str
    url_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """An article that is about to be archived.

    `address` is the canonical one, `others` every further one that led to it. `first_channel` is the URL of the channel
    that listed it first.
    """

    source_id: str
    address: Address
    others: Sequence[Address] = ()
    first_channel: str | None = None
    first_listed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRecord:
    """What a version says. `body` is paragraphs with a blank line between, `content_sha256` in hexadecimal."""

    headline: str
    standfirst: str = ""
    byline: tuple[str, ...] = field(default=(), metadata=JOINED)
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str | None = None
    body: str = ""
    word_count: int
    content_sha256: str
    extractor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRecord:
    """The response that a version was read from and where it lies: `length` bytes at `offset` of the WARC file."""

    url: str
    fetched_at: datetime
    status: int
    file: str
    offset: int
    length: int
    body_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """How a new version differs from the one before. `diff` is the diff as JSON text."""

    kind: Literal[ChangeKind.EDITED, ChangeKind.CORRECTED]
    headline_changed: bool = False
    words_added: int = 0
    words_removed: int = 0
    diff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The rows that one recording made."""

    article_id: int
    version_id: int
    change_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A row of `articles`."""

    id: int
    source_id: str
    url: str
    headline: str
    published_at: datetime | None
    first_seen_at: datetime
    changed_at: datetime
    state: ArticleState
    language: str | None
    version_count: int
    latest_version_id: int
    story_id: int | None
    first_channel: str | None
    first_listed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A row of `versions`."""

    id: int
    article_id: int
    number: int
    seen_at: datetime
    headline: str
    standfirst: str
    byline: tuple[str, ...] = field(metadata=JOINED)
    published_at: datetime | None
    modified_at: datetime | None
    language: str | None
    body: str
    word_count: int
    content_sha256: str
    extractor: str
    capture_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChange:
    """A change to be recorded.

    `from_version_id` is None for what came (published, restored), `to_version_id` for what went (removed).
    """

    article_id: int
    seen_at: datetime
    kind: ChangeKind
    from_version_id: int | None = None
    to_version_id: int | None = None
    baseline: bool = False
    headline_changed: bool = False
    words_added: int = 0
    words_removed: int = 0
    diff: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(NewChange):
    """A row of `changes`."""

    id: int
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedChange:
    """A change with what a reader of the log wants beside it."""

    id: int
    seen_at: datetime
    kind: ChangeKind
    source_id: str
    source: str
    article_id: int
    headline: str
    url: str
    baseline: bool
    headline_changed: bool
    words_added: int
    words_removed: int
    from_version_id: int | None
    to_version_id: int | None
    diff: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A version that a search found. The marks around the found words are those that the search was given."""

    version_id: int
    article_id: int
    number: int
    source_id: str
    url: str
    seen_at: datetime
    headline: str
    snippet: str


# desk.db


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A row of `channels`. `first_sight`: it was there when its source was first looked at. Not looked at: no time."""

    id: int
    source_id: str
    url: str
    kind: str
    parent_id: int | None
    etag: str | None
    last_modified: str | None
    body_sha256: str | None
    next_look_at: datetime | None
    last_look_at: datetime | None
    last_success_at: datetime | None
    last_failure_at: datetime | None
    failure_count: int
    reason: str | None
    entry_count: int | None
    first_seen_at: datetime
    first_sight: bool
    baseline_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a successful look at a channel learned. `entry_count` is None where it answered that nothing changed."""

    at: datetime
    next_look_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    entry_count: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntry:
    """One line of a channel as it is admitted. `hint_sha256` digests what the line says of the story, not the URL."""

    url: str
    url_key: str
    title: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    hint_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What a listing taught: entries that are news, entries remembered as baseline, and hints at known articles."""

    new: int
    baseline: int
    hinted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueEntry:
    """An entry whose article is to be fetched for the first time."""

    id: int
    source_id: str
    url: str
    url_key: str
    channel_id: int
    channel_url: str
    published_at: datetime | None
    first_listed_at: datetime
    baseline: bool
    failure_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A row of `follows`: an article that is looked at again, and what its last check left."""

    article_id: int
    source_id: str
    url: str
    state: ArticleState = "live"
    due_at: datetime | None
    hinted: bool = False
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    published_at: datetime | None
    first_seen_at: datetime
    changed_at: datetime
    checked_at: datetime
    check_count: int = 0
    failure_count: int = 0
    gone_at: datetime | None = None
    suspect_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A row of `source_state`: what holds a whole source back."""

    source_id: str
    first_sight_at: datetime | None = None
    failure_count: int = 0
    not_before_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlCounts:
    """What one crawl did: exchanges and bytes, channels looked at, entries admitted, articles by outcome."""

    requests: int = 0
    bytes: int = 0
    channels: int = 0
    entries: int = 0
    unchanged: int = 0
    new: int = 0
    changed: int = 0
    suspects: int = 0
    removed: int = 0
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl(CrawlCounts):
    """A row of `crawls`. `ended_at` is None while it runs, or where the program died in it."""

    id: int
    source_id: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A fetch that failed in a crawl: `reason` is a slug, `detail` is for a person."""

    crawl_id: int
    source_id: str
    url: str
    at: datetime
    reason: str
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectPage:
    """A page that was set aside, with the signs that gave it away."""

    crawl_id: int
    article_id: int | None = None
    source_id: str
    url: str
    at: datetime
    reason: str
    signs: tuple[str, ...]
    status: int
    body_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReading:
    """What comparing reads of a version's page: `story` as JSON text, `blocks` compressed, as extraction packs them."""

    version_id: int
    extractor: str
    made_at: datetime
    story: str
    blocks: bytes
