"""What the alarm bench makes of a recorded change: the edit, more than it, a part of it, or a false alarm."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from alarm_truth import Judge, Outcome, Recorded, Text, difference
from press import Answer, Plan, Press, Served
from press_copy import EditKind
from shares import wilson

from monitor.demo.stories import Copy

BEFORE = Copy(
    headline="A bridge", standfirst="It opens", byline=("Ann Lee",), paragraphs=("One is 10 tall.", "Two stays.")
)
EDITED = replace(BEFORE, paragraphs=("One is 12 tall.", "Two stays."))
MOVED = replace(BEFORE, paragraphs=BEFORE.paragraphs[::-1])
PATH = "/0/news/2026/story-0.html"


def text(copy: Copy, *, more: Sequence[str] = ()) -> Text:
    told = Text.of_copy(copy)
    return replace(told, paragraphs=(*told.paragraphs, *more))


def judge(*versions: Copy) -> Judge:
    """A judge of one story that has these versions."""
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    press = Press(Plan(seed=1, outlets=1, stories=1, edits=0.0, opened_at=at))
    telling = press.tellings[PATH]
    telling.versions[:] = versions
    telling.rounds[:] = list(range(len(versions)))
    telling.kinds[:] = [None, *[EditKind.NUMBER] * (len(versions) - 1)]
    telling.modified[:] = [at] * len(versions)
    return Judge(press)


def fetch(at: int, version: int, answer: Answer = Answer.STORY) -> Served:
    return Served(path=PATH, turn=at + 1, round=at, version=version, answer=answer)


def recorded(before: Text, after: Text) -> Recorded:
    return Recorded(change_id=1, path=PATH, kind="edited", before=before, after=after)


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        (text(EDITED), Outcome.EXACT),
        (text(EDITED, more=["Winter tyres, two for one."]), Outcome.MORE),
        (text(BEFORE, more=["Winter tyres, two for one."]), Outcome.FALSE),
        (replace(text(BEFORE), standfirst="It opens 12", paragraphs=("One is tall.", "Two stays.")), Outcome.FIELD),
        (replace(text(BEFORE), paragraphs=("One is tall.", "Two stays.")), Outcome.PART),
    ],
)
def test_a_recorded_change_is_held_against_the_edit(after: Text, outcome: Outcome) -> None:
    held = judge(BEFORE, EDITED)
    held.take([fetch(0, 0)], [])
    held.take([fetch(1, 1)], [recorded(text(BEFORE), after)])
    assert [alarm.outcome for alarm in held.alarms] == [outcome]
    assert bool(held.missed()) is (outcome is Outcome.FALSE)


def test_a_moved_paragraph_is_an_edit_without_words() -> None:
    held = judge(BEFORE, MOVED)
    held.take([fetch(0, 0)], [])
    held.take([fetch(1, 1)], [recorded(text(BEFORE), text(MOVED))])
    assert [alarm.outcome for alarm in held.alarms] == [Outcome.EXACT]
    assert difference(text(BEFORE), text(MOVED)).size == 1


def test_a_moved_paragraph_with_foreign_words_is_the_edit_and_more() -> None:
    held = judge(BEFORE, MOVED)
    held.take([fetch(0, 0)], [])
    held.take([fetch(1, 1)], [recorded(text(BEFORE), text(MOVED, more=["Winter tyres, two for one."]))])
    assert [alarm.outcome for alarm in held.alarms] == [Outcome.MORE]


def test_a_change_where_nothing_was_edited_is_false_and_is_told_by_its_class() -> None:
    held = judge(BEFORE)
    held.take([fetch(0, 0)], [])
    said = next(text for noise, text in held.press.chrome(fetch(1, 0)).said if noise == "related")
    held.take([fetch(1, 0)], [recorded(text(BEFORE), text(BEFORE, more=[said]))])
    assert [(alarm.outcome, alarm.noise) for alarm in held.alarms] == [(Outcome.FALSE, "related")]


def test_a_change_that_takes_foreign_words_out_again_is_false_and_undoes() -> None:
    held = judge(BEFORE)
    held.take([fetch(0, 0)], [])
    foreign = text(BEFORE, more=["Winter tyres, two for one."])
    held.take([fetch(1, 0)], [recorded(text(BEFORE), foreign)])
    held.take([fetch(2, 0)], [recorded(foreign, text(BEFORE))])
    assert [(alarm.outcome, alarm.undoes) for alarm in held.alarms] == [(Outcome.FALSE, False), (Outcome.FALSE, True)]


def test_an_edit_that_is_recorded_a_round_after_it_was_shown_is_late() -> None:
    held = judge(BEFORE, EDITED)
    held.take([fetch(0, 0)], [])
    held.take([fetch(1, 1)], [])
    assert [lost.kinds for lost in held.missed()] == [held.press.tellings[PATH].kinds[1:]]
    held.take([fetch(2, 1)], [recorded(text(BEFORE), text(EDITED))])
    assert [alarm.rounds_late for alarm in held.alarms] == [1]
    assert held.missed() == []


def test_an_edit_behind_a_wall_is_neither_missed_nor_late() -> None:
    held = judge(BEFORE, EDITED)
    held.take([fetch(0, 0)], [])
    held.take([fetch(1, 1, Answer.SHELL)], [])
    assert held.missed() == []
    held.take([fetch(2, 1)], [recorded(text(BEFORE), text(EDITED))])
    assert [alarm.rounds_late for alarm in held.alarms] == [0]


def test_a_wall_that_was_recorded_is_told_from_a_false_alarm() -> None:
    held = judge(BEFORE)
    held.take([fetch(0, 0)], [])
    wall = replace(text(BEFORE), paragraphs=("Subscribe to read on.",))
    held.take([fetch(1, 0, Answer.STUB)], [recorded(text(BEFORE), wall)])
    assert [alarm.outcome for alarm in held.alarms] == [Outcome.WALL]


@pytest.mark.parametrize(
    ("count", "of", "low", "high"), [(0, 0, 0.0, 1.0), (0, 100, 0.0, 0.037), (50, 100, 0.404, 0.596)]
)
def test_the_interval_of_a_share(count: int, of: int, low: float, high: float) -> None:
    assert wilson(count, of) == pytest.approx((low, high), abs=0.001)
