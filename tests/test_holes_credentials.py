"""Published holes by which a neighbour gave passwords, cookies or its own console to others; tried on us."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.config import ConfigError, parse
from monitor.delivery.retrying import End
from monitor.delivery.sending import web_hook
from monitor.delivery.services import send_by_service
from monitor.delivery.webhook import send_to_hook
from scrapers.orders import Ask, Check, Read
from tests.answering import Answer, Site, answering
from tests.receiving import http_sink
from tests.spidering import Notebook, Told, crawl
from tests.storage_samples import NOW
from tests.test_webhook import HOOKED

pytestmark = pytest.mark.usefixtures("reactor")

HTML = {"Content-Type": "text/html"}
PINS = (Path(__file__).parent.parent / "requirements" / "runtime.txt").read_text(encoding="utf-8")
PASSWORD = "wular-lake-4711"  # noqa: S105 - planted


@pytest.fixture
def site() -> Iterator[Site]:
    with answering() as opened:
        yield opened


@pytest.fixture
def other() -> Iterator[Site]:
    """Another host, at another port."""
    with answering("127.0.0.2") as opened:
        opened.says("/story", Answer(b"<p>A story.", headers=HTML))
        yield opened


@pytest.mark.parametrize("where", ["home", "feeds", "sitemaps", "sections"])
def test_cve_2021_41125_an_address_holds_no_password(where: str) -> None:
    url = f"https://meera:{PASSWORD}@s.example/"
    value = f'"{url}"' if where == "home" else f'["{url}"]'
    rest = "" if where == "home" else 'home = "https://s.example/"\n'
    text = f'[archive]\ncontact = "a@example.org"\n[[source]]\nid = "s"\nname = "S"\n{rest}{where} = {value}\n'
    with pytest.raises(ConfigError, match=where) as refused:
        parse(text, path=Path("p.toml"))
    assert PASSWORD not in str(refused.value)


async def test_cve_2021_41125_no_password_goes_along_with_a_redirect(site: Site, other: Site) -> None:
    bare = other.url("/story").removeprefix("http://")
    locations = [other.url("/story"), f"http://meera:{PASSWORD}@{bare}"]
    urls = [site.says(f"/{n}", Answer(b"", 302, {"Location": url})) for n, url in enumerate(locations)]
    await crawl(Notebook(), checks=[Check(url=url) for url in urls], named=[site.home, other.home])
    for _, headers in [*site.asked, *other.asked]:
        assert not headers.keys() & {"authorization", "cookie", "proxy-authorization"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_cve_2024_3574_a_webhook_s_password_stays_with_its_receiver(status: int) -> None:
    async with http_sink() as elsewhere, http_sink() as sink:
        sink.answers, sink.headers = [status], {"Location": elsewhere.url}
        bare = sink.url.removeprefix("http://")
        outcome = await send_to_hook(HOOKED, web_hook(f"http://meera:{PASSWORD}@{bare}/in"), secret=PASSWORD, now=NOW)
    assert outcome.end is End.PAUSE
    assert sink.requests[0][0]["authorization"] == f"Basic {base64.b64encode(f'meera:{PASSWORD}'.encode()).decode()}"
    assert elsewhere.requests == []


async def test_cve_2024_1968_a_service_s_password_stays_with_its_host() -> None:
    async with http_sink() as elsewhere, http_sink() as sink:
        sink.answers, sink.headers = [307], {"Location": elsewhere.url}
        bare = sink.url.removeprefix("http://")
        outcome = await send_by_service(HOOKED, f"xml://meera:{PASSWORD}@{bare}/in")
    assert outcome.end is End.DOWN
    assert "authorization" in sink.requests[0][0]
    assert elsewhere.requests == []


async def test_cve_2022_0577_a_cookie_goes_to_nobody(site: Site, other: Site) -> None:
    cookies = "who=you; Domain=co.in, all=1; Domain=.example; Path=/, here=1; Path=/"
    site.says("/robots.txt", Answer(b"", headers={"Set-Cookie": cookies}))
    for path in ("/first", "/second"):
        site.says(path, Answer(b"<p>A story.", headers={**HTML, "Set-Cookie": cookies}))
    site.says("/away", Answer(b"", 302, {"Location": other.url("/story"), "Set-Cookie": cookies}))
    checks = [Check(url=site.url(path), priority=-place) for place, path in enumerate(("/first", "/second", "/away"))]
    crawled = await crawl(Notebook(), checks=checks, named=[site.home, other.home])
    assert [type(item) for item in crawled.items] == [Told] * 3
    assert [path for path, headers in [*site.asked, *other.asked] if "cookie" in headers] == []


async def test_ghsa_9x8m_2xpf_crp3_no_proxy_is_asked_and_none_gets_a_password(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering() as proxy:
        address = proxy.home.replace("http://", f"http://meera:{PASSWORD}@")
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, address)
        site.says("/story", Answer(b"<p>A story.", headers=HTML))
        crawled = await crawl(Notebook(), checks=[Check(url=site.url("/story"))])
        assert isinstance(crawled.item, Told)
        assert proxy.asked == []
    assert all("proxy-authorization" not in headers for _, headers in site.asked)


def test_ghsa_76g3_c3x4_crvx_there_is_nothing_to_sign_for_s3_with() -> None:
    for library in ("boto3", "botocore", "awscrt", "s3fs", "google-cloud-storage"):
        assert f"\n{library}==" not in PINS


def listening() -> set[str]:
    """The ports at which this process listens, as the kernel has them."""
    own = {str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink() and _is_there(link)}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/self/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in own:
                found.add(fields[1])
    return found


def _is_there(link: Path) -> bool:
    try:
        link.readlink()
    except OSError:
        return False
    return True


async def test_scrapy_1_5_2_nothing_listens_while_a_spider_runs(site: Site) -> None:
    before, during = listening(), []

    def look(_check: Check, _asked: frozenset[Ask]) -> Read | None:
        during.append(listening())
        return None

    site.says("/story", Answer(b"<p>A story.", headers=HTML))
    await crawl(Notebook(questions=look), checks=[Check(url=site.url("/story"))])
    assert len(before) >= 1, "the site itself listens"
    assert during == [before]
