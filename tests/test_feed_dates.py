"""The dates of feeds: every form, with and without zones."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.channels.dates import read_date, zone_of
from tests.feed_samples import NOW, at, item, read, rss

DATES = [
    ("Thu, 22 Aug 2024 10:30:00 +0530", at(5)),
    ("Thu, 22 Aug 2024 10:30:00 +05:30", at(5)),
    ("Thu, 22 Aug 2024 10:30:00 IST", at(5)),
    ("Thu, 22 Aug 2024 10:30:00 GMT", at(10, 30)),
    ("Thu, 22 Aug 2024 10:30:00 GMT+5:30", at(5)),
    ("Thu, 22 Aug 2024 10:30:00 Z", at(10, 30)),
    ("Thu, 22 Aug 2024 10:30:00 EDT", at(14, 30)),
    ("Thu, 22 Aug 2024 10:30:00 -0000", at(10, 30)),
    ("Thu, 22 Aug 2024 10:30 PKT", at(5, 30)),
    ("Thursday, 22 August 2024 10:30:00 +0530", at(5)),
    ("Thu,  22 Aug 2024   10:30:00   +0530", at(5)),
    ("22 Aug 2024 10:30:00 +0530", at(5)),
    ("Thu, 22 Aug 24 10:30:00 +0530", at(5)),
    ("Mon, 22 Aug 2024 10:30:00 +0530 (IST)", at(5)),
    ("Thu Aug 22 10:30:00 IST 2024", at(5)),
    ("22 Aug 2024 10:30 AM IST", at(5)),
    ("22 Aug 2024 10:30:00 p.m. +0530", at(17)),
    ("2024-08-22 12:15 AM", at(0, 15)),
    ("2024-08-22T10:30:00Z", at(10, 30)),
    ("2024-08-22T10:30:00.123456+05:30", at(5)),
    ("2024-08-22T10:30:00,5+0530", at(5)),
    ("2024-08-22T10:30+05:30", at(5)),
    ("2024-08-22T10:30:00+05", at(5, 30)),
    ("2024-08-22 10:30:00 +0530", at(5)),
    ("2024-08-22 10:30:00 IST", at(5)),
    ("2024/08/22 10:30:00", at(10, 30)),
    ("2024-08-22T10:30:00", at(10, 30)),
    ("2024-08-22", at(0)),
    ("2024-08", at(0, day=1)),
    ("2024", datetime(2024, 1, 1, tzinfo=UTC)),
    ("2024-08-22T23:59:60Z", datetime(2024, 8, 22, 23, 59, 59, tzinfo=UTC)),
    ("2024-08-21T24:00:00Z", at(0)),
    ("Thu, 22 Aug 2024 10:30:00 XYZ", at(10, 30)),
    ("2024-08-24T17:00:00Z", at(17, day=24)),
    ("2024-08-24T19:00:00Z", None),
    ("9999-12-31T23:59:59Z", None),
    ("0000-00-00 00:00:00", None),
    ("0001-01-01T00:00:00Z", None),
    ("0001-01-01T00:00:00+14:00", None),
    ("Thu, 01 Jan 1970 00:00:00 +0000", None),
    ("2024-13-41", None),
    ("2024-08-22T10:75:00Z", None),
    ("2024-08-22T31:00:00Z", None),
    ("2024-08-22T10:30:00+99:00", None),
    ("Thu, 22 Aug 2024 10:30:00 +9900", None),
    ("Thu, 99 Aug 2024 10:30:00 +0530", None),
    ("yesterday", None),
    ("", None),
    (None, None),
    ("2024-08-22 " * 50, None),
]


@pytest.mark.parametrize(("text", "moment"), DATES)
def test_dates(text: str | None, moment: datetime | None) -> None:
    assert read_date(text, now=NOW) == moment


@pytest.mark.parametrize(
    ("channel", "published_at"),
    [
        ("<lastBuildDate>Thu, 22 Aug 2024 16:00:00 +0530</lastBuildDate>", at(5)),
        ("<pubDate>Thu, 22 Aug 2024 16:00:00 IST</pubDate>", at(5)),
        ("<lastBuildDate>Thu, 22 Aug 2024 16:00:00 GMT</lastBuildDate>", at(10, 30)),
        ("<lastBuildDate>Thu, 22 Aug 2024 16:00:00</lastBuildDate>", at(10, 30)),
        ("", at(10, 30)),
    ],
)
def test_dates_without_zone_are_in_the_channels_own(channel: str, published_at: datetime) -> None:
    dated = item(more="<pubDate>Thu, 22 Aug 2024 10:30:00</pubDate>")
    assert read(rss(dated, channel=channel)).entries[0].published_at == published_at


def test_zones_of_dates() -> None:
    assert str(zone_of("2024-08-22T10:00:00+05:30")) == "UTC+05:30"
    assert zone_of("2024-08-22") is None
    assert zone_of("x" * 200) is None
    assert zone_of(None) is None


@given(
    st.text(max_size=60)
    | st.from_regex(r"[0-9]{1,5}[-/ ][0-9]{1,3}[-/ ][0-9]{1,5}[T ][0-9:.,+Z-]{0,30}", fullmatch=True)
)
def test_any_text_is_a_moment_or_none(text: str) -> None:
    moment = read_date(text, now=NOW)
    assert moment is None or (moment.tzinfo is UTC and moment <= NOW + timedelta(days=2))
    zone_of(text)
