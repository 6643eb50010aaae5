"""Scores comparing on labelled pairs of pages, and prints the tables by class: one command.

    python bench/changes.py [--workers 2] [--errors 10] [--baseline] [--halves]     the pairs of PRESSWATCH_CORPUS
    python bench/changes.py --own [--errors 10] [--baseline]                        the pairs of our own making

`--baseline` scores beside it what most tools do: trafilatura's default text, title and authors, unequal or not.
`--halves` scores each half of the sites alone, parted by the SHA-256 of their hosts: rules are made on one half's
errors, so that the other one tells what they are worth elsewhere. Shares come with their 95% intervals (Wilson).
"""

import argparse
import hashlib
import importlib.util
import os
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import trafilatura
from shares import wilson

from monitor.compare import judge
from scrapers.extract import EXTRACTOR, ExtractionError, extract, pack_reading, unpack_reading
from scrapers.items import Reading, Story

if TYPE_CHECKING:
    from tests.pairs import Outcome
    from tests.pairs import Pair as OwnPair

Pair = Mapping[str, Any]
"""A line of the corpus as its own scorer reads it: untyped JSON."""


def main() -> None:
    options = _options()
    if options.own:
        _score_own(options)
        return
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
    for half in (0, 1) if options.halves else ():
        part = {name: label for name, label in labels.items() if _half(label["url"]) == half}
        _print_scores(f"half {half + 1} of the sites", scorer.score(verdicts, part), 0)
    for told, wanted in (("unchanged", False), ("changed", True)):
        timed = [verdict for verdict in verdicts.values() if verdict["changed"] is wanted]
        reading = statistics.median(verdict["reading_ms"] for verdict in timed)
        comparing = statistics.median(verdict["ms"] for verdict in timed)
        ratio = statistics.median((verdict["reading_ms"] + verdict["ms"]) / verdict["reading_ms"] for verdict in timed)
        print(
            f"\n{told}: reading the new page {reading:.1f} ms, comparing {comparing:.1f} ms,"
            f" both {ratio:.2f} of reading alone; CPU time of one core, medians over {len(timed)} pairs",
            end="",
        )
    print()


def _half(url: str) -> int:
    """Which half of the sites an address belongs to: 0 or 1."""
    return hashlib.sha256((urlsplit(url).hostname or "").encode()).digest()[0] % 2


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=2, help="processes that read and compare")
    parser.add_argument("--errors", type=int, default=0, help="name so many of each kind of error")
    parser.add_argument("--baseline", action="store_true", help="score text inequality beside it")
    parser.add_argument("--own", action="store_true", help="score the pairs of our own making")
    parser.add_argument("--halves", action="store_true", help="score each half of the sites alone, too")
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
    packed = pack_reading(_read(pairs[0]["before_html"], pairs[0]["url"]))
    plain_before = _plain(pairs[0]["before_html"]) if with_baseline else ()
    ours: dict[str, Any] = {}
    plain: dict[str, Any] = {}
    for pair in pairs:
        final_url = pair.get("final_url", pair["url"])
        started = time.process_time()
        after = _read(pair["after_html"], final_url)
        read = time.process_time()
        # As a crawl does it: the earlier page is not parsed again, but unpacked from its row.
        verdict = judge(
            unpack_reading(*packed), after, url=pair["url"], final_url=final_url, status=pair.get("http_status", 200)
        )
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
        print(f"{name:30} {_share(scores[key], count)}")
    print(f"{'alerts right at 20 to 1':30} {scores['precision_1_20']:.4f}")
    if scores["field_exact"] == scores["field_exact"]:
        print(f"{'fields exact':30} {scores['field_exact']:.4f}")
    if scores["diff_ratio_median"] is not None:
        median, most = scores["diff_ratio_median"], scores["diff_ratio_p90"]
        print(f"{'diff size':30} {median:.2f} (median), {most:.2f} (90%) of the truth")
    for kind, what in (("NOISE", "false alarms"), ("EDIT", "seen"), ("TRANSITION", "recorded as the story")):
        print(f"\n{kind.lower()}: {what}")
        for name, (value, count) in scores["sub"][kind].items():
            print(f"  {name:24} {_share(value, count)}")
    for kind, ids in scores["wrong"].items():
        for name in ids[:errors]:
            print(f"{kind}: {name}")


def _score_own(options: argparse.Namespace) -> None:
    """The table of our own pairs."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from tests.pairs import by_group, own_pairs

    pairs = list(own_pairs())
    with ProcessPoolExecutor(options.workers) as pool:
        judged = list(pool.map(_judge_own, pairs, chunksize=40))
        plain = list(pool.map(_is_plainly_changed, pairs, chunksize=40)) if options.baseline else []
    alarms = {pair.id: changed for pair, changed in zip(pairs, plain, strict=False)}
    title = f"our own pairs, presswatch compare, {EXTRACTOR}"
    print(f"{title}\n{'=' * len(title)}")
    for kind, what in (("noise", "no alarm"), ("edit", "seen"), ("wall", "not taken for the story")):
        _print_own(f"all {kind}s: {what}", [outcome for outcome in judged if outcome.pair.kind == kind], alarms)
    ratios = sorted(outcome.ratio for outcome in judged if outcome.ratio is not None)
    print(
        f"diff size {statistics.median(ratios):.2f} (median), {ratios[int(0.9 * len(ratios))]:.2f} (90%) of the truth\n"
    )
    for (kind, group), outcomes in by_group(judged).items():
        _print_own(f"{kind} {group}", outcomes, alarms)
    wrong = [outcome for outcome in judged if not (outcome.is_right and outcome.is_labelled)]
    for outcome in wrong[: options.errors]:
        print(f"{outcome.pair.id}: {outcome.verdict.status} {outcome.verdict.reason} {outcome.verdict.fields}")


def _print_own(name: str, outcomes: Sequence["Outcome"], alarms: Mapping[str, bool]) -> None:
    """A line: right verdicts, right labels, for edits exact fields, and what text inequality does."""
    kind, count = outcomes[0].pair.kind, len(outcomes)
    parts = [_share(sum(outcome.is_right for outcome in outcomes) / count, count)]
    if kind == "wall":
        parts.append(f"label {_share(sum(outcome.is_labelled for outcome in outcomes) / count, count)}")
    if kind == "edit":
        parts.append(f"fields {_share(sum(outcome.is_exact for outcome in outcomes) / count, count)}")
    if alarms:
        right = sum(alarms[outcome.pair.id] == (kind == "edit") for outcome in outcomes)
        parts.append(f"text inequality {_share(right / count, count)}")
    print(f"{name:40} {'   '.join(parts)}")


def _judge_own(pair: "OwnPair") -> "Outcome":
    from tests.pairs import outcome_of, verdict_of

    return outcome_of(pair, verdict_of(pair))


def _is_plainly_changed(pair: "OwnPair") -> bool:
    return _plain(pair.before) != _plain(pair.after)


def _share(value: float, count: int) -> str:
    low, high = wilson(value * count, count)
    return f"{value:.4f}  [{low:.4f}, {high:.4f}] of {count}"


if __name__ == "__main__":
    main()
