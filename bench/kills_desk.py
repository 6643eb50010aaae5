"""A desk whose runs are killed: the runs, the moments, and the inbox that its alerts go to."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

from kills_press import Press

from monitor.demo.configuration import configuration

PATIENCE = 120.0
"""Seconds that a step may take a run that nobody kills."""

LONGEST_LIFE = 3.0
"""Seconds that a run lives at most after it has started, before it is killed."""

AT_THE_START = 0.15
"""The share of kills that come while a run still starts."""

CONFIGURATION = """\
[archive]
contact = "bench@example.org"
[keep]
free_disk = "1 MB"
[[watch]]
id = "reports"
query = "report"
public = true
[[subscription]]
watch = "reports"
to = "env:HOOK"
on = ["report", "edit", "correction", "removal", "restoration"]
cap = 100000
"""


@dataclass(slots=True)
class Inbox:
    """A receiver of alerts: which changes each message told, and how often it was taken."""

    taken: Counter[str] = field(default_factory=Counter)
    told: dict[str, tuple[int, ...]] = field(default_factory=dict)
    arrived: threading.Event = field(default_factory=threading.Event)
    on_arrival: Callable[[], None] | None = None
    port: int = 0

    def take(self, body: bytes) -> None:
        """The message is ours now, whether or not its sender lives to hear of it."""
        message = json.loads(body)
        self.told[message["id"]] = tuple(item["change_id"] for item in message["items"])
        self.taken[message["id"]] += 1
        if self.on_arrival is not None:
            self.on_arrival()


@contextmanager
def receiving() -> Iterator[Inbox]:
    """An inbox that listens until left."""
    inbox = Inbox()

    class Post(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            inbox.take(self.rfile.read(int(self.headers["Content-Length"])))
            with suppress(OSError):
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Post)
    server.daemon_threads = True
    inbox.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield inbox
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(slots=True)
class Desk:
    """A folder with a configuration, and the runs over it."""

    directory: Path
    press: Press
    inbox: Inbox
    chance: Random
    orphans: int = 0
    moments: Counter[str] = field(default_factory=Counter)

    def prepare(self) -> None:
        """Writes presswatch.toml."""
        self.directory.mkdir(parents=True)
        sources = configuration(self.press.room).replace('"1m"', '"1s"').partition("[[source]]")[2]
        self.config.write_text(f"{CONFIGURATION}[[source]]{sources}", encoding="utf-8")

    @property
    def config(self) -> Path:
        """presswatch.toml."""
        return self.directory / "presswatch.toml"

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """A run, killed when left if it still lives."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
        environment["HOOK"] = f"http://127.0.0.1:{self.inbox.port}/"
        command = [sys.executable, "-m", "monitor", "--config", str(self.config), "run"]
        with (self.directory / "log.txt").open("ab") as log:
            process = subprocess.Popen(command, stderr=log, env=environment)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def kill_one(self) -> None:
        """Starts a run and kills it at a moment of some kind."""
        kind = self.chance.choice(("time", "file", "file", "page", "alert"))
        is_early = self.chance.random() < AT_THE_START
        self.moments["start" if is_early else kind] += 1
        moments = {"time": self._at_a_time, "file": self._at_a_file, "page": self._at_a_page}
        with self.running() as process:
            if is_early:
                time.sleep(self.chance.uniform(0.1, 1.5))
            else:
                self._until_started(process)
                moments.get(kind, self._at_an_alert)(process)
            # Held at that moment, to see who is left behind.
            process.send_signal(signal.SIGSTOP)
            left = _descendants(process.pid)
        deadline = time.monotonic() + 20
        while any(_command(pid) for pid in left):
            if time.monotonic() > deadline:
                self.orphans += 1
                return
            time.sleep(0.02)

    def _until_started(self, process: subprocess.Popen[bytes]) -> None:
        log = self.directory / "log.txt"
        began = log.stat().st_size
        deadline = time.monotonic() + PATIENCE
        while b"running directory=" not in log.read_bytes()[began:]:
            assert process.poll() is None, f"run ended: {log.read_text()[-2000:]}"
            assert time.monotonic() < deadline, "run does not start"
            time.sleep(0.01)

    def _at_a_time(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(self.chance.uniform(0.0, LONGEST_LIFE))

    def _at_a_file(self, process: subprocess.Popen[bytes]) -> None:
        """Right after a file has grown."""
        what = self.chance.choice(("archive.db*", "desk.db*", "subscribers.db*", "captures/*/*/*"))
        skipped = self.chance.randrange(4)
        before = self._size(what)
        deadline = time.monotonic() + LONGEST_LIFE
        while process.poll() is None and time.monotonic() < deadline:
            if (size := self._size(what)) != before:
                before, skipped = size, skipped - 1
                if skipped < 0:
                    break
            time.sleep(0.001)
        time.sleep(self.chance.choice((0.0, 0.0, 0.001, 0.003)))

    def _size(self, what: str) -> int:
        return sum(path.stat().st_size for path in self.directory.glob(what) if path.exists())

    def _at_a_page(self, process: subprocess.Popen[bytes]) -> None:
        """While a page that was just served is read."""
        before = self._served()
        deadline = time.monotonic() + LONGEST_LIFE
        wanted = self.chance.randrange(1, 20)
        while process.poll() is None and time.monotonic() < deadline and self._served() - before < wanted:
            time.sleep(0.001)
        time.sleep(self.chance.uniform(0.0, 0.05))

    def _served(self) -> int:
        return sum(len(outlet.requests) for outlet in self.press.outlets)

    def _at_an_alert(self, process: subprocess.Popen[bytes]) -> None:
        """When an alert was taken and not answered."""
        arrived = threading.Event()

        def kill() -> None:
            process.send_signal(signal.SIGSTOP)
            arrived.set()

        self.inbox.on_arrival = kill
        arrived.wait(LONGEST_LIFE)
        self.inbox.on_arrival = None

    def finish_step(self) -> None:
        """A run that nobody kills, until all that the press has shown is archived, matched and told; ended cleanly."""
        deadline, ticks = time.monotonic() + PATIENCE, 0
        with self.running() as process:
            self._until_started(process)
            while not self._is_done():
                assert process.poll() is None, f"run ended: {self.config.with_name('log.txt').read_text()[-2000:]}"
                assert time.monotonic() < deadline, f"step {self.press.step}: {self._kinds()} of {self.press.shown}"
                if ticks % 10 == 0:
                    self.pass_time()
                ticks += 1
                time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0

    def _is_done(self) -> bool:
        if self._kinds() != self.press.shown:
            return False
        last = self.rows("archive.db", "SELECT max(id) FROM changes")[0][0]
        cursors = dict(self.rows("desk.db", "SELECT name, change_id FROM cursors"))
        planned = dict(self.rows("subscribers.db", "SELECT name, change_id FROM cursors"))
        if not cursors or min(cursors.values()) != last or planned.get("planning") != last:
            return False
        left = self.rows(
            "subscribers.db",
            "SELECT (SELECT count(*) FROM delivery_items WHERE delivery_id IS NULL)"
            " + (SELECT count(*) FROM deliveries WHERE state <> 'sent')",
        )
        return left == [(0,)]

    def _kinds(self) -> Counter[str]:
        return Counter(dict(self.rows("archive.db", "SELECT kind, count(*) FROM changes GROUP BY kind")))

    def pass_time(self) -> None:
        """What is due later is due now, and what was found gone was found so long ago."""
        if not (self.directory / "desk.db").exists():
            return
        past = "2024-01-01T00:00:00Z"
        with (
            suppress(sqlite3.OperationalError),
            closing(sqlite3.connect(self.directory / "desk.db", timeout=60)) as desk,
        ):
            desk.execute("UPDATE follows SET due_at = ? WHERE due_at IS NOT NULL", [past])
            desk.execute("UPDATE follows SET gone_at = ? WHERE gone_at IS NOT NULL", [past])
            desk.execute("UPDATE entries SET due_at = ? WHERE due_at IS NOT NULL", [past])
            desk.execute("UPDATE channels SET next_look_at = ?", [past])
            desk.execute("UPDATE source_state SET not_before_at = NULL")
            desk.commit()

    def rows(self, file: str, query: str) -> list[tuple[Any, ...]]:
        """What a query gives now; nothing where the file or its tables are not made yet."""
        if not (self.directory / file).exists():
            return []
        with closing(sqlite3.connect(f"{(self.directory / file).as_uri()}?mode=ro", uri=True, timeout=60)) as conn:
            try:
                return conn.execute(query).fetchall()
            except sqlite3.OperationalError:
                return []


def _descendants(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []
    found: list[int] = []
    for task in tasks:
        with suppress(OSError):
            found += map(int, (task / "children").read_text(encoding="ascii").split())
    return [*found, *(each for child in found for each in _descendants(child))]


def _command(pid: int) -> bytes:
    """Nothing for a process that is gone or waits to be reaped."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
