"""Takes the pictures of docs/ from an archive that `presswatch demo` made, in the Chromium that is installed.

usage: python tools/pictures.py ARCHIVE.db        `make pictures` makes the archive first
"""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, ViewportSize, sync_playwright

from monitor.site import make_datasette

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
WIDE = ViewportSize(width=1280, height=860)
CHROMIUM = "/usr/bin/chromium"


def main(archive: Path) -> None:
    """One picture after the other, by the way that a reader goes."""
    PICTURES.mkdir(exist_ok=True)
    with _served(archive) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport=WIDE).new_page()
        page.goto(address)
        _take(page, "front-light")
        _walk(page, address)
        phone = browser.new_context(viewport={"width": 390, "height": 780}, device_scale_factor=2).new_page()
        phone.goto(f"{address}/search?q=alliance")
        _take(phone, "search-phone")
        browser.close()


def _walk(page: Page, address: str) -> None:
    page.get_by_label("Search every version").fill("alliance")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Oldest first").click()
    page.get_by_role("complementary", name="Narrow the search").get_by_role("link", name="Chinar Dispatch").click()
    _take(page, "first-said")
    page.get_by_role("link", name="alliance possible, say leaders").first.click()
    page.get_by_role("link", name="Later").first.click()
    page.get_by_role("link", name="What changed", exact=True).click()
    _take(page, "what-changed")
    page.get_by_role("link", name="Side by side").click()
    _take(page, "side-by-side")
    page.goto(f"{address}/search?q=possible&source=dal-gate-bulletin")
    page.locator(".hits .headline a").first.click()
    page.get_by_role("heading", name="Also in").scroll_into_view_if_needed()
    _take(page, "also-in")
    page.goto(f"{address}/search?in=removed")
    _take(page, "taken-out")


def _take(page: Page, name: str) -> None:
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    smaller = shutil.which("convert")
    if smaller:
        # A page has few colours: a third of the bytes.
        subprocess.run([smaller, path, "-colors", "96", f"PNG8:{path}"], check=True)  # noqa: S603 - our own file


@contextmanager
def _served(archive: Path) -> Iterator[str]:
    app = make_datasette(archive, title="Jammu and Kashmir alliance desk").app()
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="on", log_config=None, timeout_graceful_shutdown=1))
    listener = server.config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listener.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
