"""What a subscription is told and in how many messages; what several changes of one article tell together."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.models import Event, SubscriptionConfig
from monitor.delivery.merging import MOST_WORDS, merged
from monitor.delivery.planning import MOST_ITEMS, due_messages, is_wanted
from monitor.delivery.retrying import (
    FIRST_WAIT,
    LONGEST_ASKED,
    LONGEST_REST,
    LONGEST_WAIT,
    End,
    Outcome,
    is_final,
    next_attempt,
    rest_until,
)
from storage.delivery_records import WaitingItem
from storage.matches import Match
from storage.outgoing import Outgoing
from storage.records import ChangeKind
from tests.delivery_samples import WATCH, configured
from tests.storage_samples import NOW

MINUTE = timedelta(minutes=1)


def subscription(keys: str = "") -> SubscriptionConfig:
    return configured(Path("/nowhere"), f'to = "env:DESK"\n{keys}').subscriptions[0]


def item(number: int, *, article: int | None = None, event: str = "report", age: timedelta = timedelta(0),
         is_news: bool = True, matched: tuple[str, ...] = ()) -> WaitingItem:  # fmt: skip
    return WaitingItem(
        id=number, subscription_id="s", change_id=number, event=event, article_id=article or number, story_id=None,
        seen_at=NOW - age, gathered_at=NOW - age, is_news=is_news, matched=matched,
    )  # fmt: skip


def change(number: int, *, before: int | None = None, after: int | None = None, importance: float | None = None,
           silent: bool | None = None) -> Outgoing:  # fmt: skip
    return Outgoing(
        id=number, kind=ChangeKind.EDITED, seen_at=NOW, article_id=1, story_id=None, source_id="v", source="V",
        headline="h", url="u", published_at=None, from_version_id=before, to_version_id=after, importance=importance,
        summary=None, silent=silent, diff=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "event", "importance", "since", "wanted"),
    [
        ("", "report", None, 0, True),
        ("", "report", None, 5, False),
        ("", "restoration", None, 0, False),
        ('on = ["restoration"]', "restoration", None, 0, True),
        ('on = ["report"]', "edit", 0.9, 0, False),
        ("min_importance = 0.5", "edit", 0.49, 0, False),
        ("min_importance = 0.5", "edit", 0.5, 0, True),
        ("min_importance = 0.5", "edit", None, 0, True),
        ("min_importance = 0.5", "correction", 0.1, 0, True),
        ("min_importance = 0.5", "report", None, 0, True),
        ("min_importance = 0.5", "removal", None, 0, True),
    ],
)
def test_a_subscription_wants_what_it_asks_for(
    keys: str, event: str, importance: float | None, since: int, wanted: bool
) -> None:
    match = Match(watch_id=WATCH, change_id=5, event=event, matched=())
    told = change(5, importance=importance)
    assert is_wanted(match, told, subscription(keys), since_change_id=since) is wanted
    other = Match(watch_id="other", change_id=5, event=event, matched=())
    assert not is_wanted(other, told, subscription(keys), since_change_id=since)


def planned(items: Sequence[WaitingItem], keys: str = "", *, made: Sequence[timedelta] = ()) -> list[list[int]]:
    made_at = [NOW - age for age in made]
    messages = due_messages(items, subscription(keys), made_at=made_at, now=NOW)
    return [[each.id for each in message] for message in messages]


OLD = 10 * MINUTE


@pytest.mark.parametrize(
    ("items", "keys", "made", "messages"),
    [
        ([], "", [], []),
        ([item(1), item(2)], "", [], [[1], [2]]),
        ([item(1), item(2, article=1), item(3)], "", [], [[1, 2], [3]]),
        # What was held back goes out together, with what has just come.
        ([item(1, age=OLD), item(2, age=OLD)], "", [], [[1, 2]]),
        ([item(1, age=OLD), item(2)], "", [], [[1, 2]]),
        # A cap: the last message that it allows takes the rest; then nothing until the hour is over.
        ([item(1), item(2), item(3)], "cap = 2", [], [[1], [2, 3]]),
        ([item(1), item(2), item(3)], "cap = 1", [], [[1, 2, 3]]),
        ([item(1), item(2)], "cap = 2", [OLD, OLD], []),
        ([item(1), item(2)], "cap = 2", [OLD, timedelta(minutes=61)], [[1, 2]]),
        # Copies that say nothing new make no message, and no single one takes them along.
        ([item(1, is_news=False)], "", [], []),
        ([item(1, is_news=False), item(2)], "", [], [[2]]),
        ([item(1, is_news=False), item(2), item(3)], "cap = 1", [], [[1, 2, 3]]),
        ([item(1, is_news=False)], 'digest = "hourly"', [], []),
        ([item(1, age=OLD), item(2)], "paused = true", [], []),
        ([item(1, age=OLD)], 'digest = "hourly"', [], []),
        ([item(1, age=40 * MINUTE), item(2)], 'digest = "hourly"', [], [[1, 2]]),
        ([item(1)], 'quiet = "09:00-10:00 UTC"', [], []),
        # Gathered before the quiet hours began, and not sent then.
        ([item(1, age=60 * MINUTE)], 'quiet = "09:00-10:00 UTC"', [], []),
        ([item(1, age=60 * MINUTE)], 'quiet = "08:00-09:00 UTC"', [], [[1]]),
    ],
)  # fmt: skip
def test_what_is_due_becomes_messages(
    items: list[WaitingItem], keys: str, made: list[timedelta], messages: list[list[int]]
) -> None:
    assert planned(items, keys, made=made) == messages


def test_many_items_become_several_messages_and_an_article_stays_whole() -> None:
    items = [item(number, article=1 + number // 3, age=OLD) for number in range(100)]
    messages = due_messages(items, subscription(), made_at=[], now=NOW)
    assert [len(message) for message in messages] == [39, 39, 22]
    assert max(map(len, messages)) <= MOST_ITEMS
    articles = [{each.article_id for each in message} for message in messages]
    assert not articles[0] & articles[1]
    assert not articles[1] & articles[2]


waiting = st.lists(
    st.builds(
        item, st.integers(1, 60), article=st.integers(1, 9), age=st.integers(0, 90).map(lambda count: count * MINUTE),
        is_news=st.booleans(),
    ),
    max_size=60, unique_by=lambda each: each.id,
)  # fmt: skip


@given(
    items=waiting,
    made=st.lists(st.integers(0, 120).map(lambda count: count * MINUTE), max_size=6),
    cap=st.integers(1, 5),
    digest=st.sampled_from(["now", "hourly", "every 7m", "daily 07:30 Asia/Kolkata"]),
)
def test_nothing_is_told_twice_or_lost(items: list[WaitingItem], made: list[timedelta], cap: int, digest: str) -> None:
    messages = planned(items, f'cap = {cap}\ndigest = "{digest}"', made=made)
    told = [number for message in messages for number in message]
    assert len(told) == len(set(told))
    news = {each.id for each in items if each.is_news}
    assert not messages or news <= set(told)
    assert all(message and set(message) & news for message in messages)
    room = max(0, cap - sum(age < timedelta(hours=1) for age in made))
    # Only what is too much for one message goes beyond the cap.
    assert len(messages) <= max(room, -(-len(items) // (MOST_ITEMS - 9))) * bool(room)


E, R, C, X, B = Event.EDIT, Event.REPORT, Event.CORRECTION, Event.REMOVAL, Event.RESTORATION


@pytest.mark.parametrize(
    ("events", "versions", "known", "expected"),
    [
        # (event, before, after)
        ([R], [(None, 1)], None, (R, None, 1)),
        ([R, E, E], [(None, 1), (1, 2), (2, 3)], None, (R, None, 3)),
        ([R, C], [(None, 1), (1, 2)], None, (C, 1, 2)),
        ([R], [(1, 2)], None, (R, 1, 2)),
        ([E], [(2, 3)], 2, (E, 2, 3)),
        ([E], [(2, 3)], None, (E, 2, 3)),
        # Edits too light to be sent are part of what the reader has not seen.
        ([E], [(4, 5)], 2, (E, 2, 5)),
        ([E, E, E], [(2, 3), (3, 4), (4, 5)], 2, (E, 2, 5)),
        ([E, C, E], [(2, 3), (3, 4), (4, 5)], 2, (C, 2, 5)),
        ([X], [(3, None)], 2, (X, 3, None)),
        ([R, X], [(None, 1), (1, None)], None, (X, 1, None)),
        ([B], [(None, 3)], 3, (B, 3, 3)),
        ([X, B], [(3, None), (None, 3)], 3, (E, 3, 3)),
        ([X, B, E], [(3, None), (None, 3), (3, 4)], 3, (E, 3, 4)),
    ],
)
def test_changes_of_one_article_tell_one_thing(
    events: list[Event], versions: list[tuple[int | None, int | None]], known: int | None,
    expected: tuple[Event, int | None, int | None],
) -> None:  # fmt: skip
    items = [item(number, article=1, event=event) for number, event in enumerate(events)]
    changes = {number: change(number, before=pair[0], after=pair[1]) for number, pair in enumerate(versions)}
    told = merged(items, changes, known_version_id=known)
    assert (told.event, told.before_id, told.after_id) == expected
    assert told.last.id == len(events) - 1


def test_what_is_merged_keeps_words_weight_and_silence() -> None:
    words = tuple(f"word{number}" for number in range(20))
    items = [item(0, event="edit", matched=words[:8]), item(1, event="edit", matched=("word3", *words[8:]))]
    changes = {0: change(0, importance=0.7, silent=None), 1: change(1, importance=0.2, silent=True)}
    told = merged(items, changes, known_version_id=None)
    assert told.matched == words[:MOST_WORDS]
    assert (told.importance, told.silent) == (0.7, True)
    untold = merged(items[:1], {0: change(0)}, known_version_id=None)
    assert (untold.importance, untold.silent) == (None, None)


@given(attempts=st.integers(1, 10_000), seed=st.integers(0, 1000), wait=st.integers(0, 10_000))
def test_the_next_attempt_is_after_now_and_within_bounds(attempts: int, seed: int, wait: int) -> None:
    outcome = Outcome(end=End.DOWN, wait=timedelta(seconds=wait))
    for find, longest in ((next_attempt, LONGEST_WAIT), (rest_until, LONGEST_REST)):
        count = {"attempts" if find is next_attempt else "failures": attempts}
        found = find(outcome, now=NOW, random=Random(seed), **count) - NOW  # type: ignore[operator]  # noqa: S311 - jitter
        assert found >= min(outcome.wait or timedelta(0), LONGEST_ASKED)
        assert FIRST_WAIT * 0.75 <= found <= max(longest * 1.25, LONGEST_ASKED)


LATER = Outcome(end=End.LATER)


def test_waits_double() -> None:
    first, fourth = (next_attempt(LATER, attempts=count, now=NOW, random=Random(1)) - NOW for count in (1, 4))  # noqa: S311 - jitter
    assert fourth / first == pytest.approx(8)


@pytest.mark.parametrize(
    ("end", "late", "final"),
    [(End.LATER, 0, False), (End.LATER, 1, True), (End.DOWN, 1, True), (End.REFUSED, 0, True), (End.PAUSE, 1, False)],
)
def test_a_message_is_given_up_when_refused_or_its_time_is_over(end: End, late: int, final: bool) -> None:
    assert is_final(Outcome(end=end), next_at=NOW + late * MINUTE, give_up_at=NOW) is final
