"""How long stories take from publisher to reader."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.timeliness import Delay, delay_of, timeliness_of
from storage.signs import Passage
from tests.storage_samples import NOW

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def passage(number: int = 1, *, published: timedelta | None = None, listed: timedelta | None = None) -> Passage:
    """A story stored NOW, listed and published so long before."""
    return Passage(
        change_id=number,
        source_id="valley-post",
        published_at=None if published is None else NOW - published,
        first_listed_at=None if listed is None else NOW - listed,
        stored_at=NOW,
    )


def test_each_step_has_its_median_and_its_late_ones() -> None:
    stories = [passage(number, published=number * 60 * SECOND, listed=number * SECOND) for number in range(1, 21)]
    sent = {number: NOW + number * 2 * SECOND for number in range(1, 11)}
    told = timeliness_of(stories, sent)["valley-post"]
    assert told.stories == 20
    assert told.discovered == Delay(count=20, median=590, late=1121)
    assert told.stored == Delay(count=20, median=10, late=19)
    assert told.sent == Delay(count=10, median=10, late=20)


def test_what_nobody_said_is_not_known() -> None:
    told = timeliness_of([passage()], {})["valley-post"]
    assert (told.stories, told.discovered, told.stored, told.sent) == (1, None, None, None)
    assert timeliness_of([], {}) == {}


def test_a_story_that_came_up_again_was_not_late() -> None:
    told = timeliness_of([passage(published=90 * HOUR, listed=SECOND), passage(published=HOUR, listed=SECOND)], {})
    assert told["valley-post"].discovered == Delay(count=1, median=3599, late=3599)


@pytest.mark.parametrize(("same", "known"), [(5, False), (4, True)])
def test_dates_without_a_time_are_no_times(same: int, known: bool) -> None:
    stories = [passage(number, published=9 * HOUR, listed=SECOND) for number in range(same)]
    told = timeliness_of(stories, {})["valley-post"]
    assert (told.discovered is not None) is known


@given(st.lists(st.integers(-100, 10_000), min_size=1))
@settings(deadline=None)
def test_percentiles_are_delays_that_were(seconds: list[int]) -> None:
    delay = delay_of(each * SECOND for each in seconds)
    assert delay is not None
    assert {delay.median, delay.late} <= {max(0, each) for each in seconds}
    assert 0 <= delay.median <= delay.late
