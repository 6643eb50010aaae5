"""The written forms that presswatch.toml uses: durations, sizes, addresses, zones, digests, destinations.

Each function takes what TOML gave and returns the value, or raises ValueError "what is wrong; what would be right".
"""

import re
from dataclasses import dataclass
from datetime import time, timedelta
from ipaddress import ip_network
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

_SECONDS = {
    "s": 1, "sec": 1, "second": 1, "m": 60, "min": 60, "minute": 60, "h": 3600, "hour": 3600,
    "d": 86_400, "day": 86_400, "w": 604_800, "week": 604_800, "year": 365 * 86_400,
}  # fmt: skip
_BYTES = {
    "b": 1,
    "kb": 1000,
    "mb": 1000**2,
    "gb": 1000**3,
    "tb": 1000**4,
    "kib": 1024,
    "mib": 1024**2,
    "gib": 1024**3,
    "tib": 1024**4,
}
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)[\s,]*")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENVIRONMENT_NAME = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")

_MAIL = re.compile(r"[^@\s<>()]+@[^@\s<>()]+\.[^@\s<>().]+")
_CONTACT_HELP = 'write an e-mail address such as "desk@example.org", or the address of a web page'
_DURATION_HELP = 'write a number and a unit, such as "5m", "1h 30m" or "90 days"'
_SIZE_HELP = 'write a number and a unit, such as "2 GB" or "500 MB"'
_ZONE_HELP = 'write a name of the IANA list, such as "Asia/Kolkata" or "UTC"'
_DIGEST_HELP = 'write "now", "hourly", "every 30m", "daily 07:30 Asia/Kolkata" or "weekly Mon 07:30 Asia/Kolkata"'
_QUIET_HELP = 'write "22:00-07:00 Asia/Kolkata"'
_NETWORK_HELP = 'write one such as "10.0.0.7" or "10.0.0.0/24"'
_HASH_HELP = 'write "env:NAME" and put the hash that `presswatch hash-password` prints into the variable NAME'
_DESTINATION_HELP = 'write "env:NAME" and put the address into the environment variable NAME'


def parse_contact(value: object) -> str:
    """An e-mail address or an http(s) address, as a publisher can use it."""
    text = _text(value, _CONTACT_HELP).strip()
    if _MAIL.fullmatch(text):
        return text
    if text.startswith(("http://", "https://")):
        return parse_web_address(text)
    raise ValueError(f"{_quoted(value)} is no way to reach you; {_CONTACT_HELP}")


def parse_duration(value: object) -> timedelta:
    """ "5m", "90 days", "1h 30m": numbers with units from seconds to years (of 365 days); more than nothing."""
    text = _text(value, _DURATION_HELP).strip().lower()
    seconds, end = 0.0, 0
    while (part := _DURATION_PART.match(text, end)) is not None:
        unit = part[2] if part[2] in _SECONDS else part[2].removesuffix("s")
        if unit not in _SECONDS:
            raise ValueError(f'"{part[2]}" is no unit of time; {_DURATION_HELP}')
        seconds += float(part[1]) * _SECONDS[unit]
        end = part.end()
    if end == 0 or end < len(text):
        raise ValueError(f"{_quoted(value)} is no duration; {_DURATION_HELP}")
    if not 0 < seconds <= 100 * _SECONDS["year"]:
        raise ValueError(f"{_quoted(value)} is out of range; a duration lies between a second and 100 years")
    return timedelta(seconds=seconds)


def format_duration(duration: timedelta) -> str:
    """The duration as one would write it: "5m", "1h 30m", "90d", to the second."""
    seconds = round(duration.total_seconds())
    units = {"d": seconds // 86_400, "h": seconds // 3600 % 24, "m": seconds // 60 % 60, "s": seconds % 60}
    return " ".join(f"{count}{unit}" for unit, count in units.items() if count)


def parse_keep(value: object) -> timedelta | None:
    """How long something is kept: a duration, or None for "all"."""
    if value == "all":
        return None
    try:
        return parse_duration(value)
    except ValueError as error:
        raise ValueError(f'{error}, or "all"') from None


def parse_size(value: object) -> int:
    """ "2 GB", "500 MiB": bytes. Units of thousands and of 1,024 (kB to TB, KiB to TiB)."""
    match = _SIZE.fullmatch(_text(value, _SIZE_HELP).strip().lower())
    if match is None or match[2] not in _BYTES:
        raise ValueError(f"{_quoted(value)} is no size; {_SIZE_HELP}")
    return int(float(match[1]) * _BYTES[match[2]])


def parse_web_address(value: object) -> str:
    """An absolute http or https URL with a host and without a user name or password, as written."""
    text = _text(value, 'write an address such as "https://example.org/feed"')
    try:
        parts = urlsplit(text)
        port_is_bad = parts.port == 0
    except ValueError:
        raise ValueError(f"{_quoted(text)} is no web address; check the host and the port") from None
    if parts.username is not None or parts.password is not None:
        # The address is not repeated: what stands before the @ may be a password.
        raise ValueError("the address carries a user name or password; write it without them")
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"{_quoted(text)} is not http or https; write an address that begins with https://")
    if not parts.hostname or port_is_bad or re.search(r"[\s<>\"\\^`{|}\x00-\x1f]", text):
        raise ValueError(f"{_quoted(text)} is no web address; write one such as https://example.org/feed")
    return text


def parse_destination(value: object) -> str:
    """The name of the environment variable that holds the destination, from "env:NAME".

    The message never repeats what was written: it may be the secret itself.
    """
    return _environment_name(value, _DESTINATION_HELP)


def parse_password(value: object) -> str:
    """The name of the environment variable that holds a password's hash, from "env:NAME"; as silent as the above."""
    return _environment_name(value, _HASH_HELP)


def parse_network(value: object) -> str:
    """An IP address or network, such as "10.0.0.7" or "10.0.0.0/24", in its usual form."""
    try:
        network = ip_network(_text(value, _NETWORK_HELP))
    except ValueError:
        raise ValueError(f"{_quoted(value)} is no address or network; {_NETWORK_HELP}") from None
    return str(network.network_address) if network.num_addresses == 1 else str(network)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """How often a subscription's messages go out.

    `interval` is set for "every" (hourly is every hour); `at` and `zone` for "daily" and "weekly"; `weekday` (0 is
    Monday) for "weekly". `at` is local time in `zone`.
    """

    kind: Literal["now", "every", "daily", "weekly"]
    interval: timedelta | None = None
    at: time | None = None
    weekday: int | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From `start` to `end`, local time in `zone`; over midnight where `end` is the earlier."""

    start: time
    end: time
    zone: str


def parse_digest(value: object) -> Digest:
    """ "now", "hourly", "every 30m", "daily 07:30 Asia/Kolkata", "weekly Mon 07:30 Asia/Kolkata"."""
    words = _text(value, _DIGEST_HELP).split()
    match words:
        case ["now"]:
            return Digest(kind="now")
        case ["hourly"]:
            return Digest(kind="every", interval=timedelta(hours=1))
        case ["every", *rest] if rest:
            return Digest(kind="every", interval=_digest_interval(" ".join(rest)))
        case ["daily", clock, zone]:
            return Digest(kind="daily", at=_clock(clock), zone=parse_zone(zone))
        case ["weekly", day, clock, zone]:
            return Digest(kind="weekly", weekday=_weekday(day), at=_clock(clock), zone=parse_zone(zone))
        case ["daily", clock] | ["weekly", _, clock] if _CLOCK.fullmatch(clock):
            raise ValueError(f"{_quoted(value)} has no time zone; {_DIGEST_HELP}")
    raise ValueError(f"{_quoted(value)} is no digest; {_DIGEST_HELP}")


def parse_quiet_hours(value: object) -> QuietHours:
    """ "22:00-07:00 Asia/Kolkata": the hours in which nothing is sent."""
    match _text(value, _QUIET_HELP).split():
        case [hours, zone] if hours.count("-") == 1:
            start, end = (_clock(clock) for clock in hours.split("-"))
            if start == end:
                raise ValueError(f"{_quoted(value)} is quiet all day; write two different times, or paused = true")
            return QuietHours(start=start, end=end, zone=parse_zone(zone))
    raise ValueError(f"{_quoted(value)} names no quiet hours; {_QUIET_HELP}")


def parse_zone(name: str) -> str:
    """A name that the machine's time zone list knows."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError(f"{_quoted(name)} is no time zone; {_ZONE_HELP}") from None
    return name


def _environment_name(value: object, remedy: str) -> str:
    match = _ENVIRONMENT_NAME.fullmatch(value) if isinstance(value, str) else None
    if match is not None:
        return match[1]
    raise ValueError(f"names no environment variable, and a secret must not stand in this file; {remedy}")


def _digest_interval(text: str) -> timedelta:
    interval = parse_duration(text)
    if interval < timedelta(minutes=1):
        raise ValueError('a digest goes out at most once a minute; write "now" for messages at once')
    return interval


def _clock(text: str) -> time:
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(f'{_quoted(text)} is no time of day; write two digits each, such as "07:30"')
    return time(int(match[1]), int(match[2]))


def _weekday(text: str) -> int:
    short = text.lower()[:3]
    if short not in _WEEKDAYS or not text.isalpha():
        raise ValueError(f"{_quoted(text)} is no day; write Mon, Tue, Wed, Thu, Fri, Sat or Sun")
    return _WEEKDAYS.index(short)


def _text(value: object, remedy: str) -> str:
    if isinstance(value, str) and value.strip():
        return value
    raise ValueError(f"{_quoted(value)} is no text; {remedy}" if not isinstance(value, str) else f"is empty; {remedy}")


def _quoted(value: object) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else f'{text[:76]}…"'
