"""Pieces that the written pages share: heads, data for machines, lists of links. No layouts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from tests.written_stories import Tale


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A page as a site serves it, and what a reader takes from it.

    `published_at` has midnight in UTC where the page shows a day alone.
    """

    tale: Tale
    shape: str
    markup: str
    byline: Sequence[str]
    published_at: datetime
    body: Sequence[str]
    standfirst: str = ""


def paragraphs(texts: Sequence[str], *, attributes: str = "") -> list[str]:
    """Each text in a paragraph of its own."""
    return [f"<p{attributes}>{escape(text, quote=False)}</p>" for text in texts]


def between(pieces: Sequence[str], **inserts: str) -> str:
    """The pieces with inserts after the given ones: ``after_2=...`` stands after the second, ``after_0`` before all."""
    found = [inserts.get("after_0", "")]
    for number, piece in enumerate(pieces, 1):
        found += [piece, inserts.get(f"after_{number}", "")]
    return "\n".join(found)


def link(tale: Tale, index: int) -> str:
    """A link whose text is another story's headline."""
    return f'<a href="/news/{tale.number + index}-story">{escape(tale.others[index % len(tale.others)])}</a>'


def links(tale: Tale, start: int, count: int, *, classes: str = "") -> str:
    """A list of such links."""
    rows = "".join(f"<li>{link(tale, index)}</li>" for index in range(start, start + count))
    return f'<ul class="{classes}">{rows}</ul>'


def menu(tale: Tale) -> str:
    """The site's sections."""
    rows = "".join(f'<li><a href="/s{index}">{name}</a></li>' for index, name in enumerate(tale.tongue.nav))
    return f'<nav><ul class="menu">{rows}</ul></nav>'


def also_read(tale: Tale, index: int, *, colon: str = ": ") -> str:
    """A paragraph that leads to another story."""
    return f"<p><strong>{tale.tongue.also_read}{colon}{link(tale, index)}</strong></p>"


def data(**fields: object) -> str:
    """A JSON-LD script."""
    return f'<script type="application/ld+json">{json.dumps(fields, ensure_ascii=False)}</script>'


def article(tale: Tale, *, authors: object, kind: str = "NewsArticle", **more: object) -> str:
    """The JSON-LD of the story as most sites write it."""
    return data(
        **{"@context": "https://schema.org", "@type": kind},
        mainEntityOfPage={"@type": "WebPage", "@id": tale.url},
        headline=tale.headline,
        description=tale.standfirst,
        datePublished=tale.when.isoformat(),
        dateModified=tale.when.isoformat(),
        author=authors,
        publisher={"@type": "Organization", "name": tale.tongue.site},
        **more,
    )


def open_graph(tale: Tale, *, times: bool = False) -> str:
    """The OpenGraph tags, with times where the site gives them."""
    rows = {
        "og:title": tale.headline,
        "og:site_name": tale.tongue.site,
        "og:type": "article",
        "og:url": tale.url,
        "og:description": tale.standfirst,
    }
    if times:
        rows |= {"article:published_time": tale.when.isoformat(), "article:modified_time": tale.when.isoformat()}
    return "\n".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in rows.items())


def page(tale: Tale, *, head: str, body: str, root: str = "", body_class: str = "") -> str:
    """The whole document."""
    tongue = tale.tongue
    attributes = root or f'lang="{tongue.tag}" dir="{tongue.direction}"'
    title = f"<title>{escape(tale.headline)} | {tongue.site}</title>"
    return (
        f'<!DOCTYPE html>\n<html {attributes}>\n<head><meta charset="utf-8">{title}\n'
        f'<link rel="canonical" href="{tale.url}">\n{head}</head>\n'
        f'<body class="{body_class}">\n{body}\n</body></html>'
    )
