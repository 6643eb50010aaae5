"""The front page, sources, watches and charts of a busy archive: their numbers are those of the log."""

import asyncio
import re
import sqlite3
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import vl_convert
from datasette.app import Datasette

from monitor.site import make_datasette
from storage.database import open_archive
from tests.archive_client import data, page, said
from tests.archive_data import build_archive
from tests.busy_archive import UNTIL, WATCH, Busy, build_busy_archive
from tests.running import PATIENCE
from tests.served import site_of
from tests.watched_archive import build_watched_archive

CHARTS = ["/chart/volume.svg", "/chart/source/outlet-1.svg", f"/chart/watch/{WATCH}.svg"]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_busy_archive(tmp_path_factory.mktemp("busy") / "archive.db", Busy(outlets=9, days=45, stories=25))


@pytest.fixture(scope="module")
def site(archive: Path) -> Datasette:
    return make_datasette(archive, title="Busy archive")


@pytest.fixture
def asked(archive: Path) -> Callable[..., Any]:
    """One value of the archive, by SQL."""

    def ask(sql: str, *parameters: object) -> Any:
        with closing(sqlite3.connect(archive)) as conn:
            return conn.execute(sql, parameters).fetchone()[0]

    return ask


# Front page


async def test_the_front_page_leads_with_changes_and_has_new_stories_apart(site: Datasette) -> None:
    front = await data(site, "/front.json")
    assert {change["kind"] for change in front["changes"]} <= {"edited", "corrected", "removed", "restored"}
    assert {change["kind"] for change in front["stories"]} == {"published"}
    for lines in (front["changes"], front["stories"]):
        assert [line["id"] for line in lines] == sorted((line["id"] for line in lines), reverse=True)
    assert (len(front["changes"]), len(front["stories"])) == (15, 10)


async def test_the_day_s_numbers_are_those_of_the_log(site: Datasette, asked: Callable[..., Any]) -> None:
    numbers = (await data(site, "/front.json"))["numbers"]
    assert numbers["day"] == UNTIL.isoformat()
    assert numbers["is_today"] is False
    counts = {number["name"]: number for number in numbers["counts"]}
    of_kind = "SELECT count(*) FROM changes WHERE substr(seen_at, 1, 10) = ? AND kind IN (?, ?)"
    assert counts["published"]["count"] == asked(of_kind, "2026-03-31", "published", "")
    assert counts["edited"]["count"] == asked(of_kind, "2026-03-31", "edited", "corrected")
    assert counts["edited"]["day_before"] == asked(of_kind, "2026-03-30", "edited", "corrected")
    week = asked(
        "SELECT count(*) FROM changes WHERE kind = 'published' AND substr(seen_at, 1, 10)"
        " BETWEEN '2026-03-24' AND '2026-03-30'"
    )
    assert counts["published"]["mean"] == round(week / 7, 1)
    text = said(await page(site, "/"))
    assert "The latest day with news , 31 Mar 2026 (UTC)" in text
    assert f"edits {counts['edited']['count']} {counts['edited']['day_before']} the day before" in text


async def test_today_is_called_today(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    path = build_busy_archive(tmp_path / "archive.db", Busy(outlets=2, days=3, stories=5, until=today))
    with closing(sqlite3.connect(path)) as conn, conn:
        # Should midnight pass while this runs, yesterday's is the latest day: today has one then, too.
        conn.execute(
            "INSERT INTO changes (article_id, source_id, seen_at, kind) VALUES (1, 'outlet-0', ?, 'edited')",
            (f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",),
        )
    site = make_datasette(path)
    assert "Today so far" in said(await page(site, "/"))
    (watch,) = (await data(site, "/front.json"))["watches"]
    assert watch["matches"] > 0


async def test_the_front_page_tells_failing_sources_and_the_day_s_work_of_each(
    site: Datasette, asked: Callable[..., Any]
) -> None:
    sources = {source["id"]: source for source in (await data(site, "/front.json"))["sources"]}
    published = asked("SELECT published FROM daily_counts WHERE day = '2026-03-31' AND source_id = 'outlet-0'")
    assert sources["outlet-0"]["published"] == published
    text = said(await page(site, "/"))
    assert "could not be read 31 Mar 2026, 18:00 UTC : answers 503; last read 31 Mar 2026, 06:00 UTC" in text
    assert f"{published} new, {sources['outlet-0']['edited']} edited" in text
    assert "no match in seven days" in text


async def test_pages_of_an_empty_archive_read_well(tmp_path: Path) -> None:
    open_archive(tmp_path / "archive.db").close()
    empty = make_datasette(tmp_path / "archive.db")
    front = await page(empty, "/")
    assert "The archive is still empty" in said(front)
    assert "<figure" not in front
    assert (await data(empty, "/front.json"))["numbers"] is None
    assert (await empty.client.get("/chart/volume.svg")).status_code == 404
    for path in ("/changes?words=50", "/changes?day=2024-08-22", "/questions"):
        await page(empty, path)


# Charts


@pytest.mark.parametrize("path", CHARTS)
async def test_a_chart_is_a_picture_under_a_strict_policy(site: Datasette, path: str) -> None:
    pictures = {}
    for query in ("", "?theme=dark", "?size=narrow", "?size=narrow&theme=dark"):
        answer = await site.client.get(path + query)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        root = ET.fromstring(answer.text)  # noqa: S314 (our own picture)
        assert root.get("role") == "img"
        pictures[query] = answer.text
    assert len(set(pictures.values())) == 4
    tag = answer.headers["etag"]
    again = await site.client.get(path + "?size=narrow&theme=dark", headers={"if-none-match": tag})
    assert (again.status_code, again.text) == (304, "")
    assert (await site.client.get(path, headers={"if-none-match": tag})).status_code == 200


async def test_charts_are_never_drawn_in_the_event_loop(site: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    drawers: list[threading.Thread] = []
    draw = vl_convert.vegalite_to_svg

    def noted(spec: str) -> str:
        drawers.append(threading.current_thread())
        return str(draw(spec))

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", noted)
    for _ in range(2):
        await site.client.get("/chart/source/outlet-2.svg")
    assert len(drawers) == 1, "the second is kept"
    assert drawers[0] is not threading.main_thread()
    assert asyncio.get_running_loop().is_running()


@pytest.mark.parametrize("path", ["/chart/source/nobody.svg", "/chart/watch/nothing.svg", "/chart/other.svg"])
async def test_what_has_no_days_has_no_chart(site: Datasette, path: str) -> None:
    assert (await site.client.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("path", "table"),
    [("/", "daily_counts"), ("/source/outlet-1", "daily_counts"), (f"/watch/{WATCH}", "watch_counts")],
)
async def test_a_chart_s_table_holds_what_is_drawn(site: Datasette, path: str, table: str) -> None:
    chart = (await data(site, "/front.json" if path == "/" else f"{path}.json"))["chart"]
    assert chart["table"] == table
    rows = await data(site, f"/archive/{table}.json?{chart['filters']}&_shape=array&_size=max")
    new, edits = ("published", ("edited", "corrected")) if table == "daily_counts" else ("reports", None)
    drawn = chart["rows"][0]
    assert sum(drawn["new"]) == sum(row[new] for row in rows)
    if edits:
        assert sum(drawn["edited"]) == sum(row[name] for row in rows for name in edits)
    html = await page(site, path)
    width, height = chart["wide"]
    assert f'width="{width}" height="{height}" alt="{chart["words"]}"' in html
    assert f"<td>{drawn['new'][-1]}</td>" in html


@pytest.mark.parametrize("sql", [False, True])
@pytest.mark.parametrize("path", ["/", "/source/outlet-1", f"/watch/{WATCH}"])
async def test_a_chart_s_table_tells_its_sql_to_every_reader(archive: Path, path: str, sql: bool) -> None:
    site = site_of(archive, access="public", sql=sql)
    found = re.search(r'<a href="([^"]+)">a table with its SQL</a>', await page(site, path))
    assert found is not None
    table = unescape(found[1])
    html = await page(site, table)
    told = re.search(r'<pre id="sql-query"[^>]*>(.*?)</pre>', html, re.DOTALL)
    assert told is not None
    given = re.findall(r'<dt>:(\w+)</dt><dd dir="auto">(.*?)</dd>', html)
    with closing(sqlite3.connect(archive)) as conn:
        conn.row_factory = sqlite3.Row
        rows = conn.execute(unescape(told[1]), {name: unescape(value) for name, value in given}).fetchall()
    shown = await data(site, f"{table.replace('?', '.json?')}&_shape=array&_size=20")
    assert [row["day"] for row in rows[:20]] == [row["day"] for row in shown]
    assert ("View and edit SQL" in html) is sql


async def test_a_source_that_rests_shows_its_last_days(tmp_path: Path) -> None:
    path = build_busy_archive(tmp_path / "archive.db", Busy(outlets=2, days=2, stories=9))
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(
            "INSERT INTO changes (article_id, source_id, seen_at, kind)"
            " VALUES (1, 'outlet-0', '2027-03-01T00:00:00Z', 'published')"
        )
    chart = (await data(make_datasette(path), "/source/outlet-1.json"))["chart"]
    assert chart["days"][-1] == "2026-03-31"


# A source


async def test_a_source_s_habits_are_those_of_its_newest_stories(site: Datasette, asked: Callable[..., Any]) -> None:
    found = await data(site, "/source/outlet-1.json")
    habits, numbers = found["habits"], found["numbers"]
    edited = asked(
        "SELECT count(*) FROM articles WHERE source_id = 'outlet-1' AND EXISTS"
        " (SELECT 1 FROM changes WHERE article_id = articles.id AND kind IN ('edited', 'corrected'))"
    )
    stories = asked("SELECT count(*) FROM articles WHERE source_id = 'outlet-1'")
    assert (habits["edited"], habits["stories"]) == (edited, stories)
    assert habits["share"] == round(edited / stories, 3)
    assert habits["minutes"]["first_quarter"] <= habits["minutes"]["median"] <= habits["minutes"]["third_quarter"]
    corrected = asked("SELECT count(*) FROM changes WHERE source_id = 'outlet-1' AND kind = 'corrected'")
    assert numbers["corrected"] == corrected
    assert numbers["corrected_of_1000"] == round(1000 * corrected / stories, 1)
    silent = asked("SELECT count(*) FROM changes WHERE source_id = 'outlet-1' AND silent = 1")
    assert numbers["silent"] == silent
    assert sum(channel["stories"] for channel in found["channels"]) == stories
    rows = await data(site, "/archive/first_edits.json?source=outlet-1&_shape=array")
    assert sum(row["minutes"] is not None for row in rows) == edited
    median = sorted(row["minutes"] for row in rows if row["minutes"] is not None)[edited // 2]
    assert abs(median - habits["minutes"]["median"]) <= 0.2 * median


async def test_each_number_of_a_source_leads_to_what_it_counts(site: Datasette) -> None:
    html = await page(site, "/source/outlet-1")
    text = said(html)
    for told in ("Stories a day", "Stories edited", "First edit after", "Edits that do not show", "Latest corrections"):
        assert told in text
    for address in (
        "/archive/first_edits?source=outlet-1",
        "/archive/most_edited?source=outlet-1",
        "/changes?source=outlet-1&amp;silent=1",
        "/changes?source=outlet-1&amp;kind=corrected",
    ):
        assert f'href="{address}"' in html
        await page(site, address.replace("&amp;", "&"))


async def test_a_source_seen_for_the_first_time_has_no_habits_yet(tmp_path: Path) -> None:
    build_archive(tmp_path)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as conn, conn:
        conn.execute("DROP TRIGGER changes_no_delete")
        conn.execute("DELETE FROM changes WHERE baseline = 0")
        conn.execute("DELETE FROM daily_counts")
        conn.execute("DELETE FROM articles WHERE id = 5")
    found = await data(make_datasette(tmp_path / "archive.db"), "/source/hill-gazette.json")
    assert (found["habits"], found["numbers"], found["chart"]) == (None, None, None)
    assert "Apple growers" in said(await page(make_datasette(tmp_path / "archive.db"), "/source/hill-gazette"))


# A watch


async def test_a_watch_tells_each_match_once_and_groups_by_day_and_story(
    site: Datasette, asked: Callable[..., Any]
) -> None:
    seen: list[int] = []
    path: str | None = f"/watch/{WATCH}"
    while path:
        found = await data(site, path.replace(f"/{WATCH}", f"/{WATCH}.json"))
        told = [line["id"] for day in found["developments"] for story in day["stories"] for line in story["changes"]]
        assert sorted(told, reverse=True) == [change["id"] for change in found["changes"]]
        for day in found["developments"]:
            assert {line["seen_at"][:10] for story in day["stories"] for line in story["changes"]} == {day["day"]}
        seen += told
        path = found["next"]
    assert len(seen) == len(set(seen)) == asked("SELECT count(*) FROM matches")
    assert "Earlier" in said(await page(site, f"/watch/{WATCH}?before={seen[100]}"))


async def test_who_had_a_story_first_is_told_with_its_lead(tmp_path: Path) -> None:
    build_watched_archive(tmp_path)
    path = tmp_path / "archive.db"
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("UPDATE articles SET story_id = 1 WHERE id IN (1, 2, 3)")
        conn.execute("DELETE FROM matches")
        changes = conn.execute("SELECT id FROM changes WHERE kind = 'published' AND article_id < 4").fetchall()
        for (change,) in changes:
            conn.execute("INSERT INTO matches VALUES ('nc-congress', ?, 'report', '[]')", (change,))
        # An edit of the first outlet, matched before the others: it says nothing first.
        conn.execute(
            "INSERT INTO matches SELECT 'nc-congress', max(id), 'edit', '[]' FROM changes WHERE article_id = 1"
        )
    site = make_datasette(path)
    found = await data(site, "/watch/nc-congress.json")
    (story,) = found["developments"][0]["stories"]
    assert [(place["source_id"], place["minutes_after"]) for place in story["carried"]] == [
        ("valley-courier", 0),
        ("parvat-samachar", 90),
        ("subh-e-nau", 165),
    ]
    assert found["first"]["stories"] == 1
    first = {source["source_id"]: source for source in found["first"]["sources"]}
    assert (first["valley-courier"]["first"], first["valley-courier"]["median_lead"]) == (1, 90)
    assert (first["subh-e-nau"]["first"], first["subh-e-nau"]["median_lead"]) == (0, None)
    text = said(await page(site, "/watch/nc-congress"))
    assert "3 sources. First Valley Courier 22 Aug 2024, 04:30 UTC , पर्वत समाचार +90 min , صبح نو +2.8 h" in text


async def test_a_chart_is_drawn_while_the_threads_of_others_are_taken(site: Datasette) -> None:
    passwords = threading.Event()
    # The loop has 32 threads for others at most.
    checked = [asyncio.create_task(asyncio.to_thread(passwords.wait)) for _ in range(33)]
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await site.client.get("/chart/volume.svg?size=narrow&theme=dark")
        assert answer.status_code == 200
        assert not any(task.done() for task in checked)
    finally:
        passwords.set()
        await asyncio.gather(*checked)
