"""The configured watches with what they selected lately. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.config.models import Config, WatchConfig
from storage.changes import get_changes, last_change_before
from storage.database import Connection
from storage.matches import count_matches
from storage.watches import known_watches

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedWatch:
    """A configured watch; `since_at` is None until a crawl or `run` took it up, `last_at` until it selected something.

    `recent_count` counts the changes of the last `LATELY` that it selected.
    """

    config: WatchConfig
    since_at: datetime | None
    recent_count: int
    last_at: datetime | None


def list_watches(archive: Connection, desk: Connection, config: Config, *, now: datetime) -> list[ListedWatch]:
    """The watches in the order of the file."""
    known = known_watches(desk)
    after = last_change_before(archive, now - LATELY)
    counts = {watch.id: count_matches(desk, watch.id, after=after) for watch in config.watches}
    last = [count.last_change_id for count in counts.values() if count.last_change_id is not None]
    changes = get_changes(archive, last)
    return [
        ListedWatch(
            config=watch,
            since_at=known[watch.id].since_at if watch.id in known else None,
            recent_count=counts[watch.id].count,
            last_at=change.seen_at if (change := changes.get(counts[watch.id].last_change_id or 0)) else None,
        )
        for watch in config.watches
    ]
