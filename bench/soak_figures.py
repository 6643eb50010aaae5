"""What a soak measured, judged: whether figures stay flat, and whether every source was looked at in time. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

GROWTH = 0.10
"""A figure that grows by more than this share of its mean over the second half of a soak is not flat."""

SURE = 3.0
"""And by so many standard errors of its slope, or it only swings."""

JITTER = 1.1
"""The schedule's own: a look comes after `every`, a tenth more or less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """A straight line through the second half of a figure: its mean, its growth an hour, whether that is too much."""

    mean: float
    highest: float
    an_hour: float
    is_over: bool


def slope(samples: Sequence[tuple[float, float]], *, least: float = 0.0) -> Slope:
    """Least squares over the later half of (seconds, value); growth of less than `least` in that time is none."""
    half = (samples[0][0] + samples[-1][0]) / 2
    later = [(at, value) for at, value in samples if at >= half]
    count = len(later)
    mid, mean = sum(at for at, _ in later) / count, sum(value for _, value in later) / count
    spread = sum((at - mid) ** 2 for at, _ in later)
    steep = sum((at - mid) * (value - mean) for at, value in later) / spread
    left = sum((value - mean - steep * (at - mid)) ** 2 for at, value in later)
    error = (left / max(count - 2, 1) / spread) ** 0.5
    growth = steep * (later[-1][0] - later[0][0])
    return Slope(
        mean=mean,
        highest=max(value for _, value in samples),
        an_hour=steep * 3600,
        is_over=growth > max(GROWTH * mean, least) and steep > SURE * error,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What happened to one source, in seconds of one clock: looks that reached it, crawls with whether they failed."""

    looks: Sequence[float]
    crawls: Sequence[tuple[float, float, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lags:
    """By how many seconds looks came later than the schedule promises: of how many, the worst, and who was missed."""

    looks: int
    median: float
    late: float
    worst: float
    missed: tuple[str, ...]


def lags(sources: Mapping[str, Watched], *, every: float, tolerance: float, until: float) -> Lags:
    """Looks at each source against `every`; a failed crawl is forgiven, as the schedule does: the wait doubles with it.

    Nothing counts while a crawl of the source is under way, for it is the source that is slow then. A source is missed
    where it waited `tolerance` longer, also at the end.
    """
    found: list[float] = []
    missed: list[str] = []
    for source, watched in sources.items():
        for lag in _lags_of(watched, every=every, until=until):
            found.append(lag)
            if lag > tolerance:
                missed.append(f"{source}: {lag:.0f} s late")
    found.sort()
    return Lags(
        looks=sum(len(watched.looks) for watched in sources.values()),
        median=found[len(found) // 2],
        late=found[len(found) * 95 // 100],
        worst=found[-1],
        missed=tuple(missed),
    )


def _lags_of(watched: Watched, *, every: float, until: float) -> Iterable[float]:
    failed_at = [ended for _, ended, is_failed in watched.crawls if is_failed]
    events = sorted([*((at, False) for at in watched.looks), *((at, True) for at in failed_at), (until, False)])
    in_a_row = 0
    for (at, is_failure), (following, is_next_failure) in pairwise(events):
        if is_failure:
            in_a_row += 1
        elif not is_next_failure and following - at > every / 2:
            # Not a fetch that was tried again: it had its answer.
            in_a_row = 0
        yield _idle(watched.crawls, at + every * JITTER * 2**in_a_row, following)


def _idle(crawls: Sequence[tuple[float, float, bool]], begin: float, end: float) -> float:
    """Seconds between the two in which no crawl was under way."""
    busy = sum(max(0.0, min(ended, end) - max(started, begin)) for started, ended, _ in crawls)
    return max(0.0, end - begin - busy)
