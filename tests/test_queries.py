"""A watch's query: judged as SQLite judges it, with the place and the remedy, and its lists of terms put in."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.config.expressions import COLUMNS
from monitor.config.queries import expand_terms, query_problem
from tests.drawing import many


def test_terms_are_expanded_outside_quotes_alone() -> None:
    terms = {"nc": ["JKNC", 'the "party"'], "nc-2": ["x"]}
    assert expand_terms('@nc AND "@nc" OR @nc-2', terms) == '("JKNC" OR "the ""party""") AND "@nc" OR ("x")'


@pytest.mark.parametrize(
    "query",
    [
        '(alliance OR "pre-poll" OR गठबंधन OR اتحاد) AND (Congress OR कांग्रेस) AND ("National Conference" OR JKNC)',
        'removed : "on track"',
        "{headline body} : alliance",
        "- headline : alliance",
        "NEAR(seat sharing, 5) OR ^talk*",
        '"tittle: x"',
        '"a ""b"" (c"',
        "“seat sharing” AND\u00a0“pre-poll”",
    ],
)
def test_good_queries(query: str) -> None:
    assert query_problem(query, {}) is None


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("x AND (a OR b", "the ( at character 7 is not closed; add )"),
        ("a b) c", "one ) too many at character 4; take it out or open one before"),
        ("(a b c", "the ( at character 1 is not closed; add )"),
        ("(a) b", "b at character 5 is joined to nothing; write AND, OR or NOT before it"),
        ("((a) b)", "b at character 6 is joined to nothing; write AND, OR or NOT before it"),
        ("a (b)", "( at character 3 is joined to nothing; write AND, OR or NOT before it"),
        ("a @nab", "@nab at character 3 is joined to nothing; write AND, OR or NOT before it"),
        ("a AND", "the query ends where a word is missing; write a word or a phrase in double quotes"),
        ("AND a", "a word is missing before AND at character 1; write it or take AND out"),
        ("()", "a word is missing before ) at character 2; write it or take ) out"),
        ("{body : x", "the { at character 1 is not closed; write {headline body} :"),
        ("{body} x", '{ at character 1 stands outside quotes; write "{body}" in double quotes'),
        ("a -b", '- at character 3 stands outside quotes; write "-b" in double quotes'),
        ("NEAR(a b, x)", "NEAR at character 1 has no distance after its comma; write NEAR(a b, 10)"),
        ("NEAR(a OR b)", "NEAR at character 1 is not closed; write NEAR(a b, 10), with phrases alone"),
        ("(" * 200 + "a" + ")" * 200, "brackets are nested more than 100 deep; take some out"),
        ("a OR b)", "one ) too many at character 7; take it out or open one before"),
        ('a AND "b', 'the quote at character 7 is not closed; close it with "'),
        ("x AND pre-poll", '- at character 10 stands outside quotes; write "pre-poll" in double quotes'),
        ("x OR J&K", '& at character 7 stands outside quotes; write "J&K" in double quotes'),
        ("headlin : x", "headlin is no column; did you mean headline?"),
        ("{body remove} : x", "remove is no column; did you mean removed?"),
        (
            "x OR - {headline standfirst byline body} : y",
            "the filter at character 6 leaves no column; name those to search, as in added :",
        ),
        ("zz : x", "zz is no column; write one of headline, standfirst, byline, body, added, removed"),
        ("@na", "@na names no list of [terms]; did you mean @nab?"),
        ("@", '@ names no list of [terms]; write name = ["…", "…"] under [terms]'),
    ],
)
def test_bad_queries(query: str, problem: str) -> None:
    assert query_problem(query, {"nab": ["x"]}) == problem


PIECES = st.sampled_from(
    [
        "a",
        "b",
        '"c d"',
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        "{",
        "}",
        "body",
        ":",
        "+",
        "*",
        "^",
        ",",
        "- ",
        "NEAR",
        "3",
        "NEAR(",
    ]
)


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.execute(f"CREATE VIRTUAL TABLE texts USING fts5 ({', '.join(COLUMNS)})")
        yield conn


@pytest.mark.once
@settings(max_examples=many(1000), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(pieces=st.lists(PIECES, min_size=1, max_size=9))
def test_queries_are_judged_as_sqlite_judges_them(index: sqlite3.Connection, pieces: list[str]) -> None:
    query = " ".join(pieces)
    try:
        index.execute("SELECT 1 FROM texts WHERE texts MATCH ?", [query]).fetchall()
    except sqlite3.OperationalError:
        is_good = False
    else:
        is_good = True
    assert (query_problem(query, {}) is None) == is_good


@given(st.text(max_size=40))
def test_any_query_is_judged_without_an_error(query: str) -> None:
    problem = query_problem(query, {"nc": ["x"]})
    assert problem is None or ";" in problem
