"""False alarms and missed edits in life: a press with moving chrome and known edits, watched by one `presswatch run`.

    python bench/alarms.py [--fetches 20000] [--seed 1] [--only CLASS] [--pages DIR]

Sixteen outlets on loopback show 480 stories in twelve structures and three languages. Every fetch has other chrome; in
every round some stories are edited. `presswatch run` is a process of its own, started as anybody starts it. One thing
is done from outside: when all stories have been checked, the bench sets their `due_at` in desk.db to now, so that the
days between two checks pass in a moment. `--only` lets one class of chrome move (`--only none`: none), `--pages` keeps
the pages before and after of all that went wrong.
"""

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from alarm_report import keep_pages, print_report
from alarm_truth import Judge, Recorded, Text
from press import Plan, Press, opening
from press_chrome import Noise
from press_server import PressProcess, serving
from soak import resident_mb

from storage.times import to_text

PATIENCE = 300.0
"""Seconds without progress after which the bench gives up."""


@dataclass(slots=True)
class Run:
    """A `presswatch run` under way, its files and its log."""

    directory: Path
    process: subprocess.Popen[bytes]

    def rows(self, file: str, sql: str, *values: object) -> list[sqlite3.Row]:
        """What one of its databases answers; nothing while there is none."""
        path = self.directory / file
        if not path.exists():
            return []
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=30)) as conn:
            conn.row_factory = sqlite3.Row
            try:
                return conn.execute(sql, values).fetchall()
            except sqlite3.OperationalError:
                return []

    def wait(self, count: Callable[[], int], least: int) -> None:
        """Until `count` is at least so much; SystemExit where it stands still for long, or the run has ended."""
        seen, since = -1, time.monotonic()
        while (now := count()) < least:
            if now != seen:
                seen, since = now, time.monotonic()
            log = self.directory / "log.txt"
            if self.process.poll() is not None or time.monotonic() - since > PATIENCE:
                raise SystemExit(f"the run came to {now} of {least}:\n{log.read_text(encoding='utf-8')[-3000:]}")
            time.sleep(0.25)

    def check_all(self) -> None:
        """Every story checked once more."""
        began = to_text(datetime.now(UTC))
        with closing(sqlite3.connect(self.directory / "desk.db", timeout=60)) as conn, conn:
            conn.execute("UPDATE follows SET due_at = ?", (began,))
        total = self.rows("desk.db", "SELECT count(*) FROM follows")[0][0]
        self.wait(lambda: self._checked_since(began), total)

    def _checked_since(self, at: str) -> int:
        found = self.rows("desk.db", "SELECT count(*) FROM follows WHERE checked_at >= ?", at)
        return int(found[0][0]) if found else 0

    def changes(self, after: int) -> list[Recorded]:
        """The changes with greater ids that are no publication and that subscribers are told of."""
        rows = self.rows(
            "archive.db",
            """
            SELECT changes.id, changes.kind, articles.url, from_version_id, to_version_id
            FROM changes JOIN articles ON articles.id = article_id
            WHERE changes.id > ? AND kind != 'published' AND quiet IS NULL ORDER BY changes.id
            """,
            after,
        )
        return [
            Recorded(
                change_id=row["id"],
                path="/" + row["url"].split("/", 3)[3],
                kind=row["kind"],
                before=self._text(row["from_version_id"] or row["to_version_id"]),
                after=self._text(row["to_version_id"] or row["from_version_id"]),
            )
            for row in rows
        ]

    def _text(self, version_id: int | None) -> Text:
        rows = self.rows(
            "archive.db", "SELECT headline, standfirst, byline, body FROM versions WHERE id = ?", version_id
        )
        if not rows:
            return Text(headline="", standfirst="", byline=(), paragraphs=())
        headline, standfirst, byline, body = rows[0]
        return Text(headline=headline, standfirst=standfirst, byline=(byline,), paragraphs=body.split("\n\n"))


@contextmanager
def running(homes: Sequence[str], directory: Path) -> Iterator[Run]:
    """`presswatch run` over these outlets, until left; it must then end well."""
    lines = [
        f'[archive]\ncontact = "bench@example.org"\n[schedule]\nconcurrency = {len(homes)}\n[keep]\nfree_disk = "1 MB"'
    ]
    lines += [
        f'[[source]]\nid = "outlet-{place}"\nname = "Outlet {place}"\nhome = {json.dumps(home + "/")}\n'
        f'feeds = [{json.dumps(home + "/feed.xml")}]\nevery = "30s"\nmin_delay = 0\nbaseline = 100000'
        for place, home in enumerate(homes)
    ]
    (directory / "presswatch.toml").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "monitor", "--config", str(directory / "presswatch.toml"), "run"]
    with (directory / "log.txt").open("wb") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            yield Run(directory, process)
        finally:
            process.terminate()
    if process.returncode:
        raise SystemExit(f"the run ended with {process.returncode}")


def watch(server: PressProcess, plan: Plan, run: Run, *, fetches: int) -> tuple[Judge, list[float], int]:
    """The rounds, judged as they come; memory of the run's main process in MB at half way and end, and checks made."""
    judge, memory, seen = Judge(Press(plan)), list[float](), 0
    stories = plan.outlets * plan.stories
    run.wait(lambda: len(run.rows("archive.db", "SELECT id FROM articles")), stories)
    judge.take(server.served(), ())
    rounds = max(1, -(-fetches // stories) - 1)
    for number in range(1, rounds + 1):
        server.advance()
        judge.press.advance()
        run.check_all()
        recorded = run.changes(seen)
        seen = max([seen, *(change.change_id for change in recorded)])
        judge.take(server.served(), recorded)
        if number in {max(1, rounds // 2), rounds}:
            memory.append(resident_mb(run.process.pid))
        if sys.stderr.isatty() or number % 5 == 0:
            print(f"  round {number} of {rounds}: {len(judge.alarms)} changes", file=sys.stderr, flush=True)
    checks = int(run.rows("desk.db", "SELECT sum(check_count) FROM follows")[0][0])
    return judge, memory, checks


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fetches", type=int, default=20_000, help="pages fetched in all, about")
    parser.add_argument("--outlets", type=int, default=16)
    parser.add_argument("--stories", type=int, default=30, help="stories an outlet")
    parser.add_argument("--edits", type=float, default=1 / 30, help="the chance of an edit between two checks")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["none", *Noise], help="let one class of chrome move")
    parser.add_argument("--pages", type=Path, help="keep the pages of what went wrong here")
    parser.add_argument("--show", type=int, default=10, help="name so many of each kind of error")
    return parser.parse_args()


def main() -> None:
    options = _options()
    moving = tuple(Noise) if options.only is None else tuple(one for one in Noise if one == options.only)
    plan = Plan(
        seed=options.seed,
        outlets=options.outlets,
        stories=options.stories,
        edits=options.edits,
        opened_at=opening(datetime.now(UTC)),
        moving=moving,
    )
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="presswatch-alarms-") as folder,
        serving(plan) as server,
        running(server.homes, Path(folder)) as run,
    ):
        judge, memory, checks = watch(server, plan, run, fetches=options.fetches)
        quiet = run.rows("archive.db", "SELECT quiet, count(*) FROM changes WHERE quiet IS NOT NULL GROUP BY quiet")
        suspects = run.rows("desk.db", "SELECT reason, count(*) FROM suspects GROUP BY reason ORDER BY 2 DESC")
    print_report(judge, checks=checks, memory=memory, show=options.show)
    print("\nrecorded and told to nobody: " + (", ".join(f"{reason} {count}" for reason, count in quiet) or "none"))
    print("set aside: " + ", ".join(f"{reason} {count}" for reason, count in suspects))
    print(f"{time.monotonic() - began:.0f} s, seed {options.seed}, moving: {options.only or 'all classes'}")
    if options.pages:
        keep_pages(judge, options.pages)


if __name__ == "__main__":
    main()
