"""A desk's files that all say something of one article, in words that nothing else says: what redacting is tried on."""

import gzip
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.publishing import make_extracts
from monitor.redact import Done, redact
from monitor.verify import Asked, verify
from scrapers.urls import url_key
from storage.channels import channels_of, sync_channels
from storage.crawls import add_failure, add_suspect, begin_crawl
from storage.database import open_archive, open_desk, open_subscribers, transaction
from storage.deliveries import add_delivery
from storage.delivery_items import add_items, put_into
from storage.delivery_records import NewItem
from storage.desk_records import Failure, Follow, ListedEntry, StoredReading, SuspectPage
from storage.entries import admit_entries
from storage.follows import save_follow
from storage.matches import Match, add_public_matches
from storage.readings import put_reading
from storage.stories import Fingerprint, add_fingerprint, place_article
from storage.subscriptions import sync_subscriptions
from storage.watches import WatchRecord, sync_public_watches, sync_watches
from tests.archive_data import Said, Told, build_archive

NOW = datetime(2024, 9, 1, 12, tzinfo=UTC)
URL = "https://valley-courier.example/courts/zanzibarine-quokkas-arrested"
WORDS = ("zanzibarin", "quokka", "wombatov", "platypuss", "numbatic")
"""The stems of words that nothing but the article says: in address, headline, standfirst, byline and body."""

STORY = Told(
    source="valley-courier",
    url=URL,
    language="en",
    versions=[
        Said(
            at="2024-08-24T06:00:00Z",
            headline="Zanzibarine quokkas arrested",
            standfirst="Platypusses were questioned.",
            byline=("Wombatova",),
            body="Police named the numbatic suspects.\n\nThe court sits on Monday.",
        ),
        Said(
            at="2024-08-24T07:00:00Z",
            headline="Zanzibarine quokkas released",
            standfirst="Platypusses were questioned.",
            byline=("Wombatova",),
            body="Police named no suspects.\n\nThe court does not sit, a wombatov said.",
        ),
    ],
)
ARTICLE = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message's texts."""

    subject: str
    text: str
    html: str
    markdown: str


WATCH = WatchRecord(id="w", title="Courts", query="court", public=True)


def build_desk(folder: Path) -> Path:
    """A desk's folder, all of whose files say something of the article."""
    build_archive(folder, [STORY])
    with closing(open_archive(folder / "archive.db")) as archive, transaction(archive):
        sync_public_watches(archive, [WATCH], now=NOW)
        add_public_matches(archive, [Match(watch_id="w", change_id=13, event="edit", matched=("numbatic",))])
        place_article(archive, ARTICLE, story_id=ARTICLE)
    with closing(open_desk(folder / "desk.db")) as desk, transaction(desk):
        _fill_desk(desk)
    with closing(open_subscribers(folder / "subscribers.db")) as subscribers, transaction(subscribers):
        _fill_subscribers(subscribers)
    make_extracts(folder / "extracts.db", folder / "archive.db", stop=threading.Event())
    (folder / "presswatch.toml").write_text('[archive]\ncontact = "desk@example.org"\n')
    return folder


def left_over(folder: Path) -> dict[str, list[str]]:
    """Which of the words are still in which file, as they stand there or compressed."""
    found = {}
    for file in folder.rglob("*"):
        data = file.read_bytes() if file.is_file() else b""
        if file.name.endswith(".warc.gz"):
            data += gzip.decompress(data)
        words = [word for word in WORDS if word.encode() in data.lower()]
        if words:
            found[file.name] = words
    return found


def take(folder: Path, *addresses: str, **how: bool) -> Done:
    """Take it down, or what stands at these addresses."""
    return redact(folder, addresses or (URL,), reason="Court order", now=NOW, say=lambda _: None, **how)


def archived(folder: Path, sql: str, **parameters: object) -> list[tuple[object, ...]]:
    """What archive.db answers."""
    with closing(open_archive(folder / "archive.db", read_only=True)) as archive:
        return [tuple(row) for row in archive.execute(sql, parameters)]


def is_well(folder: Path) -> bool:
    """Whether `verify` finds nothing damaged."""
    return not verify(folder, Asked(), on_progress=lambda *_: None).is_damaged


def _fill_desk(desk: sqlite3.Connection) -> None:
    source = "valley-courier"
    sync_channels(desk, source, [("https://valley-courier.example/feed", "feed")], now=NOW)
    (channel,) = channels_of(desk, source)
    entry = ListedEntry(url=URL, url_key=url_key(URL), title="Zanzibarine quokkas", published_at=None, hint_sha256="1")
    admit_entries(desk, channel, [entry], baseline=9, now=NOW)
    crawl = begin_crawl(desk, source, at=NOW)
    detail = "HTTP 500"
    add_failure(desk, Failure(crawl_id=crawl, source_id=source, url=f"{URL}?x", at=NOW, reason="status", detail=detail))
    add_failure(desk, Failure(crawl_id=crawl, source_id=source, url=URL, at=NOW, reason="status", detail=detail))
    suspect = SuspectPage(
        crawl_id=crawl, article_id=ARTICLE, source_id=source, url=URL, at=NOW, reason="wall", signs=("numbatic",),
        status=200, body_sha256=None,
    )  # fmt: skip
    add_suspect(desk, suspect)
    save_follow(
        desk,
        Follow(
            article_id=ARTICLE, source_id=source, url=URL, due_at=NOW, first_seen_at=NOW, changed_at=NOW,
            checked_at=NOW, published_at=None,
        ),
    )  # fmt: skip
    for version in (12, 13):
        told = StoredReading(version_id=version, extractor="x", made_at=NOW, story='{"h":"quokkas"}', blocks=b"quokka")
        put_reading(desk, told)
    fingerprint = Fingerprint(
        version_id=13, article_id=ARTICLE, source_id=source, story_id=ARTICLE, told_at=NOW, mark_count=2
    )
    add_fingerprint(desk, fingerprint, marks=[1, 2])
    sync_watches(desk, [WATCH], last_change_id=0, now=NOW)
    desk.execute("INSERT INTO matches VALUES ('w', 13, 'edit', '[\"numbatic\"]')")


def _fill_subscribers(conn: sqlite3.Connection) -> None:
    """A message that was sent and one that waits, with another article; and an item that waits for a message."""
    sync_subscriptions(conn, {"s": ("w", "env:DESK")}, last_change_id=0, at=NOW)
    items = [
        NewItem(
            subscription_id="s", change_id=change, event="edit", article_id=article, story_id=None, seen_at=NOW,
            matched=("numbatic",) if article == ARTICLE else (), copy_of=None, is_news=True,
        )
        for change, article in ((11, ARTICLE), (12, ARTICLE), (5, 2), (13, ARTICLE))
    ]  # fmt: skip
    add_items(conn, items, at=NOW)
    for number, (state, told) in enumerate([("sent", [1]), ("waiting", [2, 3])]):
        text = Message(subject="Zanzibarine", text="quokkas", html="<p>quokkas", markdown="*quokkas*")
        delivery = add_delivery(
            conn, key=f"s:{number}", destination="DESK", subscription_id="s", message=text, at=NOW,
            payload='{"said":"platypusses"}',
        )  # fmt: skip
        assert delivery is not None
        put_into(conn, delivery, item_ids=told[:1], told=(ARTICLE, 12))
        put_into(conn, delivery, item_ids=told[1:], told=(2, 4) if told[1:] else None)
        conn.execute("UPDATE deliveries SET state = ? WHERE id = ?", [state, delivery])
