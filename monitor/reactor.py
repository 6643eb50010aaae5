"""Twisted's reactor on the asyncio loop that is already running: Scrapy needs it, everything else is asyncio.

The reactor is started without taking the loop over, so that the scheduler, Scrapy and tests share one loop.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from twisted.internet import asyncioreactor
from twisted.internet.error import ReactorAlreadyInstalledError

T = TypeVar("T")


def start_reactor() -> None:
    """Installs and starts the reactor on the running loop. RuntimeError in a process that had one: Twisted's rule."""
    try:
        asyncioreactor.install(asyncio.get_running_loop())  # type: ignore[no-untyped-call]
    except ReactorAlreadyInstalledError as error:
        raise RuntimeError("a process can have one reactor, on one loop: crawl in it, or in another process") from error
    from twisted.internet import reactor

    reactor.startRunning(installSignalHandlers=False)


async def stop_reactor() -> None:
    """Ends the reactor's threads and connections: the loop can be closed after it."""
    from twisted.internet import reactor

    # Not the reactor's own shutdown event: that would stop the loop, which is not the reactor's to stop.
    reactor.disconnectAll()
    reactor.getThreadPool().stop()
    await asyncio.sleep(0)


def run_with_reactor(main: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run` for a coroutine that crawls."""

    async def whole() -> T:
        start_reactor()
        try:
            return await main
        finally:
            await stop_reactor()

    return asyncio.run(whole())
