"""Did the story change? Two readings of one address in, a verdict out. Pure: no network, no clock, no database."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from monitor.compare.body import BodyChange, compare_bodies
from monitor.compare.fields import new_byline, new_headline, new_standfirst
from monitor.compare.matching import Match, match
from monitor.compare.presence import judge_gone, judge_presence
from monitor.compare.repeats import SiteMemory, block_digests, moved_digests, without_repeats
from monitor.compare.sheet import Sheet
from monitor.compare.verdict import Verdict, edited, suspect, unchanged
from monitor.compare.witness import agreed, agreed_change, agreed_names, agreed_reading
from scrapers.items import Reading, Story, SuspectReason

__all__ = ["SiteMemory", "Verdict", "agreed_reading", "block_digests", "judge", "judge_gone", "moved_digests"]


def judge(
    before: Reading,
    after: Reading,
    *,
    url: str,
    final_url: str,
    status: int = 200,
    repeated: Collection[int] = (),
    witness: Reading | None = None,
) -> Verdict:
    """What the page `after` means for the story that the page `before` told.

    `before.story` is the story as the archive keeps it; `url` is the article's address, `final_url` where the fetch
    of `after` ended and `status` its HTTP status. `repeated` are digests of the blocks that the site repeats on other
    pages (`SiteMemory.repeated`), `witness` is the same address fetched a moment earlier: what only one of the two
    shows is no change.
    """
    gone = judge_gone(url=url, final_url=final_url, status=status)
    if gone is not None:
        return replace(gone, story=before.story)
    if status >= 400:
        return suspect(before.story, SuspectReason.ERROR_PAGE, (f"status {status}",))
    if _are_alike(before, after):
        return unchanged(before.story)
    keys: dict[str, str] = {}
    old, new = Sheet(before, keys), Sheet(after, keys)
    laid = match(old, new)
    instead = judge_presence(old, new, laid, url=url, final_url=final_url, status=status)
    if instead is not None:
        return instead
    told = _Told.of(old, new, without_repeats(laid, old, new, repeated))
    if witness is not None:
        seen = Sheet(witness, keys)
        told = told.agreed(_Told.of(old, seen, without_repeats(match(old, seen), old, seen, repeated)), before.story)
    story = _dated(told.applied(before.story), after.story)
    # Every change is to be seen twice: changes are rare, so that this costs next to nothing, and what moves by itself
    # (an advertisement, a box that another server lacks) seldom does so in the same way.
    verdict = edited(before.story, story, reason="edited", is_corrected=bool(told.body.notes), confirm=witness is None)
    carries_over = laid.is_redesigned and not verdict.changed and not laid.missing
    return replace(verdict, is_redesigned=laid.is_redesigned, carries_over=carries_over)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a page tells of a story that an earlier page told."""

    headline: str
    standfirst: str
    byline: tuple[str, ...]
    body: BodyChange

    @classmethod
    def of(cls, before: Sheet, after: Sheet, laid: Match) -> "_Told":
        return cls(
            headline=new_headline(before, after),
            standfirst=new_standfirst(before, after, laid),
            byline=tuple(new_byline(before, after, laid)),
            body=compare_bodies(before, after, laid),
        )

    def agreed(self, witness: "_Told", before: Story) -> "_Told":
        """What the witness tells as well; else what the story was."""
        return _Told(
            headline=agreed(self.headline, witness.headline, before.headline),
            standfirst=agreed(self.standfirst, witness.standfirst, before.standfirst),
            byline=tuple(agreed_names(self.byline, witness.byline, before.byline)),
            body=agreed_change(self.body, witness.body),
        )

    def applied(self, story: Story) -> Story:
        return replace(
            story,
            headline=self.headline,
            standfirst=self.standfirst,
            byline=self.byline,
            body="\n\n".join(self.body.applied(story.paragraphs)),
        )


def _dated(story: Story, today: Story) -> Story:
    """The story with the dates that its page gives now; a date that it no longer gives stays."""
    return replace(
        story,
        published_at=today.published_at or story.published_at,
        modified_at=today.modified_at or story.modified_at,
    )


def _are_alike(before: Reading, after: Reading) -> bool:
    """Whether the two pages show the same texts at the same places: nothing is to be judged."""
    if before.titles != after.titles or before.story.byline != after.story.byline or before.blocks != after.blocks:
        return False
    if before.story.paragraphs == after.story.paragraphs:
        return True
    shown = {block.text for block in before.blocks}
    return shown.issuperset(before.story.paragraphs) and shown.issuperset(after.story.paragraphs)
