"""A version of an article as others cite it: in plain words, as BibTeX, as CSL JSON. Pure; takes text from the web."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.messages.cleaning import isolated, one_line

NO_HEADLINE = "[without a headline]"

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TEX = {
    "\\": "\\textbackslash{}",
    # As commands: BibTeX counts braces for pairs even where a backslash stands before them.
    "{": "\\textbraceleft{}",
    "}": "\\textbraceright{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One version of an article. `address` is where this archive shows it, `url` where its publisher does or did.

    `key` is what a bibliography calls it: letters, digits and hyphens. Times are aware UTC.
    """

    key: str
    headline: str
    authors: Sequence[str]
    source: str
    archive: str
    address: str
    url: str
    number: int
    seen_at: datetime
    published_at: datetime | None
    language: str | None
    content_sha256: str


def plain(cited: Cited) -> str:
    """The citation as a sentence for a footnote: authors, headline, source, date, version, archive, address."""
    headline = one_line(cited.headline) or NO_HEADLINE
    stop = "" if headline.endswith((".", "?", "!", "…", "।", "۔", "؟")) else "."
    authors = ", ".join(isolated(name) for name in _names(cited))
    said = f"“{isolated(headline)}{stop}”"
    published = f", {_day(cited.published_at)}" if cited.published_at else ""
    kept = f"{one_line(cited.archive)}, {cited.address}"
    told = f"{isolated(one_line(cited.source))}{published}. Version {cited.number}, {_seen(cited)}. {kept}"
    return f"{authors}. {said} {told}" if authors else f"{said} {told}"


def bibtex(cited: Cited) -> str:
    """The citation as a BibTeX entry in UTF-8, for BibTeX and biblatex alike; the headline keeps its capitals."""
    at = cited.published_at
    fields = {
        "author": _braced(" and ".join(f"{{{_tex(name)}}}" for name in _names(cited))),
        "title": _braced(f"{{{_tex(one_line(cited.headline) or NO_HEADLINE)}}}"),
        "howpublished": _braced(_tex(one_line(cited.source))),
        "year": _braced(f"{at.year}") if at else "",
        # A macro, which each style spells in its own language: so without braces.
        "month": _MONTHS[at.month - 1] if at else "",
        "day": _braced(f"{at.day}") if at else "",
        "url": _braced(cited.address),
        "urldate": _braced(f"{cited.seen_at:%Y-%m-%d}"),
        "note": _braced(_tex(f"Version {cited.number}, {_seen(cited)}. {_kept(cited)}")),
    }
    lines = [f"  {name} = {value}" for name, value in fields.items() if value]
    return f"@misc{{{cited.key},\n" + ",\n".join(lines) + "\n}\n"


def csl(cited: Cited) -> list[dict[str, Any]]:
    """The citation as CSL data, which Zotero, Pandoc and citeproc read. `accessed` is the day the version was seen."""
    item: dict[str, Any] = {
        "id": cited.key,
        "type": "article-newspaper",
        "title": one_line(cited.headline) or NO_HEADLINE,
        "container-title": one_line(cited.source),
        "accessed": _date(cited.seen_at),
        "URL": cited.address,
        "archive": one_line(cited.archive),
        "version": str(cited.number),
        "note": f"Version {cited.number}, {_seen(cited)}. {_kept(cited)}",
    }
    if names := _names(cited):
        item["author"] = [{"literal": name} for name in names]
    if cited.published_at:
        item["issued"] = _date(cited.published_at)
    if cited.language:
        item["language"] = cited.language
    return [item]


def csl_json(cited: Cited) -> str:
    """`csl` as text."""
    return json.dumps(csl(cited), ensure_ascii=False, indent=2) + "\n"


def _names(cited: Cited) -> list[str]:
    return [name for name in map(one_line, cited.authors) if name]


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in text)


def _date(at: datetime) -> dict[str, list[list[int]]]:
    return {"date-parts": [[at.year, at.month, at.day]]}


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _seen(cited: Cited) -> str:
    return f"seen on {_day(cited.seen_at)} at {cited.seen_at:%H:%M} UTC"


def _kept(cited: Cited) -> str:
    return (
        f"Kept by {one_line(cited.archive)}. Address at its publisher: {one_line(cited.url)}. "
        f"SHA-256 of its headline, standfirst, byline and text: {cited.content_sha256}"
    )
