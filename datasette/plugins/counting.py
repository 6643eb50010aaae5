"""No page counts a whole table: small numbers are told exactly, and of large ones that they are large.

Datasette counts the rows that a table's page pages through, at each view; with a million rows that is the longest
thing that the page waits for. Where a count is not told, the pages say "many rows", and JSON gives null.
"""

import re
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted, Results

MOST = 10_000
"""Rows that are counted, in about a millisecond where an index serves."""

LONGEST = 50
"""Milliseconds, where none does."""

NEVER_DELETED = ("articles", "versions", "changes", "captures")
"""Their ids ascend from 1 without a gap, so the last one is their number."""

_COUNT = re.compile(r"\s*select count\(\*\) (from .+)", re.IGNORECASE | re.DOTALL)
_WHOLE = re.compile(rf"from [\[\"]?({'|'.join(NEVER_DELETED)})[\]\"]?\s*", re.IGNORECASE)
_INDEX_PART = re.compile(r"from \[\w+_fts(_\w+)?\]\s*", re.IGNORECASE)


@hookimpl
def startup(datasette: Datasette) -> None:
    for name, database in list(datasette.databases.items()):
        if database.path is not None and type(database) is Database:
            datasette.remove_database(name)
            counted = CountedDatabase(datasette, path=database.path, is_mutable=database.is_mutable)
            datasette.add_database(counted, name=name, route=database.route)


class CountedDatabase(Database):
    """A database that stops counting in time. A visitor's own SQL, which asks to be cut, counts what it will."""

    async def execute(self, sql: str, params: Any = None, truncate: bool = False, **options: Any) -> Results:
        """As Datasette's. Raises QueryInterrupted, which its pages expect, where a count would be of too many rows."""
        count = _COUNT.fullmatch(sql)
        if count is None or truncate:
            return await super().execute(sql, params, truncate=truncate, **options)
        return await self._count(count[1], sql, params, options)

    async def _count(self, rows: str, sql: str, params: Any, options: dict[str, Any]) -> Results:
        if whole := _WHOLE.fullmatch(rows):
            return await super().execute(f"select coalesce(max(id), 0) from {whole[1]}", **options)
        if _INDEX_PART.fullmatch(rows):
            raise QueryInterrupted(None, sql, params)
        limit = min(options.pop("custom_time_limit", None) or LONGEST, LONGEST)
        bounded = f"select count(*) from (select 1 {rows} limit {MOST + 1})"
        results = await super().execute(bounded, params, custom_time_limit=limit, **options)
        if results.rows[0][0] > MOST:
            raise QueryInterrupted(None, sql, params)
        return results
