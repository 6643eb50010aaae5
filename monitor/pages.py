"""What a crawl writes of pages that were read: new articles, versions, suspects, articles that moved or came back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor import policy
from monitor.compare import Verdict
from monitor.compare.repeats import WINDOW
from monitor.compare.traits import summary
from monitor.ledger import Ledger, Noted, checked, is_taken_down
from monitor.quiet import MOST_VERSIONS, is_silent, note_template, returns_to
from monitor.readwork import Packed, PageRead
from monitor.recorder import Files
from monitor.shelf import addresses_of
from monitor.stories import content_digest
from scrapers.items import Page, Story, Suspicion
from scrapers.orders import Check, Validators
from scrapers.urls import article_address, same_site, url_key
from storage.articles import (
    add_addresses,
    find_article,
    get_article,
    record_moved,
    record_published,
    record_restored,
    record_version,
)
from storage.crawls import add_suspect
from storage.desk_records import Follow, StoredReading, SuspectPage
from storage.entries import drop_entry, get_entry, postpone_entry, settle_entry
from storage.follows import get_follow, save_follow
from storage.readings import drop_readings, put_reading
from storage.records import Address, Article, CaptureRecord, ChangeKind, Edit, NewArticle, Quiet, Recorded, StoryRecord
from storage.sitepages import put_site_page
from storage.versions import latest_versions
from storage.warc import Exchange, pack_capture

NEW_TEMPLATE = "new_template"
NEW_TEMPLATE_SIGNS = ("the page has another template, and the story in it differs",)
"""A change in another template is believed at a later look: other articles tell meanwhile whether all have new ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOutcome:
    """A page that was read. `base_version_id` is the version that it was judged against, None for a new article."""

    check: Check
    page: Page
    read: PageRead
    base_version_id: int | None


def note_page(ledger: Ledger, files: Files, outcome: PageOutcome) -> Noted:
    """Writes what the page means; a job of the recorder."""
    article_id, verdict = outcome.check.article_id, outcome.read.verdict
    if is_taken_down(files, outcome.check, outcome.page.final_url, outcome.read.canonical_url):
        return _note_taken_down(files, outcome.check)
    if article_id is None or verdict is None:
        return _note_first_page(ledger, files, outcome)
    article = get_article(files.archive, article_id)
    follow = get_follow(files.desk, article_id) or _follow_again(ledger, article, outcome)
    if article is None or article.latest_version_id != outcome.base_version_id:
        # Another address of the same article was stored meanwhile: this page is to be judged against that.
        return _look_again(ledger, files, outcome)
    _keep_remade_reading(files, outcome)
    # What is gone never comes here: its address and status say so, and the spider reports it without a page.
    if verdict.status != "ok":
        return _note_suspect(ledger, files, outcome, reason=verdict.reason, signs=verdict.signs, follow=follow)
    return _note_known(ledger, files, outcome, verdict, article, follow)


def _note_taken_down(files: Files, check: Check) -> Noted:
    """Nothing of the page is kept, nor is its address; the next look at its channel passes it over."""
    if check.entry_id is not None:
        drop_entry(files.desk, check.entry_id)
    return Noted(unchanged=1)


def _note_first_page(ledger: Ledger, files: Files, outcome: PageOutcome) -> Noted:
    check, page, read = outcome.check, outcome.page, outcome.read
    if read.suspicion is not None:
        suspicion: Suspicion = read.suspicion
        return _note_suspect(ledger, files, outcome, reason=suspicion.reason, signs=suspicion.signs, follow=None)
    if read.story is None or read.packed is None:
        raise ValueError(f"{check.url}: a page without story, suspicion or error")
    addresses = _addresses(files, outcome)
    if find_article(files.archive, addresses) is not None:
        return _look_again(ledger, files, outcome)
    origin = check.origin
    article = NewArticle(
        source_id=ledger.source.id,
        address=addresses[0],
        others=addresses[1:],
        first_channel=origin.channel_url if origin else None,
        first_listed_at=origin.listed_at if origin else None,
    )
    recorded = record_published(
        files.archive,
        article,
        story=_story_record(read.story, language=ledger.source.language),
        capture=_capture(files, page),
        seen_at=page.fetched_at,
        baseline=origin.baseline if origin else False,
    )
    _keep_reading(files, recorded, read.packed, page.fetched_at)
    _remember_page(ledger, files, recorded.article_id, read, page.fetched_at)
    follow = Follow(
        article_id=recorded.article_id,
        source_id=ledger.source.id,
        url=page.final_url,
        due_at=None,
        published_at=read.story.published_at or (origin.published_at if origin else None),
        first_seen_at=page.fetched_at,
        changed_at=page.fetched_at,
        checked_at=page.fetched_at,
    )
    _save_checked(ledger, files, follow, page)
    _settle(files, check, recorded.article_id)
    return Noted(changes=[recorded.change_id], new=1)


def _note_known(
    ledger: Ledger, files: Files, outcome: PageOutcome, verdict: Verdict, article: Article, follow: Follow
) -> Noted:
    page = outcome.page
    at = page.fetched_at
    changes: list[int] = []
    quiet: Quiet | None = None
    if verdict.is_redesigned:
        is_first, is_source_wide = note_template(files, ledger.source.id, article.id, at=at)
        if verdict.changed and is_first and not is_source_wide:
            return _note_suspect(ledger, files, outcome, reason=NEW_TEMPLATE, signs=NEW_TEMPLATE_SIGNS, follow=follow)
        quiet = "redesign" if is_source_wide else None
    restored = article.state == "removed"
    if restored:
        changes.append(record_restored(files.archive, article.id, seen_at=at))
    moved = _note_address(files, outcome, article)
    changes += moved
    if verdict.changed:
        if outcome.read.packed is None:
            raise ValueError(f"{page.url}: a changed story without its reading")
        recorded = record_version(
            files.archive,
            article.id,
            story=_story_record(verdict.story, language=ledger.source.language),
            capture=_capture(files, page),
            edit=_edit(files, verdict, article, follow, at=at, quiet=quiet),
            seen_at=at,
        )
        _keep_reading(files, recorded, outcome.read.packed, at)
        drop_readings(files.desk, article.latest_version_id)
        _remember_page(ledger, files, article.id, outcome.read, at)
        changes.append(recorded.change_id)
    elif outcome.read.packed is not None:
        unchanged = Recorded(article_id=article.id, version_id=article.latest_version_id, change_id=0)
        _keep_reading(files, unchanged, outcome.read.packed, at)
        _remember_page(ledger, files, article.id, outcome.read, at)
    if moved or url_key(follow.url) != url_key(article.url) == url_key(page.final_url):
        follow = replace(follow, url=page.final_url)
    follow = replace(follow, state="live", changed_at=at if changes else follow.changed_at)
    _save_checked(ledger, files, follow, page)
    _settle(files, outcome.check, article.id)
    return Noted(changes=changes, changed=len(changes), unchanged=0 if changes else 1)


def _edit(
    files: Files, verdict: Verdict, article: Article, follow: Follow, *, at: datetime, quiet: Quiet | None
) -> Edit:
    if verdict.diff is None or verdict.traits is None:
        raise ValueError(f"article {article.id}: a change without its diff")
    told = verdict.traits
    versions = latest_versions(files.archive, article.id, limit=MOST_VERSIONS)
    earlier, flapping = returns_to(versions, verdict.story, at=at)
    return Edit(
        kind=ChangeKind.CORRECTED if verdict.kind == "corrected" else ChangeKind.EDITED,
        headline_changed="headline" in verdict.fields,
        words_added=verdict.words_added,
        words_removed=verdict.words_removed,
        nature=told.nature.value,
        importance=told.importance,
        summary=summary(told, verdict.diff),
        numbers=told.numbers,
        names=told.names,
        quotes=told.quotes + told.quotes_withdrawn,
        negations=told.negations,
        attributions=told.attributions,
        dates=told.dates,
        silent=is_silent(versions[-1], verdict.story, last_seen_at=follow.checked_at),
        quiet=quiet or flapping,
        returns_to_version_id=earlier,
        diff=json.dumps(verdict.diff, ensure_ascii=False, separators=(",", ":")),
    )


def _remember_page(ledger: Ledger, files: Files, article_id: int, read: PageRead, at: datetime) -> None:
    put_site_page(files.desk, ledger.source.id, article_id, digests=read.digests, at=at, keep=WINDOW)


def _note_address(files: Files, outcome: PageOutcome, article: Article) -> list[int]:
    """Remembers the addresses; a canonical one on the same site that leads nowhere yet is a move."""
    addresses = _addresses(files, outcome)
    owner = find_article(files.archive, addresses[:1])
    if owner is None and addresses[0].url_key != url_key(article.url) and same_site(addresses[0].url, article.url):
        moved = record_moved(files.archive, article.id, address=addresses[0], seen_at=outcome.page.fetched_at)
        add_addresses(files.archive, article.id, addresses[1:], at=outcome.page.fetched_at)
        return [moved]
    add_addresses(files.archive, article.id, addresses, at=outcome.page.fetched_at)
    return []


def _note_suspect(
    ledger: Ledger, files: Files, outcome: PageOutcome, *, reason: str, signs: Sequence[str], follow: Follow | None
) -> Noted:
    check, page = outcome.check, outcome.page
    suspect = SuspectPage(
        crawl_id=ledger.crawl_id,
        article_id=check.article_id,
        source_id=ledger.source.id,
        url=check.url,
        at=page.fetched_at,
        reason=reason,
        signs=tuple(signs),
        status=page.status,
        body_sha256=page.body_sha256,
    )
    add_suspect(files.desk, suspect)
    if check.entry_id is not None:
        # Also where the page claims to be a known article's: a wall's word for it settles nothing.
        due_at = policy.suspect_recheck_at(page.fetched_at, check.failures + 1)
        postpone_entry(files.desk, check.entry_id, due_at=due_at, reason=reason)
    elif follow is not None:
        # Validators and digest stay those of the story's own page: a wall must never pass for unchanged.
        count = follow.suspect_count + 1
        due_at = policy.suspect_recheck_at(page.fetched_at, count)
        save_follow(files.desk, replace(checked(follow, page.fetched_at, due_at=due_at), suspect_count=count))
    return Noted(suspects=1, suspicion=reason)


def _look_again(ledger: Ledger, files: Files, outcome: PageOutcome) -> Noted:
    """Another fetch of this crawl stored the article first: this order stays due, to be judged against it."""
    del ledger
    check = outcome.check
    if check.entry_id is not None:
        postpone_entry(files.desk, check.entry_id, due_at=outcome.page.fetched_at, reason="known by another address")
    return Noted(unchanged=1)


def _follow_again(ledger: Ledger, article: Article | None, outcome: PageOutcome) -> Follow:
    """A follow made anew from the archive: its row is missing where the program died between the two commits."""
    if article is None:
        raise LookupError(f"{outcome.check.url}: its article is not in the archive")
    return Follow(
        article_id=article.id,
        source_id=ledger.source.id,
        url=article.url,
        state=article.state,
        due_at=None,
        published_at=article.published_at,
        first_seen_at=article.first_seen_at,
        changed_at=article.changed_at,
        checked_at=outcome.page.fetched_at,
    )


def _save_checked(ledger: Ledger, files: Files, follow: Follow, page: Page) -> None:
    validators = Validators(
        etag=page.header("ETag"), last_modified=page.header("Last-Modified"), body_sha256=page.body_sha256
    )
    after = checked(follow, page.fetched_at, due_at=None, validators=validators)
    save_follow(files.desk, replace(after, due_at=ledger.next_check_at(after, page.fetched_at)))


def _settle(files: Files, check: Check, article_id: int) -> None:
    if check.entry_id is not None:
        settle_entry(files.desk, check.entry_id, article_id=article_id)


def _keep_reading(files: Files, recorded: Recorded, packed: Packed, at: datetime) -> None:
    put_reading(
        files.desk,
        StoredReading(
            version_id=recorded.version_id,
            extractor=packed.extractor,
            made_at=at,
            story=packed.story,
            blocks=packed.blocks,
        ),
    )


def _keep_remade_reading(files: Files, outcome: PageOutcome) -> None:
    remade, version_id = outcome.read.earlier, outcome.base_version_id
    if remade is not None and version_id is not None:
        recorded = Recorded(article_id=0, version_id=version_id, change_id=0)
        _keep_reading(files, recorded, remade, outcome.page.fetched_at)
        drop_readings(files.desk, version_id, but=remade.extractor)


def _addresses(files: Files, outcome: PageOutcome) -> list[Address]:
    """The addresses that led here, the canonical one first; the listed one may have been passed over for another."""
    page, check = outcome.page, outcome.check
    best = article_address(page.final_url, outcome.read.canonical_url)
    entry = get_entry(files.desk, check.entry_id) if check.entry_id is not None else None
    return addresses_of(best, page.final_url, check.url, entry.url if entry else None)


def _story_record(story: Story, *, language: str | None) -> StoryRecord:
    return StoryRecord(
        headline=story.headline,
        standfirst=story.standfirst,
        byline=tuple(story.byline),
        published_at=story.published_at,
        modified_at=story.modified_at,
        language=story.language or language,
        body=story.body,
        word_count=story.word_count,
        content_sha256=content_digest(story),
        extractor=story.extractor,
    )


def _capture(files: Files, page: Page) -> CaptureRecord:
    exchange = Exchange(
        url=page.final_url,
        status=page.status,
        request_headers=page.request_headers,
        headers=page.headers,
        body=page.body,
        fetched_at=page.fetched_at,
        body_sha256=page.body_sha256,
    )
    return files.captures.append(pack_capture(exchange))
