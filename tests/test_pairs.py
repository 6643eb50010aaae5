"""Comparing on pairs of our own making: live blogs, line breaks, Hindi and Urdu, walls, lines typed as paragraphs."""

from collections.abc import Sequence

import pytest

from tests.pairs import Kind, Outcome, by_group, outcome_of, own_pairs, verdict_of

pytestmark = [pytest.mark.once, pytest.mark.measured]

FLOOR_OF_CLASS = 0.95
"""No class of pairs may be worse."""


@pytest.fixture(scope="module")
def outcomes() -> Sequence[Outcome]:
    """One shape for each class and text: eight of a class."""
    return [outcome_of(pair, verdict_of(pair)) for pair in own_pairs(1)]


def share_right(outcomes: Sequence[Outcome], kind: Kind) -> float:
    """The share of right verdicts on pairs of that kind."""
    right = [outcome.is_right for outcome in outcomes if outcome.pair.kind == kind]
    return sum(right) / len(right)


def test_each_pair_has_a_name_of_its_own() -> None:
    names = [pair.id for pair in own_pairs()]
    assert len(names) == len(set(names)) >= 400


def test_no_false_alarm_no_missed_edit_no_wall_for_a_story(outcomes: Sequence[Outcome]) -> None:
    wrong = [outcome.pair.id for outcome in outcomes if not outcome.is_right]
    assert 1 - share_right(outcomes, "noise") <= 0.003, wrong
    assert share_right(outcomes, "edit") >= 0.99, wrong
    assert 1 - share_right(outcomes, "wall") <= 0.005, wrong


def test_walls_are_named_and_edits_are_told_by_their_fields(outcomes: Sequence[Outcome]) -> None:
    walls = [outcome for outcome in outcomes if outcome.pair.kind == "wall"]
    edits = [outcome for outcome in outcomes if outcome.pair.kind == "edit"]
    wrong = [outcome.pair.id for outcome in walls if not outcome.is_labelled]
    assert len(wrong) <= 0.04 * len(walls), wrong
    inexact = [outcome.pair.id for outcome in edits if not outcome.is_exact]
    assert len(inexact) <= 0.02 * len(edits), inexact


def test_diffs_are_as_small_as_the_edits(outcomes: Sequence[Outcome]) -> None:
    ratios = sorted(outcome.ratio for outcome in outcomes if outcome.ratio is not None)
    assert ratios[len(ratios) // 2] <= 1.05
    assert ratios[int(0.9 * len(ratios))] <= 1.2


def test_no_class_falls_behind(outcomes: Sequence[Outcome]) -> None:
    shares = {key: sum(one.is_right for one in group) / len(group) for key, group in by_group(outcomes).items()}
    assert {key: share for key, share in shares.items() if share < FLOOR_OF_CLASS} == {}
