"""What moves around a story from fetch to fetch, class by class; the story itself is left as it is.

Each class draws from a source of its own, by the fetch where the class is at work and by the story alone where it
rests, so that a run with one class moves nothing else.
"""

import html
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from press_copy import filled, pooled, remarks_on, seeded
from press_encoding import ways_to_write
from press_words import WORDS, Words

from monitor.demo.phrases import PHRASES, Phrases


class Noise(StrEnum):
    """What may move."""

    ADS = "ads"
    ADS_AS_TEXT = "ads-as-text"
    RELATED = "related"
    RELATED_INSIDE = "related-inside"
    ALSO_READ = "also-read"
    TICKER = "ticker"
    COUNTERS = "counters"
    TIMES = "times"
    MODIFIED = "modified"
    TOKENS = "tokens"
    CONSENT = "consent"
    NEWSLETTER = "newsletter"
    CAPTIONS = "captions"
    COMMENTS = "comments"
    EMBEDS = "embeds"
    MARKETS = "markets"
    AB_TITLE = "ab-title"
    ATTRIBUTES = "attributes"
    ENCODING = "encoding"
    CDN = "cdn"
    REDESIGN = "redesign"
    WALLS = "walls"


_STEADY = frozenset(
    [
        *(Noise.RELATED, Noise.RELATED_INSIDE, Noise.ALSO_READ, Noise.TICKER, Noise.TIMES, Noise.MODIFIED),
        *(Noise.CAPTIONS, Noise.COMMENTS, Noise.MARKETS),
    ]
)
"""Classes that two fetches a moment apart show alike: lists made every few minutes, times, what people wrote."""


@dataclass(frozen=True, slots=True)
class Line:
    """Chrome typed as an ordinary paragraph: the page's shape gives it the story's own tag and class."""

    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where and when a page is made.

    `turn` numbers the fetches of its path, `epoch` the outlet's deployments. What an outlet makes anew only from time
    to time moves with `round`, its advertisements too where it `caches` them.
    """

    seed: int
    outlet: str
    path: str
    turn: int
    round: int
    epoch: int
    caches: bool
    language: str
    moving: Collection[Noise]
    habits: Collection[Noise]

    def random(self, noise: Noise) -> Random:
        """The class's own source of choices."""
        if noise not in self.moving:
            return seeded(self.seed, self.path, noise, "still")
        is_steady = noise in _STEADY or (self.caches and noise in {Noise.ADS, Noise.ADS_AS_TEXT})
        return seeded(self.seed, self.path, noise, f"round {self.round}" if is_steady else self.turn)


@dataclass(slots=True, kw_only=True)
class Chrome:
    """The chrome of one fetch.

    `slots` are pieces of HTML by class; `between` are those that stand after a paragraph (counted from 1); `said` the
    texts shown, by class, so that a text found in an alarm can be told by its class. `encode` turns text into HTML,
    `token` a class name into the one of this deployment.
    """

    slots: dict[Noise, str] = field(default_factory=dict)
    between: dict[int, list[str | Line]] = field(default_factory=dict)
    said: list[tuple[Noise, str]] = field(default_factory=list)
    encode: Callable[[str], str] = html.escape
    token: Callable[[str], str] = str
    nonce: str = ""
    minutes: int = 0
    other_title: str | None = None
    scrambled: Random | None = None

    def slot(self, noise: Noise) -> str:
        """The class's piece of HTML, or nothing."""
        return self.slots.get(noise, "")


def chrome_of(spot: Spot, *, paragraphs: int) -> Chrome:
    """The chrome of that fetch, for a story of so many paragraphs."""
    chrome = Chrome()
    phrases, words = PHRASES[spot.language], WORDS[spot.language]
    for noise, dress in _DRESSERS.items():
        random = spot.random(noise)
        if random.random() < _RATES[noise] * (noise not in HABITS or noise in spot.habits):
            dress(chrome, random, _Stock(spot, phrases, words, paragraphs))
    return chrome


@dataclass(frozen=True, slots=True)
class _Stock:
    """What a dresser may draw on."""

    spot: Spot
    phrases: Phrases
    words: Words
    paragraphs: int

    def titles(self, random: Random, count: int) -> Sequence[str]:
        """Headlines of the outlet: a pool of 60, so that other pages show them, too."""
        return [self._pooled("title", place) for place in random.sample(range(60), count)]

    def advertisement(self, random: Random) -> str:
        """One of the outlet's 15 advertisements of the time."""
        return self._pooled("sold", random.randrange(15))

    def remarks(self) -> Sequence[str]:
        """What readers wrote under this story, oldest first."""
        return remarks_on(self.spot.seed, self.spot.path, self.spot.language)

    def post(self) -> str:
        """The post that this story embeds."""
        random = seeded(self.spot.seed, self.spot.path, "post")
        return filled(random, self.words, random.choice(self.words.posts))

    def _pooled(self, kind: str, place: int) -> str:
        return pooled(self.spot.seed, self.spot.outlet, self.spot.language, kind, place)

    def gap(self, random: Random) -> int:
        """A paragraph after which something may stand: never the last one."""
        return random.randrange(1, max(2, self.paragraphs))


def _put(chrome: Chrome, noise: Noise, gap: int, piece: str | Line, *texts: str) -> None:
    chrome.between.setdefault(gap, []).append(piece)
    chrome.said += [(noise, text) for text in texts]


def _show(chrome: Chrome, noise: Noise, piece: str, *texts: str) -> None:
    chrome.slots[noise] = piece
    chrome.said += [(noise, text) for text in texts]


def _e(text: str) -> str:
    return html.escape(text)


def _topic(random: Random) -> str:
    return f"/topic/{random.randrange(10**6)}"


def _list(random: Random, titles: Sequence[str], tag: str = "ul") -> str:
    lines = "".join(f'<li><a href="{_topic(random)}">{_e(title)}</a></li>' for title in titles)
    return f"<{tag}>{lines}</{tag}>"


def _ads(chrome: Chrome, random: Random, stock: _Stock) -> None:
    for _ in range(random.randint(1, 3)):
        sold, number = stock.advertisement(random), random.randrange(10**9)
        link = f'<a href="/advertise?c={number}">{_e(sold)}</a>'
        label = stock.phrases.advertisement
        forms = (
            f'<div class="ad-slot" id="ad-{number}"><span>{label}</span> {link}</div>',
            f'<aside class="promoted"><p>{_e(sold)}</p><small>{label}</small></aside>',
            f'<figure class="mpu"><img src="/b.gif" alt="{_e(sold)}"><figcaption>{label}</figcaption></figure>',
            f'<div id="div-gpt-{number}"><p>{_e(sold)}</p><button type="button">{label}</button></div>',
            f'<div class="outbrain"><p>{link}</p></div>',
        )
        _put(chrome, Noise.ADS, stock.gap(random), random.choice(forms), sold, label)


def _ads_as_text(chrome: Chrome, random: Random, stock: _Stock) -> None:
    sold = stock.advertisement(random)
    _put(chrome, Noise.ADS_AS_TEXT, stock.gap(random), Line(_e(sold)), sold)


def _related(chrome: Chrome, random: Random, stock: _Stock) -> None:
    related, popular = stock.titles(random, 4), stock.titles(random, 5)
    piece = (
        f'<aside class="related"><h3>{stock.phrases.related}</h3>{_list(random, related)}</aside>'
        f'<div class="most-read"><h3>{stock.phrases.popular}</h3>{_list(random, popular, "ol")}</div>'
    )
    _show(chrome, Noise.RELATED, piece, *related, *popular)


def _related_inside(chrome: Chrome, random: Random, stock: _Stock) -> None:
    titles = stock.titles(random, random.randint(2, 4))
    heading, listed = stock.phrases.related, _list(random, titles)
    cards = "".join(f'<p class="card"><a href="{_topic(random)}">{_e(title)}</a></p>' for title in titles)
    forms = (
        f'<div class="inline-related"><h4>{heading}</h4>{listed}</div>',
        f"<p><strong>{heading}</strong></p>{listed}",
        f'<section class="read-more"><h3>{heading}</h3>{cards}</section>',
    )
    _put(chrome, Noise.RELATED_INSIDE, stock.gap(random), random.choice(forms), heading, *titles)


def _also_read(chrome: Chrome, random: Random, stock: _Stock) -> None:
    for _ in range(random.randint(1, 2)):
        title, label = stock.titles(random, 1)[0], stock.phrases.also_read
        link = f'<a href="{_topic(random)}">{_e(title)}</a>'
        forms = (f"<strong>{label}</strong> {link}", f"{label} {link}", f"<em>{link}</em>", f"<b>{label} {link}</b>")
        _put(chrome, Noise.ALSO_READ, stock.gap(random), Line(random.choice(forms)), title, label)


def _ticker(chrome: Chrome, random: Random, stock: _Stock) -> None:
    titles = stock.titles(random, 3)
    points, degrees = f"{random.randrange(78000, 83000):,}", random.randrange(9, 34)
    piece = (
        f'<div class="ticker"><span>{stock.phrases.market} {points}</span> <span>{stock.phrases.weather} {degrees}°C'
        f"</span> {_list(random, titles)}</div>"
    )
    _show(chrome, Noise.TICKER, piece, *titles)


def _counters(chrome: Chrome, random: Random, stock: _Stock) -> None:
    views, comments = f"{random.randrange(300, 90000):,}", random.randrange(2, 400)
    seen, remarks = f"{views} {stock.phrases.views}", f"{comments} {stock.phrases.comments}"
    piece = (
        f'<div class="share"><span class="views">{seen}</span> <a href="#comments">{remarks}</a> '
        f'<button type="button">{stock.phrases.share}</button></div>'
    )
    _show(chrome, Noise.COUNTERS, piece, seen, remarks)


def _times(chrome: Chrome, random: Random, stock: _Stock) -> None:
    ago = stock.phrases.ago.format(number=random.randrange(2, 59))
    _show(chrome, Noise.TIMES, f'<span class="updated">{ago}</span>', ago)


def _modified(chrome: Chrome, random: Random, stock: _Stock) -> None:
    del stock
    chrome.minutes = random.randrange(5, 6000)


def _tokens(chrome: Chrome, random: Random, stock: _Stock) -> None:
    """Asset and script tokens of the fetch; class names of the deployment, where the outlet has such."""
    chrome.nonce = f"{random.randrange(2**64):016x}"
    epoch = stock.spot.epoch

    def token(name: str) -> str:
        return f"{name}-{seeded(stock.spot.outlet, name, epoch).randrange(16**5):05x}"

    chrome.token = token


def _consent(chrome: Chrome, random: Random, stock: _Stock) -> None:
    title, words, button = stock.phrases.consent
    partners = random.randrange(300, 900)
    piece = (
        f'<div id="consent" role="dialog" class="consent-layer"><h2>{title}</h2><p>{words}</p>'
        f'<p class="partners">{partners}</p><button>{button}</button></div>'
    )
    _show(chrome, Noise.CONSENT, piece, title, words)


def _newsletter(chrome: Chrome, random: Random, stock: _Stock) -> None:
    said, button = random.choice(stock.phrases.promotions), stock.phrases.subscribe
    form = f'<form action="/newsletter"><input type="email" name="address"><button>{button}</button></form>'
    forms: tuple[str | Line, ...] = (
        f'<div class="newsletter"><h4>{button}</h4><p>{_e(said)}</p>{form}</div>',
        f'<aside class="signup"><p>{_e(said)}</p>{form}</aside>',
        Line(f'<a href="/newsletter">{_e(said)}</a>'),
    )
    _put(chrome, Noise.NEWSLETTER, stock.gap(random), random.choice(forms), said, button)


def _captions(chrome: Chrome, random: Random, stock: _Stock) -> None:
    caption, number = random.choice(stock.phrases.captions), random.randrange(900)
    piece = (
        f'<figure><img src="/photo/{number}.jpg" alt="{_e(caption)}"><figcaption>{_e(caption)}</figcaption></figure>'
    )
    _put(chrome, Noise.CAPTIONS, random.choice((0, 0, stock.gap(random))), piece, caption)


def _comments(chrome: Chrome, random: Random, stock: _Stock) -> None:
    del random
    shown = stock.remarks()[: min(40, 2 + stock.spot.round * (Noise.COMMENTS in stock.spot.moving))]
    said = "".join(f'<li class="comment"><p>{_e(remark)}</p></li>' for remark in shown)
    piece = f'<section id="comments"><h3>{len(shown)} {stock.phrases.comments}</h3><ol>{said}</ol></section>'
    _show(chrome, Noise.COMMENTS, piece, *shown)


def _embeds(chrome: Chrome, random: Random, stock: _Stock) -> None:
    """One story in three embeds a post, the same at the same place; only its counters move."""
    if seeded(stock.spot.seed, stock.spot.path, "embeds").random() > 1 / 3:
        return
    text = stock.post()
    likes = f"♥ {random.randrange(20, 9000):,}  ↻ {random.randrange(2, 900)}"
    piece = (
        f'<blockquote class="social-post"><p>{_e(text)}</p><a href="/post/1">@{stock.spot.outlet}</a> '
        f'<span class="engagement">{likes}</span></blockquote>'
    )
    _put(chrome, Noise.EMBEDS, 2, piece, text, likes)


def _markets(chrome: Chrome, random: Random, stock: _Stock) -> None:
    rows = [
        (name, f"{random.randrange(10000, 90000):,}", f"{random.uniform(-2, 2):+.2f}%")
        for name in (stock.phrases.market, "Nifty", "₹/$")
    ]
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    said = [" ".join(row) for row in rows]
    _put(chrome, Noise.MARKETS, stock.gap(random), f'<table class="market">{cells}</table>', *said)


def _ab_title(chrome: Chrome, random: Random, stock: _Stock) -> None:
    """One of two titles for those who share: the story's headline, or another one that stays the same."""
    other = filled(seeded(stock.spot.seed, stock.spot.path, "other title"), stock.words, stock.words.headlines[-1])
    is_tested = seeded(stock.spot.seed, stock.spot.path, "is tested").random() < 0.25
    if is_tested and random.random() < 0.5:
        chrome.other_title = other
        chrome.said.append((Noise.AB_TITLE, other))


def _attributes(chrome: Chrome, random: Random, stock: _Stock) -> None:
    del stock
    chrome.scrambled = random


def _encoding(chrome: Chrome, random: Random, stock: _Stock) -> None:
    chrome.encode = random.choice(ways_to_write(stock.spot.language))


_RATES: Mapping[Noise, float] = {
    Noise.ADS: 0.6,
    Noise.ADS_AS_TEXT: 0.15,
    Noise.RELATED: 1.0,
    Noise.RELATED_INSIDE: 0.4,
    Noise.ALSO_READ: 0.4,
    Noise.TICKER: 1.0,
    Noise.COUNTERS: 1.0,
    Noise.TIMES: 1.0,
    Noise.MODIFIED: 0.5,
    Noise.TOKENS: 1.0,
    Noise.CONSENT: 0.15,
    Noise.NEWSLETTER: 0.3,
    Noise.CAPTIONS: 0.8,
    Noise.COMMENTS: 1.0,
    Noise.EMBEDS: 1.0,
    Noise.MARKETS: 0.3,
    Noise.AB_TITLE: 1.0,
    Noise.ATTRIBUTES: 0.1,
    Noise.ENCODING: 0.2,
}
"""How often a class is on a page that may have it. What an outlet shows on every page is on every page here."""

HABITS: Mapping[Noise, float] = {
    Noise.ADS_AS_TEXT: 0.125,
    **dict.fromkeys((Noise.TOKENS, Noise.COMMENTS, Noise.EMBEDS, Noise.MARKETS, Noise.AB_TITLE), 0.5),
    Noise.RELATED_INSIDE: 0.5,
}
"""Classes that only some outlets have, and the share of these. Advertisements that nothing marks are rare."""

_DRESSERS: Mapping[Noise, Callable[[Chrome, Random, _Stock], None]] = {
    Noise.ADS: _ads,
    Noise.ADS_AS_TEXT: _ads_as_text,
    Noise.RELATED: _related,
    Noise.RELATED_INSIDE: _related_inside,
    Noise.ALSO_READ: _also_read,
    Noise.TICKER: _ticker,
    Noise.COUNTERS: _counters,
    Noise.TIMES: _times,
    Noise.MODIFIED: _modified,
    Noise.TOKENS: _tokens,
    Noise.CONSENT: _consent,
    Noise.NEWSLETTER: _newsletter,
    Noise.CAPTIONS: _captions,
    Noise.COMMENTS: _comments,
    Noise.EMBEDS: _embeds,
    Noise.MARKETS: _markets,
    Noise.AB_TITLE: _ab_title,
    Noise.ATTRIBUTES: _attributes,
    Noise.ENCODING: _encoding,
}
