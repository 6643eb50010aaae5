"""robots.txt as RFC 9309 reads it: kept between crawls, a server error forbids all, Crawl-delay slows the host."""

import logging
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from scrapers.connecting import AddressRefused

logger = logging.getLogger(__name__)

KEEP_SECONDS = 3600.0
"""How long a robots.txt is believed. RFC 9309 section 2.4 allows 24 hours; an hour lets a change count soon."""

MAX_CRAWL_DELAY = 60.0
"""Seconds. Longer ones are meant for crawlers that fetch a whole site; we fetch what is new, and one minute is kept."""

MAX_BYTES = 500 * 1024
"""Read of a robots.txt, from its beginning: what RFC 9309 section 2.5 asks for at least. The crawl's own loop parses it
and asks it for every address: 6 MB of user agents took three seconds, and 60 ms an address."""

_TOO_MANY = 5_000


class RobotsUnreachable(IgnoreRequest):
    """robots.txt gave a server error or no answer: RFC 9309 section 2.3.1.4 forbids everything until it does."""


@dataclass(slots=True)
class RobotsCache:
    """Parsed robots.txt by network location, shared by the crawls of one process."""

    keep_seconds: float = KEEP_SECONDS
    _parsers: dict[str, tuple[float, RobotParser]] = field(default_factory=dict)

    def get(self, netloc: str) -> RobotParser | None:
        """The parser for "host:port", None where there is none or it is too old."""
        kept = self._parsers.get(netloc)
        return kept[1] if kept and monotonic() - kept[0] < self.keep_seconds else None

    def put(self, netloc: str, parser: RobotParser) -> None:
        """Keeps a parser; forgets all when there are absurdly many hosts."""
        if len(self._parsers) > _TOO_MANY:
            self._parsers.clear()
        self._parsers[netloc] = (monotonic(), parser)


class CachedRobots(RobotsTxtMiddleware):
    """Scrapy's robots middleware with a memory between crawls (the spider's `robots`) and RFC 9309's rules."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._cache: RobotsCache = getattr(crawler.spider, "robots", None) or RobotsCache()
        self._unreachable: dict[str, str] = {}
        self._refused: dict[str, str] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The parser that rules over the request.

        Raises `RobotsUnreachable`, or `AddressRefused` where its address leads inside.
        """
        netloc = urlsplit(request.url).netloc
        parser = self._cache.get(netloc)
        if parser is None:
            parser = await super().robot_parser(request)
            # Of several requests that wait for one robots.txt Scrapy 2.19 gives the parser to the first alone and None,
            # which allows everything, to the others.
            kept = self._parsers.get(netloc)
            if parser is None and isinstance(kept, RobotParser):
                parser = kept
            if netloc in self._refused:
                raise AddressRefused(self._refused[netloc])
            if netloc in self._unreachable:
                raise RobotsUnreachable(f"robots.txt of {netloc}: {self._unreachable[netloc]}")
        return parser

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._unreachable[netloc] = f"HTTP {response.status}"
        elif response.status >= 400:
            # RFC 9309 section 2.3.1.3: unavailable means that everything is allowed, whatever the error page says.
            response = response.replace(body=b"")
        elif len(response.body) > MAX_BYTES:
            # Up to the last whole line: half a rule would forbid more than it says.
            response = response.replace(body=response.body[:MAX_BYTES].rpartition(b"\n")[0])
        await super()._parse_robots(response, netloc, request)
        parser = self._parsers[netloc]
        if netloc not in self._unreachable and isinstance(parser, RobotParser):
            self._cache.put(netloc, parser)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, AddressRefused):
            self._refused[netloc] = str(exc)
        else:
            self._unreachable[netloc] = str(exc) or type(exc).__name__
        super()._robots_error(exc, netloc)


class CrawlDelay:
    """Keeps a host's Crawl-delay: the slot's delay never falls below it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._cache: RobotsCache | None = getattr(crawler.spider, "robots", None)
        self._asked: dict[str, float] = {}
        crawler.signals.connect(self._slow_down, signal=signals.request_reached_downloader)
        # After AutoThrottle's own handler, which shortens the delay of a quick host.
        crawler.signals.connect(self._slow_down, signal=signals.response_downloaded)
        crawler.signals.connect(self._parsed, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CrawlDelay":
        """Scrapy's way to build it."""
        return cls(crawler)

    def _parsed(self, robotparser: RobotParser, request: Request, **_: Any) -> None:
        self._learn(urlsplit(request.url).netloc, robotparser)

    def _learn(self, netloc: str, parser: RobotParser) -> None:
        delay = min(parser.crawl_delay(self._agent) or 0.0, MAX_CRAWL_DELAY)
        self._asked[netloc] = delay
        if delay:
            logger.debug("crawl delay host=%s seconds=%s", netloc, delay)

    def _slow_down(self, request: Request, **_: Any) -> None:
        netloc = urlsplit(request.url).netloc
        if netloc not in self._asked and self._cache is not None and (parser := self._cache.get(netloc)):
            self._learn(netloc, parser)
        asked = self._asked.get(netloc)
        engine = self._crawler.engine
        if not asked or engine is None:
            return
        slot = engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if slot is not None and slot.delay < asked:
            slot.delay = asked
