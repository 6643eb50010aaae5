"""What keeps the files in order beside crawling: the configured sources and channels, what is kept and for how long."""

import logging
import shutil
from datetime import datetime, timedelta

from monitor.config import Config
from monitor.recorder import Files, Recorder
from storage.captures import prune_captures
from storage.channels import sync_channels
from storage.crawls import end_abandoned_crawls, prune_crawls, prune_failures
from storage.entries import prune_entries
from storage.records import SourceRecord
from storage.sources import sync_sources

logger = logging.getLogger(__name__)

ENTRIES_KEPT = timedelta(days=90)
"""A line that led to no article and that no channel has listed for so long is forgotten."""


def free_disk(config: Config) -> int:
    """Bytes that are free where the data lies; or will lie, where nothing is there yet."""
    place = next(folder for folder in (config.directory, *config.directory.parents) if folder.exists())
    return shutil.disk_usage(place).free


async def adopt(recorder: Recorder, config: Config, now: datetime) -> None:
    """Makes the files name the sources and channels of the configuration; what was taken out keeps its archive."""

    def job(files: Files) -> None:
        sources = [
            SourceRecord(id=source.id, name=source.name, home_url=source.home, language=source.language)
            for source in config.sources
        ]
        sync_sources(files.archive, sources, now=now)
        for source in config.sources:
            sync_channels(files.desk, source.id, source.to_source().channels(), now=now)

    await recorder.submit(job)


async def close_open_crawls(recorder: Recorder, now: datetime) -> None:
    """Ends the rows of crawls that an earlier process did not live to end."""
    died = await recorder.submit(lambda files: end_abandoned_crawls(files.desk, at=now))
    if died:
        logger.warning("crawls ended by a crash count=%d: what they had not stored is due again", died)


async def tidy(recorder: Recorder, config: Config, now: datetime) -> None:
    """Deletes what `[keep]` says is old enough: captures, rows of crawls and of failures."""
    keep = config.keep

    def rows(files: Files) -> int:
        count = prune_entries(files.desk, older_than=now - ENTRIES_KEPT)
        if keep.crawls is not None:
            count += prune_crawls(files.desk, older_than=now - keep.crawls)
        if keep.failures is not None:
            count += prune_failures(files.desk, older_than=now - keep.failures)
        return count

    deleted = await recorder.submit(rows)
    if keep.captures is not None:
        older_than = now - keep.captures
        pruned = await recorder.submit(
            lambda files: prune_captures(files.archive, config.directory / "captures", older_than=older_than, now=now),
            alone=True,
        )
        logger.info("tidied rows=%d capture_files=%d bytes=%d", deleted, pruned.files, pruned.bytes)
