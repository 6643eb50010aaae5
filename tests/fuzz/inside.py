"""The process that `run.py` starts for one target: our packages instrumented, then libFuzzer with its own arguments."""

import importlib
import sys

import atheris

OURS = ["scrapers", "storage", "monitor", "trafilatura", "htmldate", "courlan", "feedparser", "warcio"]
"""What is instrumented: our packages and the Python of those that read foreign bytes for us. lxml is native."""


def main(target: str, arguments: list[str]) -> None:
    """Become the fuzzer of a target; it does not return."""
    with atheris.instrument_imports(include=OURS, enable_loader_override=False):
        check = importlib.import_module(f"tests.fuzz.{target}").check
    atheris.Setup([sys.argv[0], *arguments], check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
