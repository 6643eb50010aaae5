"""Search expressions for an index without places, and marks for the texts that it finds."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from monitor.anywhere import asks_for_places, words_anywhere, words_however, words_wanted
from storage.fold import search_fold
from storage.marking import marked_texts
from storage.texts import TOKENIZER

COLUMNS = ("headline", "standfirst", "byline", "body")
STORIES = {
    1: ("Alliance final", "On all 90 seats", "Meera Dhar", "The pre-poll alliance of National Conference, Congress."),
    2: ("Conference on seats", "", "Desk", "A national meeting; the poll comes later, and pre-monsoon rain before."),
    3: ("कांग्रेस में गठबंधन", "", "", "सीटों पर बातचीत हिन्दी में।"),
    4: ("Road opens", "Alliance of growers", "", "Congress said nothing."),
}  # fmt: skip


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    """The stories in an index that knows no places."""
    with closing(sqlite3.connect(":memory:")) as conn:
        columns = ", ".join(COLUMNS)
        options = f"content = '', detail = column, tokenize = \"{TOKENIZER}\""
        conn.execute(f"CREATE VIRTUAL TABLE found USING fts5({columns}, {options})")
        for number, texts in STORIES.items():
            insert = f"INSERT INTO found (rowid, {columns}) VALUES (?, ?, ?, ?, ?)"
            conn.execute(insert, [number, *map(search_fold, texts)])
        yield conn


def matching(index: sqlite3.Connection, query: str) -> list[int]:
    return [row[0] for row in index.execute("SELECT rowid FROM found WHERE found MATCH ?", [query])]


@pytest.mark.parametrize(
    ("query", "found", "asks"),
    [
        ("alliance", [1, 4], False),
        ("headline : alliance", [1], False),
        ("- headline : alliance", [1, 4], False),
        ("{headline byline} : (alliance OR desk)", [1, 2], False),
        ('"national conference"', [1, 2], True),
        ('"pre-poll"', [1, 2], True),
        ('"pre-poll" alliance', [1], True),
        ("national + conference", [1, 2], True),
        ('NEAR("congress" "alliance", 3)', [1, 4], True),
        ("^ alliance", [1, 4], True),
        ('headline : "on seats"', [2], True),
        ("alli* NOT growers", [1], False),
        ('alliance NOT ("national conference" OR desk)', [4], True),
        ('"national confer" *', [1, 2], True),
        ("congress AND (road OR final)", [1, 4], False),
        ('road "—"', [4], False),
        ('"—"', [], False),
        ("हिंदी", [3], False),
        ("“गठबंधन” OR road", [3, 4], False),
    ],
)
def test_a_phrase_is_all_of_its_words(index: sqlite3.Connection, query: str, found: list[int], asks: bool) -> None:
    assert matching(index, words_anywhere(query)) == found
    assert asks_for_places(query) is asks


@pytest.mark.parametrize(
    "query", ["", "alliance AND", "(road", "added : road", "{headline removed} : (road)", "a:b", "@names"]
)
def test_what_is_no_expression_is_told(query: str) -> None:
    for function in (words_anywhere, words_wanted, asks_for_places):
        with pytest.raises(ValueError, match=r"."):
            function(query)


def test_what_is_no_expression_can_be_searched_as_words(index: sqlite3.Connection) -> None:
    assert words_however('"pre-poll"') == words_anywhere('"pre-poll"')
    assert matching(index, words_however("Congress: national (poll")) == [1]
    assert words_however("—") == words_however("") == ""


def marks(query: str, *texts: str) -> list[str]:
    """The texts with brackets around what is marked in them."""
    rows = marked_texts(words_wanted(query), [texts])
    return ["".join(f"[{text}]" if op == "*" else text for op, text in pairs) for pairs in rows[0]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            '"national conference" OR 90',
            ["Alliance final", "On all [90] seats", "Meera Dhar", "[National] [Conference]"],
        ),
        ("headline : alliance AND nowhere", ["[Alliance] final", "", "", ""]),
        ("alliance NOT final", ["[Alliance] final", "", "", ""]),
        ("allianc*", ["[Alliance] final", "", "", ""]),
    ],
)
def test_any_word_of_a_query_is_marked(query: str, expected: list[str]) -> None:
    texts = [re.sub(r"[\[\]]", "", text) for text in expected]
    assert marks(query, *texts) == expected


def test_marks_are_set_in_the_text_as_it_stands() -> None:
    assert marks("हिंदी", "हिन्दी में") == ["[हिन्दी] में"]
    assert marks("اردو کتاب", "اُردو كتاب") == ["[اُردو] [كتاب]"]


def test_a_text_without_the_words_and_one_with_marks_of_its_own_stay() -> None:
    assert marked_texts('"seats"', [("No hit",), ("\ufdd0Seats\ufdd1 here", "")]) == [
        [[("=", "No hit")]],
        [[("=", " "), ("*", "Seats"), ("=", "  here")], []],
    ]
