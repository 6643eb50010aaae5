"""Two fetches a moment apart: what only one of them shows is neither story nor change."""

import pytest

from monitor.compare import agreed_reading, judge
from monitor.compare.body import BodyChange
from monitor.compare.witness import agreed, agreed_change, agreed_names
from tests.test_compare_rules import STORY, TEXTS, URL, block, edited, reading

AD = block("Gold at its cheapest at Vitasta Mall, only until Sunday evening, with 30 stalls of food.")
COUNT = block("The count in the hall stood at 35 for and 21 against when the bell was rung at noon.")


def told(*blocks: object, witness: tuple[object, ...]) -> str:
    return agreed_reading(reading(*blocks), reading(*witness)).story.body  # type: ignore[arg-type]  # blocks both


def test_what_only_one_fetch_shows_is_not_of_a_new_story() -> None:
    whole = "\n\n".join(TEXTS)
    assert told(*STORY[:2], AD, *STORY[2:], witness=tuple(STORY)) == whole
    assert told(*STORY, witness=(*STORY[:2], AD, *STORY[2:])) == whole, "what the other one shows is not added"
    both = agreed_reading(reading(*STORY[:2], AD, *STORY[2:]), reading(*STORY))
    assert [each.text for each in both.blocks if each.story] == TEXTS


def test_a_paragraph_that_reads_differently_stays_where_it_stands() -> None:
    other = edited(COUNT, COUNT.text.replace("35", "36"))
    with_count = (*STORY[:2], COUNT, *STORY[2:])
    assert COUNT.text in told(*with_count, witness=(*STORY[:2], other, *STORY[2:]))
    assert COUNT.text in told(COUNT, *STORY, witness=(other, *STORY))
    assert COUNT.text not in told(*with_count, witness=(*STORY[:4], other, *STORY[4:])), "an advertisement moves"
    assert COUNT.text not in told(*with_count, witness=(other, *STORY))


def test_a_fetch_that_met_a_wall_is_no_witness() -> None:
    whole = "\n\n".join(TEXTS)
    assert told(*STORY, witness=(STORY[0],)) == whole


def test_a_field_is_what_both_fetches_say() -> None:
    assert agreed("“Final”", '"Final"', "Possible") == "“Final”"
    assert agreed("Final", "Off", "Possible") == "Possible"
    assert agreed_names(["Asha Rao"], ["Asha  Rao"], []) == ["Asha Rao"]
    assert agreed_names(["Asha Rao"], ["Bilal Dar"], ["Anita"]) == ["Anita"]
    assert agreed_names(["Asha Rao"], [], ["Anita"]) == ["Anita"]


def test_a_change_is_what_both_fetches_show() -> None:
    first = BodyChange(edited={0: "One", 1: "Two"}, lost=[2, 3], added=[(0, "New"), (1, "Ad")], notes=["New", "Ad"])
    second = BodyChange(edited={0: "One.", 1: "Three"}, lost=[3, 4], added=[(0, "“New”")], notes=["New"])
    both = agreed_change(first, second)
    assert both.edited == {0: "One"}
    assert (both.lost, both.added, both.notes, both.order) == ([3], [(0, "New")], ["New"], None)


@pytest.mark.parametrize(
    ("order", "witnessed", "moving", "expected"),
    [
        ([1, 0, 2], [1, 0, 2], (), [1, 0, 2]),
        ([1, 0, 2], None, (), None),
        (None, [1, 0, 2], (), None),
        ([1, 0, 2], [0, 2, 1], (), None),
        ([1, 0, 2, 3], [0, 2, 3, 1], (1,), None),
        ([3, 0, 1, 2], [1, 3, 0, 2], (1,), [3, 0, 1, 2]),
        ([3, 1, 0, 2], [3, 1, 2, 0], (0,), [0, 3, 1, 2]),
    ],
)
def test_an_order_is_that_of_what_does_not_move_by_itself(
    order: list[int] | None, witnessed: list[int] | None, moving: tuple[int, ...], expected: list[int] | None
) -> None:
    first = BodyChange(order=order, edited=dict.fromkeys(moving, "now this"))
    second = BodyChange(order=witnessed, edited=dict.fromkeys(moving, "now that"))
    assert agreed_change(first, second).order == expected


def test_a_moved_paragraph_is_told_where_both_fetches_show_it() -> None:
    moved = (STORY[3], *STORY[:3], *STORY[4:])
    before = reading(*STORY)
    assert judge(before, reading(*moved), url=URL, final_url=URL, witness=reading(*moved)).changed
    assert not judge(before, reading(*moved), url=URL, final_url=URL, witness=reading(*STORY)).changed
