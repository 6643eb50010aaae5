"""Is it still the story's page? Gone, walled, or another page in its place."""

from dataclasses import replace

from monitor.compare.body import BodyChange
from monitor.compare.sheet import Sheet
from monitor.compare.verdict import Verdict
from scrapers.items import Story, Suspicion, SuspectReason
from scrapers.urls import is_front_page, url_key
from storage.fold import letters_and_digits

_NO_STORY = Story(headline="")

GONE_STATUSES = frozenset([404, 410])


def judge_gone(*, url: str, final_url: str, status: int) -> Verdict | None:
    """The verdict where address and status alone say that a story is gone: 404, 410, or the front page instead."""
    if status in GONE_STATUSES:
        return Verdict(status="removed", story=_NO_STORY, reason=f"status_{status}")
    if status < 400 and is_front_page(final_url) and not is_front_page(url) and url_key(final_url) != url_key(url):
        return Verdict(status="removed", story=_NO_STORY, reason="front_page")
    return None
