"""The body: which of the earlier story's paragraphs are gone, edited or moved, and which new blocks are story."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from monitor.compare import chrome
from monitor.compare.corrections import is_correction_note
from monitor.compare.matching import Match, Zone
from monitor.compare.notices import is_byline, is_life, is_notice
from monitor.compare.sheet import Sheet
from monitor.words import rising
from scrapers.items import Block, Wrapper
from storage.fold import letters_and_digits

NO_NOTE = frozenset([Wrapper.NAV, Wrapper.COMMENTS, Wrapper.FOOTER])
FOREIGN = frozenset([Wrapper.NAV, Wrapper.COMMENTS, Wrapper.FOOTER, Wrapper.FIGURE])
ROWS = frozenset(["tr", "td", "th"])
CONTROLS = frozenset(["button", "form", "label", "input"])

SHORTEST = 25
"""Characters from which a text in a wrapper of its own may be a paragraph: below it stand names and labels."""

NEAR_END = 2
"""Paragraphs at a story's end among which a line on its author stands."""

FEWEST_OF_STORY = 3
"""Paragraphs under another title from which they are another story."""

LONGEST_LEAD_IN = 20
"""Letters of the words before a link to another story."""

LONGEST_CREDIT = 60
"""Characters of a line that names an author."""

SHORTEST_MOVED = 20
"""Letters of a paragraph that can be told as moved: shorter ones may stand there twice."""

MOST_COUNTED = 6
"""Words of a line without an end that counts something, such as minutes to read."""


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
    """What became of the earlier story's paragraphs on the new page. Edits of chrome are left alone.

    In another template (a redesign, the AMP page) boxes come and go, so that only edits and notes can be believed.
    """
    change = BodyChange()
    paragraph_of = match.paragraph_of
    spots = {block: index for index, block in match.found.items()}
    names = _names(before, match.before) | _names(after, match.after)
    inserted: list[tuple[int, str]] = []
    for i, j in match.pairs:
        texts, is_at_end = (before.blocks[i].text, after.blocks[j].text), j >= match.after.last
        if i in paragraph_of:
            spots[j] = paragraph_of[i]
            if _is_edit(before.blocks[i], after.blocks[j], match) and not _are_own(texts, names, is_at_end):
                change.edited[paragraph_of[i]] = texts[1]
        elif _is_edit_left_out(i, j, before, after, match) and not _are_own(texts, names, is_at_end):
            inserted.append((j, texts[1]))
    if not match.is_redesigned:
        change.lost = [paragraph_of[i] for i in match.gone if i in paragraph_of and _is_lost(i, before, after, match)]
        change.lost += [index for index in match.missing if index not in match.home]
        last = len(match.paragraphs) - NEAR_END
        change.lost = [index for index in change.lost if not _are_own([match.paragraphs[index]], names, index >= last)]
    for j in match.come:
        block = after.blocks[j]
        if is_correction_note(block.text) and (block.wrapper not in NO_NOTE or _is_in_own_footer(block)):
            change.notes.append(block.text)
            inserted.append((j, block.text))
        elif match.is_redesigned or not _is_story(j, after, match.after):
            continue
        elif not _are_own([block.text], names, j > match.after.last):
            inserted.append((j, block.text))
    following = _next_story(after, match.after, spots, [j for j, _ in inserted])
    change.added = [(_anchor(j, spots), text) for j, text in sorted(inserted) if j not in following]
    kept = [block for index, block in match.home.items() if index not in match.missing]
    following = _next_story(before, match.before, kept, [match.home.get(index, -1) for index in change.lost])
    change.lost = [index for index in change.lost if match.home.get(index, -1) not in following]
    change.order = None if match.is_redesigned else _new_order(before, after, match, spots)
    return change


def _next_story(sheet: Sheet, zone: Zone, kept: Iterable[int], changed: Sequence[int]) -> set[int]:
    """Those of the changed blocks that are another story below this one: behind all that stays, under a linked title.

    None where the story itself has such titles among its paragraphs, as live blogs do.
    """
    last = max(kept, default=-1)
    titles = [index for index, block in enumerate(sheet.blocks) if index > zone.first and chrome.is_linked_title(block)]
    if not titles or last < 0 or titles[0] < last:
        return set()
    beyond = {index for index in changed if index > titles[0]}
    return beyond if len(beyond) >= FEWEST_OF_STORY else set()


def _names(sheet: Sheet, zone: Zone) -> set[str]:
    """The authors' names: those of the byline, and what follows a colon in a short line between heading and text."""
    lines = [block.text for block in sheet.blocks[zone.heading + 1 : zone.first] if len(block.text) <= LONGEST_CREDIT]
    credited = [line.replace("：", ":").rpartition(":")[2].strip() for line in lines if zone.heading >= 0]
    return {*sheet.reading.story.byline, *(name for name in credited if 2 <= len(name.split()) <= 4)}


def _are_own(texts: Iterable[str], names: Collection[str], is_at_end: bool) -> bool:
    """Whether all lines are the publication's own affair: notices, bylines, authors' lives. Slow: asked last."""
    return all(is_notice(text) or is_byline(text, names) or (is_at_end and is_life(text, names)) for text in texts)


def _is_in_own_footer(block: Block) -> bool:
    """Whether a block stands in an article's own footer, where corrections are printed, and not in the page's."""
    steps = [step.partition(".")[0] for step in block.place.split("/")]
    return block.wrapper is Wrapper.FOOTER and "article" in steps[: steps.index("footer") if "footer" in steps else 0]


def _anchor(block: int, spots: dict[int, int]) -> int:
    nearest = max((spot for spot in spots if spot < block), default=None)
    return -1 if nearest is None else spots[nearest]


def _is_edit(old: Block, new: Block, match: Match) -> bool:
    """Whether a paragraph that reads differently was edited: not if it is a time, a counter, a credit or a link."""
    if chrome.is_label(old.text) and chrome.is_label(new.text):
        return False
    if _is_foreign(old, new) or _is_other_row(old, new):
        return False
    if _is_link_appended(old, new) or _is_link_appended(new, old):
        return False
    if _differ_in_digits_alone(old.text, new.text) and not chrome.is_prose(new):
        is_line_of_story = old.place in match.before.places and match.before.has_lines
        if not is_line_of_story and (old.place not in match.before.places or len(new.text.split()) <= MOST_COUNTED):
            return False
    if chrome.is_chiefly_link(old) and chrome.is_chiefly_link(new):
        return False
    return chrome.is_prose(old) or chrome.is_prose(new) or old.place in match.before.places or new.story


def _is_foreign(old: Block, new: Block) -> bool:
    """Whether a block stands where no story does. A gallery by its class alone may hold the story's own lines."""
    if new.wrapper is Wrapper.FIGURE and old.story and new.story:
        return any(step.partition(".")[0] in ("figure", "figcaption") for step in new.place.split("/"))
    return new.wrapper in FOREIGN


def _is_other_row(old: Block, new: Block) -> bool:
    """Whether a row of a table, such as prices, had another first cell: it is not that row edited."""
    if new.tag not in ROWS or chrome.is_prose(old) or chrome.is_prose(new):
        return False
    return old.text.split()[:1] != new.text.split()[:1]


def _is_edit_left_out(i: int, j: int, before: Sheet, after: Sheet, match: Match) -> bool:
    """Whether an edited block that the extractor had left out of the story is of it all the same."""
    old, new = before.blocks[i], after.blocks[j]
    if before.keys[i] == letters_and_digits(before.reading.story.standfirst):
        return False
    if old.place != new.place or new.wrapper in FOREIGN or new.wrapper is Wrapper.HEADER or new.link_chars:
        return False
    if new.wrapper is Wrapper.ASIDE and not all(_is_text_alone(other) for other in _box(j, after, match.after)):
        return False
    if chrome.is_label(new.text) or (_differ_in_digits_alone(old.text, new.text) and len(new.text) < chrome.LONG):
        return False
    if new.story and not old.story and chrome.is_prose(new) and not new.has_controls:
        return True
    if match.after.has_inside(j):
        is_text = chrome.is_prose(new) or (new.place not in match.after.places and len(new.text.split()) >= 5)
        return is_text and not new.has_controls
    is_long = chrome.is_prose(new) and len(new.text) >= chrome.LONG
    return is_long and new.wrapper in (Wrapper.BODY, Wrapper.ARTICLE) and j > match.after.last


def _is_link_appended(short: Block, long: Block) -> bool:
    """Whether one text is the other with a link to another story behind it."""
    old, new = letters_and_digits(short.text), letters_and_digits(long.text)
    tail = len(new) - len(old)
    linked = long.link_chars - short.link_chars
    is_tail = long.lone_link and new.startswith(old) and linked > 0
    return is_tail and tail <= linked + LONGEST_LEAD_IN and not chrome.ends_sentence(long.text)


def _differ_in_digits_alone(old: str, new: str) -> bool:
    return [c for c in old if c.isalpha()] == [c for c in new if c.isalpha()]


def _is_lost(i: int, before: Sheet, after: Sheet, match: Match) -> bool:
    """Whether a paragraph that is gone was story, and not a box between paragraphs that went as a whole."""
    block = before.blocks[i]
    if block.place in match.before.places:
        return chrome.is_prose(block) or _is_line(block, match.before)
    if not any(other.place == block.place for other in after.blocks):
        return False
    return match.before.has_inside(i) and _fits(i, before, match.before)


def _is_story(j: int, after: Sheet, zone: Zone) -> bool:
    """Whether a new block is story: prose at the story's places, or between its blocks in a wrapper of text alone."""
    block = after.blocks[j]
    if block.place in zone.places:
        if zone.is_read and not block.story:
            return False
        return chrome.is_prose(block) or (block.story and zone.has_inside(j) and _is_line(block, zone))
    if block.story and zone.last < j <= zone.last + 2:
        near = zone.is_tail_of_place(block.place) or zone.is_container(block.place)
        return near and chrome.is_prose(block) and not block.has_controls
    if block.story and zone.heading < j < zone.first and zone.is_container(block.place):
        return chrome.is_prose(block) and not block.has_controls
    return zone.has_inside(j) and _fits(j, after, zone)


def _fits(index: int, sheet: Sheet, zone: Zone) -> bool:
    """Whether a block off the story's places belongs to it: in its own container, or in a wrapper of text alone."""
    block = sheet.blocks[index]
    if chrome.is_outside(block):
        return False
    if zone.is_container(block.place):
        return (chrome.is_prose(block) and not _leads_elsewhere(block)) or (
            chrome.is_heading(block) and not block.link_chars
        )
    return all(_is_plain(other) for other in _box(index, sheet, zone))


def _leads_elsewhere(block: Block) -> bool:
    """Whether a block off the story's places is there to be clicked on: a labelled advertisement, a promotion."""
    return block.has_controls or block.link_chars >= 0.5 * len(block.text)


def _box(index: int, sheet: Sheet, zone: Zone) -> list[Block]:
    """The blocks of the outermost element around the block that holds none of the story's places."""
    wrapper = zone.wrapper_of(sheet.blocks[index].place)
    first = last = index
    while first and f"{sheet.blocks[first - 1].place}/".startswith(wrapper):
        first -= 1
    while last + 1 < len(sheet.blocks) and f"{sheet.blocks[last + 1].place}/".startswith(wrapper):
        last += 1
    return sheet.blocks[first : last + 1]


def _is_text_alone(block: Block) -> bool:
    """Whether a block of an aside is text and no label, link or control: a pull quote has none of these."""
    return not block.has_controls and not block.link_chars and len(block.text) >= SHORTEST


def _is_plain(block: Block) -> bool:
    """Whether a block of a box is text and nothing else: no link, no control, no name or label that stands alone."""
    if block.has_controls or block.link_chars or block.tag in CONTROLS or chrome.is_outside(block):
        return False
    if chrome.is_heading(block) or chrome.is_list_line(block):
        return True
    return chrome.is_prose(block) and len(block.text) >= SHORTEST


def _is_line(block: Block, zone: Zone) -> bool:
    """Whether a block without a sentence's end is story: where the story itself is made of such lines."""
    return zone.has_lines and not block.link_chars and not chrome.is_label(block.text)


def _new_order(before: Sheet, after: Sheet, match: Match, spots: dict[int, int]) -> list[int] | None:
    """The paragraphs' new order where some of the story's own have moved; None where none has."""
    sequence = [
        (j, i)
        for j, i in sorted(spots.items())
        if len(match.keys[i]) >= SHORTEST_MOVED
        and not (
            _is_aside(after.blocks[j], match.after)
            or (i in match.home and _is_aside(before.blocks[match.home[i]], match.before))
        )
    ]
    if len(rising(sequence)) == len(sequence):
        return None
    order = [i for _, i in sequence]
    placed = set(order)
    for index in range(len(match.paragraphs)):
        if index not in placed:
            order.insert(order.index(index - 1) + 1 if index else 0, index)
    return order


def _is_aside(block: Block, zone: Zone) -> bool:
    """Whether a block off the story's places stands in a box of its own, whose moves are no news."""
    return block.place not in zone.places and (chrome.is_outside(block) or _leads_elsewhere(block))
