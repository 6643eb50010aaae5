"""What a message is made of and what it becomes: the changes that it tells, and its four texts. Values only."""

from dataclasses import dataclass
from datetime import datetime

from monitor.config.models import Event
from monitor.diff import Diff
from scrapers.items import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One change that a message tells, with all that is said of it.

    `seen_at` and `published_at` are aware UTC; `source` is the outlet's name; `from_number` and `to_number` are the
    versions' numbers, None where there is none before or after. `diff` leads from `before` to `after`: that is from
    what the reader saw last, or, where `is_copy`, from another outlet's report of the same to this copy, which says
    something new. `matched` are the words that the watch's query found, as they stand in the text; `also_in` names the
    other outlets that carry the story.
    """

    change_id: int
    event: Event
    seen_at: datetime
    published_at: datetime | None
    source: str
    headline: str
    url: str
    article_id: int
    from_number: int | None
    to_number: int | None
    before: Story | None
    after: Story | None
    diff: Diff | None
    summary: str | None
    importance: float | None
    silent: bool | None
    matched: tuple[str, ...]
    also_in: tuple[str, ...]
    is_copy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent: a subject of one line, and the same content for mail (text and HTML) and chat (Markdown).

    Each text is below 60 KB in UTF-8.
    """

    subject: str
    text: str
    html: str
    markdown: str
