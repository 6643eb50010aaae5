"""An article's page, asked in process: its steps, its views, its headlines, its evidence, its citation, its cost."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from html import unescape
from pathlib import Path
from types import ModuleType

import pytest
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

from monitor.site import make_datasette
from monitor.stories import content_digest, story_of
from storage.articles import record_moved, record_removed, record_restored, record_version
from storage.database import open_archive, transaction
from storage.records import Address, ChangeKind, Edit, StoryRecord
from storage.stories import place_article
from storage.versions import get_version
from tests.archive_client import data, page, said
from tests.archive_data import build_archive, time

MANY = 250
"""Versions of one article: a live report of two days."""

GROWERS = "Growers of the upper valley want trucks to pass a week earlier than last year. " * 10


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small archive with more lives: 4 came back, was edited and is gone again; 2 moved; 6 has many versions."""
    folder = tmp_path_factory.mktemp("articles")
    path = build_archive(folder)
    with closing(open_archive(path)) as conn, transaction(conn):
        for article in (1, 3):
            place_article(conn, article, story_id=1)
        record_restored(conn, 4, seen_at=time("2024-08-25T09:00:00Z"))
        write(conn, 4, 2, "The list is out.", at="2024-08-25T09:00:00Z")
        record_removed(conn, 4, seen_at=time("2024-08-26T09:00:00Z"))
        there = "https://parvat-samachar.example/new-place"
        record_moved(conn, 2, address=Address(url=there, url_key=there), seen_at=time("2024-08-26T10:00:00Z"))
        for number in range(2, MANY + 1):
            write(conn, 6, number, f"Update {number}.\n\n" + "\n\n".join([GROWERS] * 10))
    return folder


def write(conn: sqlite3.Connection, article: int, number: int, body: str, *, at: str | None = None) -> None:
    """Give an article a version whose headline changes with every hundred."""
    seen_at = time(at) if at else time("2024-08-27T00:00:00Z") + timedelta(minutes=10 * number)
    headline = f"Apple growers, report {number // 100}"
    edit = Edit(kind=ChangeKind.EDITED, headline_changed=number % 100 == 0, words_added=number, diff='{"v": 1}')
    told = StoryRecord(
        headline=headline, body=body, word_count=len(body.split()), content_sha256=str(number), extractor="x"
    )
    record_version(conn, article, story=told, capture=None, edit=edit, seen_at=seen_at)


@pytest.fixture(scope="module")
def site(folder: Path) -> Datasette:
    return make_datasette(folder / "archive.db", title="Test archive")


# Steps


def strip(html: str) -> str:
    found = re.search(r'<nav class="strip".*?</nav>', html, re.DOTALL)
    assert found is not None
    return unescape(found[0])


def turns(html: str) -> dict[str, str]:
    return dict(re.findall(r'rel="(prev|next)" href="([^"]+)"', strip(html)))


async def test_each_step_leads_to_the_one_before_and_the_one_after(site: Datasette) -> None:
    assert turns(await page(site, "/article/1")) == {"prev": "/article/1?version=2"}
    middle = await page(site, "/article/1?version=2")
    assert turns(middle) == {"prev": "/article/1?version=1", "next": "/article/1?version=3"}
    assert 'href="/article/1?version=2" aria-current="step"' in strip(middle)
    assert said(strip(middle)) == (
        "← Earlier Version 1 22 Aug 2024 04:30 UTC 71 words Version 2 22 Aug 2024 12:10 UTC +53 −60 "
        "Version 3 corrected 22 Aug 2024 15:45 UTC +18 −2 Later →"
    )


async def test_stepping_through_changes_shows_changes_in_the_chosen_view(site: Datasette) -> None:
    html = await page(site, "/article/1?from=2&to=3&view=side")
    assert turns(html) == {"prev": "/article/1?from=1&to=2&view=side"}
    assert turns(await page(site, "/article/1?from=1&to=2")) == {
        "prev": "/article/1?version=1",
        "next": "/article/1?from=2&to=3",
    }


async def test_removals_and_returns_are_steps(site: Datasette) -> None:
    latest = await page(site, "/article/4")
    steps = (await data(site, "/article/4.json"))["steps"]
    assert [step["kind"] for step in steps] == ["published", "removed", "restored", "edited", "removed"]
    assert steps[-1]["here"]
    assert "it was found gone on 26 Aug 2024, 09:00 UTC . This is what it last said." in said(latest)
    assert turns(latest) == {"prev": "/article/4?version=2"}
    first = await page(site, steps[1]["address"])
    assert "found gone on 24 Aug 2024, 09:00 UTC , and came back later. This is what it said until then." in said(first)
    assert "A list of twelve names" in said(first)
    assert turns(first)["next"] == steps[2]["address"]


async def test_a_new_address_is_told_and_is_no_step(site: Datasette) -> None:
    found = await data(site, "/article/2.json")
    assert [change["kind"] for change in found["changes"]] == ["moved", "edited", "published"]
    assert [step["kind"] for step in found["steps"]] == ["published", "edited"]
    assert (await data(site, "/article/2.json?change=" + str(found["changes"][0]["id"])))["version"]["number"] == 2


async def test_an_article_of_one_version_has_no_strip(tmp_path: Path) -> None:
    alone = make_datasette(build_archive(tmp_path))
    html = await page(alone, "/article/6")
    assert 'class="strip"' not in html
    assert "What changed" not in html
    assert 'class="choose"' not in html


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/article/1?change=999", 404, "no change 999"),
        ("/article/2?change=1", 404, "no change 1"),
        ("/article/1?change=x", 400, "change takes a change's number"),
        ("/article/1?version=0", 404, "no version 0"),
        ("/article/1/cite.bib?version=9", 404, "No such version"),
        ("/article/99/cite.json", 404, "No such version"),
        ("/article/1/cite.json?version=x", 400, "version takes a version's number"),
    ],
)
async def test_what_is_not_there_is_told(site: Datasette, path: str, status: int, told: str) -> None:
    answer = await site.client.get(path)
    assert (answer.status_code, told in unescape(answer.text)) == (status, True)


async def test_an_earlier_version_says_that_it_is_one(site: Datasette) -> None:
    assert "An earlier version. What it says now" in said(await page(site, "/article/1?version=1"))
    assert "An earlier version. What it last said" in said(await page(site, "/article/4?version=1"))
    assert "An earlier version." not in said(await page(site, "/article/1?version=3"))


# Comparing


async def test_two_columns_hold_the_two_versions(site: Datasette) -> None:
    html = await page(site, "/article/1?from=2&to=3&view=side")
    assert '<td><div lang="en" dir="auto">Alliance final on <del>83</del> seats' in html
    assert '<td><div lang="en" dir="auto">Alliance final on <ins>all 90</ins> seats' in html
    assert '<td class="none"></td>' in html
    assert "Version 2 seen 22 Aug 2024, 12:10 UTC Version 3 seen 22 Aug 2024, 15:45 UTC" in said(html)
    assert '<input type="hidden" name="view" value="side">' in html


async def test_a_headline_that_stayed_is_shown_above_its_text_s_changes(site: Datasette) -> None:
    for view in ("", "&view=side"):
        text = said(await page(site, f"/article/6?from=2&to=3{view}")).split("What changed from")[1]
        assert "+1 −1 words" in text
        assert "Apple growers, report 0" in text.split("Update")[0]


async def test_all_paragraphs_are_shown_where_they_are_asked_for(site: Datasette) -> None:
    found = await data(site, "/article/1.json?from=1&to=2&whole=1&view=side")
    assert "skip" not in {row["kind"] for row in found["comparison"]["columns"]}
    assert not found["comparison"]["left_out"]
    assert 'href="/article/1?from=1&amp;to=2&amp;view=side">Only what changed' in await page(
        site, "/article/1?from=1&to=2&whole=1&view=side"
    )
    assert "All paragraphs" not in await page(site, "/article/1?from=1&to=2")
    short = await page(site, "/article/6?from=2&to=3")
    assert 'href="/article/6?from=2&amp;to=3&amp;whole=1">All paragraphs' in short
    assert "… 8 paragraphs unchanged …" in short


async def test_headlines_are_told_in_order_with_what_changed(site: Datasette) -> None:
    headlines = (await data(site, "/article/1.json"))["headlines"]
    assert [(headline["seen_at"], headline["until"]) for headline in headlines] == [
        ("2024-08-22T04:30:00Z", "2024-08-22T12:10:00Z"),
        ("2024-08-22T12:10:00Z", "2024-08-22T15:45:00Z"),
        ("2024-08-22T15:45:00Z", None),
    ]
    html = await page(site, "/article/1")
    assert "Alliance final on <del>83</del><ins>all 90</ins> seats, says Congress leader</a>" in html
    assert [h["number"] for h in (await data(site, "/article/6.json"))["headlines"]] == [1, 100, 200]


async def test_other_outlets_are_told_with_how_much_later(site: Datasette) -> None:
    first = said(await page(site, "/article/1"))
    assert "First seen here, then at the others." in first
    assert "2 h 45 min later" in first
    assert "2 h 45 min earlier" in said(await page(site, "/article/3"))


# Evidence and citation


async def test_the_live_page_and_the_wayback_machine_are_linked_where_the_address_is_one(site: Datasette) -> None:
    html = await page(site, "/article/1")
    outside = re.findall(r'<a href="(https?://[^"]+)" rel="([^"]+)"', html)
    assert ("https://web.archive.org/web/*/https://valley-courier.example/politics/alliance-talks",) in [
        (address,) for address, _ in outside
    ]
    assert {rel for _, rel in outside} == {"noopener noreferrer nofollow"}
    assert "web.archive.org" not in await page(site, "/article/5")


async def commands(site: Datasette, path: str) -> list[str]:
    shown = re.search(r'<details class="check">.*?</details>', await page(site, path), re.DOTALL)
    return [unescape(command) for command in re.findall("<pre>(.*?)</pre>", shown[0], re.DOTALL)] if shown else []


async def test_the_commands_that_check_a_version_print_its_digests(
    site: Datasette, folder: Path, tmp_path: Path
) -> None:
    version = (await data(site, "/article/3.json?version=1"))["version"]
    for ending in ("", ".warc.gz"):
        answer = await site.client.get(f"/-/capture/{version['capture_id']}{ending}")
        name = re.search('filename="([^"]+)"', answer.headers["content-disposition"])
        assert name is not None
        (tmp_path / name[1]).write_bytes(answer.content)
    html = await page(site, "/article/3?version=1")
    link = re.search(r'href="([^"]+)" download="([^"]+)"', html)
    assert link is not None
    (tmp_path / link[2]).write_bytes((await site.client.get(unescape(link[1]))).content)
    page_check, warc_check, text_check = await commands(site, "/article/3?version=1")
    assert run(page_check, tmp_path).split()[0] == version["body_sha256"]
    assert run(text_check, tmp_path).strip() == version["content_sha256"]
    assert "digest pass" in run(warc_check, tmp_path)
    with closing(open_archive(folder / "archive.db", read_only=True)) as conn:
        stored = get_version(conn, version["id"])
    assert stored is not None
    assert content_digest(story_of(stored)) == version["content_sha256"]


def run(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout + done.stderr


async def test_a_digest_that_the_text_here_does_not_have_is_not_to_be_checked(site: Datasette) -> None:
    assert (await data(site, "/article/6.json"))["is_whole_text"] is False
    assert await commands(site, "/article/6") == []
    assert "None: the page that this version was read from is not kept here." in said(await page(site, "/article/6"))


async def test_a_capture_whose_file_was_deleted_is_told(tmp_path: Path) -> None:
    path = build_archive(tmp_path)
    with sqlite3.connect(path) as conn:
        conn.execute("UPDATE capture_files SET deleted_at = '2024-11-20T00:00:00Z'")
    conn.close()
    aged = make_datasette(path)
    html = await page(aged, "/article/1")
    assert "The page as served was kept until 20 Nov 2024 and is no longer kept. Its digest is." in said(html)
    assert "/-/capture/" not in html
    assert [command.split()[0] for command in await commands(aged, "/article/1")] == ["python3"]


async def test_a_version_is_cited_by_its_own_address(site: Datasette) -> None:
    html = await page(site, "/article/1?version=2")
    assert "Version 2, seen on 22 August 2024 at 12:10 UTC. Test archive, http://localhost/article/1?version=2" in said(
        html
    )
    bib = await site.client.get("/article/1/cite.bib?version=2")
    assert bib.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    assert bib.headers["content-disposition"] == 'attachment; filename="valley-courier-1-2.bib"'
    assert unescape(html).count(bib.text) == 1
    csl = await site.client.get("/article/1/cite.json?version=2")
    assert csl.headers["content-type"] == "application/vnd.citationstyles.csl+json; charset=utf-8"
    assert json.loads(csl.text) == (await data(site, "/article/1.json?version=2"))["citation"]["csl"]
    assert json.loads(csl.text)[0]["URL"] == "http://localhost/article/1?version=2"


async def test_the_version_that_stands_there_now_is_cited_where_none_is_named(site: Datasette) -> None:
    item = json.loads((await site.client.get("/article/3/cite.json")).text)[0]
    assert item["version"] == "2"
    assert item["title"] == "کانگریس اور علاقائی جماعت کا اتحاد طے"
    assert item["author"] == [{"literal": "نامہ نگار"}]
    hostile = (await site.client.get("/article/5/cite.bib")).text
    assert r"\textless" not in hostile
    assert "<script>window.broken=1</script>" in hostile, "a file, which no browser runs"


async def test_citations_are_for_those_who_may_read(folder: Path) -> None:
    closed = make_datasette(folder / "archive.db", access="login")
    assert (await closed.client.get("/article/1/cite.bib")).status_code == 403


# Cost


async def test_many_versions_stay_a_small_page(site: Datasette) -> None:
    for path in ("/article/6", "/article/6?version=125", "/article/6?from=124&to=125", "/article/6?version=1"):
        html = await page(site, path)
        body = (await data(site, path.replace("/6", "/6.json")))["version"]["body"]
        assert len(html.encode()) - len(body) < 80_000, path
    middle = await data(site, "/article/6.json?version=125")
    assert [step["to_number"] for step in middle["steps"]] == list(range(120, 131))
    assert (middle["first"], middle["last"]) == ("/article/6?version=1", "/article/6")
    assert (middle["later"], middle["earlier"]) == ("/article/6?version=140", "/article/6?version=111")
    assert '<input id="from" name="from" type="number" min="1" max="250" value="124" required>' in await page(
        site, "/article/6?version=125"
    )


async def test_an_article_of_twenty_versions_weighs_little(tmp_path: Path) -> None:
    path = build_archive(tmp_path)
    with closing(open_archive(path)) as conn, transaction(conn):
        for number in range(2, 21):
            write(conn, 6, number, "\n\n".join(f"{number} {'A paragraph of a normal story. ' * 8}" for _ in range(20)))
    twenty = make_datasette(path)
    for address in ("/article/6", "/article/6?from=1&to=20", "/article/6?from=19&to=20&view=side&whole=1"):
        assert len((await page(twenty, address)).encode()) < 100_000


@pytest.fixture
def asked_of_sqlite(folder: Path) -> Iterator[tuple[Datasette, list[str], list[tuple[str, str]]]]:
    """The site, the statements that its pages ran, and the columns of versions that they read, with the statement."""
    statements: list[str] = []
    read: list[tuple[str, str]] = []
    current: list[str] = []

    def authorize(action: int, table: str | None, column: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and table == "versions":
            current.append(str(column))
        return sqlite3.SQLITE_OK

    def trace(statement: str) -> None:
        statements.append(statement)
        read.extend((column, statement) for column in current)
        current.clear()

    def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
        if database == "archive":
            conn.set_authorizer(authorize)
            conn.set_trace_callback(trace)

    watching = ModuleType("watching")
    setattr(watching, "prepare_connection", hookimpl(prepare_connection))  # noqa: B010 (mypy knows no such attribute)
    pm.register(watching)
    try:
        yield make_datasette(folder / "archive.db"), statements, read
    finally:
        pm.unregister(watching)


PAGES = ["/article/6", "/article/6?version=125", "/article/6?from=1&to=250&view=side", "/article/4?change=12",
         "/article/3", "/article/6/cite.bib?version=7"]  # fmt: skip
WALK = re.compile(r"SCAN (articles|urls|versions|changes|captures|capture_files|stories|matches)\b")
WHOLE_LOG = re.compile(r"changes_(kind|source|seen)\b|articles_source_changed")
AFTER_THE_BODY = {"body", "word_count", "content_sha256", "extractor", "capture_id"}
"""SQLite reads a row from its beginning, so that to reach these it reads the body, or walks past it page by page."""


@pytest.mark.parametrize("path", PAGES)
async def test_every_question_of_the_page_has_its_index_and_reads_only_the_bodies_shown(
    asked_of_sqlite: tuple[Datasette, list[str], list[tuple[str, str]]], folder: Path, path: str
) -> None:
    site, statements, read = asked_of_sqlite
    await page(site, path)
    with closing(open_archive(folder / "archive.db", read_only=True)) as conn:
        ours = [each for each in statements if "versions" in each or "changes" in each or "articles" in each]
        ours = [each for each in ours if "sqlite_master" not in each and "pragma" not in each.lower()]
        assert ours
        for statement in ours:
            plan = "\n".join(row["detail"] for row in conn.execute(f"EXPLAIN QUERY PLAN {statement}"))
            assert not WALK.search(plan), f"{statement}\n{plan}"
            assert not WHOLE_LOG.search(plan), f"{statement}\n{plan}"
            assert "USE TEMP B-TREE" not in plan or "FROM urls" in statement, f"{statement}\n{plan}"
    reading = {statement for column, statement in read if column in AFTER_THE_BODY}
    assert reading
    assert all("number = " in statement for statement in reading), reading
