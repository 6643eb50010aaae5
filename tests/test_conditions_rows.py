"""Rows of conditions and bulletins."""

import sqlite3
from datetime import timedelta

import pytest

from storage.conditions import (
    add_bulletin,
    begin_condition,
    clear_condition,
    conditions_ended_since,
    end_condition,
    find_again,
    last_bulletin_at,
    open_conditions,
    settle_bulletin,
    waiting_bulletins,
)
from tests.storage_samples import NOW

HOUR = timedelta(hours=1)


def begin(desk: sqlite3.Connection, subject: str = "valley-post", kind: str = "silent") -> int:
    return begin_condition(desk, kind=kind, subject=subject, detail="Nothing came.", began_at=NOW - HOUR, found_at=NOW)


def test_a_condition_from_its_beginning_to_its_end(desk: sqlite3.Connection) -> None:
    number = begin(desk)
    (opened,) = open_conditions(desk)
    assert (opened.id, opened.began_at, opened.found_at) == (number, NOW - HOUR, NOW)
    assert (opened.cleared_at, opened.ended_at, opened.began_bulletin_id) == (None, None, None)
    clear_condition(desk, number, at=NOW + HOUR)
    find_again(desk, number)
    assert open_conditions(desk) == [opened]
    clear_condition(desk, number, at=NOW + 2 * HOUR)
    end_condition(desk, number)
    assert open_conditions(desk) == []
    (ended,) = conditions_ended_since(desk, NOW + 2 * HOUR)
    assert (ended.id, ended.ended_at) == (number, NOW + 2 * HOUR)
    assert conditions_ended_since(desk, NOW + 3 * HOUR) == []


def test_what_is_open_is_not_begun_twice_and_may_come_back_later(desk: sqlite3.Connection) -> None:
    first = begin(desk)
    clear_condition(desk, first, at=NOW)
    assert begin(desk) == first
    assert open_conditions(desk)[0].cleared_at is None
    clear_condition(desk, first, at=NOW)
    end_condition(desk, first)
    assert begin(desk) != first
    assert begin(desk, "hill-times") != begin(desk, "hill-times", "blocked")


def test_a_bulletin_marks_what_it_tells_and_waits_until_it_is_settled(desk: sqlite3.Connection) -> None:
    assert last_bulletin_at(desk) is None
    first, second = begin(desk), begin(desk, "hill-times")
    bulletin = add_bulletin(
        desk, key="desk:silent:a:1:began", subject="Two", lines=["one", "دو"], at=NOW, began=[first], ended=[second]
    )
    marks = {each.id: (each.began_bulletin_id, each.ended_bulletin_id) for each in open_conditions(desk)}
    assert marks == {first: (bulletin, None), second: (None, bulletin)}
    (waiting,) = waiting_bulletins(desk)
    assert (waiting.id, waiting.subject, waiting.lines, waiting.made_at) == (bulletin, "Two", ("one", "دو"), NOW)
    assert last_bulletin_at(desk) == NOW
    settle_bulletin(desk, bulletin, at=NOW)
    assert waiting_bulletins(desk) == []


def test_a_key_is_used_once(desk: sqlite3.Connection) -> None:
    add_bulletin(desk, key="k", subject="s", lines=[], at=NOW, began=[], ended=[])
    with pytest.raises(sqlite3.IntegrityError):
        add_bulletin(desk, key="k", subject="s", lines=[], at=NOW, began=[], ended=[])
