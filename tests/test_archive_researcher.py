"""The ways of docs/searching.md walked from the front page, as a researcher would: by what links and fields are called.

Each is walked with scripts and without, on a desk's screen and on a phone, and takes few steps.
"""

import csv
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urljoin

import feedparser
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from storage.database import open_archive, transaction
from storage.stories import place_article
from tests.archive_client import served
from tests.watched_archive import build_watched_archive

pytestmark = pytest.mark.browser

MOST_STEPS = 6
FIRST_SAID = "Alliance with regional party possible, says Congress leader"
THEN_SAID = "Alliance final on 83 seats, says Congress leader"


class Researcher:
    """One who reads from the front page on: each field filled and each thing clicked is a step."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.steps = page, 0
        page.goto(address)

    def click(self, wanted: Locator) -> None:
        wanted.click()
        self.steps += 1

    def follow(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name).first)

    def press(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name))

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)
        self.steps += 1

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(option)
        self.steps += 1

    def search(self, words: str) -> None:
        self.fill("Search every version of every story", words)
        self.press("Search")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The archive of the Valley Courier's August, whose alliance story two others carried."""
    archive = build_watched_archive(tmp_path_factory.mktemp("researched"))
    with closing(open_archive(archive)) as conn, transaction(conn):
        for article in (1, 2, 3):
            place_article(conn, article, story_id=1)
    with served(archive) as address:
        yield address


@pytest.fixture(
    scope="module",
    params=[(True, 1280), (True, 390), (False, 1280), (False, 390)],
    ids=lambda given: f"{'scripts' if given[0] else 'no-scripts'}-{given[1]}",
)
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    scripts, width = request.param
    context = browser.new_context(java_script_enabled=scripts, viewport=ViewportSize(width=width, height=900))
    yield context
    context.close()


@pytest.fixture
def researcher(context: BrowserContext, address: str) -> Iterator[Researcher]:
    """One at the front page, whose steps are counted at the end."""
    researcher = Researcher(context.new_page(), address)
    yield researcher
    researcher.page.close()
    assert 0 < researcher.steps <= MOST_STEPS


def test_what_an_outlet_first_said_and_what_it_changed(researcher: Researcher) -> None:
    page = researcher.page
    researcher.search("alliance")
    researcher.follow("Oldest first")
    narrow = page.get_by_role("complementary", name="Narrow the search")
    researcher.click(narrow.get_by_role("link", name="Valley Courier"))
    expect(narrow.get_by_role("link", name="Valley Courier ×")).to_be_visible()
    found = page.url
    first = page.get_by_role("region", name="What was found").get_by_role("listitem").first
    expect(first).to_contain_text(FIRST_SAID)
    expect(first).to_contain_text("version 1 of 3")
    researcher.follow(FIRST_SAID)
    expect(page.get_by_text("We are on track")).to_be_visible()
    versions = page.get_by_role("region", name="Versions").get_by_role("listitem")
    researcher.click(versions.filter(has_text="Version 2").get_by_role("link", name="what changed"))
    expect(page.locator("del", has_text="We are on track")).to_be_visible()
    expect(page.locator("ins", has_text="final on 83").first).to_be_visible()
    page.go_back()
    page.go_back()
    expect(page).to_have_url(found)
    expect(page.get_by_label("Search every version of every story")).to_have_value("alliance")
    expect(narrow.get_by_role("link", name="Valley Courier ×")).to_be_visible()


def test_which_outlets_carried_a_story_and_who_was_first(researcher: Researcher) -> None:
    page = researcher.page
    researcher.follow("Alliance final on all 90 seats")
    also_in = page.get_by_role("region", name="Also in")
    expect(also_in).to_contain_text("First seen here, then at the others.")
    expect(also_in.get_by_role("listitem")).to_have_count(2)
    expect(also_in.get_by_role("listitem").first).to_contain_text("पर्वत समाचार")
    expect(also_in.get_by_role("listitem").first).to_contain_text("1 h 30 min later")
    researcher.click(also_in.get_by_role("listitem").first.get_by_role("link").last)
    expect(also_in.get_by_role("listitem").first).to_contain_text("Valley Courier had it first")


def test_over_many_stories_who_was_first(researcher: Researcher) -> None:
    researcher.follow("Questions")
    researcher.follow("Who published first")
    row = researcher.page.get_by_role("region", name="Answer").get_by_role("row").nth(1)
    expect(row).to_contain_text("valley-courier")
    expect(row).to_contain_text("parvat-samachar")
    expect(row.get_by_role("cell", name="90", exact=True)).to_be_visible()


def test_which_statements_were_taken_out_in_august(researcher: Researcher) -> None:
    page = researcher.page
    researcher.follow("Search")
    researcher.choose("Look in", "only what was taken out")
    researcher.fill("Seen from", "2024-08-01")
    researcher.fill("to", "2024-08-31")
    researcher.press("Search")
    hits = page.get_by_role("region", name="What was found").locator(".hits > li")
    taken = hits.filter(has_text=THEN_SAID)
    expect(taken.locator("del", has_text="We are on track").first).to_be_visible()
    found = page.url
    researcher.click(taken.get_by_role("link", name=THEN_SAID))
    expect(page.locator("del", has_text="We are on track")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(found)
    expect(page.get_by_label("Seen from")).to_have_value("2024-08-01")
    expect(hits).to_have_count(4)


def test_everything_on_it_as_csv(researcher: Researcher, tmp_path: Path) -> None:
    page = researcher.page
    researcher.search("alliance")
    researcher.click(page.get_by_text("Keep this search"))
    with page.expect_download() as download:
        researcher.click(page.get_by_role("link", name="CSV", exact=True))
    assert download.value.suggested_filename == "search.csv"
    download.value.save_as(tmp_path / "search.csv")
    lines = list(csv.DictReader((tmp_path / "search.csv").read_text(encoding="utf-8-sig").splitlines()))
    shown = page.get_by_role("region", name="What was found").locator(".hits > li")
    assert len(lines) == shown.count() == 2
    assert "https://valley-courier.example/politics/alliance-talks" in {
        value for line in lines for value in line.values()
    }


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "path", ["/", "/changes", "/source/valley-courier", "/article/1", "/watch/nc-congress", "/search?q=alliance"]
)
def test_a_reader_of_feeds_finds_the_page_s_own(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    (link,) = page.locator('link[rel="alternate"][type="application/atom+xml"]').all()
    answer = page.request.get(urljoin(page.url, link.get_attribute("href")))
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.body())
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert "Alliance final on all 90 seats, says Congress leader" in " ".join(entry.title for entry in feed.entries)
