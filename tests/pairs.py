"""Labelled pairs of pages of our own making: what compare must say of each. The same at each run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from monitor.compare import Verdict, judge
from monitor.diff import diff_stories, extent
from scrapers.extract import ExtractionError, extract
from scrapers.items import Reading, Story
from tests.pairs_edits import EDITS
from tests.pairs_live import GALLERY_EDITS, GALLERY_NOISE, LIVE_EDITS, LIVE_NOISE
from tests.pairs_noise import Setting, noise_classes, shapes_of
from tests.pairs_pages import SHAPES
from tests.pairs_texts import TEXTS, Copy
from tests.pairs_walls import WALL_CLASSES

Kind = Literal["noise", "edit", "wall"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two pages of one address and the truth: `statuses` and `reasons` are those that may be said of the second.

    `fields` are those that changed; `truth_chars` is the size of the true diff, 0 where it is not known.
    """

    id: str
    kind: Kind
    group: str
    url: str
    before: str
    after: str
    final_url: str = ""
    status: int = 200
    statuses: frozenset[str] = frozenset(["ok"])
    reasons: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    truth_chars: int = 0


def own_pairs(most: int = 3) -> Iterator[Pair]:
    """Every pair: each class in each text, in up to `most` of the shapes (live blogs and galleries have their own)."""
    yield from _noise(min(most, 2))
    yield from _edits(most)
    yield from _walls(most)


def _settings(number: int, count: int) -> Iterator[Setting]:
    """For each text `count` of the shapes and modes, others for each class."""
    for index, text in enumerate(TEXTS):
        shapes = shapes_of(tuple(SHAPES), number + index)
        for step in range(count):
            yield Setting(text=text, shape=shapes[step], mode=(number + index + step) % 3)


def _noise(most: int) -> Iterator[Pair]:
    for number, (group, make) in enumerate(noise_classes()):
        for setting in _settings(number, most):
            before, after = make(setting)
            yield _pair(setting, "noise", group, before=before, after=after)
    for number, (group, special) in enumerate({**LIVE_NOISE, **GALLERY_NOISE}.items()):
        for setting in _settings(number, most):
            before, after = special(setting)
            yield _pair(setting, "noise", group, before=before, after=after)


def _edits(most: int) -> Iterator[Pair]:
    for number, (group, make) in enumerate(EDITS.items()):
        for setting in _settings(number, most):
            before, after, old, new, fields = make(setting)
            yield _pair(setting, "edit", group, before=before, after=after, fields=fields, truth_chars=_truth(old, new))
    for number, (group, special) in enumerate({**LIVE_EDITS, **GALLERY_EDITS}.items()):
        for setting in _settings(number, min(most, 2)):
            before, after = special(setting)
            yield _pair(setting, "edit", group, before=before, after=after, fields=frozenset(["body"]))


def _walls(most: int) -> Iterator[Pair]:
    for number, (group, make) in enumerate(WALL_CLASSES.items()):
        for setting in _settings(number, most):
            wall = make(setting)
            yield Pair(
                id=f"wall {group} {setting.text.slug} {setting.shape} {setting.mode}",
                kind="wall",
                group=group,
                url=setting.url,
                before=setting.render(setting.page()),
                after=wall.html,
                final_url=f"https://{setting.shape}.quay.example/" if wall.at_front else setting.url,
                status=wall.status,
                statuses=wall.statuses,
                reasons=wall.reasons,
            )


def _pair(
    setting: Setting,
    kind: Kind,
    group: str,
    *,
    before: str,
    after: str,
    fields: frozenset[str] = frozenset(),
    truth_chars: int = 0,
) -> Pair:
    return Pair(
        id=f"{kind} {group} {setting.text.slug} {setting.shape} {setting.mode}",
        kind=kind,
        group=group,
        url=setting.url,
        before=before,
        after=after,
        final_url=setting.url,
        fields=fields,
        truth_chars=truth_chars,
    )


def _truth(old: Copy, new: Copy) -> int:
    return extent(diff_stories(_story(old), _story(new))).chars_changed


def _story(copy: Copy) -> Story:
    return Story(
        headline=copy.headline,
        standfirst=copy.standfirst,
        byline=(copy.author,),
        body="\n\n".join(copy.paragraphs),
    )


def verdict_of(pair: Pair) -> Verdict:
    """What compare says."""
    return judge(
        read(pair.before, pair.url),
        read(pair.after, pair.final_url),
        url=pair.url,
        final_url=pair.final_url,
        status=pair.status,
    )


@cache
def read(html: str, url: str) -> Reading:
    """A page read as a crawl reads it; nothing where it cannot be."""
    try:
        return extract(html.encode(), url=url, content_type="text/html; charset=utf-8")
    except ExtractionError:
        return Reading(story=Story(headline=""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one verdict stands to the truth. `is_right`: no false alarm, the edit seen, no wall taken for the story.

    `is_labelled` says that status and reason are among the expected ones, `is_exact` that the fields are the true ones;
    `ratio` is the size of the diff to the true one, None where there is none to compare.
    """

    pair: Pair
    verdict: Verdict
    is_right: bool
    is_labelled: bool
    is_exact: bool
    ratio: float | None = None


def outcome_of(pair: Pair, verdict: Verdict) -> Outcome:
    """The verdict against the truth."""
    is_told = verdict.changed and verdict.status == "ok"
    ratio = verdict.chars_changed / pair.truth_chars if is_told and pair.truth_chars else None
    return Outcome(
        pair=pair,
        verdict=verdict,
        is_right=is_told == (pair.kind == "edit"),
        is_labelled=verdict.status in pair.statuses and (not pair.reasons or verdict.reason in pair.reasons),
        is_exact=frozenset(verdict.fields) == pair.fields,
        ratio=ratio,
    )


def by_group(outcomes: Sequence[Outcome]) -> Mapping[tuple[Kind, str], Sequence[Outcome]]:
    """The outcomes of each class."""
    groups: dict[tuple[Kind, str], list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault((outcome.pair.kind, outcome.pair.group), []).append(outcome)
    return groups
