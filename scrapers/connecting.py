"""Where a crawl's connections are made: a name is looked up once, and only addresses that may be reached are tried.

Every request of a crawl comes here, its redirects and robots.txt too. There is no proxy: it would look names up for us.
"""

from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import _ScrapyAgent
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.interfaces import IReactorPluggableNameResolver, IResolutionReceiver, IStreamClientEndpoint
from twisted.python.failure import Failure
from twisted.web.client import URI, Agent
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer  # type: ignore[import-untyped]

from scrapers.addresses import Named, may_connect, refusal
from scrapers.bounds import BoundedDownloads

# Any: Twisted's interfaces are zope's, which mypy cannot read.


class AddressRefused(IgnoreRequest):
    """The name leads to no address that may be reached. The message names it and what it leads to."""


class GuardedDownloads(BoundedDownloads):
    """Bounded downloads over HTTP/1.1, by guarded connections that the crawl's requests share.

    What is named is the spider's `named`: a crawl is of one source, and what another one names is nothing to it.
    """

    async def download_request(self, request: Request) -> Response:
        """The answer; AddressRefused where no connection may be made."""
        agent = _GuardedAgent(
            contextFactory=self._contextFactory,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))


class _GuardedAgent(_ScrapyAgent):
    def _get_agent(self, request: Request, timeout: float) -> Agent:  # noqa: ARG002 - Scrapy's signature
        from twisted.internet import reactor

        named: Named = getattr(self._crawler.spider, "named", frozenset())
        endpoints = _Endpoints(reactor, self._contextFactory, timeout=timeout, named=named)
        agent: Agent = Agent.usingEndpointFactory(reactor, endpoints, pool=self._pool)  # type: ignore[no-untyped-call]
        return agent


@implementer(IAgentEndpointFactory)
class _Endpoints:
    def __init__(self, reactor: Any, policy: Any, *, timeout: float, named: Named) -> None:
        self._reactor = reactor
        self._policy = policy
        self._timeout = timeout
        self._named = named

    def endpointForURI(self, uri: URI) -> Any:
        """An endpoint for the host and port as Twisted reads them, which are those that it connects to."""
        endpoint: Any = _GuardedEndpoint(self._reactor, uri, timeout=self._timeout, named=self._named)
        if uri.scheme == b"https":
            return wrapClientTLS(self._policy.creatorForNetloc(uri.host, uri.port), endpoint)
        return endpoint


@implementer(IStreamClientEndpoint)
class _GuardedEndpoint:
    def __init__(self, reactor: Any, uri: URI, *, timeout: float, named: Named) -> None:
        self._host = uri.host.decode("ascii")
        self._port = uri.port
        self._guarded = _GuardedReactor(reactor, self._host, named)
        self._endpoint = HostnameEndpoint(self._guarded, self._host, uri.port, timeout=timeout)

    def connect(self, protocol_factory: Any) -> "Deferred[Any]":
        """A connection, or AddressRefused."""
        return self._endpoint.connect(protocol_factory).addErrback(self._explain)

    def _explain(self, failure: Failure) -> Failure:
        if self._guarded.refused and not self._guarded.allowed:
            raise AddressRefused(refusal(self._host, self._guarded.refused[0], self._port))
        return failure


@implementer(IReactorPluggableNameResolver)
class _GuardedReactor:
    """What an endpoint needs of the reactor. What a name stands for is only what of it may be reached."""

    def __init__(self, reactor: Any, host: str, named: Named) -> None:
        self._reactor = reactor
        self._host = host
        self._named = named
        self.allowed: set[str] = set()
        self.refused: list[str] = []
        self.callLater = reactor.callLater
        self.seconds = reactor.seconds

    @property
    def nameResolver(self) -> "_GuardedReactor":
        """Resolves names."""
        return self

    def resolveHostName(
        self,
        receiver: Any,
        host: str,
        portNumber: int = 0,
        addressTypes: Any = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """Twisted's interface: tells the receiver of each address that may be reached."""
        return self._reactor.nameResolver.resolveHostName(
            _Sieve(receiver, self), host, portNumber, addressTypes, transportSemantics
        )

    def admits(self, address: str, port: int) -> bool:
        """Whether the address may be reached; it is remembered either way."""
        if may_connect(self._host, address, port, named=self._named):
            self.allowed.add(address)
            return True
        self.refused.append(address)
        return False

    def connectTCP(self, host: str, *arguments: Any, **named: Any) -> Any:
        """A connection to an address that was looked up here and found good, and to no other."""
        if host not in self.allowed:
            raise AddressRefused(f"{self._host}: {host} was never looked at")
        return self._reactor.connectTCP(host, *arguments, **named)


@implementer(IResolutionReceiver)
class _Sieve:
    def __init__(self, receiver: Any, guarded: _GuardedReactor) -> None:
        self._receiver = receiver
        self._guarded = guarded
        self.resolutionBegan = receiver.resolutionBegan
        self.resolutionComplete = receiver.resolutionComplete

    def addressResolved(self, address: Any) -> None:
        if self._guarded.admits(address.host, address.port):
            self._receiver.addressResolved(address)
