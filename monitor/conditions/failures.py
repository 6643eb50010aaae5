"""Whether a source blocks us, fails, or hangs, and whether it is our own network: pure, rows in, findings out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.conditions.kinds import OWN, Finding, Judgement, Kind
from scrapers.items import SuspectReason
from scrapers.orders import FailureReason
from storage.signs import CrawlSum, Setback

FAILURES_IN_A_ROW = 3
FAILING_FOR = timedelta(hours=1)
"""A source that fails is tried again after its `every`, then twice that and so on: an hour is four tries at five
minutes. Most failures of a news site are over by then."""

SELDOM = timedelta(days=1)
"""After so long two failures in a row are enough: more often the source was not asked."""

BLOCKED_FOR = timedelta(minutes=20)
"""A refusal does not pass by itself as a failure does, so it is told sooner."""

LEAST_REFUSALS = 3
"""Addresses refused, where nothing else was brought."""

LATELY = timedelta(hours=6)
"""The time whose failed fetches and pages set aside are looked at."""

STUCK_AFTER = timedelta(minutes=30)
"""A crawl is ended after ten minutes at most, and what it is fetching then may take a few more."""

OFFLINE_SHARE = 0.66
LEAST_OFFLINE = 3
"""So many sources at least, and that share of all, fail by the network: then it is our own."""

LEAST_READINGS = 10
"""Pages, at different addresses, that could not be read by our own fault within LATELY. Single ones do hang."""

_REFUSING = ("HTTP 401", "HTTP 403", "HTTP 407", "HTTP 429", "HTTP 451", "asked to wait")
_WALLS = frozenset({SuspectReason.CHALLENGE, SuspectReason.REGIONAL})
_NETWORK = tuple(
    str(reason)
    for reason in (FailureReason.DNS, FailureReason.REFUSED, FailureReason.TIMEOUT, FailureReason.CONNECTION)
)
_READING = frozenset({FailureReason.READING_TIMEOUT, FailureReason.READING_CRASHED, FailureReason.READING_ERROR})


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSigns:
    """What is known of how a source answers. `failing_since` is the first of its failed crawls in a row.

    `crawls`, `failures` and `set_aside` are of the last six hours.
    """

    source_id: str
    failure_count: int
    failing_since: datetime | None
    reason: str | None
    crawls: CrawlSum
    failures: Sequence[Setback] = ()
    set_aside: Sequence[Setback] = ()

    @property
    def is_failing(self) -> bool:
        """Whether its last crawl failed."""
        return self.failure_count > 0


def judge_answers(signs: Sequence[SourceSigns], now: datetime) -> Judgement:
    """Sources that block us and sources that fail; all that fail by the network at once are one finding."""
    offline = [each for each in signs if each.is_failing and (each.reason or "").startswith(_NETWORK)]
    is_offline = len(offline) >= max(LEAST_OFFLINE, OFFLINE_SHARE * len(signs))
    found: list[Finding] = []
    if is_offline:
        found.append(_offline(offline, len(signs), now))
    of_network = {each.source_id for each in offline} if is_offline else set()
    for each in signs:
        finding = None if each.source_id in of_network else _refusal(each, now) or _failure(each, now)
        if finding is not None:
            found.append(finding)
    held = {(kind, source_id) for source_id in of_network for kind in (Kind.BLOCKED, Kind.FAILING)}
    return Judgement(found=tuple(found), unjudged=frozenset(held))


def _offline(failing: Sequence[SourceSigns], total: int, now: datetime) -> Finding:
    since = min(each.failing_since or now for each in failing)
    reasons = ", ".join(sorted({(each.reason or "").split(" (")[0] for each in failing}))
    return Finding(
        kind=Kind.OFFLINE,
        subject=OWN,
        since=since,
        detail=f"{len(failing)} of {total} sources cannot be reached ({reasons}).",
    )


def _refusal(signs: SourceSigns, now: datetime) -> Finding | None:
    """Blocked: failures in a row that are refusals, or crawls that end well but bring nothing but refusals."""
    refused = [each for each in signs.failures if (each.detail or "").startswith(_REFUSING)]
    walls = [each for each in signs.set_aside if each.reason in _WALLS]
    count = sum(each.count for each in (*refused, *walls))
    names = ", ".join(dict.fromkeys(f"{each.detail or each.reason}" for each in (*refused, *walls)))
    if signs.is_failing and (signs.reason or "").startswith(_REFUSING):
        since = signs.failing_since or now
        if not _lasts(signs, now - since, BLOCKED_FOR):
            return None
        detail = f"{signs.failure_count} crawls in a row were refused: {signs.reason}."
    elif count >= LEAST_REFUSALS and not signs.crawls.new and not signs.crawls.checked:
        since = min(each.first_at for each in (*refused, *walls))
        if now - since < BLOCKED_FOR:
            return None
        detail = f"Its channels answer, but none of its pages does: {count} were refused ({names})."
    else:
        return None
    return Finding(kind=Kind.BLOCKED, subject=signs.source_id, since=since, detail=detail, source_id=signs.source_id)


def _lasts(signs: SourceSigns, lasted: timedelta, patience: timedelta) -> bool:
    """Whether failures are many and have gone on for long enough; of a source that is seldom looked at, two will do."""
    enough = FAILURES_IN_A_ROW if lasted < SELDOM else 2
    return signs.failure_count >= enough and lasted >= patience


def _failure(signs: SourceSigns, now: datetime) -> Finding | None:
    since = signs.failing_since
    if since is None or not _lasts(signs, now - since, FAILING_FOR):
        return None
    detail = f"{signs.failure_count} crawls in a row failed: {signs.reason or 'no reason is known'}."
    return Finding(kind=Kind.FAILING, subject=signs.source_id, since=since, detail=detail, source_id=signs.source_id)


def judge_readings(failures: Sequence[Setback]) -> Judgement:
    """Whether pages cannot be read by a fault of ours: a worker that hangs or dies, an error."""
    ours = [each for each in failures if each.reason in _READING]
    count = sum(each.count for each in ours)
    if count < LEAST_READINGS:
        return Judgement()
    sources = sorted({each.source_id for each in ours})
    detail = f"{count} pages of {', '.join(sources[:5])}{' and others' if len(sources) > 5 else ''} could not be read."
    since = min(each.first_at for each in ours)
    return Judgement(found=(Finding(kind=Kind.READING, subject=OWN, since=since, detail=detail),))


def judge_crawls(open_crawls: Sequence[tuple[str, datetime]], now: datetime) -> Judgement:
    """Crawls that began long ago and have no end, as source and beginning."""
    oldest: dict[str, datetime] = {}
    for source_id, started_at in open_crawls:
        if now - started_at >= STUCK_AFTER:
            oldest.setdefault(source_id, started_at)
    return Judgement(
        found=tuple(
            Finding(
                kind=Kind.STUCK,
                subject=source_id,
                since=started_at,
                detail="A crawl has begun and not ended, though every crawl is ended after ten minutes.",
                source_id=source_id,
            )
            for source_id, started_at in oldest.items()
        )
    )


def without(judgement: Judgement, kind: Kind, subjects: Collection[str]) -> Judgement:
    """The judgement but for that kind's findings on these subjects, which are explained by something worse."""
    kept = tuple(each for each in judgement.found if each.kind is not kind or each.subject not in subjects)
    held = {(kind, subject) for subject in subjects}
    return Judgement(found=kept, unjudged=judgement.unjudged | held)


def by_source(setbacks: Sequence[Setback]) -> Mapping[str, Sequence[Setback]]:
    """Each source's own."""
    found: dict[str, list[Setback]] = {}
    for each in setbacks:
        found.setdefault(each.source_id, []).append(each)
    return found
