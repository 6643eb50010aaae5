"""How well and how fast pages are read, beside what others reach: `python bench/extraction.py [CORPUS]`.

The corpus folder (default: PRESSWATCH_CORPUS) holds `pages/pages.jsonl`, `pages/html/ID.html.gz` and `score_pages.py`.
Times are process CPU time, the best of two rounds, each page parsed and extracted by one after the other; the ratio is
to lxml's parse of the same bytes.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import lxml.html
from extractors import Prediction, absent, extractors

from scrapers.extract import extract, pack_reading
from scrapers.items import Reading
from scrapers.suspects import suspicion


def main() -> None:
    """Read the corpus with every extractor that is here and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", default=os.environ.get("PRESSWATCH_CORPUS"))
    parser.add_argument("--rounds", type=int, default=2, help="how often each page is read; the best time counts")
    parser.add_argument("--predictions", help="write our predictions to this file")
    arguments = parser.parse_args()
    if not arguments.corpus:
        parser.error("name the corpus folder, or set PRESSWATCH_CORPUS")
    corpus = Path(arguments.corpus)
    pages = list(read_pages(corpus))
    readers = extractors()
    predictions: dict[str, list[Prediction]] = {name: [] for name in readers}
    seconds = dict.fromkeys(("parse", *readers), 0.0)
    for page, body in pages:
        turns = {name: partial(read, page["id"], body, page["url"]) for name, read in readers.items()}
        for name, (taken, answer) in best_of({"parse": partial(parse_only, body), **turns}, arguments.rounds).items():
            seconds[name] += taken
            if answer is not None:
                predictions[name].append(answer)
    rows = {name: score(lines, corpus=corpus) for name, lines in predictions.items()}
    for name, row in rows.items():
        row["milliseconds a page"] = 1_000 * seconds[name] / len(pages)
        row["pages a second"] = len(pages) / seconds[name]
        row["times a parse"] = seconds[name] / seconds["parse"]
        row["pages failed"] = sum("error" in line for line in predictions[name])
    if arguments.predictions:
        write_lines(Path(arguments.predictions), predictions["presswatch"])
    print_table(rows)
    if absent():
        print(f"\nNot installed here, so left out: {', '.join(absent())}")
    print_readings(pages)


def read_pages(corpus: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Each page's line and its bytes."""
    with (corpus / "pages" / "pages.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            yield page, gzip.decompress((corpus / "pages" / "html" / f"{page['id']}.html.gz").read_bytes())


def parse_only(body: bytes) -> None:
    """What every extractor pays at least."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    lxml.html.fromstring(body.decode("utf-8", "replace").encode(), parser=parser)


def best_of(
    turns: Mapping[str, Callable[[], Prediction | None]], rounds: int
) -> dict[str, tuple[float, Prediction | None]]:
    """The best seconds of CPU and the answer of each, one after another: what else the machine does hits all alike."""
    best: dict[str, tuple[float, Prediction | None]] = {}
    for _ in range(rounds):
        for name, turn in turns.items():
            start = time.process_time()
            answer = turn()
            taken = time.process_time() - start
            best[name] = min(taken, best[name][0] if name in best else taken), answer
    return best


def score(predictions: Sequence[Prediction], *, corpus: Path) -> dict[str, float]:
    """The corpus's own scores."""
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "predictions.jsonl"
        write_lines(lines, predictions)
        command = [sys.executable, str(corpus / "score_pages.py"), str(lines), "--json"]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    scores: dict[str, float] = json.loads(answer)
    return scores


def write_lines(path: Path, predictions: Sequence[Prediction]) -> None:
    """One JSON line a prediction."""
    text = "".join(json.dumps(prediction, ensure_ascii=False) + "\n" for prediction in predictions)
    path.write_text(text, encoding="utf-8")


def print_table(rows: Mapping[str, Mapping[str, float]]) -> None:
    """A Markdown table, a column an extractor."""
    print(f"| {'measure':<36} | " + " | ".join(f"{name:>16}" for name in rows) + " |")
    print("|---" * (len(rows) + 1) + "|")
    for measure in next(iter(rows.values())):
        print(f"| {measure:<36} | " + " | ".join(f"{row[measure]:>16.3f}" for row in rows.values()) + " |")


def print_readings(pages: Sequence[tuple[dict[str, Any], bytes]]) -> None:
    """The stored size of readings, and the real stories that would be set aside."""
    readings: list[tuple[str, str, Reading]] = [
        (page["id"], page["url"], extract(body, url=page["url"])) for page, body in pages
    ]
    packed = [pack_reading(reading) for _, _, reading in readings]
    sizes = [len(story.encode()) + len(blocks) for story, blocks in packed]
    print(f"\nA packed reading: median {statistics.median(sizes):,.0f} bytes, mean {statistics.mean(sizes):,.0f}")
    for identifier, url, reading in readings:
        doubt = suspicion(reading, url=url, final_url=url, status=200)
        if doubt:
            print(f"suspected: {identifier}: {doubt.reason.value}: {'; '.join(doubt.signs)}")


if __name__ == "__main__":
    main()
