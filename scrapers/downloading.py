"""When a request goes out: one host is asked one thing at a time, whatever the machine does meanwhile."""

from collections.abc import Coroutine
from typing import Any

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.http import Response
from twisted.internet.defer import Deferred


class CountingDownloader(Downloader):
    """Scrapy's downloader, which counts a request as under way from the moment it is sent on its way.

    Scrapy 2.19 counts it when its task begins. Until then the host looks free: with no delay all requests that wait go
    out at once, whatever `CONCURRENT_REQUESTS_PER_DOMAIN` says, and with a delay two do where the machine stands still
    for so long between two lines.
    """

    def _wait_for_download(
        self, slot: Slot, request: Request, queue_dfd: Deferred[Response]
    ) -> Coroutine[Any, Any, None]:
        slot.transferring.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)
