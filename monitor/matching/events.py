"""Whether a watch selects a change, as which event, and if not, why: pure."""

from collections.abc import Callable
from dataclasses import dataclass

from monitor.config.models import Event, Part, WatchConfig
from storage.records import Change, ChangeKind, Version

_EVENTS = {
    ChangeKind.PUBLISHED: Event.REPORT,
    ChangeKind.EDITED: Event.EDIT,
    ChangeKind.CORRECTED: Event.CORRECTION,
    ChangeKind.REMOVED: Event.REMOVAL,
    ChangeKind.RESTORED: Event.RESTORATION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Either the event, or why there is none, as the end of a sentence about the change."""

    event: Event | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Whether the query finds the story as it was before the change, and as it is after it."""

    before: bool
    after: bool


def untold(change: Change, *, baseline: bool) -> str | None:
    """Why no watch selects the change, whatever it looks for; `baseline`: the watch asks for first sights."""
    if change.kind == ChangeKind.MOVED:
        return "the story moved to another address and says the same"
    if change.quiet is not None:
        return f"the change is held back as {change.quiet}"
    if change.baseline and not baseline:
        return "the source already listed it when it was first looked at (baseline)"
    return None


def decide(watch: WatchConfig, change: Change, *, said: Version, hits: Hits, touches: Callable[[], bool]) -> Decision:
    """What a watch makes of a change. `touches` is asked only where it matters: does the edit touch its words?

    An article that begins to match is a report, whatever changed it; one that matches no more was edited all the same.
    Where the watch selects no reports, such a change is told as what it is.
    """
    if not (hits.before or hits.after):
        return Decision(reason="the query does not find it")
    if (reason := untold(change, baseline=watch.baseline) or _left_out(watch, change, said)) is not None:
        return Decision(reason=reason)
    event = _EVENTS[change.kind]
    if hits.after and not hits.before and event in (Event.EDIT, Event.CORRECTION) and Event.REPORT in watch.events:
        event = Event.REPORT
    if event not in watch.events:
        return Decision(reason=f"{event} is not among its events")
    if event == Event.EDIT and (reason := _edit_left_out(watch, change, hits, touches)) is not None:
        return Decision(reason=reason)
    return Decision(event=event)


def _left_out(watch: WatchConfig, change: Change, said: Version) -> str | None:
    if watch.sources and change.source_id not in watch.sources:
        return f"{change.source_id} is not among its sources"
    if watch.languages and not _is_in(said.language, watch.languages):
        return f"the story's language ({said.language or 'unknown'}) is not among its languages"
    if said.word_count < watch.min_words:
        return f"the story has {said.word_count} words, min_words asks for {watch.min_words}"
    return None


def _is_in(language: str | None, wanted: tuple[str, ...]) -> bool:
    """`ur` takes in `ur-pk`."""
    tag = (language or "").lower()
    return any(tag == each or tag.startswith(f"{each}-") for each in wanted)


def _edit_left_out(watch: WatchConfig, change: Change, hits: Hits, touches: Callable[[], bool]) -> str | None:
    changed = {Part.HEADLINE: change.headline_changed, Part.NUMBERS: change.numbers, Part.QUOTES: change.quotes}
    if watch.changed and not any(changed[part] for part in watch.changed):
        return f"the edit changed no {' and no '.join(watch.changed)}"
    words = change.words_added + change.words_removed
    if words < watch.min_words_changed:
        return f"the edit changed {words} words, min_words_changed asks for {watch.min_words_changed}"
    if watch.edits == "touching" and hits.before == hits.after and not touches():
        return 'the edit touched no words that the query finds (edits = "touching")'
    return None
