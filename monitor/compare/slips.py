"""Whether a changed word is a slip of the pen put right, or another word."""

from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from monitor.compare.lexicon import Lexicon
from monitor.compare.telling import Word, begins_sentence

SHORTEST = 4
"""Letters. Among shorter words one letter makes another word: man, men; not, now."""

LONG = 8
"""Letters from which two wrong ones are still a slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known of the whole story: its lexicon, the keys of its names, of the words that stand in its old and in
    its new text, and of those that it writes without a capital."""

    lexicon: Lexicon
    names: Collection[str] = frozenset()
    before: Collection[str] = frozenset()
    after: Collection[str] = frozenset()
    lower: Collection[str] = frozenset()


def is_near(old: Word, new: Word) -> bool:
    """Whether one word is the other with a letter or two wrong.

    A slip seldom hits the first letter: 8 of 100 (Pollock and Zamora, 1984).
    """
    left, right = old.key, new.key
    shorter = min(len(left), len(right))
    if shorter < SHORTEST or left[0] not in right[:2]:
        return False
    return OSA.distance(left, right) <= (2 if shorter >= LONG else 1)


def is_slip(old: Word, new: Word, context: Context) -> bool:
    """Whether a word that a near one replaced was none: it stands nowhere else in the new text, and ends alike.

    Where the end differs it is mostly another form of the word: seat, seats; ministro, ministra; लड़का, लड़की.
    """
    left, right = old.key, new.key
    return left not in context.after and (left[-1] == right[-1] or left[-2:] == right[:-3:-1])


def may_be_name(old: Word, new: Word, context: Context) -> bool:
    """Whether two words that are near each other may be spellings of a name, which is no slip to be passed over.

    With capitals: written with one inside a sentence, never without one in this story, and, where all nouns have
    capitals, after no article or adjective. Without: unless only vowel signs and marks differ, or the story has the
    new word elsewhere.
    """
    if new.text[0].lower() == new.text[0].upper():
        return _letters(old.key) != _letters(new.key) and new.key not in context.before
    if not (old.text[0].isupper() and new.text[0].isupper()) or begins_sentence(new) or new.key in context.lower:
        return False
    return not context.lexicon.has_capital_nouns or not _follows_noun_marker(new)


def _follows_noun_marker(word: Word) -> bool:
    """German: after an article or an adjective stands a noun."""
    return word.gap == " " and word.previous.endswith(
        ("e", "en", "er", "es", "em", "der", "das", "ein", "kein", "mein", "sein", "ihr")
    )


def _letters(word: str) -> str:
    return "".join(character for character in word if character.isalpha())
