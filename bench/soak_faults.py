"""A soak with faults: 200 outlets that fail in every way, workers killed, files held, alerts refused, and figures kept.

Started by `python bench/soak.py faults`.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from named_run import write_names
from soak_figures import Lags, Slope, Watched, lags, slope
from soak_press import OUT, ROUND, Plan, PressProcess, Seen, serving
from whole import faults_of

EVERY = 120.0
"""Seconds between two looks at each outlet."""

TOLERANCE = 45.0
"""Seconds that a look may come late."""

NAMED = 10
"""One outlet in so many is known by a name, which now and then does not resolve."""

SAMPLE = 10.0
"""Seconds between two samples."""

WAL_CEILING = 150.0
"""MB that no -wal file may reach, though readers hold the databases for a minute at a time."""

STARTED = 20.0
"""Seconds of peace at the beginning."""

SETTLING = 150.0
"""Seconds of peace before the end, in which nothing is published and what waits is sent."""

MEASURES = {
    "parent MB": 10.0,
    "workers MB": 30.0,
    "fork server MB": 10.0,
    "handles": 10.0,
    "threads": 3.0,
    "archive.db-wal MB": 8.0,
    "desk.db-wal MB": 8.0,
    "subscribers.db-wal MB": 4.0,
}
"""What is sampled, and the growth that means nothing: a page of pages, a crawl's connections, one checkpoint."""


_SENT = "SELECT change_id FROM delivery_items JOIN deliveries ON deliveries.id = delivery_id WHERE state = 'sent'"
# A copy that says nothing new makes no message go out: it rides along with others within its hours, or is left out.
_UNSENT = """
    SELECT count(*) FROM delivery_items LEFT JOIN deliveries ON deliveries.id = delivery_id
    WHERE left_out IS NULL AND is_news AND state IS NOT 'sent'
"""
DELIVERED_WITHIN = 60.0
"""Seconds in which `presswatch deliver` tells what waited when `run` ended: what was refused waits for its next
attempt, and what comes while its destination rests for that, longer than the peace at the end."""


@dataclass(slots=True)
class Soak:
    """One soak under way: the process, what is done to it, what was sampled."""

    directory: Path
    process: subprocess.Popen[bytes]
    press: PressProcess
    began: float
    chance: random.Random
    samples: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: {name: [] for name in MEASURES})
    troubles: Counter[str] = field(default_factory=Counter)
    loads: list[float] = field(default_factory=list)

    def sample(self) -> None:
        """Takes one sample of everything."""
        now, pid = time.time() - self.began, self.process.pid
        children = _children(pid)
        servers = [child for child in children if b"forkserver" in _command(child)]
        workers = [worker for server in servers for worker in _children(server)]
        found = {
            "parent MB": _resident_mb(pid),
            "workers MB": sum(map(_resident_mb, workers)),
            "fork server MB": sum(map(_resident_mb, servers)),
            "handles": _entries(f"/proc/{pid}/fd"),
            "threads": _entries(f"/proc/{pid}/task"),
        }
        for name in ("archive.db", "desk.db", "subscribers.db"):
            path = self.directory / f"{name}-wal"
            found[f"{name}-wal MB"] = path.stat().st_size / 1e6 if path.exists() else 0.0
        for name, value in found.items():
            self.samples[name].append((now, value))
        self.loads.append(os.getloadavg()[0])

    def trouble(self) -> None:
        """Does each second, by chance, what a machine and its people do."""
        self._name_outages()
        if self.chance.random() < 1 / 20:
            self._kill_a_worker()
        if self.chance.random() < 1 / 150:
            self._hold("archive.db", "BEGIN", self.chance.uniform(30, 60))
        if self.chance.random() < 1 / 150:
            self._hold("desk.db", "BEGIN", self.chance.uniform(30, 60))
        if self.chance.random() < 1 / 200:
            name = self.chance.choice(("archive.db", "desk.db", "subscribers.db"))
            self._hold(name, "BEGIN IMMEDIATE", self.chance.uniform(2, 8))
        if self.chance.random() < 1 / 300:
            self.process.send_signal(signal.SIGHUP)
            self.troubles["configuration read again"] += 1

    def _name_outages(self) -> None:
        now = time.time() - self.began
        up = {
            _name(outlet): address
            for outlet, (address, _) in enumerate(self.press.places)
            if outlet % NAMED == 0 and (now + outlet * ROUND * 0.382) % ROUND < ROUND - OUT
        }
        write_names(self.directory / "names.json", up)

    def _kill_a_worker(self) -> None:
        servers = [child for child in _children(self.process.pid) if b"forkserver" in _command(child)]
        if workers := [worker for server in servers for worker in _children(server)]:
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(workers), signal.SIGKILL)
                self.troubles["workers killed"] += 1

    def _hold(self, name: str, begin: str, seconds: float) -> None:
        kind = "reader" if begin == "BEGIN" else "writer"
        self.troubles[f"{kind} holds {name}"] += 1

        def hold() -> None:
            with closing(sqlite3.connect(self.directory / name, isolation_level=None, timeout=60)) as conn:
                conn.execute(begin)
                conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                threading.Event().wait(seconds)
                conn.execute("ROLLBACK")

        threading.Thread(target=hold, daemon=True).start()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a soak."""

    minutes: float
    stories: int
    crawls: int
    slopes: dict[str, Slope]
    lags: Lags
    troubles: Counter[str]
    seen: Seen
    reasons: Counter[str]
    unsent: int
    lost: int
    load: float
    left: list[str]
    status: int
    loud: list[str]

    @property
    def over(self) -> list[str]:
        """What is not as it should be."""
        return [
            *(f"{name} grows by {found.an_hour:.1f} an hour" for name, found in self.slopes.items() if found.is_over),
            *(
                f"{name} reached {found.highest:.0f}"
                for name, found in self.slopes.items()
                if "-wal" in name and found.highest > WAL_CEILING
            ),
            *self.lags.missed,
            *self.left,
            *([f"{self.unsent} changes wait to be told"] if self.unsent else []),
            *([f"{self.lost} changes were told to nobody"] if self.lost else []),
            *([f"run ended with {self.status}"] if self.status else []),
        ]


def soak(directory: Path, *, outlets: int, minutes: float, period: float = 240.0, seed: int = 1) -> Report:
    """Runs it all in the directory; prints a line a minute."""
    began = time.time()
    with serving(Plan(outlets=outlets, period=period, began=began, seed=seed)) as press:
        configuration = _configure(directory, press)
        command = [
            sys.executable, str(Path(__file__).with_name("named_run.py")), str(directory / "names.json"),
            "--config", str(configuration),
        ]  # fmt: skip
        write_names(directory / "names.json", {_name(n): place[0] for n, place in enumerate(press.places)})
        hook = {"HOOK": f"http://127.0.0.1:{press.hook_port}/"}
        with (directory / "log.txt").open("wb") as log:
            process = subprocess.Popen([*command, "run"], stderr=log, env=os.environ | hook)
        try:
            one = Soak(directory, process, press, began, random.Random(seed))  # noqa: S311 - chance, not secrecy
            _endure(one, until=began + minutes * 60)
            process.send_signal(signal.SIGTERM)
            status = process.wait(60)
            _deliver([*command, "deliver", "--retry"], directory, environment=os.environ | hook)
        finally:
            process.kill()
        return _report(one, status, minutes=minutes)


def _deliver(command: Sequence[str], directory: Path, *, environment: Mapping[str, str]) -> None:
    until = time.time() + DELIVERED_WITHIN
    while _count(directory, "subscribers.db", _UNSENT) and time.time() < until:
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
        time.sleep(1.0)


def _endure(one: Soak, *, until: float) -> None:
    ticks = 0
    while (now := time.time()) < until:
        assert one.process.poll() is None, f"run ended: {(one.directory / 'log.txt').read_text()[-2000:]}"
        if now > until - SETTLING:
            one.press.behave()
        elif now - one.began > STARTED:
            one.trouble()
        if ticks % int(SAMPLE) == 0:
            one.sample()
        if ticks % 60 == 0:
            print(f"  {(now - one.began) / 60:4.0f} min  {_said(one)}", flush=True)
        ticks += 1
        time.sleep(max(0.0, 1.0 - (time.time() - now)))


def _said(one: Soak) -> str:
    latest = ", ".join(f"{name} {points[-1][1]:.0f}" for name, points in one.samples.items() if points)
    return f"{_count(one.directory, 'archive.db', 'SELECT count(*) FROM articles')} stories; {latest}"


def _report(one: Soak, status: int, *, minutes: float) -> Report:
    seen = one.press.seen()
    directory = one.directory
    sent = {row[0] for row in _rows(directory, "subscribers.db", _SENT)}
    log = (directory / "log.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    return Report(
        minutes=minutes,
        stories=_count(directory, "archive.db", "SELECT count(*) FROM articles"),
        crawls=_count(directory, "desk.db", "SELECT count(*) FROM crawls"),
        slopes={name: slope(one.samples[name], least=least) for name, least in MEASURES.items()},
        lags=_lags(one, seen),
        troubles=one.troubles,
        seen=seen,
        reasons=Counter(dict(_rows(directory, "desk.db", "SELECT reason, count(*) FROM failures GROUP BY reason"))),
        unsent=_count(directory, "subscribers.db", _UNSENT),
        lost=len(sent - set(seen.told)),
        left=faults_of(directory),
        status=status,
        load=sum(one.loads) / len(one.loads),
        loud=[line for line in log if " ERROR " in line or line.startswith("Traceback")],
    )


def _lags(one: Soak, seen: Seen) -> Lags:
    query = """
        SELECT source_id, started_at, ended_at, outcome = 'failed'
               OR EXISTS (SELECT 1 FROM failures WHERE crawl_id = crawls.id AND url LIKE '%/feed.xml')
        FROM crawls WHERE ended_at IS NOT NULL
    """
    crawls: dict[str, list[tuple[float, float, bool]]] = {}
    for source, started, ended, is_failed in _rows(one.directory, "desk.db", query):
        # The file keeps whole seconds: the end is before the next one.
        crawls.setdefault(source, []).append((_seconds(started), _seconds(ended) + 1.0, bool(is_failed)))
    watched = {
        f"outlet-{outlet:03}": Watched(
            looks=[one.began, *seen.looks.get(outlet, ())], crawls=crawls.get(f"outlet-{outlet:03}", ())
        )
        for outlet in range(len(one.press.places))
    }
    return lags(watched, every=EVERY, tolerance=TOLERANCE, until=one.samples["threads"][-1][0] + one.began)


def _configure(directory: Path, press: PressProcess) -> Path:
    """presswatch.toml for all outlets, every tenth known by its name."""
    text = [
        '[archive]\ncontact = "bench@example.org"\n[schedule]\nconcurrency = 16\n[keep]\nfree_disk = "100 MB"',
        '[[watch]]\nid = "polls"\nquery = "polling OR bridge"',
        '[[subscription]]\nwatch = "polls"\nto = "env:HOOK"\ncap = 100000',
    ]
    for outlet, (address, port) in enumerate(press.places):
        home = f"http://{_name(outlet) if outlet % NAMED == 0 else address}:{port}"
        text.append(
            f'[[source]]\nid = "outlet-{outlet:03}"\nname = "Outlet {outlet}"\nhome = {json.dumps(home + "/")}\n'
            f'feeds = [{json.dumps(home + "/feed.xml")}]\nevery = "{EVERY:.0f}s"\nmin_delay = 0.05\nbaseline = 3'
        )
    path = directory / "presswatch.toml"
    path.write_text("\n".join(text), encoding="utf-8")
    return path


def _name(outlet: int) -> str:
    return f"outlet-{outlet:03}.localhost"


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _rows(directory: Path, name: str, query: str) -> list[tuple[Any, ...]]:
    if not (directory / name).exists():
        return []
    with closing(sqlite3.connect(f"{(directory / name).as_uri()}?mode=ro", uri=True, timeout=60)) as conn:
        try:
            return conn.execute(query).fetchall()
        except sqlite3.OperationalError:
            # The tables are not made yet.
            return []


def _count(directory: Path, name: str, query: str) -> int:
    found = _rows(directory, name, query)
    return int(found[0][0]) if found else 0


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def _entries(folder: str) -> int:
    return sum(1 for _ in Path(folder).iterdir())


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _resident_mb(pid: int) -> float:
    """The process's resident memory in MB; nothing for one that has just ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS")), 0.0)


def lines_of(report: Report) -> Iterator[str]:
    """The report for a person."""
    yield f"{report.minutes:.0f} minutes: {report.stories} stories, {report.crawls} crawls, {report.lags.looks} looks"
    yield f"  load of the machine: {report.load:.1f} on {os.cpu_count()} cores"
    yield f"{'':24}{'mean':>10}{'highest':>10}{'an hour':>10}   (mean and slope of the second half)"
    for name, found in report.slopes.items():
        mark = "   GROWS" if found.is_over else ""
        yield f"  {name:22}{found.mean:10.1f}{found.highest:10.1f}{found.an_hour:+10.2f}{mark}"
    yield (
        f"  looks late by: median {report.lags.median:.1f} s, 95 in 100 {report.lags.late:.1f} s, "
        f"worst {report.lags.worst:.1f} s; missed {len(report.lags.missed)}"
    )
    yield f"  what was done: {_listed(report.troubles)}"
    yield f"  what outlets did: {_listed(report.seen.faults)}"
    yield f"  fetches that failed, by reason: {_listed(report.reasons)}"
    repeats = sum(count - 1 for count in report.seen.messages.values())
    yield f"  alerts taken: {len(report.seen.messages)}, changes told {len(report.seen.told)}, repeats {repeats}"
    yield f"  ERROR lines: {len(report.loud)}{'; first: ' + report.loud[0][:200] if report.loud else ''}"
    yield from (f"OVER: {each}" for each in report.over)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())
