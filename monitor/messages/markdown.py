"""Lines as Markdown for chat: what is taken out in ~~…~~, what is put in in **…**, both plain to see unrendered. Pure.

Chats read different dialects. What is written here means the same in CommonMark, Slack, Discord, Telegram and Matrix,
and a publisher's text means nothing in any of them.
"""

import re
from urllib.parse import quote

from monitor.messages.cleaning import clean, isolated, one_line
from monitor.messages.lines import Kind, Line, Span, Style

WORD_JOINER = "\u2060"
"""Unseen, and neither space nor punctuation: it parts what would be a mention, an address, an entity or an emoji."""

_MARKS = {Style.PLAIN: "", Style.STRONG: "**", Style.TAKEN_OUT: "~~", Style.PUT_IN: "**", Style.FOUND: "**"}
_SPECIAL = re.compile(r"[\\`*_\[\]~|]")
# No escape for these is known to all chats: Slack's `<!channel>`, Discord's `<@&id>`, HTML in Markdown.
_ANGLES = str.maketrans("<>", "‹›")
_MAGIC = re.compile(
    r"(?P<mention>[@\uff20])|(?P<entity>&)(?=#?\w+;)|(?P<address>:)(?=//)|(?P<host>www)(?=\.)"
    r"|(?P<scheme>\b(?:mailto|tel|xmpp|magnet):)|(?P<emoji>:)(?=[\w+-]+:)|(?P<room>[#!])(?=\w)",
    re.IGNORECASE,
)
_LINE_START = re.compile(r"([#+\-=>]|\d+(?=[.)]))")
_ENTITY = re.compile(r"&(#?\w+);")
_SAFE_IN_URL = "%/:=&?~#+!$,;@-._"


def write(line: Line) -> str:
    """The line as a paragraph of Markdown, on one line of source; a blank line is before it, but before facts."""
    if line.kind is Kind.LINKS:
        return "\n" + " · ".join(map(_write_span, line.spans)) + "\n"
    said = "".join(_write_span(span) for span in line.spans).strip()
    if line.kind in (Kind.PASSAGE, Kind.CONTEXT):
        label = f"\n{escape(line.label)}:\n" if line.label else ""
        return f"{label}\n> {_at_line_start(said)}\n"
    said = _at_line_start(f"{escape(line.label)}: {said}" if line.label else said)
    # Two spaces at its end break a line in CommonMark, without a gap.
    return {Kind.FACT: f"{said}  \n", Kind.HEADLINE: f"{said}\n\n", Kind.HEADING: f"\n{said}  \n"}.get(
        line.kind, f"\n{said}\n"
    )


def escape(text: str) -> str:
    """`text` on one line, so that no chat finds markup, a mention, a link, an entity or an emoji in it."""
    shown = re.sub(r"\s*\n\s*", " / ", clean(text).strip("\n")).translate(_ANGLES)
    escaped = _SPECIAL.sub(r"\\\g<0>", shown)
    return _MAGIC.sub(lambda found: found.group() + WORD_JOINER, escaped)


def _write_span(span: Span) -> str:
    text = escape(one_line(span.text)) if span.is_quoted else escape(span.text)
    core = text.strip()
    if not core:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    shown = _emphasised(isolated(core) if span.is_quoted else core, _MARKS[span.style])
    if span.url:
        shown = f"[{shown}]({_destination(span.url)})"
    return f"{before}{shown}{after}"


def _destination(url: str) -> str:
    """The address without what would end it, or be read as an entity, in Markdown."""
    return _ENTITY.sub(r"&\1%3B", quote(url, safe=_SAFE_IN_URL))


def _emphasised(text: str, mark: str) -> str:
    """`text` between marks. Beside punctuation a mark would not count as one; beside the joiner it does."""
    if not mark:
        return text
    opening = "" if text[0].isalnum() else WORD_JOINER
    closing = "" if text[-1].isalnum() else WORD_JOINER
    return f"{mark}{opening}{text}{closing}{mark}"


def _at_line_start(text: str) -> str:
    match = _LINE_START.match(text)
    if match is None:
        return text
    return f"{match.group()}\\{text[match.end() :]}" if match.group().isdigit() else f"\\{text}"
