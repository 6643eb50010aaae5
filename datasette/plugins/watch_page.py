"""A public watch: the topic's timeline over all sources, who had what first, and its days as a chart.

A development is what the articles of one story did: copies of one text in several sources are told together, with the
lead of the first. Times are those at which the archive saw each; a source that is looked at more seldom is seen later.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median
from typing import Any
from urllib.parse import quote

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils.asgi import NotFound, Request

LINES = 60
WEIGHED = 300
"""The newest so many matches tell who is first; older ones are a page of their own time."""

BIGGEST_ID = 2**63 - 1

WATCH = "SELECT id, title, query, since_at FROM watches WHERE id = :watch"
MATCHES = """
SELECT change_id, event, matched FROM matches
WHERE watch_id = :watch AND change_id < :before ORDER BY change_id DESC LIMIT :lines
"""
PLACES = """
SELECT changes.id, changes.seen_at, changes.source_id, sources.name AS source, changes.article_id,
       coalesce(articles.story_id, articles.id) AS story_id
FROM json_each(:ids) AS chosen
CROSS JOIN changes ON changes.id = chosen.value
CROSS JOIN articles ON articles.id = changes.article_id
CROSS JOIN sources ON sources.id = changes.source_id
ORDER BY chosen.key
"""
COUNTS = """
SELECT source_id, name AS source, sum(reports) AS reports, sum(edits) AS edits, sum(corrections) AS corrections,
       sum(removals) AS removals, min(day) AS first_day
FROM watch_counts JOIN sources ON sources.id = watch_counts.source_id
WHERE watch_id = :watch AND day > (SELECT date(max(day), '-90 days') FROM watch_counts WHERE watch_id = :watch)
GROUP BY source_id ORDER BY reports DESC, source_id
"""

Match = dict[str, Any]


@hookimpl
def archive_page() -> tuple[str, str, Any]:
    return r"/watch/(?P<id>[^/.]{1,100})", "watch.html", watch_page


async def watch_page(datasette: Datasette, request: Request) -> dict[str, Any]:
    database = datasette.get_database()
    watch = (await database.execute(WATCH, {"watch": request.url_vars["id"]})).first()
    if watch is None:
        raise NotFound("No public watch of that name is in this archive.")
    before = (request.args.get("before") or "").strip()
    newest = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else BIGGEST_ID
    found = await _matches(database, watch["id"], before=newest, lines=max(LINES + 1, WEIGHED))
    shown = found[:LINES]
    lines = await pm.hook.archive_lines(database=database, ids=[match["id"] for match in shown])[0]
    for match, line in zip(shown, lines, strict=True):
        line["event"], line["matched"] = match["event"], match["matched"]
    stories = defaultdict(list)
    for match in found:
        stories[match["story_id"]].append(match)
    more = len(found) > LINES
    return {
        "watch": dict(watch),
        "changes": lines,
        "developments": developments(shown, lines, stories),
        "first": who_was_first(stories),
        "weighed": len(found),
        "sources": [dict(row) for row in await database.execute(COUNTS, {"watch": watch["id"]})],
        "chart": await pm.hook.archive_chart(database=database, of="watch", id=watch["id"])[0],
        "older": newest != BIGGEST_ID,
        "next": f"/watch/{quote(watch['id'])}?before={shown[-1]['id']}" if more else None,
    }


async def _matches(database: Database, watch: str, *, before: int, lines: int) -> list[Match]:
    """Matches, newest first, each with its place: when, which source, which story."""
    rows = await database.execute(MATCHES, {"watch": watch, "before": before, "lines": lines})
    matches = {row["change_id"]: dict(row) for row in rows}
    places = await database.execute(PLACES, {"ids": json.dumps(list(matches))})
    return [
        {**dict(place), "event": matches[place["id"]]["event"], "matched": json.loads(matches[place["id"]]["matched"])}
        for place in places
    ]


def carried(matches: Sequence[Match]) -> list[dict[str, Any]]:
    """The sources of one story in the order in which they had it, with the minutes that each came after the first.

    Only new reports tell it: who edits an old story says nothing first.
    """
    first: dict[str, Match] = {}
    for match in sorted(matches, key=lambda match: (match["seen_at"], match["id"])):
        if match["event"] == "report":
            first.setdefault(match["source_id"], match)
    came = list(first.values())
    return [
        {
            "source_id": match["source_id"],
            "source": match["source"],
            "article_id": match["article_id"],
            "seen_at": match["seen_at"],
            "minutes_after": round(_minutes(came[0], match)),
        }
        for match in came
    ]


def _minutes(earlier: Match, later: Match) -> float:
    return (datetime.fromisoformat(later["seen_at"]) - datetime.fromisoformat(earlier["seen_at"])).total_seconds() / 60


def developments(
    shown: Sequence[Match], lines: Sequence[dict[str, Any]], stories: Mapping[int, Sequence[Match]]
) -> list[dict[str, Any]]:
    """The lines of a page by day, and on each day by story, in the order of the newest of each."""
    days: dict[str, dict[int, list[dict[str, Any]]]] = {}
    for match, line in zip(shown, lines, strict=True):
        day = days.setdefault(match["seen_at"][:10], {})
        day.setdefault(match["story_id"], []).append(line)
    return [
        {
            "day": day,
            "stories": [
                {"story_id": story, "carried": carried(stories[story]), "changes": changes}
                for story, changes in of_day.items()
            ],
        }
        for day, of_day in days.items()
    ]


def who_was_first(stories: Mapping[int, Sequence[Match]]) -> dict[str, Any]:
    """Of the stories that several sources reported: how many each had first, and by how many minutes in the middle."""
    shared = [order for matches in stories.values() if len(order := carried(matches)) > 1]
    names: dict[str, str] = {}
    leads: dict[str, list[int]] = defaultdict(list)
    took_part: dict[str, int] = defaultdict(int)
    for order in shared:
        leads[order[0]["source_id"]].append(order[1]["minutes_after"])
        for place in order:
            names[place["source_id"]] = place["source"]
            took_part[place["source_id"]] += 1
    sources = [
        {
            "source_id": source,
            "source": name,
            "shared": took_part[source],
            "first": len(leads[source]) if source in leads else 0,
            "median_lead": round(median(leads[source])) if leads.get(source) else None,
        }
        for source, name in names.items()
    ]
    return {"stories": len(shared), "sources": sorted(sources, key=lambda each: (-each["first"], -each["shared"]))}
