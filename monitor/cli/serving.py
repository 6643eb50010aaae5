"""Commands that serve the archive: serve, and demo, which makes one first."""

import sys
from pathlib import Path

import click

from monitor.cli.options import config_option, json_option, load_config
from monitor.cli.output import print_json, print_line

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve at.")
port_option = click.option(
    "--port", default=8001, show_default=True, type=click.IntRange(0, 65_535), help="The port; 0 takes a free one."
)


@click.command()
@host_option
@port_option
@config_option
def serve(config_path: Path, host: str, port: int) -> None:
    """Serve the archive as web pages, JSON and CSV until stopped.

    Works while `run` writes. An address outside of this machine is refused while archive.access says local.
    """
    from monitor.logs import log_to_stderr
    from monitor.site import Site, serve

    config = load_config(config_path)
    log_to_stderr()
    archive = config.archive
    site = Site(
        archive=config.directory / "archive.db",
        host=host,
        port=port,
        title=archive.title,
        access=archive.access,
        publish=archive.publish,
    )
    serve(site, say=print_line)


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
