"""`presswatch demo` from an open newsroom to a served archive."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from monitor import passes, upkeep
from monitor.config import Config, load
from monitor.delivery.opening import open_deliverer
from monitor.demo import run_demo
from monitor.demo.alerts import Told, compare
from monitor.demo.check import Outcome
from monitor.demo.configuration import configuration
from monitor.demo.inbox import SECRET, Inbox, Mail
from monitor.demo.newsroom import Newsroom
from monitor.demo.script import script
from monitor.demo.show import Screen, report
from monitor.errors import MonitorError
from monitor.reactor import run_with_reactor
from monitor.site import Site, serve
from storage.records import LoggedChange

RETRY_PAUSE = 0.1
"""Seconds before a failed fetch is tried again: the newsroom's own failures pass as fast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A demo that has run, with its newsroom still open."""

    outcome: Outcome
    told: Told
    config: Config
    inbox: Inbox

    @property
    def ok(self) -> bool:
        """Whether all was found and told that the script asks for, and nothing else."""
        return self.outcome.is_perfect and self.told.is_perfect

    @property
    def report(self) -> dict[str, object]:
        """What was found, for machines."""
        return report(self.outcome, self.told)

    def serve(self, *, port: int, say: Callable[[str], None]) -> None:
        """Serves the archive until stopped."""
        archive = self.config.directory / "archive.db"
        say(f"Inbox: {self.inbox.url}")
        serve(Site(archive=archive, port=port, title=self.config.archive.title), say=say)


@contextmanager
def play(directory: Path | None, *, as_json: bool) -> Iterator[Played]:
    """Opens the newsroom, plays its script and watches it; the files go to `directory`, or away with the demo.

    Raises MonitorError where the directory has an archive already or the loopback addresses cannot be used.
    """
    with ExitStack() as stack:
        if directory is None:
            directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="presswatch-demo-")))
        elif (directory / "archive.db").exists():
            raise MonitorError(f"{directory}: there is an archive already; name another directory, or an empty one")
        try:
            room = stack.enter_context(Newsroom(script()))
        except OSError as error:
            raise MonitorError(f"the newsroom cannot open 127.0.0.11 and on: {error.strerror or error}") from error
        config = _configure(room, directory)
        outlets = {outlet.id: outlet.masthead.name for outlet in room.outlets.values()}
        screen = Screen(Console(), outlets=outlets, quiet=as_json)
        inbox = stack.enter_context(Inbox())
        mails: dict[int, Sequence[Mail]] = {}
        outcome = run_with_reactor(_watch(room, inbox, config, screen, mails))
        told = compare(mails, outlets=outlets)
        screen.told(told)
        yield Played(outcome=outcome, told=told, config=config, inbox=inbox)


def _configure(room: Newsroom, directory: Path) -> Config:
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "presswatch.toml"
    path.write_text(configuration(room), encoding="utf-8")
    return load(path)


async def _watch(
    room: Newsroom, inbox: Inbox, config: Config, screen: Screen, mails: dict[int, Sequence[Mail]]
) -> Outcome:
    """Plays and watches; `mails` gets what arrived after each act."""
    async with passes.opened(config, gone_confirmed_after=timedelta(0)) as crawls:
        crawls.retry_pause = RETRY_PAUSE
        recorder = crawls.tools.recorder
        await upkeep.adopt(recorder, config, datetime.now(UTC))
        async with passes.log_read(config, recorder) as reader:
            with open_deliverer(config) as deliverer:
                deliverer.environment = {"DEMO_INBOX": inbox.url, "DEMO_INBOX_SECRET": SECRET}

                async def crawl_pass(tell: Callable[[LoggedChange], None]) -> None:
                    await passes.crawl_pass(crawls, config.sources, every_article=True, show=tell)
                    await reader.catch_up()
                    await deliverer.plan()
                    await deliverer.send_due()
                    mails[room.played] = inbox.news()
                    for mail in mails[room.played]:
                        screen.mail(mail)

                return await run_demo(room, crawl_pass=crawl_pass, screen=screen)
