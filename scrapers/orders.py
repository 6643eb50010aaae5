"""What a crawl is told to fetch, what came of each fetch, and the desk that a spider reports to.

A spider has no database: `Desk` is all it knows of the world behind it. Every order ends in exactly one outcome.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from scrapers.items import Page
from scrapers.sources import ChannelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What an earlier answer left for a conditional request: RFC 9110 validators as received, and the body's digest."""

    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An order to look at one channel. `channel_id` is the desk's, None in a dry run."""

    url: str
    kind: ChannelKind
    channel_id: int | None = None
    validators: Validators = field(default_factory=Validators)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Which channel listed an entry first, when, and what that says: `baseline` if it stood there before we came."""

    channel_url: str
    listed_at: datetime
    published_at: datetime | None = None
    baseline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """An order to fetch one article: a listed entry not fetched yet (`entry_id`) or a known article (`article_id`).

    Higher `priority` goes first. `origin` comes with an entry. `failures` counts fetches in a row that brought nothing.
    """

    url: str
    entry_id: int | None = None
    article_id: int | None = None
    origin: Origin | None = None
    priority: int = 0
    failures: int = 0
    validators: Validators = field(default_factory=Validators)


class FailureReason(StrEnum):
    """Why a fetch brought nothing."""

    TIMEOUT = "timeout"
    DNS = "dns"
    ADDRESS_REFUSED = "address_refused"
    REFUSED = "refused"
    CONNECTION = "connection"
    TLS = "tls"
    TOO_LARGE = "too_large"
    ROBOTS = "robots"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    REDIRECTS = "redirects"
    HTTP_STATUS = "http_status"
    NOT_HTML = "not_html"
    UNREADABLE_CHANNEL = "unreadable_channel"
    READING_TIMEOUT = "reading_timeout"
    READING_CRASHED = "reading_crashed"
    READING_ERROR = "reading_error"
    STORAGE = "storage"


LASTING = frozenset(
    {
        FailureReason.ADDRESS_REFUSED,
        FailureReason.ROBOTS,
        FailureReason.TOO_LARGE,
        FailureReason.REDIRECTS,
        FailureReason.NOT_HTML,
    }
)
"""Reasons that another attempt soon would meet again."""


PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
"""What may pass: RFC 9110's transient answers and the ones of Cloudflare's edge (520 to 524)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """An order that brought nothing.

    `retry_after` is what the server asked for, in seconds; `status` the HTTP status where there was one.
    """

    order: Look | Check
    at: datetime
    reason: FailureReason
    detail: str = ""
    status: int | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The address answered as before: 304, or 200 with the same bytes."""

    order: Look | Check
    at: datetime
    status: int
    validators: Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The address no longer leads to an article: 404, 410, or a redirect to the front page."""

    check: Check
    at: datetime
    status: int
    final_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What the desk made of a channel's lines: further channels to look at, and articles to fetch now."""

    looks: Sequence[Look] = ()
    checks: Sequence[Check] = ()


class Ask(StrEnum):
    """Why the desk wants a further fetch before it decides: at most one for each reason and order."""

    CONFIRM = "confirm"
    """The same page again: what changed is to be seen twice."""
    CANONICAL = "canonical"
    """The canonical page in place of its AMP twin."""
    TWIN = "twin"
    """An article with the same text elsewhere, which may have moved here, and then this page again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the desk made of a page: an item for the pipeline, or what it asks for first.

    `check` is what is to be fetched then, `first` another order that goes before it, `otherwise` what is fetched where
    `check` has no page.
    """

    item: object | None = None
    ask: Ask | None = None
    check: Check | None = None
    first: Check | None = None
    otherwise: Check | None = None


class Desk(Protocol):
    """Where a spider's findings go and its further orders come from."""

    async def room(self) -> None:
        """Waits until another page may be fetched: what was fetched before is to be read first."""
        ...

    async def admit(self, look: Look, page: Page) -> Admitted:
        """Takes a channel's bytes; raises `DeskError` where nothing can be stored any more."""
        ...

    async def settle(self) -> Sequence[Check]:
        """Called once when every channel has been looked at: what else is due (the baseline, AMP addresses)."""
        ...

    async def read(self, check: Check, page: Page, *, asked: frozenset[Ask]) -> Read:
        """Takes an article's page; `asked` are the further fetches that it has asked for already."""
        ...


class DeskError(Exception):
    """Nothing can be stored any more: the crawl is to end, the rest stays due. The message says why and what to do."""
