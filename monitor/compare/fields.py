"""Headline, standfirst and byline: like is compared with like, and what stands on the other page did not change."""

from collections.abc import Sequence

from monitor.compare.sheet import Sheet
from scrapers.items import Titles
from storage.fold import letters_and_digits


def new_headline(before: Sheet, after: Sheet) -> str:
    """The headline now: the earlier one unless a title of the page changed into one that it did not have."""
    old, new = before.reading.titles, after.reading.titles
    known = {letters_and_digits(title) for title in _all(old)} | {letters_and_digits(before.reading.story.headline)}
    changed = [
        (was, now)
        for was, now in zip(_slots(old), _slots(new), strict=True)
        if was and now and letters_and_digits(now) not in known
    ]
    if not changed:
        return before.reading.story.headline
    shown = letters_and_digits(before.reading.story.headline)
    return next((now for was, now in changed if letters_and_digits(was) == shown), changed[0][1])


def new_standfirst(before: Sheet, after: Sheet) -> str:
    """The standfirst now: the earlier one unless the new page has another and no longer this."""
    old, new = before.reading.story.standfirst, after.reading.story.standfirst
    if not new or before.holds(letters_and_digits(new)):
        return old
    if old and after.holds(letters_and_digits(old)):
        return old
    return new


def new_byline(before: Sheet, after: Sheet) -> Sequence[str]:
    """The names now: the earlier ones unless one is there that the earlier page did not show, or one is gone from it."""
    old, new = before.reading.story.byline, after.reading.story.byline
    old_keys = {letters_and_digits(name) for name in old}
    come = [name for name in new if letters_and_digits(name) not in old_keys and not before.holds(letters_and_digits(name))]
    new_keys = {letters_and_digits(name) for name in new}
    gone = [name for name in old if letters_and_digits(name) not in new_keys and not after.holds(letters_and_digits(name))]
    if not come and not (gone and new):
        return old
    kept = [name for name in old if name not in gone]
    return tuple([*kept, *come]) if not gone else tuple(new)


def _slots(titles: Titles) -> tuple[str | None, str | None, str | None]:
    return titles.json_ld, titles.open_graph, titles.heading


def _all(titles: Titles) -> list[str]:
    return [title for title in _slots(titles) if title]
