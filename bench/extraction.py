"""How well and how fast pages are read, beside trafilatura as it comes: `python bench/extraction.py [CORPUS]`.

The corpus folder (default: PRESSWATCH_CORPUS) holds `pages/pages.jsonl`, `pages/html/ID.html.gz` and `score_pages.py`.
Times are process CPU time, the best of two, each page parsed and extracted by one after the other; the ratio is to
lxml's parse of the same bytes.
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
import trafilatura

from scrapers.extract import extract, pack_reading
from scrapers.items import Reading
from scrapers.suspects import suspicion

ROUNDS = 2

Prediction = Mapping[str, Any]  # a line of `presswatch extract`: JSON


def main() -> None:
    """Read the corpus with both extractors and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", default=os.environ.get("PRESSWATCH_CORPUS"))
    parser.add_argument("--predictions", help="write our predictions to this file")
    arguments = parser.parse_args()
    if not arguments.corpus:
        parser.error("name the corpus folder, or set PRESSWATCH_CORPUS")
    corpus = Path(arguments.corpus)
    pages = list(read_pages(corpus))
    predictions: dict[str, list[Prediction]] = {name: [] for name in EXTRACTORS}
    seconds = dict.fromkeys(("parse", *EXTRACTORS), 0.0)
    for page, body in pages:
        turns = {name: partial(read, page["id"], body, page["url"]) for name, read in EXTRACTORS.items()}
        for name, turn in turns.items():
            predictions[name].append(turn())
        for name, taken in best_times({"parse": partial(parse_only, body), **turns}).items():
            seconds[name] += taken
    rows = {name: score(lines, corpus=corpus) for name, lines in predictions.items()}
    for name, row in rows.items():
        row["milliseconds a page"] = 1_000 * seconds[name] / len(pages)
        row["times a parse"] = seconds[name] / seconds["parse"]
    if arguments.predictions:
        write_lines(Path(arguments.predictions), predictions["presswatch"])
    print_table(rows)
    print_readings(pages)


def read_pages(corpus: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Each page's line and its bytes."""
    with (corpus / "pages" / "pages.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            yield page, gzip.decompress((corpus / "pages" / "html" / f"{page['id']}.html.gz").read_bytes())


def parse_only(body: bytes) -> None:
    """What both extractors pay at least."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    lxml.html.fromstring(body.decode("utf-8", "replace").encode(), parser=parser)


def best_times(turns: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Seconds of CPU of each, the best of ROUNDS, one after another: what else the machine does hits all alike."""
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, turn in turns.items():
            start = time.process_time()
            turn()
            taken = time.process_time() - start
            best[name] = min(taken, best.get(name, taken))
    return best


def read_with_presswatch(identifier: str, body: bytes, url: str) -> Prediction:
    """Our reading as `presswatch extract` prints it."""
    reading = extract(body, url=url)
    story, doubt = reading.story, suspicion(reading, url=url, final_url=url, status=200)
    return {
        "id": identifier,
        "headline": story.headline,
        "standfirst": story.standfirst,
        "byline": list(story.byline),
        "published_at": story.published_at.isoformat() if story.published_at else None,
        "modified_at": story.modified_at.isoformat() if story.modified_at else None,
        "language": story.language,
        "body": story.body,
        "suspect": doubt.reason.value if doubt else None,
    }


def read_with_trafilatura(identifier: str, body: bytes, url: str) -> Prediction:
    """What `bare_extraction` gives without an option but metadata, which its users turn on for news."""
    document: Any = trafilatura.bare_extraction(body, url=url, with_metadata=True)  # typed as a union of three
    found = document.as_dict() if document else {}
    return {
        "id": identifier,
        "headline": found.get("title"),
        "byline": (found.get("author") or "").split("; "),
        "published_at": found.get("date"),
        "body": found.get("text"),
    }


EXTRACTORS: Mapping[str, Callable[[str, bytes, str], Prediction]] = {
    "trafilatura": read_with_trafilatura,
    "presswatch": read_with_presswatch,
}


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
    print(f"| {'measure':<36} | " + " | ".join(f"{name:>11}" for name in rows) + " |")
    print("|---" * (len(rows) + 1) + "|")
    for measure in next(iter(rows.values())):
        print(f"| {measure:<36} | " + " | ".join(f"{row[measure]:>11.3f}" for row in rows.values()) + " |")


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
