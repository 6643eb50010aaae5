"""The scripted newsroom: outlets that speak real HTTP on loopback addresses, and the acts that happen to them."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType

from monitor.demo.mastheads import Masthead
from monitor.demo.outlets import Outlet
from monitor.demo.server import OutletServer

FIRST_ADDRESS = 11
"""The first outlet is at 127.0.0.11, the second at 127.0.0.12: hosts of their own, as politeness counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that happens in the newsroom between two looks at it."""

    title: str
    play: Callable[["Newsroom"], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The outlets and the acts in order."""

    mastheads: Sequence[Masthead]
    acts: Sequence[Act] = ()


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


class Newsroom:
    """The outlets of a script, open from entering to leaving.

    `clock` gives every time that the outlets show or log. The same `seed` gives the same chrome. OSError where the
    loopback addresses cannot be bound.
    """

    def __init__(self, script: Script, clock: Callable[[], datetime] = utc_now, *, seed: int = 2024) -> None:
        self.script = script
        self.clock = clock
        self.outlets: dict[str, Outlet] = {}
        self.played = 0
        self._seed = seed
        self._closers = ExitStack()

    def __enter__(self) -> "Newsroom":
        with ExitStack() as opening:
            for place, masthead in enumerate(self.script.mastheads):
                server = OutletServer(f"127.0.0.{FIRST_ADDRESS + place}")
                opening.callback(server.close)
                outlet = Outlet(masthead, home=server.home, clock=self.clock, seed=self._seed + place)
                server.open(outlet)
                self.outlets[masthead.id] = outlet
            self._closers = opening.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closers.close()

    def advance(self) -> Act | None:
        """Play the next act and return it; None after the last."""
        if self.played == len(self.script.acts):
            return None
        act = self.script.acts[self.played]
        act.play(self)
        self.played += 1
        return act
