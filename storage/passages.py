"""The words that a change put in and took out, read from its diff: what is searched as `added` and `removed`. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from storage.texts import BREAK, LONGEST, first_words, last_words

FIELDS = ("headline", "standfirst", "byline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of a change: what went and what came, and what stood and stands before and after it in its passage."""

    added: str = ""
    removed: str = ""
    new: tuple[str, str] = ("", "")
    old: tuple[str, str] = ("", "")


def changed_words(diff: Mapping[str, Any]) -> tuple[str, str]:
    """All that a diff puts in, and all that it takes out, place by place with `BREAK` between."""
    found = list(places(diff))
    added, removed = ([place.added.strip() for place in found], [place.removed.strip() for place in found])
    return BREAK.join(filter(None, added)), BREAK.join(filter(None, removed))


def changed_surroundings(diff: Mapping[str, Any]) -> tuple[str, ...]:
    """The places of a diff with words around, in the order of `storage.texts.INDEXED` after `added` and `removed`."""
    found = list(places(diff))
    columns = [
        [_around(place, side, words - 1) for place in found]
        for side in ("added", "removed")
        for words in range(2, LONGEST + 1)
    ]
    return tuple(BREAK.join(filter(None, column)) for column in columns)


def places(diff: Mapping[str, Any]) -> Iterator[Place]:
    """Each place of a diff (as `changes.diff` holds it) in reading order; what only moved is none."""
    for field in FIELDS:
        yield from _places_of(diff.get(field, []))
    for block in diff.get("body", []):
        if block["op"] == "edit":
            yield from _places_of(block["parts"])
        elif block["op"] == "add":
            yield Place(added=block["text"])
        elif block["op"] == "remove":
            yield Place(removed=block["text"])


def _places_of(parts: Sequence[Sequence[str]]) -> Iterator[Place]:
    """A run of parts between two that are equal is one place."""
    start = 0
    while start < len(parts):
        end = start
        while end < len(parts) and parts[end][0] != "=":
            end += 1
        if end > start:
            yield Place(
                added=_side(parts[start:end], "+"),
                removed=_side(parts[start:end], "-"),
                new=(_side(parts[:start], "=+"), _side(parts[end:], "=+")),
                old=(_side(parts[:start], "=-"), _side(parts[end:], "=-")),
            )
        start = end + 1


def _side(parts: Sequence[Sequence[str]], operations: str) -> str:
    return "".join(text for operation, text in parts if operation in operations)


def _around(place: Place, side: Literal["added", "removed"], words: int) -> str:
    """What came, or went, with so many words on either side; nothing where there are none, since it is found alone."""
    (left, right), text = (place.new, place.added) if side == "added" else (place.old, place.removed)
    lead, trail = last_words(left, words), first_words(right, words)
    return f"{lead}{text}{trail}" if lead or trail else ""
