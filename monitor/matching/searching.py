"""Runs the queries of all watches over a batch of changes. Reads only; any thread may do it with its own connections."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from monitor.config.models import Event
from monitor.matching.events import Hits, decide, untold
from monitor.matching.texts import ChangeTexts, change_texts
from monitor.matching.watches import ReadyWatch, ReadyWatches
from storage.changes import changes_from
from storage.cursors import get_cursor
from storage.database import Connection
from storage.fold import fold
from storage.matches import Match
from storage.records import Change
from storage.texts import does_match, open_texts, passage_found, put_texts, rows_matching, words_found, words_in
from storage.versions import get_versions
from storage.watches import counting_since

CURSOR = "matching"
"""The name of the cursor in desk.db: how far in the log every watch has been asked."""

BATCH = 100
"""Changes in one batch: 10,000 watches take a second and a half with them (bench/matching.py)."""

MOST_WORDS = 12
"""Found words that are kept of a match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the watches select of the changes after `after`, up to `upto`."""

    after: int
    upto: int
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A change that a watch selects, with the words that the query found and the passage with most of them.

    The passage has its words between `storage.texts.MARKS`; it is empty unless asked for.
    """

    watch: ReadyWatch
    change: Change
    event: Event
    matched: tuple[str, ...]
    passage: str = ""


Counts = Callable[[ReadyWatch, Change], bool]
"""Whether a change counts for a watch at all."""


def find_matches(archive: Connection, desk: Connection, watches: ReadyWatches, *, limit: int = BATCH) -> Found | None:
    """What the watches select of the next changes in the log; None where all of it has been read.

    Watches that `adopt_watches` has not written to desk.db are not asked.
    """
    after = get_cursor(desk, CURSOR)
    changes = changes_from(archive, after, limit=limit)
    if not changes:
        return None
    since = counting_since(desk)

    def counts(watch: ReadyWatch, change: Change) -> bool:
        return since.get(watch.config.id, change.id) < change.id

    first = min(since.values(), default=changes[-1].id)
    told = [change for change in changes if change.id > first and untold(change, baseline=True) is None]
    selected = select(load_texts(archive, told), watches, counts=counts)
    matches = tuple(
        Match(watch_id=each.watch.config.id, change_id=each.change.id, event=each.event, matched=each.matched)
        for each in selected
    )
    return Found(after=after, upto=changes[-1].id, matches=matches)


def load_texts(archive: Connection, changes: Sequence[Change]) -> list[ChangeTexts]:
    """The changes with the texts of their versions."""
    ids = [each for change in changes for each in (change.from_version_id, change.to_version_id) if each is not None]
    versions = get_versions(archive, ids)
    return [
        change_texts(change, versions.get(change.from_version_id or 0), versions.get(change.to_version_id or 0))
        for change in changes
    ]


def select(
    texts: Sequence[ChangeTexts],
    watches: ReadyWatches,
    *,
    counts: Counts = lambda _watch, _change: True,
    with_passages: bool = False,
) -> Iterator[Selected]:
    """What the watches select of these changes: a change after the other for each watch in turn."""
    if not texts:
        return
    with closing(open_texts()) as conn:
        put_texts(conn, _rows(texts))
        for place in watches.sieve.may_match(words_in(conn)):
            watch = watches.watches[place]
            rows = set(rows_matching(conn, watch.query))
            for number in sorted({row // 2 for row in rows}):
                each = texts[number]
                hits = Hits(before=2 * number in rows, after=2 * number + 1 in rows)
                if counts(watch, each.change) and (event := event_of(conn, watch, each, number, hits)) is not None:
                    row = 2 * number + hits.after
                    passage = passage_found(conn, watch.words, row) if with_passages else ""
                    matched = matched_words(conn, watch, row)
                    yield Selected(watch=watch, change=each.change, event=event, matched=matched, passage=passage)


def event_of(conn: Connection, watch: ReadyWatch, texts: ChangeTexts, number: int, hits: Hits) -> Event | None:
    """The event that the watch makes of the change whose texts stand in the rows 2 * number and the next."""
    touched = lambda: touches(conn, watch, number)  # noqa: E731  # asked for few of them
    return decide(watch.config, texts.change, said=texts.said, hits=hits, touches=touched).event


def touches(conn: Connection, watch: ReadyWatch, number: int) -> bool:
    """Whether the change put in or took out what the query looks for, or broke or made one of its phrases."""
    if does_match(conn, watch.changed, 2 * number + 1):
        return True
    before, after = (_spellings(conn, watch.anywhere, row) for row in (2 * number, 2 * number + 1))
    return sorted(before) != sorted(after)


def matched_words(conn: Connection, watch: ReadyWatch, row: int) -> tuple[str, ...]:
    """The words of that row that the query found, as they stand there, each once."""
    found: dict[str, str] = {}
    for words in words_found(conn, watch.words, row):
        for word in words:
            found.setdefault(fold(word).casefold(), " ".join(word.split()))
    return tuple(found.values())[:MOST_WORDS]


def _rows(texts: Sequence[ChangeTexts]) -> Iterator[tuple[int, Sequence[str]]]:
    """The story before the change in an even row, after it in the next."""
    for number, each in enumerate(texts):
        for side, columns in enumerate((each.text_before, each.text_after)):
            if columns is not None:
                yield 2 * number + side, columns


def _spellings(conn: Connection, query: str, row: int) -> list[str]:
    return [fold(word).casefold() for words in words_found(conn, query, row) for word in words]
