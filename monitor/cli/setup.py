"""`init`, `check-config` and `source`: the configuration and what it names."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import Session, config_option, json_option, load_config
from monitor.cli.output import print_json, print_line, print_records
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.config import Config, SourceConfig


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), default=".", metavar="[DIR]")
@click.option("--contact", help="An e-mail or web address for the user agent, so that a publisher can reach you.")
def init(directory: Path, contact: str | None) -> None:
    """Write a commented presswatch.toml with real sources and an example watch.

    It goes into DIR, which is made if need be, or into the working directory. A file that is there is never overwritten.
    """
    from monitor.starter import EXAMPLE_CONTACT, write_starter

    path = write_starter(directory, contact=contact or EXAMPLE_CONTACT)
    print_line(f"Wrote {path}")
    if contact is None:
        click.echo(
            f"Put your own address into `contact` there before the first crawl: it says {EXAMPLE_CONTACT}", err=True
        )


@click.command("check-config")
@config_option
@json_option
def check_config(config_path: Path, as_json: bool) -> None:
    """Say all that is wrong with the configuration, each with its path.

    Exits with 1 if anything is. With --json: one object a problem, `{"path", "problem"}`.
    """
    from monitor.config import ConfigError

    try:
        config = load_config(config_path)
    except ConfigError as error:
        if not as_json:
            raise
        for problem in error.problems:
            path, _, what = problem.partition(": ")
            print_json({"path": path, "problem": what})
        raise click.exceptions.Exit(1) from error
    if not as_json:
        print_line(_summary(config))


@click.group()
def source() -> None:
    """Find, list and try sources."""


@source.command("list")
@config_option
@json_option
def list_sources(config_path: Path, as_json: bool) -> None:
    """List the sources of the configuration."""
    columns = {"id": "Id", "name": "Name", "channels": "Channels", "every": "Every", "paused": "Paused", "home": "Home"}
    rows = [_source_row(entry) for entry in load_config(config_path).sources]
    print_records(rows, columns=columns, as_json=as_json)


def _summary(config: "Config") -> str:
    counts = {
        "source": len(config.sources),
        "watch": len(config.watches),
        "subscription": len(config.subscriptions),
    }
    plurals = {"watch": "watches"}
    parts = [f"{count} {name if count == 1 else plurals.get(name, name + 's')}" for name, count in counts.items()]
    return f"{config.path}: {', '.join(parts)}, nothing wrong"


def _source_row(entry: "SourceConfig") -> dict[str, object]:
    from monitor.config.values import format_duration

    channels = {"feeds": entry.feeds, "sitemaps": entry.sitemaps, "sections": entry.sections}
    return {
        "id": entry.id,
        "name": entry.name,
        "home": entry.home,
        "language": entry.language,
        "every": format_duration(entry.every),
        "paused": entry.paused,
        "channels": ", ".join(f"{len(urls)} {kind}" for kind, urls in channels.items() if urls),
        **channels,
    }
