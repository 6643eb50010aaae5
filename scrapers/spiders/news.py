"""One crawl of one source: looks at channels, fetches the articles that are due, reports each outcome.

The spider knows HTTP and manners only. What is due comes in as arguments, what a page means is the desk's.
"""

import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from scrapers.addresses import named_by
from scrapers.ending import CrawlEnds
from scrapers.failures import failure_reason
from scrapers.items import Page
from scrapers.middlewares import MAX_PAUSE, header_pairs, retry_after_seconds
from scrapers.orders import (
    LASTING,
    PASSING_STATUSES,
    Ask,
    Check,
    Desk,
    DeskError,
    FailureReason,
    Gone,
    Look,
    Missed,
    Unchanged,
    Validators,
)
from scrapers.robots import RobotsCache
from scrapers.sources import Source
from scrapers.urls import is_front_page

_LOOK_PRIORITY = 1_000_000
_CONFIRM_PRIORITY = 2_000_000

PATIENCE = 5
"""Fetches of one crawl that may fail in a row for want of an answer; then the source rests and the rest stays due."""

_NO_ANSWER = frozenset(
    {
        FailureReason.TIMEOUT,
        FailureReason.DNS,
        FailureReason.REFUSED,
        FailureReason.CONNECTION,
        FailureReason.TLS,
        FailureReason.ROBOTS_UNREACHABLE,
    }
)


@dataclass(frozen=True, slots=True)
class _Again:
    """A further fetch that the desk asked for, and all that it has asked for of this order."""

    check: Check
    asked: frozenset[Ask]


class NewsSpider(Spider):
    """Crawls one source.

    Arguments: `source`, the `looks` and `checks` that are due, the `desk` that is reported to, and `robots`, what is
    known of robots.txt files already. Started by
    `scrapy crawl news -a home=URL [-a feeds=URL,URL] [-a sitemaps=…] [-a sections=…] [-a articles=20]` it makes a dry
    run: it yields the stories that it finds and stores nothing.
    """

    name = "news"

    def __init__(
        self,
        *,
        source: Source | None = None,
        looks: Sequence[Look] | None = None,
        checks: Sequence[Check] = (),
        desk: Desk | None = None,
        robots: RobotsCache | None = None,
        **arguments: str,
    ) -> None:
        super().__init__()
        if source is None or desk is None:
            # Here and not above: a real crawl extracts in worker processes and keeps the extractor out of its own.
            from scrapers.dryrun import DryDesk, source_of

            source, desk = source_of(arguments), DryDesk(int(arguments.get("articles", "20")))
        self.source = source
        self.named = named_by(source.addresses())
        self.desk = desk
        self.robots = robots
        self._first_looks = (
            [Look(url=url, kind=kind) for url, kind in self.source.channels()] if looks is None else list(looks)
        )
        self._first_checks = list(checks)
        self._open_looks = 0
        self._ordered: set[str] = set()
        self._failed_in_a_row = 0

    async def start(self) -> AsyncIterator[Any]:
        """The orders that the crawl was handed."""
        for request in self._look_requests(self._first_looks):
            yield request
        for request in self._check_requests(self._first_checks):
            yield request
        if not self._first_looks:
            for request in self._check_requests(await self.desk.settle()):
                yield request

    def _look_requests(self, looks: Iterable[Look]) -> list[Request]:
        fresh = [look for look in looks if self._is_first_order(look.url)]
        self._open_looks += len(fresh)
        return [
            Request(
                look.url,
                callback=self.on_channel,
                errback=self.on_error,
                cb_kwargs={"look": look},
                priority=_LOOK_PRIORITY - place,
                dont_filter=True,
                headers=_conditional_headers(look.validators),
                meta={"handle_httpstatus_list": [304]},
            )
            for place, look in enumerate(fresh)
        ]

    def _check_requests(self, checks: Iterable[Check]) -> list[Request]:
        return [self._check_request(check) for check in checks if self._is_first_order(check.url)]

    def _check_request(
        self,
        check: Check,
        *,
        asked: frozenset[Ask] = frozenset(),
        then: _Again | None = None,
        otherwise: Check | None = None,
    ) -> Request:
        wanted = bool(asked or then)
        return Request(
            check.url,
            callback=self.on_article,
            errback=self.on_error,
            cb_kwargs={"check": check, "asked": asked, "then": then, "otherwise": otherwise},
            priority=_CONFIRM_PRIORITY if wanted else check.priority,
            dont_filter=True,
            # A body is wanted where something is to be confirmed: "not modified" would say nothing of it.
            headers=None if wanted else _conditional_headers(check.validators),
        )

    def _is_first_order(self, url: str) -> bool:
        if url in self._ordered:
            return False
        self._ordered.add(url)
        return True

    async def on_channel(self, response: Response, look: Look) -> AsyncIterator[Any]:
        """A channel's answer: entries go to the desk, which says what to fetch."""
        now = datetime.now(UTC)
        self._note_answer(response)
        if _is_not_modified(response):
            yield Unchanged(order=look, at=now, status=304, validators=_validators(response, look.validators))
        elif response.status != 200:
            async for item in self._refused(response, look, now):
                yield item
        elif (digest := _digest(response)) == look.validators.body_sha256:
            yield Unchanged(order=look, at=now, status=200, validators=_validators(response, look.validators))
        else:
            try:
                admitted = await self.desk.admit(look, _page(response, look.url, now, digest))
            except DeskError as error:
                raise CloseSpider(f"desk: {error}") from error
            for request in self._look_requests(admitted.looks):
                yield request
            for request in self._check_requests(admitted.checks):
                yield request
        async for request in self._look_done():
            yield request

    async def _look_done(self) -> AsyncIterator[Request]:
        self._open_looks -= 1
        if self._open_looks == 0:
            try:
                checks = await self.desk.settle()
            except DeskError as error:
                raise CloseSpider(f"desk: {error}") from error
            for request in self._check_requests(checks):
                yield request

    async def on_article(
        self,
        response: Response,
        check: Check,
        *,
        asked: frozenset[Ask],
        then: _Again | None,
        otherwise: Check | None,
    ) -> AsyncIterator[Any]:
        """An article's answer: unchanged, gone, or a page for the desk to read.

        `then` is to be fetched after it, `otherwise` in its place where there is no such page.
        """
        now = datetime.now(UTC)
        self._note_answer(response)
        if otherwise is not None and _is_gone(response, check):
            yield self._check_request(otherwise, asked=asked)
        elif _is_gone(response, check):
            yield Gone(check=check, at=now, status=response.status, final_url=response.url)
        elif _is_not_modified(response):
            yield Unchanged(order=check, at=now, status=304, validators=_validators(response, check.validators))
        elif response.status != 200:
            async for item in self._refused(response, check, now):
                yield item
        elif (digest := _digest(response)) == check.validators.body_sha256 and not asked:
            yield Unchanged(order=check, at=now, status=200, validators=_validators(response, check.validators))
        elif not _may_be_html(response):
            detail = f"the address answers with {_content_type(response)}"
            yield Missed(order=check, at=now, reason=FailureReason.NOT_HTML, detail=detail, status=200)
        else:
            yield await self._read(_page(response, check.url, now, digest), check, asked=asked)
        if then is not None:
            yield self._check_request(then.check, asked=then.asked)

    async def _read(self, page: Page, check: Check, *, asked: frozenset[Ask]) -> object:
        try:
            read = await self.desk.read(check, page, asked=asked)
        except DeskError as error:
            raise CloseSpider(f"desk: {error}") from error
        if read.ask is None:
            return read.item
        again = _Again(check=read.check or check, asked=asked | {read.ask})
        if read.first is None:
            return self._check_request(again.check, asked=again.asked, otherwise=read.otherwise)
        return self._check_request(read.first, then=again)

    def _note_answer(self, response: Response) -> None:
        if response.status not in PASSING_STATUSES:
            self._failed_in_a_row = 0

    async def _refused(self, response: Response, order: Look | Check, now: datetime) -> AsyncIterator[Missed]:
        header = response.headers.get("Retry-After")
        retry_after = retry_after_seconds(header.decode("latin-1") if header else None, now)
        detail = f"HTTP {response.status}"
        # A redirect comes here only where its target is no web address.
        is_redirect = 300 <= response.status < 400 and response.status != 304
        # Counted before the outcome is handed on: writing it down takes time, and the next answer may come meanwhile.
        is_last = response.status in PASSING_STATUSES and self._is_last_failure()
        yield Missed(
            order=order,
            at=now,
            reason=FailureReason.REDIRECTS if is_redirect else FailureReason.HTTP_STATUS,
            detail=detail,
            status=response.status,
            retry_after=retry_after,
        )
        if response.status in PASSING_STATUSES and retry_after is not None and retry_after > MAX_PAUSE:
            raise CloseSpider(f"asked to wait: {detail}, Retry-After {retry_after:.0f} s")
        if is_last:
            raise CloseSpider(f"no answer: {detail}")

    def _is_last_failure(self) -> bool:
        """Counts a fetch without an answer; whether the source has had so many in a row that it is to rest."""
        self._failed_in_a_row += 1
        return self._failed_in_a_row >= PATIENCE

    async def on_error(self, failure: Failure) -> AsyncIterator[Any]:
        """A fetch that brought no answer."""
        if isinstance(failure.value, CrawlEnds):
            return
        arguments = failure.request.cb_kwargs  # type: ignore[attr-defined] # Scrapy hangs the request on the failure
        order: Look | Check = arguments.get("look") or arguments["check"]
        assert failure.value is not None  # noqa: S101 - Twisted's type is wider than what it gives
        reason, detail = failure_reason(failure.value)
        otherwise: Check | None = arguments.get("otherwise")
        if otherwise is not None and reason in LASTING:
            yield self._check_request(otherwise, asked=arguments["asked"])
            return
        is_last = reason in _NO_ANSWER and self._is_last_failure()
        yield Missed(order=order, at=datetime.now(UTC), reason=reason, detail=detail)
        then: _Again | None = arguments.get("then")
        if then is not None:
            yield self._check_request(then.check, asked=then.asked)
        if is_last:
            raise CloseSpider(f"no answer: {detail}")
        if isinstance(order, Look):
            async for request in self._look_done():
                yield request


def _conditional_headers(validators: Validators) -> dict[str, str]:
    headers = {}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def _is_not_modified(response: Response) -> bool:
    """Whether it answers so to a conditional request; said to any other, "not modified" leaves us with nothing."""
    sent = response.request.headers if response.request else {}
    return response.status == 304 and ("If-None-Match" in sent or "If-Modified-Since" in sent)


def _digest(response: Response) -> str:
    return hashlib.sha256(response.body).hexdigest()


def _validators(response: Response, before: Validators) -> Validators:
    # RFC 9110 section 15.4.5: a 304 repeats the validators that it would have sent, but many servers leave them out.
    etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
    return Validators(
        etag=etag.decode("latin-1") if etag else before.etag,
        last_modified=modified.decode("latin-1") if modified else before.last_modified,
        body_sha256=before.body_sha256,
    )


def _page(response: Response, url: str, now: datetime, digest: str) -> Page:
    request = response.request
    sent = header_pairs(request.headers) if request else []
    received = response.meta.get("as_received") or header_pairs(response.headers)
    return Page(
        url=url,
        final_url=response.url,
        status=response.status,
        body=response.body,
        headers=received,
        request_headers=sent,
        fetched_at=now,
        body_sha256=digest,
    )


def _is_gone(response: Response, check: Check) -> bool:
    if response.status in {404, 410}:
        return True
    return response.url != check.url and is_front_page(response.url) and not is_front_page(check.url)


def _content_type(response: Response) -> str:
    header = response.headers.get("Content-Type")
    return header.decode("latin-1").split(";")[0].strip().lower() if header else ""


def _may_be_html(response: Response) -> bool:
    kind = _content_type(response)
    return not kind or kind.startswith("text/") or "html" in kind or "xml" in kind or kind == "application/octet-stream"
