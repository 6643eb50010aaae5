"""The body: which of the earlier story's paragraphs are gone, edited or moved, and which new blocks are story."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.compare import chrome
from monitor.compare.corrections import is_correction_note
from monitor.compare.pairing import Piece, most_similar_pairs
from monitor.compare.sheet import Sheet, joined_keys
from monitor.words import folded_words, rising
from scrapers.items import Block, Wrapper
from storage.fold import letters_and_digits


@dataclass(slots=True)
class BodyChange:
    """What happened to the paragraphs.

    `edited` gives a paragraph its new text, `lost` are paragraphs (indexes) that the new page does not have, `added`
    are new texts with the paragraph that they follow (-1: none), `order` is the new order where paragraphs moved.
    `kept_share` is the share of the earlier body's characters that is still on the page, edited or not.
    """

    edited: dict[int, str] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    added: list[tuple[int, str]] = field(default_factory=list)
    order: list[int] | None = None
    kept_share: float = 1.0
    notes: list[str] = field(default_factory=list)

    def applied(self, paragraphs: Sequence[str]) -> list[str]:
        """The paragraphs with the change."""
        order = list(range(len(paragraphs))) if self.order is None else self.order
        gone = set(self.lost)
        after: dict[int, list[str]] = {}
        for anchor, text in self.added:
            after.setdefault(anchor, []).append(text)
        result = list(after.get(-1, ()))
        for index in order:
            if index not in gone:
                result.append(self.edited.get(index, paragraphs[index]))
            result += after.get(index, ())
        return result


def compare_bodies(before: Sheet, after: Sheet) -> BodyChange:
    """What became of the earlier story's paragraphs on the new page. Order and edits of chrome are left alone."""
    paragraphs = before.reading.story.paragraphs
    fresh = _fresh(before, after)
    missing = [index for index, text in enumerate(paragraphs) if text not in after.texts]
    if not fresh and not missing:
        return _ordered(BodyChange(), paragraphs, before, after, {})
    return _compare(before, after, paragraphs, missing, fresh)


def _fresh(before: Sheet, after: Sheet) -> list[int]:
    """The new page's blocks whose plain text the earlier page does not have."""
    known = before.texts | frozenset(before.reading.story.paragraphs)
    return [index for index, block in enumerate(after.blocks) if block.text not in known]


def _compare(before: Sheet, after: Sheet, paragraphs: list[str], missing: list[int], fresh: list[int]) -> BodyChange:
    keys = joined_keys(paragraphs)
    known = set(keys)
    odd = [index for index in missing if keys[index] and not after.has(keys[index])]
    lost = [index for index in odd if not after.holds(keys[index])]
    unequal = [index for index in fresh if after.keys[index] not in known and not before.has(after.keys[index])]
    new = {index for index in unequal if not before.holds(after.keys[index])}
    home = _home(before)
    old_pieces = [Piece(index, folded_words(paragraphs[index])) for index in odd]
    new_pieces = [Piece(index, folded_words(after.blocks[index].text)) for index in unequal if _may_be_story(after, index)]
    change = BodyChange()
    pairs = [(i, j) for i, j in most_similar_pairs(old_pieces, new_pieces) if i in set(lost) or j in new]
    paired_old = {i for i, _ in pairs}
    paired_new = {j for _, j in pairs}
    for i, j in pairs:
        if _is_edit(home.get(keys[i]), after.blocks[j], paragraphs[i]):
            change.edited[i] = after.blocks[j].text
    change.lost = [i for i in lost if i not in paired_old and _was_story(home.get(keys[i]))]
    located = _located(keys, after) | {j: i for i, j in pairs}
    _add_new(change, after, sorted(new - paired_new), located)
    lost_chars = sum(len(paragraphs[index]) for index in lost if index not in paired_old)
    change.kept_share = 1 - lost_chars / max(1, sum(map(len, paragraphs)))
    return _ordered(change, paragraphs, before, after, located)


def _home(before: Sheet) -> dict[str, Block]:
    """The block of each of the earlier page's story paragraphs, by key."""
    return {letters_and_digits(block.text): block for block in before.blocks if block.story}


def _may_be_story(after: Sheet, index: int) -> bool:
    block = after.blocks[index]
    return block.story or not chrome.is_outside(block) or is_correction_note(block.text)


def _is_edit(old: Block | None, new: Block, old_text: str) -> bool:
    """Whether a paragraph that reads differently was edited: not if it is a time, a counter, a credit or a link."""
    if chrome.is_label(old_text) and chrome.is_label(new.text):
        return False
    if old is None or chrome.is_prose(old) or chrome.is_prose(new):
        return True
    return new.story and not (old.lone_link and new.lone_link)


def _was_story(old: Block | None) -> bool:
    return old is None or chrome.is_prose(old) or chrome.is_heading(old) or chrome.is_list_line(old)


def _located(keys: Sequence[str], after: Sheet) -> dict[int, int]:
    """The paragraph that each of the new page's blocks is, for those that are one."""
    wanted = {key: index for index, key in reversed(list(enumerate(keys))) if key}
    return {j: wanted[key] for j, key in enumerate(after.keys) if key in wanted}


def _add_new(change: BodyChange, after: Sheet, new: Sequence[int], located: dict[int, int]) -> None:
    story = [j for j, block in enumerate(after.blocks) if block.story]
    spots = sorted(located)
    for j in new:
        block = after.blocks[j]
        if is_correction_note(block.text) and block.wrapper not in (Wrapper.NAV, Wrapper.COMMENTS, Wrapper.FOOTER):
            change.notes.append(block.text)
        elif not _is_story(block, is_inside=bool(story) and story[0] < j < story[-1]):
            continue
        anchor = max((spot for spot in spots if spot < j), default=None)
        change.added.append((-1 if anchor is None else located[anchor], block.text))


def _is_story(block: Block, *, is_inside: bool) -> bool:
    """Whether a new block is story: prose at the story's places, or between its blocks in a wrapper of text alone."""
    if block.story:
        return chrome.is_prose(block) or (is_inside and not block.lone_link and not chrome.is_label(block.text))
    if not is_inside or block.has_controls or chrome.is_outside(block):
        return False
    return chrome.is_prose(block) or chrome.is_heading(block)


def _ordered(
    change: BodyChange, paragraphs: Sequence[str], before: Sheet, after: Sheet, located: dict[int, int]
) -> BodyChange:
    """Notes the new order where paragraphs that stand once on either page have changed places."""
    spots = located or _located(joined_keys(paragraphs), after)
    counts: dict[int, int] = {}
    for index in spots.values():
        counts[index] = counts.get(index, 0) + 1
    sequence = [(j, i) for j, i in sorted(spots.items()) if counts[i] == 1 and after.blocks[j].story]
    if len(rising(sequence)) == len(sequence):
        return change
    placed = {i for _, i in sequence}
    order = [i for _, i in sequence]
    for index in range(len(paragraphs)):
        if index not in placed:
            order.insert(order.index(index - 1) + 1 if index else 0, index)
    change.order = order
    return change
