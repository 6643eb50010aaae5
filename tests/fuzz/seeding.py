"""Writes the seeds of every target anew, from samples of our own: python tests/fuzz/seeding.py"""

import gzip
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
MOST_BYTES = 12_000
"""Of one seed: small ones are mutated quickly."""


def main() -> None:
    """Each target's seeds, numbered."""
    for target, make in (
        ("channels", _channels),
        ("urls", _urls),
        ("extract", _pages),
        ("compare", _pairs),
        ("diff", _stories),
        ("matching", _stories),
        ("query", _queries),
        ("warc", _captures),
    ):
        folder = HERE / "seeds" / target
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for number, seed in enumerate(make()):
            (folder / f"{number:02}").write_bytes(seed)


def _channels() -> Iterator[bytes]:
    from tests.feed_samples import item, rss

    files = sorted((HERE.parent / "data" / "channels").iterdir())
    for number, file in enumerate(files):
        yield bytes([number]) + file.read_bytes()[:MOST_BYTES]
    yield b"\x03" + gzip.compress(rss(item()).encode(), mtime=0)
    yield b"\x00" + '<?xml version="1.0" encoding="utf-16"?>'.encode("utf-16") + rss(item()).encode("utf-16-le")
    yield b"\x01<sitemapindex><sitemap><loc>https://courier.example/2024-08.xml</loc><lastmod>2024-08-22</lastmod></sitemap>"
    yield b"\x01https://courier.example/story-1234\nhttps://courier.example/story-1235\n"
    yield (
        b"\x02<html lang=en><title>Politics</title><nav><a href=/about>About us</a></nav><article><h2>"
        b"<a href=/2024/08/22/alliance-is-final-12345>Alliance is final, on all 90 seats</a></h2></article>"
        b"<link rel=alternate type=application/rss+xml href=/feed>"
    )


def _urls() -> Iterator[bytes]:
    for url in (
        "https://www.courier.example/politics/2024/08/22/alliance-101.html?utm_source=x&id=7#top",
        "http://amp.courier.example:80/amp/story/amp/?amp=1&b=2&a=1\n../other/./story;jsessionid=1",
        "https://बड़ी-खबर.example/समाचार/गठबंधन?क=ख\n//cdn.example/a%2fb%zz",
        "https://[2001:db8::1]:8443/a b\n/story?a=%E0%A4%95&&=",
        "http://0x7f.1/a\\b\nhttps://user:secret@courier.example/",
        "HTTP://COURIER.EXAMPLE./%7Eme/../x\n?page=3",
        "ftp://courier.example/file\njavascript:alert(1)",
    ):
        yield url.encode()


def _pages() -> Iterator[bytes]:
    for number, pair in enumerate(_short_pairs(8)):
        yield bytes([number]) + pair[0]
    for file in sorted((HERE.parent / "data" / "pages").glob("*.html")):
        page = file.read_bytes()
        if len(page) <= MOST_BYTES:
            yield b"\x00" + page
    yield (
        b'\x00<html><head><title>A</title><script type=application/ld+json>{"@type":"NewsArticle","headline":"A",'
        b'"datePublished":1724313600,"author":[{"name":"Asha Rao"}],"isAccessibleForFree":false}</script>'
        b"<meta property=article:published_time content=2024-08-22T06:30:00+05:30><body><h1>A</h1>"
        b"<p class=byline>By Asha Rao</p><time datetime=2024-08-22>22 August 2024, 6:30 PM IST</time>"
        b"<p>The two parties said on Thursday that they had agreed on all ninety seats of the assembly.</p>"
    )


def _pairs() -> Iterator[bytes]:
    for before, after in _short_pairs(10):
        yield b"\x00" + before + b"\n<!--===-->\n" + after


def _short_pairs(most: int) -> list[tuple[bytes, bytes]]:
    from tests.pairs import own_pairs

    pairs = {pair.group: (pair.before.encode(), pair.after.encode()) for pair in own_pairs(1)}
    fitting = sorted(pairs.values(), key=lambda pair: len(pair[0]) + len(pair[1]))
    return [pair for pair in fitting if len(pair[0]) + len(pair[1]) <= 2 * MOST_BYTES][:most]


def _stories() -> Iterator[bytes]:
    yield (
        "Talks go on\nNothing is final\nAsha Rao;Bilal Dar\nThe alliance is possible.\n"
        "On 1,500 seats.\nमतदान होगा।\n===\n"
        "Alliance is final\nOn all 90 seats\nAsha Rao\nThe alliance is “final”.\nमतदान होगा।\nOn 1,400 seats."
    ).encode()
    yield b"A\n\n\nx\ny\nz\n===\nA\n\n\nz\nx\ny"
    yield "<b>&\n\n\n<script>\n===\n\u0915\u200d\u0930\n\n\n<script>x</script> \u0640".encode()


def _queries() -> Iterator[bytes]:
    for query in (
        '(alliance OR "seat sharing" OR गठबंधन OR اتحاد) AND @nc NOT (weather OR sport)',
        'removed : "on track" + x* OR headline : ^talks',
        "NEAR(congress nc, 5) {headline body} : a -body : b",
        "pre-poll it's -word alli* “quoted”",
        "2024-08",
    ):
        yield query.encode()


def _captures() -> Iterator[bytes]:
    from storage.warc import Exchange, pack_capture

    head = [("Content-Type", "text/html"), ("Content-Encoding", "br"), ("ETag", '"1"')]
    url, at = "https://courier.example/", datetime(2024, 8, 22, tzinfo=UTC)
    packed = pack_capture(
        Exchange(url=url, status=200, request_headers=head, headers=head, body=b"<p>A story.", fetched_at=at)
    )
    yield b"\x00" + packed.response
    yield b"\x01" + gzip.decompress(packed.response)
    yield b"\x01" + gzip.decompress(packed.request)
    yield b"\x03Content-Type: text/html\nSet-Cookie: a=\xff\n\n<p>A story."


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent.parent))
    main()
