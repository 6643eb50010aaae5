"""The one door by which messages of ours go out over HTTP: no redirect is followed, no proxy, cookie or netrc used."""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import aiohttp

from monitor.delivery.guarding import REASON, Reach, Sockets
from scrapers.addresses import named_by

ANSWER_LIMIT = aiohttp.ClientTimeout(total=30, sock_connect=15)
"""Seconds for the whole exchange, and for connecting: a receiver that takes longer should take it and work later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered: its status, and how long it asked us to wait. Its body is nothing to us."""

    status: int
    wait: timedelta | None = None


class Unanswered(Exception):
    """No answer came; the message says why in words that hold nothing of the address."""


async def post(url: str, *, body: bytes, headers: Mapping[str, str], verify: bool = True) -> Answer:
    """One POST and its answer. Raises Unanswered."""
    reach = Reach(named_by([url]))
    try:
        sockets = Sockets(urlsplit(url).hostname or "", reach)
        async with (
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(socket_factory=sockets),
                timeout=ANSWER_LIMIT,
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            ) as session,
            session.post(url, data=body, headers=dict(headers), allow_redirects=False, ssl=verify) as response,
        ):
            return Answer(status=response.status, wait=_wait(response.headers.get("Retry-After", "")))
    except (aiohttp.ClientError, ssl.SSLError, OSError, ValueError) as error:
        raise Unanswered(REASON if reach.refused else reason_of(error)) from None


def reason_of(error: BaseException) -> str:
    """Why a connection failed, from the kind of error alone: what its text says may hold the address."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLCertVerificationError | aiohttp.ClientConnectorCertificateError):
        return "its certificate is not valid"
    if isinstance(error, ssl.SSLError | aiohttp.ClientSSLError):
        return "no encrypted connection could be agreed on"
    if isinstance(error, socket.gaierror | aiohttp.ClientConnectorDNSError):
        return "its name is not known to the name servers"
    number = getattr(error, "errno", None) or getattr(getattr(error, "os_error", None), "errno", None)
    if number is not None:
        import os

        return os.strerror(number).lower()
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "it closed the connection without an answer"
    return f"the connection failed ({type(error).__name__})"


def _wait(text: str) -> timedelta | None:
    """Retry-After in seconds; a date there is left alone, for our own waits are short."""
    return timedelta(seconds=int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else None
