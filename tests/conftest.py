"""Fixtures that several test modules share, and what becomes of tests whose Chromium or corpus is not here."""

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import closing
from functools import _lru_cache_wrapper, cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from coverage.config import CoverageConfig
from datasette.utils import module_from_path
from hypothesis import HealthCheck, settings
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from monitor.config import Config
from monitor.demo.newsroom import Newsroom
from monitor.reactor import start_reactor, stop_reactor
from storage.database import open_archive, open_desk
from tests.watching import Watch, configure, newsroom, watching
from tools.check_coverage import WHOLLY_COVERED

# The gate draws the same examples at each run: what a new draw finds is mended where it is found, by those who look.
# How long an example took to draw says how busy the machine was.
settings.register_profile("gate", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gate" if os.environ.get("CI") else "desk")

ROOT = Path(__file__).parent.parent
NO_CHROMIUM = "no Chromium: apt-get install chromium, or name one in PRESSWATCH_CHROMIUM"
NO_JAVA = "no Java: apt-get install default-jre-headless"
NO_CORPUS = "no corpus: name its folder in PRESSWATCH_CORPUS"
BROWSER_PATIENCE = 120_000.0
"""Milliseconds that a page gets for whatever a test waits for: Playwright's own are 30,000, and 5,000 for `expect`."""

COVERAGE_OF_PROCESSES = "COVERAGE_PROCESS_CONFIG"
"""The variable by which coverage hands its settings to the processes that are started."""

CACHED = [False]
"""Whether an unmeasured test may have filled caches since they were last forgotten."""

WITHOUT_FEATURES = (
    # Chromium makes these for the address bar of each window, which nobody sees here: a second of work for each.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    # Named here as well, because what Playwright turns off counts no more where something else is named.
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay"),
    *("MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch"),
    "ThirdPartyStoragePartitioning",
)
CHROMIUM_ARGUMENTS = ("--no-sandbox", "--disable-gpu", f"--disable-features={','.join(WITHOUT_FEATURES)}")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> Path | None:
    """The Chromium that the browser's tests drive: PRESSWATCH_CHROMIUM, else the first one found on PATH."""
    found = shutil.which(os.environ.get("PRESSWATCH_CHROMIUM", "")) or next(
        filter(None, map(shutil.which, CHROMIUM_NAMES)), None
    )
    return Path(found) if found else None


def find_corpus() -> Path | None:
    """The folder of saved pages that PRESSWATCH_CORPUS names, where it is there."""
    named = os.environ.get("PRESSWATCH_CORPUS")
    return Path(named) if named and Path(named).is_dir() else None


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The program that a test marked `browser` starts."""
    found = find_chromium()
    if found is None:
        pytest.skip(NO_CHROMIUM)
    return found


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """A started Chromium. Of a module, for no test with a loop of its own can run while Playwright's does."""
    expect.set_options(timeout=BROWSER_PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=CHROMIUM_ARGUMENTS, timeout=BROWSER_PATIENCE
        )
        open_context = browser.new_context

        # Any: Playwright's many.
        def open_patient(**how: Any) -> BrowserContext:
            context = open_context(**how)
            context.set_default_timeout(BROWSER_PATIENCE)
            return context

        browser.new_context = open_patient  # type: ignore[method-assign]  # it takes no timeout, nor does a browser
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def java() -> Path:
    """The program that runs the checker of HTML."""
    found = shutil.which("java")
    if found is None:
        pytest.skip(NO_JAVA)
    return Path(found)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder that a test marked `corpus` reads."""
    found = find_corpus()
    if found is None:
        pytest.skip(NO_CORPUS)
    return found


@pytest.fixture(scope="session")
def empty_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty archive.db and desk.db: making them costs a test more than most do."""
    folder = tmp_path_factory.mktemp("empty")
    for open_file, name in ((open_archive, "archive.db"), (open_desk, "desk.db")):
        open_file(folder / name).close()
    return folder


@pytest.fixture
def archive(empty_files: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An empty archive.db in the test's own folder, which need not outlive a power cut."""
    shutil.copy(empty_files / "archive.db", tmp_path)
    with closing(open_archive(tmp_path / "archive.db")) as conn:
        conn.execute("PRAGMA synchronous = OFF")
        yield conn


@pytest.fixture
def desk(empty_files: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An empty desk.db in the test's own folder, which need not outlive a power cut."""
    shutil.copy(empty_files / "desk.db", tmp_path)
    with closing(open_desk(tmp_path / "desk.db")) as conn:
        conn.execute("PRAGMA synchronous = OFF")
        yield conn


@pytest.fixture(scope="session")
async def reactor() -> AsyncIterator[None]:
    """Twisted's reactor on the session's loop, for tests that crawl: a process can have only one."""
    start_reactor()
    yield
    await stop_reactor()


@pytest.fixture(scope="session", autouse=True)
def _questions_limited_by_their_own_time() -> Iterator[None]:
    """A question's limit, a second or less, is of the processor's time that it takes and not of the clock's.

    What is asked is as costly as ever, and a question without end has one; a process that stands still costs nothing.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("datasette.utils.time", SimpleNamespace(perf_counter=time.thread_time))
        yield


class _Compiled(BytecodeCache):
    """Templates as compiled, in memory."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def _sites_made_quickly() -> Iterator[None]:
    """Templates are compiled and plugins read once for all sites that the tests make, which a server makes once.

    Datasette reads the plugins anew for each, and keeps those of the first.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("datasette.app.Environment", partial(Environment, bytecode_cache=_Compiled()))
        patch.setattr("datasette.app.module_from_path", cache(module_from_path))
        yield


@pytest.fixture
def room() -> Iterator[Newsroom]:
    """An open newsroom of one static outlet with a feed."""
    with newsroom() as opened:
        yield opened


@pytest.fixture
def config(room: Newsroom, tmp_path: Path) -> Config:
    """The configuration with which a desk in the test's own folder watches that newsroom."""
    return configure(room, tmp_path)


@pytest.fixture
async def watch(reactor: None, room: Newsroom, config: Config) -> AsyncIterator[Watch]:  # noqa: ARG001 - it runs
    """Crawls that are open on that newsroom."""
    async with watching(room, config) as opened:
        yield opened


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--no-skips`, for runs that are to prove something; `--regenerate-golden`, for files reviewed as code."""
    parser.addoption("--regenerate-golden", action="store_true", help="write the golden files anew, for review")
    parser.addoption(
        "--no-skips",
        action="store_true",
        help="a skipped test fails, but for one marked `corpus` where there is no corpus",
    )


def pytest_sessionstart() -> None:
    """What must be covered whole is measured in this process alone: the processes that tests start may be ended before
    they have written what they covered, so that a line that only they pass is covered in most runs."""
    config = os.environ.get(COVERAGE_OF_PROCESSES)
    if config is not None:
        theirs = CoverageConfig.deserialize(config)
        theirs.run_omit = [*(theirs.run_omit or []), *(str(ROOT / pattern) for pattern in WHOLLY_COVERED)]
        os.environ[COVERAGE_OF_PROCESSES] = theirs.serialize()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first, and with them their modules (`--dist loadfile`): a worker that begins one when the others
    are done keeps them all waiting.

    What is marked goes through much that other tests measure; its own coverage would cost it as much time again.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        is_long = any(item.get_closest_marker(name) for name in ("browser", "corpus", "slow"))
        if is_long or (item.get_closest_marker("once") and not item.get_closest_marker("measured")):
            item.add_marker("no_cover")


@pytest.fixture(autouse=True)
def _unmeasured(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes that an unmeasured test starts are not measured either; what it cached is made again by others."""
    if request.node.get_closest_marker("no_cover") is not None:
        for name in [name for name in os.environ if name.startswith("COVERAGE_")]:
            monkeypatch.delenv(name)
        CACHED[0] = True
    elif CACHED[0]:
        _forget_what_is_cached()
        CACHED[0] = False


def _forget_what_is_cached() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in ("scrapers", "storage", "monitor")]:
        for made in list(vars(sys.modules[name]).values()):
            if isinstance(made, _lru_cache_wrapper):
                made.cache_clear()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what cannot run here, before its fixtures are made."""
    if item.get_closest_marker("browser") and find_chromium() is None:
        pytest.skip(NO_CHROMIUM)
    if item.get_closest_marker("corpus") and find_corpus() is None:
        pytest.skip(NO_CORPUS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under `--no-skips`, a skip is a failure that says what was skipped and why."""
    report = yield
    excused = item.get_closest_marker("corpus") is not None and find_corpus() is None
    if not excused and not hasattr(report, "wasxfail"):
        _refuse_skip(report, item.config)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module that skips itself while it is collected."""
    report = yield
    _refuse_skip(report, collector.config)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport, config: pytest.Config) -> None:
    if report.skipped and config.getoption("--no-skips"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"--no-skips: {reason}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What failed and was tried again (`--reruns`), whole, for it may be a race; then one line each on how to get the
    tests of pages to run that need another program."""
    for report in terminalreporter.getreports("rerun"):
        terminalreporter.section(f"failed, and was tried again: {report.nodeid}", sep="_", yellow=True)
        terminalreporter.write_line(report.longreprtext)
    if find_chromium() is None:
        terminalreporter.write_line(f"The browser's tests were left out: {NO_CHROMIUM}.")
    if shutil.which("java") is None:
        terminalreporter.write_line(f"The check of the pages' HTML was left out: {NO_JAVA}.")
