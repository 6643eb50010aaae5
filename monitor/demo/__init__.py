"""The demo: a scripted newsroom on this machine, watched act by act, and compared with its script at the end."""

from collections.abc import Awaitable, Callable, Sequence

from monitor.demo.check import Found, Outcome, check
from monitor.demo.expected import expected
from monitor.demo.newsroom import Newsroom
from monitor.demo.show import Screen
from storage.records import LoggedChange

CrawlPass = Callable[[], Awaitable[None]]
"""Looks at every channel of every outlet and checks every article once, as `presswatch crawl --all` does."""
ChangesAfter = Callable[[int], Sequence[LoggedChange]]
"""The change log after that id, oldest first, up to its end."""


async def run_demo(room: Newsroom, *, crawl_pass: CrawlPass, changes_after: ChangesAfter, screen: Screen) -> Outcome:
    """Play the open newsroom's script, with one pass after each act; shows what is found and returns how it compares.

    The log is read after each act, since an address in it is the article's of that moment.
    """
    found: list[Found] = []
    last = 0
    while (act := room.advance()) is not None:
        screen.act(room.played, act.title)
        await crawl_pass()
        new = [Found(act=room.played, change=change) for change in changes_after(last)]
        last = max([last, *(one.change.id for one in new)])
        screen.changes(new)
        found += new
    outcome = check(room, expected=expected(), found=found)
    screen.verdict(outcome)
    return outcome
