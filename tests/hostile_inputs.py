"""Pages that nobody should serve, by the hundred thousand elements and the ten megabytes, made by script.

A case is made `full` or, for the suite, at a size that still meets the limit which it is to meet. What answers
otherwise than a web server should stands in `hostile_answers`.
"""

import html
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from monitor.demo.inventing import invented
from monitor.demo.stories import Copy
from tests.answering import Answer, Wire

STORED = "stored"
SUSPECT = "suspect"
MB = 1024**2

Make: TypeAlias = Callable[[int, bool], Answer | Wire]
"""Is told a case's number, since each story must differ from the others, and whether to make it at full size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A hostile answer and what may come of it: STORED, SUSPECT or a reason of failure."""

    name: str
    make: Make
    outcomes: frozenset[str]


def case(name: str, make: Make, *outcomes: str) -> Case:
    """A case that ends in one of these ways."""
    return Case(name=name, make=make, outcomes=frozenset(outcomes))


def article(number: int, *, head: str = "", before: str = "", inside: str = "", after: str = "") -> str:
    """The page of a whole story, with what makes it hostile put in."""
    copy = invented(number)
    return (
        f"<!doctype html><html lang='en'><head><title>{copy.headline}</title>{head}</head><body>{before}<article>"
        f"<h1>{copy.headline}</h1>{inside}{_paragraphs(copy)}</article>{after}</body></html>"
    )


def served(page: str | bytes, kind: str = "text/html; charset=utf-8") -> Answer:
    """The page as a server sends it."""
    body = page.encode("utf-8", "surrogatepass") if isinstance(page, str) else page
    return Answer(body, headers={"Content-Type": kind})


def pages() -> Iterator[Case]:
    """Every hostile page."""
    yield from _large()
    yield from _deep()
    yield from _attributes()
    yield from _floods()
    yield from _entities()
    yield from _letters()
    yield from _encodings()
    yield from _data()
    yield from _dates()
    yield from _no_pages()


ANYHOW = (STORED, SUSPECT, "reading_error", "reading_timeout")
"""A page that is no more than long or deep: what is made of it depends on the size."""


def _put(**where: str) -> Make:
    return lambda number, _: served(article(number, **where))


def _many(piece: str, small: int, full: int, place: str = "before") -> Make:
    return lambda number, is_full: served(article(number, **{place: piece * (full if is_full else small)}))


def _with_ld(text: str) -> Make:
    return _put(head=f"<script type='application/ld+json'>{text}</script>")


def _is(body: bytes) -> Make:
    return lambda *_: served(body)


def _paragraphs(copy: Copy) -> str:
    return "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in copy.paragraphs)


def _large() -> Iterator[Case]:
    said = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x", "articleBody": "%s"}</script>'
    yield case("large-page", _many("<p>More and more. </p>", 450_000, 2_500_000, "after"), "too_large")
    yield case("large-ld", _many(said % ("word " * 210_000), 8, 10, "head"), "too_large")
    yield case("large-ld-that-fits", _many(said % ("word " * 35_000), 1, 40, "head"), *ANYHOW)
    yield case("one-word", _many("a", 100_000, 7 * MB, "after"), *ANYHOW)
    yield case("one-title", _many("a", 100_000, 7 * MB, "head"), *ANYHOW)
    yield case("one-script", _many(f"<script>{'x=1;' * 45_000}</script>", 1, 40, "head"), *ANYHOW)
    yield case("spaces", _many(" \n", 50_000, 3_500_000, "inside"), *ANYHOW)


def _deep() -> Iterator[Case]:
    for tag in ("div", "b", "span", "table", "ul", "blockquote", "a"):
        yield case(f"nested-{tag}", _many(f"<{tag}>", 2_000, 200_000), *ANYHOW)
    yield case("nested-cells", _many("<table><tr><td>", 700, 70_000), *ANYHOW)
    yield case("never-opened", _many("</div></p></b>", 10_000, 500_000), *ANYHOW)
    yield case("too-many-tags", _many("<b></b>", 75_001, 75_001), "reading_error")


def _attributes() -> Iterator[Case]:
    flood = " ".join(f"a{number}='1'" for number in range(4_900))
    yield case("attributes", _many(f"<p {' '.join(f'a{n}=1' for n in range(6_000))}>", 1, 1), "reading_error")
    yield case("million-attributes", _many(f"<p {flood}", 2, 204), "reading_error", "too_large")
    yield case("attributes-on-many", _many(f"<p {flood}>x</p>", 2, 120), *ANYHOW)
    yield case("classes", _many(f"<p class='{'x ' * 20_000}'>x</p>", 1, 150, "inside"), *ANYHOW)


def _floods() -> Iterator[Case]:
    for name, piece in (
        ("elements", "<i></i>"),
        ("breaks", "<br>"),
        ("links", "<a href='/x'>x</a> "),
        ("paragraphs", "<p>x</p>"),
        ("inputs", "<input type=password>"),
        ("times", "<time datetime=2024>x</time>"),
        ("comments", "<!-- x -->"),
        ("open-comments", "<!--"),
        ("open-tags", "<a "),
        ("brackets", "<"),
        ("ampersands", "&"),
        ("headings", "<h1>x</h1>"),
        ("rows", "<tr><td>x</td></tr>"),
        ("cdata", "<![CDATA["),
        ("templates", "<template>"),
    ):
        yield case(f"many-{name}", _many(piece, 2_000, 7 * MB // len(piece), "after"), *ANYHOW)
    for name, piece in (
        ("metas", "<meta name=author content=x>"),
        ("scripts", "<script type=application/ld+json>{}</script>"),
        ("canonicals", "<link rel=canonical href=/x>"),
    ):
        yield case(f"many-{name}", _many(piece, 2_000, 7 * MB // len(piece), "head"), *ANYHOW)


def _entities() -> Iterator[Case]:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    for name, subset in (
        ("internal", f'<!ENTITY l0 "ha">{levels}'),
        ("external", '<!ENTITY l11 SYSTEM "file:///etc/passwd">'),
        ("parameter", '<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;'),
    ):
        yield case(f"entities-{name}", _declaring(f"<!DOCTYPE html [{subset}]>"), STORED)


def _declaring(start: str) -> Make:
    return lambda number, _: served(start + article(number, inside="<p>It &l11; is.</p>"))


def _letters() -> Iterator[Case]:
    for name, text in (
        ("null-bytes", "nu\x00ll \x00\x01\x02"),
        ("references", "&#0;&#1;&#12;&#x1f;&#xFFFE;&#65535;&#xD800;&#1114112;&#x80;"),
        ("lone-surrogates", "half \ud800 and \udfff"),
        ("controls", "\x9b31m\x7f\x1b[2J\x0c\x85\x80"),
        ("bidi", "\u202eeman rieht\u202c \u2066\u2067x\u2069 \u200f\u061c"),
        ("zero-width", "\u200b".join("hidden between the letters")),
        ("noncharacters", "\U0010ffff \U000e0001\U000e007f \ufdd0\ufdd1\ufffe\uffff"),
    ):
        yield case(name, _put(inside=f"<p>{text}</p>"), STORED)
    yield case("marks-on-marks", _many("e" + "\u0301" * 10_000, 1, 100, "inside"), STORED)


def _encodings() -> Iterator[Case]:
    latin = "<p>Über den Dächern</p>" * 20
    yield case("utf-16-unmarked", lambda n, _: served(article(n).encode("utf-16-le"), "text/html"), STORED)
    yield case("utf-16-cut", lambda n, _: served(article(n).encode("utf-16")[:-1], "text/html"), STORED)
    yield case("utf-16-said", lambda n, _: served(article(n), "text/html; charset=utf-16"), STORED)
    yield case("utf-8-said", lambda n, _: served(article(n, inside=latin).encode("cp1252")), STORED)
    for label in ("hex", "zip", "undefined", "unicode_escape", "punycode", "idna", "utf-7", "x" * 9_000):
        yield case(f"charset-{label[:9].replace('_', '-')}", _labelled(label, latin), STORED)


def _labelled(label: str, text: str) -> Make:
    head = f"<meta charset={label}>"
    kind = f"text/html; charset={label[:50]}"
    return lambda number, _: served(article(number, head=head, inside=text).encode("cp1252"), kind)


def _data() -> Iterator[Case]:
    story = '{"@type":"NewsArticle","headline":"x",%s}'
    authors = [{"name": f"Name {number}"} for number in range(5_000)]
    for name, text in (
        ("deep", "[" * 50_000 + "]" * 50_000),
        ("deep-objects", '{"@type":' * 20_000),
        ("deep-within", story % f'"isAccessibleForFree":{"[" * 900}{"]" * 900}'),
        ("long-number", story % f'"datePublished":{"9" * 400}'),
        ("longer-number", story % f'"datePublished":{"9" * 9_000}'),
        ("infinity", story % '"datePublished":1e999,"dateModified":NaN'),
        ("surrogates", story % '"author":"A \\ude00 B","articleBody":"\\ud83d","description":"half \\ud83d of it"'),
        ("authors", story % f'"author":{json.dumps(authors)}'),
        ("address", story % '"url":"http://[","mainEntityOfPage":"\\u0000\\ud800"'),
        (
            "wrong-types",
            '{"@type":["NewsArticle",1,null],"headline":{"a":[]},"author":[[[[[["x"]]]]]],"url":7,"name":[],'
            '"mainEntityOfPage":[1],"articleBody":{},"inLanguage":[{}],"publisher":3,"isAccessibleForFree":{}}',
        ),
    ):
        yield case(f"ld-{name}", _with_ld(text), STORED)
    nowhere = "<link rel=canonical href='javascript:alert(1)'><meta property=og:url content='http://['>"
    yield case("canonical-nowhere", _put(head=nowhere), STORED)
    yield case("canonical-long", _put(head=f"<link rel=canonical href='/{'ä' * 3_000}'>"), STORED)


def _dates() -> Iterator[Case]:
    for name, date in (
        ("9999", "9999-12-31T23:59:59+14:00"),
        ("0", "0000-00-00T00:00:00Z"),
        ("1", "0001-01-01T00:00:00+23:59"),
        ("negative", "-2024-08-22T00:00:00-23:59"),
        ("offset", "2024-08-22T06:30:00-99:99"),
        ("zone", "2024-08-22T06:30:00 Mars/Olympus"),
        ("digits", "9" * 30),
        ("second", "2024-08-22T24:60:99Z"),
        ("arabic", "٢٠٢٤-٠٨-٢٢"),
        ("epoch", "9999999999999"),
    ):
        said = json.dumps({"@type": "NewsArticle", "datePublished": date, "dateModified": date})
        head = f"<meta property='article:published_time' content='{date}'>"
        head += f"<script type='application/ld+json'>{said}</script>"
        yield case(f"date-{name}", _put(head=head, inside=f"<time datetime='{date}'>{date}</time>"), STORED)


def _no_pages() -> Iterator[Case]:
    for name, body in (
        ("pdf", b"%PDF-1.7\n" + bytes(range(256)) * 4_000),
        ("jpeg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4_000),
        ("noise", bytes((number * number * 7 + number // 3) % 256 for number in range(100_000))),
        ("gzip-unsaid", b"\x1f\x8b\x08" + bytes(range(256)) * 100),
        ("json", b'{"story": "of the day"}'),
        ("empty", b""),
        ("one-byte", b"<"),
        ("spaces-alone", b" " * 100_000),
    ):
        yield case(name, _is(body), SUSPECT)
