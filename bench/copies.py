"""How well near copies are told from other stories, and how fast they are found.

    python bench/copies.py [CORPUS] [--errors 5]      pairs by class, each half of the sites alone
    python bench/copies.py [CORPUS] --index 20000     ways to find candidates among so many texts of three days

The corpus folder (default: PRESSWATCH_CORPUS) holds `pages/pages.jsonl`. Halves are parted by the SHA-256 of the hosts:
the rules were made on the first half, and the second was scored when they were done. docs/stories.md tells the method.
"""

import argparse
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from copy_index import compare_indexes
from copy_pairs import Additions, Maker, Pair, Source, additions, is_doubled, make_pairs, neighbours, read_sources
from shares import wilson

from monitor.copies import Text, agreement, new_in_copy, text_of
from scrapers.items import Story

COPY_GOAL, PRECISION_GOAL = 0.98, 0.95


def main() -> None:
    """Read the corpus and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", default=os.environ.get("PRESSWATCH_CORPUS"))
    parser.add_argument("--rounds", type=int, default=2, help="draws of each class and story")
    parser.add_argument("--errors", type=int, default=0, help="show so many wrong verdicts of each class")
    parser.add_argument("--index", type=int, default=0, help="compare ways to find candidates among so many texts")
    options = parser.parse_args()
    if not options.corpus:
        parser.error("name the corpus folder, or set PRESSWATCH_CORPUS")
    every = read_sources(Path(options.corpus))
    sources = [source for source in every if not is_doubled(source, every)]
    print(f"{len(sources)} stories; {len(every) - len(sources)} left out because another site has them too")
    if options.index:
        compare_indexes(sources, texts=options.index)
        return
    for half in (0, 1):
        of_half = [source for source in sources if source.half == half]
        print(f"\nHalf {half + 1} of the sites, {len(of_half)} stories")
        print_pairs([pair for pair in make_pairs(of_half, rounds=options.rounds) if pair.half == half], options.errors)
        print_additions(of_half)


def print_pairs(pairs: Iterable[Pair], errors: int) -> None:
    """Verdicts by class, then recall and precision."""
    right: Counter[tuple[bool, str]] = Counter()
    of: Counter[tuple[bool, str]] = Counter()
    wrong: dict[str, list[str]] = defaultdict(list)
    texts: dict[str, Text] = {}
    for pair in pairs:
        agreed = agreement(_text(pair.first, texts), _text(pair.second, texts))
        key = pair.is_copy, pair.kind
        of[key] += 1
        if agreed.is_copy(same_source=pair.same_source) == pair.is_copy:
            right[key] += 1
        else:
            wrong[pair.kind].append(f"{pair.id}: {agreed.most:.2f} and {agreed.least:.2f}, {agreed.words} words")
    print("\n| class | pairs | right | 95% |\n|---|---|---|---|")
    for key in sorted(of, key=lambda key: (not key[0], key[1])):
        print(_row(f"{'copy' if key[0] else 'other'}: {key[1]}", right[key], of[key]))
        for line in wrong[key[1]][:errors]:
            print(f"    {line}")
    seen, copies = _sum(right, is_copy=True), _sum(of, is_copy=True)
    false = _sum(of, is_copy=False) - _sum(right, is_copy=False)
    print(_row(f"recall (goal {COPY_GOAL})", seen, copies))
    print(_row(f"precision (goal {PRECISION_GOAL})", seen, seen + false))


def print_additions(sources: Sequence[Source]) -> None:
    """How `new_in_copy` tells what is new from what is not."""
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for source in sources:
        made: Additions = additions(Maker(source, neighbours(source, sources), random.Random(source.id)))  # noqa: S311 - no secret
        first, copy = (Story(headline="", body="\n\n".join(texts)) for texts in (made.first, made.copy))
        found = set(new_in_copy(first, copy))
        for text, kind in zip(made.copy, made.kinds, strict=True):
            of[kind] += 1
            right[kind] += (text in found) == (kind == "new")
    print("\n| paragraphs of a copy | count | right | 95% |\n|---|---|---|---|")
    for kind in sorted(of):
        print(_row(kind, right[kind], of[kind]))


def _text(paragraphs: Sequence[str], texts: dict[str, Text]) -> Text:
    body = "\n\n".join(paragraphs)
    if body not in texts:
        texts[body] = text_of(Story(headline="", body=body))
    return texts[body]


def _sum(counts: Mapping[tuple[bool, str], int], *, is_copy: bool) -> int:
    return sum(count for key, count in counts.items() if key[0] == is_copy)


def _row(name: str, right: int, of: int) -> str:
    low, high = wilson(right, of)
    return f"| {name} | {of} | {right / max(1, of):.4f} | [{low:.4f}, {high:.4f}] |"


if __name__ == "__main__":
    main()
