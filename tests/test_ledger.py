"""The orders that a crawl's books give, and what they write of fetches that brought no story."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from monitor.ledger import Ledger
from monitor.newsdesk import FLUSH_AFTER, Newsdesk
from monitor.recorder import Files
from scrapers.items import Entry, Listing, Page
from scrapers.orders import Admitted, Check, FailureReason, Gone, Look, Missed, Unchanged, Validators
from scrapers.sources import ChannelKind
from storage.follows import get_follow
from tests.watching import Watch, path, publish

DAY = timedelta(days=1)


def ledger_of(watch: Watch) -> Ledger:
    return Ledger(
        source=watch.config.sources[0], schedule=watch.config.schedule, gone_confirmed_after=timedelta(minutes=10)
    )


def page(url: str) -> Page:
    return Page(
        url=url, final_url=url, status=200, body=b"", headers=(), fetched_at=datetime.now(UTC), body_sha256="0" * 64
    )


async def test_news_goes_before_hints_checks_and_baseline(watch: Watch) -> None:
    publish(watch.outlet, *range(1, 9), age=DAY)
    await watch.crawl()
    ledger = ledger_of(watch)
    url = watch.outlet.url
    entries = [Entry(url=url(path(1)), title="It says something else"), Entry(url=url(path(50)), title="News")]

    def orders(files: Files) -> tuple[Admitted, Admitted]:
        now = datetime.now(UTC)
        first = ledger.begin(files, now, every_channel=True, every_article=True, most=100)
        (look,) = first.looks
        listing = Listing(kind=ChannelKind.FEED, entries=entries)
        return first, ledger.take_listing(files, look, page(look.url), listing)

    first, fresh = await watch.crawls.tools.recorder.submit(orders)
    assert [check.url for check in fresh.checks] == [url(path(50)), url(path(1))]
    priorities = [*(check.priority for check in fresh.checks), *(check.priority for check in first.checks)]
    assert len(priorities) == 10
    assert all(before > after for before, after in pairwise(priorities))


@pytest.mark.parametrize("first", ["amp", "page"])
async def test_the_page_itself_is_ordered_whichever_of_its_addresses_is_listed_first(watch: Watch, first: str) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    ledger = ledger_of(watch)
    page_itself = watch.outlet.url(path(50))
    listed = [f"{page_itself}/amp", page_itself] if first == "amp" else [page_itself, f"{page_itself}/amp"]

    def orders(files: Files) -> list[list[str]]:
        now = datetime.now(UTC)
        (look,) = ledger.begin(files, now, every_channel=True, every_article=False, most=100).looks
        listings = [Listing(kind=ChannelKind.FEED, entries=[Entry(url=url)]) for url in listed]
        fresh = [ledger.take_listing(files, look, page(look.url), listing).checks for listing in listings]
        return [[check.url for check in checks] for checks in (*fresh, ledger.settle(files, now, most=100))]

    *of_listings, in_the_end = await watch.crawls.tools.recorder.submit(orders)
    assert of_listings == ([[], [page_itself]] if first == "amp" else [[page_itself], [page_itself]])
    assert in_the_end == [page_itself]


STATUS = FailureReason.HTTP_STATUS
WAITS = [
    (FailureReason.TIMEOUT, None, timedelta(minutes=5)),
    (FailureReason.ROBOTS, None, DAY),
    (FailureReason.NOT_HTML, 200, DAY),
    (STATUS, 403, DAY),
    (STATUS, 451, DAY),
    (STATUS, 408, timedelta(minutes=5)),
    (STATUS, 429, timedelta(minutes=5)),
    (STATUS, 500, timedelta(minutes=5)),
]


@pytest.mark.parametrize(("reason", "status", "wait"), WAITS)
async def test_what_lasts_is_tried_again_in_a_day_and_what_may_pass_in_minutes(
    watch: Watch, reason: FailureReason, status: int | None, wait: timedelta
) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    ledger, at = ledger_of(watch), datetime.now(UTC).replace(microsecond=0)

    def miss(files: Files) -> None:
        ledger.begin(files, at, every_channel=False, every_article=False, most=9)
        check = Check(url=watch.outlet.url(path(1)), article_id=1)
        ledger.note_missed(files, Missed(order=check, at=at, reason=reason, status=status))

    await watch.crawls.tools.recorder.submit(miss)
    follow = get_follow(watch.desk, 1)
    assert follow is not None
    assert follow.due_at == at + wait


async def test_two_looks_in_haste_do_not_confirm_a_removal(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    ledger, at = ledger_of(watch), datetime.now(UTC).replace(microsecond=0)
    check = Check(url=watch.outlet.url(path(1)), article_id=1)
    for minutes, removed in ((0, 0), (9, 0), (10, 1), (20, 0)):
        gone = Gone(check=check, at=at + timedelta(minutes=minutes), status=410, final_url=check.url)
        noted = await watch.crawls.tools.recorder.submit(lambda files, gone=gone: ledger.note_gone(files, gone))  # type: ignore[misc]
        assert noted.removed == removed, minutes


async def test_a_channel_that_is_not_ours_is_a_bug(watch: Watch) -> None:
    ledger = ledger_of(watch)
    missed = Missed(
        order=Look(url="http://127.0.0.1/", kind=ChannelKind.FEED, channel_id=99),
        at=datetime.now(UTC),
        reason=FailureReason.TIMEOUT,
    )

    def miss(files: Files) -> None:
        ledger.begin(files, datetime.now(UTC), every_channel=False, every_article=False, most=9)
        ledger.note_missed(files, missed)

    with pytest.raises(LookupError, match="is not in desk"):
        await watch.crawls.tools.recorder.submit(miss)


async def test_unchanged_articles_are_noted_together_and_keep_new_validators(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    desk = Newsdesk(watch.crawls.tools, ledger_of(watch), on_changes=lambda _: None)
    order = Check(url=watch.outlet.url(path(1)), article_id=1)
    new = Unchanged(order=order, at=datetime.now(UTC), status=304, validators=Validators(etag='"new"'))
    count = "SELECT check_count, etag FROM follows"
    before = watch.rows(count)
    for _ in range(FLUSH_AFTER - 1):
        await desk.record(new)
    assert watch.rows(count) == before, "nothing is written for one of them alone"
    await desk.record(new)
    assert watch.rows(count) == [(FLUSH_AFTER + 1, '"new"')]
    lost = Check(url=order.url, article_id=99)
    await desk.record(Unchanged(order=lost, at=datetime.now(UTC), status=304, validators=Validators()))
    await desk.record(new)
    await desk.flush()
    assert watch.rows(count) == [(FLUSH_AFTER + 2, '"new"')], "one that is no longer followed does not matter"
    await desk.flush()
    assert desk.tally.unchanged == FLUSH_AFTER + 2


async def test_what_is_gone_and_known_to_nobody_is_nothing(watch: Watch) -> None:
    ledger = ledger_of(watch)
    check = Check(url=watch.outlet.url(path(7)))
    gone = Gone(check=check, at=datetime.now(UTC), status=404, final_url=check.url)
    noted = await watch.crawls.tools.recorder.submit(lambda files: ledger.note_gone(files, gone))
    assert (noted.changes, noted.removed, noted.absent) == ((), 0, 1)
