"""When a subscription's message goes out: digests and quiet hours, in the reader's own zone. Pure.

A local time that a change of clocks leaves out is the moment that it would have been without the change, and one that
comes twice is its first (RFC 5545, section 3.3.5): a daily digest goes out once on every day of the year.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.config.values import Digest, QuietHours

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def goes_out_at(digest: Digest, quiet: QuietHours | None, *, waiting_since: datetime) -> datetime:
    """When what waits since then goes out: at its digest's next time, or when the quiet hours are over that hold it."""
    at = next_digest(digest, after=waiting_since)
    return at if quiet is None else quiet_until(quiet, at) or at


def next_digest(digest: Digest, *, after: datetime) -> datetime:
    """The first time of the digest after that moment, in UTC; the moment itself where messages go out at once.

    "every 30m" and "hourly" go by the clock, at whole multiples of the interval since 1970 in UTC, so that they need no
    memory of the last one.
    """
    if digest.kind == "now":
        return after
    if digest.interval is not None:
        return after + digest.interval - (after - _EPOCH) % digest.interval
    assert digest.at is not None and digest.zone is not None  # noqa: S101, PT018 - what the parser promises
    zone = ZoneInfo(digest.zone)
    days = _days_from(after.astimezone(zone).date() - _DAY)
    wanted = (day for day in days if digest.weekday is None or day.weekday() == digest.weekday)
    return next(at for day in wanted if (at := _moment(day, digest.at, zone)) > after)


def quiet_until(quiet: QuietHours, at: datetime) -> datetime | None:
    """When the quiet hours end that this moment lies in, in UTC; None outside of them."""
    zone = ZoneInfo(quiet.zone)
    today = at.astimezone(zone).date()
    for day in (today - _DAY, today):
        start = _moment(day, quiet.start, zone)
        end = _moment(day + _DAY if quiet.end <= quiet.start else day, quiet.end, zone)
        if start <= at < end:
            return end
    return None


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += _DAY
