"""Running a search: where it looks, what a hit is, how pages follow each other, and what is counted beside them."""

import json
import sqlite3
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from typing import Any

import pytest

from monitor.diff import diff_stories
from scrapers.items import Story
from storage import asked as asked_sql
from storage import facets, found
from storage.articles import record_removed, record_restored, record_version
from storage.asked import prepare
from storage.found import HITS, columns_searched, read_page
from storage.marked import LONG, PASSAGES, marked_parts, taken_out
from storage.records import ChangeKind, Edit
from storage.search import is_expression
from storage.searches import Search, read_search, understand
from storage.texts import BREAK
from tests.storage_samples import NOW, publish, story

DAY = timedelta(days=1)
NAMES = {"valley-post": "Valley Post", "hill-gazette": "Hill Gazette"}


def edit(archive: sqlite3.Connection, article: int, before: str, after: str, at: datetime, **more: Any) -> int:
    """The article's next version, which says `after`: its id."""
    diff = diff_stories(*(Story(headline="H", standfirst="", byline=(), body=body) for body in (before, after)))
    how = Edit(kind=more.pop("kind", ChangeKind.EDITED), diff=json.dumps(diff), quiet=more.pop("quiet", None))
    told = story("H", after, **more)
    return record_version(archive, article, story=told, capture=None, edit=how, seen_at=at).version_id


@pytest.fixture
def filled(archive: sqlite3.Connection) -> sqlite3.Connection:
    """Article 1 took "on track" back on the second day; 2, in Urdu, still says it; 3 said it and went, 4 came back."""
    first = publish(archive, "a", told=story("H", "Talks are on track.", language="en-IN")).article_id
    publish(archive, "b", told=story("H", "Also on track.", language="ur"), source_id="hill-gazette")
    third = publish(archive, "c", told=story("H", "A list is on track."), seen_at=NOW).article_id
    fourth = publish(archive, "d", told=story("H", "Roads are on track."), seen_at=NOW).article_id
    edit(archive, first, "Talks are on track.", "Talks are over.", NOW + DAY, language="en-IN")
    record_removed(archive, third, seen_at=NOW + DAY)
    record_removed(archive, fourth, seen_at=NOW + DAY)
    record_restored(archive, fourth, seen_at=NOW + 2 * DAY)
    return archive


def run(archive: sqlite3.Connection, query: str = "track", *, size: int = HITS, **asked: str) -> dict[str, Any]:
    search = read_search({"q": query, **{name.rstrip("_"): value for name, value in asked.items()}}.get)
    match = understand(query, partial(is_expression, columns=columns_searched(search))).match
    return read_page(archive, prepare(archive, search, match), NAMES, size=size)


def articles(archive: sqlite3.Connection, query: str = "track", **asked: str) -> list[int]:
    return [hit["article_id"] for hit in run(archive, query, size=HITS, **asked)["hits"]]


def test_any_version_is_found_and_what_no_longer_stands_is_told(filled: sqlite3.Connection) -> None:
    hits = run(filled)["hits"]
    assert [(hit["article_id"], hit["taken_out"]) for hit in hits] == [(4, False), (3, False), (2, False), (1, True)]
    assert hits[3]["snippet"] == [("=", "Talks are on "), ("*", "track"), ("=", ".")]
    assert hits[2]["source"] == "Hill Gazette"


def test_an_index_that_cannot_mark_has_its_hits_marked_in_what_is_kept_of_them(filled: sqlite3.Connection) -> None:
    search = read_search({"q": "track"}.get)
    hits = read_page(filled, prepare(filled, search, "track"), NAMES, marked_by='"list" OR "talks"')["hits"]
    assert [(hit["article_id"], hit["is_elsewhere"]) for hit in hits] == [(4, True), (3, False), (2, True), (1, False)]
    assert hits[1]["snippet"] == [("=", "A "), ("*", "list"), ("=", " is on track.")]
    assert hits[3]["snippet"] == [("*", "Talks"), ("=", " are on track.")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"in": "now"}, [4, 2]),
        ({"in": "asof", "asof": "2024-08-21"}, []),
        ({"in": "asof", "asof": "2024-08-22"}, [4, 3, 2, 1]),
        ({"in": "asof", "asof": "2024-08-23"}, [2]),
        ({"in": "asof", "asof": "2024-08-24"}, [4, 2]),
        ({"source": "hill-gazette"}, [2]),
        ({"language": "en"}, [1]),
        ({"state": "removed"}, [3]),
        ({"kind": "published"}, [4, 3, 2, 1]),
        ({"kind": "edited"}, []),
        ({"month": "2024-08"}, [4, 3, 2, 1]),
        ({"from": "2024-08-23"}, []),
        ({"from": "2024-08-25"}, []),
        ({"to": "2024-08-22"}, [4, 3, 2, 1]),
        ({"to": "2024-08-21"}, []),
    ],
)
@pytest.mark.parametrize("sort", ["new", "best"])
def test_a_search_is_narrowed(filled: sqlite3.Connection, asked: dict[str, str], found: list[int], sort: str) -> None:
    assert sorted(articles(filled, **asked, sort=sort)) == sorted(found)


def test_days_bound_an_article_s_versions(filled: sqlite3.Connection) -> None:
    assert articles(filled, "talks", from_="2024-08-23") == [1]
    (hit,) = run(filled, "talks", to="2024-08-22")["hits"]
    assert (hit["number"], hit["taken_out"]) == (1, False)


def test_only_what_was_taken_out_is_found_there(filled: sqlite3.Connection) -> None:
    for sort in ("new", "best"):
        (hit,) = run(filled, in_="removed", sort=sort)["hits"]
        assert (hit["article_id"], hit["from_number"], hit["number"]) == (1, 1, 2)
        assert hit["passages"] == [[("=", "Talks are "), ("-", "on "), ("x", "track"), ("+", "over"), ("=", ".")]]
        assert hit["headline"] == [("=", "H")]
    assert articles(filled, "over", in_="removed") == []
    assert articles(filled, "talks", in_="removed") == []
    for asked in ({"source": "hill-gazette"}, {"kind": "corrected"}, {"to": "2024-08-22"}, {"language": "ur"}):
        assert articles(filled, in_="removed", **asked) == []
    assert articles(filled, in_="removed", kind="edited", language="en", from_="2024-08-23", to="2024-08-23") == [1]


def test_a_new_design_takes_nothing_out(archive: sqlite3.Connection) -> None:
    article = publish(archive, told=story("H", "Old words.")).article_id
    edit(archive, article, "Old words.", "New text.", NOW, quiet="redesign")
    assert articles(archive, "old", in_="removed") == []


@pytest.mark.parametrize("asked", [{}, {"state": "live"}, {"sort": "best"}, {"in": "removed"}, {"language": "en"}])
def test_pages_follow_each_other_and_show_each_hit_once(archive: sqlite3.Connection, asked: dict[str, str]) -> None:
    for number in range(9):
        article = publish(archive, f"s{number}", told=story("H", "Snow fell.", language="en")).article_id
        edit(archive, article, "Snow fell.", "Snow fell again.", NOW + DAY, language="en")
        edit(archive, article, "Snow fell again.", "Rain fell again.", NOW + DAY, language="en")
    seen: list[int] = []
    page: dict[str, str] | None = {}
    while page is not None:
        got = run(archive, "snow", size=2, **asked, **page)
        seen += [hit["article_id"] for hit in got["hits"]]
        page = {name: str(value) for name, value in got["next"].items()} if got["next"] else None
    assert len(seen) == len(set(seen)) == 9
    if asked.get("sort") != "best":
        assert seen == sorted(seen, reverse=True)


def test_the_oldest_first_are_stories_as_they_first_said_so(archive: sqlite3.Connection) -> None:
    for number in range(5):
        article = publish(archive, f"s{number}", told=story("H", "Snow fell.")).article_id
        edit(archive, article, "Snow fell.", "Snow fell again.", NOW + DAY)
    seen: list[tuple[int, int]] = []
    page: dict[str, str] | None = {}
    while page is not None:
        got = run(archive, "snow", size=2, sort="old", **page)
        seen += [(hit["article_id"], hit["number"]) for hit in got["hits"]]
        page = {name: str(value) for name, value in got["next"].items()} if got["next"] else None
    assert seen == [(number, 1) for number in range(1, 6)]
    assert articles(archive, "again", sort="old", state="live") == [1, 2, 3, 4, 5]
    assert articles(archive, "again", sort="old", after="6") == [4, 5]


def test_patience_ends_upwards_too(filled: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "WINDOW", 2)
    monkeypatch.setattr(found, "PATIENCE", -1.0)
    page = run(filled, sort="old", source="valley-post", state="removed")
    assert (page["hits"], page["next"], page["looked_up_to"]) == ([], {"after": 2}, "2024-08-22T09:30:00Z")
    assert articles(filled, sort="old", source="valley-post", state="removed", after="2") == [3]


def test_all_that_was_taken_out_is_listed_without_words(filled: sqlite3.Connection) -> None:
    for sort in ("new", "old", "best"):
        (hit,) = run(filled, "", in_="removed", sort=sort)["hits"]
        assert hit["passages"] == [[("=", "Talks are "), ("-", "on track"), ("+", "over"), ("=", ".")]]
    assert articles(filled, "", in_="removed", to="2024-08-22") == []
    assert counted(filled, "", in_="removed")["kind"] == {"edited": 1}


def test_an_older_version_is_passed_where_a_newer_one_stood_on_an_earlier_page(archive: sqlite3.Connection) -> None:
    article = publish(archive, "a", told=story("H", "Snow.")).article_id
    publish(archive, "b", told=story("H", "Snow."))
    edit(archive, article, "Snow.", "Snow again.", NOW)
    first = run(archive, "snow", size=1)
    assert [hit["number"] for hit in first["hits"]] == [2]
    second = run(archive, "snow", size=5, before=str(first["next"]["before"]))
    assert [hit["article_id"] for hit in second["hits"]] == [2]


@pytest.fixture(params=["few and dense", "few", "many and dense", "many", "as sets"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How the rows of a source or language are found: among few matches or many, which stand near each other or not."""
    monkeypatch.setattr(found, "AT_ONCE", 2)
    if request.param.startswith("many"):
        monkeypatch.setattr(found, "FEW", -1)
    if not request.param.endswith("dense"):
        monkeypatch.setattr(found, "DENSE", -1)
    if request.param == "as sets":
        monkeypatch.setattr(asked_sql.Asked, "merged", lambda *_, **__: None)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("asked", [{}, {"in": "removed"}, {"sort": "best"}, {"state": "live"}, {"sort": "old"}])
def test_all_sources_together_have_what_is_found_in_any(filled: sqlite3.Connection, asked: dict[str, str]) -> None:
    of_each = [articles(filled, source=source, **asked) for source in ("valley-post", "hill-gazette")]
    assert sorted(each for found_there in of_each for each in found_there) == sorted(articles(filled, **asked))
    assert counted(filled, source="hill-gazette", **asked)["source"]["valley-post"] >= 1


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("asked", [{}, {"source": "valley-post"}])
def test_an_older_version_is_shown_where_the_newer_one_is_no_hit(
    archive: sqlite3.Connection, asked: dict[str, str]
) -> None:
    article = publish(archive, "a", told=story("H", "Snow.")).article_id
    publish(archive, "b", told=story("H", "Snow."))
    publish(archive, "c", told=story("H", "Snow."))
    edit(archive, article, "Snow.", "Rain.", NOW)
    first = run(archive, "snow", size=1, **asked)
    assert [hit["article_id"] for hit in first["hits"]] == [3]
    second = run(archive, "snow", size=5, before=str(first["next"]["before"]), **asked)
    assert [(hit["article_id"], hit["number"]) for hit in second["hits"]] == [(2, 1), (article, 1)]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("sort", ["new", "old", "best"])
def test_a_source_and_a_language_are_what_is_in_both(archive: sqlite3.Connection, sort: str) -> None:
    for number, (source, language) in enumerate(product(("valley-post", "hill-gazette"), ("en-IN", "UR", "en")), 1):
        publish(archive, str(number), source_id=source, told=story("H", "Snow.", language=language))
    assert sorted(articles(archive, "snow", source="hill-gazette", language="en", sort=sort)) == [4, 6]
    assert articles(archive, "snow", source="valley-post", language="ur", sort=sort) == [2]
    assert articles(archive, "sno*", source="valley-post", language="ur", sort=sort) == [2]
    of_both = counted(archive, "snow", source="hill-gazette", language="en")
    assert (of_both["language"], of_both["source"]) == ({"en": 2, "ur": 1}, {"hill-gazette": 2, "valley-post": 2})


def test_where_patience_ends_it_says_how_far_it_looked(
    filled: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "WINDOW", 2)
    assert articles(filled, state="live") == [4, 2, 1]
    monkeypatch.setattr(found, "PATIENCE", -1.0)
    page = run(filled, source="hill-gazette")
    assert (page["hits"], page["next"], page["looked_up_to"]) == ([], {"before": 4}, "2024-08-22T09:30:00Z")
    page = run(filled, source="hill-gazette", before="4")
    assert [hit["article_id"] for hit in page["hits"]] == [2]
    # Without a filter every match is wanted, and nothing is looked through in vain.
    assert articles(filled) == [4, 3, 2, 1]


def test_only_the_newest_are_ranked(filled: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "RANKED", 2)
    page = run(filled, sort="best")
    assert sorted(hit["article_id"] for hit in page["hits"]) == [3, 4]
    assert page["ranked_back_to"] == "2024-08-22T09:30:00Z"
    monkeypatch.setattr(found, "RANKED", 4)
    assert run(filled, sort="best")["ranked_back_to"] is None


def test_a_word_in_the_headline_is_best(archive: sqlite3.Connection) -> None:
    publish(archive, "a", told=story("Snow closes the road", "The pass is shut."))
    publish(archive, "b", told=story("Weather", "Snow and snow."))
    assert articles(archive, "snow", sort="best") == [1, 2]
    assert articles(archive, "snow") == [2, 1]


def counted(archive: sqlite3.Connection, query: str = "track", **asked: str) -> dict[str, dict[str, int]]:
    search = read_search({"q": query, **{name.rstrip("_"): value for name, value in asked.items()}}.get)
    match = understand(query, is_expression).match
    return {facet.name: dict(facet.values) for facet in facets.read_facets(archive, prepare(archive, search, match))}


def test_facets_count_what_would_be_found_without_them(filled: sqlite3.Connection) -> None:
    assert counted(filled) == {
        "source": {"valley-post": 3, "hill-gazette": 1},
        "language": {"en": 1, "ur": 1},
        "kind": {"published": 4},
        "state": {"live": 3, "removed": 1},
        "month": {"2024-08": 4},
    }
    narrowed = counted(filled, source="hill-gazette", month="2024-09")
    assert narrowed["source"] == {"hill-gazette": 0}
    assert narrowed["month"] == {"2024-08": 1, "2024-09": 0}
    assert counted(filled, in_="removed")["kind"] == {"edited": 1}


def test_facets_say_where_there_is_more_than_they_count(
    filled: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = prepare(filled, Search(query="track"), "track")
    assert not any(facet.at_least for facet in facets.read_facets(filled, asked))
    monkeypatch.setattr(facets, "COUNTED", 2)
    assert all(facet.at_least for facet in facets.read_facets(filled, asked))


def test_an_article_counts_in_each_month_that_it_said_so(archive: sqlite3.Connection) -> None:
    article = publish(archive, told=story("H", "Snow.")).article_id
    edit(archive, article, "Snow.", "Snow again.", NOW + 20 * DAY)
    assert counted(archive, "snow")["month"] == {"2024-08": 1, "2024-09": 1}
    assert counted(archive, "snow")["kind"] == {"published": 1, "edited": 1}


def test_marks_of_a_page_s_own_make_no_markup() -> None:
    assert marked_parts("a \x02hit\x03 \x02 b\x03\x02") == [("=", "a "), ("*", "hit"), ("=", " "), ("*", " b")]
    assert marked_parts("\x03b\x02") == [("=", "b")]


def test_long_passages_are_shortened_and_few() -> None:
    long = " ".join(f"w{number}" for number in range(200))
    block = {"op": "edit", "parts": [["=", f"{long} "], ["-", f"{long} gone"], ["+", long], ["=", f" {long}"]]}
    diff = {"v": 1, "headline": [["-", " "], ["+", "x"]], "body": [block, *[{"op": "remove", "text": "gone"}] * 9]}
    marked = BREAK.join([f"{long} \x02gone\x03", *["\x02gone\x03"] * 9])
    passages = taken_out(json.dumps(diff), marked)
    assert len(passages) == PASSAGES
    (before, removed, hit, added, after), *_ = passages
    assert before[1].startswith("… w186")
    assert after[1].endswith("w13 …")
    assert hit == ("x", "gone")
    for _, text in (removed, added):
        assert text.startswith("w0 w1 ")
        assert len(text.split()) == 2 * LONG + 1
