"""Commands that serve the archive or ready it for that: serve, snapshot, hash-password; demo, which makes one first."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import config_option, json_option, load_config
from monitor.cli.output import print_json, print_line

if TYPE_CHECKING:
    from datetime import timedelta

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve at.")
port_option = click.option(
    "--port", default=8001, show_default=True, type=click.IntRange(0, 65_535), help="The port; 0 takes a free one."
)


prefix_option = click.option(
    "--prefix",
    default="/",
    metavar="PATH",
    callback=lambda _ctx, _param, value: f"/{value.strip('/')}/" if value.strip("/") else "/",
    help="The path that a proxy gives the archive, such as /archive/.",
)


def _read_duration(_ctx: click.Context, _param: click.Parameter, value: str | None) -> "timedelta | None":
    from monitor.config.values import parse_duration

    try:
        return None if value is None else parse_duration(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@host_option
@port_option
@prefix_option
@click.option(
    "--readonly-copy",
    "copy_every",
    is_flag=False,
    flag_value="1h",
    metavar="[EVERY]",
    callback=_read_duration,
    help="Serve a copy of the archive and take a new one as often, or at SIGHUP; hourly where no time is given.",
)
@click.option(
    "--archive",
    "snapshot_path",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Serve this file, which `presswatch snapshot` made and nobody changes, in place of the archive.",
)
@config_option
def serve(
    config_path: Path,
    snapshot_path: Path | None,
    *,
    host: str,
    port: int,
    prefix: str,
    copy_every: "timedelta | None",
) -> None:
    """Serve the archive as web pages, JSON and CSV until stopped.

    Works while `run` writes. An address outside of this machine is refused while archive.access says local. With
    --archive the configuration says what is shown to whom; its data is not opened, and without one the file is shown
    to this machine alone.
    """
    from monitor.logs import log_to_stderr
    from monitor.site import STANDING_BACK, serve, site_of

    if snapshot_path is not None and copy_every is not None:
        raise click.UsageError("--archive serves a file that never changes: leave out --readonly-copy")
    config = load_config(config_path) if snapshot_path is None or config_path.exists() else None
    log_to_stderr()
    site = site_of(config, snapshot=snapshot_path)
    serve(replace(site, host=host, port=port, prefix=prefix, copy_every=copy_every, nice=STANDING_BACK), say=print_line)


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@config_option
def snapshot(config_path: Path, path: Path) -> None:
    """Copy the archive into FILE, to be published elsewhere.

    The copy is whole, also while `run` writes, and holds archive.db alone: nothing of the desk's. A file that is there
    is never overwritten. Prints its SHA-256 and name, as `sha256sum --check` reads them.
    """
    from monitor.site import take_snapshot

    digest = take_snapshot(load_config(config_path), path)
    print_line(f"{digest}  {path}")


@click.command("hash-password")
@click.password_option(help="Asked for where left out; so is better, since others may see a command's options.")
def hash_password(password: str) -> None:
    """Print the hash of a password, for a user of [login].

    Put it into the environment variable that the user's line names. The password itself is kept nowhere.
    """
    from monitor.logins import hash_password

    print_line(hash_password(password))


@click.command()
@click.option("--once", is_flag=True, help="End after the script; exit with 1 if anything expected was not found.")
@click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the configuration and the archive there; a temporary folder where left out.",
)
@click.option(
    "--port", default=0, type=click.IntRange(0, 65_535), help="The archive's port; a free one where left out."
)
@json_option
def demo(*, once: bool, directory: Path | None, port: int, as_json: bool) -> None:
    """Watch a small scripted newsroom on this machine, and serve what was found.

    Six outlets in English, Hindi and Urdu publish, edit, correct, withdraw and move their stories; each change is
    printed as it is found and compared with the script. Needs no network and no configuration.
    """
    from monitor.demo.run import play
    from monitor.logs import log_to_stderr

    log_to_stderr(quiet=True)
    with play(directory, as_json=as_json) as played:
        if as_json:
            print_json(played.report)
        if once:
            sys.exit(0 if played.ok else 1)
        played.serve(port=port, say=print_line)
