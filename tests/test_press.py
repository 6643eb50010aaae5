"""The press of the alarm bench: its chrome leaves the story as it is, its edits change it, both can be made again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from press import Answer, Plan, Press
from press_chrome import Noise
from press_copy import EditKind, edit, invented_copy, seeded
from press_shapes import SHAPE_NAMES, SHAPES

from storage.fold import letters_and_digits

HOME = "http://outlet.example/"


def press(
    *, moving: tuple[Noise, ...] = tuple(Noise), seed: int = 1, edits: float = 0.0, outlets: int = 2 * SHAPES
) -> Press:
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    return Press(Plan(seed=seed, outlets=outlets, stories=1, edits=edits, opened_at=at, moving=moving))


def shown(page: bytes) -> str:
    """The letters and digits of all that the page shows."""
    tree = html.document_fromstring(page)
    etree.strip_elements(tree, "script", "style", "head", with_tail=False)
    return letters_and_digits("".join(map(str, tree.itertext())))


@given(seed=st.integers(0, 10**6), turn=st.integers(1, 50), outlet=st.integers(0, 2 * SHAPES - 1))
@settings(deadline=None, max_examples=60)
def test_chrome_leaves_the_story_whole_and_in_order(seed: int, turn: int, outlet: int) -> None:
    made = press(seed=seed)
    path, telling = list(made.tellings.items())[outlet]
    status, page = made.rendered(made.serve(path, turn), home=HOME)
    assert status == 200
    text, at = shown(page), 0
    copy = telling.versions[-1]
    assert letters_and_digits(copy.headline) in text
    assert letters_and_digits(copy.standfirst) in text
    assert all(letters_and_digits(name) in text for name in copy.byline)
    for paragraph in copy.paragraphs:
        at = text.index(letters_and_digits(paragraph), at) + 1


@pytest.mark.parametrize("language", ["en", "hi", "ur"])
@given(seed=st.integers(0, 10**6))
@settings(deadline=None, max_examples=40)
def test_an_edit_changes_the_story(language: str, seed: int) -> None:
    copy = invented_copy(seeded(seed), language)
    for turn in range(10):
        edited = edit(seeded(seed, turn), copy, language=language)
        before, after = (
            (one.headline, one.standfirst, one.byline, one.paragraphs, one.note) for one in (copy, edited.copy)
        )
        assert before != after
        copy = edited.copy


def test_every_kind_of_edit_is_made() -> None:
    kinds = {edit(seeded(turn), invented_copy(seeded(turn), "en"), language="en").kind for turn in range(200)}
    assert kinds == set(EditKind)


def test_every_structure_and_every_language_is_shown() -> None:
    made = press(moving=(Noise.CDN,), outlets=48)
    met = {(made.shape_name(made.serve(path, 1)), telling.language) for path, telling in made.tellings.items()}
    assert {name for name, _ in met} == set(SHAPE_NAMES)
    assert {language for _, language in met} == {"en", "hi", "ur"}


@pytest.mark.parametrize("noise", sorted(set(Noise) - {Noise.WALLS, Noise.REDESIGN}))
def test_a_class_alone_moves_something(noise: Noise) -> None:
    made = press(moving=(noise,))
    first = {path: made.rendered(made.serve(path, 1), home=HOME) for path in made.tellings}
    moved = False
    for made.round in range(1, 40):
        moved = moved or any(made.rendered(made.serve(path, made.round), home=HOME) != first[path] for path in first)
    assert moved


def test_without_a_class_at_work_a_page_stays_the_same() -> None:
    made = press(moving=())
    for path in made.tellings:
        first = made.rendered(made.serve(path, 1), home=HOME)
        made.round += 1
        assert made.rendered(made.serve(path, 2), home=HOME) == first


def test_a_moment_later_advertisements_may_be_others_and_lists_are_not() -> None:
    made = press(outlets=4)
    for path, telling in made.tellings.items():
        said = [made.chrome(made.serve(path, turn)).said for turn in range(1, 30)]
        for noise, is_steady in ((Noise.RELATED, True), (Noise.ADS, bool(telling.outlet % 2))):
            seen = {tuple(text for name, text in texts if name is noise) for texts in said}
            assert (len(seen) == 1) is is_steady


def test_a_press_opened_again_serves_the_same() -> None:
    one, other = press(edits=0.3), press(edits=0.3)
    for _ in range(3):
        assert one.advance() == other.advance()
    for path in one.tellings:
        served = one.serve(path, 7)
        assert served == other.serve(path, 7)
        assert one.rendered(served, home=HOME) == other.rendered(served, home=HOME)


def test_what_was_served_before_an_edit_is_made_again_as_it_was() -> None:
    made = press(edits=1.0)
    path = next(iter(made.tellings))
    served = made.serve(path, 1)
    first = made.rendered(served, home=HOME)
    made.advance()
    assert made.rendered(served, home=HOME) == first
    assert made.rendered(made.serve(path, 1), home=HOME) != first


def test_walls_come_after_the_first_round_and_hide_the_story() -> None:
    made = press(moving=(Noise.WALLS,))
    assert {made.serve(path, 1).answer for path in made.tellings} == {Answer.STORY}
    walls = []
    for made.round in range(1, 400):
        walls += [one for path in made.tellings if (one := made.serve(path, 1)).answer is not Answer.STORY]
    assert {one.answer for one in walls} == set(Answer) - {Answer.STORY}
    for one in walls:
        text = shown(made.rendered(one, home=HOME)[1])
        assert letters_and_digits(made.tellings[one.path].versions[0].paragraphs[-1]) not in text
