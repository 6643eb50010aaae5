"""The deliverer: plans what is due and sends it, one destination beside the other, one message at a time each.

Every step is on the disk before the next one, so that a crash at any line repeats at most a message whose acceptance
was not heard, with the same id.
"""

import asyncio
import logging
import os
import secrets
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from monitor.config import Config
from monitor.delivery.composing import Compose, compose_due
from monitor.delivery.gathering import NewInCopy, Shelves, adopt_subscriptions, gather
from monitor.delivery.outbox import Outbox
from monitor.delivery.retrying import End, Outcome, is_final, next_attempt, rest_until
from monitor.delivery.sending import attempt
from storage.claims import release_claims
from storage.database import FILE_ERRORS, transaction
from storage.deliveries import claim_delivery, destinations_due, mark_dead, mark_sent, mark_waiting, retry_dead
from storage.delivery_records import Delivery
from storage.destinations import failure_count, pause_destination, record_answer, record_failure, resume_destinations

logger = logging.getLogger(__name__)

TICK = 1.0
"""Seconds between two looks at what is due, where nobody wakes the deliverer: a few index seeks."""

LEASE = timedelta(minutes=5)
"""A claim that is older belongs to a process that died: an attempt takes four minutes at most."""

STOP_PATIENCE = 10.0
"""Seconds that attempts under way get at the end; one cut off is repeated, since its answer is not heard."""

MARK_AGAIN = 5.0
"""Seconds until an answer is written down again where the disk did not take it: sending on would lose it."""

Send = Callable[[Delivery, Mapping[str, str]], Awaitable[Outcome]]


@dataclass(slots=True, kw_only=True)
class Deliverer:
    """What `run` keeps open, and `presswatch deliver` for one pass.

    `config` may be replaced at any time; the next look adopts it. `compose` and `new_in_copy` make the messages and
    tell what a copy adds. `environment` holds the addresses.
    """

    config: Config
    outbox: Outbox
    compose: Compose
    new_in_copy: NewInCopy
    archive_url: str | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    send: Send = attempt
    random: Random = field(default_factory=Random)
    name: str = field(default_factory=lambda: f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}")
    ended: Counter[End] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)
    _adopted: Config | None = None
    _lanes: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _awake: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False

    async def run(self) -> None:
        """Plans and sends until `stop`. Paused destinations get a try at its start, when their address may be new."""
        await self._safely(self.take_over())
        await self._safely(self.resume())
        while not self._stopping:
            self._awake.clear()
            await self._safely(self.plan())
            await self._safely(self._start_lanes())
            try:
                async with asyncio.timeout(TICK):
                    await self._awake.wait()
            except TimeoutError:
                continue
        await self._end_lanes()

    def wake(self) -> None:
        """There may be something to tell: look now. To be called in the deliverer's loop."""
        self._awake.set()

    def stop(self) -> None:
        """Ends `run`: attempts under way finish or are given up."""
        self._stopping = True
        self._awake.set()

    async def take_over(self) -> None:
        """Takes up at once what a process of this machine had claimed that died."""

        def job(shelves: Shelves) -> int:
            with transaction(shelves.subscribers):
                return release_claims(shelves.subscribers, by=self.name)

        if count := await self.outbox.do(job):
            logger.warning("attempts cut off by a crash count=%d: those messages are sent again", count)

    async def resume(self) -> None:
        """Tries destinations again that are paused or rest."""

        def job(shelves: Shelves) -> list[str]:
            with transaction(shelves.subscribers):
                return resume_destinations(shelves.subscribers, at=datetime.now(UTC))

        for name in await self.outbox.do(job):
            logger.info("destination resumed destination=%s", name)

    async def take_up_dead(self) -> int:
        """Takes up again what was given up: how many messages."""

        def job(shelves: Shelves) -> int:
            with transaction(shelves.subscribers):
                return retry_dead(shelves.subscribers, at=datetime.now(UTC))

        return await self.outbox.do(job)

    async def plan(self) -> None:
        """Adopts the configuration where it is new, and makes every message that is due."""
        if self._adopted is not self.config:
            await self.adopt()
        await self.outbox.do(self._plan)

    async def adopt(self) -> None:
        """Makes the file name the configured subscriptions: new ones count from now on."""
        config = self.config
        adopted = await self.outbox.do(lambda shelves: adopt_subscriptions(shelves, config, now=datetime.now(UTC)))
        self._adopted = config
        if adopted.ended:
            logger.warning("subscriptions ended ids=%s dropped=%d", ",".join(adopted.ended), adopted.dropped)

    def _plan(self, shelves: Shelves) -> None:
        now = datetime.now(UTC)
        gather(shelves, self.config, new_in_copy=self.new_in_copy, now=now)
        compose_due(shelves, self.config, compose=self.compose, archive_url=self.archive_url, now=now)

    async def send_due(self) -> None:
        """Sends what is due now and waits for the end of it."""
        await self._start_lanes()
        await asyncio.gather(*self._lanes.values())

    async def _start_lanes(self) -> None:
        due = await self.outbox.do(
            lambda shelves: destinations_due(shelves.subscribers, at=datetime.now(UTC), lease=LEASE)
        )
        for name in due:
            if name not in self._lanes:
                lane = asyncio.ensure_future(self._safely(self._lane(name)))
                self._lanes[name] = lane
                lane.add_done_callback(partial(self._forget, name))

    def _forget(self, name: str, _: asyncio.Task[None]) -> None:
        self._lanes.pop(name, None)

    async def _lane(self, name: str) -> None:
        """Sends what is due to one destination, oldest first, until nothing is or it cannot be reached."""
        if not self.environment.get(name):
            await self._tell_unset(name)
            return
        end = End.SENT

        def claim(shelves: Shelves) -> Delivery | None:
            return claim_delivery(shelves.subscribers, name, by=self.name, at=datetime.now(UTC), lease=LEASE)

        while not self._stopping and end not in (End.DOWN, End.PAUSE):
            delivery = await self.outbox.do(claim)
            if delivery is None:
                return
            outcome = await self.send(delivery, self.environment)
            end = outcome.end
            await self._mark(delivery, outcome)

    async def _tell_unset(self, name: str) -> None:
        """Nothing is tried, so nothing dies: another process may have the variable, and a person may set it."""
        reason = "the environment variable is not set"
        is_first = self.failures.get(name) != reason
        self.failures[name] = reason
        if is_first:
            logger.error("nothing sent destination=%s: %s", name, reason)
        if is_first:
            await self.outbox.do(
                lambda shelves: record_failure(
                    shelves.subscribers, name, at=datetime.now(UTC), reason=reason, not_before_at=None
                )
            )

    async def _mark(self, delivery: Delivery, outcome: Outcome) -> None:
        """Writes down how the attempt ended, however long the disk refuses: a forgotten answer is a message twice."""
        self.ended[outcome.end] += 1
        while True:
            try:
                is_dead = await self.outbox.do(lambda shelves: self._write(shelves, delivery, outcome))
                break
            except FILE_ERRORS as error:
                logger.error("an answer is not written yet id=%d: %s", delivery.id, error)
                if self._stopping:
                    return
                await asyncio.sleep(MARK_AGAIN)
        self._log(delivery, outcome, is_dead=is_dead)

    def _write(self, shelves: Shelves, delivery: Delivery, outcome: Outcome) -> bool:
        """Marks the delivery and its destination in one transaction: whether the message was given up."""
        now, conn, name = datetime.now(UTC), shelves.subscribers, delivery.destination
        reason = outcome.reason or ""
        next_at = next_attempt(outcome, attempts=delivery.attempt_count, now=now, random=self.random)
        is_dead = outcome.end is not End.SENT and is_final(outcome, next_at=next_at, give_up_at=delivery.give_up_at)
        with transaction(conn):
            if outcome.end is End.DOWN:
                failures = failure_count(conn, name) + 1
                rest = rest_until(outcome, failures=failures, now=now, random=self.random)
                record_failure(conn, name, at=now, reason=reason, not_before_at=rest)
            elif outcome.end is End.PAUSE:
                pause_destination(conn, name, at=now, reason=reason)
            else:
                record_answer(conn, name)
            if outcome.end is End.SENT:
                mark_sent(conn, delivery.id, at=now, note=outcome.reason)
            elif is_dead:
                mark_dead(conn, delivery.id, by=self.name, error=reason)
            else:
                accepted = outcome.accepted or delivery.accepted
                when = now if outcome.end is End.PAUSE else next_at
                mark_waiting(conn, delivery.id, by=self.name, next_attempt_at=when, error=reason, accepted=accepted)
        return is_dead

    def _log(self, delivery: Delivery, outcome: Outcome, *, is_dead: bool) -> None:
        name = delivery.destination
        if outcome.end is End.SENT:
            logger.info("sent id=%d destination=%s note=%s", delivery.id, name, outcome.reason)
            self.failures.pop(name, None)
            return
        self.failures[name] = outcome.reason or ""
        if is_dead:
            logger.error("message given up id=%d destination=%s: %s", delivery.id, name, outcome.reason)
        elif outcome.end is End.PAUSE:
            logger.error("destination paused destination=%s: %s; mend it, then deliver --retry", name, outcome.reason)
        else:
            logger.warning("not sent yet id=%d destination=%s: %s", delivery.id, name, outcome.reason)

    async def _safely(self, work: Awaitable[None]) -> None:
        """One failing thing must not stop the others: the next look tries again."""
        try:
            await work
        except FILE_ERRORS as error:
            logger.error("delivery cannot use its files: %s", error)
        except Exception:
            logger.exception("delivery failed at something")

    async def _end_lanes(self) -> None:
        lanes = list(self._lanes.values())
        if lanes:
            await asyncio.wait(lanes, timeout=STOP_PATIENCE)
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)
