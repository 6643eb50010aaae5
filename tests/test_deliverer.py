"""The deliverer from a match to a server's acceptance: durable, once, one destination beside the other."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.config import Config
from monitor.config.models import Event
from monitor.delivery.deliverer import Deliverer
from monitor.delivery.outbox import Outbox
from monitor.delivery.retrying import End
from scrapers.items import Story
from tests.delivery_samples import Log, configured, now, plainly, rows
from tests.receiving import http_sink, mail_server


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    opened = Log(tmp_path)
    yield opened
    opened.close()


def nothing_new(_first: Story, _copy: Story) -> Sequence[str]:
    return ()


@asynccontextmanager
async def delivering(directory: Path, config: Config, **environment: str) -> AsyncIterator[Deliverer]:
    outbox = Outbox(directory)
    try:
        yield Deliverer(
            config=config, outbox=outbox, compose=plainly, new_in_copy=nothing_new, environment=environment
        )
    finally:
        outbox.close()


def mailto(port: int, **others: str) -> str:
    query = "&".join(f"{key}={value}" for key, value in ({"to": "reader@example.org"} | others).items())
    return f"mailto://127.0.0.1:{port}?from=desk@example.org&{query}"


async def test_a_match_becomes_a_mail_that_the_server_accepted(tmp_path: Path, log: Log) -> None:
    config = configured(tmp_path, 'to = "env:DESK"')
    async with mail_server() as server, delivering(tmp_path, config, DESK=mailto(server.port)) as deliverer:
        await deliverer.plan()
        log.report("alliance")
        await deliverer.plan()
        await deliverer.send_due()
    assert [letter["Subject"] for letter in server.letters] == ["Now: 1 of The alliance"]
    (row,) = rows(tmp_path, "SELECT state, attempt_count, last_error, sent_at FROM deliveries")
    assert (row["state"], row["attempt_count"], row["last_error"]) == ("sent", 1, None)
    assert row["sent_at"] is not None
