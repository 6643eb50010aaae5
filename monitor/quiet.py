"""Changes that are recorded and told to nobody, or looked at once more first: flapping, redesigns, silent edits."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.recorder import Files
from scrapers.items import Story
from storage.fold import fold
from storage.records import Quiet, Version
from storage.sitepages import count_template_changes, note_template_change, record_redesign, redesigned_at

logger = logging.getLogger(__name__)

FLAPPING_WITHIN = timedelta(hours=72)
"""A return to what was said so shortly before is taken for a test of headlines, a metered paywall or two servers out of
step; after longer it is a publisher's second thought."""

MOST_VERSIONS = 20
"""Versions in which a return is looked for, the newest."""

REDESIGN_WITHIN = timedelta(hours=1)
REDESIGN_ARTICLES = 3
"""So many articles of a source in another template within that time are a redesign, and no news."""

TEMPLATE_KEPT = timedelta(days=1)
"""An article whose page changed its template is held once in so long, then believed."""

CACHE_LAG = timedelta(minutes=30)
"""How long a publisher's caches may show the old page after the time of modification that the new one gives."""


def returns_to(versions: Sequence[Version], story: Story, *, at: datetime) -> tuple[int | None, Quiet | None]:
    """The id of the earlier version that said the same, if one did, and "flapping" where that is not long ago.

    `versions` are the article's newest, oldest first; the last of them is what the story replaces.
    """
    said = _said(story)
    for version, after in zip(reversed(versions[:-1]), reversed(versions[1:]), strict=True):
        if _said(version) == said:
            return version.id, "flapping" if at - after.seen_at <= FLAPPING_WITHIN else None
    return None, None


def is_silent(before: Version, story: Story, *, last_seen_at: datetime) -> bool | None:
    """Whether the page does not own up to the edit; None where it gives no time of modification.

    It does not where that time is still the earlier version's, or lies before the old text was last seen.
    """
    if story.modified_at is None:
        return None
    return story.modified_at == before.modified_at or story.modified_at + CACHE_LAG < last_seen_at


def note_template(files: Files, source_id: str, article_id: int, *, at: datetime) -> tuple[bool, bool]:
    """Note that an article's page has another template: whether that was not known, and whether its source has.

    A redesign is reported once in the log and in `status`, and what was remembered of the site's pages is forgotten.
    """
    desk = files.desk
    is_first = note_template_change(desk, source_id, article_id, at=at, since=at - TEMPLATE_KEPT)
    if count_template_changes(desk, source_id, since=at - REDESIGN_WITHIN) >= REDESIGN_ARTICLES:
        last = redesigned_at(desk, source_id)
        if last is None or at - last > TEMPLATE_KEPT:
            record_redesign(desk, source_id, at=at)
            logger.warning("source=%s changed its templates: changes of shape are recorded, nobody is told", source_id)
    last = redesigned_at(desk, source_id)
    return is_first, last is not None and at - last <= TEMPLATE_KEPT


def _said(story: Story | Version) -> list[str]:
    return [fold(text) for text in (story.headline, story.standfirst, story.body, *story.byline)]
