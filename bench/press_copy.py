"""Stories that no one wrote, and what publishers do to them: each edit is known, so that others can be judged by it.

Everything here is the same for the same seed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from random import Random

from press_words import WORDS, Words

from monitor.demo.phrases import PHRASES
from monitor.demo.stories import Copy

FEWEST, MOST = 6, 11
"""Paragraphs of a new story; edits keep it within two of these."""


class EditKind(StrEnum):
    """What an edit does."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    NUMBER = "number"
    NAME = "name"
    NAME_LETTER = "letter of a name"
    NEGATION = "negation"
    QUOTE = "quote"
    SENTENCE_IN = "sentence in"
    SENTENCE_OUT = "sentence out"
    PARAGRAPH_IN = "paragraph in"
    PARAGRAPH_AT_END = "paragraph at the end"
    PARAGRAPH_OUT = "paragraph out"
    PARAGRAPH_MOVED = "paragraph moved"
    NOTE = "correction note"


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit made of a story. Where the one drawn did not fit (no quote to change), another was made."""

    kind: EditKind
    copy: Copy


def seeded(*parts: object) -> Random:
    """A source of choices, the same for the same parts."""
    return Random("|".join(map(str, parts)))  # noqa: S311 (nothing here is secret)


def invented_copy(random: Random, language: str) -> Copy:
    """A story of 6 to 11 paragraphs. No frame is used twice in it; one paragraph in three ends in a quotation."""
    words = WORDS[language]
    count = random.randint(FEWEST, min(MOST, len(words.frames) // 2))
    frames = random.sample(words.frames, 2 * count)
    sayings = random.sample(words.sayings, len(words.sayings))
    paragraphs = []
    for place in range(count):
        sentences = [filled(random, words, frame) for frame in frames[2 * place : 2 * place + 2]]
        if place % 3 == 1 and sayings:
            sentences.append(_quotation(random, words, sayings.pop()))
        paragraphs.append(" ".join(sentences))
    return Copy(
        headline=filled(random, words, random.choice(words.headlines)),
        standfirst=filled(random, words, random.choice(words.standfirsts)),
        byline=tuple(random.sample(words.reporters, random.choice((1, 1, 2)))),
        paragraphs=tuple(paragraphs),
    )


def filled(random: Random, words: Words, frame: str) -> str:
    """A frame with names and figures in its places, capitalised."""
    text = frame.format(
        person=random.choice(words.people),
        place=random.choice(words.places),
        topic=random.choice(words.topics),
        day=random.choice(words.days),
        claim=random.choice(random.choice(words.claims)),
        n=random.randrange(103, 987),
        m=random.randrange(3, 48),
    )
    return text[0].upper() + text[1:]


def _quotation(random: Random, words: Words, said: str) -> str:
    return random.choice(words.quoted).format(said=said, person=random.choice(words.people))


@cache
def pooled(seed: int, outlet: str, language: str, kind: str, place: int) -> str:
    """A line of the outlet's own: the title or (`kind` is "sold") the advertisement of that number."""
    words, random = WORDS[language], seeded(seed, outlet, kind, place)
    return filled(random, words, random.choice(words.headlines if kind == "title" else words.sold))


@cache
def remarks_on(seed: int, path: str, language: str) -> Sequence[str]:
    """Forty remarks of readers on one story."""
    words, random = WORDS[language], seeded(seed, path, "remarks")
    frames = (*PHRASES[language].remarks, *words.posts)
    return [filled(random, words, random.choice(frames)) for _ in range(40)]


def edit(random: Random, copy: Copy, *, language: str) -> Edited:
    """One edit of the story, of any kind that it has room for; the text is always another one after it."""
    kinds = random.sample(list(EditKind), len(EditKind))
    for kind in kinds:
        edited = _EDITS[kind](random, copy, WORDS[language])
        if edited is not None and edited != copy:
            return Edited(kind, edited)
    raise ValueError(f"no edit fits the story “{copy.headline}”")


def _headline(random: Random, copy: Copy, words: Words) -> Copy | None:
    """Half of the time a new one, else one with another place, figure or person in it."""
    if random.random() < 0.5:
        return copy.headed(filled(random, words, random.choice(words.headlines)))
    small = _replaced(
        random,
        Copy(headline="", paragraphs=(copy.headline,)),
        "|".join(words.places),
        lambda _: random.choice(words.places),
    )
    small = small or _number(random, Copy(headline="", paragraphs=(copy.headline,)), words)
    return copy.headed(small.paragraphs[0]) if small else None


def _standfirst(random: Random, copy: Copy, words: Words) -> Copy | None:
    return replace(copy, standfirst=filled(random, words, random.choice(words.standfirsts)))


def _byline(random: Random, copy: Copy, words: Words) -> Copy | None:
    other = random.choice([name for name in words.reporters if name not in copy.byline])
    if len(copy.byline) == 1 and random.random() < 0.5:
        return replace(copy, byline=(*copy.byline, other))
    return replace(copy, byline=(other,))


def _number(random: Random, copy: Copy, words: Words) -> Copy | None:
    del words
    return _replaced(random, copy, r"\d+", lambda found: _other_number(random, found))


def _other_number(random: Random, number: str) -> str:
    """One digit is another one; never the first, so that no number begins with 0."""
    place = random.randrange(1, len(number)) if len(number) > 1 else 0
    digit = random.choice([digit for digit in "123456789" if digit != number[place]])
    return number[:place] + digit + number[place + 1 :]


def _name(random: Random, copy: Copy, words: Words) -> Copy | None:
    def other(found: str) -> str:
        return random.choice([name for name in words.people if name != found])

    return _replaced(random, copy, "|".join(map(re.escape, words.people)), other)


def _name_letter(random: Random, copy: Copy, words: Words) -> Copy | None:
    """The last letter of a name doubled, or the name without it: a spelling put right."""

    def respelt(found: str) -> str:
        return found[:-1] if random.random() < 0.5 else found + found[-1]

    return _replaced(random, copy, "|".join(map(re.escape, words.people)), respelt)


def _negation(random: Random, copy: Copy, words: Words) -> Copy | None:
    opposite = {a: b for pair in words.claims for a, b in (pair, pair[::-1])}
    return _replaced(random, copy, "|".join(map(re.escape, opposite)), lambda found: opposite[found])


def _quote(random: Random, copy: Copy, words: Words) -> Copy | None:
    unused = [said for said in words.sayings if not any(said in text for text in copy.paragraphs)]
    if not unused:
        return None
    return _replaced(random, copy, "|".join(map(re.escape, words.sayings)), lambda _: random.choice(unused))


def _sentence_in(random: Random, copy: Copy, words: Words) -> Copy | None:
    frame = _unused_frame(random, copy, words)
    place = random.randrange(len(copy.paragraphs))
    text = copy.paragraphs[place]
    if frame is None or len(text) > 700:
        return None
    return _with_paragraph(copy, place, f"{text} {filled(random, words, frame)}")


def _sentence_out(random: Random, copy: Copy, words: Words) -> Copy | None:
    del words
    place = random.randrange(len(copy.paragraphs))
    sentences = re.split(r"(?<=[.।۔])\s", copy.paragraphs[place])
    if len(sentences) < 2:
        return None
    gone = random.randrange(len(sentences))
    return _with_paragraph(copy, place, " ".join(text for at, text in enumerate(sentences) if at != gone))


def _paragraph_in(random: Random, copy: Copy, words: Words) -> Copy | None:
    text = _new_paragraph(random, copy, words)
    return None if text is None else copy.adding(text, at=random.randrange(1, len(copy.paragraphs)))


def _paragraph_at_end(random: Random, copy: Copy, words: Words) -> Copy | None:
    text = _new_paragraph(random, copy, words)
    return None if text is None else copy.adding(text)


def _new_paragraph(random: Random, copy: Copy, words: Words) -> str | None:
    frame = _unused_frame(random, copy, words)
    if frame is None or len(copy.paragraphs) >= MOST + 2:
        return None
    return f"{filled(random, words, frame)} {_quotation(random, words, random.choice(words.sayings))}"


def _paragraph_out(random: Random, copy: Copy, words: Words) -> Copy | None:
    del words
    if len(copy.paragraphs) <= FEWEST - 2:
        return None
    return copy.dropping(random.randrange(len(copy.paragraphs)))


def _paragraph_moved(random: Random, copy: Copy, words: Words) -> Copy | None:
    del words
    source, target = random.sample(range(len(copy.paragraphs)), 2)
    text = copy.paragraphs[source]
    return copy.dropping(source).adding(text, at=target)


def _note(random: Random, copy: Copy, words: Words) -> Copy | None:
    n, m = random.sample(range(103, 987), 2)
    return None if copy.note else copy.noted(words.corrected.format(n=n, m=m))


def _unused_frame(random: Random, copy: Copy, words: Words) -> str | None:
    """A frame of which no longer piece stands in the story already."""
    told = " ".join(copy.paragraphs)
    free = [frame for frame in words.frames if max(re.split(r"\{\w+\}", frame), key=len) not in told]
    return random.choice(free) if free else None


def _replaced(random: Random, copy: Copy, pattern: str, new: Callable[[str], str]) -> Copy | None:
    """With one of the pattern's finds in the paragraphs replaced; None where there is none."""
    finds = [(place, find) for place, text in enumerate(copy.paragraphs) for find in re.finditer(pattern, text)]
    if not finds:
        return None
    place, find = random.choice(finds)
    text = copy.paragraphs[place]
    return _with_paragraph(copy, place, text[: find.start()] + new(find[0]) + text[find.end() :])


def _with_paragraph(copy: Copy, place: int, text: str) -> Copy:
    paragraphs: Sequence[str] = (*copy.paragraphs[:place], text, *copy.paragraphs[place + 1 :])
    return replace(copy, paragraphs=paragraphs)


_EDITS: Mapping[EditKind, Callable[[Random, Copy, Words], Copy | None]] = {
    EditKind.HEADLINE: _headline,
    EditKind.STANDFIRST: _standfirst,
    EditKind.BYLINE: _byline,
    EditKind.NUMBER: _number,
    EditKind.NAME: _name,
    EditKind.NAME_LETTER: _name_letter,
    EditKind.NEGATION: _negation,
    EditKind.QUOTE: _quote,
    EditKind.SENTENCE_IN: _sentence_in,
    EditKind.SENTENCE_OUT: _sentence_out,
    EditKind.PARAGRAPH_IN: _paragraph_in,
    EditKind.PARAGRAPH_AT_END: _paragraph_at_end,
    EditKind.PARAGRAPH_OUT: _paragraph_out,
    EditKind.PARAGRAPH_MOVED: _paragraph_moved,
    EditKind.NOTE: _note,
}
