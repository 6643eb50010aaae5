"""The stream of changes, newest first, chosen by source, kind, size and more.

It is paged by the change's id, so that a page stays as it was.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils.asgi import Request
from jinja2 import Environment

LINES = 50
REACH = 200_000
"""Changes that one page looks through where no index leads to what is asked for: at most some 20 ms."""

KINDS = ("published", "edited", "corrected", "removed", "restored", "moved")
SIZES = (10, 50, 200)
BIGGEST_ID = 2**63 - 1

CHOSEN = "SELECT id FROM changes {index} WHERE {conditions} ORDER BY id DESC LIMIT :lines"
NEWEST = "SELECT max(id) FROM changes"
SEEN_AT = "SELECT seen_at FROM changes WHERE id >= :floor ORDER BY id LIMIT 1"
SOURCES = "SELECT id, name FROM sources ORDER BY name"
DAY = """
SELECT coalesce(sum(published), 0) AS published, coalesce(sum(edited + corrected), 0) AS edited,
       coalesce(sum(corrected), 0) AS corrected, coalesce(sum(removed), 0) AS removed
FROM daily_counts WHERE day = :day AND (:source IS NULL OR source_id = :source)
"""
CONDITIONS = {
    "source": "source_id = :source",
    "kind": "kind = :kind",
    "words": "words_added + words_removed >= :words",
    "headline": "headline_changed = 1",
    "numbers": "numbers > 0",
    "quotes": "quotes > 0",
    "silent": "silent = 1",
    "day": "seen_at >= :day AND seen_at < :day_after",
    "before": "id < :before",
}
OF_EDITS = ("words", "headline", "numbers", "quotes", "silent")
"""What only an edit has; the indexes `changes_edits` and `changes_source_edits` hold all of it."""

ALSO = ("baseline", "quiet")
"""What is left out unless it is asked for: what was there at first sight, what nobody is told of."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A choice as SQL. `floor` is the id below which it does not look, where it would else read the whole log."""

    sql: str
    parameters: dict[str, Any]
    floor: int | None


@hookimpl
def archive_page() -> tuple[str, str, Any]:
    return "/changes", "changes.html", changes_page


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.filters["changes_of_day"] = changes_of_day


def changes_of_day(day: str, chosen: dict[str, str]) -> str:
    """The address of that day's changes, of the same choice."""
    return _address({name: value for name, value in chosen.items() if name != "before"}, day=day)


async def changes_page(datasette: Datasette, request: Request) -> dict[str, Any]:
    chosen = choices(request)
    database = datasette.get_database()
    newest = (await database.execute(NEWEST)).single_value() or 0
    asked = question(chosen, newest=newest)
    ids = [row["id"] for row in await database.execute(asked.sql, asked.parameters)]
    more, ids = len(ids) > LINES, ids[:LINES]
    sources = [dict(row) for row in await database.execute(SOURCES)]
    return {
        "changes": await pm.hook.archive_lines(database=database, ids=ids)[0],
        "sources": sources,
        "kinds": KINDS,
        "sizes": SIZES,
        "chosen": chosen,
        "day": await _day(database, chosen),
        "next": _address(chosen, before=ids[-1]) if more else None,
        "looked_back": None if more else await _looked_back(database, chosen, asked),
        "table": as_table(chosen),
        "feed": as_feed(chosen),
    }


def choices(request: Request) -> dict[str, str]:
    """What the address asks for, without what means nothing here: an unknown kind, a `before` that is no id."""
    given = {name: (request.args.get(name) or "").strip() for name in (*CONDITIONS, *ALSO)}
    before = given["before"]
    fits = {
        "source": bool(given["source"]),
        "kind": given["kind"] in KINDS,
        "words": given["words"].isascii() and given["words"].isdigit() and len(given["words"]) < 7,
        "day": _is_day(given["day"]),
        "before": before.isascii() and before.isdigit() and len(before) < 19,
    }
    return {name: value for name, value in given.items() if fits.get(name, value == "1")}


def _is_day(text: str) -> bool:
    """Whether it is a day with one before it and one after it, which the page links to."""
    try:
        return bool(_DAY.fullmatch(text)) and "0002" <= text < "9999" and bool(date.fromisoformat(text))
    except ValueError:
        return False


def question(chosen: dict[str, str], *, newest: int) -> Question:
    """The SQL and its parameters; the index is named, for the planner knows nothing of how rare a choice is."""
    conditions = [condition for name, condition in CONDITIONS.items() if name in chosen]
    of_edits = any(name in chosen for name in OF_EDITS) or chosen.get("kind") == "edited"
    if of_edits:
        conditions.append("kind IN ('edited', 'corrected')")
    elif "baseline" not in chosen:
        conditions.append("baseline = 0")
    if "quiet" not in chosen:
        conditions.append("quiet IS NULL")
    if "kind" not in chosen and not of_edits:
        conditions.append("kind <> 'moved'")
    parameters: dict[str, Any] = {**chosen, "lines": LINES + 1}
    for name in ("words", "before"):
        if name in chosen:
            parameters[name] = int(chosen[name])
    if "day" in chosen:
        parameters["day_after"] = _day_after(chosen["day"])
    floor = _floor(chosen, of_edits=of_edits, newest=newest)
    if floor is not None:
        conditions.append("id >= :floor")
        parameters["floor"] = floor
    sql = CHOSEN.format(index=_index(chosen, of_edits=of_edits), conditions=" AND ".join(conditions))
    return Question(sql=sql, parameters=parameters, floor=floor)


def _index(chosen: dict[str, str], *, of_edits: bool) -> str:
    if "day" in chosen:
        return "INDEXED BY changes_seen"
    if not of_edits:
        return ""
    return "INDEXED BY changes_source_edits" if "source" in chosen else "INDEXED BY changes_edits"


def _floor(chosen: dict[str, str], *, of_edits: bool, newest: int) -> int | None:
    """A source, a day, and a kind that is rare lead to few rows; all edits, and the whole log, are read in parts."""
    if "source" in chosen or "day" in chosen or ("kind" in chosen and not of_edits):
        return None
    floor = min(int(chosen.get("before", BIGGEST_ID)), newest + 1) - REACH
    return floor if floor > 1 else None


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


async def _day(database: Database, chosen: dict[str, str]) -> dict[str, Any] | None:
    """The chosen day's numbers, and the addresses of the days around it."""
    if "day" not in chosen:
        return None
    asked = {"day": chosen["day"], "source": chosen.get("source")}
    counts = (await database.execute(DAY, asked)).first()
    before = (date.fromisoformat(chosen["day"]) - timedelta(days=1)).isoformat()
    kept = {name: value for name, value in chosen.items() if name != "before"}
    return {
        **dict(counts),
        "day": chosen["day"],
        "earlier": _address(kept, day=before),
        "later": _address(kept, day=_day_after(chosen["day"])),
    }


async def _looked_back(database: Database, chosen: dict[str, str], asked: Question) -> dict[str, str] | None:
    """How far back a page has looked that could not be filled, and the address that looks further."""
    if asked.floor is None:
        return None
    seen_at = (await database.execute(SEEN_AT, {"floor": asked.floor})).single_value()
    return {"to": seen_at, "further": _address(chosen, before=asked.floor)}


def _address(chosen: dict[str, str], **changed: str | int) -> str:
    return f"/changes?{urlencode({**chosen, **changed})}"


def as_table(chosen: dict[str, str]) -> dict[str, str]:
    """The same choice in Datasette: of the view `recent_changes`, or of the query that can ask for all of it."""
    if any(name in chosen for name in ("words", "numbers", "quotes")):
        names = ("source", "kind", "day", "before", *OF_EDITS)
        return {"name": "chosen_edits", "asked": urlencode({name: chosen[name] for name in names if name in chosen})}
    columns = {
        "source": "source_id",
        "kind": "kind",
        "headline": "headline_changed",
        "silent": "silent",
        "before": "id__lt",
        "day": "seen_at__gte",
    }
    filters = {columns[name]: value for name, value in chosen.items() if name in columns}
    if "day" in chosen:
        filters["seen_at__lt"] = _day_after(chosen["day"])
    if "baseline" not in chosen:
        filters["baseline"] = "0"
    if "quiet" not in chosen:
        filters["quiet__isnull"] = "1"
    if "kind" not in chosen:
        filters["kind__not"] = "moved"
    return {"name": "recent_changes", "asked": urlencode({**filters, "_nocount": "1"})}


def as_feed(chosen: dict[str, str]) -> dict[str, Any]:
    """The path, without an ending, and query string of the nearest feed, and whether it carries just this choice."""
    path = f"/feeds/source/{chosen['source']}" if "source" in chosen else "/feeds/changes"
    narrowed = {name: value for name, value in chosen.items() if name in ("kind", "headline") and value != "moved"}
    exact = set(chosen) <= {"source", "kind", "headline", "before"} and chosen.get("kind") != "moved"
    return {"path": path, "asked": urlencode(narrowed), "exact": exact}
