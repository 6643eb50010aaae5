"""subscribers.db: messages, their claims and marks, what subscriptions were told, how destinations do."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.messages.items import Message
from storage import claims, deliveries, delivery_items, destinations, subscriptions
from storage.cursors import get_cursor
from storage.database import StorageError, open_subscribers
from storage.deliveries import add_delivery, claim_delivery, mark_dead, mark_sent, mark_waiting, retry_dead
from storage.delivery_items import add_items, last_told, leave_out, put_into, told_of_story, waiting_items
from storage.delivery_records import Delivery, NewItem, SubscriptionRecord
from storage.destinations import destination_standings, pause_destination, record_answer, record_failure
from storage.outgoing import other_outlets, outgoing_changes, told_bound
from storage.subscriptions import PLANNED, Adopted, sync_subscriptions
from tests.storage_samples import NOW, publish
from tests.test_query_plans import plans

Connection = sqlite3.Connection
ME, LEASE, HOUR = "host/1/a", timedelta(minutes=5), timedelta(hours=1)
MESSAGE = Message(subject="s", text="t", html="h", markdown="m")


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Connection]:
    with closing(open_subscribers(tmp_path / "subscribers.db")) as opened:
        opened.execute("PRAGMA synchronous = OFF")
        sync_subscriptions(opened, {"s": ("w", "DESK")}, last_change_id=0, at=NOW)
        yield opened


def item(change_id: int = 1, **others: object) -> NewItem:
    values = {"event": "report", "article_id": 1, "story_id": None, "seen_at": NOW} | others
    return NewItem(subscription_id="s", change_id=change_id, **values)  # type: ignore[arg-type]  # named by a test


def add(conn: Connection, key: str = "k", *, to: str = "DESK", subscription: str | None = "s") -> int:
    found = add_delivery(
        conn, key=key, destination=to, subscription_id=subscription, message=MESSAGE, at=NOW, thread=["x"]
    )
    assert found is not None
    return found


def claim(conn: Connection, *, by: str = ME, after: timedelta = timedelta(0), to: str = "DESK") -> Delivery | None:
    return claim_delivery(conn, to, by=by, at=NOW + after, lease=LEASE)


def state(conn: Connection, delivery_id: int = 1) -> str:
    return str(conn.execute("SELECT state FROM deliveries WHERE id = ?", (delivery_id,)).fetchone()["state"])


def test_a_message_is_claimed_sent_and_marked(conn: Connection) -> None:
    add(conn)
    assert add_delivery(conn, key="k", destination="DESK", subscription_id=None, message=MESSAGE, at=NOW) is None
    claimed = claim(conn)
    assert claimed is not None
    assert (claimed.subject, claimed.thread, claimed.watch_id, claimed.attempt_count) == ("s", ("x",), "w", 1)
    assert claimed.give_up_at - claimed.created_at == deliveries.GIVEN_UP_AFTER
    assert claim(conn) is None
    mark_sent(conn, claimed.id, at=NOW, note="1 of 2 recipients refused")
    assert state(conn) == "sent"
    assert deliveries.sent_changes(conn, since=NOW - HOUR) == []


def test_claims_are_in_order_and_run_out(conn: Connection) -> None:
    first, second = add(conn, "a"), add(conn, "b")
    taken = [claim(conn), claim(conn, by="other/2/b")]
    assert [each.id if each else None for each in taken] == [first, second]
    again = claim(conn, by="third/3/c", after=LEASE)
    assert again is not None
    assert (again.id, again.message_id, again.attempt_count) == (first, taken[0].message_id if taken[0] else "", 2)
    # The first one comes back late: that it failed is nothing any more, that it was accepted stays true.
    mark_waiting(conn, first, by=ME, next_attempt_at=NOW, error="x")
    mark_dead(conn, first, by=ME, error="x")
    assert state(conn, first) == "sending"
    mark_sent(conn, first, at=NOW)
    assert state(conn, first) == "sent"


def test_what_failed_waits_for_its_time(conn: Connection) -> None:
    add(conn)
    assert claim(conn)
    mark_waiting(conn, 1, by=ME, next_attempt_at=NOW + HOUR, error="busy", accepted=["x"])
    assert claim(conn, after=HOUR - timedelta(seconds=1)) is None
    assert deliveries.destinations_due(conn, at=NOW, lease=LEASE) == []
    assert deliveries.destinations_due(conn, at=NOW + HOUR, lease=LEASE) == ["DESK"]
    again = claim(conn, after=HOUR)
    assert again is not None
    assert again.accepted == ("x",)


def test_dead_messages_are_listed_and_taken_up_again(conn: Connection) -> None:
    for key, subscription in (("a", "s"), ("b", None), ("c", "gone")):
        add(conn, key, subscription=subscription)
        assert claim(conn)
        mark_dead(conn, conn.execute("SELECT max(id) FROM deliveries").fetchone()[0], by=ME, error="refused")
    assert [each.id for each in deliveries.dead_deliveries(conn, limit=2)] == [3, 2]
    assert deliveries.dead_deliveries(conn, limit=1)[0].last_error == "refused"
    assert retry_dead(conn, at=NOW + HOUR) == 2
    again = claim(conn, after=HOUR)
    assert again is not None
    assert (again.attempt_count, again.give_up_at) == (1, NOW + HOUR + deliveries.GIVEN_UP_AFTER)


def test_the_desks_own_is_no_subscriptions(conn: Connection) -> None:
    add(conn, subscription=None)
    claimed = claim(conn)
    assert claimed is not None
    assert (claimed.subscription_id, claimed.watch_id) == (None, None)


def test_items_are_added_once_and_wait_in_the_order_of_the_log(conn: Connection) -> None:
    assert add_items(conn, [item(2), item(1), item(2), item(2, event="edit")], at=NOW) == 3
    waiting = waiting_items(conn, "s")
    assert [(each.change_id, each.event, each.gathered_at) for each in waiting] == [
        (1, "report", NOW), (2, "report", NOW), (2, "edit", NOW),
    ]  # fmt: skip
    assert delivery_items.subscriptions_waiting(conn) == ["s"]
    leave_out(conn, [waiting[0].id], why="undone")
    put_into(conn, add(conn), item_ids=[waiting[1].id])
    assert [each.event for each in waiting_items(conn, "s")] == ["edit"]


def carried(conn: Connection, key: str, *, version: int, change_id: int) -> int:
    """A message that tells the article's version: its id."""
    add_items(conn, [item(change_id)], at=NOW)
    delivery_id = add(conn, key)
    put_into(conn, delivery_id, item_ids=[waiting_items(conn, "s")[0].id], told=(1, version))
    return delivery_id


def test_what_was_told_is_the_last_version_that_was_not_lost(conn: Connection) -> None:
    assert last_told(conn, "s", 1) is None
    first = carried(conn, "a", version=11, change_id=1)
    second = carried(conn, "b", version=12, change_id=2)
    assert last_told(conn, "s", 1) == 12
    assert claim(conn)
    assert claim(conn)
    mark_dead(conn, second, by=ME, error="x")
    assert last_told(conn, "s", 1) == 11
    mark_dead(conn, first, by=ME, error="x")
    assert last_told(conn, "s", 1) is None
    assert retry_dead(conn, at=NOW) == 2
    mark_sent(conn, second, at=NOW)
    mark_sent(conn, first, at=NOW)
    assert last_told(conn, "s", 1) == 12
    assert deliveries.sent_changes(conn, since=NOW - HOUR) == [(1, NOW), (2, NOW)]
    assert delivery_items.thread_of(conn, "s", [1]) == [
        row["message_id"] for row in conn.execute("SELECT message_id FROM deliveries ORDER BY id")
    ]


def test_a_dead_message_takes_nothing_back_that_a_later_one_told(conn: Connection) -> None:
    first = carried(conn, "a", version=11, change_id=1)
    carried(conn, "b", version=12, change_id=2)
    assert claim(conn)
    mark_dead(conn, first, by=ME, error="x")
    assert last_told(conn, "s", 1) == 12


def test_the_articles_that_told_a_story(conn: Connection) -> None:
    def told(**others: object) -> list[int]:
        asked = {"story_id": 7, "but_not": 9, "since": NOW - HOUR} | others
        return told_of_story(conn, "s", **asked)  # type: ignore[arg-type]  # named by a test

    assert told() == []
    add_items(conn, [item(1, story_id=7), item(2, article_id=2, story_id=7)], at=NOW)
    add_items(conn, [item(3, article_id=3, story_id=8), item(4, article_id=4, story_id=7, event="edit")], at=NOW)
    add_items(conn, [item(5, article_id=5, story_id=7, copy_of=1, is_news=False)], at=NOW)
    assert told() == [1, 2]
    assert told(but_not=1) == [2]
    assert told(since=NOW + HOUR) == []
    delivery_id = add(conn)
    put_into(conn, delivery_id, item_ids=[1], told=(1, 11))
    assert told() == [1, 2]
    assert claim(conn)
    mark_dead(conn, delivery_id, by=ME, error="x")
    assert told() == [2]


def test_subscriptions_come_and_go(conn: Connection) -> None:
    def sync(wanted: dict[str, tuple[str, str]], last: int) -> Adopted:
        return sync_subscriptions(conn, wanted, last_change_id=last, at=NOW)

    assert sync({"s": ("w", "DESK"), "t": ("w", "DESK")}, 5) == Adopted(added=("t",))
    # Someone waits for what lies before: it is still to be read.
    assert get_cursor(conn, PLANNED) == 0
    add_items(conn, [item(1)], at=NOW)
    add(conn)
    add(conn, "sent")
    mark_sent(conn, 2, at=NOW)
    assert sync({"s": ("other", "DESK"), "t": ("w", "DESK")}, 9) == Adopted(added=("s",), ended=("s",), dropped=2)
    assert [(each.id, each.watch_id, each.since_change_id) for each in subscriptions.subscriptions(conn)] == [
        ("s", "other", 9), ("t", "w", 5),
    ]  # fmt: skip
    assert (state(conn, 1), state(conn, 2)) == ("dropped", "sent")
    assert deliveries.count_dropped(conn) == 2
    assert sync({}, 9) == Adopted(ended=("s", "t"))
    assert sync({"u": ("w", "DESK")}, 12).added == ("u",)
    assert get_cursor(conn, PLANNED) == 12


def test_the_table_says_since_when(conn: Connection) -> None:
    (found,) = subscriptions.subscriptions(conn)
    assert found == SubscriptionRecord(id="s", watch_id="w", destination="DESK", since_change_id=0, added_at=NOW)


def test_a_destination_fails_rests_is_paused_and_answers(conn: Connection) -> None:
    add(conn)
    record_failure(conn, "DESK", at=NOW, reason="refused", not_before_at=NOW + HOUR)
    record_failure(conn, "DESK", at=NOW + HOUR, reason="refused", not_before_at=NOW + 2 * HOUR)
    assert destinations.failure_count(conn, "DESK") == 2
    assert destinations.failure_count(conn, "NONE") == 0
    assert claim(conn) is None
    (found,) = destination_standings(conn)
    assert (found.name, found.waiting, found.failed_at, found.reason) == ("DESK", 1, NOW, "refused")
    pause_destination(conn, "DESK", at=NOW, reason="gone")
    assert destinations.paused_destinations(conn) == {"DESK"}
    assert claim(conn, after=3 * HOUR) is None
    record_answer(conn, "DESK")
    assert destinations.paused_destinations(conn) == {"DESK"}
    assert destinations.resume_destinations(conn, at=NOW) == ["DESK"]
    assert claim(conn)
    record_answer(conn, "DESK")
    mark_sent(conn, 1, at=NOW)
    (found,) = destination_standings(conn)
    assert (found.failure_count, found.reason, found.waiting, found.last_sent_at) == (0, None, 0, NOW)


def test_an_unset_variable_is_a_failure_without_a_rest(conn: Connection) -> None:
    add(conn)
    record_failure(conn, "DESK", at=NOW, reason="not set", not_before_at=None)
    assert claim(conn)


def test_messages_are_kept_as_long_as_asked(conn: Connection) -> None:
    carried(conn, "old", version=11, change_id=1)
    add(conn, "open")
    add_items(conn, [item(5), item(6)], at=NOW)
    leave_out(conn, [2], why="copy")
    mark_sent(conn, 1, at=NOW)
    assert deliveries.prune_deliveries(conn, older_than=NOW) == 0
    assert deliveries.prune_deliveries(conn, older_than=NOW + HOUR) == 1
    assert [row["change_id"] for row in conn.execute("SELECT change_id FROM delivery_items")] == [6]
    assert last_told(conn, "s", 1) == 11


def test_an_attempt_that_was_not_begun_is_given_back(conn: Connection) -> None:
    add(conn)
    assert claim(conn)
    deliveries.give_back(conn, 1, by=ME)
    again = claim(conn)
    assert again is not None
    assert again.attempt_count == 1


def test_claims_of_the_dead(conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    def kill(pid: int, _: int) -> None:
        if pid == 3:
            raise PermissionError
        if pid == 4:
            raise ProcessLookupError

    monkeypatch.setattr("storage.claims.os.kill", kill)
    for number, claimant in enumerate(("host/2/x", "host/3/x", "host/4/x", "far/4/x", "host/1/b", ME)):
        add(conn, f"k{number}")
        assert claim(conn, by=claimant)
    assert claims.release_claims(conn, by=ME) == 2
    assert [state(conn, number) for number in range(1, 7)] == [
        "sending", "sending", "waiting", "sending", "waiting", "sending",
    ]  # fmt: skip


def test_what_is_told_of_a_change(archive: Connection, desk: Connection) -> None:
    first, second = publish(archive), publish(archive, "b", source_id="hill-times")
    archive.execute("INSERT INTO stories (id, headline, first_seen_at) VALUES (1, 'x', 'x')")
    archive.execute("UPDATE articles SET story_id = 1")
    found = outgoing_changes(archive, [first.change_id, first.change_id, 99])
    assert list(found) == [first.change_id]
    assert (found[first.change_id].source, found[first.change_id].story_id) == ("Valley-Post", 1)
    assert other_outlets(archive, 1, but_not="valley-post") == ["Hill-Times"]
    assert second.change_id == 2
    assert told_bound(desk) == 0


def test_the_file_is_its_owners_and_made_where_it_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no such file yet"):
        open_subscribers(tmp_path / "in" / "subscribers.db", read_only=True)
    open_subscribers(tmp_path / "in" / "subscribers.db").close()
    with closing(open_subscribers(tmp_path / "in" / "subscribers.db")):
        modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "in").iterdir()}
    assert set(modes.values()) == {0o600}


QUESTIONS: Sequence[tuple[str, Callable[[Connection], object]]] = [
    ("claim", claim),
    ("destinations_due", lambda conn: deliveries.destinations_due(conn, at=NOW, lease=LEASE)),
    ("mark_sent", lambda conn: mark_sent(conn, 1, at=NOW)),
    ("mark_waiting", lambda conn: mark_waiting(conn, 1, by=ME, next_attempt_at=NOW, error="x")),
    ("made_since", lambda conn: deliveries.made_since(conn, "s", since=NOW)),
    ("dead", lambda conn: deliveries.dead_deliveries(conn, limit=5)),
    ("sent_changes", lambda conn: deliveries.sent_changes(conn, since=NOW)),
    ("waiting_items", lambda conn: waiting_items(conn, "s")),
    ("subscriptions_waiting", delivery_items.subscriptions_waiting),
    ("last_told", lambda conn: last_told(conn, "s", 1)),
    ("told_of_story", lambda conn: told_of_story(conn, "s", story_id=1, but_not=2, since=NOW)),
    ("thread_of", lambda conn: delivery_items.thread_of(conn, "s", [1])),
    ("release_claims", lambda conn: claims.release_claims(conn, by=ME)),
    ("paused", destinations.paused_destinations),
]


@pytest.mark.parametrize("run", [run for _, run in QUESTIONS], ids=[name for name, _ in QUESTIONS])
def test_what_a_tick_asks_is_answered_by_indexes(conn: Connection, run: Callable[[Connection], object]) -> None:
    carried(conn, "a", version=11, change_id=1)
    found = plans(conn, lambda: run(conn))
    assert found
    for statement, plan in found:
        walked = [line for line in plan.splitlines() if line.startswith(("SCAN deliveries", "SCAN delivery_items"))]
        assert all("deliver" in line.partition("USING")[2] for line in walked), f"{statement}\n{plan}"
