"""The demo's script: six outlets and nine acts, from "at the appropriate time" to "final, on all 90 seats".

What must be found after each act is in `expected`; what the stories say is in texts/.
"""

from datetime import timedelta

from monitor.demo.exchange import Fault, Mishap
from monitor.demo.mastheads import Channel, Form, Link, Masthead, Shape
from monitor.demo.newsroom import Act, Newsroom, Script
from monitor.demo.stories import Copy, drafts, wire
from monitor.demo.walls import Wall

CHINAR, JHELUM, DAL_GATE, TAWI, SUBAH, KAREWA = (
    "chinar-dispatch",
    "jhelum-post",
    "dal-gate-bulletin",
    "tawi-samachar",
    "subah-e-wadi",
    "karewa-times",
)
MOVED_TO = "/rajneeti/chunav-2024/teen-charan-mein-matdan-50377"
"""Where the Hindi story on the poll dates stands from the seventh act on."""
_CRAWL_DELAY = 0.05

MASTHEADS = (
    Masthead(
        id=CHINAR,
        name="Chinar Dispatch",
        language="en",
        shape=Shape.ARTICLE_DATA,
        channels=(
            Channel(form=Form.RSS, path="/feeds/latest.xml", link=Link.TRACKED),
            Channel(form=Form.SITEMAP_INDEX, path="/sitemap.xml"),
        ),
        dynamic=True,
        crawl_delay=_CRAWL_DELAY,
    ),
    Masthead(
        id=JHELUM,
        name="The Jhelum Post",
        language="en",
        shape=Shape.OPEN_GRAPH,
        channels=(
            Channel(form=Form.ATOM, path="/feed/", link=Link.REDIRECT),
            Channel(form=Form.COMMENTS, path="/comments/feed/"),
        ),
    ),
    Masthead(
        id=DAL_GATE,
        name="Dal Gate Bulletin",
        language="en",
        shape=Shape.LINE_BREAKS,
        channels=(Channel(form=Form.SECTION, path="/latest/"),),
        dynamic=True,
        # Curly quotes in Microsoft's code page under the name of Latin-1: what small papers serve.
        encoding="cp1252",
        charset="iso-8859-1",
    ),
    Masthead(
        id=TAWI,
        name="तवी समाचार",
        language="hi",
        shape=Shape.AMP_TWIN,
        channels=(
            Channel(form=Form.RDF, path="/rdf.xml", link=Link.AMP, content_type="text/xml"),
            Channel(form=Form.SITEMAP_INDEX, path="/sitemap-index.xml"),
        ),
        crawl_delay=_CRAWL_DELAY,
    ),
    Masthead(
        id=SUBAH,
        name="صبحِ وادی",
        language="ur",
        shape=Shape.ARTICLE_BODY,
        channels=(
            Channel(form=Form.JSON_FEED, path="/feed.json", content_type="application/json"),
            Channel(form=Form.SITEMAP_INDEX, path="/news-sitemap.xml", content_type="text/html"),
        ),
        dynamic=True,
    ),
    Masthead(
        id=KAREWA,
        name="Karewa Times",
        language="en",
        shape=Shape.MICRODATA,
        channels=(
            Channel(form=Form.BROKEN_RSS, path="/rss", content_type="text/html"),
            Channel(form=Form.SECTION, path="/all/"),
        ),
    ),
)


def script() -> Script:
    """The demo's outlets and acts."""
    return Script(
        mastheads=MASTHEADS,
        acts=(
            Act(title="July: at the appropriate time", play=_july),
            Act(title="16 August: the dates are announced", play=_dates),
            Act(title="20 August: guests are expected", play=_guests),
            Act(title="22 August, morning: possible", play=_possible),
            Act(title="22 August, afternoon: final, on all 90 seats", play=_final),
            Act(title="24 August: who stands where", play=_seats),
            Act(title="26 August: lists", play=_lists),
            Act(title="31 August: counting moves to 8 October", play=_counting),
            Act(title="September: a quiet day", play=_quiet),
        ),
    )


def path(outlet: str, key: str) -> str:
    """Where the story of that key is first published."""
    return drafts(outlet)[key].path


def _publish(room: Newsroom, outlet: str, *keys: str, listed_in: frozenset[Form] | None = None) -> None:
    for key in keys:
        draft = drafts(outlet)[key]
        room.outlets[outlet].publish(draft.path, draft.copy, listed_in=listed_in)


def _july(room: Newsroom) -> None:
    """What stood there before anyone looked: the older, the further down."""
    shelves = {
        CHINAR: ("appropriate-time", "preparations", "ring-road", "cold-stores"),
        JHELUM: ("no-hurry", "water", "delimitation"),
        DAL_GATE: ("workers", "shikara"),
        TAWI: ("sahi-samay", "basmati", "yatra"),
        SUBAH: ("munasib-waqt", "mushaira", "jheel"),
        KAREWA: ("rolls", "saffron", "cricket"),
    }
    for outlet, keys in shelves.items():
        for age, key in enumerate(keys, 1):
            draft = drafts(outlet)[key]
            published_at = room.clock() - timedelta(hours=7 * age)
            room.outlets[outlet].publish(draft.path, draft.copy, published_at=published_at)


def _dates(room: Newsroom) -> None:
    for outlet in (CHINAR, JHELUM, KAREWA):
        _publish(room, outlet, "poll-dates")
    _publish(room, TAWI, "teen-charan")
    _publish(room, CHINAR, "embargoed")
    chinar = room.outlets[CHINAR]
    booths = path(CHINAR, "preparations")
    chinar.edit(booths, lambda copy: copy.headed("Parties count booths, and now there are dates"), silent=True)
    chinar.fail(Fault(mishap=Mishap.SLOW, seconds=0.4, path=path(CHINAR, "ring-road"), times=1))


def _guests(room: Newsroom) -> None:
    _publish(room, CHINAR, "delegation")
    _publish(room, SUBAH, "mulaqat")
    _publish(room, DAL_GATE, "section-vote")
    note = (
        "Correction: An earlier version of this story gave the number of people on the rolls as 78 lakh. "
        "It is 87 lakh. The error is regretted."
    )
    room.outlets[JHELUM].edit(path(JHELUM, "poll-dates"), lambda copy: copy.saying("78 lakh", "87 lakh").noted(note))
    room.outlets[DAL_GATE].remove(path(DAL_GATE, "shikara"), how=410)
    room.outlets[KAREWA].wall(Wall.SOFT_404, path=path(KAREWA, "cricket"))


def _possible(room: Newsroom) -> None:
    for outlet in (CHINAR, JHELUM, DAL_GATE):
        _publish(room, outlet, "possible")
    _publish(room, TAWI, "sambhav")
    _publish(room, SUBAH, "mumkin")
    room.outlets[TAWI].edit(path(TAWI, "yatra"), lambda copy: copy.saying("4,821", "4,812"), silent=True)
    room.outlets[SUBAH].wall(Wall.CONSENT)
    room.outlets[KAREWA].wall(None, path=path(KAREWA, "cricket"))
    room.outlets[JHELUM].fail(Fault(loop=True, path=path(JHELUM, "delimitation")))


def _final(room: Newsroom) -> None:
    _publish(room, KAREWA, "final")
    _publish(room, TAWI, "antim")
    _publish(room, SUBAH, "hatmi")
    room.outlets[SUBAH].wall(None)
    room.outlets[CHINAR].edit(path(CHINAR, "possible"), _made_final)
    jhelum = room.outlets[JHELUM]
    jhelum.recover()
    jhelum.fail(Fault(status=503, retry_after=1))
    _publish(room, JHELUM, "final")
    jhelum.edit(
        path(JHELUM, "possible"),
        lambda copy: copy.adding(
            "Update: The two parties announced in the afternoon that they will fight all 90 seats together.", at=0
        ),
    )


def _made_final(copy: Copy) -> Copy:
    """The morning's story under the same address, hours later."""
    return Copy(
        headline="Congress, National Conference alliance final on all 90 seats",
        standfirst="Announced on Gupkar Road after an hour and three quarters; seats to be shared by Monday",
        byline=copy.byline,
        paragraphs=(
            "The alliance between the Congress and the National Conference is final, on all 90 seats, the National "
            "Conference's president said on Thursday afternoon after a meeting with the Congress leadership at his "
            "home in Srinagar.",
            "The left will be part of it, he said, and the door is open to others. Who stands where is to be settled "
            "by a committee of four before the weekend is over.",
            *wire("possible", 3, 4),
            copy.paragraphs[4],
            *wire("possible", 5, 6, 7),
        ),
        section=copy.section,
    )


def _seats(room: Newsroom) -> None:
    room.outlets[JHELUM].recover()
    _publish(room, CHINAR, "seat-talks")
    quote = next(
        place
        for place, text in enumerate(drafts(CHINAR)["delegation"].copy.paragraphs)
        if text.startswith("“Empty hours")
    )
    room.outlets[CHINAR].edit(path(CHINAR, "delegation"), lambda copy: copy.dropping(quote), silent=True)
    room.outlets[DAL_GATE].restore(path(DAL_GATE, "shikara"))
    room.outlets[KAREWA].wall(Wall.PAYWALL, path=path(KAREWA, "rolls"))
    room.outlets[TAWI].fail(Fault(mishap=Mishap.TRUNCATED, path=path(TAWI, "sambhav"), times=1))


def _lists(room: Newsroom) -> None:
    _publish(room, KAREWA, "section-only", listed_in=frozenset({Form.SECTION}))
    room.outlets[TAWI].move(path(TAWI, "teen-charan"), MOVED_TO)
    room.outlets[KAREWA].wall(None, path=path(KAREWA, "rolls"))
    room.outlets[KAREWA].fail(Fault(mishap=Mishap.RESET, path=path(KAREWA, "saffron"), times=1))
    room.outlets[SUBAH].edit(path(SUBAH, "hatmi"), lambda copy: copy.saying("چار رکنی", "پانچ رکنی"))
    first = drafts(CHINAR)["preparations"].copy.headline
    room.outlets[CHINAR].edit(path(CHINAR, "preparations"), lambda copy: copy.headed(first), silent=True)
    room.outlets[JHELUM].edit(
        path(JHELUM, "delimitation"), lambda copy: copy.dropping(6).adding(copy.paragraphs[6], at=2), silent=True
    )
    room.outlets[JHELUM].remove(path(JHELUM, "water"), how="home")


def _counting(room: Newsroom) -> None:
    note = (
        "Editor's note: The Election Commission has moved the counting of votes from 4 October to 8 October. "
        "This story was changed accordingly on 31 August."
    )
    room.outlets[CHINAR].edit(
        path(CHINAR, "poll-dates"), lambda copy: copy.saying("4 October", "8 October").noted(note)
    )
    room.outlets[KAREWA].edit(
        path(KAREWA, "saffron"),
        lambda copy: Copy(
            headline=copy.headline,
            standfirst=copy.standfirst,
            byline=(*copy.byline, "Aasif Bhat"),
            paragraphs=copy.paragraphs,
            section=copy.section,
        ),
    )
    room.outlets[TAWI].edit(
        path(TAWI, "sahi-samay"),
        lambda copy: copy.saying(" उन्होंने कहा, “किसी ने दरवाज़ा बंद नहीं किया है।”", ""),
        silent=True,
    )


def _quiet(room: Newsroom) -> None:
    """Nothing is written; advertisements, lists and counters move as ever."""
    room.outlets[JHELUM].fail(Fault(status=503, retry_after=1, path=path(JHELUM, "no-hurry"), times=1))
