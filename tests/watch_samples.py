"""A desk that watches, for tests: stories told into real files, and matching as a crawl's end does it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.config import Config, WatchConfig
from monitor.config.models import ArchiveConfig
from monitor.diff import diff_stories, extent
from monitor.matching import adopt_watches, find_matches, keep_matches, ready_watches
from monitor.recorder import Files
from monitor.stories import story_of
from scrapers.items import Story
from storage.articles import record_moved, record_removed, record_restored, record_version
from storage.captures import CaptureWriter
from storage.database import open_archive, open_desk, transaction
from storage.matches import Match, matches_between
from storage.records import ChangeKind, Edit
from storage.versions import latest_version
from tests.storage_samples import NOW, address, publish, story


def configured(*watches: WatchConfig, **terms: Sequence[str]) -> Config:
    """A configuration with these watches and lists of terms."""
    tables = {
        "watch": [each.model_dump() for each in watches],
        "terms": {name: list(each) for name, each in terms.items()},
    }
    return Config.model_validate({"archive": ArchiveConfig(contact="desk@example.org").model_dump(), **tables})


def watch(query: str, watch_id: str = "w", **keys: Any) -> WatchConfig:
    """A watch with that query."""
    return WatchConfig(id=watch_id, query=query, **keys)


@dataclass
class WatchingDesk:
    """Open files; every telling is a change, a minute after the one before."""

    files: Files
    now: datetime = NOW
    config: Config = field(default_factory=configured)

    def adopt(self, *watches: WatchConfig, **terms: Sequence[str]) -> None:
        """The configuration now has these watches alone."""
        self.config = configured(*watches, **terms)
        with self.writing():
            adopt_watches(self.files, self.config, self.now)

    def publish(self, headline: str, body: str = "", *, path: str = "a", **keys: Any) -> int:
        """A new article: its id."""
        told = story(headline, body, **{key: keys.pop(key) for key in ("standfirst", "language") if key in keys})
        with self.writing():
            return publish(self.files.archive, path, told=told, seen_at=self.now, **keys).article_id

    def edit(self, article_id: int, headline: str, body: str = "", *, corrects: bool = False, **traits: Any) -> int:
        """The article's next version: the change's id."""
        before = latest_version(self.files.archive, article_id)
        assert before is not None
        diff = diff_stories(story_of(before), Story(headline=headline, body=body))
        size = extent(diff)
        edit = Edit(
            kind=ChangeKind.CORRECTED if corrects else ChangeKind.EDITED,
            headline_changed=before.headline != headline,
            words_added=size.words_added,
            words_removed=size.words_removed,
            diff=json.dumps(diff, ensure_ascii=False),
            **traits,
        )
        told = story(headline, body, language=before.language)
        with self.writing():
            recorded = record_version(
                self.files.archive, article_id, story=told, capture=None, edit=edit, seen_at=self.now
            )
        return recorded.change_id

    def remove(self, article_id: int) -> int:
        with self.writing():
            return record_removed(self.files.archive, article_id, seen_at=self.now)

    def restore(self, article_id: int) -> int:
        with self.writing():
            return record_restored(self.files.archive, article_id, seen_at=self.now)

    def move(self, article_id: int, path: str) -> int:
        with self.writing():
            return record_moved(self.files.archive, article_id, address=address(path), seen_at=self.now)

    def match(self, *, limit: int = 100) -> None:
        """Reads the log to its end."""
        watches = ready_watches(self.config)
        while (found := find_matches(self.files.archive, self.files.desk, watches, limit=limit)) is not None:
            with self.writing():
                keep_matches(self.files, found)

    def matches(self, *, public: bool = False) -> list[Match]:
        """All matches, after reading the log to its end."""
        self.match()
        return matches_between(self.files.archive if public else self.files.desk, 0, 10_000)

    def events(self, watch_id: str = "w") -> list[str]:
        """The watch's events, in order."""
        return [match.event for match in self.matches() if match.watch_id == watch_id]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """As the recorder commits: archive.db before desk.db."""
        self.now += timedelta(minutes=1)
        with transaction(self.files.desk), transaction(self.files.archive):
            yield


@contextmanager
def watching_desk(folder: Path) -> Iterator[WatchingDesk]:
    """A desk in that folder."""
    with (
        closing(open_archive(folder / "archive.db")) as archive,
        closing(open_desk(folder / "desk.db")) as desk,
        CaptureWriter(folder / "captures", archive) as captures,
    ):
        yield WatchingDesk(files=Files(archive=archive, desk=desk, captures=captures))
