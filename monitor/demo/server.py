"""The newsroom's HTTP: one server an outlet, on a loopback address of its own, a thread a connection."""

import logging
import socket
import socketserver
import struct
import sys
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

from monitor.demo.answers import answer
from monitor.demo.exchange import Logged, Mishap, Reply, Request
from monitor.demo.outlets import Outlet

_log = logging.getLogger(__name__)
_PIECES = 20
"""In how many pieces a slow body is sent."""


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
        self._thread = Thread(target=self.serve_forever, args=(0.05,), name=f"newsroom-{host}")
        super().__init__((host, 0), _Exchange)

    @property
    def home(self) -> str:
        """The address of the front page."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}/"

    def server_bind(self) -> None:
        """Without the name look-up of `HTTPServer`, which may wait for a resolver that is not there."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def open(self, outlet: Outlet) -> None:
        """Begin to answer for this outlet."""
        self.outlet = outlet
        self._thread.start()

    def close(self) -> None:
        """Stop answering, end what is under way, and leave no thread."""
        self.closing.set()
        if self._thread.ident is not None:
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


class _Exchange(BaseHTTPRequestHandler):
    """One connection: reads requests, asks the outlet, writes replies in one piece each."""

    server: OutletServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # An idle connection is ended after this many seconds, as servers do.
    timeout = 60

    def do_GET(self) -> None:
        """Answer with a body."""
        self._exchange()

    def do_HEAD(self) -> None:
        """Answer without one."""
        self._exchange()

    def do_POST(self) -> None:
        """Refuse: nothing is posted to this newsroom."""
        self.close_connection = True
        self._exchange()

    def log_message(self, format: str, *args: Any) -> None:
        """The outlet keeps the log."""

    def _exchange(self) -> None:
        outlet = self.server.outlet
        request = Request(
            method=self.command,
            target=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
        )
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
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        head = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}", f"Date: {formatdate(usegmt=True)}"]
        head += [f"{name}: {value}" for name, value in reply.headers]
        if reply.status != HTTPStatus.NOT_MODIFIED:
            head.append(f"Content-Length: {len(reply.body)}")
        if self.close_connection:
            head.append("Connection: close")
        opening = "\r\n".join([*head, "", ""]).encode("latin-1")
        body = b"" if self.command == "HEAD" else reply.body
        if reply.mishap is None:
            self.wfile.write(opening + body)
            return
        self.close_connection = True
        if reply.mishap is Mishap.RESET:
            # With a linger of no seconds, closing sends a reset instead of an end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif reply.mishap is Mishap.TRUNCATED:
            self.wfile.write(opening + body[: len(body) // 2])
        else:
            self._send_slowly(opening, body, seconds=reply.seconds)

    def _send_slowly(self, opening: bytes, body: bytes, *, seconds: float) -> None:
        self.wfile.write(opening)
        step = max(1, -(-len(body) // _PIECES))
        for start in range(0, len(body), step):
            if self.server.closing.wait(seconds / _PIECES):
                return
            self.wfile.write(body[start : start + step])
