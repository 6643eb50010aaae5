"""When to look again: pure functions from times and counts to the next time. No clock, no database.

How the schedule of an article is found. Published figures say that 82% of edits to news stories fall in the first 24
hours and that the median edit comes near 3 hours after publication. A log-logistic distribution through both points,
F(t) = 1 / (1 + (3 h / t)^0.729), leaves 2% of the edits after 30 days. If checks are made with density r(t), an edit at
t waits 1 / (2 r(t)) on average; under a fixed number of checks the mean wait is least where r is proportional to the
square root of the density of edits (Cauchy-Schwarz). So check k of n falls where the integral of sqrt(F') reaches k/n
of its whole over 30 days.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

MEDIAN_HOURS = 3.0
SHAPE = 0.729
"""ln(0.82 / 0.18) / ln(24 / 3): the log-logistic shape through 82% at 24 hours."""

HORIZON = timedelta(days=30)
"""`[schedule] budget` checks are spent within it."""

SILENCE = timedelta(days=365)
"""An article that neither appeared nor changed for so long is no longer followed."""

RESTORE_WINDOW = timedelta(days=30)
"""A removed article is looked for that long."""

LATE_SHARE = 0.25
"""After the horizon the next check waits for this share of the article's age: some ten checks until a year is over."""

FIRST_WAIT = timedelta(minutes=5)
"""No article is checked more often: the finest step that budgets above some 400 would ask for."""

_STEPS = 2_000
_FIRST_HOUR_STEP = 1e-3


def edit_share(hours: float) -> float:
    """The share of a story's edits that fall within `hours` after publication."""
    return 0.0 if hours <= 0 else 1.0 / (1.0 + (MEDIAN_HOURS / hours) ** SHAPE)


def _sqrt_density(hours: float) -> float:
    x = hours / MEDIAN_HOURS
    return float(x ** ((SHAPE - 1.0) / 2.0) / (1.0 + x**SHAPE))


@lru_cache(maxsize=1)
def _cumulative() -> tuple[Sequence[float], Sequence[float]]:
    """Hours on a logarithmic grid over a year, and the checks due by each as a share of those due in 30 days."""
    end = SILENCE / timedelta(hours=1)
    ratio = (end / _FIRST_HOUR_STEP) ** (1.0 / _STEPS)
    hours = [0.0, *(_FIRST_HOUR_STEP * ratio**step for step in range(_STEPS + 1))]
    # Near zero the root of the density is a power of t: its integral is exact there.
    sums = [0.0, _sqrt_density(hours[1]) * hours[1] / (1.0 + (SHAPE - 1.0) / 2.0)]
    for before, after in pairwise(hours[1:]):
        middle = math.sqrt(before * after)
        sums.append(sums[-1] + (after - before) * _sqrt_density(middle))
    whole = _interpolate(HORIZON / timedelta(hours=1), hours, sums)
    return hours, [value / whole for value in sums]


def _interpolate(at: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    index = min(max(bisect_left(xs, at), 1), len(xs) - 1)
    width = xs[index] - xs[index - 1]
    return ys[index - 1] + (ys[index] - ys[index - 1]) * (at - xs[index - 1]) / width


def wait_at_age(age: timedelta, budget: int) -> timedelta:
    """How long to wait for the next check of an article of that age, with `budget` checks in the first 30 days."""
    hours = max(age / timedelta(hours=1), 0.0)
    grid, shares = _cumulative()
    until = _interpolate(_interpolate(hours, grid, shares) + 1.0 / budget, shares, grid)
    wait = timedelta(hours=until - hours)
    return max(wait, FIRST_WAIT) if age < HORIZON else max(wait, age * LATE_SHARE)


def article_start(published_at: datetime | None, first_seen_at: datetime) -> datetime:
    """Where an article's age begins: the later of publication and first sight."""
    return max(published_at or first_seen_at, first_seen_at)


def next_check_at(
    now: datetime,
    *,
    first_seen_at: datetime,
    published_at: datetime | None,
    changed_at: datetime,
    budget: int,
    jitter: float = 0.0,
) -> datetime | None:
    """When a live article is due next, or None where a year of silence has ended its following.

    `jitter` from -1 to 1 moves the wait by up to a tenth, so that stories of one hour do not stay in step.
    """
    start = article_start(published_at, first_seen_at)
    if now - max(start, changed_at) >= SILENCE:
        return None
    wait = wait_at_age(now - start, budget)
    return now + wait * (1.0 + 0.1 * jitter)


def next_restore_check_at(now: datetime, *, removed_at: datetime, budget: int) -> datetime | None:
    """When a removed article is looked for again: as if it had appeared when it went; None after 30 days."""
    if now - removed_at >= RESTORE_WINDOW:
        return None
    return now + max(wait_at_age(now - removed_at, budget), timedelta(minutes=15))


def backoff(failures: int, *, first: timedelta, most: timedelta) -> timedelta:
    """The wait after that many failures in a row (at least 1): doubling from `first`, at most `most`."""
    return min(first * float(2 ** min(max(failures, 1) - 1, 20)), most)


def source_rests_until(now: datetime, failures: int, *, every: timedelta, asked: float | None) -> datetime:
    """When a failing source is tried again: doubling from its `every`, up to a day, never before it asked for."""
    wait = backoff(failures, first=every, most=timedelta(days=1))
    return now + max(wait, timedelta(seconds=asked or 0.0))


def next_look_at(now: datetime, *, every: timedelta, failures: int = 0, jitter: float = 0.0) -> datetime:
    """When a channel is looked at again: after `every`, a tenth more or less, doubling while it fails, up to a day."""
    wait = every if failures == 0 else backoff(failures + 1, first=every, most=timedelta(days=1))
    return now + wait * (1.0 + 0.1 * jitter)


def suspect_recheck_at(now: datetime, suspects: int) -> datetime:
    """When an article whose page was suspect is looked at again: soon, then ever later up to half a day."""
    return now + backoff(suspects, first=timedelta(minutes=10), most=timedelta(hours=12))


def failed_recheck_at(now: datetime, failures: int, *, lasting: bool) -> datetime:
    """When a fetch that failed is tried again: in minutes, or in a day where the reason lasts."""
    first = timedelta(days=1) if lasting else timedelta(minutes=5)
    return now + backoff(failures, first=first, most=timedelta(days=7) if lasting else timedelta(days=1))


GONE_ENTRY_WINDOW = timedelta(days=1)
"""A line whose page was not there at its first fetch is tried that long from its first listing."""


def gone_entry_recheck_at(now: datetime, failures: int, *, listed_at: datetime) -> datetime | None:
    """When the page of a new line that answered 404 is tried again: a feed may be ahead of its pages.

    In 5 minutes, then doubling, some nine times in all; None where it was listed more than a day before.
    """
    due_at = failed_recheck_at(now, failures, lasting=False)
    return due_at if due_at - listed_at <= GONE_ENTRY_WINDOW else None


GONE_CONFIRMED_AFTER = timedelta(minutes=10)
"""Two looks that find an article gone count as removal when at least so far apart, in a scheduled run."""
