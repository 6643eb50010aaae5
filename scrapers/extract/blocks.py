"""One walk over the tree: every visible block of text with its element, links and surroundings, in document order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from scrapers.extract.cleaning import clean_text
from scrapers.extract.places import MAX_PLACE_DEPTH, component, landmark
from scrapers.items import Wrapper

MAX_BLOCKS = 3_000
MAX_BLOCK_CHARS = 20_000
MIN_TITLE_LINK = 15
"""Characters from which a block that is one link is taken for another story's title."""

MAX_LANDMARK_SHARE = 0.25
"""Of the page's prose: layouts call main columns `with-sidebar` and `sidebar-grid__content`."""

_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "meter",
        "nobr",
        "output",
        "q",
        "rb",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "embed",
        "select",
        "textarea",
        "canvas",
        "audio",
        "video",
        "math",
        "head",
        "title",
        "rp",
        "rt",
        "datalist",
        "map",
    ]
)
_CELLS = frozenset(("td", "th"))
_CONTROLS = frozenset(
    [
        "a",
        "button",
        "form",
        "img",
        "input",
        "iframe",
        "video",
        "audio",
        "picture",
        "svg",
        "select",
        "textarea",
        "amp-img",
    ]
)
_SENTENCE_END = re.compile(r"[.!?…:;。！？।॥۔؟][\"'”’»)\]）」』]*$")
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


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
    step: str = ""
    _place: str | None = None
    _wrapper: Wrapper | None = None

    @property
    def place(self) -> str:
        """The path of tags and classes from below `body`."""
        if self._place is None:
            above = self.parent.place if self.parent else ""
            deep = self.depth > MAX_PLACE_DEPTH
            self._place = above if deep else f"{above}/{self.step}" if above else self.step
        return self._place

    @property
    def wrapper(self) -> Wrapper:
        """The nearest landmark around; classes are not believed of an element that holds much of the page's prose."""
        if self._wrapper is None:
            above = self.parent.wrapper if self.parent else Wrapper.BODY
            self._wrapper = above if self.landmark is None else self.landmark
        return self._wrapper

    def ancestors(self) -> Iterator["Node"]:
        """This node and those above it, nearest first."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent


@dataclass(slots=True, eq=False)
class RawBlock:
    """A block of text before it is judged; `whole` says that it is all the text of its element."""

    text: str
    node: Node
    link_chars: int
    lone_link: bool
    whole: bool = True
    pruned: bool = False
    story: bool = False


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
    """The state of one walk: the open elements, the text since the last break, the links around it."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self.found = Walk()
        self.node: Node | None = None
        self.pieces: list[tuple[str, bool]] = []
        self.links = 0
        self.flushes: dict[Node, int] = {}

    def run(self) -> Walk:
        events = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in events:
            tag = element.tag
            if event == "start":
                if tag in _UNSEEN or (tag not in _INLINE and _is_hidden(element)):
                    self._count_control(tag)
                    events.skip_subtree()
                    continue
                self._open(element, tag)
            else:
                self._close(element, tag)
        self._flush()
        _disbelieve_classes(self.found.nodes)
        return self.found

    def _count_control(self, tag: str) -> None:
        if tag in _CONTROLS and self.node is not None:
            self.node.controls += 1

    def _open(self, element: HtmlElement, tag: str) -> None:
        if tag == "br":
            self.pieces.append(("\n", False))
        elif tag in _CELLS and _is_plain_row(element.getparent()):
            self.pieces.append((" ", False))
        elif tag not in _INLINE:
            self._flush()
            self._enter(element, tag)
        self._count_control(tag)
        if tag == "a":
            self.links += 1
        if element.text:
            self.pieces.append((element.text, self.links > 0))

    def _close(self, element: HtmlElement, tag: str) -> None:
        node = self.node
        if node is not None and node.element is element:
            self._flush()
            self.node = node.parent
            if node.parent is not None:
                _add_up(node, node.parent)
        if tag == "a" and self.links:
            self.links -= 1
        if element.tail and element is not self.root:
            self.pieces.append((element.tail, self.links > 0))

    def _enter(self, element: HtmlElement, tag: str) -> None:
        parent = self.node
        classes, identifier = element.get("class"), element.get("id")
        node = Node(element, tag, parent)
        if parent is not None:
            node.depth = parent.depth + 1
            node.step = component(tag, classes, identifier)
        found = landmark(tag, element.get("role"), classes, identifier)
        if found:
            node.landmark, node.by_class = found
        self.node = node
        self.found.nodes.append(node)

    def _flush(self) -> None:
        pieces, self.pieces = self.pieces, []
        if self.node is None or not pieces:
            return
        start, first = 0, len(self.found.blocks)
        for index, (text, _) in enumerate(pieces):
            if text == "\n" and _ends_paragraph(pieces, start, index):
                self._add(pieces[start:index])
                start = index
        self._add(pieces[start:])
        count = self.flushes.get(self.node, 0) + len(self.found.blocks) - first
        self.flushes[self.node] = count
        if count > 1:
            for block in self.found.blocks[first:]:
                block.whole = False

    def _add(self, pieces: list[tuple[str, bool]]) -> None:
        text = clean_text("".join(piece for piece, _ in pieces))[:MAX_BLOCK_CHARS].rstrip()
        if not text or len(self.found.blocks) >= MAX_BLOCKS or self.node is None:
            return
        linked = "".join(piece if in_link else " " for piece, in_link in pieces)
        link_chars = min(len(text), len(" ".join(linked.split())))
        last, in_link = next(((p, linked) for p, linked in reversed(pieces) if p.strip()), ("", False))
        lone = in_link and not ends_sentence(last.rstrip())
        self.node.chars += len(text)
        self.node.link_chars += link_chars
        if ends_sentence(text):
            self.node.prose_chars += len(text) - link_chars
        elif len(text) >= MIN_TITLE_LINK and link_chars >= 0.95 * len(text):
            self.node.title_links += 1
        self.found.blocks.append(RawBlock(text, self.node, link_chars, lone))


def ends_sentence(text: str) -> bool:
    """Whether the text ends in punctuation that ends a sentence or a clause, quotes and brackets aside."""
    return _SENTENCE_END.search(text, max(0, len(text) - 12)) is not None


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


def _ends_paragraph(pieces: list[tuple[str, bool]], start: int, index: int) -> bool:
    """Whether the line break at `index` ends a paragraph: two in a row do, and one after the end of a sentence."""
    before = next((text for text, _ in reversed(pieces[start:index]) if text == "\n" or text.strip()), "")
    after = next((text for text, _ in pieces[index + 1 :] if text == "\n" or text.strip()), "")
    return bool(before) and before != "\n" and (after == "\n" or ends_sentence(before.rstrip()))
