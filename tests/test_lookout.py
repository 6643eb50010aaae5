"""One whole look: from the files to a delivery that waits to be sent."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.conditions.keeping import GATHERED_FOR
from monitor.conditions.lookout import Lookout
from monitor.config import Config, load
from monitor.delivery.outbox import Outbox
from monitor.recorder import Recorder
from storage.conditions import waiting_bulletins
from storage.database import open_desk, open_subscribers, transaction
from tests.desk_history import HOUR, add_crawls
from tests.storage_samples import NOW

DESK = '[desk]\nto = "env:DESK_MAIL"\n'
REST = (
    '[keep]\nfree_disk = "1 kB"\n[[source]]\nid = "valley-post"\nname = "Valley Post"\n'
    'home = "https://valley-post.example/"\nfeeds = ["https://valley-post.example/rss.xml"]\n'
)


@pytest.fixture
def lookout(tmp_path: Path) -> Iterator[Lookout]:
    recorder = Recorder(tmp_path)
    with closing(open_desk(tmp_path / "desk.db")) as desk, transaction(desk):
        add_crawls(desk, "valley-post", [NOW - HOUR], outcome=None)
    outbox = Outbox(tmp_path)
    yield Lookout(recorder=recorder, outbox=outbox)
    outbox.close()
    recorder.close()


def configured(folder: Path, desk: str = DESK) -> Config:
    path = folder / "presswatch.toml"
    path.write_text(f'[archive]\ncontact = "desk@example.org"\n{desk}{REST}', "utf-8")
    return load(path)


def deliveries(folder: Path) -> list[tuple[str, str]]:
    with closing(open_subscribers(folder / "subscribers.db", read_only=True)) as subscribers:
        return [tuple(row) for row in subscribers.execute("SELECT key, destination FROM deliveries")]


async def test_what_is_wrong_becomes_one_delivery(lookout: Lookout, tmp_path: Path) -> None:
    config = configured(tmp_path)
    first = await lookout.look(config, NOW)
    assert [finding.kind for finding in first.begun] == ["stuck"]
    assert not first.has_bulletin
    assert deliveries(tmp_path) == []
    assert (await lookout.look(config, NOW + GATHERED_FOR)).has_bulletin
    for minutes in range(3, 6):
        assert not (await lookout.look(config, NOW + timedelta(minutes=minutes))).has_bulletin
    assert deliveries(tmp_path) == [("desk:stuck:valley-post:1:began", "DESK_MAIL")]


async def test_where_nobody_is_to_be_told_nothing_is_queued(lookout: Lookout, tmp_path: Path) -> None:
    config = configured(tmp_path, "")
    for minutes in range(4):
        assert not (await lookout.look(config, NOW + timedelta(minutes=minutes))).has_bulletin
    assert deliveries(tmp_path) == []
    with closing(open_desk(tmp_path / "desk.db", read_only=True)) as desk:
        assert waiting_bulletins(desk) == []
