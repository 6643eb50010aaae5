"""Downloader middlewares of ours, one duty each: patient retries, plain redirects, the response as it was received."""

import asyncio
import random
from collections.abc import Awaitable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Headers, Response

from scrapers.failures import failure_reason
from scrapers.orders import PASSING_STATUSES, FailureReason
from scrapers.urls import canonical_url

PASSING_ERRORS = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)

_NOT_PASSING = frozenset({FailureReason.TLS, FailureReason.TOO_LARGE})

MAX_PAUSE = 30.0
"""Seconds. A server that asks for a longer pause gets it from the schedule: the crawl moves on."""


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110 section 10.2.3: seconds or a date), None where unreadable.

    At most a day: some servers answer with a year.
    """
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), 86_400.0)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), 86_400.0)


class PatientRetry:
    """Tries again after a pause what may pass, twice (RETRY_TIMES); never what will not pass.

    The pause doubles from RETRY_PAUSE seconds (default 2), or is what Retry-After asks for, and holds no one else up.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._pause = crawler.settings.getfloat("RETRY_PAUSE", 2.0)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PatientRetry":
        """Scrapy's way to build it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Awaitable[Request | Response]:
        """The response, or the same request once more after a pause."""
        if response.status not in PASSING_STATUSES:
            return response
        return self._again_or(response, request)

    async def _again_or(self, response: Response, request: Request) -> Request | Response:
        header = response.headers.get("Retry-After")
        asked = retry_after_seconds(header.decode("latin-1") if header else None, datetime.now(UTC))
        if asked is not None and asked > MAX_PAUSE:
            return response
        return await self._again(request, f"HTTP {response.status}", asked=asked or 0.0) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The same request once more after a pause, or None: the error goes to the spider."""
        if not isinstance(exception, PASSING_ERRORS) or failure_reason(exception)[0] in _NOT_PASSING:
            return None
        return await self._again(request, type(exception).__name__, asked=0.0)

    async def _again(self, request: Request, reason: str, *, asked: float) -> Request | None:
        spider = self._crawler.spider
        if spider is None:
            return None
        again = get_retry_request(request, spider=spider, reason=reason, give_up_log_level="DEBUG")
        if again is None:
            return None
        tries = request.meta.get("retry_times", 0)
        # Not for cryptography: jitter keeps many sources from coming back in step.
        pause = self._pause * 2**tries * random.uniform(0.75, 1.25)  # noqa: S311
        await asyncio.sleep(max(pause, asked))
        return again


class WaitsForRoom:
    """Holds a fetch back while the desk has enough to read, so that pages wait at the publisher's and not in memory."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "WaitsForRoom":
        """Scrapy's way to build it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:  # noqa: ARG002 - Scrapy's signature
        """Nothing, once there is room."""
        desk = getattr(self._crawler.spider, "desk", None)
        if desk is not None:
            await desk.room()


class Redirects(RedirectMiddleware):
    """Scrapy's redirects without a Referer: REDIRECT_MAX_TIMES hops, plain web addresses only."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Redirects":
        """Scrapy's way to build it, without the warning about the referer middleware that we leave out."""
        middleware = cls(crawler.settings)
        middleware.crawler = crawler
        return middleware

    # Scrapy passes the spider to those alone that ask for it, and warns of them.
    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The request of where it leads, or the redirect itself where that is no web address: the spider says so."""
        try:
            following = super().process_response(request, response)
            if isinstance(following, Request):
                canonical_url(following.url)
        except ValueError:
            return response
        return following

    def handle_referer(self, request: Request, response: Response) -> None:  # noqa: ARG002 - Scrapy's signature
        """We send no Referer."""
        request.headers.pop("Referer", None)


def header_pairs(headers: Headers) -> list[tuple[str, str]]:
    """Headers as (name, value) text pairs, repeated ones one by one."""
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in (values if isinstance(values, list) else [values])
    ]


MAX_PIECES = 100
"""Members or frames of one compressed body. Servers send one; 8 MB of empty ones took the loop 4 s (gzip) or 15
(zstd)."""

_ENCODINGS = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd"})
_PIECE_STARTS = {
    "gzip": (b"\x1f\x8b\x08",),
    "x-gzip": (b"\x1f\x8b\x08",),
    # RFC 8878: a frame, and one to be skipped (its first octet is any of sixteen).
    "zstd": (b"\x28\xb5\x2f\xfd", b"\x2a\x4d\x18"),
}


class QuickToUnpack:
    """Refuses a body that is compressed more than once or in very many pieces, before the loop is held up by it.

    How large a body may become is another limit, DOWNLOAD_MAXSIZE. Each layer may be that large again, and a header has
    room for thousands of them; publishers send one.
    """

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - Scrapy's signature
        """The response as it is; IgnoreRequest where it would take long to unpack."""
        named = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower().split(",")
        layers = [name for name in map(str.strip, named) if name in _ENCODINGS]
        if len(layers) > 1:
            raise IgnoreRequest(f"too much to unpack: the body is compressed {len(layers)} times over")
        starts = _PIECE_STARTS.get(layers[0], ()) if layers else ()
        pieces = sum(map(response.body.count, starts))
        if pieces > MAX_PIECES:
            raise IgnoreRequest(f"too much to unpack: the body is compressed in {pieces:,} pieces")
        return response


class AsReceived:
    """Keeps the headers as the wire brought them (meta `as_received`), and counts requests and bytes."""

    def __init__(self, crawler: Crawler) -> None:
        self._stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "AsReceived":
        """Scrapy's way to build it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """The response as it is."""
        if self._stats is not None:
            self._stats.inc_value("presswatch/requests")
            self._stats.inc_value("presswatch/bytes", len(response.body))
        if response.status == 200:
            request.meta["as_received"] = header_pairs(response.headers)
        return response
