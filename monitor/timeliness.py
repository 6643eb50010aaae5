"""How long stories take from their publisher to the reader: published, discovered, stored, sent. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.signs import Passage

OLD_NEWS = timedelta(days=2)
"""A story dated longer before it was listed came up again; nobody was late."""

LEAST_DATED = 5
"""Stories from which a source can be known to give dates without times: half of its stories or more share one time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """How long a step took, in seconds: of `count` stories half took at most `median`, 95 in 100 at most `late`."""

    count: int
    median: float
    late: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeliness:
    """The steps of a source's new stories; None where nothing is known of a step.

    `discovered` is from publication until a channel listed it to us, `stored` from there, `sent` from there until a
    server first took a message about it.
    """

    stories: int
    discovered: Delay | None
    stored: Delay | None
    sent: Delay | None


def timeliness_of(passages: Iterable[Passage], sent_at: Mapping[int, datetime]) -> dict[str, Timeliness]:
    """The timeliness of each source; `sent_at` is when a change was first sent, by its id."""
    by_source: dict[str, list[Passage]] = {}
    for passage in passages:
        by_source.setdefault(passage.source_id, []).append(passage)
    return {
        source_id: Timeliness(
            stories=len(mine),
            discovered=delay_of(_discoveries(mine)),
            stored=delay_of(each.stored_at - each.first_listed_at for each in mine if each.first_listed_at is not None),
            sent=delay_of(sent_at[each.change_id] - each.stored_at for each in mine if each.change_id in sent_at),
        )
        for source_id, mine in by_source.items()
    }


def delay_of(delays: Iterable[timedelta]) -> Delay | None:
    """Median and 95th percentile (nearest rank); what ended before it began took no time. None of nothing."""
    seconds = sorted(max(0.0, delay.total_seconds()) for delay in delays)
    if not seconds:
        return None
    return Delay(count=len(seconds), median=_percentile(seconds, 50), late=_percentile(seconds, 95))


def _percentile(ordered: Sequence[float], percent: int) -> float:
    return ordered[-(-percent * len(ordered) // 100) - 1]


def _discoveries(passages: Sequence[Passage]) -> list[timedelta]:
    """From publication to discovery, where the source gives times and not only dates."""
    dated = [
        (each.published_at, each.first_listed_at)
        for each in passages
        if each.published_at is not None and each.first_listed_at is not None
    ]
    times = Counter(published_at.time() for published_at, _ in dated)
    if len(dated) >= LEAST_DATED and 2 * max(times.values()) >= len(dated):
        return []
    waits = [listed_at - published_at for published_at, listed_at in dated]
    return [wait for wait in waits if wait <= OLD_NEWS]
