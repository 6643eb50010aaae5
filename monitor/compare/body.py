"""The body: which of the earlier story's paragraphs are gone, edited or moved, and which new blocks are story."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.compare import chrome
from monitor.compare.corrections import is_correction_note
from monitor.compare.matching import Match, Zone
from monitor.compare.sheet import Sheet
from monitor.words import rising
from scrapers.items import Block, Wrapper

NO_NOTE = frozenset([Wrapper.NAV, Wrapper.COMMENTS, Wrapper.FOOTER])
FOREIGN = frozenset([Wrapper.NAV, Wrapper.COMMENTS, Wrapper.FOOTER, Wrapper.FIGURE])


@dataclass(slots=True)
class BodyChange:
    """What happened to the paragraphs.

    `edited` gives a paragraph its new text, `lost` are paragraphs (indexes) that the new page does not have, `added`
    are new texts with the paragraph that they follow (-1: none), `order` is the new order where paragraphs moved.
    `notes` are the correction notes among the new texts.
    """

    edited: dict[int, str] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    added: list[tuple[int, str]] = field(default_factory=list)
    order: list[int] | None = None
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


def compare_bodies(before: Sheet, after: Sheet, match: Match) -> BodyChange:
    """What became of the earlier story's paragraphs on the new page. Edits of chrome are left alone."""
    change = BodyChange()
    paragraph_of = {block: index for index, block in match.home.items()}
    spots = {block: index for index, block in match.found.items()}
    inserted: list[tuple[int, str]] = []
    for i, j in match.pairs:
        if i in paragraph_of:
            if _is_edit(before.blocks[i], after.blocks[j], match):
                change.edited[paragraph_of[i]] = after.blocks[j].text
            spots[j] = paragraph_of[i]
        elif _is_edit_left_out(i, j, before, after, match):
            inserted.append((j, after.blocks[j].text))
    change.lost = [paragraph_of[i] for i in match.gone if i in paragraph_of and _is_lost(i, before, after, match)]
    change.lost += [index for index in match.missing if index not in match.home]
    for j in match.come:
        block = after.blocks[j]
        if is_correction_note(block.text) and block.wrapper not in NO_NOTE:
            change.notes.append(block.text)
            inserted.append((j, block.text))
        elif _is_story(j, after, match.after):
            inserted.append((j, block.text))
    change.added = [(_anchor(j, spots), text) for j, text in sorted(inserted)]
    change.order = _new_order(match, spots)
    return change


def _anchor(block: int, spots: dict[int, int]) -> int:
    nearest = max((spot for spot in spots if spot < block), default=None)
    return -1 if nearest is None else spots[nearest]


def _is_edit(old: Block, new: Block, match: Match) -> bool:
    """Whether a paragraph that reads differently was edited: not if it is a time, a counter, a credit or a link."""
    if chrome.is_label(old.text) and chrome.is_label(new.text):
        return False
    if new.wrapper in FOREIGN:
        return False
    if _differ_in_digits_alone(old.text, new.text) and old.place not in match.before.places and not chrome.is_prose(new):
        return False
    if chrome.is_chiefly_link(old) and chrome.is_chiefly_link(new):
        return False
    return chrome.is_prose(old) or chrome.is_prose(new) or old.place in match.before.places or new.story


def _is_edit_left_out(i: int, j: int, before: Sheet, after: Sheet, match: Match) -> bool:
    """Whether an edited block that the extractor had left out of the story is of it all the same."""
    old, new = before.blocks[i], after.blocks[j]
    if old.place != new.place or new.wrapper in FOREIGN or new.wrapper is Wrapper.HEADER:
        return False
    if not (chrome.is_prose(old) and chrome.is_prose(new)) or _differ_in_digits_alone(old.text, new.text):
        return False
    if match.after.has_inside(j):
        return not new.has_controls and not new.link_chars
    return new.wrapper in (Wrapper.BODY, Wrapper.ARTICLE) and j > match.after.last and len(new.text) >= chrome.LONG


def _differ_in_digits_alone(old: str, new: str) -> bool:
    return [c for c in old if c.isalpha()] == [c for c in new if c.isalpha()]


def _is_lost(i: int, before: Sheet, after: Sheet, match: Match) -> bool:
    """Whether a paragraph that is gone was story, and not a box between paragraphs that went as a whole."""
    block = before.blocks[i]
    if block.place in match.before.places:
        return chrome.is_prose(block) or _is_line(block)
    if not any(other.place == block.place for other in after.blocks):
        return False
    return not block.has_controls and (chrome.is_prose(block) or chrome.is_heading(block) or chrome.is_list_line(block))


def _is_line(block: Block) -> bool:
    """Whether a block without a sentence's end may be a crosshead typed as a paragraph."""
    return not block.link_chars and not chrome.is_label(block.text) and len(block.text.split()) >= 3


def _is_story(j: int, after: Sheet, zone: Zone) -> bool:
    """Whether a new block is story: prose at the story's places, or between its blocks in a wrapper of text alone."""
    block = after.blocks[j]
    if block.place in zone.places:
        return chrome.is_prose(block) or (zone.has_inside(j) and block.story and _is_line(block))
    if not zone.has_inside(j) or block.has_controls or block.link_chars or chrome.is_outside(block):
        return False
    return chrome.is_prose(block) or chrome.is_heading(block)


def _new_order(match: Match, spots: dict[int, int]) -> list[int] | None:
    """The paragraphs' new order where some that stand at the story's places have moved; None where none has."""
    sequence = [(j, i) for j, i in sorted(spots.items()) if len(match.keys[i]) >= 20]
    if len(rising(sequence)) == len(sequence):
        return None
    order = [i for _, i in sequence]
    placed = set(order)
    for index in range(len(match.paragraphs)):
        if index not in placed:
            order.insert(order.index(index - 1) + 1 if index else 0, index)
    return order
