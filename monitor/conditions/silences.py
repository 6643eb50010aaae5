"""Sources that fell silent and channels that died: reads what happened since the last story and asks `silence`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.conditions.flows import Gap, Histories, History, gap_since, hour_of, last_stories, time_of
from monitor.conditions.kinds import OWN, Finding, Judgement, Kind
from monitor.conditions.silence import LEAST_MISSED, Flow, learn, level_of
from scrapers.sources import ChannelKind
from storage.channels import channels_of
from storage.database import Connection
from storage.desk_records import Channel
from storage.signs import first_change_since, listed_hours, looked_hours, story_hours

LEAST_SOURCES = 3
"""Sources that all must be silent before it is one finding."""

SHORTEST = timedelta(hours=2)
"""No silence is judged before: the hour of the last story counts as one that brought something."""

CHANNEL_FAILURES = 3
CHANNEL_FAILING_FOR = timedelta(hours=3)
EMPTY_FOR = timedelta(days=1)
"""How long a channel may fail while others answer, or list nothing since it was added."""


@dataclass(slots=True, kw_only=True)
class Look:
    """One look at how all sources flow; `open_silent` are those of which it is told already that they are silent."""

    archive: Connection
    desk: Connection
    histories: Histories
    now: datetime
    zone: ZoneInfo
    open_silent: Collection[str]

    def gap(self, source_id: str, last_at: datetime) -> Gap:
        """The source's gap since its last story."""
        return gap_since(last_at, looked_hours(self.desk, source_id, since=last_at), self.now)

    def history(self, source_id: str, last_at: datetime) -> History:
        """What is usual for the source."""
        return self.histories.of(self.archive, self.desk, source_id, last_at=last_at, now=self.now)

    def brought(self, source_id: str, since: datetime) -> int:
        """New stories of the source since then."""
        counts = story_hours(self.archive, source_id, first_id=first_change_since(self.archive, since))
        return sum(counts.values())


def judge_silences(look: Look, source_ids: Sequence[str], *, answering: Collection[str]) -> Judgement:
    """Which of the sources fell silent; those that do not answer cannot be judged. All at once are one finding."""
    last_at = last_stories(look.archive, source_ids, now=look.now)
    unjudged = {source_id for source_id in source_ids if source_id not in last_at or source_id not in answering}
    judged = [source_id for source_id in source_ids if source_id not in unjudged]
    held = {(Kind.SILENT, source_id) for source_id in unjudged}
    overall = _judge_all(look, {source_id: last_at[source_id] for source_id in judged})
    if overall is not None:
        return Judgement(found=(overall,), unjudged=frozenset(held | {(Kind.SILENT, each) for each in judged}))
    found = [_judge_source(look, source_id, judged, last_at) for source_id in judged]
    return Judgement(found=tuple(each for each in found if each is not None), unjudged=frozenset(held))


def _judge_source(look: Look, source_id: str, judged: Sequence[str], last_at: Mapping[str, datetime]) -> Finding | None:
    last = last_at[source_id]
    if look.now - last < SHORTEST:
        return None
    flow = look.history(source_id, last).flow
    if flow is None:
        return None
    gap = look.gap(source_id, last)
    missed = gap.missed(flow)
    if not flow.is_silent(missed):
        return None
    others = [each for each in judged if each != source_id and each not in look.open_silent]
    if source_id not in look.open_silent and not flow.is_silent(missed, level=_level(look, others, last_at, last)):
        return None
    listed = sum(sum(hours.values()) for hours in listed_hours(look.desk, source_id, since=last).values())
    channels = (
        f"Its channels list {listed} lines that came since, but none became a story."
        if listed
        else "Its channels answer, but list nothing new."
    )
    detail = f"{_usual(look, source_id, flow, missed)} {channels}"
    return Finding(kind=Kind.SILENT, subject=source_id, since=last, detail=detail, source_id=source_id)


def _level(look: Look, others: Sequence[str], last_at: Mapping[str, datetime], since: datetime) -> float:
    pairs = []
    for each in others:
        flow = look.history(each, last_at[each]).flow
        if flow is not None:
            pairs.append((float(look.brought(each, since)), look.gap(each, since).missed(flow)))
    return level_of(pairs)


def _usual(look: Look, source_id: str, flow: Flow, missed: float) -> str:
    local = look.now.astimezone(look.zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    first, last = hour_of(midnight), hour_of(look.now)
    # In some zones the day begins at half past an hour of UTC.
    early = (midnight - time_of(first)) / timedelta(hours=1) * flow.expected([first])
    late = (look.now - time_of(last)) / timedelta(hours=1) * flow.expected([last])
    expected = flow.expected(range(first, last)) + late - early
    today = look.brought(source_id, midnight)
    return (
        f"By {local:%H:%M} it usually brings {_count(expected)} new stories; today {today}. "
        f"Since its last one {_count(missed)} were to be expected."
    )


def _count(number: float) -> str:
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}".removesuffix(".0")


def _judge_all(look: Look, last_at: Mapping[str, datetime]) -> Finding | None:
    """All sources as one: where none brings anything, the trouble is likely our own."""
    if len(last_at) < LEAST_SOURCES:
        return None
    last = max(last_at.values())
    if look.now - last < SHORTEST:
        return None
    histories = [look.history(source_id, at) for source_id, at in last_at.items()]
    until = min(hour_of(history.learned_at) for history in histories)
    counts: dict[int, int] = {}
    for history in histories:
        for hour, count in history.counts.items():
            counts[hour] = counts.get(hour, 0) + count
    looked = set().union(*(history.looked for history in histories))
    flow = learn(counts, looked, until=min(until, hour_of(last) + 1))
    since = set().union(*(looked_hours(look.desk, source_id, since=last) for source_id in last_at))
    missed = gap_since(last, since, look.now).missed(flow) if flow is not None else 0.0
    if flow is None or not flow.is_silent(missed):
        return None
    detail = (
        f"None of {len(last_at)} sources has brought a new story since then, though they answer; "
        f"{_count(missed)} were to be expected."
    )
    return Finding(kind=Kind.ALL_SILENT, subject=OWN, since=last, detail=detail)


def judge_channels(look: Look, source_id: str, *, is_silent: bool) -> Judgement:
    """Which channels of a source that answers have died: fail, are empty, or list nothing new while others do."""
    channels = [channel for channel in channels_of(look.desk, source_id) if channel.parent_id is None]
    last_at = last_stories(look.archive, [source_id], now=look.now).get(source_id)
    history = look.history(source_id, last_at) if last_at is not None else None
    found = []
    for channel in channels:
        finding = _failing(channel, look.now) or _empty(channel, look.now)
        if finding is None and history is not None and len(channels) > 1 and not is_silent:
            finding = _quiet(look, channel, history)
        if finding is not None:
            found.append(finding)
    silent = {(Kind.CHANNEL, channel.url) for channel in channels} if is_silent else set()
    return Judgement(found=tuple(found), unjudged=frozenset(silent))


def _failing(channel: Channel, now: datetime) -> Finding | None:
    since = channel.last_success_at or channel.first_seen_at
    if channel.failure_count < CHANNEL_FAILURES or now - since < CHANNEL_FAILING_FOR:
        return None
    detail = f"{channel.failure_count} looks in a row failed: {channel.reason or 'no reason is known'}."
    return _of(channel, since, detail)


def _empty(channel: Channel, now: datetime) -> Finding | None:
    """A feed keeps its last lines however old, and a section page its links; a sitemap of news may well be empty."""
    if channel.entry_count != 0 or channel.kind == ChannelKind.SITEMAP or now - channel.first_seen_at < EMPTY_FOR:
        return None
    said = f" ({channel.reason})" if channel.reason else ""
    return _of(channel, channel.last_success_at or now, f"It answers, but lists nothing{said}.")


def _quiet(look: Look, channel: Channel, history: History) -> Finding | None:
    """Silent by its own history, while the source's other channels list what it does not."""
    counts = history.listed.get(channel.id, {})
    if not counts:
        return None
    lately = listed_hours(look.desk, channel.source_id, since=time_of(max(counts)))
    last = max(lately.get(channel.id, {}), default=max(counts))
    if look.now - time_of(last) < SHORTEST:
        return None
    others = sum(
        count
        for channel_id, hours in lately.items()
        if channel_id != channel.id
        for hour, count in hours.items()
        if hour > last
    )
    flow = learn(counts, history.looked, until=last + 1) if others >= LEAST_MISSED else None
    if flow is None:
        return None
    looked = looked_hours(look.desk, channel.source_id, since=time_of(last))
    missed = gap_since(time_of(last), looked, look.now).missed(flow)
    if not flow.is_silent(missed):
        return None
    detail = (
        f"It answers, but lists nothing new: {_count(missed)} lines were to be expected, "
        f"and the source's other channels list {others} that it does not."
    )
    return _of(channel, time_of(last), detail)


def _of(channel: Channel, since: datetime, detail: str) -> Finding:
    return Finding(kind=Kind.CHANNEL, subject=channel.url, since=since, detail=detail, source_id=channel.source_id)
