"""Several changes of one article become one thing to tell: from what the reader saw last to what stands now. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.config.models import Event
from storage.delivery_records import WaitingItem
from storage.outgoing import Outgoing

MOST_WORDS = 12
"""Matched words that are kept: enough to see why a message came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What is told of one article.

    `last` is the change that gives its time and id. Version ids are None where there is no text before or after.
    `is_recorded` says that the change's own diff and summary tell it.
    """

    event: Event
    last: Outgoing
    before_id: int | None
    after_id: int | None
    matched: tuple[str, ...]
    importance: float | None
    silent: bool | None
    is_recorded: bool


def merged(items: Sequence[WaitingItem], changes: Mapping[int, Outgoing], *, known_version_id: int | None) -> Merged:
    """What the items of one article, in the order of the log, tell together.

    `known_version_id` is the version that the reader knows, None where the article was never told to them.
    """
    rows = [changes[item.change_id] for item in items]
    events = [Event(item.event) for item in items]
    first, last = rows[0], rows[-1]
    event = _event(events)
    before = known_version_id or first.from_version_id
    if event is Event.REMOVAL:
        before = last.from_version_id
    elif event is Event.CORRECTION and before is None:
        # The story is new to the reader, and so is that it was corrected: from its first text on.
        before = first.to_version_id
    return Merged(
        event=event,
        last=last,
        before_id=before,
        after_id=last.to_version_id,
        matched=tuple(dict.fromkeys(word for item in items for word in item.matched))[:MOST_WORDS],
        importance=max((row.importance for row in rows if row.importance is not None), default=None),
        silent=None if all(row.silent is None for row in rows) else any(row.silent for row in rows),
        is_recorded=before == last.from_version_id,
    )


def _event(events: Sequence[Event]) -> Event:
    if events[-1] is Event.REMOVAL:
        return Event.REMOVAL
    if Event.CORRECTION in events:
        return Event.CORRECTION
    if Event.REPORT in events:
        return Event.REPORT
    if Event.RESTORATION in events and Event.REMOVAL not in events:
        return Event.RESTORATION
    # Gone and back within the time: an edit, or nothing at all, of what the reader saw.
    return Event.EDIT
