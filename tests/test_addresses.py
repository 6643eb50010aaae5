"""Which addresses are public, range by range, and which inner ones the configuration's names open."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.addresses import Named, is_public, may_connect, named_by, refusal

SPECIAL = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
    "::/128", "::1/128", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64",
    "2001::/32", "2001:1::1/128", "2001:1::2/128", "2001:2::/48", "2001:3::/32", "2001:4:112::/48", "2001:10::/28",
    "2001:20::/28", "2001:30::/28", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16",
    "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
]  # fmt: skip
"""IANA's two registries of special-purpose addresses (2026), multicast, and what was special once."""

NEIGHBOURS = [
    "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.167.255.255",
    "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "2000::",
    "2001:200::", "2001:db7:ffff::", "2001:db9::", "2003::", "2606:4700::6810:84e5", "2a00:1450:4009::200e",
    "3ffe:ffff::", "3fff:1000::",
]  # fmt: skip


@pytest.mark.parametrize("special", SPECIAL)
def test_no_address_of_a_special_range_is_public(special: str) -> None:
    network = ip_network(special)
    middle = network[network.num_addresses // 2]
    assert [is_public(each) for each in (network[0], middle, network[-1])] == [False] * 3


@pytest.mark.parametrize("address", NEIGHBOURS)
def test_what_lies_beside_them_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_no_address_is_public_inside_another(inner: IPv4Address) -> None:
    number = int(inner)
    for held in (number, 0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80):
        assert not is_public(IPv6Address(held))


@given(st.ip_addresses(v=4))
def test_what_python_calls_private_is_not_public(address: IPv4Address) -> None:
    assert not (address.is_private and is_public(address))


NAMED = named_by(["http://intranet.example:8080/feed", "https://10.0.0.5/", "http://[fd00::5]/", "http://169.254.9.9/"])


@pytest.mark.parametrize(
    ("host", "address", "port", "may"),
    [
        ("news.example", "93.184.216.34", 80, True),
        ("news.example", "10.0.0.5", 443, False),
        ("intranet.example", "10.0.0.7", 8080, True),
        ("INTRANET.example.", "10.0.0.7", 8080, True),
        ("intranet.example", "127.0.0.1", 8080, True),
        ("intranet.example", "::1", 8080, True),
        ("intranet.example", "fd00::7", 8080, True),
        ("intranet.example", "100.64.0.9", 8080, True),
        ("intranet.example", "10.0.0.7", 80, False),
        ("intranet.example", "169.254.169.254", 8080, False),
        ("intranet.example", "100.100.100.200", 8080, False),
        ("intranet.example", "fd00:ec2::254", 8080, False),
        ("intranet.example", "0.0.0.1", 8080, False),
        ("intranet.example", "224.0.0.1", 8080, False),
        ("intranet.example", "::ffff:10.0.0.7", 8080, False),
        ("intranet.example", "fe80::1%eth0", 8080, False),
        ("other.intranet.example", "10.0.0.7", 8080, False),
        ("10.0.0.5", "10.0.0.5", 443, True),
        ("10.0.0.5", "10.0.0.5", 80, False),
        ("10.0.0.6", "10.0.0.6", 443, False),
        ("[fd00::5]", "fd00::5", 80, True),
        ("fd00:0::5", "fd00::5", 80, False),
        ("169.254.9.9", "169.254.9.9", 80, True),
        ("news.example", "2606:4700::6810:84e5%1", 80, False),
        ("news.example", "news.example", 80, False),
        ("news.example", "", 80, False),
    ],
)
def test_a_name_opens_its_own_host_and_port_alone(host: str, address: str, port: int, may: bool) -> None:
    assert may_connect(host, address, port, named=NAMED) is may


def test_what_an_address_names() -> None:
    assert named_by(["https://A.example./x", "http://a.example/", "http://user@b/", "ftp://c/", "http://[::1]:8/"]) == {
        ("a.example", 443),
        ("a.example", 80),
        ("::1", 8),
    }
    assert named_by([]) == Named()


def test_a_refusal_says_which_address_and_the_remedy() -> None:
    assert refusal("in.example", "10.0.0.1", 80) == (
        "in.example: 10.0.0.1:80 is no public address, and the configuration does not name in.example:80"
    )
    assert "[fd00::1]:443 is no public" in refusal("in.example", "fd00::1", 443)
