"""Beginnings in a search, spelled out as the words of the index: what is found stays the same, and nothing is left."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import beginnings
from storage.asked import prepare
from storage.beginnings import spelled_out, wider
from storage.database import open_archive
from storage.found import read_page
from storage.searches import Search
from storage.texts import TOKENIZER
from tests.storage_samples import publish, story

TEXTS = (
    "An alliance of allies allied against all",
    "Alliances; the committee committed to the commission and its commissioners",
    "Bias and biases of a collapsing compromise",
    "गठबंधन और गठजोड़ की बात",
    "اتحاد اتحادی کانگریس",
    "An election; none elective",
    "A cafe \u0301 \u0301",
    "I'm NEAR the AND gate, OR not",
    "Zoë's café, naïve 2019-20 agreed 1,234.5",
    "",
)
COLUMNS = ("headline", "body")


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    """Two columns in which each of the texts stands beside each."""
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.execute(f'CREATE VIRTUAL TABLE words USING fts5({", ".join(COLUMNS)}, tokenize = "{TOKENIZER}")')
        conn.executemany("INSERT INTO words VALUES (?, ?)", [(left, right) for left in TEXTS for right in TEXTS])
        yield conn


def found(conn: sqlite3.Connection, match: str) -> list[int]:
    return [row[0] for row in conn.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid", [match])]


CASES = [
    ("alli*", '("alli" OR "allianc")'),
    ("headline: alli*", 'headline: ("alli" OR "allianc")'),
    ("{headline body} : alli*", '{headline body} : ("alli" OR "allianc")'),
    ("- body : alli*", '- body : ("alli" OR "allianc")'),
    ("all alli*", '(all AND ("alli" OR "allianc"))'),
    ("x OR all alli* NOT y", 'x OR (all AND ("alli" OR "allianc")) NOT y'),
    ("headline : (all alli*)", 'headline : ( (all AND ("alli" OR "allianc")) )'),
    ('"alli" * AND against', '("alli" OR "allianc") AND against'),
    ("commiss*", '("commiss" OR "commissione")'),
    ("commit*", '("commit" OR "committee")'),
    ("गठ*", '("गठजोड़" OR "गठबंधन")'),
    ('"" all _ alli* NEAR("-" _, 3) _*', '(all AND ("alli" OR "allianc"))'),
    ('_ "" OR - body : "-" alli*', '_ "" OR ("alli" OR "allianc")'),
    ("agree* CAFE", '(("agree") AND CAFE)'),
]
LEFT = [
    *(
        "all",
        "^alli*",
        '"an alli"*',
        "an + alli*",
        "NEAR(an alli*)",
        "NEAR(an alli*, 3)",
        "zz*",
        "allia* *",
        '"" *',
        "'*",
    ),
    *("alli*, all", "((", "NEAR (", '"alli*', "e\x00*", "alli* # x"),
]


@pytest.mark.parametrize(("match", "told"), CASES)
def test_a_beginning_becomes_the_words_that_begin_so(index: sqlite3.Connection, match: str, told: str) -> None:
    assert spelled_out(index, "words", match) == told
    assert found(index, told) == found(index, match) != []


@pytest.mark.parametrize("match", LEFT)
def test_what_is_no_beginning_of_a_word_stays(index: sqlite3.Connection, match: str) -> None:
    assert spelled_out(index, "words", match) == match


def is_expression(conn: sqlite3.Connection, match: str) -> bool:
    try:
        found(conn, match)
    except sqlite3.OperationalError:
        return False
    return True


words = st.sampled_from(
    [*re.findall(r"[\w']+", " ".join(TEXTS)), "al", "comm", "bias", "agre", "ag", "गठ", "ات", "z", "naïv", "2", "AND"]
)
strings = st.one_of(
    words,
    st.sampled_from(['""', "_", '"-"', "\u0301"]),
    words.map('"{}"'.format),
    st.tuples(words, words).map('"{0[0]} {0[1]}"'.format),
)
phrases = st.one_of(
    strings, strings.map("{}*".format), strings.map("{} *".format), strings.map("^{}*".format),
    *(st.tuples(strings, strings).map(joined.format) for joined in ("{0[0]} + {0[1]}*", "NEAR({0[0]} {0[1]}*)")),
)  # fmt: skip
columns = st.sampled_from(["", "headline:", "body : ", "{headline body} :", "- headline :", '"body":'])
wanted = st.tuples(columns, phrases).map("".join)
expressions = st.recursive(
    wanted,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" ", " AND ", " OR ", " NOT ", "AND", "  "]), inner).map("".join),
        st.tuples(columns, inner).map("{0[0]}({0[1]})".format),
    ),
    max_leaves=6,
)


@given(expressions)
def test_the_same_is_found(index: sqlite3.Connection, match: str) -> None:
    told = spelled_out(index, "words", match)
    if is_expression(index, match):
        assert found(index, told) == found(index, match)


@given(expressions)
def test_the_same_is_found_where_some_have_too_many_words(index: sqlite3.Connection, match: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beginnings, "MOST", 3)
        told = spelled_out(index, "words", match)
    if is_expression(index, match):
        assert found(index, told) == found(index, match)


def test_a_beginning_of_too_many_words_stays(index: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginnings, "MOST", 3)
    assert spelled_out(index, "words", "a*") == "a*"
    assert spelled_out(index, "words", "alli* comm* z") == '(("alli" OR "allianc") AND comm* AND z)'


def test_a_word_without_end_leaves_the_beginning() -> None:
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.execute(f'CREATE VIRTUAL TABLE words USING fts5(body, tokenize = "{TOKENIZER}")')
        conn.executemany("INSERT INTO words VALUES (?)", [("alliance alli" + "x" * 10_000,), ("allied",)])
        assert spelled_out(conn, "words", "alli*").startswith('("alli" OR "allianc" OR "allixxx')
        conn.execute("INSERT INTO words VALUES (?)", ["alliy" + "x" * 10_000])
        assert spelled_out(conn, "words", "alli* ally*") == "alli* ally*"


def test_a_word_that_no_spelling_leads_to_leaves_the_beginning(
    index: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginnings, "_spelling", lambda word, _read: word)
    assert spelled_out(index, "words", "agre*") == "agre*"
    assert spelled_out(index, "words", "alli*") == '("alli" OR "allianc")'


@pytest.mark.parametrize(
    ("match", "told"),
    [
        ("collapsi* electi*", {"collapsi*": "collaps*", "electi*": "elect*"}),
        ('headline : (Electio* OR "COMPROMISIN"*)', {"Electio*": "elect*", "COMPROMISIN*": "compromis*"}),
        *(
            (match, {})
            for match in ("alli*", "alliance*", "commission", "politi*", "gov*", "गठ*", '"the commissi"*', "((")
        ),
    ],
)
def test_a_beginning_that_reaches_into_an_ending_is_told(
    index: sqlite3.Connection, match: str, told: dict[str, str]
) -> None:
    assert wider(index, "words", match) == told
    for beginning, more in told.items():
        assert set(found(index, beginning)) < set(found(index, more))
    assert left_over(index) == []


def left_over(conn: sqlite3.Connection) -> list[tuple[str]]:
    return conn.execute("SELECT name FROM temp.sqlite_master").fetchall()


def test_nothing_is_left_in_the_connection(index: sqlite3.Connection) -> None:
    spelled_out(index, "words", "alli*")
    assert left_over(index) == []


def test_nothing_is_left_where_the_time_was_over(index: sqlite3.Connection) -> None:
    asked = 0

    def over() -> int:
        nonlocal asked
        asked += 1
        return asked > 2

    index.set_progress_handler(over, 20)
    try:
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            spelled_out(index, "words", "a*")
    finally:
        index.set_progress_handler(None, 0)
    spelled_out(index, "words", "alli*")
    assert left_over(index) == []


def test_a_search_of_an_archive_that_may_only_be_read(archive: sqlite3.Connection, tmp_path: Path) -> None:
    publish(archive, "a", told=story("Allies meet", "They agreed."))
    publish(archive, "b", told=story("No alliance", "They did not agree."))
    with closing(open_archive(tmp_path / "archive.db", read_only=True)) as conn:
        for sort in ("new", "old", "best"):
            asked = prepare(conn, Search(query="alli*", sort=sort), "alli*")
            assert asked.match == '("alli" OR "allianc")'
            headlines = [hit["headline"] for hit in read_page(conn, asked, {})["hits"]]
            assert sorted("".join(f"{op}{text}" for op, text in parts) for parts in headlines) == [
                "*Allies= meet", "=No *alliance",
            ]  # fmt: skip
