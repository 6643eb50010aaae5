"""What comparing answers."""

from dataclasses import dataclass
from typing import Literal

from monitor.compare.traits import Traits, traits
from monitor.diff import Diff, diff_stories, extent
from scrapers.items import Story, SuspectReason

Status = Literal["ok", "suspect", "removed"]
Kind = Literal["edited", "corrected"]
Field = Literal["headline", "standfirst", "byline", "body"]

FIELDS: tuple[Field, ...] = ("headline", "standfirst", "byline", "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a page means for the story that an earlier page told.

    `changed` is true only with status ok and a change of the story; then `diff`, `fields`, `kind` and `traits` say
    which, and `confirm` asks for a second fetch before it is recorded. `is_redesigned` says that the page has another
    template, `carries_over` that it shows all of the same story there, so that later pages may be compared with it.
    `reason` is a slug: a suspect's reason, why a story is removed, or what the change is. `story` is what the archive
    keeps as the new version: the earlier story's text with the real changes applied, so that what an extractor took
    differently never shows as an edit; it is the earlier story where nothing changed.
    """

    status: Status
    story: Story
    reason: str
    changed: bool = False
    kind: Kind | None = None
    fields: tuple[Field, ...] = ()
    words_added: int = 0
    words_removed: int = 0
    chars_changed: int = 0
    diff: Diff | None = None
    traits: Traits | None = None
    confirm: bool = False
    is_redesigned: bool = False
    carries_over: bool = False
    signs: tuple[str, ...] = ()


def unchanged(story: Story) -> Verdict:
    """The story is the same, whatever else of the page is not."""
    return Verdict(status="ok", story=story, reason="same_story")


def suspect(story: Story, reason: SuspectReason, signs: tuple[str, ...]) -> Verdict:
    """The page must not be taken for the story."""
    return Verdict(status="suspect", story=story, reason=reason.value, signs=signs)


def edited(before: Story, after: Story, *, reason: str, is_corrected: bool, confirm: bool) -> Verdict:
    """What `after` changes in `before`; unchanged where the two fold alike."""
    diff = diff_stories(before, after)
    if diff is None:
        return unchanged(before)
    counted = extent(diff)
    return Verdict(
        status="ok",
        story=after,
        reason=reason,
        changed=True,
        kind="corrected" if is_corrected else "edited",
        fields=tuple(field for field in FIELDS if field in diff),
        words_added=counted.words_added,
        words_removed=counted.words_removed,
        chars_changed=counted.chars_changed,
        diff=diff,
        traits=traits(before, after, diff, is_corrected=is_corrected),
        confirm=confirm,
    )
