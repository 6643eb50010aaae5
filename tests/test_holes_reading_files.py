"""Published holes by which a neighbour gave away files and secrets of its own machine; tried on us."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from monitor.config import ConfigError, parse
from monitor.reading import ReadingPool
from monitor.trial import with_scheme
from scrapers.channels import discover_channels, read_channel
from scrapers.extract import extract
from scrapers.orders import Check, FailureReason, Missed
from scrapers.sources import ChannelKind
from scrapers.urls import absolute_url, canonical_url
from tests.answering import Answer, Site, answering
from tests.feed_samples import NOW, URL
from tests.page_tasks import environment
from tests.spidering import Notebook, crawl

PINS = (Path(__file__).parent.parent / "requirements" / "runtime.txt").read_text(encoding="utf-8")
HEAD = '[archive]\ncontact = "a@example.org"\n'
SOURCE = HEAD + '[[source]]\nid = "s"\nname = "S"\nhome = "https://s.example/"\n'


@pytest.fixture
def site() -> Iterator[Site]:
    with answering() as opened:
        yield opened


@pytest.fixture(scope="module")
async def pool() -> AsyncIterator[ReadingPool]:
    async with ReadingPool(workers=1) as opened:
        yield opened


TRICKS = [
    "source:file:///etc/passwd",
    "view-source:file:///etc/passwd",
    "FILE:///etc/passwd",
    "FiLe:///etc/passwd",
    " file:///etc/passwd",
    "\tfile:///etc/passwd",
    "\x00file:///etc/passwd",
    "fi\nle:///etc/passwd",
    "jar:file:///etc/passwd!/",
    "url:file:///etc/passwd",
    "data:text/html,<p>x",
    "javascript:fetch('/')",
    "ftp://s.example/x",
    "gopher://127.0.0.1:6379/_INFO",
    "dict://127.0.0.1:11211/stats",
    "s3://bucket/key",
    "ldap://127.0.0.1/",
    "//etc/passwd",
]
SLASHES = ["file:etc/passwd", "file:/etc/passwd", "file://etc/passwd", "file:///etc/passwd", "file:////etc/passwd"]
CLIMBING = ["file:../../etc/passwd", "file: ///etc/passwd", "file :///etc/passwd", "file:%2e%2e/etc/passwd", "file:"]


def check_refused(address: str) -> None:
    """Wherever an address may come from, this one is none."""
    with pytest.raises(ValueError, match="address"):
        canonical_url(address)
    found = absolute_url(address, "https://s.example/news/")
    assert found is None or found.startswith(("http://", "https://"))
    toml = address.replace("\\", "\\\\").replace("\x00", "\\u0000").replace("\n", "\\n").replace("\t", "\\t")
    for line in (f'feeds = ["{toml}"]', f'sections = ["{toml}"]'):
        with pytest.raises(ConfigError, match="source"):
            parse(f"{SOURCE}{line}\n", path=Path("p.toml"))
    with pytest.raises(ConfigError, match="home"):
        parse(SOURCE.replace("https://s.example/", toml), path=Path("p.toml"))
    feed = f"<rss><channel><item><title>t</title><link>{address}</link></item></channel></rss>".encode()
    listing = read_channel(feed, url=URL, kind=ChannelKind.FEED, content_type=None, now=NOW)
    page = f'<link rel="alternate" type="application/rss+xml" href="{address}"><a href="{address}">RSS</a>'.encode()
    named = [candidate.url for candidate in discover_channels(page, url="https://s.example/")]
    assert all(url.startswith(("http://", "https://")) for url in [*(entry.url for entry in listing.entries), *named])


@pytest.mark.parametrize("address", TRICKS)
def test_cve_2024_51483_a_scheme_behind_or_beside_another(address: str) -> None:
    check_refused(address)


@pytest.mark.parametrize("address", SLASHES)
def test_cve_2024_51998_a_file_with_any_number_of_slashes(address: str) -> None:
    check_refused(address)


@pytest.mark.parametrize("address", CLIMBING)
def test_cve_2024_56509_a_file_by_way_of_the_folder_above(address: str) -> None:
    check_refused(address)


@pytest.mark.usefixtures("reactor")
async def test_cve_2024_51483_the_downloader_itself_knows_no_other_scheme(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("<p>secret")
    urls = [secret.as_uri(), "data:text/html,<p>secret", "ftp://127.0.0.1/x", "s3://bucket/key"]
    crawled = await crawl(Notebook(), checks=[Check(url=url) for url in urls], ROBOTSTXT_OBEY=False)
    assert [item.reason for item in crawled.items] == [FailureReason.REDIRECTS] * len(urls)


def test_cve_2024_51483_what_a_person_types_is_no_file() -> None:
    assert with_scheme("etc/passwd") == "https://etc/passwd"
    with pytest.raises(ValueError, match="address"):
        canonical_url(with_scheme("file:///etc/passwd"))


@pytest.mark.usefixtures("reactor")
async def test_ghsa_23j4_mw76_5v7h_a_redirect_to_another_scheme(site: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("<p>secret")
    locations = [
        secret.as_uri(), f"file:{secret}", f"FILE://{secret}", f"file://localhost{secret}", "data:text/html,<p>secret",
        "ftp://127.0.0.1/x", "s3://bucket/key", "gopher://127.0.0.1/", "javascript:alert(1)", "about:blank",
    ]  # fmt: skip
    urls = [
        site.says(f"/{place}", Answer(b"", 302, {"Location": location})) for place, location in enumerate(locations)
    ]
    crawled = await crawl(Notebook(), checks=[Check(url=url) for url in urls])
    assert [(type(item), item.reason) for item in crawled.items] == [(Missed, FailureReason.REDIRECTS)] * len(urls)
    assert "secret" not in str(crawled.items).replace(str(secret), "")


@pytest.mark.parametrize("setting", ["xpath", "css", "selector", "jq", "filter", "headers", "script", "processor"])
def test_cve_2026_29039_a_source_brings_no_program_of_its_own(setting: str) -> None:
    with pytest.raises(ConfigError, match=setting):
        parse(f"{SOURCE}{setting} = \"unparsed-text('file:///etc/passwd')\"\n", path=Path("p.toml"))
    for engine in ("elementpath", "saxonche", "jq", "jsonpath-ng"):
        assert f"\n{engine}==" not in PINS


async def test_cve_2026_33981_what_reads_pages_has_no_secret_in_its_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DESK_CHANNEL", "slack://planted")
    async with ReadingPool(workers=1) as own:
        told = await own.run(environment)
    assert "PATH=" in told
    assert "planted" not in told


EXTERNAL = [
    '<!DOCTYPE x [<!ENTITY x SYSTEM "{file}">]>',
    '<!DOCTYPE x [<!ENTITY x SYSTEM "{web}">]>',
    '<!DOCTYPE x SYSTEM "{web}">',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "{web}"> %p;]>',
    '<!DOCTYPE x PUBLIC "-//x//x" "{web}">',
    '<?xml-stylesheet href="{web}"?>',
]
DOCUMENTS = {
    ChannelKind.FEED: "<rss><channel><title>&x;</title><item><title>&x;</title><link>https://courier.example/a</link>"
    "<description>&x;<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='{file}'/></description></item>"
    "</channel></rss>",
    ChannelKind.SITEMAP: "<urlset><url><loc>https://courier.example/a</loc><x>&x;</x></url></urlset>",
    ChannelKind.SECTION: "<html><a href='https://courier.example/a-story-of-some-length'>&x; and a story</a></html>",
}


@pytest.mark.parametrize("kind", ChannelKind)
@pytest.mark.parametrize("declaration", EXTERNAL)
def test_cve_2026_41895_an_entity_of_elsewhere(kind: ChannelKind, declaration: str, site: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("planted in a file")
    web = site.says("/x.dtd", Answer(b"planted on the web"))
    whole = ('<?xml version="1.0"?>' + declaration + DOCUMENTS[kind]).replace("{file}", secret.as_uri())
    body = whole.replace("{web}", web).encode()
    listing = read_channel(body, url=URL, kind=kind, content_type="application/xml", now=NOW)
    assert "planted" not in str(listing)
    story = extract(body, url=URL, content_type="application/xhtml+xml")
    assert "planted" not in str(story)
    assert site.asked == []
