"""A site that answers what a test tells it to: for answers that no newsroom gives."""

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; a `body` is sent with its length unless `headers` name one, or none: the empty text."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})


@dataclass(frozen=True, slots=True)
class Wire:
    """An answer byte for byte, status line included; the connection ends after the last piece."""

    pieces: Callable[[], Iterable[bytes]]


class Site:
    """What is answered for each path, in turn where there are several answers (the last one stays), else 404."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.answers: dict[str, list[Answer | Wire]] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"{self.home}{path}"

    def says(self, path: str, *answers: Answer | Wire) -> str:
        """Answer so from now on; the address."""
        self.answers[path] = list(answers)
        return self.url(path)

    def next_answer(self, path: str) -> Answer | Wire:
        """What is answered now."""
        waiting: Sequence[Answer | Wire] = self.answers.get(path, [Answer(b"Not here.", 404)])
        return self.answers[path].pop(0) if len(waiting) > 1 else waiting[0]

    @property
    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def answering(host: str = "127.0.0.1", *, certificate: Path | None = None) -> Iterator[Site]:
    """A site that is open; over TLS where it has a certificate (a PEM file with its key)."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answer = site.next_answer(self.path)
            if isinstance(answer, Wire):
                self.close_connection = True
                for piece in answer.pieces():
                    self.wfile.write(piece)
                return
            self.send_response(answer.status)
            for name, value in ({"Content-Length": str(len(answer.body))} | dict(answer.headers)).items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)
            # A body that is shorter than it was said to be ends with its connection.
            self.close_connection = "Content-Length" in answer.headers

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that has had enough is no error."""

    with Server((host, 0), Handler) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        site = Site(f"{'https' if certificate else 'http'}://{host}:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
