"""The archive of the pages' tests with more stories, in which a sentence stands wherever extracts must not show it."""

import hashlib
import json
from contextlib import closing
from pathlib import Path

from monitor.diff import diff_stories
from scrapers.items import Story
from storage.articles import record_published, record_removed, record_version
from storage.captures import CaptureWriter
from storage.database import Connection, open_archive, transaction
from storage.records import Address, CaptureRecord, ChangeKind, Edit, NewArticle, StoryRecord
from storage.warc import Exchange, pack_capture
from tests.archive_data import EXTRACTOR, time
from tests.watched_archive import build_watched_archive

WORD = "zanzibarine"
PLANTED = f"Nobody but the keeper saw {WORD} quokkas dance by the river that night."
FILLER = "Leaders of both sides met again in the hall and spoke of seats, lists and dates until the lamps went out. "
AT = time("2024-08-25T08:00:00Z")
LATER = time("2024-08-25T09:00:00Z")


def long_paragraph(beginning: str, *, ending: str = "") -> str:
    """Three thousand characters with the sentence in their middle, far from both ends."""
    return f"{beginning} {FILLER * 14}{PLANTED} {FILLER * 14}{ending}".strip()


STAYS = long_paragraph("What stays.")
BODIES: dict[str, tuple[str, str]] = {
    "unchanged paragraph": (
        f"First line.\n\n{STAYS}\n\nThe number is 83.",
        f"First line.\n\n{STAYS}\n\nThe number is 90.",
    ),
    "edited paragraph": (
        long_paragraph("On 83 seats.", ending="He said so on Monday."),
        long_paragraph("On 90 seats.", ending="He said so on Tuesday."),
    ),
    "moved paragraph": (
        f"{FILLER * 30}\n\nSecond, {FILLER * 29}\n\n{STAYS}",
        f"{STAYS}\n\n{FILLER * 30}\n\nSecond, {FILLER * 29}",
    ),
    "one version": (f"{FILLER}\n\n{STAYS}", ""),
    "removed": (STAYS, ""),
}
"""Each story's text, and what it became; '' where it was not edited."""


def build_planted_archive(folder: Path) -> Path:
    """archive.db and captures/ with the stories of `BODIES` from article 7 on."""
    path = build_watched_archive(folder)
    with (
        closing(open_archive(path)) as conn,
        CaptureWriter(folder / "captures", conn) as captures,
        transaction(conn),
    ):
        for name, (before, after) in BODIES.items():
            article_id = _publish(conn, captures, name, before)
            if after:
                _edit(conn, captures, article_id, name, before, after)
            if name == "removed":
                record_removed(conn, article_id, seen_at=LATER)
    return path


def _publish(conn: Connection, captures: CaptureWriter, name: str, body: str) -> int:
    url = f"https://hill-gazette.example/{name.replace(' ', '-')}"
    article = NewArticle(source_id="hill-gazette", address=Address(url=url, url_key=url))
    capture = _capture(captures, url, body)
    return record_published(
        conn, article, story=_record(name, body), capture=capture, seen_at=AT, baseline=False
    ).article_id


def _edit(conn: Connection, captures: CaptureWriter, article_id: int, name: str, before: str, after: str) -> None:
    diff = diff_stories(Story(headline=name, body=before), Story(headline=name, body=after))
    edit = Edit(kind=ChangeKind.EDITED, words_added=1, words_removed=1, silent=True, diff=json.dumps(diff))
    capture = _capture(captures, "https://hill-gazette.example/", after)
    record_version(conn, article_id, story=_record(name, after), capture=capture, edit=edit, seen_at=LATER)


def _record(name: str, body: str) -> StoryRecord:
    return StoryRecord(
        headline=name,
        language="en",
        body=body,
        word_count=len(body.split()),
        content_sha256=hashlib.sha256(body.encode()).hexdigest(),
        extractor=EXTRACTOR,
    )


def _capture(captures: CaptureWriter, url: str, body: str) -> CaptureRecord:
    page = f"<!doctype html><p>{body}</p>".encode()
    exchange = Exchange(url=url, status=200, request_headers=[], headers=[], body=page, fetched_at=AT)
    return captures.append(pack_capture(exchange))
