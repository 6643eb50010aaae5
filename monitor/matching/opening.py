"""The files that matching asks for a person, opened to read."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from monitor.config.models import Config
from storage.database import Connection, open_archive, open_desk


@contextmanager
def opened(config: Config) -> Iterator[tuple[Connection, Connection]]:
    """archive.db and desk.db, read only. Raises StorageError where there is none yet."""
    with (
        closing(open_archive(config.directory / "archive.db", read_only=True)) as archive,
        closing(open_desk(config.directory / "desk.db", read_only=True)) as desk,
    ):
        yield archive, desk
