"""Whole crawls over a newsroom into real files: what each pass finds and stores."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.crawl import Outcome
from monitor.demo.exchange import Fault, Mishap
from monitor.demo.mastheads import Channel, Form, Link, Masthead, Shape
from monitor.demo.newsroom import Newsroom
from monitor.demo.stories import Copy
from monitor.demo.walls import Wall
from tests.watching import FEED, SITEMAP, TRACKED_FEED, Watch, configure, masthead, newsroom, path, publish, watching

pytestmark = pytest.mark.usefixtures("reactor")

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
VERSIONS = "SELECT number, headline FROM versions ORDER BY id"


async def test_a_first_sight_is_baseline_and_a_new_story_is_news(watch: Watch) -> None:
    publish(watch.outlet, 1, 2, age=DAY)
    assert sorted(await watch.found()) == [("published", path(1)), ("published", path(2))]
    assert watch.archived("SELECT DISTINCT baseline FROM changes") == [(1,)]
    publish(watch.outlet, 3)
    assert await watch.found() == [("published", path(3))]
    assert watch.archived("SELECT baseline FROM changes ORDER BY id DESC LIMIT 1") == [(0,)]


async def test_of_a_first_sight_only_the_newest_are_fetched(room: Newsroom, tmp_path: Path) -> None:
    async with watching(room, configure(room, tmp_path, baseline=2)) as watch:
        for age in (4, 2, 3, 5):
            publish(watch.outlet, age, age=age * DAY)
        assert sorted(await watch.found()) == [("published", path(2)), ("published", path(3))]
        assert [target for target, _ in watch.asked()] == ["/rss.xml", path(2), path(3)], "newest first"
        assert await watch.found() == []
        watch.outlet.edit(path(5), lambda copy: copy.headed("Another line"))
        assert await watch.found() == [("published", path(5))], "a remembered one is fetched when its line changes"
        assert watch.archived("SELECT count(*) FROM changes WHERE baseline = 0") == [(0,)]


async def test_a_channel_that_comes_late_brings_its_news_before_its_baseline(tmp_path: Path) -> None:
    with newsroom(masthead(FEED, SITEMAP)) as room:
        async with watching(room, configure(room, tmp_path)) as watch:
            publish(watch.outlet, 1, age=DAY)
            watch.outlet.fail(Fault(status=404, path="/sitemap.xml", times=1))
            await watch.crawl()
            publish(watch.outlet, *range(2, 8), age=DAY, listed_in=frozenset({Form.SITEMAP_INDEX}))
            publish(watch.outlet, 9, listed_in=frozenset({Form.SITEMAP_INDEX}))
            since = len(watch.outlet.requests)
            await watch.crawl()
            articles = [target for target, _ in watch.asked(since) if "report" in target]
            assert len(set(articles)) == 7
            assert articles[0] == path(9), articles


async def test_a_silent_edit_is_found_by_a_check_and_a_new_line_by_a_look(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    watch.outlet.edit(path(1), lambda copy: copy.saying("villages came", "hamlets came"), silent=True)
    assert await watch.found(every_article=False) == []
    assert await watch.found() == [("edited", path(1))]
    watch.outlet.edit(path(1), lambda copy: copy.headed("A line that nobody had seen"))
    assert await watch.found(every_article=False) == [("edited", path(1))], "the feed's line hints at it"
    assert [number for number, _ in watch.archived(VERSIONS)] == [1, 2, 3]
    (diff, headline_changed) = watch.archived("SELECT diff, headline_changed FROM changes ORDER BY id DESC")[0]
    assert set(json.loads(diff)) == {"v", "headline"}
    assert headline_changed == 1


async def test_a_correction_is_told_from_an_edit(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    note = "Correction: An earlier version of this story gave a wrong number of villages. The error is regretted."
    watch.outlet.edit(path(1), lambda copy: copy.saying("lakh rupees", "crore rupees").noted(note))
    assert await watch.found() == [("corrected", path(1))]


async def test_what_is_gone_is_removed_at_the_second_look_and_restored_as_it_was(watch: Watch) -> None:
    publish(watch.outlet, 1, 2, 3, age=DAY)
    await watch.crawl()
    for number, how in ((1, 404), (2, 410), (3, "home")):
        watch.outlet.remove(path(number), how=how)  # type: ignore[arg-type]  # the table's types are wider
    assert await watch.found() == []
    assert watch.rows("SELECT count(*) FROM follows WHERE gone_at IS NOT NULL AND state = 'live'") == [(3,)]
    assert sorted(await watch.found()) == [("removed", path(number)) for number in (1, 2, 3)]
    assert watch.archived("SELECT DISTINCT state FROM articles") == [("removed",)]
    assert await watch.found() == [], "it is removed once"
    watch.outlet.restore(path(1))
    watch.outlet.restore(path(3))
    assert sorted(await watch.found()) == [("restored", path(1)), ("restored", path(3))]
    assert watch.rows("SELECT state, count(*) FROM follows GROUP BY state") == [("live", 2), ("removed", 1)]
    assert watch.archived("SELECT count(*) FROM versions") == [(3,)], "the same text is no version"


async def test_a_story_that_was_gone_once_is_not_removed(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    watch.outlet.remove(path(1), how=410)
    assert await watch.found() == []
    watch.outlet.restore(path(1))
    assert await watch.found() == []
    watch.outlet.remove(path(1), how=410)
    assert await watch.found() == [], "the two looks are not in a row"


async def test_an_entry_that_is_gone_before_it_is_fetched_rests_until_its_line_changes(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    watch.outlet.fail(Fault(status=410, path=path(1), times=1))
    assert await watch.found() == []
    since = len(watch.outlet.requests)
    assert await watch.found(every_article=False) == []
    assert path(1) not in dict(watch.asked(since))
    watch.outlet.edit(path(1), lambda copy: copy.headed("It is back"))
    assert await watch.found() == [("published", path(1))]


@pytest.mark.parametrize("first", [0, 1])
async def test_a_feed_that_is_ahead_of_its_pages_costs_no_story(watch: Watch, first: int) -> None:
    publish(watch.outlet, *range(1, first + 1), age=DAY)
    await watch.crawl()
    publish(watch.outlet, 2)
    watch.outlet.fail(Fault(status=404, path=path(2), times=3))
    for _ in range(3):
        report = await watch.crawl()
        assert (report.tally.new, report.tally.absent) == (0, 1)
        watch.make_due()
    assert await watch.found(every_article=False) == [("published", path(2))]


async def test_a_story_that_moved_keeps_its_life(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    watch.outlet.move(path(1), "/politics/another-place-77001")
    assert await watch.found() == [("moved", "/politics/another-place-77001")]
    assert await watch.found() == []
    home = watch.outlet.home.rstrip("/")
    urls = {url for (url,) in watch.archived("SELECT url FROM urls WHERE article_id = 1")}
    assert urls == {home + path(1), f"{home}/politics/another-place-77001"}
    since = len(watch.outlet.requests)
    await watch.crawl(every_article=True)
    assert path(1) not in dict(watch.asked(since)), "the new address is asked from now on"
    assert watch.archived("SELECT count(*) FROM versions") == [(1,)]


async def test_a_moved_story_that_is_listed_anew_is_no_news(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    watch.outlet.move(path(1), "/politics/another-place-77001")
    assert await watch.found(every_article=False) == [("moved", "/politics/another-place-77001")]
    assert await watch.found(every_article=False) == []
    assert watch.rows("SELECT count(*) FROM entries WHERE due_at IS NOT NULL") == [(0,)]


async def test_the_same_story_at_two_addresses_that_both_stay_is_two_articles(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    watch.outlet.publish("/opinion/the-same-again-9", watch.outlet.story(path(1)).copy)
    assert await watch.found(every_article=False) == [("published", "/opinion/the-same-again-9")]
    assert watch.archived("SELECT count(*) FROM articles WHERE state = 'live'") == [(2,)]


AMP_OUTLET = masthead(Channel(form=Form.RDF, path="/rdf.xml", link=Link.AMP), SITEMAP, shape=Shape.AMP_TWIN)
MANY_CHANNELS = masthead(
    TRACKED_FEED,
    SITEMAP,
    Channel(form=Form.ATOM, path="/atom", link=Link.REDIRECT),
    Channel(form=Form.SECTION, path="/all/"),
)


@pytest.mark.parametrize("outlet", [AMP_OUTLET, MANY_CHANNELS], ids=["AMP", "tracking, redirect, section"])
async def test_all_channels_lead_to_one_article(tmp_path: Path, outlet: Masthead) -> None:
    with newsroom(outlet) as room:
        async with watching(room, configure(room, tmp_path)) as watch:
            publish(watch.outlet, 1, 2, age=DAY)
            await watch.crawl()
            publish(watch.outlet, 3)
            assert await watch.found() == [("published", path(3))]
            for _ in range(2):
                assert await watch.found() == []
            assert watch.archived("SELECT count(*) FROM articles") == [(3,)]
            keys = watch.archived("SELECT article_id, count(DISTINCT url_key) FROM urls GROUP BY article_id")
            assert len(keys) == 3
            assert watch.rows("SELECT count(*) FROM entries WHERE article_id IS NULL") == [(0,)]


async def test_no_amp_page_is_fetched_where_another_channel_lists_the_page_itself(tmp_path: Path) -> None:
    with newsroom(AMP_OUTLET) as room:
        async with watching(room, configure(room, tmp_path)) as watch:
            publish(watch.outlet, 1, 2, age=DAY)
            await watch.crawl()
            publish(watch.outlet, 3)
            assert await watch.found(every_article=False) == [("published", path(3))]
            asked = Counter(logged.target for logged in watch.outlet.requests)
            assert not [target for target in asked if target.endswith("/amp")]
            assert [asked[path(number)] for number in (1, 2, 3)] == [1, 1, 2], "a new story is seen by two fetches"


async def test_an_amp_address_is_remembered_with_its_canonical_one(tmp_path: Path) -> None:
    amp_only = masthead(Channel(form=Form.RDF, path="/rdf.xml", link=Link.AMP), shape=Shape.AMP_TWIN)
    with newsroom(amp_only) as room:
        async with watching(room, configure(room, tmp_path)) as watch:
            publish(watch.outlet, 1, age=DAY)
            assert await watch.found() == [("published", path(1))]
            home = watch.outlet.home.rstrip("/")
            urls = {url for (url,) in watch.archived("SELECT url FROM urls")}
            assert urls == {home + path(1), f"{home}{path(1)}/amp"}
            assert watch.rows("SELECT url FROM follows") == [(home + path(1),)]


async def test_an_amp_page_whose_canonical_one_is_gone_is_the_article(tmp_path: Path) -> None:
    amp_only = masthead(Channel(form=Form.RDF, path="/rdf.xml", link=Link.AMP), shape=Shape.AMP_TWIN)
    with newsroom(amp_only) as room:
        async with watching(room, configure(room, tmp_path)) as watch:
            publish(watch.outlet, 1, age=DAY)
            watch.outlet.fail(Fault(status=410, path=path(1)))
            assert await watch.found() == [("published", path(1))]
            assert [url.endswith("/amp") for (url,) in watch.rows("SELECT url FROM follows")] == [True]
            for _ in range(3):
                assert await watch.found() == [], "the story's own page is there: nothing was removed"


async def test_an_article_whose_rows_are_broken_stops_no_other(watch: Watch) -> None:
    publish(watch.outlet, 1, 2, age=DAY)
    await watch.found()
    with closing(sqlite3.connect(watch.config.directory / "archive.db")) as archive:
        archive.execute("UPDATE articles SET latest_version_id = 4711 WHERE url LIKE :url", {"url": f"%{path(1)}"})
        archive.commit()
    for number in (1, 2):
        watch.outlet.edit(path(number), lambda copy: copy.headed("Congress, National Conference close to a deal"))
    assert await watch.found() == [("edited", path(2))]
    assert [reason for (reason,) in watch.rows("SELECT reason FROM failures")] == ["storage"]


async def test_each_address_that_led_to_an_article_is_remembered(tmp_path: Path) -> None:
    with newsroom(masthead(Channel(form=Form.ATOM, path="/atom", link=Link.REDIRECT))) as room:
        async with watching(room, configure(room, tmp_path)) as watch:
            publish(watch.outlet, 1, age=DAY)
            await watch.crawl()
            home = watch.outlet.home.rstrip("/")
            assert {url for (url,) in watch.archived("SELECT url FROM urls")} == {home + path(1), f"{home}/go/0"}
            assert watch.archived("SELECT url, first_channel FROM articles") == [(home + path(1), f"{home}/atom")]


async def test_two_channels_that_describe_a_story_apart_do_not_make_it_due_again(tmp_path: Path) -> None:
    with newsroom(masthead(FEED, SITEMAP)) as room:
        async with watching(room, configure(room, tmp_path)) as watch:
            publish(watch.outlet, 1, 2, age=DAY)
            await watch.crawl()
            publish(watch.outlet, 3)  # so that both channels are read again
            await watch.crawl()
            since = len(watch.outlet.requests)
            publish(watch.outlet, 4)
            await watch.crawl()
            articles = [target for target, _ in watch.asked(since) if "report" in target]
            assert articles == [path(4)] * 2, "a new story is seen by two fetches"


@pytest.mark.parametrize("wall", [Wall.CONSENT, Wall.PAYWALL, Wall.SOFT_404, Wall.SHELL])
async def test_a_suspect_page_is_set_aside(watch: Watch, wall: Wall) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    publish(watch.outlet, 2)
    watch.outlet.wall(wall)
    report = await watch.crawl(every_article=True)
    assert (report.tally.suspects, report.tally.new, report.tally.changed) == (2, 0, 0)
    assert sorted(watch.rows("SELECT article_id, status, crawl_id FROM suspects"), key=repr) == [
        (1, 200, 2),
        (None, 200, 2),
    ]
    signs = [json.loads(text) for (text,) in watch.rows("SELECT signs FROM suspects")]
    assert all(signs)
    assert watch.rows("SELECT suspect_count, due_at > checked_at FROM follows") == [(1, 1)]
    assert watch.archived("SELECT count(*) FROM versions") == [(1,)]
    watch.outlet.wall(None)
    watch.make_due()
    assert await watch.found() == [("published", path(2))]
    assert watch.rows("SELECT DISTINCT suspect_count FROM follows") == [(0,)]


async def test_an_article_is_followed_after_it_left_the_feed(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    watch.outlet.relist(path(1), listed_in=frozenset())
    watch.outlet.edit(path(1), lambda copy: copy.headed("Nobody links to this"))
    assert await watch.found(every_article=False) == []
    watch.make_due()
    assert await watch.found(every_article=False) == [("edited", path(1))]


@pytest.mark.parametrize("dynamic", [False, True], ids=["304", "200"])
async def test_an_unchanged_article_writes_nothing_to_the_archive(tmp_path: Path, dynamic: bool) -> None:
    with newsroom(masthead(dynamic=dynamic)) as room:
        async with watching(room, configure(room, tmp_path)) as watch:
            publish(watch.outlet, 1, 2, age=DAY)
            await watch.crawl()
            statements = "SELECT count(*), max(id) FROM versions UNION ALL SELECT count(*), max(id) FROM captures"
            before = watch.archived(statements)
            files = {file: file.stat().st_size for file in (tmp_path / "captures").rglob("*.gz")}
            readings = watch.rows("SELECT version_id, made_at FROM readings")
            report = await watch.crawl(every_article=True)
            assert (report.tally.unchanged, report.tally.new, report.tally.failures) == (2, 0, 0)
            assert {status for target, status in watch.asked()[-2:]} == {200 if dynamic else 304}
            assert watch.archived(statements) == before
            assert {file: file.stat().st_size for file in (tmp_path / "captures").rglob("*.gz")} == files
            assert watch.rows("SELECT version_id, made_at FROM readings") == readings
            assert watch.rows("SELECT DISTINCT check_count FROM follows") == [(2,)]


async def test_every_crawl_leaves_a_row_that_adds_up(watch: Watch) -> None:
    publish(watch.outlet, 1, 2, 3, age=DAY)
    await watch.crawl()
    counts = (
        "SELECT outcome, channels, entries, unchanged, new, changed, suspects, removed, failures, reason FROM crawls"
    )
    assert watch.rows(counts) == [("ok", 1, 3, 0, 3, 0, 0, 0, 0, None)]
    watch.outlet.edit(path(1), lambda copy: copy.headed("Another"))
    watch.outlet.wall(Wall.CONSENT, path=path(2))
    watch.outlet.fail(Fault(status=500, path=path(3)))
    await watch.crawl(every_article=True)
    assert watch.rows(f"{counts} WHERE id = 2") == [("ok", 1, 3, 0, 0, 1, 1, 0, 1, "HTTP 500 (1)")]
    (row,) = watch.rows("SELECT started_at <= ended_at, requests, bytes FROM crawls WHERE id = 2")
    assert row[:2] == (1, len(watch.outlet.requests) - 5), "robots.txt is kept; tries again are counted"
    assert row[2] > 1_000
    assert watch.rows("SELECT crawl_id, reason, detail FROM failures") == [(2, "http_status", "HTTP 500")]
    assert watch.rows("SELECT failure_count, due_at > checked_at FROM follows ORDER BY article_id DESC") == [
        (0, 1),
        (0, 1),
        (1, 1),
    ] or watch.rows("SELECT sum(failure_count) FROM follows") == [(1,)]


async def test_a_quiet_crawl_looks_at_channels_and_says_so(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    report = await watch.crawl()
    assert report.outcome is Outcome.OK
    assert watch.rows("SELECT channels, entries, unchanged FROM crawls WHERE id = 2") == [(1, 0, 0)]
    assert watch.asked()[-1] == ("/rss.xml", 304)


async def test_readings_are_kept_for_the_newest_version_alone(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    watch.outlet.edit(path(1), lambda copy: copy.headed("Another"))
    await watch.crawl()
    assert watch.rows("SELECT version_id FROM readings") == [(2,)]


@pytest.mark.parametrize("has_capture", [True, False], ids=["from the capture", "from the version"])
async def test_a_reading_of_another_extractor_is_made_again(room: Newsroom, tmp_path: Path, has_capture: bool) -> None:
    config = configure(room, tmp_path)
    async with watching(room, config) as watch:
        publish(watch.outlet, 1, 2, age=DAY)
        await watch.crawl()
        await watch.crawls.tools.recorder.submit(
            lambda files: files.desk.execute("UPDATE readings SET extractor = 'presswatch/0', blocks = x'00'").rowcount
        )
    if not has_capture:
        for file in (tmp_path / "captures").rglob("*.gz"):
            file.unlink()
    async with watching(room, config) as watch:
        watch.outlet.edit(path(1), lambda copy: copy.saying("villages came", "hamlets came"), silent=True)
        watch.outlet.edit(path(2), lambda copy: copy, silent=True)
        watch.outlet.wall(None)
        assert await watch.found() == [("edited", path(1))]
        assert await watch.found() == []
        assert watch.rows("SELECT count(*) FROM readings WHERE extractor = 'presswatch/0'")[0][0] <= 1


async def test_a_channel_that_cannot_be_read_is_a_failure_with_a_reason(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    watch.outlet.fail(Fault(mishap=Mishap.TRUNCATED, path="/rss.xml"))
    report = await watch.crawl()
    assert report.outcome is Outcome.FAILED
    assert report.reason == "connection (1)"
    assert watch.rows("SELECT failure_count, baseline_done FROM channels") == [(1, 0)]
    assert watch.rows("SELECT failure_count, not_before_at IS NOT NULL FROM source_state") == [(1, 1)]
    watch.outlet.recover()
    assert await watch.found() == [("published", path(1))]
    assert watch.rows("SELECT failure_count, not_before_at FROM source_state") == [(0, None)]
    assert watch.rows("SELECT failure_count, reason FROM channels") == [(0, None)]


async def test_a_page_that_is_no_channel_is_a_failure_in_words(room: Newsroom, tmp_path: Path) -> None:
    about = next(iter(room.outlets.values())).url("/about")
    async with watching(room, configure(room, tmp_path, feeds=(about,))) as watch:
        report = await watch.crawl()
        assert report.outcome is Outcome.FAILED
        ((reason, detail),) = watch.rows("SELECT reason, detail FROM failures")
        assert reason == "unreadable_channel"
        assert detail


async def test_comments_are_no_news(tmp_path: Path) -> None:
    with newsroom(masthead(FEED, Channel(form=Form.COMMENTS, path="/comments/feed/"))) as room:
        outlet = next(iter(room.outlets.values()))
        async with watching(room, configure(room, tmp_path, feeds=tuple(outlet.comment_feeds))) as watch:
            publish(watch.outlet, 1, age=DAY)
            assert await watch.found() == []
            ((reason, count),) = watch.rows("SELECT reason, entry_count FROM channels")
            assert "comments" in reason
            assert count == 0


async def test_parts_that_fail_do_not_make_a_source_fail_that_brought_news(tmp_path: Path) -> None:
    with newsroom(masthead(FEED, SITEMAP)) as room:
        async with watching(room, configure(room, tmp_path)) as watch:
            publish(watch.outlet, 1, age=DAY)
            watch.outlet.fail(Fault(status=500, path="/sitemap-news.xml.gz"))
            report = await watch.crawl()
            assert report.outcome is Outcome.OK
            assert (report.tally.new, report.tally.failures) == (1, 1)


async def test_a_changed_story_with_the_same_words_elsewhere_is_asked_for_twice(watch: Watch) -> None:
    long = Copy(
        headline="A long story", paragraphs=tuple(f"Paragraph {n} says what was said then." * 4 for n in range(9))
    )
    watch.outlet.publish("/news/a-long-story-1", long, published_at=watch.outlet.clock() - DAY)
    await watch.crawl()
    watch.outlet.edit("/news/a-long-story-1", lambda copy: copy.dropping(3, 4, 5, 6, 7, 8))
    since = len(watch.outlet.requests)
    assert await watch.found() == [("edited", "/news/a-long-story-1")]
    assert [target for target, _ in watch.asked(since)].count("/news/a-long-story-1") == 2
