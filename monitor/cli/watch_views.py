"""How watches, what they select and why are shown, and what they are as JSON."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor.cli.output import print_line, print_marked, print_records, safe_line
from monitor.cli.trials import format_time

if TYPE_CHECKING:
    from monitor.matching.explaining import Explanation, Judged, Term
    from monitor.matching.listing import ListedWatch
    from monitor.matching.searching import Selected
    from storage.database import Connection

Record = dict[str, object]


def watch_row(watch: "ListedWatch") -> Record:
    """A watch, as a row."""
    return {
        "id": watch.config.id,
        "title": watch.config.title or watch.config.id,
        "public": watch.config.public,
        "query": " ".join(watch.config.query.split()),
        "matches_30_days": watch.recent_count,
        "last_match_at": format_time(watch.last_at) or None,
        "since_at": format_time(watch.since_at) or None,
    }


def selected_row(archive: "Connection", selected: "Selected", *, marks: tuple[str, str] = ("", "")) -> Record:
    """A selected change, as a row; the found words of `passage` stand between `marks`."""
    from storage.articles import get_article
    from storage.texts import MARKS as FOUND

    change = selected.texts.change
    article = get_article(archive, change.article_id)
    passage = selected.passage
    for found, shown in zip(FOUND, marks, strict=True):
        passage = passage.replace(found, shown)
    return {
        "change_id": change.id,
        "seen_at": format_time(change.seen_at),
        "event": str(selected.event),
        "kind": str(change.kind),
        "source": change.source_id,
        "headline": selected.texts.said.headline,
        "url": article.url if article is not None else None,
        "summary": change.summary,
        "matched": list(selected.matched),
        "passage": passage,
    }


def show_trial(title: str, rows: Sequence[Record], *, days: int, samples: int) -> None:
    """On a terminal: how many alerts in all and a day, then the newest with the found words in bold."""
    print_line(safe_line(title))
    events = Counter(str(row["event"]) for row in rows)
    told = ", ".join(f"{count} {event}{'s' * (count > 1)}" for event, count in events.most_common())
    a_day = len(rows) / days
    print_line(f"{len(rows)} in {days} days, {a_day:{'.1f' if a_day >= 1 else '.2g'}} a day{': ' * bool(told)}{told}")
    print_line()
    by_day: dict[str, Counter[str]] = {}
    for row in rows:
        by_day.setdefault(str(row["seen_at"])[:10], Counter())[str(row["event"])] += 1
    if rows:
        counted = [{"day": day, "all": found.total(), **found} for day, found in sorted(by_day.items())]
        columns = {"day": "Day", "all": "All"} | {event: event.capitalize() for event in events}
        print_records(counted, columns=columns)
        print_line()
    for row in rows[::-1][:samples]:
        _show_sample(row)


def _show_sample(row: Record) -> None:
    print_marked("  ".join(str(row[key]) for key in ("seen_at", "event", "source", "summary") if row[key]))
    print_marked(str(row["headline"]), style="bold")
    print_marked(str(row["passage"]))
    print_marked(str(row["url"]), style="dim")
    print_line()


def explanation_record(explanation: "Explanation") -> Record:
    """Why, as one object."""
    known = explanation.known
    return {
        "watch": explanation.watch.config.id,
        "query": " ".join(explanation.watch.config.query.split()),
        "since_at": format_time(known.since_at) if known else None,
        "article_id": explanation.article.id,
        "url": explanation.article.url,
        "changes": [_judged_row(each) for each in explanation.judged],
        "change_id": explanation.change.id,
        "terms": [_term_record(term) for term in explanation.terms],
    }


def show_explanation(explanation: "Explanation") -> None:
    """Why, for a person: the changes, then the query part by part."""
    watch, known = explanation.watch, explanation.known
    print_line(safe_line(watch.title))
    if known is not None:
        print_line(f"counts changes since {format_time(known.since_at)}, {'public' if known.public else 'private'}")
    print_line(safe_line(explanation.article.headline))
    print_line(explanation.article.url)
    print_line()
    rows = [_judged_row(each) for each in explanation.judged]
    print_records(
        rows, columns={"change_id": "Change", "seen_at": "Seen", "kind": "Kind", "event": "Event", "reason": "Why not"}
    )
    print_line()
    print_line(f"The query, part by part, at change {explanation.change.id} ({explanation.change.kind}):")
    terms = [_term_record(term) | {"part": "· " * term.level + term.text} for term in explanation.terms]
    both = any(term.before is not None for term in explanation.terms)
    columns = ({"before": "Before"} if both else {}) | {"after": "After", "part": "Part", "where": "Where"}
    print_records(terms, columns=columns)


def _judged_row(judged: "Judged") -> Record:
    return {
        "change_id": judged.change.id,
        "seen_at": format_time(judged.change.seen_at),
        "kind": str(judged.change.kind),
        "event": None if judged.event is None else str(judged.event),
        "recorded": judged.recorded,
        "reason": judged.reason or None,
    }


def _term_record(term: "Term") -> Record:
    return {"level": term.level, "part": term.text, "before": term.before, "after": term.after, "where": term.where}
