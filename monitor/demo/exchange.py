"""Values of one HTTP exchange with the newsroom: what was asked, what is answered, what is logged, what goes wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from monitor.demo.chrome import Skeleton


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked. `target` is the request line's, percent-encoded, with the query; header names are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def is_conditional(self) -> bool:
        """Whether the client asked only for what it does not have."""
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


class Mishap(StrEnum):
    """What can go wrong while an answer is sent."""

    SLOW = "slow"
    TRUNCATED = "truncated"
    RESET = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is answered: `body` is as sent, encoded where the headers say so; a slow body takes `seconds`."""

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    mishap: Mishap | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A page ready to be sent: a skeleton that each fetch fills, or fixed bytes with their gzipped form and validators.

    `lists` says that it names stories, so that any story's change makes it stale.
    """

    content_type: str
    status: int = 200
    skeleton: Skeleton | None = None
    plain: bytes = b""
    zipped: bytes = b""
    etag: str = ""
    modified_at: datetime | None = None
    lists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A failure that the script asks for.

    With `status` the answer is that status, with `retry_after` (seconds, or a moment in UTC) named; with `mishap` the
    right answer is sent badly; with `loop` each address redirects to another, without end. It hits `path`, or
    everything but robots.txt, and `times` answers, or all until it is lifted.
    """

    status: int | None = None
    retry_after: int | datetime | None = None
    mishap: Mishap | None = None
    seconds: float = 0.0
    loop: bool = False
    path: str | None = None
    times: int | None = None

    def hits(self, path: str) -> bool:
        """Whether a request for this path meets it."""
        return path != "/robots.txt" if self.path is None else path == self.path

    def once_less(self) -> "Fault":
        """The fault after it has hit once more."""
        return self if self.times is None else replace(self, times=self.times - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One answered request, as the outlet's log keeps it."""

    at: datetime
    method: str
    target: str
    status: int
    user_agent: str
    conditional: bool
