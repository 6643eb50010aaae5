"""What publications say of themselves, by subject and language: folded phrases for monitor.compare.notices."""

import re

from storage.fold import search_fold

_COOKIES = r"""
    (?:this|the|our) (?:web)?site (?:uses|sets|relies on) .{0,30}cookies
    we (?:and our .{0,12}partners )?(?:use|set|store) .{0,30}cookies .{0,50}(?:site|page|experience|adver|content|polic)
    by (?:continuing|using|browsing) .{0,60}(?:cookie|you (?:agree|accept|consent))
    wir (?:und unsere .{0,20}partner )?(?:verwenden|nutzen|setzen) .{0,30}cookies
    diese (?:webs|s)(?:eite|ite) (?:verwendet|nutzt|setzt) .{0,30}cookies
    (?:nous utilisons|ce site utilise) .{0,30}cookies
    (?:utilizamos|usamos|est[ea] (?:sitio|site)(?: web)? (?:usa|utiliza)) .{0,30}cookies
    (?:utilizziamo|questo sito (?:usa|utilizza)) .{0,30}cookie
    (?:wij gebruiken|deze (?:web)?site gebruikt) .{0,30}cookies
    ta strona (?:używa|korzysta z) .{0,30}cookie
    (?:мы используем|(?:этот )?сайт использует) .{0,30}cookie
    (?:हम|यह (?:साइट|वेबसाइट)) .{0,60}कुकी
    (?:ہم|یہ (?:سائٹ|ویب سائٹ)) .{0,60}(?:کوکیز|کوکی)
"""
_RIGHTS = r"""
    (?:©|\(c\)|copyright|कॉपीराइट|کاپی رائٹ|حقوق النشر) ?(?:©|\(c\))? ?\d{4}
"""
_PRINT = r"""
    (?:a version of )?THIS-STORY (?:also |first |originally )*appear(?:s|ed)\b
    THIS-STORY (?:was|is) (?:also |first |originally )*(?:published|printed)\b
    DIESER-TEXT (?:erschien|stammt|erscheint)\b
    DIESER-TEXT (?:ist|wurde) .{0,60}(?:ausgabe|zuerst|erschienen|heft)
    ce(?:t)? (?:article|texte|reportage) (?:est|a été) .{0,20}(?:paru|publié|extrait|issu)
    est[ea] (?:artículo|noticia|reportaje|texto) (?:se publicó|fue publicad[oa]|apareció)
    est[ea] (?:artigo|reportagem|texto) foi (?:originalmente )?publicad[oa]
    questo articolo è (?:stato pubblicato|uscito|apparso)
    (?:यह|ये) (?:खबर|लेख|रिपोर्ट|समाचार) .{0,60}(?:मुद्रित|प्रिंट|अखबार|अंक|संस्करण) .{0,40}(?:छपी|छपा|प्रकाशित)
    یہ (?:خبر|مضمون|رپورٹ|تحریر) .{0,60}(?:اخبار|شمارے|ایڈیشن|پرنٹ) .{0,40}(?:شائع|چھپ)
"""
# That something was updated, but not what: a line that says what is a note of the story.
_UPDATED = r"""
    THIS-STORY (?:has been|was) (?:last )?updated[.!]?$
    THIS-STORY (?:is being|will be) (?:updated|refreshed)\b.{0,40}$
    THIS-STORY (?:has been|was) (?:last )?updated (?:on|at|throughout)\b.{0,50}$
    this is a (?:breaking|developing)(?: news)? story\b.{0,120}$
    more (?:details )?(?:to follow|soon|are awaited|awaited)\b.{0,40}$
    (?:further|more) updates (?:to )?follow\b.{0,40}$
    DIESER-TEXT (?:wurde|wird)(?: .{0,30})? aktualisiert[.!]?$
    cet article a été (?:mis à jour|actualisé).{0,30}$
    est[ea] (?:noticia|artículo|nota) (?:ha sido|fue|se está) actualiza\w+.{0,30}$
    (?:यह|इस) (?:खबर|लेख|रिपोर्ट|समाचार)(?: को)? (?:.{0,20} )?अपडेट (?:की|किया|कर).{0,20}$
    (?:یہ|اس) (?:خبر|مضمون|رپورٹ)(?: کو)? (?:.{0,20} )?اپ ?ڈیٹ (?:کی|کیا|کر).{0,20}$
"""
_AGE = r"""
    THIS-STORY is (?:more than|over) .{1,30}old[.!]?$
    THIS-STORY was (?:last )?(?:published|updated) (?:more than|over) .{1,30}ago[.!]?$
    DIESER-TEXT ist (?:bereits |schon )?(?:älter als|mehr als|über) .{1,30}(?:alt|jahre?|monate?)[.!]?$
    (?:cet article (?:a|date de)|este artículo tiene) (?:plus de|plus d'|más de) .{1,30}$
    यह (?:खबर|लेख|रिपोर्ट) .{1,30}(?:पुराना|पुरानी) है.?$
    یہ (?:خبر|مضمون|رپورٹ) .{1,30}(?:پرانا|پرانی) ہے.?$
"""
_LISTENING = r"""
    (?:listen to|play|hear) this (?:article|story|piece)\b.{0,80}$
    this (?:audio|narration|voice) (?:is|was) .{0,60}(?:generated|automated|computer|ai\b)
    (?:diesen|den) (?:artikel|text|beitrag) (?:anhören|vorlesen)\b.{0,40}$
    (?:écoute[rz]|escuch\w+|ascolta) (?:cet|l'|est[ea]|el|la|questo) ?(?:arti\w+|noticia)\b.{0,40}$
    (?:यह|ये) (?:खबर|लेख) सुनें.{0,40}$
    یہ (?:خبر|مضمون) سنیں.{0,40}$
    .{0,60}\bad[ -]?blocker\b|.{0,60}ऐड ?ब्लॉकर|.{0,60}ایڈ ?بلاکر
"""
_PAID_FOR = r"""
    (?:sponsored|presented|powered|brought to you|made possible) by\b|supported by [^,]{3,50}$
    THIS-STORY (?:is|was|contains|may contain|includes) .{0,40}(?:sponsor|affiliate)
    THIS-STORY (?:is|was) .{0,40}in (?:partnership|association|collaboration)
    we may (?:earn|receive) .{0,30}(?:commission|share|money)
    (?:mit (?:freundlicher )?unterstützung|gesponsert von|präsentiert von)\b
    DIESER-TEXT (?:entstand|enthält|wurde|ist) .{0,60}(?:zusammenarbeit|kooperation)
    DIESER-TEXT (?:enthält|wurde|ist) .{0,60}(?:affiliate|gesponsert|anzeige)
    (?:contenu (?:sponsorisé|partenaire)|en partenariat avec)\b
    (?:contenido patrocinado|conteúdo patrocinado|contenuto sponsorizzato)\b
    (?:प्रायोजक|प्रायोजित)(?!\w)|यह (?:सामग्री|लेख|विज्ञापन) .{0,60}(?:सहयोग|प्रायोज|साझेदारी)
    (?:تعاون|اسپانسر|بہ تعاون) ?:|یہ (?:مواد|مضمون|اشتہار) .{0,60}(?:اشتراک|تعاون|اسپانسر)
"""
_ASKING = r"""
    (?:have your say|tell us what you|let us know|share your (?:thoughts|views|story|experience))\b
    (?:ihre meinung|schreiben sie uns|sagen sie uns|was (?:denken|meinen) sie)\b
    (?:आपकी राय|अपनी राय|हमें (?:बताएं|बताइए|लिखें))(?!\w)
    (?:آپ کی رائے|اپنی رائے|ہمیں (?:بتائیں|لکھیں|لکھیے))(?!\w)
    (?:you|sie|vous) (?:have|haben|avez) .{0,30}(?:free|freie|kostenlose|gratuits?) .{0,12}(?:arti|stor|view)
    (?:इस महीने|इस माह) आपके? .{0,20}मुफ्त
    اس (?:مہینے|ماہ) آپ کے? .{0,20}مفت
    (?:enjoy(?:ing|ed)?|like|value|love) (?:our|this|independent|local) .{0,20}(?:journalism|reporting|article)
    (?:gefällt ihnen|schätzen sie) (?:unsere?|dieser?)\b
    (?:हमारी|हमारे) .{0,20}(?:पत्रकारिता|खबरें) .{0,30}पसंद
    ہماری .{0,20}(?:صحافت|خبریں) .{0,30}پسند
    (?:get|receive|have) .{0,60}\b(?:in|to|into) your (?:inbox|e-?mail|mailbox)\b
    get (?:the |our |all )?(?:day's |latest |top |best |daily |morning )+.{0,50}(?:inbox|newsletter|phone|app)\b
    die (?:besten|wichtigsten|neuesten) .{0,60}(?:postfach|newsletter|handy)
    .{0,60}(?:अपने इनबॉक्स|अपने फोन) (?:में|पर) पाएं
    .{0,70}(?:ان باکس|فون) (?:میں|پر) (?:حاصل|پائیں)
"""
_CONTINUED = r"""
    (?:story|article|text) continues\b.{0,40}$
    (?:scroll|swipe) (?:down |on )?(?:to|for) .{0,40}$
    (?:keep|continue) (?:reading|scrolling) below\b.{0,20}$
    (?:der )?(?:artikel|text) geht .{0,20}weiter.{0,20}$
    (?:sigue|continúa) leyendo\b.{0,40}$
    (?:la suite|l'article continue|suite de l'article) (?:après|ci-dessous)\b.{0,30}$
"""
_ANYWHERE = r"""
    \bunsubscribe (?:at )?any ?time|(?:sign up|subscribe) (?:for|to) (?:our|the) .{0,30}newsletter
    (?:en|a) tu (?:correo|bandeja|e-?mail|buzón)\b|darte de baja (?:cuando|en cualquier)
    dans votre (?:boîte|messagerie)\b|vous désinscrire à tout|nella tua (?:casella|e-?mail|posta)\b
    (?:no|em) seu e-?mail\b|in (?:je|uw) (?:mailbox|inbox)\b|na (?:twój|swój|twoją) (?:adres|e-?mail|skrzynk)
    i din (?:inkorg|mejl|inbox|innboks|indbakke)\b|на (?:вашу|свою) (?:электронную )?почту
    (?:e-postanıza|gelen kutunuza)|(?:in|an) ihr (?:e-?mail-)?postfach\b|jederzeit (?:wieder )?abmelden
    all rights reserved|alle rechte vorbehalten|tous droits réservés|tutti i diritti (?:sono )?riservati
    todos los derechos reservados|todos os direitos reservados|alle rechten voorbehouden|wszelkie prawa zastrzeżone
    все права защищены|tüm hakları saklıdır|सर्वाधिकार सुरक्षित|جملہ حقوق .{0,20}محفوظ|جميع الحقوق محفوظة
    版权所有|无断转载|無断転載|무단.{0,3}전재
    may not be (?:published|reproduced|redistributed|rebroadcast|copied)\b.{0,80}(?:permission|rewritten|consent)
    (?:privacy|cookie) (?:policy|statement) and (?:our )?terms
    terms (?:of (?:service|use)|and conditions) and (?:our )?privacy
    (?:subscribe|become a member|sign up|register) (?:now|today)\b.{0,40}(?:access|unlimited|reading|free)
    (?:support|fund) (?:us|our (?:journalism|work|newsroom)|independent journalism) (?:with|by|for|from|and|today)\b
    unterstützen sie uns|mit einem (?:digital)?abo\b|jetzt (?:abonnieren|abo )
    (?:अभी|आज ही) (?:सब्सक्राइब|सदस्यता)|सदस्यता लेकर
    (?:ابھی|آج ہی) (?:سبسکرائب|رکنیت)|رکنیت لے کر
"""


_THIS_STORY = "this (?:article|story|column|report|piece|review|essay|post|page|content|series|live ?blog)"
_DIESER_TEXT = "die(?:ser|se) (?:text|artikel|beitrag|bericht|kolumne|meldung|inhalt|seite)"


def _pattern(*vocabularies: str) -> re.Pattern[str]:
    """A pattern of phrases, one a line, for folded texts."""
    lines = [search_fold(line) for text in vocabularies for line in text.splitlines() if line.strip()]
    phrases = "|".join(lines).replace("THIS-STORY", _THIS_STORY).replace("DIESER-TEXT", _DIESER_TEXT)
    return re.compile(phrases, re.IGNORECASE)


OPENING = _pattern(_COOKIES, _RIGHTS, _PRINT, _UPDATED, _AGE, _LISTENING, _PAID_FOR, _ASKING, _CONTINUED)
"""With which a notice begins."""

ANYWHERE = _pattern(_ANYWHERE)
"""What only a notice says, wherever it stands."""
