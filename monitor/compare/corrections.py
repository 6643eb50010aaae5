"""Correction notes: the lines in which a publisher says what was wrong."""

import re

LONGEST_NOTE = 1_000
"""Characters. Longer texts that speak of a correction are stories about one."""

_LABELS = (
    *("correction", "corrections", "corrected", "clarification", "editor's note", "editors' note", "editor’s note"),
    *("editors’ note", "erratum", "retraction", "note to readers"),
    *("korrektur", "berichtigung", "richtigstellung", "anmerkung der redaktion", "anm. d. red", "transparenzhinweis"),
    *("rectificatif", "correctif", "note de la rédaction", "ndlr", "corrección", "rectificación", "fe de erratas"),
    *("nota del editor", "nota de la redacción", "aclaración", "correção", "errata", "nota da redação", "erramos"),
    *("correzione", "rettifica", "nota della redazione", "errata corrige", "correctie", "rectificatie", "naschrift"),
    *("rättelse", "rettelse", "korrigering", "presisering", "oikaisu", "korjaus", "leiðrétting", "sprostowanie"),
    *("korekta", "oprava", "helyesbítés", "ispravka", "ispravak", "popravek", "erată", "düzeltme", "ralat", "koreksi"),
    *("исправление", "уточнение", "поправка", "от редакции", "виправлення", "уточнення", "поправка редакции"),
    *("διόρθωση", "תיקון", "הבהרה", "تصحيح", "توضيح", "اصلاحیه", "تصحیح", "وضاحت", "درستگی", "ادارتی نوٹ"),
    *("भूल सुधार", "भूल-सुधार", "सुधार", "स्पष्टीकरण", "संपादकीय टिप्पणी", "संपादक की टिप्पणी", "संशोधन", "সংশোধনী"),
    *(
        "दुरुस्ती",
        "திருத்தம்",
        "సవరణ",
        "തിരുത്ത്",
        "ਸੋਧ",
        "સુધારો",
        "訂正",
        "お詫びと訂正",
        "更正",
        "勘误",
        "정정",
        "바로잡습니다",
    ),
)
_LABELLED = re.compile(
    rf"^\W*(?:{'|'.join(map(re.escape, sorted(_LABELS, key=len, reverse=True)))})(?:\s*\([^)]{{1,40}}\))?"
    r"(?:,?\s+[\w. ]{1,30}\d[\w., ]{0,20})?\s*(?:[:：।—–\-|\]]|\.\s)",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:this|an earlier|a previous|the original|an original|earlier)\s+"
    r"(?:version|article|story|report|post|piece|headline|caption)s?\b.{0,80}?"
    r"\b(?:was|were|has been|have been|is|incorrectly|mistakenly|wrongly|erroneously|misstated|misidentified|said)"
    r"\b.{0,80}?"
    r"\b(?:correct|amend|updated? to|clarif|incorrect|mistaken|wrong|error|misspel|misstat|misidentif|removed? |revis)"
    r"|\b(?:in einer früheren|in einer ersten) (?:version|fassung)\b|\bune version (?:précédente|antérieure)\b"
    r"|\buna versión (?:anterior|previa)\b|\buma versão anterior\b|\buna versione precedente\b|\been eerdere versie\b"
    r"|\ben tidligere versjon\b|\bi en tidigare version\b|\bв предыдущей версии\b"
    r"|(?:इस|पहले की?) (?:खबर|ख़बर|रिपोर्ट|लेख).{0,120}(?:सुधार|संशोध|गलती|ग़लती)"
    r"|(?:اس|سابقہ) (?:خبر|رپورٹ|مضمون).{0,120}(?:تصحیح|درست|غلطی)",
    re.IGNORECASE,
)


def is_correction_note(text: str) -> bool:
    """Whether a block is a publisher's note that something was wrong: by its label, or by what it says."""
    return 25 <= len(text) <= LONGEST_NOTE and bool(_LABELLED.match(text) or _SAID.search(text))
