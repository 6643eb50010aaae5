"""Dates as channels write them, to aware UTC datetimes."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz

FUTURE_LIMIT = timedelta(days=2)
"""Tomorrow's paper and local time given as UTC (14 hours at most) date a story ahead; what lies further is a slip."""

_EARLIEST_YEAR = 1990
"""The web is no older; 1970-01-01 and 0001-01-01 are what systems print for "no date"."""

_W3C = re.compile(
    r"""(?P<year>[0-9]{4}) (?:[-/](?P<month>[0-9]{1,2}) (?:[-/](?P<day>[0-9]{1,2}))?)?
    (?:(?:[Tt]|\s{1,3}) (?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2}) (?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?)?
    \s{0,3} (?P<zone>.{0,12})""",
    re.VERBOSE,
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])\s?([0-9]{1,2}):?([0-9]{2})?")
_ZONE_AT_END = re.compile(
    r"(?:(?:GMT|UTC)?\s?([+-])([0-9]{1,2}):([0-9]{2})|([A-Za-z]{1,5}))(?:\s?\([A-Za-z ]{1,40}\)|\s[0-9]{4})?$"
)
_HALF_DAY = re.compile(r"\b([0-9]{1,2})(:[0-9]{2}(?::[0-9]{2})?)\s?([AaPp])\.?[Mm]\b\.?")
_LONG_DAY = re.compile(r"\b(Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)day\b", re.IGNORECASE)

_HOURS_EAST = {
    "Z": 0.0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "SAST": 2, "EEST": 3, "MSK": 3, "EAT": 3, "TRT": 3, "GST": 4, "PKT": 5, "IST": 5.5, "NPT": 5.75, "BDT": 6,
    "ICT": 7, "WIB": 7, "HKT": 8, "SGT": 8, "MYT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11,
    "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AST": -4, "BRT": -3, "ART": -3,
}  # fmt: skip
"""IST is India's (Ireland's and Israel's outlets write offsets), BST Britain's."""


def read_date(text: str | None, *, now: datetime, zone: tzinfo | None = None) -> datetime | None:
    """The moment that a date names, in UTC, or None where it names none that a story can have.

    W3C dates of every precision (a missing part is its first moment) and RFC 822 dates with the usual slips. A date
    without a zone is in `zone`, the channel's own where it has one, else in UTC. None for what lies more than two days
    after `now` or before 1990.
    """
    if not text or len(text) > 100:
        return None
    text = _HALF_DAY.sub(_of_24_hours, " ".join(text.split()))
    moment = _read_w3c(text, zone or UTC) or _read_rfc822(text, zone or UTC)
    if moment is None:
        return None
    moment = moment.astimezone(UTC)
    return moment if moment.year >= _EARLIEST_YEAR and moment <= now + FUTURE_LIMIT else None


def zone_of(text: str | None) -> timezone | None:
    """The zone that a date itself names, where it is another one than UTC."""
    if not text or len(text) > 100:
        return None
    at_end = _ZONE_AT_END.search(text.strip())
    named = at_end[0] if at_end else text.strip()[-5:]
    zone = _zone(named.partition("(")[0].strip())
    return zone if zone is not None and zone.utcoffset(None) else None


def _read_w3c(text: str, zone: tzinfo) -> datetime | None:
    found = _W3C.fullmatch(text)
    if found is None:
        return None
    named = _zone(found["zone"]) if found["zone"] else zone
    if named is None:
        return None
    year, month, day = int(found["year"]), int(found["month"] or 1), int(found["day"] or 1)
    hour, minute, second = int(found["hour"] or 0), int(found["minute"] or 0), int(found["second"] or 0)
    return _moment((year, month, day), (hour, minute, second), named)


def _read_rfc822(text: str, zone: tzinfo) -> datetime | None:
    text = _LONG_DAY.sub(lambda found: found[1][:3], text)
    at_end = _ZONE_AT_END.search(text)
    named: tzinfo | None = None
    if at_end and at_end[4]:
        named = _zone(at_end[4])
    elif at_end:
        text = f"{text[: at_end.start()]} {at_end[1]}{at_end[2]:0>2}{at_end[3]}"
    parsed = parsedate_tz(text)
    if parsed is None:
        return None
    if named is None:
        offset = parsed[9]
        named = zone if offset is None or (offset == 0 and _names_no_zone(text)) else _fixed(offset / 3600)
    return _moment(parsed[:3], parsed[3:6], named) if named else None


def _of_24_hours(found: re.Match[str]) -> str:
    hour = int(found[1]) % 12 + (12 if found[3] in "Pp" else 0)
    return f"{hour:02}{found[2]}"


def _names_no_zone(text: str) -> bool:
    """`parsedate_tz` answers an offset of 0 for some dates without a zone."""
    return re.search(r"(?:[+-][0-9]{4}|[A-Za-z])$", text) is None


def _moment(day: tuple[int, int, int], time: tuple[int, int, int], zone: tzinfo) -> datetime | None:
    hour, minute, second = time
    try:
        # Hour 24 is the next midnight, second 60 a leap second.
        moment = datetime(*day, tzinfo=zone) + timedelta(hours=hour, minutes=minute, seconds=min(second, 59))
        return moment.astimezone(UTC) if hour <= 24 and minute < 60 else None
    except (ValueError, OverflowError):
        return None


def _zone(name: str) -> timezone | None:
    offset = _OFFSET.fullmatch(name)
    if offset is None:
        hours = _HOURS_EAST.get(name.upper())
        return None if hours is None else _fixed(hours)
    sign = -1 if offset[1] == "-" else 1
    return _fixed(sign * (int(offset[2]) + int(offset[3] or 0) / 60))


def _fixed(hours: float) -> timezone | None:
    return timezone(timedelta(hours=hours)) if abs(hours) <= 14 else None
