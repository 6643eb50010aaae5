"""Prints what a watch of a press came to, and keeps the pages of what went wrong."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from alarm_truth import Alarm, Judge, Missed, Outcome, difference, shown
from press import Answer, Served
from press_copy import EditKind
from shares import wilson

_FALSE = (Outcome.FALSE, Outcome.WALL)


def print_report(judge: Judge, *, checks: int, memory: Sequence[float], show: int) -> None:
    """The tables and, of each kind of error, the first `show` cases."""
    alarms, missed = judge.alarms, judge.missed()
    false = [one for one in alarms if one.outcome in _FALSE]
    fetches = judge.answers.total()
    print(f"{fetches} fetches, {checks} checks of {len(judge.press.tellings)} stories in {judge.press.round} rounds")
    low, high = wilson(len(false), checks)
    print(f"false alarms per 10,000 checks  {10_000 * len(false) / checks:.2f}", end=" ")
    print(f"[{10_000 * low:.2f}, {10_000 * high:.2f}]  ({len(false)})")
    print(f"  of which only put right an earlier version      {sum(one.undoes for one in false)}")
    seen = [one for one in alarms if one.edits]
    edits = sum(len(one.edits) for one in seen) + sum(len(one.kinds) for one in missed)
    lost = sum(len(one.kinds) for one in missed)
    low, high = wilson(lost, edits)
    print(f"edits missed                    {lost / max(1, edits):.4f} [{low:.4f}, {high:.4f}]  ({lost} of {edits})")
    late = [one for one in seen if one.rounds_late]
    print(f"edits seen at a later check     {len(late)}")
    hinted = checks - len(judge.press.tellings) * (judge.press.round + 1)
    again = max(0, judge.looked_again - hinted)
    print(f"second fetches in 10,000 checks {10_000 * again / checks:.1f}  ({again})")
    walls = sum(count for answer, count in judge.answers.items() if answer is not Answer.STORY)
    print(f"walls taken for the story       {sum(one.outcome is Outcome.WALL for one in alarms)} of {walls} met")
    for outcome in Outcome:
        print(f"  {outcome:30} {sum(one.outcome is outcome for one in alarms)}")
    if len(memory) > 1:
        print(f"memory of the main process: half way {memory[0]:.0f} MB, end {memory[-1]:.0f} MB")
    _print_classes(alarms)
    _print_kinds(seen, missed)
    _print_rounds(false)
    _print_by("structure", false, missed, lambda one: judge.press.shape_name(one))
    _print_by("language", false, missed, lambda one: judge.press.tellings[one.path].language)
    _print_cases(judge, show)


def _print_classes(alarms: Sequence[Alarm]) -> None:
    wrong = [one for one in alarms if one.noise]
    print("\nforeign words by class: false alarms, edits with more, or recorded in part")
    for noise, count in Counter(one.noise for one in wrong).most_common():
        of = Counter(one.outcome for one in wrong if one.noise == noise)
        false = sum(of[outcome] for outcome in _FALSE)
        print(f"  {noise:44} {count:5}   false {false}, more {of[Outcome.MORE]}, part {of[Outcome.PART]}")


def _print_kinds(seen: Sequence[Alarm], missed: Sequence[Missed]) -> None:
    print("\nedits by kind: seen, exactly, missed")
    told = Counter(kind for one in seen for kind in one.edits)
    exact = Counter(kind for one in seen if one.outcome is Outcome.EXACT for kind in one.edits)
    lost = Counter(kind for one in missed for kind in one.kinds)
    for kind in EditKind:
        print(f"  {kind:22} {told[kind]:5} {exact[kind]:5} {lost[kind]:5}")


def _print_rounds(false: Sequence[Alarm]) -> None:
    """How false alarms become fewer as more of the sites is known."""
    by_round = Counter(one.pages[1].round for one in false)
    print("\nfalse alarms by round: " + ", ".join(f"{number}: {by_round[number]}" for number in sorted(by_round)))


def _print_by(name: str, false: Sequence[Alarm], missed: Sequence[Missed], group: Callable[[Served], str]) -> None:
    alarmed, lost = (Counter(group(one.pages[1]) for one in errors) for errors in (false, missed))
    print(f"\nby {name}: false alarms, missed")
    for value in sorted(alarmed | lost):
        print(f"  {value:22} {alarmed[value]:5} {lost[value]:5}")


def _print_cases(judge: Judge, show: int) -> None:
    for outcome in (Outcome.FALSE, Outcome.WALL, Outcome.MORE, Outcome.PART, Outcome.FIELD):
        cases = [one for one in judge.alarms if one.outcome is outcome]
        if cases and show:
            print(f"\n{outcome}:")
        for one in cases[:show]:
            print(f"  {_name(judge, one)}: {_told(one)}")
    missed = judge.missed()
    if missed and show:
        print("\nmissed:")
    for lost in missed[:show]:
        print(f"  {shown(lost.pages[1])} ({judge.press.shape_name(lost.pages[1])}): {', '.join(lost.kinds)}")


def _name(judge: Judge, alarm: Alarm) -> str:
    """The fetch, its structure before and after, the class, and the edits that it holds."""
    shapes = " > ".join(dict.fromkeys(judge.press.shape_name(served) for served in alarm.pages))
    edits = f" with {', '.join(alarm.edits)}" if alarm.edits else ""
    return f"{shown(alarm.pages[1])} ({shapes}, {alarm.noise or 'no noise'}, {alarm.recorded.kind}){edits}"


def _told(alarm: Alarm) -> str:
    found = difference(alarm.recorded.before, alarm.recorded.after)
    parts = []
    for sign, words in (("+", found.added), ("-", found.removed)):
        by_field: dict[str, list[str]] = {}
        for name, word in words.elements():
            by_field.setdefault(name, []).append(word)
        parts += [f"{sign}{name}[{' '.join(said)[:90]}]" for name, said in by_field.items()]
    return " ".join(parts) or ("order" if found.moved else alarm.recorded.kind)


def keep_pages(judge: Judge, folder: Path) -> None:
    """NAME-before.html, NAME-after.html and NAME.json, what was recorded and what is true, for each error."""
    folder.mkdir(parents=True, exist_ok=True)
    for alarm in judge.alarms:
        if alarm.outcome is not Outcome.EXACT:
            truth: Mapping[str, object] = {
                "expected": f"changed: {', '.join(alarm.edits)}" if alarm.edits else "not changed",
                "outcome": alarm.outcome,
                "noise": alarm.noise,
                "recorded": _told(alarm),
            }
            _keep(judge, folder, f"{alarm.outcome.name.lower()}-{alarm.recorded.change_id}", alarm.pages, truth)
    for place, lost in enumerate(judge.missed()):
        told = {"expected": f"changed: {', '.join(lost.kinds)}", "outcome": "missed"}
        _keep(judge, folder, f"missed-{place}", lost.pages, told)


def _keep(judge: Judge, folder: Path, name: str, pages: tuple[Served, Served], truth: Mapping[str, object]) -> None:
    urls = {}
    for served, side in zip(pages, ("before", "after"), strict=True):
        telling = judge.press.tellings[served.path]
        home = f"http://outlet-{telling.outlet}.example/"
        status, page = judge.press.rendered(served, home=home)
        (folder / f"{name}-{side}.html").write_bytes(page)
        urls = {"url": home.rstrip("/") + served.path, "status": status, "structure": judge.press.shape_name(served)}
    (folder / f"{name}.json").write_text(json.dumps({**urls, **truth}, ensure_ascii=False, indent=1), encoding="utf-8")
