"""The published archive in a real Chromium: reading, stepping, searching, without scripts.

What each page is held to stands in test_archive_every_page.py.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.archive_client import served
from tests.watched_archive import build_watched_archive

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(build_watched_archive(tmp_path_factory.mktemp("browsed"))) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_from_a_search_to_the_diff_and_back(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Search every version").fill("seats")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("seats")
    page.get_by_role("link", name="Alliance final on all 90 seats").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alliance final on all 90 seats, says Congress leader")
    page.get_by_role("link", name="what changed").first.click()
    expect(page.locator("del", has_text="83").first).to_be_visible()
    expect(page.locator("ins", has_text="all 90").first).to_be_visible()
    page.get_by_label("Compare", exact=True).select_option("version 1")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("del", has_text="We are on track")).to_be_visible()
    page.go_back()
    page.go_back()
    page.go_back()
    expect(page.get_by_label("Search every version")).to_have_value("seats")


def test_facets_narrow_and_widen(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=alliance")
    narrow = page.get_by_role("complementary", name="Narrow the search")
    narrow.get_by_role("link", name="Valley Courier").click()
    expect(page.locator(".hits .line")).to_have_count(1)
    narrow.get_by_role("link", name="Valley Courier ×").click()
    expect(page.locator(".hits .line")).to_have_count(2)


def test_changes_are_chosen_with_the_form(page: Page, address: str) -> None:
    page.goto(f"{address}/changes")
    page.get_by_label("Kind").select_option("corrected")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".line")).to_have_count(1)
    expect(page.locator(".line .kind")).to_have_text("corrected")


def test_a_capture_is_downloaded_and_never_opened(page: Page, address: str) -> None:
    page.goto(f"{address}/article/5?version=1")
    with page.expect_download() as download:
        page.get_by_role("link", name="page as served").click()
    assert download.value.suggested_filename == "capture-9.txt"


def test_all_of_it_is_read_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="All changes").click()
    page.wait_for_url("**/changes")
    page.get_by_role("link", name="Alliance final on all 90 seats").click()
    expect(page.locator("ins", has_text="all 90").first).to_be_visible()
    context.close()


def test_urdu_reads_from_the_right(page: Page, address: str) -> None:
    page.goto(f"{address}/article/3?from=1&to=2")
    first = page.locator(".diff p").first
    assert first.evaluate("element => getComputedStyle(element).direction") == "rtl"
    page.goto(f"{address}/article/3")
    heading = page.get_by_role("heading", level=1)
    assert heading.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert page.get_by_role("heading", name="Versions").evaluate("e => getComputedStyle(e).direction") == "ltr"


def test_the_keyboard_reaches_the_text_and_the_search(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Search every version")).to_be_focused()
