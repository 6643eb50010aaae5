"""Whether a share has jumped against its own history: pure. For stories without a byline, and for pages set aside."""

import math
from collections.abc import Callable, Sequence
from datetime import datetime

from storage.signs import StoryShape

RECENT_STORIES = 30
"""Stories whose shape is compared with that of those before them."""

LEAST_BEFORE = 60
"""Stories before them without which nothing is said."""

LEAST_JUMP = 0.5
"""By how much the share must have risen. Sections differ (agency copy has no byline) and so do days: where 10 to 40% of
a day's 20 stories lack one, no false alarm came in 200 simulated years (bench/silences.py)."""

LEAST_RATE = 0.25
"""Of pages set aside: the share that they must have reached, and by how much it must have risen."""

LEAST_SUSPECTS = 10
"""Pages set aside, at different addresses, below which nothing is said."""

CHANCE = 1e-6
"""The chance, were all as before, above which a jump is none. Small, since stories do not come independently."""

SHORT = 0.3
"""Of the median of the stories before: what is shorter than this share of it is short."""


def chance_of(count: int, total: int, share: float) -> float:
    """The chance that of `total` at least `count` have what a `share` of all has, each on its own."""
    if count <= 0:
        return 1.0
    logs = (
        math.lgamma(total + 1)
        - math.lgamma(each + 1)
        - math.lgamma(total - each + 1)
        + each * math.log(share)
        + (total - each) * math.log1p(-share)
        for each in range(count, total + 1)
    )
    return min(1.0, sum(math.exp(log) for log in logs))


def has_jumped(now: tuple[int, int], before: tuple[int, int], *, by: float) -> bool:
    """Whether the share rose by so much and more than chance could do; each pair is how many of how many."""
    count, total = now
    usual = (before[0] + 1) / (before[1] + 2)
    return total > 0 and count / total - usual >= by and chance_of(count, total, usual) < CHANCE


def lost_shape(now: Sequence[StoryShape], before: Sequence[StoryShape]) -> list[str]:
    """What the newest stories lack that those before had, in words; empty where nothing jumped or too little is known.

    `now` are the newest stories, at least RECENT_STORIES of them; `before` those before them.
    """
    if len(now) < RECENT_STORIES or len(before) < LEAST_BEFORE:
        return []
    median = sorted(shape.word_count for shape in before)[len(before) // 2]
    lacks: tuple[tuple[str, Callable[[StoryShape], bool]], ...] = (
        ("a byline", lambda shape: not shape.has_byline),
        ("a date", lambda shape: not shape.has_date),
        (f"more than {SHORT * median:.0f} words", lambda shape: shape.word_count <= SHORT * median),
    )
    said = []
    for what, is_lacking in lacks:
        counts = sum(map(is_lacking, now)), len(now)
        usual = sum(map(is_lacking, before)), len(before)
        if has_jumped(counts, usual, by=LEAST_JUMP):
            said.append(
                f"Of the last {counts[1]} stories {counts[0]} came without {what}; "
                f"of the {usual[1]} before, {usual[0]} did."
            )
    return said


def shape_changed_at(now: Sequence[StoryShape]) -> datetime:
    """Since when the newest stories lack something, more or less: the oldest of them."""
    return min(shape.seen_at for shape in now)


def has_surged(now: tuple[int, int], before: tuple[int, int]) -> bool:
    """Whether the share of pages set aside surged; each pair is how many of how many."""
    return now[0] >= LEAST_SUSPECTS and now[0] >= LEAST_RATE * now[1] and has_jumped(now, before, by=LEAST_RATE)
