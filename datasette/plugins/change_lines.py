"""Changes as the lines that pages show: a page chooses ids, this hook reads what is told of each.

The hook `archive_lines` answers rows of `recent_changes`, in the order of the ids, with the headlines and numbers of
the two versions. `headline_diff` is how the headline changed, as [op, text] pairs with "=", "-" and "+", or None.
"""

import json
from collections.abc import Awaitable, Sequence
from itertools import groupby
from typing import Any

from datasette import hookimpl
from datasette.database import Database
from jinja2 import Environment

from monitor.words import word_diff

LINES = """
SELECT recent_changes.*, old.headline AS old_headline, new.headline AS new_headline,
       old.number AS from_number, new.number AS to_number
FROM json_each(:ids) AS chosen
CROSS JOIN recent_changes ON recent_changes.id = chosen.value
LEFT JOIN versions AS old ON old.id = recent_changes.from_version_id
LEFT JOIN versions AS new ON new.id = recent_changes.to_version_id
ORDER BY chosen.key
"""


@hookimpl
def archive_lines(database: Database, ids: Sequence[int]) -> Awaitable[list[dict[str, Any]]]:
    """A line for each id."""
    return _lines(database, ids)


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.filters["side"] = side
    env.filters["by_day"] = by_day


async def _lines(database: Database, ids: Sequence[int]) -> list[dict[str, Any]]:
    if not ids:
        return []
    rows = await database.execute(LINES, {"ids": json.dumps(list(ids))})
    return [{**dict(row), "headline_diff": headline_diff(dict(row))} for row in rows]


def headline_diff(change: dict[str, Any]) -> list[list[str]] | None:
    """How the headline changed, word by word; None where it did not."""
    old, new = change["old_headline"], change["new_headline"]
    if not (change["headline_changed"] and old and new) or old == new:
        return None
    parts = word_diff(old, new)
    return parts if any(op != "=" for op, _ in parts) else None


def side(parts: Sequence[Sequence[str]], op: str) -> list[Sequence[str]]:
    """One side of a diff: with "-" what stood there before, with "+" what stands there now."""
    return [part for part in parts if part[0] in ("=", op)]


def by_day(changes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines in their order, under the days on which they were seen."""
    days = groupby(changes, key=lambda change: change["seen_at"][:10])
    return [{"day": day, "changes": list(of_day)} for day, of_day in days]
