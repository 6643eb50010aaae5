"""What storage takes from subscribers.db and gives to it, as values; as in `records`, times are aware UTC."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

DeliveryState = Literal["waiting", "sending", "sent", "dead", "dropped"]
LeftOut = Literal["dropped", "copy", "undone"]
"""Why an item goes into no message: its subscription was taken out; it only repeats a story that was told; what it told
was taken back before it went out.
"""


class Texts(Protocol):
    """A message as it is sent: a subject of one line and the same content in three forms."""

    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def markdown(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message to one destination, as an attempt needs it.

    `destination` is the name of an environment variable. `payload` is JSON for programs. `message_id` is the same at
    every attempt; `thread` are those of earlier messages on the same article, oldest first. `accepted` are digests of
    the recipients that an earlier attempt has reached.
    """

    id: int
    destination: str
    subscription_id: str | None
    watch_id: str | None
    subject: str
    text: str
    html: str
    markdown: str
    payload: str
    message_id: str
    thread: tuple[str, ...]
    created_at: datetime
    give_up_at: datetime
    attempt_count: int
    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """A change that a subscription is to be told of.

    `matched` are the words that the watch found. `copy_of` is the article by which the story was told already, of a
    report that repeats it; `is_news` is false where the copy says nothing new.
    """

    subscription_id: str
    change_id: int
    event: str
    article_id: int
    story_id: int | None
    seen_at: datetime
    matched: tuple[str, ...] = ()
    copy_of: int | None = None
    is_news: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingItem(NewItem):
    """An item that is in no message yet; `gathered_at` is when it was added."""

    id: int
    gathered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRecord:
    """A subscription as the deliverer knows it: changes up to `since_change_id` came before it and are not sent."""

    id: str
    watch_id: str
    destination: str
    since_change_id: int
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationStanding:
    """How a destination does: its messages by state, the oldest that waits, and what is wrong where something is.

    `paused_at` is set where it answered that it is gone or does not let us in: nothing is tried until it is resumed.
    """

    name: str
    waiting: int
    dead: int
    oldest_waiting_at: datetime | None
    last_sent_at: datetime | None
    failure_count: int
    failed_at: datetime | None
    not_before_at: datetime | None
    paused_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadDelivery:
    """A message that was given up; `deliver --retry` sends it again."""

    id: int
    destination: str
    subscription_id: str | None
    subject: str
    created_at: datetime
    attempt_count: int
    last_error: str | None
