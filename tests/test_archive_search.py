"""The search page and its other forms: what it offers to narrow by, what it says, CSV, the feed, the watch."""

import csv
import io
import re
import shutil
from pathlib import Path

import pytest
from datasette.app import Datasette
from datasette.plugins import pm

from monitor.config import parse
from monitor.site import make_datasette
from storage import found
from tests.archive_client import data, page, said
from tests.archive_data import build_archive


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("searched")
    build_archive(folder)
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Datasette:
    return make_datasette(folder / "archive.db", title="Test archive")


async def lines(site: Datasette, address: str) -> list[dict[str, str]]:
    answer = await site.client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_what_was_taken_out_is_shown_where_it_stood(site: Datasette) -> None:
    html = await page(site, "/search?q=track&in=removed")
    assert "“We are on <del><mark>track</mark></del>" not in html  # the whole paragraph went
    assert "<del>“We are on </del><del><mark>track</mark></del>" in html
    assert 'href="/article/1?from=1&amp;to=2"' in html
    assert '<option value="removed" selected>' in html
    text = said(html)
    assert "taken out 22 Aug 2024, 12:10 UTC" in text
    assert "removed stories that said this" in text


async def test_removed_stories_are_found_whole(site: Datasette) -> None:
    html = await page(site, "/search?q=twelve&in=removed")
    assert "No edit took these words out." in said(html)
    address = re.search(r'href="(/search\?q=twelve&amp;state=removed)"', html)
    assert address
    assert "story removed" in said(await page(site, address[1].replace("&amp;", "&")))


async def test_a_day_in_the_past_is_asked(site: Datasette) -> None:
    html = await page(site, "/search?q=list&in=asof&asof=2024-08-23")
    assert 'name="asof" value="2024-08-23"' in html
    assert "Candidate list leaks" in said(html)
    html = await page(site, "/search?q=list&in=asof&asof=2024-08-24")
    assert "Candidate list leaks" not in said(html)
    assert "Alliance final on all 90 seats" in said(html)


async def test_the_form_keeps_what_was_chosen_and_the_reader_takes_it_out(site: Datasette) -> None:
    html = await page(site, "/search?q=alliance&source=valley-courier&sort=best&from=2024-08-01&to=2024-08-31")
    for kept in ('name="source" value="valley-courier"', 'name="sort" value="best"', 'name="from" value="2024-08-01"'):
        assert kept in html
    assert "Narrowed: Valley Courier × from 2024-08-01 to 2024-08-31 · look everywhere" in said(html)
    assert 'href="/search?q=alliance&amp;sort=best"' in html


async def test_an_empty_answer_leads_on(site: Datasette) -> None:
    html = await page(site, "/search?q=alliance&in=now&language=hi")
    for way in ("/search?q=alliance&amp;in=now", "/search?q=alliance&amp;in=any&amp;language=hi"):
        assert f'href="{way}"' in html
    assert "Look in what was taken out" in said(html)


async def test_all_that_was_taken_out_in_a_month_is_read_without_words(site: Datasette) -> None:
    html = await page(site, "/search?q=&in=removed&from=2024-08-01&to=2024-08-31")
    assert "<del>“We are on track" in html
    assert "sort=best" not in html
    assert "Keep this search: CSV, JSON" in said(html)
    assert len(await lines(site, "/search.csv?in=removed&from=2024-08-01")) >= 4
    assert "No edit took anything out." in said(await page(site, "/search?in=removed&to=2024-07-31"))


async def test_the_oldest_first_tells_what_was_said_first(site: Datasette) -> None:
    html = await page(site, "/search?q=alliance&sort=old&source=valley-courier")
    assert 'href="/article/1?version=1"' in html
    assert "<strong>Oldest first</strong>" in html


async def test_how_to_search_is_told_without_a_search(site: Datasette) -> None:
    text = said(await page(site, "/search"))
    assert "How to search" in text
    assert "Keep this search" not in text
    assert "There is no word in that" in said(await page(site, "/search?q=!"))


async def test_hits_are_a_spreadsheet(site: Datasette) -> None:
    first, second = await lines(site, "/search.csv?q=alliance")
    assert second["headline"] == "Alliance final on all 90 seats, says Congress leader"
    assert second["page"] == "http://localhost/article/1?version=3"
    assert "The alliance is final on all 90 seats" in second["passage"]
    assert (second["language"], second["no_longer_there"], second["source"]) == ("en", "0", "Valley Courier")
    # The hostile headline begins with no sign that a spreadsheet runs.
    assert first["headline"].startswith("<script>")
    (taken,) = await lines(site, "/search.csv?q=track&in=removed")
    assert taken["page"] == "http://localhost/article/1?from=1&to=2"
    assert taken["passage"].startswith("“We are on track")
    assert taken["no_longer_there"] == "1"
    assert await lines(site, "/search.csv?q=nosuchword") == []
    assert await lines(site, "/search.csv") == []


@pytest.mark.usefixtures("site")
def test_a_cell_is_no_formula() -> None:
    plugin = pm.get_plugin("search_csv.py")
    assert plugin is not None
    hit = {
        "article_id": 1, "number": 1, "seen_at": "", "published_at": None, "source_id": "x", "source": "=cmd()",
        "language": None, "state": "live", "headline": [("*", "+1"), ("=", " story")], "snippet": [("=", "@x")],
        "taken_out": False, "url": "https://x.example/",
    }  # fmt: skip
    (line,) = csv.DictReader(io.StringIO(plugin.as_csv([hit], "https://a.example")))
    assert (line["source"], line["headline"], line["passage"]) == ("'=cmd()", "'+1 story", "'@x")


async def test_the_watch_of_a_search_fits_a_configuration(site: Datasette) -> None:
    told = await data(site, "/search.json?q=%22seat+sharing%22+OR+alliance&language=en")
    config = parse('[archive]\ncontact = "a@b.example"\n' + told["saved"]["watch"], path=Path("presswatch.toml"))
    assert config.watches[0].query == '"seat sharing" OR alliance'
    assert config.watches[0].languages == ("en",)


async def test_a_feed_of_a_search_keeps_its_source(site: Datasette) -> None:
    html = await page(site, "/search?q=final+OR+quoted&source=valley-courier&month=2024-08")
    assert "a feed knows none of the other choices" in said(html)
    address = re.search(r'href="(/feeds/search\.json\?[^"]+)"', html)
    assert address
    feed = (await site.client.get(address[1].replace("&amp;", "&"))).json()
    assert {item["authors"][0]["name"] for item in feed["items"]} == {"Valley Courier"}
    other = (await site.client.get("/feeds/search.json?q=final+OR+quoted&source=hill-gazette")).json()
    assert {item["authors"][0]["name"] for item in other["items"]} == {"Hill Gazette"}
    assert other["feed_url"].endswith("&source=hill-gazette")


async def test_where_time_is_short_the_reader_is_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(folder / "archive.db", tmp_path)
    monkeypatch.setattr(found, "WINDOW", 1)
    monkeypatch.setattr(found, "PATIENCE", -1.0)
    monkeypatch.setattr(found, "RANKED", 1)
    site = make_datasette(tmp_path / "archive.db")
    html = await page(site, "/search?q=alliance&source=valley-courier")
    assert "Looked through everything back to 23 Aug 2024 and found nothing. Look further back" in said(html)
    assert 'rel="next" href="/search?q=alliance&amp;source=valley-courier&amp;before=' in html
    assert "only those seen since 23 Aug 2024 were ranked" in said(await page(site, "/search?q=alliance&sort=best"))


async def test_a_beginning_that_passes_by_words_leads_to_one_that_does_not(site: Datasette) -> None:
    html = await page(site, "/search?q=Nominati*+NOT+cricket&source=valley-courier")
    assert "so that <strong>Nominati*</strong> may pass by some that begin so." in html
    wider = "/search?q=nomin%2A+NOT+cricket&amp;source=valley-courier"
    assert f'<a href="{wider}">Search nomin*</a>' in html
    assert "No story says this" in said(html)
    found = await page(site, wider.replace("&amp;", "&"))
    assert "filing <mark>nominations</mark>" in found
    assert "may pass by some" not in found


async def test_a_beginning_in_what_was_taken_out(site: Datasette) -> None:
    assert "<del><mark>track</mark></del>" in await page(site, "/search?q=trac*&in=removed")
