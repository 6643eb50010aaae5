"""Compares what the archive recorded with what the script expects: pure, over rows of the change log."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.demo.expected import Expected
from monitor.demo.newsroom import Newsroom
from storage.fold import fold
from storage.records import LoggedChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A change as the log had it right after the act (from 1) that it was found in."""

    act: int
    change: LoggedChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Flawed:
    """A change that was expected and found, but says something else; `flaws` are in words."""

    expected: Expected
    found: Found
    flaws: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run of the script went. `trespasses` are addresses that robots.txt forbids and that were asked for."""

    right: Sequence[tuple[Expected, Found]] = ()
    flawed: Sequence[Flawed] = ()
    missing: Sequence[Expected] = ()
    surplus: Sequence[Found] = ()
    trespasses: Sequence[str] = ()

    @property
    def is_perfect(self) -> bool:
        """Whether everything expected was found as expected, and nothing else."""
        return not (self.flawed or self.missing or self.surplus or self.trespasses)


def check(room: Newsroom, *, expected: Sequence[Expected], found: Sequence[Found]) -> Outcome:
    """Pairs each expectation with one change of its act, outlet, kind and address; the rest is missing or surplus."""
    left = list(found)
    right: list[tuple[Expected, Found]] = []
    flawed: list[Flawed] = []
    missing: list[Expected] = []
    for one in expected:
        match = next((other for other in left if _answers(other, one, room)), None)
        if match is None:
            missing.append(one)
            continue
        left.remove(match)
        flaws = _flaws(match.change, one)
        if flaws:
            flawed.append(Flawed(expected=one, found=match, flaws=flaws))
        else:
            right.append((one, match))
    return Outcome(right=right, flawed=flawed, missing=missing, surplus=left, trespasses=_trespasses(room))


def words_of(diff: str | None) -> tuple[str, str]:
    """What a stored diff (JSON) puts in and takes out, each as one folded text. A moved paragraph is neither."""
    added: list[str] = []
    removed: list[str] = []
    parsed = json.loads(diff) if diff else {}
    parts = [part for field in ("headline", "standfirst", "byline") for part in parsed.get(field, [])]
    for block in parsed.get("body", []):
        parts += block.get("parts", [])
        if block["op"] in {"add", "remove"}:
            parts.append(("+" if block["op"] == "add" else "-", block["text"]))
    for op, text in parts:
        if op == "+":
            added.append(text)
        elif op == "-":
            removed.append(text)
    return fold(" ".join(added)), fold(" ".join(removed))


_STORY = frozenset({"headline", "standfirst", "byline", "body"})
"""The parts of a story that an expectation names; the diff of a move tells its addresses instead."""


def _answers(found: Found, expected: Expected, room: Newsroom) -> bool:
    change = found.change
    return (
        found.act == expected.act
        and change.source_id == expected.outlet
        and change.kind == expected.kind
        and change.url == room.outlets[expected.outlet].url(expected.path)
    )


def _flaws(change: LoggedChange, expected: Expected) -> list[str]:
    """What is wrong with a change that is the right one."""
    flaws = []
    if change.baseline != expected.baseline:
        flaws.append("is baseline" if change.baseline else "is not baseline")
    fields = _STORY.intersection(json.loads(change.diff) if change.diff else ())
    if fields != expected.fields:
        flaws.append(f"changed {_list(fields)}, not {_list(expected.fields)}")
    if change.headline_changed != ("headline" in expected.fields):
        flaws.append(f"headline_changed is {change.headline_changed:d}")
    added, removed = words_of(change.diff)
    flaws += [f"does not put in “{words}”" for words in expected.added if fold(words) not in added]
    flaws += [f"does not take out “{words}”" for words in expected.removed if fold(words) not in removed]
    return flaws


def _list(fields: frozenset[str]) -> str:
    return ", ".join(sorted(fields)) or "nothing"


def _trespasses(room: Newsroom) -> list[str]:
    return [
        outlet.home.rstrip("/") + logged.target
        for outlet in room.outlets.values()
        for logged in outlet.requests
        if logged.target.startswith(outlet.masthead.disallowed)
    ]
