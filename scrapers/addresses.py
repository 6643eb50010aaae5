"""Which addresses a connection may go to: public ones, and inner ones that the configuration names. Pure.

Whoever makes a connection asks `may_connect` with the host, the address and the port that it is about to use.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from scrapers.urls import canonical_url

Named = frozenset[tuple[str, int]]
"""Hosts with their ports that the configuration names."""

# The standard library's is_global differs between Python's versions and says yes to addresses that hold another one.
_SPECIAL_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this host on this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # shared by a carrier's customers
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local: where clouds keep their metadata
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # IETF protocol assignments
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # multicast tunnels
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarking
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
"""IANA's registry of special-purpose IPv4 addresses, and multicast. What is reachable of it holds no news site."""

_UNICAST_V6 = IPv6Network("2000::/3")
"""All that IANA gives out. So ::, ::1, mapped and compatible IPv4, NAT64 (64:ff9b::), discard (100::), unique local
(fc00::), link-local, site-local and multicast (fe80:: and above) are out without being listed."""

_SPECIAL_V6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # IETF protocol assignments: Teredo, ORCHID, benchmarking, multicast tunnels, AS112
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: an IPv4 address within
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)

_INNER = tuple(
    IPv6Network(text) if ":" in text else IPv4Network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1/128", "fc00::/7")
)
"""Where a machine of one's own may be."""

_METADATA = frozenset(map(ip_address, ("100.100.100.200", "fd00:ec2::254", "fd20:ce::254")))
"""Where clouds keep a machine's credentials, beside link-local: Alibaba's, Amazon's and Google's."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address is one that anyone can reach and that belongs to nobody's inner network."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_V4)
    if address.scope_id is not None or address not in _UNICAST_V6:
        return False
    return not any(address in network for network in _SPECIAL_V6)


def may_connect(host: str, address: str, port: int, *, named: Named) -> bool:
    """Whether a connection that was asked for by `host` may go to this address and port.

    An inner address must be the named host's, on the named port. A name may stand for a machine of one's own, but for
    link-local and the like only the address itself can be named: else a publisher whose name turns inwards would have
    the metadata of our cloud.
    """
    found = _parsed(address)
    if found is None:
        return False
    if is_public(found):
        return True
    if (_plain(host), port) not in named:
        return False
    return _parsed(host) == found or (found not in _METADATA and any(found in network for network in _INNER))


def named_by(urls: Iterable[str]) -> Named:
    """The hosts of these addresses with their ports; what is no web address names nothing."""
    named = set()
    for url in urls:
        try:
            parts = urlsplit(canonical_url(url))
        except ValueError:
            continue
        named.add((_plain(parts.hostname or ""), parts.port or (443 if parts.scheme == "https" else 80)))
    return frozenset(named)


def refusal(host: str, address: str, port: int) -> str:
    """Why a connection was not made, and what to do where it should be."""
    shown = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    return f"{host}: {shown} is no public address, and the configuration does not name {_plain(host)}:{port}"


def _plain(host: str) -> str:
    return host.removeprefix("[").removesuffix("]").removesuffix(".").lower()


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(_plain(text))
    except ValueError:
        return None
