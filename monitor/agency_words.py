"""What agencies and outlets write below a wire story about the wire: folded phrases, by language."""

import re

from storage.fold import search_fold

LONGEST = 320
"""Characters. A longer paragraph with such words is about an agency."""

_FEED = r"""
    (?:has |have )?not been (?:edited|created|modified|altered|reviewed) by .{0,40}(?:staff|team|desk|editor|newsroom)
    not been edited .{0,60}(?:feed|headline|agency|wire|syndicat)
    (?:auto|automatically)[- ]?(?:generated|published) .{0,40}(?:feed|agency|wire|news service)
    (?:from|via) (?:a|an|the) .{0,20}(?:syndicated|agency|wire) (?:news )?feed
    (?:syndicated|agency|wire|news agency) feed\b
    except for the headline
    (?:story|report|article|copy) (?:is|was|has been) (?:\w+ ){1,4}from (?:\w+ ){0,4}(?:agency|feed|wire|syndicat)
    (?:as|was) (?:sent|supplied|provided|received) (?:it )?(?:by|from) the (?:news )?(?:agency|wire)
    wire service sent it
"""
_WITH = r"""
    ^with (?:additional )?(?:inputs?|reporting|material|information|contributions?) (?:from|by) .{1,60}$
    ^with (?:agency|agencies|bureau|wire)(?: inputs?)?[.)]*$
    ^(?:inputs?|source|agency|agencies|credit) ?[:\-] ?.{1,40}$
    with inputs from (?:agenc|pti|ani|ians|afp|ap\b|reuters|bureau)
    ^(?:mit material|mit informationen) (?:von|der) .{1,60}$
    ^(?:avec|\(avec) (?:afp|reuters|ap\b|agences?|les agences).{0,20}$
    ^con (?:información|informaciones) de .{1,60}$
    ^(?:\w+ )?इनपुट .{0,40}$
"""
_OTHERS = r"""
    (?:dieser|der) (?:artikel|text|beitrag) (?:stammt|wurde) .{0,60}(?:agentur|dpa|afp|reuters|automati)
    (?:nachrichtenagentur|dpa|afp) .{0,60}(?:automatisch|unverändert|nicht (?:weiter )?bearbeitet)
    ^© ?(?:dpa|afp|ap|reuters|pti|ani|epa|ansa|efe|apa)\b.{0,80}$
    ^(?:dpa|afp)[-: ](?:infocom|\d{6}).{0,60}$
    (?:cette dépêche|cet article|ce texte) .{0,40}(?:automatiquement|sans (?:que la|modification)|fil d'une agence)
    (?:est[ea] (?:nota|noticia|artículo|texto)) .{0,40}(?:agencia|automáticamente|sin (?:modificar|editar))
    (?:questo articolo|questa notizia) .{0,40}(?:agenzia|automaticamente)
    (?:खबर|समाचार|लेख|स्टोरी|रिपोर्ट) .{0,60}(?:एजेंसी|एजेंसियों|फीड|सिंडिकेट) .{0,60}(?:प्रकाशित|संपादित|ली गई|बदलाव)
    (?:संपादित|एडिट) नहीं (?:की|किया)
    خبر .{0,60}(?:ایجنسی|فیڈ) .{0,60}(?:شائع|ترمیم|تبدیلی|حاصل)
"""
_CALLS = r"""
    (?:follow|join|subscribe to) (?:us|our|the) .{0,40}(?:channel|page|newsletter|whatsapp|telegram)
    follow us on (?:x|facebook|instagram|youtube|google)
    ^(?:catch|read|get|for) (?:all )?(?:the )?(?:latest|more|breaking) .{0,99}(?:news|updates|headlines|stories).{0,80}$
    click here (?:to|for) (?:join|follow|subscribe|read|download|more)
    (?:stand by|support|back|help fund) (?:\w+ ){0,3}(?:independent )?journalism
    ^disclaimer ?[:\-]
    (?:holds|accepts|bears|takes|assumes) no (?:responsibility|liability) for
    (?:is|are) not responsible for any (?:loss|damage|error)
    (?:व्हाट्सएप|टेलीग्राम|चैनल) .{0,60}(?:जुड़ें|फॉलो|क्लिक)
    (?:چینل|واٹس ایپ|ٹیلیگرام) .{0,60}(?:جوائن|فالو|کلک)
"""


def _pattern(*groups: str) -> re.Pattern[str]:
    lines = [line.strip() for group in groups for line in group.splitlines() if line.strip()]
    return re.compile("|".join(search_fold(line) for line in lines), re.IGNORECASE)


_ABOUT_THE_WIRE = _pattern(_FEED, _WITH, _OTHERS, _CALLS)


def is_about_the_wire(text: str) -> bool:
    """Whether a paragraph says where a text comes from, who did not edit it, or where to follow the outlet.

    What is quoted is said by somebody else.
    """
    if len(text) > LONGEST:
        return False
    folded = search_fold(text)
    return '"' not in folded and bool(_ABOUT_THE_WIRE.search(folded.strip("()[]*- ")))
