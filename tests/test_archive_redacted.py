"""The archive's pages after an article was taken down: none says a word of it, and its own say why."""

import gzip
import shutil
import threading
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import feedparser
import httpx
import pytest
from datasette.app import Datasette

from monitor.publishing import make_extracts
from monitor.site import make_datasette
from storage.database import open_archive, transaction
from storage.stories import place_article
from tests.archive_client import data, page, said
from tests.feed_rules import check_atom, check_json_feed
from tests.redacted_desk import ARTICLE, URL, WORDS, build_desk, take
from tests.test_archive_routes import EVERY

pytestmark = pytest.mark.once  # pages, whose code is the same on every Python

TEXTS = [
    "/article/7", "/article/7.json", "/article/7?version=1", "/article/7?from=1&to=2",
    "/article/7?from=1&to=2&view=side", "/article/7.json?from=1&to=2", "/article/7?change=12", "/article/7?version=2",
    "/article/7/cite.bib", "/article/7/cite.json", "/article/7/cite.bib?version=1",
]  # fmt: skip
CAPTURES = ["/-/capture/12", "/-/capture/13", "/-/capture/12.warc.gz", "/-/capture/13.warc.gz"]
"""Both gone for good. Over extracts captures are nowhere."""

FEEDS = [
    f"/feeds/{of}" for of in (
        "article/7.atom", "article/7.json", "changes.atom", "changes.json", "changes.atom?kind=edited",
        "changes.json?headline=1", "source/valley-courier.atom", "source/valley-courier.json", "watch/w.atom",
        "watch/w.json",
    )
]  # fmt: skip
LISTS = [
    "/", "/front.json", "/changes", "/changes.json", "/changes?day=2024-08-24", "/changes?headline=1",
    "/source/valley-courier", "/source/valley-courier.json", "/watch/w", "/watch/w.json", "/article/1",
    "/article/1.json", "/search?q=court", "/search.json?q=court",
    "/search.csv?q=court", "/search?q=court&sort=best", "/search?q=court&in=now",
    "/search?q=court&in=removed", "/search?q=court&in=asof&asof=2024-08-25", "/search?in=removed&month=2024-08",
    "/feeds/search.atom?q=court", "/feeds/search.json?q=court",
]  # fmt: skip
TABLES = [
    "/archive/articles", "/archive/articles.json?_shape=array", "/archive/articles.csv?_stream=on&_size=max",
    "/archive/articles/7", "/archive/articles/7.json", "/archive/urls", "/archive/urls.json?article_id=7",
    "/archive/versions", "/archive/versions.csv?_stream=on&_size=max", "/archive/versions.json?_search=court",
    "/archive/versions/12", "/archive/versions/13.json", "/archive/versions/12.blob?_blob_column=body",
    "/archive/changes", "/archive/changes/13.json", "/archive/changes.csv?_stream=on&_size=max",
    "/archive/change_texts", "/archive/change_texts.json?_search=court", "/archive/matches", "/archive/matches.json",
    "/archive/recent_changes", "/archive/recent_changes.csv", "/archive/latest_versions.json",
    "/archive/search?words=court", "/archive/search.csv?words=court", "/archive/silent_edits.json",
    "/archive/headlines_changed", "/archive/most_edited?source=valley-courier", "/archive/most_edited.csv",
    "/archive/first_edits.json?source=valley-courier", "/archive/taken_out.csv?month=2024-08",
    "/archive/words_taken_out?month=2024-08", "/archive/chosen_edits",
    "/archive.json?sql=select+*+from+versions_fts,versions+where+versions_fts+match+'court'+and+id=versions_fts.rowid",
    "/archive.csv?sql=select+group_concat(headline)+from+versions",
]  # fmt: skip
QUIET = ["/archive/captures", "/archive/captures/12.json", "/archive/redactions", "/archive/redacted_addresses.json",
    "/archive/archive_identity.json", "/archive/chain.csv?_size=max", "/archive/stories", "/archive/stories/1.json",
    "/archive/daily_counts", "/-/databases.json", "/robots.txt", "/sitemap.xml"]  # fmt: skip
"""Where it need not have stood before."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A site, what its pages answered before the article was taken down, and the folder that it serves."""

    site: Datasette
    before: dict[str, httpx.Response]
    folder: Path
    is_extract: bool

    async def get(self, path: str, **headers: str) -> httpx.Response:
        answer: httpx.Response = await self.site.client.get(
            path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        return answer


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk's folder in which another outlet has the same story."""
    folder = build_desk(tmp_path_factory.mktemp("redacted"))
    with closing(open_archive(folder / "archive.db")) as archive, transaction(archive):
        for article in (1, ARTICLE):
            place_article(archive, article, story_id=1)
    make_extracts(folder / "extracts.db", folder / "archive.db", stop=threading.Event())
    return folder


@pytest.fixture(scope="module", params=["full", "extracts"])
async def seen(built: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Seen:
    """The article is taken down while the site is up: it was started, and asked, before."""
    folder = tmp_path_factory.mktemp(request.param) / "desk"
    shutil.copytree(built, folder)
    is_extract = request.param == "extracts"
    site = make_datasette(folder / ("extracts.db" if is_extract else "archive.db"), title="Test archive")
    asked = [*TEXTS, *CAPTURES, *FEEDS, *LISTS, *TABLES]
    before = {path: await site.client.get(path) for path in asked}
    take(folder)
    return Seen(site=site, before=before, folder=folder, is_extract=is_extract)


def words_in(answer: httpx.Response) -> list[str]:
    """Which of the words that only the article says an answer says, in its body, its head, or packed in a record."""
    content = answer.content
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    text = (content.decode("utf-8", "replace") + " ".join(answer.headers.values())).lower()
    return [word for word in WORDS if word in text]


def silent(answers: Iterable[tuple[str, httpx.Response]]) -> list[str]:
    return [path for path, answer in answers if not words_in(answer)]


async def test_before_it_stood_on_all_of_these_pages(seen: Seen) -> None:
    nowhere = CAPTURES if seen.is_extract else []
    assert silent(seen.before.items()) == nowhere


async def test_no_page_feed_or_table_says_a_word_of_it(seen: Seen) -> None:
    told = {}
    for path in dict.fromkeys([*seen.before, *EVERY, *QUIET]):
        answer = await seen.get(path)
        assert answer.status_code < 500, path
        if words := words_in(answer):
            told[path] = words
    assert told == {}


@pytest.mark.parametrize("word", ["zanzibarine", "quokkas", "Platypusses", "wombatova", "numbatic"])
async def test_its_words_find_nothing(seen: Seen, word: str) -> None:
    assert (await data(seen.site, f"/search.json?q={word}"))["hits"] == []
    assert (await data(seen.site, f"/search.json?q={word}&in=removed"))["hits"] == []
    assert (await seen.get(f"/search.csv?q={word}")).text.strip().count("\n") == 0
    assert (await data(seen.site, f"/archive/search.json?words={word}&_shape=array")) == []
    assert (await data(seen.site, f"/archive/versions.json?_search={word}&_shape=array")) == []
    assert (await data(seen.site, f"/archive/change_texts.json?_search={word}&_shape=array")) == []
    assert check_json_feed((await seen.get(f"/feeds/search.json?q={word}")).content)["items"] == []


async def test_its_old_addresses_say_that_it_is_gone_for_good(seen: Seen) -> None:
    for path in [*TEXTS, *([] if seen.is_extract else CAPTURES)]:
        answer = await seen.get(path)
        assert answer.status_code == 410, path
        told = said(answer.text)
        assert "Court order" in told, path
        assert "content-disposition" not in answer.headers


async def test_its_page_says_when_why_and_what_is_left(seen: Seen) -> None:
    told = said((await seen.get("/article/7")).text)
    for part in (
        "Here stood a story of Valley Courier .",
        "taken down on 1 Sep 2024 :",
        "Reason Court order",
        "Number article 7",
        "Emptied 2 versions, 2 changes, 2 stored pages",
    ):
        assert part in told
    twin = await seen.get("/article/7.json")
    assert twin.json()["redaction"]["reason"] == "Court order"
    assert twin.json()["article"] == {
        "id": 7, "source_id": "valley-courier", "source": "Valley Courier", "first_seen_at": "2024-08-24T06:00:00Z",
    }  # fmt: skip


@pytest.mark.parametrize("form", ["atom", "json"])
async def test_readers_of_feeds_put_the_notice_in_the_place_of_what_they_kept(seen: Seen, form: str) -> None:
    """An entry that only went would stay for ever in the programs that have fetched it."""
    for path in (path for path in FEEDS if form in path):
        answer = await seen.get(path)
        assert answer.status_code == 200
        before, after = (
            {each.id: each for each in feedparser.parse(given.content).entries}
            if form == "atom"
            else {each["id"]: each for each in check_json_feed(given.content)["items"]}
            for given in (seen.before[path], answer)
        )
        assert list(before) == list(after), path
        changed = [each for name, each in after.items() if each != before[name]]
        assert changed, path
        for each in changed:
            assert each["title"] == "Taken down: a story of Valley Courier"
            assert each.get("updated", each.get("date_modified")) == "2024-09-01T12:00:00Z"
            content = each.content[0].value if form == "atom" else each["content_html"]
            assert content.endswith("was taken down on 1 September 2024. Reason: Court order</p>")
    root = check_atom((await seen.get("/feeds/article/7.atom")).content)
    assert root.findtext("{*}updated") == "2024-09-01T12:00:00Z"


async def test_who_has_a_page_already_gets_the_new_one(seen: Seen) -> None:
    for path, answer in seen.before.items():
        if "etag" in answer.headers and words_in(answer):
            again = await seen.get(path, if_none_match=answer.headers["etag"])
            assert again.status_code in (200, 410), path
            asked = await seen.get(path, if_none_match=(again.headers.get("etag") or "none"))
            assert asked.status_code == (304 if again.status_code == 200 else 410), path
        kept = answer.headers.get("cache-control", "")
        assert kept in ("public, max-age=10", "no-store"), (path, kept)


async def test_what_else_the_pages_say_stays(seen: Seen) -> None:
    assert "Alliance final on all 90 seats" in await page(seen.site, "/article/1")
    told = await data(seen.site, "/watch/w.json")
    assert [change["headline"] for change in told["changes"]] == ["Taken down"]
    (row,) = await data(seen.site, "/archive/redactions.json?_shape=array")
    assert (row["article_id"], row["version_count"], row["reason"]) == (7, 2, "Court order")
    assert URL not in (await seen.get("/archive/redactions.json")).text
