"""What each source and each of its channels usually brings, learned from the files and remembered for some hours."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from monitor.conditions.silence import HISTORY_WEEKS, Flow, learn
from storage.database import Connection
from storage.signs import first_change_since, last_story_at, listed_hours, looked_hours, story_hours

HISTORY = timedelta(weeks=HISTORY_WEEKS)

LEARNED_FOR = timedelta(hours=6)
"""How long what is usual is taken as learned: reading eight weeks of a source takes about 10 ms."""

_HOUR = timedelta(hours=1)


def hour_of(at: datetime) -> int:
    """The hour of that time, as a number since 1970."""
    return int(at.timestamp()) // 3600


def time_of(hour: int) -> datetime:
    """When that hour began."""
    return datetime.fromtimestamp(hour * 3600, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was learned of a source: up to `until`, with new stories in each hour, and what each channel listed.

    The flows are None where too little is known.
    """

    learned_at: datetime
    until: int
    counts: Mapping[int, int]
    looked: Collection[int]
    flow: Flow | None
    listed: Mapping[int, Mapping[int, int]]


@dataclass(slots=True)
class Histories:
    """What was learned of every source. Not for two threads at once."""

    _known: dict[str, History] = field(default_factory=dict)

    def of(self, archive: Connection, desk: Connection, source_id: str, *, last_at: datetime, now: datetime) -> History:
        """What is usual for the source whose newest story came at `last_at`: what came before a silence, only."""
        until = hour_of(last_at) + 1
        known = self._known.get(source_id)
        if known is not None and (known.until == until or now - known.learned_at < LEARNED_FOR):
            return known
        since = last_at - HISTORY
        counts = story_hours(archive, source_id, first_id=first_change_since(archive, since))
        looked = looked_hours(desk, source_id, since=since)
        history = History(
            learned_at=now,
            until=until,
            counts=counts,
            looked=looked,
            flow=learn(counts, looked, until=until),
            listed=listed_hours(desk, source_id, since=since),
        )
        self._known[source_id] = history
        return history


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The time since the last story of a source: the hours after that one's which were looked at.

    `part` is how much of the newest of them is over.
    """

    last_at: datetime
    hours: tuple[int, ...]
    part: float

    def missed(self, flow: Flow) -> float:
        """Stories that usually would have come meanwhile."""
        return flow.expected(self.hours[:-1]) + self.part * flow.expected(self.hours[-1:])


def gap_since(last_at: datetime, looked: Collection[int], now: datetime) -> Gap:
    """The gap from the last story to now, given the hours that were looked at since."""
    first, last = hour_of(last_at) + 1, hour_of(now)
    hours = tuple(sorted(hour for hour in looked if first <= hour <= last))
    part = (now - time_of(last)) / _HOUR if hours and hours[-1] == last else 1.0
    return Gap(last_at=last_at, hours=hours, part=part)


def last_stories(archive: Connection, source_ids: Collection[str], *, now: datetime) -> dict[str, datetime]:
    """When the newest story of each source came that had one within twice the history."""
    first_id = first_change_since(archive, now - 2 * HISTORY)
    found = {source_id: last_story_at(archive, source_id, first_id=first_id) for source_id in source_ids}
    return {source_id: at for source_id, at in found.items() if at is not None}
