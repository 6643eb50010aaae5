"""Beginnings (alli*) in a search's expression, spelled out as the words of the index that begin so.

FTS5 gathers and sorts all matches of a beginning before it gives the first one; those of whole words it hands over one
by one, in the order of their ids.

The index has English words without their endings (political as polit), so that a beginning which reaches into an ending
(politi*) passes by the very words that it was written for. Which do is told with what finds more.
"""

import re
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import groupby, islice

from storage.texts import TOKENIZER

MOST = 500
"""Words that the beginnings of one search are spelled out as, at some 0.1 ms each; what says less stays a beginning."""

MOST_CHARACTERS = 20_000
"""Of the words of one beginning: a page may bring a word of a megabyte that begins as a reader's does."""

ENDINGS = {
    **dict.fromkeys(("al", "ance", "ant", "ation", "ical", "ion", "ly", "ment"), 1),
    **dict.fromkeys(("able", "ally", "ate", "ative", "ement", "ence", "ent", "ful", "ible"), 2),
    **dict.fromkeys(("ing", "ional", "ism", "ity", "ive", "ize", "ness", "ous"), 2),
}
"""Endings that the tokenizer cuts off, and how many of their letters a beginning must have to be taken for cut in one.

Of four letters and more that begin a word of an English text, 9 in 100 pass by it when they are searched. Of those
these find out 7 in 10; with 1 for all endings it would be 8, but governo* would then be told to be govern*.
"""

# The grammar of https://sqlite.org/fts5.html#full_text_query_syntax, as far as it goes without a stack.
_STRING = r'(?:"(?:[^"]|"")*"|(?:[A-Za-z0-9_\x1a]|[^\x00-\x7f])+)'
_COLUMNS = rf"-?\s*(?:\{{[^{{}}]*\}}|{_STRING})\s*:\s*"
_NEAR = r'NEAR\s*\((?:"(?:[^"]|"")*"|[^"()])*\)'
_PHRASE = rf"\^?\s*{_STRING}(?:\s*\*)?(?:\s*\+\s*{_STRING}(?:\s*\*)?)*"
_PIECE = re.compile(
    rf"""\s*(?:
        (?P<operator>(?:AND|OR|NOT)(?![A-Za-z0-9_\x1a]|[^\x00-\x7f]))
        |(?P<bracket>(?:{_COLUMNS})?\(|\))
        |(?P<columns>{_COLUMNS})?(?P<wanted>{_NEAR}|{_PHRASE})
    )\s*""",
    re.VERBOSE,
)
_NEAR_SIGNS = re.compile(r"^NEAR\s*\(|,\s*[0-9]*\s*\)$")
_BEGINNING = re.compile(rf"({_STRING})\s*\*")

# `instance` walks to a word without counting where else it stands. It tells the order of the words of every text, so it
# is there only while it is asked: nobody's SQL finds it.
_OPEN = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words_of_{index} USING fts5vocab('main', '{index}', 'instance')"
_CLOSE = "DROP TABLE temp.words_of_{index}"
_NEXT = "SELECT term FROM temp.words_of_{index} WHERE term >= ? LIMIT 1"
_AFTER = "\x01"
"""What follows a word in the order of the index before any word that begins with it: no word has it."""


def spelled_out(conn: sqlite3.Connection, index: str, match: str) -> str:
    """An FTS5 expression that finds the same in `index`, whose beginnings are its words, where those are not too many.

    Ranks may differ, since each word counts by itself. What cannot be taken apart is given back as it is.
    """
    pieces = _pieces(match)
    asked = [piece["wanted"] for piece in pieces if _BEGINNING.fullmatch(piece["wanted"] or "")]
    if not asked:
        return match
    words: dict[str, list[str]] = {}
    left = MOST
    with closing(_stemming()) as stems, _words_of(conn, index) as beginning_with:
        for wanted in dict.fromkeys(asked):
            found = _words(stems, beginning_with, wanted, left)
            if found:
                words[wanted] = found
                left -= len(found)
        if not words:
            return match
        all_wanted = [piece["wanted"] for piece in pieces if piece["wanted"]]
        said = _read(stems, [_NEAR_SIGNS.sub(" ", each) for each in all_wanted])
    return _joined(pieces, words, {each for each, read in zip(all_wanted, said, strict=True) if not read})


def wider(conn: sqlite3.Connection, index: str, match: str) -> dict[str, str]:
    """The beginnings of an expression that pass by words of `index` whose ending they reach into, and what finds more.

    {"politi*": "polit*"}: such words as political are in the index as polit.
    """
    wanted = (_BEGINNING.fullmatch(piece["wanted"] or "") for piece in _pieces(match))
    strings = {found[1].strip('"') for found in wanted if found}
    asked = [string for string in strings if re.fullmatch("[A-Za-z]{4,80}", string)]
    if not asked:
        return {}
    with closing(_stemming()) as stems:
        shorter = {string: _cut_stems(stems, string) for string in asked}
    with _words_of(conn, index) as beginning_with:
        known = {
            string: next((stem for stem in found if stem in islice(beginning_with(stem), 1)), None)
            for string, found in shorter.items()
        }
    return {f"{string}*": f"{stem}*" for string, stem in sorted(known.items()) if stem}


def _cut_stems(stems: sqlite3.Connection, string: str) -> list[str]:
    """What is left, the longest first, of words that begin with the string and go on to one of the endings."""
    begun = string.lower()
    longer = [
        begun + ending[count:]
        for ending, least in ENDINGS.items()
        for count in range(least, len(ending))
        if begun.endswith(ending[:count])
    ]
    [[read], *cut] = _read(stems, [begun, *longer])
    found = {stem for (stem,) in cut if begun.startswith(stem) and not stem.startswith(read)}
    return sorted(found, key=len, reverse=True)


def _pieces(match: str) -> list[re.Match[str]]:
    """Operators, brackets and what is wanted, in order; none where the expression is not made of these alone."""
    pieces: list[re.Match[str]] = []
    at = 0
    while at < len(match):
        piece = _PIECE.match(match, at)
        if piece is None:
            return []
        pieces.append(piece)
        at = piece.end()
    return pieces


def _joined(pieces: Sequence[re.Match[str]], words: dict[str, list[str]], silent: Collection[str]) -> str:
    """The expression with its beginnings as brackets; what stands beside such is joined by AND, in brackets too.

    What is `silent`, without a word, is passed by beside others, and by AND nothing would be found.
    """
    told: list[str] = []
    for is_wanted, group in groupby(pieces, key=lambda piece: piece["wanted"] is not None):
        beside = list(group)
        if not (is_wanted and any(piece["wanted"] in words for piece in beside)):
            told += [piece[0].strip() for piece in beside]
            continue
        parts = [
            f"{piece['columns'] or ''}({' OR '.join(words[piece['wanted']])})"
            if piece["wanted"] in words
            else piece[0].strip()
            for piece in beside
            if piece["wanted"] not in silent
        ]
        told.append(f"({' AND '.join(parts)})" if len(parts) > 1 else parts[0])
    return " ".join(told)


@contextmanager
def _words_of(conn: sqlite3.Connection, index: str) -> Iterator[Callable[[str], Iterator[str]]]:
    """What answers the words of an index that begin in some way, in their order."""

    def beginning_with(beginning: str) -> Iterator[str]:
        at = beginning
        while True:
            with closing(conn.execute(_NEXT.format(index=index), [at])) as rows:
                row = rows.fetchone()
            if row is None or not row[0].startswith(beginning):
                return
            yield row[0]
            at = row[0] + _AFTER

    conn.execute(_OPEN.format(index=index))
    try:
        yield beginning_with
    finally:
        conn.execute(_CLOSE.format(index=index))


def _words(
    stems: sqlite3.Connection, beginning_with: Callable[[str], Iterator[str]], wanted: str, most: int
) -> list[str]:
    """The words that begin so, each spelled so that the index reads it as that word; none where there are too many."""
    [begun] = _read(stems, [wanted])
    if len(begun) != 1 or not begun[0]:
        return []
    words: list[str] = []
    characters = 0
    for word in beginning_with(begun[0]):
        words.append(word)
        characters += len(word)
        if len(words) > most or characters > MOST_CHARACTERS:
            return []
    spelled = [_spelling(word, read) for word, read in zip(words, _read(stems, words), strict=True)]
    right = [read == [word] for word, read in zip(words, _read(stems, spelled), strict=True)]
    return [f'"{word}"' for word in spelled] if all(right) else []


def _spelling(word: str, read: Sequence[str]) -> str:
    """A word of the index as a reader might write it: some stems have a stem of their own (commission, committe)."""
    return word if read == [word] else f"{word}e"


def _stemming() -> sqlite3.Connection:
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.execute(f'CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = "{TOKENIZER}")')
    conn.execute("CREATE VIRTUAL TABLE words USING fts5vocab(texts, 'instance')")
    return conn


def _read(stems: sqlite3.Connection, texts: Sequence[str]) -> list[list[str]]:
    """What an index makes of each text: its words in order; an accent alone is ""."""
    stems.execute("DELETE FROM texts")
    stems.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", enumerate(texts))
    read: list[list[str]] = [[] for _ in texts]
    for word, at in stems.execute('SELECT term, doc FROM words ORDER BY doc, "offset"'):
        read[at].append(word or "")
    return read
