"""`presswatch serve`: Datasette over archive.db, in this process, until it is told to stop."""

import ipaddress
import json
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import uvicorn
from datasette.app import Datasette
from datasette.utils import parse_metadata

from monitor.errors import MonitorError
from storage.database import StorageError, open_archive

log = logging.getLogger(__name__)

Access = Literal["local", "login", "public"]
Publish = Literal["full", "extracts"]
NAME = "archive"
"""The database's name in every address, whatever the file is called."""

LOOK_EVERY = 1.0
"""Seconds between two looks for an archive that is not there yet."""


class SiteError(MonitorError):
    """The archive cannot be served as asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is served, and where. `port` 0 takes a free one; `title` stands at the top of every page."""

    archive: Path
    host: str = "127.0.0.1"
    port: int = 8001
    title: str = "Presswatch"
    access: Access = "local"
    publish: Publish = "full"


def archive_site_directory() -> Path:
    """The folder with the archive's templates, static files and plugins: in a wheel it lies inside of this package."""
    packages = Path(__file__).resolve().parent
    installed = packages / "_archive_site"
    return installed if installed.is_dir() else packages.parent / "datasette"


def make_datasette(archive: Path, *, title: str = "Presswatch", access: Access = "local") -> Datasette:
    """Datasette over the one file, opened read-only while others write to it.

    SQL of a visitor's own is for `local` alone; with `login` no page but static files answers without an actor.
    """
    folder = archive_site_directory()
    metadata: dict[str, Any] = parse_metadata((folder / "metadata.yaml").read_text(encoding="utf-8"))
    metadata["title"] = title
    if access == "login":
        metadata["allow"] = {"id": "*"}
    settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    settings["default_allow_sql"] = access == "local"
    site = Datasette([str(archive)], config_dir=folder, metadata=metadata, settings=settings)
    if archive.stem != NAME:
        database = site.get_database(archive.stem)
        site.remove_database(archive.stem)
        site.add_database(database, name=NAME)
    return site


def serve(site: Site, *, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, and return then. An archive that is not there yet is waited for.

    `say` is given the line with the archive's address, once it answers there. Raises SiteError where the address may
    not or cannot be served.
    """
    _check(site)
    with _stopping() as stop, _listen(site) as listener:
        if not _await_archive(site.archive, stop):
            return
        server = uvicorn.Server(_uvicorn_config(site))
        host, port = listener.getsockname()[:2]
        say(f"Archive: http://{f'[{host}]' if ':' in host else host}:{port}/")
        server.run(sockets=[listener])


def _uvicorn_config(site: Site) -> uvicorn.Config:
    app = make_datasette(site.archive, title=site.title, access=site.access).app()
    return uvicorn.Config(
        app,
        lifespan="on",
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        server_header=False,
        # A visitor who holds a connection open must not hold up the end.
        timeout_graceful_shutdown=5,
    )


def _check(site: Site) -> None:
    if site.access == "local" and not is_own_machine(site.host):
        raise SiteError(
            f'{site.host} can be reached from outside while the archive\'s access is "local"; '
            'serve on 127.0.0.1, or set access = "login" or "public" under [archive]'
        )
    if site.publish == "extracts":
        raise SiteError('publish = "extracts" cannot be served yet; set publish = "full" under [archive]')
    if any(sign in str(site.archive) for sign in "?#%"):
        raise SiteError(f"{site.archive}: a path with ?, # or % cannot be opened read-only; rename the folder")


def is_own_machine(host: str) -> bool:
    """True where only this machine can reach a server on that host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _listen(site: Site) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in site.host else socket.AF_INET
    try:
        listener = socket.create_server((site.host, site.port), family=family)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SiteError(f"cannot listen on {site.host}:{site.port}: {reason}; choose another with --port") from error
    with listener:
        # asyncio sets it only where a socket's protocol is named, which create_server leaves out: the end of each
        # answer would wait 40 ms for the reader's acknowledgement of its beginning.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield listener


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set.

    uvicorn puts its own handlers in while it serves, and raises the signal again when it has ended: it then meets
    these, so that a wanted end is a return and no death by signal.
    """
    stop = threading.Event()
    signals = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in signals}
    try:
        yield stop
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


def _await_archive(archive: Path, stop: threading.Event) -> bool:
    """Wait until the archive can be read; False where a signal came first."""
    told = ""
    while not stop.is_set():
        try:
            open_archive(archive, read_only=True).close()
        except StorageError as error:
            if str(error) != told:
                told = str(error)
                log.warning("%s; waiting for that", told)
            stop.wait(LOOK_EVERY)
        else:
            return True
    return False
