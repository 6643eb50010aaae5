"""Pairs of texts that are copies of one wire story or are not, made from the corpus's real stories by a program.

Own paragraphs of an outlet, other stories on the same subject and background are real paragraphs of other stories of
the same language; lines of agencies and outlets on themselves, and stories from a form, are written here.
"""

import hashlib
import json
import math
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from copy_forms import DATELINES, FORMS, NOTICES, STANDING

Paragraphs = list[str]

LEAST_PARAGRAPHS, LEAST_WORDS = 5, 130
LONGEST = 40
"""Paragraphs taken of a story: no agency sends more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A real story that pairs are made from."""

    id: str
    half: int
    country: str
    paragraphs: Paragraphs
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two texts, what was done to make the second one, and whether they are copies of one story."""

    kind: str
    is_copy: bool
    same_source: bool
    half: int
    id: str
    first: Paragraphs
    second: Paragraphs


def read_sources(corpus: Path) -> list[Source]:
    """The corpus's stories that are long enough to be cut."""
    found = []
    with (corpus / "pages" / "pages.jsonl").open(encoding="utf-8") as lines:
        for page in map(json.loads, lines):
            paragraphs = [text for text in page["body"] if len(text.split()) >= 8 or len(text) >= 60][:LONGEST]
            size = sum(max(len(text.split()), len(text) // 8) for text in paragraphs)
            if len(paragraphs) >= LEAST_PARAGRAPHS and size >= LEAST_WORDS:
                words = frozenset(word.lower() for text in paragraphs for word in re.findall(r"\w{4,}", text))
                half = half_of(page["url"])
                country = page.get("country") or ""
                found.append(Source(id=page["id"], half=half, country=country, paragraphs=paragraphs, words=words))
    return found


def is_doubled(source: Source, sources: Sequence[Source]) -> bool:
    """Whether another site of the corpus has paragraphs of the story: a real copy, which would make others false."""
    mine = {text for text in source.paragraphs if len(text) >= 60}
    return any(mine & set(other.paragraphs) for other in sources if other.id != source.id)


def half_of(url: str) -> int:
    """Which half of the sites an address belongs to: 0 or 1."""
    return hashlib.sha256((urlsplit(url).hostname or "").encode()).digest()[0] % 2


def make_pairs(sources: Sequence[Source], *, rounds: int = 2) -> Iterator[Pair]:
    """Every kind of pair of every story, `rounds` times with other draws; the same ones at every call."""
    near = {source.id: neighbours(source, sources) for source in sources}
    for turn in range(rounds):
        for source in sources:
            for kinds, is_copy in ((COPIES, True), (OTHERS, False)):
                for kind, make in kinds.items():
                    draw = random.Random(f"{source.id} {kind} {turn}")  # noqa: S311 - no secret
                    made = make(Maker(source, near[source.id], draw))
                    if made is not None:
                        first, second = made
                        if draw.random() < 0.5 and kind != "updated":
                            first, second = second, first
                        yield Pair(
                            kind=kind, is_copy=is_copy, same_source=False, half=source.half, id=source.id,
                            first=first, second=second,
                        )  # fmt: skip
    yield from _formed(rounds)


def _formed(rounds: int) -> Iterator[Pair]:
    """Two days' stories from one form of one publisher."""
    for name, (form, values) in FORMS.items():
        for turn in range(20 * rounds):
            draw = random.Random(f"{name} {turn}")  # noqa: S311 - no secret
            drawn = [{key: draw.choice(of) for key, of in values.items()} for _ in range(2)]
            first, second = ([text.format_map(day) for text in form] for day in drawn)
            yield Pair(
                kind="form", is_copy=False, same_source=turn % 2 == 0, half=turn // 2 % 2, id=name,
                first=first, second=second,
            )  # fmt: skip


def neighbours(source: Source, sources: Sequence[Source]) -> list[Source]:
    """Other stories of the same language and half, those that share most rare words first."""
    same = [other for other in sources if other.id != source.id and other.half == source.half]
    scored = sorted(same, key=lambda other: -len(source.words & other.words) / math.sqrt(len(other.words)))
    return scored[:8]


class Maker:
    """One story, those nearest to it, and the draw."""

    def __init__(self, source: Source, near: Sequence[Source], draw: random.Random) -> None:
        self.story = source.paragraphs
        self.near = near
        self.draw = draw
        self._vocabulary = [word for text in near[0].paragraphs for word in text.split()]

    def own(self, low: int, high: int) -> Paragraphs:
        """Paragraphs that an outlet writes itself."""
        other = self.draw.choice(self.near).paragraphs
        start = self.draw.randrange(len(other))
        return (other + other)[start : start + self.draw.randint(low, high)]

    def other(self) -> Paragraphs:
        """The nearest other story, or one of the next."""
        return self.draw.choice(self.near[:3]).paragraphs

    def cut(self, texts: Paragraphs, low: float, high: float) -> Paragraphs:
        """The story's beginning."""
        return texts[: max(3, math.ceil(len(texts) * self.draw.uniform(low, high)))]

    def thinned(self, texts: Paragraphs, rate: float) -> Paragraphs:
        """Without some of its paragraphs."""
        kept = [text for text in texts if self.draw.random() > rate]
        return kept if size(kept) >= 0.5 * size(texts) and len(kept) > 2 else texts

    def styled(self, texts: Paragraphs, every: int) -> Paragraphs:
        """Gone over by an editor: one word in `every` replaced, dropped, or another put in."""
        return [self._styled(text, every) for text in texts]

    def _styled(self, text: str, every: int) -> str:
        # Words of scripts without spaces are taken for groups of characters.
        words = text.split(" ")
        if len(words) < 4:
            words = re.findall(r".{1,6}", text)
            return "".join(self._edited(words, every * 2))
        return " ".join(self._edited(words, every))

    def _edited(self, words: Sequence[str], every: int) -> Iterator[str]:
        for word in words:
            turn = self.draw.random() * every
            if turn < 0.4:
                continue
            yield self.draw.choice(self._vocabulary) if turn < 0.8 else word
            if 0.8 <= turn < 1:
                yield self.draw.choice(self._vocabulary)

    def regrouped(self, texts: Paragraphs) -> Paragraphs:
        """Long paragraphs split at a sentence's end, short ones joined."""
        found: Paragraphs = []
        for text in texts:
            sentences = re.split(r"(?<=[.!?।۔。])\s+", text)
            if len(sentences) > 2 and self.draw.random() < 0.6:
                middle = len(sentences) // 2
                found += [" ".join(sentences[:middle]), " ".join(sentences[middle:])]
            elif found and self.draw.random() < 0.3:
                found[-1] += " " + text
            else:
                found.append(text)
        return found

    def dressed(self, texts: Paragraphs) -> Paragraphs:
        """With an outlet's dateline and lines on itself."""
        lead, *rest = texts
        dateline = self.draw.choice(DATELINES)
        return [f"{dateline}{lead}", *rest, *self.draw.sample(NOTICES, 2)]

    def trimmed(self, text: str) -> str:
        """In one of two, without its first or last quarter."""
        words = text.split(" ")
        quarter = len(words) // 4
        turn = self.draw.random()
        return " ".join(words[quarter:] if turn < 0.25 else words[: len(words) - quarter] if turn < 0.5 else words)

    def recounted(self, texts: Paragraphs) -> Paragraphs:
        """With another number in its first two paragraphs, where they have one."""
        return [
            re.sub(r"\d+", lambda m: str(int(m[0]) + self.draw.randint(1, 9)), text, count=1) for text in texts[:2]
        ] + texts[2:]


def size(texts: Paragraphs) -> int:
    """Characters of all paragraphs."""
    return sum(map(len, texts))


@dataclass(frozen=True, slots=True)
class Additions:
    """A story without some paragraphs, and a copy that has them all; `kinds` says of each what it is."""

    first: Paragraphs
    copy: Paragraphs
    kinds: Sequence[str]


def additions(maker: Maker) -> Additions:
    """The copy is gone over by an editor, half of its paragraphs are cut or joined otherwise, and it is dressed."""
    kept = [maker.draw.random() > 0.3 for _ in maker.story]
    kept[0] = True
    copy = maker.dressed(
        [maker.trimmed(text) if known else text for text, known in zip(maker.story, kept, strict=True)]
    )
    edited = maker.styled(copy[: len(kept)], 15) + copy[len(kept) :]
    kinds = ["known" if known else "new" for known in kept] + ["notice"] * (len(copy) - len(kept))
    first = [text for text, known in zip(maker.story, kept, strict=True) if known]
    return Additions(first, edited, kinds)


Made = tuple[Paragraphs, Paragraphs] | None


def _brief(m: Maker) -> Made:
    brief = m.story[: 2 if size(m.story[:2]) >= 300 else 3]
    return (m.story, brief) if size(brief) >= 250 else None


def _spliced(m: Maker) -> Made:
    cut = m.cut(m.story, 0.5, 0.9)
    middle = m.draw.randint(2, len(cut))
    own = [m.own(1, 2), m.own(0, 1), m.own(0, 2)]
    while size(own[0] + own[1] + own[2]) > 0.8 * size(cut):
        longest = max(own, key=size)
        longest.pop()
    return m.story, [*own[0], *cut[:middle], *own[1], *cut[middle:], *own[2]]


def _both_cut(m: Maker) -> Made:
    if len(m.story) < 7:
        return None
    first = m.cut(m.story, 0.6, 0.9)
    second = m.own(1, 1) + m.thinned(m.story[1:], 0.15)
    return first, second


def _reordered(m: Maker) -> Made:
    rest = m.story[1:]
    m.draw.shuffle(rest)
    return m.story, [m.story[0], *rest]


def _in_one_paragraph(m: Maker) -> Made:
    """As a page shows it whose paragraphs are parted by nothing that a program sees."""
    made = _spliced(m)
    return (m.story, [" ".join(made[1])]) if made else None


def _follow_up_in_one_paragraph(m: Maker) -> Made:
    made = _follow_up(m)
    return ([" ".join(made[0])], [" ".join(made[1])]) if made else None


def _updated(m: Maker) -> Made:
    later = m.recounted(m.story)
    del later[m.draw.randrange(2, len(later))]
    return m.story, [*m.own(1, 1), *later]


def _everything(m: Maker) -> Made:
    spliced = _spliced(m)
    return (m.dressed(m.story), m.dressed(m.regrouped(m.styled(spliced[1], 18)))) if spliced else None


def _quotes_shared(m: Maker) -> Made:
    quotes = [text for text in m.story if re.search('["“”„«»「]', text)] or m.story[2:3]
    other = list(m.other())
    for quote in m.draw.sample(quotes, min(3, len(quotes))):
        if size([quote]) <= 0.12 * min(size(other), size(m.story)) * 2:
            other.insert(m.draw.randint(1, len(other)), quote)
    return m.story, other


def _follow_up(m: Maker) -> Made:
    background = m.story[len(m.story) // 2 :][:2]
    other = m.other()
    new = other[: max(5, 2 * len(background))]
    if size(background) > 0.8 * size(new):
        background = background[:1]
    return m.story, [*new, *background]


def _follow_up_of_a_brief(m: Maker) -> Made:
    """The first day's story is short, the second day's tells half of it again at its end."""
    brief = m.story[:4]
    new = m.other()[:6]
    return (brief, [*new, brief[1]]) if size(brief[1:2]) <= 0.4 * size(brief) else None


def _same_notices(m: Maker) -> Made:
    notices = [*m.draw.sample(STANDING, 2), m.draw.choice(NOTICES)]
    return [*m.story[:5], *notices], [*m.other()[:5], *notices]


def _short_with_same_notices(m: Maker) -> Made:
    notices = m.draw.sample(STANDING, 2)
    return [*m.story[:2], *notices], [*m.other()[:2], *notices]


def _roundup(m: Maker) -> Made:
    others = [other.paragraphs[:2] for other in m.near[:6]]
    others.insert(m.draw.randint(2, 6), m.story[:2])
    return m.story, [text for pair in others for text in pair]


def _brief_in_roundup(m: Maker) -> Made:
    """One of the stories told in a few lines in a summary of the day is a brief elsewhere."""
    whole, summary = _roundup(m) or ([], [])
    return (whole[:2], summary) if summary[:2] != whole[:2] else None


def _written_anew(m: Maker) -> Made:
    """What another reporter writes of the same: the words in other groups and a third of them others."""
    # Scripts without spaces have groups of two characters for words.
    has_spaces = all(" " in text for text in m.story)
    words = [re.findall(r"\S+" if has_spaces else r"\S{1,2}", text) for text in m.story]
    vocabulary = [word for text in words for word in text]
    anew = []
    for text in words:
        groups = [text[start : start + 3] for start in range(0, len(text), 3)]
        m.draw.shuffle(groups)
        told = [m.draw.choice(vocabulary) if m.draw.random() < 0.3 else word for group in groups for word in group]
        anew.append((" " if has_spaces else "").join(told))
    return m.story, anew


COPIES: Mapping[str, Callable[[Maker], Made]] = {
    "cut": lambda m: (m.story, m.cut(m.story, 0.3, 0.7)),
    "brief": _brief,
    "thinned": lambda m: (m.story, m.thinned(m.story, 0.4)),
    "own intro": lambda m: (m.story, m.own(1, 3) + m.story),
    "spliced": _spliced,
    "both cut": _both_cut,
    "reordered": _reordered,
    "dressed": lambda m: (m.dressed(m.story), m.dressed(m.cut(m.story, 0.5, 1))),
    "edited": lambda m: (m.story, m.styled(m.story, 15)),
    "regrouped": lambda m: (m.story, m.regrouped(m.cut(m.story, 0.6, 1))),
    "in one paragraph": _in_one_paragraph,
    "updated": _updated,
    "all of it": _everything,
}
OTHERS: Mapping[str, Callable[[Maker], Made]] = {
    "nearest story": lambda m: (m.story, m.other()),
    "quotes shared": _quotes_shared,
    "follow-up": _follow_up,
    "follow-up, in one paragraph": _follow_up_in_one_paragraph,
    "follow-up of a brief": _follow_up_of_a_brief,
    "same notices": _same_notices,
    "short, same notices": _short_with_same_notices,
    "roundup": _roundup,
    "brief in a roundup": _brief_in_roundup,
    "written anew": _written_anew,
}
