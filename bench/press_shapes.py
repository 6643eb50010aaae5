"""Twelve structures of article pages, from a copy and the chrome of one fetch to HTML."""

import html
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from press_chrome import Chrome, Line, Noise

from monitor.demo.phrases import PHRASES, Phrases
from monitor.demo.stories import Copy

_LOCALES = {"en": "en_IN", "hi": "hi_IN", "ur": "ur_IN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that a shape needs for one page."""

    name: str
    language: str
    home: str
    url: str
    copy: Copy
    chrome: Chrome
    published_at: datetime
    modified_at: datetime

    @property
    def phrases(self) -> Phrases:
        """The words of the outlet's language."""
        return PHRASES[self.language]

    @property
    def headline(self) -> str:
        """The headline as HTML."""
        return self.chrome.encode(self.copy.headline)

    @property
    def standfirst(self) -> str:
        """The standfirst as HTML."""
        return self.chrome.encode(self.copy.standfirst)

    @property
    def names(self) -> str:
        """The authors as HTML."""
        return self.chrome.encode(", ".join(self.copy.byline))

    @property
    def time(self) -> str:
        """The time of publication, and how long ago the page says that it was updated."""
        at = self.published_at
        shown = f"{self.phrases.published} {at:%d-%m-%Y %H:%M}"
        return f'<time datetime="{at.isoformat()}">{shown}</time> {self.chrome.slot(Noise.TIMES)}'

    def body(self, paragraph: Callable[[str], str]) -> str:
        """The paragraphs, each as `paragraph` wraps it, with the chrome between them."""
        parts = [self._piece(piece, paragraph) for piece in self.chrome.between.get(0, ())]
        for place, text in enumerate(self.copy.paragraphs, 1):
            parts.append(paragraph(self.chrome.encode(text)))
            parts += [self._piece(piece, paragraph) for piece in self.chrome.between.get(place, ())]
        return "\n".join(parts)

    def note(self, tag: str, name: str = "correction") -> str:
        """The correction note in an element of its own, or nothing."""
        return f'<{tag} class="{name}">{self.chrome.encode(self.copy.note)}</{tag}>' if self.copy.note else ""

    @staticmethod
    def _piece(piece: str | Line, paragraph: Callable[[str], str]) -> str:
        return paragraph(piece.html) if isinstance(piece, Line) else piece


def page(sheet: Sheet, shape: int) -> bytes:
    """The page in the structure of that number, below `SHAPES`."""
    head, body = _SHAPES[shape](sheet)
    phrases, chrome = sheet.phrases, sheet.chrome
    direction = "rtl" if sheet.language == "ur" else "ltr"
    menu = "".join(f'<li><a href="/{folder}/">{_e(name)}</a></li>' for folder, name in phrases.sections.items())
    text = (
        f'<!doctype html>\n<html lang="{sheet.language}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n{head}\n'
        f'<link rel="canonical" href="{sheet.url}"><script nonce="{chrome.nonce}" src="/app.js?v={chrome.nonce}">'
        f'</script>\n</head>\n<body class="{chrome.token("page")}">\n{chrome.slot(Noise.CONSENT)}'
        f'<header class="{chrome.token("site")}"><a class="logo" href="/">{_e(sheet.name)}</a>'
        f'{chrome.slot(Noise.TICKER)}<nav><ul><li><a href="/">{_e(phrases.home)}</a></li>{menu}</ul></nav></header>\n'
        f'{body}\n<footer class="site"><p>© {_e(sheet.name)}. {_e(phrases.rights)}</p>'
        f'<a href="/about">{_e(phrases.about)}</a></footer>\n</body>\n</html>\n'
    )
    if chrome.scrambled is not None:
        text = _scrambled(text, chrome)
    return text.encode()


def _e(text: str) -> str:
    return html.escape(text)


def _title(sheet: Sheet) -> str:
    return f"<title>{_e(sheet.copy.headline)} | {_e(sheet.name)}</title>"


def _open_graph(sheet: Sheet, *, times: bool = True) -> str:
    pairs = {
        "og:type": "article",
        "og:site_name": sheet.name,
        "og:title": sheet.chrome.other_title or sheet.copy.headline,
        "og:description": sheet.copy.standfirst,
        "og:url": sheet.url,
        "og:locale": _LOCALES[sheet.language],
    }
    if times:
        pairs["article:published_time"] = sheet.published_at.isoformat()
        pairs["article:modified_time"] = _modified_at(sheet).isoformat()
    return "".join(f'<meta property="{name}" content="{_e(value)}">' for name, value in pairs.items())


def _modified_at(sheet: Sheet) -> datetime:
    return sheet.modified_at + timedelta(minutes=sheet.chrome.minutes)


def _data(sheet: Sheet, *, whole: bool = False) -> str:
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": sheet.copy.headline,
        "description": sheet.copy.standfirst,
        "author": [{"@type": "Person", "name": name} for name in sheet.copy.byline],
        "datePublished": sheet.published_at.isoformat(),
        "dateModified": _modified_at(sheet).isoformat(),
        "mainEntityOfPage": sheet.url,
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": sheet.name, "url": sheet.home},
    }
    if whole:
        data["articleBody"] = " ".join(sheet.copy.paragraphs)
    text = json.dumps(data, ensure_ascii=sheet.chrome.encode is not html.escape).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def _data_page(sheet: Sheet) -> tuple[str, str]:
    chrome = sheet.chrome
    body = (
        f'<main><article class="{chrome.token("story")}"><header><h1>{sheet.headline}</h1>'
        f'<p class="standfirst">{sheet.standfirst}</p><div class="byline">{sheet.phrases.by} '
        f'<span class="author">{sheet.names}</span> {sheet.time}</div>{chrome.slot(Noise.COUNTERS)}</header>'
        f'<div class="{chrome.token("story-body")}">{sheet.body(lambda text: f"<p>{text}</p>")}{sheet.note("aside")}'
        f"</div></article>{chrome.slot(Noise.COMMENTS)}{chrome.slot(Noise.RELATED)}</main>"
    )
    return f"{_title(sheet)}{_open_graph(sheet)}{_data(sheet)}", body


def _weblog_page(sheet: Sheet) -> tuple[str, str]:
    chrome = sheet.chrome
    note = f'<p class="editors-note"><em>{chrome.encode(sheet.copy.note)}</em></p>' if sheet.copy.note else ""
    body = (
        f'<div id="page" class="hfeed"><div class="post type-post"><h1 class="entry-title">{sheet.headline}</h1>'
        f'<h2 class="subhead">{sheet.standfirst}</h2><p class="entry-meta"><span class="author">{sheet.names}</span> '
        f'{sheet.time}</p>{chrome.slot(Noise.COUNTERS)}<div class="entry-content">{note}'
        f"{sheet.body(lambda text: f'<p>{text}</p>')}</div>{chrome.slot(Noise.COMMENTS)}</div>"
        f'<div class="sidebar">{chrome.slot(Noise.RELATED)}</div></div>'
    )
    return f'{_title(sheet)}{_open_graph(sheet)}<meta name="author" content="{_e(", ".join(sheet.copy.byline))}">', body


def _break_page(sheet: Sheet) -> tuple[str, str]:
    chrome = sheet.chrome
    head = (
        f'{_title(sheet)}<meta name="description" content="{_e(sheet.copy.standfirst)}">'
        f'<meta name="date" content="{sheet.published_at.isoformat()}">'
    )
    note = f"<i>{chrome.encode(sheet.copy.note)}</i>" if sheet.copy.note else ""
    body = (
        f'<table class="layout"><tr><td class="left">{chrome.slot(Noise.RELATED)}</td><td class="content">'
        f'<h1>{sheet.headline}</h1><p class="by">{sheet.phrases.by} {sheet.names}, {sheet.time}</p>'
        f'{chrome.slot(Noise.COUNTERS)}<div class="text"><b>{sheet.standfirst}</b><br><br>'
        f"{sheet.body(lambda text: f'{text}<br><br>')}{note}</div>{chrome.slot(Noise.COMMENTS)}</td></tr></table>"
    )
    return head, body


def _microdata_page(sheet: Sheet) -> tuple[str, str]:
    chrome = sheet.chrome
    body = (
        f'<div itemscope itemtype="https://schema.org/NewsArticle" class="wrap"><h1 itemprop="headline">'
        f'{sheet.headline}</h1><h3 class="deck" itemprop="description">{sheet.standfirst}</h3><div class="writer">'
        f'{sheet.phrases.by} <span itemprop="author">{sheet.names}</span> {sheet.time}</div>'
        f'<div itemprop="articleBody" class="copy">{sheet.body(lambda text: f"<p>{text}</p>")}{sheet.note("p")}</div>'
        f"{chrome.slot(Noise.COUNTERS)}{chrome.slot(Noise.COMMENTS)}{chrome.slot(Noise.RELATED)}</div>"
    )
    return f"{_title(sheet)}{_open_graph(sheet)}", body


def _whole_data_page(sheet: Sheet) -> tuple[str, str]:
    chrome = sheet.chrome
    texts = sheet.body(lambda text: f'<p class="matn">{text}</p>')
    body = (
        f'<div class="container"><article><h1>{sheet.headline}</h1><p class="khulasa">{sheet.standfirst}</p>'
        f'<p class="writer">{sheet.phrases.by} <a rel="author" href="/about">{sheet.names}</a></p>{sheet.time}'
        f'<div class="khabar">{texts}</div>{sheet.note("aside")}</article>{chrome.slot(Noise.COUNTERS)}'
        f"{chrome.slot(Noise.COMMENTS)}{chrome.slot(Noise.RELATED)}</div>"
    )
    return f"{_title(sheet)}{_open_graph(sheet)}{_data(sheet, whole=True)}", body


def _styled_page(sheet: Sheet) -> tuple[str, str]:
    """As component libraries build them: class names made by the build, a box for each paragraph."""
    chrome, css = sheet.chrome, sheet.chrome.token
    texts = sheet.body(lambda text: f'<div class="{css("Box")}"><p class="{css("Text")} {css("sc")}">{text}</p></div>')
    note = sheet.note("div", css("Note"))
    body = (
        f'<div id="root"><div class="{css("Layout")}"><main class="{css("Main")}"><div class="{css("Head")}">'
        f'<h1 class="{css("Title")}">{sheet.headline}</h1><h2 class="{css("Lead")}">{sheet.standfirst}</h2>'
        f'<div class="{css("By")}"><a rel="author" href="/about">{sheet.names}</a> {sheet.time}</div></div>'
        f'{chrome.slot(Noise.COUNTERS)}<section class="{css("Body")}">{texts}{note}</section>'
        f'{chrome.slot(Noise.COMMENTS)}</main><div class="{css("Rail")}">{chrome.slot(Noise.RELATED)}</div></div></div>'
    )
    return f"{_title(sheet)}{_open_graph(sheet)}{_data(sheet)}", body


def _division_page(sheet: Sheet) -> tuple[str, str]:
    """Paragraphs as divisions."""
    chrome = sheet.chrome
    texts = sheet.body(lambda text: f'<div class="para">{text}</div>')
    body = (
        f'<div class="wrapper"><div class="headline"><h1>{sheet.headline}</h1></div><div class="summary">'
        f'{sheet.standfirst}</div><div class="info"><span class="reporter">{sheet.names}</span> {sheet.time}</div>'
        f'<div class="fulltext">{texts}{sheet.note("div")}</div>{chrome.slot(Noise.COUNTERS)}'
        f"{chrome.slot(Noise.RELATED)}{chrome.slot(Noise.COMMENTS)}</div>"
    )
    return f"{_title(sheet)}{_open_graph(sheet)}{_data(sheet)}", body


def _chunked_page(sheet: Sheet) -> tuple[str, str]:
    """Each paragraph in a section of its own, as pages that are sent in pieces have them."""
    chrome = sheet.chrome
    texts = sheet.body(lambda text: f'<section class="chunk"><p data-t="text">{text}</p></section>')
    body = (
        f'<main id="content"><div class="lead-block"><h1>{sheet.headline}</h1><p data-testid="summary">'
        f'<em>{sheet.standfirst}</em></p></div><div class="meta-block"><span class="name">{sheet.names}</span> '
        f"{sheet.time}</div>{chrome.slot(Noise.COUNTERS)}<article>{texts}{sheet.note('footer')}</article></main>"
        f"<aside>{chrome.slot(Noise.RELATED)}</aside>{chrome.slot(Noise.COMMENTS)}"
    )
    return f"{_title(sheet)}{_open_graph(sheet)}{_data(sheet)}", body


def _span_page(sheet: Sheet) -> tuple[str, str]:
    """As a word processor leaves it: spans with styles in every paragraph."""
    chrome = sheet.chrome
    texts = sheet.body(lambda text: f'<p dir="auto"><span style="font-size: 18px;">{text}</span></p>')
    note = f'<p><b><span style="color: #900">{chrome.encode(sheet.copy.note)}</span></b></p>' if sheet.copy.note else ""
    body = (
        f'<div class="main-outer"><div class="post-outer"><h1 class="post-title">{sheet.headline}</h1>'
        f'<div class="post-header"><span class="post-author vcard">{sheet.names}</span> {sheet.time}</div>'
        f'<div class="post-body"><p><strong>{sheet.standfirst}</strong></p>{texts}{note}</div>'
        f"{chrome.slot(Noise.COUNTERS)}{chrome.slot(Noise.COMMENTS)}</div>{chrome.slot(Noise.RELATED)}</div>"
    )
    return f"{_title(sheet)}{_open_graph(sheet)}{_data(sheet)}", body


def _amp_page(sheet: Sheet) -> tuple[str, str]:
    chrome = sheet.chrome
    texts = sheet.body(lambda text: f'<p class="amp-para">{text}</p>')
    body = (
        f'<main class="amp"><h1 class="amp-title">{sheet.headline}</h1><h2 class="amp-lead">{sheet.standfirst}</h2>'
        f'<p class="amp-by">{sheet.names} {sheet.time}</p>{texts}{sheet.note("div")}</main>'
        f"{chrome.slot(Noise.COUNTERS)}{chrome.slot(Noise.RELATED)}{chrome.slot(Noise.COMMENTS)}"
    )
    return f"{_title(sheet)}{_data(sheet)}", body


def _table_page(sheet: Sheet) -> tuple[str, str]:
    """Tables in tables, fonts by element, as pages of twenty years ago that are still served."""
    chrome = sheet.chrome
    texts = sheet.body(lambda text: f'<p align="justify"><font face="Verdana" size="2">{text}</font></p>')
    note = f'<p><font color="red">{chrome.encode(sheet.copy.note)}</font></p>' if sheet.copy.note else ""
    body = (
        f'<table width="100%"><tr><td width="70%"><table><tr><td><h1><font size="5">{sheet.headline}</font></h1></td>'
        f'</tr><tr><td class="strap"><i>{sheet.standfirst}</i></td></tr><tr><td class="author">{sheet.phrases.by} '
        f'{sheet.names} | {sheet.time}</td></tr><tr><td id="ContentDiv">{texts}{note}</td></tr></table>'
        f"{chrome.slot(Noise.COUNTERS)}{chrome.slot(Noise.COMMENTS)}</td><td>{chrome.slot(Noise.RELATED)}</td></tr></table>"
    )
    return f"{_title(sheet)}{_open_graph(sheet, times=False)}", body


def _initial_page(sheet: Sheet) -> tuple[str, str]:
    """A page whose first letter is set apart, with the body in an article's own header, main part and footer."""
    chrome = sheet.chrome
    texts = sheet.body(lambda text: f'<p class="text">{text}</p>')
    if sheet.language == "en":
        texts = re.sub(r'(<p class="text">)([A-Z])', r'\1<span class="initial">\2</span>', texts, count=1)
    body = (
        f'<div class="grid"><article role="article"><hgroup><h1>{sheet.headline}</h1><p>{sheet.standfirst}</p></hgroup>'
        f'<address class="byline">{sheet.phrases.by} {sheet.names}</address> {sheet.time}{chrome.slot(Noise.COUNTERS)}'
        f'<div class="rich-text">{texts}</div>{sheet.note("p", "amendment")}</article>'
        f"{chrome.slot(Noise.RELATED)}{chrome.slot(Noise.COMMENTS)}</div>"
    )
    return f"{_title(sheet)}{_open_graph(sheet)}{_data(sheet)}", body


_SHAPES: Sequence[Callable[[Sheet], tuple[str, str]]] = (
    _data_page,
    _weblog_page,
    _break_page,
    _microdata_page,
    _whole_data_page,
    _styled_page,
    _division_page,
    _chunked_page,
    _span_page,
    _amp_page,
    _table_page,
    _initial_page,
)
SHAPES = len(_SHAPES)
SHAPE_NAMES = tuple(shape.__name__.strip("_").removesuffix("_page") for shape in _SHAPES)

_TAG = re.compile(r"<(\w+)((?:\s[\w:-]+=\"[^\"<>]*\"){2,})>")
_ATTRIBUTE = re.compile(r"[\w:-]+=\"[^\"]*\"")


def _scrambled(text: str, chrome: Chrome) -> str:
    """The same page with its attributes in another order and blocks on other lines."""
    random = chrome.scrambled
    assert random is not None

    def turned(tag: re.Match[str]) -> str:
        attributes = _ATTRIBUTE.findall(tag[2])
        random.shuffle(attributes)
        return f"<{tag[1]} {' '.join(attributes)}>"

    return re.sub(r"(?=<(?:p|div|section|td|li)[ >])", "\n" + " " * random.randrange(8), _TAG.sub(turned, text))
