"""Reads what the judgements need from the files and asks them all: `find_conditions`, which writes nothing."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.conditions.failures import (
    LATELY,
    STUCK_AFTER,
    SourceSigns,
    by_source,
    judge_answers,
    judge_crawls,
    judge_readings,
    without,
)
from monitor.conditions.flows import HISTORY, Histories
from monitor.conditions.kinds import Finding, Findings, Judgement, Kind, gathered
from monitor.conditions.machine import (
    DiskSigns,
    judge_clock,
    judge_destinations,
    judge_disk,
    judge_readers,
)
from monitor.conditions.shares import (
    LEAST_SUSPECTS,
    RECENT_STORIES,
    has_surged,
    lost_shape,
    shape_changed_at,
)
from monitor.conditions.silences import Look, judge_channels, judge_silences
from monitor.config import Config
from storage.conditions import Condition, open_conditions
from storage.database import Connection
from storage.deliveries import dead_deliveries
from storage.destinations import destination_standings
from storage.follows import get_source_state
from storage.signs import (
    Setback,
    captured_bytes,
    crawl_sum,
    failed_fetches,
    failing_since,
    first_change_since,
    last_crawl_at,
    oldest_unread_at,
    open_crawls,
    pages_set_aside,
    passages,
    reader_positions,
    story_shapes,
)

BEFORE_STORIES = 400
"""Stories whose shape is what is usual."""

REDESIGN_TOLD = timedelta(days=1)
"""How long a change of templates is a condition: for as long the changes of shape are told to nobody."""

_WEEK = timedelta(weeks=1)
_SUSPECTS_BEFORE = timedelta(weeks=4)

MATCHED = "matching"
"""The reader of the log that has nothing to do where there is no watch."""

MOST_DEAD = 500
"""Messages that were given up, of which the newest are looked at."""


def _free_disk(directory: Path) -> int:
    return shutil.disk_usage(directory).free


def find_conditions(
    archive: Connection,
    desk: Connection,
    subscribers: Connection | None,
    config: Config,
    now: datetime,
    *,
    histories: Histories | None = None,
    free_disk: Callable[[Path], int] = _free_disk,
) -> Findings:
    """All that is wrong now. Reads only; any thread may call it with connections of its own.

    `subscribers` is None while nothing was ever to be sent. A caller that asks again and again keeps the `histories`
    between the calls: of 25 sources the first takes 0.6 s, each after it 0.07 s.
    """
    opened = open_conditions(desk)
    judgements = [
        _judge_disk(archive, config, now, free_disk),
        judge_clock(last_crawl_at(desk), passages(archive, first_id=first_change_since(archive, now - LATELY)), now),
        _judge_readers(archive, desk, subscribers, config, now),
        _judge_deliveries(subscribers, now),
        judge_crawls(open_crawls(desk, before=now - STUCK_AFTER), now),
        *_judge_sources(archive, desk, config, now, opened=opened, histories=histories or Histories()),
    ]
    found = gathered(now, judgements)
    since = {(condition.kind, condition.subject): condition.began_at for condition in opened}
    # What was found before began then, though its signs may say no more how long ago that was.
    known = tuple(replace(each, since=since.get(each.about, each.since)) for each in found.found)
    return replace(found, found=known)


def _judge_disk(archive: Connection, config: Config, now: datetime, free_disk: Callable[[Path], int]) -> Judgement:
    captured = captured_bytes(archive, first_id=first_change_since(archive, now - _WEEK))
    signs = DiskSigns(
        free=free_disk(config.directory), floor=config.keep.free_disk, captured_a_day=captured / _WEEK.days
    )
    return judge_disk(signs, now)


def _judge_deliveries(subscribers: Connection | None, now: datetime) -> Judgement:
    if subscribers is None:
        return Judgement()
    given_up = [(each.destination, each.created_at) for each in dead_deliveries(subscribers, limit=MOST_DEAD)]
    return judge_destinations(destination_standings(subscribers), given_up, now)


def _judge_readers(
    archive: Connection, desk: Connection, subscribers: Connection | None, config: Config, now: datetime
) -> Judgement:
    positions = reader_positions(desk)
    if not config.watches:
        positions.pop(MATCHED, None)
    if subscribers is not None and config.subscriptions:
        positions |= reader_positions(subscribers)
    return judge_readers({name: oldest_unread_at(archive, after=last) for name, last in positions.items()}, now)


def _judge_sources(
    archive: Connection,
    desk: Connection,
    config: Config,
    now: datetime,
    *,
    opened: Sequence[Condition],
    histories: Histories,
) -> list[Judgement]:
    source_ids = [source.id for source in config.sources if not source.paused]
    failures = failed_fetches(desk, since=now - LATELY)
    aside = pages_set_aside(desk, since=now - LATELY, until=now)
    signs = [_signs(desk, source_id, now, failures=failures, aside=aside) for source_id in source_ids]
    answers = judge_answers(signs, now)
    blocked = {finding.subject for finding in answers.found if finding.kind is Kind.BLOCKED}
    answering = {each.source_id for each in signs if not each.is_failing} - blocked
    look = Look(
        archive=archive,
        desk=desk,
        histories=histories,
        now=now,
        zone=ZoneInfo(config.desk.zone),
        open_silent={condition.subject for condition in opened if condition.kind == Kind.SILENT},
    )
    silences = judge_silences(look, source_ids, answering=answering)
    silent = {finding.subject for finding in silences.found if finding.kind is Kind.SILENT}
    all_silent = any(finding.kind is Kind.ALL_SILENT for finding in silences.found)
    channels = [judge_channels(look, source_id, is_silent=all_silent or source_id in silent) for source_id in answering]
    began = {condition.subject: condition.began_at for condition in opened if condition.kind == Kind.SHAPE}
    shapes = [_judge_shape(archive, desk, each, now, began_at=began.get(each)) for each in source_ids]
    suspects = without(_judge_suspects(desk, aside, source_ids, now), Kind.SUSPECTS, blocked)
    return [answers, silences, *channels, *shapes, suspects, judge_readings(failures)]


def _signs(
    desk: Connection, source_id: str, now: datetime, *, failures: Sequence[Setback], aside: Sequence[Setback]
) -> SourceSigns:
    state = get_source_state(desk, source_id)
    return SourceSigns(
        source_id=source_id,
        failure_count=state.failure_count,
        failing_since=failing_since(desk, source_id) if state.failure_count else None,
        reason=state.reason,
        crawls=crawl_sum(desk, source_id, since=now - LATELY, until=now),
        failures=by_source(failures).get(source_id, ()),
        set_aside=by_source(aside).get(source_id, ()),
    )


def _judge_suspects(desk: Connection, aside: Sequence[Setback], source_ids: Sequence[str], now: datetime) -> Judgement:
    """Sources whose pages are set aside far more often than before: first fetches and checks each against their own."""
    found = []
    for source_id, mine in by_source(aside).items():
        if source_id not in source_ids or sum(each.count for each in mine) < LEAST_SUSPECTS:
            continue
        before = by_source(pages_set_aside(desk, since=now - _SUSPECTS_BEFORE, until=now - LATELY)).get(source_id, ())
        lately = crawl_sum(desk, source_id, since=now - LATELY, until=now)
        earlier = crawl_sum(desk, source_id, since=now - _SUSPECTS_BEFORE, until=now - LATELY)
        for is_first, good, usual in ((True, lately.new, earlier.new), (False, lately.checked, earlier.checked)):
            of_now = [each for each in mine if each.is_first is is_first]
            count, count_before = _sum(of_now), _sum([each for each in before if each.is_first is is_first])
            if has_surged((count, count + good), (count_before, count_before + usual)):
                found.append(_surge(source_id, of_now, good))
                break
    return Judgement(found=tuple(found))


def _sum(setbacks: Sequence[Setback]) -> int:
    return sum(each.count for each in setbacks)


def _surge(source_id: str, setbacks: Sequence[Setback], good: int) -> Finding:
    count = _sum(setbacks)
    reasons = ", ".join(f"{each.reason} {each.count}" for each in setbacks[:4])
    pages = "pages of new stories" if setbacks[0].is_first else "pages of known stories"
    return Finding(
        kind=Kind.SUSPECTS,
        subject=source_id,
        since=min(each.first_at for each in setbacks),
        detail=f"In six hours {count} of {count + good} {pages} were set aside ({reasons}); before, far fewer.",
        source_id=source_id,
    )


def _judge_shape(
    archive: Connection, desk: Connection, source_id: str, now: datetime, *, began_at: datetime | None
) -> Judgement:
    """Whether the source's pages changed shape: its templates, or what its newest stories lack.

    What began already is compared with the stories before it, however long it lasts.
    """
    redesigned_at = get_source_state(desk, source_id).redesigned_at
    is_redesigned = redesigned_at is not None and now - redesigned_at < REDESIGN_TOLD
    now_shapes = story_shapes(
        archive, source_id, first_id=first_change_since(archive, now - HISTORY), before=now, limit=RECENT_STORIES
    )
    said = []
    if len(now_shapes) == RECENT_STORIES:
        until = min(shape_changed_at(now_shapes), began_at or now)
        first_id = first_change_since(archive, until - HISTORY)
        before = story_shapes(archive, source_id, first_id=first_id, before=until, limit=BEFORE_STORIES)
        said = lost_shape(now_shapes, before)
    if redesigned_at is not None and is_redesigned:
        said.insert(0, "Many of its articles appeared in new templates within an hour.")
    if not said:
        return Judgement()
    since = redesigned_at if redesigned_at is not None and is_redesigned else shape_changed_at(now_shapes)
    finding = Finding(kind=Kind.SHAPE, subject=source_id, since=since, detail=" ".join(said), source_id=source_id)
    return Judgement(found=(finding,))
