"""A second fetch a moment later as witness: what differs between the two moves by itself and is no edit."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from monitor.compare.body import BodyChange
from monitor.compare.matching import Match, match
from monitor.compare.sheet import Sheet
from scrapers.items import Reading
from storage.fold import letters_and_digits

LEAST_KEPT = 0.5
"""Share of a story that two fetches have in common; where it is less, one of them met a wall, and neither is a witness
of the other."""


def agreed_reading(reading: Reading, witness: Reading) -> Reading:
    """A new story's reading without the paragraphs that only this fetch shows: they move by themselves.

    A paragraph that reads differently on the other page stays where it stands after the same one there.
    """
    here, there = Sheet(reading), Sheet(witness)
    laid = match(here, there)
    dropped = {index for index in laid.missing if not _stands_alike(index, laid)}
    kept = [text for index, text in enumerate(laid.paragraphs) if index not in dropped]
    if not dropped or sum(map(len, kept)) < LEAST_KEPT * sum(map(len, laid.paragraphs)):
        return reading
    taken = set(kept)
    blocks = tuple(replace(block, story=block.story and block.text in taken) for block in reading.blocks)
    return replace(reading, story=replace(reading.story, body="\n\n".join(kept)), blocks=blocks)


def _stands_alike(index: int, laid: Match) -> bool:
    """Whether a paragraph's like on the other page follows the same paragraph as here."""
    other = next((j for i, j in laid.pairs if i == laid.home.get(index)), None)
    if other is None:
        return False
    before = max((i for i in laid.found if i < index), default=None)
    there = max(((j, i) for i, j in laid.found.items() if j < other), default=(None, None))[1]
    return before == there


def agreed(value: str, witnessed: str, otherwise: str) -> str:
    """A field's value where both fetches say so, else what it was."""
    return value if letters_and_digits(value) == letters_and_digits(witnessed) else otherwise


def agreed_names(value: Sequence[str], witnessed: Sequence[str], otherwise: Sequence[str]) -> Sequence[str]:
    """The names where both fetches say so, else those there were."""
    alike = [letters_and_digits(name) for name in value] == [letters_and_digits(name) for name in witnessed]
    return value if alike else otherwise


def agreed_change(change: BodyChange, witnessed: BodyChange) -> BodyChange:
    """What both fetches show of a body's change."""
    added = {letters_and_digits(text) for _, text in witnessed.added}
    edited = {index: letters_and_digits(text) for index, text in witnessed.edited.items()}
    both = {i: text for i, text in change.edited.items() if edited.get(i) == letters_and_digits(text)}
    return BodyChange(
        edited=both,
        lost=[index for index in change.lost if index in witnessed.lost],
        added=[(anchor, text) for anchor, text in change.added if letters_and_digits(text) in added],
        order=_agreed_order(change, witnessed, moving=(change.edited.keys() | witnessed.edited.keys()) - both.keys()),
        notes=[text for text in change.notes if text in witnessed.notes],
    )


def _agreed_order(change: BodyChange, witnessed: BodyChange, *, moving: Collection[int]) -> list[int] | None:
    """The new order where both fetches show it in the paragraphs that do not move by themselves; else None."""
    if change.order is None or witnessed.order is None:
        return None
    order = [index for index in change.order if index not in moving]
    if order != [index for index in witnessed.order if index not in moving] or order == sorted(order):
        return None
    for index in sorted(moving):
        order.insert(order.index(index - 1) + 1 if index else 0, index)
    return order
