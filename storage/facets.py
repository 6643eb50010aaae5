"""What the hits of a search are, by source, language, kind, state and month: counted among the newest of them."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice

from storage.asked import LANGUAGE, MADE_BY, Asked
from storage.found import Reach, Row, stream
from storage.searches import NARROWING, fits

COUNTED = 500
"""So many of the newest matches are counted, in some milliseconds; a common word may match a million."""

PATIENCE = 0.015
"""Seconds for all facets, after which nothing more is looked through for what passes the filters: the hits matter
more."""

_VERSIONS = f"""
SELECT versions.article_id AS counted, articles.source_id AS source, substr(versions.seen_at, 1, 7) AS month,
       {LANGUAGE} AS language, {MADE_BY} AS kind, articles.state
"""
_CHANGES = f"""
SELECT changes.id AS counted, articles.source_id AS source, substr(changes.seen_at, 1, 7) AS month,
       {LANGUAGE} AS language, changes.kind, articles.state
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """The values of one property of the hits, each with its count; months newest first, the others most first.

    `at_least` is true where there were more hits than are counted.
    """

    name: str
    chosen: str | None
    values: Sequence[tuple[str, int]]
    at_least: bool


def read_facets(conn: sqlite3.Connection, asked: Asked) -> list[Facet]:
    """For each property what the hits would be, were none of its values chosen."""
    patience = PATIENCE / (1 + len(asked.search.narrowed))
    unchosen = _counted(conn, asked, without=None, patience=patience)
    facets = []
    for name in NARROWING:
        chosen = asked.search.narrowed.get(name)
        rows, at_least = unchosen if chosen is None else _counted(conn, asked, without=name, patience=patience)
        facets.append(Facet(name=name, chosen=chosen, values=_values(name, chosen, rows), at_least=at_least))
    return facets


def _counted(conn: sqlite3.Connection, asked: Asked, *, without: str | None, patience: float) -> tuple[list[Row], bool]:
    reach = Reach()
    asked = replace(asked, search=replace(asked.search, sort="new"))
    columns = _CHANGES if asked.of_changes else _VERSIONS
    # Without the month, all ids count.
    among = replace(asked, low=1, high=asked.highest) if without == "month" else asked
    rows = stream(conn, among, columns, reach=reach, without=without, patience=patience)
    with closing(rows):
        found = list(islice(rows, COUNTED))
    return found, len(found) == COUNTED or reach.stopped_at is not None


def _values(name: str, chosen: str | None, rows: Sequence[Row]) -> list[tuple[str, int]]:
    # An article counts once for each value that a version of it has: so often it would be a hit.
    counts = Counter(value for value, _ in {(row[name], row["counted"]) for row in rows})
    counts = Counter({value: count for value, count in counts.items() if value is not None and fits(name, value)})
    if chosen is not None:
        counts.setdefault(chosen, 0)
    return sorted(counts.items(), reverse=True) if name == "month" else counts.most_common()
