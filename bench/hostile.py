"""Every hostile page, answer, channel and robots.txt at full size, each through a crawl of its own.

    python bench/hostile.py [PART OF A NAME…]

Prints of each what was recorded, how long the crawl took, by how much this process grew (the server that answers is
in it, its bodies are made before) and how large the largest worker was. Ends with 1 where something was over a limit,
was recorded otherwise than it should be, or kept the good story beside it from being stored.
"""

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

sys.path.insert(0, str(Path(__file__).parent.parent))

from monitor import passes, upkeep
from monitor.config import Config, parse
from monitor.crawl import Crawls
from monitor.reactor import run_with_reactor
from monitor.reading import MEMORY_LIMIT
from scrapers import settings
from tests.answering import Answer, Site, Wire, answering
from tests.hostile_answers import GONE, STOP, answers, endless
from tests.hostile_channels import READ, SECTION, ChannelCase, channels, robots_files
from tests.hostile_inputs import STORED, SUSPECT, Case, article, pages, served
from tests.peaks import peak_megabytes

SECONDS = 120
"""Of one crawl: a worker is given up after 60 s on the clock, a fetch after 30, and two pages are read."""
PARENT = 300
"""MB that this process may grow by: of an 8 MB body there are a few copies, as bytes and as text."""
WORKER = MEMORY_LIMIT // 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One input: what is served, as whose channels, and what may be recorded."""

    name: str
    served: tuple[tuple[str, Answer | Wire], ...]
    channels: dict[str, str]
    outcomes: frozenset[str]
    page: str | None = None
    robots: Answer | Wire | None = None
    has_good: bool = True


class Largest(threading.Thread):
    """The most memory that any process below this one has, looked at twenty times a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.megabytes = 0
        self.over = threading.Event()

    def run(self) -> None:
        """Looks until it is told that all is over."""
        while not self.over.wait(0.05):
            self.megabytes = max([self.megabytes, *_below(os.getpid())])


def main() -> int:
    """All, or those with such names; 1 where one is not as it should be."""
    settings.RETRY_TIMES = 1
    return run_with_reactor(_all(sys.argv[1:]))


async def _all(wanted: list[str]) -> int:
    bad = count = 0
    print(f"{'input':34} {'recorded':48} {'seconds':>8} {'parent':>7} {'worker':>7}")
    for trial in _trials(wanted):
        told = await _tried(trial)
        bad += not told
        count += 1
    print(f"{count} inputs, {bad} not as they should be")
    return 1 if bad else 0


def _trials(wanted: list[str]) -> Iterator[Trial]:
    """Made one at a time: many are large."""
    for number, case in enumerate([*pages(), *answers(), *endless()]):
        if _is_wanted(case.name, wanted):
            yield _of_page(number, case)
    for channel in channels():
        if _is_wanted(channel.name, wanted):
            yield _of_channel(channel)
    for name, make, may in robots_files():
        if _is_wanted(f"robots-{name}", wanted):
            outcome = STORED if may else "robots_unreachable"
            yield Trial(
                name=f"robots-{name}", served=(), channels={"feeds": "/feed"}, outcomes=frozenset({outcome}),
                page="/news/good-story-of-the-day", robots=make(True), has_good=may,
            )  # fmt: skip


def _is_wanted(name: str, wanted: list[str]) -> bool:
    return not wanted or any(part in name for part in wanted)


def _of_page(number: int, case: Case) -> Trial:
    page = f"/news/{case.name}-{number}"
    return Trial(
        name=case.name, served=((page, case.make(number, True)),), channels={"feeds": "/feed"}, outcomes=case.outcomes,
        page=page,
    )  # fmt: skip


def _of_channel(case: ChannelCase) -> Trial:
    paths = {"feed": "feeds", "sitemap": "sitemaps", "section": "sections"}
    path = f"/{case.name}"
    others = tuple((where, make(_relative, True)) for where, make in case.also)
    return Trial(
        name=case.name, served=((path, case.make(_relative, True)), *others), outcomes=frozenset({case.outcome}),
        channels={"feeds": "/feed"} | {paths[case.kind.value]: path if case.kind.value != "feed" else f"/feed|{path}"},
        has_good=case.kind is not SECTION or case.name != "section-many",
    )  # fmt: skip


def _relative(path: str) -> str:
    return path


async def _tried(trial: Trial) -> bool:
    STOP.clear()
    with answering() as site, tempfile.TemporaryDirectory() as folder:
        config = _put_up(trial, site, Path(folder))
        largest = Largest()
        before, began = peak_megabytes(reset=True), monotonic()
        largest.start()
        async with passes.opened(config, gone_confirmed_after=timedelta(0)) as crawls:
            crawls.retry_pause = 0.02
            await upkeep.adopt(crawls.tools.recorder, config, datetime.now(UTC))
            await passes.crawl_pass(crawls, config.sources)
            recorded, good = _recorded(trial, crawls, site)
        seconds, parent = monotonic() - began, peak_megabytes() - before
        largest.over.set()
        largest.join()
        STOP.set()
    is_well = any(outcome in recorded for outcome in trial.outcomes) and good >= trial.has_good
    is_well &= seconds < SECONDS and parent < PARENT and largest.megabytes < WORKER
    figures = f"{seconds:8.1f} {parent:7} {largest.megabytes:7}"
    print(f"{trial.name:34} {recorded[:48]:48} {figures}{'' if is_well else '  BAD'}", flush=True)
    return is_well


def _put_up(trial: Trial, site: Site, folder: Path) -> Config:
    for path, answer in trial.served:
        site.says(path, answer)
    if trial.robots is not None:
        site.says("/robots.txt", trial.robots)
    good = site.says("/news/good-story-of-the-day", served(article(90_000)))
    urls = [site.url(trial.page)] if trial.page else []
    items = "".join(
        f"<item><title>x</title><link>{url}</link><pubDate>{datetime.now(UTC).isoformat()}</pubDate></item>"
        for url in dict.fromkeys([*urls, good])
    )
    site.says("/feed", served(f"<rss><channel>{items}</channel></rss>"))
    lines = [
        f"{key} = [{', '.join(repr(site.url(path)) for path in reversed(paths.split('|')))}]".replace("'", '"')
        for key, paths in trial.channels.items()
    ]
    return parse(
        '[archive]\ncontact = "bench@example.org"\n[[source]]\nid = "hostile"\nname = "Hostile"\nmin_delay = 0\n'
        f'baseline = 3\nhome = "{site.home}/"\n' + "\n".join(lines),
        path=folder / "presswatch.toml",
    )


def _recorded(trial: Trial, crawls: Crawls, site: Site) -> tuple[str, bool]:
    """What the databases say of the input, and whether the good story is stored."""
    desk, archive = crawls.tools.shelf.desk, crawls.tools.shelf.archive
    stored = {url for (url,) in map(tuple, archive.execute("SELECT url FROM urls"))}
    good = site.url("/news/good-story-of-the-day") in stored
    where = site.url(trial.page or trial.served[0][0])
    failed = desk.execute("SELECT reason, detail FROM failures WHERE url = ?", [where]).fetchone()
    if failed is not None:
        return f"{failed[0]} {failed[1] or ''}", good
    if trial.robots is not None and not good:
        rows = desk.execute("SELECT reason FROM failures").fetchone()
        return (rows[0] if rows else "nothing"), good
    if trial.page is None:
        row = desk.execute("SELECT reason FROM channels WHERE url = ?", [where]).fetchone()
        return (row[0] if row and row[0] else READ), good
    if where in stored:
        return STORED, good
    if desk.execute("SELECT 1 FROM suspects WHERE url = ?", [where]).fetchone():
        return SUSPECT, good
    left = desk.execute("SELECT due_at, article_id FROM entries WHERE url = ?", [where]).fetchone()
    return (GONE if left and left[0] is None and left[1] is None else "nothing"), good


def _below(pid: int) -> list[int]:
    """Megabytes of every process that descends from this one."""
    parents, sizes = {}, {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        except OSError:
            continue
        here = int(status.parent.name)
        parents[here], sizes[here] = int(fields["PPid"]), int(fields.get("VmRSS", "0 kB").split()[0]) // 1024
    return [size for here, size in sizes.items() if _descends(here, pid, parents)]


def _descends(here: int, pid: int, parents: dict[int, int]) -> bool:
    while here in parents:
        here = parents[here]
        if here == pid:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
