"""An earlier page of which nothing is left but what its version says: no reading, and no capture to make one from.

Titles, blocks and places are then those of today's page, with what the version said in place of what today's page no
longer says. So edited and lost passages and a new headline are seen. Additions and a new order are not, this once:
nothing tells whether a passage is new or was left out of the version by the extractor of its time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.compare.pairing import Piece, most_similar_pairs
from monitor.compare.presence import LARGE_LOSS
from monitor.compare.sheet import Sheet
from monitor.words import folded_words
from scrapers.items import Block, Reading, Story, Titles
from storage.fold import letters_and_digits

SHORTEST_PIECE = 8
"""Letters of a block that may be a piece of a paragraph: less stands in any paragraph, such as a counter's number."""


def reading_of_story(story: Story, today: Reading) -> Reading:
    """The earlier page's reading, made from the version's story and today's reading of its address.

    Where today's page has too little of the story, the story is all there is: whether it is gone or another is there
    instead is for others to judge.
    """
    sheet = Sheet(today)
    keys = [letters_and_digits(text) for text in story.paragraphs]
    absent = [index for index, key in enumerate(keys) if not _has(sheet, key)]
    own = "\n".join([*keys, letters_and_digits(story.headline), letters_and_digits(story.standfirst)])
    edited = _edited({index: story.paragraphs[index] for index in absent}, sheet, own)
    lost = [index for index in absent if index not in edited.values()]
    is_there = sum(len(keys[index]) for index in lost) < LARGE_LOSS * sum(map(len, keys))
    if not is_there or not any(block.story for block in today.blocks):
        return _of_text_alone(story)
    instead = {sheet.blocks[block].text: story.paragraphs[index] for block, index in edited.items()}
    blocks = [replace(block, text=instead.get(block.text, block.text)) for block in today.blocks]
    paragraphs = [instead.get(text, text) for text in today.story.paragraphs]
    for index in lost:
        _put_back(story.paragraphs[index], story.paragraphs[:index], blocks, paragraphs)
    found = replace(today, blocks=blocks, story=replace(today.story, body="\n\n".join(paragraphs)))
    return _with_fields(found, story, sheet, own)


def _has(sheet: Sheet, key: str) -> bool:
    """Whether the page says this, in one piece or in blocks that other blocks stand between."""
    if sheet.holds(key):
        return True
    for part in sorted(set(sheet.keys), key=len, reverse=True):
        if len(part) >= SHORTEST_PIECE:
            key = key.replace(part, "\n")
    return not key.strip("\n")


def _edited(absent: Mapping[int, str], sheet: Sheet, own: str) -> dict[int, int]:
    """For each block that an absent paragraph has become, that paragraph; never a block that the version says, too."""
    if not absent:
        return {}
    old = [Piece(index, folded_words(text)) for index, text in absent.items()]
    strange = [index for index, key in enumerate(sheet.keys) if key not in own]
    new = [Piece(index, folded_words(sheet.blocks[index].text)) for index in strange]
    return {block: index for index, block in most_similar_pairs(old, new)}


def _put_back(text: str, before: Sequence[str], blocks: list[Block], paragraphs: list[str]) -> None:
    """Put a lost paragraph after the nearest one before it that the page has, at that one's place."""
    anchor = next((known for known in reversed(before) if known in paragraphs), None)
    paragraphs.insert(0 if anchor is None else paragraphs.index(anchor) + 1, text)
    spots = [index for index, block in enumerate(blocks) if block.story]
    at = next((index for index in spots if blocks[index].text == anchor), spots[0])
    put = replace(blocks[at], text=text, link_chars=0, lone_link=False)
    blocks.insert(at if anchor is None else at + 1, put)


def _with_fields(found: Reading, story: Story, sheet: Sheet, own: str) -> Reading:
    """With the version's headline, standfirst and names where today's page does not show them."""
    today = sheet.reading
    told = {letters_and_digits(title) for title in (*_titles(today), today.page_title or "") if title}
    if letters_and_digits(story.headline) not in told:
        found = _with_text(found, today.titles.heading or today.story.headline, story.headline)
        titles = Titles(**{name: story.headline for name in Titles.__slots__ if getattr(today.titles, name)})
        found = replace(found, titles=titles, story=replace(found.story, headline=story.headline))
    standfirst = today.story.standfirst
    is_gone = bool(story.standfirst) and not _has(sheet, letters_and_digits(story.standfirst))
    if is_gone and standfirst and letters_and_digits(standfirst) not in own:
        found = _with_text(found, standfirst, story.standfirst)
        found = replace(found, story=replace(found.story, standfirst=story.standfirst))
    known = {letters_and_digits(name) for name in today.story.byline}
    if any(letters_and_digits(name) not in known and not sheet.says(name) for name in story.byline):
        found = replace(found, story=replace(found.story, byline=tuple(story.byline)))
    return found


def _with_text(found: Reading, text: str, instead: str) -> Reading:
    return replace(
        found, blocks=[replace(block, text=instead) if block.text == text else block for block in found.blocks]
    )


def _titles(reading: Reading) -> list[str]:
    return [*(getattr(reading.titles, name) or "" for name in Titles.__slots__), reading.story.headline]


def _of_text_alone(story: Story) -> Reading:
    """The paragraphs as blocks of one place below the headline."""
    blocks = [Block(text=text, tag="p", place="article/p", story=True) for text in story.paragraphs]
    heading = Block(text=story.headline, tag="h1", place="article/h1")
    titles = Titles(json_ld=story.headline, open_graph=story.headline, heading=story.headline)
    return Reading(story=story, titles=titles, text_chars=len(story.body), blocks=[heading, *blocks])
