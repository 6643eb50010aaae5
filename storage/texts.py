"""Texts in memory that queries run on, indexed exactly as `versions_fts` is: what matching puts changes into.

The index holds folded text and marks are set in the text as it stands, as in archive.db.
"""

import re
import sqlite3
from collections.abc import Iterable, Sequence

from storage.fold import search_fold

TOKENIZER = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' tokenchars '\u200c\u200d'"
"""How texts become words, here and in archive.db. Another one needs a migration that makes `versions_fts` anew."""

INDEXED = ("headline", "standfirst", "byline", "body", "added", "removed")
"""The columns: those of `versions_fts`, and the words that a change put in and took out."""

BREAK = " \ue0ff "
"""Between two pieces of text, so that no phrase reaches from one into the other: a word that no page has."""

MARKS = ("\ufdd0", "\ufdd1")
"""Before and after a found word: noncharacters, which no text keeps here."""

_FOUND = re.compile(f"{MARKS[0]}(.*?){MARKS[1]}", re.DOTALL)
_UNMARKED = str.maketrans(dict.fromkeys(MARKS, " "))

Texts = Sequence[str]
"""One text for each column of `INDEXED`."""


def open_texts() -> sqlite3.Connection:
    """An empty index in memory, to be closed by the caller."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.execute(
        "CREATE TABLE plain (id INTEGER PRIMARY KEY, headline TEXT, standfirst TEXT, byline TEXT, body TEXT, added TEXT,"
        " removed TEXT)"
    )
    conn.execute(
        f"""
        CREATE VIRTUAL TABLE texts USING fts5(
            {", ".join(INDEXED)}, content = 'plain', content_rowid = 'id', tokenize = "{TOKENIZER}"
        )
        """
    )
    conn.execute("CREATE VIRTUAL TABLE words USING fts5vocab('texts', 'row')")
    return conn


def put_texts(conn: sqlite3.Connection, rows: Iterable[tuple[int, Texts]]) -> None:
    """Index each row under its number."""
    columns = ", ".join(INDEXED)
    conn.execute("BEGIN")
    for number, texts in rows:
        conn.execute(
            f"INSERT INTO plain (id, {columns}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [number, *(text.translate(_UNMARKED) for text in texts)],
        )
        conn.execute(
            f"INSERT INTO texts (rowid, {columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", [number, *map(search_fold, texts)]
        )
    conn.execute("COMMIT")


def rows_matching(conn: sqlite3.Connection, query: str) -> list[int]:
    """The numbers of the rows that an FTS5 query finds, ascending."""
    return [row[0] for row in conn.execute("SELECT rowid FROM texts WHERE texts MATCH ?", [query])]


def does_match(conn: sqlite3.Connection, query: str, number: int) -> bool:
    """Whether the query finds that row."""
    found = conn.execute("SELECT 1 FROM texts WHERE texts MATCH ? AND rowid = ?", [query, number])
    return found.fetchone() is not None


def words_in(conn: sqlite3.Connection) -> list[str]:
    """Every word of the index, as the tokenizer left it, in the order of code points."""
    return sorted(row[0] for row in conn.execute("SELECT term FROM words"))


def words_found(conn: sqlite3.Connection, query: str, number: int) -> list[list[str]]:
    """For each column what the query finds in that row, as it stands there, in order; nothing where it does not match.

    Phrases that overlap or touch are one.
    """
    marked = ", ".join(f"highlight(texts, {index}, '{MARKS[0]}', '{MARKS[1]}')" for index in range(len(INDEXED)))
    row = conn.execute(
        f"SELECT {marked} FROM texts WHERE texts MATCH :query AND rowid = :number", {"query": query, "number": number}
    ).fetchone()
    return [_FOUND.findall(text) for text in row] if row is not None else [[] for _ in INDEXED]


def passage_found(conn: sqlite3.Connection, query: str, number: int, *, words: int = 24) -> str:
    """The passage of that row with most of what the query finds, between `MARKS`; empty where it does not match."""
    row = conn.execute(
        f"""
        SELECT snippet(texts, -1, '{MARKS[0]}', '{MARKS[1]}', ' … ', :words) FROM texts
        WHERE texts MATCH :query AND rowid = :number
        """,
        {"query": query, "number": number, "words": words},
    ).fetchone()
    return "" if row is None else str(row[0]).replace(BREAK, " … ")


def words_of(texts: Sequence[str]) -> list[list[str]]:
    """The words of each text, in order, as the tokenizer leaves them: what `words_in` and the index hold."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    try:
        conn.execute(f"CREATE VIRTUAL TABLE texts USING fts5(text, content = '', tokenize = \"{TOKENIZER}\")")
        conn.execute("CREATE VIRTUAL TABLE words USING fts5vocab('texts', 'instance')")
        conn.execute("BEGIN")
        conn.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", enumerate(map(search_fold, texts)))
        conn.execute("COMMIT")
        found: list[list[str]] = [[] for _ in texts]
        for number, word in conn.execute("SELECT doc, term FROM words ORDER BY doc, offset"):
            found[number].append(word)
        return found
    finally:
        conn.close()
