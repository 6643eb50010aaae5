"""The command that publishes: serve."""

from functools import partial
from pathlib import Path

import click

from monitor.cli.options import config_option, load_config
from monitor.cli.output import print_line


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65_535), help="0 takes a free one.")
@config_option
def serve(config_path: Path, host: str, port: int) -> None:
    """Serve the archive with Datasette until stopped, also while `presswatch run` writes to it.

    An address that others can reach is refused while access is "local". An archive that is not there yet is waited for.
    """
    from monitor.site import Site
    from monitor.site import serve as serve_site

    config = load_config(config_path)
    site = Site(
        archive=config.directory / "archive.db",
        host=host,
        port=port,
        title=config.archive.title,
        access=config.archive.access,
        publish=config.archive.publish,
    )
    serve_site(site, say=print_line, warn=partial(click.echo, err=True))
