"""A page as comparing sees it: its blocks by letters and digits, and whether a text stands anywhere on it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from itertools import accumulate

from monitor.words import tokens
from scrapers.items import Block, Reading
from storage.fold import fold, letters_and_digits, letters_and_digits_of_all

STORY_PLACE_SHARE = 1 / 8
"""Share of the story's characters that makes a place one of the story's (found by experiment on labelled pairs)."""


MOST_LOOKS = 100
"""Places at which a text is looked for within others: what stands at so many inside of words is no passage."""

HIDDEN = "story/p"
"""The place of paragraphs that a story has from elsewhere than the page's blocks."""


class Sheet:
    """One page's blocks, their keys (letters and digits), and the page as one run of letters.

    Paragraphs of the story that are no blocks (an extractor found them where nothing is shown) stand at the end.

    Keys are made when they are first needed: most pages of an unchanged story are settled by their plain texts.
    """

    def __init__(self, reading: Reading, known: dict[str, str] | None = None) -> None:
        """`known` are keys by text, shared by the two pages that are compared: most of their blocks are the same."""
        self.reading = reading
        self.known = {} if known is None else known
        self._edges: dict[int, frozenset[int]] = {}
        shown = {block.text for block in reading.blocks}
        hidden = [text for text in reading.story.paragraphs if text not in shown]
        self.blocks = [*reading.blocks, *(Block(text=text, tag="p", place=HIDDEN, story=True) for text in hidden)]

    @cached_property
    def keys(self) -> list[str]:
        """Each block's key, in order."""
        self.known.update(letters_and_digits_of_all(b.text for b in self.blocks if b.text not in self.known))
        return [self.known[block.text] for block in self.blocks]

    @cached_property
    def spots(self) -> dict[str, list[int]]:
        """Where each key stands: indexes of blocks."""
        found: dict[str, list[int]] = {}
        for index, key in enumerate(self.keys):
            found.setdefault(key, []).append(index)
        return found

    @cached_property
    def _run(self) -> str:
        return "".join(self.keys)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(map(len, self.keys))]

    def has(self, key: str) -> bool:
        """Whether a block says just this."""
        return key in self.spots

    def holds(self, key: str) -> bool:
        """Whether the page says this anywhere, within a block or over several, from a word's start to a word's end."""
        if not key or key in self.spots:
            return True
        at = -1
        for _ in range(MOST_LOOKS):
            at = self._run.find(key, at + 1)
            if at < 0:
                return False
            if self._is_word_edge(at) and self._is_word_edge(at + len(key)):
                return True
        return False

    def says(self, name: str) -> bool:
        """Whether a name stands anywhere on the page, in whatever case."""
        return letters_and_digits(name).casefold() in self._run.casefold()

    def heading_at(self, *, before: int) -> int:
        """The index of the last block before `before` that is a title of the page; -1 where none is."""
        titles = self.reading.titles
        known = {letters_and_digits(title) for title in (titles.heading, titles.json_ld, titles.open_graph) if title}
        found = [index for key in known for index in self.spots.get(key, ()) if index < before]
        return max(found, default=-1)

    def _is_word_edge(self, offset: int) -> bool:
        block = bisect_right(self._starts, offset) - 1
        if self._starts[block] == offset:
            return True
        if block not in self._edges:
            self._edges[block] = _word_edges(self.blocks[block])
        return offset - self._starts[block] in self._edges[block]


def story_places(blocks: list[Block]) -> set[str]:
    """The places that hold at least STORY_PLACE_SHARE of these story blocks' characters.

    Where each paragraph has a class of its own, so that such places hold less than half, the last step's classes are
    left aside.
    """
    places = _heavy(blocks, lambda place: place)
    if 2 * sum(len(block.text) for block in blocks if block.place in places) >= sum(
        len(block.text) for block in blocks
    ):
        return places
    families = _heavy(blocks, _family)
    return places | {block.place for block in blocks if _family(block.place) in families}


def _heavy(blocks: list[Block], name: Callable[[str], str]) -> set[str]:
    weight: Counter[str] = Counter()
    for block in blocks:
        weight[name(block.place)] += len(block.text)
    least = STORY_PLACE_SHARE * weight.total()
    return {place for place, chars in weight.items() if chars >= least}


def _family(place: str) -> str:
    parent, _, step = place.rpartition("/")
    return f"{parent}/{step.partition('.')[0]}"


def _word_edges(block: Block) -> frozenset[int]:
    """The offsets in the block's key at which a word ends."""
    lengths = (len(letters_and_digits(token)) for token in tokens(fold(block.text)))
    return frozenset(accumulate(lengths))
