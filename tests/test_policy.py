"""The schedule: bounds, order, and the claim that it beats a ladder with the same number of checks."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.policy import (
    FIRST_WAIT,
    HORIZON,
    SILENCE,
    article_start,
    backoff,
    edit_share,
    failed_recheck_at,
    gone_entry_recheck_at,
    next_check_at,
    next_look_at,
    next_restore_check_at,
    source_rests_until,
    suspect_recheck_at,
    wait_at_age,
)

NOW = datetime(2024, 8, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def check_hours(budget: int) -> list[float]:
    age, hours = timedelta(0), []
    while age < HORIZON:
        age += wait_at_age(age, budget)
        hours.append(age / HOUR)
    return hours


def mean_delay(hours: list[float]) -> float:
    """Hours from an edit to the check that sees it, over the edits of 30 days, by the model's own distribution."""
    total, steps, before, at = 0.0, 50_000, 0.0, 0
    for step in range(1, steps + 1):
        hour = 720 * (step / steps) ** 3
        while at < len(hours) and hours[at] < hour:
            at += 1
        if at == len(hours):
            break
        total += (edit_share(hour) - before) * (hours[at] - hour)
        before = edit_share(hour)
    return total


def ladder_hours() -> list[float]:
    """Every 15 min for 4 h, hourly to a day, every 3 h to a week, every 3 d to 30 days: 92 checks."""
    age, hours = 0.0, []
    while age < 720:
        age += 0.25 if age < 4 else 1 if age < 24 else 3 if age < 168 else 72
        hours.append(age)
    return hours


def test_the_model_passes_through_the_published_figures() -> None:
    assert edit_share(3) == pytest.approx(0.5)
    assert edit_share(24) == pytest.approx(0.82, abs=0.001)
    assert edit_share(0) == 0


def test_the_budget_is_spent_in_thirty_days() -> None:
    assert len(check_hours(88)) == pytest.approx(88, abs=1)
    assert len(check_hours(300)) == pytest.approx(300, abs=3)


def test_the_mean_delay_is_less_than_half_of_a_ladder_with_no_fewer_checks() -> None:
    assert len(ladder_hours()) >= 88
    assert mean_delay(check_hours(88)) < 0.5 * mean_delay(ladder_hours())


def test_waits_grow_with_age() -> None:
    waits = [wait_at_age(HOUR * hours, 88) for hours in (0, 1, 3, 12, 24, 100, 400, 719, 720, 2_000)]
    assert all(before <= after for before, after in pairwise(waits))


@given(
    seen=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2024, 8, 22), timezones=st.just(UTC)),  # noqa: DTZ001
    published=st.none() | st.datetimes(min_value=datetime(1990, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    budget=st.integers(min_value=10, max_value=2_000),
    jitter=st.floats(min_value=-1, max_value=1),
)
def test_the_next_check_is_after_now_and_within_bounds(
    seen: datetime, published: datetime | None, budget: int, jitter: float
) -> None:
    due = next_check_at(NOW, first_seen_at=seen, published_at=published, changed_at=seen, budget=budget, jitter=jitter)
    start = article_start(published, seen)
    if due is None:
        assert NOW - start >= SILENCE
    else:
        assert NOW + FIRST_WAIT * 0.9 <= due <= NOW + SILENCE * 1.1


def test_a_year_of_silence_ends_the_following_and_a_change_prolongs_it() -> None:
    old = NOW - timedelta(days=366)
    assert next_check_at(NOW, first_seen_at=old, published_at=None, changed_at=old, budget=88) is None
    recent = NOW - timedelta(days=30)
    assert next_check_at(NOW, first_seen_at=old, published_at=None, changed_at=recent, budget=88) is not None


def test_age_counts_from_the_later_of_publication_and_first_sight() -> None:
    assert article_start(None, NOW) == NOW
    assert article_start(NOW - DAY, NOW) == NOW
    assert article_start(NOW + HOUR, NOW) == NOW + HOUR


def test_a_removed_article_is_looked_for_thirty_days() -> None:
    due = next_restore_check_at(NOW, removed_at=NOW - HOUR, budget=88)
    assert due is not None
    assert due >= NOW + timedelta(minutes=15)
    assert next_restore_check_at(NOW, removed_at=NOW - timedelta(days=30), budget=88) is None


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, 5), (1, 5), (2, 10), (3, 20), (9, 1_280), (10, 1_440), (1_000, 1_440)],
)
def test_backoff_doubles_up_to_a_day(failures: int, minutes: int) -> None:
    assert backoff(failures, first=timedelta(minutes=5), most=DAY) == timedelta(minutes=minutes)


def test_a_failing_source_waits_for_what_it_asked() -> None:
    every = timedelta(minutes=5)
    assert source_rests_until(NOW, 1, every=every, asked=None) == NOW + every
    assert source_rests_until(NOW, 1, every=every, asked=3_600.0) == NOW + HOUR
    assert source_rests_until(NOW, 30, every=every, asked=60.0) == NOW + DAY


def test_a_channel_keeps_its_pace_and_slows_down_while_it_fails() -> None:
    every = timedelta(minutes=5)
    assert next_look_at(NOW, every=every) == NOW + every
    assert next_look_at(NOW, every=every, jitter=1) == NOW + every * 1.1
    assert next_look_at(NOW, every=every, failures=1) == NOW + every * 2
    assert next_look_at(NOW, every=every, failures=40) == NOW + DAY


def test_suspects_and_failures_are_tried_again_ever_later() -> None:
    assert suspect_recheck_at(NOW, 1) == NOW + timedelta(minutes=10)
    assert suspect_recheck_at(NOW, 20) == NOW + timedelta(hours=12)
    assert failed_recheck_at(NOW, 1, lasting=False) == NOW + timedelta(minutes=5)
    assert failed_recheck_at(NOW, 1, lasting=True) == NOW + DAY
    assert failed_recheck_at(NOW, 9, lasting=True) == NOW + DAY * 7


def test_a_new_line_whose_page_is_not_there_is_tried_for_a_day() -> None:
    at: datetime | None = NOW
    tried = []
    while at is not None:
        tried.append((at - NOW) // timedelta(minutes=1))
        at = gone_entry_recheck_at(at, len(tried), listed_at=NOW)
    assert tried == [0, 5, 15, 35, 75, 155, 315, 635, 1275]
    assert gone_entry_recheck_at(NOW, 1, listed_at=NOW - DAY) is None, "it was listed long ago"
