"""How near a reading comes to what a reader takes from a page, by the measures of the corpus."""

import re
import statistics
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

from scrapers.extract import extract
from scrapers.items import Story
from tests.written_markup import Written


def read(page: Written) -> Story:
    """The page read from its bytes."""
    return extract(page.markup.encode(), url=page.tale.url).story


def scores(pages: Sequence[Written], stories: Sequence[Story]) -> dict[str, float]:
    """Means over the pages."""
    pairs = list(zip(pages, stories, strict=True))
    told: Mapping[str, Sequence[float]] = {
        "body F1": [body_score(page, story) for page, story in pairs],
        "headline exact": [story.headline == page.tale.headline for page, story in pairs],
        "standfirst exact": [story.standfirst == page.standfirst for page, story in pairs],
        "authors F1": [_agreement(page.byline, story.byline) for page, story in pairs],
        "published, same day": [_same_day(page, story) for page, story in pairs],
        "published, same minute": [story.published_at == page.published_at for page, story in pairs],
        "language": [(story.language or "").split("-")[0] == page.tale.tongue.language for page, story in pairs],
    }
    return {name: statistics.mean(values) for name, values in told.items()}


def body_score(page: Written, story: Story) -> float:
    """F1 of the runs of four words of the body."""
    return _agreement(_runs("\n".join(page.body)), _runs(story.body))


def _same_day(page: Written, story: Story) -> bool:
    zone = page.published_at.tzinfo
    return story.published_at is not None and story.published_at.astimezone(zone).date() == page.published_at.date()


def _runs(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return [tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3))]


def _agreement(true: Iterable[Hashable], found: Iterable[Hashable]) -> float:
    """F1 of two bags."""
    wanted, got = Counter(true), Counter(found)
    total = wanted.total() + got.total()
    return 2 * (wanted & got).total() / total if total else 1.0
