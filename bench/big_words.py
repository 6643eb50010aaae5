"""Words as news has them, for archives made by the million: how often each stands, and sentences of them.

Frequencies fall as in real text (Zipf and Mandelbrot), and a text on a topic keeps to the topic's words and names:
without that every word would be spread evenly, and a search for two words would find what no reader's search finds.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from random import Random

VOCABULARY = 80_000
URN = 1_500_000
"""Words drawn once, in an order drawn once; a sentence is a run of them. Drawing each anew takes 20 times as long."""

TOPICS = 3_000
LASTING = 12
NAMES = 6
TOPIC_WORDS = 40

FUNCTION_WORDS = """
    the to of a in and that for is on said with was as he it at by from are be has have his an but they not who this
    will we were their had after which more about one she been or its you would people new also when her government
    up all out there can over two first year time last if what into than police other no state some could years him
    minister president during before party country because most only many three may where against between so week
    court being made while us day under any through report election should national these public just
"""
PROSE = Path(__file__).parents[1] / "tests" / "data" / "pages"
_SYLLABLES = {
    "en": ([*"bcdfghjklmnprstvw", "br", "ch", "fl", "gr", "pr", "st", "sh", "tr"], [*"aeiou", "ai", "ea", "ou"]),
    "hi": (list("कखगघचछजझटडतथदधनपबभमयरलवशसह"), ["", "ा", "ि", "ी", "ु", "े", "ो", "ं"]),
    "ur": (list("بپتٹجچحخدڈرزسشصعغفقکگلمنوہ"), ["ا", "ی", "و", "ے", ""]),
}
_ENDS = {"en": ".", "hi": "।", "ur": "۔"}


@dataclass(frozen=True, slots=True)
class Topic:
    """What a run of stories is about: its names and words, when it began, and for how many days it was news."""

    number: int
    names: tuple[str, ...]
    words: tuple[str, ...]
    first_day: int
    days: int


@dataclass(frozen=True, slots=True)
class Language:
    """One language's words: an urn, shaken, in which each lies as often as it stands in news, and its topics."""

    code: str
    urn: Sequence[str]
    topics: Sequence[Topic]
    end: str

    def sentence(self, chance: Random, topic: Topic) -> str:
        """One sentence on the topic."""
        count = 6 + int(chance.expovariate(1 / 14)) % 34
        start = int(chance.random() * (len(self.urn) - 40))
        words = list(self.urn[start : start + count])
        for _ in range(1 + count // 8):
            words[int(count * chance.random())] = topic.words[int(TOPIC_WORDS * chance.random() ** 2)]
        if chance.random() < 0.55:
            words[int(count * chance.random())] = topic.names[int(NAMES * chance.random() ** 2)]
        if chance.random() < 0.3:
            words[int(count * chance.random())] = number(chance)
        if count > 14:
            words[count // 2] += ","
        words[0] = words[0][:1].upper() + words[0][1:]
        return " ".join(words) + self.end

    def paragraph(self, chance: Random, topic: Topic) -> str:
        """Two or three sentences, one in four of them said by somebody."""
        text = " ".join(self.sentence(chance, topic) for _ in range(chance.choice((1, 2, 2, 3))))
        return f'"{text[:-1]}," {topic.names[0]} said{self.end}' if chance.random() < 0.25 else text

    def headline(self, chance: Random, topic: Topic) -> str:
        """Six to eleven words, of the topic for the greater part."""
        words = chance.choices(topic.words, k=3) + chance.choices(self.urn, k=chance.randint(2, 6))
        chance.shuffle(words)
        line = " ".join([topic.names[chance.randrange(3)], *words])
        return line[:1].upper() + line[1:]


def number(chance: Random) -> str:
    """A number as news has it: mostly small."""
    return str(int(10 ** (chance.random() ** 2 * 5)) + 1)


def languages(corpus: Path | None, days: int, seed: int) -> dict[str, Language]:
    """The three languages of the archive. With a corpus the English words and how often they stand are its pages'."""
    pages = _words_of_pages(corpus) if corpus else Counter()
    prose = {code: _words_of((PROSE / f"prose-{code}.txt").read_text(encoding="utf-8")) for code in ("hi", "ur")}
    return {
        "en": _language("en", pages or Counter(_falling(FUNCTION_WORDS.split())), VOCABULARY, days, seed),
        "hi": _language("hi", prose["hi"], VOCABULARY // 4, days, seed),
        "ur": _language("ur", prose["ur"], VOCABULARY // 4, days, seed),
    }


def _falling(words: Sequence[str]) -> dict[str, int]:
    return {word: 1_000_000 // (rank + 3) for rank, word in enumerate(words)}


def _words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W\d_][\w'’\u0900-\u097f\u200c\u200d-]*", text.lower()))


def _words_of_pages(corpus: Path) -> Counter[str]:
    with (corpus / "pages" / "pages.jsonl").open(encoding="utf-8") as lines:
        found = Counter[str]()
        for line in lines:
            words = _words_of(" ".join(json.loads(line)["body"]))
            if words["the"] * 40 > words.total():  # an English page
                found.update({word: count for word, count in words.items() if word.isascii()})
    return found


def _language(code: str, seen: Counter[str], size: int, days: int, seed: int) -> Language:
    """Words that were seen keep their frequency; the tail, which no sample shows, falls on as the law has it."""
    chance = Random(f"{seed} {code}")  # noqa: S311 (not for cryptography)
    common = [word for word, _ in seen.most_common(size)]
    known = set(common)
    vocabulary = common + [word for word in made_up(code, size) if word not in known][: size - len(common)]
    measured = [count for _, count in seen.most_common(3_000) if count > 3]
    law = [1 / (rank + 3) ** 1.05 for rank in range(len(vocabulary))]
    scale = measured[-1] / law[len(measured) - 1] if measured else 1.0
    weights = measured + [weight * scale for weight in law[len(measured) :]]
    per_draw = URN / sum(weights)
    urn: list[str] = []
    for word, weight in zip(vocabulary, weights, strict=True):
        expected = weight * per_draw
        urn += [word] * (int(expected) + (chance.random() < expected % 1))
    chance.shuffle(urn)
    return Language(code, urn, _topics(vocabulary, code, days, chance), _ENDS[code])


def made_up(code: str, size: int) -> Iterator[str]:
    """So many pronounceable words and no two alike, shorter ones first."""
    starts, vowels = _SYLLABLES[code]
    syllables = [start + vowel for start, vowel in product(starts, vowels)]
    chance = Random(code)  # noqa: S311
    seen: set[str] = set()
    while len(seen) < size:
        word = "".join(chance.choices(syllables, k=2 + (len(seen) > 4_000) + (len(seen) > 30_000)))
        if word not in seen:
            seen.add(word)
            yield word


def _topics(vocabulary: Sequence[str], code: str, days: int, chance: Random) -> list[Topic]:
    """A dozen that are always news, and bursts of some days; what a topic is about are words of middling frequency."""
    names = list(dict.fromkeys(word.title() for word in made_up(code, 9_000)))
    middling = vocabulary[150:12_000] or vocabulary
    found = []
    for index in range(TOPICS if code == "en" else TOPICS // 10):
        lasting = index < LASTING
        found.append(
            Topic(
                number=index,
                names=tuple(" ".join(chance.sample(names, 2)) for _ in range(NAMES)),
                words=tuple(middling[int(len(middling) * chance.random() ** 2)] for _ in range(TOPIC_WORDS)),
                first_day=0 if lasting else chance.randrange(days),
                days=days if lasting else 3 + int(chance.expovariate(1 / 25)),
            )
        )
    return found


@cache
def popularity(count: int) -> tuple[float, ...]:
    """How much of a day's news each of so many topics has: the lasting ones little, the first of the others most."""
    return tuple(0.016 if rank < LASTING else 1 / (rank - LASTING + 2) for rank in range(count))
