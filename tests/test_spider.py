"""The news spider, outcome by outcome, with a desk of the test's own; and `scrapy crawl news` as a dry run."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.demo.exchange import Fault, Mishap
from monitor.demo.newsroom import Newsroom
from monitor.demo.outlets import Outlet
from scrapers.dryrun import DryDesk
from scrapers.items import Page
from scrapers.orders import (
    Admitted,
    Ask,
    Check,
    DeskError,
    FailureReason,
    Gone,
    Look,
    Missed,
    Read,
    Unchanged,
    Validators,
)
from scrapers.sources import ChannelKind
from scrapers.spiders.news import PATIENCE, NewsSpider
from tests.answering import Answer, Site, answering
from tests.spidering import Notebook, Told, crawl
from tests.watching import path, publish

pytestmark = pytest.mark.usefixtures("reactor")

DAY = timedelta(days=1)

IN_ORDER = 0.15
"""Seconds. Without any delay sixteen answers are there before the first is looked at; on a busy machine one answer may
be looked at some hundredths of a second after the next."""

FEW = PATIENCE - 2
"""Failures on either side of an answer: too many together, and few enough where one is looked at out of its turn."""


@pytest.fixture
def outlet(room: Newsroom) -> Outlet:
    """The newsroom's static outlet, with three stories."""
    outlet = next(iter(room.outlets.values()))
    publish(outlet, 1, 2, 3, age=DAY)
    return outlet


@pytest.fixture
def site() -> Iterator[Site]:
    with answering() as opened:
        yield opened


def feed(outlet: Outlet, **validators: str) -> Look:
    return Look(url=outlet.url("/rss.xml"), kind=ChannelKind.FEED, validators=Validators(**validators))


def check(outlet: Outlet, number: int = 1, **others: object) -> Check:
    return Check(url=outlet.url(path(number)), **others)  # type: ignore[arg-type]  # named by a test


async def test_a_page_goes_to_the_desk_with_all_that_a_capture_needs(outlet: Outlet) -> None:
    order = check(outlet)
    began = datetime.now(UTC)
    told = (await crawl(Notebook(), checks=[order])).item
    assert isinstance(told, Told)
    page = told.page
    assert (told.check, told.asked) == (order, frozenset())
    assert (page.url, page.final_url, page.status) == (order.url, order.url, 200)
    assert page.body_sha256 == hashlib.sha256(page.body).hexdigest()
    assert page.body.startswith(b"<!doctype html>")
    assert page.header("content-encoding") == "gzip", "headers are those received"
    assert "User-Agent" in dict(page.request_headers)
    assert began <= page.fetched_at <= datetime.now(UTC)


async def test_orders_that_a_channel_brings_are_carried_out_once_each(outlet: Outlet) -> None:
    look = feed(outlet)
    part = Look(url=outlet.url("/about"), kind=ChannelKind.SECTION)
    brought = Admitted(looks=[part, look], checks=[check(outlet), check(outlet, 2), check(outlet)])
    desk = Notebook(listings={look.url: brought}, at_last=[check(outlet, 2), check(outlet, 3)])
    crawled = await crawl(desk, looks=[look, look], checks=[check(outlet)])
    assert sorted(told.check.url for told in crawled.items) == [check(outlet, number).url for number in (1, 2, 3)]
    assert [page.url for page in desk.seen] == [look.url, part.url]
    assert desk.settled == 1


async def test_without_channels_the_desk_settles_at_once(outlet: Outlet) -> None:
    desk = Notebook(at_last=[check(outlet)])
    assert (await crawl(desk, named=[outlet.home])).item.check == check(outlet)
    assert desk.settled == 1


async def test_what_answers_as_before_is_unchanged_and_keeps_its_validators(outlet: Outlet) -> None:
    first = (await crawl(Notebook(), checks=[check(outlet)])).item
    etag, modified = first.page.header("ETag"), first.page.header("Last-Modified")
    by_tag = check(outlet, validators=Validators(etag=etag, body_sha256="kept"))
    unchanged = (await crawl(Notebook(), checks=[by_tag])).item
    assert isinstance(unchanged, Unchanged)
    assert (unchanged.order, unchanged.status) == (by_tag, 304)
    assert unchanged.validators == Validators(etag=etag, last_modified=modified, body_sha256="kept")
    by_time = check(outlet, validators=Validators(last_modified=modified))
    assert (await crawl(Notebook(), checks=[by_time])).item.status == 304
    by_digest = check(outlet, validators=Validators(body_sha256=first.page.body_sha256))
    assert (await crawl(Notebook(), checks=[by_digest])).item.status == 200
    assert [each.conditional for each in outlet.requests if "report" in each.target] == [False, True, True, False]


async def test_a_channel_that_answers_as_before_is_unchanged(outlet: Outlet) -> None:
    desk = Notebook()
    assert (await crawl(desk, looks=[feed(outlet)])).items == []
    (page,) = desk.seen
    for validators in ({"etag": page.header("ETag")}, {"body_sha256": page.body_sha256}):
        look = feed(outlet, **validators)
        desk = Notebook(at_last=[check(outlet)])
        unchanged, told = (await crawl(desk, looks=[look])).items
        assert isinstance(unchanged, Unchanged)
        assert unchanged.order == look
        assert isinstance(told, Told)


@pytest.mark.parametrize("status", [404, 410, "home"])
async def test_a_page_that_is_gone_is_gone(outlet: Outlet, status: int | str) -> None:
    outlet.remove(path(1), how=status)  # type: ignore[arg-type]  # the table's type is wider
    gone = (await crawl(Notebook(), checks=[check(outlet)])).item
    assert isinstance(gone, Gone)
    assert gone.check == check(outlet)
    assert gone.status == (200 if status == "home" else status)
    assert gone.final_url == (outlet.home if status == "home" else check(outlet).url)


async def test_the_front_page_itself_is_not_gone(outlet: Outlet) -> None:
    assert isinstance((await crawl(Notebook(), checks=[Check(url=outlet.home)])).item, Told)


@pytest.mark.parametrize(
    ("answer", "reason", "detail"),
    [
        (Answer(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "not_html", "application/pdf"),
        (Answer(b"{}", headers={"Content-Type": "application/json; charset=utf-8"}), "not_html", "application/json"),
        (Answer(b"No.", 403), "http_status", "HTTP 403"),
        (Answer(b"No.", 500), "http_status", "HTTP 500"),
        (Answer(b"", 302, {"Location": "/round"}), "redirects", "max redirections"),
        (Answer(b"", 302, {"Location": "file:///etc/passwd"}), "redirects", "HTTP 302"),
        (Answer(b"", 302, {"Location": "data:text/html,Hello"}), "redirects", "HTTP 302"),
        (Answer(b"", 302, {"Location": "ftp://127.0.0.1/x"}), "redirects", "HTTP 302"),
        (Answer(b"Half", headers={"Content-Length": "400"}), "connection", ""),
        (Answer(b"Long", headers={"Content-Length": "99999999"}), "too_large", "download max size"),
    ],
    ids=["PDF", "JSON", "403", "500", "loop", "file:", "data:", "ftp:", "cut off", "too large"],
)
async def test_what_brings_nothing_is_missed_with_its_reason(
    site: Site, answer: Answer, reason: str, detail: str
) -> None:
    order = Check(url=site.says("/round", answer))
    site.says("/robots.txt", Answer(b"", 404))
    missed = (await crawl(Notebook(), checks=[order], RETRY_TIMES=0)).item
    assert isinstance(missed, Missed)
    assert (missed.order, missed.reason) == (order, reason)
    assert detail in missed.detail, missed.detail
    assert missed.status == (
        None if reason in {"connection", "too_large"} or detail == "max redirections" else answer.status
    )


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/plain", "application/xhtml+xml", ""])
async def test_what_may_be_html_is_read(site: Site, kind: str) -> None:
    answer = Answer(b"<p>Yes", headers={"Content-Type": kind} if kind else {})
    assert isinstance((await crawl(Notebook(), checks=[Check(url=site.says("/a", answer))])).item, Told)


async def test_a_failed_channel_is_missed_and_what_else_is_due_is_fetched(outlet: Outlet) -> None:
    outlet.fail(Fault(mishap=Mishap.RESET, path="/rss.xml"))
    missing = Look(url=outlet.url("/nowhere.xml"), kind=ChannelKind.FEED)
    desk = Notebook(at_last=[check(outlet)])
    items = (await crawl(desk, looks=[feed(outlet), missing])).items
    assert {item.order.url: item.reason for item in items if isinstance(item, Missed)} == {
        feed(outlet).url: FailureReason.CONNECTION,
        missing.url: FailureReason.HTTP_STATUS,
    }
    assert isinstance(items[-1], Told)
    assert desk.settled == 1


async def test_a_change_that_is_to_be_seen_twice_is_fetched_again_whatever_the_validators(outlet: Outlet) -> None:
    def once(_: Check, asked: frozenset[Ask]) -> Read | None:
        return None if asked else Read(ask=Ask.CONFIRM)

    order = check(outlet, validators=Validators(etag='"another"'))
    told = (await crawl(Notebook(questions=once), checks=[order])).item
    assert (told.check, told.asked) == (order, {Ask.CONFIRM})
    assert [each.conditional for each in outlet.requests if each.target == path(1)] == [True, False]


async def test_the_canonical_page_is_fetched_in_place_of_its_twin(outlet: Outlet) -> None:
    def canonical(order: Check, asked: frozenset[Ask]) -> Read | None:
        return (
            None if asked else Read(ask=Ask.CANONICAL, check=Check(url=check(outlet, 2).url, entry_id=order.entry_id))
        )

    told = (await crawl(Notebook(questions=canonical), checks=[check(outlet, entry_id=7)])).item
    assert told.check == check(outlet, 2, entry_id=7)
    assert told.page.final_url == check(outlet, 2).url


@pytest.mark.parametrize("canonical", [Answer(b"", 410), Answer(b"", 302, {"Location": "/canonical"})])
async def test_a_twin_without_its_canonical_page_is_read_itself(site: Site, canonical: Answer) -> None:
    order = Check(url=site.says("/amp", Answer(b"<p>The story</p>")), entry_id=7)
    there = Check(url=site.says("/canonical", canonical), entry_id=7)
    site.says("/robots.txt", Answer(b"", 404))

    def ask(order: Check, asked: frozenset[Ask]) -> Read | None:
        return None if asked else Read(ask=Ask.CANONICAL, check=there, otherwise=order)

    told = (await crawl(Notebook(questions=ask), checks=[order])).item
    assert (told.check, told.asked, told.page.final_url) == (order, {Ask.CANONICAL}, order.url)


@pytest.mark.parametrize("twin", ["there", "gone", "unreachable"])
async def test_a_twin_is_looked_at_first_whatever_becomes_of_it(outlet: Outlet, twin: str) -> None:
    first = check(outlet, 2, article_id=5)
    if twin == "gone":
        outlet.remove(path(2))
    if twin == "unreachable":
        outlet.fail(Fault(mishap=Mishap.RESET, path=path(2)))

    def ask(order: Check, asked: frozenset[Ask]) -> Read | None:
        return Read(ask=Ask.TWIN, first=first) if order.article_id is None and not asked else None

    about_twin, told = (await crawl(Notebook(questions=ask), checks=[check(outlet)])).items
    assert {"there": Told, "gone": Gone, "unreachable": Missed}[twin] is type(about_twin)
    assert (told.check, told.asked) == (check(outlet), {Ask.TWIN})


async def test_a_source_without_answers_is_left_in_peace(outlet: Outlet) -> None:
    publish(outlet, *range(4, 30), age=DAY)
    outlet.fail(Fault(status=503))
    crawled = await crawl(
        Notebook(), checks=[check(outlet, number) for number in range(1, 30)], RETRY_TIMES=0, DOWNLOAD_DELAY=IN_ORDER
    )
    assert crawled.finish == "no answer: HTTP 503"
    assert PATIENCE <= len(crawled.items) <= PATIENCE + 3, "what was under way comes in, nothing more is asked"


async def test_a_server_that_asks_for_peace_gets_it_at_once(outlet: Outlet) -> None:
    publish(outlet, *range(4, 30), age=DAY)
    outlet.fail(Fault(status=429, retry_after=3600))
    crawled = await crawl(
        Notebook(), checks=[check(outlet, number) for number in range(1, 30)], DOWNLOAD_DELAY=IN_ORDER
    )
    assert crawled.finish == "asked to wait: HTTP 429, Retry-After 3600 s"
    assert {item.retry_after for item in crawled.items} == {3600.0}
    assert len([each for each in outlet.requests if each.status == 429]) <= 4


async def test_an_answer_in_between_gives_new_patience(site: Site) -> None:
    checks = [Check(url=site.says(f"/{number}", Answer(b"", 503)), priority=-number) for number in range(FEW)]
    fine = Check(url=site.says("/fine", Answer(b"<p>Fine")), priority=-50)
    site.says("/robots.txt", Answer(b"", 404))
    more = [Check(url=site.says(f"/more{number}", Answer(b"", 503)), priority=-99) for number in range(FEW)]
    crawled = await crawl(Notebook(), checks=[*checks, fine, *more], RETRY_TIMES=0, DOWNLOAD_DELAY=IN_ORDER)
    assert (crawled.finish, len(crawled.items)) == ("finished", 2 * FEW + 1)


async def test_a_channel_that_answers_as_before_gives_new_patience(site: Site) -> None:
    looks = [
        Look(url=site.says(f"/{place}", Answer(b"", status)), kind=ChannelKind.FEED, validators=Validators(etag='"x"'))
        for place, status in enumerate([503] * FEW + [304] + [503] * FEW)
    ]
    crawled = await crawl(Notebook(), looks=looks, RETRY_TIMES=0, DOWNLOAD_DELAY=IN_ORDER)
    assert (crawled.finish, len(crawled.items)) == ("finished", 2 * FEW + 1)


async def test_no_connection_tries_patience_too(site: Site) -> None:
    site.says("/robots.txt", Answer(b"", 404))
    cut = Answer(b"Half", headers={"Content-Length": "400"})
    checks = [Check(url=site.says(f"/{number}", cut)) for number in range(PATIENCE + 10)]
    crawled = await crawl(Notebook(), checks=checks, RETRY_TIMES=0)
    assert crawled.finish.startswith("no answer: ")


class FullDesk(Notebook):
    """A desk that can store nothing."""

    async def admit(self, look: Look, page: Page) -> Admitted:
        raise DeskError(f"no room for {look.url} of {len(page.body)} bytes")

    async def read(self, check: Check, page: Page, *, asked: frozenset[Ask]) -> Read:
        raise DeskError(f"no room for {check.url} of {len(page.body)} bytes{''.join(asked)}")


async def test_a_desk_that_can_store_nothing_ends_the_crawl(outlet: Outlet) -> None:
    assert (await crawl(FullDesk(), looks=[feed(outlet)])).finish.startswith("desk: no room for")
    assert (await crawl(FullDesk(), checks=[check(outlet)])).finish.startswith("desk: no room for")


def test_a_dry_run_says_what_it_needs() -> None:
    with pytest.raises(ValueError, match="needs -a home="):
        NewsSpider()


async def test_a_dry_run_says_what_it_cannot_read(site: Site) -> None:
    hostile = Answer(b"<p " + b"x " * 200_000 + b">")
    item = f"<item><link>{site.says('/news/1', hostile)}</link></item>"
    rss = f"<rss version='2.0'><channel>{item}</channel></rss>".encode()
    feed = Answer(rss, headers={"Content-Type": "application/rss+xml"})
    look = Look(url=site.says("/feed", feed), kind=ChannelKind.FEED)
    missed = (await crawl(DryDesk(3), looks=[look])).item
    assert isinstance(missed, Missed)
    assert missed.reason is FailureReason.READING_ERROR
    assert "attributes" in missed.detail


async def test_a_dry_run_follows_the_parts_of_an_index(site: Site) -> None:
    today = datetime.now(UTC).date()
    part = f"<sitemap><loc>{site.url('/part.xml')}</loc><lastmod>{today}</lastmod></sitemap>"
    lines = "".join(f"<url><loc>{site.url(f'/news/{number}')}</loc></url>" for number in range(9))
    for number in range(9):
        site.says(f"/news/{number}", Answer(b"<p>A story that is short."))
    xml, space = {"Content-Type": "application/xml"}, "http://www.sitemaps.org/schemas/sitemap/0.9"
    site.says("/part.xml", Answer(f'<urlset xmlns="{space}">{lines}</urlset>'.encode(), headers=xml))
    index = Answer(f'<sitemapindex xmlns="{space}">{part}</sitemapindex>'.encode(), headers=xml)
    look = Look(url=site.says("/index.xml", index), kind=ChannelKind.SITEMAP)
    assert len((await crawl(DryDesk(2), looks=[look])).items) == 2
    assert site.paths[:2] == ["/index.xml", "/part.xml"]


def dry_run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`scrapy crawl news` of this checkout, started in an empty folder."""
    environment = os.environ | {"SCRAPY_SETTINGS_MODULE": "scrapers.settings", "PYTHONPATH": str(Path.cwd())}
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "crawl",
        "news",
        "-s",
        "DOWNLOAD_DELAY=0",
        "-s",
        "AUTOTHROTTLE_ENABLED=0",
    ]
    for argument in arguments:
        command += ["-a", argument]
    command += ["-O", "stories.jsonl"]
    return subprocess.run(
        command, cwd=folder, env=environment, check=False, capture_output=True, text=True, timeout=100
    )


def test_a_dry_run_yields_stories_and_stores_nothing(outlet: Outlet, tmp_path: Path) -> None:
    outlet.publish("/news/no-text-9", outlet.story(path(1)).copy.dropping(*range(8)))
    done = dry_run(tmp_path, f"home={outlet.home}", f"feeds={outlet.url('/rss.xml')}", "articles=3")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    lines = (tmp_path / "stories.jsonl").read_text(encoding="utf-8").splitlines()
    stories = [json.loads(line) for line in lines]
    assert {story["headline"] for story in stories} >= {outlet.story(path(number)).copy.headline for number in (1, 2)}
    assert [file.name for file in tmp_path.iterdir()] == ["stories.jsonl"]
    assert len([each for each in outlet.requests if each.target.startswith("/news/")]) == 3
