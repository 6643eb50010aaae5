"""How things stand with each source, from the files alone."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.config import Config
from monitor.demo.exchange import Fault
from monitor.standing import standing_of
from storage.database import StorageError
from tests.watching import Watch, publish

DAY = timedelta(days=1)


def test_where_nothing_was_ever_crawled_that_is_said(config: Config) -> None:
    with pytest.raises(StorageError, match="there is no such file yet"):
        list(standing_of(config))


async def test_a_source_s_standing_from_first_sight_to_failure(watch: Watch) -> None:
    def stands(**changes: object) -> dict[str, object]:
        (source,) = watch.config.sources
        config = watch.config.model_copy(update={"sources": (source.model_copy(update=changes),)})
        (row,) = standing_of(config)
        return dict(row)

    first = stands()
    assert (first["source"], first["state"], first["articles"], first["due"]) == ("wular-news", "not crawled yet", 0, 0)
    publish(watch.outlet, 1, 2, age=DAY)
    await watch.crawl()
    publish(watch.outlet, 3)
    await watch.crawl()
    well = stands()
    assert (well["state"], well["articles"], well["stories_today"], well["failures_in_a_row"]) == ("well", 3, 1, 0)
    assert well["last_success_at"] is not None
    assert (well["last_failure_at"], well["reason"], well["not_before_at"]) == (None, None, None)
    watch.make_due()
    assert stands()["due"] == 3
    watch.outlet.fail(Fault(status=503, retry_after=7200))
    await watch.crawl()
    failing = stands()
    assert str(failing["state"]).startswith("failing, rests until ")
    assert failing["failures_in_a_row"] == 1
    assert "503" in str(failing["reason"])
    assert failing["last_failure_at"] is not None
    assert stands(paused=True)["state"] == "paused"
    tomorrow = datetime.now(UTC) + DAY
    (later,) = standing_of(watch.config, now=tomorrow)
    assert (later["state"], later["stories_today"]) == ("failing", 0)
