"""`extract` and `compare` over every hostile page: one line out for each line in, and never a dead process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.answering import Answer
from tests.hostile_inputs import article, pages

REPOSITORY = Path(__file__).parent.parent
ENVIRONMENT = os.environ | {"PYTHONPATH": str(REPOSITORY)}
LARGEST = 3_000_000
"""Bytes of a page that is sent: a crawl takes none beyond 8 MB, and lines are to be quick here."""

STORY_FIELDS = {"id", "headline", "standfirst", "byline", "published_at", "modified_at", "language", "body", "suspect"}

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every page by its case's name, as a line can hold it."""
    made = {each.name: each.make(number, False) for number, each in enumerate(pages())}
    return {
        name: answer.body.decode("utf-8", "surrogatepass" if name == "lone-surrogates" else "replace")
        for name, answer in made.items()
        if isinstance(answer, Answer) and len(answer.body) < LARGEST
    }


def answers(command: str, lines: list[dict[str, str]]) -> list[dict[str, Any]]:
    """What one call of the command answers; it ends well, whatever the lines are."""
    sent = "".join(json.dumps(line) + "\n" for line in lines).encode()
    done = subprocess.run(
        [sys.executable, "-m", "monitor", command], input=sent, capture_output=True, env=ENVIRONMENT, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.splitlines()]


def url(name: str) -> str:
    return f"https://valley.example/2024/08/22/{name}"


def test_extract_answers_every_hostile_page(texts: dict[str, str]) -> None:
    told = answers("extract", [{"id": name, "url": url(name), "html": text} for name, text in texts.items()])
    assert [answer["id"] for answer in told] == list(texts)
    assert all(set(answer) in (STORY_FIELDS, {"id", "error"}) for answer in told)
    failed = {answer["id"] for answer in told if "error" in answer}
    assert {"too-many-tags", "attributes", "million-attributes"} <= failed
    assert len(failed) < len(texts) / 8, "the bad lines alone fail"


def test_compare_answers_every_hostile_page(texts: dict[str, str]) -> None:
    before = article(1)
    told = answers(
        "compare", [{"id": name, "url": url(name), "before": before, "after": text} for name, text in texts.items()]
    )
    assert [answer["id"] for answer in told] == list(texts)
    assert all(set(answer) == {"id", "error"} or {"changed", "status", "diff"} <= set(answer) for answer in told)
    assert {answer["id"] for answer in told if answer.get("status") == "suspect"} >= {"empty", "pdf", "spaces-alone"}
