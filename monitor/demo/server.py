"""The newsroom's HTTP: one server an outlet, on a loopback address of its own, a thread a connection."""

import logging
import socket
import struct
import sys
from email.utils import formatdate
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from socketserver import StreamRequestHandler, TCPServer
from threading import Event, Lock, Thread
from typing import Any

from monitor.demo.answers import answer
from monitor.demo.exchange import Logged, Mishap, Reply, Request
from monitor.demo.outlets import Outlet

_log = logging.getLogger(__name__)
_PIECES = 20
"""In how many pieces a slow body is sent."""
_LINE_LIMIT = 65536
"""Bytes of a request or header line; what is longer is cut, and then understood by nobody."""


class OutletServer(ThreadingHTTPServer):
    """Serves one outlet until it is closed; `close` ends every connection and joins every thread."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128
    outlet: Outlet

    def __init__(self, host: str) -> None:
        self.closing = Event()
        self._connections: set[Any] = set()
        self._connections_lock = Lock()
        self._thread = Thread(target=self.serve_forever, name=f"newsroom-{host}")
        super().__init__((host, 0), _Exchange)

    @property
    def home(self) -> str:
        """The address of the front page."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}/"

    def server_bind(self) -> None:
        """Without the name look-up of `HTTPServer`, which may wait for a resolver that is not there."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def open(self, outlet: Outlet) -> None:
        """Begin to answer for this outlet."""
        self.outlet = outlet
        self._thread.start()

    def close(self) -> None:
        """Stop answering, end what is under way, and leave no thread."""
        self.closing.set()
        if self._thread.ident is not None:
            _hang_up(self.socket)  # wakes the loop, which would notice the end only at its next poll
            self.shutdown()
            self._thread.join()
        with self._connections_lock:
            for connection in self._connections:
                _hang_up(connection)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that an idle one can be ended."""
        with self._connections_lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection as it ends."""
        with self._connections_lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 (as the base class has it)
        """A client that went away is no error of ours."""
        if not isinstance(sys.exc_info()[1], OSError):
            _log.exception("an exchange failed outlet=%s client=%s", self.outlet.id, client_address)


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError as gone:  # it ended by itself
        _log.debug("already closed: %s", gone)


class _Exchange(StreamRequestHandler):
    """One connection: reads requests, asks the outlet, writes each reply in one piece.

    Reads the request itself: `http.server` parses headers as mail, which costs more than all the rest.
    """

    server: OutletServer
    disable_nagle_algorithm = True
    # An idle connection is ended after this many seconds, as servers do.
    timeout = 60

    def handle(self) -> None:
        """Answer until one side has had enough."""
        while not self.server.closing.is_set():
            request = self._read()
            if request is None or not self._exchange(request):
                return

    def _read(self) -> Request | None:
        """The next request; None where the client went away or speaks no HTTP."""
        words = self._line().split()
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            return None
        headers: dict[str, str] = {}
        while line := self._line():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        if words[2] == "HTTP/1.0":
            headers.setdefault("connection", "close")
        return Request(method=words[0], target=words[1], headers=headers)

    def _line(self) -> str:
        return self.rfile.readline(_LINE_LIMIT).decode("latin-1").rstrip("\r\n")

    def _exchange(self, request: Request) -> bool:
        """Answer one request; whether the connection goes on."""
        outlet = self.server.outlet
        reply = answer(outlet, request)
        outlet.log(
            Logged(
                at=outlet.clock(),
                method=request.method,
                target=request.target,
                status=reply.status,
                user_agent=request.headers.get("user-agent", ""),
                conditional=request.is_conditional,
            )
        )
        # What a client posts is not read, so nothing can follow it.
        goes_on = request.method in {"GET", "HEAD"} and request.headers.get("connection", "").lower() != "close"
        return self._send(reply, with_body=request.method != "HEAD", goes_on=goes_on and reply.mishap is None)

    def _send(self, reply: Reply, *, with_body: bool, goes_on: bool) -> bool:
        head = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}", f"Date: {formatdate(usegmt=True)}"]
        head += [f"{name}: {value}" for name, value in reply.headers]
        if reply.status != HTTPStatus.NOT_MODIFIED:
            head.append(f"Content-Length: {len(reply.body)}")
        if not goes_on:
            head.append("Connection: close")
        opening = "\r\n".join([*head, "", ""]).encode("latin-1")
        body = reply.body if with_body else b""
        if reply.mishap is None:
            self.wfile.write(opening + body)
        elif reply.mishap is Mishap.RESET:
            # With a linger of no seconds, closing sends a reset instead of an end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif reply.mishap is Mishap.TRUNCATED:
            self.wfile.write(opening + body[: len(body) // 2])
        else:
            self._send_slowly(opening, body, seconds=reply.seconds)
        return goes_on

    def _send_slowly(self, opening: bytes, body: bytes, *, seconds: float) -> None:
        self.wfile.write(opening)
        step = max(1, -(-len(body) // _PIECES))
        for start in range(0, len(body), step):
            if self.server.closing.wait(seconds / _PIECES):
                return
            self.wfile.write(body[start : start + step])
