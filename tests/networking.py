"""A network of the test's own: name servers that answer what the test says, and public machines that stand on this one.

Twisted's reactor is given another name resolver, which is what it is made for, and its `connectTCP` leads public
addresses to servers on loopback, as a router would.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer  # type: ignore[import-untyped]

from tests.answering import Site

NOWHERE = 1
"""A port at which nothing listens."""


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """It is over before it can be."""


@implementer(IHostnameResolver)
@dataclass
class Network:
    """`names` says what each name stands for: its answers in turn, the last one for good. `dialled` is what was tried.

    A name that is not there is left to the resolver that was there before, which knows numbers in all spellings.
    """

    before: Any
    names: dict[str, list[list[str]]] = field(default_factory=dict)
    machines: dict[tuple[str, int], int] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)

    def stands_for(self, name: str, *answers: str | list[str]) -> None:
        """Let the name stand for an address, or several, and for others when it is looked up again."""
        self.names[name] = [[each] if isinstance(each, str) else each for each in answers]

    def publish(self, site: Site, address: str, *, port: int = 80) -> None:
        """Let a site on this machine be at a public address."""
        self.machines[address, port] = urlsplit(site.home).port or 0

    def resolveHostName(self, receiver: Any, hostName: str, portNumber: int = 0, *kind: Any) -> Any:
        """Twisted's interface."""
        self.looked_up.append(hostName)
        if hostName not in self.names:
            return self.before.resolveHostName(receiver, hostName, portNumber, *kind)
        answers = self.names[hostName]
        resolution = _Resolution(hostName)
        receiver.resolutionBegan(resolution)
        for address in answers.pop(0) if len(answers) > 1 else answers[0]:
            family = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(family("TCP", address, portNumber))
        receiver.resolutionComplete()
        return resolution


@contextmanager
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """That network, until the block ends."""
    from twisted.internet import reactor

    found = Network(before=reactor.nameResolver)
    # Any: mypy takes another reactor's for it.
    connect: Any = reactor.connectTCP

    def dial(host: str, port: int, *arguments: Any, **named: Any) -> Any:
        found.dialled.append((host, port))
        if host.startswith("127.") or host == "::1":
            return connect(host, port, *arguments, **named)
        return connect("127.0.0.1", found.machines.get((host, port), NOWHERE), *arguments, **named)

    reactor.installNameResolver(found)
    monkeypatch.setattr(reactor, "connectTCP", dial)
    try:
        yield found
    finally:
        reactor.installNameResolver(found.before)
