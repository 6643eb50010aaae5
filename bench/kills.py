"""`presswatch run` killed (SIGKILL) at a hundred moments: is the archive the one that an undisturbed run makes?

    python bench/kills.py [--kills 100] [--long] [--seed 1] [--directory DIR]

Both watch the same scripted press, which goes a step further only when all of the last step is archived and told.
A kill comes while it starts, at a random time after, right after a file has grown, while a page is read, or before an
alert that was taken is answered. In between, time passes: what is due later is due now. In the end the files are
examined, and the two archives, change logs and alerts compared, ids and times aside. Exits with 1 where anything
differs. `--long`: 500.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random

from kills_desk import Desk, receiving
from kills_press import opened
from whole import faults_of

KILLS_A_STEP = 5

ARCHIVED = """
    SELECT source_id, replace(articles.url, sources.home_url, '/'), state, number, versions.headline, standfirst,
           versions.byline, body
    FROM versions JOIN articles ON articles.id = article_id JOIN sources ON sources.id = source_id
"""
CHANGED = """
    SELECT changes.source_id, replace(articles.url, sources.home_url, '/'), kind, baseline, earlier.number, later.number
    FROM changes JOIN articles ON articles.id = changes.article_id JOIN sources ON sources.id = changes.source_id
    LEFT JOIN versions AS earlier ON earlier.id = from_version_id
    LEFT JOIN versions AS later ON later.id = to_version_id
"""
MATCHED = """
    SELECT watch_id, event, kind, changes.source_id, articles.headline FROM matches
    JOIN changes ON changes.id = change_id JOIN articles ON articles.id = changes.article_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a desk has in the end, ids and times aside; lists are sorted, so that nothing twice hides in a set."""

    versions: list[tuple[object, ...]]
    changes: list[tuple[object, ...]]
    matches: list[tuple[object, ...]]
    alerts: list[tuple[object, ...]]


def play(directory: Path, *, kills: Sequence[int], seed: int = 1) -> tuple[Desk, Made]:
    """A desk that watches a press over so many steps, with so many kills in each."""
    with opened() as press, receiving() as inbox:
        desk = Desk(directory, press, inbox, Random(seed))  # noqa: S311 - chance, not secrecy
        desk.prepare()
        for step, count in enumerate(kills):
            if step:
                press.advance()
            for _ in range(count):
                desk.pass_time()
                desk.kill_one()
            desk.pass_time()
            desk.finish_step()
        return desk, _made(desk)


def _made(desk: Desk) -> Made:
    told = Counter(change for changes in desk.inbox.told.values() for change in changes)
    query = CHANGED.replace("SELECT", "SELECT changes.id,", 1)
    by_id = {row[0]: row[1:] for row in desk.rows("archive.db", query)}
    return Made(
        versions=_sorted(desk.rows("archive.db", ARCHIVED)),
        changes=_sorted(desk.rows("archive.db", CHANGED)),
        matches=_sorted(desk.rows("archive.db", MATCHED)),
        alerts=_sorted([(*by_id[change], count) for change, count in told.items()]),
    )


def _sorted(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return sorted(rows, key=repr)


def differences(calm: Made, killed: Made) -> list[str]:
    """In what the two differ, a line for each."""
    found = []
    for part in fields(Made):
        ours, theirs = Counter(getattr(calm, part.name)), Counter(getattr(killed, part.name))
        found += [f"{part.name}: missing: {row!r:.200}" for row in (ours - theirs).elements()]
        found += [f"{part.name}: too many: {row!r:.200}" for row in (theirs - ours).elements()]
    return found


def main(directory: Path, *, kills: int, seed: int) -> int:
    """Both plays and the verdict: the exit status."""
    began = time.monotonic()
    steps = max(2, kills // KILLS_A_STEP)
    shares = [kills // steps + (step < kills % steps) for step in range(steps)]
    _, calm = play(directory / "calm", kills=[0] * steps)
    print(f"undisturbed: {steps} steps in {time.monotonic() - began:.0f} s", flush=True)
    desk, killed = play(directory / "killed", kills=shares, seed=seed)
    log = (desk.directory / "log.txt").read_text(encoding="utf-8", errors="replace")
    found = [*differences(calm, killed), *faults_of(desk.directory)]
    found += [f"{desk.orphans} workers outlived their run"] if desk.orphans else []
    print(f"{kills} kills in {steps} steps, {time.monotonic() - began:.0f} s; at: {dict(desk.moments)}")
    print(f"  versions {len(killed.versions)}, changes {len(killed.changes)}, alerts {len(killed.alerts)}")
    print(f"  kinds {dict(desk.press.shown)}")
    print(f"  messages taken more than once, with the same id: {sum(n - 1 for n in desk.inbox.taken.values())}")
    print(f"  torn records cut off: {log.count('cut a half-written record off')}")
    print(f"  crawls that died with a run: {log.count('crawls ended by a crash')}")
    for each in found:
        print(f"WRONG: {each}")
    print("nothing lost, nothing twice, all whole" if not found else f"{len(found)} things are wrong")
    return 1 if found else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--long", action="store_true", help="500 kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--directory", type=Path, help="keep the files there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="presswatch-kills-") as folder:
        status = main(
            options.directory or Path(folder), kills=500 if options.long else options.kills, seed=options.seed
        )
    sys.exit(status)
