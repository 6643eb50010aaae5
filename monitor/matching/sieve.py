"""Spares most queries: a query can find nothing in texts that lack a word without which it cannot match.

For each query a few sets of words are kept, of each of which the texts must have one. Words are as the tokenizer leaves
them, so that no spelling is judged twice.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from monitor.config.expressions import Expression, Filtered, Joined, Leaf, Phrase, Run
from storage.texts import words_of

Need = frozenset[str]
"""Words of which one must be there; one that ends in * stands for any that begins so. Of none of nothing: never."""

NEVER: Need = frozenset()

WordsOf = Mapping[str, Sequence[str]]
"""The words of each piece of text."""


class Sieve:
    """Made once for all queries; asked with the words of each batch."""

    def __init__(self, expressions: Sequence[Expression]) -> None:
        words = _words_of_pieces(expressions)
        self._needs = [needs(expression, words) for expression in expressions]
        self._queries: dict[str, list[int]] = defaultdict(list)
        for number, found in enumerate(self._needs):
            for word in min(found, key=_cost):
                self._queries[word].append(number)
        self._prefixes = sorted(
            {word[:-1] for found in self._needs for need in found for word in need if word.endswith("*")}
        )

    def may_match(self, words: Sequence[str]) -> list[int]:
        """The places of the queries that texts of these words (sorted) may match, ascending."""
        there = {*words, *(f"{prefix}*" for prefix in self._prefixes if _has_prefix(words, prefix))}
        asked = {number for word in there for number in self._queries.get(word, ())}
        return sorted(number for number in asked if not any(need.isdisjoint(there) for need in self._needs[number]))


def needs(expression: Expression, words: WordsOf) -> list[Need]:
    """What a text must have for the query to match it: one word of each set."""
    match expression:
        case Leaf():
            return _leaf_needs(expression, words) or [NEVER]
        case Run(leaves=leaves):
            return [need for leaf in leaves for need in _leaf_needs(leaf, words)] or [NEVER]
        case Filtered(inside=inside):
            return needs(inside, words)
        case Joined(operator="NOT", parts=parts):
            return needs(parts[0], words)
        case Joined(operator="AND", parts=parts):
            return [need for part in parts for need in needs(part, words)]
        case Joined(parts=parts):
            return [frozenset().union(*(min(needs(part, words), key=_cost) for part in parts))]


def phrase_words(phrase: Phrase, words: WordsOf) -> list[str]:
    """The words of a phrase in order; one of which the beginning is enough ends in *."""
    found: list[str] = []
    for piece in phrase:
        found += words[piece.text]
        if found:
            # As FTS5 reads it, the star or its lack is the last word's, whichever piece that came from.
            found[-1] = found[-1].removesuffix("*") + ("*" if piece.prefix else "")
    return found


def _leaf_needs(leaf: Leaf, words: WordsOf) -> list[Need]:
    return [frozenset({word}) for phrase in leaf.phrases for word in phrase_words(phrase, words)]


def _cost(need: Need) -> tuple[int, int]:
    """Few and long words are seldom there."""
    return len(need), -min((len(word) for word in need), default=0)


def _words_of_pieces(expressions: Iterable[Expression]) -> dict[str, list[str]]:
    pieces = list(dict.fromkeys(text for expression in expressions for text in _pieces(expression)))
    return dict(zip(pieces, words_of(pieces), strict=True))


def _pieces(expression: Expression) -> Iterator[str]:
    match expression:
        case Leaf(phrases=phrases):
            yield from (piece.text for phrase in phrases for piece in phrase)
        case Filtered(inside=inside):
            yield from _pieces(inside)
        case Run(leaves=parts) | Joined(parts=parts):
            for part in parts:
                yield from _pieces(part)


def _has_prefix(words: Sequence[str], prefix: str) -> bool:
    place = bisect_left(words, prefix)
    return place < len(words) and words[place].startswith(prefix)
