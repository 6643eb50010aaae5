"""False alarms and delays of the judgements that a source has fallen silent or changed shape, on simulated years.

python bench/silences.py [YEARS]      each kind of source, YEARS of it (20 by default), judged every hour
"""

import math
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from monitor.conditions.shares import RECENT_STORIES, lost_shape
from monitor.conditions.silence import HISTORY_WEEKS, WEEK, Flow, learn, level_of
from storage.signs import StoryShape

WEEKS_A_YEAR = 52
OTHERS = 9
"""Sources of the same country beside the one that is judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of source: stories a day, and what makes its days unlike one another.

    `spread` is the standard deviation of a day's logarithm, `burst` the mean size of a bunch of stories, `weekend`
    what Saturday and Sunday bring of a weekday's, `night` what the eight hours of night bring of an hour by day,
    `holidays` how many days a year bring `on_holiday` of the usual, `trend` the factor over a year. `at_night`: a day's
    stories come together, between two and four.
    """

    name: str
    a_day: float
    spread: float = 0.25
    burst: float = 1.0
    weekend: float = 0.7
    night: float = 0.1
    holidays: int = 12
    on_holiday: float = 0.5
    trend: float = 1.0
    at_night: bool = False


KINDS = (
    Kind(name="agency, 300 a day", a_day=300, night=0.5, weekend=0.8),
    Kind(name="daily, 60 a day", a_day=60),
    Kind(name="daily, 60, closed on holidays", a_day=60, on_holiday=0.05),
    Kind(name="daily, 60, halves in a year", a_day=60, trend=0.5),
    Kind(name="daily, bunches of 6", a_day=60, burst=6.0),
    Kind(name="daily, wild days", a_day=60, spread=0.8, burst=3.0),
    Kind(name="bunches of 20 at any time", a_day=40, burst=20.0),
    Kind(name="paper, 40 at once each night", a_day=40, at_night=True, on_holiday=0.0, holidays=6),
    Kind(name="weekday paper, 25 a day", a_day=25, weekend=0.0),
    Kind(name="local, 8 a day", a_day=8, night=0.02),
    Kind(name="local, 8, closed on holidays", a_day=8, night=0.02, on_holiday=0.0, holidays=20),
    Kind(name="blog, 1 a day", a_day=1.0, spread=0.6),
    Kind(name="blog, 2 a week", a_day=0.3, spread=0.8),
)


def poisson(rng: random.Random, mean: float) -> int:
    """A Poisson number: by multiplication where small, by the normal where large."""
    if mean > 40:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    left, count = math.exp(-mean), 0
    product = rng.random()
    while product > left:
        count += 1
        product *= rng.random()
    return count


def simulate(kind: Kind, rng: random.Random, *, weeks: int, holidays: set[int], scale: float = 1.0) -> list[int]:
    """Stories in each hour of so many weeks."""
    shape = [kind.night if hour < 8 else 1.0 for hour in range(24)]
    mean_hour = kind.a_day * scale / sum(shape)
    counts = []
    for day in range(weeks * 7):
        level = math.exp(rng.gauss(-(kind.spread**2) / 2, kind.spread))
        level *= kind.weekend if day % 7 >= 5 else 1.0
        level *= kind.on_holiday if day % 365 in holidays else 1.0
        level *= kind.trend ** (day / 365)
        if kind.at_night:
            hour = rng.choice((2, 3))
            counts += [poisson(rng, kind.a_day * level) if each == hour else 0 for each in range(24)]
            continue
        for hour in range(24):
            bunches = poisson(rng, mean_hour * shape[hour] * level / kind.burst)
            counts.append(sum(1 + poisson(rng, kind.burst - 1) for _ in range(bunches)))
    return counts


@dataclass(slots=True)
class Judge:
    """Judges one source hour by hour, as the desk does, but learns anew what is usual only every week."""

    counts: list[int]
    others: list[list[int]]
    learned_at: int = -1
    others_learned_at: int = -5 * WEEK
    flow: Flow | None = None
    rates: tuple[tuple[float, ...], ...] = ()

    def learn(self, last: int, now: int) -> None:
        """What is usual before that last story, and of the others before now."""
        first = max(0, last - HISTORY_WEEKS * WEEK)
        looked = range(first, last + 1)
        self.flow = learn({hour: self.counts[hour] for hour in looked}, looked, until=last + 1)
        self.learned_at = now
        if now - self.others_learned_at < 4 * WEEK:
            return
        self.others_learned_at = now
        flows = []
        for counts in self.others:
            hours = range(first, last + 1)
            flow = learn({hour: counts[hour] for hour in hours}, hours, until=last + 1)
            flows.append(flow.rates if flow else (0.0,) * WEEK)
        self.rates = tuple(flows)

    def level(self, since: int, now: int) -> float:
        """How much news there is, by the others."""
        return level_of(
            (sum(counts[since + 1 : now]), sum(rates[hour % WEEK] for hour in range(since + 1, now)))
            for counts, rates in zip(self.others, self.rates, strict=True)
        )

    def silences(self, start: int, end: int) -> Iterator[tuple[int, float]]:
        """Each silence that is told: the hour in which it is, and the stories missed."""
        last, told = start, False
        for now in range(start, end):
            if self.counts[now]:
                last, told = now, False
                continue
            if told or now - last < 2:
                continue
            if now - self.learned_at > WEEK or self.flow is None:
                self.learn(last, now)
            if self.flow is None:
                continue
            missed = self.flow.expected(range(last + 1, now + 1))
            if self.flow.is_silent(missed) and self.flow.is_silent(missed, level=self.level(last, now)):
                told = True
                yield now, missed


def one_year(kind: Kind, rng: random.Random) -> tuple[int, float | None]:
    """False alarms in a year, and the hours until a true silence that begins at a random time was told."""
    weeks = HISTORY_WEEKS + WEEKS_A_YEAR
    holidays = set(rng.sample(range(365), kind.holidays))
    counts = simulate(kind, rng, weeks=weeks, holidays=holidays)
    other = Kind(name="", a_day=40, on_holiday=max(kind.on_holiday, 0.3))
    others = [
        simulate(other, rng, weeks=weeks, holidays=holidays, scale=rng.choice((0.2, 0.5, 1.0, 2.0)))
        for _ in range(OTHERS)
    ]
    start = HISTORY_WEEKS * WEEK
    false = sum(1 for _ in Judge(counts, others).silences(start, len(counts)))
    dies_at = rng.randrange(start + 4 * WEEK, len(counts) - 8 * WEEK)
    dead = counts[:dies_at] + [0] * (len(counts) - dies_at)
    last = max(hour for hour in range(dies_at) if counts[hour])
    found = next((now for now, _ in Judge(dead, others).silences(last, len(dead))), None)
    return false, None if found is None else found - last


SHARES = ((0.1, 0.4), (0.3, 0.9), (0.0, 0.8))
"""What part of a day's stories carries no byline: each day has its own, drawn from such a span."""


def shape_alarms(rng: random.Random, *, low: float, high: float, years: int, a_day: int = 20) -> int:
    """Days on which it is said that pages changed shape, though only the mix of stories differs from day to day."""
    with_byline = StoryShape(seen_at=datetime.now(UTC), has_byline=True, has_date=True, word_count=400)
    without = replace(with_byline, has_byline=False)
    shapes: list[StoryShape] = []
    count = 0
    for _ in range(365 * years):
        share = rng.uniform(low, high)
        shapes += [without if rng.random() < share else with_byline for _ in range(a_day)]
        shapes = shapes[-RECENT_STORIES - 400 :]
        count += bool(lost_shape(shapes[-RECENT_STORIES:], shapes[:-RECENT_STORIES]))
    return count


def main(years: int, say: Callable[[str], None] = print) -> None:
    """Prints a line for each kind of source."""
    say(f"{years} simulated years of each kind")
    say(f"{'kind of source':<34}{'false a year':>14}{'years with any':>16}{'told after, median h':>22}{'worst h':>9}")
    total = 0
    for kind in KINDS:
        rng = random.Random(kind.name)  # noqa: S311 - a simulation
        runs = [one_year(kind, rng) for _ in range(years)]
        false = [count for count, _ in runs]
        delays = sorted(math.inf if delay is None else delay for _, delay in runs)
        total += sum(false)
        say(
            f"{kind.name:<34}{sum(false) / years:>14.2f}{sum(1 for count in false if count):>16}"
            f"{delays[len(delays) // 2]:>22.0f}{delays[-1]:>9.0f}"
        )
    say(f"in all {total / years / len(KINDS):.2f} false alarms a source and year")
    for low, high in SHARES:
        count = shape_alarms(random.Random(high), low=low, high=high, years=years)  # noqa: S311 - a simulation
        say(
            f"shape, {low:.0%} to {high:.0%} of a day's stories without a byline: "
            f"told falsely on {count / years:.2f} days a year"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
