"""Dates as readers see them: "21 अगस्त 2024, 05:30 PM IST", "۲۱ اگست ۲۰۲۴", "August 21, 2024", "2024年8月21日".

For pages whose data for machines gives no time, or a day alone. Dates in figures alone (03.04.2024) are left out: their
order differs by country.
"""

import re
import unicodedata
from collections.abc import Iterable

MAX_LINE = 160
"""Characters of a line that tells a time; longer ones tell a story."""

# The beginnings of the months' names, by month: Latin, Cyrillic, Greek, Indic, Arabic script and Hebrew. After CLDR.
_MONTHS = (
    """jan ene gen sty led ocak oca ian jän saus янв яну січ ιαν जन ਜਨ জানু जाने જાન્યુ ஜன జన ಜನ ജനു جنوری ينا كانون ינו
    tammi""",
    """feb fév fev feb lut úno únor şub febr vas фев фв лют φεβ फर फ़र ਫ਼ਰ ফেব फेब्रु ફેબ્રુ பிப் ఫిబ్ర ಫೆಬ್ರ ഫെബ്രു
    فروری فبر פבר helmi""",
    """mar mär mrz maa mrt bře ožu kov märz мар бер μαρ μάρ मार् ਮਾਰ মার্চ માર્ચ மார் మార్చి ಮಾರ್ಚ್ മാർ مارچ مارس מרץ
    מרס maalis""",
    """apr avr abr kwi dub nis ápr апр квіт απρ अप्रै एप्रि ਅਪ੍ਰੈ এপ্রি એપ્રિ ஏப் ఏప్రి ಏಪ್ರಿ ഏപ്രി اپریل أبر ابر אפר
    huhti""",
    """may mai mag mei maj mayo kvě máj geg май мая трав μαΐ μάι μαϊ मई ਮਈ মে मे મે மே మే ಮೇ മേയ് مئی مايو מאי touko""",
    """jun juin giu cze červen června haz iun jún birž июн юни черв ιουν ιούν जून ਜੂਨ জুন જૂન ஜூன் జూన్ ಜೂನ್ ജൂൺ جون يوني
    יונ kesä""",
    """jul juil lug lip červenec července tem iul júl liep июл юли лип ιουλ ιούλ जुल ਜੁਲਾ জুল જુલ ஜூலை జులై ಜುಲೈ ജൂലൈ
    جولا يولي יול heinä""",
    """aug aoû aou ago agu sie srp ağu avg rugp авг серп αυγ αύγ अग ऑग ਅਗ আগ ઑગ ஆக ఆగ ಆಗ ഓഗ اگست أغس اغس אוג elo""",
    """sep set wrz zář eyl szept rugs сен сеп вер σεπ सित सप्टें ਸਤੰ সেপ સપ્ટે செப் సెప్టెం ಸೆಪ್ಟೆಂ സെപ്റ്റം ستمبر سبت
    ספט syys""",
    """oct okt ott out paź říj eki spal окт жовт οκτ अक् ऑक्टो ਅਕਤੂ অক্টো ઑક્ટો அக் అక్టో ಅಕ್ಟೋ ഒക് اکتوبر أكت اكت אוק
    loka""",
    """nov lis kas noi lapkr ноя ное лист νοε νοέ नव नोव् ਨਵੰ নভে નવે நவ నవం ನವೆಂ നവം نومبر نوف נוב marras""",
    """dec dez des dic déc gru pro ara gruod дек груд δεκ दिस डिसें ਦਸੰ ডিসে ડિસે டிச డిసెం ಡಿಸೆಂ ഡിസം دسمبر ديس דצמ
    joulu""",
)
_UPDATED = re.compile(
    r"updat|modifi|last |edited|अपडेट|अद्यतन|संशोधित|اپ ?ڈیٹ|تحديث|aktualisiert|geändert|mis à jour|actuali[sz]|atualizad"
    r"|aggiornat|bijgewerkt|обновлен|оновлен|oppdatert|uppdaterad|opdateret|güncel|aktualiz|更新|수정",
    re.IGNORECASE,
)
# Abbreviations that stand for one offset among news sites; those of several (CST, BST in Asia) are left out.
_ZONES = {
    "ist": "+0530",
    "pkt": "+0500",
    "npt": "+0545",
    "gmt": "+0000",
    "utc": "+0000",
    "z": "+0000",
    "cet": "+0100",
    "cest": "+0200",
    "mez": "+0100",
    "mesz": "+0200",
    "est": "-0500",
    "edt": "-0400",
    "pst": "-0800",
    "pdt": "-0700",
    "jst": "+0900",
    "kst": "+0900",
    "msk": "+0300",
    "wib": "+0700",
    "sgt": "+0800",
    "hkt": "+0800",
    "eet": "+0200",
    "eest": "+0300",
    "aest": "+1000",
    "aedt": "+1100",
    "eat": "+0300",
    "cat": "+0200",
    "sast": "+0200",
}
_WORD = r"(?P<month>[^\W\d_][^\s\d,،;:|/()–—-]{1,20})"
_DAY = r"(?<![\d:.])(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?"
_DATES = (
    re.compile(
        rf"{_DAY}[\s-]*(?:de |of |\s)?{_WORD}(?:\s+de|\s+del)?[\s,،-]*(?P<year>(?:19|20)\d\d)(?!\d)", re.IGNORECASE
    ),
    re.compile(
        rf"(?<!\w){_WORD}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*[,،]?\s*(?P<year>(?:19|20)\d\d)(?!\d)", re.IGNORECASE
    ),
    re.compile(r"(?P<year>(?:19|20)\d\d)\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
)
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})\s*[:.h時时시]\s*(?P<minute>\d\d)(?::\d\d)?(?![\d:.])\s*(?P<half>[ap]\.?\s?m\b\.?)?"
    r"\s*\(?(?P<zone>[a-z]{1,4}(?![a-z])|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
CLOCK_REACH = 30
"""Characters between a date and its time of day."""

_SPELLINGS = {ord("ي"): "ی", ord("ك"): "ک", 0x93C: None, 0xA3C: None}
_STEMS = {
    stem.casefold().translate(_SPELLINGS): month for month, text in enumerate(_MONTHS, 1) for stem in text.split()
}
_LONGEST = max(map(len, _STEMS))


def shown_times(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """The times that lines show, published and updated, as ISO 8601 that says no more than the line: a day at least."""
    published: list[str] = []
    updated: list[str] = []
    for line in lines:
        if len(line) <= MAX_LINE and any(c.isdigit() for c in line):
            _read_line(_with_ascii_digits(line), published, updated)
    return published, updated


def _with_ascii_digits(text: str) -> str:
    return text if text.isascii() else "".join([_digit(c) for c in text])


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _read_line(line: str, published: list[str], updated: list[str]) -> None:
    """Add the dates of one line; what stands between one date and the next says whether it is of an update."""
    position = 0
    for match in _dates(line):
        told = updated if _UPDATED.search(line[position : match.start()]) else published
        month = _month(match["month"])
        after = _CLOCK.search(line, match.end(), match.end() + CLOCK_REACH)
        clock = after or _CLOCK.search(line, max(position, match.start() - CLOCK_REACH), match.start())
        told.append(f"{match['year']}-{month:02}-{int(match['day']):02}{_written(clock) if clock else ''}")
        position = after.end() if after else match.end()


def _dates(line: str) -> list[re.Match[str]]:
    """The dates in the line, in order, without those that overlap an earlier one."""
    found: list[re.Match[str]] = []
    matches = [match for pattern in _DATES for match in pattern.finditer(line) if _month(match["month"])]
    for match in sorted(matches, key=re.Match.start):
        if not found or match.start() >= found[-1].end():
            found.append(match)
    return found


def _month(text: str) -> int:
    """The month from 1 to 12 that the text names or counts; 0 where it does neither."""
    if text.isdecimal():
        return int(text)
    word = text.casefold().translate(_SPELLINGS)
    return next((month for end in range(_LONGEST, 1, -1) if (month := _STEMS.get(word[:end]))), 0)


def _written(match: re.Match[str]) -> str:
    """A time of day as ISO 8601, with an offset where it names one."""
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half:
        hour = hour % 12 + 12 * half.startswith("p")
    zone = match["zone"] or ""
    offset = zone if zone[:1] in "+-" else _ZONES.get(zone.lower(), "")
    return f"T{hour:02}:{match['minute']}{offset}"
