"""No page counts a whole table: Datasette's pages are told small numbers exactly, of large ones that they are large.

Datasette counts the rows that a table's page pages through, at each view; with a million rows that is the longest
thing that the page waits for. Where a count is not told, the pages say "many rows", and JSON gives null.
"""

import re
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted

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
            counted = CountedDatabase(datasette, database.path, is_mutable=database.is_mutable)
            datasette.add_database(counted, name=name, route=database.route)


class CountedDatabase(Database):
    """A database that stops counting in time. A visitor's own SQL, which asks to be cut, counts what it will."""

    # Datasette's class is named, not `super()`: mypy then knows that it is untyped.
    def __init__(self, datasette: Datasette, path: str, *, is_mutable: bool) -> None:
        Database.__init__(self, datasette, path=path, is_mutable=is_mutable)

    async def execute(
        self,
        sql: str,
        params: Any = None,
        truncate: bool = False,
        custom_time_limit: float | None = None,
        page_size: int | None = None,
        log_sql_errors: bool = True,
    ) -> Any:
        """As Datasette's. Raises QueryInterrupted, which its pages expect, where a count would be of too many rows."""
        count = _COUNT.fullmatch(sql)
        if count is not None and not truncate:
            return await self._count(count[1], sql, params, custom_time_limit or LONGEST)
        return await Database.execute(self, sql, params, truncate, custom_time_limit, page_size, log_sql_errors)

    async def _count(self, rows: str, sql: str, params: Any, limit: float) -> Any:
        if whole := _WHOLE.fullmatch(rows):
            return await Database.execute(self, f"select coalesce(max(id), 0) from {whole[1]}")
        if _INDEX_PART.fullmatch(rows):
            raise QueryInterrupted(None, sql, params)
        bounded = f"select count(*) from (select 1 {rows} limit {MOST + 1})"
        results = await Database.execute(self, bounded, params, custom_time_limit=min(limit, LONGEST))
        if results.rows[0][0] > MOST:
            raise QueryInterrupted(None, sql, params)
        return results
