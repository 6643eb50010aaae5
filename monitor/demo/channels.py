"""What an outlet's channels say, as bytes: feeds of each kind, gzipped news sitemaps under an index, section pages."""

import gzip
import html
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from monitor.demo.chrome import Skeleton, Slot, mark
from monitor.demo.mastheads import Form, Masthead
from monitor.demo.phrases import PHRASES
from monitor.demo.shapes import frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One story in a channel; `url` is the address that this channel gives."""

    url: str
    title: str
    summary: str
    byline: str
    section: str
    published_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheaf:
    """What a channel is written from: the outlet, its addresses, and the lines, newest first."""

    masthead: Masthead
    home: str
    url: str
    lines: Sequence[Line]


CONTENT_TYPES: Mapping[Form, str] = {
    Form.RSS: "application/rss+xml; charset=utf-8",
    Form.ATOM: "application/atom+xml; charset=utf-8",
    Form.RDF: "application/rdf+xml; charset=utf-8",
    Form.JSON_FEED: "application/feed+json; charset=utf-8",
    Form.BROKEN_RSS: "application/rss+xml",
    Form.COMMENTS: "application/rss+xml; charset=utf-8",
    Form.SITEMAP_INDEX: "application/xml",
    Form.SECTION: "text/html",
}


def feed(form: Form, sheaf: Sheaf) -> bytes:
    """The feed in UTF-8, whatever the outlet's pages are written in."""
    return _FEEDS[form](sheaf).encode()


def sitemap_index(parts: Sequence[tuple[str, datetime]]) -> bytes:
    """An index that names each part's address with the time of its last change."""
    lines = "".join(
        f"<sitemap><loc>{_e(url)}</loc><lastmod>{_w3c(changed_at)}</lastmod></sitemap>" for url, changed_at in parts
    )
    return f'{_XML}<sitemapindex xmlns="{_SITEMAP}">{lines}</sitemapindex>'.encode()


def news_sitemap(sheaf: Sheaf) -> bytes:
    """A news sitemap, gzipped as a file (no content encoding)."""
    lines = "".join(
        f"<url><loc>{_e(line.url)}</loc><lastmod>{_w3c(line.modified_at)}</lastmod><news:news><news:publication>"
        f"<news:name>{_e(sheaf.masthead.name)}</news:name><news:language>{sheaf.masthead.language}</news:language>"
        f"</news:publication><news:publication_date>{_w3c(line.published_at)}</news:publication_date>"
        f"<news:title>{_e(line.title)}</news:title></news:news></url>"
        for line in sheaf.lines
    )
    page = (
        f'{_XML}<urlset xmlns="{_SITEMAP}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{lines}</urlset>'
    )
    return gzip.compress(page.encode(), mtime=0)


def section_page(sheaf: Sheaf, *, feeds: Sequence[tuple[str, str]] = ()) -> Skeleton:
    """A section or front page: links to stories with teasers, among the menu and the chrome.

    `feeds` are the (address, content type) that its head announces.
    """
    masthead, phrases = sheaf.masthead, PHRASES[sheaf.masthead.language]
    alternates = "".join(f'<link rel="alternate" type="{kind}" href="{_e(url)}">' for url, kind in feeds)
    cards = "".join(
        f'<div class="card"><h3><a href="{_e(line.url)}">{_e(line.title)}</a></h3><p>{_e(line.summary)}</p></div>'
        for line in sheaf.lines
    )
    body = (
        f'<main class="front"><h1>{_e(masthead.name)}</h1>{mark(Slot.ADVERTISEMENT)}<div class="cards">{cards}</div>'
        f'{mark(Slot.PROMOTION)}<p><a href="/about">{_e(phrases.about)}</a></p></main>'
    )
    return Skeleton(
        frame(masthead, head=f"<title>{_e(masthead.name)}</title>{alternates}", body=body), encoding=masthead.encoding
    )


def _rss(sheaf: Sheaf) -> str:
    items = "".join(
        f"<item><title>{_e(line.title)}</title><link>{_e(line.url)}</link><description><![CDATA[<p>{_e(line.summary)}"
        f"</p>]]></description><dc:creator>{_e(line.byline)}</dc:creator><category>{_e(line.section)}</category>"
        f'<guid isPermaLink="false">{_e(line.url.partition("?")[0])}</guid>'
        f"<pubDate>{_rfc822(line.published_at)}</pubDate></item>"
        for line in sheaf.lines
    )
    return (
        f'{_XML}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel><title>{_e(sheaf.masthead.name)}</title><link>{_e(sheaf.home)}</link>"
        f'<description/><language>{sheaf.masthead.language}</language><atom:link rel="self" href="{_e(sheaf.url)}"/>'
        f"{items}</channel></rss>"
    )


def _broken_rss(sheaf: Sheaf) -> str:
    """As small papers have it: a namespace never declared, HTML entities, a bare ampersand, odd dates, no end."""
    items = "".join(
        f"<item><title>{_e(line.title)}&nbsp;</title><link>\n{_e(line.url)}\n</link><description>{_e(line.summary)} "
        f"News & views</description><media:credit>{_e(line.byline)}</media:credit>"
        f"<pubDate>{line.published_at:%d %b %Y %H:%M:%S} GMT</pubDate></item>\n"
        for line in sheaf.lines
    )
    return (
        f'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>{_e(sheaf.masthead.name)} & more</title>'
        f"<link>{_e(sheaf.home)}</link>{items}<item><title>Cut off in the mid"
    )


def _comments(sheaf: Sheaf) -> str:
    items = "".join(
        f"<item><title>By: reader {number}</title><link>{_e(line.url)}#comment-{number}</link>"
        f"<dc:creator>reader {number}</dc:creator><pubDate>{_rfc822(line.modified_at)}</pubDate>"
        f"<description>I read this twice.</description></item>"
        for number, line in enumerate(sheaf.lines, 1)
    )
    return (
        f'{_XML}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Comments for '
        f"{_e(sheaf.masthead.name)}</title><link>{_e(sheaf.home)}</link><description/>{items}</channel></rss>"
    )


def _atom(sheaf: Sheaf) -> str:
    entries = "".join(
        f'<entry><title type="html">{_e(_e(line.title))}</title><link rel="alternate" href="{_e(line.url)}"/>'
        f"<id>tag:newsroom,2024:{number}</id><published>{_w3c(line.published_at)}</published>"
        f"<updated>{_w3c(line.modified_at)}</updated><author><name>{_e(line.byline)}</name></author>"
        f'<summary type="text">{_e(line.summary)}</summary></entry>'
        for number, line in enumerate(sheaf.lines)
    )
    newest = max((line.modified_at for line in sheaf.lines), default=datetime(2024, 1, 1, tzinfo=UTC))
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{sheaf.masthead.language}"><title>'
        f'{_e(sheaf.masthead.name)}</title><id>{_e(sheaf.home)}</id><link rel="self" href="{_e(sheaf.url)}"/>'
        f"<updated>{_w3c(newest)}</updated>{entries}</feed>"
    )


def _rdf(sheaf: Sheaf) -> str:
    order = "".join(f'<rdf:li rdf:resource="{_e(line.url)}"/>' for line in sheaf.lines)
    items = "".join(
        f'<item rdf:about="{_e(line.url)}"><title>{_e(line.title)}</title><link>{_e(line.url)}</link>'
        f"<description>{_e(line.summary)}</description><dc:date>{_w3c(line.published_at)}</dc:date></item>"
        for line in sheaf.lines
    )
    return (
        f'{_XML}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{_e(sheaf.url)}"><title>'
        f"{_e(sheaf.masthead.name)}</title><link>{_e(sheaf.home)}</link><description/><dc:language>"
        f"{sheaf.masthead.language}</dc:language><items><rdf:Seq>{order}</rdf:Seq></items></channel>{items}</rdf:RDF>"
    )


def _json_feed(sheaf: Sheaf) -> str:
    items = [
        {
            "id": line.url,
            "url": line.url,
            "title": line.title,
            "summary": line.summary,
            "date_published": _w3c(line.published_at),
            "date_modified": _w3c(line.modified_at),
            "authors": [{"name": line.byline}],
        }
        for line in sheaf.lines
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": sheaf.masthead.name,
        "home_page_url": sheaf.home,
        "feed_url": sheaf.url,
        "language": sheaf.masthead.language,
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False)


_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_INDIA = timedelta(hours=5, minutes=30)
_FEEDS: Mapping[Form, Callable[[Sheaf], str]] = {
    Form.RSS: _rss,
    Form.ATOM: _atom,
    Form.RDF: _rdf,
    Form.JSON_FEED: _json_feed,
    Form.BROKEN_RSS: _broken_rss,
    Form.COMMENTS: _comments,
}


def _e(text: str) -> str:
    return html.escape(text)


def _w3c(at: datetime) -> str:
    """With India's offset, as its outlets write times."""
    return (at + _INDIA).strftime("%Y-%m-%dT%H:%M:%S+05:30")


def _rfc822(at: datetime) -> str:
    return format_datetime(at)
