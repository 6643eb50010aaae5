"""A deliverer with all that it needs, opened: for `run`, which keeps it, and for one pass of `presswatch deliver`."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from monitor.config import Config
from monitor.copies import new_in_copy
from monitor.delivery.deliverer import Deliverer
from monitor.delivery.gathering import Shelves
from monitor.delivery.outbox import Outbox
from monitor.delivery.retrying import End
from monitor.messages.compose import compose
from storage.destinations import destination_standings


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What one pass did: messages sent, those that wait, those given up, and what is wrong with which destination."""

    sent: int
    waiting: int
    dead: int
    failures: Mapping[str, str]


@contextmanager
def open_deliverer(config: Config, *, archive_url: str | None = None) -> Iterator[Deliverer]:
    """A deliverer on the configuration's files. Raises StorageError where they cannot be opened."""
    outbox = Outbox(config.directory)
    try:
        yield Deliverer(config=config, outbox=outbox, compose=compose, new_in_copy=new_in_copy, archive_url=archive_url)
    finally:
        outbox.close()


def deliver_once(config: Config, *, retry: bool = False, archive_url: str | None = None) -> Delivered:
    """One pass: makes the messages that are due and sends them; `retry` takes up the dead and the paused first."""

    async def whole() -> Delivered:
        with open_deliverer(config, archive_url=archive_url) as deliverer:
            await deliverer.take_over()
            await deliverer.adopt()
            if retry:
                await deliverer.resume()
                await deliverer.take_up_dead()
            await deliverer.plan()
            await deliverer.send_due()
            return await _told(deliverer)

    return asyncio.run(whole())


async def _told(deliverer: Deliverer) -> Delivered:
    def read(shelves: Shelves) -> Delivered:
        standings = destination_standings(shelves.subscribers)
        return Delivered(
            sent=deliverer.ended[End.SENT],
            waiting=sum(each.waiting for each in standings),
            dead=sum(each.dead for each in standings),
            failures={
                each.name: f"{'paused: ' if each.paused_at else ''}{each.reason}" for each in standings if each.reason
            },
        )

    return await deliverer.outbox.do(read)
