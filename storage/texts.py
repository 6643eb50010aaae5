"""Texts in memory that queries run on, indexed exactly as `versions_fts` is: what matching puts changes into.

The index holds folded text and marks are set in the text as it stands, as in archive.db.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice

from storage.fold import search_fold

TOKENIZER = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' tokenchars '\u200c\u200d'"
"""How texts become words, here and in archive.db. Another one needs a migration that makes `versions_fts` anew."""

LONGEST = 4
"""Words of a phrase up to which one that a change made or broke is known for sure; longer ones are mostly."""

INDEXED = (
    *("headline", "standfirst", "byline", "body", "added", "removed"),
    *(f"{side}_{words}" for side in ("added", "removed") for words in range(2, LONGEST + 1)),
)
"""The columns: those of `versions_fts`, and the words that a change put in and took out.

`removed_2` has each place of a change as it was, with one word more on either side, so that any two words that follow
each other there were parted or taken out; `removed_3` has two words more, and so on. `added_2` has them as they are.
"""

BREAK = " \ue0ff "
"""Between two pieces of text, so that no phrase reaches from one into the other: a word that no page has."""

MARKS = ("\ufdd0", "\ufdd1")
"""Before and after a found word: noncharacters, which no text keeps here."""

_FOUND = re.compile(f"{MARKS[0]}(.*?){MARKS[1]}", re.DOTALL)
_MARK = re.compile(f"[{''.join(MARKS)}]")

Texts = Sequence[str]
"""One text for each column of `INDEXED`; those at the end may be left out."""


@cache
def _word() -> re.Pattern[str]:
    """What the tokenizer takes for a word."""
    marks = (chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code)) in ("Mn", "Mc"))
    return re.compile(f"(?:[^\\W_]|[{''.join(marks)}\ue000-\uf8ff\u200c\u200d])+")


def count_words(text: str) -> int:
    """How many words the tokenizer would find."""
    return sum(1 for _ in _word().finditer(text))


def split_words(text: str) -> list[str]:
    """The words that the tokenizer would find, as they stand in the text."""
    return _word().findall(text)


def first_words(text: str, count: int) -> str:
    """The text up to the end of so many words."""
    ends = [match.end() for match in islice(_word().finditer(text), count)]
    return text[: ends[-1]] if ends else ""


def last_words(text: str, count: int) -> str:
    """The text from the beginning of the last so many words."""
    begins = [match.start() for match in _word().finditer(text)][-count:]
    return text[begins[0] :] if begins else ""


def open_texts() -> sqlite3.Connection:
    """An empty index in memory, to be closed by the caller."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.execute(f"CREATE TABLE plain (id INTEGER PRIMARY KEY, {', '.join(INDEXED)})")
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
    values = ", ".join("?" for _ in INDEXED)
    conn.execute("BEGIN")
    for number, given in rows:
        texts = [*given, *[""] * (len(INDEXED) - len(given))]
        conn.execute(
            f"INSERT INTO plain (id, {columns}) VALUES (?, {values})",
            [number, *(_MARK.sub(" ", text) for text in texts)],
        )
        conn.execute(f"INSERT INTO texts (rowid, {columns}) VALUES (?, {values})", [number, *map(search_fold, texts)])
    conn.execute("COMMIT")


def rows_matching(conn: sqlite3.Connection, query: str) -> list[int]:
    """The numbers of the rows that an FTS5 query finds, ascending."""
    return [row[0] for row in conn.execute("SELECT rowid FROM texts WHERE texts MATCH ?", [query])]


def does_match(conn: sqlite3.Connection, query: str, number: int) -> bool:
    """Whether the query finds that row."""
    found = conn.execute("SELECT 1 FROM texts WHERE texts MATCH ? AND rowid = ?", [query, number])
    return found.fetchone() is not None


def words_in(conn: sqlite3.Connection) -> list[str]:
    """Every word of the index, as the tokenizer left it, in the order of code points; an accent alone is ""."""
    return sorted(row[0] or "" for row in conn.execute("SELECT term FROM words"))


def words_found(
    conn: sqlite3.Connection, query: str, number: int, *, columns: Sequence[str] = INDEXED
) -> list[list[str]]:
    """For each of the columns what the query finds in that row, as it stands there, in order; what touches is one.

    Marking costs as much as indexing did, so that columns in which the query does not look are better left out.
    """
    marked = ", ".join(f"highlight(texts, {INDEXED.index(each)}, '{MARKS[0]}', '{MARKS[1]}')" for each in columns)
    row = conn.execute(
        f"SELECT {marked} FROM texts WHERE texts MATCH :query AND rowid = :number", {"query": query, "number": number}
    ).fetchone()
    return [[]] * len(columns) if row is None else [_FOUND.findall(text) for text in row]


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
            found[number].append(word or "")
        return found
    finally:
        conn.close()
