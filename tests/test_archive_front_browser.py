"""The front page, changes, sources, watches and their charts in a real Chromium: both themes, a phone, no scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.archive_client import served
from tests.busy_archive import WATCH, Busy, build_busy_archive

pytestmark = pytest.mark.browser

PAGES = ["/", "/changes", "/changes?day=2026-03-30", "/source/outlet-1", f"/watch/{WATCH}", "/questions"]
QUERIES = ["/archive/most_edited", "/archive/taken_out?words=alliance", "/archive/first_edits_by_source"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served archive of some weeks; its end waits for no open connection."""
    archive = build_busy_archive(tmp_path_factory.mktemp("busy") / "archive.db", Busy(outlets=9, days=35, stories=25))
    with served(archive) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["/", "/source/outlet-1", f"/watch/{WATCH}"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chart_is_shown_in_its_theme_and_size_and_moves_nothing(
    browser: Browser, address: str, path: str, width: int, scheme: str
) -> None:
    dark = scheme == "dark"
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", java_script_enabled=False
    )
    page = context.new_page()
    # First without its picture: the place that it will take is kept free.
    page.route("**/chart/**", lambda route: route.abort())
    page.goto(address + path)
    kept = page.locator("figure.chart img").bounding_box()
    page.unroute("**/chart/**")
    page.goto(address + path)
    image = page.locator("figure.chart img")
    page.wait_for_function("document.querySelector('figure.chart img').naturalWidth > 0")
    assert kept == image.bounding_box()
    source = image.evaluate("image => image.currentSrc")
    assert ("theme=dark" in source) is dark
    assert ("size=narrow" in source) is (width == 390)
    assert image.evaluate("image => image.naturalWidth") == (358 if width == 390 else 720)
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])
def test_pages_and_answers_fit_and_nothing_is_refused(browser: Browser, address: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for path in PAGES + QUERIES:
        page.goto(address + path)
        assert complaints == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_changes_are_narrowed_step_by_step_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="large edits").click()
    expect(page.get_by_label("Size")).to_have_value("50")
    page.get_by_label("Source", exact=True).select_option("Valley Courier")
    page.get_by_label("of numbers").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("of numbers")).to_be_checked()
    expect(page.get_by_label("Size")).to_have_value("50")
    sources = page.locator(".line .meta a").all_inner_texts()
    assert sources
    assert set(sources) == {"Valley Courier"}
    # A day's heading leads to that day and keeps the choice.
    page.locator(".of-day a").first.click()
    expect(page.get_by_label("Source", exact=True)).to_have_value("outlet-0")
    expect(page.get_by_label("of numbers")).to_be_checked()
    page.get_by_role("link", name="Day before").click()
    expect(page.get_by_role("navigation", name="Days")).to_contain_text("by this source on that day")
    page.get_by_role("link", name="All changes").first.click()
    expect(page).to_have_url(f"{address}/changes")
    context.close()


def test_a_chart_s_numbers_and_sql_are_at_hand(page: Page, address: str) -> None:
    page.goto(f"{address}/source/outlet-1")
    page.get_by_text("The numbers of this chart").click()
    table = page.get_by_role("region", name="The numbers of this chart")
    expect(table.get_by_role("row").nth(2)).to_contain_text("2026-03-31")
    page.get_by_role("link", name="a table with its SQL").click()
    expect(page.locator("table.rows-and-columns tbody tr")).not_to_have_count(0)
    page.get_by_text("The SQL of this table").click()
    expect(page.get_by_role("region", name="SQL")).to_contain_text("from daily_counts where")


def test_a_question_is_asked_from_the_front_page(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Questions", exact=True).click()
    page.get_by_role("link", name="Statements taken out").click()
    page.get_by_label("Words").fill("alliance")
    page.get_by_label("Month").fill("2026-03")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("tbody tr").first).to_contain_text("[alliance]")
    page.locator("tbody td.col-headline a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_timeline_of_a_watch_leads_to_who_had_it_first(page: Page, address: str) -> None:
    page.goto(f"{address}/watch/{WATCH}")
    development = page.locator(".development").first
    expect(development.locator(".carried")).to_contain_text("sources. First")
    development.locator(".carried a").first.click()
    expect(page.get_by_role("heading", name="Also in")).to_be_visible()
