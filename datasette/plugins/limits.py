"""How much visitors may ask at once: what costs much waits for its turn, so that pages and the crawler never do."""

import asyncio
import re
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import await_me_maybe, tilde_decode
from datasette.utils.asgi import Base400, Request

AT_ONCE = 2
"""Costly answers of one kind in the making; the machine that this is for has two cores."""

MOST_WAITING = 20
PATIENCE = 5.0
"""Seconds that a request waits for its turn: longer than two questions may take, shorter than a reader's patience."""

LONGEST = {"question": 30.0, "download": 600.0}
"""Seconds that one costly answer may take in all, a slow reader's time included; then the connection is cut."""

RETRY_AFTER = b"10"

_DOWNLOAD = re.compile(r".*\.(csv|blob|gz)|/-/capture/.*")
_QUESTION = re.compile(r"/(search|feeds/search)(\..*|/.*)?")


class Busy(Base400):
    """Too many ask for what costs much."""

    status = 503


@dataclass(slots=True)
class Turns:
    """Who is served now and who waits, for one kind of costly answer."""

    free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    waiting: int = 0

    async def take(self) -> bool:
        """Wait for a turn; False where too many wait or it takes too long."""
        if self.waiting >= MOST_WAITING:
            return False
        self.waiting += 1
        try:
            await asyncio.wait_for(self.free.acquire(), PATIENCE)
        except TimeoutError:
            return False
        finally:
            self.waiting -= 1
        return True


@hookimpl
def archive_layer(datasette: Datasette) -> tuple[str, Callable[[Any], Any]]:
    turns = {kind: Turns() for kind in LONGEST}
    data = datasette.get_database().name
    queries = datasette.metadata("queries", database=data) or {}

    def layer(app: Any) -> Any:
        async def limited(scope: dict[str, Any], receive: Any, send: Any) -> None:
            kind = cost(scope, data, queries) if scope["type"] == "http" else None
            if kind is None:
                await app(scope, receive, send)
            elif await turns[kind].take():
                try:
                    await _while_there(app, scope, receive, send, seconds=LONGEST[kind])
                finally:
                    turns[kind].free.release()
            else:
                await _sent_away(datasette, scope, receive, send)

        return limited

    return "limits", layer


def cost(scope: dict[str, Any], data: str, queries: Collection[str]) -> str | None:
    """The kind of a costly request of the database of that name; None for pages that are read from an index.

    An article's comparison is such a page: some 30 ms for a long rewrite, and most pages of articles hold one.
    """
    path, query = scope["archive"]["path"] or "", scope.get("query_string", b"")
    if scope["method"] not in ("GET", "HEAD"):
        return None
    asked = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    if _DOWNLOAD.fullmatch(path) or ("_format", "csv") in asked or "_stream" in dict(asked):
        return "download"
    # Datasette's tables are cheap as they come; a filter, an order or a facet may read all of one.
    database, table = _names(path)
    is_question = _QUESTION.fullmatch(path) or (database == data and (query or table in queries))
    return "question" if is_question else None


def _names(path: str) -> tuple[str, str]:
    """The database and the table, view or query that a path of Datasette's names, as it reads them."""
    database, table, *_ = (tilde_decode(part.partition(".")[0]) for part in (*path.split("/")[1:], "", ""))
    return database, table


async def _while_there(app: Any, scope: dict[str, Any], receive: Any, send: Any, *, seconds: float) -> None:
    """Answer until it is done, takes too long, or the visitor has left."""
    work = asyncio.ensure_future(app(scope, receive, send))
    left = asyncio.ensure_future(_until_left(receive))
    try:
        await asyncio.wait({work, left}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
    finally:
        for task in (work, left):
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def _until_left(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _sent_away(datasette: Datasette, scope: dict[str, Any], receive: Any, send: Any) -> None:
    error = Busy("Many are asking at this moment. Try again in a few seconds.")
    # A page asks for what is put on further in; this one has no form.
    request = Request({**scope, "csrftoken": str}, receive)
    answer = await await_me_maybe(pm.hook.handle_exception(datasette=datasette, request=request, exception=error)[0])

    async def with_time(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (b"retry-after", RETRY_AFTER)]}
        await send(message)

    await answer.asgi_send(with_time)
