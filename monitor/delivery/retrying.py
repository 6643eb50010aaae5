"""What follows an attempt: how it ended, and when the next one is due. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random


class End(StrEnum):
    """How an attempt ended.

    SENT: the server accepted the message. LATER: it put off this message alone. DOWN: it could not be reached, or did
    not answer, so that no other message would get through. REFUSED: it will never take this message. PAUSE: it is gone
    or does not let us in, and will not take any.
    """

    SENT = "sent"
    LATER = "later"
    DOWN = "down"
    REFUSED = "refused"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an attempt ended, and why in words that hold nothing of the address or of the server's own text.

    `wait` is how long the server asked us to wait. `accepted` are digests of the recipients who have it, where some
    have not yet.
    """

    end: End
    reason: str | None = None
    wait: timedelta | None = None
    accepted: tuple[str, ...] = ()


FIRST_WAIT = timedelta(seconds=5)
"""After the first failure: what a restart of the server takes."""

LONGEST_WAIT = timedelta(minutes=15)
"""Between two attempts at one message, so that it comes soon after the server is back; about 100 in 24 hours."""

LONGEST_REST = timedelta(minutes=5)
"""Of a destination that cannot be reached; shorter than a message's wait, so that others are tried in between: one
message that its server always fails at does not hold up the rest."""

LONGEST_ASKED = timedelta(hours=1)
"""A server that asks for a longer wait is asked again after this."""

JITTER = 0.25


def backoff(failures: int, *, longest: timedelta, random: Random) -> timedelta:
    """How long to wait after so many failures in a row: doubling, a quarter more or less, lest all come at once."""
    doubled = min(FIRST_WAIT * (1 << min(failures - 1, 20)), longest)
    return doubled * (1 + JITTER * (2 * random.random() - 1))


def next_attempt(outcome: Outcome, *, attempts: int, now: datetime, random: Random) -> datetime:
    """When the message is tried again, after so many attempts."""
    return now + max(backoff(attempts, longest=LONGEST_WAIT, random=random), _asked(outcome))


def rest_until(outcome: Outcome, *, failures: int, now: datetime, random: Random) -> datetime:
    """How long a destination rests that could not be reached so many times in a row."""
    return now + max(backoff(failures, longest=LONGEST_REST, random=random), _asked(outcome))


def is_final(outcome: Outcome, *, next_at: datetime, give_up_at: datetime) -> bool:
    """Whether the message is given up: refused, or its time is over before the next attempt."""
    return outcome.end is End.REFUSED or (outcome.end is not End.PAUSE and next_at > give_up_at)


def _asked(outcome: Outcome) -> timedelta:
    return min(outcome.wait or timedelta(0), LONGEST_ASKED)
