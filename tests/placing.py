"""Articles for the tests of stories: published, edited and placed among stories."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from monitor.grouping import find_stories, keep_stories
from monitor.recorder import Files
from storage.articles import record_published, record_version
from storage.captures import CaptureWriter
from storage.database import transaction
from storage.records import ChangeKind, Edit, NewArticle, StoryRecord
from storage.sources import sync_sources
from tests.storage_samples import NOW, address, source, story

WIRE = (
    "The water board on Tuesday raised the price of a cubic metre by a fifth, the first rise since the pipes of the "
    "old town were laid anew eleven years ago.",
    "Households that use less than ten cubic metres a month are spared, said the board's head, Ines Okafor, who had "
    "argued against the rise in spring.",
    "“We have put it off for as long as the pumps would bear it,” she told reporters. “They no longer bear it.”",
    "The opposition in the council called the decision cruel and asked for a vote of all citizens, for which it needs "
    "four thousand signatures by the end of the month.",
    "A bakery on the market square reckoned that its rolls would cost a cent more, and put up a sign that says so.",
    "The last rise led to a winter of protests in which the board's windows were broken twice.",
)
OTHER = (
    "Three lighthouse keepers on the northern coast have been asked to come back from their pensions for a summer.",
    "The new lamps, which nobody has to climb to, went out in a storm in March and have not been mended since.",
    "A spokesman for the harbour said that spare parts were on their way, though he would not say from where.",
    "Fishermen have begun to light fires on the rocks again, as their grandfathers did in the years of the war.",
    "The eldest of the three, who is eighty, said that he would climb the stairs once a day and not more often.",
    "The harbour has three lights and one foghorn, which was sold to a collector in autumn and bought back in spring.",
)


class Press:
    """Both files, open, and a clock that each article moves by a minute."""

    def __init__(self, archive: sqlite3.Connection, desk: sqlite3.Connection, folder: Path) -> None:
        self.archive = archive
        self.desk = desk
        self.now = NOW
        self._folder = folder
        self._count = 0

    def publish(
        self,
        paragraphs: Sequence[str],
        *,
        by: str,
        baseline: bool = False,
        published_at: datetime | None = None,
    ) -> int:
        """A new article of that source: its id."""
        self._count += 1
        self.now += timedelta(minutes=1)
        sync_sources(self.archive, [source(by)], now=self.now)
        recorded = record_published(
            self.archive,
            NewArticle(source_id=by, address=address(f"story-{self._count}", by)),
            story=_record(f"Headline {self._count}", paragraphs, published_at=published_at),
            capture=None,
            seen_at=self.now,
            baseline=baseline,
        )
        return recorded.article_id

    def edit(self, article_id: int, paragraphs: Sequence[str], **traits: object) -> None:
        """The article says something else."""
        self.now += timedelta(minutes=1)
        record_version(
            self.archive,
            article_id,
            story=_record("Edited", paragraphs),
            capture=None,
            edit=Edit(kind=ChangeKind.EDITED, diff="{}", **traits),  # type: ignore[arg-type]  # named by a test
            seen_at=self.now,
        )

    def place(self, *, limit: int = 100) -> None:
        """Finds and keeps until nothing is left to do."""
        while (found := find_stories(self.archive, self.desk, limit=limit)).at is not None:
            with closing(CaptureWriter(self._folder / "captures", archive=self.archive)) as captures:
                files = Files(archive=self.archive, desk=self.desk, captures=captures)
                with transaction(self.desk), transaction(self.archive):
                    keep_stories(files, found)

    def stories(self) -> list[list[int]]:
        """The articles of each story."""
        rows = self.archive.execute(
            "SELECT group_concat(id) FROM (SELECT id, story_id FROM articles ORDER BY id) GROUP BY story_id ORDER BY 1"
        )
        found = [[int(article) for article in row[0].split(",")] for row in rows]
        counts = dict(self.archive.execute("SELECT id, article_count FROM stories").fetchall())
        assert counts == {articles[0]: len(articles) for articles in found}
        return sorted(found)


def _record(headline: str, paragraphs: Sequence[str], **others: object) -> StoryRecord:
    return story(headline, "\n\n".join(paragraphs), **others)
