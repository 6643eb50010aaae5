"""What stands inside a story and is not the story: related links, captions, promotions. Words in many languages.

A word alone condemns nothing: a line goes where its words and its form (short, mostly link, a list of links) agree.
"""

import re
from itertools import takewhile

from scrapers.extract.blocks import MAX_LANDMARK_SHARE, Node, RawBlock, Walk, ends_sentence
from scrapers.extract.words import (
    call_pattern,
    credit_pattern,
    label_pattern,
    note_pattern,
    promotion_pattern,
    rights_pattern,
    service_pattern,
    summary_pattern,
)
from scrapers.items import Wrapper
from scrapers.suspect_words import PAYWALL

_RELATED = label_pattern()
_PROMOTION = promotion_pattern()
_RIGHTS = rights_pattern()
_SERVICE = service_pattern()
_CALL = call_pattern()
_SUMMARY = summary_pattern()
_CREDIT = credit_pattern()
_NOTE = note_pattern()
_RELATED_LABEL = re.compile(r"^.{2,45}?[:：|>»–—-]")
_CAPTION_TAGS = frozenset(("figcaption", "caption"))
_LIST_TAGS = frozenset(("ul", "ol", "dl"))

PROSE_PLACE_SHARE = 1 / 4
"""Of the page's prose; as in the marking of the story."""

MAX_LABEL = 45
MAX_RELATED_BOX = 700
"""Characters of a box with label, title and summary of another story."""

MAX_SUMMARY_BOX = 1_200
"""Characters of a box with a label and the story's points."""

MAX_CREDIT = 100
MAX_PROMOTION = 250
"""Characters up to which a line that asks for something is a promotion; longer ones tell a story."""


def prune(walk: Walk) -> None:
    """Mark the blocks that are no story text and take their elements out of the tree."""
    held = _nodes_with_prose(walk)
    for block in walk.blocks:
        if is_related_label(block):
            block.pruned = True
            _drop_box(block, held=held, most_prose=MAX_LANDMARK_SHARE * walk.nodes[0].prose_chars)
        elif len(block.text) <= MAX_LABEL and _SUMMARY.match(block.text):
            _drop_summary(block, held=held)
    for node in walk.nodes[1:]:
        if node.parent is not None and node.parent.dropped:
            node.dropped = True
        elif not node.dropped and (not node.chars or is_chrome(node, held=held)):
            _drop(node)
    for block in walk.blocks:
        if block.node.dropped:
            block.pruned = True
        elif is_aside_line(block) or is_offer(block, quoted=block.node in held):
            block.pruned = True
            if block.whole and block.node.parent is not None:
                _drop(block.node)


def _nodes_with_prose(walk: Walk) -> set[Node]:
    """The elements around the places that hold much of the page's prose: whatever their class says, they stay."""
    places: dict[str, list[RawBlock]] = {}
    for block in walk.blocks:
        if len(block.text) >= 80 and block.link_chars < 0.5 * len(block.text) and ends_sentence(block.text):
            places.setdefault(block.node.place, []).append(block)
    chars = {place: sum(len(block.text) for block in blocks) for place, blocks in places.items()}
    least = PROSE_PLACE_SHARE * sum(chars.values())
    return {
        node
        for place, blocks in places.items()
        if chars[place] >= least
        for block in blocks
        for node in block.node.ancestors()
    }


def _drop(node: Node) -> None:
    node.dropped = True
    if node.element.getparent() is not None:
        node.element.drop_tree()


def _drop_box(block: RawBlock, *, held: set[Node], most_prose: float) -> None:
    """Drop the largest small box around a label such as "Also read" that has a link: label, title and summary go.

    A short story fits into such a box as well: what holds the page's prose is no box.
    """

    def is_small(node: Node) -> bool:
        return (
            bool(node.parent) and node.chars <= MAX_RELATED_BOX and (node not in held or node.prose_chars <= most_prose)
        )

    boxes = [node for node in takewhile(is_small, block.node.ancestors()) if node.link_chars]
    if boxes:
        _drop(boxes[-1])


def _drop_summary(block: RawBlock, *, held: set[Node]) -> None:
    """Drop the box around a label such as "Highlights" that holds more than the label and none of the story."""
    block.pruned = True
    small = takewhile(lambda node: node.chars <= MAX_SUMMARY_BOX and node not in held, block.node.ancestors())
    boxes = [node for node in small if node.chars > len(block.text)]
    if boxes:
        _drop(boxes[0])


def is_chrome(node: Node, *, held: set[Node]) -> bool:
    """Whether a whole element is no story: a caption, a list of links, a box that its class tells of."""
    if node.tag in _CAPTION_TAGS:
        return True
    if node.tag in _LIST_TAGS:
        return node.link_chars >= 0.8 * node.chars
    if node in held:
        return False
    if node.landmark in (Wrapper.NAV, Wrapper.FOOTER):
        return not node.by_class or node.link_chars > 0
    return node.by_class and node.landmark in (Wrapper.ASIDE, Wrapper.COMMENTS)


def is_related_label(block: RawBlock) -> bool:
    """Whether the block is nothing but a label such as "Also read"."""
    match = _RELATED.match(block.text) if len(block.text) <= MAX_LABEL else None
    return match is not None and not any(c.isalnum() for c in block.text[match.end() :])


def is_aside_line(block: RawBlock) -> bool:
    """Whether one block between paragraphs leads elsewhere or asks for something."""
    text, size = block.text, len(block.text)
    if block.node.tag in ("h1", "h2", "h3", "h4") and block.link_chars < size:
        is_label = bool(_RELATED.match(text)) and text.rstrip().endswith((":", "："))
        return size <= 60 and (is_label or bool(_PROMOTION.match(text)))
    mostly_link = block.link_chars >= 0.6 * size
    if block.link_chars >= 0.95 * size:
        return True
    # A label may stand directly before its link, parted from it by style alone.
    label = text[: size - block.link_chars] if block.lone_link else text
    if size <= 300 and _RELATED.match(label) and (mostly_link or (size <= 200 and _is_labelled(block))):
        return True
    if size <= MAX_PROMOTION and _PROMOTION.match(text):
        return True
    if block.link_chars and size <= MAX_PROMOTION and _SERVICE.search(text) and _CALL.search(text):
        return True
    if size <= MAX_CREDIT and _CREDIT.match(text) and not ends_sentence(text):
        return True
    return (size <= 120 and bool(_RIGHTS.match(text))) or (size <= MAX_PROMOTION and bool(_NOTE.match(text)))


def is_offer(block: RawBlock, *, quoted: bool) -> bool:
    """Whether the block offers a subscription in two phrases; where they may be quoted it must begin with one."""
    if len(block.text) > MAX_PROMOTION or (quoted and not PAYWALL.match(block.text)):
        return False
    return len({match.group(0).lower() for match in PAYWALL.finditer(block.text)}) > 1


def _is_labelled(block: RawBlock) -> bool:
    """Whether "also read" stands as a label before a title: a colon after it, or the line ends in a link."""
    return block.lone_link or bool(_RELATED_LABEL.match(block.text))
