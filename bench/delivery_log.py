"""A desk for the benches of delivery: two subscriptions to one watch, and a log of new articles that all match."""

from datetime import UTC, datetime
from pathlib import Path

from monitor.config import Config, parse
from storage.articles import record_published
from storage.cursors import set_cursor
from storage.database import open_archive, open_desk, transaction
from storage.matches import Match, add_matches
from storage.records import Address, NewArticle, SourceRecord, StoryRecord
from storage.sources import sync_sources
from storage.watches import WatchRecord, sync_watches

CONFIGURATION = """
[archive]
contact = "desk@example.org"
[[watch]]
id = "all"
query = "talks"
[[subscription]]
watch = "all"
to = "env:MAIL"
cap = 100000
[[subscription]]
watch = "all"
to = "env:HOOK"
cap = 100000
"""


def configuration(directory: Path) -> Config:
    """Two subscriptions to one watch: a mail and a webhook."""
    return parse(CONFIGURATION, path=directory / "presswatch.toml")


class Log:
    """The change log of the bench: new articles that all match."""

    def __init__(self, directory: Path) -> None:
        self.archive = open_archive(directory / "archive.db")
        self.desk = open_desk(directory / "desk.db")
        now = datetime.now(UTC)
        watch = WatchRecord(id="all", title="All", query="talks", public=False)
        with transaction(self.desk), transaction(self.archive):
            sync_watches(self.desk, [watch], last_change_id=0, now=now)
            sync_sources(self.archive, [SourceRecord(id="v", name="V", home_url="https://v.example/")], now=now)
        self.last = 0

    def add(self, count: int) -> None:
        """That many articles, their matches, and the cursors behind them."""
        now = datetime.now(UTC)
        told = StoryRecord(headline="Talks", body="Talks.", word_count=1, content_sha256="0", extractor="x")
        with transaction(self.desk), transaction(self.archive):
            for _ in range(count):
                number = self.last + 1
                place = Address(url=f"https://v.example/{number}", url_key=f"v.example/{number}")
                self.last = record_published(
                    self.archive,
                    NewArticle(source_id="v", address=place),
                    story=told,
                    capture=None,
                    seen_at=now,
                    baseline=False,
                ).change_id
                match = Match(watch_id="all", change_id=self.last, event="report", matched=("Talks",))
                add_matches(self.desk, [match])
            for reader in ("stories", "matching"):
                set_cursor(self.desk, reader, change_id=self.last)

    def close(self) -> None:
        """Closes both files."""
        self.archive.close()
        self.desk.close()
