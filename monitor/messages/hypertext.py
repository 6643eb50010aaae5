"""Lines as HTML for mail clients and feed readers: styles inline, no script, nothing loaded from elsewhere. Pure."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from monitor.messages.cleaning import clean
from monitor.messages.lines import Kind, Line, Span, Style

_INS = "color:#0b5d2e;background-color:#e0f2e4;text-decoration:underline"
_DEL = "color:#9b1c1c;background-color:#fbe4e1;text-decoration:line-through"
_FOUND = "color:#1c1b19;background-color:#ffe9a3;font-weight:bold"
_SPANS = {
    Style.PLAIN: (Markup("{1}"), ""),
    Style.STRONG: (Markup("<strong>{1}</strong>"), ""),
    Style.TAKEN_OUT: (Markup('<del style="{0}">{1}</del>'), _DEL),
    Style.PUT_IN: (Markup('<ins style="{0}">{1}</ins>'), _INS),
    Style.FOUND: (Markup('<mark style="{0}">{1}</mark>'), _FOUND),
}
_SOFT = "color:#5d5a54"
_LINES = {
    Kind.TITLE: (Markup("h1"), "margin:0 0 4px;font-size:15px;line-height:1.4;font-weight:bold;color:#5d5a54"),
    Kind.HEADING: (Markup("p"), "margin:24px 0 2px;padding-top:16px;border-top:1px solid #dcd8cf;font-size:14px"),
    Kind.HEADLINE: (Markup("h2"), "margin:0 0 8px;font-size:20px;line-height:1.35;font-weight:bold"),
    Kind.FACT: (Markup("p"), f"margin:0 0 2px;font-size:14px;line-height:1.5;{_SOFT}"),
    Kind.PASSAGE: (Markup("p"), "margin:12px 0 0;font-size:16px;line-height:1.6"),
    Kind.CONTEXT: (Markup("p"), f"margin:12px 0 0;font-size:16px;line-height:1.6;{_SOFT}"),
    Kind.NOTE: (Markup("p"), f"margin:12px 0 0;font-size:14px;line-height:1.5;{_SOFT}"),
    Kind.LINKS: (Markup("p"), "margin:16px 0 0;font-size:14px;line-height:1.9"),
}
_SOFT_KINDS = (Kind.TITLE, Kind.FACT, Kind.CONTEXT, Kind.NOTE)
_LABEL = Markup('<p class="soft" style="margin:12px 0 0;font-size:13px;color:#5d5a54">{}</p>\n')
_LINK = Markup('<a href="{}" style="color:#1d4e79;text-decoration:underline">{}</a>')
_NASTALIQ = ";line-height:2"
"""Urdu and Kashmiri are read in Nastaliq, whose lines slope down and need room."""

# Clients that know the reader's choice use these; the others invert the colours above, which bear it.
_DARK = """
@media (prefers-color-scheme: dark) {
.page { background-color: #16171a !important; }
.sheet { background-color: #1d1f23 !important; color: #e6e3dc !important; border-color: #383a40 !important; }
.soft { color: #a8a49b !important; }
.rule { border-color: #383a40 !important; }
a { color: #8dbdea !important; }
ins { color: #8fd6a3 !important; background-color: #16331f !important; }
del { color: #f2a29a !important; background-color: #40201e !important; }
mark { color: #f6e7b0 !important; background-color: #5c4a10 !important; }
}
"""
_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#f4f2ec">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0"\
 style="background-color:#f4f2ec"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" class="sheet" width="600" cellpadding="0" cellspacing="0" border="0"\
 style="width:100%;max-width:600px;background-color:#ffffff;color:#1c1b19;border:1px solid #dcd8cf"><tr>\
<td style="padding:20px 24px;text-align:left;text-align:start;overflow-wrap:anywhere;word-break:break-word;\
font-family:{fonts}">
{content}
</td></tr></table>
</td></tr></table>
</body>
</html>
"""
_FONTS = "-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans Devanagari','Noto Naskh Arabic',Arial,sans-serif"


def write(line: Line) -> Markup:
    """The line as HTML; all text is escaped. A publisher's text has its language and finds its own direction."""
    tag, style = _LINES[line.kind]
    label, style = Markup(""), style + (_NASTALIQ if _is_nastaliq(line.language) else "")
    if _has_label_apart(line):
        # A paragraph of its own: the text may begin at the other side.
        label, style = _LABEL.format(line.label), f"{style};margin-top:0"
    classes = " ".join([*["soft"] * (line.kind in _SOFT_KINDS), *["rule"] * (line.kind is Kind.HEADING)])
    css = Markup(' class="{}"').format(classes) if classes else Markup("")
    said = _said(line, _LINK)
    return Markup('{5}<{0}{1} style="{2}"{3}>{4}</{0}>\n').format(tag, css, style, _attributes(line), said, label)


def write_bare(line: Line) -> Markup:
    """The line as HTML without style but for what is put in, taken out or found: readers have colours of their own."""
    label = Markup("<p><small>{}</small></p>\n").format(line.label) if _has_label_apart(line) else Markup("")
    tag = Markup("h4") if line.kind is Kind.HEADLINE else Markup("p")
    said = _said(line, Markup('<a href="{}">{}</a>'))
    return Markup("{3}<{0}{1}>{2}</{0}>\n").format(tag, _attributes(line), said, label)


def page(title: str, content: Iterable[str]) -> str:
    """A whole document for mail around lines that `write` wrote."""
    return _PAGE.format(title=escape(clean(title)), style=_DARK, fonts=_FONTS, content="".join(content))


def _is_nastaliq(language: str | None) -> bool:
    return (language or "").lower().split("-")[0] in ("ur", "ks")


def _has_label_apart(line: Line) -> bool:
    return bool(line.label) and line.kind in (Kind.PASSAGE, Kind.CONTEXT)


def _attributes(line: Line) -> Markup:
    if line.kind not in (Kind.PASSAGE, Kind.CONTEXT, Kind.HEADLINE):
        return Markup("")
    language = Markup(' lang="{}"').format(line.language) if line.language else Markup("")
    return language + Markup(' dir="auto"')


def _said(line: Line, link: Markup) -> Markup:
    separator = Markup("<br>") if line.kind is Kind.LINKS else Markup("")
    said = separator.join(_write_span(span, link) for span in line.spans)
    return escape(f"{line.label}: ") + said if line.label and not _has_label_apart(line) else said


def _write_span(span: Span, link: Markup) -> Markup:
    text = escape(clean(span.text)).replace("\n", Markup("<br>"))
    form, style = _SPANS[span.style]
    said = form.format(style, text) if text else text
    if span.is_quoted:
        said = Markup("<bdi>{}</bdi>").format(said)
    return link.format(span.url, said) if span.url else said
