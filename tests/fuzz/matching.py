"""Any story and its next version: no text stops the watches, and a word that a story says is found in it."""

import json
import unicodedata
from datetime import UTC, datetime

from monitor.config.models import WatchConfig
from monitor.diff import diff_stories
from monitor.matching.searching import select
from monitor.matching.texts import change_texts
from monitor.matching.watches import ReadyWatch, ready, ready_watch
from scrapers.items import Story
from storage.records import Change, ChangeKind, Version
from storage.texts import split_words
from tests.fuzz.diff import two_stories

NOW = datetime(2024, 8, 22, tzinfo=UTC)
MOST_WORDS = 12
"""Words of a story that are each looked for: preparing a watch takes a quarter of a millisecond."""

QUERIES = (
    *("al*", "^al*", "NEAR(the a, 3)", "added : a", "removed : a", "a NOT final", '"\u0301"', "\u0301*"),
    *('"near final"', "headline : a", "- headline : a", "क* OR ا*", '"final" + al*'),
)


def check(data: bytes) -> None:
    """Two stories with a line of `===` between, as the fuzzing of diffs takes them."""
    before, after = two_stories(data)
    diff = diff_stories(before, after)
    old, new = _version(before, 1), _version(after, 2)
    edited = _change(2, ChangeKind.EDITED, diff=None if diff is None else json.dumps(diff, ensure_ascii=False))
    texts = [
        change_texts(_change(1, ChangeKind.PUBLISHED), None, old),
        change_texts(edited, old, new),
        change_texts(_change(3, ChangeKind.REMOVED), new, None),
    ]
    said = "\n".join([before.headline, before.body])
    words = [word for word in split_words(said)[:MOST_WORDS] if word.strip("\ue0ff")]
    if any(unicodedata.category(character) == "Cn" for character in said):
        words = []  # FTS5 takes a code point that nobody has assigned for part of a word, we do not
    named = [_watch(f'"{word}"', f"said-{place}") for place, word in enumerate(words)]
    selected = list(select(texts, ready([*WATCHES, *named]), with_passages=True))
    reported = {each.watch.config.id for each in selected if each.texts.change.id == 1}
    assert reported >= {watch.config.id for watch in named}, sorted({one.config.id for one in named} - reported)
    assert all(len(each.matched) <= MOST_WORDS for each in selected)


def _watch(query: str, watch_id: str, **how: str) -> ReadyWatch:
    return ready_watch(WatchConfig.model_validate({"id": watch_id, "query": query, **how}), {})


def _version(story: Story, number: int) -> Version:
    return Version(
        **{name: getattr(story, name) for name in ("headline", "standfirst", "byline", "body")},
        id=number, article_id=1, number=number, seen_at=NOW, published_at=None, modified_at=None, language=None,
        word_count=1, content_sha256="", extractor="", capture_id=None,
    )  # fmt: skip


def _change(change_id: int, kind: ChangeKind, diff: str | None = None) -> Change:
    return Change(
        id=change_id, article_id=1, source_id="post", seen_at=NOW, kind=kind, words_added=1, words_removed=1, diff=diff
    )  # fmt: skip


WATCHES = [
    *(_watch(query, f"any-{place}") for place, query in enumerate(QUERIES)),
    *(_watch(query, f"touching-{place}", edits="touching") for place, query in enumerate(("a", '"a a"', "al*"))),
]
