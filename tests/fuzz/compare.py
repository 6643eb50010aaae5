"""Any two pages of one address: a verdict that is the same each time, holds together, and is no change of itself."""

import json

from monitor.answers import verdict_record
from monitor.compare import Verdict, block_digests, judge, moved_digests
from monitor.diff import apply_diff
from scrapers.extract import ExtractionError, extract
from scrapers.items import Reading, Story
from storage.fold import fold
from tests.fuzz.extract import TYPES, URL, check_reading

PARTING = b"\n<!--===-->\n"
STATUSES = (200, 200, 200, 404, 503)


def check(data: bytes) -> None:
    """The first byte chooses header and status; then the two pages with a line between."""
    choice, pages = (data[0], data[1:]) if data else (0, b"")
    first, _, second = pages.partition(PARTING)
    try:
        before, after = (extract(page, url=URL, content_type=TYPES[choice % 4]) for page in (first, second))
    except ExtractionError:
        return
    status = STATUSES[choice // 4 % 5]
    verdict = judge(before, after, url=URL, final_url=URL, status=status)
    assert verdict == judge(before, after, url=URL, final_url=URL, status=status)
    _check_verdict(before, verdict)
    _check_verdict(before, judge(before, after, url=URL, final_url=URL, repeated=frozenset([1, 2]), witness=after))
    _check_verdict(after, judge(after, before, url=URL, final_url=URL))
    assert not judge(before, before, url=URL, final_url=URL).changed
    assert not judge(after, after, url=URL, final_url=URL).changed
    block_digests(after)
    moved_digests(before, after)


def _check_verdict(before: Reading, verdict: Verdict) -> None:
    json.dumps(verdict_record(verdict)).encode()
    assert verdict.changed == (verdict.diff is not None)
    assert verdict.changed == bool(verdict.fields)
    if verdict.diff is None:
        assert folded(verdict.story) == folded(before.story)
        return
    assert verdict.status == "ok"
    assert folded(apply_diff(before.story, verdict.diff)) == folded(verdict.story)
    assert folded(verdict.story) != folded(before.story)
    check_reading(Reading(story=verdict.story, titles=before.titles))


def folded(story: Story) -> tuple[str, str, list[str], list[str]]:
    """A story without what no reader sees."""
    paragraphs = [fold(text) for text in story.paragraphs]
    return fold(story.headline), fold(story.standfirst), [fold(name) for name in story.byline], paragraphs
