"""Copies of a story that was told: named with it, told where they say something new, edited like any other."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.delivery.deliverer import Deliverer
from tests.delivery_samples import Log, configured, deliver, delivering, mailto, now, rows, texts, tick
from tests.receiving import MailServer, mail_server

HOUR = timedelta(hours=1)


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


async def test_a_story_is_told_once_and_its_copies_are_named(
    tmp_path: Path, log: Log, one: Deliverer, server: MailServer
) -> None:
    first, copy = log.report("first", at=now()), log.report("copy", source_id="hill-times", at=now())
    other = log.report("third", source_id="city-mail", at=now())
    log.one_story(first, copy, other)
    await deliver(one)
    assert texts(server) == ["report Alliance possible first [None-1] also=Hill-Times,City-Mail"]
    # A copy that says something new is told, against the first.
    fresh = log.report("fourth", "New", source_id="plain-dealer", at=now())
    log.archive.execute("UPDATE articles SET story_id = 1 WHERE id = :id", {"id": fresh.article_id})
    one.new_in_copy = lambda _first, copy, _formulas: copy.paragraphs
    await deliver(one)
    assert texts(server)[1] == "report New fourth [None-1] also=Valley-Post,Hill-Times,City-Mail copy"
    # The others are named where something goes out that gathers more than one thing, in one line for the story.
    log.report("apart", at=now())
    log.report("beside", at=now())
    one.config = configured(tmp_path, 'to = "env:DESK"\ncap = 3')
    await deliver(one)
    lines = texts(server)[2].splitlines()
    assert lines[0] == "report Alliance possible copy [None-1] also=Valley-Post,City-Mail,Plain-Dealer"
    assert len(lines) == 3
    assert rows(tmp_path, "SELECT count(*) AS n FROM delivery_items WHERE delivery_id IS NULL")[0]["n"] == 0


async def test_a_copy_that_is_edited_is_told_as_an_edit(
    tmp_path: Path, log: Log, one: Deliverer, server: MailServer
) -> None:
    first, copy = log.report("first"), log.report("copy", source_id="hill-times")
    log.one_story(first, copy)
    await deliver(one)
    one.config = configured(tmp_path, 'to = "env:DESK"\ndigest = "every 1m"')
    log.edit(copy, "Seats: 90.")
    await tick(one, HOUR)
    await deliver(one)
    await tick(one, HOUR)
    await deliver(one)
    assert texts(server)[1:] == ["edit Alliance [1-2] also=Valley-Post"]


async def test_what_one_copy_said_is_not_new_in_the_next(log: Log, one: Deliverer, server: MailServer) -> None:
    one.new_in_copy = lambda first, copy, _: [each for each in copy.paragraphs if each not in first.paragraphs]
    first, copy, third, fourth = (
        log.report(path, source_id=source_id, at=now())
        for path, source_id in (("a", "valley-post"), ("b", "hill-times"), ("c", "city-mail"), ("d", "plain-dealer"))
    )
    log.one_story(first, copy, third, fourth)
    # The samples' first paragraph names its path: each copy says something new until one repeats another.
    log.archive.execute("DROP TRIGGER versions_no_rewriting")
    log.archive.execute("UPDATE versions SET body = (SELECT body FROM versions WHERE id = 2) WHERE id = 3")
    await deliver(one)
    told = [text.split("possible ")[1][0] for text in texts(server)]
    assert told == ["a", "b", "d"]
