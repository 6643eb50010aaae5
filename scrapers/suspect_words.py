"""What walls and error pages say, in the languages of our sources. Phrases for scrapers.suspects, never proof alone."""

import re
import unicodedata


def _vocabulary(text: str) -> re.Pattern[str]:
    """A pattern for phrases given one a line; case does not matter."""
    phrases = [line.strip() for line in unicodedata.normalize("NFC", text).splitlines() if line.strip()]
    return re.compile("|".join(phrases), re.IGNORECASE)


CHALLENGE = _vocabulary(r"""
    just a moment
    checking (?:your browser|if the site connection is secure)
    verify(?:ing)? (?:that )?you are (?:a )?human
    (?:confirm|prove) (?:that )?you(?:'re| are) (?:a human|not a robot)
    are you (?:a robot|human)
    (?:not|a human \(and not) a (?:ro)?bot
    unusual (?:activity|traffic) (?:from|on)
    (?:enable|turn on) (?:js|javascript)(?: and cookies)?(?: and disable any ad ?blocker| to continue)?
    press (?:&|and) hold
    complete the (?:captcha|security check)
    attention required
    access (?:to this page )?(?:has been )?denied
    you have been blocked
    ray id
    reference id
    ddos protection
    überprüfen sie, ob sie ein mensch sind|sind sie ein roboter
    vérifi(?:er|ez) que vous êtes (?:un )?humain
    verifica(?:r)? que (?:eres|no eres|es) (?:un )?(?:humano|robot)
    подтвердите, что вы не робот
    पुष्टि करें कि आप (?:इंसान|मानव|रोबोट)
    क्या आप रोबोट
    तस्दीक़ करें
    تصدیق کریں کہ آپ (?:انسان|روبوٹ)
    تحقق من أنك (?:إنسان|لست)
    请完成(?:安全)?验证|ロボットではない
""")

CONSENT = _vocabulary(r"""
    before you continue
    we (?:and our \d+ partners )?(?:use|process|store(?: and/or access| or access)?) (?:cookies|personal data)
    our partners (?:use|process|store) (?:cookies|personal data)
    \b\d+ (?:tcf )?(?:partners?|partnern|partenaires|socios|parceiros|partner(?:i|ów|ům)?)\b
    we use cookies
    (?:store|access|speichern|almacen\w+|stock\w+|archivi\w+)[^.]{0,40}(?:information|informaci[oó]n|informationen|informazioni)[^.]{0,30}(?:device|gerät|dispositivo|appareil)
    (?:personenbezogene|personal|personales|personnelles|personali) (?:data|daten|datos)|datos personales
    données personnelles|dati personali
    antes de continuar|bevor sie (?:fortfahren|weiterlesen)|avant de continuer|prima di continuare
    accept all
    reject all
    (?:manage|customi[sz]e) (?:your )?(?:preferences|choices|settings|cookies|options)
    your privacy(?: choices| matters| is important)
    consent to (?:the use|our use|the processing|cookies)
    legitimate interest
    cookie[- ](?:policy|settings|preferences|consent|richtlinie|einstellungen)
    wir (?:und unsere \d* ?partner )?(?:verwenden|nutzen|setzen) (?:\w+ )?cookies
    alle akzeptieren|alle ablehnen|mit werbung weiterlesen|zustimmen und weiter|einwilligung
    (?:nous|nos partenaires) utilis\w+ (?:des )?cookies|tout accepter|tout refuser|continuer sans accepter
    utilizamos cookies|aceptar todo|rechazar todo|aceptar y continuar
    utilizziamo i cookie|accetta tutt[oi]|rifiuta tutt[oi]
    wij gebruiken cookies|alles accepteren|vi bruker (?:informasjonskapsler|cookies)|godta alle|godkänn alla
    używamy plików cookie|akceptuj\w* wszystk
    мы используем (?:файлы )?cookie|принять все
    हम कुकी(?:ज़|ज)? का (?:उपयोग|इस्तेमाल)|सभी स्वीकार करें|सभी अस्वीकार करें|आपकी (?:निजता|गोपनीयता)
    ہم کوکیز (?:کا استعمال|استعمال)|سب قبول کریں|سب مسترد کریں|آپ کی رازداری
    نستخدم ملفات تعريف الارتباط|قبول الكل
""")

PAYWALL = _vocabulary(r"""
    subscribe (?:now )?(?:to|for) (?:continue|read|unlock|keep|full|unlimited|access)
    (?:to )?(?:continue|keep) reading,? (?:this|please|subscribe|with|for|log|sign)
    th(?:is|e) (?:article|story|content) is (?:only )?(?:for|available to|reserved for)(?: \w+)? (?:subscribers|members)
    (?:for|become a) (?:subscribers|members) only
    subscribers? only|subscriber exclusive|members? only
    already (?:a )?(?:subscriber|subscribed|a member)
    (?:start|begin) your (?:free )?trial
    unlock (?:this|the full) (?:article|story)
    you(?:'ve| have) (?:read|reached) (?:all )?your (?:last |monthly |free )
    (?:read|get) the (?:full|rest of the) (?:article|story)
    weiterlesen mit|jetzt (?:abonnieren|weiterlesen|testen|freischalten)|artikel (?:jetzt )?freischalten
    nur für abonnenten
    bereits abonnent|exklusiv für abonnenten|sie haben bereits ein (?:abo|digitalabo)
    (?:article|contenu) réservé aux abonnés|déjà abonné|abonnez-vous pour (?:lire|continuer)|il vous reste \d+ ?%
    (?:contenido|artículo) (?:exclusivo|solo) para suscriptores|suscríbete para (?:leer|seguir)|ya eres suscriptor
    (?:contenuto|articolo) riservato agli abbonati|sei già abbonato|abbonati per (?:leggere|continuare)
    conteúdo exclusivo para assinantes|já é assinante|assine para (?:ler|continuar)
    alleen voor abonnees|al abonnee|for abonnenter|kun for abonnenter|bli abonnent|logga in för att läsa
    för prenumeranter
    pozostało jeszcze \d+ ?% artykułu|czytaj dalej\. subskrybuj|tylko dla subskrybentów|dostęp dla prenumeratorów
    только для подписчиков|оформите подписку|чтобы (?:читать|прочитать) (?:дальше|полностью)
    केवल सब्सक्राइबर|सब्सक्रिप्शन (?:लें|लीजिए)|पूरी ख\u093c?बर पढ़ने के लिए|आगे पढ़ने के लिए|सदस्यता (?:लें|लीजिए)
    पहले से (?:सब्सक्राइबर|सदस्य)
    صرف سبسکرائبرز|سبسکرپشن (?:لیں|حاصل)|مکمل خبر پڑھنے کے لیے|مزید پڑھنے کے لیے (?:سبسکرائب|لاگ)
    پہلے سے (?:سبسکرائبر|رکن)
    للمشتركين فقط|この記事は(?:会員限定|有料)|有料会員限定|残り\d+文字|登録すると|仅限订阅|구독자 전용
""")

GATE = _vocabulary(r"""
    subscri(?:be|ption|ber)|\bmembers?(?:hip)?\b|premium|(?:keep|continue|to) reading|read (?:on|the full|more of)
    unlimited
    (?:log|sign) ?in|free account|digital access|cancel any ?time
    abonn\w+|weiterlesen|weiter lesen|plus-(?:angebot|artikel|abo)|anmelden|einloggen|testen sie
    réservée? aux|lire la suite|se connecter|il vous reste
    suscr[ií]\w+|seguir leyendo|iniciar sesión|assin(?:e|ante|atura)\w*|continue lendo
    abbona\w+|continuare a leggere|accedi
    verder lezen|inloggen|prenumer\w+|läs vidare|läsa vidare|les videre|læs videre|lue lisää|tilaa
    logga in|logg inn|log ind
    dalej czytać|czytać dalej|wykup|zaloguj|předplat\w+|predplat\w+|előfizet\w+|abonează\w*
    подпис\w+|дочитать|читать дальше|войти|передплат\w+|abone\w*|okumaya devam|giriş yap|συνδρομ\w+|מנוי\w*
    berlangganan|lanjut(?:kan)? membaca|đăng ký|đọc tiếp|สมาชิก
    会員|有料|続きを|ログイン|登録|会员|會員|订阅|訂閱|继续阅读|登录|登入|구독|회원|로그인|계속 읽
    مشترك|اشترك|اشتراك|متابعة القراءة|تسجيل الدخول|مشترک
    सदस्य|सब्सक्र|प्रीमियम|आगे पढ़|पूरा पढ़|पूरी (?:खबर|ख़बर)|साइन ?इन|लॉग ?इन
    سبسکر|(?<!\w)رکن(?:یت)?(?!\w)|پریمیم|مکمل پڑھ|پوری خبر|سائن ?ان|لاگ ?ان
    গ্রাহক|সাবস্ক্র|சந்தா|చందా|വരിക്കാ|ಚಂದಾ|સબ્સ્ક્ર|ਗਾਹਕ
""")
"""Words of a box that bars the way, where it stands as one; everywhere else they say nothing."""

PRICE = re.compile(
    r"(?:[€$£₹¥₩₽₺₪₫฿₴₦]|\b(?:rs|inr|usd|eur|chf|gbp|r\$|kr|nok|sek|dkk|tl|pln|huf|kč))\.? ?\d"
    r"|\d(?:[.,]\d+)? ?(?:[€₽₺₫฿₴]|(?:zł|kr|kč|ft|lei|tl|eur(?:o|os)?|chf|руб\w*|грн|dollars?|pounds?|pence|cents?)\b)"
    r"|\d ?(?:円|元|원|रुप|रु|روپ|دولار|درهم|ريال|টাকা|ரூ|రూ)",
    re.IGNORECASE,
)
"""An amount of money."""

NOT_FOUND = _vocabulary(r"""
    (?:page|article|story|content) (?:was |could )?not (?:be )?(?:found|available)
    (?:page|article|story) (?:you (?:are|were) looking for|you requested)
    (?:page|article|story|content) (?:has been|was|is) (?:removed|deleted|no longer available|unavailable)
    no longer (?:available|exists)
    (?:page|address) (?:does not|doesn't) exist
    we can(?:'|no)t find (?:that|the|this) page
    nothing (?:was )?found
    (?:error|http) ?404|\b404\b
    seite (?:wurde )?nicht gefunden|(?:seite|artikel) (?:existiert nicht|ist nicht (?:mehr )?verfügbar)
    nicht gefunden
    page (?:introuvable|non trouvée)|(?:cette|la) page n'existe (?:pas|plus)
    página no (?:encontrada|existe)|no se ha encontrado|página não (?:encontrada|existe)
    pagina non trovata|pagina niet gevonden|side(?:n)? (?:ikke funnet|blev ikke fundet)
    sidan (?:kunde inte hittas|finns inte)
    nie znaleziono|strona nie istnieje|stránka nenalezena|страница не найдена|сторінку не знайдено
    sayfa bulunamadı|halaman tidak ditemukan
    (?:पेज|पृष्ठ|पन्ना) (?:नहीं मिला|उपलब्ध नहीं|मौजूद नहीं)|(?:ख\u093c?बर|लेख) (?:उपलब्ध नहीं|हटा दी गई|हटा दिया गया)
    صفحہ (?:نہیں ملا|دستیاب نہیں|موجود نہیں)|(?:خبر|مضمون) (?:دستیاب نہیں|ہٹا دی گئی|ہٹا دیا گیا)
    الصفحة غير موجودة|ページが見つかりません|页面不存在|页面未找到|페이지를 찾을 수 없
""")

ERROR = _vocabulary(r"""
    (?:internal server|server|application|unexpected) error
    (?:service|temporarily|site|website)(?: is)?(?: temporarily)? unavailable
    bad gateway|gateway time-?out|error 50\d|\b50[0234]\b (?:error|service|bad|gateway|internal)
    something went wrong|an error (?:has )?occurred|technical (?:difficulties|problem)|under maintenance
    scheduled maintenance
    interner serverfehler|wartungsarbeiten|technisches problem|erreur (?:interne|serveur)|error interno
    errore interno|внутренняя ошибка|сервис недоступен
    सर्वर त्रुटि|कुछ गलत हो गया|तकनीकी (?:खराबी|समस्या)|सेवा (?:अनुपलब्ध|उपलब्ध नहीं)
    سرور کی خرابی|کچھ غلط ہو گیا|تکنیکی خرابی|سروس دستیاب نہیں
""")

SCRIPT = _vocabulary(r"""
    (?:enable|turn on|activate|requires?|needs?|without|supports?) (?:js\b|javascript)
    javascript (?:is |must be |has to be |to be |seems to be |appears to be )?(?:enabled|disabled|required)
    javascript (?:is |must be |has to be |to be |seems to be |appears to be )?(?:turned o[nf]+|switched off)
    javascript[^.]{0,30}(?:aktivier|einschalten|eingeschaltet|deaktiviert|erforderlich|benötigt)
    aktivieren sie (?:bitte )?javascript
    (?:activer|activez|désactivé)[^.]{0,20}javascript|(?:activar|activa|active|habilit\w+|ativ\w+)[^.]{0,20}javascript
    (?:abilita\w*|attiva\w*)[^.]{0,20}javascript|javascript[^.]{0,20}(?:inschakelen|ingeschakeld)|włącz\w*[^.]{0,20}javascript
    (?:включите|включить|отключен)[^.]{0,20}javascript|javascript[^.]{0,20}etkinleştir
    (?:javascript|जावा ?स्क्रिप्ट)[^।]{0,20}(?:चालू|सक्षम|सक्रिय|इनेबल|ऑन)
    (?:javascript|جاوا ?اسکرپٹ)[^۔]{0,20}(?:چالو|فعال|آن)
    (?:تفعيل|تمكين)[^.]{0,20}(?:javascript|جافا)|javascript[^。]{0,20}(?:有効|启用|開啟)
""")

LOGIN = _vocabulary(r"""
    (?:log|sign) ?in|log on|please (?:log|sign) in
    create (?:an )?(?:your )?account|register to (?:continue|read)
    anmelden|einloggen|se connecter|connexion|iniciar sesión|accedi|entrar|inloggen|logg inn|logga in|log ind
    zaloguj|войти|вход|giriş yap|masuk
    लॉग ?इन|साइन ?इन|लॉगिन|لاگ ?ان|سائن ?ان|تسجيل الدخول|ログイン|登录|로그인
""")

REGIONAL = _vocabulary(r"""
    (?:not|un)available in your (?:region|country|location|area)
    (?:we|our site|this site|website).{0,80}european economic area
    451[: ]+unavailable
    (?:blocked|restricted) in your (?:region|country)
    (?:due to|for) legal reasons
    (?:geo|location)[- ](?:blocked|restricted)
    in ihrem (?:land|gebiet) nicht verfügbar|pas disponible dans votre (?:pays|région)
    no (?:está )?disponible en (?:su|tu) (?:país|región)
    недоступ\w+ в (?:вашем|вашей) (?:стране|регионе)
    आपके (?:क्षेत्र|देश) में उपलब्ध नहीं|آپ کے (?:علاقے|ملک) میں دستیاب نہیں|غير متاح في (?:بلدك|منطقتك)
""")
