"""Whether another extractor alone makes a change: `python bench/upgrades.py [CORPUS]`.

Each page of the corpus (default: PRESSWATCH_CORPUS) is checked and has not changed, but its version was told by an
extractor of other habits: from its capture, as after an upgrade, and from the version's text alone, as where `[keep]`
has ended the captures. What is told as changed is a false alarm.
"""

import argparse
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import trafilatura
from extraction import read_pages

from monitor.readwork import Earlier, PageRead, compare_packed, read_page
from scrapers.items import Story

Habit = Callable[[Story, bytes], Story]


def as_today(story: Story, _: bytes) -> Story:
    """The version was told by today's extractor."""
    return story


def joined(story: Story, _: bytes) -> Story:
    """Paragraphs in pairs."""
    texts = story.paragraphs
    pairs = (" ".join(texts[start : start + 2]) for start in range(0, len(texts), 2))
    return replace(story, body="\n\n".join(pairs), extractor="joined")


def standfirst_in_body(story: Story, _: bytes) -> Story:
    """The standfirst as first paragraph."""
    texts = [story.standfirst, *story.paragraphs]
    return replace(story, standfirst="", body="\n\n".join(filter(None, texts)), extractor="standfirst in body")


def by_trafilatura(story: Story, body: bytes) -> Story:
    """What trafilatura gives as it comes, on a page where it finds a text."""
    document = trafilatura.bare_extraction(body, with_metadata=True)
    text = getattr(document, "text", None)
    if not text:
        return story
    return replace(
        story,
        headline=getattr(document, "title", None) or story.headline,
        standfirst="",
        byline=tuple(filter(None, (getattr(document, "author", None) or "").split("; "))),
        body="\n\n".join(line.removeprefix("- ") for line in text.split("\n") if line.strip()),
        extractor="trafilatura",
    )


HABITS: Mapping[str, Habit] = {
    "today's": as_today,
    "paragraphs joined in pairs": joined,
    "standfirst in the body": standfirst_in_body,
    "trafilatura": by_trafilatura,
}


def main() -> None:
    """Check every page against each version of it and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", default=os.environ.get("PRESSWATCH_CORPUS"))
    corpus = parser.parse_args().corpus
    if not corpus:
        parser.error("name the corpus folder, or set PRESSWATCH_CORPUS")
    changed: Counter[tuple[str, str]] = Counter()
    count = 0
    for page, body in read_pages(Path(corpus)):
        count += 1
        url = page["url"]
        today = read_page(body, url=url, final_url=url, status=200, content_type=None, earlier=None)
        for habit, tell in HABITS.items():
            version = tell(today.story, body) if today.story else None
            changed[habit, "capture"] += is_changed(today, url, Earlier(body=body, story=version))
            changed[habit, "text"] += is_changed(today, url, Earlier(story=version))
    print(f"| version told by | changed of {count}, from its capture | from its text alone |\n|---|---|---|")
    for habit in HABITS:
        print(f"| {habit} | {changed[habit, 'capture']} | {changed[habit, 'text']} |")


def is_changed(today: PageRead, url: str, earlier: Earlier) -> bool:
    """Whether a crawl would ask for a second fetch, or tell."""
    if today.packed is None:
        return False
    read = compare_packed(earlier, today.packed, url=url, final_url=url, status=200)
    return read.verdict is not None and read.verdict.changed


if __name__ == "__main__":
    main()
