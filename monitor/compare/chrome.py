"""What a block of a page looks like: prose of a story, or what stands around and between stories."""

import re

from scrapers.items import Block, Wrapper

_OUTSIDE = frozenset([Wrapper.NAV, Wrapper.HEADER, Wrapper.FOOTER, Wrapper.COMMENTS, Wrapper.FIGURE, Wrapper.ASIDE])
_SENTENCE_END = re.compile(r"[.!?…:;。！？।॥۔؟][\"'”’“‘»«›‹)\]）」』]*\s*$")
_HEADINGS = frozenset(["h2", "h3", "h4", "h5", "h6"])
_LISTS = frozenset(["li", "td", "th", "dt", "dd"])

LONG = 120
"""Characters from which a text without links is prose however it ends: a byline or a bracket may close a paragraph."""

SHORTEST_TITLE = 15
"""Characters from which a heading is a story's title and no label."""

_TIME = re.compile(
    r"\b(?:ago|updated|published|posted|last modified|min read|minutes? read|hours?|mins?|minutes?|yesterday|today)\b"
    r"|\b(?:vor|aktualisiert|stand|veröffentlicht|uhr|lesezeit|gestern|heute)\b"
    r"|\b(?:il y a|mis à jour|publié|hace|actualizad[oa]|publicad[oa]|atualizad[oa]|fa|aggiornat[oa]|pubblicat[oa])\b"
    r"|\b(?:geleden|bijgewerkt|uppdaterad|publicerad|opdateret|oppdatert|publisert|publiceret|päivitetty|julkaistu)\b"
    r"|\b(?:önce|güncelleme|обновлено|опубликовано|назад|оновлено|опубліковано|тому|aktualizace|aktualizacja|temu)\b"
    r"|पहले|अपडेट|प्रकाशित|पूर्व|اپ ڈیٹ|شائع|پہلے|قبل|منذ|تحديث|前|更新|発表|公開|전|입력|수정"
    r"|\b\d{1,2}:\d{2}\b|\b\d{4}-\d{2}-\d{2}\b",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"^\W*(?:(?:story |article )?(?:first |last |originally )*(?:published|updated|posted|modified)"
    r"|veröffentlicht|aktualisiert|zuletzt aktualisiert|publié|mis à jour|publicad[oa]|actualizad[oa]|pubblicat[oa]"
    r"|aggiornat[oa]|gepubliceerd|опубликовано|обновлено|प्रकाशित|अपडेट|اپ ڈیٹ|شائع|اشاعت)(?!\w).{0,30}\d.{0,20}$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"^\W*\d[\d.,\s]*[KMkm]?\+?\s*\w*(?:\s\w+)?\W*$")
_LIKED = re.compile(
    r"\d[\d.,]*\s*[KM]?\s*(?:likes?|retweets?|reposts?|shares?|comments?|replies|views|followers|gefällt|kommentare"
    r"|j’aime|me gusta|curtidas|mi piace|लाइक|रीट्वीट|शेयर|टिप्पणियाँ|لائک|ری ٹویٹ|ری پوسٹ|تبصرے)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:^|[\s(.])(?:photo|photograph|image|picture|pic|credit|foto|fotos|bild|crédit|crédito|credito|imagen|imagem|kuva"
    r"|zdjęcie|фото|फोटो|तस्वीर|تصویر|صورة|写真|사진)s?(?:\s+(?:by|credit|courtesy|de|von|par))?\s*[:/©]|©|getty images"
    r"|\bafp\b|\breuters\b$",
    re.IGNORECASE,
)


def is_prose(block: Block) -> bool:
    """Whether a block reads like a story's paragraph: it ends as a sentence does and is not chiefly a link."""
    text = block.text
    if block.lone_link or is_chiefly_link(block) or is_label(text):
        return False
    return ends_sentence(text) or (len(text) >= LONG and block.link_chars < 0.5 * len(text))


def is_chiefly_link(block: Block) -> bool:
    """Whether a block is a link, or a label and a link."""
    text = block.text
    if block.link_chars >= 0.9 * len(text):
        return True
    label, _, rest = text.partition(":")
    return bool(block.link_chars) and len(label) <= 30 and len(rest.strip()) <= block.link_chars + 2


def is_label(text: str) -> bool:
    """Whether a short text is a time, a counter or a picture's credit."""
    if len(text) > 160:
        return False
    is_time = len(text.split()) <= 12 and len(text) <= 90 and bool(_TIME.search(text)) and not ends_sentence(text)
    is_liked = bool(_LIKED.search(text)) and not ends_sentence(text)
    return bool(_COUNTED.match(text) or is_time or is_liked or _STAMP.match(text) or _CREDIT.search(text))


def speaks_of_time(text: str) -> bool:
    """Whether a text has a time of day, or a word that stands beside one."""
    return bool(_TIME.search(text))


def is_outside(block: Block) -> bool:
    """Whether a block stands in a landmark that holds no story."""
    return block.wrapper in _OUTSIDE


def is_heading(block: Block) -> bool:
    """Whether a block is a crosshead."""
    return block.tag in _HEADINGS


def is_linked_title(block: Block) -> bool:
    """Whether a block is the title of another story: a heading that is one link."""
    is_title = block.tag == "h1" or block.tag in _HEADINGS
    return is_title and len(block.text) >= SHORTEST_TITLE and block.link_chars >= 0.9 * len(block.text)


def is_list_line(block: Block) -> bool:
    """Whether a block is a line of a list or a table's cell."""
    return block.tag in _LISTS


def ends_sentence(text: str) -> bool:
    """Whether a text ends in punctuation that ends a sentence or a clause, quotes and brackets aside."""
    return bool(_SENTENCE_END.search(text))
