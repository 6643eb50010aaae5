"""The earlier story's paragraphs found on both pages, and the blocks that only one page has."""

from dataclasses import dataclass

from monitor.compare import chrome
from monitor.compare.pairing import Piece, most_similar_pairs
from monitor.compare.sheet import Sheet, story_places
from monitor.words import folded_words
from storage.fold import letters_and_digits

LINES_SHARE = 1 / 3
"""Share of a story's blocks without a sentence's end from which lines are what it is made of."""

FEWEST_AROUND = 10
SHARED_AROUND = 0.2
"""Share of the blocks around a story that two fetches of one template share: navigation and footer stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Where the story stands on a page: its places, its first and last block, and the block of its heading (or -1).

    `has_lines` says that a third of it or more are lines that end as no sentence does; `is_read` that the extractor
    took most of it for the story, too: what it left out there, it left out for what it says.
    """

    places: frozenset[str]
    first: int
    last: int
    heading: int
    has_lines: bool = False
    is_read: bool = False

    def has_inside(self, index: int) -> bool:
        """Whether a block stands between the story's first and last."""
        return self.first < index < self.last

    def is_container(self, place: str) -> bool:
        """Whether a place's element stands in one that holds paragraphs of the story, too, at any depth."""
        parent, _, step = place.rpartition("/")
        tag = step.partition(".")[0]
        same_tag = any(other.rpartition("/")[2].partition(".")[0] == tag for other in self.places)
        return any(
            other.startswith(f"{parent}/") and (same_tag or other.rpartition("/")[0] != parent) for other in self.places
        )

    def wrapper_of(self, place: str) -> str:
        """The outermost element around a place that holds none of the story's places; ends in a slash."""
        steps = place.split("/")
        wrappers = ("/".join(steps[:count]) + "/" for count in range(1, len(steps) + 1))
        return next(
            (wrapper for wrapper in wrappers if not any(f"{other}/".startswith(wrapper) for other in self.places)),
            f"{place}/",
        )

    def is_tail_of_place(self, place: str) -> bool:
        """Whether a place ends in the same two steps as one of the story's."""
        return any(other.rsplit("/", 2)[-2:] == place.rsplit("/", 2)[-2:] for other in self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Two pages laid side by side.

    `found` gives for each paragraph that is a block of the new page, letter for letter, that block; `home` its block on
    the earlier page. `pairs` are blocks (earlier, new) that only their own page has and that are alike, likest first;
    `gone` and `come` the blocks left over. `missing` are the paragraphs that the new page does not hold anywhere.
    """

    paragraphs: list[str]
    keys: list[str]
    home: dict[int, int]
    found: dict[int, int]
    missing: frozenset[int]
    pairs: list[tuple[int, int]]
    gone: list[int]
    come: list[int]
    before: Zone
    after: Zone
    is_redesigned: bool

    @property
    def paragraph_of(self) -> dict[int, int]:
        """The paragraph of each of the earlier page's blocks that is one."""
        return {block: index for index, block in self.home.items()}


def match(before: Sheet, after: Sheet) -> Match:
    """Lay two pages side by side."""
    paragraphs = before.reading.story.paragraphs
    before_keys = before.keys
    keys = [before.known.get(text) or letters_and_digits(text) for text in paragraphs]
    home = _located(keys, before)
    found = _located(keys, after)
    missing = frozenset(i for i, key in enumerate(keys) if i not in found and not after.holds(key))
    old = [j for j, key in enumerate(before_keys) if key and key not in after.spots]
    new = [j for j, key in enumerate(after.keys) if key and key not in before.spots]
    gone = {j for j in old if not after.holds(before_keys[j])}
    come = {j for j in new if not before.holds(after.keys[j])}
    pairs = [(i, j) for i, j in _pairs(before, old, after, new) if i in gone or j in come]
    zones = _zone(before, home), _zone(after, found | _edited(home, pairs))
    paired = {i for i, _ in pairs}, {j for _, j in pairs}
    return Match(
        paragraphs=paragraphs,
        keys=keys,
        home=home,
        found=found,
        missing=missing,
        pairs=pairs,
        gone=sorted(gone - paired[0]),
        come=sorted(come - paired[1]),
        before=zones[0],
        after=zones[1],
        is_redesigned=_is_redesigned(zones, len(before.blocks) - len(old), len(home), len(before.blocks)),
    )


def _edited(home: dict[int, int], pairs: list[tuple[int, int]]) -> dict[int, int]:
    paragraph_of = {block: index for index, block in home.items()}
    return {paragraph_of[i]: j for i, j in pairs if i in paragraph_of}


def _is_redesigned(zones: tuple[Zone, Zone], shared: int, paragraphs: int, blocks: int) -> bool:
    """Whether the story stands in another template: at other places, and with hardly a block of what was around it."""
    if not zones[0].places or zones[0].places & zones[1].places:
        return False
    around = blocks - paragraphs
    return around >= FEWEST_AROUND and shared - paragraphs < SHARED_AROUND * around


def _located(keys: list[str], sheet: Sheet) -> dict[int, int]:
    """For each paragraph its block: of several alike the story's, and each once as long as there are enough."""
    taken: set[int] = set()
    found: dict[int, int] = {}
    for index, key in enumerate(keys):
        spots = sheet.spots.get(key, ()) if key else ()
        ranked = sorted(spots, key=lambda spot: (spot in taken, not sheet.blocks[spot].story, spot))
        if ranked:
            found[index] = ranked[0]
            taken.add(ranked[0])
    return found


def _pairs(before: Sheet, old: list[int], after: Sheet, new: list[int]) -> list[tuple[int, int]]:
    """Alike blocks; of one place with any, of different places only where both may hold a story."""
    left = [Piece(i, folded_words(before.blocks[i].text)) for i in old]
    right = [Piece(j, folded_words(after.blocks[j].text)) for j in new]
    return most_similar_pairs(left, right)


def _zone(sheet: Sheet, located: dict[int, int]) -> Zone:
    spots = sorted(set(located.values())) or [j for j, block in enumerate(sheet.blocks) if block.story]
    places = frozenset(story_places([sheet.blocks[spot] for spot in spots]))
    core = [spot for spot in spots if sheet.blocks[spot].place in places]
    first, last = (core[0], core[-1]) if core else (len(sheet.blocks), -1)
    lines = sum(not chrome.ends_sentence(sheet.blocks[spot].text) for spot in core)
    return Zone(
        places=places,
        first=first,
        last=last,
        heading=sheet.heading_at(before=first + 1),
        has_lines=lines >= LINES_SHARE * max(1, len(core)),
        is_read=2 * sum(sheet.blocks[spot].story for spot in core) > len(core),
    )
