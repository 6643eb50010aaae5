"""Lines as plain text: what is taken out in [-…-], what is put in in {+…+}, what was found in *…*. Pure."""

import re

from monitor.messages.cleaning import clean, isolated, one_line
from monitor.messages.lines import Kind, Line, Span, Style

RULE = "-" * 40
_MARKS = {
    Style.PLAIN: "{}",
    Style.STRONG: "{}",
    Style.TAKEN_OUT: "[-{}-]",
    Style.PUT_IN: "{{+{}+}}",
    Style.FOUND: "*{}*",
}
_OURS = re.compile(r"(\[(?=-)|-(?=\])|\{(?=\+)|\+(?=\}))")
_INDENT = "  "


def write(line: Line) -> str:
    """The line as text that ends in a line break. Each part of a publisher's text is indented, so that no line of it
    can pass for one of ours."""
    if line.kind is Kind.LINKS:
        return "\n" + "".join(f"{_link(span)}\n" for span in line.spans)
    said = "".join(_write_span(span) for span in line.spans)
    if line.kind in (Kind.PASSAGE, Kind.CONTEXT):
        shown = _INDENT + said.replace("\n", f"\n{_INDENT}")
        return f"\n{line.label}:\n{shown}\n" if line.label else f"\n{shown}\n"
    said = one_line_of_ours(f"{line.label}: {said}" if line.label else said)
    if line.kind is Kind.HEADING:
        return f"\n{RULE}\n{said}\n"
    return f"\n{said}\n" if line.kind is Kind.NOTE else f"{said}\n"


def one_line_of_ours(text: str) -> str:
    """`text` without line breaks; the isolates that we put in stay."""
    return text.replace("\n", " ").strip()


def _link(span: Span) -> str:
    said = isolated(one_line(span.text)) if span.is_quoted else one_line(span.text)
    return f"{said}: {clean(span.url)}" if span.url else said


def _write_span(span: Span) -> str:
    # A joiner of words between the two characters, which nobody sees, keeps a page from writing marks of its own.
    text = _OURS.sub("\\1\u2060", clean(span.text))
    if not text:
        return ""
    return _MARKS[span.style].format(isolated(one_line(text)) if span.is_quoted else text)
