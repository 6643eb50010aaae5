"""When messages go out: digests, quiet hours, and the two nights a year on which clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.values import Digest, parse_digest, parse_quiet_hours
from monitor.delivery.calendar import goes_out_at, next_digest, quiet_until

ZONES = ("UTC", "Asia/Kolkata", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia")
moments = st.integers(1_577_836_800, 1_893_456_000).map(lambda second: datetime.fromtimestamp(second, UTC))
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("digest", "after", "expected"),
    [
        ("now", "2024-08-22T09:30:15Z", "2024-08-22T09:30:15Z"),
        ("hourly", "2024-08-22T09:30:15Z", "2024-08-22T10:00:00Z"),
        ("hourly", "2024-08-22T10:00:00Z", "2024-08-22T11:00:00Z"),
        ("every 30m", "2024-08-22T09:29:59Z", "2024-08-22T09:30:00Z"),
        ("daily 07:30 Asia/Kolkata", "2024-08-22T01:59:59Z", "2024-08-22T02:00:00Z"),
        ("daily 07:30 Asia/Kolkata", "2024-08-22T02:00:00Z", "2024-08-23T02:00:00Z"),
        ("weekly Mon 07:30 Asia/Kolkata", "2024-08-22T09:30:00Z", "2024-08-26T02:00:00Z"),
        # Clocks go forward at 02:00: 02:30 does not exist, and is what it would have been without the change.
        ("daily 02:30 Europe/Berlin", "2024-03-30T12:00:00Z", "2024-03-31T01:30:00Z"),
        ("daily 02:30 Europe/Berlin", "2024-03-31T01:30:00Z", "2024-04-01T00:30:00Z"),
        # Clocks go back at 03:00: 02:30 comes twice, and the first one counts.
        ("daily 02:30 Europe/Berlin", "2024-10-26T12:00:00Z", "2024-10-27T00:30:00Z"),
        ("daily 02:30 Europe/Berlin", "2024-10-27T00:30:00Z", "2024-10-28T01:30:00Z"),
        ("weekly Sun 02:30 Europe/Berlin", "2024-10-27T00:31:00Z", "2024-11-03T01:30:00Z"),
    ],
)
def test_a_digest_goes_out_at_its_next_time(digest: str, after: str, expected: str) -> None:
    assert next_digest(parse_digest(digest), after=at(after)) == at(expected)


@given(after=moments, clock=clocks, zone=st.sampled_from(ZONES))
def test_a_daily_digest_comes_once_on_every_day(after: datetime, clock: time, zone: str) -> None:
    digest = Digest(kind="daily", at=clock, zone=zone)
    first = next_digest(digest, after=after)
    second = next_digest(digest, after=first)
    assert after < first < second
    # Samoa once left out a whole day; clocks elsewhere move by two hours at most.
    assert first - after <= timedelta(hours=50)
    assert timedelta(hours=22) <= second - first <= timedelta(hours=50)
    local = [moment.astimezone(ZoneInfo(zone)).date() for moment in (first, second)]
    assert local[0] < local[1]


@given(after=moments, minutes=st.integers(1, 3000))
def test_an_interval_is_never_exceeded(after: datetime, minutes: int) -> None:
    interval = timedelta(minutes=minutes)
    found = next_digest(Digest(kind="every", interval=interval), after=after)
    assert timedelta(0) < found - after <= interval


@pytest.mark.parametrize(
    ("hours", "moment", "until"),
    [
        ("22:00-07:00 Asia/Kolkata", "2024-08-22T16:29:59Z", None),
        ("22:00-07:00 Asia/Kolkata", "2024-08-22T16:30:00Z", "2024-08-23T01:30:00Z"),
        ("22:00-07:00 Asia/Kolkata", "2024-08-23T01:29:59Z", "2024-08-23T01:30:00Z"),
        ("22:00-07:00 Asia/Kolkata", "2024-08-23T01:30:00Z", None),
        ("12:00-14:00 UTC", "2024-08-22T13:00:00Z", "2024-08-22T14:00:00Z"),
        ("12:00-14:00 UTC", "2024-08-22T14:00:00Z", None),
        ("22:00-02:30 Europe/Berlin", "2024-03-31T01:10:00Z", "2024-03-31T01:30:00Z"),
        ("22:00-02:30 Europe/Berlin", "2024-10-27T00:45:00Z", None),
        ("22:00-07:00 Europe/Berlin", "2024-10-27T00:45:00Z", "2024-10-27T06:00:00Z"),
    ],
)
def test_quiet_hours_end(hours: str, moment: str, until: str | None) -> None:
    assert quiet_until(parse_quiet_hours(hours), at(moment)) == (None if until is None else at(until))


@given(moment=moments, start=clocks, end=clocks, zone=st.sampled_from(ZONES))
def test_quiet_hours_lead_to_a_moment_that_is_not_quiet(moment: datetime, start: time, end: time, zone: str) -> None:
    if start == end:
        return
    quiet = parse_quiet_hours(f"{start:%H:%M}-{end:%H:%M} {zone}")
    until = quiet_until(quiet, moment)
    if until is not None:
        assert moment < until <= moment + timedelta(hours=50)
        assert quiet_until(quiet, until) is None


@pytest.mark.parametrize(
    ("digest", "quiet", "since", "expected"),
    [
        ("now", None, "2024-08-22T20:00:00Z", "2024-08-22T20:00:00Z"),
        ("now", "22:00-07:00 UTC", "2024-08-22T23:10:00Z", "2024-08-23T07:00:00Z"),
        ("now", "22:00-07:00 UTC", "2024-08-22T21:10:00Z", "2024-08-22T21:10:00Z"),
        ("hourly", "22:00-07:00 UTC", "2024-08-22T21:10:00Z", "2024-08-23T07:00:00Z"),
        ("daily 06:00 UTC", "22:00-07:00 UTC", "2024-08-22T21:10:00Z", "2024-08-23T07:00:00Z"),
    ],
)
def test_what_falls_into_quiet_hours_goes_out_at_their_end(
    digest: str, quiet: str | None, since: str, expected: str
) -> None:
    hours = None if quiet is None else parse_quiet_hours(quiet)
    assert goes_out_at(parse_digest(digest), hours, waiting_since=at(since)) == at(expected)
