"""`presswatch serve`: Datasette over archive.db, in this process, until it is told to stop."""

import hashlib
import ipaddress
import json
import logging
import os
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils import parse_metadata

from monitor.config.models import Config, LoginConfig
from monitor.errors import MonitorError
from monitor.logins import check_login, lasting_secret
from monitor.publishing import published
from monitor.standing_copy import StandingCopy
from monitor.stopping import stopped_by_signals
from storage.database import StorageError, open_archive, open_desk
from storage.snapshots import write_snapshot

log = logging.getLogger(__name__)

Access = Literal["local", "login", "public"]
Publish = Literal["full", "extracts"]
NAME = "archive"
"""The database's name in every address, whatever the file is called."""

DESK = "desk"
"""The name of desk.db there, for those of the desk."""

STANDING_BACK = 10
"""How nice the serving process is: beside the crawler, which is not, a busy core is shared one to nine."""

MOST_CONNECTIONS = 400
"""Connections at once; whoever comes then is told to come again (503). Far below the files that a process may open."""

_PREFIX = re.compile(r"/([A-Za-z0-9._~-]+/)*")

LOOK_EVERY = 1.0
"""Seconds between two looks for an archive that is not there yet."""


class SiteError(MonitorError):
    """The archive cannot be served as asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is served, where and to whom. `port` 0 takes a free one; `title` stands at the top of every page.

    `prefix` is the path that a proxy gives the archive, with a slash at both ends. `sql` is whether readers may run SQL
    of their own, None only while access is local. `immutable` promises that the file never changes; `copy_every` serves
    a copy of it in its place. `desk` is desk.db where some who log in may see it, as `login` says, and None elsewhere.
    `nice` is how far this process stands back behind others for the CPU, from 0 to 19.
    """

    archive: Path
    host: str = "127.0.0.1"
    port: int = 8001
    title: str = "Presswatch"
    access: Access = "local"
    publish: Publish = "full"
    prefix: str = "/"
    sql: bool | None = None
    robots: Literal["none", "all"] = "none"
    login: LoginConfig = field(default_factory=LoginConfig)
    desk: Path | None = None
    immutable: bool = False
    copy_every: timedelta | None = None
    nice: int = 0


def site_of(config: Config | None, *, snapshot: Path | None = None) -> Site:
    """The site that a configuration describes; over a snapshot, which needs none, in place of its own archive."""
    served = Site(archive=(snapshot or Path("archive.db")).absolute(), immutable=snapshot is not None)
    if config is None:
        return served
    archive = config.archive
    has_desk = bool(config.login.desk) and archive.access == "login" and snapshot is None
    return replace(
        served,
        desk=config.directory / "desk.db" if has_desk else None,
        archive=served.archive if snapshot is not None else config.directory / "archive.db",
        title=archive.title,
        access=archive.access,
        publish=archive.publish,
        sql=archive.sql,
        robots=archive.robots,
        login=config.login,
    )


def take_snapshot(config: Config, target: Path) -> str:
    """Copy the configuration's archive into a new file; its SHA-256. Raises SiteError where it may not be published."""
    if config.archive.publish == "extracts":
        raise SiteError('publish = "extracts": the archive holds the whole texts, so no copy of it may be published')
    write_snapshot(config.directory / "archive.db", target)
    with target.open("rb") as copied:
        return hashlib.file_digest(copied, "sha256").hexdigest()


def archive_site_directory() -> Path:
    """The folder with the archive's templates, static files and plugins: in a wheel it lies inside of this package."""
    packages = Path(__file__).resolve().parent
    installed = packages / "_archive_site"
    return installed if installed.is_dir() else packages.parent / "datasette"


def make_datasette(archive: Path, *, title: str = "Presswatch", access: Access = "local") -> Datasette:
    """Datasette over the one file, opened read-only while others write to it, and all else as it comes."""
    return datasette_of(Site(archive=archive, title=title, access=access))


def datasette_of(site: Site, *, secret: str | None = None) -> Datasette:
    """Datasette over a site's file; log-ins are signed with the secret, which ends with the process where None."""
    # Its log-in checks passwords in the loop that serves everybody, and any header of a visitor's; ours stands in.
    stranger = pm.get_plugin("auth_passwords")
    if stranger is not None:
        pm.unregister(stranger)
    folder = archive_site_directory()
    settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    settings["default_allow_sql"] = site.access == "local" if site.sql is None else site.sql
    settings["base_url"] = site.prefix
    datasette = Datasette(
        [] if site.immutable else [str(site.archive)],
        immutables=[str(site.archive)] if site.immutable else [],
        config_dir=folder,
        metadata=_metadata(site, folder),
        settings=settings,
        secret=secret,
    )
    name = next(name for name in datasette.databases if name != "_internal")
    database = datasette.get_database(name)
    if name != NAME:
        datasette.remove_database(name)
        datasette.add_database(database, name=NAME)
    if site.desk is not None:
        datasette.add_database(Database(datasette, path=str(site.desk), is_mutable=True), name=DESK)
    if site.immutable:
        # Datasette would read the whole file to tell its digest on /.json.
        database.cached_hash = hashlib.sha256(str(site.archive.stat().st_mtime_ns).encode()).hexdigest()
    return datasette


def _metadata(site: Site, folder: Path) -> dict[str, Any]:
    """What Datasette and our plugins are told of the site; no secret, and no path on the disk."""
    metadata: dict[str, Any] = parse_metadata((folder / "metadata.yaml").read_text(encoding="utf-8"))
    metadata["title"] = site.title
    if site.access == "login":
        metadata["allow"] = {"id": "*"}
    if site.desk is not None:
        # Besides what the plugin `desk` sees to.
        members = {"id": list(site.login.desk)}
        about = {"title": "The desk's own", "description": "desk.db: channels, what is due, crawls, failures, watches."}
        metadata["databases"][DESK] = {"allow": members, "allow_sql": members, **about}
    metadata["plugins"] = {
        "presswatch": {
            "access": site.access,
            "robots": site.robots,
            "users": {user: {"$env": variable} for user, variable in site.login.users.items()},
            "header": site.login.header,
            "proxies": list(site.login.proxies),
            "desk": [] if site.desk is None else list(site.login.desk),
        }
    }
    return metadata


def serve(site: Site, *, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, and return then. An archive that is not there yet is waited for.

    `say` is given the line with the archive's address, once it answers there. Raises SiteError where the address may
    not or cannot be served.
    """
    _check(site)
    secret = lasting_secret(site.archive.parent) if site.access == "login" else None
    # Threads inherit it, so before there are any.
    os.nice(site.nice)
    # uvicorn puts its own handlers in while it serves, and raises the signal again when it has ended: it then meets
    # these, so that a wanted end is a return and no death by signal.
    with stopped_by_signals() as stop, _listen(site) as listener:
        if not _await_files(site, stop):
            return
        with published(site.archive, publish=site.publish, stop=stop) as served:
            if served is None:
                return
            config = _uvicorn_config(_application(replace(site, archive=served), secret))
            server = uvicorn.Server(config)

            async def end_where_asked_before() -> None:
                # By a signal that came when uvicorn's handlers were not in yet.
                if stop.is_set():
                    server.should_exit = True

            config.callback_notify, config.timeout_notify = end_where_asked_before, 1
            host, port = listener.getsockname()[:2]
            say(f"Archive: http://{f'[{host}]' if ':' in host else host}:{port}{site.prefix}")
            server.run(sockets=[listener])


# Any: an ASGI application has no type of its own.
def _application(site: Site, secret: str | None) -> Any:
    if site.copy_every is None:
        return datasette_of(site, secret=secret).app()

    def make_site(copy: Path) -> Datasette:
        return datasette_of(replace(site, archive=copy, immutable=True), secret=secret)

    return StandingCopy(site.archive, every=site.copy_every, make_site=make_site)


def _uvicorn_config(app: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="on",
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        server_header=False,
        # The plugin `arrival` reads what proxies say: it has to know who is at the other end of the connection.
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        # A visitor who holds a connection open must not hold up the end.
        timeout_graceful_shutdown=5,
    )


def _check(site: Site) -> None:
    if site.access == "local" and not is_own_machine(site.host):
        raise SiteError(
            f'{site.host} can be reached from outside while the archive\'s access is "local"; '
            'serve on 127.0.0.1, or set access = "login" or "public" under [archive]'
        )
    if site.access == "login":
        check_login(site.login)
    if not _PREFIX.fullmatch(site.prefix):
        raise SiteError(f"{site.prefix} is no prefix; write a path with a slash at both ends, such as /archive/")
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


def _await_files(site: Site, stop: threading.Event) -> bool:
    """Wait until what is served can be read; False where a signal came first."""
    told = ""
    while not stop.is_set():
        try:
            open_archive(site.archive, read_only=True).close()
            if site.desk is not None:
                open_desk(site.desk, read_only=True).close()
        except StorageError as error:
            if str(error) != told:
                told = str(error)
                log.warning("%s; waiting for that", told)
            stop.wait(LOOK_EVERY)
        else:
            return True
    return False
