"""The pages of the press bench compared pair by pair, one class of chrome moving at a time, without any crawl.

    python bench/alarm_classes.py [CLASS…] [--pages DIR]

A minute for what `bench/alarms.py --only CLASS` shows of each class alone: two fetches of a story that was not edited
are read and judged. Prints how many were taken for a change, in which structures, and an example of each; `--pages`
keeps the pages of the examples.
"""

import argparse
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from press import Plan, Press, Served, opening
from press_chrome import Noise
from press_shapes import SHAPES

from monitor.compare import Verdict, judge
from scrapers.extract import extract
from scrapers.items import Reading

HOME = "http://outlet.example/"
TURNS = 5
ROUNDS_BETWEEN = 6
"""Rounds from one fetch to the next, so that deployments and redesigns come in between."""


def _read(press: Press, served: Served) -> Reading:
    _, page = press.rendered(served, home=HOME)
    return extract(page, url=HOME + served.path[1:], content_type="text/html; charset=utf-8")


def _try(noise: Noise, folder: Path | None) -> None:
    plan = Plan(seed=3, outlets=2 * SHAPES, stories=2, edits=0.0, opened_at=opening(datetime.now(UTC)), moving=(noise,))
    press = Press(plan)
    pairs, wrong = 0, Counter[str]()
    examples: dict[tuple[str, str], str] = {}
    for path in press.tellings:
        url = HOME + path[1:]
        fetched: list[Served] = []
        for turn in range(TURNS):
            press.round = turn * ROUNDS_BETWEEN
            fetched.append(press.serve(path, turn + 1))
        readings = [_read(press, served) for served in fetched]
        for place in range(1, TURNS):
            pairs += 1
            verdict = judge(readings[place - 1], readings[place], url=url, final_url=url)
            if verdict.changed or verdict.status != "ok":
                name = press.shape_name(fetched[place])
                wrong[name] += 1
                kind = (name, " ".join(verdict.fields) or verdict.reason)
                if kind not in examples:
                    examples[kind] = _told(verdict)
                    if folder is not None:
                        _keep(press, folder / f"{noise}-{len(examples)}-{name}", fetched[place - 1 : place + 1])
    print(f"{noise:16} {wrong.total():4} of {pairs}  {', '.join(f'{name} {count}' for name, count in wrong.items())}")
    for (name, fields), told in examples.items():
        print(f"    {name}, {fields}: {told[:240]}", flush=True)


def _told(verdict: Verdict) -> str:
    """What the diff does, without what it keeps."""
    steps = [step for field in (verdict.diff or {}).values() if isinstance(field, list) for step in field]
    kept = [step for step in steps if not _is_kept(step)]
    return json.dumps(kept, ensure_ascii=False)


def _is_kept(step: object) -> bool:
    if isinstance(step, dict):
        return step.get("op") == "keep"
    return not isinstance(step, list) or step[0] == "="


def _keep(press: Press, stem: Path, pair: list[Served]) -> None:
    stem.parent.mkdir(parents=True, exist_ok=True)
    for served, side in zip(pair, ("before", "after"), strict=True):
        stem.with_name(f"{stem.name}-{side}.html").write_bytes(press.rendered(served, home=HOME)[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    classes = [noise for noise in Noise if noise is not Noise.WALLS]
    parser.add_argument("classes", nargs="*", metavar="CLASS", help=f"of {', '.join(classes)}; all where none is named")
    parser.add_argument("--pages", type=Path, help="keep the pages of the examples here")
    options = parser.parse_args()
    for noise in map(Noise, options.classes or classes):
        _try(noise, options.pages)


if __name__ == "__main__":
    main()
