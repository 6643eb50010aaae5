"""The standfirst: the summary that a reader sees between headline and text."""

import re
from collections.abc import Sequence
from itertools import takewhile

from scrapers.extract.blocks import RawBlock, ends_sentence
from scrapers.extract.cleaning import letters
from scrapers.extract.marking import reads_like_prose
from scrapers.extract.structured import Structured, plain
from scrapers.items import Titles, Wrapper

MIN_LEFT = 150
"""Characters that a body keeps without its standfirst; a story of one paragraph has none."""

MAX_HEADLINE_LIKE = 110
_INNER_STOPS = (". ", ": ", "। ", "۔ ")
MIN_STANDFIRST = 25
MAX_STANDFIRST = 1_200
MIN_PARAGRAPH = 60
_TELLING = re.compile(
    r"standfirst|(?:^|[._-])(?:dek|deck|lead|lede|leadtext|intro|introduction|summary|subtitle|subhead|subheadline|subheading"
    r"|subhed|excerpt|abstract|synopsis|teaser-?text|kicker-text|vorspann|chapo|chapeau|entradilla|ingress|preamble"
    r"|description|sub-?title|tagline|strapline|bajada|sommario|occhiello)(?:$|[._-])",
    re.IGNORECASE,
)


def find_standfirst(blocks: Sequence[RawBlock], structured: Structured, titles: Titles) -> RawBlock | None:
    """The block that is the page's own description, else one between heading and text whose class tells of it.

    A paragraph among the story's other paragraphs is its first paragraph and no standfirst, unless its class says so or
    it is written like a headline.
    """
    known = {letters(title) for title in (titles.json_ld, titles.open_graph, titles.heading) if title}
    first = next((i for i, block in enumerate(blocks) if block.story and len(block.text) >= 60), -1)
    heading = next((i for i, block in enumerate(blocks) if block.key in known), -1)
    end = first + 3 if first >= 0 else len(blocks)
    candidates = [block for block in blocks[:end] if _may_be_standfirst(block, known)]
    after = blocks[heading + 1 : end] if heading >= 0 else []
    beginning = blocks[first] if first >= 0 else None
    telling = [
        block
        for block in takewhile(lambda block: block is not beginning or is_telling(block), after)
        if _may_be_standfirst(block, known) and is_telling(block) and not _is_introduction(block, after)
    ]
    found = _described(candidates, structured) or next(iter(telling), None)
    if found is None or not ends_sentence(found.text):
        found = _in_header(after, found, known) or found
    if found is None:
        return None
    if is_paragraph(found, blocks) and not is_telling(found) and not is_headline_like(found.text):
        return None
    left = sum(len(block.text) for block in blocks if block.story and block is not found)
    return found if left >= MIN_LEFT else None


def _may_be_standfirst(block: RawBlock, known: set[str]) -> bool:
    return (
        MIN_STANDFIRST <= len(block.text) <= MAX_STANDFIRST
        and block.link_chars < 0.8 * len(block.text)
        and block.node.wrapper not in (Wrapper.FIGURE, Wrapper.NAV, Wrapper.FOOTER, Wrapper.COMMENTS)
        and not _is_title(block.key, known)
    )


def _is_title(key: str, known: set[str]) -> bool:
    """Whether the letters are a title, perhaps with a kicker before it."""
    return any(key == title or (len(title) >= 20 and key.endswith(title)) for title in known)


def is_telling(block: RawBlock) -> bool:
    """Whether the block's class, or that of the element around it, calls it a standfirst."""
    return any(_TELLING.search(step) for step in block.node.place.rsplit("/", 2)[-2:])


def _is_introduction(block: RawBlock, blocks: Sequence[RawBlock]) -> bool:
    """Whether the block shares its home with other paragraphs of the story: how a live blog begins."""
    return block.node.tag == "p" and any(
        other is not block and other.story and other.node.parent is block.node.parent and reads_like_prose(other)
        for other in blocks
    )


def _in_header(blocks: Sequence[RawBlock], found: RawBlock | None, known: set[str]) -> RawBlock | None:
    """The only paragraph in the article's own header, where a subtitle beside it may be what data calls the summary."""
    told = [
        block
        for block in blocks
        if block.node.wrapper is Wrapper.HEADER and block.node.tag == "p" and block is not found
        if len(block.text) >= MIN_PARAGRAPH and ends_sentence(block.text) and _may_be_standfirst(block, known)
    ]
    return told[0] if len(told) == 1 else None


def is_headline_like(text: str) -> bool:
    """Whether a line is written as headlines are: short, one sentence, no stop at its end."""
    return len(text) <= MAX_HEADLINE_LIKE and not ends_sentence(text) and not any(stop in text for stop in _INNER_STOPS)


def is_paragraph(block: RawBlock, blocks: Sequence[RawBlock]) -> bool:
    """Whether the block stands directly beside other paragraphs of the story."""
    home = block.node.parent if block.whole else block.node
    return block.story and any(
        other.story and other is not block and (other.node.parent if other.whole else other.node) is home
        for other in blocks
    )


def _described(blocks: Sequence[RawBlock], structured: Structured) -> RawBlock | None:
    """The block that is the page's description for machines, or the beginning or an extension of it."""
    keys = [key for text in _descriptions(structured) if len(key := letters(text)) >= 20]
    for key in dict.fromkeys(keys):
        for block in blocks:
            mine = block.key
            shorter = len(mine) >= 60 and key.startswith(mine)
            if mine == key or shorter or (len(key) >= 60 and mine.startswith(key) and len(mine) < 1.3 * len(key)):
                return block
    return None


def _descriptions(structured: Structured) -> list[str]:
    data = [plain(structured.article.get(key)) for key in ("description", "alternativeHeadline", "abstract")]
    names = ("og:description", "description", "twitter:description")
    metas = [plain(value) for name in names for value in structured.meta.get(name, ())]
    return [text.rstrip(" .…") for text in (*data, *metas) if text]
