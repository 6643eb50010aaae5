"""The page's three titles, without the site's name: JSON-LD headline, OpenGraph title, shown heading."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from scrapers.extract.blocks import RawBlock
from scrapers.extract.cleaning import letters
from scrapers.extract.structured import Structured, names_of, plain
from scrapers.items import Titles

_SEPARATOR = re.compile(r"\s+[|‑–—·•:»›-]+\s+|\s*[|｜]\s*")
MAX_TITLE = 500
_SITE_LIKENESS = 80
"""rapidfuzz ratio from which a title's last part is taken for the site's name (reference measurement)."""


def read_titles(structured: Structured, headings: Sequence[RawBlock], *, url: str) -> Titles:
    """The three titles. Of several headings the one most like the data's titles is shown as the story's."""
    sites = site_names(structured, url=url)
    shown = [block.text[:MAX_TITLE] for block in headings if block.node.tag == "h1"]
    lower = [block.text for block in headings if block.node.tag != "h1" and len(block.text) <= MAX_TITLE]
    json_ld = plain(structured.article.get("headline")) or plain(structured.article.get("name"))
    open_graph = structured.first_meta("og:title", "twitter:title") or ""
    data = [title for title in (json_ld, open_graph, structured.title or "") if title]
    heading = _nearest(shown, data) or _nearest(lower, data, at_least=75)
    known = [letters(title) for title in (*shown, json_ld) if title]
    return Titles(
        json_ld=without_site(json_ld, sites, known) or None,
        open_graph=without_site(open_graph, sites, known) or None,
        heading=without_site(heading, sites, []) or None,
    )


def headline_of(titles: Titles, structured: Structured, *, url: str) -> str:
    """The story's headline: JSON-LD, then OpenGraph, then the shown heading, then the document's title."""
    found = titles.json_ld or titles.open_graph or titles.heading
    return found or without_site(structured.title or "", site_names(structured, url=url), [])


def _nearest(candidates: Sequence[str], titles: Sequence[str], *, at_least: int = 0) -> str:
    """The candidate most like one of the titles; without titles the first."""
    if not candidates or (not titles and at_least):
        return ""
    if not titles:
        return candidates[0]

    def likeness(text: str) -> float:
        return max(fuzz.token_set_ratio(text.casefold(), title.casefold()) for title in titles)

    best = max(candidates[:50], key=likeness)
    return best if likeness(best) >= at_least else ""


def site_names(structured: Structured, *, url: str) -> list[str]:
    """What the site calls itself, letters and digits only."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    names = [
        *structured.meta.get("og:site_name", ()),
        *structured.meta.get("application-name", ()),
        *structured.meta.get("twitter:site", ()),
        *names_of(structured.article.get("publisher")),
        *(name for node in structured.nodes if node.get("@type") == "WebSite" for name in names_of(node.get("name"))),
        host,
        host.split(".")[-2] if host.count(".") else host,
    ]
    return list(dict.fromkeys(key for name in names if (key := letters(plain(name)))))


def without_site(title: str, sites: Sequence[str], known: Sequence[str]) -> str:
    """The title without a last or first part that is the site's name, or whose rest is a `known` title (letters)."""
    for part in _SEPARATOR.finditer(title):
        if letters(title[: part.start()]) in known:
            return title[: part.start()].strip()
    for _ in range(2):
        parts = list(_SEPARATOR.finditer(title))
        if not parts:
            break
        rest, last = title[: parts[-1].start()], title[parts[-1].end() :]
        first, later = title[: parts[0].start()], title[parts[0].end() :]
        if rest and _is_site(last, sites):
            title = rest.strip()
        elif later and (_is_site(first, sites) or letters(later) in known):
            title = later.strip()
        else:
            break
    return title


def _is_site(part: str, sites: Sequence[str]) -> bool:
    key = letters(part)
    return bool(key) and any(
        fuzz.ratio(key, site) >= _SITE_LIKENESS or (len(key) >= 3 and len(part.split()) <= 3 and key in site)
        for site in sites
    )
