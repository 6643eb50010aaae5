"""Text as a story keeps it, and text as matching sees it. Pure; knows nothing of HTML."""

import re
import unicodedata

# DESIGN.md section 5: zero-width space, byte order mark and soft hyphen are no text; ZWJ and ZWNJ are spelling.
_DROPPED = re.compile("[\u200b\ufeff\u00ad]")
_NO_LETTER = re.compile(r"[\W_]+")


def clean_text(text: str) -> str:
    """The text in NFC with its spaces collapsed, without zero-width characters and soft hyphens."""
    if text.isascii():
        return " ".join(text.split())
    return unicodedata.normalize("NFC", " ".join(_DROPPED.sub("", text).split()))


def letters(text: str) -> str:
    """Only the letters and digits, case folded: equal for two renderings of one passage."""
    return _NO_LETTER.sub("", text).casefold()
