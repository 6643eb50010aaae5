"""Subjects that tell: what happened, to which story, where, and what changed in it. Pure."""

from collections import Counter
from collections.abc import Sequence

from monitor.config.models import Event
from monitor.messages.cleaning import isolated, one_line, shortened
from monitor.messages.items import Item

LONGEST = 150
"""Characters; mail clients show 40 to 90, and a folded header of a mail bears this much in any script."""

LONGEST_TITLE = 60
LONGEST_SOURCE = 40
LONGEST_SUMMARY = 60
SHORTEST_HEADLINE = 20

EVENTS = {
    Event.REPORT: "new",
    Event.EDIT: "edited",
    Event.CORRECTION: "corrected",
    Event.REMOVAL: "removed",
    Event.RESTORATION: "back again",
}


def subject(items: Sequence[Item], *, title: str, is_digest: bool) -> str:
    """One line of at most 150 characters for a message with these items; `title` is the watch's."""
    if is_digest:
        return f"{_quoted(title, LONGEST_TITLE)}: {_counts(items)}"
    if len(items) == 1:
        return _of_one(items[0])
    articles = list({item.article_id: item for item in items}.values())
    if len(articles) == 1:
        return _composed(f"{len(items)} changes", articles[0], "")
    return _of_several(articles)


def as_subject(text: str) -> str:
    """`text` as one line of at most 150 characters, without anything that could end a header."""
    return shortened(one_line(text), LONGEST) or "…"


def verb(item: Item) -> str:
    """What happened, as a subject begins."""
    if item.event is Event.REPORT and item.is_copy:
        return "New elsewhere"
    if item.event is Event.REPORT and item.diff is not None:
        return "Now on the subject"
    return EVENTS[item.event].capitalize()


def what_changed(item: Item) -> str:
    """The summary as a list: "headline, 2 numbers"; "" where there is none."""
    return one_line(item.summary or "").replace("; ", ", ")


def counted(count: int, noun: str, plural: str) -> str:
    """ "1 story", "2 stories"."""
    return f"{count:,} {noun if count == 1 else plural}"


def _of_one(item: Item) -> str:
    what = ""
    for piece in what_changed(item).split(", "):
        longer = f"{what}, {piece}" if what else piece
        if len(longer) > LONGEST_SUMMARY:
            break
        what = longer
    if item.event is Event.REPORT:
        others = len(item.also_in)
        what = f"also in {counted(others, 'other', 'others')}" if others else ""
    return _composed(verb(item), item, what)


def _composed(before: str, item: Item, what: str) -> str:
    source = _quoted(item.source, LONGEST_SOURCE)
    tail = f" ({source}): {what}" if what else f" ({source})"
    room = LONGEST - len(before) - len(": ") - len(tail) - len("⁨⁩")
    return f"{before}: {_quoted(item.headline, max(room, SHORTEST_HEADLINE))}{tail}"


def _of_several(articles: Sequence[Item]) -> str:
    noun = counted(len(articles), "story", "stories")
    each = (LONGEST - len(noun) - 2) // min(len(articles), 3) - 5
    shown = [_quoted(item.headline, each) for item in articles[:3]]
    more = "; …" if len(articles) > len(shown) else ""
    return f"{noun}: {'; '.join(shown)}{more}"


def _counts(items: Sequence[Item]) -> str:
    stories = counted(len({item.article_id for item in items}), "story", "stories")
    kinds = Counter(item.event for item in items)
    said = ", ".join(f"{kinds[event]:,} {EVENTS[event]}" for event in Event if kinds[event])
    return f"{stories}, {said}" if said else stories


def _quoted(text: str, length: int) -> str:
    return isolated(shortened(one_line(text), length) or "…")
