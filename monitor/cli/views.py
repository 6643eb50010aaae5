"""How hits, changes, articles, versions and diffs of the archive are shown, and what they are as JSON."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING

import click

from monitor.cli.output import is_terminal, print_line, print_marked, print_records, print_styled, safe_line, safe_text
from monitor.cli.trials import format_time

if TYPE_CHECKING:
    from monitor.lookup import Comparison
    from storage.records import Article, Change, Hit, LoggedChange, Version

Record = dict[str, object]


def hit_row(hit: "Hit") -> Record:
    """A search's hit, as a row."""
    return _record(hit)


def show_hit(hit: "Hit") -> None:
    """A hit on a terminal: headline and passage with the found words in bold."""
    print_marked(hit.headline, style="bold")
    print_marked(hit.snippet)
    print_marked(f"{format_time(hit.seen_at)}  {hit.source_id}  version {hit.number}  {hit.url}", style="dim")
    print_line()


def show_change(change: "LoggedChange") -> None:
    """A change on a terminal: when, what and where, then the headline and the address."""
    row = change_row(change)
    marks = ("baseline" if change.baseline else "", "silent" if change.silent else "", change.quiet or "")
    print_marked(
        "  ".join(
            filter(None, (str(row["seen_at"]), change.kind, change.source, str(row["words"]), change.summary, *marks))
        )
    )
    print_marked(change.headline, style="bold")
    print_marked(change.url, style="dim")
    print_line()


def change_row(change: "Change | LoggedChange") -> Record:
    """A change, as a row: `diff` as an object, and `words` such as +12 -3."""
    diff = None if change.diff is None else json.loads(change.diff)
    words = "" if diff is None else f"+{change.words_added} -{change.words_removed}"
    return _record(change) | {"words": words, "diff": diff}


def article_record(article: "Article", versions: "Sequence[Version]", changes: "Sequence[Change]") -> Record:
    """An article with all that was seen of it."""
    rows = [change_row(change) for change in changes]
    return _record(article) | {"versions": [_record(version) for version in versions], "changes": rows}


def show_article(article: "Article", versions: "Sequence[Version]", changes: "Sequence[Change]") -> None:
    """What is known of an article, and what happened to it."""
    numbers = {version.id: version.number for version in versions}
    print_line(safe_line(article.headline))
    print_line(article.url)
    published = format_time(article.published_at) or "unknown"
    print_line(f"{article.source_id}, {article.state}, published {published}, article {article.id}")
    print_line()
    rows = [change_row(change) | {"version": numbers.get(change.to_version_id or 0)} for change in changes]
    print_records(rows, columns={"seen_at": "Seen", "kind": "Kind", "version": "Version", "summary": "What"})
    print_line()


def show_version(version: "Version") -> None:
    """The text of a version."""
    print_line(f"Version {version.number}, seen {format_time(version.seen_at)}")
    print_line()
    for line in (version.headline, version.standfirst, ", ".join(version.byline)):
        if line:
            print_line(safe_line(line))
    print_line()
    print_line(safe_text(version.body))


def comparison_record(article: "Article", comparison: "Comparison") -> Record:
    """How two versions differ; `diff` is None where they say the same."""
    from monitor.diff import extent

    extended = extent(comparison.diff)
    return {
        "url": article.url,
        "from": comparison.old.number,
        "to": comparison.new.number,
        "words_added": extended.words_added,
        "words_removed": extended.words_removed,
        "chars_changed": extended.chars_changed,
        "diff": comparison.diff,
    }


def show_comparison(article: "Article", comparison: "Comparison") -> None:
    """The diff in words and colours, or plain; where there is none, that on stderr."""
    from monitor.compare.traits import summary_of
    from monitor.render import ansi, text
    from monitor.stories import story_of

    if comparison.diff is None:
        same = comparison.old.number == comparison.new.number
        click.echo("It has one version" if same and article.version_count == 1 else "They say the same", err=True)
        return
    old, new = comparison.old, comparison.new
    told = summary_of(story_of(old), story_of(new), comparison.diff)
    print_line(f"{article.url}, version {old.number} to {new.number}: {told}")
    print_line()
    if is_terminal():
        print_styled(ansi(comparison.diff, story_of(old)))
    else:
        print_line(text(comparison.diff, story_of(old)).rstrip("\n"))


def _record(row: "Article | Change | Hit | LoggedChange | Version") -> Record:
    """A stored row's columns; times as text."""
    values = ((name, getattr(row, name)) for name in _columns(type(row)))
    return {name: format_time(value) if isinstance(value, datetime) else value for name, value in values}


def _columns(kind: type) -> list[str]:
    return [field.name for field in fields(kind)]
