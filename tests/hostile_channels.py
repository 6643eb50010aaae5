"""Channels that nobody should serve: sitemaps and feeds by the hundred thousand lines, indexes in loops, bombs.

Stories that they list are dated, and long ago, so that a crawl's baseline is made of what the good channels list.
"""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from scrapers.sources import ChannelKind
from tests.answering import Answer, Wire
from tests.hostile_answers import zeros_packed
from tests.hostile_inputs import MB

OLD = "2023-05-01T10:00:00Z"
READ = "read"
"""The channel was read without a complaint."""

FEED, SITEMAP, SECTION = ChannelKind.FEED, ChannelKind.SITEMAP, ChannelKind.SECTION

Paths: TypeAlias = Callable[[str], str]
"""The address of a path of the site, which a channel may name."""

Make: TypeAlias = Callable[[Paths, bool], Answer | Wire]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCase:
    """A hostile channel, words of the reason that is recorded, and how many lines may be taken of it."""

    name: str
    kind: ChannelKind
    make: Make
    outcome: str
    most: int = 1
    least: int = 0
    also: tuple[tuple[str, Make], ...] = ()
    """What it leads to: paths and what they answer."""


def channels() -> Iterator[ChannelCase]:
    """Every hostile channel that ends by itself."""
    yield from _sitemaps()
    yield from _indexes()
    yield from _feeds()
    yield from _json_feeds()
    yield from _dates()
    yield from _sections()
    yield _case("sitemap-beyond", SITEMAP, _packed(_urlset, 2_000, 100_000), READ, most=50_000, least=2_000)


def robots_files() -> Iterator[tuple[str, Callable[[bool], Answer | Wire], bool]]:
    """Every hostile robots.txt: its name, what makes it, and whether a story may be fetched under it."""
    huge = "User-agent: *\nDisallow: /x\n"
    for name, pieces, may in (
        ("large", lambda full: huge + "#" * (100 * MB if full else 9 * MB), False),
        ("rules", lambda full: huge + "".join(f"Disallow: /n{n}\n" for n in range(100_000 if full else 40_000)), True),
        ("agents", lambda full: "".join(f"User-agent: x{n}\n" for n in range(300_000 if full else 30_000)), True),
        ("stars", lambda full: huge + f"Disallow: /{'*a' * 20}*b\n" * (12_000 if full else 500), True),
        ("one-line", lambda _: huge + "Disallow: /" + "a" * 7 * MB, True),
        ("delay", lambda _: huge + "Crawl-delay: 1e-400\nCrawl-delay: nan\nCrawl-delay: -5\n", True),
        ("letters", lambda _: huge + "Disallow: /\ud800\x00\u202e%ff%\nAllow: \x00\n", True),
    ):
        yield name, _robots(pieces), may
    yield "endless", lambda _: Wire(_without_end), False
    yield "bomb", lambda full: Answer(zeros_packed(full), headers={"Content-Encoding": "gzip"}), False


def _robots(make: Callable[[bool], str]) -> Callable[[bool], Answer]:
    return lambda full: Answer(make(full).encode("utf-8", "surrogatepass"), headers={"Content-Type": "text/plain"})


def _without_end() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
    while True:
        yield b"Disallow: /x\n" * 10_000


def _sitemaps() -> Iterator[ChannelCase]:
    yield _case("sitemap-many", SITEMAP, _sized(_urlset, 1_000, 100_000), READ, most=50_000, least=1_000)
    yield _case("sitemap-text", SITEMAP, _addresses, READ, most=50_000, least=1_000)
    yield _case("sitemap-bomb", SITEMAP, lambda _, full: _xml(zeros_packed(full)), "limit", most=0)
    yield _case("sitemap-large", SITEMAP, lambda *_: _xml(_urlset(150_000)), "too_large", most=0)
    deep = lambda _, full: _xml(b"<urlset>" + b"<url>" * (1_000_000 if full else 20_000))  # noqa: E731 - as the others
    yield _case("sitemap-deep", SITEMAP, deep, "XML is broken", most=0)


def _indexes() -> Iterator[ChannelCase]:
    itself = lambda url, _: _index([url("/index-itself")])  # noqa: E731 - as the others
    yield _case("index-itself", SITEMAP, itself, READ, most=0)
    ring = [f"/ring-{number}" for number in range(3)]
    loop = [(path, _leads_to(ring[number - 2])) for number, path in enumerate(ring)]
    yield _case("index-loop", SITEMAP, _leads_to(ring[0]), READ, most=0, also=tuple(loop))
    fan = [f"/fan-{number}" for number in range(3_000)]
    yield _case("index-fan", SITEMAP, lambda url, _: _index([url(path) for path in fan]), READ, most=0)
    chain = tuple((f"/chain-{number}", _leads_to(f"/chain-{number + 1}")) for number in range(100))
    yield _case("index-chain", SITEMAP, _leads_to("/chain-0"), READ, most=0, also=chain)


def _feeds() -> Iterator[ChannelCase]:
    yield _case("feed-many", FEED, _sized(_rss, 5_001, 50_000), "more than 5000", most=5_000, least=5_000)
    yield _case(
        "feed-large", FEED, lambda _, full: _xml(_rss(1) + b" " * ((50 if full else 9) * MB)), "too_large", most=0
    )
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    for name, subset in (
        ("internal", f'<!ENTITY l0 "ha">{bomb}'),
        ("external", '<!ENTITY l11 SYSTEM "file:///etc/passwd">'),
        ("parameter", '<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;'),
    ):
        body = f"<!DOCTYPE rss [{subset}]>".encode() + _rss(1, title="&l11;")
        yield _case(f"feed-entities-{name}", FEED, _always(body), READ, least=1)
    plain = _rss(1).decode()
    for encoding in ("utf-16-le", "utf-16-be"):
        yield _case(f"feed-{encoding}", FEED, _always(plain.encode(encoding)), READ, least=1)
    yield _case("feed-title", FEED, _always(_rss(1, title="long " * (MB // 5))), READ, least=1)
    yield _case("feed-address", FEED, _always(_rss(1, tail="x" * MB)), READ)
    yield _case("feed-addresses", FEED, _always(_rss(1, tail="ä" * 2_000)), READ)
    yield _case("feed-deep", FEED, _sized(lambda n: b"<rss><channel>" + b"<a>" * n, 5_000, MB), "XML is broken", most=0)
    flood = " ".join(f"a{number}='1'" for number in range(20_000)).encode()
    yield _case("feed-attributes", FEED, _always(_rss(1).replace(b"<item>", b"<item %b>" % flood)), READ, least=1)
    spaces = " ".join(f"xmlns:n{number}='urn:{number}'" for number in range(5_000)).encode()
    yield _case("feed-namespaces", FEED, _always(_rss(1).replace(b"<item>", b"<item %b>" % spaces)), READ, least=1)
    yield _case("feed-nulls", FEED, _always(_rss(1, title="nu\x00ll \x1b[2J \u202e")), READ, least=1)


def _json_feeds() -> Iterator[ChannelCase]:
    deep = b'{"version": "https://jsonfeed.org/version/1.1", "items": [' + b"[" * 100_000
    yield _case("json-deep", FEED, _always(deep), "JSON is broken", most=0)
    yield _case("json-deep-whole", FEED, _always(deep + b"]" * 100_000 + b"]}"), "JSON is broken", most=0)
    yield _case("json-number", FEED, _always(b'{"items": [{"id": ' + b"9" * 100_000 + b"}]}"), "JSON is broken", most=0)
    yield _case("json-many", FEED, _sized(_json_feed, 5_001, 100_000), READ, most=5_000, least=5_000)
    odd = b'{"items": [1, null, [], {"url": {}}, {"url": "http://[", "title": "\\ud800"}, {"id": "\\u0000"}]}'
    yield _case("json-odd", FEED, _always(odd), READ)


def _dates() -> Iterator[ChannelCase]:
    for name, date in (
        ("9999", "9999-12-31T23:59:59+14:00"),
        ("0", "0000-00-00T00:00:00Z"),
        ("1", "0001-01-01T00:00:00+23:59"),
        ("negative", "-2024-08-22T00:00:00-23:59"),
        ("rfc-9999", "Fri, 31 Dec 9999 23:59:59 -2359"),
        ("rfc-0", "Sat, 00 Jan 0000 00:00:00 -9999"),
        ("digits", "9" * 5_000),
        ("zone", "Thu, 22 Aug 2024 06:30:00 +99999999999999999999"),
    ):
        yield _case(f"date-{name}", FEED, _always(_rss(1, date=date)), READ, least=1)
        yield _case(f"sitemap-date-{name}", SITEMAP, _always(_urlset(1, date=date)), READ, least=1)


def _sections() -> Iterator[ChannelCase]:
    link = "<li><a href='/2023/05/01/a-story-of-the-day-{0}'>What {0} of them said on that day</a>"
    many = lambda n: "".join(link.format(number) for number in range(n)).encode()  # noqa: E731 - as the others
    empty = lambda n: b"<a href=/>" * n  # noqa: E731 - as the others
    yield _case("section-links", SECTION, _sized(empty, 75_000, 800_000), "no links to articles", most=0)
    yield _case("section-deep", SECTION, _sized(lambda n: b"<div>" * n, 20_000, 1_000_000), "no links", most=0)
    yield _case("section-many", SECTION, _sized(many, 30_000, 60_000), READ, most=500, least=500)


def _case(
    name: str,
    kind: ChannelKind,
    make: Make,
    outcome: str,
    *,
    most: int = 1,
    least: int = 0,
    also: tuple[tuple[str, Make], ...] = (),
) -> ChannelCase:
    return ChannelCase(name=name, kind=kind, make=make, outcome=outcome, most=most, least=least, also=also)


def _sized(make: Callable[[int], bytes], small: int, full: int) -> Make:
    return lambda _, is_full: _xml(make(full if is_full else small))


def _packed(make: Callable[[int], bytes], small: int, full: int) -> Make:
    return lambda _, is_full: _xml(gzip.compress(make(full if is_full else small), 1))


def _always(body: bytes) -> Make:
    return lambda *_: _xml(body)


def _leads_to(path: str) -> Make:
    return lambda url, _: _index([url(path)])


def _xml(body: bytes) -> Answer:
    return Answer(body, headers={"Content-Type": "application/xml"})


def _index(urls: Iterable[str]) -> Answer:
    return _xml(
        f"<sitemapindex>{''.join(f'<sitemap><loc>{url}</loc></sitemap>' for url in urls)}</sitemapindex>".encode()
    )


def _urlset(count: int, *, date: str = OLD) -> bytes:
    lines = (f"<url><loc>/old/s{n}</loc><lastmod>{date}</lastmod></url>" for n in range(count))
    return f"<urlset>{''.join(lines)}</urlset>".encode()


def _addresses(url: Paths, full: bool) -> Answer:
    return _xml("\n".join(url(f"/old/t{number}") for number in range(100_000 if full else 1_000)).encode())


def _rss(count: int, *, title: str = "A line", tail: str = "", date: str = OLD) -> bytes:
    items = (
        f"<item><title>{title}</title><link>/old/f{n}{tail}</link><pubDate>{date}</pubDate></item>"
        for n in range(count)
    )
    return f"<rss version='2.0'><channel><title>Post</title>{''.join(items)}</channel></rss>".encode()


def _json_feed(count: int) -> bytes:
    items = [{"url": f"/old/j{number}", "date_published": OLD} for number in range(count)]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
