"""Did the story change? Two readings of one address in, a verdict out. Pure: no network, no clock, no database."""

from dataclasses import replace

from monitor.compare.body import compare_bodies
from monitor.compare.fields import new_byline, new_headline, new_standfirst
from monitor.compare.matching import match
from monitor.compare.presence import judge_gone, judge_presence
from monitor.compare.sheet import Sheet
from monitor.compare.verdict import Verdict, edited, suspect, unchanged
from scrapers.items import Reading, SuspectReason

__all__ = ["Verdict", "judge", "judge_gone"]


def judge(before: Reading, after: Reading, *, url: str, final_url: str, status: int = 200) -> Verdict:
    """What the page `after` means for the story that the page `before` told.

    `before.story` is the story as the archive keeps it; `url` is the article's address, `final_url` where the fetch
    of `after` ended and `status` its HTTP status.
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
    instead, confirm = judge_presence(old, new, laid, url=url, final_url=final_url, status=status)
    if instead is not None:
        return instead
    body = compare_bodies(old, new, laid)
    story = replace(
        before.story,
        headline=new_headline(old, new),
        standfirst=new_standfirst(old, new, laid),
        byline=new_byline(old, new, laid),
        body="\n\n".join(body.applied(before.story.paragraphs)),
    )
    return edited(before.story, story, reason="edited", is_corrected=bool(body.notes), confirm=confirm)


def _are_alike(before: Reading, after: Reading) -> bool:
    """Whether the two pages show the same texts at the same places: nothing is to be judged."""
    if before.titles != after.titles or before.story.byline != after.story.byline or before.blocks != after.blocks:
        return False
    shown = {block.text for block in before.blocks}
    return shown.issuperset(before.story.paragraphs) and shown.issuperset(after.story.paragraphs)
