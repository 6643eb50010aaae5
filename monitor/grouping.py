"""Which articles tell one story: reads the log of changes with a cursor and places each article that it meets.

`find_stories` searches with connections of its own and writes nothing; `keep_stories` is a job of the recorder. What
was placed stays: a story that was told as one does not fall apart, whatever its articles say later.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.copies import Agreement, Text, agreement, text_of
from monitor.recorder import Files
from monitor.stories import story_of
from scrapers.items import Story
from storage import stories
from storage.cursors import get_cursor, set_cursor
from storage.database import Connection
from storage.records import ChangeKind
from storage.stories import Fingerprint, Telling
from storage.versions import get_version

CURSOR = "stories"
BATCH = 100
"""Changes of one search: its texts stay in memory, and it is kept by one job."""

WINDOW = timedelta(hours=72)
"""From a story's first article on. What is as old as that is not told as news again."""

CLOSEST, OF_EACH = 4, 2
"""Stories with which a text is compared in earnest, and texts of each: those that share most marks."""

MOST_SHARING = 60
"""Texts that are looked at because they share marks, most first."""

LEAST_MARKS = 0.1
"""Of the shorter text's marks, to be compared at all. Copies that an editor changed one word in ten of share more."""

FORMULA_STORIES = 2
"""Other stories with the same words: one may be the day before's, of which this one tells."""

TELLING = frozenset({ChangeKind.PUBLISHED, ChangeKind.EDITED, ChangeKind.CORRECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An article's story and the fingerprint of what it says now; `replaces` are versions that need none any more."""

    fingerprint: Fingerprint
    marks: frozenset[int]
    replaces: Sequence[int] = ()
    is_kept: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStories:
    """What one search found: of the changes after `since` up to `until`, in order. Nothing to do where they are equal.

    `at` is when the last of them was seen.
    """

    since: int
    until: int
    at: datetime | None = None
    placed: Sequence[Placed] = ()


def find_stories(archive: Connection, desk: Connection, *, limit: int = BATCH) -> FoundStories:
    """The stories of the next `limit` changes of the log."""
    since = get_cursor(desk, CURSOR)
    tellings = stories.tellings_after(archive, since, limit=limit)
    if not tellings:
        return FoundStories(since=since, until=since)
    search = _Search(archive, desk)
    for telling in tellings:
        if telling.kind in TELLING and telling.quiet is None:
            search.place(telling)
    return FoundStories(since=since, until=tellings[-1].id, at=tellings[-1].seen_at, placed=search.placed)


def keep_stories(files: Files, found: FoundStories) -> None:
    """Write what a search found, and how far it read; nothing where it was written before."""
    if found.at is None or get_cursor(files.desk, CURSOR) != found.since:
        return
    for placed in found.placed:
        one = placed.fingerprint
        stories.place_article(files.archive, one.article_id, story_id=one.story_id)
        stories.move_fingerprints(files.desk, one.article_id, story_id=one.story_id)
        if placed.is_kept:
            stories.drop_fingerprints(files.desk, placed.replaces)
            stories.add_fingerprint(files.desk, one, marks=placed.marks)
    stories.forget_fingerprints(files.desk, told_before=found.at - WINDOW)
    set_cursor(files.desk, CURSOR, change_id=found.until)


def formulas_in(desk: Connection, copy: Story, *, story_id: int) -> frozenset[int]:
    """Marks of the text that stand in several other stories of the last days: what `new_in_copy` passes over."""
    found = stories.stories_of_marks(desk, text_of(copy).marks)
    return frozenset(mark for mark, where in found.items() if len(where - {story_id}) >= FORMULA_STORIES)


@dataclass(slots=True)
class _Search:
    """One search: what the files say, and on top of it what was placed already."""

    archive: Connection
    desk: Connection
    placed: list[Placed] = field(default_factory=list)
    _stories: dict[int, int] = field(default_factory=dict)
    _kept: dict[int, Fingerprint] = field(default_factory=dict)
    _replaced: set[int] = field(default_factory=set)
    _sharing: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _texts: dict[int, Text] = field(default_factory=dict)

    def place(self, telling: Telling) -> None:
        """Place the article whose text is new: among the stories, or, of an edit, its new text beside the old one."""
        earlier = self._fingerprints_of(telling.article_id)
        if telling.version_id is None or (telling.kind is not ChangeKind.PUBLISHED and not earlier):
            # An edit of what has left the window, or was never in it.
            return
        text = self._text(telling.version_id)
        story_id = self._stories.get(telling.article_id, telling.story_id)
        fingerprint = Fingerprint(
            version_id=telling.version_id,
            article_id=telling.article_id,
            source_id=telling.source_id,
            story_id=story_id or telling.article_id,
            told_at=earlier[0].told_at if earlier else _told_at(telling),
            mark_count=len(text.marks),
        )
        if story_id is None or (telling.kind is not ChangeKind.PUBLISHED and self._is_alone(fingerprint)):
            fingerprint = replace(fingerprint, story_id=self._copied(fingerprint, text) or fingerprint.story_id)
        self._keep(
            Placed(
                fingerprint=fingerprint,
                marks=text.marks,
                replaces=[one.version_id for one in earlier[1:] if one.version_id != telling.version_id],
                is_kept=telling.seen_at - fingerprint.told_at <= WINDOW,
            )
        )

    def _keep(self, placed: Placed) -> None:
        one = placed.fingerprint
        self.placed.append(placed)
        self._stories[one.article_id] = one.story_id
        self._replaced.update(placed.replaces)
        if placed.is_kept:
            self._kept[one.version_id] = one
            for mark in placed.marks:
                self._sharing[mark].append(one.version_id)

    def _is_alone(self, one: Fingerprint) -> bool:
        """Whether the article founded its story and nobody joined it."""
        company = {article for article, story in self._stories.items() if story == one.story_id} - {one.article_id}
        count = stories.count_articles(self.archive, one.story_id)
        return one.story_id == one.article_id and not company and count <= 1

    def _copied(self, one: Fingerprint, text: Text) -> int | None:
        """The earlier story that the article tells too, if any: the closest, and of these the one that most tell."""
        best: tuple[float, int, int] | None = None
        for story_id, sharing in self._closest(one, text.marks):
            closeness = self._closeness(one, text, story_id=story_id, sharing=sharing)
            if closeness is not None:
                rank = round(closeness, 1), len(sharing), -story_id
                best = max(best, rank) if best else rank
        return -best[2] if best else None

    def _closest(self, one: Fingerprint, found: frozenset[int]) -> list[tuple[int, list[Fingerprint]]]:
        """The stories that share most with the text, each with its texts that do, those that share most first."""
        shared = stories.texts_sharing(self.desk, found)
        shared.update(version_id for mark in found for version_id in self._sharing.get(mark, ()))
        by_story: dict[int, list[Fingerprint]] = defaultdict(list)
        for version_id, count in shared.most_common(MOST_SHARING):
            other = self._fingerprint(version_id)
            # An edit may bring an article into an earlier story, whose first article stays the first.
            if other is None or other.story_id >= one.article_id or version_id in self._replaced:
                continue
            if count >= LEAST_MARKS * min(len(found), other.mark_count):
                by_story[other.story_id].append(other)
        return list(by_story.items())[:CLOSEST]

    def _closeness(
        self, one: Fingerprint, text: Text, *, story_id: int, sharing: Sequence[Fingerprint]
    ) -> float | None:
        """How much the text shares with the story; None where it is no copy of it.

        It has to be a copy of one of the story's texts and kin to its first article, so that a story is no chain
        whose ends have nothing in common.
        """
        firsts = self._fingerprints_of(story_id)
        if not firsts or abs(firsts[0].told_at - one.told_at) > WINDOW:
            return None
        copied = [
            agreed.most
            for other in sharing[:OF_EACH]
            if (agreed := self._agreement(text, other)).is_copy(same_source=other.source_id == one.source_id)
        ]
        if not copied or not any(self._agreement(text, first).is_kin() for first in firsts):
            return None
        return max(copied)

    def _agreement(self, text: Text, other: Fingerprint) -> Agreement:
        return agreement(text, self._text(other.version_id))

    def _text(self, version_id: int) -> Text:
        if version_id not in self._texts:
            version = get_version(self.archive, version_id)
            if version is None:
                raise LookupError(f"there is no version {version_id}: run an integrity check")
            self._texts[version_id] = text_of(story_of(version))
        return self._texts[version_id]

    def _fingerprint(self, version_id: int) -> Fingerprint | None:
        kept = self._kept.get(version_id) or stories.get_fingerprint(self.desk, version_id)
        return None if kept is None else self._as_placed(kept)

    def _fingerprints_of(self, article_id: int) -> list[Fingerprint]:
        """The article's, oldest version first: what it said first, and what it says now."""
        kept = {one.version_id: one for one in stories.fingerprints_of(self.desk, article_id)}
        kept |= {one.version_id: one for one in self._kept.values() if one.article_id == article_id}
        return [self._as_placed(kept[version_id]) for version_id in sorted(kept.keys() - self._replaced)]

    def _as_placed(self, one: Fingerprint) -> Fingerprint:
        return replace(one, story_id=self._stories.get(one.article_id, one.story_id))


def _told_at(telling: Telling) -> datetime:
    """When the article was news: when it was first seen, or, of what a source had listed before, when it came out."""
    if telling.baseline and telling.published_at is not None:
        return min(telling.published_at, telling.seen_at)
    return telling.seen_at
