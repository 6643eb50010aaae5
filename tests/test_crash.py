"""A death between the two commits: archive.db has what a crawl found, desk.db does not. The next pass mends it."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.demo.outlets import Outlet
from tests.watching import FEED, SITEMAP, Watch, configure, masthead, newsroom, path, publish, watching

pytestmark = pytest.mark.usefixtures("reactor")

DAY = timedelta(days=1)
LIFE = "SELECT kind, article_id, from_version_id, to_version_id FROM changes ORDER BY id"


def nothing(_: Outlet) -> None:
    """The outlet stays as it is."""


def edit(outlet: Outlet) -> None:
    outlet.edit(path(1), lambda copy: copy.saying("villages came", "hamlets came"), silent=True)


def remove(outlet: Outlet) -> None:
    outlet.remove(path(1))


def restore(outlet: Outlet) -> None:
    outlet.restore(path(1))


def move(outlet: Outlet) -> None:
    outlet.move(path(1), "/politics/another-place-77001")


def news(outlet: Outlet) -> None:
    publish(outlet, 2)


CASES: dict[str, tuple[list[Callable[[Outlet], None]], Callable[[Outlet], None]]] = {
    "published": ([], news),
    "edited": ([], edit),
    "removed": ([remove], nothing),
    "restored": ([remove, nothing], restore),
    "moved": ([], move),
}


@pytest.mark.parametrize("kind", CASES)
async def test_what_desk_db_did_not_learn_is_learned_again(tmp_path: Path, kind: str) -> None:
    before, last = CASES[kind]
    with newsroom(masthead(FEED, SITEMAP)) as room:
        config = configure(room, tmp_path)
        async with watching(room, config) as watch:
            publish(watch.outlet, 1, age=DAY)
            await watch.crawl()
            for step in before:
                step(watch.outlet)
                await watch.found()
            with closing(sqlite3.connect(tmp_path / "desk.db")) as desk:
                desk.execute("VACUUM INTO ?", [str(tmp_path / "older.db")])
            last(watch.outlet)
            found = await watch.found()
            assert [each for each, _ in found] == [kind]
            life = watch.archived(LIFE)
        for left in tmp_path.glob("desk.db*"):
            left.unlink()
        shutil.move(tmp_path / "older.db", tmp_path / "desk.db")
        async with watching(room, config) as watch:
            for _ in range(2):
                assert await watch.found() == []
            assert watch.archived(LIFE) == life
            state, url = ("removed" if kind == "removed" else "live"), found[0][1]
            follow = "SELECT state, url FROM follows WHERE url LIKE '%' || :path"
            assert [row[0] for row in watch.rows(follow, path=url)] == [state]


async def test_a_lost_row_of_an_article_is_made_again_from_the_archive(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    await watch.crawls.tools.recorder.submit(lambda files: files.desk.execute("DELETE FROM follows").rowcount)
    await watch.crawls.tools.recorder.submit(
        lambda files: files.desk.execute("UPDATE entries SET article_id = NULL, due_at = first_listed_at").rowcount
    )
    assert await watch.found() == []
    assert watch.rows("SELECT article_id, state, url LIKE '%' || :path FROM follows", path=path(1)) == [(1, "live", 1)]
    watch.outlet.edit(path(1), lambda copy: copy.headed("It is followed again"))
    assert await watch.found() == [("edited", path(1))]
