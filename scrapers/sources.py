"""What a source is, as a spider needs to know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class ChannelKind(StrEnum):
    """How a channel is read."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publisher that we follow.

    `id` is a slug that never changes, `home` the address of its front page; the three lists are absolute URLs.
    """

    id: str
    name: str
    home: str
    feeds: Sequence[str] = ()
    sitemaps: Sequence[str] = ()
    sections: Sequence[str] = ()
    language: str | None = None
    min_delay: float = 1.0
    """Seconds between two requests to one host, before AutoThrottle and Crawl-delay lengthen it."""
    baseline: int = 200
    """How many of the newest entries are fetched at first sight."""

    def addresses(self) -> list[str]:
        """Every address that the configuration gives: home and channels."""
        return [self.home, *(url for url, _ in self.channels())]

    def channels(self) -> list[tuple[str, ChannelKind]]:
        """Every channel's URL with its kind, feeds first, in the configured order."""
        return [
            *((url, ChannelKind.FEED) for url in self.feeds),
            *((url, ChannelKind.SITEMAP) for url in self.sitemaps),
            *((url, ChannelKind.SECTION) for url in self.sections),
        ]
