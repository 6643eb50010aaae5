"""The deliverer from a match to a server's acceptance: durable, once, one destination beside the other."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config.models import Event
from monitor.delivery.deliverer import LEASE, Deliverer
from monitor.delivery.gathering import Shelves
from monitor.delivery.retrying import End, Outcome
from monitor.messages.items import Message
from storage.database import StorageError, transaction
from storage.deliveries import add_delivery
from storage.delivery_records import Delivery
from tests.delivery_samples import (
    Log,
    configured,
    deliver,
    delivering,
    mailto,
    now,
    plainly,
    rows,
    texts,
    tick,
)
from tests.receiving import MailServer, http_sink, mail_server
from tests.running import PATIENCE
from tests.storage_samples import NOW

HOUR = timedelta(hours=1)
SIGNED_WITH = "a word"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    opened = Log(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as served:
        yield served


@pytest.fixture
async def one(tmp_path: Path, log: Log, server: MailServer) -> AsyncIterator[Deliverer]:  # noqa: ARG001 - its files
    """A deliverer with one subscription to a mail server, messages at once."""
    async with delivering(tmp_path, configured(tmp_path, 'to = "env:DESK"'), DESK=mailto(server.port)) as deliverer:
        yield deliverer


async def test_a_match_becomes_a_mail_that_the_server_accepted(
    tmp_path: Path, log: Log, one: Deliverer, server: MailServer
) -> None:
    log.report("alliance")
    await deliver(one)
    assert [letter["Subject"] for letter in server.letters] == ["Now: 1 of The alliance"]
    (row,) = rows(tmp_path, "SELECT state, attempt_count, last_error, sent_at FROM deliveries")
    assert (row["state"], row["attempt_count"], row["last_error"]) == ("sent", 1, None)
    assert row["sent_at"] is not None
    await deliver(one)
    assert len(server.letters) == 1


async def test_what_was_there_before_a_subscription_is_not_sent(tmp_path: Path, log: Log) -> None:
    log.report("before")
    async with mail_server() as server:
        config = configured(tmp_path, 'to = "env:DESK"')
        async with delivering(tmp_path, config, DESK=mailto(server.port)) as deliverer:
            log.report("after")
            await deliver(deliverer)
            assert texts(server) == ["report Alliance possible after [None-1] also="]
            # A second one counts from its own beginning, and names the first one's watch.
            deliverer.config = configured(tmp_path, 'to = "env:DESK"', 'to = "env:DESK"\nid = "second"')
            await deliver(deliverer)
            log.report("later")
            await deliver(deliverer)
            assert len(server.letters) == 3


async def test_a_subscription_that_is_taken_out_is_told_nothing_more(
    tmp_path: Path, log: Log, one: Deliverer, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers = ["451 4.3.0 later"]
    log.report("sent-later")
    await deliver(one)
    one.config = configured(tmp_path, 'to = "env:DESK"\ndigest = "hourly"')
    log.report("gathered")
    await deliver(one)
    # Another destination is another reader: what waits is not theirs.
    one.config = configured(tmp_path, 'to = "env:OTHER"\nid = "nc-congress-desk"')
    with caplog.at_level("WARNING"):
        await deliver(one)
    await tick(one)
    await deliver(one)
    assert server.letters == []
    assert "subscriptions ended ids=nc-congress-desk dropped=2" in caplog.text
    assert [row["state"] for row in rows(tmp_path, "SELECT state FROM deliveries")] == ["dropped"]
    assert rows(tmp_path, "SELECT count(*) AS n FROM delivery_items WHERE left_out = 'dropped'")[0]["n"] == 1


async def test_edits_in_quiet_time_are_one_message_from_what_the_reader_saw(
    tmp_path: Path, log: Log, one: Deliverer, server: MailServer
) -> None:
    article = log.report("alliance")
    await deliver(one)
    one.config = configured(tmp_path, 'to = "env:DESK"\ndigest = "every 1m"')
    for number in range(2, 6):
        log.edit(article, f"Seats: {number}.")
    await deliver(one)
    assert len(server.letters) == 1
    await tick(one, HOUR)
    await deliver(one)
    assert texts(server)[1:] == ["edit Alliance [1-5] also="]
    (payload,) = rows(tmp_path, "SELECT payload FROM deliveries ORDER BY id DESC LIMIT 1")
    (told,) = json.loads(payload["payload"])["items"]
    assert told["diff"]["body"][0]["op"] in ("edit", "remove", "add")
    # Back to what the reader saw: nothing is left to tell.
    log.edit(article, "Seats: 6.")
    log.edit(article, "Seats: 5.")
    await deliver(one)
    await tick(one, HOUR)
    await deliver(one)
    assert len(server.letters) == 2
    assert [row["left_out"] for row in rows(tmp_path, "SELECT left_out FROM delivery_items ORDER BY id")][-2:] == [
        "undone"
    ] * 2


async def test_an_articles_mails_make_a_thread(log: Log, one: Deliverer, server: MailServer) -> None:
    article = log.report("alliance")
    await deliver(one)
    log.edit(article, "Seats: 2.", event=Event.CORRECTION)
    await deliver(one)
    log.remove(article)
    await deliver(one)
    first, second, third = server.letters
    assert first["References"] is None
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert third["In-Reply-To"] == second["Message-ID"]
    assert third["References"].split() == [first["Message-ID"], second["Message-ID"]]
    assert [text.split()[0] for text in texts(server)] == ["report", "correction", "removal"]


async def test_removed_and_restored(tmp_path: Path, log: Log, one: Deliverer, server: MailServer) -> None:
    one.config = configured(tmp_path, 'to = "env:DESK"\non = ["report", "removal", "restoration"]')
    article = log.report("alliance")
    await deliver(one)
    log.remove(article)
    await deliver(one)
    log.restore(article)
    await deliver(one)
    log.remove(article)
    log.restore(article)
    await deliver(one)
    assert [text.split()[0] for text in texts(server)] == ["report", "removal", "restoration"]


async def test_copies_that_nobody_took_along_are_forgotten_after_the_window(
    tmp_path: Path, log: Log, one: Deliverer, server: MailServer
) -> None:
    # Seen long ago by the samples' clock, as far as the deliverer can tell.
    first, copy = log.report("first", at=NOW), log.report("copy", source_id="hill-times", at=NOW + HOUR)
    log.one_story(first, copy)
    await deliver(one)
    await deliver(one)
    assert len(server.letters) == 1
    found = rows(tmp_path, "SELECT left_out FROM delivery_items WHERE copy_of IS NOT NULL")
    assert [row["left_out"] for row in found] == ["copy"]


async def test_a_paused_subscription_gathers_and_then_sends_one_message(
    tmp_path: Path, log: Log, one: Deliverer, server: MailServer
) -> None:
    one.config = configured(tmp_path, 'to = "env:DESK"\npaused = true')
    for path in ("a", "b", "c"):
        log.report(path)
    await deliver(one)
    await tick(one, HOUR)
    assert server.letters == []
    one.config = configured(tmp_path, 'to = "env:DESK"')
    await deliver(one)
    assert [letter["Subject"] for letter in server.letters] == ["Digest: 3 of The alliance"]


@pytest.mark.parametrize("answer", ["451 4.7.1 greylisted", "cut"])
async def test_a_message_that_failed_comes_again_with_the_same_id(
    answer: str, log: Log, one: Deliverer, server: MailServer
) -> None:
    server.answers = [answer]
    log.report("alliance")
    await deliver(one)
    await deliver(one)
    heard = len(server.letters)
    await tick(one)
    await deliver(one)
    assert len(server.letters) == heard + 1
    assert len({letter["Message-ID"] for letter in server.letters}) == 1
    assert len({letter.as_bytes() for letter in server.letters}) == 1


async def test_a_refused_message_is_set_aside_and_sent_again_when_asked(
    tmp_path: Path, log: Log, one: Deliverer, server: MailServer
) -> None:
    server.answers = ["554 5.6.0 no"]
    article = log.report("alliance")
    log.report("next")
    await deliver(one)
    assert len(server.letters) == 1
    dead = rows(tmp_path, "SELECT state, last_error FROM deliveries WHERE state = 'dead'")
    assert [row["last_error"] for row in dead] == ["it refuses this message (554 5.6.0)"]
    # What it would have told was not told: the next one begins where the reader stands.
    log.edit(article, "Seats: 2.")
    await deliver(one)
    assert await one.take_up_dead() == 1
    await one.send_due()
    assert len(server.letters) == 3
    told = rows(tmp_path, "SELECT max(version_id) AS id FROM last_told WHERE article_id = 1")
    assert told[0]["id"] == 3


async def test_a_message_is_given_up_after_a_day(
    tmp_path: Path, log: Log, one: Deliverer, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    log.report("alliance")
    server.answers = ["450 4.2.0 busy"] * 3
    await deliver(one)
    await tick(one, 23 * HOUR)
    await one.send_due()
    assert rows(tmp_path, "SELECT state FROM deliveries")[0]["state"] == "waiting"
    await tick(one, HOUR)
    with caplog.at_level("ERROR"):
        await one.send_due()
    assert rows(tmp_path, "SELECT state FROM deliveries")[0]["state"] == "dead"
    assert "message given up id=1 destination=DESK: it put the message off (450 4.2.0)" in caplog.text
    assert rows(tmp_path, "SELECT * FROM last_told") == []


async def test_a_destination_that_is_gone_is_paused_and_gathers_until_it_is_resumed(
    tmp_path: Path, log: Log, one: Deliverer, server: MailServer
) -> None:
    server.recipients["reader@example.org"] = "550 5.1.1 who?"
    log.report("alliance")
    await deliver(one)
    (row,) = rows(tmp_path, "SELECT paused_at, reason FROM destinations")
    assert row["paused_at"] is not None
    assert row["reason"] == "1 of 1 recipients refused (550 5.1.1)"
    for path in ("a", "b", "c"):
        log.report(path)
    await deliver(one)
    await tick(one, HOUR)
    server.recipients.clear()
    await deliver(one)
    assert server.letters == []
    await one.resume()
    await deliver(one)
    assert [letter["Subject"][0] for letter in server.letters] == ["N", "D"]
    (row,) = rows(tmp_path, "SELECT paused_at, reason, failure_count FROM destinations")
    assert tuple(row) == (None, None, 0)


async def test_one_destination_that_hangs_or_fails_delays_no_other(tmp_path: Path, log: Log) -> None:
    hanging = asyncio.Event()

    async def send(delivery: Delivery, _: object) -> Outcome:
        if delivery.destination == "SLOW":
            await hanging.wait()
        if delivery.destination == "BROKEN":
            raise ZeroDivisionError
        return Outcome(end=End.SENT)

    config = configured(tmp_path, *(f'to = "env:{name}"' for name in ("SLOW", "BROKEN", "QUICK")))
    async with delivering(tmp_path, config, SLOW="a", BROKEN="b", QUICK="c") as deliverer:
        deliverer.send = send
        running = asyncio.ensure_future(deliverer.run())
        for path in ("a", "b", "c"):
            log.report(path)
        deliverer.wake()
        async with asyncio.timeout(PATIENCE):
            while len(rows(tmp_path, "SELECT 1 FROM deliveries WHERE state = 'sent'")) < 3:
                await asyncio.sleep(0)
        states = rows(tmp_path, "SELECT destination, state FROM deliveries WHERE state <> 'sent' ORDER BY id")
        assert {row["destination"] for row in states} == {"SLOW", "BROKEN"}
        hanging.set()
        deliverer.stop()
        await running


async def test_an_unset_variable_holds_its_messages_without_trying(
    tmp_path: Path, log: Log, caplog: pytest.LogCaptureFixture
) -> None:
    async with delivering(tmp_path, configured(tmp_path, 'to = "env:DESK"')) as deliverer:
        log.report("alliance")
        await deliver(deliverer)
        await deliver(deliverer)
    assert caplog.text.count("nothing sent destination=DESK: the environment variable is not set") == 1
    (row,) = rows(tmp_path, "SELECT state, attempt_count FROM deliveries")
    assert tuple(row) == ("waiting", 0)
    assert rows(tmp_path, "SELECT reason, failure_count FROM destinations")[0]["failure_count"] == 1


async def test_claims_of_a_dead_process_are_taken_over_and_old_ones_run_out(
    tmp_path: Path, log: Log, one: Deliverer, server: MailServer
) -> None:
    log.report("alliance")
    await one.plan()
    host = one.name.split("/")[0]
    claims = ["elsewhere/1/x", f"{host}/1/x", one.name, f"{host}/999999999/x", f"{one.name}0"]
    kept = []
    for claimant in claims:
        await one.outbox.do(
            lambda shelves, name=claimant: (
                shelves.subscribers.execute(  # type: ignore[misc]  # the loop's own name
                    "UPDATE deliveries SET state = 'sending', claimed_by = :name, claimed_at = :at",
                    {"name": name, "at": now().isoformat(timespec="seconds").replace("+00:00", "Z")},
                ).rowcount
            )
        )
        await one.take_over()
        kept.append(rows(tmp_path, "SELECT state FROM deliveries")[0]["state"])
    assert kept == ["sending", "sending", "sending", "waiting", "waiting"]
    await one.outbox.do(lambda shelves: shelves.subscribers.execute("UPDATE deliveries SET state = 'sending'").rowcount)
    await one.send_due()
    assert server.letters == []
    await tick(one, LEASE)
    await one.send_due()
    assert len(server.letters) == 1


async def test_an_answer_is_written_down_however_long_the_disk_refuses(
    tmp_path: Path, log: Log, one: Deliverer, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.report("alliance")
    await one.plan()
    monkeypatch.setattr("monitor.delivery.deliverer.MARK_AGAIN", 0)
    write, refusals = Deliverer._write, [StorageError("full"), StorageError("full")]

    def refuse(self: Deliverer, shelves: Shelves, delivery: Delivery, outcome: Outcome) -> bool:
        if refusals:
            raise refusals.pop()
        return write(self, shelves, delivery, outcome)

    monkeypatch.setattr(Deliverer, "_write", refuse)
    await one.send_due()
    assert len(server.letters) == 1
    assert rows(tmp_path, "SELECT state FROM deliveries")[0]["state"] == "sent"


async def test_a_subscription_whose_message_cannot_be_made_holds_up_no_other(
    tmp_path: Path, log: Log, one: Deliverer, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    one.config = configured(tmp_path, 'to = "env:DESK"\nid = "bad"', 'to = "env:DESK"\nid = "good"')
    await one.adopt()

    def compose(items, **others):  # type: ignore[no-untyped-def]  # as plainly
        if one.outbox is not None and not done:
            done.append(1)
            raise ZeroDivisionError
        return plainly(items, **others)

    done: list[int] = []
    one.compose = compose
    log.report("alliance")
    await deliver(one)
    assert "no message made subscription=bad" in caplog.text
    assert len(server.letters) == 1
    await deliver(one)
    assert len(server.letters) == 2


async def test_the_desks_own_message_goes_out_once(one: Deliverer, server: MailServer) -> None:
    message = plainly([], watch="desk", title="the desk", archive_url=None)

    def add(shelves: Shelves) -> int | None:
        with transaction(shelves.subscribers):
            return add_delivery(
                shelves.subscribers, key="desk:silent:x:1:began", destination="DESK", subscription_id=None,
                message=message, at=now(),
            )  # fmt: skip

    assert await one.outbox.do(add) == 1
    assert await one.outbox.do(add) is None
    await deliver(one)
    assert [letter["List-Id"] for letter in server.letters] == ["<desk.presswatch.example.org>"]


async def test_a_webhook_gets_the_items_and_the_text(tmp_path: Path, log: Log) -> None:
    async with http_sink() as sink:
        config = configured(tmp_path, 'to = "env:HOOK"')
        async with delivering(tmp_path, config, HOOK=f"{sink.url}/in?x=1", HOOK_SECRET=SIGNED_WITH) as deliverer:
            log.report("alliance")
            await deliver(deliverer)
    ((headers, body),) = sink.requests
    told = json.loads(body)
    assert told["items"][0]["headline"] == "Alliance possible alliance"
    assert told["items"][0]["matched"] == ["Alliance"]
    assert (told["watch"], told["subscription"], told["digest"]) == ("nc-congress", "nc-congress-hook", False)
    assert headers["webhook-id"] == told["id"]
    assert headers["webhook-signature"].startswith("v1,")


async def test_the_loop_looks_again_after_a_failure(
    tmp_path: Path, log: Log, one: Deliverer, server: MailServer, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("monitor.delivery.deliverer.TICK", 0.01)
    failures = [StorageError("locked"), ZeroDivisionError()]
    plan = Deliverer.plan

    async def failing(self: Deliverer) -> None:
        if failures:
            raise failures.pop()
        await plan(self)

    monkeypatch.setattr(Deliverer, "plan", failing)
    log.report("alliance")
    running = asyncio.ensure_future(one.run())
    async with asyncio.timeout(PATIENCE):
        while not rows(tmp_path, "SELECT 1 FROM deliveries WHERE state = 'sent'"):
            await asyncio.sleep(0)
    one.stop()
    await running
    assert len(server.letters) == 1
    assert "delivery cannot use its files: locked" in caplog.text
    assert "delivery failed at something" in caplog.text


async def test_an_attempt_that_outlives_the_end_is_cut_off_and_stays_claimed(
    tmp_path: Path, log: Log, one: Deliverer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.delivery.deliverer.STOP_PATIENCE", 0)
    begun = asyncio.Event()

    async def send(_delivery: Delivery, _: object) -> Outcome:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    one.send = send
    log.report("alliance")
    running = asyncio.ensure_future(one.run())
    await begun.wait()
    one.stop()
    await running
    assert rows(tmp_path, "SELECT state FROM deliveries")[0]["state"] == "sending"


async def test_a_message_too_large_for_programs_leaves_its_diffs_out(
    tmp_path: Path, log: Log, one: Deliverer, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = log.report("alliance")
    log.edit(article, "Seats: 2.")
    await deliver(one)
    log.edit(article, "Seats: 3.")
    monkeypatch.setattr("monitor.delivery.composing.LARGEST_PAYLOAD", 10)
    await deliver(one)
    found = [json.loads(row["payload"])["items"][0] for row in rows(tmp_path, "SELECT payload FROM deliveries")]
    assert [(told["diff"], told["diff_left_out"]) for told in found] == [(None, False), (None, True)]


async def test_a_disk_that_fails_while_messages_are_made_is_told(
    log: Log, one: Deliverer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Message:
        raise StorageError("full")

    monkeypatch.setattr(one, "compose", fail)
    log.report("alliance")
    with pytest.raises(StorageError, match="full"):
        await one.plan()


async def test_an_answer_that_cannot_be_written_at_the_end_is_given_up(
    tmp_path: Path, log: Log, one: Deliverer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bool:
        one.stop()
        raise StorageError("full")

    monkeypatch.setattr(Deliverer, "_write", refuse)
    log.report("alliance")
    await deliver(one)
    assert rows(tmp_path, "SELECT state FROM deliveries")[0]["state"] == "sending"


async def test_subscribers_db_is_its_owners_alone(tmp_path: Path, one: Deliverer) -> None:
    assert one.outbox is not None
    assert (tmp_path / "subscribers.db").stat().st_mode & 0o777 == 0o600
