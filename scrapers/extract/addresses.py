"""The addresses that a page gives for itself, kept only where they are on its own site."""

from functools import lru_cache
from urllib.parse import urljoin, urlsplit

import tldextract

# The list that the package carries: never the network.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def own_address(value: str | None, *, url: str) -> str | None:
    """`value` made absolute against `url`, or None where it is no web address of the same registrable domain."""
    if not value or not value.strip():
        return None
    try:
        absolute = urljoin(url, value.strip())
        there, here = urlsplit(absolute).hostname, urlsplit(url).hostname
    except ValueError:
        return None
    if not absolute.startswith(("http://", "https://")) or not there or not here:
        return None
    return absolute if there == here or _site(there) == _site(here) else None


@lru_cache(maxsize=4096)
def _site(host: str) -> str:
    return _SUFFIXES.extract_str(host).top_domain_under_public_suffix or host
