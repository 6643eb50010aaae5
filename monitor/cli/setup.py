"""`init`, `check-config` and `source`: the configuration and what it names."""

from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from monitor.cli.options import Session, config_option, json_option, load_config
from monitor.cli.output import counted, print_json, print_line, print_records
from monitor.cli.trials import show_progress, show_trial, show_trials
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.adding import Found
    from monitor.config import Config, SourceConfig


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), default=".", metavar="[DIR]")
@click.option("--contact", help="An e-mail or web address for the user agent, so that a publisher can reach you.")
def init(directory: Path, contact: str | None) -> None:
    """Write a commented presswatch.toml.

    It has real sources and an example watch, and goes into DIR, which is made if need be, or into the working
    directory. A file that is there is never overwritten.
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
    """Say all that is wrong with the configuration.

    Each problem is a line with its path, such as source[2].feeds[0]; exits with 1 if there is one. With --json: one
    object a problem, `{"path", "problem"}`.
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


@source.command("add")
@click.argument("url")
@click.option("--id", "source_id", help="The source's id for ever; made from the site's name where left out.")
@click.option("--name", help="The publisher's name as readers know it; the site's own where left out.")
@click.option("--dry-run", is_flag=True, help="Show what would be written and write nothing.")
@config_option
@json_option
@click.pass_obj
def add(
    session: Session, /, url: str, config_path: Path, *, as_json: bool, dry_run: bool, **wanted: str | None
) -> None:
    """Find a site's channels and write them down.

    Reads the home page at URL and the site's robots.txt, tries each feed, news sitemap and section that they name and
    some usual addresses, shows what was found and what was not taken, and writes a [[source]] into the configuration.
    Everything else in the file stays as it is.
    """
    from monitor.adding import NothingFoundError
    from monitor.config.writing import add_source, source_table

    config = load_config(config_path)
    try:
        found = _find(session, config, url)
    except NothingFoundError as error:
        show_trials(error.trials, as_json=as_json)
        raise
    show_trials(found.trials, as_json=as_json)
    chosen = _renamed(found.source, config, name=wanted["name"], source_id=wanted["source_id"])
    if not dry_run:
        add_source(config_path, chosen)
    if not as_json:
        print_line()
        print_line(source_table(chosen).rstrip())
        click.echo("Nothing was written" if dry_run else f"Written into {config_path}", err=True)


@source.command("test")
@click.argument("source_id", metavar="ID")
@click.option(
    "--stories", "count", default=3, show_default=True, type=click.IntRange(0, 50), help="Stories to extract."
)
@config_option
@json_option
@click.pass_obj
def test_source(session: Session, source_id: str, count: int, config_path: Path, as_json: bool) -> None:
    """Try one source and show what it would store.

    Fetches its channels and some of the newest stories that they list, and shows the extracted stories. Stores nothing.
    Exits with 1 if no channel is of use.
    """
    from monitor.trial import StoryTrial, try_source

    config = load_config(config_path)
    entry = _configured(config, source_id)
    useful_count = 0
    with session.open_fetcher(config, entry) as fetch:
        for trial in try_source(entry.to_source(), fetch=fetch, now=datetime.now(UTC), count=count):
            useful_count += not isinstance(trial, StoryTrial) and trial.problem is None
            show_trial(trial, as_json=as_json)
    if not useful_count:
        raise MonitorError(f"{source_id}: no channel is of use; `presswatch source add {entry.home}` looks for others")


def _summary(config: "Config") -> str:
    rows = {"sources": config.sources, "watches": config.watches, "subscriptions": config.subscriptions}
    parts = [counted(len(found), plural) for plural, found in rows.items()]
    return f"{config.path}: {', '.join(parts)}, nothing wrong"


def _find(session: Session, config: "Config", url: str) -> "Found":
    from monitor.adding import find_source

    known = {entry.id for entry in config.sources}
    with session.open_fetcher(config, typed=url) as fetch:
        return find_source(url, fetch=fetch, now=datetime.now(UTC), taken_ids=known, on_try=show_progress)


def _renamed(entry: "SourceConfig", config: "Config", *, name: str | None, source_id: str | None) -> "SourceConfig":
    """The source with the name and id that were asked for; an id from that name where only a name was."""
    from monitor.adding import source_id as slug_of

    taken = {other.id for other in config.sources}
    if name is not None and source_id is None:
        source_id = slug_of(name, host=urlsplit(entry.home).hostname or "", taken_ids=taken)
    update = {"name": name, "id": source_id}
    return entry.model_copy(update={key: value for key, value in update.items() if value is not None})


def _configured(config: "Config", source_id: str) -> "SourceConfig":
    entry = config.source(source_id)
    if entry is not None:
        return entry
    near = get_close_matches(source_id, [other.id for other in config.sources], n=1)
    remedy = f"did you mean {near[0]}?" if near else "`presswatch source list` shows all"
    raise MonitorError(f"{source_id} is the id of no source in {config.path}; {remedy}")


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
        "channels": ", ".join(counted(len(urls), kind) for kind, urls in channels.items() if urls),
        **channels,
    }
