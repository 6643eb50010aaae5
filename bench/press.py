"""A press of many outlets that edits its stories in rounds: what every fetch is answered with, and what is true.

A function of the seed: two processes that open the same press and take it through the same rounds agree on all of it,
so that one can serve and the other judge.
"""

import html
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache

from press_chrome import HABITS, Chrome, Noise, Spot, chrome_of
from press_copy import EditKind, edit, invented_copy, seeded
from press_shapes import SHAPE_NAMES, SHAPES, Sheet, page

from monitor.demo.phrases import PHRASES
from monitor.demo.stories import Copy

LANGUAGES = ("en", "hi", "en", "ur")
"""The languages of outlets in turn, one further for each twelve outlets, so that a shape is met in several."""

TURNOVER = 0.08
"""The chance that an outlet deploys new class names in a round."""

CDN_SHARE = 0.05
"""The share of fetches that another server answers, where an outlet has one with other templates."""

WALL_SHARE = 0.01
"""The share of checks that meet no story."""


class Answer(StrEnum):
    """What a fetch got."""

    STORY = "story"
    STUB = "paywall stub"
    CHALLENGE = "bot challenge"
    CONSENT = "consent wall"
    SOFT_404 = "soft 404"
    SHELL = "script shell"
    BUSY = "503"


_WALLS = tuple(answer for answer in Answer if answer is not Answer.STORY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a press is like. `moving` are the classes at work; `edits` the chance of an edit by story and round."""

    seed: int
    outlets: int
    stories: int
    edits: float
    opened_at: datetime
    moving: Collection[Noise] = tuple(Noise)


@dataclass(slots=True, kw_only=True)
class Telling:
    """A story as its outlet tells it: all its versions, each with the time of change that its pages give, the round in
    which it began and the edit that made it."""

    outlet: int
    path: str
    language: str
    published_at: datetime
    versions: list[Copy]
    modified: list[datetime]
    rounds: list[int] = field(default_factory=lambda: [0])
    kinds: list[EditKind | None] = field(default_factory=lambda: [None])


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What one fetch got, with all that is needed to make it again."""

    path: str
    turn: int
    round: int
    version: int
    answer: Answer


class Press:
    """The outlets and their stories, from round 0 on."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.round = 0
        self.tellings: dict[str, Telling] = {}
        for outlet in range(plan.outlets):
            for number in range(plan.stories):
                telling = self._invented(outlet, number)
                self.tellings[telling.path] = telling

    def _invented(self, outlet: int, number: int) -> Telling:
        path = f"/{outlet}/news/2026/story-{number}.html"
        language = LANGUAGES[(outlet + outlet // SHAPES) % len(LANGUAGES)]
        at = self.plan.opened_at - timedelta(minutes=7 * number + outlet)
        copy = invented_copy(seeded(self.plan.seed, path), language)
        return Telling(outlet=outlet, path=path, language=language, published_at=at, versions=[copy], modified=[at])

    def advance(self) -> int:
        """The next round: some stories are edited, half of these without a word in their dates; how many."""
        self.round += 1
        count = 0
        for path, telling in self.tellings.items():
            random = seeded(self.plan.seed, "edit", path, self.round)
            if random.random() >= self.plan.edits:
                continue
            edited = edit(random, telling.versions[-1], language=telling.language)
            telling.versions.append(edited.copy)
            telling.rounds.append(self.round)
            telling.kinds.append(edited.kind)
            hours = 1 + random.randrange(12)
            telling.modified.append(telling.modified[-1] + timedelta(hours=hours) * (random.random() < 0.5))
            count += 1
        return count

    def serve(self, path: str, turn: int) -> Served:
        """What the fetch number `turn` of that path gets now. KeyError where no story is there."""
        version = len(self.tellings[path].versions) - 1
        answer = self._answer(path, turn)
        return Served(path=path, turn=turn, round=self.round, version=version, answer=answer)

    def _answer(self, path: str, turn: int) -> Answer:
        """A wall stands for a whole round, before whoever comes; a busy server is one fetch's bad luck."""
        if self.round == 0 or Noise.WALLS not in self.plan.moving:
            return Answer.STORY
        random = seeded(self.plan.seed, "wall", path, self.round)
        if random.random() >= WALL_SHARE:
            return Answer.STORY
        answer = random.choice(_WALLS)
        is_over = answer is Answer.BUSY and seeded(self.plan.seed, "busy", path, turn).random() < 0.5
        return Answer.STORY if is_over else answer

    def rendered(self, served: Served, *, home: str) -> tuple[int, bytes]:
        """Status and bytes of that fetch."""
        if served.answer is Answer.BUSY:
            return 503, b"<h1>503 Service Temporarily Unavailable</h1>\n"
        telling = self.tellings[served.path]
        copy = telling.versions[served.version]
        chrome = self.chrome(served)
        if served.answer in {Answer.CHALLENGE, Answer.CONSENT, Answer.SOFT_404, Answer.SHELL}:
            return _wall(served.answer, telling, chrome)
        if served.answer is Answer.STUB:
            copy = _stub(copy, telling.language)
            chrome.between.clear()
        sheet = Sheet(
            name=f"The {('Post', 'Dispatch', 'Times', 'Herald')[telling.outlet % 4]} of District {telling.outlet + 1}",
            language=telling.language,
            home=home,
            url=home.rstrip("/") + telling.path,
            copy=copy,
            chrome=chrome,
            published_at=telling.published_at,
            modified_at=telling.modified[served.version],
        )
        return 200, page(sheet, self.shape(served))

    def chrome(self, served: Served) -> Chrome:
        """The chrome of that fetch."""
        telling = self.tellings[served.path]
        spot = Spot(
            seed=self.plan.seed,
            outlet=str(telling.outlet),
            path=served.path,
            turn=served.turn,
            round=served.round,
            caches=bool(telling.outlet % 2),
            epoch=self._epoch(telling.outlet, served.round),
            language=telling.language,
            moving=self.plan.moving,
            habits=self.habits(telling.outlet),
        )
        return chrome_of(spot, paragraphs=len(telling.versions[served.version].paragraphs))

    def habits(self, outlet: int) -> Collection[Noise]:
        """The classes that the outlet has beyond what all have; a class alone at work is every outlet's."""
        random = seeded(self.plan.seed, "habits", outlet)
        drawn = {noise for noise, share in HABITS.items() if random.random() < share}
        return drawn | set(self.plan.moving) if len(self.plan.moving) == 1 else drawn

    def shape(self, served: Served) -> int:
        """The structure of that fetch: the outlet's own, its other server's, or the one after its redesign."""
        outlet = self.tellings[served.path].outlet
        own = outlet % SHAPES
        random = seeded(self.plan.seed, "shape", outlet)
        other, begins = (own + random.randrange(1, SHAPES)) % SHAPES, random.randrange(4, 16)
        has_other_server = random.random() < 0.25
        redesigns = random.random() < 0.25
        if Noise.REDESIGN in self.plan.moving and redesigns and served.round >= begins:
            own, other = other, own
        if Noise.CDN in self.plan.moving and has_other_server:
            chosen = seeded(self.plan.seed, "server", served.path, served.turn).random()
            return other if chosen < CDN_SHARE else own
        return own

    def shape_name(self, served: Served) -> str:
        """The structure's name."""
        return SHAPE_NAMES[self.shape(served)]

    def _epoch(self, outlet: int, at: int) -> int:
        if Noise.TOKENS not in self.plan.moving:
            return 0
        return sum(_deploys(self.plan.seed, outlet, past) for past in range(1, at + 1))


@cache
def _deploys(seed: int, outlet: int, at: int) -> bool:
    return seeded(seed, "deploy", outlet, at).random() < TURNOVER


def _stub(copy: Copy, language: str) -> Copy:
    title, words = PHRASES[language].paywall
    return Copy(
        headline=copy.headline,
        standfirst=copy.standfirst,
        byline=copy.byline,
        paragraphs=(copy.paragraphs[0], f"{title}. {words}"),
    )


def _wall(answer: Answer, telling: Telling, chrome: Chrome) -> tuple[int, bytes]:
    phrases = PHRASES[telling.language]
    if answer is Answer.SHELL:
        text = f'<noscript>{phrases.needs_script}</noscript><div id="root"></div><script src="/app.js"></script>'
        return 200, f"<!doctype html><html><head><title>News</title></head><body>{text}</body></html>".encode()
    texts: Sequence[str] = {
        Answer.CHALLENGE: phrases.challenge,
        Answer.CONSENT: phrases.consent,
        Answer.SOFT_404: phrases.missing,
    }[answer]
    rest = chrome.slot(Noise.RELATED) if answer is Answer.SOFT_404 else "<form><button>OK</button></form>"
    body = f"<main><h1>{html.escape(texts[0])}</h1><p>{html.escape(texts[1])}</p>{rest}</main>"
    page = f'<!doctype html><html lang="{telling.language}"><head><meta charset="utf-8"><title>{html.escape(texts[0])}'
    status = 403 if answer is Answer.CHALLENGE and telling.outlet % 2 else 200
    return status, f"{page}</title></head><body>{body}</body></html>".encode()


def opening(at: datetime) -> datetime:
    """The hour before that time: when the newest story of a press came out."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
