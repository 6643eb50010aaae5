"""The outbox: the files as delivery has them, opened together or not at all."""

from pathlib import Path

import pytest

from monitor.delivery.outbox import Outbox
from storage.database import StorageError, open_archive, open_desk


def test_an_outbox_needs_its_files(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"archive\.db"):
        Outbox(tmp_path)
    open_archive(tmp_path / "archive.db").close()
    with pytest.raises(StorageError, match=r"desk\.db"):
        Outbox(tmp_path)
    open_desk(tmp_path / "desk.db").close()
    (tmp_path / "subscribers.db").write_text("no database, but long enough to be looked at as one by its header")
    with pytest.raises(StorageError, match=r"subscribers\.db: it is not a SQLite database"):
        Outbox(tmp_path)
