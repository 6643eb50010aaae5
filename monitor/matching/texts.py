"""What of a change the queries are asked of: the story before, the story after, and what was put in and taken out."""

import json
from dataclasses import dataclass

from storage.passages import changed_surroundings, changed_words
from storage.records import Change, ChangeKind, Version
from storage.texts import BREAK, Texts


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


def _put_in_and_taken_out(change: Change, before: Version | None, after: Version | None) -> tuple[str, ...]:
    if change.kind == ChangeKind.MOVED:
        return "", ""
    if before is None or after is None:
        return _whole(after), _whole(before)
    if not change.diff:
        return "", ""
    diff = json.loads(change.diff)
    return *changed_words(diff), *changed_surroundings(diff)


def _whole(version: Version | None) -> str:
    return "" if version is None else BREAK.join(text for text in _fields(version) if text)


def _fields(version: Version) -> tuple[str, str, str, str]:
    # As the index of versions has them.
    return version.headline, version.standfirst, "; ".join(version.byline), version.body
