"""Addresses: their one normal form, the key that reconciles the addresses of one article, and what site they are on.

Which parameters are tracking stands in scrapers.tracking.
"""

import functools
import ipaddress
import re
from urllib.parse import SplitResult, urljoin, urlsplit

import idna
import tldextract

from scrapers.tracking import is_amp_mark, is_tracking

MAX_LENGTH = 4096
"""Characters of an address, as written and as https in its normal form, where a letter may take twelve of them. The
longest article address met (a Devanagari slug, percent-encoded) has about 900."""

_MOST_OF_A_CHARACTER = 12
"""Characters that one may become in the normal form: four octets, each escaped."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_EITHER_PORT = re.compile(r":(?:80|443)$")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*")
_REFUSED = re.compile(r"[\x00-\x1f\x7f-\x9f\\\ud800-\udfff]")
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset(b"!$&'()*+,;=:@/")
_QUERY_SAFE = _PATH_SAFE | frozenset(b"?")

REMEMBERED = 8_192
"""Addresses whose forms are kept: a feed's lines are asked for at every look, an article's some ten times a fetch."""

_AMP_HOST = re.compile(r"^(?:(?:www|amp)\.)+(?=[^.]+\.)")
_AMP_PATH_END = re.compile(r"(?:/amp(?:/1)?|\.amp(?=\.html?$))+(\.html?)?$")
_AMP_PATH_START = re.compile(r"^(?:/amp)+(?=/)")

_FRONT_PATH = re.compile(
    r"/(?:(?:[a-z]{2}(?:[-_][a-z]{2})?|english|hindi|urdu|home|homepage|front|frontpage)/?)?"
    r"(?:(?:index|default|home)(?:\.[a-z]{3,5})?/?)?",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=REMEMBERED)
def canonical_url(url: str) -> str:
    """The normal form of an address: still an address to fetch.

    Scheme and host lower case (IDN as punycode), no default port, no fragment, no tracking or session parameters, dot
    segments resolved, percent-encoding as RFC 3986 section 6.2.2 has it. Idempotent. Raises ValueError for all that is
    not a plain http(s) address: other schemes, user names, backslashes, control characters, hosts that two parsers
    might read differently.
    """
    canonical = _rebuild(_split(url), keep_amp=True)
    if len(canonical.partition("://")[2]) > MAX_LENGTH - len("https://"):
        raise ValueError(f"address is longer than {MAX_LENGTH} characters in its normal form")
    return canonical


@functools.lru_cache(maxsize=REMEMBERED)
def url_key(url: str) -> str:
    """The key under which all addresses of one article meet: an https URL that need not answer.

    Equal for http and https, with and without `www.`, a trailing slash, tracking, AMP marks (`/amp`, `?amp=1`, `amp.`
    host) and any order of parameters. Idempotent, and `url_key(canonical_url(u)) == url_key(u)`. Raises ValueError as
    `canonical_url` does.
    """
    canonical = canonical_url(url)
    key = _key_step(canonical)
    if "amp" not in canonical and "?" not in canonical:
        return key
    # Taking away one mark may lay bare another (/story/amp?ref=home): each round shortens the key or is the last.
    while (shorter := _key_step(key)) != key:
        key = shorter
    return key


def absolute_url(href: str, base: str) -> str | None:
    """What a link found at `base` points to, as written but absolute, or None where it is no http(s) address."""
    href = href.strip()
    if not href or len(href) > MAX_LENGTH:
        return None
    try:
        # An absolute address stays as written: urljoin would drop an empty parameter (`/story;`).
        absolute = href if _ABSOLUTE.match(href) else urljoin(base, href)
        if len(absolute) * _MOST_OF_A_CHARACTER > MAX_LENGTH:
            canonical_url(absolute)
        else:
            _split(absolute)
    except ValueError:
        return None
    return absolute


def is_amp(url: str) -> bool:
    """Whether an address carries an AMP mark: `/amp`, `.amp.html`, `amp.` host or a parameter that asks for it."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if parts.netloc.startswith(("amp.", "www.amp.")) or _AMP_PATH_END.search(path) or _AMP_PATH_START.search(path):
        return True
    pairs = (pair.partition("=") for pair in parts.query.split("&"))
    return any(is_amp_mark(name, value) for name, _, value in pairs)


def same_site(a: str, b: str) -> bool:
    """Whether two addresses have the same registrable domain, by the packaged public suffix list.

    An IP address or a name without a public suffix is a site with its port, so that two servers on one machine differ.
    """
    try:
        return _site(_split(a)) == _site(_split(b))
    except ValueError:
        return False


def site_of(url: str) -> str:
    """The site of an address, as `same_site` tells sites apart. Raises ValueError for what is no web address."""
    return _site(_split(url))


def is_front_page(url: str) -> bool:
    """Whether an address is a site's front page or that of a language: `/`, `/index.html`, `/en/`, `/hi`."""
    try:
        parts = urlsplit(canonical_url(url))
    except ValueError:
        return False
    return not parts.query and _FRONT_PATH.fullmatch(parts.path) is not None


def article_address(final_url: str, canonical: str | None) -> str:
    """Which of two addresses names the article: the page's canonical one, if it is credible, or where the fetch ended.

    A canonical address is not credible on another site, as a front page or where it is malformed. Where both differ
    in the scheme alone, https stays.
    """
    final = canonical_url(final_url)
    named = absolute_url(canonical, final) if canonical else None
    if named is None or is_front_page(named) or not same_site(named, final):
        return final
    named = canonical_url(named)
    return final if named.replace("http://", "https://", 1) == final else named


def _split(url: str) -> SplitResult:
    """The parts of an address that is safe to hand on; ValueError for any other."""
    url = url.strip(" \t\r\n")
    if len(url) > MAX_LENGTH:
        raise ValueError(f"address is longer than {MAX_LENGTH} characters")
    if _REFUSED.search(url):
        raise ValueError("address holds a control character, a backslash or a lone surrogate")
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError("address is neither http nor https")
    if "@" in parts.netloc:
        raise ValueError("address holds a user name")
    return SplitResult(parts.scheme, _netloc(parts), parts.path, parts.query, "")


def _netloc(parts: SplitResult) -> str:
    port = parts.port  # ValueError where it is no number or above 65535
    if port == 0:
        raise ValueError("address has port 0")
    host = _host(parts.hostname or "", bracketed=parts.netloc.startswith("["))
    return host if port is None or port == _DEFAULT_PORTS[parts.scheme] else f"{host}:{port}"


@functools.lru_cache(maxsize=4096)
def _host(name: str, *, bracketed: bool) -> str:
    if bracketed:
        if "%" in name:
            raise ValueError("address names a network interface")
        return f"[{ipaddress.IPv6Address(name).compressed}]"
    host = name.removesuffix(".")
    if not host.isascii():
        host = idna.encode(host, uts46=True).decode("ascii").removesuffix(".")
    host = host.lower()
    if len(host) > 253 or _HOST.fullmatch(host) is None:
        raise ValueError("address has no valid host")
    last = host.rpartition(".")[2]
    if last.isdigit() or last.startswith("0x"):
        # 2130706433, 0x7f.1 and 0177.0.0.1 are 127.0.0.1 to some parsers and a name to others: only one form passes.
        return str(ipaddress.IPv4Address(host))
    return host


def _rebuild(parts: SplitResult, *, keep_amp: bool) -> str:
    path = _without_dots(_escaped(_SESSION.sub("", parts.path), _PATH_SAFE)) or "/"
    query = _query(parts.query, path, keep_amp=keep_amp)
    return f"{parts.scheme}://{parts.netloc}{path}{'?' + query if query else ''}"


def _escaped(text: str, safe: frozenset[int]) -> str:
    """Percent-encoding normal form: unreserved characters bare, what may not stand bare as upper-case octets."""
    if "%" in text:
        pieces = _ESCAPE.split(text)
        # Odd places hold the two digits of an escape, even ones text whose percent signs are bare.
        return "".join(
            _normal_octet(int(piece, 16)) if i % 2 else _escaped_bare(piece, safe) for i, piece in enumerate(pieces)
        )
    return _escaped_bare(text, safe)


def _escaped_bare(text: str, safe: frozenset[int]) -> str:
    octets = text.encode()  # a lone surrogate raises UnicodeEncodeError, a ValueError
    if safe.issuperset(octets):
        return text
    return "".join(chr(octet) if octet in safe else f"%{octet:02X}" for octet in octets)


def _normal_octet(octet: int) -> str:
    return chr(octet) if octet in _UNRESERVED else f"%{octet:02X}"


def _without_dots(path: str) -> str:
    """RFC 3986 section 5.2.4, for an absolute path."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str, path: str, *, keep_amp: bool) -> str:
    if not query:
        return ""
    kept = []
    for pair in _escaped(query, _QUERY_SAFE).split("&"):
        name, _, value = pair.partition("=")
        if pair and not is_tracking(name, value, path=path) and (keep_amp or not is_amp_mark(name, value)):
            kept.append(pair)
    return "&".join(kept if keep_amp else sorted(kept))


def _key_step(url: str) -> str:
    parts = urlsplit(url)
    # One of the two default ports may stand with the other scheme.
    netloc = _AMP_HOST.sub("", _EITHER_PORT.sub("", parts.netloc))
    path = _AMP_PATH_START.sub("", _AMP_PATH_END.sub(r"\1", parts.path.rstrip("/")))
    return _rebuild(SplitResult("https", netloc, path, parts.query, ""), keep_amp=False)


def _site(parts: SplitResult) -> str:
    return _registrable_domain(parts.hostname or "") or parts.netloc


@functools.lru_cache(maxsize=4096)
def _registrable_domain(host: str) -> str:
    return _public_suffixes()(host).top_domain_under_public_suffix


@functools.cache
def _public_suffixes() -> tldextract.TLDExtract:
    """The list that comes with tldextract: never fetched, never written to a cache."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
