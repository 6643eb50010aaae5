"""`search`, `log`, `show`, `diff`: the archive in a terminal."""

from pathlib import Path
from typing import Any, Literal

import click

from monitor.cli.options import config_option, json_option, load_config
from monitor.cli.output import MARKS, is_terminal, print_json, print_records, say_wider
from monitor.cli.views import (
    article_record,
    change_row,
    comparison_record,
    hit_row,
    show_article,
    show_change,
    show_comparison,
    show_hit,
    show_version,
)

_limit_option = click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 10_000), help="How many at most."
)
_KINDS = ("published", "edited", "corrected", "removed", "restored", "moved")


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--order",
    type=click.Choice(["newest", "best"]),
    default="newest",
    show_default=True,
    help="Which come first: those seen last, or those that match best.",
)
@_limit_option
@config_option
@json_option
def search(
    query: tuple[str, ...], config_path: Path, *, order: Literal["newest", "best"], limit: int, as_json: bool
) -> None:
    """Search the text of every version.

    QUERY is words and "phrases" with AND, OR, NOT and brackets; headline: and body: name a column. Each article is
    there once, with its newest or best match. Off a terminal: time, source, headline, address, apart by tabs.
    """
    from monitor.lookup import Lookup

    marks = MARKS if is_terminal() and not as_json else ("", "")
    with Lookup(load_config(config_path)) as archive:
        hits = archive.hits(" ".join(query), order=order, marks=marks, limit=limit)
        wider = archive.wider(" ".join(query))
    if not as_json:
        say_wider(wider)
    if not hits and not as_json:
        click.echo("Nothing found", err=True)
    if as_json or not is_terminal():
        columns = dict.fromkeys(("seen_at", "source_id", "headline", "url"), "")
        print_records(map(hit_row, hits), columns=columns, as_json=as_json)
        return
    for hit in hits:
        show_hit(hit)


@click.command()
@click.option("--source", "source_id", metavar="ID", help="Only changes at this source.")
@click.option("--kind", type=click.Choice(_KINDS), help="Only changes of this kind.")
@click.option("--baseline", "with_baseline", is_flag=True, help="Also what sources already listed at first sight.")
@_limit_option
@config_option
@json_option
def log(config_path: Path, *, as_json: bool, **wanted: Any) -> None:  # options that pass through as they are
    """List the latest changes, newest first.

    Off a terminal: time, kind, words put in and taken out, source, headline, address, apart by tabs.
    """
    from monitor.lookup import Lookup

    with Lookup(load_config(config_path)) as archive:
        changes = archive.log(**wanted)
    if not changes and not as_json:
        click.echo("Nothing found", err=True)
    if as_json or not is_terminal():
        columns = dict.fromkeys(("seen_at", "kind", "words", "source", "headline", "url"), "")
        print_records(map(change_row, changes), columns=columns, as_json=as_json)
        return
    for change in changes:
        show_change(change)


@click.command()
@click.argument("url")
@click.option(
    "--version", "number", default=-1, type=int, help="The version whose text is shown; the last where left out."
)
@config_option
@json_option
def show(url: str, number: int, config_path: Path, *, as_json: bool) -> None:
    """Show one article with its versions.

    URL is any address that ever led to the article, or the article's number in the archive. With --json: one object
    with all versions and changes.
    """
    from monitor.lookup import Lookup

    with Lookup(load_config(config_path)) as archive:
        article = archive.article(url)
        chosen = archive.version(article, number)
        changes, versions = archive.changes(article), archive.versions(article)
    if as_json:
        print_json(article_record(article, versions, changes))
    else:
        show_article(article, versions, changes)
        show_version(chosen)


@click.command()
@click.argument("url")
@click.argument("old", default=-2, type=int, metavar="[FROM]")
@click.argument("new", default=-1, type=int, metavar="[TO]")
@config_option
@json_option
def diff(url: str, old: int, new: int, config_path: Path, *, as_json: bool) -> None:
    """Show how two versions of an article differ.

    FROM and TO are numbers of versions; the last two where left out, FROM and the last where only FROM is given.
    Words taken out stand in [-…-], words put in in {+…+}, on a terminal in colours.
    """
    from monitor.lookup import Lookup

    with Lookup(load_config(config_path)) as archive:
        article = archive.article(url)
        if article.version_count == 1 and (old, new) == (-2, -1):
            old = -1
        comparison = archive.compare(article, old=old, new=new)
    if as_json:
        print_json(comparison_record(article, comparison))
    else:
        show_comparison(article, comparison)
