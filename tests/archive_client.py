"""The published archive's pages, asking for them in process or over HTTP, and reading them as a reader does."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from datasette.app import Datasette
from datasette.database import Database

from monitor.site import make_datasette
from tests.running import PATIENCE

PAGES = [
    "/",
    "/search",
    "/search?q=alliance",
    "/search?q=alliance&sort=best&source=valley-courier&month=2024-08",
    "/search?q=nobody-said-this",
    "/search?q=alliance&sort=old&in=now&from=2024-08-01&to=2024-08-31",
    "/search?q=track&in=removed",
    "/search?in=removed&month=2024-08",
    "/search?q=list&in=asof&asof=2024-08-23",
    "/changes",
    "/changes?baseline=1",
    "/changes?kind=restored",
    "/changes?words=10&numbers=1",
    "/changes?day=2024-08-22",
    "/source/hill-gazette",
    "/source/subh-e-nau",
    "/article/1",
    "/article/1?from=1&to=3",
    "/article/2?from=1&to=2",
    "/article/3",
    "/article/3?from=1&to=2",
    "/article/4",
    "/article/5",
    "/article/5?version=1",
    "/article/5?from=1&to=2",
    "/watch/nc-congress",
]
"""Pages for readers, of the archive that tests.watched_archive builds."""

NATIVE_PAGES = [
    "/questions",
    "/archive",
    "/archive?_show_hidden=1",
    "/archive?sql=select+*+from+sources+where+id+%3D+:id&id=hill-gazette",
    "/archive/articles",
    "/archive/articles?_facet=state&state=live&_sort=id",
    "/archive/articles/5",
    "/archive/versions",
    "/archive/versions?_search=alliance&number__gt=1&_size=1",
    "/archive/versions/3",
    "/archive/changes",
    "/archive/urls",
    "/archive/recent_changes",
    "/archive/latest_versions",
    "/archive/search?words=alliance",
    "/archive/search?words=alliance&_hide_sql=1",
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
"""Datasette's own pages in our templates; the last one is not there."""

REFUSALS = ["/nothing", "/article/99", "/archive?sql=select+nothing", "/article/7"]
"""Pages that say what is wrong, with a status of 400 or 404; the last one with 410 where its article was taken down."""

EVERY_PAGE = [*PAGES, *NATIVE_PAGES, *REFUSALS]
"""What each page is held to, tests ask of each of these: a new page is added to one of the lists above."""


@contextmanager
def served(archive: Path) -> Iterator[str]:
    """The address of a server over an archive; its end waits for no open connection."""
    app = make_datasette(archive, title="Test archive").app()
    config = uvicorn.Config(app, port=0, lifespan="on", log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    listener = config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:  # it is bound already, but refuses connections until then
        thread.join(timeout=0.01)
        assert thread.is_alive(), "the server ended before it began"
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=PATIENCE)
    assert not thread.is_alive(), "the server did not end"
    listener.close()


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
