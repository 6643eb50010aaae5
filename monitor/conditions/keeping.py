"""What begins and what is over: decides it, patient with what flickers, and keeps it with the bulletins to the desk.

Once when a condition begins, once when it ends, several in one message, at most four messages an hour. `run` calls
`find_conditions` in a thread each minute and hands the result to `keep_conditions`, a job of the recorder. It leaves
bulletins; `queue_bulletins` makes deliveries of those that wait, by whose keys a repeat after a crash is dropped.
"""

import logging
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.conditions.kinds import Finding, Findings
from monitor.conditions.telling import tell
from monitor.config import Config
from monitor.messages.compose import desk_message
from monitor.recorder import Files
from storage.conditions import (
    Bulletin,
    Condition,
    add_bulletin,
    begin_condition,
    clear_condition,
    conditions_ended_since,
    end_condition,
    find_again,
    last_bulletin_at,
    open_conditions,
    settle_bulletin,
)
from storage.database import Connection
from storage.deliveries import add_delivery

logger = logging.getLogger(__name__)

CALM = timedelta(minutes=30)
"""How long a condition must stay away to be over, at first. It doubles with each return within a day."""

LONGEST_CALM = timedelta(hours=12)
FLICKERS_WITHIN = timedelta(days=1)
"""With these, whatever comes and goes is told of at most twelve times a day, its ends included; see the tests."""

GATHERED_FOR = timedelta(minutes=2)
"""What begins waits so long for what begins with it."""

APART = timedelta(minutes=15)
"""Between two messages to the desk: at most four an hour."""

TOLD_WITHIN = timedelta(days=2)
"""An end that was not told for so long is told no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What to do with the rows of conditions: ids of those found again, not found any more, and over."""

    begun: tuple[Finding, ...]
    again: tuple[int, ...]
    cleared: tuple[int, ...]
    over: tuple[Condition, ...]


def steps(findings: Findings, opened: Sequence[Condition], ended: Sequence[Condition]) -> Steps:
    """What a look means for the conditions that are open; `ended` are those that were over within the last day."""
    found = {finding.about for finding in findings.found}
    known = {(condition.kind, condition.subject) for condition in opened}
    returns = Counter((condition.kind, condition.subject) for condition in ended)
    again, cleared, over = [], [], []
    for condition in opened:
        about = condition.kind, condition.subject
        if about in found:
            if condition.cleared_at is not None:
                again.append(condition.id)
        elif about in findings.unjudged:
            continue
        elif condition.cleared_at is None:
            cleared.append(condition.id)
        elif findings.at - condition.cleared_at >= calm_after(returns[about]):
            over.append(condition)
    begun = [finding for finding in findings.found if finding.about not in known]
    # One row for each condition, however often a look found it.
    first = {finding.about: finding for finding in reversed(begun)}
    return Steps(
        begun=tuple(finding for finding in begun if first[finding.about] is finding),
        again=tuple(again),
        cleared=tuple(cleared),
        over=tuple(over),
    )


def calm_after(returns: int) -> timedelta:
    """How long a condition must stay away that was over and came back so many times within a day."""
    return min(CALM * 2.0 ** min(returns, 10), LONGEST_CALM)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What the desk is to be told: what began, what is over, and what else goes on."""

    begun: Sequence[Condition] = ()
    over: Sequence[Condition] = ()
    going_on: Sequence[Condition] = ()


def news_of(
    opened: Sequence[Condition], ended: Sequence[Condition], *, last_bulletin_at: datetime | None, now: datetime
) -> News | None:
    """What is to be told now, None where nothing is or the last message is too recent.

    What was over before anybody was told of it is not told at all.
    """
    if last_bulletin_at is not None and now - last_bulletin_at < APART:
        return None
    begun = [each for each in opened if each.began_bulletin_id is None and each.cleared_at is None]
    over = [each for each in ended if each.began_bulletin_id is not None and each.ended_bulletin_id is None]
    if not over and not any(now - each.found_at >= GATHERED_FOR for each in begun):
        return None
    return News(begun=begun, over=over, going_on=[each for each in opened if each.began_bulletin_id is not None])


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a look changed: what began, what is over, and whether there is a bulletin to be queued."""

    begun: Sequence[Finding] = ()
    over: Sequence[Condition] = ()
    has_bulletin: bool = field(default=False)


def keep_conditions(files: Files, findings: Findings, *, config: Config) -> Kept:
    """Writes what began and what is over, and what the desk is to be told of it: a job of the recorder."""
    desk, now = files.desk, findings.at
    taken = steps(findings, open_conditions(desk), conditions_ended_since(desk, now - FLICKERS_WITHIN))
    for finding in taken.begun:
        begin_condition(
            desk,
            kind=finding.kind,
            subject=finding.subject,
            detail=finding.detail,
            began_at=finding.since,
            found_at=now,
        )
        logger.warning("began condition=%s subject=%s: %s", finding.kind, finding.subject, finding.detail)
    for condition_id in taken.again:
        find_again(desk, condition_id)
    for condition_id in taken.cleared:
        clear_condition(desk, condition_id, at=now)
    for condition in taken.over:
        end_condition(desk, condition.id)
        logger.info("over condition=%s subject=%s", condition.kind, condition.subject)
    return Kept(begun=taken.begun, over=taken.over, has_bulletin=_add_bulletin(files, config, now))


def _add_bulletin(files: Files, config: Config, now: datetime) -> bool:
    if config.desk.to is None:
        return False
    news = news_of(
        open_conditions(files.desk),
        conditions_ended_since(files.desk, now - TOLD_WITHIN),
        last_bulletin_at=last_bulletin_at(files.desk),
        now=now,
    )
    if news is None:
        return False
    subject, lines = tell(news.begun, news.over, news.going_on, config=config, now=now)
    add_bulletin(
        files.desk,
        key=_key(news),
        subject=subject,
        lines=lines,
        at=now,
        began=[condition.id for condition in news.begun],
        ended=[condition.id for condition in news.over],
    )
    return True


def _key(news: News) -> str:
    first, what = (news.begun[0], "began") if news.begun else (news.over[0], "ended")
    return f"desk:{first.kind}:{first.subject}:{first.id}:{what}"


def queue_bulletins(
    subscribers: Connection, bulletins: Sequence[Bulletin], *, to: str, archive_url: str | None, at: datetime
) -> list[int]:
    """Makes a delivery of each bulletin that waits, in the caller's transaction: their ids, for `settle_bulletins`.

    A key that is there already, after a crash in between, is left alone.
    """
    for bulletin in bulletins:
        message = desk_message(bulletin.subject, bulletin.lines, archive_url=archive_url)
        add_delivery(subscribers, key=bulletin.key, destination=to, subscription_id=None, message=message, at=at)
    return [bulletin.id for bulletin in bulletins]


def settle_bulletins(files: Files, bulletin_ids: Collection[int], *, at: datetime) -> None:
    """These bulletins are deliveries now: a job of the recorder."""
    for bulletin_id in bulletin_ids:
        settle_bulletin(files.desk, bulletin_id, at=at)
