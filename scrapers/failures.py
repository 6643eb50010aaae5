"""Names for what goes wrong with a fetch: Scrapy's and Twisted's exceptions to our reasons."""

from OpenSSL.SSL import Error as OpenSSLError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from scrapers.bounds import HeadTooLargeError
from scrapers.connecting import AddressRefused
from scrapers.orders import FailureReason
from scrapers.robots import RobotsUnreachable

_BY_TYPE: tuple[tuple[type[Exception], FailureReason], ...] = (
    (AddressRefused, FailureReason.ADDRESS_REFUSED),
    (RobotsUnreachable, FailureReason.ROBOTS_UNREACHABLE),
    (CannotResolveHostError, FailureReason.DNS),
    (DownloadConnectionRefusedError, FailureReason.REFUSED),
    (DownloadTimeoutError, FailureReason.TIMEOUT),
    (ResponseDataLossError, FailureReason.CONNECTION),
    (DownloadCancelledError, FailureReason.TOO_LARGE),
    (UnsupportedURLSchemeError, FailureReason.REDIRECTS),
    (NotSupported, FailureReason.REDIRECTS),
)

_IGNORED = (
    ("robots.txt", FailureReason.ROBOTS),
    ("max redirections", FailureReason.REDIRECTS),
    ("DOWNLOAD_MAXSIZE", FailureReason.TOO_LARGE),
    ("too much to unpack", FailureReason.TOO_LARGE),
)

_TLS_SIGNS = ("SSL", "certificate", "VerificationError")
"""The last one is that of a certificate which is another host's (service_identity)."""


def failure_reason(error: BaseException) -> tuple[FailureReason, str]:
    """The reason, and one line of detail of at most 300 characters, for what a download raised."""
    detail = " ".join(str(error).split())[:300] or type(error).__name__
    for kind, reason in _BY_TYPE:
        if isinstance(error, kind):
            return reason, detail
    if isinstance(error, IgnoreRequest):
        found = (reason for words, reason in _IGNORED if words in detail)
        return next(found, FailureReason.CONNECTION), detail
    if isinstance(error, DownloadFailedError) and (head := _head_too_large(error)):
        return FailureReason.TOO_LARGE, str(head)
    if isinstance(error, DownloadFailedError) and _is_tls(error):
        return FailureReason.TLS, detail
    return FailureReason.CONNECTION, f"{type(error).__name__}: {detail}"[:300]


def _head_too_large(error: BaseException) -> HeadTooLargeError | None:
    """What a connection was given up for, from inside of what Twisted and Scrapy made of it."""
    reasons = getattr(error.__cause__, "reasons", None) or ()
    return next((reason.value for reason in reasons if isinstance(reason.value, HeadTooLargeError)), None)


def _is_tls(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        reasons = getattr(seen, "reasons", None) or getattr(seen, "args", ())
        if isinstance(seen, OpenSSLError) or any(sign in repr(reasons) for sign in _TLS_SIGNS):
            return True
        seen = seen.__cause__
    return False
