"""Scores comparing on the labelled pairs of pages that PRESSWATCH_CORPUS names, and prints the table: one command.

    python bench/changes.py [--workers 2] [--errors 10] [--baseline]

`--baseline` scores beside it what most tools do: trafilatura's default text, title and authors, unequal or not.
"""

import argparse
import importlib.util
import math
import os
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import trafilatura

from monitor.compare import judge
from scrapers.extract import EXTRACTOR, ExtractionError, extract
from scrapers.items import Reading, Story

Pair = Mapping[str, Any]
"""A line of the corpus as its own scorer reads it: untyped JSON."""


def main() -> None:
    options = _options()
    corpus = Path(os.environ.get("PRESSWATCH_CORPUS", ""))
    if not (corpus / "score_changes.py").is_file():
        sys.exit("PRESSWATCH_CORPUS names no folder with score_changes.py: set it to the corpus")
    scorer = _scorer(corpus)
    source = corpus / "changes.jsonl.xz"
    verdicts: dict[str, Any] = {}
    plain: dict[str, Any] = {}
    with ProcessPoolExecutor(options.workers) as pool:
        for ours, baseline in pool.map(_judge_page, _by_page(scorer.lines(source), options.baseline), chunksize=1):
            verdicts |= ours
            plain |= baseline
    labels = scorer.labels(source)
    _print_scores(f"presswatch compare, {EXTRACTOR}", scorer.score(verdicts, labels), options.errors)
    if plain:
        _print_scores("text, title or authors of trafilatura unequal", scorer.score(plain, labels), 0)
    times = sorted(verdict["ms"] for verdict in verdicts.values())
    reading = sorted(verdict["reading_ms"] for verdict in verdicts.values())
    print(
        f"\ncomparing {statistics.median(times):.1f} ms a pair (90%: {times[int(0.9 * len(times))]:.1f} ms),", end=" "
    )
    print(f"reading the new page {statistics.median(reading):.1f} ms: CPU time of one core, medians")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=2, help="processes that read and compare")
    parser.add_argument("--errors", type=int, default=0, help="name so many of each kind of error")
    parser.add_argument("--baseline", action="store_true", help="score text inequality beside it")
    return parser.parse_args()


def _scorer(corpus: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_changes", corpus / "score_changes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _by_page(pairs: Iterable[Pair], baseline: bool) -> Iterator[tuple[Sequence[Pair], bool]]:
    """Pairs with one page before in one batch, so that it is read once."""
    batch: list[Pair] = []
    for pair in pairs:
        if batch and batch[0]["before_html"] != pair["before_html"]:
            yield batch, baseline
            batch = []
        batch.append(pair)
    if batch:
        yield batch, baseline


def _judge_page(task: tuple[Sequence[Pair], bool]) -> tuple[dict[str, Any], dict[str, Any]]:
    pairs, with_baseline = task
    before = _read(pairs[0]["before_html"], pairs[0]["url"])
    plain_before = _plain(pairs[0]["before_html"]) if with_baseline else ()
    ours: dict[str, Any] = {}
    plain: dict[str, Any] = {}
    for pair in pairs:
        final_url = pair.get("final_url", pair["url"])
        started = time.process_time()
        after = _read(pair["after_html"], final_url)
        read = time.process_time()
        verdict = judge(before, after, url=pair["url"], final_url=final_url, status=pair.get("http_status", 200))
        ours[pair["id"]] = {
            "changed": verdict.changed,
            "status": verdict.status,
            "fields": verdict.fields,
            "chars_changed": verdict.chars_changed,
            "ms": (time.process_time() - read) * 1000,
            "reading_ms": (read - started) * 1000,
        }
        if with_baseline:
            plain[pair["id"]] = {"changed": _plain(pair["after_html"]) != plain_before}
    return ours, plain


def _read(html: str, url: str) -> Reading:
    try:
        return extract(html.encode("utf-8", "replace"), url=url, content_type="text/html; charset=utf-8")
    except ExtractionError:
        return Reading(story=Story(headline=""))


def _plain(html: str) -> tuple[str, ...]:
    document = trafilatura.bare_extraction(html, with_metadata=True)
    return tuple(str(getattr(document, name, "")) for name in ("text", "title", "author"))


def _print_scores(title: str, scores: Mapping[str, Any], errors: int) -> None:
    counts = scores["n"]
    print(f"\n{title}\n{'=' * len(title)}")
    for name, key, count in (
        ("false alarms", "false_alarm", counts["NOISE"]),
        ("edits seen", "recall", counts["EDIT"]),
        ("walls recorded as the story", "transition_error", counts["TRANSITION"]),
        ("walls with the right label", "transition_label", counts["TRANSITION"]),
    ):
        low, high = _wilson(scores[key], count)
        print(f"{name:30} {scores[key]:.4f}  [{low:.4f}, {high:.4f}] of {count}")
    print(f"{'alerts right at 20 to 1':30} {scores['precision_1_20']:.4f}")
    if scores["field_exact"] == scores["field_exact"]:
        print(f"{'fields exact':30} {scores['field_exact']:.4f}")
    if scores["diff_ratio_median"] is not None:
        median, most = scores["diff_ratio_median"], scores["diff_ratio_p90"]
        print(f"{'diff size':30} {median:.2f} (median), {most:.2f} (90%) of the truth")
    for kind, what in (("NOISE", "false alarms"), ("EDIT", "seen"), ("TRANSITION", "recorded as the story")):
        print(f"\n{kind.lower()}: {what}")
        for name, (value, count) in scores["sub"][kind].items():
            print(f"  {name:24} {value:.3f}  ({count})")
    for kind, ids in scores["wrong"].items():
        for name in ids[:errors]:
            print(f"{kind}: {name}")


def _wilson(share: float, count: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson)."""
    if not count:
        return 0.0, 1.0
    z = 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(0.0, middle - half), min(1.0, middle + half)


if __name__ == "__main__":
    main()
