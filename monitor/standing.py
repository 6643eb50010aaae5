"""How things stand with each source, for `presswatch status`: from the files alone, so that it works beside `run`."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from monitor.config import Config, SourceConfig
from storage.database import open_archive, open_desk
from storage.desk_records import SourceState
from storage.due import backlog
from storage.follows import count_followed, get_source_state
from storage.records import SourceStatus
from storage.sources import source_statuses
from storage.times import to_text_or_none

REDESIGN_SHOWN = timedelta(days=7)
"""How long it is said of a source that it changed its templates."""


def standing_of(config: Config, *, now: datetime | None = None) -> Iterator[Mapping[str, object]]:
    """A row for each configured source; raises StorageError where nothing was ever crawled."""
    at = now or datetime.now(UTC)
    archive = open_archive(config.directory / "archive.db", read_only=True)
    desk = open_desk(config.directory / "desk.db", read_only=True)
    try:
        statuses = {status.source_id: status for status in source_statuses(archive)}
        for source in config.sources:
            status, state = statuses.get(source.id), get_source_state(desk, source.id)
            yield {
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
    finally:
        archive.close()
        desk.close()


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
