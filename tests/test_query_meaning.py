"""What a watch's query finds: judged on random texts against the tree read by hand, and against FTS5 itself."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.config.expressions import (
    COLUMNS,
    TEXT_COLUMNS,
    Columns,
    Expression,
    Filtered,
    Joined,
    Leaf,
    Piece,
    Run,
    leaf_text,
    phrases_wanted,
    to_fts5,
    wanted,
)
from monitor.config.queries import query_problem, read_query
from monitor.matching.sieve import Sieve, phrase_words
from storage.texts import TOKENIZER, does_match, open_texts, put_texts, rows_matching, words_in, words_of
from tests.drawing import many

VOCABULARY = [
    "talks",
    "talk",
    "alliance",
    "alliances",
    "Congress",
    "गठबंधन",
    "हिन्दी",
    "हिंदी",
    "اتحاد",
    "کانگریس",
    "seat",
    "no",
]
WORDS = st.sampled_from(VOCABULARY)
TEXT = st.lists(WORDS, max_size=6).map(" ".join)
ROW = st.tuples(*[TEXT] * len(COLUMNS))
FILTER = st.builds(
    Columns,
    names=st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=3, unique=True).map(tuple),
    excluded=st.booleans(),
)
PIECE = st.builds(
    Piece,
    text=st.one_of(WORDS, st.lists(WORDS, min_size=1, max_size=2).map(" ".join), st.sampled_from(["!", "al"])),
    prefix=st.booleans(),
)
PHRASE = st.lists(PIECE, min_size=1, max_size=2).map(tuple)
PLAIN_LEAF = st.builds(
    Leaf,
    phrases=PHRASE.map(lambda phrase: (phrase,)),
    first=st.booleans(),
    columns=st.none() | FILTER,
)
NEAR_LEAF = st.builds(
    Leaf,
    phrases=st.lists(PHRASE, min_size=1, max_size=3).map(tuple),
    distance=st.integers(0, 4),
    columns=st.none() | FILTER,
)
LEAF = PLAIN_LEAF | NEAR_LEAF
RUN = st.builds(Run, leaves=st.lists(LEAF, min_size=2, max_size=3).map(tuple))


def _larger(smaller: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    parts = st.lists(smaller, min_size=2, max_size=3).map(tuple)
    return st.builds(Joined, operator=st.sampled_from(["AND", "OR", "NOT"]), parts=parts) | st.builds(
        Filtered, columns=FILTER, inside=smaller
    )


EXPRESSION: st.SearchStrategy[Expression] = st.recursive(LEAF | RUN, _larger, max_leaves=6)


def written(expression: Expression) -> str:
    """The query as a person would write it, with no more brackets than FTS5 asks for."""
    match expression:
        case Leaf():
            return leaf_text(expression)
        case Run(leaves=leaves):
            return " ".join(map(leaf_text, leaves))
        case Filtered(columns=columns, inside=inside):
            return f"{'- ' if columns.excluded else ''}{{{' '.join(columns.names)}}} : ({written(inside)})"
        case Joined(operator=operator, parts=parts):
            rank = ["OR", "AND", "NOT"]

            def bracketed(part: Expression, *, is_first: bool) -> str:
                binds_less = isinstance(part, Joined) and (
                    rank.index(part.operator) < rank.index(operator)
                    or (part.operator == operator == "NOT" and not is_first)
                )
                return f"({written(part)})" if binds_less else written(part)

            return f" {operator} ".join(bracketed(part, is_first=not index) for index, part in enumerate(parts))


@dataclass
class Reading:
    """The words of a row, column by column, to judge a tree on."""

    columns: dict[str, list[str]]
    words: dict[str, list[str]]

    def finds(self, expression: Expression, named: frozenset[str] | None, left_out: frozenset[str]) -> bool:
        match expression:
            case Leaf():
                return bool(self.leaf(expression, named, left_out))
            case Run(leaves=leaves):
                found = [self.leaf(leaf, named, left_out) for leaf in leaves]
                spoken = [each for each in found if each is not None]
                return bool(spoken) and all(spoken)
            case Filtered(columns=columns, inside=inside):
                return self.finds(inside, *narrowed(columns, named, left_out))
            case Joined(operator="NOT", parts=parts):
                first, *others = (self.finds(part, named, left_out) for part in parts)
                return first and not any(others)
            case Joined(operator=operator, parts=parts):
                return (all if operator == "AND" else any)(self.finds(part, named, left_out) for part in parts)

    def leaf(self, leaf: Leaf, named: frozenset[str] | None, left_out: frozenset[str]) -> bool | None:
        """None: there is no word in it."""
        if leaf.columns is not None:
            named, left_out = narrowed(leaf.columns, named, left_out)
        phrases = [phrase for phrase in (phrase_words(each, self.words) for each in leaf.phrases) if phrase]
        if not phrases:
            return None
        searched = (frozenset(TEXT_COLUMNS) if named is None else named) - left_out
        return any(self.column(phrases, leaf, self.columns[column]) for column in searched)

    def column(self, phrases: list[list[str]], leaf: Leaf, text: list[str]) -> bool:
        places = [starts(phrase, text) for phrase in phrases]
        if leaf.distance is None:
            return any(place == 0 or not leaf.first for place in places[0])
        return any(
            all(
                place + len(phrase) + leaf.distance >= max(chosen)
                for place, phrase in zip(chosen, phrases, strict=True)
            )
            for chosen in product(*places)
        )


def narrowed(
    columns: Columns, named: frozenset[str] | None, left_out: frozenset[str]
) -> tuple[frozenset[str] | None, frozenset[str]]:
    names = frozenset(columns.names)
    if columns.excluded:
        return named, left_out | names
    return names if named is None else named & names, left_out


def starts(phrase: list[str], text: list[str]) -> list[int]:
    return [
        place
        for place in range(len(text) - len(phrase) + 1)
        if all(
            word.startswith(asked[:-1]) if asked.endswith("*") else word == asked
            for asked, word in zip(phrase, text[place:], strict=False)
        )
    ]


def readings(rows: Sequence[Sequence[str]], expression: Expression) -> list[Reading]:
    pieces = [piece.text for phrase in all_phrases(expression) for piece in phrase]
    words = dict(zip(pieces, words_of(pieces), strict=True))
    return [Reading(columns=dict(zip(COLUMNS, words_of(row), strict=True)), words=words) for row in rows]


def all_phrases(expression: Expression) -> Iterator[tuple[Piece, ...]]:
    match expression:
        case Leaf(phrases=phrases):
            yield from phrases
        case Filtered(inside=inside):
            yield from all_phrases(inside)
        case Run(leaves=parts) | Joined(parts=parts):
            for part in parts:
                yield from all_phrases(part)


@pytest.mark.once
@pytest.mark.measured
@settings(max_examples=many(600), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expression=EXPRESSION, rows=st.lists(ROW, min_size=1, max_size=4))
def test_a_query_finds_what_its_tree_says(expression: Expression, rows: list[Sequence[str]]) -> None:
    query = written(expression)
    problem = query_problem(query, {})
    if problem is not None:
        assert "leaves no column" in problem, query
        return
    naive = [reading.finds(expression, None, frozenset()) for reading in readings(rows, expression)]
    tree = read_query(query, {})
    with closing(open_texts()) as conn:
        put_texts(conn, enumerate(rows))
        assert rows_matching(conn, to_fts5(tree)) == [number for number, found in enumerate(naive) if found], query
        found = Sieve([tree]).may_match(words_in(conn))
        assert found == [0] or not any(naive), "the sieve spares no query that would find something"
        for number, is_found in enumerate(naive):
            assert not is_found or does_match(conn, to_fts5(wanted(tree)), number), "its words are found where it is"


@pytest.mark.once
@pytest.mark.measured
@settings(max_examples=many(200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expressions=st.lists(EXPRESSION, min_size=1, max_size=6), rows=st.lists(ROW, min_size=1, max_size=3))
def test_the_sieve_spares_no_query_that_would_find_something(
    expressions: list[Expression], rows: list[Sequence[str]]
) -> None:
    queries = [query for query in map(written, expressions) if query_problem(query, {}) is None]
    trees = [read_query(query, {}) for query in queries]
    with closing(open_texts()) as conn:
        put_texts(conn, enumerate(rows))
        asked = Sieve(trees).may_match(words_in(conn))
        assert asked == sorted(set(asked))
        assert {number for number, tree in enumerate(trees) if rows_matching(conn, to_fts5(tree))} <= set(asked)


def test_of_alternatives_the_seldomest_words_are_asked_for() -> None:
    trees = [read_query(query, {}) for query in ("(a seldom) OR other", "a OR b", "a NOT b")]
    for text, asked in (("a b", [1, 2]), ("seldom", [0]), ("a seldom", [0, 1, 2]), ("other", [0]), ("c", [])):
        with closing(open_texts()) as conn:
            put_texts(conn, [(1, (text, "", "", "", "", ""))])
            assert Sieve(trees).may_match(words_in(conn)) == asked, text


@pytest.fixture(scope="module")
def untouched() -> Iterator[sqlite3.Connection]:
    """A table whose changes put nothing in, so that FTS5 itself says what a query means."""
    with closing(open_texts()) as conn:
        texts = [" ".join(each) for each in product(["a", "b", "c d", "x"], ["a b", "c", ""])]
        rows = [(texts[number], texts[-number], "a", texts[(number * 7) % len(texts)], "", "") for number in range(12)]
        put_texts(conn, enumerate(rows))
        yield conn


PIECES = [
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
    "headline",
    ":",
    "+",
    "*",
    "^",
    "- ",
    "NEAR(",
]


@pytest.mark.once
@pytest.mark.measured
@settings(
    max_examples=many(1500),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=10))
def test_without_changes_a_query_means_what_sqlite_means(untouched: sqlite3.Connection, pieces: list[str]) -> None:
    query = " ".join(pieces)
    if query_problem(query, {}) is None:
        assert rows_matching(untouched, to_fts5(read_query(query, {}))) == rows_matching(untouched, query)


T = "{headline standfirst byline body}"
ALL = "{headline standfirst byline body added removed}"
IN, OUT = (f"{{{side} {side}_2 {side}_3 {side}_4}}" for side in ("added", "removed"))


@pytest.mark.parametrize(
    ("query", "rewritten"),
    [
        ("talks", f'{T} : "talks"'),
        ("removed : talks", '{removed} : "talks"'),
        ('removed : "on track"', '{removed removed_2} : "on track"'),
        ('{added body} : a + "b c"', '{added body added_3} : "a" + "b c"'),
        ('added : ^ "a b c d e f"', '{added} : ^ "a b c d e f"'),
        ('added : "a b c d e f"', '{added added_4} : "a b c d e f"'),
        ("- body : talks", '{headline standfirst byline} : "talks"'),
        ("added : (talks OR body : x)", f'{IN} : (({ALL} : "talks") OR ({{body}} : "x"))'),
        ("removed : (- body : talks)", f'{OUT} : ({{headline standfirst byline added removed}} : "talks")'),
        ("- body : (talks)", f'- {{body}} : ({T} : "talks")'),
        ("a NOT b NOT c", f'({T} : "a") NOT (({T} : "b") OR ({T} : "c"))'),
        ("a OR b AND c", f'({T} : "a") OR (({T} : "b") AND ({T} : "c"))'),
        ("^a + b* c", f'{T} : ^ "a" + "b"* {T} : "c"'),
        ("NEAR(a b) NEAR(c, 2)", f'{T} : NEAR("a" "b", 10) {T} : NEAR("c", 2)'),
        ("@nc", f'({T} : "JKNC") OR ({T} : "the ""party""")'),
        ("headline : @one", f'{{headline}} : ({ALL} : "हिंदी")'),
    ],
)
def test_what_sqlite_is_asked(query: str, rewritten: str) -> None:
    terms = {"nc": ["JKNC", "the “party”"], "one": ["हिन्दी"]}
    assert to_fts5(read_query(query, terms)) == rewritten


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("हिन्दी", "हिंदी"),
        ("कांग्रेस", "काँग्रेस"),
        ("पढ़ाई", "पढाई"),
        ("کانگریس", "كانگريس"),
        ("مسئلہ", "مسیلہ"),
        ("۹۰", "90"),
        ("९०", "90"),
        ("کٲشُر", "کٲشر"),
        ("café", "Cafe"),
        ("“seat sharing”", "Seat-sharing"),
    ],
)
def test_spellings_meet(query: str, text: str) -> None:
    with closing(open_texts()) as conn:
        put_texts(conn, [(1, ("", "", "", text, "", ""))])
        assert rows_matching(conn, to_fts5(read_query(query, {}))) == [1]


@pytest.mark.parametrize(
    "outer", ["a AND ", "a OR ", "a NOT b NOT ", "a OR b AND c NOT d NOT ", "{body added} : ", "- body : "]
)
def test_what_is_read_is_taken_by_sqlite_however_deep(outer: str) -> None:
    depths = [
        deep for deep in range(1, 20) if query_problem(outer + f"({outer}" * deep + "(x)" + ")" * deep, {}) is None
    ]
    assert depths
    with closing(open_texts()) as conn:
        deep = outer + f"({outer}" * depths[-1] + "(x)" + ")" * depths[-1]
        assert rows_matching(conn, to_fts5(read_query(deep, {}))) == []


def test_a_query_that_goes_too_deep_is_refused() -> None:
    problem = "the query goes more than 15 levels deep; take some brackets out"
    assert query_problem("a AND (" * 15 + "x" + ")" * 15, {}) == problem


def test_texts_are_cut_as_the_archive_cuts_them(archive: sqlite3.Connection) -> None:
    sql = archive.execute("SELECT sql FROM sqlite_schema WHERE name = 'versions_fts'").fetchone()[0]
    assert f'tokenize = "{TOKENIZER}"' in sql


def test_phrases_that_not_leaves_out_are_not_wanted() -> None:
    tree = read_query("(a OR body : b c) NOT d", {})
    assert [phrase[0].text for phrase in phrases_wanted(tree)] == ["a", "b", "c"]


@pytest.mark.parametrize("operator", ["AND", "OR", "NOT", ""])
def test_long_queries_are_taken(operator: str) -> None:
    many = f" {operator} ".join(f"w{number}" for number in range(1_500))
    with closing(open_texts()) as conn:
        put_texts(conn, [(1, (many, "", "", "", "", ""))])
        assert rows_matching(conn, to_fts5(read_query(many, {}))) == ([] if operator == "NOT" else [1])
        assert rows_matching(conn, to_fts5(read_query("@many", {"many": many.split()}))) == [1]


def test_a_nul_ends_no_query() -> None:
    with closing(open_texts()) as conn:
        put_texts(conn, [(1, ("a b", "", "", "", "", ""))])
        assert rows_matching(conn, to_fts5(read_query('"a\0b" OR @nul', {"nul": ["x\0y"]}))) == [1]
