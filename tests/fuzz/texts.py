"""What every harness asks of text that came from outside, and how bytes become the text that it is given."""

import unicodedata

_DROPPED = frozenset("\u200b\ufeff\u00ad")


def as_text(data: bytes) -> str:
    """The bytes as UTF-8; each that is none becomes half of a surrogate pair, as JSON and `\\ud800` bring them."""
    return data.decode("utf-8", "surrogateescape")


def assert_clean(text: str, *, breaks: str = "") -> None:
    """No control characters but `breaks`, no halves of surrogate pairs: what UTF-8, XML and a terminal can take."""
    bad = {character for character in text if unicodedata.category(character) in ("Cc", "Cs")} - set(breaks)
    assert not bad, f"{sorted(bad)!r} in {text[:200]!r}"


def assert_story_text(text: str, *, breaks: str = "") -> None:
    """The form in which a story keeps text: clean, NFC, without zero-width characters and soft hyphens."""
    assert_clean(text, breaks=breaks)
    assert text == unicodedata.normalize("NFC", text), repr(text[:200])
    assert not _DROPPED & set(text), repr(text[:200])
