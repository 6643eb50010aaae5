"""What pages say around their stories, by language: labels of related links, promotions, rights. Phrases, no judgement.

A phrase never condemns a line alone; pruning asks for its form as well. Matching is at a line's beginning, case folded.
"""

import re
import unicodedata

# Before or over another story's title.
RELATED = {
    "en": """read more|read also|also read|read next|more on this|related|related stories|related articles
        |related news|see also
        |recommended|watch|watch also|also watch|don't miss|must read|more from|up next|in pictures|explained|more
        |related post|you may also like|you might also like|more stories|latest stories|most read
        |read the full story""",
    "hi": """यह भी पढ़ें|ये भी पढ़ें|यह भी पढ़े|ये भी पढ़े|इसे भी पढ़ें|और पढ़ें|और पढ़े|संबंधित खबरें
        |संबंधित ख़बरें|पढ़ें पूरी खबर|यह भी देखें
        |ये भी देखें|पूरी खबर पढ़ें|यह खबर भी पढ़ें|इन्हें भी पढ़ें|बड़ी खबरें|अन्य खबरें""",
    "ur": """یہ بھی پڑھیں|یہ بھی پڑھیے|مزید پڑھیں|مزید پڑھیے|یہ بھی دیکھیں|متعلقہ خبریں|مزید خبریں
        |یہ خبر بھی پڑھیں|اسے بھی پڑھیں""",
    "ks pa bn ta te ml mr gu": """یِہ تہٕ پٔرِو|ਇਹ ਵੀ ਪੜ੍ਹੋ|আরও পড়ুন|மேலும் படிக்க|ఇది కూడా చదవండి|ഇതും വായിക്കുക|हेही वाचा
        |આ પણ વાંચો""",
    "ar fa he": """اقرأ أيضا|اقرأ أيضاً|اقرأ المزيد|شاهد أيضا|بیشتر بخوانید|קראו גם""",
    "de": """lesen sie auch|lesen sie mehr|mehr zum thema|lesen sie hier|auch interessant|mehr dazu
        |weiterlesen|hier lesen
        |das könnte sie auch interessieren|zum thema|passend dazu|lesetipp|siehe auch|mehr lesen|mehr themen""",
    "fr": """à lire aussi|lire aussi|à lire|lire plus|voir aussi|en savoir plus|sur le même sujet""",
    "es": """lea también|lee también|leer más|te puede interesar|más información|ver también
        |noticia relacionada|noticias relacionadas""",
    "pt": """leia também|leia mais|veja também|saiba mais|você pode gostar|você também pode gostar""",
    "it": """leggi anche|leggi di più|per approfondire|guarda anche""",
    "nl": """lees ook|lees meer|bekijk ook""",
    "nordic": """les også|les mer|se også|læs også|læs mere|läs också|läs mer|läs även|lue myös|lesa meira
        |sjá einnig|frétt af""",
    "slavic": """czytaj także|czytaj więcej|czytaj też|zobacz też|zobacz także|čtěte také|čtěte dále|přečtěte si
        |prečítajte si|pročitajte i
        |читайте также|читайте ещё|смотрите также|по теме|читайте також|подробнее|прочетете още""",
    "other": """διαβάστε επίσης|citește și|skaitykite|taip pat skaitykite|ayrıca oku|ayrıca okuyun|ilgili haber
        |i̇lgili haber
        |devamını oku|bunu da oku|baca juga|lihat juga|soma zaidi""",
    "east asian": """関連記事|あわせて読みたい|相关阅读|相关新闻|延伸閱讀|推荐阅读|관련기사|관련 기사""",
}

# Over the points that sum a story up before it begins; they repeat it.
SUMMARIES = """highlights|story highlights|key points|key takeaways|key highlights|at a glance|in short|in brief
    |हाइलाइट्स|मुख्य बातें|मुख्य बिंदु|खास बातें|اہم نکات|اہم باتیں|auf einen blick|das wichtigste in kürze|kurz und knapp
    |en bref|l'essentiel|claves|puntos clave|lo más importante|em resumo|pontos principais|in breve|punti chiave
    |samenvatting|in het kort|i korthet|kort fortalt|w skrócie|главное|коротко|ключові моменти|özet|ringkasan"""

# Before who made a picture.
CREDITS = r"""(?:photos?|images?|pictures?|pic|photographs?|fotos?|bild|fotografia|фото|फोटो|फ़ोटो|तस्वीर|इमेज स्रोत
    |सौजन्य|فوٹو|تصویر|تصویر کا ذریعہ|الصورة|写真|사진)
    (?:\s(?:credit|courtesy|by|crédit|copyright|source|quelle))?\s*[:：/|,،©]
    |(?:crédit photo|bildquelle|bildrechte|image source|photo credit|file photo|fotocredit|zdjęcie)\b"""

# What a site says of a story that it did not write or does not answer for.
NOTES = r"""except for the headline,|this (?:story|report|article|copy) (?:has not been edited|has been published from
    |is published from|was (?:originally|first) published|(?:is|was|has been) (?:auto-generated|syndicated|translated))
    |the (?:views|opinions)(?: and opinions)? expressed|(?:the )?views (?:expressed )?(?:here )?are (?:personal|those)
    |disclaimer:|\(?with inputs? from\b
    |(?:इस|यह|ये) (?:खबर|ख़बर|स्टोरी|रिपोर्ट|लेख|कॉपी)\s.{0,80}(?:संपादित नहीं|(?:सिंडिकेट|न्यूज़|न्यूज|ऑटो)[- ]?(?:फीड|फ़ीड))
    |(?:ये|यह|इस लेख).{0,20}लेखक के.{0,15}विचार
    |(?:हेडलाइन|शीर्षक) के अलावा|डिस्क्लेमर
    |یہ (?:خبر|رپورٹ|تحریر)\s.{0,60}(?:فیڈ سے|ترمیم نہیں)|(?:یہ|اس).{0,30}(?:مصنف|لکھاری|بلاگر) کی.{0,15}رائے
    |(?:ادارے|ادارہ) کا.{0,40}متفق|dieser (?:text|artikel) (?:erschien|wurde (?:zuerst|automatisch))
    |este (?:artículo|contenido) fue (?:publicado|traducido)|cet article (?:a été|est) (?:publié|traduit)"""

# Who asks the reader to do what: follow, subscribe, download, share, write. Patterns.
PROMOTIONS = {
    "en": r"""(?:follow|like|join|find) (?:us|our|\w+(?: \w+)?) (?:on|at|via)\s
        |(?:sign up|subscribe|register)(?: now| here| today)? (?:for|to) (?:our|the|\w+'s|a|get|receive)\b
        |(?:download|get|install) (?:the|our) [\w ]{0,30}\bapps?\b
        |get (?:the )?(?:latest|breaking|all the|daily|our)\b.{0,80}\b(?:inbox|alerts|app|newsletter|updates|telegram)
        |click here (?:to|for)\b|join the (?:conversation|discussion|debate)|share (?:this|your)\b|comments? below
        |like this (?:story|article)\?|(?:have|got) (?:a tip|a story|an opinion|a news tip)
        |do you (?:know more|have a story)|(?:get in touch|contact us|email us|write to us)\b
        |for (?:all )?(?:the )?latest\b.{0,60}\b(?:follow|visit|subscribe|download)
        |(?:more|for more) (?:stories|news) like this|this copy is for your personal
        |(?:enable|turn on) (?:notifications|javascript)|an error has occurred""",
    "hi": r"""ताज़?ा (?:खबरों|समाचार|ख़बरों)|(?:हमें|हमारे|हमसे)\s.{0,60}(?:फॉलो|फ़ॉलो|सब्सक्राइब|जुड़ें|लाइक)
        |.{0,60}ऐप डाउनलोड|व्हाट्सऐप चैनल
        |.{0,80}(?:फॉलो|फ़ॉलो|सब्सक्राइब) कर(?:ें|ने)|.{0,80}यहां क्लिक कर(?:ें|ने)
        |(?:देश|दुनिया|हिंदी) .{0,40}(?:खबरें|समाचार) .{0,30}पढ़(?:ें|ने)""",
    "ur": r"""(?:ہمیں|ہمارا|ہمارے)\s.{0,60}(?:فالو|سبسکرائب|جوائن|لائک)
        |.{0,80}(?:فالو|سبسکرائب|جوائن) (?:کریں|کیجیے)|.{0,40}ایپ ڈاؤن لوڈ
        |.{0,60}واٹس ایپ چینل|.{0,60}یہاں کلک کریں|تازہ ترین خبروں""",
    "ar": r"""تابعونا|اشترك""",
    "de": r"""(?:folgen|abonnieren|melden|laden) sie (?:uns|unser|sich|hier|jetzt|die|den)\b
        |(?:newsletter|push) abonnieren
        |hier (?:kostenlos )?abonnieren|folgst du schon|aktuelle nachrichten aufs handy
        |ein klick für den datenschutz""",
    "fr": r"""suivez[- ](?:nous|\w+) sur|abonnez-vous|inscrivez-vous|téléchargez""",
    "es pt it": r"""síguenos|suscríbete|siga(?:-nos)? (?:o|a|no|na)\b|seguici su|iscriviti|inscreva-se
        |assine (?:a|o|nossa)\b""",
    "nl nordic": r"""volg ons|følg oss|följ oss|prenumerera""",
    "slavic": r"""zapisz się|подпис(?:ывайтесь|аться|ывайся)|следите за|підпис(?:уйтесь|атися)""",
    "tr": r"""bizi takip|abone ol""",
}

RIGHTS = r"""(?:©|\(c\)|copyright\b|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos
    |tutti i diritti|सर्वाधिकार|جملہ حقوق|reproduction (?:is )?(?:prohibited|interdite)|advertisement\b|anzeige\b
    |werbung\b|publicidad\b|publicité\b|reklame?\b|reklama\b|विज्ञापन|اشتہار|إعلان|story continues below
    |article continues (?:after|below))"""

# A call to act that names a service, in a line with a link.
SERVICES = r"""newsletters?|whatsapp|telegram|podcasts?|news-?app|push-?nachrichten|social media|instagram|youtube
    |न्यूज़लेटर|व्हाट्सऐप|टेलीग्राम|نیوز لیٹر|واٹس ایپ|ٹیلی گرام"""
CALLS = r"""sign up|subscribe|follow|click|here|join|hier|jetzt|abonni\w+|folg\w+|melden|ici|aquí|qui|her|här|tutaj
    |здесь|यहां|यहाँ|یہاں"""


def _joined(text: str) -> str:
    """The alternatives of a table's cell as pages' text is kept (NFC), without the line breaks that let it be read."""
    return unicodedata.normalize("NFC", re.sub(r"\s*\n\s*", "", text))


def label_pattern() -> re.Pattern[str]:
    """A line that begins with a label of related links."""
    phrases = {phrase.strip() for text in RELATED.values() for phrase in _joined(text).split("|")}
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"^\W*(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def summary_pattern() -> re.Pattern[str]:
    """A line that is a label over a summary in points."""
    return re.compile(rf"^\W*(?:{_joined(SUMMARIES)})\W*$", re.IGNORECASE)


def credit_pattern() -> re.Pattern[str]:
    """A line that begins with what stands before a picture's maker."""
    return re.compile(rf"^\W*(?:{_joined(CREDITS)})", re.IGNORECASE)


def note_pattern() -> re.Pattern[str]:
    """A line that begins by saying where the story is from or whose view it is."""
    return re.compile(rf"^\W*(?:{_joined(NOTES)})", re.IGNORECASE)


def promotion_pattern() -> re.Pattern[str]:
    """A line that begins by asking the reader for something."""
    return re.compile(rf"^\W*(?:{'|'.join(_joined(text) for text in PROMOTIONS.values())})", re.IGNORECASE)


def service_pattern() -> re.Pattern[str]:
    """A service that is subscribed to. No word boundary at the end: Python sees one after a Hindi vowel sign."""
    return re.compile(rf"(?<!\w)(?:{_joined(SERVICES)})(?!\w)", re.IGNORECASE)


def call_pattern() -> re.Pattern[str]:
    """A word that calls to act."""
    return re.compile(rf"(?<!\w)(?:{_joined(CALLS)})(?!\w)", re.IGNORECASE)


def rights_pattern() -> re.Pattern[str]:
    """A line that begins with a claim of rights or a mark of advertising."""
    return re.compile(rf"^\W*{_joined(RIGHTS)}", re.IGNORECASE)
