"""What visitors may ask at once, and that a costly question takes nobody else's page or time."""

import asyncio
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

from tests.archive_data import build_archive
from tests.running import PATIENCE
from tests.served import browser, site_of

pytestmark = pytest.mark.once  # pages, whose code is the same on every Python

FOR_EVER = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture
def site(archive: Path) -> Datasette:
    return site_of(archive, access="public", sql=True)


class Held:
    """Questions that cost much: `SELECT held(?)` has its answer when the test lets one more of that visitor's go."""

    def __init__(self) -> None:
        self.turns: list[str] = []
        # Counted for each visitor: a question that comes just then would else take the leave meant for one that waits.
        self._leaves: Counter[str] = Counter()
        self._all_may_go = False
        self._changed = threading.Condition()

    @hookimpl
    def prepare_connection(self, conn: sqlite3.Connection) -> None:
        """Datasette's hook."""
        conn.create_function("held", 1, self._hold)

    def let_go(self, visitor: str, count: int) -> None:
        """So many more of the visitor's have their answers."""
        with self._changed:
            self._leaves[visitor] += count
            self._changed.notify_all()

    def let_all_go(self) -> None:
        """All have their answers, now and later."""
        with self._changed:
            self._all_may_go = True
            self._changed.notify_all()

    async def answering(self, count: int) -> None:
        """Waits until so many are or were worked on."""
        async with asyncio.timeout(PATIENCE):
            while len(self.turns) < count:
                await asyncio.sleep(0)

    def _hold(self, visitor: str) -> str:
        self.turns.append(visitor)
        with self._changed:
            self._changed.wait_for(lambda: self._all_may_go or self._leaves[visitor] > 0)
            self._leaves[visitor] -= 1
        return visitor


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """Such questions; nobody is sent away or cut off because they take long."""
    limits: Any = pm.get_plugin("limits.py")
    monkeypatch.setattr(limits, "PATIENCE", PATIENCE)
    monkeypatch.setitem(limits.LONGEST, "question", PATIENCE)
    holding = Held()
    pm.register(holding)
    yield holding
    pm.unregister(holding)
    holding.let_all_go()


async def done_of(asked: list[asyncio.Task[Any]], count: int) -> list[Any]:
    """Their answers, when so many of them have one."""
    async with asyncio.timeout(PATIENCE):
        while sum(task.done() for task in asked) < count:
            await asyncio.wait([task for task in asked if not task.done()], return_when=asyncio.FIRST_COMPLETED)
    return [task.result() for task in asked if task.done()]


async def test_a_question_without_end_is_ended(site: Datasette) -> None:
    began = time.process_time()
    answer = await site.client.get("/archive.json", params={"sql": FOR_EVER})
    assert answer.status_code in (400, 503)
    assert time.process_time() - began < 10 * site.setting("sql_time_limit_ms") / 1000


async def test_costly_questions_wait_for_their_turn_and_the_last_are_sent_away(site: Datasette, held: Held) -> None:
    async with browser(site) as visitor:
        asked = [
            asyncio.create_task(visitor.get("/archive.json", params={"sql": "select held('me')", "n": number}))
            for number in range(30)
        ]
        # All but the two that are worked on and the five that may wait: they are told while the first are worked on.
        for sent_away in await done_of(asked, 23):
            assert (sent_away.status_code, sent_away.headers["retry-after"]) == (503, "10")
            assert sent_away.headers["cache-control"] == "no-store"
            assert sent_away.json()["status"] == 503
        assert (await visitor.get("/article/1")).status_code == 200
        assert sum(task.done() for task in asked) == 23
        held.let_go("me", 7)
        answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [503] * 23
    assert held.turns == ["me"] * 7


async def test_one_visitor_does_not_starve_another(site: Datasette, held: Held) -> None:
    # Behind the proxy that asks for both, they are told apart by what it says.
    async with browser(site) as proxy:

        async def ask(visitor: str, number: int, sql: str = "select held(:who)") -> int:
            headers = {"x-forwarded-for": visitor}
            asked = {"sql": sql, "who": visitor, "n": str(number)}
            return (await proxy.get("/archive.json", params=asked, headers=headers)).status_code

        greedy = [asyncio.create_task(ask("192.0.2.7", number)) for number in range(30)]
        # Two are worked on, five wait, the others are sent away.
        assert set(await done_of(greedy, 23)) == {503}
        await held.answering(2)
        other = [asyncio.create_task(ask("192.0.2.8", number)) for number in range(9)]
        # Five of theirs wait, too.
        assert set(await done_of(other, 4)) == {503}
        held.let_go("192.0.2.7", 1)
        await held.answering(3)
        assert held.turns == ["192.0.2.7", "192.0.2.7", "192.0.2.8"], "whose address has no turn comes first"
        held.let_go("192.0.2.7", 1)
        await held.answering(4)
        assert held.turns[3] == "192.0.2.7", "each has one turn"
        for task in (*greedy, *other):
            task.cancel()
        held.let_all_go()
        await asyncio.gather(*greedy, *other, return_exceptions=True)
        # All turns are free again.
        assert set(await asyncio.gather(ask("192.0.2.7", 0, FOR_EVER), ask("192.0.2.8", 0, FOR_EVER))) == {400}


@pytest.mark.parametrize(("facets", "status"), [(6, 200), (7, 400)])
@pytest.mark.parametrize("name", ["_facet", "_facet_date", "%5ffacet"])
async def test_few_facets_are_reckoned_at_once(site: Datasette, name: str, facets: int, status: int) -> None:
    path = f"/archive/versions.json?{'&'.join([f'{name}=headline'] * facets)}"
    answer = await site.client.get(path)
    assert answer.status_code == status
    assert ("At most 6 facets" in answer.text) is (status == 400)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/archive/versions.json?_facet=body", "question"),
        ("/~61rchive/versions.json?_facet=body", "question"),
        ("/~61rchive.json?sql=select+1", "question"),
        ("/archive/~76ersions?_sort=id", "question"),
        ("/archive?sql=select+1", "question"),
        ("/archive/corrections", "question"),
        ("/archive/corrections.json", "question"),
        ("/~61rchive/~63orrections", "question"),
        ("/search?q=alliance", "question"),
        ("/~61rchive/versions?_format=csv", "download"),
        ("/archive/versions?%5Fformat=csv", "download"),
        ("/archive/versions?_stream", "download"),
        ("/archive/versions.csv", "download"),
        ("/-/capture/1", "download"),
        ("/archive/versions", None),
        ("/archive/versions/3", None),
        ("/archive", None),
        ("/archives?a=b", None),
        ("/article/1?from=1&to=3", None),
        ("/changes?kind=edited", None),
        ("/", None),
    ],
)
def test_what_is_costly(address: str, kind: str | None) -> None:
    path, _, query = address.partition("?")
    scope = {"method": "GET", "archive": {"path": path}, "query_string": query.encode()}
    limits: Any = pm.get_plugin("limits.py")
    assert limits.cost(scope, "archive", ["corrections"]) == kind


async def test_queries_by_name_are_costly_too(site: Datasette) -> None:
    async with browser(site) as visitor:
        asked = [asyncio.create_task(visitor.get(f"/~61rchive/most_edited.json?{n}")) for n in range(40)]
        answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} == {200, 503}


async def test_who_leaves_is_worked_for_no_longer(site: Datasette) -> None:
    app: Any = site.client.app
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http", "method": "GET", "path": "/archive/versions.csv", "raw_path": b"/archive/versions.csv",
        "query_string": b"_stream=on", "headers": [], "client": ("192.0.2.1", 1), "scheme": "http",
        "http_version": "1.1", "server": ("localhost", 80),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await site.invoke_startup()
    await app(scope, receive, send)
    assert sent == []
    # Its turn is free again: as often as one likes.
    for _ in range(5):
        await app(scope, receive, send)
    async with browser(site) as visitor:
        assert (await visitor.get("/archive/versions.csv?_stream=on")).status_code == 200


@pytest.mark.parametrize(
    ("path", "bound"),
    [
        ("/archive/changes.json?_size=max", 1_000),
        ("/archive/changes.json?_size=5000", None),
        ("/archive/versions.json?_facet=body&_facet=headline", 200),
    ],
)
async def test_rows_and_facets_are_bounded(site: Datasette, path: str, bound: int | None) -> None:
    answer = await site.client.get(path)
    if bound is None:
        assert answer.status_code == 400
    else:
        assert len(answer.json()["rows"]) <= bound
