"""Commands that fetch: crawl, run, up."""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import config_option, json_option, load_config
from monitor.cli.output import print_json, print_line, safe_line
from monitor.cli.serving import host_option, port_option, prefix_option

if TYPE_CHECKING:
    from monitor.crawl import CrawlReport
    from storage.records import LoggedChange


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]…")
@click.option(
    "--all",
    "every_article",
    is_flag=True,
    help="Also check every article that is live or was removed in the last 30 days.",
)
@json_option
@config_option
def crawl(config_path: Path, sources: tuple[str, ...], *, every_article: bool, as_json: bool) -> None:
    """Make one pass: look at the channels, fetch what is due, store what is new.

    Without SOURCE all sources that are not paused. Exits with 1 only where every source failed or nothing could be
    stored; a source that failed is named on stderr.
    """
    from monitor.logs import log_to_stderr
    from monitor.passes import crawl_once

    config = load_config(config_path)
    log_to_stderr(quiet=True)
    show = _print_change_json if as_json else _print_change
    reports = crawl_once(config, source_ids=sources, every_article=every_article, show=show)
    for report in reports:
        if report.failed:
            click.echo(f"{report.source_id}: failed: {report.reason}", err=True)
        elif report.tally.complaints:
            click.echo(f"{report.source_id}: {report.tally.complaints}", err=True)
    if not as_json:
        _print_total(reports)
    if reports and all(report.failed for report in reports):
        sys.exit(1)


def _print_change(change: "LoggedChange") -> None:
    when = change.seen_at.strftime("%H:%M:%S")
    marks = ("baseline" if change.baseline else None, change.summary, change.quiet)
    told = "; ".join(filter(None, marks))
    mark = f" ({told})" if told else ""
    print_line(f"{when}  {change.kind:<9}  {safe_line(change.source)}: {safe_line(change.headline)}{mark}")


def _print_change_json(change: "LoggedChange") -> None:
    print_json(
        {
            "change_id": change.id,
            "seen_at": change.seen_at.isoformat().replace("+00:00", "Z"),
            "kind": change.kind,
            "source": change.source_id,
            "url": change.url,
            "headline": change.headline,
            "baseline": change.baseline,
            "words_added": change.words_added,
            "words_removed": change.words_removed,
            "summary": change.summary,
            "importance": change.importance,
            "silent": change.silent,
            "quiet": change.quiet,
        }
    )


def _print_total(reports: "Sequence[CrawlReport]") -> None:
    tallies = [report.tally for report in reports]
    print_line(
        f"{sum(tally.new for tally in tallies)} new, {sum(tally.changed for tally in tallies)} changed, "
        f"{sum(tally.removed for tally in tallies)} removed, {sum(tally.unchanged for tally in tallies)} unchanged, "
        f"{sum(tally.suspects for tally in tallies)} suspect, {sum(tally.failures for tally in tallies)} failed; "
        f"{sum(tally.requests for tally in tallies)} requests to {len(reports)} sources"
    )


@click.command()
@click.option("--verbose", is_flag=True, help="Log what is only of use when something is wrong.")
@config_option
def run(config_path: Path, *, verbose: bool) -> None:
    """Watch the sources until stopped.

    Each channel is looked at as its source's `every` says, each article closely at first and then ever more rarely.
    SIGTERM and Ctrl-C end it cleanly; SIGHUP reads the configuration again. Logs to stderr.
    """
    # Until the loop has taken it over: what begins has nothing to finish.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    from monitor.logs import log_to_stderr
    from monitor.passes import run_until_stopped

    config = load_config(config_path)
    log_to_stderr(verbose=verbose)
    run_until_stopped(config)


@click.command()
@host_option
@port_option
@prefix_option
@config_option
def up(config_path: Path, host: str, port: int, prefix: str) -> None:
    """Run and serve together, restarting what dies, until stopped.

    SIGTERM and Ctrl-C end both cleanly.
    """
    from monitor.logs import log_to_stderr
    from monitor.up import keep_up

    load_config(config_path)
    log_to_stderr()
    keep_up(config_path, host=host, port=port, prefix=prefix)
