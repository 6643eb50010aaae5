"""How soon is a subscriber told? The demo's newsroom watched by `presswatch run`, with a real mail server at the end.

    python bench/alerting.py [--pause 8]

From the moment a change can be read in archive.db to the mail server's acceptance of the message that tells it, with
`digest = "now"`: stories, matching, planning, composing and sending, in a process of its own that also crawls.
"""

import argparse
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from email import message_from_bytes
from pathlib import Path
from threading import Event, Thread
from typing import Any

from aiosmtpd.controller import Controller

from monitor.demo.configuration import configuration
from monitor.demo.newsroom import Newsroom
from monitor.demo.script import script

LOOK = 0.005
"""Seconds between two looks for new changes: what is measured is some tens of milliseconds."""


class Clock:
    """A mail server that notes when it accepted each message, by its Message-ID."""

    def __init__(self) -> None:
        self.accepted: dict[str, float] = {}

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        """Takes everything."""
        self.accepted[str(message_from_bytes(envelope.content)["Message-ID"]).strip("<>").partition("@")[0]] = (
            time.monotonic()
        )
        return "250 OK"


def watch(archive: Path, committed: dict[int, float], stop: Event) -> None:
    """Notes when each change could first be read."""
    while not archive.exists() and not stop.is_set():
        time.sleep(LOOK)
    with closing(sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True, timeout=30)) as conn:
        while not stop.is_set():
            try:
                found = conn.execute("SELECT id FROM changes WHERE id > ?", (max(committed, default=0),)).fetchall()
            except sqlite3.OperationalError:
                found = []
            now = time.monotonic()
            committed.update((change_id, now) for (change_id,) in found)
            time.sleep(LOOK)


def main(pause: float) -> None:
    """Plays the script, an act each few seconds."""
    clock, committed, stop = Clock(), dict[int, float](), Event()
    with tempfile.TemporaryDirectory(prefix="presswatch-alerting-") as folder, Newsroom(script()) as room:
        directory = Path(folder)
        mail = Controller(clock, hostname="127.0.0.1", port=2525)
        mail.start()
        path = directory / "presswatch.toml"
        path.write_text(configuration(room).replace('every = "1m"', 'every = "1s"'), encoding="utf-8")
        address = "mailto://127.0.0.1:2525?from=desk@example.org&to=reader@example.org"
        command = [sys.executable, "-m", "monitor", "--config", str(path), "run"]
        room.advance()
        looking = Thread(target=watch, args=(directory / "archive.db", committed, stop))
        looking.start()
        with (directory / "log.txt").open("wb") as log:
            process = subprocess.Popen(command, stderr=log, env={**os.environ, "DEMO_INBOX": address})
            try:
                time.sleep(2 * pause)
                while room.advance() is not None:
                    time.sleep(pause)
            finally:
                process.terminate()
                process.wait()
        stop.set()
        looking.join()
        mail.stop()
        with closing(sqlite3.connect(directory / "subscribers.db")) as conn:
            rows = conn.execute(
                "SELECT message_id, max(change_id) FROM deliveries JOIN delivery_items ON delivery_id = deliveries.id"
                " WHERE state = 'sent' GROUP BY deliveries.id"
            ).fetchall()
        told = sorted(clock.accepted[message_id] - committed[change_id] for message_id, change_id in rows)
    print(f"{len(told)} messages: median {statistics.median(told) * 1000:.0f} ms, longest {told[-1] * 1000:.0f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pause", type=float, default=8.0, help="seconds from one act to the next")
    main(parser.parse_args().pause)
