"""An article's page to a reading: its story, the titles and witnesses, and every block with its place."""

from collections.abc import Sequence
from dataclasses import replace

from lxml.html import HtmlElement
from rapidfuzz import fuzz

from scrapers.extract.authors import read_byline
from scrapers.extract.blocks import RawBlock, Walk, walk
from scrapers.extract.body import EXTRACTOR, main_text
from scrapers.extract.cleaning import clean_text, letters
from scrapers.extract.dates import read_times
from scrapers.extract.decode import ExtractionError, is_complete, parse
from scrapers.extract.languages import read_language
from scrapers.extract.marking import as_blocks, mark_story, reads_like_prose, settle_story
from scrapers.extract.packing import pack_reading, unpack_reading
from scrapers.extract.pruning import prune
from scrapers.extract.standfirst import find_standfirst
from scrapers.extract.structured import Structured, plain, read_structured
from scrapers.extract.titles import headline_of, read_titles, site_names
from scrapers.items import Reading, Story, Titles
from scrapers.urls import absolute_url, same_site

__all__ = ["EXTRACTOR", "ExtractionError", "extract", "pack_reading", "unpack_reading"]

MAX_ARTICLE_BODY = 100_000
"""Characters of the publisher's articleBody that are kept as a witness."""

LINES_BELOW = 15
"""Blocks from the heading on among which a reader finds byline and date."""

FEW_LETTERS = 0.75
"""Share of the extractor's letters that blocks must account for; below it the page hides its text from a walk."""


def extract(body: bytes, *, url: str, content_type: str | None = None) -> Reading:
    """Read one page. Pure and CPU heavy (tens of milliseconds); limit its time from outside.

    A page without text gives an empty story. Raises ExtractionError where it is over 8 MB or made to block a parser.
    """
    tree, encoding = parse(body, content_type)
    structured = read_structured(tree, url=url)
    script_count = int(tree.xpath("count(/html/body//script)"))
    has_password_field = bool(tree.xpath("boolean(//input[@type='password'])"))
    found = walk(tree)
    titles = read_titles(structured, _headings(found), url=url)
    below = _from_heading(found, titles)[:LINES_BELOW]
    published_at, modified_at = read_times(structured, tree, [block.text for block in below], url=url)
    byline = read_byline(structured, tree, below, sites=site_names(structured, url=url))
    standfirst, paragraphs = _read_body(tree, found, structured, titles)
    headline = headline_of(titles, structured, url=url)
    story = Story(
        headline=headline,
        standfirst=standfirst,
        byline=tuple(byline),
        published_at=published_at,
        modified_at=modified_at,
        language=read_language(structured, "\n".join(paragraphs) or headline),
        body="\n\n".join(paragraphs),
        extractor=EXTRACTOR,
    )
    return replace(
        _reading(story, titles, structured, found, url=url),
        encoding=encoding,
        is_complete=is_complete(body),
        script_count=script_count,
        has_password_field=has_password_field,
    )


def _read_body(tree: HtmlElement, found: Walk, structured: Structured, titles: Titles) -> tuple[str, list[str]]:
    """The standfirst and the story's paragraphs. Takes out of the tree what is no story, and marks the blocks."""
    prune(found)
    prose_chars = sum(len(block.text) for block in found.blocks if reads_like_prose(block) and not block.pruned)
    text = main_text(tree, prose_chars=prose_chars)
    share = mark_story(found.blocks, text)
    settle_story(found.blocks)
    standfirst = _take_standfirst(found, structured, titles)
    _drop_repeated_titles(found.blocks, titles)
    if share < FEW_LETTERS and text:
        return standfirst, [clean for line in text.split("\n") if (clean := clean_text(line.removeprefix("- ")))]
    return standfirst, [block.text for block in found.blocks if block.story]


def _reading(story: Story, titles: Titles, structured: Structured, found: Walk, *, url: str) -> Reading:
    free = structured.article.get("isAccessibleForFree")
    return Reading(
        story=story,
        titles=titles,
        canonical_url=_own_address(structured.canonical or structured.first_meta("og:url"), url=url),
        amp_url=_own_address(structured.amp, url=url),
        article_body=plain(structured.article.get("articleBody"), limit=MAX_ARTICLE_BODY) or None,
        paywalled=None
        if free is None
        else str(free).strip().lower() in ("false", "no", "0", "http://schema.org/false"),
        has_article_data=structured.has_article_data,
        text_chars=found.text_chars,
        page_title=structured.title,
        declared_type=(structured.first_meta("og:type") or "").lower() or None,
        blocks=tuple(as_blocks(found.blocks)),
    )


def _own_address(value: str | None, *, url: str) -> str | None:
    """The address made absolute, or None where it is no web address of the page's own site."""
    address = absolute_url(value, url) if value else None
    return address if address and same_site(address, url) else None


def _from_heading(found: Walk, titles: Titles) -> Sequence[RawBlock]:
    """The blocks from the story's heading on; all of them where it has none."""
    key = letters(titles.heading or titles.json_ld or titles.open_graph or "")
    start = next((index for index, block in enumerate(found.blocks) if key and block.key == key), 0)
    return found.blocks[start:]


def _headings(found: Walk) -> list[RawBlock]:
    return [block for block in found.blocks if block.node.tag in ("h1", "h2", "h3")]


def _take_standfirst(found: Walk, structured: Structured, titles: Titles) -> str:
    """The standfirst's text; its block leaves the story."""
    block = find_standfirst(found.blocks, structured, titles)
    if block is None:
        return ""
    block.story = False
    return block.text


def _drop_repeated_titles(blocks: Sequence[RawBlock], titles: Titles) -> None:
    """Take the headline out of the first lines of the story."""
    known = [title.casefold() for title in (titles.json_ld, titles.open_graph, titles.heading) if title]
    for block in [block for block in blocks if block.story][:4]:
        if any(fuzz.ratio(block.text.casefold(), title) >= 92 for title in known):
            block.story = False
