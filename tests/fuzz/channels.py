"""Any bytes as a channel: a listing of clean lines with web addresses, the same each time."""

from datetime import UTC, datetime, timedelta

from scrapers.channels import discover_channels, read_channel, sitemaps_of
from scrapers.channels.dates import FUTURE_LIMIT
from scrapers.items import Entry
from scrapers.sources import ChannelKind
from scrapers.urls import canonical_url, url_key
from tests.fuzz.texts import as_text, assert_clean

URL = "https://courier.example/feeds/all.xml"
NOW = datetime(2024, 8, 22, 18, 0, tzinfo=UTC)
KINDS = tuple(ChannelKind)
TYPES = (None, "text/xml; charset=iso-8859-1", "application/json", "text/html; charset=utf-16")
BEFORE = datetime(1990, 1, 1, tzinfo=UTC) - timedelta(days=1)


def check(data: bytes) -> None:
    """The first byte says what the channel should be and what its header says; the rest is the channel."""
    choice, body = (data[0], data[1:]) if data else (0, b"")
    how = {"url": URL, "kind": KINDS[choice % 3], "content_type": TYPES[choice // 3 % 4], "now": NOW}
    listing = read_channel(body, **how)  # type: ignore[arg-type] # each of its own type
    if len(body) % 8 == 0:
        assert listing == read_channel(body, **how)  # type: ignore[arg-type]
    for entry in listing.entries:
        _check_entry(entry)
    assert len({url_key(entry.url) for entry in listing.entries}) == len(listing.entries)
    for address in listing.parts:
        assert canonical_url(address)
    assert_clean(listing.title or "")
    assert_clean(listing.problem or "", breaks="\n\t")
    for candidate in discover_channels(body, url=URL):
        assert canonical_url(candidate.url).startswith(("http://", "https://"))
    for address in sitemaps_of(as_text(body), url=URL):
        assert canonical_url(address)


def _check_entry(entry: Entry) -> None:
    assert entry.url.startswith(("http://", "https://")), entry.url
    assert canonical_url(entry.url).startswith(("http://", "https://"))
    for text, limit in ((entry.title, 500), (entry.summary, 1000)):
        assert text is None or 0 < len(text) <= limit
        assert_clean(text or "")
    for at in (entry.published_at, entry.updated_at):
        assert at is None or (at.tzinfo is UTC and BEFORE < at <= NOW + FUTURE_LIMIT)
