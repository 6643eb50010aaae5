"""Published holes by which text from the web ran as a neighbour's own template, script or link; tried on us."""

import re
import sqlite3
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from lxml import etree

from monitor.config import ConfigError, parse
from monitor.messages import compose
from monitor.site import archive_site_directory, make_datasette
from tests.archive_client import EVERY_PAGE, page, said
from tests.message_items import PLAIN
from tests.watched_archive import WATCH, build_watched_archive

pytestmark = pytest.mark.once

SITE = archive_site_directory()
ACT = "<script>window.broken=9</script><img src=x onerror=broken=9>\"'><svg onload=broken=9>"
"""Markup that acts wherever it is not escaped: in text, in an attribute, in a link."""

PARAMETERS = [
    "q", "sort", "source", "month", "from", "asof", "day", "before", "version", "_sort", "_facet", "_next", "_shape",
    "_search", "sql", "next", "_trace",
]  # fmt: skip
ASKED = [
    "/", "/search", "/changes", "/article/1", "/source/hill-gazette", "/archive/articles", "/archive/search",
    "/feeds/search.atom", "/search.json", "/chart/volume.svg", "/archive/articles.csv", "/-/databases", "/nothing",
]  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    """The archive, in which a source's name and its failure, a watch and an address mean harm, too."""
    folder = tmp_path_factory.mktemp("markup")
    path = build_watched_archive(folder)
    with sqlite3.connect(path) as conn:
        conn.execute("UPDATE sources SET name = name || ?", [ACT])
        conn.execute("UPDATE source_status SET reason = ?", [f"HTTP 500: {ACT}"])
        conn.execute("UPDATE watches SET title = title || ?, query = query", [ACT])
    conn.close()
    return make_datasette(path, title=f"Archive {ACT}")


class Acting(HTMLParser):
    """What of a page would act, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.acts: list[str] = []
        self.links: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and not re.fullmatch(r"/static/[a-z-]+\.js", given.get("src") or ""):
            self.acts.append(tag)
        if tag == "img" and not (given.get("src") or "").startswith("/chart/"):
            self.acts.append(tag)
        self.acts += [tag for _ in ("x",) if tag in ("iframe", "object", "embed", "base", "svg", "style", "math")]
        self.acts += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        self.links += [given[name] or "" for name in ("href", "src", "action", "formaction") if name in given]


def acting(text: str) -> list[str]:
    """What would act, wrong links included. Of CSV that is to be traced Datasette makes a page with a style of its own,
    which the policy of every answer keeps from acting."""
    found = Acting(text)
    found.acts = [act for act in found.acts if act != "textarea style"]
    return found.acts + [link for link in found.links if not re.match(r"/(?!/)|https?://|#|\?|$", link)]


TEMPLATES = [
    "{{1337*3331}}", "{{ config.__globals__ }}", "{% for x in ().__class__.__base__.__subclasses__() %}",
    "${1337*3331}", "#{1337*3331}", "<%= 1337*3331 %>", "{{''.__class__.__mro__[1].__subclasses__()}}",
    "{0.__init__.__globals__}", "%(title)s",
]  # fmt: skip


@pytest.mark.parametrize("template", TEMPLATES)
def test_cve_2024_32651_text_is_no_template_in_a_message(template: str) -> None:
    told = replace(PLAIN, headline=template, source=template)
    made = compose([told], watch="nc-congress", title=template, archive_url="https://archive.example/")
    assert template in made.subject
    assert made.text.count(template) >= 2
    assert "4453547" not in made.text + made.html + made.markdown


@pytest.mark.parametrize("setting", ["template", "body", "format", "notification_body", "message"])
def test_cve_2024_32651_a_subscription_has_no_template_of_its_own(setting: str) -> None:
    text = (
        '[archive]\ncontact = "a@example.org"\n[[watch]]\nid = "w"\ntitle = "W"\nquery = "a"\n'
        f'[[subscription]]\nwatch = "w"\nto = "env:TO"\n{setting} = "{{{{7*7}}}}"\n'
    )
    with pytest.raises(ConfigError, match=setting):
        parse(text, path=Path("p.toml"))


async def test_cve_2024_32651_text_is_no_template_in_a_page(site: Datasette) -> None:
    assert "{{ 7 * 7 }}" in said(await page(site, "/article/5"))


async def test_cve_2023_24769_an_address_is_no_script(site: Datasette) -> None:
    with sqlite3.connect(site.get_database().path) as conn:
        conn.execute("UPDATE articles SET url = ? WHERE id = 6", ['javascript:alert(1)//"><script>alert(1)</script>'])
        conn.execute("UPDATE sources SET home_url = 'JavaScript:alert(1)' WHERE id = 'subh-e-nau'")
    conn.close()
    for path in (
        "/article/5",
        "/article/6",
        "/source/subh-e-nau",
        "/archive/urls",
        "/archive/articles/6",
        "/search?q=alliance",
    ):
        text = await page(site, path)
        assert acting(text) == [], path
        assert not re.search(r"(?i)(href|src|action)=[\"']?\s*javascript:", text)


def test_cve_2024_34061_every_template_escapes_what_it_is_given(site: Datasette) -> None:
    environment = site.jinja_env
    names = [path.name for path in (SITE / "templates").iterdir()]
    assert len(names) >= 20
    for name in names:
        escapes: Any = environment.autoescape
        assert escapes(name) if callable(escapes) else escapes, name


SAFE = {
    "article.html": 1, "_comparison.html": 7, "table.html": 2,
}  # fmt: skip
"""Where markup that functions of ours made is put in as it is; what they make is tried in test_render and above."""


def test_cve_2024_34061_markup_is_put_in_where_we_know_it() -> None:
    found = {
        path.name: len(re.findall(r"\|\s*safe\b", path.read_text(encoding="utf-8")))
        for path in (SITE / "templates").iterdir()
    }
    assert {name: count for name, count in found.items() if count} == SAFE


async def test_cve_2025_52558_what_a_server_answered_with_is_shown_as_text(site: Datasette) -> None:
    for path in ("/source/hill-gazette", "/archive/source_status", "/", "/archive/sources", f"/watch/{WATCH}"):
        assert acting(await page(site, path)) == [], path
    assert ACT in said(await page(site, "/archive/source_status"))


async def test_cve_2025_52558_on_every_page(site: Datasette) -> None:
    for path in EVERY_PAGE:
        assert acting((await site.client.get(path)).text) == [], path


def test_0_55_1_no_script_builds_markup() -> None:
    scripts = sorted((SITE / "static").glob("*.js"))
    assert scripts
    for script in scripts:
        code = script.read_text(encoding="utf-8")
        acts = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|createContextualFragment"
        assert not re.search(acts, code), script.name


@pytest.mark.parametrize("path", ASKED)
async def test_cve_2026_27645_no_answer_repeats_a_parameter_as_markup(site: Datasette, path: str) -> None:
    for name in PARAMETERS:
        answer = await site.client.get(path, params={name: ACT})
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert acting(answer.text) == [], (name, answer.status_code)
        else:
            assert answer.headers["x-content-type-options"] == "nosniff"
            kind = answer.headers["content-type"].partition(";")[0]
            assert kind in {"application/json", "text/plain", "text/csv", "application/atom+xml", "image/svg+xml"}
            assert "xml" not in kind or "<script" not in answer.text, name


PLACES = [
    "/{}", "/archive/{}", "/article/{}", "/source/{}", "/watch/{}", "/feeds/{}.atom", "/static/{}", "/-/{}",
    "/-/capture/{}", "/chart/{}.svg", "/archive/articles/{}",
]  # fmt: skip


@pytest.mark.parametrize("where", PLACES)
async def test_datasette_2359_no_answer_repeats_a_path_as_markup(site: Datasette, where: str) -> None:
    for text in ("<script>window.broken=9<%2Fscript>", "%3Cscript%3Ewindow.broken=9", "x%22%3E%3Csvg%20onload=x%3E"):
        answer = await site.client.get(where.format(text))
        assert answer.status_code in (302, 400, 403, 404), answer.status_code
        assert "window.broken" not in answer.text
        assert acting(answer.text) == []


async def test_cve_2021_32670_no_page_traces_its_queries(site: Datasette) -> None:
    assert site.setting("trace_debug") is False
    for parameter in ("_trace=1", f"_trace={ACT}"):
        assert "_trace" not in (await site.client.get(f"/archive/articles.json?{parameter}")).json()
        assert "duration_ms" not in (await site.client.get(f"/article/1?{parameter}")).text


async def test_ghsa_4j9m_cxq4_9c36_nobody_brings_a_style(site: Datasette) -> None:
    for template in (SITE / "templates").iterdir():
        assert not re.search(r"\sstyle=|<style", template.read_text(encoding="utf-8")), template.name
    policy = (await site.client.get("/article/5")).headers["content-security-policy"]
    assert "style-src 'self'" in policy
    for setting in ("colour", "color", "css", "theme"):
        with pytest.raises(ConfigError, match=setting):
            parse(f'[archive]\ncontact = "a@example.org"\n{setting} = "red"\n', path=Path("p.toml"))


async def test_cve_2023_27592_pictures_and_pages_of_others_never_run_here(site: Datasette) -> None:
    answer = await site.client.get("/-/capture/9")
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    for chart in ("/chart/volume.svg", "/chart/source/hill-gazette.svg", f"/chart/watch/{WATCH}.svg"):
        drawn = await site.client.get(chart)
        assert drawn.status_code == 200
        for element in etree.fromstring(drawn.content).iter():
            assert etree.QName(element).localname in {
                "svg",
                "g",
                "path",
                "rect",
                "text",
                "line",
                "defs",
                "clipPath",
                "title",
            }
            assert not [name for name in element.attrib if str(name).startswith("on") or "href" in str(name)]
        assert "default-src 'none'" in drawn.headers["content-security-policy"]
