"""archive.db as a person asks it from a terminal: by words, by address, by number of version. Read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.config import Config
from monitor.errors import MonitorError
from monitor.stories import story_of
from storage.articles import find_article, get_article
from storage.changes import changes_of, latest_changes
from storage.database import open_archive
from storage.records import Address, Article, Change, Hit, LoggedChange, Version
from storage.redactions import Redacted, digests_of, get_redaction, redaction_of
from storage.search import search, wider_beginnings
from storage.versions import version_numbered, versions_of

if TYPE_CHECKING:
    from monitor.diff import Diff


class NotArchivedError(MonitorError):
    """The archive has no such article or version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions of one article and how they differ; `diff` is None where they say the same."""

    old: Version
    new: Version
    diff: "Diff | None"


class Lookup:
    """The open archive; a context that closes it. Raises StorageError where there is none yet."""

    def __init__(self, config: Config) -> None:
        self._archive = open_archive(config.directory / "archive.db", read_only=True)

    def __enter__(self) -> "Lookup":
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def hits(self, query: str, **wanted: Any) -> list[Hit]:  # as storage.search.search takes them
        """What a search finds, with its `order`, `marks` and `limit`."""
        return search(self._archive, query, **wanted)

    def wider(self, query: str) -> dict[str, str]:
        """The beginnings of a search that pass by words of the archive, each with one that finds more."""
        return wider_beginnings(self._archive, query)

    def log(self, **wanted: Any) -> list[LoggedChange]:  # as storage.changes.latest_changes takes them
        """The latest changes, with their `limit`, `source_id`, `kind` and `with_baseline`."""
        return latest_changes(self._archive, **wanted)

    def article(self, address: str) -> Article:
        """The article that an address leads to, or the article of that number. Raises NotArchivedError."""
        # SQLite's integers end at 2^63; no article has a longer number than 18 digits.
        is_number = address.isascii() and address.isdigit() and len(address) <= 18
        found = get_article(self._archive, int(address)) if is_number else self._by_url(address)
        redaction = self._redaction(address, found)
        if redaction is not None:
            raise NotArchivedError(f"{address} was taken down on {redaction.redacted_at:%d %B %Y}: {redaction.reason}")
        if found is None:
            raise NotArchivedError(
                f"{address} is not in the archive; `presswatch search` finds articles by their words"
            )
        return found

    def versions(self, article: Article) -> Sequence[Version]:
        """All versions of the article, oldest first."""
        return versions_of(self._archive, article.id)

    def changes(self, article: Article) -> Sequence[Change]:
        """What happened to the article, oldest first."""
        return changes_of(self._archive, article.id)

    def version(self, article: Article, number: int) -> Version:
        """The article's version of that number; negative ones count from the last, -1. Raises NotArchivedError."""
        wanted = number if number > 0 else article.version_count + 1 + number
        found = version_numbered(self._archive, article.id, wanted) if 0 < wanted <= article.version_count else None
        if found is None:
            plural = "s 1 to" if article.version_count > 1 else ""
            raise NotArchivedError(
                f"{article.url} has no version {number}; it has version{plural} {article.version_count}"
            )
        return found

    def compare(self, article: Article, *, old: int, new: int) -> Comparison:
        """How two versions of the article differ, numbered as `version` has it."""
        from monitor.diff import diff_stories

        before, after = self.version(article, old), self.version(article, new)
        return Comparison(old=before, new=after, diff=diff_stories(story_of(before), story_of(after)))

    def _redaction(self, address: str, found: Article | None) -> Redacted | None:
        if found is not None:
            return get_redaction(self._archive, found.id)
        return None if address.isdigit() else redaction_of(self._archive, digests_of([self._address(address)]))

    def _by_url(self, address: str) -> Article | None:
        return find_article(self._archive, [self._address(address)])

    def _address(self, address: str) -> Address:
        # The list of public suffixes takes longer to import than a search takes.
        from scrapers.urls import canonical_url, url_key

        try:
            url = canonical_url(address if "://" in address else f"https://{address}")
        except ValueError as error:
            raise NotArchivedError(f"{address} is no web address ({error}); write an article's address") from None
        return Address(url=url, url_key=url_key(url))
