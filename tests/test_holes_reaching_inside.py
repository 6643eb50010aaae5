"""Published holes by which a page, a feed or a name made a neighbour fetch what only its own network sees; tried on us.

Each test is named after the hole; docs/security.md has them all in one table.
"""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from monitor import passes, upkeep
from monitor.config import ConfigError, parse
from monitor.delivery.guarding import REASON
from monitor.delivery.retrying import End
from monitor.delivery.services import send_by_service
from monitor.delivery.web import post
from scrapers.orders import Check, FailureReason, Look, Missed
from scrapers.sources import ChannelKind
from scrapers.urls import canonical_url
from tests.answering import Answer, Site, answering
from tests.networking import Network, network
from tests.receiving import http_sink
from tests.spidering import Crawled, Notebook, Told, crawl
from tests.test_arrows import imported, is_within, modules, tree
from tests.test_mail import DELIVERY

pytestmark = pytest.mark.usefixtures("reactor")

PUBLIC = "93.184.216.34"
HTML = {"Content-Type": "text/html"}
SECRET = "the inner secret"  # noqa: S105 - what an attacker is after


@pytest.fixture
def inner() -> Iterator[Site]:
    """A service that only this machine is to reach, at whatever it is asked for."""
    with answering() as opened:
        for path in ("/", "/robots.txt", "/secret", "/favicon.ico", "/latest/meta-data"):
            opened.says(path, Answer(SECRET.encode(), headers=HTML))
        yield opened


@pytest.fixture
def outlet() -> Iterator[Site]:
    """A publisher's site, which the source names."""
    with answering() as opened:
        yield opened


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    with network(monkeypatch) as opened:
        yield opened


def port_of(site: Site) -> int:
    port = urlsplit(site.home).port
    assert port is not None
    return port


async def tried(urls: list[str], outlet: Site | None = None) -> Crawled:
    """A crawl that is to fetch these; its source names the outlet alone."""
    checks = [Check(url=url) for url in urls]
    return await crawl(Notebook(), checks=checks, named=[outlet.home] if outlet else [], ROBOTSTXT_OBEY=False)


def others(crawled: Crawled) -> list[str]:
    """What was not refused, but failed otherwise; that nothing came of any."""
    assert not [item for item in crawled.items if isinstance(item, Told)]
    assert all(SECRET not in str(item) for item in crawled.items)
    refusals = (FailureReason.ADDRESS_REFUSED, FailureReason.REDIRECTS)
    return [item.order.url for item in crawled.items if item.reason not in refusals]


LOOPBACK = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001",
    "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "0.0.0.0", "0", "[::]",  # noqa: S104
    "localhost", "LOCALHOST",
]  # fmt: skip
"""One machine in many spellings, which a name server's library reads whatever we think of them."""

ELSEWHERE = [
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192",
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "[fd00::1]", "[fd00:ec2::254]", "[fe80::1]",
    "[fec0::1]", "[ff02::1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]",
    "[100::1]", "[2001:db8::1]", "[::127.0.0.1]",
]  # fmt: skip


async def test_cve_2026_27696_inner_addresses_in_every_spelling(inner: Site) -> None:
    urls = [f"http://{host}:{port_of(inner)}/secret" for host in LOOPBACK] + [f"http://{host}/" for host in ELSEWHERE]
    assert others(await tried(urls)) == []
    assert inner.asked == []


async def test_cve_2026_27696_a_redirect_leads_nowhere_inside(inner: Site, outlet: Site) -> None:
    hosts = [f"{host}:{port_of(inner)}" for host in LOOPBACK] + ELSEWHERE
    locations = [f"http://{host}/secret" for host in hosts]
    urls = [
        outlet.says(f"/{place}", Answer(b"", 302, {"Location": location})) for place, location in enumerate(locations)
    ]
    assert others(await tried(urls, outlet)) == []
    assert inner.asked == []


async def test_cve_2026_27696_robots_txt_leads_nowhere_inside(inner: Site, outlet: Site) -> None:
    outlet.says("/robots.txt", Answer(b"", 302, {"Location": inner.url("/robots.txt")}))
    outlet.says("/story", Answer(b"<p>A story.", headers=HTML))
    crawled = await crawl(Notebook(), checks=[Check(url=outlet.url("/story"))])
    assert crawled.item.reason is FailureReason.ADDRESS_REFUSED
    assert inner.asked == []


async def test_cve_2026_27696_feeds_and_sitemaps_lead_nowhere_inside(inner: Site, outlet: Site, tmp_path: Path) -> None:
    secret, other = inner.url("/secret"), "http://169.254.169.254/latest/meta-data"
    items = "".join(f"<item><title>A story</title><link>{url}</link></item>" for url in (secret, other))
    outlet.says("/feed", Answer(f"<rss><channel>{items}</channel></rss>".encode()))
    index = f"<sitemapindex><sitemap><loc>{inner.url('/news.xml')}</loc></sitemap></sitemapindex>"
    outlet.says("/sitemap.xml", Answer(index.encode()))
    config = parse(
        f"""
        [archive]
        contact = "desk@example.org"
        directory = "{tmp_path}"
        [[source]]
        id = "outlet"
        name = "Outlet"
        home = "{outlet.home}/"
        feeds = ["{outlet.url("/feed")}"]
        sitemaps = ["{outlet.url("/sitemap.xml")}"]
        every = "1m"
        min_delay = 0
        """,
        path=tmp_path / "presswatch.toml",
    )
    async with passes.opened(config, gone_confirmed_after=timedelta(0)) as crawls:
        await upkeep.adopt(crawls.tools.recorder, config, datetime.now(UTC))
        (report,) = await passes.crawl_pass(crawls, config.sources, every_article=False)
        shelf = crawls.tools.shelf
        failures = shelf.desk.execute("SELECT url, reason FROM failures ORDER BY url").fetchall()
        assert [tuple(row) for row in failures] == [
            (url, "address_refused") for url in sorted([secret, other, inner.url("/news.xml")])
        ]
        assert shelf.archive.execute("SELECT count(*) FROM captures").fetchone()[0] == 0
    assert not report.failed, "the source itself is well"
    assert inner.asked == []


DECEIVING = [
    "http://127.0.0.1.:{port}/secret",
    "http://localhost.:{port}/secret",
    "http://127.0.0.1:{port}\\@news.example/secret",
    "http://news.example\\@127.0.0.1:{port}/secret",
    "http://news.example@127.0.0.1:{port}/secret",
    "http://news.example:80@127.0.0.1:{port}/secret",
    "http://127.0.0.1:{port}#@news.example/secret",
    "http://127.0.0.1:{port}?@news.example/secret",
    "http://news.example%40127.0.0.1:{port}/secret",
    "http://127.0.0.1:{port}%2f@news.example/secret",
    "http://127.0.0.1\t:{port}/secret",
    "http:\\\\127.0.0.1:{port}\\secret",
    "http:/\\127.0.0.1:{port}/secret",
    "//127.0.0.1:{port}/secret",
    "/\\127.0.0.1:{port}/secret",
    "http://１２７.0.0.1:{port}/secret",
    "http://127。0。0。1:{port}/secret",
    "http://①②⑦.0.0.1:{port}/secret",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/secret",
    "http://[::1%25lo]:{port}/secret",
    "http://[::ffff:127.0.0.1%25lo]:{port}/secret",
    "HTTP://LocalHost:{port}/secret",
    "  http://127.0.0.1:{port}/secret",
]


@pytest.mark.parametrize("written", DECEIVING)
async def test_ghsa_rph4_96w6_q594_two_readers_of_one_address(
    net: Network, inner: Site, outlet: Site, written: str
) -> None:
    net.stands_for("news.example", PUBLIC)
    address = written.format(port=port_of(inner))
    location = address.encode().decode("latin-1")
    urls = [outlet.says("/go", Answer(b"", 302, {"Location": location}))]
    crawled = await crawl(
        Notebook(), checks=[Check(url=url) for url in urls], named=[outlet.home], ROBOTSTXT_OBEY=False, RETRY_TIMES=0
    )
    assert not [item for item in crawled.items if isinstance(item, Told)]
    assert inner.asked == []


@pytest.mark.parametrize("written", [written for written in DECEIVING if "@" in written.partition("?")[0]])
def test_ghsa_rph4_96w6_q594_such_addresses_are_refused_where_they_are_read(written: str) -> None:
    if "#" in written:
        assert "@" not in canonical_url(written.format(port=8))
    else:
        with pytest.raises(ValueError, match="address"):
            canonical_url(written.format(port=8))


RANGES = [
    "100.64.0.1", "100.127.255.254", "224.0.0.251", "239.255.255.250", "192.0.2.1", "198.51.100.1", "203.0.113.1",
    "198.18.0.1", "240.0.0.1", "0.0.0.1", "192.88.99.1", "2002:a00:1::", "2001::a00:1", "64:ff9b::a00:1",
    "::ffff:10.0.0.1", "::10.0.0.1", "fe80::1", "fec0::1", "ff02::1", "100::1", "2001:db8::1", "3fff::1", "5f00::1",
]  # fmt: skip


async def test_ghsa_gwph_fp79_379w_ranges_that_a_deny_list_forgot(net: Network) -> None:
    for number, address in enumerate(RANGES):
        net.stands_for(f"name{number}.example", address)
    urls = [f"http://name{number}.example/" for number in range(len(RANGES))]
    assert others(await tried(urls)) == []
    assert net.dialled == []


DOORS = {
    "monitor/crawl.py": "Scrapy: scrapers.connecting judges each connection",
    "monitor/fetching.py": "Scrapy: scrapers.connecting judges each connection",
    "monitor/reactor.py": "starts the reactor and connects to nothing",
    "monitor/delivery/web.py": "webhooks: a factory of sockets judges each address; no redirect, no proxy",
    "monitor/delivery/services.py": "Apprise: an audit hook judges each socket; no proxy",
    "monitor/delivery/guarding.py": "the sockets and the hook themselves",
    "monitor/delivery/mail.py": "SMTP to the host and port of the destination; nothing in SMTP leads elsewhere",
    "monitor/delivery/deliverer.py": "asks for this machine's name",
    "monitor/workers.py": "pipes to processes of its own",
    "monitor/site.py": "listens",
    "monitor/demo/server.py": "listens, on loopback",
    "monitor/demo/inbox.py": "listens, on loopback",
    "scrapers/connecting.py": "the guard itself",
    "scrapers/downloading.py": "counts what is under way",
    "scrapers/bounds.py": "ends a connection whose headers do not end",
    "monitor/pipeline.py": "takes what a crawl found",
    "scrapers/robots.py": "asks through the engine, so through scrapers.connecting",
    "scrapers/middlewares.py": "passes requests on",
    "scrapers/ending.py": "drops requests",
    "scrapers/spiders/news.py": "yields requests to the engine, so through scrapers.connecting",
    "scrapers/urls.py": "tldextract with the list it brings: suffix_list_urls=()",
    "scrapers/channels/feeds.py": "feedparser, which would fetch what looks like an address: it is handed a stream",
    "monitor/up.py": "starts `presswatch run` and `serve`",
}
"""Every module that could make a connection, and what it does. A new one is to be thought about first."""

NETWORKING = (
    "aiohttp", "aiosmtplib", "apprise", "asyncio.open_connection", "asyncio.streams", "boto3", "botocore", "dns",
    "feedparser", "ftplib", "http.client", "http.server", "httpx", "imaplib", "multiprocessing.connection", "nntplib",
    "paramiko", "playwright", "poplib", "pycurl", "requests", "scrapy", "selenium", "smtplib", "socket", "socketserver",
    "ssl", "subprocess", "telnetlib", "tldextract", "twisted", "urllib.request", "urllib3", "websockets", "xmlrpc",
)  # fmt: skip
CALLS = {"create_connection", "open_connection", "sock_connect", "connect_ex", "urlopen", "create_datagram_endpoint"}
HARMLESS = {"scrapy.http.Headers", "scrapy.settings.Settings", "scrapy.exceptions"}


def ways_out(module: ast.Module) -> set[str]:
    """What a module imports or calls that could make a connection."""
    found = {name for name in imported(module) if any(is_within(name, door) for door in NETWORKING)}
    found = {name for name in found if not any(is_within(name, each) for each in HARMLESS)}
    calls = [node.func for node in ast.walk(module) if isinstance(node, ast.Call)]
    return found | {call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in CALLS}


@pytest.mark.once
def test_ghsa_56fq_63vj_9992_every_way_out_is_known() -> None:
    found = {str(path) for path in modules("scrapers", "monitor", "storage", "datasette") if ways_out(tree(path))}
    assert found == set(DOORS)


@pytest.mark.parametrize("code", ["import requests", "from urllib.request import urlopen", "loop.sock_connect(s, a)"])
def test_ghsa_56fq_63vj_9992_a_new_way_out_is_seen(code: str) -> None:
    assert ways_out(ast.parse(code))


PAGE = """<html><head><link rel="icon" href="{0}/favicon.ico"><link rel="stylesheet" href="{0}/a.css">
<link rel="preload" href="{0}/b.js" as="script"><link rel="amphtml" href="{0}/amp"><script src="{0}/c.js"></script>
<meta http-equiv="refresh" content="0; url={0}/secret"><meta property="og:image" content="{0}/og.png">
<base href="{0}/"></head><body><h1>Alliance is final</h1><img src="{0}/i.png" srcset="{0}/j.png 2x">
<iframe src="{0}/secret"></iframe><video poster="{0}/p.png" src="{0}/v.mp4"></video><object data="{0}/o"></object>
<script>fetch("{0}/secret"); location = "{0}/secret"</script><svg><image href="{0}/s.svg"/></svg>
<form action="{0}/secret" method="post"><input type="submit"></form><p style="background: url({0}/bg.png)">Text.</p>"""


async def test_ghsa_x9wx_6c32_9556_no_page_is_rendered_and_none_of_its_parts_fetched(inner: Site, outlet: Site) -> None:
    story = outlet.says("/story", Answer(PAGE.format(inner.home).encode(), headers=HTML))
    assert isinstance((await tried([story], outlet)).item, Told)
    assert inner.asked == []
    pins = (Path(__file__).parent.parent / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    for browser in ("playwright", "selenium", "pyppeteer", "splash", "scrapy-playwright"):
        assert f"\n{browser}==" not in pins


async def test_cve_2026_21885_media_that_a_feed_names_are_not_fetched(inner: Site, outlet: Site) -> None:
    media = "".join(
        f"<{tag}='{inner.url('/secret')}'/>" for tag in ("enclosure url", "media:content url", "media:thumbnail url")
    )
    logo = f"<image><url>{inner.url('/favicon.ico')}</url></image><icon>{inner.url('/favicon.ico')}</icon>"
    feed = f"<rss xmlns:media='m'><channel>{logo}<item><link>{outlet.url('/a')}</link>{media}</item></channel></rss>"
    desk = Notebook()
    look = Look(url=outlet.says("/feed", Answer(feed.encode())), kind=ChannelKind.FEED)
    await crawl(desk, looks=[look])
    assert [page.status for page in desk.seen] == [200]
    assert inner.asked == []


def test_ghsa_jrxm_qjfh_g54f_no_setting_changes_where_others_are_asked() -> None:
    for setting in ("api_base", "proxy", "fetch_url", "base_url", "llm"):
        with pytest.raises(ConfigError, match=setting):
            parse(f'[archive]\ncontact = "a@example.org"\n{setting} = "http://127.0.0.1/"\n', path=Path("p.toml"))


async def test_fe2bfb27_a_name_that_turns_inwards_between_two_look_ups(net: Network, inner: Site, outlet: Site) -> None:
    net.stands_for("turning.example", PUBLIC, "127.0.0.1")
    net.publish(outlet, PUBLIC, port=port_of(inner))
    outlet.says("/a", Answer(b"<p>A story.", headers={**HTML, "Connection": "close", "Content-Length": "11"}))
    urls = [f"http://turning.example:{port_of(inner)}/{path}" for path in ("a", "secret")]
    checks = [Check(url=url, priority=-place) for place, url in enumerate(urls)]
    crawled = await crawl(Notebook(), checks=checks, named=[], ROBOTSTXT_OBEY=False)
    assert [type(item) for item in crawled.items] == [Told, Missed]
    assert crawled.items[1].reason is FailureReason.ADDRESS_REFUSED
    assert net.looked_up == ["turning.example"] * 2, "once for each connection: there is no second look-up to deceive"
    assert inner.asked == []


async def test_fe2bfb27_a_named_host_that_turns_to_the_metadata_of_a_cloud(net: Network) -> None:
    answers = ["169.254.169.254", "100.100.100.200", "fd00:ec2::254", "0.0.0.0", "::ffff:169.254.169.254"]  # noqa: S104
    net.stands_for("named.example", *answers)
    for _ in answers:
        crawled = await crawl(Notebook(), checks=[Check(url="http://named.example/latest/meta-data")])
        assert crawled.item.reason is FailureReason.ADDRESS_REFUSED
    assert net.dialled == []


async def test_29f6dc88_integrations_and_icons_reach_nothing_inside(inner: Site, outlet: Site) -> None:
    outlet.says("/story", Answer(PAGE.format(inner.home).encode(), headers=HTML))
    await tried([outlet.url("/story")], outlet)
    async with http_sink() as sink:
        sink.answers, sink.headers = [302, 302], {"Location": inner.url("/secret")}
        assert (await post(sink.url, body=b"{}", headers={})).status == 302
        outcome = await send_by_service(DELIVERY, sink.url.replace("http://", "xml://"))
        assert (outcome.end, outcome.reason) == (End.DOWN, REASON)
    assert inner.asked == []
    assert [path for path in outlet.paths if "favicon" in path] == []
