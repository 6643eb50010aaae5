"""Records for the storage tests: plain values, of which a test names only what matters to it."""

import hashlib
import sqlite3
from datetime import UTC, datetime

from storage.articles import record_published
from storage.desk_records import ListedEntry
from storage.records import Address, CaptureRecord, NewArticle, Recorded, SourceRecord, StoryRecord
from storage.sources import sync_sources

NOW = datetime(2024, 8, 22, 9, 30, tzinfo=UTC)


def source(source_id: str = "valley-post") -> SourceRecord:
    return SourceRecord(id=source_id, name=source_id.title(), home_url=f"https://{source_id}.example/")


def address(path: str = "alliance", source_id: str = "valley-post") -> Address:
    return Address(url=f"https://{source_id}.example/{path}", url_key=f"{source_id}.example/{path}")


def story(headline: str = "Alliance possible", body: str = "Talks went on.", **others: object) -> StoryRecord:
    values = {
        "standfirst": "",
        "byline": (),
        "word_count": len(body.split()),
        "extractor": "test/1",
    } | others
    said = (headline, str(values["standfirst"]), "; ".join(values["byline"]), body)  # type: ignore[arg-type]  # its names
    values.setdefault("content_sha256", hashlib.sha256("\0".join(said).encode()).hexdigest())
    return StoryRecord(headline=headline, body=body, **values)  # type: ignore[arg-type]  # named by a test


def capture(offset: int = 0, file: str = "2024/08/22-0001.warc.gz", fetched_at: datetime = NOW) -> CaptureRecord:
    return CaptureRecord(
        url="https://valley-post.example/alliance",
        fetched_at=fetched_at,
        status=200,
        file=file,
        offset=offset,
        length=100,
        body_sha256="0" * 64,
    )


def publish(
    archive: sqlite3.Connection,
    path: str = "alliance",
    *,
    told: StoryRecord | None = None,
    source_id: str = "valley-post",
    baseline: bool = False,
    seen_at: datetime = NOW,
) -> Recorded:
    """An article with its first version, its source made if need be."""
    sync_sources(archive, [source(source_id)], now=seen_at)
    return record_published(
        archive,
        NewArticle(source_id=source_id, address=address(path, source_id)),
        story=told or story(),
        capture=None,
        seen_at=seen_at,
        baseline=baseline,
    )


def publish_captured(archive: sqlite3.Connection, path: str, captured: CaptureRecord) -> Recorded:
    """An article whose headline is its path, read from that capture."""
    sync_sources(archive, [source()], now=NOW)
    new = NewArticle(source_id="valley-post", address=address(path))
    return record_published(archive, new, story=story(path), capture=captured, seen_at=NOW, baseline=False)


def listed(
    path: str, *, hint: str = "1", at: datetime | None = None, updated_at: datetime | None = None
) -> ListedEntry:
    """A channel's line for the story at that path."""
    place = address(path)
    return ListedEntry(
        url=place.url, url_key=place.url_key, title=path, published_at=at, updated_at=updated_at, hint_sha256=hint
    )
