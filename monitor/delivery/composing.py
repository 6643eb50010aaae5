"""From items to messages: what is due becomes a delivery with its texts, committed before anything is sent."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Protocol, cast

from monitor.compare.traits import summary_of
from monitor.config import Config, Event, SubscriptionConfig, WatchConfig
from monitor.delivery.gathering import Shelves, story_at, told_story
from monitor.delivery.merging import Merged, merged
from monitor.delivery.planning import CAP_WINDOW, COPY_WINDOW, due_messages
from monitor.diff import Diff, diff_stories
from monitor.messages.items import Item, Message
from scrapers.items import Story
from storage.database import FILE_ERRORS, transaction
from storage.deliveries import add_delivery, made_since
from storage.delivery_items import (
    last_told,
    leave_out,
    put_into,
    subscriptions_waiting,
    thread_of,
    waiting_items,
)
from storage.delivery_records import WaitingItem
from storage.destinations import paused_destinations
from storage.outgoing import Outgoing, other_outlets, outgoing_changes
from storage.times import to_text, to_text_or_none
from storage.versions import get_version

logger = logging.getLogger(__name__)

LARGEST_PAYLOAD = 256_000
"""Bytes of JSON for programs; beyond it the diffs are left out, and said to be."""

LONGEST_THREAD = 10


class Compose(Protocol):
    """Makes a message's texts of its items."""

    def __call__(
        self,
        items: Sequence[Item],
        *,
        watch: str,
        title: str,
        archive_url: str | None,
        digest: bool = False,
        is_public: bool = False,
    ) -> Message: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """Rows of one article with what a message says of them.

    `item` is None where the message says it with another article, or where nothing is left to say (`is_undone`).
    """

    rows: Sequence[WaitingItem]
    item: Item | None = None
    told_version_id: int | None = None
    is_undone: bool = False


def compose_due(shelves: Shelves, config: Config, *, compose: Compose, archive_url: str | None, now: datetime) -> int:
    """Makes every message that is due now, each with its items in a transaction of its own: how many.

    For a destination that is paused nothing is made: it all goes out together once the destination is resumed.
    """
    configured = {one.slug: one for one in config.subscriptions}
    watches = {watch.id: watch for watch in config.watches}
    paused = paused_destinations(shelves.subscribers)
    count = 0
    for subscription_id in subscriptions_waiting(shelves.subscribers):
        subscription = configured.get(subscription_id)
        if subscription is None or subscription.to in paused:
            continue
        write = _writer(compose, watches[subscription.watch], archive_url=archive_url)
        try:
            count += _compose_for(shelves, subscription, write=write, now=now)
        except FILE_ERRORS:
            raise
        except Exception:
            # One subscription must not hold up the others; its items wait.
            logger.exception("no message made subscription=%s", subscription_id)
    return count


def _compose_for(
    shelves: Shelves, subscription: SubscriptionConfig, *, write: Callable[..., Message], now: datetime
) -> int:
    items = _without_old_copies(shelves, waiting_items(shelves.subscribers, subscription.slug), now)
    made_at = made_since(shelves.subscribers, subscription.slug, since=now - CAP_WINDOW)
    due = due_messages(items, subscription, made_at=made_at, now=now)
    return sum(_make(shelves, subscription, rows, write=write, now=now) for rows in due)


def _writer(compose: Compose, watch: WatchConfig, *, archive_url: str | None) -> Callable[..., Message]:
    def write(items: Sequence[Item], *, digest: bool) -> Message:
        return compose(
            items,
            watch=watch.id,
            title=watch.title or watch.id,
            archive_url=archive_url,
            digest=digest,
            is_public=watch.public,
        )

    return write


def _without_old_copies(shelves: Shelves, items: Sequence[WaitingItem], now: datetime) -> list[WaitingItem]:
    """Copies that say nothing new are worth a line in a message that goes out anyway, not for ever."""
    old = [item.id for item in items if not item.is_news and now - item.seen_at > COPY_WINDOW]
    if old:
        with transaction(shelves.subscribers):
            leave_out(shelves.subscribers, old, why="copy")
    return [item for item in items if item.id not in old]


def _make(
    shelves: Shelves,
    subscription: SubscriptionConfig,
    rows: Sequence[WaitingItem],
    *,
    write: Callable[..., Message],
    now: datetime,
) -> int:
    changes = outgoing_changes(shelves.archive, (row.change_id for row in rows))
    rows = [row for row in rows if row.change_id in changes]
    pieces = _pieces(shelves, subscription.slug, rows, changes)
    items = [piece.item for piece in pieces if piece.item is not None]
    with transaction(shelves.subscribers):
        for piece in pieces:
            if piece.is_undone:
                leave_out(shelves.subscribers, [row.id for row in piece.rows], why="undone")
        if not items:
            return 0
        is_digest = subscription.digest.kind != "now" or len({item.article_id for item in items}) > 1
        message = write(items, digest=is_digest)
        # An item's id is never used again, so that the key names this message alone.
        delivery_id = add_delivery(
            shelves.subscribers,
            key=f"{subscription.slug}:{rows[0].id}",
            destination=subscription.to,
            subscription_id=subscription.slug,
            message=message,
            at=now,
            payload=payload_text(items, subscription, digest=is_digest),
            thread=_thread(shelves, subscription.slug, items),
        )
        if delivery_id is None:
            raise LookupError(f"{subscription.slug}: item {rows[0].id} is in a message already, and waits for one")
        for piece in (piece for piece in pieces if not piece.is_undone):
            told = None if piece.told_version_id is None else (piece.rows[0].article_id, piece.told_version_id)
            put_into(shelves.subscribers, delivery_id, item_ids=[row.id for row in piece.rows], told=told)
    logger.info("message id=%d subscription=%s items=%d", delivery_id, subscription.slug, len(items))
    return 1


def _pieces(
    shelves: Shelves, subscription_id: str, rows: Sequence[WaitingItem], changes: Mapping[int, Outgoing]
) -> list[_Piece]:
    told_stories = {row.story_id for row in rows if row.is_news}
    pieces = []
    ordered = sorted(rows, key=lambda row: (row.article_id, row.change_id))
    for _, group in groupby(ordered, key=lambda row: row.article_id):
        of_article = list(group)
        head = of_article[0]
        if not any(row.is_news for row in of_article):
            # A copy: its outlet is named with the story, and it is told itself only where nothing else of it is.
            if head.story_id in told_stories:
                pieces.append(_Piece(rows=of_article))
                continue
            told_stories.add(head.story_id)
        pieces.append(_piece(shelves, subscription_id, of_article, changes))
    return sorted(pieces, key=lambda piece: piece.rows[0].change_id)


def _piece(
    shelves: Shelves, subscription_id: str, rows: Sequence[WaitingItem], changes: Mapping[int, Outgoing]
) -> _Piece:
    known = last_told(shelves.subscribers, subscription_id, rows[0].article_id)
    news = [row for row in rows if row.is_news] or rows
    told = merged(news, changes, known_version_id=known)
    copy_of = news[0].copy_of if told.event is Event.REPORT and news[0].is_news else None
    before, after = story_at(shelves, told.before_id), story_at(shelves, told.after_id)
    if copy_of is not None:
        before = told_story(shelves, subscription_id, copy_of)
    diff = _diff(told, before, after, is_copy=copy_of is not None)
    if told.event is Event.EDIT and diff is None:
        return _Piece(rows=rows, is_undone=True)
    item = _item(shelves, told, before=before, after=after, diff=diff, is_copy=copy_of is not None)
    return _Piece(rows=rows, item=item, told_version_id=told.after_id or told.before_id)


def _item(
    shelves: Shelves, told: Merged, *, before: Story | None, after: Story | None, diff: Diff | None, is_copy: bool
) -> Item:
    change, story = told.last, after or before
    summary = change.summary
    if not (told.is_recorded or is_copy):
        summary = summary_of(before, after, diff) if before and after and diff else None
    outlets = (
        [] if change.story_id is None else other_outlets(shelves.archive, change.story_id, but_not=change.source_id)
    )
    return Item(
        change_id=change.id,
        event=told.event,
        seen_at=change.seen_at,
        published_at=change.published_at,
        source=change.source,
        headline=story.headline if story is not None else change.headline,
        url=change.url,
        article_id=change.article_id,
        from_number=None if is_copy else _number(shelves, told.before_id),
        to_number=_number(shelves, told.after_id),
        before=before,
        after=after,
        diff=diff,
        summary=summary,
        importance=told.importance,
        silent=told.silent,
        matched=told.matched,
        also_in=tuple(outlets),
        is_copy=is_copy,
    )


def _diff(told: Merged, before: Story | None, after: Story | None, *, is_copy: bool) -> Diff | None:
    if told.is_recorded and not is_copy:
        # Any: the column holds what diff_stories made.
        return cast(Diff, json.loads(told.last.diff)) if told.last.diff else None
    return diff_stories(before, after) if before is not None and after is not None else None


def _number(shelves: Shelves, version_id: int | None) -> int | None:
    version = None if version_id is None else get_version(shelves.archive, version_id)
    return None if version is None else version.number


def _thread(shelves: Shelves, subscription_id: str, items: Sequence[Item]) -> list[str]:
    """The messages before this one on its article; a message on several begins a thread of its own."""
    article_ids = {item.article_id for item in items}
    if len(article_ids) > 1:
        return []
    thread = thread_of(shelves.subscribers, subscription_id, sorted(article_ids))
    return thread if len(thread) <= LONGEST_THREAD else [thread[0], *thread[1 - LONGEST_THREAD :]]


def payload_text(items: Sequence[Item], subscription: SubscriptionConfig, *, digest: bool) -> str:
    """The message for programs, as JSON: subscription, watch and what each item says, without the stories' texts."""
    entries = [_entry(item) for item in items]
    payload = {"subscription": subscription.slug, "watch": subscription.watch, "digest": digest, "items": entries}
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode("utf-8", "replace")) > LARGEST_PAYLOAD:
        payload["items"] = [entry | {"diff": None, "diff_left_out": entry["diff"] is not None} for entry in entries]
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return text


# Any: what JSON can hold.
def _entry(item: Item) -> dict[str, Any]:
    return {
        "change_id": item.change_id,
        "event": str(item.event),
        "seen_at": to_text(item.seen_at),
        "published_at": to_text_or_none(item.published_at),
        "source": item.source,
        "headline": item.headline,
        "url": item.url,
        "article_id": item.article_id,
        "from_version": item.from_number,
        "to_version": item.to_number,
        "diff": item.diff,
        "diff_left_out": False,
        "summary": item.summary,
        "importance": item.importance,
        "silent": item.silent,
        "matched": list(item.matched),
        "also_in": list(item.also_in),
        "is_copy": item.is_copy,
    }
