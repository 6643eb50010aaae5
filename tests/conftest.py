"""Fixtures that several test modules share, and what becomes of tests whose Chromium or corpus is not here."""

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from monitor.config import Config
from monitor.demo.newsroom import Newsroom
from monitor.reactor import start_reactor, stop_reactor
from storage.database import open_archive, open_desk
from tests.watching import Watch, configure, newsroom, watching

# The gate draws the same examples at each run: what a new draw finds is mended where it is found, by those who look.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
settings.load_profile("gate" if os.environ.get("CI") else "desk")

NO_CHROMIUM = "no Chromium: apt-get install chromium, or name one in PRESSWATCH_CHROMIUM"
NO_JAVA = "no Java: apt-get install default-jre-headless"
NO_CORPUS = "no corpus: name its folder in PRESSWATCH_CORPUS"
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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first: a worker that begins one when the others are done keeps them all waiting."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


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
    """One line each on how to get the tests of pages to run that need another program."""
    if find_chromium() is None:
        terminalreporter.write_line(f"The browser's tests were left out: {NO_CHROMIUM}.")
    if shutil.which("java") is None:
        terminalreporter.write_line(f"The check of the pages' HTML was left out: {NO_JAVA}.")
