"""Text and addresses from the web made harmless for any channel, before the channel's own escaping. Pure."""

import re
import unicodedata
from html import escape

from scrapers.urls import canonical_url

LONGEST_URL = 2_000
"""Characters of an address that becomes a link; mail clients and proxies cut off longer ones."""

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"

# Marks of direction stay, for they touch only their neighbours. All that embeds, overrides or isolates goes: unclosed
# it turns what follows round, words of ours and the addresses of links as well. Tags spell out text unseen.
_STEERING = "\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufeff\u00ad\u200b\u2060-\u2065\u206a-\u206f\U000e0000-\U000e007f"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_NO_CHARACTER = "\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr((plane << 16) + 0xFFFE) + chr((plane << 16) + 0xFFFF) for plane in range(17)
)
_UNFIT = re.compile(f"[{_CONTROL}{_NO_CHARACTER}{_STEERING}]")
_BREAK = re.compile("\r\n|[\r\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")
_JOINERS = "\u200c\u200d"


def clean(text: str) -> str:
    """`text` without control characters, lone surrogates and what steers the direction of text; breaks are ``\\n``."""
    return _UNFIT.sub("", _BREAK.sub("\n", text)).replace("\t", " ")


def one_line(text: str) -> str:
    """`text` cleaned, on one line, all runs of spaces one space."""
    return _SPACES.sub(" ", clean(text)).strip()


def shortened(text: str, length: int) -> str:
    """`text` in at most `length` characters, cut between words where that costs little, never before a mark."""
    if len(text) <= length:
        return text
    end = length - 1
    while end > 0 and (unicodedata.category(text[end])[0] == "M" or text[end] in _JOINERS):
        end -= 1
    kept = text[:end]
    word_end = kept.rfind(" ")
    if word_end > end * 3 // 4:
        kept = kept[:word_end]
    return kept.rstrip() + "…"


def shortened_to(text: str, size: int) -> str:
    """`text` cut so that it takes at most `size` bytes in UTF-8 once it is escaped for HTML, which takes most."""
    while (cost := len(escape(text).encode())) > size:
        text = shortened(text, min(len(text) - 1, len(text) * size // cost))
    return text


def isolated(text: str) -> str:
    """`text` in an isolate where it has letters written from the right, so that it reads right among others."""
    if not has_right_to_left(text):
        return text
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def has_right_to_left(text: str) -> bool:
    """Whether `text` has a letter or number of a script that is written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text)


def web_address(url: str) -> str | None:
    """A story's address in ASCII where a reader may follow it; None for all but plain http and https addresses."""
    try:
        address = canonical_url(url)
    except ValueError:
        return None
    return address if len(address) <= LONGEST_URL else None
