"""Where a crawl's connections go: looked up once, to public addresses and to what its source names, and kept."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scrapers.orders import Check, FailureReason, Look, Missed
from scrapers.sources import ChannelKind, Source
from tests.answering import Answer, Site, answering
from tests.networking import NOWHERE, Network, network
from tests.spidering import Notebook, Told, crawl

pytestmark = pytest.mark.usefixtures("reactor")

PUBLIC = "93.184.216.34"
PAGE = Answer(b"<p>A story.", headers={"Content-Type": "text/html"})


@pytest.fixture
def site() -> Iterator[Site]:
    with answering() as opened:
        yield opened


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    with network(monkeypatch) as opened:
        yield opened


def check(url: str) -> Check:
    return Check(url=url)


async def test_a_public_name_is_reached_with_its_own_name(net: Network, site: Site) -> None:
    net.stands_for("news.example", PUBLIC)
    net.publish(site, PUBLIC)
    site.says("/story", PAGE)
    told = (await crawl(Notebook(), checks=[check("http://news.example/story")], named=[])).item
    assert isinstance(told, Told)
    assert site.asked[-1][1]["host"] == "news.example"
    assert set(net.dialled) == {(PUBLIC, 80)}


async def test_of_several_addresses_only_the_public_ones_are_tried(net: Network, site: Site) -> None:
    net.stands_for("news.example", ["10.0.0.1", "fd00::1", "::1", PUBLIC, "127.0.0.1"])
    net.publish(site, PUBLIC)
    site.says("/story", PAGE)
    assert isinstance((await crawl(Notebook(), checks=[check("http://news.example/story")], named=[])).item, Told)
    assert set(net.dialled) == {(PUBLIC, 80)}


async def test_a_public_address_that_does_not_answer_is_no_refusal(net: Network) -> None:
    net.stands_for("news.example", ["10.0.0.1", PUBLIC])
    checks = [check("http://news.example/story")]
    missed = (await crawl(Notebook(), checks=checks, named=[], RETRY_TIMES=0)).item
    assert missed.reason is FailureReason.ROBOTS_UNREACHABLE
    assert set(net.dialled) == {(PUBLIC, 80)}


async def test_an_inner_name_is_refused_said_and_not_tried_again(net: Network) -> None:
    net.stands_for("news.example", ["10.0.0.1", "192.168.0.1"])
    crawled = await crawl(Notebook(), checks=[check("http://news.example/story")], named=[])
    missed = crawled.item
    assert isinstance(missed, Missed)
    assert missed.reason is FailureReason.ADDRESS_REFUSED
    assert missed.detail.startswith("news.example: 10.0.0.1:80 is no public address")
    assert net.dialled == []
    assert net.looked_up == ["news.example"], "asked once, by robots.txt"
    assert "retry/count" not in crawled.stats
    assert "log_count/ERROR" not in crawled.stats


async def test_without_robots_the_page_itself_is_refused(net: Network) -> None:
    net.stands_for("news.example", "10.0.0.1")
    checks = [check("http://news.example/story")]
    missed = (await crawl(Notebook(), checks=checks, named=[], ROBOTSTXT_OBEY=False)).item
    assert missed.reason is FailureReason.ADDRESS_REFUSED


async def test_refusals_do_not_count_as_a_source_that_gives_no_answer(net: Network, site: Site) -> None:
    net.stands_for("in.example", "10.0.0.1")
    site.says("/story", PAGE)
    inner = [Check(url=f"http://in.example/{number}", priority=9) for number in range(9)]
    crawled = await crawl(Notebook(), checks=[*inner, check(site.url("/story"))], named=[site.home])
    assert crawled.finish == "finished"
    assert [type(item) for item in crawled.items] == [Missed] * 9 + [Told]


async def test_a_named_host_is_reached_inside_and_only_at_its_port(net: Network, site: Site) -> None:
    port = int(site.home.rpartition(":")[2])
    net.stands_for("intranet.example", "127.0.0.1")
    site.says("/feed", Answer(b"<rss/>"))
    named = f"http://intranet.example:{port}/feed"
    look = Look(url=named, kind=ChannelKind.FEED)
    desk = Notebook()
    others = [check(f"http://intranet.example:{NOWHERE}/"), check("http://intranet.example/"), check(site.url("/feed"))]
    crawled = await crawl(desk, looks=[look], checks=others, named=[named])
    assert [page.url for page in desk.seen] == [named]
    assert [item.reason for item in crawled.items] == [FailureReason.ADDRESS_REFUSED] * 3
    assert set(net.dialled) == {("127.0.0.1", port)}


async def test_a_connection_is_kept_and_looked_up_once(net: Network, site: Site) -> None:
    net.stands_for("news.example", PUBLIC, "10.0.0.1")
    net.publish(site, PUBLIC)
    checks = [check("http://news.example/" + site.says(f"/{number}", PAGE)[-1]) for number in range(3)]
    crawled = await crawl(Notebook(), checks=checks, named=[])
    assert [type(item) for item in crawled.items] == [Told] * 3
    assert net.dialled == [(PUBLIC, 80)]
    assert net.looked_up == ["news.example"]


def certificate_for(name: str, file: Path) -> Path:
    """A certificate for the name that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    day, now = timedelta(days=1), datetime.now(UTC)
    built = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), now - day, now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(built.public_bytes(pem) + key.private_bytes(pem, *form))
    return file


async def test_a_certificate_must_be_the_name_s_wherever_it_leads(
    net: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_for("news.example", tmp_path / "site.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert ssl.get_default_verify_paths().cafile == str(certificate)
    with answering(certificate=certificate) as site:
        site.says("/story", PAGE)
        for name in ("news.example", "other.example"):
            net.stands_for(name, PUBLIC)
        net.publish(site, PUBLIC, port=443)
        checks = [check("https://news.example/story"), check("https://other.example/story")]
        crawled = await crawl(Notebook(), checks=checks, named=[], ROBOTSTXT_OBEY=False)
        (told,) = (item for item in crawled.items if isinstance(item, Told))
        (missed,) = (item for item in crawled.items if isinstance(item, Missed))
        assert told.check.url == "https://news.example/story"
        assert missed.reason is FailureReason.TLS
        assert [path for path, _ in site.asked] == ["/story"]


def test_a_source_names_its_home_and_its_channels() -> None:
    source = Source(id="s", name="S", home="https://a/", feeds=["https://b/f"], sitemaps=["https://c/"], sections=["x"])
    assert source.addresses() == ["https://a/", "https://b/f", "https://c/", "x"]
