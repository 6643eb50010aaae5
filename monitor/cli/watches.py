"""`watch list`, `watch test`, `watch why`: saved queries, what they would have selected, and why."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from monitor.cli.options import config_option, json_option, load_config
from monitor.cli.output import MARKS, is_terminal, print_json, print_records, say_wider
from monitor.cli.watch_views import (
    explanation_record,
    selected_row,
    show_explanation,
    show_trial,
    watch_row,
)


@click.group()
def watch() -> None:
    """Look at watches: what they select, and why."""


@watch.command(name="list")
@json_option
@config_option
def list_(config_path: Path, *, as_json: bool) -> None:
    """List the watches with how many changes each selected in the last 30 days.

    "Since" is when a crawl first knew the watch: what was seen before gives no alert.
    """
    from monitor.matching.listing import list_watches
    from monitor.matching.opening import opened

    config = load_config(config_path)
    with opened(config) as (archive, desk):
        watches = list_watches(archive, desk, config, now=datetime.now(UTC))
    if not watches and not as_json:
        click.echo(f"{config.path} has no [[watch]]; `presswatch watch test QUERY` tries a query for one", err=True)
    columns = {
        "id": "Watch",
        "title": "Title",
        "public": "Public",
        "matches_30_days": "30 days",
        "last_match_at": "Last match",
        "since_at": "Since",
    }
    print_records(map(watch_row, watches), columns=columns, as_json=as_json)


@watch.command()
@click.argument("query", nargs=-1, required=True, metavar="ID|QUERY")
@click.option(
    "--days", default=30, show_default=True, type=click.IntRange(1, 36_500), help="How many days back it looks."
)
@click.option(
    "--samples", default=5, show_default=True, type=click.IntRange(0, 1_000), help="How many changes a terminal shows."
)
@config_option
@json_option
def test(query: tuple[str, ...], config_path: Path, *, days: int, samples: int, as_json: bool) -> None:
    """Show what a watch, or a query that is none yet, would have sent.

    Asks the archive's log of the last days anew, whenever the watch was added: how many alerts a day, and the newest
    with the words that were found. A QUERY may name lists of [terms] as @name. Off a terminal: time, event, source,
    headline, address, found words, apart by tabs, oldest first.
    """
    from monitor.matching.opening import opened
    from monitor.matching.trying import named_or_query, try_watch
    from storage.beginnings import wider

    config = load_config(config_path)
    tried = named_or_query(config, " ".join(query))
    now = datetime.now(UTC)
    marks = MARKS if is_terminal() and not as_json else ("", "")
    with opened(config) as (archive, _):
        selected = list(try_watch(archive, tried, since=now - timedelta(days=days)))
        rows = [selected_row(archive, each, marks=marks) for each in selected]
        passes_by = wider(archive, "versions_fts", tried.anywhere)
    if not as_json:
        say_wider(passes_by)
    if as_json or not is_terminal():
        columns = dict.fromkeys(("seen_at", "event", "source", "headline", "url", "matched"), "")
        print_records(rows, columns=columns, as_json=as_json)
    else:
        show_trial(tried.title, rows, days=days, samples=samples)
    if not rows and not as_json:
        click.echo(f"Nothing in {days} days", err=True)


@watch.command()
@click.argument("query", metavar="WATCH")
@click.argument("url")
@click.option("--change", "change_id", type=int, help="The change whose terms are told; the last where left out.")
@config_option
@json_option
def why(query: str, url: str, change_id: int | None, config_path: Path, *, as_json: bool) -> None:
    """Say why an article's changes did or did not give an alert.

    WATCH is the id of a watch, or a query; URL any address of the article, or its number. First each change with the
    event, or what stopped it; then the query part by part, with where each was found before and after the change.
    """
    from monitor.lookup import Lookup
    from monitor.matching.explaining import explain
    from monitor.matching.opening import opened
    from monitor.matching.trying import named_or_query

    config = load_config(config_path)
    asked = named_or_query(config, query)
    with Lookup(config) as lookup:
        article = lookup.article(url)
    with opened(config) as (archive, desk):
        is_watch = asked.config in config.watches
        explanation = explain(archive, desk if is_watch else None, asked, article, change_id=change_id)
    if as_json:
        print_json(explanation_record(explanation))
    else:
        show_explanation(explanation)
