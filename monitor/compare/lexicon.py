"""Which words deny, attribute, count, date or only join, language by language: the tables of lexicon.toml."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from storage.fold import fold

CERTAIN = 0.03
"""Share of joining words from which a text is of a language: in running text of the right one they are 0.15 to 0.5."""

BONUS = 2
"""The language that the page declares is believed unless another has so many times more of its joining words."""

_SAME = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "hr": "sr", "bs": "sr", "sh": "sr", "ks": "ur", "fil": "tl"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The telling words of one language, folded and in lower case.

    `joining` words carry little meaning (articles, conjunctions, forms of "to be"). `numbers` give what a spelled-out
    number is worth; `loose` are words that count only where another number stands against them ("one", "second", 三).
    `titles` stand before a person's name and `agents` after it, in scripts without capitals. `denying`, `reporting` and
    `dating` find negations, attributions and dates inside words, for languages that write them there or without spaces.
    """

    joining: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    attributions: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    weekdays: frozenset[str] = frozenset()
    numbers: Mapping[str, str]
    loose: Mapping[str, str]
    titles: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    denying: re.Pattern[str] | None = None
    reporting: re.Pattern[str] | None = None
    dating: re.Pattern[str] | None = None
    has_capital_dates: bool = False
    has_capital_nouns: bool = False


def lexicon_for(declared: str | None, words: Iterable[str]) -> Lexicon:
    """The lexicon of the language of a text, told from its `words` (as `key` gives them) and the tag it `declared`.

    Pages often declare their template's language. An empty lexicon where no known language is found.
    """
    counts = Counter(words)
    total = sum(counts.values())
    tag = (declared or "").partition("-")[0]
    tag = _SAME.get(tag, tag)
    scores = {
        name: sum(counts[word] for word in _lexicon(name).joining & counts.keys()) * (BONUS if name == tag else 1)
        for name in _tables()
    }
    best = max(scores, key=lambda name: (scores[name], name == tag))
    if scores[best] > CERTAIN * total:
        return _lexicon(best)
    return _lexicon(tag) if tag in _tables() else EMPTY


def key(word: str) -> str:
    """What a word is looked up by."""
    return word.lower() if word.isascii() else fold(word).casefold()


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("lexicon.toml").read_text(encoding="utf-8"))


@cache
def _lexicon(name: str) -> Lexicon:
    table = _tables()[name]
    months, _, weekdays = table.get("dates", "").partition("|")
    return Lexicon(
        joining=_words(table["joining"]),
        negations=_words(table.get("negations", "")),
        attributions=_words(table.get("attributions", "")),
        months=_words(months),
        weekdays=_words(weekdays),
        numbers=_values(table.get("numbers", "")),
        loose=_values(table.get("loose", "")),
        titles=_words(table.get("titles", "")),
        agents=_words(table.get("agents", "")),
        denying=_pattern(table, "denying"),
        reporting=_pattern(table, "reporting"),
        dating=_pattern(table, "dating"),
        has_capital_dates=name in ("en", "de"),
        has_capital_nouns=name == "de",
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(map(key, text.split()))


def _values(text: str) -> dict[str, str]:
    """From "two:2 both,pair:2" the value of each word."""
    found: dict[str, str] = {}
    for group in text.split():
        words, _, value = group.partition(":")
        found |= {key(word): value for word in words.split(",")}
    return found


def _pattern(table: Mapping[str, str], name: str) -> re.Pattern[str] | None:
    return re.compile(table[name]) if name in table else None


EMPTY = Lexicon(numbers={}, loose={})
"""What is known of a language that no table speaks of."""
