"""`redact`: articles taken out of all the files of a desk, so that no byte of what they said is left in them.

The order is: the list of redactions beside the archive, archive.db in one transaction, then captures, desk.db,
subscribers.db, extracts.db, and last what SQLite keeps of deleted rows. After a crash anywhere it is done again from
the beginning, and what was done before is found to be done.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.delivery.deliverer import LEASE
from monitor.errors import MonitorError
from monitor.publishing import EXTRACTS
from monitor.redactionlist import add_to_list, read_list
from scrapers.urls import canonical_url, url_key
from storage.articles import find_article, get_article
from storage.database import Connection, StorageError, open_archive, open_desk, open_subscribers, transaction
from storage.extracts import open_maker, publish_articles, publish_news
from storage.forgetting import forget_in_desk, forget_in_subscribers
from storage.overwriting import overwrite_captures
from storage.records import Address, Article
from storage.redactions import (
    IsTheirs,
    Redacted,
    Redaction,
    Rows,
    address_digest,
    addresses_of_article,
    all_redactions,
    captures_in_files_of,
    counts_of_article,
    digests_of,
    digests_of_redaction,
    finish_redactions,
    get_redaction,
    redaction_of,
    rows_of,
    take_down,
    unfinished,
)
from storage.scrubbing import empty_log, merge_index, overwrite_deleted, overwrite_free_pages, write_anew

INDEXES = ("versions_fts", "changes_fts")

Say = Callable[[str], None]
"""Told what is being done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a redaction would take: of an article that the archive has, or of an address that it is not to have."""

    address: str
    article_id: int | None
    headline: str | None
    versions: int
    changes: int
    captures: int
    is_redacted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of it: rows as they were before that. `left` says what could not be done yet, for a person."""

    redacted: Sequence[Redacted]
    left: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What an address, or an article's number, stands for; `redaction_id` where that was taken down."""

    article: Article | None
    digests: tuple[str, ...]
    redaction_id: int | None


def look_up(directory: Path, addresses: Sequence[str]) -> list[Found]:
    """What stands at these addresses, or are the articles of these numbers. Raises MonitorError, StorageError."""
    with closing(_open(directory, read_only=True)) as archive:
        return [_found(archive, address) for address in addresses]


def redact(
    directory: Path, addresses: Sequence[str], *, reason: str, now: datetime, is_thorough: bool = False, say: Say
) -> Done:
    """Take down what stands at these addresses, or the articles of these numbers.

    With `is_thorough` the databases are written anew, whole. Raises MonitorError for what is no address and no article.
    """
    with closing(_open(directory, read_only=True)) as archive:
        places = [_place(archive, address) for address in addresses]
    wanted = [Redaction(addresses=place.digests, reason=reason, redacted_at=now) for place in places]
    add_to_list(directory, wanted)
    return apply_redactions(directory, wanted, now=now, is_thorough=is_thorough, say=say)


def redact_again(directory: Path, *, now: datetime, is_thorough: bool = False, say: Say) -> Done:
    """Do what an earlier call left undone, and all that the list beside the archive says."""
    return apply_redactions(directory, read_list(directory), now=now, is_thorough=is_thorough, say=say)


def redact_restored(stage: Path, directory: Path, *, now: datetime) -> Done:
    """Redact files that are about to take the place of those in the directory, as those were.

    What was redacted there is known by its archive.db, and by the list beside it, which stays there.
    """
    known = read_list(directory)
    if (directory / "archive.db").is_file():
        try:
            with closing(_open(directory, read_only=True)) as archive:
                known = [*known, *all_redactions(archive)]
        except StorageError:
            # A damaged or old archive is why one restores: then the list has to do.
            pass
    add_to_list(directory, known)
    return apply_redactions(stage, known, now=now, say=lambda _: None)


def apply_redactions(
    directory: Path, redactions: Iterable[Redaction], *, now: datetime, is_thorough: bool = False, say: Say
) -> Done:
    """Take these down in the files of the directory, with all that earlier calls left undone there.

    Works beside whoever writes to the files.
    """
    with closing(_open(directory)) as archive:
        overwrite_deleted(archive)
        taken: dict[int, Redacted] = {}
        for redaction in redactions:
            with transaction(archive):
                taken |= {row.id: row for row in take_down(archive, redaction)}
        waiting = unfinished(archive)
        if not waiting and not is_thorough:
            return Done(redacted=list(taken.values()), left=[])
        taken |= {row.id: row for row in waiting}
        work = _Work(directory=directory, archive=archive, redacted=list(taken.values()), now=now, say=say)
        left = work.finish(is_thorough=is_thorough)
        if not left and waiting:
            with transaction(archive):
                finish_redactions(archive, upto=waiting[-1].id, at=now)
        return Done(redacted=list(taken.values()), left=left)


@dataclass(slots=True, kw_only=True)
class _Work:
    """What follows once archive.db says nothing any more."""

    directory: Path
    archive: Connection
    redacted: Sequence[Redacted]
    now: datetime
    say: Say

    def finish(self, *, is_thorough: bool) -> list[str]:
        """All of it; what could not be done."""
        rows = rows_of(self.archive, self.redacted)
        digests = frozenset(digest for each in all_redactions(self.archive) for digest in each.addresses)
        theirs = _teller(digests)
        self.say("overwriting captures")
        captures = captures_in_files_of(self.archive, rows.versions)
        overwrite_captures(self.directory / "captures", captures, is_theirs=theirs, at=self.now)
        left = [
            *self._in_desk(rows, digests, theirs, is_thorough=is_thorough),
            *self._in_subscribers(rows, is_thorough=is_thorough),
            *self._in_extracts(rows),
        ]
        for index in INDEXES:
            self.say(f"writing {index} anew")
            merge_index(self.archive, index)
        left += [*self._scrub(self.archive, "archive.db", is_thorough=is_thorough)]
        return [*left, *self._in_copies(rows)]

    def _in_copies(self, rows: Rows) -> list[str]:
        """Copies that `serve --readonly-copy` took before, and shows until it takes another."""
        old = []
        for path in sorted(self.directory.glob("archive.copy-*-*.db")):
            with closing(open_archive(path, read_only=True)) as copy:
                if any(get_redaction(copy, article) is None for article in rows.articles):
                    old.append(f"{path.name}: `serve --readonly-copy` still shows it; reload that service (SIGHUP)")
        return old

    def _in_desk(self, rows: Rows, digests: frozenset[str], theirs: IsTheirs, *, is_thorough: bool) -> list[str]:
        with self._opened("desk.db", open_desk) as desk:
            if desk is None:
                return []
            with transaction(desk):
                forget_in_desk(desk, rows, digests=digests, is_theirs=theirs)
            return self._scrub(desk, "desk.db", is_thorough=is_thorough)

    def _in_subscribers(self, rows: Rows, *, is_thorough: bool) -> list[str]:
        with self._opened("subscribers.db", open_subscribers) as conn:
            if conn is None:
                return []
            with transaction(conn):
                sending = forget_in_subscribers(conn, rows, at=self.now, lease=LEASE)
            left = [f"subscribers.db: {_messages(sending)} being sent"] if sending else []
            return [*left, *self._scrub(conn, "subscribers.db", is_thorough=is_thorough)]

    def _in_extracts(self, rows: Rows) -> list[str]:
        path = self.directory / EXTRACTS
        if not path.is_file():
            return []
        self.say(f"making {EXTRACTS} equal")
        with closing(open_maker(path, self.directory / "archive.db")) as maker:
            publish_articles(maker, rows.articles)
            while publish_news(maker):
                continue
            for index in INDEXES:
                merge_index(maker, index)
            overwrite_free_pages(maker)
            return [] if empty_log(maker) else [_still_read(EXTRACTS)]

    @contextmanager
    def _opened(self, name: str, open_file: Callable[[Path], Connection]) -> Iterator[Connection | None]:
        path = self.directory / name
        if not path.is_file():
            yield None
            return
        with closing(open_file(path)) as conn:
            overwrite_deleted(conn)
            yield conn

    def _scrub(self, conn: Connection, name: str, *, is_thorough: bool) -> list[str]:
        self.say(f"overwriting what {name} has deleted")
        if is_thorough:
            write_anew(conn)
        overwrite_free_pages(conn)
        return [] if empty_log(conn) else [_still_read(name)]


def _messages(count: int) -> str:
    return "a message is" if count == 1 else f"{count} messages are"


def _still_read(name: str) -> str:
    return f"{name}: somebody is reading an older state of it, which is kept in {name}-wal until then"


def _teller(digests: frozenset[str]) -> IsTheirs:
    def is_theirs(address: str) -> bool:
        # Also with a query that no version was ever met with: it stands in failures and in requests.
        forms = (address, address.partition("?")[0])
        return not digests.isdisjoint(digest for form in forms for digest in (address_digest(form), *_digests(form)))

    return is_theirs


def _digests(address: str) -> set[str]:
    try:
        return digests_of([Address(url=canonical_url(address), url_key=url_key(address))])
    except ValueError:
        return set()


def _found(archive: Connection, address: str) -> Found:
    place = _place(archive, address)
    article = place.article
    counts = {"versions": 0, "changes": 0, "captures": 0}
    if article is not None and place.redaction_id is None:
        counts = counts_of_article(archive, article.id)
    return Found(
        address=address,
        article_id=None if article is None else article.id,
        headline=None if article is None else article.headline,
        is_redacted=place.redaction_id is not None,
        **counts,
    )


def _place(archive: Connection, asked: str) -> _Place:
    if asked.isascii() and asked.isdigit() and len(asked) <= 18:
        article = get_article(archive, int(asked))
        if article is None:
            raise MonitorError(f"there is no article {asked}; `presswatch search` finds articles by their words")
        known, addresses = get_redaction(archive, article.id), []
    else:
        addresses = [_address(asked)]
        article, known = find_article(archive, addresses), redaction_of(archive, digests_of(addresses))
    if known is not None:
        article = None if known.article_id is None else get_article(archive, known.article_id)
        return _Place(article=article, digests=digests_of_redaction(archive, known.id), redaction_id=known.id)
    if article is not None:
        addresses = [*addresses, *addresses_of_article(archive, article.id)]
    return _Place(article=article, digests=tuple(sorted(digests_of(addresses))), redaction_id=None)


def _address(text: str) -> Address:
    try:
        if "://" not in text and "." not in text:
            raise ValueError("nor a number")
        url = canonical_url(text if "://" in text else f"https://{text}")
        return Address(url=url, url_key=url_key(url))
    except ValueError as error:
        raise MonitorError(f"{text} is no web address ({error}); write an article's address or its number") from None


def _open(directory: Path, *, read_only: bool = False) -> Connection:
    path = directory / "archive.db"
    if not path.is_file():
        raise MonitorError(f"{directory}: there is no archive yet; `presswatch crawl` makes it")
    return open_archive(path, read_only=read_only)
