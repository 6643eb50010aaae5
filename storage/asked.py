"""A search as SQL: where it looks, between which ids, under which conditions, and the columns of a hit."""

import sqlite3
from dataclasses import dataclass, replace

from storage.searches import Search

SMALL = 5_000
"""Articles up to which a source is small."""

_VERSIONS = """
FROM versions_fts
CROSS JOIN versions ON versions.id = versions_fts.rowid
CROSS JOIN articles ON articles.id = versions.article_id
WHERE versions_fts MATCH :match AND versions_fts.rowid BETWEEN :low AND :high
"""
_ALL_TAKEN_OUT = """
FROM change_texts
CROSS JOIN changes ON changes.id = change_texts.change_id
CROSS JOIN articles ON articles.id = changes.article_id
CROSS JOIN versions ON versions.id = changes.to_version_id
WHERE change_texts.change_id BETWEEN :low AND :high AND change_texts.removed <> '' AND changes.quiet IS NOT 'redesign'
"""
_TAKEN_OUT = """
FROM changes_fts
CROSS JOIN changes ON changes.id = changes_fts.rowid
CROSS JOIN articles ON articles.id = changes.article_id
CROSS JOIN versions ON versions.id = changes.to_version_id
WHERE changes_fts MATCH 'removed : (' || :match || ')' AND changes_fts.rowid BETWEEN :low AND :high
  AND changes.quiet IS NOT 'redesign'
"""
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

_CONDITIONS = {
    "source": "articles.source_id = :source",
    "language": f"{LANGUAGE} = :language",
    "state": "articles.state = :state",
}
_OF_VERSIONS = {
    **_CONDITIONS,
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
    **_CONDITIONS,
    "kind": "changes.kind = :kind",
    "since": "changes.seen_at >= :since",
    "until": "changes.seen_at < :until",
}
# The versions of a small source are gathered at once: looking each match up would take longer than all else. The sign
# keeps the index from being asked anew for each of them.
_OF_SMALL_SOURCE = {
    "versions": """
        +versions_fts.rowid IN (
            SELECT of_source.id FROM articles AS told JOIN versions AS of_source ON of_source.article_id = told.id
            WHERE told.source_id = :source
        )
    """,
    "changes": "+changes_fts.rowid IN (SELECT id FROM changes AS of_source WHERE of_source.source_id = :source)",
}
_ONE_TOO_MANY = "SELECT 1 FROM articles WHERE source_id = :source LIMIT 1 OFFSET :small"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search ready to be run: its expression, the ids between which its days lie, and the last id of all."""

    search: Search
    match: str
    low: int
    high: int
    highest: int
    is_small_source: bool = False

    @property
    def of_changes(self) -> bool:
        """Whether hits are changes that took the words out, rather than versions that say them."""
        return self.search.scope == "removed"

    @property
    def table(self) -> str:
        """What the hits are rows of."""
        return "changes" if self.of_changes else "versions"

    def parameters(self, **changed: int) -> dict[str, str | int | None]:
        """What the statements name, with something changed."""
        search = self.search
        named = {**search.narrowed, "since": search.since, "until": search.until, "day_after": search.day_after}
        return {**named, "match": self.match, "low": self.low, "high": self.high, **changed}

    def conditions(self, *, without: str | None = None) -> list[str]:
        """The SQL of what narrows it, but for the facet that is named."""
        known = _OF_CHANGES if self.of_changes else _OF_VERSIONS
        asked = [name for name in self.search.narrowed if name in known and name not in (without, "source")]
        if without != "month":
            asked += [name for name in ("since", "until") if getattr(self.search, name)]
        return [known[name] for name in (*asked, self.search.scope) if name in known]

    def of_source(self, *, without: str | None = None) -> list[str]:
        """The SQL of the source that it asks for."""
        if self.search.source is None or without == "source":
            return []
        return [_OF_SMALL_SOURCE[self.table] if self.is_small_source and self.match else _CONDITIONS["source"]]

    def sql(self, columns: str, *, without: str | None = None, order: str | None = None) -> str:
        """A statement over the matches, newest first unless ordered otherwise."""
        source = _VERSIONS if not self.of_changes else _TAKEN_OUT if self.match else _ALL_TAKEN_OUT
        conditions = [*self.of_source(without=without), *self.conditions(without=without)]
        narrowed = "".join(f" AND {condition}" for condition in conditions)
        direction = "ASC" if self.search.sort == "old" else "DESC"
        return f"{columns}{source}{narrowed} {order or f'ORDER BY {self.row_id} {direction}'}"

    @property
    def row_id(self) -> str:
        """The column that is walked along: of an index, or of the texts of all changes where no words are given."""
        return f"{self.table}_fts.rowid" if self.match else "change_texts.change_id"

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
    asked = Asked(search=search, match=match, low=low, high=high, highest=highest)
    return asked if search.source is None else replace(asked, is_small_source=_is_small(conn, search.source))


def _is_small(conn: sqlite3.Connection, source: str) -> bool:
    return conn.execute(_ONE_TOO_MANY, {"source": source, "small": SMALL}).fetchone() is None
