"""No page of the archive walks through a table that grows or sorts one: read from SQLite's plans of what pages ask.

The pages are asked and every statement that Datasette's connections run for them is explained, so that none can be
forgotten: a page that is in the lists of `tests.archive_client`, and every query of the metadata, is held to it.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

from monitor.site import NAME, make_datasette
from storage.database import open_archive
from tests.archive_client import NATIVE_PAGES, PAGES
from tests.watched_archive import build_watched_archive

FEEDS = [
    "/feeds/changes.atom",
    "/feeds/changes.json?kind=corrected&headline=1",
    "/feeds/source/hill-gazette.atom",
    "/feeds/article/1.json",
    "/feeds/watch/nc-congress.atom",
    "/feeds/search.atom?q=alliance",
]
MORE = [
    "/changes?source=valley-courier&kind=corrected&headline=1&before=9",
    "/search?q=alliance&source=valley-courier",
    "/search?q=removed%3Aseats&in=removed",
    "/archive.json",
    "/archive/sources/valley-courier",
    "/archive/versions/1",
    "/archive/changes.csv?_stream=on",
    "/archive/articles?source_id=valley-courier&_sort_desc=changed_at",
]
GROWING = {
    "articles", "urls", "versions", "changes", "captures", "change_texts", "matches", "stories", "daily_counts",
    "watch_counts", "capture_files", "chain",
}  # fmt: skip
FEW = {"id", "rowid", "article_id", "story_id", "change_id", "url", "url_key", "number", "version_id", "capture_id"} | {
    "latest_version_id", "from_version_id", "to_version_id", "returns_to_version_id", "content_sha256", "day",
    "redaction_id",
}  # fmt: skip
"""Columns of which one value has few rows: what is found by them may be sorted."""

_OF_A_DAY = "SEARCH changes USING INDEX changes_seen (seen_at>? AND seen_at<?)"
ACCEPTED = {
    # A row of `sources` in Datasette's own page, with the rows that refer to it: some thousand rows a watch and year.
    ("/archive/sources/valley-courier", "SCAN watch_counts"),
    # The changes of one day, as they were seen.
    ("/changes?day=2024-08-22", f"USE TEMP B-TREE FOR ORDER BY of {_OF_A_DAY}"),
}

_NAMES = re.compile(r"\b(?:from|join)\s+[\[\"]?(\w+)[\]\"]?(?:\s+(?:as\s+)?[\[\"]?(\w+)[\]\"]?)?", re.IGNORECASE)
_STEP = re.compile(r"(SCAN|SEARCH) (?:TABLE )?(\w+)(.*)")
_EQUAL = re.compile(r"(\w+)(?:=|>|<| IN)")
_SORT = re.compile(r"USE TEMP B-TREE FOR (ORDER BY|GROUP BY|DISTINCT|count)")

Plan = list[tuple[int, int, str]]
"""Each step's number, that of the step that it is a part of, and what it says."""


class Tracer:
    """A plugin that hears every statement of the connections that Datasette opens while it is registered."""

    __name__ = "tracer"  # Datasette reads it of every plugin

    def __init__(self) -> None:
        self.statements: list[str] = []

    @hookimpl
    def prepare_connection(self, conn: sqlite3.Connection, database: str) -> None:
        if database == NAME:
            conn.set_trace_callback(self.statements.append)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small archive, with a public watch and its matches."""
    return build_watched_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def traced(archive: Path) -> Iterator[tuple[Datasette, Tracer]]:
    site, tracer = make_datasette(archive), Tracer()
    pm.register(tracer, "tracer")
    try:
        yield site, tracer
    finally:
        pm.unregister(tracer)


def canned() -> list[str]:
    """The address of every query of the metadata, each parameter filled with something."""
    metadata: dict[str, Any] = make_datasette(Path("archive.db")).metadata("databases")["archive"]["queries"]
    return [
        f"/archive/{name}?" + "&".join(f"{each}=alliance" for each in query.get("params", []))
        for name, query in metadata.items()
    ]


def asked_of(statements: list[str]) -> list[str]:
    """The questions among what was traced, each once; an index's own statements begin with two dashes."""
    return list(dict.fromkeys(each for each in statements if re.match(r"\s*(select|with)\b", each, re.IGNORECASE)))


def faults(statement: str, plan: Plan) -> list[str]:
    """What in the plan grows with the archive."""
    tables = {alias or table: table for table, alias in _NAMES.findall(statement)}
    found = []
    for number, parent, detail in plan:
        step = _STEP.match(detail)
        if step and step[1] == "SCAN" and _grows(step[2], tables) and not _ends_early(statement, plan, parent):
            found.append(detail)
        if step and "_fts" in step[2] and step[1] == "SCAN" and "M" not in step[3].rpartition(":")[2]:
            found.append(f"{detail}: all of the index")
        if _SORT.match(detail) and (driver := _driver(plan, number, parent)) and _is_broad(driver, tables):
            found.append(f"{detail} of {driver}")
    return found


def _grows(name: str, tables: dict[str, str]) -> bool:
    return tables.get(name, name) in GROWING or name in GROWING


def _ends_early(statement: str, plan: Plan, parent: int) -> bool:
    """Read in the order of an index, and only until the page is full."""
    sorts = [detail for _, of, detail in plan if of == parent and _SORT.match(detail)]
    return not sorts and re.search(r"\blimit\b", statement, re.IGNORECASE) is not None


def _driver(plan: Plan, number: int, parent: int) -> str | None:
    """The step whose rows are sorted: the first of its select."""
    return next((detail for each, of, detail in plan if of == parent and each < number and _STEP.match(detail)), None)


def _is_broad(driver: str, tables: dict[str, str]) -> bool:
    """Whether the step may give as many rows as the archive has."""
    step = _STEP.match(driver)
    assert step is not None
    if not _grows(step[2], tables):
        return False
    return step[1] == "SCAN" or FEW.isdisjoint(_EQUAL.findall(step[3]))


# A facet that a visitor asks for is bounded by its own time limit; one page asks nothing at all.
UNASKED = {"/archive/articles?_facet=state&state=live&_sort=id", "/questions"}


@pytest.mark.parametrize(
    "path", [path for path in [*PAGES, *NATIVE_PAGES, *FEEDS, *MORE, *canned()] if path not in UNASKED]
)
async def test_what_a_page_asks_is_answered_by_indexes(traced: tuple[Datasette, Tracer], path: str) -> None:
    site, tracer = traced
    tracer.statements.clear()
    answer = await site.client.get(path)
    assert answer.status_code in (200, 404), answer.text
    statements = asked_of(tracer.statements)
    assert statements
    # On a connection of Datasette's, which knows the functions that the statements call.
    explained = await site.get_database().execute_fn(lambda conn: [(each, _plan(conn, each)) for each in statements])
    found = [(statement, fault) for statement, plan in explained for fault in faults(statement, plan)]
    told = [f"{statement}\n  {fault}" for statement, fault in found if (path, fault) not in ACCEPTED]
    assert not told, "\n".join(told)


def _plan(conn: sqlite3.Connection, statement: str) -> Plan:
    return [(row[0], row[1], row[3]) for row in conn.execute(f"EXPLAIN QUERY PLAN {statement}")]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM versions WHERE word_count > 3",
        "SELECT count(*) FROM changes",
        "SELECT * FROM articles AS a JOIN versions AS v ON v.id = a.latest_version_id WHERE a.language = 'en'",
        "SELECT * FROM versions_fts ORDER BY rowid DESC",
        "SELECT * FROM changes WHERE kind = 'edited' ORDER BY words_added DESC LIMIT 10",
        "SELECT * FROM recent_changes ORDER BY words_added LIMIT 10",
        "SELECT source_id, count(*) FROM changes WHERE seen_at > '2024' GROUP BY 1",
        "SELECT * FROM articles ORDER BY headline LIMIT 5",
    ],
)
def test_a_question_that_grows_with_the_archive_is_told(archive: Path, statement: str) -> None:
    with closing(open_archive(archive)) as conn:
        assert faults(statement, _plan(conn, statement))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM changes WHERE baseline = 0 ORDER BY id DESC LIMIT 10",
        "SELECT * FROM urls WHERE article_id = 1 ORDER BY added_at",
        "SELECT rowid FROM versions_fts WHERE versions_fts MATCH 'alliance' ORDER BY rowid DESC LIMIT 5",
        "SELECT * FROM sources ORDER BY name",
        "SELECT changes.* FROM json_each('[1]') JOIN changes ON changes.id = value ORDER BY value",
        "SELECT source_id, sum(edited) FROM daily_counts WHERE day > '2024' GROUP BY +source_id",
    ],
)
def test_a_question_that_does_not_is_let_pass(archive: Path, statement: str) -> None:
    with closing(open_archive(archive)) as conn:
        assert not faults(statement, _plan(conn, statement))
