"""A second fetch a moment later as witness: what differs between the two moves by itself and is no edit."""

from collections.abc import Sequence

from monitor.compare.body import BodyChange
from storage.fold import letters_and_digits


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
    return BodyChange(
        edited={i: text for i, text in change.edited.items() if edited.get(i) == letters_and_digits(text)},
        lost=[index for index in change.lost if index in witnessed.lost],
        added=[(anchor, text) for anchor, text in change.added if letters_and_digits(text) in added],
        order=change.order if witnessed.order is not None else None,
        notes=[text for text in change.notes if text in witnessed.notes],
    )
