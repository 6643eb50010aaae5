"""How `source add` and `source test` show what they tried."""

import textwrap
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from monitor.cli.output import is_terminal, print_json, print_line, print_records, safe_line, safe_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.trial import StoryTrial, Trial

_COLUMNS = {"result": "Result", "kind": "Kind", "entries": "Lines", "latest_at": "Newest", "url": "Address"}

SHOWN_CHARS = 300
"""Of a story's text: enough to see that it is the story and where it begins."""


def show_trials(trials: "Sequence[Trial]", *, as_json: bool) -> None:
    """All channels that were tried; for people without the usual addresses that are not there."""
    shown = [trial for trial in trials if as_json or not (trial.is_guess and trial.problem)]
    print_records(map(trial_row if as_json else _shown_row, shown), columns=_COLUMNS, as_json=as_json)
    if len(shown) < len(trials) and is_terminal():
        click.echo(f"{len(trials) - len(shown)} usual addresses are of no use", err=True)


def trial_row(trial: "Trial") -> dict[str, object]:
    """A channel that was tried, as a row."""
    return {
        "url": trial.url,
        "kind": str(trial.kind),
        "result": trial.problem or "taken",
        "entries": len(trial.entries),
        "parts": len(trial.parts),
        "latest_at": format_time(trial.latest_at),
        "title": trial.title,
        "problem": trial.problem,
    }


def _shown_row(trial: "Trial") -> dict[str, object]:
    """As `trial_row`; of an index, which has no lines of its own, how many sitemaps it names."""
    row = trial_row(trial)
    return row | {"entries": _part_count(trial)} if trial.parts and not trial.entries else row


def show_trial(trial: "Trial | StoryTrial", *, as_json: bool) -> None:
    """What came of one channel or one story, as soon as it is known."""
    from monitor.trial import StoryTrial

    if as_json:
        print_json(_story_record(trial) if isinstance(trial, StoryTrial) else trial_row(trial))
    elif isinstance(trial, StoryTrial):
        _show_story(trial)
    else:
        print_line(safe_line(f"{trial.kind} {trial.url}: {trial.problem or _extent(trial)}"))


def show_progress(url: str) -> None:
    """On a terminal, which address is fetched now."""
    if is_terminal():
        click.echo(f"Trying {safe_line(url)}", err=True)


def format_time(at: datetime | None) -> str | None:
    """An aware time as ISO 8601 UTC to the second, such as 2024-08-22T09:30:00Z."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _part_count(trial: "Trial") -> str:
    return f"{len(trial.parts)} part{'s' if len(trial.parts) != 1 else ''}"


def _extent(trial: "Trial") -> str:
    if not trial.entries:
        return _part_count(trial)
    newest = f", the newest of {format_time(trial.latest_at)}" if trial.latest_at is not None else ""
    return f"{len(trial.entries)} lines{newest}"


def _story_record(trial: "StoryTrial") -> dict[str, object]:
    from monitor.answers import story_record

    record: dict[str, object] = {"url": trial.url, "problem": trial.problem}
    if trial.story is not None:
        record |= story_record(trial.story)
    return record | {"suspect": None if trial.suspicion is None else str(trial.suspicion.reason)}


def _show_story(trial: "StoryTrial") -> None:
    print_line()
    print_line(safe_line(f"story {trial.url}"))
    story = trial.story
    if story is None:
        print_line(f"  {trial.problem}")
        return
    if trial.suspicion is not None:
        print_line(f"  suspect: {trial.suspicion.reason} ({'; '.join(trial.suspicion.signs)})")
    shown = {
        "headline": story.headline,
        "standfirst": story.standfirst,
        "byline": ", ".join(story.byline),
        "published": format_time(story.published_at),
        "language": story.language,
        "words": str(story.word_count),
        "body": textwrap.shorten(safe_text(story.body), SHOWN_CHARS, placeholder=" …"),
    }
    for name, value in shown.items():
        print_line(f"  {name:<10} {safe_line(value or '-')}")
