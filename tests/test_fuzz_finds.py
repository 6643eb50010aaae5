"""What the fuzzer begins with and what it ever found holds in each run: see tests/fuzz/run.py."""

import importlib
from pathlib import Path

import pytest

from tests.fuzz.run import TARGETS

FUZZ = Path(__file__).parent / "fuzz"

pytestmark = pytest.mark.once


def inputs(target: str) -> list[Path]:
    """The seeds of a target, and what was found with it."""
    return sorted(path for folder in ("seeds", "finds") for path in (FUZZ / folder / target).glob("*"))


@pytest.mark.parametrize("target", TARGETS)
def test_what_was_found_is_mended(target: str) -> None:
    check = importlib.import_module(f"tests.fuzz.{target}").check
    assert inputs(target)
    for path in inputs(target):
        check(path.read_bytes())
