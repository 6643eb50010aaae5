"""Names for what goes wrong with a fetch: Scrapy's and Twisted's exceptions to our reasons."""

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

from scrapers.orders import FailureReason
from scrapers.robots import RobotsUnreachable

_BY_TYPE: tuple[tuple[type[Exception], FailureReason], ...] = (
    (RobotsUnreachable, FailureReason.ROBOTS_UNREACHABLE),
    (CannotResolveHostError, FailureReason.DNS),
    (DownloadConnectionRefusedError, FailureReason.REFUSED),
    (DownloadTimeoutError, FailureReason.TIMEOUT),
    (ResponseDataLossError, FailureReason.CONNECTION),
    (DownloadCancelledError, FailureReason.TOO_LARGE),
    (UnsupportedURLSchemeError, FailureReason.REDIRECTS),
)

_IGNORED = (
    ("robots.txt", FailureReason.ROBOTS),
    ("max redirections", FailureReason.REDIRECTS),
    ("DOWNLOAD_MAXSIZE", FailureReason.TOO_LARGE),
)


def failure_reason(error: BaseException) -> tuple[FailureReason, str]:
    """The reason, and one line of detail of at most 300 characters, for what a download raised."""
    detail = " ".join(str(error).split())[:300] or type(error).__name__
    for kind, reason in _BY_TYPE:
        if isinstance(error, kind):
            return reason, detail
    if isinstance(error, IgnoreRequest):
        found = (reason for words, reason in _IGNORED if words in detail)
        return next(found, FailureReason.CONNECTION), detail
    if isinstance(error, DownloadFailedError) and _is_tls(error):
        return FailureReason.TLS, detail
    return FailureReason.CONNECTION, f"{type(error).__name__}: {detail}"[:300]


def _is_tls(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        reasons = getattr(seen, "reasons", None) or getattr(seen, "args", ())
        if isinstance(seen, OpenSSLError) or "SSL" in repr(reasons) or "certificate" in repr(reasons):
            return True
        seen = seen.__cause__
    return False
