"""Text as a story keeps it, and text as matching sees it. Pure; knows nothing of HTML."""

import re
import unicodedata

# DESIGN.md section 5: zero-width space, byte order mark and soft hyphen are no text; ZWJ and ZWNJ are spelling. No
# text either, and nothing that a reader sees: control characters, and halves of surrogate pairs (JSON may hold them),
# which no database takes.
_DROPPED = re.compile("[\u200b\ufeff\u00ad\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_NO_LETTER = re.compile(r"[\W_]+")


def clean_text(text: str) -> str:
    """The text in NFC with its spaces collapsed, without zero-width and control characters and soft hyphens."""
    text = " ".join(text.split())
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", " ".join(_DROPPED.sub("", text).split()))


def letters(text: str) -> str:
    """Only the letters and digits, case folded: equal for two renderings of one passage."""
    return _NO_LETTER.sub("", text).casefold()
