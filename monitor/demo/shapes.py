"""Article pages: six structures as the outlets of the world have them, from a copy to a skeleton that chrome fills."""

import html
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.demo.chrome import Skeleton, Slot, mark
from monitor.demo.mastheads import Masthead, Shape
from monitor.demo.phrases import PHRASES, Phrases
from monitor.demo.stories import Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that a shape needs for one page: `url` is the story's own address, `amp_url` that of its AMP twin."""

    masthead: Masthead
    copy: Copy
    home: str
    url: str
    published_at: datetime
    modified_at: datetime
    amp_url: str | None = None
    is_free: bool = True

    @property
    def phrases(self) -> Phrases:
        """The words of the outlet's language."""
        return PHRASES[self.masthead.language]


def article_page(sheet: Sheet) -> Skeleton:
    """The article in its outlet's own shape."""
    return Skeleton(_SHAPES[sheet.masthead.shape](sheet), encoding=sheet.masthead.encoding)


def amp_page(sheet: Sheet) -> Skeleton:
    """The AMP twin of an article: another structure, another address, the same story."""
    head = (
        f'<link rel="canonical" href="{_e(sheet.url)}"><script async src="/static/v0.js"></script>'
        f"<title>{_e(sheet.copy.headline)} | {_e(sheet.masthead.name)}</title>{_article_data(sheet)}"
    )
    texts = "".join(f'<p class="amp-para">{_e(text)}</p>' for text in sheet.copy.paragraphs)
    body = (
        f'<main class="amp"><h1 class="amp-title">{_e(sheet.copy.headline)}</h1>'
        f'<h2 class="amp-lead">{_e(sheet.copy.standfirst)}</h2><p class="amp-by">{_names(sheet)}</p>'
        f'<amp-ad width="300" height="250" data-slot="{mark(Slot.NONCE)}"></amp-ad>{texts}{_note(sheet, "div")}</main>'
    )
    page = (
        f'<!doctype html><html amp lang="{sheet.masthead.language}" dir="{sheet.masthead.direction}"><head>'
        f'<meta charset="{sheet.masthead.charset}">{head}</head><body>{body}</body></html>'
    )
    return Skeleton(page, encoding=sheet.masthead.encoding)


def frame(masthead: Masthead, *, head: str, body: str) -> str:
    """A page of the outlet, with its masthead, menu and footer around `body`."""
    phrases = PHRASES[masthead.language]
    menu = "".join(f'<li><a href="/{folder}/">{_e(name)}</a></li>' for folder, name in phrases.sections.items())
    return (
        f'<!doctype html>\n<html lang="{masthead.language}" dir="{masthead.direction}">\n<head>\n'
        f'<meta charset="{masthead.charset}">\n<meta name="viewport" content="width=device-width">\n{head}\n'
        f'<script nonce="{mark(Slot.NONCE)}">window.page = {{visit: "{mark(Slot.NONCE)}"}};</script>\n</head>\n<body>\n'
        f'<header class="site"><a class="logo" href="/">{_e(masthead.name)}</a>{mark(Slot.TICKER)}'
        f'<nav><ul><li><a href="/">{_e(phrases.home)}</a></li>{menu}</ul></nav></header>\n{body}\n'
        f'<footer class="site"><p>© {_e(masthead.name)}. {_e(phrases.rights)}</p>'
        f'<a href="/about">{_e(phrases.about)}</a></footer>\n</body>\n</html>\n'
    )


def _with_article_data(sheet: Sheet) -> str:
    copy = sheet.copy
    head = f"{_title(sheet)}{_open_graph(sheet)}{_article_data(sheet)}"
    body = (
        f'<main><article class="story"><header class="story-head"><h1>{_e(copy.headline)}</h1>'
        f'<p class="standfirst">{_e(copy.standfirst)}</p><div class="byline">{_e(sheet.phrases.by)} '
        f'<span class="author">{_names(sheet)}</span> {_time(sheet)} {mark(Slot.AGO)}</div>'
        f"{mark(Slot.COUNTER)}</header>{mark(Slot.PICTURE)}"
        f'<div class="story-body">{_paragraphs(sheet)}{_note(sheet, "aside")}</div>'
        f"{mark(Slot.PROMOTION)}</article>{mark(Slot.REMARKS)}{mark(Slot.RELATED)}{mark(Slot.POPULAR)}</main>"
    )
    return frame(sheet.masthead, head=head, body=body)


def _with_open_graph(sheet: Sheet) -> str:
    copy = sheet.copy
    head = f'{_title(sheet)}{_open_graph(sheet)}<meta name="author" content="{_names(sheet)}">'
    note = f'<p class="editors-note"><em>{_e(copy.note)}</em></p>' if copy.note else ""
    body = (
        f'<div id="page"><div class="post"><h1 class="entry-title">{_e(copy.headline)}</h1>'
        f'<h2 class="subhead">{_e(copy.standfirst)}</h2><p class="meta"><span class="author">{_names(sheet)}</span> '
        f"{_time(sheet)} {mark(Slot.AGO)}</p>{mark(Slot.COUNTER)}"
        f'<div class="entry-content">{note}{_paragraphs(sheet)}</div>{mark(Slot.PROMOTION)}{mark(Slot.REMARKS)}</div>'
        f'<div class="sidebar">{mark(Slot.ADVERTISEMENT)}{mark(Slot.POPULAR)}{mark(Slot.RELATED)}</div></div>'
    )
    return frame(sheet.masthead, head=head, body=body)


def _with_line_breaks(sheet: Sheet) -> str:
    copy = sheet.copy
    texts = "\n<br><br>\n".join(_e(text) for text in copy.paragraphs)
    note = f"\n<br><br>\n<i>{_e(copy.note)}</i>" if copy.note else ""
    lead = f"<b>{_e(copy.standfirst)}</b><br><br>" if copy.standfirst else ""
    head = (
        f"<title>{_e(copy.headline)} - {_e(sheet.masthead.name)}</title>"
        f'<meta name="description" content="{_e(copy.standfirst)}"><link rel="canonical" href="{_e(sheet.url)}">'
        f'<meta name="date" content="{sheet.published_at.isoformat()}">'
    )
    body = (
        f'<table class="layout" width="960"><tr><td class="left" width="180">{mark(Slot.POPULAR)}</td>'
        f'<td class="content"><h2>{_e(copy.headline)}</h2><p class="by">{_e(sheet.phrases.by)} {_names(sheet)}, '
        f'{sheet.published_at:%d %B %Y}</p>{mark(Slot.COUNTER)}<div class="text">{lead}{texts}{note}</div></td>'
        f'<td class="right" width="200">{mark(Slot.ADVERTISEMENT)}{mark(Slot.RELATED)}</td></tr></table>'
    )
    return frame(sheet.masthead, head=head, body=body)


def _with_amp_twin(sheet: Sheet) -> str:
    copy = sheet.copy
    twin = f'<link rel="amphtml" href="{_e(sheet.amp_url)}">' if sheet.amp_url else ""
    head = f"{_title(sheet)}{_open_graph(sheet)}{twin}{_article_data(sheet)}"
    body = (
        f'<main class="page"><section class="lekh"><h1 class="shirshak">{_e(copy.headline)}</h1>'
        f'<h2 class="synopsis">{_e(copy.standfirst)}</h2><div class="credits"><b>{_names(sheet)}</b> {_time(sheet)} '
        f"{mark(Slot.AGO)}</div>{mark(Slot.PICTURE)}"
        f'<div class="lekh-text">{_paragraphs(sheet)}{_note(sheet, "div")}</div>'
        f"{mark(Slot.COUNTER)}</section>{mark(Slot.ADVERTISEMENT)}{mark(Slot.RELATED)}{mark(Slot.POPULAR)}</main>"
    )
    return frame(sheet.masthead, head=head, body=body)


def _with_article_body(sheet: Sheet) -> str:
    copy = sheet.copy
    texts = "".join(f'<p class="matn">{_e(text)}</p>' for text in copy.paragraphs)
    head = f"{_title(sheet)}{_open_graph(sheet)}{_article_data(sheet, whole=True)}"
    body = (
        f'<div class="container"><article><h1>{_e(copy.headline)}</h1><p class="khulasa">{_e(copy.standfirst)}</p>'
        f'<p class="musannif">{_e(sheet.phrases.by)} <a rel="author" href="/about">{_names(sheet)}</a></p>'
        f'{_time(sheet)}<div class="khabar">{texts}</div>{_note(sheet, "aside")}</article>'
        f"{mark(Slot.COUNTER)}{mark(Slot.PROMOTION)}{mark(Slot.RELATED)}{mark(Slot.ADVERTISEMENT)}</div>"
    )
    return frame(sheet.masthead, head=head, body=body)


def _with_microdata(sheet: Sheet) -> str:
    copy = sheet.copy
    head = f"{_title(sheet)}{_open_graph(sheet)}"
    body = (
        f'<div itemscope itemtype="https://schema.org/NewsArticle" class="wrap"><h1 itemprop="headline">'
        f'{_e(copy.headline)}</h1><h3 class="deck" itemprop="description">{_e(copy.standfirst)}</h3>'
        f'<div class="writer">{_e(sheet.phrases.by)} <span itemprop="author">{_names(sheet)}</span> {_time(sheet)} '
        f'{mark(Slot.AGO)}</div>{mark(Slot.PICTURE)}<div itemprop="articleBody" class="copy">{_paragraphs(sheet)}'
        f"{_note(sheet, 'p')}</div>{mark(Slot.COUNTER)}{mark(Slot.POPULAR)}{mark(Slot.RELATED)}</div>"
    )
    return frame(sheet.masthead, head=head, body=body)


_SHAPES: Mapping[Shape, Callable[[Sheet], str]] = {
    Shape.ARTICLE_DATA: _with_article_data,
    Shape.OPEN_GRAPH: _with_open_graph,
    Shape.LINE_BREAKS: _with_line_breaks,
    Shape.AMP_TWIN: _with_amp_twin,
    Shape.ARTICLE_BODY: _with_article_body,
    Shape.MICRODATA: _with_microdata,
}


def _e(text: str) -> str:
    return html.escape(text)


def _names(sheet: Sheet) -> str:
    return _e(", ".join(sheet.copy.byline))


def _title(sheet: Sheet) -> str:
    return f"<title>{_e(sheet.copy.headline)} | {_e(sheet.masthead.name)}</title>"


def _time(sheet: Sheet) -> str:
    at = sheet.published_at
    return f'<time datetime="{at.isoformat()}">{_e(sheet.phrases.published)} {at:%d-%m-%Y %H:%M}</time>'


def _note(sheet: Sheet, tag: str) -> str:
    return f'<{tag} class="correction">{_e(sheet.copy.note)}</{tag}>' if sheet.copy.note else ""


def _paragraphs(sheet: Sheet) -> str:
    """The paragraphs with what publishers put between them: an advertisement, a line to another story."""
    between = {2: mark(Slot.ADVERTISEMENT), 4: mark(Slot.ALSO_READ)}
    return "".join(f"<p>{_e(text)}</p>{between.get(place, '')}" for place, text in enumerate(sheet.copy.paragraphs, 1))


def _open_graph(sheet: Sheet) -> str:
    pairs = {
        "og:type": "article",
        "og:site_name": sheet.masthead.name,
        "og:title": sheet.copy.headline,
        "og:description": sheet.copy.standfirst,
        "og:url": sheet.url,
        "og:locale": {"en": "en_IN", "hi": "hi_IN", "ur": "ur_IN"}[sheet.masthead.language],
        "article:published_time": sheet.published_at.isoformat(),
        "article:modified_time": sheet.modified_at.isoformat(),
        "article:section": sheet.copy.section,
    }
    metas = "".join(f'<meta property="{name}" content="{_e(value)}">' for name, value in pairs.items())
    return f'{metas}<link rel="canonical" href="{_e(sheet.url)}">'


def _article_data(sheet: Sheet, *, whole: bool = False) -> str:
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": sheet.copy.headline,
        "description": sheet.copy.standfirst,
        "author": [{"@type": "Person", "name": name} for name in sheet.copy.byline],
        "datePublished": sheet.published_at.isoformat(),
        "dateModified": sheet.modified_at.isoformat(),
        "mainEntityOfPage": sheet.url,
        "inLanguage": sheet.masthead.language,
        "isAccessibleForFree": sheet.is_free,
        "publisher": {"@type": "Organization", "name": sheet.masthead.name, "url": sheet.home},
    }
    if whole:
        data["articleBody"] = " ".join(sheet.copy.paragraphs)
    # A closing tag inside of the text must not end the script.
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'
