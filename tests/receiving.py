"""Servers on this machine that take messages: SMTP (aiosmtpd) and HTTP, each told how to behave."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

Answer = str | Callable[[], str]


@dataclass
class MailServer:
    """What it was sent, and what it answers: each of `answers` once, in order, then "250 OK".

    `recipients` maps an address to the answer for it alone. "cut" closes the connection after the data was taken.
    """

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    recipients: dict[str, str] = field(default_factory=dict)
    senders: dict[str, str] = field(default_factory=dict)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    password: bytes | None = None
    sessions: list[SMTP] = field(default_factory=list)

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.senders.get(address, "250 OK")

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.recipients.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250") or answer == "cut":
            assert isinstance(envelope.content, bytes)
            self.envelopes.append(envelope)
            letter = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
        if answer == "cut":
            assert server.transport is not None
            server.transport.abort()
            return "421 cut"
        return answer

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == self.password, handled=False)


@asynccontextmanager
async def mail_server(
    *, password: bytes | None = None, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
) -> AsyncIterator[MailServer]:
    """A mail server at a free port; with a password it wants a login."""
    served = MailServer(password=password)

    def session() -> SMTP:
        protocol = SMTP(
            served,
            enable_SMTPUTF8=True,
            auth_required=password is not None,
            auth_require_tls=False,
            authenticator=served.authenticate if password is not None else None,
            tls_context=starttls,
            require_starttls=starttls is not None,
        )
        served.sessions.append(protocol)
        return protocol

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0, ssl=tls)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        for protocol in served.sessions:
            if protocol.transport is not None:
                protocol.transport.abort()
        await server.wait_closed()


@dataclass
class Sink:
    """What was posted to it, and what it answers: each of `answers` once, in order, then 200. 0 cuts the line."""

    url: str = ""
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.requests.append(({name.lower(): value for name, value in request.headers.items()}, body))
        status = self.answers.pop(0) if self.answers else 200
        if not status:
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=status or 200, headers=self.headers)


@asynccontextmanager
async def http_sink() -> AsyncIterator[Sink]:
    """An HTTP server at a free port that takes whatever is posted."""
    sink = Sink()
    async with _serving(sink.take) as url:
        sink.url = url
        yield sink


@asynccontextmanager
async def _serving(take: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    server = web.Server(take, access_log=None)
    runner = web.ServerRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    assert isinstance(site._server, asyncio.Server)
    port = site._server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
