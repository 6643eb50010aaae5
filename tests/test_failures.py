"""What went wrong with a fetch, named; and what a crawl did, counted."""

from datetime import UTC, datetime

import pytest
from OpenSSL.SSL import Error as OpenSSLError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from monitor.tally import Tally
from scrapers.connecting import AddressRefused
from scrapers.failures import failure_reason
from scrapers.orders import LASTING, Check, FailureReason, Look, Missed, Unchanged, Validators
from scrapers.robots import RobotsUnreachable
from scrapers.sources import ChannelKind

NOW = datetime(2024, 8, 22, tzinfo=UTC)
CHECK = Check(url="http://v.example/a")
LOOK = Look(url="http://v.example/feed", kind=ChannelKind.FEED)


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


class Several(Exception):
    """An error that holds others, as Twisted's do."""

    def __init__(self, *reasons: object) -> None:
        super().__init__("several")
        self.reasons = reasons


@pytest.mark.parametrize(
    ("error", "reason", "detail"),
    [
        (RobotsUnreachable("robots.txt of v: HTTP 500"), "robots_unreachable", "robots.txt of v: HTTP 500"),
        (AddressRefused("v: 10.0.0.1:80"), "address_refused", "v: 10.0.0.1:80"),
        (CannotResolveHostError("v.example"), "dns", "v.example"),
        (DownloadConnectionRefusedError(), "refused", "DownloadConnectionRefusedError"),
        (DownloadTimeoutError("took\n  longer"), "timeout", "took longer"),
        (ResponseDataLossError("half"), "connection", "half"),
        (DownloadCancelledError("larger than"), "too_large", "larger than"),
        (UnsupportedURLSchemeError("ftp"), "redirects", "ftp"),
        (IgnoreRequest("Forbidden by robots.txt"), "robots", "Forbidden by robots.txt"),
        (IgnoreRequest("max redirections reached"), "redirects", "max redirections reached"),
        (IgnoreRequest("exceeded DOWNLOAD_MAXSIZE"), "too_large", "exceeded DOWNLOAD_MAXSIZE"),
        (IgnoreRequest("something else"), "connection", "something else"),
        (DownloadFailedError("lost"), "connection", "DownloadFailedError: lost"),
        (caused(DownloadFailedError("tls"), OpenSSLError()), "tls", "tls"),
        (caused(DownloadFailedError("tls"), caused(Exception("x"), Several("SSL"))), "tls", "tls"),
        (caused(DownloadFailedError("x"), OSError("reset")), "connection", "DownloadFailedError: x"),
        (DownloadFailedError("certificate verify failed"), "tls", "certificate verify failed"),
        (
            DownloadFailedError("VerificationError(errors=[DNSMismatch])"),
            "tls",
            "VerificationError(errors=[DNSMismatch])",
        ),
        (OSError("no route"), "connection", "OSError: no route"),
        (IgnoreRequest("long " * 200), "connection", ("long " * 200)[:300]),
    ],
)
def test_every_failure_has_a_reason_and_one_short_line(error: Exception, reason: str, detail: str) -> None:
    assert failure_reason(error) == (reason, detail)


def test_what_lasts_is_what_another_attempt_would_meet_again() -> None:
    assert {"address_refused", "robots", "too_large", "redirects", "not_html"} == LASTING


def missed(
    reason: FailureReason, *, order: Check | Look = CHECK, detail: str = "", wait: float | None = None
) -> Missed:
    return Missed(order=order, at=NOW, reason=reason, detail=detail, retry_after=wait)


def test_an_empty_tally_has_no_reason() -> None:
    tally = Tally()
    assert (tally.commonest_reason, tally.answered, tally.asked_to_wait) == (None, 0, None)


def test_failures_are_counted_by_reason_and_statuses_by_themselves() -> None:
    tally = Tally()
    for each in (
        missed(FailureReason.TIMEOUT),
        missed(FailureReason.HTTP_STATUS, detail="HTTP 500", wait=5.0),
        missed(FailureReason.HTTP_STATUS, detail="HTTP 503", wait=60.0),
        missed(FailureReason.HTTP_STATUS, detail="HTTP 503", order=LOOK, wait=30.0),
    ):
        tally.note_failure(each)
    assert (tally.failures, tally.commonest_reason, tally.asked_to_wait) == (4, "HTTP 503 (2)", 60.0)
    assert tally.answered == 0


def test_what_answers_as_before_is_a_channel_looked_at_or_an_article_unchanged() -> None:
    tally = Tally()
    for order in (LOOK, CHECK, CHECK):
        tally.note_unchanged(Unchanged(order=order, at=NOW, status=304, validators=Validators()))
    assert (tally.channels, tally.unchanged, tally.answered) == (1, 2, 3)


def test_a_tally_says_what_was_set_aside_and_what_failed() -> None:
    tally = Tally()
    assert tally.complaints is None
    tally.suspects = 3
    tally.suspicions.update({"consent_wall": 2, "soft_404": 1})
    assert tally.complaints == "3 pages set aside (consent_wall 2, soft_404 1)"
    check = Check(url="https://valley.example/1")
    tally.note_failure(Missed(order=check, at=NOW, reason=FailureReason.TIMEOUT))
    assert tally.complaints == "3 pages set aside (consent_wall 2, soft_404 1); 1 fetch failed (timeout 1)"


def test_a_tally_says_which_listed_pages_are_not_there() -> None:
    tally = Tally(absent=1)
    assert (tally.complaints, tally.answered) == ("1 listed page is not there", 1)
    tally.absent = 2
    assert tally.complaints == "2 listed pages are not there"
