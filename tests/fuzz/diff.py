"""Any two stories: their diff gives the one from the other, survives JSON, and shows no markup but our own."""

import json
import re
from typing import cast

from monitor.diff import Diff, apply_diff, diff_stories, extent
from monitor.render import html
from scrapers.items import Story
from storage.fold import fold
from tests.fuzz.compare import folded
from tests.fuzz.texts import as_text

PARTING = "\n===\n"
_TAG = re.compile(r"<(?!/?(?:ins|del|p|div|a|br)\b)")


def check(data: bytes) -> None:
    """Two stories with a line of `===` between: headline, standfirst, names and paragraphs, a line each."""
    old, new = two_stories(data)
    for before, after in ((old, new), (new, old), (old, old)):
        _check(before, after)


def two_stories(data: bytes) -> tuple[Story, Story]:
    """The stories on either side of the parting; the second is empty where there is none."""
    text = as_text(data).encode("utf-8", "replace").decode()
    old, new = (_story(part) for part in (*text.split(PARTING, 1), "")[:2])
    return old, new


def _check(before: Story, after: Story) -> None:
    diff = diff_stories(before, after)
    assert (diff is None) == (folded(before) == folded(after))
    if diff is None:
        return
    kept = cast("Diff", json.loads(json.dumps(diff)))
    assert folded(apply_diff(before, kept)) == folded(after)
    how_much = extent(diff)
    assert min(how_much.words_added, how_much.words_removed, how_much.chars_changed) >= 0
    shown = html(kept, before)
    assert not _TAG.search(shown), shown


def _story(text: str) -> Story:
    headline, standfirst, names, *paragraphs = (*text.split("\n"), "", "")[: max(3, text.count("\n") + 1)]
    body = [" ".join(paragraph.split()) for paragraph in paragraphs]
    return Story(
        headline=" ".join(headline.split()),
        standfirst=" ".join(standfirst.split()),
        byline=tuple(" ".join(name.split()) for name in names.split(";") if fold(name)),
        body="\n\n".join(paragraph for paragraph in body if paragraph),
    )
