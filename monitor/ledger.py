"""What a crawl writes of channels and of fetches that brought no story: jobs of the recorder, one for each outcome.

Pages that did bring something are written by `monitor.pages`.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from random import Random

from monitor import policy
from monitor.config import ScheduleConfig, SourceConfig
from monitor.recorder import Files
from monitor.shelf import Shelf, addresses_of
from monitor.tally import Tally
from scrapers.items import Entry, Listing, Page
from scrapers.orders import (
    LASTING,
    PASSING_STATUSES,
    Admitted,
    Check,
    Gone,
    Look,
    Missed,
    Origin,
    Unchanged,
    Validators,
)
from scrapers.sources import ChannelKind
from scrapers.urls import is_amp, url_key
from storage import desk_records
from storage.articles import find_twin, get_article, record_removed
from storage.channels import channels_of, due_channels, get_channel, record_failed_look, record_look, sync_parts
from storage.crawls import add_failure, begin_crawl, end_crawl
from storage.desk_records import CrawlCounts, DueEntry, Failure, Follow
from storage.due import due_checks
from storage.entries import admit_entries, postpone_entry, set_entry_url
from storage.follows import (
    follows_to_check,
    free_source,
    get_follow,
    get_source_state,
    hold_source,
    record_failed_check,
    record_unchanged,
    save_follow,
)
from storage.redactions import address_digest, is_redacted, redacted_among
from storage.sources import record_failure, record_success

MOST_FRESH = 500
"""Entries and hints handed out after one channel; what is more stays due and comes with the next crawl."""

_OF_A_RANK = 200_000
"""Priorities between two ranks: more articles than one source has live. Four ranks stay below the spider's looks."""


_EVER = timedelta(days=3650)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What was written for one outcome: ids of rows in `changes`, what it counts as, and why a suspect is one."""

    changes: Sequence[int] = ()
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    absent: int = 0
    suspects: int = 0
    removed: int = 0
    suspicion: str | None = None


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The books of one crawl. Every method but the constructor is a job: it runs inside a commit."""

    source: SourceConfig
    schedule: ScheduleConfig
    gone_confirmed_after: timedelta
    random: Random = field(default_factory=Random)
    crawl_id: int = 0

    def begin(self, files: Files, now: datetime, *, every_channel: bool, every_article: bool, most: int) -> Admitted:
        """The crawl's row, and its orders: channels and articles that are due, or all."""
        self.crawl_id = begin_crawl(files.desk, self.source.id, at=now)
        channels = (
            channels_of(files.desk, self.source.id)
            if every_channel
            else due_channels(files.desk, self.source.id, now=now)
        )
        # Every article means those, too, that wait: set aside as suspect, or tried in vain a moment ago.
        until = now + _EVER if every_article else now
        due: list[DueEntry | Follow] = due_checks(files.desk, self.source.id, now=until, limit=most)
        if every_article:
            of_due = {check.article_id for check in due if isinstance(check, Follow)}
            since = now - policy.RESTORE_WINDOW
            followed = follows_to_check(files.desk, self.source.id, removed_since=since)
            due += [follow for follow in followed if follow.article_id not in of_due]
        return Admitted(looks=[_look(channel) for channel in channels], checks=_checks(due))

    def take_listing(self, files: Files, look: Look, page: Page, listing: Listing) -> Admitted:
        """A channel's lines: entries are admitted, parts of an index become channels; what is new comes back.

        New lines with an AMP address wait for `settle`: until then another channel may list the page itself, whose
        address they are given. So one fetch is saved, and which channel is read first makes no difference.
        """
        channel = _channel(files, look)
        now = page.fetched_at
        problem = listing.problem
        if listing.parts and _is_part_of_a_part(files, channel):
            problem = problem or "an index within an index within an index: its parts are not followed"
        elif listing.parts:
            sync_parts(files.desk, channel, listing.parts, now=now)
        entries = [] if listing.is_comments else listing.entries
        listed = _not_redacted(files, _listed(entries))
        admit_entries(files.desk, channel, listed, baseline=self.source.baseline, now=now)
        reason = "these are readers' comments, not news; take it out" if listing.is_comments else problem
        record_look(
            files.desk,
            channel.id,
            desk_records.Look(
                at=now,
                next_look_at=self._next_look_at(now),
                etag=page.header("ETag"),
                last_modified=page.header("Last-Modified"),
                body_sha256=page.body_sha256,
                entry_count=len(entries),
                reason=reason,
            ),
        )
        parts = [part for part in due_channels(files.desk, self.source.id, now=now) if part.parent_id == channel.id]
        due = due_checks(files.desk, self.source.id, now=now, limit=MOST_FRESH)
        fresh = [check for check in _not_amp(files, due, listed) if _is_fresh(check)]
        return Admitted(looks=[_look(part) for part in parts], checks=_checks(fresh))

    def settle(self, files: Files, now: datetime, *, most: int) -> Sequence[Check]:
        """All channels have been looked at: all that is due, with the baseline's newest entries and AMP addresses."""
        return _checks(due_checks(files.desk, self.source.id, now=now, limit=most))

    def check_of_twin(self, shelf: Shelf, content_sha256: str) -> Check | None:
        """The order to check the source's live article that says exactly this at another address, if there is one."""
        article_id = find_twin(shelf.archive, self.source.id, content_sha256)
        follow = get_follow(shelf.desk, article_id) if article_id is not None else None
        return _check(follow, priority=0) if follow is not None else None

    def note_unchanged(self, files: Files, items: Iterable[Unchanged]) -> None:
        """Addresses that answered as before: the next look is set, nothing else."""
        for item in items:
            if isinstance(item.order, Look):
                look = desk_records.Look(
                    at=item.at,
                    next_look_at=self._next_look_at(item.at),
                    etag=item.validators.etag,
                    last_modified=item.validators.last_modified,
                )
                record_look(files.desk, _channel(files, item.order).id, look)
            elif item.order.article_id is not None:
                self.note_checked(files, item.order.article_id, item.at, validators=item.validators)

    def note_checked(
        self, files: Files, article_id: int, at: datetime, *, validators: Validators | None = None
    ) -> None:
        """A check of a live article that found its story as it was; `validators` where they are to be kept."""
        follow = get_follow(files.desk, article_id)
        if follow is None:
            return
        due_at = self.next_check_at(follow, at)
        if validators is None or validators == _validators(follow):
            record_unchanged(files.desk, article_id, at=at, due_at=due_at)
        else:
            save_follow(files.desk, checked(follow, at, due_at=due_at, validators=validators))

    def next_check_at(self, follow: Follow, at: datetime) -> datetime | None:
        """When the article is due after a check at that time."""
        if follow.state == "removed":
            return policy.next_restore_check_at(at, removed_at=follow.changed_at, budget=self.schedule.budget)
        return policy.next_check_at(
            at,
            first_seen_at=follow.first_seen_at,
            published_at=follow.published_at,
            changed_at=follow.changed_at,
            budget=self.schedule.budget,
            jitter=self.random.uniform(-1, 1),
        )

    def note_missed(self, files: Files, missed: Missed) -> None:
        """An order that brought nothing: a row that says why, and when it is tried again."""
        if is_taken_down(files, missed.order):
            return
        failure = Failure(
            crawl_id=self.crawl_id,
            source_id=self.source.id,
            url=missed.order.url,
            at=missed.at,
            reason=missed.reason,
            detail=missed.detail,
        )
        add_failure(files.desk, failure)
        refused = missed.status is not None and 400 <= missed.status < 500 and missed.status not in PASSING_STATUSES
        lasting = missed.reason in LASTING or refused
        if isinstance(missed.order, Look):
            self._note_missed_look(files, missed.order, missed)
        elif missed.order.article_id is not None:
            follow = get_follow(files.desk, missed.order.article_id)
            failures = follow.failure_count + 1 if follow else 1
            due_at = policy.failed_recheck_at(missed.at, failures, lasting=lasting)
            record_failed_check(files.desk, missed.order.article_id, at=missed.at, due_at=due_at)
        elif missed.order.entry_id is not None:
            due_at = policy.failed_recheck_at(missed.at, missed.order.failures + 1, lasting=lasting)
            postpone_entry(files.desk, missed.order.entry_id, due_at=due_at, reason=missed.reason)

    def _note_missed_look(self, files: Files, look: Look, missed: Missed) -> None:
        channel = _channel(files, look)
        wait = timedelta(seconds=missed.retry_after or 0.0)
        next_at = max(self._next_look_at(missed.at, failures=channel.failure_count + 1), missed.at + wait)
        record_failed_look(files.desk, channel.id, at=missed.at, next_look_at=next_at, reason=missed.detail)

    def note_gone(self, files: Files, gone: Gone) -> Noted:
        """404, 410 or the front page: remembered at the first look, a removal at a later one that confirms it."""
        check = gone.check
        follow = get_follow(files.desk, check.article_id) if check.article_id is not None else None
        if follow is None:
            if check.entry_id is not None:
                listed_at = check.origin.listed_at if check.origin is not None else gone.at
                due_at = policy.gone_entry_recheck_at(gone.at, check.failures + 1, listed_at=listed_at)
                postpone_entry(files.desk, check.entry_id, due_at=due_at, reason=f"gone: HTTP {gone.status}")
            return Noted(absent=1)
        if follow.state == "removed":
            due_at = self.next_check_at(follow, gone.at)
            save_follow(files.desk, checked(follow, gone.at, due_at=due_at))
            return Noted(unchanged=1)
        if follow.gone_at is None or gone.at - follow.gone_at < self.gone_confirmed_after:
            first = follow.gone_at or gone.at
            due_at = first + max(self.gone_confirmed_after, policy.GONE_CONFIRMED_AFTER)
            save_follow(files.desk, replace(checked(follow, gone.at, due_at=due_at), gone_at=first))
            return Noted(unchanged=1)
        article = get_article(files.archive, follow.article_id)
        # A process that died between its two commits has recorded it already.
        is_known = article is not None and article.state == "removed"
        changes = [] if is_known else [record_removed(files.archive, follow.article_id, seen_at=gone.at)]
        removed = replace(checked(follow, gone.at, due_at=None), state="removed", changed_at=gone.at)
        save_follow(files.desk, replace(removed, due_at=self.next_check_at(removed, gone.at)))
        return Noted(changes=changes, removed=1)

    def end(self, files: Files, now: datetime, *, tally: Tally, outcome: str, reason: str | None) -> None:
        """The crawl's row is completed; the source is held back where it failed, or freed."""
        counts = CrawlCounts(**{item.name: getattr(tally, item.name) for item in fields(CrawlCounts)})
        end_crawl(files.desk, self.crawl_id, at=now, outcome=outcome, counts=counts, reason=reason)
        if outcome != "failed":
            free_source(files.desk, self.source.id)
            record_success(files.archive, self.source.id, at=now)
            return
        state = get_source_state(files.desk, self.source.id)
        until = policy.source_rests_until(
            now, state.failure_count + 1, every=self.source.every, asked=tally.asked_to_wait
        )
        hold_source(files.desk, self.source.id, not_before_at=until, reason=reason or "")
        record_failure(files.archive, self.source.id, at=now, reason=reason or "unknown")

    def _next_look_at(self, now: datetime, failures: int = 0) -> datetime:
        jitter = self.random.uniform(-1, 1)
        return policy.next_look_at(now, every=self.source.every, failures=failures, jitter=jitter)


def checked(follow: Follow, at: datetime, *, due_at: datetime | None, validators: Validators | None = None) -> Follow:
    """The follow after a check that got an answer: counts of failures begin anew."""
    kept = validators or _validators(follow)
    return replace(
        follow,
        checked_at=at,
        due_at=due_at,
        hinted=False,
        check_count=follow.check_count + 1,
        failure_count=0,
        suspect_count=0,
        gone_at=None,
        etag=kept.etag,
        last_modified=kept.last_modified,
        body_sha256=kept.body_sha256,
    )


def is_taken_down(files: Files, order: Check | Look, *others: str | None) -> bool:
    """Whether the order is of an article, or leads to an address, that was taken down since it was given."""
    article_id = order.article_id if isinstance(order, Check) else None
    return is_redacted(files.archive, addresses_of(order.url, *others), article_id=article_id)


def _not_redacted(files: Files, listed: Sequence[desk_records.ListedEntry]) -> list[desk_records.ListedEntry]:
    """What was taken down is not listed any more, whatever its source says."""
    digests = {entry.url: {address_digest(entry.url), address_digest(entry.url_key)} for entry in listed}
    redacted = redacted_among(files.archive, {digest for each in digests.values() for digest in each})
    return [entry for entry in listed if digests[entry.url].isdisjoint(redacted)]


def _validators(known: Follow | desk_records.Channel) -> Validators:
    return Validators(etag=known.etag, last_modified=known.last_modified, body_sha256=known.body_sha256)


def _look(channel: desk_records.Channel) -> Look:
    return Look(url=channel.url, kind=ChannelKind(channel.kind), channel_id=channel.id, validators=_validators(channel))


def _is_part_of_a_part(files: Files, channel: desk_records.Channel) -> bool:
    """Whether a channel stands as deep as parts may.

    An index may name sitemaps alone (sitemaps.org), and some name one more level of indexes. Where each names a next
    one, they would be followed for as long as a crawl lasts, at every crawl.
    """
    parent = None if channel.parent_id is None else get_channel(files.desk, channel.parent_id)
    return parent is not None and parent.parent_id is not None


def _channel(files: Files, look: Look) -> desk_records.Channel:
    channel = get_channel(files.desk, look.channel_id) if look.channel_id is not None else None
    if channel is None:
        raise LookupError(f"channel {look.url} is not in desk.db")
    return channel


def _is_fresh(row: DueEntry | Follow) -> bool:
    return row.hinted if isinstance(row, Follow) else not row.baseline


def _not_amp(
    files: Files, due: Sequence[DueEntry | Follow], listed: Iterable[desk_records.ListedEntry]
) -> Iterator[DueEntry | Follow]:
    """What is due without the entries whose address is an AMP page's, unless `listed` has the page itself."""
    waiting = {row.url_key for row in due if isinstance(row, DueEntry) and is_amp(row.url)}
    pages = {entry.url_key: entry.url for entry in listed if entry.url_key in waiting and not is_amp(entry.url)}
    for row in due:
        if isinstance(row, Follow) or row.url_key not in waiting:
            yield row
        elif (page := pages.get(row.url_key)) is not None:
            set_entry_url(files.desk, row.id, url=page)
            yield replace(row, url=page)


def _checks(due: Sequence[DueEntry | Follow]) -> list[Check]:
    """Orders in the order given, each kind before the next one however many orders of it came before."""
    return [_check(row, priority=_rank(row) * _OF_A_RANK - place) for place, row in enumerate(due)]


def _rank(row: DueEntry | Follow) -> int:
    """News goes before hints, hints before checks whose time has come, those before the baseline."""
    if isinstance(row, Follow):
        return 3 if row.hinted else 2
    return 1 if row.baseline else 4


def _check(row: DueEntry | Follow, *, priority: int) -> Check:
    if isinstance(row, Follow):
        # What a removed article answered before it went says nothing of whether it is back.
        validators = _validators(row) if row.state == "live" else Validators()
        return Check(url=row.url, article_id=row.article_id, priority=priority, validators=validators)
    origin = Origin(
        channel_url=row.channel_url,
        listed_at=row.first_listed_at,
        published_at=row.published_at,
        baseline=row.baseline,
    )
    return Check(url=row.url, entry_id=row.id, origin=origin, priority=priority, failures=row.failure_count)


def _listed(entries: Iterable[Entry]) -> list[desk_records.ListedEntry]:
    listed = []
    for entry in entries:
        try:
            key = url_key(entry.url)
        except ValueError:
            continue
        updated = entry.updated_at.isoformat() if entry.updated_at else ""
        said = "\0".join((entry.title or "", entry.summary or "", updated))
        listed.append(
            desk_records.ListedEntry(
                url=entry.url,
                url_key=key,
                title=entry.title,
                published_at=entry.published_at,
                updated_at=entry.updated_at,
                hint_sha256=hashlib.sha256(said.encode("utf-8", "replace")).hexdigest(),
            )
        )
    return listed
