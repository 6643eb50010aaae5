"""Feeds made of a few lines, and how they are read: what the tests of feeds share."""

from datetime import UTC, datetime
from pathlib import Path

from scrapers.channels import read_channel
from scrapers.items import Listing
from scrapers.sources import ChannelKind

DATA = Path(__file__).parent / "data" / "channels"
NOW = datetime(2024, 8, 22, 18, 0, tzinfo=UTC)
URL = "https://courier.example/politics/feed/"


def read(body: bytes | str, *, url: str = URL, content_type: str | None = "application/rss+xml") -> Listing:
    if isinstance(body, str):
        body = body.encode()
    return read_channel(body, url=url, kind=ChannelKind.FEED, content_type=content_type, now=NOW)


def rss(items: str, *, channel: str = "", declaration: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f'{declaration}<rss version="2.0"><channel><title>T</title>{channel}{items}</channel></rss>'


def item(link: str = "/story/1", *, more: str = "", title: str = "One") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def at(hour: int, minute: int = 0, *, day: int = 22) -> datetime:
    return datetime(2024, 8, day, hour, minute, tzinfo=UTC)
