"""A press of three outlets for kills, step by step: stories appear, are edited, corrected, removed, restored, moved.

Two presses that are taken through the same steps show the same; nothing moves between two steps.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.demo.inventing import invented
from monitor.demo.mastheads import Channel, Form, Link, Masthead, Shape
from monitor.demo.newsroom import Newsroom, Script
from monitor.demo.outlets import Outlet

MASTHEADS = (
    Masthead(id="wular-news", name="Wular News", channels=(Channel(form=Form.RSS, path="/rss.xml"),)),
    Masthead(
        id="sind-post",
        name="Sind Post",
        shape=Shape.OPEN_GRAPH,
        dynamic=True,
        channels=(
            Channel(form=Form.ATOM, path="/feed/", link=Link.TRACKED),
            Channel(form=Form.SITEMAP_INDEX, path="/sitemap.xml"),
        ),
    ),
    Masthead(
        id="tosa-times", name="Tosa Times", shape=Shape.MICRODATA, channels=(Channel(form=Form.SECTION, path="/all/"),)
    ),
)
AT_FIRST = 4
"""Stories that an outlet shows before anyone looks."""

DEEDS = 5
"""What can happen to a story: a silent edit, a correction, its removal, its move, an edit."""


@dataclass(slots=True)
class Press:
    """The outlets, the step they are at, and how many changes of each kind a watcher has been shown."""

    room: Newsroom
    step: int = 0
    shown: Counter[str] = field(default_factory=Counter)
    _published: dict[str, int] = field(default_factory=dict)
    _removed: list[tuple[Outlet, str]] = field(default_factory=list)

    @property
    def outlets(self) -> list[Outlet]:
        """In the order of their mastheads."""
        return list(self.room.outlets.values())

    def open(self) -> None:
        """What stands there before anyone looks."""
        for outlet in self.outlets:
            self._published[outlet.id] = 0
            for age in range(1, AT_FIRST + 1):
                self._publish(outlet, age=timedelta(hours=7 * age))

    def advance(self) -> None:
        """The next step: each outlet brings one story and does one more thing, another one each; what went is back."""
        self.step += 1
        for outlet, path in self._removed:
            outlet.restore(path)
            self.shown["restored"] += 1
        self._removed.clear()
        for place, outlet in enumerate(self.outlets):
            self._publish(outlet)
            # The story of the step before: nothing is done to one that was never seen.
            self._do(outlet, (self.step + place) % DEEDS, AT_FIRST - 2 + self.step)

    def _do(self, outlet: Outlet, deed: int, number: int) -> None:
        path = _path(number)
        if deed == 0:
            outlet.edit(path, lambda copy: copy.saying("villages came", "hamlets came"), silent=True)
            self.shown["edited"] += 1
        elif deed == 1:
            note = f"Correction: an earlier version of this story gave a wrong number of villages, {number}."
            outlet.edit(path, lambda copy: copy.headed(f"{copy.headline}, corrected").noted(note))
            self.shown["corrected"] += 1
        elif deed == 2:
            outlet.remove(path)
            self._removed.append((outlet, path))
            self.shown["removed"] += 1
        elif deed == 3:
            outlet.move(path, f"/politics/another-place-{number:05d}")
            self.shown["moved"] += 1
        else:
            outlet.edit(path, lambda copy: copy.headed(f"{copy.headline}: what is known"))
            self.shown["edited"] += 1

    def _publish(self, outlet: Outlet, *, age: timedelta = timedelta(0)) -> None:
        number = self._published[outlet.id]
        self._published[outlet.id] += 1
        seed = number * len(MASTHEADS) + self.outlets.index(outlet)
        outlet.publish(_path(number), invented(seed), published_at=outlet.clock() - age)
        self.shown["published"] += 1


def _path(number: int) -> str:
    return f"/news/report-of-the-day-{number:05d}"


@contextmanager
def opened() -> Iterator[Press]:
    """An open press before its first step."""
    with Newsroom(Script(mastheads=MASTHEADS)) as room:
        press = Press(room)
        press.open()
        yield press
