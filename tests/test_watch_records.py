"""Watches and matches in the files, and texts in memory."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.changes import changes_from, get_changes, last_change_before
from storage.fold import search_fold
from storage.matches import Match, MatchCount, add_matches, add_public_matches, count_matches, match_of, matches_between
from storage.search import versions_matching
from storage.texts import (
    BREAK,
    INDEXED,
    MARKS,
    count_words,
    first_words,
    last_words,
    open_texts,
    passage_found,
    put_texts,
    words_found,
    words_in,
    words_of,
)
from storage.versions import get_versions
from storage.watches import (
    WatchRecord,
    any_counts_since,
    counts_since,
    known_watches,
    sync_public_watches,
    sync_watches,
)
from tests.storage_samples import NOW, publish, story

LATER = NOW + timedelta(hours=1)


def record(watch_id: str = "w", *, query: str = "x", public: bool = True) -> WatchRecord:
    return WatchRecord(id=watch_id, title=watch_id.upper(), query=query, public=public)


def match(watch_id: str = "w", change_id: int = 1, event: str = "report") -> Match:
    return Match(watch_id=watch_id, change_id=change_id, event=event, matched=("गठबंधन", "a"))


def test_watches_count_from_the_log_s_end_when_they_came(desk: sqlite3.Connection) -> None:
    assert any_counts_since(desk) is None
    sync_watches(desk, [record("a"), record("b")], last_change_id=4, now=NOW)
    sync_watches(desk, [record("a", query="y"), record("c")], last_change_id=9, now=LATER)
    known = known_watches(desk)
    assert {each: known[each].since_change_id for each in known} == {"a": 4, "c": 9}
    assert (known["a"].since_at, known["a"].query_at) == (NOW, LATER)
    assert [counts_since(desk, each) for each in "abc"] == [4, None, 9]
    assert any_counts_since(desk) == 4
    sync_watches(desk, [record("b")], last_change_id=12, now=LATER)
    (again,) = known_watches(desk).values()
    assert (again.id, again.since_change_id, again.since_at) == ("b", 12, LATER)


def test_the_same_watches_again_write_nothing(desk: sqlite3.Connection, archive: sqlite3.Connection) -> None:
    sync_watches(desk, [record()], last_change_id=4, now=NOW)
    sync_public_watches(archive, [record()], now=NOW)
    before = desk.total_changes, archive.total_changes
    sync_watches(desk, [record()], last_change_id=9, now=LATER)
    sync_public_watches(archive, [record()], now=LATER)
    assert (desk.total_changes, archive.total_changes) == before


def test_the_archive_has_public_watches_alone(archive: sqlite3.Connection) -> None:
    publish(archive)
    sync_public_watches(archive, [record("a"), record("b", public=False)], now=NOW)
    add_public_matches(archive, [match("a"), match("b"), match("a", event="edit")])
    assert matches_between(archive, 0, 9) == [match("a")]
    sync_public_watches(archive, [record("a", public=False)], now=LATER)
    assert matches_between(archive, 0, 9) == []
    assert archive.execute("SELECT count(*) FROM watches").fetchone()[0] == 0


def test_a_change_gives_a_watch_one_match(desk: sqlite3.Connection) -> None:
    sync_watches(desk, [record("a"), record("b")], last_change_id=0, now=NOW)
    add_matches(desk, [match("b", 2), match("a", 2), match("a", 1), match("a", 3)])
    add_matches(desk, [match("a", 1, "edit")])
    assert matches_between(desk, 1, 2) == [match("a", 2), match("b", 2)]
    assert match_of(desk, "a", 1) == match("a", 1)
    assert match_of(desk, "b", 1) is None
    assert count_matches(desk, "a", after=1) == MatchCount(count=2, last_change_id=3)
    assert count_matches(desk, "z", after=1) == MatchCount(count=0, last_change_id=None)


def test_the_log_from_a_time_on(archive: sqlite3.Connection) -> None:
    assert last_change_before(archive, NOW) == 0
    first = publish(archive, told=story("Alliance", "Talks go on."))
    second = publish(archive, "b", seen_at=LATER, told=story("Snow", "Roads are shut."))
    assert last_change_before(archive, LATER) == first.change_id
    assert [change.id for change in changes_from(archive, first.change_id, limit=5)] == [second.change_id]
    assert list(get_changes(archive, [second.change_id, 99])) == [second.change_id]
    assert [version.headline for version in get_versions(archive, [1, 2, 2, 99]).values()] == ["Alliance", "Snow"]
    assert versions_matching(archive, '"snow" OR "talk"') == {first.version_id, second.version_id}


def test_found_words_are_marked_in_the_text_as_it_stands() -> None:
    body = f"The hindi {MARKS[0]}word{MARKS[1]} हिन्दी and “seat-sharing”."
    with closing(open_texts()) as conn:
        put_texts(conn, [(4, ("Headlines", "", "", body, f"one{BREAK}two", ""))])
        query = '"हिंदी" OR "seat sharing" OR "headline"'
        found = dict(zip(INDEXED, words_found(conn, query, 4), strict=True))
        assert {column: words for column, words in found.items() if words} == {
            "headline": ["Headlines"],
            "body": ["हिन्दी", "seat-sharing"],
        }
        assert words_found(conn, query, 4, columns=["body"]) == [["हिन्दी", "seat-sharing"]]
        assert words_found(conn, '"nowhere"', 4, columns=["body", "added"]) == [[], []]
        assert passage_found(conn, '"two"', 4) == f"one … {MARKS[0]}two{MARKS[1]}"
        assert passage_found(conn, '"nowhere"', 4) == ""
        assert {"headlin", "हिंदी", "two"} < set(words_in(conn))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Talks on seat-sharing", ["talk", "on", "seat", "share"]),
        ("गठबन्धन की", ["गठबंधन", "की"]),
        ("—!", []),
    ],
)
def test_words_are_those_of_the_index(text: str, words: list[str]) -> None:
    assert words_of(["", text]) == [[], words]


@pytest.mark.parametrize(
    ("text", "count", "first", "last"),
    [
        ("Talks on seat-sharing, now.", 2, "Talks on", "sharing, now."),
        ("हिन्दी में क्‍ष", 1, "हिन्दी", "क्‍ष"),
        ("one", 3, "one", "one"),
        ("— !", 1, "", ""),
        ("snake_case", 1, "snake", "case"),
    ],
)
def test_words_around_a_place(text: str, count: int, first: str, last: str) -> None:
    assert (first_words(text, count), last_words(text, count)) == (first, last)


@given(st.text(alphabet="aZé9_-'’.,&%  \n“”—हिन्दी़ँ।क्षکانگریسُۂ۹٪؟،\u200c\u200dЖёßﬁ漢字カ", max_size=30))
def test_words_are_counted_as_the_tokenizer_counts_them(text: str) -> None:
    folded = search_fold(text)
    assert count_words(folded) >= len(words_of([folded])[0])
