"""Headline, standfirst and byline: like is compared with like, and what stands on the other page did not change."""

from collections.abc import Collection, Sequence

from rapidfuzz import fuzz

from monitor.compare import chrome
from monitor.compare.matching import Match
from monitor.compare.notices import LONGEST_LABEL
from monitor.compare.sheet import Sheet
from monitor.words import is_number, is_word, tokens, word_diff
from scrapers.items import Block, Titles, Wrapper
from storage.fold import letters_and_digits

LONGEST_CREDIT = 120
"""Characters of a line that names the authors, a time and a place beside them."""

_LEDE_WRAPPERS = frozenset([Wrapper.BODY, Wrapper.ARTICLE, Wrapper.HEADER])


def new_headline(before: Sheet, after: Sheet) -> str:
    """The headline now: the earlier one unless a title of the page changed into one that it did not have."""
    old, new = before.reading.titles, after.reading.titles
    known = {letters_and_digits(title) for title in _all(old)} | {letters_and_digits(before.reading.story.headline)}
    changed = [
        (was, now)
        for was, now in zip(_slots(old), _slots(new), strict=True)
        if was and now and letters_and_digits(now) not in known
    ]
    if not any(_is_shown(after, now) for _, now in changed) and _shows_the_same(old, new):
        changed = []
    if not changed:
        return before.reading.story.headline
    shown = letters_and_digits(before.reading.story.headline)
    return next((now for was, now in changed if letters_and_digits(was) == shown), changed[0][1])


def _is_shown(page: Sheet, title: str) -> bool:
    """Whether readers see the title as one of the page's own: a link that says it leads to another story."""
    spots = page.spots.get(letters_and_digits(title), ())
    return any(not page.blocks[spot].link_chars for spot in spots)


def _shows_the_same(old: Titles, new: Titles) -> bool:
    """Whether readers see the same heading, and it was the story's: then other titles are for machines."""
    if not old.heading or not new.heading or letters_and_digits(old.heading) != letters_and_digits(new.heading):
        return False
    return any(fuzz.token_set_ratio(old.heading, title) >= 75 for title in (old.json_ld, old.open_graph) if title)


def new_standfirst(before: Sheet, after: Sheet, match: Match) -> str:
    """The standfirst now: the earlier one unless it was edited, another took its place, or it is gone.

    Where the extractor named none, or another line, it is the block between heading and text that was edited.
    """
    old, new = before.reading.story.standfirst, after.reading.story.standfirst
    old_key, new_key = letters_and_digits(old), letters_and_digits(new)
    is_label = chrome.is_label(old)
    edited = [j for i, j in match.pairs if (old and before.keys[i] == old_key) or _is_lede(i, before, j, after, match)]
    if edited:
        return old if is_label else after.blocks[edited[0]].text
    if old and (is_label or after.holds(old_key)):
        return old
    paragraphs = {after.keys[j] for i, j in match.pairs if i in match.paragraph_of}
    if new and not before.holds(new_key) and new_key not in paragraphs and not chrome.is_label(new):
        return new
    return "" if before.has(old_key) and not match.is_redesigned else old


def _is_lede(i: int, before: Sheet, j: int, after: Sheet, match: Match) -> bool:
    old, new = before.blocks[i], after.blocks[j]
    if old.story or new.story or old.place != new.place or new.wrapper not in _LEDE_WRAPPERS:
        return False
    if len(old.text) <= LONGEST_CREDIT and any(name in old.text for name in before.reading.story.byline):
        return False
    if not (match.before.heading < i < match.before.first and match.after.heading < j < match.after.first):
        return False
    return (
        len(new.text) >= 40 and not new.link_chars and not chrome.is_label(old.text) and not _is_name_change(old, new)
    )


def new_byline(before: Sheet, after: Sheet, match: Match) -> Sequence[str]:
    """The names now: the earlier ones unless one came that the earlier page did not show, or one went."""
    old, new = before.reading.story.byline, after.reading.story.byline
    shown = _shown_byline(before, after, match)
    if shown is not None:
        return shown
    if before.reading.has_article_data != after.reading.has_article_data:
        return old
    old_keys = {letters_and_digits(name) for name in old}
    new_keys = {letters_and_digits(name) for name in new}
    come = [name for name in new if not _is_among(name, old_keys) and not before.says(name)]
    gone = [name for name in old if not _is_among(name, new_keys) and not after.says(name)]
    if not come and not (gone and new and new_keys <= old_keys):
        return old
    return tuple(new) if gone else (*old, *come)


def _is_among(name: str, keys: Collection[str]) -> bool:
    """Whether a name is one of these, perhaps with an office or a place beside it on one side."""
    key = letters_and_digits(name).casefold()
    others = [other.casefold() for other in keys]
    return any(key == other or (min(len(key), len(other)) >= 6 and (key in other or other in key)) for other in others)


def _shown_byline(before: Sheet, after: Sheet, match: Match) -> Sequence[str] | None:
    """The names by the line near the heading in which only a name changed; None where there is no such line."""
    names = before.reading.story.byline
    for old, new in _changed_lines(before, after, match):
        removed, added = _changed_names(old.text, new.text)
        if not removed or removed.casefold() == added.casefold() or _is_title_link(new, added):
            continue
        kept = [name for name in names if letters_and_digits(name) not in letters_and_digits(removed)]
        if letters_and_digits(added) not in {letters_and_digits(name) for name in kept}:
            return (*kept, added)
    return None


def _is_title_link(block: Block, name: str) -> bool:
    """Whether a line is a link that says more than the name and a label beside it: another story's title."""
    more = len(letters_and_digits(block.text)) - len(letters_and_digits(name))
    return chrome.is_chiefly_link(block) and more > LONGEST_LABEL


def _changed_lines(before: Sheet, after: Sheet, match: Match) -> list[tuple[Block, Block]]:
    """Short lines near the heading that changed: paired by likeness, else alone at one place on either page."""
    lines = [
        (before.blocks[i], after.blocks[j])
        for i, j in match.pairs
        if match.before.heading - 3 <= i <= match.before.first and before.blocks[i].place == after.blocks[j].place
    ]
    old = [i for i in match.gone if match.before.heading - 3 <= i <= match.before.first]
    new = [j for j in match.come if match.after.heading - 3 <= j <= match.after.first]
    for i in old:
        same = [j for j in new if after.blocks[j].place == before.blocks[i].place]
        if len(same) == 1:
            lines.append((before.blocks[i], after.blocks[same[0]]))
    return [(a, b) for a, b in lines if len(a.text) <= 120 and len(b.text) <= 120 and b.wrapper in _LEDE_WRAPPERS]


def _is_name_change(old: Block, new: Block) -> bool:
    return len(old.text) <= 120 and all(_changed_names(old.text, new.text))


def _changed_names(old: str, new: str) -> tuple[str, str]:
    """The name that was replaced and the one that replaced it; empty where something else changed as well."""
    parts = word_diff(old, new)
    removed = [text.strip(" ,|·") for op, text in parts if op == "-"]
    added = [text.strip(" ,|·") for op, text in parts if op == "+"]
    if len(removed) != 1 or len(added) != 1 or not all(map(_is_name, (*removed, *added))):
        return "", ""
    return removed[0], added[0]


def _is_name(text: str) -> bool:
    """Whether a text is two to five words that all begin as names do, none of them a number or a word of time."""
    words = [token for token in tokens(text) if is_word(token)]
    if not 2 <= len(words) <= 5 or any(map(is_number, words)) or chrome.speaks_of_time(text):
        return False
    return all(not word[0].islower() for word in words)


def _slots(titles: Titles) -> tuple[str | None, str | None, str | None]:
    return titles.json_ld, titles.open_graph, titles.heading


def _all(titles: Titles) -> list[str]:
    return [title for title in _slots(titles) if title]
