"""Mail in a real Chromium: it fits a phone and a desk, loads nothing, runs nothing, and is read in light and dark."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from monitor.diff import diff_stories
from monitor.messages import Item, compose
from scrapers.items import Story
from tests.message_items import ARCHIVE, HOSTILE, NEW, OLD, PLAIN, REMOVAL, REPORT, URDU

pytestmark = pytest.mark.browser

LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3
CONTRAST = """
() => {
    const luminance = colour => {
        const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map(Number)
            .map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = node => {
        for (; node; node = node.parentElement) {
            const colour = getComputedStyle(node).backgroundColor;
            if (!colour.startsWith("rgba(0, 0, 0, 0")) return colour;
        }
        return "rgb(255, 255, 255)";
    };
    const texts = [...document.body.querySelectorAll("*")].filter(
        node => [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()));
    return Math.min(...texts.map(node => {
        const [a, b] = [luminance(getComputedStyle(node).color), luminance(background(node))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }));
}
"""


def edited(before: Story, after: Story) -> Item:
    return replace(PLAIN, before=before, after=after, diff=diff_stories(before, after), headline=after.headline)


def digest() -> str:
    hostile = replace(NEW, headline=" ".join(HOSTILE[:20]), body="\n\n".join([LONG, *HOSTILE]))
    urdu = replace(URDU, body=URDU.body.replace("شام", "رات"))
    told = [PLAIN, edited(OLD, hostile), edited(URDU, urdu), REMOVAL, replace(REPORT, also_in=(LONG, "صبح نو"))]
    return compose(told, watch="nc", title=LONG, archive_url=ARCHIVE, digest=True, is_public=True).html


def opened(browser: Browser, width: int, scheme: str) -> tuple[Page, list[str]]:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(digest())
    return page, asked


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])
def test_mail_fits_and_is_read(browser: Browser, width: int, scheme: str) -> None:
    page, asked = opened(browser, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('.sheet').getBoundingClientRect().width") <= 600
    # WCAG 2.2, 1.4.3: text has a contrast of 4.5 to what is behind it.
    assert page.evaluate(CONTRAST) >= 4.5
    assert asked == []
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, background[4:-1].split(","))) < 200) is (scheme == "dark")
    page.context.close()


def test_changes_are_told_by_more_than_colour_and_urdu_from_the_right(browser: Browser) -> None:
    page, _ = opened(browser, 1280, "light")
    style = "node => [getComputedStyle(node).textDecorationLine, getComputedStyle(node).direction]"
    assert page.locator("del").first.evaluate(style)[0] == "line-through"
    assert page.locator("ins").first.evaluate(style)[0] == "underline"
    urdu = page.locator("p[lang=ur]").first
    assert urdu.evaluate(style)[1] == "rtl"
    assert urdu.evaluate("node => getComputedStyle(node).textAlign") == "start"
    page.context.close()
