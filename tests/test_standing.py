"""How things stand, from the files alone."""

from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from monitor.cli import main
from monitor.conditions import Kind
from monitor.config import Config
from monitor.demo.exchange import Fault
from monitor.messages.compose import desk_message
from monitor.standing import Standing, standing_of
from storage.conditions import begin_condition, clear_condition
from storage.database import StorageError, open_subscribers, transaction
from storage.deliveries import add_delivery
from storage.destinations import pause_destination, record_failure
from storage.sitepages import record_redesign
from tests.desk_history import HOUR, add_crawls
from tests.watching import Watch, publish

DAY = timedelta(days=1)


def test_where_nothing_was_ever_crawled_that_is_said(config: Config) -> None:
    with pytest.raises(StorageError, match="there is no such file yet"):
        standing_of(config)


def stands(watch: Watch, **changes: object) -> Mapping[str, object]:
    """The row of the only source, with its configuration changed."""
    (source,) = watch.config.sources
    config = watch.config.model_copy(update={"sources": (source.model_copy(update=changes),)})
    # At the moment when its last crawl ended: a day may end while this runs.
    last = watch.rows("SELECT max(ended_at) FROM crawls")[0][0]
    (row,) = standing_of(config, now=datetime.fromisoformat(last) if last else None).sources
    return row


async def test_a_source_s_standing_from_first_sight_to_failure(watch: Watch) -> None:
    first = stands(watch)
    assert (first["source"], first["state"], first["articles"], first["due"]) == ("wular-news", "not crawled yet", 0, 0)
    assert (first["conditions"], first["timeliness"]) == ([], None)
    publish(watch.outlet, 1, 2, age=DAY)
    await watch.crawl()
    publish(watch.outlet, 3)
    await watch.crawl()
    well = stands(watch)
    assert (well["state"], well["articles"], well["stories_today"], well["failures_in_a_row"]) == ("well", 3, 1, 0)
    assert well["last_success_at"] is not None
    assert (well["last_failure_at"], well["reason"], well["not_before_at"]) == (None, None, None)
    timeliness = well["timeliness"]
    assert isinstance(timeliness, dict)
    assert (timeliness["stories"], timeliness["sent"]) == (1, None)
    assert timeliness["discovered"]["count"] == timeliness["stored"]["count"] == 1
    watch.make_due()
    assert stands(watch)["due"] == 3
    watch.outlet.fail(Fault(status=503, retry_after=7200))
    await watch.crawl()
    failing = stands(watch)
    assert str(failing["state"]).startswith("failing, rests until ")
    assert failing["failures_in_a_row"] == 1
    assert "503" in str(failing["reason"])
    assert failing["last_failure_at"] is not None
    assert stands(watch, paused=True)["state"] == "paused"
    tomorrow = standing_of(watch.config, now=datetime.now(UTC) + DAY)
    (later,) = tomorrow.sources
    assert (later["state"], later["stories_today"]) == ("failing", 0)
    assert tomorrow.idle_since is not None


def of_writer(watch: Watch) -> Standing:
    return standing_of(watch.config)


async def test_what_is_wrong_and_what_was_until_a_moment_ago(watch: Watch) -> None:
    now = datetime.now(UTC)

    def spoil(number: int) -> None:
        begin_condition(
            files.desk, kind=Kind.SILENT, subject="wular-news", detail="Nothing.", began_at=now - DAY, found_at=now
        )
        clear_condition(files.desk, number, at=now)
        begin_condition(files.desk, kind=Kind.DISK_LOW, subject="presswatch", detail="!", began_at=now, found_at=now)
        add_crawls(files.desk, "wular-news", [now - HOUR], outcome=None)
        record_redesign(files.desk, "wular-news", at=now)

    recorder = watch.crawls.tools.recorder
    files = await recorder.submit(lambda opened: opened)
    await recorder.submit(lambda _: spoil(1), alone=True)
    found = of_writer(watch)
    rows = {str(row["condition"]): row for row in found.conditions}
    assert list(rows) == ["stuck", "shape", "silent", "disk-low"]
    assert (rows["stuck"]["source"], rows["stuck"]["cleared_at"]) == ("wular-news", None)
    assert rows["stuck"]["title"] == "A crawl of Wular News does not end"
    assert rows["silent"]["cleared_at"] is not None
    assert (rows["silent"]["source"], rows["disk-low"]["source"]) == ("wular-news", None)
    (row,) = found.sources
    assert row["conditions"] == ["stuck", "shape"]
    assert found.idle_since is None


async def test_destinations_stand_beside_the_sources(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    publish(watch.outlet, 2)
    await watch.crawl()
    now = datetime.now(UTC)
    message = desk_message("Subject", ["A line."], archive_url=None)
    with closing(open_subscribers(watch.config.directory / "subscribers.db")) as opened, transaction(opened):
        for name in ("A", "B", "C"):
            add_delivery(opened, key=name, destination=name, subscription_id=None, message=message, at=now)
        item = "INSERT INTO delivery_items (subscription_id, change_id, event, article_id, seen_at, gathered_at"
        opened.execute(f"{item}, delivery_id) VALUES ('s', 2, 'report', 2, :at, :at, 1)", {"at": now.isoformat()})
        opened.execute("UPDATE deliveries SET state = 'sent', sent_at = :at WHERE key = 'A'", {"at": now.isoformat()})
        record_failure(opened, "B", at=now - HOUR, reason="timed out", not_before_at=None)
        pause_destination(opened, "C", at=now - HOUR, reason="550 no such mailbox")
    standing = standing_of(watch.config)
    assert [row["state"] for row in standing.destinations] == ["well", "failing", "paused"]
    assert [row["waiting"] for row in standing.destinations] == [0, 1, 1]
    assert [row["condition"] for row in standing.conditions] == ["paused-destination", "failing-destination"]
    (source,) = standing.sources
    assert isinstance(source["timeliness"], dict)
    assert source["timeliness"]["sent"]["count"] == 1
    shown = CliRunner().invoke(main, ["status", "--config", str(watch.config.path)], catch_exceptions=False).stdout
    assert shown.endswith("2 things are wrong, see above; 2 messages wait.\n")
    (line,) = [line for line in shown.splitlines() if line.startswith("B  ")]
    assert line.split()[1:3] == ["failing", "1"]
    assert "    550 no such mailbox" in shown
