"""The standfirst: the summary that a reader sees between headline and text."""

import re
from collections.abc import Sequence

from scrapers.extract.blocks import RawBlock
from scrapers.extract.cleaning import letters
from scrapers.extract.structured import Structured, plain

MAX_STANDFIRST = 1_200
_TELLING = re.compile(
    r"standfirst|(?:^|[._-])(?:dek|deck|lead|lede|leadtext|intro|introduction|summary|subtitle|subhead|subheadline|subheading"
    r"|subhed|excerpt|abstract|synopsis|teaser-?text|kicker-text|vorspann|chapo|chapeau|entradilla|ingress|preamble"
    r"|description|sub-?title|tagline|strapline|bajada|sommario|occhiello)(?:$|[._-])",
    re.IGNORECASE,
)


def find_standfirst(
    blocks: Sequence[RawBlock], structured: Structured, *, first_story: int, heading: int
) -> RawBlock | None:
    """The block that is the page's own description, else one between heading and text whose class tells of it.

    `first_story` and `heading` are places in `blocks`; -1 where there is none.
    """
    described = _described(blocks, structured, until=first_story + 3 if first_story >= 0 else len(blocks))
    return described or _between(blocks, start=heading + 1, end=first_story + 2)


def _described(blocks: Sequence[RawBlock], structured: Structured, *, until: int) -> RawBlock | None:
    keys = [letters(text) for text in _descriptions(structured)]
    for key in dict.fromkeys(key for key in keys if len(key) >= 20):
        for block in blocks[:until]:
            mine = letters(block.text)
            if (
                mine == key
                or (len(mine) >= 60 and key.startswith(mine))
                or (len(key) >= 60 and mine.startswith(key) and len(mine) < 1.3 * len(key))
            ):
                return block
    return None


def _descriptions(structured: Structured) -> list[str]:
    data = [plain(structured.article.get(key)) for key in ("description", "alternativeHeadline", "abstract")]
    metas = [
        plain(v)
        for name in ("og:description", "description", "twitter:description")
        for v in structured.meta.get(name, ())
    ]
    return [text.rstrip(" .…") for text in (*data, *metas) if text]


def _between(blocks: Sequence[RawBlock], *, start: int, end: int) -> RawBlock | None:
    for block in blocks[start : max(end, start)]:
        steps = block.node.place.rsplit("/", 2)[-2:]
        if (
            30 <= len(block.text) <= MAX_STANDFIRST
            and not block.pruned
            and any(_TELLING.search(step) for step in steps)
        ):
            return block
    return None
