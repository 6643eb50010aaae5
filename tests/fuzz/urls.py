"""Any text as an address: refused, or one normal form that stays itself and leads to the web alone."""

from urllib.parse import urlsplit

from scrapers.urls import (
    absolute_url,
    article_address,
    canonical_url,
    is_amp,
    is_front_page,
    same_site,
    site_of,
    url_key,
)
from tests.fuzz.texts import as_text

BASE = "https://courier.example/politics/index.html?page=2"


def check(data: bytes) -> None:
    """A line is an address; a second one is a link found there."""
    written, _, href = as_text(data).partition("\n")
    for url in (written, absolute_url(written, BASE), absolute_url(href, written), absolute_url(href, BASE)):
        if url is not None:
            _check_address(url, must_be_one=url is not written)
    same_site(written, href)
    is_front_page(written)


def _check_address(url: str, *, must_be_one: bool) -> None:
    try:
        canonical = canonical_url(url)
    except ValueError:
        assert not must_be_one, url
        return
    parts = urlsplit(canonical)
    assert parts.scheme in ("http", "https")
    assert parts.hostname
    assert not parts.username
    assert not parts.fragment
    assert canonical.isascii()
    assert canonical == "".join(canonical.split())
    assert canonical_url(canonical) == canonical
    key = url_key(url)
    assert key.startswith("https://")
    assert url_key(canonical) == key
    assert url_key(key) == key
    assert article_address(url, url) == canonical
    assert same_site(url, canonical)
    assert site_of(canonical) == site_of(url)
    is_amp(canonical)
