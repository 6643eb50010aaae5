"""One walk over the tree: every visible block of text with its element, links and surroundings, in document order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from scrapers.extract.cleaning import clean_text, letters
from scrapers.extract.places import MAX_PLACE_DEPTH, component, landmark
from scrapers.items import Wrapper

MAX_BLOCKS = 3_000
MAX_BLOCK_CHARS = 20_000
MIN_TITLE_LINK = 15
"""Characters from which a block that is one link is taken for another story's title."""

MAX_LANDMARK_SHARE = 0.25
"""Of the page's prose: layouts call main columns `with-sidebar` and `sidebar-grid__content`."""

_INLINE_TAGS = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark meter nobr output q rb
    ruby s samp small span strike strong sub sup time tt u var wbr"""
_UNSEEN_TAGS = """
    script style noscript template svg iframe object embed select textarea canvas audio video math head title
    rp rt datalist map"""
_CONTROL_TAGS = "a button form img input iframe video audio picture svg select textarea amp-img"
_INLINE = frozenset(_INLINE_TAGS.split())
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
_CONTROLS = frozenset(_CONTROL_TAGS.split())
_CELLS = frozenset(("td", "th"))
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# The last characters of a text that ends a sentence or clause: closing quotes and brackets may follow the stop.
_STOPS = tuple(".!?…:;。！？।॥۔؟")
_CLOSERS = "\"'”’»)]）」』 "


_Piece = tuple[str, bool] | None


@dataclass(slots=True, eq=False)
class Node:
    """A block-level element: what the walk learned of it, sums of its whole subtree included."""

    element: HtmlElement
    tag: str
    parent: "Node | None"
    depth: int = 0
    landmark: Wrapper | None = None
    by_class: bool = False
    chars: int = 0
    link_chars: int = 0
    prose_chars: int = 0
    controls: int = 0
    stories: int = 0
    dropped: bool = False
    title_links: int = 0
    _place: str | None = None
    _wrapper: Wrapper | None = None

    @property
    def place(self) -> str:
        """The path of tags and classes from below `body`."""
        if self._place is None:
            # An element deeper than MAX_PLACE_DEPTH shares the place of its ancestor there: recursion stays shallow.
            node = next((node for node in self.ancestors() if node.depth <= MAX_PLACE_DEPTH), self)
            self._place = node.place if node is not self else self._own_place()
        return self._place

    def _own_place(self) -> str:
        if self.parent is None:
            return ""
        above = self.parent.place
        step = component(self.tag, self.element.get("class"), self.element.get("id"))
        return f"{above}/{step}" if above else step

    @property
    def wrapper(self) -> Wrapper:
        """The nearest landmark around; classes are not believed of an element that holds much of the page's prose."""
        if self._wrapper is None:
            known = (node._wrapper or node.landmark for node in self.ancestors())
            self._wrapper = next((wrapper for wrapper in known if wrapper), Wrapper.BODY)
        return self._wrapper

    def ancestors(self) -> Iterator["Node"]:
        """This node and those above it, nearest first."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent


@dataclass(slots=True, eq=False)
class RawBlock:
    """A block of text before it is judged."""

    text: str
    node: Node
    link_chars: int = 0
    lone_link: bool = False
    pruned: bool = False
    story: bool = False
    _key: str | None = None

    @property
    def key(self) -> str:
        """The letters and digits of the text alone: what it is known by."""
        if self._key is None:
            self._key = letters(self.text)
        return self._key

    @property
    def whole(self) -> bool:
        """Whether this is all the text of its element."""
        return self.node.chars == len(self.text)


@dataclass(slots=True, eq=False)
class Walk:
    """What one walk found. `nodes` are in document order."""

    blocks: list[RawBlock] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)

    @property
    def text_chars(self) -> int:
        """Characters of all visible text."""
        return sum(len(block.text) for block in self.blocks)


def walk(tree: HtmlElement) -> Walk:
    """Every visible block of the page, at most MAX_BLOCKS, each cut at MAX_BLOCK_CHARS."""
    body = tree.find("body")
    root = tree if body is None else body
    return _Walker(root).run()


class _Walker:
    """The state of one walk: the open element, the text since the last break, how many links are open.

    A piece of text is a pair of text and whether it is inside a link; None stands for a line break.
    """

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self.found = Walk()
        self.node = Node(root, root.tag, None)
        self.found.nodes.append(self.node)
        self.pieces: list[_Piece] = []
        self.row: tuple[HtmlElement | None, bool] = (None, False)

    def run(self) -> Walk:
        links = 0
        events = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in events:
            tag = element.tag
            if event == "end":
                if element is self.node.element:
                    self._leave()
                elif tag == "a" and links:
                    links -= 1
                text = element.tail
            elif self._enters(element, tag):
                links += tag == "a"
                text = element.text
            else:
                events.skip_subtree()
                continue
            if text and (self.pieces or not text.isspace()):
                self.pieces.append((text, links > 0))
        _disbelieve_classes(self.found.nodes)
        return self.found

    def _enters(self, element: HtmlElement, tag: str) -> bool:
        """Take note of an element that begins; whether what is inside it can be seen."""
        if tag in _CONTROLS:
            self.node.controls += 1
        if tag in _INLINE:
            if tag == "time":  # a column of its own more often than a word in a sentence
                self.pieces.append((" ", False))
            return True
        if tag == "br":
            self.pieces.append(None)
            return True
        if tag in _UNSEEN:
            return False
        if tag in _CELLS and self._in_plain_row(element):
            self.pieces.append((" ", False))
            return True
        if element is not self.root:
            if self.pieces:
                self._flush()
            if _is_hidden(element):
                return False
            self._open(element, tag)
        return True

    def _open(self, element: HtmlElement, tag: str) -> None:
        self.node = node = Node(element, tag, self.node, self.node.depth + 1)
        self.found.nodes.append(node)
        found = landmark(tag, element.get("role"), element.get("class"), element.get("id"))
        if found:
            node.landmark, node.by_class = found

    def _in_plain_row(self, cell: HtmlElement) -> bool:
        row = cell.getparent()
        if self.row[0] is not row:
            self.row = row, _is_plain_row(row)
        return self.row[1]

    def _leave(self) -> None:
        if self.pieces:
            self._flush()
        if self.node.parent is not None:
            _add_up(self.node, self.node.parent)
            self.node = self.node.parent

    def _flush(self) -> None:
        """End a block: what was gathered becomes one, or several where line breaks part paragraphs."""
        pieces, self.pieces = self.pieces, []
        if None not in pieces:
            self._add(pieces)
            return
        current: list[tuple[str, bool]] = []
        breaks, last = 0, ""
        for piece in pieces:
            if piece is None:
                breaks += 1
            elif breaks and not piece[0].isspace():
                if current and (breaks > 1 or ends_sentence(last)):
                    self._add(current)
                    current = []
                current += [(" ", False), piece]
                breaks, last = 0, piece[0].rstrip()
            else:
                current.append(piece)
                last = piece[0].rstrip() or last
        self._add(current)

    def _add(self, pieces: Sequence[_Piece]) -> None:
        node, parts = self.node, [piece for piece in pieces if piece is not None]
        text = clean_text("".join([part for part, _ in parts]))[:MAX_BLOCK_CHARS].rstrip()
        if not text or len(self.found.blocks) >= MAX_BLOCKS:
            return
        block = RawBlock(text, node)
        linked = "".join([part if in_link else " " for part, in_link in parts])
        if not linked.isspace():
            block.link_chars = min(len(text), len(" ".join(linked.split())))
            last, in_link = next((part for part in reversed(parts) if not part[0].isspace()), ("", False))
            block.lone_link = in_link and not ends_sentence(last.rstrip())
        node.chars += len(text)
        node.link_chars += block.link_chars
        if ends_sentence(text):
            node.prose_chars += len(text) - block.link_chars
        elif len(text) >= MIN_TITLE_LINK and block.link_chars >= 0.95 * len(text):
            node.title_links += 1
        self.found.blocks.append(block)


def ends_sentence(text: str) -> bool:
    """Whether the text ends in punctuation that ends a sentence or a clause, quotes and brackets aside."""
    return text[-8:].rstrip(_CLOSERS).endswith(_STOPS)


def _add_up(node: Node, parent: Node) -> None:
    parent.chars += node.chars
    parent.link_chars += node.link_chars
    parent.prose_chars += node.prose_chars
    parent.controls += node.controls
    parent.title_links += node.title_links


def _disbelieve_classes(nodes: list[Node]) -> None:
    """Forget landmarks that only a class tells of where the element holds a good part of the page's prose."""
    most = MAX_LANDMARK_SHARE * nodes[0].prose_chars if nodes else 0
    for node in nodes:
        if node.by_class and node.prose_chars > most:
            node.landmark, node.by_class = None, False


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    if style is not None and _HIDING_STYLE.search(style):
        return True
    # React streams a page's parts as <div hidden id="S:0">, which its script then puts into their places.
    return element.get("hidden") is not None and not (element.get("id") or "").startswith("S:")


def _is_plain_row(row: HtmlElement | None) -> bool:
    """Whether a table's row holds data, read as one line: several cells without block elements of their own."""
    return row is not None and len(row) > 1 and all(inner.tag in _INLINE for cell in row for inner in cell)
