"""What the tests of delivery share: a desk with matches, its configuration, servers that take messages."""

import sqlite3
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.config import Config, parse
from monitor.config.models import Event
from monitor.delivery.deliverer import Deliverer
from monitor.delivery.gathering import Shelves
from monitor.delivery.outbox import Outbox
from monitor.messages.items import Item, Message
from scrapers.items import Story
from storage.articles import record_removed, record_restored, record_version
from storage.cursors import set_cursor
from storage.database import open_archive, open_desk, transaction
from storage.matches import Match, add_matches
from storage.records import ChangeKind, Edit, Recorded
from storage.watches import WatchRecord, sync_watches
from tests.receiving import MailServer
from tests.storage_samples import NOW, publish, story

WATCH = "nc-congress"


def configured(directory: Path, *subscriptions: str) -> Config:
    """A configuration with one watch and these subscriptions, each as the TOML of its keys."""
    lines = [
        '[archive]\ncontact = "desk@example.org"',
        f'[[watch]]\nid = "{WATCH}"\ntitle = "The alliance"\nquery = "alliance"',
        *(f'[[subscription]]\nwatch = "{WATCH}"\n{keys}' for keys in subscriptions),
    ]
    return parse("\n".join(lines), path=directory / "presswatch.toml")


class Log:
    """The files of a desk, with changes and matches put in as crawls and matching would."""

    def __init__(self, directory: Path) -> None:
        self.archive = open_archive(directory / "archive.db")
        self.desk = open_desk(directory / "desk.db")
        for conn in (self.archive, self.desk):
            conn.execute("PRAGMA synchronous = OFF")
        sync_watches(
            self.desk,
            [WatchRecord(id=WATCH, title="The alliance", query="alliance", public=False)],
            last_change_id=0,
            now=NOW,
        )

    def close(self) -> None:
        self.archive.close()
        self.desk.close()

    def report(
        self, path: str, headline: str = "Alliance possible", *, source_id: str = "valley-post", at: datetime = NOW
    ) -> Recorded:
        """A new article that matches."""
        told = story(f"{headline} {path}", f"Talks on {path} went on.\n\nMore was said.")
        with transaction(self.archive):
            recorded = publish(self.archive, path, told=told, source_id=source_id, seen_at=at)
        self.match(recorded.change_id, Event.REPORT)
        return recorded

    def edit(
        self, article: Recorded, body: str, *, at: datetime = NOW, event: Event = Event.EDIT, importance: float = 0.5
    ) -> Recorded:
        """An article that matches says something else."""
        edit = Edit(
            kind=ChangeKind.CORRECTED if event is Event.CORRECTION else ChangeKind.EDITED,
            diff='{"v": 1, "body": []}',
            summary="1 number",
            importance=importance,
            silent=True,
        )
        with transaction(self.archive):
            recorded = record_version(
                self.archive, article.article_id, story=story("Alliance", body), edit=edit, capture=None, seen_at=at
            )
        self.match(recorded.change_id, event)
        return recorded

    def remove(self, article: Recorded, *, at: datetime = NOW) -> int:
        """An article that matches goes."""
        with transaction(self.archive):
            change_id = record_removed(self.archive, article.article_id, seen_at=at)
        self.match(change_id, Event.REMOVAL)
        return change_id

    def restore(self, article: Recorded, *, at: datetime = NOW) -> int:
        """And it is there again."""
        with transaction(self.archive):
            change_id = record_restored(self.archive, article.article_id, seen_at=at)
        self.match(change_id, Event.RESTORATION)
        return change_id

    def match(self, change_id: int, event: Event, *, matched: Sequence[str] = ("Alliance",)) -> None:
        """The watch selected the change; stories are known up to it."""
        with transaction(self.desk):
            add_matches(self.desk, [Match(watch_id=WATCH, change_id=change_id, event=event, matched=tuple(matched))])
            for reader in ("stories", "matching"):
                set_cursor(self.desk, reader, change_id=change_id)

    def one_story(self, *articles: Recorded) -> None:
        """These articles tell the same story."""
        with transaction(self.archive):
            row = self.archive.execute(
                "INSERT INTO stories (headline, first_seen_at) VALUES ('x', 'x') RETURNING id"
            ).fetchone()
            self.archive.executemany(
                "UPDATE articles SET story_id = :story WHERE id = :id",
                [{"story": row["id"], "id": article.article_id} for article in articles],
            )


def plainly(
    items: Sequence[Item],
    *,
    watch: str,
    title: str,
    archive_url: str | None,  # noqa: ARG001 - as composing takes it
    digest: bool = False,
    is_public: bool = False,  # noqa: ARG001 - as composing takes it
) -> Message:
    """A message that says what its items are, and no more."""
    lines = [
        f"{item.event} {item.headline} [{item.from_number}-{item.to_number}] also={','.join(item.also_in)}"
        f"{' copy' if item.is_copy else ''}"
        for item in items
    ]
    subject = f"{'Digest' if digest else 'Now'}: {len(items)} of {title}"
    text = "\n".join(lines)
    return Message(subject=subject, text=text, html=f"<p>{text}</p>", markdown=f"{watch} {text}")


def rows(directory: Path, query: str) -> list[sqlite3.Row]:
    """What a query finds in subscribers.db."""
    with closing(sqlite3.connect(directory / "subscribers.db")) as conn:
        conn.row_factory = sqlite3.Row
        return conn.execute(query).fetchall()


def now() -> datetime:
    return datetime.now(UTC)


def news(first: Story, copy: Story, _formulas: Collection[int]) -> Sequence[str]:
    """The paragraphs of the copy that begin with "New"."""
    assert first.headline
    return [each for each in copy.paragraphs if each.startswith("New")]


@asynccontextmanager
async def delivering(directory: Path, config: Config, **environment: str) -> AsyncIterator[Deliverer]:
    outbox = Outbox(directory)
    try:
        deliverer = Deliverer(config=config, outbox=outbox, compose=plainly, new_in_copy=news, environment=environment)
        await deliverer.adopt()
        yield deliverer
    finally:
        outbox.close()


def mailto(port: int, **others: str) -> str:
    query = "&".join(f"{key}={value}" for key, value in ({"to": "reader@example.org"} | others).items())
    return f"mailto://127.0.0.1:{port}?from=desk@example.org&{query}"


async def deliver(deliverer: Deliverer) -> None:
    await deliverer.plan()
    await deliverer.send_due()


def texts(server: MailServer) -> list[str]:
    found = []
    for letter in server.letters:
        body = letter.get_body(("plain",))
        assert body is not None
        found.append(body.get_content().strip())
    return found


async def tick(deliverer: Deliverer, by: timedelta = timedelta(0)) -> None:
    """Lets what is written look older, and resting destinations and messages due."""

    def job(shelves: Shelves) -> None:
        then = f"-{by.total_seconds()} seconds"
        for table, column in (
            ("deliveries", "created_at"),
            ("deliveries", "give_up_at"),
            ("deliveries", "claimed_at"),
            ("delivery_items", "gathered_at"),
        ):
            shelves.subscribers.execute(
                f"UPDATE {table} SET {column} = strftime('%Y-%m-%dT%H:%M:%SZ', {column}, :then)", {"then": then}
            )
        shelves.subscribers.execute("UPDATE deliveries SET next_attempt_at = created_at")
        shelves.subscribers.execute("UPDATE destinations SET not_before_at = NULL")

    await deliverer.outbox.do(job)
