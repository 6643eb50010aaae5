"""The tables of docs/watches.md tell the truth."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.config.expressions import to_fts5
from monitor.config.models import Event, WatchConfig
from monitor.config.queries import read_query
from storage.texts import open_texts, put_texts, rows_matching
from tests.watch_samples import WatchingDesk, watch, watching_desk

PAGE = (Path(__file__).parent.parent / "docs" / "watches.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The rows below the table's heading line, without their backticks."""
    _, found, rest = PAGE.partition(f"{heading}\n")
    assert found, f"no table {heading}"
    lines = re.match(r"(?:\|.*\n)+", rest)
    assert lines is not None
    return [[cell.strip().strip("`") for cell in line.split("|")[1:-1]] for line in lines[0].splitlines()[1:]]


@pytest.mark.parametrize(("query", "found", "missed"), table("| query | finds | does not find |"))
def test_queries_find_what_the_page_says(query: str, found: str, missed: str) -> None:
    with closing(open_texts()) as conn:
        put_texts(conn, [(1, (found, "", "", "", "", "")), (2, ("", "", "", missed, "", ""))])
        assert rows_matching(conn, to_fts5(read_query(query, {}))) == [1]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[WatchingDesk]:
    with watching_desk(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(("query", "before", "after", "event"), table("| query | before | after | event |"))
def test_changes_give_the_events_that_the_page_says(
    desk: WatchingDesk, query: str, before: str, after: str, event: str
) -> None:
    if before:
        article = desk.publish(before)
    desk.adopt(watch(query))
    if not before:
        desk.publish(after)
    elif after:
        desk.edit(article, after)
    else:
        desk.remove(article)
    assert desk.events() == ([event] if event else [])


def test_every_event_and_filter_is_told() -> None:
    assert [row[0] for row in table("| event | when |")] == list(Event)
    told = {key for row in table("| key | what it lets through |") for key in re.findall(r"[a-z_]+", row[0])}
    filters = set(WatchConfig.model_fields) - {"id", "title", "query", "public", "events"}
    assert filters <= told
