"""Eight shapes of article pages, and three of a story served otherwise; what is around the story moves by turn."""

import html
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.pairs_texts import Copy
from tests.pairs_words import WORDS, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Insert:
    """Markup between paragraphs: a box of its own, or typed as one of the story's own paragraphs."""

    markup: str
    as_paragraph: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that a shape needs. `turn` moves everything around the story; `between` has inserts by the paragraph that
    they follow (-1: before the first). `meta` stands beside the byline, `below` under the story, `overlay` over all.
    """

    copy: Copy
    language: str
    url: str
    turn: int = 0
    between: Mapping[int, Sequence[Insert]] = field(default_factory=dict)
    meta: str = ""
    below: str = ""
    overlay: str = ""
    data: Mapping[str, object] = field(default_factory=dict)
    published: str = "2025-03-04T06:10:00+00:00"
    is_script_typed: bool = False

    @property
    def words(self) -> Words:
        """The chrome's words."""
        return WORDS[self.language]


Shape = Callable[[Page], str]


def escape(text: str) -> str:
    """Text as HTML."""
    return html.escape(text, quote=False)


def body(page: Page, wrap: str) -> str:
    """The paragraphs, each in `wrap` with a `{}` for its text, and what stands between them."""
    pieces = [_insert(insert, wrap) for insert in page.between.get(-1, ())]
    for index, text in enumerate(page.copy.paragraphs):
        pieces.append(wrap.replace("{}", text if page.is_script_typed else escape(text)))
        pieces += [_insert(insert, wrap) for insert in page.between.get(index, ())]
    return "\n".join(pieces)


def _insert(insert: Insert, wrap: str) -> str:
    return wrap.replace("{}", insert.markup) if insert.as_paragraph else insert.markup


def links(page: Page, count: int, *, start: int = 0) -> str:
    """Lines of a list of other stories, others at each turn."""
    titles = page.words.titles
    chosen = [titles[(start + 3 * page.turn + index) % len(titles)] for index in range(count)]
    return "".join(f'<li><a href="/x/{page.turn}{index}">{title}</a></li>' for index, title in enumerate(chosen))


def remarks(page: Page) -> str:
    """What readers say below, more at each turn."""
    said = [page.words.remarks[(page.turn + index) % 4] for index in range(1 + page.turn % 4)]
    return "".join(f'<li class="comment"><b>Reader {index}</b><p>{text}</p></li>' for index, text in enumerate(said))


def frame(page: Page, *, head: str, main: str) -> str:
    """The document with masthead, ticker and footer."""
    words, direction = page.words, "rtl" if page.language == "ur" else "ltr"
    menu = "".join(f'<li><a href="/s{index}">{title.split()[0]}</a></li>' for index, title in enumerate(words.titles))
    ticker = words.ticker.format(n=2 + page.turn)
    title = escape(page.copy.open_graph_title or page.copy.headline)
    return (
        f'<!doctype html><html lang="{page.language}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{title} | Quay Press</title>{head}<script>var visit='{page.turn * 7919:x}';</script></head><body>"
        f'{page.overlay}<header class="site"><a href="/">Quay Press</a><div class="ticker">{ticker}</div>'
        f"<nav><ul>{menu}</ul></nav></header>{main}"
        f'<footer><p>© 20{20 + page.turn} Quay Press</p><a href="/imprint">Imprint</a></footer></body></html>'
    )


def graph(page: Page) -> str:
    """OpenGraph's properties."""
    copy = page.copy
    pairs = {
        "og:title": copy.open_graph_title or copy.headline,
        "og:description": copy.standfirst,
        "og:type": "article",
        "og:url": page.url,
        "og:site_name": "Quay Press",
        "article:published_time": page.published,
    }
    metas = "".join(f'<meta property="{name}" content="{html.escape(value)}">' for name, value in pairs.items())
    return f'{metas}<link rel="canonical" href="{page.url}">'


def linked_data(page: Page, *, whole: bool = False) -> str:
    """JSON-LD of the article; `whole` with its articleBody."""
    copy = page.copy
    stated: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": copy.json_title or copy.headline,
        "description": copy.standfirst,
        "author": [{"@type": "Person", "name": copy.author}],
        "datePublished": page.published,
        "dateModified": f"2025-03-04T0{7 + page.turn % 2}:10:00+00:00",
        "mainEntityOfPage": page.url,
    }
    if whole:
        stated["articleBody"] = "\n".join(copy.paragraphs)
    text = json.dumps({**stated, **page.data}, ensure_ascii=False)
    return f'<script type="application/ld+json">{text}</script>'


def _ad(page: Page) -> str:
    number = page.turn * 31 + 7
    link = f'<a href="/buy/{number}"><img src="/b.gif"></a>'
    return f'<div class="ad-slot" id="ad-{number}"><span>{page.words.ad}</span>{link}</div>'


def _stamp(page: Page) -> str:
    words = page.words
    return (
        f'<time datetime="{page.published}">{words.published} 04.03.2025 06:10</time>'
        f'<span class="ago">{words.ago.format(n=10 + page.turn)}</span>'
    )


def story_with_data(page: Page) -> str:
    """An article with JSON-LD, a body of paragraphs, an aside of related stories and comments."""
    copy, words = page.copy, page.words
    main = (
        f'<main><article class="story"><h1>{escape(copy.headline)}</h1><p'
        f' class="standfirst">{escape(copy.standfirst)}</p>'
        f'<div class="byline">{words.by} <a rel="author" href="/p/1">{copy.author}</a></div>{_stamp(page)}{page.meta}'
        f'<figure><img src="/{page.turn}.jpg"><figcaption>{words.captions[page.turn % 4]}</figcaption></figure>'
        f'<div class="story-body">{body(page, "<p>{}</p>")}</div>{_ad(page)}{page.below}</article>'
        f'<aside class="related"><h3>{words.related}</h3><ul>{links(page, 4)}</ul></aside>'
        f'<section id="comments"><h3>{words.comments.format(n=4 + page.turn)}</h3><ol>{remarks(page)}</ol>'
        f"</section></main>"
    )
    return frame(page, head=graph(page) + linked_data(page), main=main)


def blog_post(page: Page) -> str:
    """A post as blogging software writes it, with a sidebar and OpenGraph alone."""
    copy, words = page.copy, page.words
    main = (
        f'<div id="content"><div class="post hentry"><h1 class="entry-title">{escape(copy.headline)}</h1>'
        f'<h2 class="subtitle">{escape(copy.standfirst)}</h2><p class="entry-meta">{words.by} '
        f'<span class="author vcard">{copy.author}</span> {_stamp(page)}</p>{page.meta}'
        f'<div class="entry-content">{body(page, "<p>{}</p>")}'
        f'<div class="sharedaddy"><span>{words.share}</span><span class="count">{12 + page.turn}</span></div></div>'
        f'{page.below}</div><div class="comments"><h3>{words.comments.format(n=3 + page.turn)}</h3>'
        f"<ul>{remarks(page)}</ul>"
        f'</div></div><div class="sidebar">{_ad(page)}<h3>{words.popular}</h3><ul>{links(page, 5)}</ul></div>'
    )
    return frame(page, head=f'{graph(page)}<meta name="author" content="{copy.author}">', main=main)


def line_breaks(page: Page) -> str:
    """A page of tables whose paragraphs are parted by line breaks."""
    copy, words = page.copy, page.words
    main = (
        f'<table width="960"><tr><td class="left"><ul>{links(page, 5)}</ul></td><td class="content">'
        f'<h1>{escape(copy.headline)}</h1><div class="by">{words.by} {copy.author}</div>{page.meta}'
        f'<div class="lead"><b>{escape(copy.standfirst)}</b></div>'
        f'<div class="text">{body(page, "{}<br><br>")}</div>{page.below}</td>'
        f'<td class="right">{_ad(page)}<ul>{links(page, 3, start=5)}</ul></td></tr></table>'
    )
    head = f'<meta name="description" content="{html.escape(copy.standfirst)}"><link rel="canonical" href="{page.url}">'
    return frame(page, head=head, main=main)


def microdata(page: Page) -> str:
    """Microdata in the markup, no data beside it."""
    copy, words = page.copy, page.words
    main = (
        f'<div itemscope itemtype="https://schema.org/NewsArticle" class="wrap"><h1 itemprop="headline">'
        f'{escape(copy.headline)}</h1><h3 class="deck" itemprop="description">{escape(copy.standfirst)}</h3>'
        f'<div class="writer">{words.by} <span itemprop="author">{copy.author}</span></div>{_stamp(page)}{page.meta}'
        f'<div itemprop="articleBody" class="copy">{body(page, "<p>{}</p>")}</div>{page.below}'
        f'<div class="views">{words.views.format(n=400 + 13 * page.turn)}</div><h4>{words.related}</h4>'
        f"<ul>{links(page, 4)}</ul></div>"
    )
    return frame(page, head=graph(page), main=main)


def components(page: Page) -> str:
    """Each paragraph in wrappers of its own, with classes that a build makes anew; the data holds the whole text."""
    copy, words = page.copy, page.words
    digest = f"{(page.turn + 3) * 104729 % 99991:05x}"
    wrap = f'<div class="Text_block__{digest}"><p class="css-{digest}">{{}}</p></div>'
    main = (
        f'<div id="root"><main class="Page_main__{digest}"><div class="Head_box__{digest}">'
        f"<h1>{escape(copy.headline)}</h1>"
        f'<p class="Head_intro__{digest}">{escape(copy.standfirst)}</p><span'
        f' class="Head_by__{digest}">{copy.author}</span>'
        f"{_stamp(page)}{page.meta}</div>{body(page, wrap)}{page.below}"
        f'<div class="More_box__{digest}"><h2>{words.related}</h2><ul>{links(page, 6)}</ul></div></main></div>'
    )
    return frame(page, head=graph(page) + linked_data(page, whole=True), main=main)


def bare(page: Page) -> str:
    """A heading and paragraphs, and hardly a class."""
    copy, words = page.copy, page.words
    main = (
        f'<div id="content"><h1>{escape(copy.headline)}</h1><p><b>{escape(copy.standfirst)}</b></p>'
        f"<p>{words.by} {copy.author}</p>{page.meta}{body(page, '<p>{}</p>')}{page.below}<hr><h4>{words.popular}</h4>"
        f"<ul>{links(page, 5)}</ul></div>"
    )
    return frame(page, head=f'<meta name="author" content="{copy.author}">', main=main)


def sections(page: Page) -> str:
    """A body in sections, with a crosshead before each but the first."""
    copy, words = page.copy, page.words
    wrapped = body(page, '<p class="par">{}</p>').split("\n")
    cut = max(1, len(wrapped) // 2)
    parts = "".join(f'<section class="chunk">{"".join(part)}</section>' for part in (wrapped[:cut], wrapped[cut:]))
    main = (
        f'<article id="article"><header><h1>{escape(copy.headline)}</h1><p class="lead">{escape(copy.standfirst)}</p>'
        f'<address>{words.by} <a href="/a">{copy.author}</a></address>{page.meta}</header>{parts}'
        f'{page.below}</article><aside class="teasers"><h3>{words.popular}</h3><ul>{links(page, 5)}</ul></aside>'
    )
    return frame(page, head=graph(page) + linked_data(page), main=main)


def divisions(page: Page) -> str:
    """Paragraphs that are divisions."""
    copy, words = page.copy, page.words
    main = (
        f'<div class="layout"><div class="main-column"><h1 class="title">{escape(copy.headline)}</h1>'
        f'<div class="summary">{escape(copy.standfirst)}</div><div class="credit">{words.by} {copy.author}'
        f"</div>{page.meta}"
        f'<div class="text">{body(page, "<div class=paragraph>{}</div>")}</div>{page.below}</div>'
        f'<div class="side"><div class="box"><h3>{words.popular}</h3><ul>{links(page, 5)}</ul></div>{_ad(page)}'
        f"</div></div>"
    )
    return frame(page, head=graph(page) + linked_data(page), main=main)


def mobile(page: Page) -> str:
    """What the same address serves to a telephone: the same story in another template."""
    copy, words = page.copy, page.words
    main = (
        f'<div class="m-page"><div class="m-title"><h1>{escape(copy.headline)}</h1></div>'
        f'<div class="m-lead">{escape(copy.standfirst)}</div><div class="m-by">{copy.author}</div>'
        f'<div class="m-body">{body(page, "<p class=m-p>{}</p>")}</div><div class="m-more"><h5>{words.related}</h5>'
        f"{links(page, 3, start=4)}</div></div>"
    )
    return frame(page, head=graph(page) + linked_data(page), main=main)


def accelerated(page: Page) -> str:
    """The AMP page."""
    copy = page.copy
    main = (
        f'<main class="amp-main"><h1 class="amp-title">{escape(copy.headline)}</h1><h2 class="amp-lead">'
        f'{escape(copy.standfirst)}</h2><p class="amp-by">{copy.author}</p><amp-ad width="300" height="250"></amp-ad>'
        f"{body(page, '<p class=amp-para>{}</p>')}</main>"
    )
    return frame(page, head=graph(page) + linked_data(page), main=main)


def reprinted(page: Page) -> str:
    """A page for printers: the story and nothing else, one paragraph after the other."""
    copy = page.copy
    texts = "".join(f"<p>{escape(text)}</p>" for text in copy.paragraphs)
    return (
        f"<html><head><title>{escape(copy.headline)}</title></head><body><h1>{escape(copy.headline)}</h1>"
        f"<h2>{escape(copy.standfirst)}</h2><p>{copy.author}</p>{texts}</body></html>"
    )


SHAPES: Mapping[str, Shape] = {
    "data": story_with_data,
    "blog": blog_post,
    "breaks": line_breaks,
    "microdata": microdata,
    "components": components,
    "bare": bare,
    "sections": sections,
    "divisions": divisions,
}
