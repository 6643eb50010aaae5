"""Hints: what each channel last said of each entry, and how much its changes of mind are worth."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.desk_records import Channel, ListedEntry
from storage.rows import to_parameters
from storage.times import from_text_or_none, to_text, to_text_or_none

FALSE_HINT_REST = timedelta(minutes=10)
LONGEST_HINT_REST = timedelta(days=1)
"""A line whose hints bring no change (a counter, "3 hours ago", a sitemap that dates all its lines to now) rests ever
longer between them, doubling. A change of its article makes it trusted again."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What a line says now: when it last made its article due, and how many hints before brought nothing in a row."""

    entry: ListedEntry
    hinted_at: datetime | None
    miss_count: int


def hint_of(entry: ListedEntry, known: sqlite3.Row, *, now: datetime) -> Hint | None:
    """The hint that a changed line is, or None while it rests for those that brought nothing.

    `known` has what was remembered (hinted_at, miss_count), when the article changed last (changed_at) and whether it
    waits for a fetch anyway (is_waiting).
    """
    hinted_at = from_text_or_none(known["hinted_at"])
    if hinted_at is None:
        return Hint(entry, now, 0)
    if known["is_waiting"]:
        return Hint(entry, now, known["miss_count"])
    changed_at = from_text_or_none(known["changed_at"])
    if changed_at is not None and changed_at >= hinted_at:
        return Hint(entry, now, 0)
    misses = known["miss_count"] + 1
    rest = min(FALSE_HINT_REST * 2 ** min(misses - 1, 20), LONGEST_HINT_REST)
    return Hint(entry, now, misses) if now - hinted_at >= rest else None


def follow_hints(desk: sqlite3.Connection, source_id: str, entries: Sequence[ListedEntry], *, now: datetime) -> None:
    """Makes the articles of these entries due now: their follows where there are any, else the entries."""
    parameters = [to_parameters(entry) | {"source_id": source_id, "now": to_text(now)} for entry in entries]
    desk.executemany(
        """
        UPDATE entries SET
            url = :url, title = :title, published_at = :published_at, updated_at = :updated_at,
            last_listed_at = :now, due_at = iif(article_id IS NULL, :now, NULL)
        WHERE source_id = :source_id AND url_key = :url_key
        """,
        parameters,
    )
    desk.executemany(
        """
        UPDATE follows SET hinted = 1, due_at = iif(due_at < :now, due_at, :now)
        WHERE article_id = (SELECT article_id FROM entries WHERE source_id = :source_id AND url_key = :url_key)
        """,
        parameters,
    )


def remember_hints(desk: sqlite3.Connection, channel: Channel, hints: Sequence[Hint]) -> None:
    """Keeps what the channel says of these entries, to be compared at its next look."""
    desk.executemany(
        """
        INSERT INTO hints (entry_id, channel_id, hint_sha256, hinted_at, miss_count)
        SELECT id, :channel_id, :hint_sha256, :hinted_at, :miss_count
        FROM entries WHERE source_id = :source_id AND url_key = :url_key
        ON CONFLICT (entry_id, channel_id) DO UPDATE
        SET hint_sha256 = :hint_sha256, hinted_at = :hinted_at, miss_count = :miss_count
        """,
        [
            {
                "source_id": channel.source_id,
                "channel_id": channel.id,
                "url_key": hint.entry.url_key,
                "hint_sha256": hint.entry.hint_sha256,
                "hinted_at": to_text_or_none(hint.hinted_at),
                "miss_count": hint.miss_count,
            }
            for hint in hints
        ],
    )
