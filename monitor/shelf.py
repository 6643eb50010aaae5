"""What a crawl reads of the files while it runs: whose article an address is, and what its last version's page was.

Two read-only connections of the loop's own; each question is a few index look-ups.
"""

from pathlib import Path

from monitor.compare import SiteMemory
from monitor.readwork import Earlier, Packed
from monitor.stories import story_of
from scrapers.urls import canonical_url, url_key
from storage.articles import find_article, get_article
from storage.captures import get_capture, read_capture
from storage.database import Connection, StorageError, open_archive, open_desk
from storage.readings import get_reading
from storage.records import Address, Version
from storage.sitepages import site_pages
from storage.versions import get_version


def addresses_of(*urls: str | None) -> list[Address]:
    """Each URL as the archive keys it; those that are no web addresses are left out."""
    found: list[Address] = []
    for url in urls:
        if url:
            try:
                address = Address(url=canonical_url(url), url_key=url_key(url))
            except ValueError:
                continue
            if address not in found:
                found.append(address)
    return found


class Shelf:
    """Opens archive.db and desk.db read-only; `close` when done. `extractor` is the one whose readings are of use."""

    def __init__(self, directory: Path, *, extractor: str) -> None:
        self._captures = directory / "captures"
        self._extractor = extractor
        self.archive: Connection = open_archive(directory / "archive.db", read_only=True)
        self.desk: Connection = open_desk(directory / "desk.db", read_only=True)

    def close(self) -> None:
        """Closes both."""
        self.archive.close()
        self.desk.close()

    def find(self, *urls: str | None) -> int | None:
        """The id of the article that one of the addresses leads to."""
        article = find_article(self.archive, addresses_of(*urls))
        return article.id if article else None

    def memory_of(self, source_id: str) -> SiteMemory:
        """What is remembered of the source's last pages."""
        return SiteMemory(site_pages(self.desk, source_id))

    def earlier(self, article_id: int | None) -> tuple[int | None, Earlier | None]:
        """The id of the article's latest version, and what its page was.

        That is the stored reading; where our extractor has changed since or the reading is lost, the capture; where
        that is gone too, what the version says.
        """
        article = get_article(self.archive, article_id) if article_id is not None else None
        if article is None:
            return None, None
        version = get_version(self.archive, article.latest_version_id)
        if version is None:
            raise LookupError(
                f"article {article_id} has no version {article.latest_version_id}: run an integrity check"
            )
        stored = get_reading(self.desk, version.id, extractor=self._extractor)
        if stored is not None:
            packed = Packed(story=stored.story, blocks=stored.blocks, extractor=stored.extractor)
            return version.id, Earlier(packed=packed)
        return version.id, self._from_capture(version)

    def _from_capture(self, version: Version) -> Earlier:
        story = story_of(version)
        capture = get_capture(self.archive, version.capture_id) if version.capture_id else None
        if capture is None:
            return Earlier(story=story)
        try:
            response = read_capture(self._captures, capture)
        except (StorageError, OSError):
            return Earlier(story=story)
        content_type = next((value for name, value in response.headers if name.lower() == "content-type"), None)
        return Earlier(body=response.body, content_type=content_type, story=story)
