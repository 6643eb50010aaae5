"""most_taken_out(removed, added): an SQL aggregate that counts the words which edits took out more than they put in."""

import json
import re
import unicodedata
from collections import Counter
from functools import cache

from datasette import hookimpl
from datasette.utils.sqlite import sqlite3

from storage.fold import search_fold

WORDS = 200
SHORTEST = 3
"""Letters of a word that counts; shorter ones are articles and particles in most languages."""


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    conn.create_aggregate("most_taken_out", 2, MostTakenOut)


class MostTakenOut:
    """Counts the edits that took a word out and those that put it in; a JSON list of [word, taken out, put in].

    First comes what was taken out most often beyond what was put in: "the" comes and goes with every sentence.
    """

    def __init__(self) -> None:
        self.removed: Counter[str] = Counter()
        self.added: Counter[str] = Counter()

    def step(self, removed: str | None, added: str | None) -> None:
        self.removed.update(words_of(removed or ""))
        self.added.update(words_of(added or ""))

    def finalize(self) -> str:
        balance = sorted((self.added[word] - count, word, count) for word, count in self.removed.items())
        chosen = [[word, count, self.added[word]] for less, word, count in balance[:WORDS] if less < 0]
        return json.dumps(chosen, ensure_ascii=False)


def words_of(text: str) -> set[str]:
    """The different words of a text as the index folds them, without numbers and the shortest."""
    # Folding leaves the letters of ASCII as they are, and costs more than all else here.
    words = _ASCII.findall(text.lower()) if text.isascii() else _letters().findall(search_fold(text).lower())
    return {word for word in words if len(word) >= SHORTEST}


_ASCII = re.compile("[a-z]+")


@cache
def _letters() -> re.Pattern[str]:
    """Letters with their marks and joiners; the standard library's own classes cut Hindi words at vowel signs."""
    marks = [code for code in range(0x300, 0x11FFF) if unicodedata.category(chr(code)) in ("Mn", "Mc")]
    begins = [code for code, before in zip(marks, [0, *marks], strict=False) if code != before + 1]
    ends = [code for code, after in zip(marks, [*marks[1:], 0], strict=True) if after != code + 1]
    ranges = "".join(f"{chr(begin)}-{chr(end)}" for begin, end in zip(begins, ends, strict=True))
    return re.compile(f"(?:[^\\W\\d_]+[{ranges}\u200c\u200d]*)+")
