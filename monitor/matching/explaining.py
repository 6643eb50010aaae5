"""Why a watch selected an article's changes or did not: change by change, and its query term by term. Reads only."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from monitor.config.expressions import (
    Columns,
    Expression,
    Filtered,
    Joined,
    Leaf,
    columns_text,
    leaf_text,
    to_fts5,
)
from monitor.config.models import Event
from monitor.errors import MonitorError
from monitor.matching.events import Decision, Hits
from monitor.matching.searching import CURSOR, decision_of, load_texts, rows_of
from monitor.matching.texts import ChangeTexts
from monitor.matching.watches import ReadyWatch
from storage.changes import changes_of
from storage.cursors import get_cursor
from storage.database import Connection
from storage.matches import match_of
from storage.records import Article, Change
from storage.texts import INDEXED, does_match, open_texts, put_texts, rows_matching, words_found
from storage.times import to_text
from storage.watches import KnownWatch, known_watches

_JOINTS = {"OR": "any of", "AND": "all of", "NOT": "the first without the others"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A change and what the watch makes of it as it is configured now; `reason` where there is no event.

    `recorded` is the event that was recorded when the change was matched.
    """

    change: Change
    event: Event | None
    reason: str
    recorded: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A part of the query, `level` deep: whether it is found in the story before and after the change (None: no such
    story), and where, such as ``headline: Alliance; body: alliance (3)``; each column with its words.
    """

    level: int
    text: str
    before: bool | None
    after: bool | None
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything that was asked, for one article. `change` is the one whose terms are told."""

    watch: ReadyWatch
    known: KnownWatch | None
    article: Article
    judged: tuple[Judged, ...]
    change: Change
    terms: tuple[Term, ...]


def explain(
    archive: Connection, desk: Connection | None, watch: ReadyWatch, article: Article, *, change_id: int | None = None
) -> Explanation:
    """Why the watch selected the article's changes or did not; its terms for one of them, the last where left out.

    `desk` is None for a query that is no watch. Raises MonitorError for a change that is not the article's.
    """
    texts = load_texts(archive, changes_of(archive, article.id))
    chosen = len(texts) - 1 if change_id is None else _place_of(change_id, texts, article)
    known = None if desk is None else known_watches(desk).get(watch.config.id)
    with closing(open_texts()) as conn:
        put_texts(conn, rows_of(texts))
        rows = set(rows_matching(conn, watch.query))
        judged = []
        for number, each in enumerate(texts):
            hits = Hits(before=2 * number in rows, after=2 * number + 1 in rows)
            decision = decision_of(conn, watch, each, number=number, hits=hits)
            judged.append(_judged(desk, watch, known, each.change, decision))
        terms = _Terms(conn, number=chosen, texts=texts[chosen]).of(watch.expression)
        return Explanation(
            watch=watch,
            known=known,
            article=article,
            judged=tuple(judged),
            change=texts[chosen].change,
            terms=tuple(terms),
        )


def _place_of(change_id: int, texts: Sequence[ChangeTexts], article: Article) -> int:
    ids = [each.change.id for each in texts]
    if change_id not in ids:
        raise MonitorError(
            f"change {change_id} is not one of {article.url}; its changes are {', '.join(map(str, ids))}"
        )
    return ids.index(change_id)


def _judged(
    desk: Connection | None, watch: ReadyWatch, known: KnownWatch | None, change: Change, decision: Decision
) -> Judged:
    recorded = None if desk is None else match_of(desk, watch.config.id, change.id)
    reason = decision.reason
    if decision.event is not None and recorded is None and desk is not None:
        reason = _unrecorded(desk, known, change)
    return Judged(
        change=change, event=decision.event, reason=reason, recorded=None if recorded is None else recorded.event
    )


def _unrecorded(desk: Connection, known: KnownWatch | None, change: Change) -> str:
    """Why nothing was recorded of a change that the watch, as it is now, selects."""
    if known is None:
        return "the watch is not in force yet; the next `presswatch crawl` or `run` takes it up"
    if change.id <= known.since_change_id:
        return f"seen before the watch was added ({to_text(known.since_at)})"
    if change.id > get_cursor(desk, CURSOR):
        return "not matched yet"
    return f"matched when the watch asked for something else (its query is of {to_text(known.query_at)})"


class _Terms:
    """Tells a query part by part for the change whose texts stand in the rows 2 * number and the next."""

    def __init__(self, conn: Connection, *, number: int, texts: ChangeTexts) -> None:
        self._conn = conn
        self._rows = (
            2 * number if texts.text_before is not None else None,
            2 * number + 1 if texts.text_after is not None else None,
        )

    def of(self, part: Expression, *, filters: Sequence[Columns] = (), level: int = 0) -> Iterator[Term]:
        """The part, then the parts of it; `filters` stand around it, the outermost first."""
        inner = tuple(filters)
        match part:
            case Leaf():
                yield self._term(part, leaf_text(part), filters=inner, level=level)
            case Filtered(columns=columns, inside=inside):
                yield self._term(part, columns_text(columns).strip(), filters=inner, level=level)
                yield from self.of(inside, filters=(*inner, columns), level=level + 1)
            case _:
                joint, parts = (part.operator, part.parts) if isinstance(part, Joined) else ("AND", part.leaves)
                yield self._term(part, _JOINTS[joint], filters=inner, level=level)
                for each in parts:
                    yield from self.of(each, filters=inner, level=level + 1)

    def _term(self, part: Expression, text: str, *, filters: Sequence[Columns], level: int) -> Term:
        whole = part
        for columns in reversed(filters):
            whole = Filtered(columns=columns, inside=whole)
        query = to_fts5(whole)
        before, after = (None if row is None else does_match(self._conn, query, row) for row in self._rows)
        where = self._where(query, after=after, before=before) if isinstance(part, Leaf) else ""
        return Term(level=level, text=text, before=before, after=after, where=where)

    def _where(self, query: str, *, before: bool | None, after: bool | None) -> str:
        row = self._rows[1] if after else self._rows[0] if before else None
        if row is None:
            return ""
        found: dict[str, list[str]] = {}
        for column, words in zip(INDEXED, words_found(self._conn, query, row), strict=True):
            name = column.partition("_")[0]
            # A phrase that a change broke stands in a column of its own, and it is whole words' column for a person.
            found[name] = found.get(name) or words
        return "; ".join(f"{name}: {_counted(words)}" for name, words in found.items() if words)


def _counted(words: Sequence[str]) -> str:
    counts = Counter(" ".join(word.split()) for word in words)
    return ", ".join(word if count == 1 else f"{word} ({count})" for word, count in counts.items())
