"""Which blocks the extractor's text consists of, and the block form that comparing reads."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice, takewhile

from scrapers.extract.blocks import Node, RawBlock, ends_sentence
from scrapers.extract.cleaning import letters
from scrapers.items import Block

SURE_LENGTH = 24
"""Letters from which a block found anywhere in the text is surely of it; shorter ones must stand in sequence."""

STORY_PLACE_SHARE = 1 / 8
"""Share of the story's characters that makes a place one of the story's (found by experiment on labelled pairs)."""


MAX_TEASER_REST = 250
"""Characters that a teaser's box holds besides its summary: title, kicker, byline, date."""

HOME_SHARE = 0.85
"""Of the story's characters, that its home holds: a stray paragraph elsewhere does not widen it to the whole page."""

_INNER = frozenset(("p", "ul", "ol", "li", "dl", "table", "tbody", "tr", "blockquote"))
_CROSSHEADS = frozenset(("h2", "h3", "h4", "h5"))
_LISTED = frozenset(("li", "tr", "td", "dd"))
_LISTS = frozenset(("ul", "ol", "dl", "table"))


def mark_story(blocks: Sequence[RawBlock], text: str) -> float:
    """Mark the blocks whose letters the text holds; return the share of the text's letters that they account for."""
    lines = [key for line in text.split("\n") if (key := letters(line))]
    whole = "".join(lines)
    if not whole:
        return 0.0
    wanted = Counter(lines)
    position = 0
    for block in blocks:
        key = "" if block.pruned else block.key
        if not key:
            continue
        if whole.startswith(key, position):
            found = position
        elif key in wanted or len(key) >= SURE_LENGTH:
            found = whole.find(key, position)
            if found < 0:
                found = whole.find(key)
        else:
            found = -1
        if found >= 0:
            block.story = True
            position = found + len(key)
    _unmark_doubles(blocks)
    return min(1.0, sum(len(block.key) for block in blocks if block.story) / len(whole))


def _unmark_doubles(blocks: Sequence[RawBlock]) -> None:
    """Of blocks with one text keep those at the place that holds most of the story."""
    marked = [block for block in blocks if block.story]
    copies: dict[str, list[RawBlock]] = {}
    for block in marked:
        copies.setdefault(block.key, []).append(block)
    if len(copies) == len(marked):
        return
    weight: Counter[str] = Counter()
    for block in marked:
        weight[block.node.place] += len(block.text)
    for same in copies.values():
        best = max(weight[block.node.place] for block in same)
        for block in same:
            block.story = weight[block.node.place] == best


def settle_story(blocks: Sequence[RawBlock]) -> None:
    """Let structure have the last word: complete the story at its places, and take its edges off.

    The extractor takes one container where a page has several, and now and then lists below the text. The places that
    hold STORY_PLACE_SHARE of what it took are the story's: prose there is story also where it was left out, and what
    was taken before the first and after the last of such prose must read like prose itself.
    """
    places = story_places(blocks)
    if not places:
        return
    for block in blocks:
        if not block.story and not block.pruned and block.node.place in places and _reads_like_story(block):
            block.story = True
    core = [index for index, block in enumerate(blocks) if block.story and block.node.place in places]
    _add_crossheads(blocks[core[0] : core[-1] + 1], places)
    home = _home([blocks[index] for index in core])
    for index, block in enumerate(blocks):
        if block.story and block.node.place not in places and not _belongs(block, index, core=core, home=home):
            block.story = False


def _home(core: Sequence[RawBlock]) -> Node:
    """The smallest element around most of the story's paragraphs."""
    chars: Counter[Node] = Counter()
    for block in core:
        for node in block.node.ancestors():
            chars[node] += len(block.text)
    total = sum(len(block.text) for block in core)
    home = max((node for node, count in chars.items() if count >= HOME_SHARE * total), key=lambda node: node.depth)
    return next((node for node in home.ancestors() if node.tag not in _INNER), home)


def _belongs(block: RawBlock, index: int, *, core: Sequence[int], home: Node) -> bool:
    """Whether a block that the extractor took outside of the story's places is story, by where and how it stands."""
    if is_teaser(block):
        return False
    if core[0] <= index <= core[-1]:
        return True
    if not reads_like_prose(block):
        return False
    return index < core[0] or home in block.node.ancestors()


def _add_crossheads(blocks: Sequence[RawBlock], places: set[str]) -> None:
    """Take in headings, lists and tables that stand directly beside the story's paragraphs.

    So are the headings of sections: each shares a box with the paragraph that it stands before.
    """
    homes = {block.node.parent for block in blocks if block.story and block.node.place in places}
    following: RawBlock | None = None
    for block in reversed(blocks):
        if block.pruned or not _reads_like_story(block):
            continue
        if block.node.tag in _CROSSHEADS:
            leads = following is not None and following.story and _shares_box(block, following)
            block.story = block.story or leads or block.node.parent in homes
        elif not block.story and block.node.tag in _LISTED:
            block.story = _list_of(block).parent in homes
        following = block


def _shares_box(heading: RawBlock, paragraph: RawBlock) -> bool:
    """Whether the element around the heading is at most two steps above the paragraph's own."""
    return any(node is heading.node.parent for node in islice(paragraph.node.ancestors(), 1, 4))


def _list_of(block: RawBlock) -> Node:
    """The list or table that a line is of."""
    above = (node for node in block.node.ancestors() if node.tag in _LISTS)
    return next(above, block.node)


def is_teaser(block: RawBlock) -> bool:
    """Whether the block shares a small box with a title that is one link: another story's summary."""
    most = len(block.text) + MAX_TEASER_REST
    return any(node.title_links for node in takewhile(lambda node: node.chars <= most, block.node.ancestors()))


def story_places(blocks: Iterable[RawBlock]) -> set[str]:
    """The places that hold at least STORY_PLACE_SHARE of the story's characters."""
    weight: Counter[str] = Counter()
    for block in blocks:
        if block.story:
            weight[block.node.place] += len(block.text)
    least = STORY_PLACE_SHARE * weight.total()
    return {place for place, chars in weight.items() if chars >= least}


def reads_like_prose(block: RawBlock) -> bool:
    """Whether the block is a sentence or more, and not chiefly links."""
    return len(block.text) >= 40 and ends_sentence(block.text) and block.link_chars < 0.5 * len(block.text)


def _reads_like_story(block: RawBlock) -> bool:
    return block.link_chars < 0.5 * len(block.text) and not block.lone_link and len(block.key) > 1


def as_blocks(blocks: Iterable[RawBlock]) -> list[Block]:
    """The blocks for comparing, with landmarks and own wrappers resolved."""
    raw = list(blocks)
    for block in raw:
        if block.story:
            for node in block.node.ancestors():
                node.stories += 1
    return [
        Block(
            text=block.text,
            tag=block.node.tag,
            place=block.node.place,
            link_chars=block.link_chars,
            lone_link=block.lone_link,
            wrapper=block.node.wrapper,
            has_controls=own_wrapper(block).controls > 0,
            story=block.story,
        )
        for block in raw
    ]


def own_wrapper(block: RawBlock) -> Node:
    """The largest element around the block that holds no other story block; at least the block's own element."""
    limit = 1 if block.story else 0
    best = block.node
    for node in block.node.ancestors():
        if node.stories > limit:
            break
        best = node
    return best
