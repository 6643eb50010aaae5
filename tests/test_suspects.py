"""Walls and error pages are told from stories, and stories about walls stay stories."""

from collections.abc import Sequence

import pytest

from scrapers.extract import extract
from scrapers.items import SuspectReason, Suspicion
from scrapers.suspects import suspicion

URL = "https://ledger.example/city/bridge-opens"

SENTENCES = (
    "The works department opened the bridge on Tuesday after a delay of eleven months and two load tests.",
    "Residents of both banks had asked for a date since the flood of last September took the old span away.",
    "An engineer who led the repairs said that six bearings were replaced and a seventh will follow in spring.",
    "Lorries stay on the longer road for now, which the market's traders called a loss of a whole season.",
    "The council will hear a report on the costs next month and then decide about a second lane for buses.",
    "Schools on the left bank begin half an hour earlier from Monday, since the detour is no longer needed.",
    "Nobody was hurt in the works, the department said, although a crane slid down the slope in December.",
    "A small crowd cheered when the first bus crossed, and a baker handed out bread to the driver and guests.",
)
NAV = "<nav><ul>" + "".join(f"<li><a href='/s{n}'>Section {n}</a></li>" for n in range(12)) + "</ul></nav>"
DATA = '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{0}"{1}}}</script>'


def page(main: str, *, title: str = "The bridge opens", head: str = "", around: bool = True) -> bytes:
    chrome = (NAV, "<footer><p>Ledger, printed and read in town</p></footer>") if around else ("", "")
    markup = f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body>{chrome[0]}{main}{chrome[1]}"
    return f"{markup}</body></html>".encode()


def story(sentences: Sequence[str] = SENTENCES, *, title: str = "The bridge opens", after: str = "") -> str:
    paragraphs = "".join(f"<p>{text}</p>" for text in sentences)
    return f"<main><article><h1>{title}</h1><div class=body>{paragraphs}</div>{after}</article></main>"


def judge(body: bytes, *, url: str = URL, final_url: str | None = None, status: int = 200) -> Suspicion | None:
    return suspicion(extract(body, url=final_url or url), url=url, final_url=final_url or url, status=status)


OFFER = "<div class=gate><p>This article is for subscribers only.</p><p>Already a subscriber? Log in.</p></div>"
LINKS = "".join(f"<h3><a href='/x{n}'>Another story of the day, number {n}, with a title</a></h3>" for n in range(30))
WALLS: dict[str, tuple[bytes, SuspectReason]] = {
    "challenge": (
        page(
            "<h1>Verify you are human</h1><p>Checking if the site connection is secure.</p><p>Ray ID 7d1</p>",
            title="Just a moment...",
            around=False,
        ),
        SuspectReason.CHALLENGE,
    ),
    "challenge in Hindi": (
        page("<h1>क्या आप रोबोट हैं?</h1><p>पुष्टि करें कि आप इंसान हैं।</p>", title="जांच", around=False),
        SuspectReason.CHALLENGE,
    ),
    "consent": (
        page(
            "<h1>Before you continue</h1><p>We use cookies and personal data to run this site. We and our 812 partners"
            " store and access information on a device.</p><button>Accept all</button><button>Reject all</button>",
            title="Ledger",
            around=False,
        ),
        SuspectReason.CONSENT,
    ),
    "consent in Urdu": (
        page(
            "<h1>آپ کی رازداری</h1><p>ہم کوکیز کا استعمال کرتے ہیں تاکہ سائٹ بہتر چلے۔</p><button>سب قبول کریں</button>"
            "<button>سب مسترد کریں</button>",
            title="صفحہ",
            around=False,
        ),
        SuspectReason.CONSENT,
    ),
    "paywall": (
        page(story(SENTENCES[:2], after=OFFER), head=DATA.format("The bridge opens", ',"isAccessibleForFree":false')),
        SuspectReason.PAYWALL,
    ),
    "paywall in Hindi": (
        page(
            story(
                ("विभाग ने मंगलवार को पुल खोल दिया और कहा कि काम ग्यारह महीने की देरी से पूरा हुआ है।",),
                after="<div><p>पूरी खबर पढ़ने के लिए सब्सक्रिप्शन लें।</p><p>पहले से सब्सक्राइबर हैं?</p></div>",
            ),
            head=DATA.format("The bridge opens", ""),
        ),
        SuspectReason.PAYWALL,
    ),
    "soft 404": (
        page("<h1>Page not found</h1><p>The page you are looking for may have been moved.</p>", title="404 | Ledger"),
        SuspectReason.SOFT_404,
    ),
    "soft 404 above other stories": (
        page(f"<h1>Page not found</h1>{story(SENTENCES * 2, title='From the archive')}", title="Ledger"),
        SuspectReason.SOFT_404,
    ),
    "soft 404 in its title": (
        page("<h1>Sorry!</h1><p>The page you are looking for may have been moved.</p>", title="404 | Ledger"),
        SuspectReason.SOFT_404,
    ),
    "soft 404 in Urdu": (
        page("<h1>صفحہ نہیں ملا</h1><p>تلاش کیجیے۔</p>", title="صفحہ نہیں ملا"),
        SuspectReason.SOFT_404,
    ),
    "error page": (
        page("<h1>Something went wrong</h1><p>An error has occurred. Try again.</p>", title="Error", around=False),
        SuspectReason.ERROR_PAGE,
    ),
    "login": (
        page(
            "<h1>Log in</h1><form><input name=u><input type=password name=p><button>Log in</button></form>",
            title="Log in",
        ),
        SuspectReason.LOGIN,
    ),
    "regional": (
        page("<h1>Not available in your region</h1><p>Blocked for legal reasons.</p>", title="Sorry", around=False),
        SuspectReason.REGIONAL,
    ),
    "home page": (
        page(
            LINKS,
            title="Ledger",
            head='<link rel=canonical href="https://ledger.example/"><meta property="og:type" content="website">',
        ),
        SuspectReason.HOME_PAGE,
    ),
    "script shell": (
        page("<div id=root></div><script src=/app.js></script>", title="Ledger", around=False),
        SuspectReason.SCRIPT_SHELL,
    ),
    "script shell in Hindi": (
        page("<p>यह पेज देखने के लिए जावास्क्रिप्ट चालू करें।</p><script src=/a.js></script>", title="Ledger", around=False),
        SuspectReason.SCRIPT_SHELL,
    ),
    "empty": (b"", SuspectReason.EMPTY),
    "no article": (page("<p>Ledger</p>", title="Ledger"), SuspectReason.NO_ARTICLE),
    "truncated": (
        page(story(SENTENCES[:3]), head=DATA.format("The bridge opens", ""), around=False).partition(
            b"were replaced and"
        )[0],
        SuspectReason.TRUNCATED,
    ),
}


@pytest.mark.parametrize("name", WALLS)
def test_walls_are_named(name: str) -> None:
    body, reason = WALLS[name]
    found = judge(body)
    assert found is not None
    assert found.reason is reason, found
    assert all(found.signs)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (402, SuspectReason.PAYWALL),
        (404, SuspectReason.SOFT_404),
        (410, SuspectReason.SOFT_404),
        (500, SuspectReason.ERROR_PAGE),
        (503, SuspectReason.ERROR_PAGE),
    ],
)
def test_a_status_is_believed_whatever_the_page_shows(status: int, reason: SuspectReason) -> None:
    found = judge(page(story()), status=status)
    assert found is not None
    assert found.reason is reason


def test_legal_reasons_are_regional() -> None:
    found = judge(page("<h1>Unavailable</h1>", around=False), status=451)
    assert found is not None
    assert found.reason is SuspectReason.REGIONAL


def test_a_fetch_that_ended_at_the_front_page_is_no_story() -> None:
    found = judge(page(LINKS, title="Ledger"), final_url="https://ledger.example/")
    assert found is not None
    assert found.reason is SuspectReason.HOME_PAGE
    assert any("https://ledger.example/" in sign for sign in found.signs)


ABOUT = {
    "paywalls": "Publishers say that 'This article is for subscribers only' and 'Already a subscriber?' repel readers.",
    "bots": "The page asked 'Are you a robot?' and 'Verify you are human', and unusual traffic from one was blocked.",
    "cookies": "The court held that 'Accept all' and 'Reject all' must be equal where we use cookies and 812 partners.",
    "errors": "Visitors read 'Page not found', 404 and 'something went wrong', a spokesman for the archive admitted.",
    "regions": "Films are 'not available in your region' for legal reasons, and geo-blocked catalogues anger viewers.",
}


@pytest.mark.parametrize("subject", ABOUT)
@pytest.mark.parametrize("place", [0, 4, 8])
def test_a_story_about_walls_stays_a_story(subject: str, place: int) -> None:
    sentences = [*SENTENCES[:place], ABOUT[subject], *SENTENCES[place:]]
    for head in ("", DATA.format(ABOUT[subject], "")):
        assert judge(page(story(sentences, title=ABOUT[subject]), title=ABOUT[subject], head=head)) is None


def test_a_short_story_with_its_data_is_no_suspect() -> None:
    assert judge(page(story(SENTENCES[:3]), head=DATA.format("The bridge opens", ""))) is None


def test_an_offer_above_or_far_below_a_whole_story_walls_nothing() -> None:
    assert judge(page(OFFER + story())) is None
    assert judge(page(story([*SENTENCES, *(f"{text} Again." for text in SENTENCES)], after=OFFER))) is None


def test_a_story_longer_than_any_opening_is_walled_only_where_it_says_so() -> None:
    sentences = [f"{text} Part {n}." for n in range(9) for text in SENTENCES]
    for declared, reason in (("", None), (',"isAccessibleForFree":false', SuspectReason.PAYWALL)):
        body = DATA.format("The bridge opens", f',"articleBody":"{" ".join(sentences * 3)}"{declared}')
        found = judge(page(story(sentences, after=OFFER), head=body))
        assert (found and found.reason) is reason, found
