"""What can be wrong, as values: a kind, what it befell, since when, and what was seen. No behaviour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What can be wrong. The subject is a source's id unless said otherwise."""

    DISK_FULL = "disk-full"
    DISK_LOW = "disk-low"
    CLOCK = "clock"
    BEHIND = "behind"
    """Subject: the reader of the change log that stands still."""
    UNSENT = "unsent"
    PAUSED_DESTINATION = "paused-destination"
    """Subject, as of the next two: the environment variable that names the destination."""
    FAILING_DESTINATION = "failing-destination"
    DEAD_DELIVERIES = "dead-deliveries"
    OFFLINE = "offline"
    ALL_SILENT = "all-silent"
    READING = "reading"
    STUCK = "stuck"
    BLOCKED = "blocked"
    FAILING = "failing"
    SILENT = "silent"
    CHANNEL = "channel"
    """Subject: the channel's address."""
    SUSPECTS = "suspects"
    SHAPE = "shape"


OWN = "presswatch"
"""The subject of what befalls no single source: the machine, the network, the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is wrong now. `detail` says in whole sentences what was seen; it may hold text from the web."""

    kind: Kind
    subject: str
    since: datetime
    detail: str
    source_id: str | None = None

    @property
    def about(self) -> tuple[str, str]:
        """What makes it the same condition at every look."""
        return self.kind, self.subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that is wrong at one time, and what could not be judged: there, nothing is known to be over."""

    at: datetime
    found: tuple[Finding, ...]
    unjudged: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one question answered."""

    found: tuple[Finding, ...] = ()
    unjudged: frozenset[tuple[str, str]] = frozenset()


def gathered(at: datetime, judgements: Iterable[Judgement]) -> Findings:
    """All judgements as one."""
    every = list(judgements)
    return Findings(
        at=at,
        found=tuple(finding for each in every for finding in each.found),
        unjudged=frozenset().union(*(each.unjudged for each in every)),
    )


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """What befalls everything first, then source by source."""
    order = list(Kind)
    return sorted(found, key=lambda finding: (order.index(finding.kind), finding.subject))
