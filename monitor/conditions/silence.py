"""Whether a flow of news has fallen silent, judged by its own history: pure, hours in, verdict out.

An hour is a whole number, hours since 1970 in UTC, so that hour % 168 is the hour of a week. What a source brings is
learned for each hour of the week: nights, weekends and a paper that rests on Sundays teach themselves, in whatever time
zone. Silence is then measured not in hours but in stories that it usually would have brought meanwhile; how long such
silences of this source were before says what is unusual, bursts, slow days and all.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

WEEK = 168

HISTORY_WEEKS = 8
"""Weeks that are learned from: enough for each hour of the week, short enough to follow a source that changes."""

HALF_LIFE = 3.0 * WEEK
"""Hours after which what was learned counts half, so that a source that brings less than in spring is no alarm."""

LEAST_SPAN = 14 * 24
"""Hours from the first looked-at to the last one without which nothing is said: two weekends."""

LEAST_BUSY = 20
"""Hours that brought something without which nothing is said: fewer silences tell nothing of how long they may be."""

MOST_A_YEAR = 0.05
"""A silence is told where the source's own history lets one as long be expected less often than this, a year. Set with
bench/silences.py: with 0.2 here and 1.25 below, true silences were found a sixth sooner, but a daily of 60 stories was
told of falsely every other year, not once in thirty."""

BEYOND_LONGEST = 1.5
"""And where it is longer than the longest before by this factor, since eight weeks hold no holiday of every kind."""

LEAST_MISSED = 4.0
"""Stories that must be missing: below that a silence is chance, however regular the source was so far."""

_TAIL_SHARE = 0.05
_TAIL_LEAST = 12
_YEAR = 8766.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What is usual: `rates` are stories in each hour of the week; the rest describes its silences, in stories missed.

    Silences longer than `threshold` come `often` times a year and are `excess` longer than it in the mean; the longest
    was `longest`.
    """

    rates: tuple[float, ...]
    threshold: float
    often: float
    excess: float
    longest: float

    def expected(self, hours: Iterable[int]) -> float:
        """Stories that these hours usually bring."""
        return sum(self.rates[hour % WEEK] for hour in hours)

    def times_a_year(self, missed: float) -> float:
        """How often a year the history lets a silence of so many missed stories be expected, longer ones included."""
        return self.often * math.exp(-max(missed - self.threshold, 0.0) / self.excess)

    def is_silent(self, missed: float, *, level: float = 1.0) -> bool:
        """Whether a silence in which so many stories were missed is one to tell; `level` as `level_of` gives it."""
        weighed = missed * level
        return (
            weighed >= LEAST_MISSED
            and weighed > BEYOND_LONGEST * self.longest
            and self.times_a_year(weighed) < MOST_A_YEAR
        )


def learn(counts: Mapping[int, int], looked: Collection[int], *, until: int) -> Flow | None:
    """What is usual, from the new stories of each hour and the hours that were looked at, both before `until`.

    None where the history is too short. Hours without a look say nothing: neither that there was news nor that not.
    """
    hours = sorted(hour for hour in looked if hour < until)
    busy = [hour for hour in hours if counts.get(hour)]
    if len(busy) < LEAST_BUSY or (span := hours[-1] - hours[0]) < LEAST_SPAN:
        return None
    rates = _rates(counts, hours, until=until)
    silences = sorted(_silences(counts, hours, rates), reverse=True)
    tail = min(max(_TAIL_LEAST, int(len(silences) * _TAIL_SHARE)), len(silences) - 1)
    threshold = silences[tail]
    excess = sum(silences[:tail]) / tail - threshold
    # One side of a 95% interval of an exponential's mean; and no source is steadier than chance.
    excess = max(1.0, excess * (1 + 1.64 / math.sqrt(tail)))
    return Flow(rates=rates, threshold=threshold, often=tail * _YEAR / span, excess=excess, longest=silences[0])


def _rates(counts: Mapping[int, int], hours: list[int], *, until: int) -> tuple[float, ...]:
    """Stories in each hour of the week, of late more than long ago; an hour borrows from its neighbours."""
    stories, weights = [0.0] * WEEK, [0.0] * WEEK
    before = None
    for hour in hours:
        # What gathered while nobody looked is not what an hour brings.
        if before == hour - 1:
            weight = 0.5 ** ((until - hour) / HALF_LIFE)
            stories[hour % WEEK] += weight * counts.get(hour, 0)
            weights[hour % WEEK] += weight
        before = hour
    if not any(weights):
        # Looks that are more than an hour apart: each brings what gathered since the one before.
        for hour in hours:
            stories[hour % WEEK] += counts.get(hour, 0)
            weights[hour % WEEK] += 1.0
    by_day = [_ratio(sum(stories[cell::24]), sum(weights[cell::24])) for cell in range(24)]
    floor = 0.01 * _ratio(sum(stories), sum(weights))
    rates = []
    for cell in range(WEEK):
        near = ((cell - 1) % WEEK, 0.25), (cell, 0.5), ((cell + 1) % WEEK, 0.25)
        told = sum(share * stories[each] for each, share in near) + 0.5 * by_day[cell % 24]
        weight = sum(share * weights[each] for each, share in near) + 0.5
        rates.append(max(told / weight, floor))
    return tuple(rates)


def _ratio(stories: float, weight: float) -> float:
    return stories / weight if weight else 0.0


def _silences(counts: Mapping[int, int], hours: list[int], rates: tuple[float, ...]) -> list[float]:
    """The silence before each hour that brought something, in stories missed; 0 where the hour before did too."""
    silences, missed = [], 0.0
    for hour in hours:
        if counts.get(hour):
            silences.append(missed)
            missed = 0.0
        else:
            missed += rates[hour % WEEK]
    return silences


LOWEST_LEVEL = 0.25
_WEIGHT_OF_USUAL = 20.0
_MOST_OF_ONE = 30.0


def level_of(others: Iterable[tuple[float, float]]) -> float:
    """How much news there is at all just now, from 0.25 to 1, by what other sources brought and usually bring.

    On a holiday everybody writes less, and whoever writes nothing then is less remarkable. No source counts for more
    than 30 expected stories, and 20 are taken to have come as usual, so that a few sources prove nothing. Never
    below a quarter: where all are silent, the trouble is likely our own.
    """
    came, usual = _WEIGHT_OF_USUAL, _WEIGHT_OF_USUAL
    for brought, expected in others:
        share = min(1.0, _MOST_OF_ONE / expected) if expected > 0 else 0.0
        came += share * min(brought, expected)
        usual += share * expected
    return max(LOWEST_LEVEL, min(1.0, came / usual))
