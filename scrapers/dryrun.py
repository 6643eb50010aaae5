"""`scrapy crawl news` without a database: fetches the newest entries, reads them here and yields their stories."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapers.channels import read_channel
from scrapers.extract import ExtractionError, extract
from scrapers.items import Page
from scrapers.orders import Admitted, Ask, Check, FailureReason, Look, Missed, Read
from scrapers.sources import Source


def source_of(arguments: Mapping[str, str]) -> Source:
    """The source that `scrapy crawl`'s `-a name=value` arguments describe; lists are separated by commas."""
    home = arguments.get("home", "")
    if not home.startswith(("http://", "https://")):
        raise ValueError(
            "scrapy crawl news needs -a home=https://… (and feeds=, sitemaps= or sections=, comma-separated)"
        )

    def listed(name: str) -> list[str]:
        return [url.strip() for url in arguments.get(name, "").split(",") if url.strip()]

    host = urlsplit(home).hostname or "source"
    return Source(
        id=host.replace(".", "-"),
        name=host,
        home=home,
        feeds=listed("feeds"),
        sitemaps=listed("sitemaps"),
        sections=listed("sections"),
    )


class DryDesk:
    """Follows the first `articles` entries of the channels, parts of sitemaps included; keeps nothing."""

    def __init__(self, articles: int) -> None:
        self._left = articles

    async def room(self) -> None:
        """A dry run reads as fast as it fetches."""

    async def admit(self, look: Look, page: Page) -> Admitted:
        """The channel's entries as orders, newest as listed first, up to the limit."""
        listing = read_channel(
            page.body,
            url=page.final_url,
            kind=look.kind,
            content_type=page.header("Content-Type"),
            now=datetime.now(UTC),
        )
        entries = listing.entries[: self._left]
        self._left -= len(entries)
        looks = [Look(url=url, kind=look.kind) for url in listing.parts] if self._left else []
        return Admitted(looks=looks, checks=[Check(url=entry.url) for entry in entries])

    async def settle(self) -> Sequence[Check]:
        """Nothing else is due in a dry run."""
        return ()

    async def read(self, check: Check, page: Page, *, asked: frozenset[Ask]) -> Read:  # noqa: ARG002 - the desk's
        """The page's story, or why it cannot be read."""
        try:
            reading = await asyncio.to_thread(
                extract, page.body, url=page.final_url, content_type=page.header("Content-Type")
            )
        except ExtractionError as error:
            reason = FailureReason.READING_ERROR
            return Read(item=Missed(order=check, at=page.fetched_at, reason=reason, detail=str(error)))
        return Read(item=reading.story)
