"""From matches to items: each subscription's share of the log, read up to where stories and matches are known."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.config import Config, Event, SubscriptionConfig
from monitor.delivery.planning import COPY_WINDOW, is_wanted
from monitor.grouping import formulas_in
from monitor.stories import story_of
from scrapers.items import Story
from storage.changes import last_change_id
from storage.cursors import get_cursor, set_cursor
from storage.database import Connection, transaction
from storage.delivery_items import add_items, last_told, told_of_story
from storage.delivery_records import NewItem
from storage.matches import Match, matches_between
from storage.outgoing import Outgoing, outgoing_changes, told_bound
from storage.subscriptions import PLANNED, Adopted, subscriptions, sync_subscriptions
from storage.versions import get_version, latest_version

WINDOW = 500
"""Changes whose matches become items in one transaction."""

NewInCopy = Callable[[Story, Story, Collection[int]], Sequence[str]]
"""The paragraphs of the second story that say what the first does not, but for those of the formulas (marks)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """The files as the deliverer has them: subscribers.db is its own, the others it reads."""

    subscribers: Connection
    archive: Connection
    desk: Connection


def adopt_subscriptions(shelves: Shelves, config: Config, *, now: datetime) -> Adopted:
    """Makes the file name the configured subscriptions; those that are new count from the end of the log on."""
    wanted = {one.slug: (one.watch, one.to) for one in config.subscriptions}
    with transaction(shelves.subscribers):
        last = last_change_id(shelves.archive)
        return sync_subscriptions(shelves.subscribers, wanted, last_change_id=last, at=now)


def gather(shelves: Shelves, config: Config, *, new_in_copy: NewInCopy, now: datetime) -> int:
    """The matches since the last time as items that wait for their messages: how many.

    A window and its cursor are committed together, and an item is there once: a repeat after a crash adds nothing.
    """
    bound = told_bound(shelves.desk)
    count = 0
    while (done := get_cursor(shelves.subscribers, PLANNED)) < bound:
        up_to = min(done + WINDOW, bound)
        found = matches_between(shelves.desk, done, up_to)
        changes = outgoing_changes(shelves.archive, (match.change_id for match in found))
        with transaction(shelves.subscribers):
            known = [(match, changes[match.change_id]) for match in found if match.change_id in changes]
            count += _keep(shelves, config, known, new_in_copy=new_in_copy, now=now)
            set_cursor(shelves.subscribers, PLANNED, change_id=up_to)
    return count


def _keep(
    shelves: Shelves,
    config: Config,
    found: Sequence[tuple[Match, Outgoing]],
    *,
    new_in_copy: NewInCopy,
    now: datetime,
) -> int:
    since = {record.id: record.since_change_id for record in subscriptions(shelves.subscribers)}
    by_watch: dict[str, list[SubscriptionConfig]] = {}
    for one in config.subscriptions:
        by_watch.setdefault(one.watch, []).append(one)
    count = 0
    for match, change in found:
        for subscription in by_watch.get(match.watch_id, ()):
            # One that the file does not know yet counts from its adoption on, which comes first.
            start = since.get(subscription.slug)
            if start is not None and is_wanted(match, change, subscription, since_change_id=start):
                item = _item(shelves, match, change, subscription.slug, new_in_copy=new_in_copy)
                count += add_items(shelves.subscribers, [item], at=now)
    return count


def _item(shelves: Shelves, match: Match, change: Outgoing, subscription_id: str, *, new_in_copy: NewInCopy) -> NewItem:
    told: list[int] = []
    if match.event == Event.REPORT and change.story_id is not None:
        told = told_of_story(
            shelves.subscribers,
            subscription_id,
            story_id=change.story_id,
            but_not=change.article_id,
            since=change.seen_at - COPY_WINDOW,
        )
    return NewItem(
        subscription_id=subscription_id,
        change_id=change.id,
        event=match.event,
        article_id=change.article_id,
        story_id=change.story_id,
        seen_at=change.seen_at,
        matched=match.matched,
        copy_of=told[0] if told else None,
        is_news=not told or _says_more(shelves, change, told, subscription_id, new_in_copy=new_in_copy),
    )


def _says_more(
    shelves: Shelves, change: Outgoing, told: Sequence[int], subscription_id: str, *, new_in_copy: NewInCopy
) -> bool:
    """Whether the report has a paragraph that none of the articles said by which the story was told."""
    copy = story_at(shelves, change.to_version_id)
    stories = [told_story(shelves, subscription_id, each) for each in told]
    if copy is None:
        return False
    formulas = () if change.story_id is None else formulas_in(shelves.desk, copy, story_id=change.story_id)
    new = [set(new_in_copy(story, copy, formulas)) for story in stories if story is not None]
    return bool(new) and bool(set.intersection(*new))


def told_story(shelves: Shelves, subscription_id: str, article_id: int) -> Story | None:
    """The article as the subscriber knows it, or as it stands where its message has not been made yet."""
    known = last_told(shelves.subscribers, subscription_id, article_id)
    if known is not None:
        return story_at(shelves, known)
    version = latest_version(shelves.archive, article_id)
    return None if version is None else story_of(version)


def story_at(shelves: Shelves, version_id: int | None) -> Story | None:
    """What that version says, None where there is none."""
    version = None if version_id is None else get_version(shelves.archive, version_id)
    return None if version is None else story_of(version)
