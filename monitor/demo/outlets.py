"""One outlet of the newsroom: its stories and what happens to them. What it answers is in `answers`.

Any number of threads may read an outlet while another one publishes.
"""

import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import RLock
from typing import Literal
from urllib.parse import quote, unquote

from monitor.demo.chrome import Chrome
from monitor.demo.exchange import Body, Fault, Logged
from monitor.demo.mastheads import Form, Masthead
from monitor.demo.stories import Copy
from monitor.demo.walls import Wall

Gone = Literal[404, 410, "home"]
LOG_LIMIT = 200_000
"""Requests that an outlet's log keeps: twice a soak of 100,000."""


@dataclass(slots=True, kw_only=True)
class Story:
    """A story at a path (not percent-encoded), with all that it ever said; the last of `versions` is shown.

    `listed_in` are the forms of channel that list it, None for all; `gone` is the status of a story that was taken
    down, or "home" where its address leads to the front page.
    """

    number: int
    path: str
    versions: list[Copy]
    published_at: datetime
    modified_at: datetime
    listed_in: frozenset[Form] | None = None
    gone: Gone | None = None
    wall: Wall | None = None

    @property
    def copy(self) -> Copy:
        """What it says now."""
        return self.versions[-1]


class Outlet:
    """An outlet that is open: publishes, edits, removes, and remembers what it was asked.

    Every method that takes a path raises KeyError where no story is at that path.
    """

    def __init__(self, masthead: Masthead, *, home: str, clock: Callable[[], datetime], seed: int) -> None:
        self.masthead = masthead
        self.home = home
        self.clock = clock
        self.chrome = Chrome(masthead.language, seed=seed, encoding=masthead.encoding)
        # Numbers every dynamic fetch; `next` on a count is one step under the interpreter's lock.
        self.turns = itertools.count(1)
        self.lock = RLock()
        self.bodies: dict[str, Body] = {}
        self.moves: dict[str, str] = {}
        self.walled: Wall | None = None
        self._stories: dict[str, Story] = {}
        self._numbered: list[Story] = []
        self._faults: list[Fault] = []
        self._log: deque[Logged] = deque(maxlen=LOG_LIMIT)
        self._log_lock = RLock()

    @property
    def id(self) -> str:
        """The masthead's id, a slug."""
        return self.masthead.id

    def url(self, path: str) -> str:
        """The absolute address of a path, percent-encoded."""
        return self.home + quote(path.lstrip("/"), safe="/:?=&,;")

    @property
    def feeds(self) -> list[str]:
        """The addresses of its feeds of stories."""
        beside = {Form.SITEMAP_INDEX, Form.SECTION, Form.COMMENTS}
        return [self.url(channel.path) for channel in self.masthead.channels if channel.form not in beside]

    @property
    def comment_feeds(self) -> list[str]:
        """The addresses of its feeds of comments, which are no news."""
        return self._channels(Form.COMMENTS)

    @property
    def sitemaps(self) -> list[str]:
        """The addresses of its sitemap indexes."""
        return self._channels(Form.SITEMAP_INDEX)

    @property
    def sections(self) -> list[str]:
        """The addresses of its section pages."""
        return self._channels(Form.SECTION)

    def story(self, path: str) -> Story:
        """The story at that path."""
        return self._stories[unquote(path)]

    def find(self, path: str) -> Story | None:
        """The story at that path, None where there is none."""
        return self._stories.get(path)

    def numbered(self, number: int) -> Story | None:
        """The story that was published as that number, from 0."""
        return self._numbered[number] if 0 <= number < len(self._numbered) else None

    def stories(self) -> list[Story]:
        """All stories in the order in which they were published here."""
        with self.lock:
            return list(self._numbered)

    def publish(
        self,
        path: str,
        copy: Copy,
        *,
        published_at: datetime | None = None,
        listed_in: frozenset[Form] | None = None,
    ) -> str:
        """Show a new story and list it; its address. ValueError where the path is taken."""
        with self.lock:
            if path in self._stories or path in self.moves:
                raise ValueError(f"{self.id} has a story at {path} already")
            at = published_at or self.clock()
            story = Story(
                number=len(self._numbered),
                path=path,
                versions=[copy],
                published_at=at,
                modified_at=at,
                listed_in=listed_in,
            )
            self._stories[path] = story
            self._numbered.append(story)
            self._forget_channels()
        return self.url(path)

    def edit(self, path: str, change: Copy | Callable[[Copy], Copy], *, silent: bool = False) -> None:
        """Show another text; `silent` leaves the time of the last change as it was."""
        with self.lock:
            story = self.story(path)
            story.versions.append(change if isinstance(change, Copy) else change(story.copy))
            if not silent:
                story.modified_at = self.clock()
            self._forget(path)

    def remove(self, path: str, *, how: Gone = 410) -> None:
        """Take a story down and out of the channels."""
        with self.lock:
            self.story(path).gone = how
            self._forget(path)

    def restore(self, path: str) -> None:
        """Show a removed story again, as it was."""
        with self.lock:
            self.story(path).gone = None
            self._forget(path)

    def move(self, path: str, to: str) -> str:
        """Give a story another path, to which the old one redirects; the new address."""
        with self.lock:
            story = self._stories.pop(unquote(path))
            self.moves[story.path] = to
            self._forget(story.path)
            story.path = to
            self._stories[to] = story
        return self.url(to)

    def relist(self, path: str, *, listed_in: frozenset[Form] | None) -> None:
        """List a story in these forms of channel alone (the empty set: nowhere; None: everywhere)."""
        with self.lock:
            self.story(path).listed_in = listed_in
            self._forget_channels()

    def wall(self, wall: Wall | None, *, path: str | None = None) -> None:
        """Put a wall before one story or before all; None takes it away."""
        with self.lock:
            if path is None:
                self.walled = wall
            else:
                self.story(path).wall = wall
            self.bodies.clear()

    def fail(self, fault: Fault) -> None:
        """Fail as the fault says until it has hit often enough or `recover` is called."""
        with self.lock:
            self._faults.append(fault)

    def recover(self) -> None:
        """Lift all faults."""
        with self.lock:
            self._faults.clear()

    def take_fault(self, path: str) -> Fault | None:
        """The fault that hits a request for this path, counted; None where all is well."""
        if not self._faults:
            return None
        with self.lock:
            for place, fault in enumerate(self._faults):
                if not fault.hits(path):
                    continue
                if fault.times is not None:
                    self._faults[place : place + 1] = [fault.once_less()] if fault.times > 1 else []
                return fault
        return None

    def log(self, logged: Logged) -> None:
        """Remember an answered request."""
        with self._log_lock:
            self._log.append(logged)

    @property
    def requests(self) -> list[Logged]:
        """What it was asked, oldest first."""
        with self._log_lock:
            return list(self._log)

    def _channels(self, form: Form) -> list[str]:
        return [self.url(channel.path) for channel in self.masthead.channels if channel.form is form]

    def _forget(self, path: str) -> None:
        """Drop the rendered pages that a change of this story makes stale."""
        for key in (unquote(path), f"{unquote(path)}/amp"):
            self.bodies.pop(key, None)
        self._forget_channels()

    def _forget_channels(self) -> None:
        for key in [key for key, body in self.bodies.items() if body.lists]:
            del self.bodies[key]
