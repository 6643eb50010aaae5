"""What a message says of one change: what happened, when, to which story, what changed, where to look. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape

from monitor.config.models import Event
from monitor.messages.cleaning import one_line, shortened, shortened_to, web_address
from monitor.messages.items import Item
from monitor.messages.lines import Kind, Line, Section, Span, Style
from monitor.messages.passages import changed_passages, excerpt, language_of, new_passages
from monitor.messages.subjects import verb, what_changed

LONGEST_HEADLINE = 300
LONGEST_NAME = 60
LONGEST_SUMMARY = 120
BRIEF_HEADLINE, BRIEF_NAME, BRIEF_SUMMARY, BRIEF_URL = 240, 90, 100, 200
"""Bytes of a change that is told on one line, escaped for HTML: 80 letters of Hindi, 200 of English."""

MOST_NAMED = 12
"""Outlets and matched words that are named; of more their number is told."""


def section(item: Item, *, archive_url: str | None) -> Section:
    """All that a message may say of one change; `archive_url` is the archive's address without a slash at its end."""
    changed = _archive_address(item, archive_url)
    story = web_address(item.url)
    language = language_of(item.after, item.before)
    return Section(
        brief=_brief(item, changed or story),
        lead=[_heading(item), _headline(item, language), *_facts(item)],
        passages=_passages(item, language),
        cut=_cut(changed),
        foot=_links(item, story, changed),
    )


def when(at: datetime) -> str:
    """A time as pages and messages show it: 22 Aug 2024, 21:10 UTC."""
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def quoted(text: str, length: int, style: Style = Style.PLAIN, *, url: str | None = None) -> Span:
    """A name or headline of others' within a line of ours."""
    return Span(text=shortened(one_line(text), length) or "…", style=style, url=url, is_quoted=True)


def _archive_address(item: Item, archive_url: str | None) -> str | None:
    if archive_url is None:
        return None
    address = f"{archive_url}/article/{item.article_id}"
    has_both = item.from_number is not None and item.to_number is not None
    if has_both and item.from_number != item.to_number and not item.is_copy:
        return f"{address}?from={item.from_number}&to={item.to_number}"
    number = item.from_number if item.to_number is None else item.to_number
    return address if number is None else f"{address}?version={number}"


def _heading(item: Item) -> Line:
    before, after = {
        Event.REPORT: ("New", " in "),
        Event.EDIT: ("Edited", " by "),
        Event.CORRECTION: ("Corrected", " by "),
        Event.REMOVAL: ("Removed", " by "),
        Event.RESTORATION: ("Back again", " in "),
    }[item.event]
    more = ""
    if item.event is Event.REPORT and item.is_copy:
        more = ", which adds to a story told before"
    elif item.event is Event.REPORT and item.diff is not None:
        before, after = "Now on the subject", ": an older story of "
    source = quoted(item.source, LONGEST_NAME)
    return Line(
        kind=Kind.HEADING,
        spans=[Span(text=before, style=Style.STRONG), Span(text=after), source, *([Span(text=more)] if more else [])],
    )


def _headline(item: Item, language: str | None) -> Line:
    text = shortened(one_line(item.headline), LONGEST_HEADLINE) or "…"
    return Line(kind=Kind.HEADLINE, spans=[Span(text=text, style=Style.STRONG)], language=language)


def _facts(item: Item) -> Iterator[Line]:
    what = what_changed(item)
    if what:
        weight = f" (importance {item.importance:.2f} of 1)" if item.importance is not None else ""
        label = "New in it" if item.is_copy else "What changed"
        yield _fact(label, [quoted(what, LONGEST_SUMMARY), Span(text=weight)])
    times = [f"Seen {when(item.seen_at)}"]
    if item.published_at is not None:
        times.append(f"published {when(item.published_at)}")
    if item.from_number is not None and item.to_number is not None and item.from_number != item.to_number:
        times.append(f"versions {item.from_number:,} to {item.to_number:,}")
    yield _fact("", [Span(text="; ".join(times))])
    if item.silent:
        yield _fact("", [Span(text="A silent edit: the page says that it was last modified before this")])
    if item.also_in:
        yield _fact("Also in", list(_named(item.also_in, Style.PLAIN)))
    if item.matched:
        yield _fact("Words that matched", list(_named(item.matched, Style.FOUND)))


def _named(names: Sequence[str], style: Style) -> Iterator[Span]:
    for at, name in enumerate(names[:MOST_NAMED]):
        if at:
            yield Span(text=", ")
        yield quoted(name, LONGEST_NAME, style)
    if len(names) > MOST_NAMED:
        yield Span(text=f" and {len(names) - MOST_NAMED:,} more")


def _fact(label: str, spans: Sequence[Span]) -> Line:
    return Line(kind=Kind.FACT, spans=spans, label=label)


def _passages(item: Item, language: str | None) -> list[Line]:
    shown: list[Line] = []
    if item.diff is not None and item.before is not None:
        if item.is_copy:
            shown = new_passages(item.diff, language=language)
        else:
            shown = changed_passages(item.diff, item.before, language=language)
    if not shown and item.after is not None:
        return excerpt(item.after, matched=item.matched, language=language)
    if not shown and item.before is not None:
        first, *more = excerpt(item.before, matched=item.matched, language=language) or [
            _note("Nothing but its headline")
        ]
        return [replace(first, label="What it said"), *more]
    return shown


def _cut(changed: str | None) -> Line:
    return _note("Cut here; the archive has it all." if changed else "Cut here; there is no room for all of it.")


def _note(text: str) -> Line:
    return Line(kind=Kind.NOTE, spans=[Span(text=text)])


def _links(item: Item, story: str | None, changed: str | None) -> list[Line]:
    spans = []
    if story and item.event is not Event.REMOVAL:
        spans.append(Span(text="The story", url=story))
    elif story:
        spans.append(Span(text="Where it stood", url=story))
    if changed:
        spans.append(Span(text="What changed, in the archive" if "from=" in changed else "In the archive", url=changed))
    return [Line(kind=Kind.LINKS, spans=spans)] if spans else []


def _brief(item: Item, address: str | None) -> Line:
    """The change on one line, for when there is no room for more: at most some 850 bytes, whatever the page says."""
    url = address if address and len(escape(address)) <= BRIEF_URL else None
    what = shortened_to(what_changed(item), BRIEF_SUMMARY)
    headline, source = one_line(item.headline), one_line(item.source)
    spans = [
        Span(text=verb(item), style=Style.STRONG),
        Span(text=": "),
        Span(text=shortened_to(headline, BRIEF_HEADLINE) or "…", url=url, is_quoted=True),
        Span(text=" ("),
        Span(text=shortened_to(source, BRIEF_NAME) or "…", is_quoted=True),
        Span(text=f"): {what}" if what else ")"),
    ]
    return Line(kind=Kind.NOTE, spans=spans)
