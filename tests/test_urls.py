"""Addresses: normal form, reconciling key, sites and front pages."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

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

NORMAL_FORMS = [
    ("HTTPS://WWW.Example.COM", "https://www.example.com/"),
    ("http://example.com:80/a", "http://example.com/a"),
    ("https://example.com:443/a", "https://example.com/a"),
    ("https://example.com:8443/a", "https://example.com:8443/a"),
    ("https://example.com:/a", "https://example.com/a"),
    ("https://example.com./a", "https://example.com/a"),
    ("  https://example.com/a\n", "https://example.com/a"),
    ("https://example.com/a#part", "https://example.com/a"),
    ("https://example.com/a/../b/./c/..", "https://example.com/b/"),
    ("https://example.com/../../b", "https://example.com/b"),
    ("https://example.com/a/%2e%2E/b", "https://example.com/b"),
    ("https://example.com/a//b", "https://example.com/a//b"),
    ("https://example.com/%7Euser/%e0%a4%95", "https://example.com/~user/%E0%A4%95"),
    ("https://example.com/गठबंधन", "https://example.com/%E0%A4%97%E0%A4%A0%E0%A4%AC%E0%A4%82%E0%A4%A7%E0%A4%A8"),
    ("https://example.com/اتحاد/ ", "https://example.com/%D8%A7%D8%AA%D8%AD%D8%A7%D8%AF/"),
    ("https://example.com/a b", "https://example.com/a%20b"),
    ("https://example.com/100%-true", "https://example.com/100%25-true"),
    ("https://example.com/a%2Fb", "https://example.com/a%2Fb"),
    ("https://example.com/a;jsessionid=0A1B2C?x=1", "https://example.com/a?x=1"),
    ("https://समाचार.भारत/a", "https://xn--61b3bh3a5ab.xn--h2brj9c/a"),
    ("https://BÜCHER.example/", "https://xn--bcher-kva.example/"),
    ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
    ("http://[::1]:8080/x", "http://[::1]:8080/x"),
    ("http://[0:0:0:0:0:0:0:1]/x", "http://[::1]/x"),
    ("https://example.com/a?", "https://example.com/a"),
    ("https://example.com/a?&&b=1&", "https://example.com/a?b=1"),
    ("https://example.com/a?q=x y", "https://example.com/a?q=x%20y"),
]


@pytest.mark.parametrize(("given_url", "normal"), NORMAL_FORMS)
def test_normal_form(given_url: str, normal: str) -> None:
    assert canonical_url(given_url) == normal


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com/a",
        "//example.com/a",
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "data:text/html,x",
        "ftp://example.com/a",
        "file:/etc/passwd",
        "file:///etc/passwd",
        "source:file:///etc/passwd",
        "mailto:desk@example.org",
        "http:///path",
        "http:example.com",
        "http://",
        "http://user@example.com/",
        "http://user:secret@example.com/",
        "http://inner\\@example.com/",
        "http://example.com\\@inner/",
        "http://example.com/a\\b",
        "http://example.com/a\nb",
        "http://exa\tmple.com/",
        "http://example.com/\x00",
        "http://example.com/\x85",
        "http://exa mple.com/",
        "http://exa%6dple.com/",
        "http://example..com/",
        "http://-example.com/",
        "http://" + "a" * 64 + ".com/",
        "http://" + "a." * 130 + "com/",
        "http://example.com:99999/",
        "http://example.com:0/",
        "http://example.com:x/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://example.com/\ud800",
        "http://\ud800.com/",
        "https://example.com/" + "a" * 5000,
    ],
)
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        canonical_url(url)
    with pytest.raises(ValueError, match=r"\w"):
        url_key(url)
    assert not same_site(url, "https://example.com/")
    assert not is_front_page(url)


TRACKING = [
    "utm_source=x",
    "utm_medium=rss&utm_campaign=y",
    "fbclid=abc",
    "gclid=1",
    "igshid=2",
    "mc_cid=3&mc_eid=4",
    "WT.mc_id=5",
    "wt_mc=5",
    "at_medium=RSS&at_campaign=KARANGA",
    "ns_mchannel=rss&ns_source=x",
    "cmpid=7",
    "CMP=share_btn_tw",
    "xtor=RSS-1",
    "ocid=socialflow",
    "ref=rss",
    "ref_src=twsrc",
    "from=mdr",
    "source=home",
    "share=twitter",
    "maca=en-rss-en-all",
    "UTM_Source=x",
    "smid=tw",
    "spm=1.2.3",
    "_ga=1.2",
    "traffic_source=rss",
]


@pytest.mark.parametrize("query", TRACKING)
def test_tracking_is_left_out(query: str) -> None:
    story = "https://example.com/india/congress-nc-alliance-final-101724.html"
    assert canonical_url(f"{story}?{query}") == story
    assert canonical_url(f"{story}?id=7&{query}") == f"{story}?id=7"


NAMES_THE_ARTICLE = [
    "id=123",
    "p=123",
    "story=9",
    "page=2",
    "a=1",
    "article=77",
    "newsid=5",
    "nid=6",
    "sid=7",
    "cid=8",
    "storyid=9",
    "ref=12345",
    "ref=98765432-1",
    "v=abc",
    "t=9",
    "aid=3",
    "item=4",
    "mod=5",
    "lang=ur",
]


@pytest.mark.parametrize("query", NAMES_THE_ARTICLE)
def test_what_may_name_the_article_stays(query: str) -> None:
    url = f"https://example.com/news.php?{query}"
    assert canonical_url(url) == url


def test_doubtful_parameters_stay_where_the_path_names_no_story() -> None:
    assert canonical_url("https://example.com/news.php?ref=home") == "https://example.com/news.php?ref=home"


SAME_ARTICLE = [
    ("http://example.com/story/a-b-c", "https://www.example.com/story/a-b-c/"),
    ("https://example.com/story/a-b-c", "https://example.com/story/a-b-c/amp"),
    ("https://example.com/story/a-b-c", "https://example.com/story/a-b-c/amp/"),
    ("https://example.com/story/a-b-c", "https://example.com/story/a-b-c/amp/1"),
    ("https://example.com/story/a-b-c", "https://example.com/amp/story/a-b-c"),
    ("https://example.com/story/a-b-c", "https://amp.example.com/story/a-b-c"),
    ("https://example.com/story/a-b-c", "https://www.amp.example.com/story/a-b-c"),
    ("https://example.com/story/a-b-c", "https://example.com/story/a-b-c?amp=1"),
    ("https://example.com/story/a-b-c", "https://example.com/story/a-b-c?amp"),
    ("https://example.com/story/a-b-c", "https://example.com/story/a-b-c?outputType=amp"),
    ("https://example.com/a-b-c.html", "https://example.com/a-b-c.amp.html"),
    ("https://example.com/s?a=1&b=2", "https://example.com/s?b=2&a=1"),
    ("https://example.com/story-number-one", "https://example.com/story-number-one/amp?ref=home"),
    ("https://example.com/गठबंधन", "http://example.com/%e0%a4%97%e0%a4%a0%e0%a4%ac%e0%a4%82%e0%a4%a7%e0%a4%a8/#top"),
    ("https://example.com", "http://www.example.com/"),
    ("https://example.com/a", "https://example.com/a//amp"),
    ("http://127.0.0.1:80/a", "http://127.0.0.1/a"),
    ("http://[::1]:80/a", "http://[::1]/a/"),
    ("https://www.com/a", "http://www.com/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME_ARTICLE)
def test_addresses_of_one_article_meet(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a?id=1", "https://example.com/a?id=2"),
        ("https://example.com/amplifier", "https://example.com/lifier"),
        ("https://example.com/story/camp", "https://example.com/story/c"),
        ("https://news.example.com/a", "https://example.com/a"),
        ("https://example.com/A", "https://example.com/a"),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a"),
        ("https://example.com/a?amp=5", "https://example.com/a"),
        ("https://www.com/a", "https://com/a"),
    ],
)
def test_different_articles_stay_apart(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://www.example.co.in/a", "http://news.example.co.in/b", True),
        ("https://example.co.in/", "https://other.co.in/", False),
        ("https://urdu.news18.com/", "https://www.news18.com/", True),
        ("https://one.blogspot.com/", "https://two.blogspot.com/", False),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8001/x", True),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8002/", False),
        ("http://127.0.0.1/", "http://127.0.0.2/", False),
        ("http://[::1]:1/", "http://[::1]:2/", False),
        ("http://localhost:1/", "http://localhost:1/a", True),
        ("http://localhost:1/", "http://localhost:2/a", False),
        ("https://example.com:8443/", "https://example.com/", True),
    ],
)
def test_same_site(a: str, b: str, *, same: bool) -> None:
    assert same_site(a, b) is same
    assert (site_of(a) == site_of(b)) is same


@pytest.mark.parametrize(
    ("path", "front"),
    [
        ("", True),
        ("/", True),
        ("/?utm_source=x", True),
        ("/index.html", True),
        ("/index.php", True),
        ("/default.aspx", True),
        ("/home", True),
        ("/en", True),
        ("/en/", True),
        ("/hi/", True),
        ("/en-in/", True),
        ("/en/index.html", True),
        ("/hindi/", True),
        ("/#top", True),
        ("/?p=123", False),
        ("/index.php?id=5", False),
        ("/news/", False),
        ("/india", False),
        ("/en/story-of-the-day", False),
    ],
)
def test_front_pages(path: str, *, front: bool) -> None:
    assert is_front_page("https://example.com" + path) is front


FINAL = "https://example.com/story/a-b-c?utm_source=rss"


@pytest.mark.parametrize(
    ("canonical", "address"),
    [
        (None, "https://example.com/story/a-b-c"),
        ("", "https://example.com/story/a-b-c"),
        ("https://www.example.com/story/a-b-c/", "https://www.example.com/story/a-b-c/"),
        ("/story/a-b-c.html", "https://example.com/story/a-b-c.html"),
        ("http://example.com/story/a-b-c", "https://example.com/story/a-b-c"),
        ("https://example.com/", "https://example.com/story/a-b-c"),
        ("https://example.com/en/", "https://example.com/story/a-b-c"),
        ("https://elsewhere.org/story/a-b-c", "https://example.com/story/a-b-c"),
        ("javascript:alert(1)", "https://example.com/story/a-b-c"),
        ("https://user@example.com/x", "https://example.com/story/a-b-c"),
    ],
)
def test_article_address(canonical: str | None, address: str) -> None:
    assert article_address(FINAL, canonical) == address


@pytest.mark.parametrize(
    ("href", "absolute"),
    [
        ("b.html", "https://example.com/news/b.html"),
        ("/b", "https://example.com/b"),
        ("//cdn.example.com/b", "https://cdn.example.com/b"),
        (" https://other.org/b#c ", "https://other.org/b#c"),
        ("", None),
        ("javascript:void(0)", None),
        ("mailto:a@b.c", None),
        ("http://[", None),
        ("x" * 5000, None),
    ],
)
def test_absolute_url(href: str, absolute: str | None) -> None:
    assert absolute_url(href, "https://example.com/news/a.html") == absolute


_PATH_TEXT = st.text(st.sampled_from("/amp.%2eE?&=#:;गا ~'\"+utm_ref1-www") | st.characters(codec="utf-8"), max_size=40)
_HOSTS = st.sampled_from(
    [
        "example.com",
        "www.example.com",
        "amp.www.example.com",
        "www.com",
        "127.0.0.1:80",
        "[::1]:443",
        "[::1]:8",
        "BÜCHER.example:443",
    ]
)
_PARAMETERS = st.sampled_from(
    ["", "?ref=home", "?amp=1&id=3", "?b&a", "?utm_source=x&x=%zz", "?ref=1234&source=amp", "?output=amp"]
)


@given(st.sampled_from(["http", "https", "HTTP"]), _HOSTS, _PATH_TEXT, _PARAMETERS)
def test_both_forms_are_idempotent_and_agree(scheme: str, host: str, path: str, query: str) -> None:
    url = f"{scheme}://{host}/{path}{query}"
    try:
        canonical = canonical_url(url)
    except ValueError:
        assume(False)
        raise
    assert canonical_url(canonical) == canonical
    assert canonical.isascii()
    key = url_key(url)
    assert url_key(canonical) == key
    assert url_key(key) == key
    assert canonical_url(key) == key
    assert same_site(url, canonical)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (canonical_url, url_key):
        try:
            assert read(text).startswith(("http://", "https://"))
        except ValueError:
            continue


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.in/story/amp", True),
        ("https://example.in/story/amp/", True),
        ("https://example.in/amp/story", True),
        ("https://example.in/story.amp.html", True),
        ("https://amp.example.in/story", True),
        ("https://example.in/story?amp=1", True),
        ("https://example.in/story?id=2&outputType=amp", True),
        ("https://example.in/camp/story", False),
        ("https://example.in/story-on-ampere?volt=amp", False),
        ("https://www.example.in/story", False),
    ],
)
def test_amp_addresses_are_known_by_their_marks(url: str, expected: bool) -> None:
    assert is_amp(url) is expected
