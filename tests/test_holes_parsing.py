"""Published holes by which one answer of a server cost a neighbour its memory, its time or more; tried on us, small.

The forms at full size are with the hostile input: these show that each limit is there.
"""

import gzip
import socket
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli
import pytest
import zstandard

from scrapers.channels import read_channel
from scrapers.orders import Check, FailureReason, Look
from scrapers.sources import ChannelKind
from tests.answering import Answer, Site, answering
from tests.feed_samples import NOW, URL
from tests.spidering import Notebook, Told, crawl

HTML = {"Content-Type": "text/html"}
SIZE = 48 * 1024 * 1024
"""Bytes that a bomb would unpack to: six times what is taken."""


@pytest.fixture
def site() -> Iterator[Site]:
    with answering() as opened:
        yield opened


def zeros(compressor: Callable[[bytes], bytes], flush: Callable[[], bytes]) -> bytes:
    """SIZE zeros, packed a megabyte at a time."""
    return b"".join([*(compressor(bytes(1024**2)) for _ in range(SIZE // 1024**2)), flush()])


def bomb(encoding: str) -> bytes:
    """A body of that encoding which is small until it is unpacked."""
    if encoding == "br":
        packer = brotli.Compressor(quality=1)
        return zeros(packer.process, packer.finish)
    if encoding == "zstd":
        stream = zstandard.ZstdCompressor().compressobj()
        return zeros(stream.compress, stream.flush)
    deflate = zlib.compressobj(1, zlib.DEFLATED, 31 if encoding == "gzip" else 15)
    return zeros(deflate.compress, deflate.flush)


def levels(count: int) -> str:
    """Entities that each hold ten of the one before."""
    return "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, count))


BOMBS = {
    "ten to the twelfth": f'<!DOCTYPE rss [<!ENTITY l0 "ha">{levels(12)}]>',
    "quadratic": f'<!DOCTYPE rss [<!ENTITY l11 "{"a" * 100_000}">]>',
    "of itself": '<!DOCTYPE rss [<!ENTITY l11 "&l11;">]>',
    "by parameters": '<!DOCTYPE rss [<!ENTITY % a "ha"><!ENTITY % b "%a;%a;%a;"><!ENTITY l11 "%b;">]>',
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("kind", ChannelKind)
def test_cve_2024_1892_entities_that_grow(name: str, kind: ChannelKind) -> None:
    uses = "&l11;" * (1_000 if name == "quadratic" else 1)
    body = f"{BOMBS[name]}<rss><channel><item><title>{uses}</title><link>{URL}a</link></item></channel></rss>"
    listing = read_channel(body.encode(), url=URL, kind=kind, content_type="text/xml", now=NOW)
    assert len(str(listing)) < 20_000


@pytest.mark.parametrize(
    "piece", ["<item><title>", "<item/", "<![CDATA[", "<rss xmlns:a='", "</item", "&#x", "<item>\0"]
)
def test_cve_2024_1892_malformed_feeds_that_make_a_reader_look_again_and_again(piece: str) -> None:
    # A quadratic step over so much takes minutes: the suite's patience is the limit, no clock is read.
    body = ("<rss><channel>" + piece * (400_000 // len(piece))).encode()
    for kind in ChannelKind:
        assert not read_channel(body, url=URL, kind=kind, content_type="text/xml", now=NOW).entries


@pytest.mark.usefixtures("reactor")
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
async def test_cve_2024_3572_a_body_that_unpacks_to_too_much(site: Site, encoding: str) -> None:
    packed = bomb(encoding)
    assert len(packed) < SIZE / 100
    site.says("/story", Answer(packed, headers={**HTML, "Content-Encoding": encoding}))
    crawled = await crawl(Notebook(), checks=[Check(url=site.url("/story"))], ROBOTSTXT_OBEY=False)
    assert crawled.item.reason is FailureReason.TOO_LARGE
    assert site.paths == ["/story"]


def test_cve_2024_3572_a_sitemap_that_unpacks_to_too_much() -> None:
    for packed in (bomb("gzip"), gzip.compress(bomb("gzip"))):
        listing = read_channel(packed, url=URL, kind=ChannelKind.SITEMAP, content_type="application/gzip", now=NOW)
        assert not listing.entries
        assert listing.problem


@pytest.mark.usefixtures("reactor")
async def test_cve_2025_6176_a_brotli_body_that_unpacks_to_too_much(site: Site) -> None:
    site.says("/story", Answer(bomb("br"), headers={**HTML, "Content-Encoding": "br"}))
    site.says("/twice", Answer(brotli.compress(bomb("br")), headers={**HTML, "Content-Encoding": "br, br"}))
    checks = [Check(url=site.url("/story")), Check(url=site.url("/twice"))]
    crawled = await crawl(Notebook(), checks=checks, ROBOTSTXT_OBEY=False)
    assert [item.reason for item in crawled.items] == [FailureReason.TOO_LARGE] * 2


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"


@contextmanager
def streaming(piece: bytes, *, head: bytes = HEAD) -> Iterator[str]:
    """A server that sends the head and then that piece for ever; a piece that is empty is silence."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closing = threading.Event()

        def serve() -> None:
            while True:
                try:
                    conn, _ = listener.accept()
                except OSError:
                    return
                with conn:
                    try:
                        conn.recv(65_536)
                        conn.sendall(head)
                        while piece and not closing.is_set():
                            conn.sendall(piece)
                        closing.wait(20)
                    except OSError:
                        continue

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/story"
        closing.set()
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.usefixtures("reactor")
@pytest.mark.parametrize(("piece", "head"), [(b"<p>" * 20_000, HEAD), (b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n", CHUNKED)])
async def test_cve_2017_14158_an_answer_without_end(piece: bytes, head: bytes) -> None:
    with streaming(piece, head=head) as url:
        crawled = await crawl(Notebook(), checks=[Check(url=url)], ROBOTSTXT_OBEY=False)
    assert crawled.item.reason is FailureReason.TOO_LARGE


@pytest.mark.usefixtures("reactor")
async def test_cve_2017_14158_an_answer_that_drips() -> None:
    with streaming(b"") as url:
        crawled = await crawl(
            Notebook(), checks=[Check(url=url)], ROBOTSTXT_OBEY=False, DOWNLOAD_TIMEOUT=0.3, RETRY_TIMES=0
        )
    assert crawled.item.reason is FailureReason.TIMEOUT


@pytest.mark.usefixtures("reactor")
async def test_ghsa_cwxj_rr6w_m6w7_a_header_s_value_is_no_name_of_a_program(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "planted_policy.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    hostile = {
        **HTML,
        "Referrer-Policy": "planted_policy.Policy",
        "Refresh": f"0; url={site.url('/elsewhere')}",
        "Link": f"<{site.url('/elsewhere')}>; rel=preload",
        "Content-Location": "planted_policy.Policy",
        "X-Item-Class": "planted_policy.Policy",
    }
    link = f"<a href='{site.url('/elsewhere')}'>a</a>".encode()
    feed = site.says("/feed", Answer(link, headers=hostile))
    story = site.says("/story", Answer(link, headers=hostile))
    look = Look(url=feed, kind=ChannelKind.FEED)
    crawled = await crawl(Notebook(), looks=[look], checks=[Check(url=story)])
    assert isinstance(crawled.item, Told)
    assert "planted_policy" not in sys.modules
    assert all("referer" not in headers for _, headers in site.asked)
    assert "/elsewhere" not in site.paths
