"""The archive's feeds: valid, stable, complete, cheap to ask for again, and found from the pages."""

import os
import sqlite3
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest
from datasette.app import Datasette
from datasette.plugins import pm
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import feeds
from monitor.feeds import Feed, archive_id, feed_id
from monitor.site import make_datasette
from storage.database import open_archive
from tests.archive_client import data, page
from tests.archive_data import HOSTILE_HEADLINE
from tests.feed_rules import check_atom, check_json_feed
from tests.message_items import ARCHIVE, any_texts, urls
from tests.watched_archive import TITLE, build_watched_archive

EVERY = [
    "/feeds/changes",
    "/feeds/source/valley-courier",
    "/feeds/source/hill-gazette",
    "/feeds/article/1",
    "/feeds/article/5",
    "/feeds/watch/nc-congress",
]
SEARCH = "?q=alliance"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    build_watched_archive(folder)
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Datasette:
    return make_datasette(folder / "archive.db", title="Test archive")


async def get(site: Datasette, path: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer: httpx.Response = await site.client.get(path, headers=named)
    return answer


async def titles(site: Datasette, path: str) -> list[str]:
    answer = await get(site, path)
    return [item["title"] for item in check_json_feed(answer.content)["items"]]


@pytest.mark.parametrize("path", [*((path, "") for path in EVERY), ("/feeds/search", SEARCH)])
async def test_every_feed_is_valid_in_both_forms(site: Datasette, path: tuple[str, str]) -> None:
    atom = await get(site, f"{path[0]}.atom{path[1]}")
    assert atom.status_code == 200
    assert atom.headers["content-type"].startswith("application/atom+xml")
    root = check_atom(atom.content)
    parsed = feedparser.parse(atom.content)
    assert parsed.bozo == 0
    assert parsed.version == "atom10"
    assert len(parsed.entries) == len(root.findall("{*}entry")) > 0
    told = await get(site, f"{path[0]}.json{path[1]}")
    assert told.headers["content-type"].startswith("application/feed+json")
    items = check_json_feed(told.content)["items"]
    assert [item["id"] for item in items] == [entry.id for entry in parsed.entries]
    assert [item["title"] for item in items] == [entry.title for entry in parsed.entries]
    assert parsed.feed.links[0].href == f"http://localhost{path[0]}.atom{path[1]}"


async def test_all_changes_newest_first_without_baseline(site: Datasette) -> None:
    told = await titles(site, "/feeds/changes.json")
    assert told[0] == "Removed: Candidate list leaks hours before announcement"
    assert "Corrected: Alliance final on all 90 seats, says Congress leader" in told
    assert f"New: {HOSTILE_HEADLINE}" in told
    assert not any("Apple growers" in title for title in told)
    assert len(told) == 11


async def test_what_is_quiet_or_moved_is_in_no_feed(tmp_path: Path) -> None:
    archive = build_watched_archive(tmp_path)
    with sqlite3.connect(archive) as conn:
        conn.execute("DROP TRIGGER changes_no_update")
        conn.execute("UPDATE changes SET quiet = 'flapping' WHERE kind = 'corrected'")
        conn.execute("UPDATE changes SET kind = 'moved' WHERE kind = 'removed'")
    site = make_datasette(archive)
    for path in (
        "/feeds/changes.json",
        "/feeds/article/1.json",
        "/feeds/article/4.json",
        "/feeds/search.json?q=alliance",
    ):
        assert not any(title.startswith(("Corrected", "Removed")) for title in await titles(site, path)), path


async def test_a_feed_of_one_thing_has_only_that(site: Datasette) -> None:
    assert len(await titles(site, "/feeds/source/hill-gazette.json")) == 2
    assert [title.split(":")[0] for title in await titles(site, "/feeds/article/1.json")] == [
        "Corrected",
        "Edited",
        "New",
    ]
    assert await titles(site, "/feeds/article/6.json") == ["New: Apple growers ask for an earlier road opening"]
    assert await titles(site, "/feeds/changes.json?kind=removed") == [
        "Removed: Candidate list leaks hours before announcement"
    ]
    assert all(
        title.startswith(("Edited", "Corrected")) for title in await titles(site, "/feeds/changes.json?headline=1")
    )


async def test_a_watch_tells_its_events_and_the_words_it_found(site: Datasette) -> None:
    feed = check_json_feed((await get(site, "/feeds/watch/nc-congress.json")).content)
    assert feed["title"] == f"{TITLE} · Test archive"
    corrected, began = feed["items"]
    assert corrected["title"].startswith("Corrected: ")
    assert began["title"] == "Now on the subject: Alliance final on 83 seats, says Congress leader"
    assert "<del" in began["content_html"]


async def test_a_search_finds_what_was_taken_out(site: Datasette) -> None:
    told = await titles(site, "/feeds/search.json?q=%22on+track%22")
    assert [title.split(":")[0] for title in told] == ["Edited", "New"]
    assert await titles(site, "/feeds/search.json?q=%E0%A4%97%E0%A4%A0%E0%A4%AC%E0%A4%82%E0%A4%A7%E0%A4%A8") != []


async def test_an_entry_shows_the_diff_and_where_to_look(site: Datasette) -> None:
    items = check_json_feed((await get(site, "/feeds/article/1.json")).content)["items"]
    corrected = items[0]
    assert corrected["url"] == "http://localhost/article/1?from=2&to=3"
    assert corrected["external_url"] == "https://valley-courier.example/politics/alliance-talks"
    assert corrected["date_published"] == "2024-08-22T15:45:00Z"
    assert corrected["authors"] == [{"name": "Valley Courier"}]
    assert corrected["language"] == "en"
    assert ">83</del> <ins" in corrected["content_html"]
    assert "Meera Dhar" not in corrected["content_html"]
    assert await page(site, corrected["url"].removeprefix("http://localhost"))


async def test_feeds_are_paged(site: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = await titles(site, "/feeds/changes.json")
    monkeypatch.setattr(pm.get_plugin("feeds.py"), "ENTRIES", 4)
    seen: list[str] = []
    path = "/feeds/changes.json"
    for _ in range(3):
        feed = check_json_feed((await get(site, path)).content)
        seen += [item["title"] for item in feed["items"]]
        path = feed.get("next_url", "").removeprefix("http://localhost")
    assert path == ""
    first = await get(site, "/feeds/changes.atom")
    assert 'rel="next"' in first.text
    assert seen == everything[: len(seen)]


async def test_ids_outlive_the_address_and_the_feed(site: Datasette) -> None:
    here = check_json_feed((await get(site, "/feeds/changes.json")).content)["items"]
    there = await site.client.get("/feeds/changes.json", headers={"host": "archive.example"})
    moved = check_json_feed(there.content)["items"]
    assert moved[0]["url"].startswith("http://archive.example/article/")
    assert [item["id"] for item in here] == [item["id"] for item in moved]
    one = check_json_feed((await get(site, "/feeds/article/1.json")).content)["items"]
    assert {item["id"] for item in one} <= {item["id"] for item in here}


@pytest.mark.parametrize("form", ["atom", "json"])
async def test_a_feed_that_is_known_is_not_sent_again(site: Datasette, folder: Path, form: str) -> None:
    # The first reader of all makes the log beside the file, which counts as a write.
    await get(site, f"/feeds/changes.{form}")
    long_ago = time.time() - 3_600
    for file in folder.glob("archive.db*"):
        os.utime(file, (long_ago, long_ago))
    first = await get(site, f"/feeds/changes.{form}")
    tag, at = first.headers["etag"], first.headers["last-modified"]
    for headers in (
        {"if_none_match": tag},
        {"if_none_match": f'"other", W/{tag}'},
        {"if_none_match": "*"},
        {"if_modified_since": at},
    ):
        again = await get(site, f"/feeds/changes.{form}", **headers)
        assert again.status_code == 304, headers
        assert again.content == b""
        assert again.headers["etag"] == tag
    for headers in (
        {"if_none_match": '"other"', "if_modified_since": at},
        {"if_modified_since": "Thu, 01 Jan 2015 00:00:00 GMT"},
        {"if_modified_since": "yesterday"},
    ):
        assert (await get(site, f"/feeds/changes.{form}", **headers)).status_code == 200, headers


async def test_a_reader_may_ask_for_the_head_alone(site: Datasette) -> None:
    head = await site.client.head("/feeds/changes.atom")
    assert head.status_code == 200
    assert head.headers["etag"] == (await get(site, "/feeds/changes.atom")).headers["etag"]


async def test_tags_tell_feeds_apart(site: Datasette) -> None:
    paths = [f"{path}.{form}" for path in EVERY for form in ("atom", "json")]
    tags = {(await get(site, path)).headers["etag"] for path in paths}
    assert len(tags) == len(paths)


async def test_a_change_written_down_late_is_heard_of(tmp_path: Path) -> None:
    archive = build_watched_archive(tmp_path)
    site = make_datasette(archive)
    before = await get(site, "/feeds/changes.atom")
    with sqlite3.connect(archive) as conn:
        conn.execute(
            "INSERT INTO changes (article_id, source_id, seen_at, kind, from_version_id) "
            "VALUES (1, 'valley-courier', '2024-08-01T00:00:00Z', 'removed', 1)"
        )
    conn.close()
    by_time = await get(site, "/feeds/changes.atom", if_modified_since=before.headers["last-modified"])
    by_tag = await get(site, "/feeds/changes.atom", if_none_match=before.headers["etag"])
    assert (by_time.status_code, by_tag.status_code) == (200, 200)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/feeds/search.atom", 400),
        ("/feeds/search.json?q=%21", 400),
        ("/feeds/watch/private.atom", 404),
        ("/feeds/source/nobody.json", 404),
        ("/feeds/article/99.atom", 404),
        ("/feeds/article/x.atom", 404),
        ("/feeds/article/1;2.json", 404),
        ("/feeds/changes.rss", 404),
        ("/feeds/changes.atom?before=x&kind=%3Cb%3E", 200),
        ("/feeds/changes.atom?before=99999999999999999999", 200),
        ("/feeds/search.atom?q=alliance+AND+(", 200),
    ],
)
async def test_odd_addresses_are_answered(site: Datasette, path: str, status: int) -> None:
    assert (await get(site, path)).status_code == status


async def test_an_empty_archive_has_feeds(tmp_path: Path) -> None:
    open_archive(tmp_path / "archive.db").close()
    empty = make_datasette(tmp_path / "archive.db")
    check_atom((await get(empty, "/feeds/changes.atom")).content)
    assert check_json_feed((await get(empty, "/feeds/changes.json")).content)["items"] == []


async def test_a_login_is_asked_for_feeds_too(folder: Path) -> None:
    guarded = make_datasette(folder / "archive.db", access="login")
    for path in EVERY:
        assert (await get(guarded, f"{path}.atom")).status_code == 403


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "link":
            self.found.append(dict(attrs))


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/", "/feeds/changes.atom"),
        ("/changes", "/feeds/changes.atom"),
        ("/changes?kind=removed&headline=1", "/feeds/changes.atom?kind=removed&headline=1"),
        ("/changes?source=hill-gazette&baseline=1", "/feeds/source/hill-gazette.atom"),
        ("/source/hill-gazette", "/feeds/source/hill-gazette.atom"),
        ("/article/5", "/feeds/article/5.atom"),
        ("/watch/nc-congress", "/feeds/watch/nc-congress.atom"),
        ("/search?q=%22on+track%22+%3Cb%3E", "/feeds/search.atom?q=%22on+track%22+%3Cb%3E"),
    ],
)
async def test_pages_lead_to_their_feeds(site: Datasette, path: str, feed: str) -> None:
    html = await page(site, path)
    links = {link["type"]: link["href"] for link in Links(html).found if link.get("rel") == "alternate"}
    assert links["application/atom+xml"] == feed
    assert links["application/feed+json"] == feed.replace(".atom", ".json")
    assert (await get(site, feed)).status_code == 200
    assert "Follow as" in html


async def test_a_page_of_a_watch(site: Datasette) -> None:
    told = await data(site, "/watch/nc-congress.json")
    assert told["watch"]["query"] == 'alliance AND "seats"'
    assert [change["kind"] for change in told["changes"]] == ["corrected", "edited"]
    assert told["next"] is None
    html = await page(site, "/watch/nc-congress")
    assert "Congress &amp; &lt;b&gt;Conference&lt;/b&gt;" in html
    assert (await get(site, "/watch/private")).status_code == 404
    earlier = await page(site, f"/watch/nc-congress?before={told['changes'][1]['id']}")
    assert "has happened yet" in earlier
    assert 'href="/watch/nc-congress"' in await page(site, "/")


class Tags(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"p", "small", "br", "bdi", "a", "strong", "ins", "del", "mark"}
        assert {name for name, _ in attrs} <= {"href", "lang", "dir", "style"}
        assert all((value or "").startswith(("http://", "https://")) for name, value in attrs if name == "href")


def check_tags(html: str) -> None:
    """No tag but ours, no attribute that acts, no link but to the web."""
    reader = Tags()
    reader.feed(html)
    reader.close()


ROWS = st.fixed_dictionaries(
    {
        "id": st.integers(1, 10**9),
        "kind": st.sampled_from(sorted(feeds.EVENTS)),
        "seen_at": st.just("2024-08-22T04:30:00Z"),
        "article_id": st.integers(1, 99),
        "source": any_texts,
        "url": urls,
        "headline": any_texts,
        "summary": st.one_of(st.none(), any_texts),
        "importance": st.one_of(st.none(), st.floats(0, 1)),
        "silent": st.sampled_from([None, 0, 1]),
        "diff": st.none(),
        "event": st.none(),
        "matched": st.sampled_from([None, '["alliance"]']),
    }
    | {
        f"{side}_{name}": text
        for side in ("old", "new")
        for name, text in (
            ("number", st.sampled_from([None, 1, 2])),
            ("headline", any_texts),
            ("standfirst", any_texts),
            ("byline", any_texts),
            ("language", st.one_of(st.none(), st.just("ur"), any_texts)),
            ("published_at", st.sampled_from([None, "2024-08-22T04:00:00Z"])),
            ("body", any_texts),
        )
    }
)


@given(st.lists(ROWS, max_size=3, unique_by=lambda row: row["id"]), any_texts)
@settings(max_examples=80, deadline=None)
@pytest.mark.once
@pytest.mark.slow
def test_whatever_a_page_says_the_feeds_are_valid(rows: list[dict[str, Any]], title: str) -> None:
    archive = archive_id(None)
    told = Feed(
        id=feed_id(archive, "/feeds/search"),
        title=title,
        about=title,
        address=f"{ARCHIVE}/feeds/search.atom",
        page=f"{ARCHIVE}/search",
        next_address=f"{ARCHIVE}/feeds/search.atom?before=3",
        at="2024-08-22T04:30:00Z",
        entries=[feeds.entry(row, archive=archive, archive_url=ARCHIVE) for row in rows],
    )
    root = check_atom(feeds.atom(told))
    items = check_json_feed(feeds.json_feed(told))["items"]
    assert feedparser.parse(feeds.atom(told)).bozo == 0
    for entry, item in zip(root.iterfind("{*}entry"), items, strict=True):
        assert entry.findtext("{*}content") == item["content_html"]
        check_tags(item["content_html"])
        assert len(item["content_html"].encode()) < 20_000
