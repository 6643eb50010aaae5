"""Entries: every line that a channel ever listed, and which of them are news, baseline or hints."""

import json
import math
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from storage.desk_records import Admitted, Channel, DueEntry, ListedEntry
from storage.hints import Hint, follow_hints, hint_of, remember_hints
from storage.rows import Value, from_row, to_parameters
from storage.times import from_text, to_text, to_text_or_none

ENTRY = """
    SELECT entries.id, entries.source_id, entries.url, url_key, channel_id, channels.url AS channel_url, published_at,
           first_listed_at, baseline, entries.failure_count
    FROM entries JOIN channels ON channels.id = channel_id
"""

PART_NEWS_AGE = timedelta(days=3)
"""What a sitemap part that we never saw lists as younger than this is news: parts are followed for as long."""

LISTED_TO = timedelta(days=1)
"""`last_listed_at` is kept to the day: writing every line of a feed at every look would be most of all writing."""


def admit_entries(
    desk: sqlite3.Connection, channel: Channel, entries: Sequence[ListedEntry], *, baseline: int, now: datetime
) -> Admitted:
    """Take in what a look at the channel listed, in the caller's transaction and before the look is recorded.

    At a later look whatever is new is news and due now. At a channel's first look what was listed before we came is
    baseline: the newest `baseline` entries over all the channels of a source's first sight are due as such, the others
    are remembered. The same holds for a channel that the configuration gained later, counted alone. Of a sitemap part
    that appeared later, what is dated within 3 days and after first sight is news, what is older is remembered, and the
    newest `baseline` of its undated lines are due as baseline.

    A line that says something else than at this channel's last look (`hint_sha256`) makes its article due now: the
    follow where there is one, else the entry itself. Channels describe one story each in their own words, so a
    channel's first line for it is no hint. A line that has hinted in vain is listened to ever more rarely; what it says
    meanwhile is compared with what it said when it was last listened to, so that nothing it says is lost.
    """
    listed: dict[str, ListedEntry] = {}
    for entry in entries:
        listed.setdefault(entry.url_key, entry)
    known = _known(desk, channel, listed)
    new = [entry for key, entry in listed.items() if key not in known]
    news, before = _told_apart(desk, channel, new, now=now)
    _insert(desk, channel, news, is_baseline=False, due_at=now, now=now)
    if not channel.baseline_done:
        _insert_baseline(desk, channel, before, limit=baseline, now=now)
    first = [entry for key, entry in listed.items() if key not in known or known[key]["hint_sha256"] is None]
    remember_hints(desk, channel, [Hint(entry, None, 0) for entry in first])
    said = {key: row["hint_sha256"] for key, row in known.items()}
    changed = [key for key, hint in said.items() if hint is not None and hint != listed[key].hint_sha256]
    hints = [hint for key in changed if (hint := hint_of(listed[key], known[key], now=now)) is not None]
    hinted = [hint.entry for hint in hints]
    follow_hints(desk, channel.source_id, hinted, now=now)
    remember_hints(desk, channel, hints)
    stale = [row["id"] for row in known.values() if from_text(row["last_listed_at"]) < now - LISTED_TO]
    desk.execute(
        "UPDATE entries SET last_listed_at = :now WHERE id IN (SELECT value FROM json_each(:ids))",
        {"now": to_text(now), "ids": json.dumps(stale)},
    )
    return Admitted(new=len(news), baseline=len(before), hinted=len(hinted))


def get_entry(desk: sqlite3.Connection, entry_id: int) -> DueEntry | None:
    """The entry of that id, due or not."""
    row = desk.execute(f"{ENTRY} WHERE entries.id = :id", {"id": entry_id}).fetchone()
    return None if row is None else from_row(DueEntry, row)


def drop_entry(desk: sqlite3.Connection, entry_id: int) -> None:
    """The entry leads to what was taken down."""
    desk.execute("DELETE FROM entries WHERE id = :id", {"id": entry_id})


def set_entry_url(desk: sqlite3.Connection, entry_id: int, *, url: str) -> None:
    """Fetch the entry at that address, which has the same key."""
    desk.execute("UPDATE entries SET url = :url WHERE id = :id", {"url": url, "id": entry_id})


def settle_entry(desk: sqlite3.Connection, entry_id: int, *, article_id: int) -> None:
    """The entry's article is archived (or was, under another address): from now on it is followed, not fetched."""
    desk.execute(
        "UPDATE entries SET article_id = :article_id, due_at = NULL, reason = NULL WHERE id = :id",
        {"article_id": article_id, "id": entry_id},
    )


def postpone_entry(desk: sqlite3.Connection, entry_id: int, *, due_at: datetime | None, reason: str) -> None:
    """The entry's fetch failed and is tried again then, or never where `due_at` is None (until its line changes)."""
    desk.execute(
        "UPDATE entries SET due_at = :due_at, failure_count = failure_count + 1, reason = :reason WHERE id = :id",
        {"due_at": to_text_or_none(due_at), "reason": reason, "id": entry_id},
    )


def prune_entries(desk: sqlite3.Connection, *, older_than: datetime) -> int:
    """Forget entries that no channel has listed since, are not waiting and led to no article: how many.

    One that led to an article is kept: it is what tells a feed's old line from a new story.
    """
    return desk.execute(
        "DELETE FROM entries WHERE last_listed_at < :older_than AND due_at IS NULL AND article_id IS NULL",
        {"older_than": to_text(older_than)},
    ).rowcount


def _known(desk: sqlite3.Connection, channel: Channel, keys: Iterable[str]) -> dict[str, sqlite3.Row]:
    """The entries of these keys that the source listed before, with what this channel said of them last, if it did."""
    rows = desk.execute(
        """
        SELECT entries.id, url_key, hint_sha256, last_listed_at, hinted_at, miss_count, changed_at,
               coalesce(hinted, entries.due_at IS NOT NULL) AS is_waiting
        FROM json_each(:keys) CROSS JOIN entries ON entries.source_id = :source_id AND url_key = json_each.value
        LEFT JOIN hints ON entry_id = entries.id AND hints.channel_id = :channel_id
        LEFT JOIN follows ON follows.article_id = entries.article_id
        """,
        {"source_id": channel.source_id, "channel_id": channel.id, "keys": json.dumps(list(keys))},
    )
    return {row["url_key"]: row for row in rows}


def _first_sight(desk: sqlite3.Connection, source_id: str, *, now: datetime) -> datetime:
    desk.execute(
        """
        INSERT INTO source_state (source_id, first_sight_at) VALUES (:source_id, :now)
        ON CONFLICT (source_id) DO UPDATE SET first_sight_at = :now WHERE first_sight_at IS NULL
        """,
        {"source_id": source_id, "now": to_text(now)},
    )
    row = desk.execute("SELECT first_sight_at FROM source_state WHERE source_id = :id", {"id": source_id}).fetchone()
    return from_text(row["first_sight_at"])


def _told_apart(
    desk: sqlite3.Connection, channel: Channel, new: Sequence[ListedEntry], *, now: datetime
) -> tuple[list[ListedEntry], list[ListedEntry]]:
    """What is news of the entries that were never listed before, and what is baseline."""
    if channel.baseline_done:
        return list(new), []
    since = _first_sight(desk, channel.source_id, now=now)
    if not channel.first_sight:
        since = channel.first_seen_at if channel.parent_id is None else max(since, now - PART_NEWS_AGE)
    news = [entry for entry in new if _is_dated_within(entry, since, now)]
    return news, [entry for entry in new if not _is_dated_within(entry, since, now)]


def _is_dated_within(entry: ListedEntry, since: datetime, now: datetime) -> bool:
    # A date in the future is a wrong time zone or an announcement: no proof that the story came after us.
    dated_at = entry.published_at or entry.updated_at
    return dated_at is not None and since < dated_at <= now


def _insert(
    desk: sqlite3.Connection,
    channel: Channel,
    entries: Sequence[ListedEntry],
    *,
    is_baseline: bool,
    due_at: datetime | None,
    now: datetime,
) -> None:
    shared: dict[str, Value] = {
        "source_id": channel.source_id,
        "channel_id": channel.id,
        "baseline": int(is_baseline),
        "due_at": to_text_or_none(due_at),
        "now": to_text(now),
    }
    desk.executemany(
        """
        INSERT INTO entries (source_id, url_key, url, channel_id, title, published_at, updated_at,
                             first_listed_at, last_listed_at, due_at, baseline)
        VALUES (:source_id, :url_key, :url, :channel_id, :title, :published_at, :updated_at,
                :now, :now, :due_at, :baseline)
        """,
        [shared | to_parameters(entry) for entry in entries],
    )


def _insert_baseline(
    desk: sqlite3.Connection, channel: Channel, entries: Sequence[ListedEntry], *, limit: int, now: datetime
) -> None:
    if channel.first_sight:
        _insert(desk, channel, entries, is_baseline=True, due_at=None, now=now)
        _choose_baseline(desk, channel.source_id, limit=limit, now=now)
        return
    wanted = entries if channel.parent_id is None else [entry for entry in entries if not _is_dated(entry)]
    due = sorted(wanted, key=_newest_first)[:limit]
    of_due = {entry.url_key for entry in due}
    _insert(desk, channel, due, is_baseline=True, due_at=now, now=now)
    remembered = [entry for entry in entries if entry.url_key not in of_due]
    _insert(desk, channel, remembered, is_baseline=True, due_at=None, now=now)


def _choose_baseline(desk: sqlite3.Connection, source_id: str, *, limit: int, now: datetime) -> None:
    """Let the newest of the source's baseline entries be due and no others: dated before undated, else as listed.

    Made anew with each channel of the first sight, so that their order does not matter.
    """
    parameters = {"source_id": source_id, "limit": limit, "now": to_text(now)}
    desk.execute(
        """
        UPDATE entries SET due_at = NULL
        WHERE source_id = :source_id AND baseline = 1 AND due_at IS NOT NULL AND failure_count = 0
        """,
        parameters,
    )
    desk.execute(
        """
        UPDATE entries SET due_at = :now
        WHERE due_at IS NULL AND article_id IS NULL AND failure_count = 0 AND id IN (
            SELECT id FROM entries WHERE source_id = :source_id AND baseline = 1
            ORDER BY coalesce(published_at, updated_at) DESC, id LIMIT :limit
        )
        """,
        parameters,
    )


def _is_dated(entry: ListedEntry) -> bool:
    return entry.published_at is not None or entry.updated_at is not None


def _newest_first(entry: ListedEntry) -> float:
    dated_at = entry.published_at or entry.updated_at
    return math.inf if dated_at is None else -dated_at.timestamp()
