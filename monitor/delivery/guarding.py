"""Where messages may go: to public addresses, and inside to the host and port that the destination itself names.

Two gates on the same rule: one makes the sockets of our own webhooks, the other stands in Python before every
connection that a service's plugin makes, whichever library it uses and wherever a redirect leads it.
"""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from scrapers.addresses import Named, may_connect

REASON = "it leads to an inner address that the destination does not name"
"""What is told of a refusal. Not which address: it may be part of a secret."""


class InnerAddress(OSError):
    """The connection is not made. An OSError, which every library takes for one that failed."""


@dataclass(slots=True)
class Reach:
    """What one message may reach. `refused` says whether it tried for more, `looked_up` what name it asked for last."""

    named: Named
    refused: bool = False
    looked_up: str = ""

    def judge(self, host: str, address: str, port: int) -> None:
        """Raises InnerAddress."""
        if not may_connect(host, address, port, named=self.named):
            self.refused = True
            raise InnerAddress(REASON)


@dataclass(slots=True)
class Sockets:
    """Makes the sockets of one webhook, for aiohttp, which hands in each address that it is about to try."""

    host: str
    reach: Reach = field(default_factory=lambda: Reach(frozenset()))

    def __call__(self, found: tuple[Any, ...]) -> socket.socket:
        """A socket for an answer of getaddrinfo."""
        family, kind, protocol, _, address = found
        self.reach.judge(self.host, address[0], address[1])
        return socket.socket(family=family, type=kind, proto=protocol)


_REACH: ContextVar[Reach | None] = ContextVar("reach", default=None)


@contextmanager
def guarded(named: Named) -> Iterator[Reach]:
    """Within the block, and in what it hands on with its context, no connection goes elsewhere."""
    _stand_guard()
    reach = Reach(named)
    token = _REACH.set(reach)
    try:
        yield reach
    finally:
        _REACH.reset(token)


@cache
def _stand_guard() -> None:
    """Once in a process, and for good. Python tells us of every socket that is about to connect (PEP 578)."""
    # requests would ask a proxy that the environment names, and that would look names up for us.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"
    sys.addaudithook(_on_event)


def _on_event(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith("socket."):
        reach = _REACH.get()
        if reach is not None:
            judge_event(reach, event, arguments)


def judge_event(reach: Reach, event: str, arguments: tuple[Any, ...]) -> None:
    """Raises InnerAddress for a connection that may not be made. A name is looked up just before it is connected to."""
    if event == "socket.getaddrinfo":
        reach.looked_up = _text(arguments[0])
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        target = arguments[1]
        # Other families than the internet's have other forms; None is a socket that is connected already.
        if isinstance(target, tuple) and len(target) in (2, 4):
            reach.judge(reach.looked_up or _text(target[0]), _text(target[0]), target[1])


def _text(host: str | bytes | None) -> str:
    return host.decode("latin-1") if isinstance(host, bytes) else host or ""
