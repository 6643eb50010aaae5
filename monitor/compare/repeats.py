"""What a site repeats from page to page: a memory of its last pages' blocks, and the use that comparing makes of it.

A block is known by its place and its letters and digits: a teaser that quotes a story stands at another place than the
story's own paragraph, a promotion that is typed as a paragraph stands at the same one on every page.
"""

import math
from array import array
from collections import Counter, OrderedDict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from monitor.compare import chrome
from monitor.compare.matching import Match
from monitor.compare.sheet import Sheet
from scrapers.items import Block, Reading
from storage.fold import letters_and_digits_of_all

MOST_RESTLESS = 2_000
"""Blocks that came or went which are remembered of a site, the latest: some 0.3 MB."""

WINDOW = 48
"""Articles of a site that are remembered, the latest: some 80 KB, and forgotten within days of a redesign."""

FEWEST = 3
SHARE = 0.15
"""A block is the site's and no story's when so many, and this share, of the other pages have it. Publishers repeat a
paragraph of background from story to story of one topic; a box or a promotion stands on most pages or takes turns."""


def block_digests(reading: Reading) -> bytes:
    """The digests of a page's blocks, 8 bytes each, without order or doubles."""
    keys = letters_and_digits_of_all(block.text for block in reading.blocks)
    return array("Q", {_digest(block, keys[block.text]) for block in reading.blocks if keys[block.text]}).tobytes()


def moved_digests(before: Reading, after: Reading) -> tuple[bytes, bytes]:
    """The digests of the prose that came to an article's page and of that which went from it, 8 bytes each."""
    old, new = ({(block.place, block.text): block for block in reading.blocks} for reading in (before, after))
    return _prose_digests(new, old), _prose_digests(old, new)


def _prose_digests(here: Mapping[tuple[str, str], Block], there: Container[tuple[str, str]]) -> bytes:
    """Those of the prose that stands here and not there."""
    moved = [block for key, block in here.items() if key not in there and chrome.is_prose(block)]
    keys = letters_and_digits_of_all(block.text for block in moved)
    return array("Q", {_digest(block, keys[block.text]) for block in moved if keys[block.text]}).tobytes()


def unpack_digests(digests: bytes) -> Sequence[int]:
    """The digests as numbers. Raises ValueError where the bytes are not whole digests."""
    found = array("Q")
    found.frombytes(digests)
    return found


@dataclass(slots=True)
class _Restless:
    """A block that came to pages or went from them, and the articles on which it did so last."""

    articles: tuple[object, ...] = ()
    came: bool = False
    went: bool = False


class SiteMemory:
    """The blocks of a site's last pages: (article, digests), oldest first, where an article is any hashable name."""

    def __init__(self, pages: Iterable[tuple[object, bytes]] = ()) -> None:
        self._pages: OrderedDict[object, Sequence[int]] = OrderedDict()
        self._counts: Counter[int] = Counter()
        self._often: dict[int, int] | None = None
        self._restless: OrderedDict[int, _Restless] = OrderedDict()
        for article, digests in pages:
            self.learn(article, digests)

    @property
    def is_full(self) -> bool:
        """Whether another article's page would push out the oldest."""
        return len(self._pages) >= WINDOW

    def knows(self, article: object) -> bool:
        """Whether a page of the article is among those remembered."""
        return article in self._pages

    def learn(self, article: object, digests: bytes) -> None:
        """Remember an article's page in place of its earlier one, and forget the oldest beyond the window."""
        self._often = None
        self._forget(article)
        self._pages[article] = unpack_digests(digests)
        self._counts.update(self._pages[article])
        if len(self._pages) > WINDOW:
            self._forget(next(iter(self._pages)))

    def note_moved(self, article: object, moved: tuple[bytes, bytes]) -> None:
        """Remember what came to an article's page and what went from it: an advertisement does both, on many."""
        for place, digests in enumerate(moved):
            for digest in unpack_digests(digests):
                known = self._restless.pop(digest, _Restless())
                # One more than are needed, so that the article that asks can be left out.
                if article not in known.articles:
                    known.articles = (*known.articles, article)[-FEWEST - 1 :]
                known.came |= place == 0
                known.went |= place == 1
                self._restless[digest] = known
        while len(self._restless) > MOST_RESTLESS:
            self._restless.popitem(last=False)

    def repeated(self, *, but: object = None) -> frozenset[int]:
        """The blocks that the site repeats, as the pages of all articles but that one show.

        That is what stands on many of them, and what came and went on three or more. What only came may be an update
        that a publisher put into several stories.
        """
        own = frozenset(self._pages.get(but, ()))
        need = _need(len(self._pages) - (but in self._pages))
        if self._often is None:
            least = _need(len(self._pages) - 1)
            self._often = {digest: count for digest, count in self._counts.items() if count >= least}
        standing = {digest for digest, count in self._often.items() if count - (digest in own) >= need}
        return frozenset(standing.union(self._restless_but(but)))

    def _restless_but(self, article: object) -> Iterator[int]:
        for digest, known in self._restless.items():
            if known.came and known.went and len(known.articles) - (article in known.articles) >= FEWEST:
                yield digest

    def _forget(self, article: object) -> None:
        for digest in self._pages.pop(article, ()):
            if self._counts[digest] == 1:
                del self._counts[digest]
            else:
                self._counts[digest] -= 1


def _need(pages: int) -> int:
    return max(FEWEST, math.ceil(SHARE * pages))


def without_repeats(laid: Match, before: Sheet, after: Sheet, repeated: Collection[int]) -> Match:
    """The match without what the site repeats: such a block is not added to a story, lost from it, or made of it."""
    if not repeated:
        return laid

    def is_story(sheet: Sheet, index: int) -> bool:
        return _digest(sheet.blocks[index], sheet.keys[index]) not in repeated

    return replace(
        laid,
        pairs=[(i, j) for i, j in laid.pairs if is_story(after, j)],
        gone=[i for i in laid.gone if is_story(before, i)],
        come=[j for j in laid.come if is_story(after, j)],
    )


def _digest(block: Block, key: str) -> int:
    named = f"{block.place}\0{key}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(named, digest_size=8).digest())
