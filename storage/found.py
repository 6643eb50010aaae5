"""Running a search: its statements, its hits newest or best first, and how far back it looked.

A hit is an article, shown as the newest (or best) of its versions that matches, so that what was taken back is found
too; or, where only that is searched, a change that took the words out.
"""

import json
import sqlite3
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from time import monotonic
from typing import Any

from storage.asked import Asked, Listed
from storage.marked import marked_parts, snippet_of, taken_out
from storage.marking import marked_texts
from storage.searches import LAST_PAGE, Search

COLUMNS = ("headline", "standfirst", "byline", "body")
"""The columns of `versions_fts`."""

HITS = 20
RANKED = 20_000
"""The best are chosen among the newest so many matches: FTS5 ranks each in 2 to 3 µs, before any filter applies."""

WINDOW = 5_000
QUICK = 0.005
PATIENCE = 0.2
"""Where filters may pass by most matches, so many ids are looked through at once, and no further ones after so many
seconds: the page then says how far back it looked, and goes on from there when asked."""

AT_ONCE = 100
"""Rows that are read at once of those whose ids were merged."""

FEW = 100
"""Matches up to which each is looked up, though their ids could be merged with lists of ids."""

DENSE = 500
"""Ids for each of these rows up to which the index of words is walked from the first of them to the last: asking it
anew for one row takes 0.1 ms and more, walking past a match 0.2 µs."""

# Any: the columns of a row are those that its statement names.
Row = Any

_SEEN_AT = "SELECT seen_at FROM {table} WHERE id <= :id ORDER BY id DESC LIMIT 1"
_STILL_SAYS = "SELECT 1 FROM versions_fts WHERE versions_fts MATCH :match AND rowid = :id"
_TEXTS = """
SELECT id, headline, standfirst, byline, body FROM versions WHERE id IN (SELECT value FROM json_each(:ids))
"""
_OTHERS = "SELECT id FROM versions WHERE article_id = :article AND id >= :low AND id <= :high"


@dataclass(slots=True)
class Reach:
    """How far a search has looked: `stopped_at` is the last id that was looked at where patience ended, else None."""

    stopped_at: int | None = None


def read_page(
    conn: sqlite3.Connection,
    asked: Asked,
    names: Mapping[str, str],
    *,
    size: int = HITS,
    marked_by: str | None = None,
) -> dict[str, Any]:
    """The hits of the page that is asked for, the parameters of the next one, and how far it looked.

    `names` has the name of each source. `looked_up_to` is a time where there was no patience to look further,
    `ranked_back_to` one where older hits were not ranked. `marked_by` is for an index that cannot mark its texts: an
    expression for any of the words, by which they are marked in what is kept of each text.
    """
    best = asked.search.sort == "best" and asked.match
    found, page = (_best if best else _in_time)(conn, asked, size)
    hits = [_shown(conn, row, asked, names) for row in found[:size]]
    return {**page, "hits": hits if marked_by is None else _marked_anew(conn, hits, marked_by)}


def stream(
    conn: sqlite3.Connection,
    asked: Asked,
    columns: str,
    *,
    reach: Reach,
    without: str | None = None,
    patience: float | None = None,
) -> Generator[Row, None, None]:
    """The rows of the matches, newest first; where filters may pass by most, window by window, with patience."""
    # A prefix is gathered anew for each window, and without a filter every row is wanted.
    is_narrowed = bool(asked.lists(without=without) or asked.conditions(without=without))
    windowed = is_narrowed and "*" not in asked.match
    ends, began = monotonic() + (PATIENCE if patience is None else patience), monotonic()
    low, high, size = asked.low, asked.high, WINDOW if windowed else asked.highest + 1
    upwards = asked.search.sort == "old"
    while low <= high:
        window = (low, min(high, low + size - 1)) if upwards else (max(low, high - size + 1), high)
        yield from _between(conn, asked, columns, window, without=without)
        low, high = (window[1] + 1, high) if upwards else (low, window[0] - 1)
        began, took = monotonic(), monotonic() - began
        if low <= high and began > ends:
            reach.stopped_at = window[1] if upwards else window[0]
            return
        size *= 2 if took < QUICK else 1


def _between(
    conn: sqlite3.Connection, asked: Asked, columns: str, window: tuple[int, int], *, without: str | None
) -> Iterator[Row]:
    """The rows of a window, whose matches, unless they are few, are merged with lists of ids where there are such."""
    parameters, merged = asked.parameters(low=window[0], high=window[1]), asked.merged(without=without)
    if merged is None:
        yield from _rows(conn, asked.sql(columns, without=without), parameters)
        return
    with closing(conn.execute(asked.ids(), parameters)) as ids:
        few = [row_id for (row_id,) in ids.fetchmany(FEW + 1)]
    if len(few) <= FEW:
        sql = asked.among(columns, without=without, listed="one by one")
        yield from _rows(conn, sql, asked.parameters(ids=json.dumps(few)))
        return
    with closing(conn.execute(merged, parameters)) as ids:
        while chunk := [row_id for (row_id,) in ids.fetchmany(AT_ONCE)]:
            yield from _rows_of(conn, asked, columns, chunk, without=without, listed="already")


def _rows_of(
    conn: sqlite3.Connection, asked: Asked, columns: str, ids: Sequence[int], *, without: str | None, listed: Listed
) -> Generator[Row, None, None]:
    """The rows of those of the ids, in their order, that are matches and fulfil what is asked for."""
    if not ids:
        return
    first, last = sorted((ids[0], ids[-1]))
    if last - first < DENSE * len(ids):
        sql = asked.sql(columns, without=without, listed=listed, of_ids=True)
    else:
        sql = asked.among(columns, without=without, listed=listed)
    yield from _rows(conn, sql, asked.parameters(low=first, high=last, ids=json.dumps(ids)))


def _in_time(conn: sqlite3.Connection, asked: Asked, size: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Newest or oldest first."""
    reach, cursor = Reach(), "after" if asked.search.sort == "old" else "before"
    rows = stream(conn, _rest(asked), asked.columns(), reach=reach)
    found = list(islice(_hits(conn, rows, asked), size + 1))
    following, looked_up_to = None, None
    if len(found) > size:
        following = {cursor: found[size - 1]["id"]}
    elif reach.stopped_at is not None:
        following = {cursor: reach.stopped_at}
        looked_up_to = _seen_at(conn, asked, reach.stopped_at)
    return found, {"next": following, "looked_up_to": looked_up_to, "ranked_back_to": None}


def _rest(asked: Asked) -> Asked:
    """What the pages before have not shown."""
    before, after = asked.search.before, asked.search.after
    if asked.search.sort == "old":
        return asked if after is None else replace(asked, low=max(asked.low, after + 1))
    return asked if before is None else replace(asked, high=min(asked.high, before - 1))


def _best(conn: sqlite3.Connection, asked: Asked, size: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The best of the newest hits: FTS5 ranks each match, and a common word may have a million."""
    index, page = f"{asked.table}_fts", asked.search.page
    # Ranked from the last of the newest matches on, whatever else is asked of them.
    window = (asked.low, asked.high)
    last, few = _nth_id(conn, asked, window, RANKED), _nth_id(conn, asked, window, FEW + 1) is None
    floor = asked.low if last is None else last
    # A word in a headline says most of what a story is about, then one in the standfirst, then one in the byline.
    weights = "1.0, 1.0" if asked.of_changes else "8.0, 4.0, 2.0, 1.0"
    order = f"AND {index}.rank MATCH 'bm25({weights})' ORDER BY {index}.rank"
    sql = asked.sql(asked.columns(), order=order, listed="one by one" if few else "as sets")
    skipped = (page - 1) * size
    rows = _rows(conn, sql, asked.parameters(low=floor))
    found = list(islice(_hits(conn, rows, asked), skipped, skipped + size + 1))
    more = len(found) > size and page < LAST_PAGE
    ranked_back_to = _seen_at(conn, asked, floor) if floor > asked.low else None
    return found, {
        "next": {"page": page + 1} if more else None,
        "looked_up_to": None,
        "ranked_back_to": ranked_back_to,
    }


def _nth_id(conn: sqlite3.Connection, asked: Asked, window: tuple[int, int], number: int) -> int | None:
    """The id of the match at that place, counted from the newest; None where there are fewer."""
    sql = f"{asked.ids()} LIMIT 1 OFFSET {number - 1}"
    row = conn.execute(sql, asked.parameters(low=window[0], high=window[1])).fetchone()
    return None if row is None else int(row["id"])


def _rows(conn: sqlite3.Connection, sql: str, parameters: Mapping[str, str | int | None]) -> Generator[Row, None, None]:
    """A statement's rows; it is run when the first one is asked for, and ended with the iterator."""
    with closing(conn.execute(sql, dict(parameters))) as rows:
        yield from rows


def _seen_at(conn: sqlite3.Connection, asked: Asked, row_id: int) -> str | None:
    row = conn.execute(_SEEN_AT.format(table=asked.table), {"id": row_id}).fetchone()
    return None if row is None else str(row["seen_at"])


def _hits(conn: sqlite3.Connection, rows: Iterable[Row], asked: Asked) -> Iterator[dict[str, Any]]:
    """Rows as hits: every change, but of an article only the first version, and none that an earlier page has shown."""
    first: dict[int, int] = {}
    conn.create_function("first_of_article", 2, lambda article, version: first.setdefault(article, version) == version)
    for row in rows:
        is_first = asked.of_changes or first.setdefault(row["article_id"], row["id"]) == row["id"]
        if is_first and not _was_shown(conn, row, asked):
            yield dict(row)


def _was_shown(conn: sqlite3.Connection, row: Row, asked: Asked) -> bool:
    """Whether another version of the article is a hit as well, and stood on an earlier page."""
    search = asked.search
    if asked.of_changes or search.sort == "best" or row["version_count"] == 1:
        return False
    if search.sort == "old":
        shown = None if search.after is None else (asked.low, search.after)
    else:
        shown = None if search.before is None else (search.before, asked.high)
    if shown is None:
        return False
    others = conn.execute(_OTHERS, {"article": row["article_id"], "low": shown[0], "high": shown[1]})
    ids = sorted(version["id"] for version in others)
    with closing(_rows_of(conn, asked, "SELECT versions_fts.rowid", ids, without=None, listed="one by one")) as hits:
        return next(hits, None) is not None


def _shown(conn: sqlite3.Connection, row: dict[str, Any], asked: Asked, names: Mapping[str, str]) -> dict[str, Any]:
    """A hit as a page tells it, its texts as parts."""
    hit = {**row, "source": names.get(row["source_id"], row["source_id"])}
    if asked.of_changes:
        passages = taken_out(hit.pop("diff"), hit.pop("removed"))
        return {**hit, "headline": [("=", row["headline"])], "passages": passages}
    standfirst, body = marked_parts(hit.pop("standfirst_snippet")), marked_parts(hit.pop("body_snippet"))
    latest = row["latest_version_id"]
    still_says = row["id"] == latest or _says(conn, asked.match, latest)
    return {
        **hit,
        "headline": marked_parts(row["headline"]),
        "snippet": snippet_of(standfirst, body),
        "taken_out": not still_says,
    }


def _marked_anew(conn: sqlite3.Connection, hits: Sequence[dict[str, Any]], match: str) -> list[dict[str, Any]]:
    """The hits with marks in what is kept of their texts; `is_elsewhere` where the words stand in what is not."""
    rows = conn.execute(_TEXTS, {"ids": json.dumps([hit["id"] for hit in hits])})
    texts = {row["id"]: (row["headline"], row["standfirst"], row["byline"], row["body"]) for row in rows}
    told = []
    for hit, marked in zip(hits, marked_texts(match, [texts[hit["id"]] for hit in hits]), strict=True):
        headline, standfirst, _, body = marked
        is_elsewhere = not any(op == "*" for parts in marked for op, _ in parts)
        snippet = snippet_of(standfirst, body)
        told.append({**hit, "headline": headline, "snippet": snippet, "is_elsewhere": is_elsewhere})
    return told


def _says(conn: sqlite3.Connection, match: str, version: int) -> bool:
    return conn.execute(_STILL_SAYS, {"match": match, "id": version}).fetchone() is not None


def columns_searched(search: Search) -> Sequence[str]:
    """The columns that an expression may name where this search looks."""
    return ("added", "removed") if search.scope == "removed" else COLUMNS
