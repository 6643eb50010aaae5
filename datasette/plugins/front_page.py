"""The front page: search, the latest changes, the day in numbers, who was read and when, what is watched."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils.asgi import Request

LINES = 15
STORIES = 10

COMPARED = 7
"""Days before, for scale: a week, since weekends are quiet."""

# Kind by kind, since new stories are more than all else, and the indexes know what nobody is told of.
LATEST = """
SELECT id FROM (
    SELECT * FROM (
        SELECT id FROM changes INDEXED BY changes_edits
        WHERE kind IN ('edited', 'corrected') AND quiet IS NULL ORDER BY id DESC LIMIT :lines
    )
    UNION ALL
    SELECT * FROM (SELECT id FROM changes WHERE kind = 'removed' ORDER BY id DESC LIMIT :lines)
    UNION ALL
    SELECT * FROM (SELECT id FROM changes WHERE kind = 'restored' ORDER BY id DESC LIMIT :lines)
)
ORDER BY id DESC LIMIT :lines
"""
NEW = "SELECT id FROM changes WHERE kind = 'published' AND baseline = 0 ORDER BY id DESC LIMIT :lines"
FIRST_SIGHT = "SELECT id FROM changes ORDER BY id DESC LIMIT :lines"
LAST_DAY = "SELECT max(day) FROM daily_counts"
DAYS = """
SELECT day, sum(published) AS published, sum(edited + corrected) AS edited, sum(corrected) AS corrected,
       sum(removed) AS removed, sum(headlines) AS headlines
FROM daily_counts WHERE day BETWEEN :first AND :day GROUP BY day
"""
SOURCES = """
SELECT sources.id, sources.name, sources.home_url, sources.language,
       source_status.last_success_at, source_status.last_failure_at, source_status.reason,
       coalesce(daily_counts.published, 0) AS published,
       coalesce(daily_counts.edited + daily_counts.corrected, 0) AS edited
FROM sources
LEFT JOIN source_status ON source_status.source_id = sources.id
LEFT JOIN daily_counts ON daily_counts.day = :day AND daily_counts.source_id = sources.id
ORDER BY sources.name
"""
WATCHES = """
SELECT id, title,
       (
           SELECT coalesce(sum(reports + edits + corrections + removals + restorations), 0) FROM watch_counts
           WHERE watch_id = watches.id AND day BETWEEN :first AND :day
       ) AS matches
FROM watches ORDER BY title
"""
NUMBERS = {
    "published": "new stories",
    "edited": "edits",
    "corrected": "corrections among them",
    "headlines": "headlines changed",
    "removed": "stories removed",
}


@hookimpl
def archive_page() -> tuple[str, str, Any]:
    return "", "front.html", front_page


async def front_page(datasette: Datasette, request: Request) -> dict[str, Any]:  # noqa: ARG001 (what a page is handed)
    database = datasette.get_database()
    today = datetime.now(UTC).date().isoformat()
    changes = await _lines(database, LATEST, LINES)
    stories = await _lines(database, NEW, STORIES)
    # A new archive holds only what its sources listed already: that is shown rather than nothing.
    first_sight = not changes and not stories
    last = (await database.execute(LAST_DAY)).single_value()
    week = {"first": _back(today, COMPARED - 1), "day": today}
    return {
        "changes": await _lines(database, FIRST_SIGHT, LINES) if first_sight else changes,
        "stories": stories,
        "first_sight": first_sight,
        "numbers": await _numbers(database, last, today=today),
        "chart": await pm.hook.archive_chart(database=database, of="volume", id=None)[0],
        "sources": [dict(row) for row in await database.execute(SOURCES, {"day": last})],
        "watches": [dict(row) for row in await database.execute(WATCHES, week)],
    }


async def _lines(database: Database, query: str, lines: int) -> list[dict[str, Any]]:
    ids = [row["id"] for row in await database.execute(query, {"lines": lines})]
    shown: list[dict[str, Any]] = await pm.hook.archive_lines(database=database, ids=ids)[0]
    return shown


async def _numbers(database: Database, last: str | None, *, today: str) -> dict[str, Any] | None:
    """The latest day on which anything happened, and the days before it; None for an archive without one."""
    if last is None:
        return None
    rows = [dict(row) for row in await database.execute(DAYS, {"first": _back(last, COMPARED), "day": last})]
    return {"day": last, "is_today": last == today, "counts": day_in_numbers(rows, last)}


def day_in_numbers(rows: Sequence[Mapping[str, Any]], day: str) -> list[dict[str, Any]]:
    """For each number its value on the day, on the day before, and its mean over the week before."""
    by_day = {row["day"]: row for row in rows}
    before = [by_day.get(_back(day, back), {}) for back in range(1, COMPARED + 1)]
    return [
        {
            "name": name,
            "label": label,
            "count": by_day[day][name],
            "day_before": before[0].get(name, 0),
            "mean": round(sum(row.get(name, 0) for row in before) / COMPARED, 1),
        }
        for name, label in NUMBERS.items()
    ]


def _back(day: str, days: int) -> str:
    return (datetime.fromisoformat(day).date() - timedelta(days=days)).isoformat()
