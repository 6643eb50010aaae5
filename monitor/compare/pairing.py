"""Texts that became one another, most similar first."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from monitor.diff import SAME_PARAGRAPH
from monitor.words import similarity

MOST_CANDIDATES = 8
"""Texts weighed for each: those with which it shares most rare words. A redesign brings hundreds of new blocks."""


class Piece(NamedTuple):
    """A text's block on its page and its folded words."""

    block: int
    words: list[str]


def most_similar_pairs(old: Sequence[Piece], new: Sequence[Piece]) -> list[tuple[int, int]]:
    """Pairs (old block, new block) of texts with enough in common, each text once, most similar first."""
    scored = []
    for piece in old:
        for candidate in _candidates(piece, new):
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


def _candidates(piece: Piece, new: Sequence[Piece]) -> Sequence[Piece]:
    if len(new) <= MOST_CANDIDATES:
        return new
    wanted = set(piece.words)
    shared: dict[int, int] = defaultdict(int)
    for position, candidate in enumerate(new):
        shared[position] = len(wanted.intersection(candidate.words))
    best = sorted(shared, key=lambda position: -shared[position])[:MOST_CANDIDATES]
    return [new[position] for position in best if shared[position]]
