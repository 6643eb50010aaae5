"""What a subscription is told, and in how many messages: pure, with rows, settings and the clock as arguments."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from monitor.config.models import Event, SubscriptionConfig
from monitor.delivery.calendar import goes_out_at, quiet_until
from storage.delivery_records import WaitingItem
from storage.matches import Match
from storage.outgoing import Outgoing

COPY_WINDOW = timedelta(hours=72)
"""For so long a story that was told is one development; a report of it in another outlet is a copy."""

FRESH = timedelta(minutes=1)
"""What waits longer than this for a message "at once" was held back, by quiet hours, a cap, a rest or a stop of ours:
it goes out together, for nobody wants a hundred messages at seven in the morning."""

MOST_ITEMS = 40
"""Items of one message: so many always have room in it. What is more goes into a second one."""

CAP_WINDOW = timedelta(hours=1)


def is_wanted(match: Match, change: Outgoing, subscription: SubscriptionConfig, *, since_change_id: int) -> bool:
    """Whether the subscription is to be told of that match: of its watch, since it began, of a kind and weight it asks.

    Only edits have a weight to be too light; reports, corrections, removals and restorations are told always.
    """
    if match.watch_id != subscription.watch or match.change_id <= since_change_id:
        return False
    if match.event not in subscription.on:
        return False
    is_light = change.importance is not None and change.importance < subscription.min_importance
    return not (match.event == Event.EDIT and is_light)


def due_messages(
    items: Sequence[WaitingItem],
    subscription: SubscriptionConfig,
    *,
    made_at: Sequence[datetime],
    now: datetime,
) -> list[list[WaitingItem]]:
    """The messages that are due now, each as its items in the order of the log; empty where none is.

    `made_at` are the times of the subscription's messages of the last hour. A copy that says nothing new waits for a
    message that gathers several things, and never makes one go out.
    """
    news = [item for item in items if item.is_news]
    if subscription.paused or not news:
        return []
    since = min(item.gathered_at for item in news)
    is_quiet = subscription.quiet is not None and quiet_until(subscription.quiet, now) is not None
    if is_quiet or goes_out_at(subscription.digest, subscription.quiet, waiting_since=since) > now:
        return []
    room = _room(subscription, made_at, now)
    if not room:
        return []
    if subscription.digest.kind != "now":
        return _split(items)
    fresh = [item for item in news if now - item.gathered_at <= FRESH]
    alone = _by_article(fresh) if len(fresh) == len(news) else []
    if not alone or len(alone) > room:
        # The last message that the cap allows takes all the rest.
        kept = [item for group in alone[: room - 1] for item in group]
        return [*alone[: room - 1], *_split([item for item in items if item not in kept])]
    return alone


def _room(subscription: SubscriptionConfig, made_at: Sequence[datetime], now: datetime) -> int:
    return max(0, subscription.cap - sum(now - at < CAP_WINDOW for at in made_at))


def _by_article(items: Sequence[WaitingItem]) -> list[list[WaitingItem]]:
    """One message for each article, in the order of the log."""
    ordered = sorted(items, key=lambda item: (item.article_id, item.change_id, item.id))
    groups = [list(group) for _, group in groupby(ordered, key=lambda item: item.article_id)]
    return sorted(groups, key=lambda group: group[0].change_id)


def _split(items: Sequence[WaitingItem]) -> list[list[WaitingItem]]:
    """All of it in one message, or in as many as it takes; what is of one article stays together."""
    messages: list[list[WaitingItem]] = [[]]
    for group in _by_article(items):
        if messages[-1] and len(messages[-1]) + len(group) > MOST_ITEMS:
            messages.append([])
        messages[-1] += group
    return messages
