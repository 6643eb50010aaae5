"""What a watch, or a query that is none yet, would have selected: the log of past days asked anew. Reads only."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from monitor.config.models import Config, WatchConfig
from monitor.errors import MonitorError
from monitor.matching.searching import BATCH, Selected, load_texts, select
from monitor.matching.watches import ReadyWatch, ready, ready_watch
from storage.changes import changes_from, last_change_before
from storage.database import Connection
from storage.records import Change
from storage.search import versions_matching

PAGE = 1_000
"""Changes that are read from the log at once."""


def named_or_query(config: Config, text: str) -> ReadyWatch:
    """The watch of that id; else a watch with that query and nothing else, with the file's lists of terms.

    Raises MonitorError for what is neither.
    """
    # A terminal may hand over bytes that are no text.
    text = text.encode("utf-8", "replace").decode()
    found = next((watch for watch in config.watches if watch.id == text), None)
    try:
        return ready_watch(found or WatchConfig(id="query", title=text, query=text), config.terms)
    except ValueError as error:
        ids = ", ".join(watch.id for watch in config.watches) or "none"
        raise MonitorError(f"{text}: no watch has this id (there are: {ids}), and as a query: {error}") from None


def try_watch(archive: Connection, watch: ReadyWatch, *, since: datetime) -> Iterator[Selected]:
    """What the watch selects of the changes seen since then, in order, whenever it was added."""
    watches = ready([watch])
    saying = versions_matching(archive, watch.anywhere)
    for changes in _in_batches(archive, saying, after=last_change_before(archive, since)):
        yield from select(load_texts(archive, changes), watches, with_passages=True)


def _in_batches(archive: Connection, saying: set[int], *, after: int) -> Iterator[Sequence[Change]]:
    """The changes from or to a version that says what is looked for: no other can match."""
    waiting: list[Change] = []
    while page := changes_from(archive, after, limit=PAGE):
        after = page[-1].id
        waiting += [each for each in page if each.from_version_id in saying or each.to_version_id in saying]
        while len(waiting) >= BATCH:
            yield waiting[:BATCH]
            del waiting[:BATCH]
    yield waiting
