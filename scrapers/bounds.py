"""Scrapy's downloads with a limit that it leaves open: how many bytes may come before a body does."""

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol, Request
from twisted.web.iweb import IResponse

MAX_HEAD = 256 * 1024
"""Bytes of a status line and headers, those of interim answers (1xx) included: what Chrome takes. Headers without end
took 2.8 GB of memory before the fetch timed out."""


class HeadTooLargeError(Exception):
    """More bytes came before the body than a head may have."""


class BoundedDownloads(HTTP11DownloadHandler):
    """Scrapy's downloads over HTTP/1.1, which end where a head does not."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002 - Twisted's signature
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _Protocol(_LenientHTTP11ClientProtocol):
    _head_bytes = 0

    def request(self, request: Request) -> "Deferred[IResponse]":
        """Another exchange over this connection: its head is counted from nothing."""
        self._head_bytes = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:
        """Hands the bytes to the parser, or the exchange an error."""
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD:
                error = HeadTooLargeError(f"the headers are longer than {MAX_HEAD // 1024} kB, which is the limit")
                self._giveUp(Failure(error))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]
