"""What each page of the archive is held to, in a real Chromium: readable by all, reached by keyboard, still, fitting.

Each test asks every page in one go: starting a test for each would cost more than the asking.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.archive_client import EVERY_PAGE, REFUSALS, served
from tests.shifting import least_shift
from tests.watched_archive import build_redacted_archive

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Scheme = Literal["light", "dark"]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# Colours differ by the scheme and sizes by the width, so that two visits see all; what hangs on both is asked again.
VISITS: tuple[tuple[int, Scheme], ...] = ((1280, "light"), (390, "dark"))
FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
WIDTHS = (320, 390, 1280, 2000)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(build_redacted_archive(tmp_path_factory.mktemp("every-page"))) as address:
        yield address


def contexts(browser: Browser, width: int, scheme: Scheme) -> BrowserContext:
    return browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe finds, each with the first element that it concerns. `evaluate` needs no leave of the page's policy."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(f"{AXE}; 0")
    found = page.evaluate("options => axe.run(document, {...options, resultTypes: ['violations']})", options)
    return [f"{each['id']}: {each['help']}: {each['nodes'][0]['html']}" for each in found["violations"]]


def test_axe_finds_no_fault(page_of: Page, address: str) -> None:
    found = {}
    for path in EVERY_PAGE:
        page_of.goto(address + path)
        for width, scheme in VISITS:
            page_of.set_viewport_size({"width": width, "height": 900})
            page_of.emulate_media(color_scheme=scheme)
            found[path, scheme] = violations(page_of, {})
    assert {visit: faults for visit, faults in found.items() if faults} == {}


def test_axe_does_find_faults(page_of: Page) -> None:
    page_of.set_content("<title>x</title><p style='color: #aaa'>pale</p><input>")
    found = " ".join(violations(page_of, {}))
    assert all(rule in found for rule in ("html-has-lang:", "color-contrast:", "label:", "landmark-one-main:"))


@pytest.fixture
def page_of(browser: Browser) -> Iterator[Page]:
    context = contexts(browser, 1280, "light")
    yield context.new_page()
    context.close()


# Told by the page itself at each focus, so that a press of Tab costs one message. An outline is what shows the focus.
WATCH_FOCUS = """
selector => {
    const all = [...document.querySelectorAll(selector)].filter(each => each.checkVisibility());
    window.focused = [];
    document.addEventListener("focusin", ({ target }) => {
        const style = getComputedStyle(target), box = target.getBoundingClientRect();
        const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        const seen = outlined && box.width > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight;
        window.focused.push([all.indexOf(target), seen, target.outerHTML.slice(0, 120)]);
    });
    return all.length;
}
"""


def test_the_keyboard_reaches_everything_in_order_and_is_seen(page_of: Page, address: str) -> None:
    for path in EVERY_PAGE:
        page_of.goto(address + path)
        count = page_of.evaluate(WATCH_FOCUS, FOCUSABLE)
        assert count > 5, path
        # Day, month, year and the calendar of a date are stops of their own within the one field.
        dates = page_of.locator("input[type=date]:visible").count()
        for _ in range(count + 2 + 4 * dates):
            page_of.keyboard.down("Tab")
        page_of.keyboard.up("Tab")
        focused = [each for each in page_of.evaluate("window.focused") if each[0] >= 0]
        assert [text for _, seen, text in focused if not seen] == [], path
        # After the last one the focus leaves the page, or begins anew: it is caught nowhere.
        assert [number for number, _, _ in focused][:count] == list(range(count)), path


def test_the_watched_focus_knows_a_hidden_outline_and_a_trap(page_of: Page) -> None:
    page_of.set_content("<a href=# style='outline: none'>a</a><a id=trap href=#>b</a><button>c</button>")
    page_of.evaluate("trap.addEventListener('keydown', event => event.preventDefault())")
    assert page_of.evaluate(WATCH_FOCUS, FOCUSABLE) == 3
    for _ in range(4):
        page_of.keyboard.press("Tab")
    assert [each[:2] for each in page_of.evaluate("window.focused")] == [[0, False], [1, False]]


@pytest.mark.parametrize(("width", "scheme"), VISITS)
def test_it_fits_keeps_still_and_runs_nothing_foreign(
    browser: Browser, address: str, width: int, scheme: Scheme
) -> None:
    context = contexts(browser, width, scheme)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in EVERY_PAGE:
        complaints.clear()
        page.goto(address + path)
        assert least_shift(page) == 0, path
        for each in WIDTHS:
            page.set_viewport_size({"width": each, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= each, (path, each)
        assert page.evaluate("window.broken") is None, path
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, background[4:-1].split(","))) < 200) is (scheme == "dark"), path
        refused = path in REFUSALS or path == "/archive/nothing-of-that-name"
        assert [text for text in complaints if not (refused and re.search(r"4(0\d|10)", text))] == [], path
        page.set_viewport_size({"width": width, "height": 900})
    context.close()


# Every element that is drawn and has text of its own; in a chart, text is part of the picture.
INK = """
() => [...document.body.querySelectorAll("*")]
    .filter(each => !each.closest("svg") && each.checkVisibility({ visibilityProperty: true }))
    .filter(each => [...each.childNodes].some(child => child.nodeType === 3 && child.data.trim()))
    .map(each => [each, getComputedStyle(each)])
    .filter(([, style]) => style.color !== "rgb(0, 0, 0)"
        || !["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"].includes(style.backgroundColor))
    .map(([each]) => each.outerHTML.slice(0, 120))
"""
NOT_FOR_PAPER = """
() => [...document.querySelectorAll("nav, form, input, button, select, footer, .skip")]
    .filter(each => each.checkVisibility()).map(each => each.outerHTML.slice(0, 120))
"""


def test_it_prints_black_on_white_without_what_paper_cannot_do(browser: Browser, address: str) -> None:
    context = contexts(browser, 800, "dark")
    page = context.new_page()
    page.emulate_media(media="print")
    for path in EVERY_PAGE:
        page.goto(address + path)
        assert page.evaluate(INK) == [], path
        assert page.evaluate(NOT_FOR_PAPER) == [], path
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") in ("rgb(255, 255, 255)",), path
    context.close()


# Each declaration of the sheet that the browser does not know: it drops such without a word.
UNKNOWN_CSS = """
async () => {
    const text = (await (await fetch("/static/archive.css")).text()).replace(/[/][*].*?[*][/]/gs, "");
    const declared = [...text.matchAll(/[{;]\\s*([a-z-]+)\\s*:\\s*([^;{}]+)(?=[;}])/g)];
    const known = declared.filter(([, name, value]) => CSS.supports(name, value.replace("!important", "")));
    const prelude = [...text.matchAll(/(?:^|[{}])\\s*([^@{};\\s][^{};]*)\\{/g)].map(([, selector]) => selector.trim());
    const wrong = prelude.filter(selector => !CSS.supports(`selector(${selector.replace(/,(?![^(]*[)]).*/s, "")})`));
    return [declared.length, declared.filter(each => !known.includes(each)).map(each => each[0].trim()), wrong];
}
"""
FOR_OTHER_BROWSERS = {"text-size-adjust": "Safari on a phone, which makes text of its own size where it is turned"}


def test_the_browser_knows_every_declaration_of_the_style_sheet(page_of: Page, address: str) -> None:
    page_of.goto(address)
    count, unknown, selectors = page_of.evaluate(UNKNOWN_CSS)
    assert count > 200
    assert [each for each in unknown if not any(name in each for name in FOR_OTHER_BROWSERS)] == []
    assert selectors == []
