"""What visitors may ask at once, and that a costly question takes nobody else's page or time."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.plugins import pm

from tests.archive_data import build_archive
from tests.served import browser, site_of

FOR_EVER = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture
def site(archive: Path) -> Datasette:
    return site_of(archive, access="public", sql=True)


async def test_a_question_without_end_is_ended(site: Datasette) -> None:
    began = time.monotonic()
    answer = await site.client.get("/archive.json", params={"sql": FOR_EVER})
    assert answer.status_code in (400, 503)
    assert time.monotonic() - began < 10 * site.setting("sql_time_limit_ms") / 1000


async def test_costly_questions_wait_for_their_turn_and_the_last_are_sent_away(site: Datasette) -> None:
    async with browser(site) as visitor:
        asked = [
            asyncio.create_task(visitor.get("/archive.json", params={"sql": FOR_EVER, "n": number}))
            for number in range(30)
        ]
        first, *_ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        sent_away = first.pop().result()
        # Eight more than may be answered or wait: they are told at once, while the first are still worked on.
        assert (sent_away.status_code, sent_away.headers["retry-after"]) == (503, "10")
        assert sent_away.headers["cache-control"] == "no-store"
        assert sent_away.json()["status"] == 503
        began = time.monotonic()
        assert (await visitor.get("/article/1")).status_code == 200
        assert not all(task.done() for task in asked), time.monotonic() - began
        answers = await asyncio.gather(*asked)
    assert sorted({answer.status_code for answer in answers}) in ([400, 503], [503])


async def test_one_visitor_does_not_starve_another(site: Datasette) -> None:
    # Behind the proxy that asks for both, they are told apart by what it says.
    async with browser(site) as proxy:

        async def ask(visitor: str, number: int) -> int:
            headers = {"x-forwarded-for": visitor}
            answer = await proxy.get("/archive.json", params={"sql": FOR_EVER, "n": number}, headers=headers)
            return answer.status_code

        greedy = [asyncio.create_task(ask("192.0.2.7", number)) for number in range(30)]
        await asyncio.wait(greedy, return_when=asyncio.FIRST_COMPLETED)
        # Two are worked on, five wait, the others are sent away.
        assert await ask("192.0.2.8", 0) == 400
        assert sum(not task.done() for task in greedy) >= 3
        for task in greedy:
            task.cancel()
        await asyncio.gather(*greedy, return_exceptions=True)
        # All turns are free again.
        assert set(await asyncio.gather(ask("192.0.2.7", 0), ask("192.0.2.8", 0))) == {400}


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
