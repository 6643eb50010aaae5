"""Keeps the databases of a release as SQL text, so that every later schema is tried on them with rows in every table.

usage: python tools/old_databases.py FOLDER        such as tests/data/schemas/2024-11, before a release

A small newsroom is watched for a baseline and three acts; what that leaves in archive.db, desk.db and subscribers.db is
written to FOLDER/*.sql. Captures are left out. The outlet's address stands there as `{outlet}`.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from monitor.demo.configuration import configuration
from monitor.demo.inbox import SECRET, Inbox
from monitor.demo.mastheads import Channel, Form, Masthead, Shape
from monitor.demo.newsroom import Newsroom, Script
from monitor.demo.outlets import Outlet
from monitor.demo.stories import drafts

DATABASES = ("archive.db", "desk.db", "subscribers.db")
OUTLET = "{outlet}"
MASTHEADS = (
    Masthead(
        id="chinar-dispatch",
        name="Chinar Dispatch",
        shape=Shape.ARTICLE_DATA,
        channels=(Channel(form=Form.RSS, path="/rss.xml"),),
    ),
)
STORIES = {
    "/politics/appropriate-time": ("chinar-dispatch", "appropriate-time"),
    "/politics/sahi-samay": ("tawi-samachar", "sahi-samay"),
    "/politics/munasib-waqt": ("subah-e-wadi", "munasib-waqt"),
    "/city/ring-road": ("chinar-dispatch", "ring-road"),
    "/politics/possible": ("chinar-dispatch", "possible"),
    "/city/cold-stores": ("chinar-dispatch", "cold-stores"),
}
BASELINE = 3


def publish(outlet: Outlet, *paths: str) -> None:
    """Publish these of the stories."""
    for path in paths:
        source, key = STORIES[path]
        outlet.publish(path, drafts(source)[key].copy)


def news(outlet: Outlet) -> None:
    """What comes after the baseline."""
    publish(outlet, *list(STORIES)[BASELINE:])


def edit(outlet: Outlet) -> None:
    """What is edited then: the headline of a story, and a paragraph of another."""
    outlet.edit("/politics/possible", lambda copy: copy.headed(f"{copy.headline}: what is known"))
    outlet.edit("/politics/appropriate-time", lambda copy: copy.dropping(1), silent=True)


def remove(outlet: Outlet) -> None:
    """What is taken down in the end."""
    outlet.remove("/city/ring-road")


def watch_all(folder: Path) -> None:
    """The newsroom's life, watched from a desk in that folder by the commands that a user types."""
    with Newsroom(Script(mastheads=MASTHEADS)) as room, Inbox() as inbox:
        environ = {**os.environ, "DEMO_INBOX": inbox.url, "DEMO_INBOX_SECRET": SECRET}

        def presswatch(*arguments: str) -> None:
            command = [sys.executable, "-m", "monitor", "--config", str(folder / "presswatch.toml"), *arguments]
            subprocess.run(command, check=True, env=environ)  # noqa: S603 - our own interpreter and module

        (folder / "presswatch.toml").write_text(configuration(room), encoding="utf-8")
        outlet = next(iter(room.outlets.values()))
        publish(outlet, *list(STORIES)[:BASELINE])
        presswatch("crawl")
        for act in (news, edit, remove):
            act(outlet)
            # Two looks, as a removal needs them.
            presswatch("crawl", "--all")
            presswatch("crawl", "--all")
            presswatch("deliver")
        netloc = outlet.home.removeprefix("http://").rstrip("/")
    for name in DATABASES:
        with closing(sqlite3.connect(folder / name)) as conn:
            text = "\n".join(statements(conn)).replace(netloc, OUTLET)
        (folder / name).with_suffix(".sql").write_text(text + "\n", encoding="utf-8")


def statements(conn: sqlite3.Connection) -> Iterator[str]:
    """SQL that makes the database again, its full-text indexes too: tables, rows, then all that watches over rows."""
    objects = conn.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    ).fetchall()
    tables = [(name, sql) for kind, name, sql in objects if kind == "table"]
    virtual = [name for name, sql in tables if sql.startswith("CREATE VIRTUAL")]
    shadows = {f"{name}_{part}" for name in virtual for part in ("data", "idx", "content", "docsize", "config")}
    yield from (f"{sql};" for name, sql in tables if name not in shadows)
    yield from (f"DELETE FROM {name};" for name, _ in tables if name in shadows)
    for name, _ in tables:
        if name not in virtual:
            columns = [row[0] for row in conn.execute("SELECT name FROM pragma_table_info(?)", [name])]
            values = " || ', ' || ".join(f'quote("{column}")' for column in columns)
            rows = conn.execute(f'SELECT {values} FROM "{name}"')
            yield from (f'INSERT INTO "{name}" VALUES ({row[0]});' for row in rows)
    yield from (f"{sql};" for kind, _, sql in objects if kind != "table")


def main(target: Path) -> None:
    """Make the databases and keep their text."""
    with tempfile.TemporaryDirectory() as name:
        watch_all(Path(name))
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(Path(name).glob("*.sql")):
            (target / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
