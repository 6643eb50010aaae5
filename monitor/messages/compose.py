"""Composing messages: of changes for subscribers, of the desk's own conditions. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from monitor.messages import hypertext, markdown, plain
from monitor.messages.cleaning import clean
from monitor.messages.fitting import Room, Write, fit
from monitor.messages.items import Item, Message
from monitor.messages.lines import Kind, Line, Section, Span, Style
from monitor.messages.sections import quoted, section
from monitor.messages.subjects import as_subject, counted, subject

MOST_BYTES = 60_000
"""Of each text. Gmail cuts off a mail of 102 KB, and quoted-printable takes up to three bytes for one."""

CHAT_CHARACTERS = 3_500
"""Of chat: Telegram takes 4,096 characters in one message, and nobody scrolls through more."""

MOST_ITEMS = 60
"""A message with no more items than this leaves none of them out, whatever they say."""

_FRAME = 6_000
"""Bytes that are kept for what stands around the changes: the title, the page, the links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Channel:
    write: Write
    whole: Callable[[str, Iterable[str]], str]
    room: Room


_ROOM = Room(size=MOST_BYTES - _FRAME, characters=MOST_BYTES - _FRAME)
_CHANNELS = {
    "text": _Channel(write=plain.write, whole=lambda _, lines: "".join(lines).strip("\n") + "\n", room=_ROOM),
    "html": _Channel(write=hypertext.write, whole=hypertext.page, room=_ROOM),
    "markdown": _Channel(
        write=markdown.write,
        whole=lambda _, lines: "".join(lines).strip() + "\n",
        room=Room(size=MOST_BYTES - _FRAME, characters=CHAT_CHARACTERS),
    ),
}


def compose(
    items: Sequence[Item],
    *,
    watch: str,
    title: str,
    archive_url: str | None,
    digest: bool = False,
    is_public: bool = False,
) -> Message:
    """The message that tells these changes, in their order, to a subscriber of the watch with that id and title.

    `archive_url` is where the archive's front page is, for links; the watch is linked where `is_public`. With at most
    `MOST_ITEMS` items every one has a line at least.
    """
    base = archive_url.rstrip("/") if archive_url else None
    told = subject(items, title=title, is_digest=digest)
    opening = [Line(kind=Kind.TITLE, spans=[quoted(title, 200, Style.STRONG)])]
    if digest or len(items) > 1:
        changes = counted(len(items), "change", "changes")
        stories = counted(len({item.article_id for item in items}), "story", "stories")
        opening.append(_note(f"{'Digest: ' if digest else ''}{changes} in {stories}"))
    sections = [section(item, archive_url=base) for item in items]
    closing = _closing(watch, base, is_public=is_public)
    texts = {name: _write(channel, told, opening, sections, closing) for name, channel in _CHANNELS.items()}
    return Message(subject=told, **texts)


def desk_message(subject: str, lines: Sequence[str], *, archive_url: str | None) -> Message:
    """A message about the desk's own work: each of `lines` is one paragraph of plain text."""
    told = as_subject(subject)
    opening = [Line(kind=Kind.TITLE, spans=[quoted(subject, 300, Style.STRONG)])]
    notes = [_paragraph(line) for line in lines]
    base = archive_url.rstrip("/") if archive_url else None
    closing = [Line(kind=Kind.LINKS, spans=[Span(text="The archive", url=f"{base}/")])] if base else []
    texts = {name: _write(channel, told, opening, notes, closing) for name, channel in _CHANNELS.items()}
    return Message(subject=told, **texts)


def _write(
    channel: _Channel, title: str, opening: Sequence[Line], sections: Sequence[Section], closing: Sequence[Line]
) -> str:
    fitted = fit(sections, write=channel.write, room=channel.room)
    more = [_note(f"And {fitted.left_out:,} more, for which there is no room here.")] if fitted.left_out else []
    lines = [
        *map(channel.write, opening),
        *fitted.written,
        *map(channel.write, [*more, *closing]),
    ]
    return channel.whole(title, lines)


def _closing(watch: str, base: str | None, *, is_public: bool) -> list[Line]:
    said = Line(kind=Kind.NOTE, spans=[Span(text="Sent by Presswatch for the watch "), quoted(watch, 80, Style.STRONG)])
    if base is None:
        return [said]
    links = [Span(text="The watch", url=f"{base}/watch/{watch}")] if is_public else []
    return [said, Line(kind=Kind.LINKS, spans=[*links, Span(text="The archive", url=f"{base}/")])]


def _note(text: str) -> Line:
    return Line(kind=Kind.NOTE, spans=[Span(text=text)])


def _paragraph(text: str) -> Section:
    line = _note(clean(text)[:4_000])
    return Section(brief=line, lead=[line], passages=[], cut=line, foot=[])
