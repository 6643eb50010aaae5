"""What of a change the queries are asked of: the story before, the story after, and what was put in and taken out."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.diff import Diff
from monitor.words import Part
from storage.records import Change, ChangeKind, Version
from storage.texts import BREAK, LONGEST, Texts, first_words, last_words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTexts:
    """A change with its versions, and their texts as rows for `storage.texts`; None where there was or is none."""

    change: Change
    before: Version | None
    after: Version | None
    text_before: Texts | None
    text_after: Texts | None

    @property
    def said(self) -> Version:
        """The version that the change leaves; of a removal, the one that went."""
        said = self.after or self.before
        if said is None:
            raise ValueError(f"change {self.change.id} names no version")
        return said


def change_texts(change: Change, before: Version | None, after: Version | None) -> ChangeTexts:
    """The change's texts. What came (published, restored) was put in whole, what was removed is taken out whole.

    Of a change that keeps the story (moved) the texts are the same and nothing was put in or taken out.
    """
    changed = _put_in_and_taken_out(change, before, after)
    return ChangeTexts(
        change=change,
        before=before,
        after=after,
        text_before=None if before is None else (*_fields(before), *changed),
        text_after=None if after is None else (*_fields(after), *changed),
    )


def changed_words(diff: Diff) -> tuple[str, ...]:
    """The words that a diff puts in and those that it takes out, then the places of its changes with words around.

    In the order of `storage.texts.INDEXED`, each passage by passage with breaks between.
    """
    places = list(_places(diff))
    columns = [[place.added.strip() for place in places], [place.removed.strip() for place in places]]
    for side in ("added", "removed"):
        columns += [[_around(place, side, words - 1) for place in places] for words in range(2, LONGEST + 1)]
    return tuple(BREAK.join(filter(None, column)) for column in columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """One place of a change: what went and what came, and what stood and stands before and after it in its passage."""

    added: str = ""
    removed: str = ""
    new: tuple[str, str] = ("", "")
    old: tuple[str, str] = ("", "")


def _around(place: _Place, side: Literal["added", "removed"], words: int) -> str:
    """What came, or went, with so many words on either side; nothing where there are none, since it is found alone."""
    (left, right), text = (place.new, place.added) if side == "added" else (place.old, place.removed)
    lead, trail = last_words(left, words), first_words(right, words)
    return f"{lead}{text}{trail}" if lead or trail else ""


def _places(diff: Diff) -> Iterator[_Place]:
    for parts in (diff.get("headline", []), diff.get("standfirst", []), diff.get("byline", [])):
        yield from _places_of(parts)
    for block in diff.get("body", []):
        if block["op"] == "edit":
            yield from _places_of(block["parts"])
        elif block["op"] == "add":
            yield _Place(added=block["text"])
        elif block["op"] == "remove":
            yield _Place(removed=block["text"])


def _places_of(parts: Sequence[Part]) -> Iterator[_Place]:
    """A run of parts between two that are equal is one place."""
    start = 0
    while start < len(parts):
        end = start
        while end < len(parts) and parts[end][0] != "=":
            end += 1
        if end > start:
            yield _Place(
                added=_side(parts[start:end], "+"),
                removed=_side(parts[start:end], "-"),
                new=(_side(parts[:start], "=+"), _side(parts[end:], "=+")),
                old=(_side(parts[:start], "=-"), _side(parts[end:], "=-")),
            )
        start = end + 1


def _side(parts: Sequence[Part], operations: str) -> str:
    return "".join(text for operation, text in parts if operation in operations)


def _put_in_and_taken_out(change: Change, before: Version | None, after: Version | None) -> tuple[str, ...]:
    if change.kind == ChangeKind.MOVED:
        return "", ""
    if before is None or after is None:
        return _whole(after), _whole(before)
    return changed_words(json.loads(change.diff)) if change.diff else ("", "")


def _whole(version: Version | None) -> str:
    return "" if version is None else BREAK.join(text for text in _fields(version) if text)


def _fields(version: Version) -> tuple[str, str, str, str]:
    # As the index of versions has them.
    return version.headline, version.standfirst, "; ".join(version.byline), version.body
