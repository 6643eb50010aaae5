"""What of a message has room: every change on a line at least, then its facts, then what changed in it. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from monitor.messages.lines import Line, Section

Write = Callable[[Line], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much may be written: `size` bytes in UTF-8 in all, and `characters` where more than brief lines are shown."""

    size: int
    characters: int

    def cost(self, text: str) -> int:
        """What `text` takes of `size`, as bytes or as its part of the characters, whichever is more."""
        return max(len(text.encode()), len(text) * self.size // self.characters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What has room, written; `left_out` counts the sections that have none at all."""

    written: Sequence[str]
    left_out: int


def fit(sections: Sequence[Section], *, write: Write, room: Room) -> Fitted:
    """The sections in their order: as many as have room, the first with all their facts, passages as far as they fit.

    Passages share what is left evenly: a section that needs less leaves its rest to the others.
    """
    briefs = [write(section.brief) for section in sections]
    listed, used = 0, 0
    while listed < len(sections) and used + len(briefs[listed].encode()) <= room.size:
        used += len(briefs[listed].encode())
        listed += 1
    used = max(used, sum(room.cost(brief) for brief in briefs[:listed]))
    written: list[_Full | str] = list(briefs[:listed])
    for at in range(listed):
        full = _full(sections[at], write)
        longer = room.cost(full.without_passages) - room.cost(briefs[at])
        if used + longer > room.size:
            break
        used += longer
        written[at] = full
    fulls = [one for one in written if isinstance(one, _Full)]
    shares = dict(zip(map(id, fulls), _shares(fulls, room, room.size - used), strict=True))
    return Fitted(
        written=[one if isinstance(one, str) else _with_passages(one, room, shares[id(one)]) for one in written],
        left_out=len(sections) - listed,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Full:
    lead: str
    passages: Sequence[str]
    cut: str
    foot: str

    @property
    def without_passages(self) -> str:
        return self.lead + (self.cut if self.passages else "") + self.foot


def _full(section: Section, write: Write) -> _Full:
    return _Full(
        lead="".join(map(write, section.lead)),
        passages=list(map(write, section.passages)),
        cut=write(section.cut),
        foot="".join(map(write, section.foot)),
    )


def _shares(fulls: Sequence[_Full], room: Room, left: int) -> Iterator[int]:
    """How much of what is `left` the passages of each may take."""
    needs = [sum(map(room.cost, full.passages)) for full in fulls]
    given = [0] * len(fulls)
    for place, at in enumerate(sorted(range(len(fulls)), key=needs.__getitem__)):
        given[at] = min(needs[at], left // (len(fulls) - place))
        left -= given[at]
    yield from given


def _with_passages(full: _Full, room: Room, share: int) -> str:
    shown: list[str] = []
    for passage in full.passages:
        share -= room.cost(passage)
        if share < 0:
            return full.lead + "".join(shown) + full.cut + full.foot
        shown.append(passage)
    return full.lead + "".join(shown) + full.foot
