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
MOST_OF_ONE = 5
"""Requests that wait from one address: none fills the room where others wait, too."""

MOST_FACETS = 6
"""Parameters of one request that ask for facets: each may take 200 ms, named twice or not."""

PATIENCE = 5.0
"""Seconds that a request waits for its turn: longer than two questions may take, shorter than a reader's patience."""

LONGEST = {"question": 30.0, "download": 600.0}
"""Seconds that one costly answer may take in all, a slow reader's time included; then the connection is cut."""

RETRY_AFTER = b"10"

_DOWNLOAD = re.compile(r".*\.(csv|blob|gz)|/-/capture/.*")
_QUESTION = re.compile(r"/(search|feeds/search)(\..*|/.*)?")


class TooMuch(Base400):
    """One request asks for too much."""


class Busy(Base400):
    """Too many ask for what costs much."""

    status = 503


@dataclass(slots=True)
class Turns:
    """Who is served now and who waits, by address, for one kind of costly answer."""

    served: list[str] = field(default_factory=list)
    waiting: list[tuple[str, asyncio.Future[None]]] = field(default_factory=list)

    async def take(self, visitor: str) -> bool:
        """Wait for a turn; False where too many wait or it takes too long."""
        if len(self.waiting) >= MOST_WAITING or [who for who, _ in self.waiting].count(visitor) >= MOST_OF_ONE:
            return False
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append((visitor, turn))
        self._call()
        try:
            await asyncio.wait({turn}, timeout=PATIENCE)
        except asyncio.CancelledError:
            if turn.done():
                self.give_back(visitor)
            raise
        finally:
            if not turn.done():
                self.waiting.remove((visitor, turn))
        return turn.done()

    def give_back(self, visitor: str) -> None:
        """End a turn; the next one's begins."""
        self.served.remove(visitor)
        self._call()

    def _call(self) -> None:
        while self.waiting and len(self.served) < AT_ONCE:
            # Whose address has no turn comes first: one that asks much takes both turns only while nobody else waits.
            place = next((at for at, (who, _) in enumerate(self.waiting) if who not in self.served), 0)
            visitor, turn = self.waiting.pop(place)
            self.served.append(visitor)
            turn.set_result(None)


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
            elif facets(scope) > MOST_FACETS:
                error: Base400 = TooMuch(f"At most {MOST_FACETS} facets can be asked for at once.")
                await _sent_away(datasette, scope, receive, send, error=error)
            elif await turns[kind].take(visitor := scope["archive"]["visitor"]):
                try:
                    await _while_there(app, scope, receive, send, seconds=LONGEST[kind])
                finally:
                    turns[kind].give_back(visitor)
            else:
                error = Busy("Many are asking at this moment. Try again in a few seconds.")
                await _sent_away(datasette, scope, receive, send, error=error)

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


def facets(scope: dict[str, Any]) -> int:
    """How many parameters of a request ask for facets."""
    asked = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    return sum(name.startswith("_facet") for name, _ in asked)


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


async def _sent_away(datasette: Datasette, scope: dict[str, Any], receive: Any, send: Any, *, error: Base400) -> None:
    # A page asks for what is put on further in; this one has no form.
    request = Request({**scope, "csrftoken": str}, receive)
    answer = await await_me_maybe(pm.hook.handle_exception(datasette=datasette, request=request, exception=error)[0])

    async def with_time(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start" and isinstance(error, Busy):
            message = {**message, "headers": [*message["headers"], (b"retry-after", RETRY_AFTER)]}
        await send(message)

    await answer.asgi_send(with_time)
