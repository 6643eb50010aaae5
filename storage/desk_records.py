"""What storage takes from desk.db and gives to it, as values; as in `records`, times are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from storage.records import ArticleState


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
    redesigned_at: datetime | None = None


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
