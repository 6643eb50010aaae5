"""How durations, sizes, digests and addresses are written in presswatch.toml."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Digest
from monitor.config.values import (
    format_duration,
    parse_contact,
    parse_digest,
    parse_duration,
    parse_keep,
    parse_size,
    parse_web_address,
)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("5m", timedelta(minutes=5)),
        ("90 days", timedelta(days=90)),
        ("1h 30m", timedelta(minutes=90)),
        ("1.5 hours", timedelta(minutes=90)),
        ("2 weeks", timedelta(weeks=2)),
        ("1 year", timedelta(days=365)),
        ("45s", timedelta(seconds=45)),
    ],
)
def test_durations(text: str, duration: timedelta) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize("value", ["", "5", "m", "5m later!", "5m 3", "0m", "200 years", "-5m", 5, None, True])
def test_no_durations(value: object) -> None:
    with pytest.raises(ValueError, match=";"):
        parse_duration(value)


@given(st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=30_000)))
def test_a_duration_written_out_is_read_back(duration: timedelta) -> None:
    whole = timedelta(days=duration.days, seconds=duration.seconds)
    hours, rest = divmod(whole.seconds, 3600)
    assert parse_duration(f"{whole.days}d {hours}h {rest // 60} min, {rest % 60} seconds") == whole
    assert parse_duration(format_duration(duration)) == timedelta(seconds=round(duration.total_seconds()))


@given(st.text() | st.integers() | st.none() | st.booleans() | st.lists(st.text()))
def test_any_value_is_read_or_refused_with_a_remedy(value: object) -> None:
    for read in (parse_duration, parse_keep, parse_size, parse_digest, parse_web_address):
        try:
            read(value)
        except ValueError as error:
            assert ";" in str(error)  # noqa: PT017  the other outcome is as good


@pytest.mark.parametrize(
    ("text", "size"), [("2 GB", 2 * 10**9), ("500MB", 5 * 10**8), ("1.5 GiB", 3 * 2**29), ("10 kb", 10_000)]
)
def test_sizes(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("value", ["2 gigs", "GB", 2, "2", ""])
def test_no_sizes(value: object) -> None:
    with pytest.raises(ValueError, match='such as "2 GB"'):
        parse_size(value)


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        ("now", Digest(kind="now")),
        ("hourly", Digest(kind="every", interval=timedelta(hours=1))),
        ("every 30m", Digest(kind="every", interval=timedelta(minutes=30))),
        ("weekly Mon 07:30 UTC", Digest(kind="weekly", weekday=0, at=time(7, 30), zone="UTC")),
        ("weekly sunday 00:00 Asia/Kolkata", Digest(kind="weekly", weekday=6, at=time(0), zone="Asia/Kolkata")),
    ],
)
def test_digests(text: str, digest: Digest) -> None:
    assert parse_digest(text) == digest


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("daily", "is no digest"),
        ("every", "is no digest"),
        ("daily 07:30", "has no time zone"),
        ("weekly Mon 07:30", "has no time zone"),
        ("daily 7:30 UTC", "is no time of day"),
        ("daily 24:00 UTC", "is no time of day"),
        ("weekly Mo 07:30 UTC", "is no day"),
        ("daily 07:30 Asia/Calcuta", "is no time zone"),
        ("daily 07:30 ../etc/passwd", "is no time zone"),
        ("every 10s", "at most once a minute"),
        (30, "is no text"),
    ],
)
def test_no_digests(value: object, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_digest(value)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://a.example/", "file:///etc/passwd", "a.example/feed", "https://", "https:///feed",
        "https://a.example/a b",
        "https://a.example:99999/", "https://a.example:0/", "https://[::1/", "//a.example/feed", "", 3,
    ],
)  # fmt: skip
def test_no_web_addresses(address: object) -> None:
    with pytest.raises(ValueError, match=r"; (write|check)"):
        parse_web_address(address)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8080/feed", "https://a.example/?a=b&c=%20#d", "https://ए.example/"]
)
def test_web_addresses_stay_as_written(address: str) -> None:
    assert parse_web_address(address) == address


@pytest.mark.parametrize(
    "contact", ["desk@example.org", "news.desk+kashmir@example.co.in", "https://example.org/about"]
)
def test_a_contact_is_an_address_that_a_publisher_can_use(contact: str) -> None:
    assert parse_contact(contact) == contact


@pytest.mark.parametrize("contact", ["desk at example.org", "desk@localhost", "Desk <desk@example.org>", "", 3])
def test_a_contact_that_leads_nowhere_is_refused(contact: object) -> None:
    with pytest.raises(ValueError, match="write an e-mail address"):
        parse_contact(contact)
