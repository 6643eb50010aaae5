"""Any text as a query: refused in words with a remedy, or one that SQLite takes, in watches and in searches."""

import sqlite3
from contextlib import closing

from monitor.config.expressions import depth, leaf_text, leaves_of, phrases_wanted, to_fts5, wanted
from monitor.config.queries import query_problem, read_query
from monitor.matching.sieve import Sieve
from storage.beginnings import spelled_out, wider
from storage.searches import read_search, understand
from storage.texts import open_texts, put_texts, rows_matching, words_in
from tests.fuzz.texts import as_text

TERMS = {"nc": ["National Conference", "JKNC"], "u": ["اتحاد"]}
SAID = "The alliance of Congress and the National Conference is final, on all 90 seats. गठबंधन اتحاد \u0301"
_INDEX = open_texts()
put_texts(_INDEX, [(1, [SAID] * 4)])
_WORDS = words_in(_INDEX)


def check(data: bytes) -> None:
    """The text, as the query of a watch and as what a reader types."""
    query = as_text(data)
    # A watch's query comes from a file in UTF-8, or from a terminal by way of `named_or_query`, which mends it so.
    written = query.encode("utf-8", "replace").decode()
    problem = query_problem(written, TERMS)
    if problem is None:
        _check_watch(written)
    else:
        assert ";" in problem, problem
    understood = understand(query, _is_expression, problem=lambda text: query_problem(text, {}))
    if understood.match:
        told = spelled_out(_INDEX, "texts", understood.match)
        assert rows_matching(_INDEX, told) == rows_matching(_INDEX, understood.match), "the same is found"
        wider(_INDEX, "texts", understood.match)
    search = read_search(lambda name: query if name in ("q", "from", "month", "page") else None)
    assert search.address().isascii()


def _check_watch(query: str) -> None:
    tree = read_query(query, TERMS)
    asked = to_fts5(tree)
    if rows_matching(_INDEX, asked):
        assert rows_matching(_INDEX, to_fts5(wanted(tree))), "its words are found where it is"
        assert Sieve([tree]).may_match(_WORDS) == [0]
    assert depth(tree) >= 1
    assert all(leaf_text(leaf) for leaf in leaves_of(tree))
    phrases_wanted(tree)


def _is_expression(match: str) -> bool:
    with closing(_INDEX.cursor()) as cursor:
        try:
            cursor.execute("SELECT 1 FROM texts WHERE texts MATCH ?", [match]).fetchall()
        except sqlite3.OperationalError:
            return False
    return True
