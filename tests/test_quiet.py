"""No alarm for what moves by itself: second fetches, flapping pages, redesigns, what a site repeats; silent edits."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.config import Config
from monitor.demo.inventing import invented
from monitor.demo.newsroom import Newsroom
from monitor.quiet import FLAPPING_WITHIN, REDESIGN_ARTICLES, is_silent, returns_to
from monitor.standing import standing_of
from scrapers.items import Story
from storage.records import Version
from tests.answering import Answer, Site, answering
from tests.watching import Watch, configure, watching

AD = "Gold at its cheapest: buy the jewellery of the season at Vitasta Mall, only until Sunday evening."
OTHER_AD = "Fly home for the holidays with Pir Panjal Air and pay for the way there alone, all of December."
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
QUIET = "SELECT kind, quiet, returns_to_version_id FROM changes WHERE kind != 'published' ORDER BY id"


pytestmark = pytest.mark.usefixtures("reactor")


@pytest.fixture
def site() -> Iterator[Site]:
    with answering() as opened:
        yield opened


@pytest.fixture
def config(room: Newsroom, site: Site, tmp_path: Path) -> Config:
    return configure(room, tmp_path, home=f"{site.home}/", feeds=(site.url("/feed"),))


@pytest.fixture
async def watch(room: Newsroom, config: Config) -> AsyncIterator[Watch]:
    async with watching(room, config) as opened:
        yield opened


def story(number: int, *, ad: str = "", headline: str = "", edit: str = "", modern: bool = False) -> Answer:
    """A story's page: with an advertisement typed as a paragraph, another headline, another last paragraph."""
    copy = invented(number)
    paragraphs = list(copy.paragraphs)
    if edit:
        paragraphs[-1] = edit
    if ad:
        paragraphs.insert(1, ad)
    return Answer((modern_page if modern else page)(headline or copy.headline, paragraphs))


def page(headline: str, paragraphs: Sequence[str]) -> bytes:
    text = "".join(f"<p class=text>{paragraph}</p>" for paragraph in paragraphs)
    menu = "".join(f"<li><a href=/s{n}>Section number {n}</a></li>" for n in range(12))
    return (
        f"<html><head><title>{headline}</title></head><body><nav><ul>{menu}</ul></nav><article><h1>{headline}</h1>"
        f"<div class=body>{text}</div></article></body></html>"
    ).encode()


def modern_page(headline: str, paragraphs: Sequence[str]) -> bytes:
    text = "".join(f"<div class=block><p>{paragraph}</p></div>" for paragraph in paragraphs)
    menu = "".join(f"<div class=tile><a href=/t{n}>All about topic {n}</a></div>" for n in range(15))
    return (
        f"<html><head><title>{headline}</title></head><body><header class=top>{menu}</header><main id=app>"
        f"<section class=story><h1 class=head>{headline}</h1>{text}</section></main></body></html>"
    ).encode()


def publish(site: Site, *numbers: int) -> None:
    links = [site.says(f"/news/the-story-of-the-day-{number}", story(number)) for number in numbers]
    items = "".join(f"<item><title>A line</title><link>{link}</link></item>" for link in links)
    feed = f"<rss version='2.0'><channel><title>Post</title>{items}</channel></rss>"
    site.says("/feed", Answer(feed.encode(), headers={"Content-Type": "application/rss+xml"}))


def answers(site: Site, number: int, *pages: Answer) -> None:
    site.says(f"/news/the-story-of-the-day-{number}", *pages)


async def look(watch: Watch) -> list[str]:
    """What a check of every article finds."""
    before = watch.archived("SELECT coalesce(max(id), 0) FROM changes")[0][0]
    report = await watch.crawl(every_article=True)
    assert not report.failed, report.reason
    return [kind for (kind,) in watch.archived("SELECT kind FROM changes WHERE id > :id ORDER BY id", id=before)]


async def test_what_two_fetches_show_differently_is_no_edit(watch: Watch, site: Site) -> None:
    publish(site, 1)
    await watch.crawl()
    answers(site, 1, story(1, ad=AD), story(1, ad=OTHER_AD))
    assert await look(watch) == []
    answers(site, 1, story(1, ad=AD), story(1))
    assert await look(watch) == []
    new = "The list of seats is to be published on Friday, said a person who was in the room in Srinagar."
    answers(site, 1, story(1, ad=AD, edit=new), story(1, ad=OTHER_AD, edit=new))
    assert await look(watch) == ["edited"]
    ((body,),) = watch.archived("SELECT body FROM versions ORDER BY id DESC LIMIT 1")
    assert new in body
    assert AD not in body
    assert OTHER_AD not in body


async def test_headline_that_another_server_has_not_yet_is_recorded_once_both_have_it(watch: Watch, site: Site) -> None:
    publish(site, 1)
    await watch.crawl()
    renamed = story(1, headline="Congress and National Conference seal their alliance")
    answers(site, 1, renamed, story(1), renamed, renamed)
    assert await look(watch) == []
    assert await look(watch) == ["edited"]


async def test_what_only_one_of_a_new_storys_two_fetches_shows_is_not_of_it(watch: Watch, site: Site) -> None:
    publish(site, 1)
    await watch.crawl()
    publish(site, 1, 2)
    answers(site, 2, story(2, ad=AD), story(2, ad=OTHER_AD))
    await watch.crawl()
    ((body,),) = watch.archived("SELECT body FROM versions WHERE article_id = 2")
    assert body == "\n\n".join(invented(2).paragraphs)
    answers(site, 2, story(2))
    assert await look(watch) == []


@pytest.mark.parametrize("second", ["wall", "gone", "failure", "unreadable"])
async def test_a_new_story_does_not_wait_for_a_second_fetch_that_fails(watch: Watch, site: Site, second: str) -> None:
    publish(site, 1)
    await watch.crawl()
    publish(site, 1, 2)
    wall = Answer(
        b"<html><head><title>Just a moment...</title></head><body><p>Checking your browser.</p></body></html>"
    )
    unreadable = Answer(b"<html><body><p " + b"a " * 20_000 + b">text</p></body></html>")
    answers(
        site,
        2,
        story(2),
        {"wall": wall, "gone": Answer(b"", 410), "failure": Answer(b"", 403), "unreadable": unreadable}[second],
    )
    await watch.crawl()
    assert watch.archived("SELECT count(*) FROM versions WHERE article_id = 2") == [(1,)]
    answers(site, 2, story(2))
    assert await look(watch) == []


async def test_a_change_between_walls_is_believed_at_the_second_check(watch: Watch, site: Site) -> None:
    publish(site, 1)
    await watch.crawl()
    wall = Answer(
        b"<html><head><title>Just a moment...</title></head><body><p>Checking your browser.</p></body></html>"
    )
    edited = story(1, headline="Congress and National Conference seal their alliance")
    answers(site, 1, edited, wall)
    assert await look(watch) == []
    answers(site, 1, edited, wall)
    assert await look(watch) == ["edited"]


async def test_a_change_costs_two_fetches_and_an_unchanged_story_one(watch: Watch, site: Site) -> None:
    publish(site, 1)
    await watch.crawl()
    site.asked.clear()
    answers(site, 1, story(1, headline="Congress and National Conference seal their alliance"))
    await look(watch)
    assert len([path for path in site.paths if path != "/feed"]) == 2
    await look(watch)
    assert len([path for path in site.paths if path != "/feed"]) == 3


async def test_a_story_that_goes_back_and_forth_is_recorded_and_not_told_twice(watch: Watch, site: Site) -> None:
    publish(site, 1)
    await watch.crawl()
    for headline in ("Allies close to a deal on seats", "", "Allies close to a deal on seats"):
        answers(site, 1, story(1, headline=headline))
        assert await look(watch) == ["edited"]
    assert watch.archived(QUIET) == [("edited", None, None), ("edited", "flapping", 1), ("edited", "flapping", 2)]
    answers(site, 1, story(1, headline="A deal at last"))
    await look(watch)
    assert watch.archived(QUIET)[-1] == ("edited", None, None)


async def test_a_redesign_is_reported_to_the_desk_and_alarms_nobody(watch: Watch, site: Site) -> None:
    numbers = range(1, REDESIGN_ARTICLES + 2)
    publish(site, *numbers)
    await watch.crawl()
    for number in numbers:
        answers(site, number, story(number, modern=True, headline=f"Another headline for story number {number}"))
    first = await look(watch)
    assert len(first) < len(numbers), "the first few are held"
    assert {reason for (reason,) in watch.rows("SELECT reason FROM suspects")} == {"new_template"}
    await look(watch)
    changes = watch.archived(QUIET)
    assert len(changes) == len(numbers)
    assert {quiet for _, quiet, _ in changes} == {"redesign"}
    (row,) = [row for row in standing_of(watch.config).sources if row["source"] == watch.config.sources[0].id]
    assert str(row["state"]).startswith("well, new templates since")
    assert await look(watch) == []


async def test_one_article_in_another_template_is_held_once_and_then_believed(watch: Watch, site: Site) -> None:
    publish(site, 1, 2)
    await watch.crawl()
    answers(site, 1, story(1, modern=True, headline="Another headline for this very story"))
    assert await look(watch) == []
    assert await look(watch) == ["edited"]
    assert watch.archived(QUIET) == [("edited", None, None)]


async def test_an_edit_after_a_redesign_is_seen_in_the_new_template(watch: Watch, site: Site) -> None:
    publish(site, 1)
    await watch.crawl()
    answers(site, 1, story(1, modern=True))
    assert await look(watch) == []
    new = "Nothing of the kind was agreed, a spokesperson of the other party said late in the evening."
    answers(site, 1, story(1, modern=True, edit=new))
    assert await look(watch) == ["edited"]


async def test_what_a_site_repeats_is_learned_as_it_crawls(watch: Watch, site: Site) -> None:
    publish(site, *range(1, 6))
    for number in range(2, 6):
        answers(site, number, story(number, ad=AD))
    await watch.crawl()
    answers(site, 1, story(1, ad=AD))
    assert await look(watch) == []
    answers(site, 1, story(1, ad=OTHER_AD))
    assert await look(watch) == ["edited"], "what no other page has may be a paragraph of the story"


def version(number: int, headline: str, *, hours: float) -> Version:
    return Version(
        id=number,
        article_id=1,
        number=number,
        seen_at=NOW + timedelta(hours=hours),
        headline=headline,
        standfirst="",
        byline=(),
        published_at=None,
        modified_at=None,
        language=None,
        body="",
        word_count=0,
        content_sha256="",
        extractor="",
        capture_id=None,
    )


@pytest.mark.parametrize(
    ("headline", "hours", "expected"),
    [
        ("A deal", 3.0, (1, "flapping")),
        ("“A  deal”", 3.0, (1, "flapping")),
        ("A deal", 2.0 + FLAPPING_WITHIN / timedelta(hours=1), (1, "flapping")),
        ("A deal", 2.1 + FLAPPING_WITHIN / timedelta(hours=1), (1, None)),
        ("No deal", 3.0, (None, None)),
        ("Something else", 3.0, (None, None)),
    ],
)
def test_returns(headline: str, hours: float, expected: tuple[int | None, str | None]) -> None:
    versions = [version(1, '"A deal"' if "“" in headline else "A deal", hours=0), version(2, "No deal", hours=2)]
    assert returns_to(versions, Story(headline=headline), at=NOW + timedelta(hours=hours)) == expected


@pytest.mark.parametrize(
    ("earlier", "now", "expected"),
    [
        (None, None, None),
        (0, None, None),
        (0, 0, True),
        (0, 2, False),
        (None, 2, False),
        (None, 0, True),
        (-3, 0.9, True),
        (-3, 1.1, False),
    ],
)
def test_silence(earlier: float | None, now: float | None, expected: bool | None) -> None:
    """Hours after NOW; the old text was last seen 1.5 hours after it."""

    def at(hours: float | None) -> datetime | None:
        return None if hours is None else NOW + timedelta(hours=hours)

    before = replace(version(1, "A deal", hours=0), modified_at=at(earlier))
    story = Story(headline="No deal", modified_at=at(now))
    assert is_silent(before, story, last_seen_at=NOW + timedelta(hours=1.5)) is expected
