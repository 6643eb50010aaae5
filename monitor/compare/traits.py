"""What an edit was: what it touched, its nature, how much it matters, and a line that says it in words. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import prod

from monitor.compare.growth import Shape, shape_of
from monitor.compare.lexicon import lexicon_for
from monitor.compare.slips import Context
from monitor.compare.telling import Telling, names_in, quotes_in, words_of
from monitor.compare.wording import Wording, wording
from monitor.diff import Diff
from monitor.words import Part
from scrapers.items import Story

SUMMARY_CHARS = 80

SHORTEST_QUOTE = 4
"""Words of a quotation whose loss is told: shorter ones are terms."""


class Nature(StrEnum):
    """What kind of work an edit was."""

    TYPO = "typo"
    STYLE = "style"
    CORRECTION = "correction"
    REWRITTEN = "rewritten"
    SHORTENED = "shortened"
    LIVE = "live"
    SUBSTANCE = "substance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What an edit was.

    `numbers` to `dates` count the passages of each kind that were put in, taken out or replaced (a replaced one counts
    once) in the headline, the standfirst and the paragraphs that stayed; a paragraph or sentence that is new or gone as
    a whole counts as one and what it says does not, but for the quotes that went with it: `quotes_withdrawn`. `words`
    counts the other words that mean something, `typos` words of which single letters changed. `importance`, 0 to 1,
    is what the function of that name says.
    """

    nature: Nature
    importance: float
    numbers: int = 0
    names: int = 0
    quotes: int = 0
    quotes_withdrawn: int = 0
    negations: int = 0
    attributions: int = 0
    dates: int = 0
    words: int = 0
    typos: int = 0
    sentences_added: int = 0
    sentences_removed: int = 0
    paragraphs_added: int = 0
    paragraphs_removed: int = 0
    paragraphs_moved: int = 0
    paragraphs_edited: int = 0


def traits(before: Story, after: Story, diff: Diff, *, is_corrected: bool) -> Traits:
    """What the edit from `before` to `after` was; `diff` is their difference.

    `is_corrected` says that the new text carries a publisher's note of correction that the old one lacked.
    """
    context = _context(before, after)
    fields = {name: wording(parts, context) for name, parts in _field_parts(diff)}
    shape = shape_of(before, after, diff)
    withdrawn = 0 if shape.is_rewritten or shape.is_cut else _withdrawn(after, diff)
    edits = [block["parts"] for block in diff.get("body", []) if block["op"] == "edit"]
    paragraphs = [] if shape.is_only_split else [wording(parts, context) for parts in edits]
    wordings = [*fields.values(), *paragraphs]
    told: Counter[Telling] = sum((one.told for one in wordings), Counter())
    return Traits(
        nature=_nature(diff, wordings, shape, is_corrected=is_corrected),
        importance=importance(
            fields,
            paragraphs,
            shape,
            quotes_withdrawn=withdrawn,
            has_new_byline="byline" in diff,
            is_corrected=is_corrected,
        ),
        numbers=told[Telling.NUMBER],
        names=told[Telling.NAME],
        quotes=told[Telling.QUOTE],
        quotes_withdrawn=withdrawn,
        negations=told[Telling.NEGATION],
        attributions=told[Telling.ATTRIBUTION],
        dates=told[Telling.DATE],
        words=sum(one.words for one in wordings),
        typos=sum(one.typos for one in wordings),
        sentences_added=sum(one.sentences_added for one in wordings),
        sentences_removed=sum(one.sentences_removed for one in wordings),
        paragraphs_added=shape.added,
        paragraphs_removed=shape.removed,
        paragraphs_moved=shape.moved,
        paragraphs_edited=len(edits),
    )


WEIGHTS = {
    Telling.NEGATION: 0.65,
    Telling.NUMBER: 0.6,
    Telling.QUOTE: 0.55,
    Telling.NAME: 0.55,
    Telling.DATE: 0.5,
    Telling.ATTRIBUTION: 0.4,
}
"""How much one changed passage of each kind matters, in a desk's judgement: what turns a claim round, then facts."""

TYPO, STYLE, MOVED, BYLINE = 0.05, 0.1, 0.15, 0.3
WORD, MORE_WORDS = 0.3, 0.03
PARAGRAPH, SENTENCE, LIVE_PARAGRAPH = 0.45, 0.35, 0.05
STANDFIRST, HEADLINE = 0.2, 0.6
CUT, REWRITTEN, CORRECTION = 0.7, 0.75, 0.8
MOST_TYPOS = 3


def importance(
    fields: dict[str, Wording],
    paragraphs: Sequence[Wording],
    shape: Shape,
    *,
    quotes_withdrawn: int,
    has_new_byline: bool,
    is_corrected: bool,
) -> float:
    """How much an edit matters to a reader, from 0 to 1, in steps of 0.01.

    Each thing that the edit did has a weight, and weights add up as chances do: two of 0.5 make 0.75, so that more
    never counts less and the sum stays within 1. A typo weighs 0.05 (three at most count), style 0.1 in all, a moved
    paragraph 0.15, a new byline 0.3. A changed negation weighs 0.65, a number 0.6, a quote or a name 0.55, a date 0.5,
    an attribution 0.4; other words 0.3 and 0.03 for each further one. A paragraph put in or taken out weighs 0.45, a
    sentence 0.35; in a live blog the first paragraph weighs as much and each further one 0.05. If any of this but
    typos and style is in the headline, 0.6 is added, in the standfirst 0.2. A story cut to a stub adds 0.7, a
    rewritten one 0.75, a correction note 0.8; a quote that went with its sentence or paragraph as any other quote.
    """
    wordings = [*fields.values(), *paragraphs]
    weights = [WEIGHTS[kind] for one in wordings for kind, count in one.told.items() for _ in range(count)]
    weights += [WEIGHTS[Telling.QUOTE]] * quotes_withdrawn
    for one in wordings:
        weights += [WORD] * bool(one.words) + [MORE_WORDS] * (one.words - 1)
        weights += [SENTENCE] * (one.sentences_added + one.sentences_removed)
    weights += [TYPO] * min(MOST_TYPOS, sum(one.typos for one in wordings))
    weights += [STYLE] * (shape.is_only_split or any(one.is_restyled for one in wordings))
    weights += [MOVED] * shape.moved + [BYLINE] * has_new_byline + _paragraph_weights(shape)
    for name, weight in (("headline", HEADLINE), ("standfirst", STANDFIRST)):
        weights += [weight] * (name in fields and fields[name].is_of_substance)
    weights += [CUT] * shape.is_cut + [REWRITTEN] * shape.is_rewritten + [CORRECTION] * is_corrected
    return round(1 - prod(1 - weight for weight in weights), 2)


def _withdrawn(after: Story, diff: Diff) -> int:
    """The quotations that went with a sentence or a paragraph and that the new text does not have anywhere."""
    gone = [quote for text in _texts_gone(diff) for quote in quotes_in(text) if len(quote) >= SHORTEST_QUOTE]
    if not gone:
        return 0
    left = [word.key for text in _passages(after) for word in words_of(text)]
    said = f" {' '.join(left)} "
    return sum(f" {' '.join(quote)} " not in said for quote in gone)


def _texts_gone(diff: Diff) -> Iterator[str]:
    """What was taken out of the body without anything in its place: paragraphs, and runs within one."""
    for block in diff.get("body", []):
        if block["op"] == "remove":
            yield block["text"]
        elif block["op"] == "edit":
            parts = [["=", ""], *block["parts"], ["=", ""]]
            for (left, _), (op, text), (right, _) in zip(parts, parts[1:], parts[2:], strict=False):
                if op == "-" and left == right == "=":
                    yield text


def _paragraph_weights(shape: Shape) -> list[float]:
    if shape.is_live:
        return [PARAGRAPH] + [LIVE_PARAGRAPH] * (shape.added - 1)
    return [PARAGRAPH] * (shape.added + shape.removed)


def summary(told: Traits, diff: Diff) -> str:
    """An edit in one line of at most 80 characters, most important first: "headline; 2 numbers; 1 paragraph added"."""
    line = ""
    for piece in _pieces(told, diff):
        longer = f"{line}; {piece}" if line else piece
        if len(longer) > SUMMARY_CHARS:
            break
        line = longer
    return line


def summary_of(before: Story, after: Story, diff: Diff) -> str:
    """The line for any two versions of a story, and the diff that leads from one to the other."""
    return summary(traits(before, after, diff, is_corrected=False), diff)


def _pieces(told: Traits, diff: Diff) -> Iterator[str]:
    named = {
        Nature.CORRECTION: "correction note",
        Nature.REWRITTEN: "rewritten",
        Nature.SHORTENED: "cut short",
        Nature.LIVE: "live update",
    }
    pieces = [named.get(told.nature, ""), "headline" if "headline" in diff else ""]
    if told.nature is not Nature.REWRITTEN and told.nature is not Nature.SHORTENED:
        pieces += [
            _counted(count, *noun.split(" ", 1))
            for count, noun in (
                (told.negations, "negation"),
                (told.numbers, "number"),
                (told.quotes, "quote"),
                (told.quotes_withdrawn, "quote withdrawn"),
                (told.names, "name"),
                (told.dates, "date"),
            )
        ]
    pieces += ["standfirst" if "standfirst" in diff else "", "byline" if "byline" in diff else ""]
    pieces += [
        _counted(told.paragraphs_added, "paragraph", "added"),
        _counted(told.paragraphs_removed, "paragraph", "removed"),
    ]
    pieces += [
        _counted(told.sentences_added, "sentence", "added"),
        _counted(told.sentences_removed, "sentence", "removed"),
    ]
    pieces += [_counted(told.attributions, "attribution"), _counted(told.words, "word")]
    pieces += [_counted(told.paragraphs_moved, "paragraph", "moved")]
    pieces += ["typo" if told.typos == 1 else _counted(told.typos, "typo")]
    pieces += ["style" if told.nature is Nature.STYLE else ""]
    return filter(None, pieces)


def _counted(count: int, noun: str, *more: str) -> str:
    return " ".join([f"{count:,} {noun}{'' if count == 1 else 's'}", *more]) if count else ""


def _field_parts(diff: Diff) -> Iterator[tuple[str, Sequence[Part]]]:
    if "headline" in diff:
        yield "headline", diff["headline"]
    if "standfirst" in diff:
        yield "standfirst", diff["standfirst"]


def _context(before: Story, after: Story) -> Context:
    passages = {text: words_of(text) for story in (before, after) for text in _passages(story)}
    keys = [[word.key for text in _passages(story) for word in passages[text]] for story in (before, after)]
    lexicon = lexicon_for(after.language or before.language, [*keys[0], *keys[1]])
    lower = {word.key for words in passages.values() for word in words if word.text[0].islower()}
    return Context(
        lexicon=lexicon,
        names=names_in(passages.values(), lexicon) - lower,
        before=frozenset(keys[0]),
        after=frozenset(keys[1]),
        lower=lower,
    )


def _passages(story: Story) -> Iterable[str]:
    return [story.headline, story.standfirst, *story.paragraphs]


def _nature(diff: Diff, wordings: Sequence[Wording], shape: Shape, *, is_corrected: bool) -> Nature:
    if is_corrected:
        return Nature.CORRECTION
    if shape.is_rewritten:
        return Nature.REWRITTEN
    if shape.is_cut:
        return Nature.SHORTENED
    if shape.is_live and not any(one.told.total() or one.words for one in wordings):
        return Nature.LIVE
    if "byline" in diff or shape.added or shape.removed or any(one.is_of_substance for one in wordings):
        return Nature.SUBSTANCE
    return Nature.TYPO if any(one.typos for one in wordings) else Nature.STYLE
