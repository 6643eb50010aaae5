"""A search as SQL: where it looks, between which ids, under which conditions, and the columns of a hit."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from storage.beginnings import spelled_out
from storage.searches import Search

_MATCHES = {
    "versions": "versions_fts MATCH :match",
    "changes": "changes_fts MATCH 'removed : (' || :match || ')'",
}
_ROWS = {
    "versions": """
        CROSS JOIN versions ON versions.id = {id}
        CROSS JOIN articles ON articles.id = versions.article_id
    """,
    "changes": """
        CROSS JOIN changes ON changes.id = {id} AND changes.quiet IS NOT 'redesign'
        CROSS JOIN articles ON articles.id = changes.article_id
        CROSS JOIN versions ON versions.id = changes.to_version_id
    """,
}
# Only the first version of an article is shown, so only there are the words looked for in the text.
_MARKED = "iif(first_of_article(articles.id, versions.id), {}, '')"
_SHOWN_VERSION = f"""
SELECT versions.id, versions.number, versions.seen_at, versions.language, articles.id AS article_id, articles.state,
       articles.url, articles.version_count, articles.latest_version_id, articles.published_at, articles.source_id,
       {_MARKED.format("highlight(versions_fts, 0, char(2), char(3))")} AS headline,
       {_MARKED.format("snippet(versions_fts, 1, char(2), char(3), ' … ', 32)")} AS standfirst_snippet,
       {_MARKED.format("snippet(versions_fts, 3, char(2), char(3), ' … ', 32)")} AS body_snippet
"""
_SHOWN_CHANGE = """
SELECT changes.id, changes.id AS change_id, changes.kind, changes.seen_at, changes.diff, changes.summary,
       changes.words_removed, versions.number, versions.number - 1 AS from_number, versions.language,
       versions.headline, articles.id AS article_id, articles.state, articles.url, articles.version_count,
       articles.published_at, articles.source_id, {removed} AS removed
"""
_REMOVED_MARKED = "highlight(changes_fts, 1, char(2), char(3))"
MADE_BY = "(SELECT kind FROM changes WHERE to_version_id = versions.id ORDER BY id LIMIT 1)"
"""The kind of the change that brought a version."""

LANGUAGE = "lower(substr(versions.language, 1, instr(versions.language || '-', '-') - 1))"
"""The first subtag of a version's language."""

# An outlet's rows, and those in a language, between two ids: read from an index alone, in the order of their ids, as
# FTS5 reads its matches. What is in all of them is found by going along them side by side, at some 0.15 µs for each row
# of any, or in any order with them as a set; to look a match up in versions and articles takes 3 µs.
_LISTS: Mapping[str, Mapping[str, str]] = {
    "versions": {
        "source": """
            SELECT to_version_id FROM changes AS brought
            WHERE brought.source_id = :source AND brought.to_version_id BETWEEN :low AND :high
        """,
        "language": f"""
            SELECT id FROM versions AS said
            WHERE {LANGUAGE.replace("versions.", "said.")} = :language AND said.id BETWEEN :low AND :high
        """,
    },
    "changes": {
        "source": "SELECT id FROM changes AS told WHERE told.source_id = :source AND told.id BETWEEN :low AND :high",
    },
}
_ONE_BY_ONE = {"source": "articles.source_id = :source", "language": f"{LANGUAGE} = :language"}
_OF_VERSIONS = {
    "state": "articles.state = :state",
    "kind": f"{MADE_BY} = :kind",
    "since": "versions.seen_at >= :since",
    "until": "versions.seen_at < :until",
    "now": "articles.latest_version_id = versions.id AND articles.state = 'live'",
    # The next version had not been seen, and the story was not gone.
    "asof": """
        versions.seen_at < :day_after
        AND NOT EXISTS (
            SELECT 1 FROM versions AS later
            WHERE later.article_id = versions.article_id AND later.number = versions.number + 1
              AND later.seen_at < :day_after
        )
        AND coalesce((
            SELECT kind FROM changes
            WHERE changes.article_id = versions.article_id AND kind IN ('removed', 'restored') AND seen_at < :day_after
            ORDER BY id DESC LIMIT 1
        ), '') <> 'removed'
    """,
}
_OF_CHANGES = {
    "state": "articles.state = :state",
    "kind": "changes.kind = :kind",
    "since": "changes.seen_at >= :since",
    "until": "changes.seen_at < :until",
}
# Ids ascend as things are stored, and a page is stored soon after it is seen: three days are more than any delay.
_FIRST_ID = """
SELECT min(id) FROM {table} WHERE seen_at >= :since AND seen_at < (
    SELECT date(seen_at, '+4 days') FROM {table} WHERE seen_at >= :since ORDER BY seen_at LIMIT 1
)
"""
_LAST_ID = """
SELECT max(id) FROM {table} WHERE seen_at < :until AND seen_at >= (
    SELECT date(seen_at, '-3 days') FROM {table} WHERE seen_at < :until ORDER BY seen_at DESC LIMIT 1
)
"""
_HIGHEST_ID = "SELECT coalesce(max(id), 0) FROM {table}"

Listed = Literal["as sets", "one by one", "already"]
"""How what has a list of ids is asked for: lists are gathered as sets first, matches are looked up, or were merged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search ready to be run: its expression, the ids between which its days lie, and the last id of all."""

    search: Search
    match: str
    low: int
    high: int
    highest: int

    @property
    def of_changes(self) -> bool:
        """Whether hits are changes that took the words out, rather than versions that say them."""
        return self.search.scope == "removed"

    @property
    def table(self) -> str:
        """What the hits are rows of."""
        return "changes" if self.of_changes else "versions"

    def parameters(self, **changed: int | str) -> dict[str, str | int | None]:
        """What the statements name, with something changed."""
        search = self.search
        named = {**search.narrowed, "since": search.since, "until": search.until, "day_after": search.day_after}
        return {**named, "match": self.match, "low": self.low, "high": self.high, **changed}

    def conditions(self, *, without: str | None = None) -> list[str]:
        """The SQL of what narrows it and has no list, but for the facet that is named: asked of row after row."""
        known = {**_ONE_BY_ONE, **(_OF_CHANGES if self.of_changes else _OF_VERSIONS)}
        asked = [name for name in self.search.narrowed if name not in (without, *_LISTS[self.table])]
        if without != "month":
            asked += [name for name in ("since", "until") if getattr(self.search, name)]
        return [known[name] for name in (*asked, self.search.scope) if name in known]

    def lists(self, *, without: str | None = None) -> Mapping[str, str]:
        """The SQL of the ids, between :low and :high, of each property that has a list of its own."""
        known = _LISTS[self.table]
        return {name: known[name] for name in self.search.narrowed if name in known and name != without}

    def sql(
        self,
        columns: str,
        *,
        without: str | None = None,
        order: str | None = None,
        listed: Listed = "as sets",
        of_ids: bool = False,
    ) -> str:
        """A statement over the matches between :low and :high, in the order of their ids unless ordered otherwise.

        `of_ids` says that only those are wanted whose :ids are given as JSON.
        """
        row_id, words = self._walked
        sets = [f"+{row_id} IN ({ids})" for ids in self.lists(without=without).values() if listed == "as sets"]
        sets += [f"+{row_id} IN (SELECT value FROM json_each(:ids))"] * of_ids
        narrowed = [*sets, *self._one_by_one(listed, without)]
        return f"""
            {columns} FROM {row_id.partition(".")[0]} {_ROWS[self.table].format(id=row_id)}
            WHERE {words} AND {row_id} BETWEEN :low AND :high {"".join(f" AND {each}" for each in narrowed)}
            {order or f"ORDER BY {row_id} {self._direction}"}
        """

    def ids(self) -> str:
        """A statement for the ids of the matches between :low and :high, the newest (or oldest) of them first."""
        return f"{self._ids} ORDER BY 1 {self._direction}"

    def merged(self, *, without: str | None = None) -> str | None:
        """As `ids`, of those that are in all lists, or None where there are none that could be merged.

        Only matches of whole words come from FTS5 in the order of their ids as they are asked for.
        """
        lists = self.lists(without=without)
        if not lists or not self.match or "*" in self.match:
            return None
        return f"{' INTERSECT '.join((self._ids, *lists.values()))} ORDER BY 1 {self._direction}"

    def among(self, columns: str, *, without: str | None = None, listed: Listed) -> str:
        """A statement over the rows whose :ids are given as JSON, in their order.

        They are matches: only for columns of the index of words, which takes 0.1 ms a row, is it asked for them anew.
        """
        index = f"{self.table}_fts"
        again = f"CROSS JOIN {index} ON {index}.rowid = found.value" if index in columns else ""
        narrowed = [_MATCHES[self.table]] * bool(again) + self._one_by_one(listed, without)
        return f"""
            {columns} FROM json_each(:ids) AS found {_ROWS[self.table].format(id="found.value")} {again}
            WHERE {" AND ".join(narrowed) or "true"}
        """

    def _one_by_one(self, listed: Listed, without: str | None) -> list[str]:
        looked_up = self.lists(without=without) if listed == "one by one" else ()
        return [*(_ONE_BY_ONE[name] for name in looked_up), *self.conditions(without=without)]

    @property
    def _ids(self) -> str:
        row_id, words = self._walked
        return (
            f"SELECT {row_id} AS id FROM {row_id.partition('.')[0]} WHERE {words} AND {row_id} BETWEEN :low AND :high"
        )

    @property
    def _walked(self) -> tuple[str, str]:
        """The column along which matches are read, and what is asked of its rows: they have the words, or any."""
        if self.match:
            return f"{self.table}_fts.rowid", _MATCHES[self.table]
        return "change_texts.change_id", "change_texts.removed <> ''"

    @property
    def _direction(self) -> str:
        return "ASC" if self.search.sort == "old" else "DESC"

    def columns(self) -> str:
        """The columns of a hit."""
        removed = _REMOVED_MARKED if self.match else "change_texts.removed"
        return _SHOWN_CHANGE.format(removed=removed) if self.of_changes else _SHOWN_VERSION


def prepare(conn: sqlite3.Connection, search: Search, match: str) -> Asked:
    """The search with the ids between which its days lie; the first above the last where nothing was seen then."""
    table = "changes" if search.scope == "removed" else "versions"
    # What was seen after the day that is asked of cannot have stood then.
    until = search.day_after if search.scope == "asof" else search.until
    highest = int(conn.execute(_HIGHEST_ID.format(table=table)).fetchone()[0])
    low, high = 1, highest
    if search.since:
        found = conn.execute(_FIRST_ID.format(table=table), {"since": search.since}).fetchone()[0]
        low = highest + 1 if found is None else int(found)
    if until:
        high = int(conn.execute(_LAST_ID.format(table=table), {"until": until}).fetchone()[0] or 0)
    match = spelled_out(conn, f"{table}_fts", match) if "*" in match else match
    return Asked(search=search, match=match, low=low, high=high, highest=highest)
