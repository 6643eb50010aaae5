"""The house keeps its own rules: sizes, names, pins, decisions, glossary, links, skips and coverage."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.running import PATIENCE
from tools.check_coverage import shortfalls

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
PACKAGES = ("scrapers", "storage", "monitor", "datasette", "tools", "bench")
LONGEST_MODULE = 400
LONGEST_TEST_MODULE = 500
"""Tests of one behaviour stay together, and their tables of cases are read a row at a time, not as a whole."""
LONGEST_FUNCTION = 50
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "data", "info", "misc"}
WORDS = (
    "source", "channel", "entry", "article", "version", "change", "diff", "capture", "fetch, check", "crawl", "watch",
    "match", "subscription", "delivery", "suspect", "baseline",
)  # fmt: skip


def sources(*folders: str) -> list[Path]:
    """Every Python file in these folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def pages() -> list[Path]:
    """Every page of documentation."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def project() -> dict[str, Any]:
    """pyproject.toml as Python reads it."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirement_name(requirement: str) -> str:
    """The name in ``name>=1,<2``."""
    return re.split(r"[<>=!~\[ ;]", requirement, maxsplit=1)[0].lower()


def dependencies(*groups: str) -> list[str]:
    """The names that pyproject.toml asks for, with those of the named groups."""
    settings = project()
    listed = [*settings["project"]["dependencies"]]
    for group in groups:
        listed += [line for line in settings["dependency-groups"][group] if isinstance(line, str)]
    return [requirement_name(line) for line in listed]


def pins(name: str) -> dict[str, str]:
    """Package and exact version of a requirements file."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))


def long_functions(path: Path) -> list[str]:
    """The functions of a file that are longer than a screen."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for node in functions
        if (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION
    ]


def test_no_module_is_longer_than_it_may_be() -> None:
    limits = dict.fromkeys(sources(*PACKAGES), LONGEST_MODULE)
    limits |= dict.fromkeys(sources("tests"), LONGEST_TEST_MODULE)
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in limits}
    assert {str(path.relative_to(ROOT)): lines[path] for path in limits if lines[path] > limits[path]} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    # A migration is one function of plain SQL: its length is that of the tables that it makes.
    files = [path for path in sources(*PACKAGES) if path.parent != ROOT / "storage" / "migrations"]
    assert [found for path in files for found in long_functions(path)] == []


def test_no_module_has_a_vague_name() -> None:
    assert [str(path) for path in sources(*PACKAGES) if path.stem in VAGUE_NAMES] == []


def test_every_module_opens_with_what_is_in_it() -> None:
    silent = [path for path in sources(*PACKAGES, "tests") if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert [str(path.relative_to(ROOT)) for path in silent] == []


def test_nothing_is_left_for_later() -> None:
    mark = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
    files = [*sources(*PACKAGES, "tests"), *pages(), ROOT / "Makefile", ROOT / ".ci" / "run"]
    assert [str(path.relative_to(ROOT)) for path in files if mark.search(path.read_text(encoding="utf-8"))] == []


def entries(page: str) -> dict[str, list[str]]:
    """The level-three headings of a page with the lines below each, blank ones left out."""
    found: dict[str, list[str]] = {}
    for part in re.split(r"^### ", page, flags=re.MULTILINE)[1:]:
        heading, *lines = re.split(r"^##? ", part, maxsplit=1, flags=re.MULTILINE)[0].splitlines()
        found[heading.strip()] = [line for line in lines if line.strip()]
    return found


def test_every_dependency_has_a_decision() -> None:
    decided = entries((ROOT / "docs" / "decisions.md").read_text(encoding="utf-8"))
    wanted = set(dependencies("build", "dev"))
    assert sorted(wanted - decided.keys()) == []


def test_decisions_are_short_dated_and_say_what_was_given_up() -> None:
    decided = entries((ROOT / "docs" / "decisions.md").read_text(encoding="utf-8"))
    assert [name for name, lines in decided.items() if not 1 <= len(lines) <= 5] == []
    assert [name for name, lines in decided.items() if not re.match(r"\d{4}-\d\d-\d\d\b", lines[0])] == []
    assert [name for name, lines in decided.items() if "given up:" not in " ".join(lines).lower()] == []


def test_the_glossary_explains_every_word_once() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| ([^|]+?) \| (?!meaning)[^|-]", text, re.MULTILINE)
    assert sorted(set(WORDS) - set(explained)) == []
    assert len(explained) == len(set(explained))


@pytest.mark.parametrize(("name", "groups"), [("runtime.txt", ("build",)), ("dev.txt", ("build", "dev"))])
def test_every_dependency_is_pinned(name: str, groups: tuple[str, ...]) -> None:
    assert sorted(set(dependencies(*groups)) - pins(name).keys()) == []


def test_both_files_pin_the_same_versions() -> None:
    development = pins("dev.txt")
    assert {name: version for name, version in pins("runtime.txt").items() if development.get(name) != version} == {}


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt"])
def test_pins_have_hashes_and_name_no_address(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    unhashed = [
        block.split()[0] for block in re.findall(r"^[a-z].*(?:\n .*)*", text, re.MULTILINE) if "--hash=" not in block
    ]
    assert unhashed == []
    assert re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", text) is None


def test_the_readme_is_short_and_begins_with_the_demo() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    (.+)$", text, re.MULTILINE)
    assert len(text.splitlines()) < 120
    assert commands[:2] == ["make demo", "make test"]
    assert "![" in text


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_the_changelog_knows_this_version() -> None:
    text = (ROOT / "docs" / "changelog.md").read_text(encoding="utf-8")
    assert f"## [{project()['project']['version']}]" in text or "## [Unreleased]" in text


def test_the_gate_and_the_set_up_can_be_started() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    for script in (ROOT / ".ci" / "run", *sorted((ROOT / "tools").glob("*.sh"))):
        subprocess.run(["/bin/bash", "-n", script], check=True)


SKIPPING = """
import pytest
def test_fine(): pass
def test_skipped(): pytest.skip("not today")
@pytest.mark.corpus
def test_of_the_corpus(): pass
@pytest.mark.browser
def test_of_a_page(): pass
@pytest.mark.xfail(strict=True)
def test_known_to_fail(): assert False
"""


def run_pytest(folder: Path, *options: str, **environment: str) -> str:
    """Run the tests above in a project of their own, with our conftest; what pytest printed."""
    (folder / "test_sample.py").write_text(SKIPPING, encoding="utf-8")
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n  corpus: x\n  browser: x\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-ra", "-p", "no:cacheprovider", *options]
    clean = {"PATH": str(folder), "HOME": str(folder), **environment}
    return subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, timeout=PATIENCE).stdout


def test_skips_are_told_on_a_newcomers_machine(tmp_path: Path) -> None:
    said = run_pytest(tmp_path)
    assert "1 passed, 3 skipped, 1 xfailed" in said
    assert said.count("The browser's tests were left out: no Chromium: apt-get install chromium") == 1


def test_no_skips_lets_only_an_absent_corpus_pass(tmp_path: Path) -> None:
    said = run_pytest(tmp_path, "--no-skips")
    assert "1 failed, 1 passed, 1 skipped, 1 xfailed, 1 error" in said
    assert "--no-skips: Skipped: not today" in said


def test_nothing_is_skipped_where_all_is_there(tmp_path: Path) -> None:
    said = run_pytest(
        tmp_path, "--no-skips", "-k", "corpus or page",
        PRESSWATCH_CORPUS=str(tmp_path), PRESSWATCH_CHROMIUM=sys.executable,
    )  # fmt: skip
    assert "2 passed" in said


def test_a_module_that_skips_itself_fails_too(tmp_path: Path) -> None:
    text = "import pytest\npytest.importorskip('no_such_module')\n"
    (tmp_path / "test_absent.py").write_text(text, encoding="utf-8")
    assert "1 error" in run_pytest(tmp_path, "--no-skips")


def test_what_is_tried_again_is_shown_and_what_fails_twice_fails(tmp_path: Path) -> None:
    text = """
from pathlib import Path
def test_race():
    seen = Path(__file__).with_name("seen")
    first = not seen.exists()
    seen.touch()
    assert not first, "lost by a hair"
def test_wrong(): assert not "for a reason"
"""
    (tmp_path / "test_again.py").write_text(text, encoding="utf-8")
    said = run_pytest(tmp_path, "--reruns", "1", "-k", "race or wrong")
    assert "1 failed, 1 passed, 5 deselected, 2 rerun" in said
    assert "failed, and was tried again: test_again.py::test_race" in said
    assert said.count("lost by a hair") > 1


def measured(*, lines: int, covered: int) -> dict[str, Any]:
    """A file's part of a coverage report, without branches."""
    summary = {
        "num_statements": lines, "covered_lines": covered, "missing_lines": lines - covered,
        "num_branches": 0, "covered_branches": 0, "missing_branches": 0,
    }  # fmt: skip
    return {"summary": summary, "missing_lines": list(range(covered, lines)), "missing_branches": []}


@pytest.mark.parametrize(
    ("pure", "total", "problems"),
    [
        (10, 100, []),
        (10, 95, []),
        (9, 100, ["storage/diff.py: 90.0%, to be 100%: lines 9"]),
        (10, 94, ["in all: 94.0%, to be 95%; least covered: monitor/crawl.py (5 missed), storage/diff.py (0 missed)"]),
    ],
)
def test_coverage_below_a_threshold_is_named(pure: int, total: int, problems: list[str]) -> None:
    files = {"storage/diff.py": measured(lines=10, covered=pure), "monitor/crawl.py": measured(lines=10, covered=5)}
    report = {"files": files, "totals": measured(lines=100, covered=total)["summary"]}
    assert shortfalls(report, wholly=["storage/*"]) == problems


def test_a_pattern_that_measures_nothing_is_named() -> None:
    report = {"files": {}, "totals": measured(lines=1, covered=1)["summary"]}
    assert shortfalls(report, wholly=["monitor/gone.py"]) == ["monitor/gone.py: no such module was measured"]
