"""Marks in texts that an index has found and cannot mark itself, as in extracts: it has other words than they have."""

import re
from collections.abc import Sequence
from contextlib import closing

from storage.texts import MARKS, Texts, open_texts, put_texts

Marked = list[tuple[str, str]]
"""A text as pairs: "*" before what was found, "=" before what stands around it."""

_OWN = re.compile(f"[{''.join(MARKS)}]")
"""A page that itself holds the marks could mark its own words."""

_FOUND = re.compile(f"{MARKS[0]}([^{''.join(MARKS)}]*){MARKS[1]}")


def marked_texts(query: str, rows: Sequence[Texts]) -> list[list[Marked]]:
    """The texts of each row with what the query finds in them marked, as its own words or by how they are folded.

    A row has up to four texts: headline, standfirst, byline, body. `query` is an FTS5 expression over these, folded;
    where a row does not match it, nothing is marked, so that a query for any of the words is what is wanted here.
    """
    rows = [[_OWN.sub(" ", text) for text in texts] for texts in rows]
    columns = ", ".join(f"highlight(texts, {at}, '{MARKS[0]}', '{MARKS[1]}')" for at in range(4))
    with closing(open_texts()) as conn:
        put_texts(conn, enumerate(rows))
        found = {
            row[0]: row[1:]
            for row in conn.execute(f"SELECT rowid, {columns} FROM texts WHERE texts MATCH :query", {"query": query})
        }
    return [[_pairs(text) for text in found.get(at, texts)[: len(texts)]] for at, texts in enumerate(rows)]


def _pairs(text: str) -> Marked:
    pieces = _FOUND.split(text)
    return [("*" if at % 2 else "=", piece) for at, piece in enumerate(pieces) if piece]
