"""Whether a flow of news has fallen silent, by its own history."""

import random
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from silences import Judge, Kind, simulate

from monitor.conditions.silence import HISTORY_WEEKS, LOWEST_LEVEL, WEEK, Flow, learn, level_of

START = 475_000
"""An hour at random; what is usual does not depend on it."""


def steady(*, by_day: int = 3, weeks: int = 8, weekend: int = 1) -> dict[int, int]:
    """A source that brings so many stories in each of 16 hours of the day, and another number at weekends."""
    counts = {}
    for hour in range(weeks * WEEK):
        if hour % 24 >= 8:
            counts[START + hour] = weekend if hour // 24 % 7 >= 5 else by_day
    return counts


def learned(counts: Mapping[int, int], *, weeks: int = 8) -> Flow:
    hours = range(START, START + weeks * WEEK)
    flow = learn(counts, hours, until=START + weeks * WEEK)
    assert flow is not None
    return flow


def test_what_is_usual_is_learned_for_each_hour_of_the_week() -> None:
    flow = learned(steady())
    monday_noon, sunday_noon, night = (START + shift for shift in (12, 6 * 24 + 12, 3))
    assert flow.expected([monday_noon]) == pytest.approx(3, rel=0.15)
    assert flow.expected([sunday_noon]) == pytest.approx(1, rel=0.35)
    assert 0 < flow.expected([night]) < 0.05
    assert flow.expected(range(START, START + WEEK)) == pytest.approx(5 * 48 + 2 * 16, rel=0.05)


def test_a_night_is_no_silence_and_half_a_day_is() -> None:
    flow = learned(steady())
    end = START + 8 * WEEK
    assert not flow.is_silent(flow.expected(range(end, end + 8)))
    assert flow.is_silent(flow.expected(range(end, end + 16)))


def test_what_brings_bunches_is_given_longer() -> None:
    rng = random.Random(7)  # noqa: S311 - a simulation
    steadily = learned(dict(enumerate(simulate(Kind(name="", a_day=60), rng, weeks=8, holidays=set()), START)))
    bunched = Kind(name="", a_day=60, burst=10.0)
    in_bunches = learned(dict(enumerate(simulate(bunched, rng, weeks=8, holidays=set()), START)))
    assert steadily.is_silent(40)
    assert not in_bunches.is_silent(40)
    assert in_bunches.is_silent(400)


@pytest.mark.parametrize(
    ("weeks", "every", "reason"),
    [
        (1, 1, "a single week"),
        (8, WEEK, "a story a week"),
        (0, 1, "nothing at all"),
    ],
)
def test_little_history_says_nothing(weeks: int, every: int, reason: str) -> None:
    hours = range(START, START + weeks * WEEK)
    counts = {hour: 1 for hour in hours if hour % every == 0}
    assert learn(counts, hours, until=START + weeks * WEEK) is None, reason


def test_hours_without_a_look_say_nothing() -> None:
    counts = steady()
    away = range(START + 4 * WEEK + 10, START + 4 * WEEK + 90)
    seen = {hour: count for hour, count in counts.items() if hour not in away}
    # What gathered meanwhile is found by the first look after it.
    seen[away.stop] = sum(counts.get(hour, 0) for hour in away)
    looked = [hour for hour in range(START, START + 8 * WEEK) if hour not in away]
    flow = learn(seen, looked, until=START + 8 * WEEK)
    assert flow is not None
    assert flow.longest < 2
    assert flow.expected(range(START, START + WEEK)) == pytest.approx(5 * 48 + 2 * 16, rel=0.08)


def test_one_look_a_day_is_judged_by_its_days() -> None:
    looked = range(START, START + 8 * WEEK, 24)
    flow = learn(dict.fromkeys(looked, 5), looked, until=looked.stop)
    assert flow is not None
    assert flow.expected([START]) == pytest.approx(5, rel=0.35)
    assert not flow.is_silent(flow.expected([looked.stop]))
    assert flow.is_silent(flow.expected(range(looked.stop, looked.stop + 4 * 24, 24)))


def test_a_source_that_dwindles_is_judged_by_its_last_weeks() -> None:
    counts = {START + hour: 8 - hour // WEEK for hour in range(8 * WEEK)}
    flow = learned(counts)
    assert flow.expected([START + 20]) < 3.6, "not 4.5, the mean of all weeks"


def test_longer_silences_are_rarer() -> None:
    flow = learned(steady())
    assert flow.times_a_year(0) == flow.times_a_year(flow.threshold) == flow.often
    assert flow.times_a_year(9) > flow.times_a_year(10)


def test_a_holiday_of_all_makes_one_source_s_silence_less_remarkable() -> None:
    assert level_of([]) == 1
    assert level_of([(30.0, 30.0)] * 5) == 1
    assert level_of([(90.0, 30.0)] * 5) == 1, "much news elsewhere makes no silence here"
    assert 0.3 < level_of([(9.0, 30.0)] * 20) < 0.4
    assert level_of([(0.0, 30.0)] * 99) == LOWEST_LEVEL
    assert level_of([(0.0, 3000.0)]) > 0.35, "one source proves little"
    assert level_of([(0.0, 0.0)]) == 1


def test_the_level_weighs_what_is_missed() -> None:
    flow = learned(steady())
    assert flow.is_silent(20)
    assert not flow.is_silent(20, level=0.25)


@given(st.lists(st.tuples(st.integers(0, 8 * WEEK - 1), st.integers(0, 50)), max_size=300), st.floats(0, 1000))
@settings(deadline=None)
def test_any_history_gives_a_judgement(news: list[tuple[int, int]], missed: float) -> None:
    hours = range(START, START + HISTORY_WEEKS * WEEK)
    flow = learn({START + hour: count for hour, count in news}, hours, until=hours.stop)
    if flow is not None:
        assert all(rate >= 0 for rate in flow.rates)
        assert flow.excess >= 1
        assert flow.is_silent(missed) <= flow.is_silent(missed + 100)


def test_the_bench_finds_a_source_that_falls_silent_and_few_that_do_not() -> None:
    rng = random.Random("another year")  # noqa: S311 - a simulation
    kind = Kind(name="", a_day=60)
    counts = simulate(kind, rng, weeks=26, holidays=set())
    assert list(Judge(counts, []).silences(8 * WEEK, len(counts))) == []
    silent = counts[: 20 * WEEK] + [0] * 48
    found = list(Judge(silent, []).silences(20 * WEEK - 24, len(silent)))
    assert len(found) == 1
    assert 20 * WEEK < found[0][0] < 20 * WEEK + 24
