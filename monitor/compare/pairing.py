"""Texts that became one another, most similar first."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from monitor.diff import SAME_PARAGRAPH
from monitor.words import similarity

MOST_CANDIDATES = 8
"""Texts weighed for each: those with which it shares most rare words. A redesign brings hundreds of new blocks."""

MOST_STANDING = 40
"""Texts in which a word may stand and still tell two of them apart; an article or a preposition tells nothing."""


class Piece(NamedTuple):
    """A text's block on its page and its folded words."""

    block: int
    words: list[str]


def most_similar_pairs(old: Sequence[Piece], new: Sequence[Piece]) -> list[tuple[int, int]]:
    """Pairs (old block, new block) of texts with enough in common, each text once, most similar first."""
    scored = []
    places = _by_word(new)
    for piece in old:
        for candidate in _candidates(piece, new, places):
            score = similarity(piece.words, candidate.words)
            if score >= SAME_PARAGRAPH:
                scored.append((-score, abs(piece.block - candidate.block), piece.block, candidate.block))
    pairs: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, _, i, j in sorted(scored):
        if i not in taken[0] and j not in taken[1]:
            pairs.append((i, j))
            taken[0].add(i)
            taken[1].add(j)
    return pairs


def _by_word(new: Sequence[Piece]) -> dict[str, list[int]]:
    """Where each word stands: positions in `new`."""
    found: dict[str, list[int]] = defaultdict(list)
    for position, piece in enumerate(new):
        for word in set(piece.words):
            found[word].append(position)
    return found


def _candidates(piece: Piece, new: Sequence[Piece], places: Mapping[str, Sequence[int]]) -> Iterable[Piece]:
    """All of a few; of many those that share most words with the piece, words that stand everywhere left aside."""
    if len(new) <= MOST_CANDIDATES:
        return new
    shared: Counter[int] = Counter()
    for word in set(piece.words):
        standing = places.get(word, ())
        if len(standing) <= MOST_STANDING:
            shared.update(standing)
    return [new[position] for position, _ in shared.most_common(MOST_CANDIDATES)]
