"""Whether the disk, the clock, the log's readers and the destinations do their part: pure, figures in, findings out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.conditions.kinds import OWN, Finding, Judgement, Kind
from storage.delivery_records import DestinationStanding
from storage.signs import Passage

DISK_DAYS = 3.0
"""Days of growth that must be left above the floor: a weekend and the Monday after it."""

DISK_SHARE = 1.25
"""And this multiple of the floor, where nothing is known of the growth yet."""

GROWTH_OF_CAPTURES = 1.4
"""What all files grow by for each byte of captures: 85 KB a story, of which 61 are captures (docs/operations.md)."""

BEHIND_AFTER = timedelta(minutes=15)
"""A reader of the change log is called each second; a slow batch takes seconds."""

UNSENT_AFTER = timedelta(minutes=30)
"""A message waits so long for its first attempt only where nobody sends."""

FAILING_FOR = timedelta(minutes=30)
"""A destination is tried again after seconds, then minutes: what lasts half an hour does not pass by itself."""

DEAD_TOLD = timedelta(days=3)
"""Messages made longer ago are no news: what was given up since is told anew."""

CLOCK_OFF = timedelta(minutes=2)
"""A crawl that began in the future by more than that: the clock was wrong then or is wrong now."""

FUTURE_OFF = timedelta(minutes=10)
LEAST_CLOCKS = 3
"""So many sources at least, and two thirds of all, whose stories are mostly dated later than we saw them: then it is
our clock that is late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskSigns:
    """Bytes free on the disk of the archive, the floor of `keep.free_disk`, and what captures grew by a day lately."""

    free: int
    floor: int
    captured_a_day: float


def judge_disk(signs: DiskSigns, now: datetime) -> Judgement:
    """Whether the floor is reached, or will be soon."""
    told = f"{_gigabytes(signs.free)} are free"
    if signs.free < signs.floor:
        detail = f"{told}, and keep.free_disk asks for {_gigabytes(signs.floor)}."
        # Full is also low: that ends when there is room again, not when it gets worse.
        held = frozenset({(Kind.DISK_LOW, OWN)})
        return Judgement(found=(Finding(kind=Kind.DISK_FULL, subject=OWN, since=now, detail=detail),), unjudged=held)
    growth = signs.captured_a_day * GROWTH_OF_CAPTURES
    left = signs.free - signs.floor
    if left >= DISK_DAYS * growth and signs.free >= DISK_SHARE * signs.floor:
        return Judgement()
    pace = f" At {_gigabytes(growth)} a day it is reached in {left / growth:.1f} days." if growth > 0 else ""
    detail = f"{told}; nothing new is fetched below {_gigabytes(signs.floor)}.{pace}"
    return Judgement(found=(Finding(kind=Kind.DISK_LOW, subject=OWN, since=now, detail=detail),))


def _gigabytes(count: float) -> str:
    return f"{count / 1000**3:.2f} GB" if count < 10 * 1000**3 else f"{count / 1000**3:.0f} GB"


def judge_readers(oldest_unread: Mapping[str, datetime | None], now: datetime) -> Judgement:
    """Readers of the change log that stand still: for each the time of the first change that it has not read."""
    found = [
        Finding(
            kind=Kind.BEHIND,
            subject=name,
            since=unread_at,
            detail=f'The part of Presswatch called "{name}" has not read the change log since then.',
        )
        for name, unread_at in oldest_unread.items()
        if unread_at is not None and now - unread_at >= BEHIND_AFTER
    ]
    return Judgement(found=tuple(found))


def judge_destinations(
    destinations: Iterable[DestinationStanding], given_up: Sequence[tuple[str, datetime]], now: datetime
) -> Judgement:
    """Destinations that are paused or fail, messages that were given up, and messages that nobody sends.

    `given_up` are such messages by destination and the time when they were made.
    """
    found: list[Finding] = []
    idle: list[DestinationStanding] = []
    for each in destinations:
        said = f"It said: {each.reason}." if each.reason else "No reason is known."
        waiting = f" Messages that wait for it: {each.waiting}." if each.waiting else ""
        if each.paused_at is not None:
            found.append(_of(each, Kind.PAUSED_DESTINATION, each.paused_at, f"{said}{waiting}"))
        elif each.failed_at is not None and now - each.failed_at >= FAILING_FOR:
            detail = f"{each.failure_count} attempts in a row failed. {said}{waiting}"
            found.append(_of(each, Kind.FAILING_DESTINATION, each.failed_at, detail))
        elif each.failed_at is None and (each.last_sent_at is None or now - each.last_sent_at >= UNSENT_AFTER):
            idle.append(each)
        died = [made_at for name, made_at in given_up if name == each.name and now - made_at < DEAD_TOLD]
        if died:
            detail = f"Messages to it that were tried for a day and given up: {len(died)}."
            found.append(_of(each, Kind.DEAD_DELIVERIES, min(died), detail))
    if unsent := _unsent(idle, now):
        found.append(unsent)
    return Judgement(found=tuple(found))


def _unsent(idle: Sequence[DestinationStanding], now: datetime) -> Finding | None:
    late = [at for each in idle if (at := each.oldest_waiting_at) is not None and now - at >= UNSENT_AFTER]
    if not late:
        return None
    count = sum(each.waiting for each in idle)
    detail = f"Messages that wait: {count}. No attempt was made."
    return Finding(kind=Kind.UNSENT, subject=OWN, since=min(late), detail=detail)


def _of(destination: DestinationStanding, kind: Kind, since: datetime, detail: str) -> Finding:
    return Finding(kind=kind, subject=destination.name, since=since, detail=detail)


def judge_clock(last_crawl_at: datetime | None, lately: Sequence[Passage], now: datetime) -> Judgement:
    """Whether this machine's clock is wrong, by crawls that began in the future and by what stories are dated."""
    if last_crawl_at is not None and last_crawl_at - now > CLOCK_OFF:
        detail = f"A crawl began {_minutes(last_crawl_at - now)} in the future: the clock was set back."
        return Judgement(found=(Finding(kind=Kind.CLOCK, subject=OWN, since=now, detail=detail),))
    ahead: dict[str, list[timedelta]] = {}
    for passage in lately:
        if passage.published_at is not None:
            ahead.setdefault(passage.source_id, []).append(passage.published_at - passage.stored_at)
    medians = [sorted(each)[len(each) // 2] for each in ahead.values()]
    early = sorted(median for median in medians if median >= FUTURE_OFF)
    if len(early) < LEAST_CLOCKS or 3 * len(early) < 2 * len(medians):
        return Judgement()
    detail = (
        f"The stories of {len(early)} of {len(medians)} sources are dated later than they were fetched, "
        f"mostly by {_minutes(early[len(early) // 2])}: the clock is late."
    )
    return Judgement(found=(Finding(kind=Kind.CLOCK, subject=OWN, since=now, detail=detail),))


def _minutes(duration: timedelta) -> str:
    return f"{duration / timedelta(minutes=1):.0f} minutes"
