"""What storage takes from archive.db and gives to it, as values; those of desk.db are in `desk_records`.

Times are aware UTC; texts are as stored; ids are rows' ids.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

ArticleState = Literal["live", "removed"]
Quiet = Literal["flapping", "redesign"]
"""Why nobody is told of a change: it goes back and forth between two versions, or its source changed its templates."""

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
class EditTraits:
    """What an edit was, as columns of `changes`; empty for a change that is no edit.

    `numbers` to `dates` count the changed passages of each kind, `summary` says the edit in one line, `importance` is
    from 0 to 1. `silent`: the page did not change the time of modification that it gives; None where it gives none.
    `returns_to_version_id` is the earlier version that said the same.
    """

    headline_changed: bool = False
    words_added: int = 0
    words_removed: int = 0
    nature: str | None = None
    importance: float | None = None
    summary: str | None = None
    numbers: int = 0
    names: int = 0
    quotes: int = 0
    negations: int = 0
    attributions: int = 0
    dates: int = 0
    silent: bool | None = None
    quiet: Quiet | None = None
    returns_to_version_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(EditTraits):
    """How a new version differs from the one before. `diff` is the diff as JSON text."""

    kind: Literal[ChangeKind.EDITED, ChangeKind.CORRECTED]
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
class NewChange(EditTraits):
    """A change to be recorded.

    `from_version_id` is None for what came (published, restored), `to_version_id` for what went (removed).
    """

    article_id: int
    seen_at: datetime
    kind: ChangeKind
    from_version_id: int | None = None
    to_version_id: int | None = None
    baseline: bool = False
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
    nature: str | None = None
    importance: float | None = None
    summary: str | None = None
    silent: bool | None = None
    quiet: Quiet | None = None
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
