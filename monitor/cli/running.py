"""Commands that fetch: crawl, run, up, status."""

import sys
from pathlib import Path

import click

from monitor.cli.options import config_option, json_option, load_config
from monitor.cli.output import print_json, print_line, print_records
from monitor.errors import MonitorError


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]…")
@click.option(
    "--all", "every_article", is_flag=True, help="Also check every article that is live or was removed lately."
)
@json_option
@config_option
def crawl(config_path: Path, sources: tuple[str, ...], *, every_article: bool, as_json: bool) -> None:
    """Make one pass: look at the channels, fetch what is due, store what is new.

    Without SOURCE all sources that are not paused. Exits with 1 only where every source failed or nothing could be
    stored; a source that failed is named on stderr.
    """
    from monitor.passes import crawl_once

    reports = crawl_once(
        load_config(config_path), source_ids=sources, every_article=every_article, show=_shown(as_json=as_json)
    )
    for report in reports:
        if report.failed:
            click.echo(f"{report.source_id}: {report.reason}", err=True)
    if reports and all(report.failed for report in reports):
        sys.exit(1)


@click.command()
@click.option("--verbose", is_flag=True, help="Log what is only of use when something is wrong.")
@config_option
def run(config_path: Path, *, verbose: bool) -> None:
    """Watch the sources until stopped: each channel at its pace, each article ever more rarely.

    SIGTERM and Ctrl-C end it cleanly; SIGHUP reads the configuration again. Logs to stderr.
    """
    from monitor.passes import run_until_stopped

    run_until_stopped(load_config(config_path), config_path=config_path, verbose=verbose)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where the archive is served.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65_535))
@config_option
def up(config_path: Path, host: str, port: int) -> None:
    """Run and serve together, restarting what dies, until stopped."""
    from monitor.up import keep_up

    load_config(config_path)
    keep_up(config_path, host=host, port=port)


@click.command()
@json_option
@config_option
def status(config_path: Path, *, as_json: bool) -> None:
    """Show each source's last success and failure, what it brought today, and what is waiting."""
    from monitor.standing import standing_of

    columns = {
        "source": "source",
        "state": "state",
        "last_success_at": "last success",
        "last_failure_at": "last failure",
        "stories_today": "today",
        "articles": "followed",
        "due": "due now",
        "reason": "reason",
    }
    print_records(standing_of(load_config(config_path)), columns=columns, as_json=as_json)
