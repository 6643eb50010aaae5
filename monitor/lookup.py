"""Questions to archive.db that a person asks by address and number: which article, which version, what differs."""

from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.config import Config
from monitor.errors import MonitorError
from scrapers.items import Story
from storage.articles import find_article, get_article
from storage.database import Connection, open_archive
from storage.records import Address, Article, Version
from storage.versions import version_numbered

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


def open_to_read(config: Config) -> AbstractContextManager[Connection]:
    """archive.db, read only, closed at the end. Raises StorageError where there is none yet."""
    return closing(open_archive(config.directory / "archive.db", read_only=True))


def article_at(archive: Connection, address: str) -> Article:
    """The article that an address leads to, or the article of that number. Raises NotArchivedError."""
    # SQLite's integers end at 2^63; no article has a longer number than 18 digits.
    is_number = address.isascii() and address.isdigit() and len(address) <= 18
    article = get_article(archive, int(address)) if is_number else _article_by_url(archive, address)
    if article is None:
        raise NotArchivedError(f"{address} is not in the archive; `presswatch search` finds articles by their words")
    return article


def version_of(archive: Connection, article: Article, number: int) -> Version:
    """The article's version of that number; negative ones count from the last, -1. Raises NotArchivedError."""
    wanted = number if number > 0 else article.version_count + 1 + number
    version = version_numbered(archive, article.id, wanted) if 0 < wanted <= article.version_count else None
    if version is None:
        plural = "s 1 to" if article.version_count > 1 else ""
        raise NotArchivedError(f"{article.url} has no version {number}; it has version{plural} {article.version_count}")
    return version


def compare_versions(archive: Connection, article: Article, *, old: int, new: int) -> Comparison:
    """How two versions of the article differ, numbered as `version_of` has it."""
    from monitor.diff import diff_stories

    before, after = version_of(archive, article, old), version_of(archive, article, new)
    return Comparison(old=before, new=after, diff=diff_stories(story_of(before), story_of(after)))


def story_of(version: Version) -> Story:
    """What the version says, as comparing takes it."""
    return Story(
        headline=version.headline,
        standfirst=version.standfirst,
        byline=version.byline,
        published_at=version.published_at,
        modified_at=version.modified_at,
        language=version.language,
        body=version.body,
        extractor=version.extractor,
    )


def _article_by_url(archive: Connection, address: str) -> Article | None:
    # The list of public suffixes takes longer to import than a search takes.
    from scrapers.urls import canonical_url, url_key

    try:
        url = canonical_url(address if "://" in address else f"https://{address}")
    except ValueError as error:
        raise NotArchivedError(f"{address} is no web address ({error}); write the address of an article") from None
    return find_article(archive, [Address(url=url, url_key=url_key(url))])
