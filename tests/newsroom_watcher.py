"""A watcher of the newsroom without network or extraction: what a perfect crawl would log."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from monitor.compare.traits import summary_of
from monitor.demo import Tell
from monitor.demo.newsroom import Newsroom
from monitor.demo.outlets import Outlet, Story
from monitor.demo.script import MASTHEADS
from monitor.demo.stories import Copy
from monitor.diff import Diff, diff_stories
from scrapers.items import Story as Item
from storage.records import ChangeKind, LoggedChange

AT = datetime(2024, 8, 22, 9, 15, tzinfo=UTC)
NAMES = {masthead.id: masthead.name for masthead in MASTHEADS}


def item(copy: Copy) -> Item:
    """What a perfect extractor would read from a page."""
    body = "\n\n".join([*copy.paragraphs, *([copy.note] if copy.note else [])])
    return Item(headline=copy.headline, standfirst=copy.standfirst, byline=tuple(copy.byline), body=body)


class Watcher:
    """A watcher without network: reads the outlets' state, judges walls and faults by asking, and logs changes."""

    def __init__(self, room: Newsroom) -> None:
        self.room = room
        self.last_id = 0
        self.seen: dict[tuple[str, int], tuple[Item, str]] = {}
        self.gone_looks: dict[tuple[str, int], int] = {}

    async def __call__(self, tell: Tell) -> None:
        for outlet in self.room.outlets.values():
            for story in outlet.stories():
                for change in self._look(outlet, story):
                    tell(change)

    def _look(self, outlet: Outlet, story: Story) -> Iterator[LoggedChange]:
        key, url = (outlet.id, story.number), outlet.url(story.path)
        is_down = outlet.take_fault("/anything-at-all") is not None
        if is_down or story.wall or outlet.walled or story.path.startswith(outlet.masthead.disallowed):
            return
        if story.gone is not None:
            self.gone_looks[key] = self.gone_looks.get(key, 0) + 1
            if self.gone_looks[key] == 2:
                yield self._change(outlet, url, ChangeKind.REMOVED, story.copy)
            return
        if self.gone_looks.pop(key, 0) >= 2:
            yield self._change(outlet, url, ChangeKind.RESTORED, story.copy)
        now = item(story.copy)
        before = self.seen.get(key)
        self.seen[key] = now, url
        if before is None:
            yield self._change(outlet, url, ChangeKind.PUBLISHED, story.copy)
            return
        if before[1] != url:
            yield self._change(outlet, url, ChangeKind.MOVED, story.copy)
        diff = diff_stories(before[0], now)
        if diff is not None:
            was_noted = any(copy.note for copy in story.versions[:-1])
            kind = ChangeKind.CORRECTED if story.copy.note and not was_noted else ChangeKind.EDITED
            yield self._change(outlet, url, kind, story.copy, diff, before[0])

    def _change(
        self, outlet: Outlet, url: str, kind: ChangeKind, copy: Copy, diff: Diff | None = None, was: Item | None = None
    ) -> LoggedChange:
        self.last_id += 1
        return LoggedChange(
            id=self.last_id,
            seen_at=AT,
            kind=kind,
            source_id=outlet.id,
            source=outlet.masthead.name,
            article_id=1,
            headline=copy.headline,
            url=url,
            baseline=self.room.played == 1,
            headline_changed=diff is not None and "headline" in diff,
            words_added=0,
            words_removed=0,
            summary=None if diff is None or was is None else summary_of(was, item(copy), diff),
            from_version_id=None,
            to_version_id=None,
            diff=None if diff is None else json.dumps(diff),
        )
