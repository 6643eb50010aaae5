"""Asking the published archive in process, and reading its pages as a reader does."""

import json
import sqlite3
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.database import Database

PAGES = [
    "/",
    "/search",
    "/search?q=alliance",
    "/search?q=alliance&sort=best&source=valley-courier&month=2024-08",
    "/changes",
    "/changes?baseline=1",
    "/changes?words=10&numbers=1",
    "/changes?day=2024-08-22",
    "/source/hill-gazette",
    "/article/1",
    "/article/5",
    "/article/5?version=1",
    "/article/5?from=1&to=2",
    "/watch/nc-congress",
]
NATIVE_PAGES = [
    "/questions",
    "/archive",
    "/archive/articles",
    "/archive/articles/5",
    "/archive/versions",
    "/archive/changes",
    "/archive/urls",
    "/archive/recent_changes",
    "/archive/latest_versions",
    "/archive/search?words=alliance",
    "/archive/silent_edits",
    "/archive/headlines_changed",
    "/archive/corrections",
    "/archive/removed_stories",
    "/archive/most_edited",
    "/archive/corrections_by_source?month=2024-08",
    "/archive/first_edits?source=hill-gazette",
    "/archive/first_edits_by_source",
    "/archive/who_was_first",
    "/archive/first_by_source",
    "/archive/words_taken_out",
    "/archive/taken_out?month=2024-08",
    "/archive/chosen_edits",
    "/archive/nothing-of-that-name",
]


async def page(site: Datasette, path: str) -> str:
    answer = await site.client.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return str(answer.text)


async def data(site: Datasette, path: str) -> Any:
    answer = await site.client.get(path)
    assert answer.status_code == 200, (path, answer.text)
    assert answer.headers["content-type"].startswith("application/json")
    return json.loads(answer.text)


def record_statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that fills with every statement, its parameters filled in, that the archive runs from here on."""
    statements: list[str] = []
    # Any: the method has no types of its own.
    execute_fn: Any = Database.execute_fn

    async def traced(self: Database, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        def run(conn: sqlite3.Connection) -> Any:
            conn.set_trace_callback(statements.append if self.name == "archive" else None)
            try:
                return fn(conn)
            finally:
                conn.set_trace_callback(None)

        return await execute_fn(self, run)

    monkeypatch.setattr(Database, "execute_fn", traced)
    return statements


def said(html: str) -> str:
    """The text of a page as a reader sees it, on one line."""
    reader = _Reader()
    reader.feed(html)
    return " ".join(" ".join(reader.texts).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
