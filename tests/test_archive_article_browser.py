"""An article's page in a real Chromium: stepped through by keyboard, compared side by side, read without scripts."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from storage.articles import record_version
from storage.database import open_archive, transaction
from storage.records import ChangeKind, Edit, StoryRecord
from tests.archive_client import served
from tests.archive_data import build_archive, time
from tests.shifting import least_shift

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served archive; its end waits for no open connection."""
    archive = build_archive(tmp_path_factory.mktemp("articles"))
    with closing(open_archive(archive)) as conn, transaction(conn):
        for number in range(2, 21):
            told = StoryRecord(
                headline="Road", body=f"Report {number}", word_count=2, content_sha256=str(number), extractor="x"
            )
            edit = Edit(kind=ChangeKind.EDITED, words_added=1, words_removed=1, diff='{"v": 1}')
            at = time("2024-08-24T00:00:00Z") + timedelta(hours=number)
            record_version(conn, 6, story=told, capture=None, edit=edit, seen_at=at)
    with served(archive) as address:
        yield address


@pytest.fixture(params=[1280, 390])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport=ViewportSize(width=request.param, height=900))
    yield context.new_page()
    context.close()


def test_the_arrow_keys_step_through_the_versions(page: Page, address: str) -> None:
    page.goto(f"{address}/article/1")
    expect(page.get_by_role("link", name="Earlier")).to_have_attribute("aria-keyshortcuts", "ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/article/1?version=2")
    expect(page.get_by_role("heading", level=1)).to_have_text("Alliance final on 83 seats, says Congress leader")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/article/1?version=1")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/article/1?version=2")
    page.go_back()
    page.wait_for_url("**/article/1?version=1")


def test_stepping_keeps_the_place_on_the_page_and_the_focus(page: Page, address: str) -> None:
    page.goto(f"{address}/article/1?version=2")
    page.evaluate("window.scrollTo(0, 60)")
    page.get_by_role("link", name="Earlier").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/1?version=1")
    expect(page.locator(".strip a[aria-current]")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/article/1?version=2")
    expect(page.locator(".strip a[rel=next]")).to_be_focused()
    assert page.evaluate("window.scrollY") == 60


@pytest.mark.parametrize("key", ["Control+ArrowLeft", "Shift+ArrowLeft", "Alt+ArrowUp", "ArrowDown"])
def test_other_keys_stay_the_reader_s(page: Page, address: str, key: str) -> None:
    page.goto(f"{address}/article/1?version=2")
    page.keyboard.press(key)
    page.get_by_label("Compare", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    assert page.url.endswith("/article/1?version=2")


def test_changes_are_stepped_through_in_the_chosen_view(page: Page, address: str) -> None:
    page.goto(f"{address}/article/1")
    page.get_by_role("link", name="Side by side").click()
    expect(page.locator(".sides ins", has_text="all 90").first).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/article/1?from=1&to=2&view=side")
    expect(page.locator(".sides del", has_text="We are on track")).to_be_visible()
    page.get_by_label("with", exact=True).select_option("version 3")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/article/1?from=1&to=3&view=side")


def test_two_columns_where_there_is_room_and_one_where_there_is_not(page: Page, address: str) -> None:
    page.goto(f"{address}/article/1?from=1&to=3&view=side")
    assert page.viewport_size is not None
    width = page.viewport_size["width"]
    before = page.locator(".sides .headline del").first.bounding_box()
    after = page.locator(".sides .headline ins").first.bounding_box()
    assert before is not None
    assert after is not None
    if width > 1000:
        assert before["x"] + before["width"] < after["x"]
        assert abs(before["y"] - after["y"]) < 40
    else:
        assert before["y"] + before["height"] < after["y"]
        assert page.locator(".sides .keep td:visible").count() == page.locator(".sides .keep").count()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("number", [1, 10, 20])
def test_the_strip_scrolls_inside_itself_to_the_version_shown(page: Page, address: str, number: int) -> None:
    page.goto(f"{address}/article/6?version={number}")
    shown = page.locator(".strip a[aria-current]").bounding_box()
    frame = page.locator(".strip ol").bounding_box()
    assert shown is not None
    assert frame is not None
    assert frame["x"] <= shown["x"]
    assert shown["x"] + shown["width"] <= frame["x"] + frame["width"] + 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_nothing_shifts_while_the_page_loads(page: Page, address: str) -> None:
    for path in ("/article/1", "/article/1?from=1&to=2&view=side", "/article/3?from=1&to=2"):
        page.goto(address + path)
        assert least_shift(page) == 0, path


@pytest.mark.parametrize(("article", "direction"), [(3, "rtl"), (2, "ltr")])
@pytest.mark.parametrize("view", ["", "&view=side"])
def test_marks_stand_in_text_of_either_direction(
    page: Page, address: str, article: int, direction: str, view: str
) -> None:
    page.goto(f"{address}/article/{article}?from=1&to=2{view}")
    for mark in ("ins", "del"):
        first = page.locator(f".diff {mark}").first
        assert first.evaluate("element => getComputedStyle(element.closest('[lang]')).direction") == direction
        line = first.evaluate("e => [getComputedStyle(e).textDecorationLine, getComputedStyle(e).lineHeight]")
        assert line[0] == {"ins": "underline", "del": "line-through"}[mark]
    if direction == "rtl":
        size = page.locator(".diff del").last.evaluate(
            "e => parseFloat(getComputedStyle(e).lineHeight) / parseFloat(getComputedStyle(e).fontSize)"
        )
        assert size >= 1.9, "Nastaliq needs the room"


def test_all_of_it_works_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=ViewportSize(width=390, height=900))
    page = context.new_page()
    page.goto(f"{address}/article/1")
    page.get_by_role("link", name="Earlier").click()
    page.wait_for_url("**/article/1?version=2")
    page.get_by_role("link", name="Earlier").click()
    expect(page.get_by_text("We are on track")).to_be_visible()
    page.get_by_role("link", name="Later").click()
    page.get_by_role("link", name="Side by side").click()
    expect(page.locator(".sides del", has_text="We are on track")).to_be_visible()
    page.get_by_role("link", name="Later").click()
    expect(page.locator(".sides ins", has_text="all 90").first).to_be_visible()
    page.get_by_text("In words, as BibTeX, as CSL JSON").click()
    expect(page.get_by_text("@misc{valley-courier-1-3")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as .bib").click()
    assert download.value.suggested_filename == "valley-courier-1-3.bib"
    context.close()


def test_a_version_is_saved_under_the_name_that_its_check_reads(page: Page, address: str) -> None:
    page.goto(f"{address}/article/1")
    page.get_by_text("How to check it").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="this version as JSON").click()
    assert download.value.suggested_filename in page.locator(".check pre").last.inner_text()


def test_the_keyboard_alone_reaches_every_part(page: Page, address: str) -> None:
    page.goto(f"{address}/article/1")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or page.evaluate("document.activeElement === document.body")
    parts = {"← Earlier", "Read", "What changed", "Side by side", "Compare", "Wayback Machine", "page as served"}
    assert parts | {"How to check it", "In words, as BibTeX, as CSL JSON"} <= reached
