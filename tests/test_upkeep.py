"""What keeps the files in order: sources and channels as configured, crawls that died, what `[keep]` says."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor import upkeep
from monitor.config import Config
from monitor.demo.exchange import Fault
from monitor.demo.walls import Wall
from storage.crawls import begin_crawl
from tests.watching import Watch, path, publish

DAY = timedelta(days=1)


def keeping(config: Config, **keep: timedelta | None) -> Config:
    return config.model_copy(update={"keep": config.keep.model_copy(update=keep)})


async def adopt(watch: Watch, config: Config) -> None:
    await upkeep.adopt(watch.crawls.tools.recorder, config, datetime.now(UTC))


async def test_the_files_name_what_the_configuration_names(watch: Watch) -> None:
    (source,) = watch.config.sources
    assert watch.archived("SELECT id, name FROM sources") == [(source.id, "Wular News")]
    assert watch.rows("SELECT url, next_look_at IS NOT NULL FROM channels") == [(source.feeds[0], 1)]
    other = watch.outlet.url("/other.xml")
    renamed = source.model_copy(update={"name": "Wular Times", "feeds": (other,)})
    await adopt(watch, watch.config.model_copy(update={"sources": (renamed,)}))
    assert watch.archived("SELECT id, name FROM sources") == [(source.id, "Wular Times")]
    assert watch.rows("SELECT url, next_look_at IS NOT NULL FROM channels ORDER BY id") == [
        (source.feeds[0], 0),
        (other, 1),
    ]


async def test_a_source_that_is_taken_out_keeps_its_archive(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    await adopt(watch, watch.config.model_copy(update={"sources": ()}))
    assert watch.archived("SELECT count(*) FROM sources") == [(1,)]
    assert watch.archived("SELECT count(*) FROM versions") == [(1,)]


async def test_crawls_that_died_are_closed(watch: Watch, caplog: pytest.LogCaptureFixture) -> None:
    recorder, now = watch.crawls.tools.recorder, datetime.now(UTC)
    await recorder.submit(lambda files: begin_crawl(files.desk, "wular-news", at=now))
    await upkeep.close_open_crawls(recorder, now)
    assert watch.rows("SELECT outcome, ended_at IS NOT NULL FROM crawls") == [("died", 1)]
    assert "count=1" in caplog.text
    caplog.clear()
    await upkeep.close_open_crawls(recorder, now)
    assert caplog.text == ""


async def test_rows_are_kept_as_long_as_the_configuration_says(watch: Watch) -> None:
    publish(watch.outlet, 1, 2, age=DAY)
    watch.outlet.fail(Fault(status=404, path="/rss.xml", times=1))
    await watch.crawl()
    watch.outlet.wall(Wall.CONSENT, path=path(2))
    await watch.crawl()
    counts = "SELECT (SELECT count(*) FROM crawls), (SELECT count(*) FROM failures), (SELECT count(*) FROM suspects)"
    assert watch.rows(counts) == [(2, 1, 1)]
    recorder, now = watch.crawls.tools.recorder, datetime.now(UTC)
    for_ever = keeping(watch.config, crawls=None, failures=None)
    await upkeep.tidy(recorder, for_ever, now + 9999 * DAY)
    await upkeep.tidy(recorder, watch.config, now + 29 * DAY)
    assert watch.rows(counts) == [(2, 1, 1)]
    await upkeep.tidy(recorder, watch.config, now + 31 * DAY)
    assert watch.rows(counts) == [(2, 0, 0)]
    await upkeep.tidy(recorder, watch.config, now + 91 * DAY)
    assert watch.rows(counts) == [(0, 0, 0)]


async def test_captures_are_kept_as_long_as_the_configuration_says(
    watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    (file,) = (watch.config.directory / "captures").rglob("*.warc.gz")
    recorder, now = watch.crawls.tools.recorder, datetime.now(UTC)
    await upkeep.tidy(recorder, watch.config, now + 9999 * DAY)
    assert file.exists(), "all are kept unless the configuration says otherwise"
    keep = keeping(watch.config, captures=90 * DAY)
    await upkeep.tidy(recorder, keep, now + 89 * DAY)
    assert file.exists()
    await upkeep.tidy(recorder, keep, now + 91 * DAY)
    assert not file.exists()
    assert "capture_files=1" in caplog.text
    assert watch.archived("SELECT count(*) FROM versions") == [(1,)], "what was said is kept for ever"
    watch.outlet.edit(path(1), lambda copy: copy.headed("Another headline"))
    assert await watch.found() == [("edited", path(1))], "and still compared"
