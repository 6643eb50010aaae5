"""How things stand, for `presswatch status`: from the files alone, so that it works beside `run`."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from monitor.conditions import Finding, find_conditions
from monitor.conditions.kinds import in_order
from monitor.conditions.telling import remedy_of, title_of
from monitor.config import Config, SourceConfig
from monitor.timeliness import Timeliness, timeliness_of
from storage.conditions import Condition, open_conditions
from storage.database import Connection, open_archive, open_desk, open_subscribers
from storage.deliveries import sent_changes
from storage.delivery_records import DestinationStanding
from storage.desk_records import SourceState
from storage.destinations import destination_standings
from storage.due import backlog, sources_due
from storage.follows import count_followed, get_source_state
from storage.records import SourceStatus
from storage.signs import first_change_since, last_crawl_at, passages
from storage.sources import source_statuses
from storage.times import to_text, to_text_or_none

REDESIGN_SHOWN = timedelta(days=7)
"""How long it is said of a source that it changed its templates."""

IDLE_AFTER = timedelta(minutes=15)
"""How long something may be due and no crawl begin before it looks as if nothing ran."""

TIMELINESS_OVER = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Rows of each part, for people and as JSON; `idle_since` is when the last crawl began, where that is long ago."""

    sources: Sequence[Mapping[str, object]]
    conditions: Sequence[Mapping[str, object]]
    destinations: Sequence[Mapping[str, object]]
    idle_since: str | None


def standing_of(config: Config, *, now: datetime | None = None) -> Standing:
    """How everything stands; raises StorageError where nothing was ever crawled."""
    at = now or datetime.now(UTC)
    with ExitStack() as stack:
        archive = open_archive(config.directory / "archive.db", read_only=True)
        stack.callback(archive.close)
        desk = open_desk(config.directory / "desk.db", read_only=True)
        stack.callback(desk.close)
        subscribers = _open_subscribers(config, stack)
        findings = find_conditions(archive, desk, subscribers, config, at)
        opened = open_conditions(desk)
        times = passages(archive, first_id=first_change_since(archive, at - TIMELINESS_OVER))
        timeliness = timeliness_of(times, _sent_at(subscribers, at))
        statuses = {status.source_id: status for status in source_statuses(archive)}
        wrong: dict[str, list[str]] = {}
        for finding in findings.found:
            if finding.source_id is not None:
                wrong.setdefault(finding.source_id, []).append(str(finding.kind))
        sources = [
            _source_row(desk, source, statuses.get(source.id), at)
            | {"conditions": wrong.get(source.id, []), "timeliness": _timeliness_row(timeliness.get(source.id))}
            for source in config.sources
        ]
        return Standing(
            sources=sources,
            conditions=[
                *(_finding_row(each, config) for each in in_order(findings.found)),
                *(_clearing_row(each, config) for each in opened if _is_clearing(each, findings.found)),
            ],
            destinations=[_destination_row(each) for each in destination_standings(subscribers)] if subscribers else [],
            idle_since=_idle_since(desk, config, at),
        )


def _open_subscribers(config: Config, stack: ExitStack) -> Connection | None:
    """subscribers.db, where anything was ever to be sent."""
    path = config.directory / "subscribers.db"
    if not path.exists():
        return None
    subscribers = open_subscribers(path, read_only=True)
    stack.callback(subscribers.close)
    return subscribers


def _sent_at(subscribers: Connection | None, at: datetime) -> dict[int, datetime]:
    return {} if subscribers is None else dict(sent_changes(subscribers, since=at - TIMELINESS_OVER))


def _idle_since(desk: Connection, config: Config, at: datetime) -> str | None:
    """When a crawl began last, where something has been due for longer than it should wait."""
    last = last_crawl_at(desk)
    if last is None or at - last < IDLE_AFTER:
        return None
    active = [source.id for source in config.sources if not source.paused]
    return to_text(last) if sources_due(desk, active, now=at - IDLE_AFTER) else None


def _source_row(desk: Connection, source: SourceConfig, status: SourceStatus | None, at: datetime) -> dict[str, object]:
    state = get_source_state(desk, source.id)
    return {
        "source": source.id,
        "state": _state(source, status, state, at),
        "last_success_at": to_text_or_none(status.last_success_at) if status else None,
        "last_failure_at": to_text_or_none(status.last_failure_at) if status else None,
        "stories_today": status.stories_today if status and status.stories_on == f"{at:%Y-%m-%d}" else 0,
        "articles": count_followed(desk, source.id),
        "due": backlog(desk, source.id, now=at),
        "failures_in_a_row": state.failure_count,
        "not_before_at": to_text_or_none(state.not_before_at),
        "reason": state.reason or (status.reason if status else None),
    }


def _state(source: SourceConfig, status: SourceStatus | None, state: SourceState, at: datetime) -> str:
    if source.paused:
        return "paused"
    if state.failure_count:
        resting = state.not_before_at is not None and state.not_before_at > at
        return f"failing, rests until {state.not_before_at:%H:%M} UTC" if resting else "failing"
    if not status or not status.last_success_at:
        return "not crawled yet"
    if state.redesigned_at is not None and at - state.redesigned_at < REDESIGN_SHOWN:
        return f"well, new templates since {state.redesigned_at:%d %B %H:%M} UTC"
    return "well"


def _timeliness_row(timeliness: Timeliness | None) -> dict[str, object] | None:
    return None if timeliness is None else asdict(timeliness)


def _finding_row(finding: Finding, config: Config) -> dict[str, object]:
    return {
        "condition": finding.kind,
        "subject": finding.subject,
        "source": finding.source_id,
        "since": to_text(finding.since),
        "cleared_at": None,
        "title": title_of(finding, config),
        "detail": finding.detail,
        "remedy": remedy_of(finding, config),
    }


def _is_clearing(condition: Condition, found: Sequence[Finding]) -> bool:
    return (condition.kind, condition.subject) not in {finding.about for finding in found}


def _clearing_row(condition: Condition, config: Config) -> dict[str, object]:
    """What was wrong until a moment ago, or cannot be judged just now."""
    return {
        "condition": condition.kind,
        "subject": condition.subject,
        "source": condition.subject if config.source(condition.subject) else None,
        "since": to_text(condition.began_at),
        "cleared_at": to_text_or_none(condition.cleared_at),
        "title": title_of(condition, config),
        "detail": condition.detail,
        "remedy": remedy_of(condition, config),
    }


def _destination_row(destination: DestinationStanding) -> dict[str, object]:
    return {
        "destination": destination.name,
        "state": "paused" if destination.paused_at else "failing" if destination.failed_at else "well",
        "waiting": destination.waiting,
        "oldest_waiting_at": to_text_or_none(destination.oldest_waiting_at),
        "dead": destination.dead,
        "last_sent_at": to_text_or_none(destination.last_sent_at),
        "failures_in_a_row": destination.failure_count,
        "failed_at": to_text_or_none(destination.failed_at),
        "paused_at": to_text_or_none(destination.paused_at),
        "reason": destination.reason,
    }
