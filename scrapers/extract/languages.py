"""The language of a story: what the page declares, unless the script of its text says otherwise."""

import re

from scrapers.extract.structured import Structured

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}))?$")
# Scripts of one language, or of one that is by far the most written among news sites (Devanagari: Hindi).
_SCRIPTS = (
    (
        "hi",
        re.compile(r"[\u0900-\u0963\u0966-\u097f]"),
        frozenset(("hi", "mr", "ne", "sa", "kok", "mai", "doi", "bho", "ks")),
    ),
    ("bn", re.compile(r"[\u0980-\u09ff]"), frozenset(("bn", "as"))),
    ("pa", re.compile(r"[\u0a00-\u0a7f]"), frozenset(("pa",))),
    ("gu", re.compile(r"[\u0a80-\u0aff]"), frozenset(("gu",))),
    ("or", re.compile(r"[\u0b00-\u0b7f]"), frozenset(("or",))),
    ("ta", re.compile(r"[\u0b80-\u0bff]"), frozenset(("ta",))),
    ("te", re.compile(r"[\u0c00-\u0c7f]"), frozenset(("te",))),
    ("kn", re.compile(r"[\u0c80-\u0cff]"), frozenset(("kn", "tcy"))),
    ("ml", re.compile(r"[\u0d00-\u0d7f]"), frozenset(("ml",))),
    ("he", re.compile(r"[\u0590-\u05ff]"), frozenset(("he", "yi", "iw"))),
    ("el", re.compile(r"[\u0370-\u03ff]"), frozenset(("el",))),
    ("th", re.compile(r"[\u0e00-\u0e7f]"), frozenset(("th",))),
    ("ko", re.compile(r"[\uac00-\ud7af]"), frozenset(("ko",))),
    ("ja", re.compile(r"[\u3040-\u30ff]"), frozenset(("ja",))),
)
_ARABIC = re.compile(r"[\u0620-\u06ff]")
_ARABIC_LANGUAGES = frozenset(("ar", "ur", "fa", "ks", "ps", "sd", "pa", "ug", "ckb", "ku", "az"))
_URDU = re.compile(r"[ٹڈڑںے]")
_PERSIAN = re.compile(r"[پچژگی]")
_LETTER = re.compile(r"[^\W\d_]")

SAMPLE = 2_000


def read_language(structured: Structured, text: str) -> str | None:
    """A BCP 47 tag in lower case, or None.

    A declaration that the script of `text` contradicts is a template's default ("en-US" over Hindi): not believed.
    """
    data = structured.article.get("inLanguage")
    declared = (data if isinstance(data, str) else None, structured.html_language, structured.first_meta("og:locale"))
    tags = [tag for value in declared if (tag := _tag(value or ""))]
    written, possible = _script_language(text[:SAMPLE])
    if written is None:
        return next(iter(tags), None)
    return next((tag for tag in tags if tag.split("-")[0] in possible), written)


def _tag(value: str) -> str | None:
    match = _TAG.match(value.strip())
    return "-".join(part.lower() for part in match.groups() if part) if match else None


def _script_language(text: str) -> tuple[str | None, frozenset[str]]:
    """The language that most of the letters' script stands for, and those that are written in it; None if many are."""
    least = 0.4 * len(_LETTER.findall(text))
    if least < 8:
        return None, frozenset()
    for language, script, possible in _SCRIPTS:
        if len(script.findall(text)) >= least:
            return language, possible
    if len(_ARABIC.findall(text)) < least:
        return None, frozenset()
    if len(_URDU.findall(text)) > 0.01 * len(text):
        return "ur", _ARABIC_LANGUAGES
    return ("fa" if len(_PERSIAN.findall(text)) > 0.01 * len(text) else "ar"), _ARABIC_LANGUAGES
