"""docs/security.md keeps its word: each published hole has its tests, and what is asked of libraries is asked."""

import ast
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tools.audit import PINS, audit

pytestmark = pytest.mark.once

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "security.md").read_text(encoding="utf-8")
HOLES = 59
"""Rows, which only a newer hole makes more."""


def rows() -> list[list[str]]:
    """The cells of each row of the table of holes."""
    table = PAGE[PAGE.index("| hole |") :]
    lines = [line for line in table.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


@cache
def known_tests() -> set[str]:
    """Every test function there is."""
    found: set[str] = set()
    for path in TESTS.glob("test_*.py"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        found |= {
            node.name
            for node in ast.walk(module)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        }
    return found


def test_every_hole_has_its_tests() -> None:
    found = rows()
    assert len(found) >= HOLES
    for hole, *_, named in found:
        assert re.search(r"\d", hole), hole
        tests = re.findall(r"`(test_\w+)`", named)
        assert tests, hole
        assert set(tests) <= known_tests(), (hole, set(tests) - known_tests())


def test_every_test_of_a_hole_stands_in_the_table() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    for path in TESTS.glob("test_holes_*.py"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        own = {getattr(node, "name", "") for node in module.body}
        assert {name for name in own if name.startswith("test_")} - named == set(), path.name


@pytest.mark.parametrize(
    ("status", "said", "code", "told"),
    [
        (0, "No known vulnerabilities found", 0, "No known hole in what runtime.txt pins."),
        (1, "Traceback\nrequests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.osv.dev')", 0, "not looked"),
        (1, "ReadTimeout: no end within five minutes", 0, "not looked for: OSV cannot be reached"),
        (1, "Name   Version ID\nlxml   1.0     PYSEC-1", 1, "PYSEC-1"),
        (1, "", 1, ""),
    ],
)
def test_a_known_hole_fails_and_a_missing_network_does_not(status: int, said: str, code: int, told: str) -> None:
    asked: list[Sequence[str]] = []

    def run(arguments: Sequence[str]) -> tuple[int, str]:
        asked.append(arguments)
        return status, said

    found = audit(PINS, run)
    assert found[0] == code
    assert told in found[1]
    assert str(PINS) in asked[0]
