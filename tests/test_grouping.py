"""Articles that tell one story are placed in it, once and for good, and what has left the window is forgotten."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.copies import new_in_copy
from monitor.demo.script import CHINAR, DAL_GATE, JHELUM, KAREWA, SUBAH, TAWI
from monitor.demo.stories import drafts
from monitor.grouping import CURSOR, FoundStories, find_stories, formulas_in, keep_stories
from monitor.recorder import Files
from scrapers.items import Story
from storage.captures import CaptureWriter
from storage.cursors import get_cursor
from storage.stories import also_in
from tests.placing import OTHER, WIRE, Press


@pytest.fixture
def press(archive: sqlite3.Connection, desk: sqlite3.Connection, tmp_path: Path) -> Press:
    return Press(archive, desk, tmp_path)


def test_an_agency_s_story_in_several_outlets_is_one(press: Press) -> None:
    press.publish(WIRE, by="valley-post")
    press.publish(OTHER, by="hill-gazette")
    press.publish(WIRE[:3], by="hill-gazette")
    press.publish([OTHER[0], *WIRE[1:5]], by="river-times")
    press.place()
    assert press.stories() == [[1, 3, 4], [2]]
    assert also_in(press.archive, 3) == ("Valley-Post", "River-Times")
    assert also_in(press.archive, 2) == ()


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_the_size_of_a_batch_makes_no_difference(press: Press, limit: int) -> None:
    for texts, by in ((WIRE, "a"), (WIRE[:4], "b"), (OTHER, "a"), (OTHER[:3], "b"), (WIRE[1:], "c")):
        press.publish(texts, by=by)
    press.edit(2, [*WIRE[:4], OTHER[5]])
    press.place(limit=limit)
    assert press.stories() == [[1, 2, 5], [3, 4]]


def test_two_that_have_nothing_in_common_are_not_held_together_by_a_third(press: Press) -> None:
    press.publish(WIRE[:3], by="a")
    press.publish(WIRE, by="b")
    press.publish([*OTHER[:1], *WIRE[3:]], by="c")
    press.place()
    assert press.stories() == [[1, 2], [3]]


def test_a_story_stays_open_for_three_days(press: Press) -> None:
    press.publish(WIRE, by="a")
    press.now += timedelta(hours=71)
    press.publish(WIRE, by="b")
    press.now += timedelta(hours=2)
    press.publish(WIRE, by="c")
    press.place()
    assert press.stories() == [[1, 2], [3]]


def test_what_has_left_the_window_is_forgotten(press: Press) -> None:
    press.publish(WIRE, by="a")
    press.place()
    press.now += timedelta(hours=73)
    press.publish(OTHER, by="b")
    press.edit(1, WIRE[:4])
    press.place()
    assert [row[0] for row in press.desk.execute("SELECT article_id FROM fingerprints")] == [2]
    assert {row[0] for row in press.desk.execute("SELECT version_id FROM marks")} == {2}


def test_an_edit_of_what_was_forgotten_teaches_nothing(press: Press) -> None:
    press.publish(WIRE, by="a")
    press.now += timedelta(hours=73)
    press.publish(OTHER, by="b")
    press.place()
    press.edit(1, OTHER)
    press.place()
    assert press.stories() == [[1], [2]]
    assert [row[0] for row in press.desk.execute("SELECT article_id FROM fingerprints")] == [2]


def test_what_stands_in_several_other_stories_is_a_formula(press: Press) -> None:
    formula = OTHER[3]
    for by, texts in (("a", [WIRE[0], formula]), ("b", [WIRE[3], formula]), ("c", OTHER)):
        press.publish(texts, by=by)
    press.place()
    assert press.stories() == [[1], [2], [3]]
    copy = Story(headline="", body=f"{OTHER[0]}\n\n{formula}")
    found = formulas_in(press.desk, copy, story_id=3)
    assert new_in_copy(Story(headline="", body=OTHER[0]), copy, formulas=found) == ()
    assert formulas_in(press.desk, Story(headline="", body=OTHER[1]), story_id=1) == frozenset()


def test_of_what_was_listed_before_its_own_date_counts(press: Press) -> None:
    old = press.now - timedelta(days=30)
    press.publish(WIRE, by="a", baseline=True, published_at=old)
    press.publish(OTHER, by="a", baseline=True, published_at=press.now - timedelta(hours=5))
    press.publish(WIRE, by="b")
    press.publish(OTHER, by="b", baseline=True)
    press.place()
    assert press.stories() == [[1], [2, 4], [3]]
    # A new story is new, whatever date its page gives.
    press.publish(WIRE, by="c", published_at=old)
    press.place()
    assert press.stories() == [[1], [2, 4], [3, 5]]


def test_articles_of_one_source_need_more_in_common(press: Press) -> None:
    press.publish(WIRE, by="a")
    press.publish([*WIRE[:5], OTHER[0]], by="a")
    press.publish(WIRE[:1], by="a")
    press.place()
    assert press.stories() == [[1, 2], [3]]


def test_a_story_told_stays_whatever_its_articles_become(press: Press) -> None:
    press.publish(WIRE, by="a")
    press.publish(WIRE[:4], by="b")
    press.place()
    press.edit(1, OTHER)
    press.edit(2, ["Nothing is known."])
    press.place()
    assert press.stories() == [[1, 2]]
    # What it said first is still known: later copies of that join, and so do those of what it says now.
    press.publish(WIRE, by="c")
    press.publish(OTHER, by="d")
    press.place()
    assert press.stories() == [[1, 2, 3, 4]]


def test_a_flash_that_becomes_a_copy_joins_the_earlier_story(press: Press) -> None:
    press.publish(WIRE, by="a")
    press.publish(["Water dearer. More soon."], by="b")
    press.place()
    assert press.stories() == [[1], [2]]
    press.edit(2, WIRE[:5])
    press.place()
    assert press.stories() == [[1, 2]]
    press.publish(WIRE[:5], by="c")
    press.place()
    assert press.stories() == [[1, 2, 3]]


def test_a_flash_in_the_same_batch_as_its_edit_joins_too(press: Press) -> None:
    press.publish(WIRE, by="a")
    press.publish(["Water dearer. More soon."], by="b")
    press.edit(2, WIRE[:5])
    press.edit(2, WIRE[:4])
    press.place()
    assert press.stories() == [[1, 2]]
    assert [row[0] for row in press.desk.execute("SELECT version_id FROM fingerprints")] == [1, 2, 4]


def test_an_earlier_flash_stays_alone_and_later_copies_find_the_company(press: Press) -> None:
    press.publish(["Water dearer. More soon."], by="a")
    press.publish(WIRE, by="b")
    press.publish(WIRE[:5], by="c")
    press.edit(1, WIRE)
    press.publish(WIRE[:4], by="d")
    press.place()
    assert press.stories() == [[1], [2, 3, 4]]


def test_quiet_changes_and_removals_teach_nothing(press: Press) -> None:
    press.publish(WIRE, by="a")
    press.edit(1, OTHER, quiet="redesign")
    press.publish(OTHER, by="b")
    press.place()
    assert press.stories() == [[1], [2]]
    assert get_cursor(press.desk, CURSOR) == 3


def test_keeping_twice_changes_nothing(press: Press, tmp_path: Path) -> None:
    press.publish(WIRE, by="a")
    press.publish(WIRE, by="b")
    found = find_stories(press.archive, press.desk)
    with closing(CaptureWriter(tmp_path / "captures", archive=press.archive)) as captures:
        files = Files(archive=press.archive, desk=press.desk, captures=captures)
        for _ in range(2):
            keep_stories(files, found)
            assert press.stories() == [[1, 2]]
        keep_stories(files, FoundStories(since=2, until=2))
    assert get_cursor(press.desk, CURSOR) == 2


def test_a_desk_that_lost_its_files_finds_the_same_stories(press: Press) -> None:
    for texts, by in ((WIRE, "a"), (["Water dearer."], "b"), (OTHER, "c"), (WIRE[:3], "c"), (OTHER[:5], "d")):
        press.publish(texts, by=by)
    press.edit(2, WIRE)
    press.place()
    before = press.stories()
    # A crash between the two commits leaves archive.db ahead of desk.db; a lost desk.db is the same and more.
    for table in ("fingerprints", "marks", "cursors"):
        press.desk.execute(f"DELETE FROM {table}")
    press.place()
    assert press.stories() == before == [[1, 2, 4], [3, 5]]
    press.publish(WIRE[:4], by="e")
    press.place()
    assert press.stories() == [[1, 2, 4, 6], [3, 5]]


def test_a_version_that_is_missing_is_told(press: Press) -> None:
    press.publish(WIRE, by="a")
    press.place()
    press.desk.execute("UPDATE fingerprints SET version_id = 99")
    press.desk.execute("UPDATE marks SET version_id = 99")
    press.publish(WIRE, by="b")
    with pytest.raises(LookupError, match="no version 99"):
        press.place()


@pytest.mark.parametrize("order", list(permutations((CHINAR, JHELUM, KAREWA, DAL_GATE)))[::5])
def test_the_newsroom_s_wire_stories_are_one_each(press: Press, order: Sequence[str]) -> None:
    """Whoever has them first, and whatever its cut."""
    articles: dict[int, tuple[str, str]] = {}
    for outlet in (*order, TAWI, SUBAH):
        for key, draft in drafts(outlet).items():
            articles[press.publish(draft.copy.paragraphs, by=outlet)] = outlet, key
    press.place()
    shared = [{articles[article] for article in story} for story in press.stories() if len(story) > 1]
    assert sorted(shared, key=sorted) == [
        {(CHINAR, "poll-dates"), (JHELUM, "poll-dates"), (KAREWA, "poll-dates")},
        {(CHINAR, "possible"), (JHELUM, "possible"), (DAL_GATE, "possible")},
    ]


def test_the_newsroom_s_outlets_put_little_into_the_wire_and_that_is_found() -> None:
    first, copy = (
        Story(headline=draft.copy.headline, standfirst=draft.copy.standfirst, body="\n\n".join(draft.copy.paragraphs))
        for draft in (drafts(CHINAR)["possible"], drafts(JHELUM)["possible"])
    )
    found = new_in_copy(first, copy)
    assert [text[:25] for text in found] == ["The other large regional ", "Shops on the Boulevard st"]


TEXTS = st.lists(st.sampled_from([*WIRE, *OTHER]), min_size=1, max_size=6, unique=True)
EVENTS = st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), TEXTS, st.booleans()), min_size=1, max_size=8)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(events=EVENTS)
def test_whatever_is_told_stories_only_grow_together(press: Press, events: list[tuple[str, list[str], bool]]) -> None:
    """A story's id is its first article's; nobody leaves company; the counts are right."""
    for by, texts, edits in events:
        together = [set(story) for story in press.stories() if len(story) > 1]
        last = press.archive.execute("SELECT max(id) FROM articles").fetchone()[0]
        if edits and last:
            press.edit(last, texts)
        else:
            press.publish(texts, by=by)
        press.place()
        now = [set(story) for story in press.stories()]
        assert all(any(old <= new for new in now) for old in together)
