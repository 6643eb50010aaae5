"""The demo: a scripted newsroom on this machine, watched act by act, and compared with its script at the end."""

from collections.abc import Awaitable, Callable

from monitor.demo.check import Found, Outcome, check
from monitor.demo.expected import expected
from monitor.demo.newsroom import Newsroom
from monitor.demo.show import Screen
from storage.records import LoggedChange

Tell = Callable[[LoggedChange], None]
CrawlPass = Callable[[Tell], Awaitable[object]]
"""Looks at every channel of every outlet and checks every article once, as `presswatch crawl --all` does; tells of each
change as soon as it is stored, so that the address in it is the article's of that moment."""


async def run_demo(room: Newsroom, *, crawl_pass: CrawlPass, screen: Screen) -> Outcome:
    """Play an open newsroom's script, a pass after each act; shows what is found and returns how it compares."""
    found: list[Found] = []

    def tell(change: LoggedChange) -> None:
        found.append(Found(act=room.played, change=change))
        screen.change(change)

    while (act := room.advance()) is not None:
        screen.begin(room.played, act.title)
        await crawl_pass(tell)
        screen.end([one for one in found if one.act == room.played])
    outcome = check(room, expected=expected(), found=found)
    screen.verdict(outcome)
    return outcome
