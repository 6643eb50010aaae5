"""A source: how much it publishes, how often and how soon it edits, what it corrects, how following it goes.

Its habits are read from its newest stories, its numbers from the counts of each day; both are bounded.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from statistics import mean, quantiles
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils.asgi import NotFound, Request

LINES = 25
CORRECTIONS = 5
STORIES = 500
"""The newest so many stories tell a source's habits: some weeks of a busy one, read in milliseconds."""

MONTH, YEAR = 30, 365
"""Days of the counts."""

SOURCE = """
SELECT sources.*, source_status.last_success_at, source_status.last_failure_at, source_status.reason,
       source_status.stories_today, source_status.stories_on
FROM sources LEFT JOIN source_status ON source_status.source_id = sources.id
WHERE sources.id = :source
"""
CHANGES = """
SELECT id FROM (
    SELECT * FROM (
        SELECT id FROM changes INDEXED BY changes_source_edits
        WHERE source_id = :source AND kind IN ('edited', 'corrected') AND quiet IS NULL ORDER BY id DESC LIMIT :lines
    )
    UNION ALL
    SELECT * FROM (
        SELECT id FROM changes WHERE source_id = :source AND kind = 'removed' ORDER BY id DESC LIMIT :lines
    )
    UNION ALL
    SELECT * FROM (
        SELECT id FROM changes WHERE source_id = :source AND kind = 'restored' ORDER BY id DESC LIMIT :lines
    )
)
ORDER BY id DESC LIMIT :lines
"""
LATEST_CORRECTIONS = """
SELECT id FROM changes WHERE source_id = :source AND kind = 'corrected' AND quiet IS NULL ORDER BY id DESC LIMIT :lines
"""
ARTICLES = """
SELECT id, headline, language, published_at, first_seen_at, changed_at, state, version_count
FROM articles WHERE source_id = :source ORDER BY changed_at DESC LIMIT :lines
"""
HABITS = """
SELECT version_count, first_channel, first_seen_at,
       CASE WHEN published_at <= first_seen_at THEN published_at ELSE first_seen_at END AS since,
       EXISTS (SELECT 1 FROM changes WHERE article_id = articles.id AND baseline = 1) AS baseline,
       (
           SELECT min(seen_at) FROM changes
           WHERE article_id = articles.id AND kind IN ('edited', 'corrected') AND quiet IS NULL
       ) AS edited_at
FROM articles WHERE source_id = :source ORDER BY id DESC LIMIT :stories
"""
LAST_DAY = "SELECT max(day) FROM daily_counts"
SUMS = """
SELECT min(day) AS first, coalesce(sum(published), 0) AS published, coalesce(sum(edited + corrected), 0) AS edits,
       coalesce(sum(corrected), 0) AS corrected, coalesce(sum(removed), 0) AS removed,
       coalesce(sum(restored), 0) AS restored, coalesce(sum(headlines), 0) AS headlines,
       coalesce(sum(silent), 0) AS silent
FROM daily_counts WHERE source_id = :source AND day BETWEEN :first AND :last
"""


@hookimpl
def archive_page() -> tuple[str, str, Any]:
    return r"/source/(?P<id>[^/.]+)", "source.html", source_page


async def source_page(datasette: Datasette, request: Request) -> dict[str, Any]:
    database = datasette.get_database()
    asked = {"source": request.url_vars["id"], "lines": LINES}
    found = (await database.execute(SOURCE, {"source": asked["source"]})).first()
    if found is None:
        raise NotFound("No such source is in this archive.")
    stories = [dict(row) for row in await database.execute(HABITS, {**asked, "stories": STORIES})]
    return {
        "source": dict(found),
        "changes": await _lines(database, CHANGES, asked),
        "corrections": await _lines(database, LATEST_CORRECTIONS, {**asked, "lines": CORRECTIONS}),
        "articles": [dict(row) for row in await database.execute(ARTICLES, asked)],
        "habits": habits(stories),
        "channels": channels(stories),
        "numbers": await _numbers(database, asked["source"]),
        "chart": await pm.hook.archive_chart(database=database, of="source", id=asked["source"])[0],
    }


async def _lines(database: Database, query: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    ids = [row["id"] for row in await database.execute(query, asked)]
    lines: list[dict[str, Any]] = await pm.hook.archive_lines(database=database, ids=ids)[0]
    return lines


def habits(stories: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """How often and how soon these stories were edited; without those of the first look, whose beginning nobody saw."""
    followed = [story for story in stories if not story["baseline"]]
    if not followed:
        return None
    minutes = sorted(
        (datetime.fromisoformat(story["edited_at"]) - datetime.fromisoformat(story["since"])).total_seconds() / 60
        for story in followed
        if story["edited_at"]
    )
    return {
        "stories": len(followed),
        "since": followed[-1]["first_seen_at"],
        "edited": len(minutes),
        "share": round(len(minutes) / len(followed), 3),
        "mean_versions": round(mean(story["version_count"] for story in followed), 2),
        "minutes": _quartiles(minutes),
    }


def _quartiles(minutes: Sequence[float]) -> dict[str, int] | None:
    """The first quarter, the middle and the third quarter, in whole minutes; fewer than four would say nothing."""
    if len(minutes) < 4:
        return None
    first, middle, third = (round(value) for value in quantiles(minutes, n=4, method="inclusive"))
    return {"first_quarter": first, "median": middle, "third_quarter": third}


def channels(stories: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Where these stories were listed first, the most used place first."""
    counts = Counter(story["first_channel"] for story in stories if story["first_channel"])
    return [{"url": url, "stories": count} for url, count in counts.most_common(12)]


async def _numbers(database: Database, source: str) -> dict[str, Any] | None:
    """Sums of the year up to the archive's latest day, with rates; None where nothing was counted."""
    last = (await database.execute(LAST_DAY)).single_value()
    if last is None:
        return None
    year, month = [
        dict((await database.execute(SUMS, {"source": source, "first": _back(last, days - 1), "last": last})).first())
        for days in (YEAR, MONTH)
    ]
    if year["first"] is None:
        return None
    days = (date.fromisoformat(last) - date.fromisoformat(max(year["first"], _back(last, MONTH - 1)))).days + 1
    return {
        **year,
        "last": last,
        "a_day": round(month["published"] / days, 1),
        "a_day_over": days,
        "corrected_of_1000": round(1000 * year["corrected"] / year["published"], 1) if year["published"] else None,
        "silent_share": round(year["silent"] / year["edits"], 3) if year["edits"] else None,
    }


def _back(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
