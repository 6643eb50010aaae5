"""Fixtures that several test modules share."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import open_archive, open_desk


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate-golden", action="store_true", help="write the golden files anew, for review")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An empty archive.db in the test's own folder."""
    with closing(open_archive(tmp_path / "archive.db")) as conn:
        yield conn


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An empty desk.db in the test's own folder."""
    with closing(open_desk(tmp_path / "desk.db")) as conn:
        yield conn
