"""What pages say around a story in four languages: labels, promotions, stamps, widgets, walls. Own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The chrome of one language. `{n}` is a number, `{author}` the author's name, `{link}` is markup."""

    ad: str
    related: str
    popular: str
    share: str
    by: str
    published: str
    updated: str
    ago: str
    read_time: str
    views: str
    comments: str
    remarks: Sequence[str]
    titles: Sequence[str]
    also_read: str
    newsletter: tuple[str, str, str]
    nag: Sequence[str]
    sponsor: Sequence[str]
    cookies: Sequence[str]
    rights: str
    print_line: str
    bio: Sequence[str]
    poll: tuple[str, str, str]
    market: tuple[str, str]
    tweet: tuple[str, str]
    updates_bar: str
    video: Sequence[str]
    updated_line: str
    ticker: str
    captions: Sequence[str]
    follow: str
    photo_credit: str
    advice: Sequence[str]
    age: str
    listen: str
    blocker: str
    office: str


_ENGLISH = Words(
    ad="Advertisement",
    related="Related stories",
    popular="Most read",
    share="Share",
    by="By",
    published="Published",
    updated="Last updated: {n} March, 10:{n}",
    ago="{n} minutes ago",
    read_time="{n} min read",
    views="{n} views",
    comments="Comments ({n})",
    remarks=(
        "I take this road every day and nobody has ever asked me.",
        "Good to read something like this for once. Thank you.",
        "And who is going to pay for all that in the end?",
        "My grandmother would have laughed about it.",
    ),
    titles=(
        "Market hall gets its old clock back after forty years",
        "Why the river smells of apples in September",
        "Two schools share one teacher of music from Monday",
        "The last telephone box in the valley is up for sale",
        "What you need to know about the new parking rules",
        "Lost dog rides the bus for two days and comes home",
        "Council to vote on trees along the ring road",
        "Ten recipes for a glut of plums",
        "Library opens on Sundays, at least until summer",
        "Rail line to the coast closes for three weeks",
    ),
    also_read="Also read:",
    newsletter=("The Morning Letter", "Get the day's best stories in your inbox every morning at six.", "Sign up"),
    nag=(
        "You have {n} free articles left this month. Subscribe now for unlimited access.",
        "Enjoying our journalism? Support us with a subscription from £1 a week.",
    ),
    sponsor=(
        "This content was produced in partnership with Alder Insurance.",
        "Supported by the Fenland Savings Bank.",
    ),
    cookies=(
        "We use cookies to improve this site. By continuing to browse you agree to our cookie policy.",
        "This site uses cookies for statistics and advertising; you can change your settings at any time.",
    ),
    rights="Copyright {n} The Quay Press. All rights reserved. This material may not be published or redistributed.",
    print_line="This story appeared in the print edition of {n} March on page {n}.",
    bio=(
        "{author} has written about the coast and its people for {n} years.",
        "{author} is a reporter for this paper and won the regional press prize in 20{n}.",
    ),
    poll=("Do you think that this was the right decision?", "Yes, it was", "No, it was not"),
    market=("Quay Shipping", "Northern Timber"),
    tweet=("The board has voted. More in our report.", "{n} likes · {n} reposts"),
    updates_bar="{n} new updates",
    video=("Watch: a morning on the east pier", "Watch: how the old clock was mended"),
    updated_line="This story has been updated.",
    ticker="Breaking: storm warning for the coast raised to level {n}",
    captions=("The east pier at dawn.", "A worker checks the gate.", "Visitors wait in the rain.", "The old office."),
    follow="Follow us on WhatsApp for the latest news.",
    photo_credit="Photo: Lena Ash / Quay Press",
    advice=("Have your say: what do you think of this? Write to us at letters@quay.example.",),
    age="This article is more than {n} months old.",
    listen="Listen to this article: 0{n} min. This audio is auto-generated.",
    blocker="Please disable your ad blocker to support this site.",
    office="Harbour Correspondent",
)
_HINDI = Words(
    ad="विज्ञापन",
    related="संबंधित ख़बरें",
    popular="सबसे ज़्यादा पढ़ी गईं",
    share="शेयर करें",
    by="लेखक:",
    published="प्रकाशित",
    updated="अंतिम अपडेट: {n} मार्च, 10:{n}",
    ago="{n} मिनट पहले",
    read_time="{n} मिनट में पढ़ें",
    views="{n} बार देखा गया",
    comments="टिप्पणियाँ ({n})",
    remarks=(
        "मैं रोज़ इसी रास्ते से जाता हूँ, मुझसे तो किसी ने नहीं पूछा।",
        "बहुत अच्छी ख़बर, धन्यवाद।",
        "और इसका पैसा आख़िर कौन देगा?",
        "हमारे गाँव के बारे में भी कभी लिखिए।",
    ),
    titles=(
        "चालीस साल बाद बाज़ार की पुरानी घड़ी फिर चली",
        "सितंबर में नदी से सेब की महक क्यों आती है",
        "सोमवार से दो स्कूलों में एक ही संगीत शिक्षक",
        "घाटी का आख़िरी टेलीफ़ोन बूथ बिकने को तैयार",
        "पार्किंग के नए नियमों के बारे में जानिए सब कुछ",
        "दो दिन बस में घूमकर घर लौटा खोया कुत्ता",
        "रिंग रोड के पेड़ों पर नगर निगम में मतदान",
        "आलूबुखारे की दस आसान विधियाँ",
        "गर्मियों तक रविवार को भी खुलेगा पुस्तकालय",
        "तीन हफ़्ते बंद रहेगी तट की रेल लाइन",
    ),
    also_read="यह भी पढ़ें:",
    newsletter=("सुबह की चिट्ठी", "दिन की सबसे अच्छी ख़बरें हर सुबह छह बजे अपने इनबॉक्स में पाएँ।", "जुड़ें"),
    nag=(
        "इस महीने आपके {n} मुफ़्त लेख बचे हैं। पूरी पहुँच के लिए अभी सब्सक्राइब करें।",
        "हमारी पत्रकारिता पसंद आई? सदस्यता लेकर हमारा साथ दें।",
    ),
    sponsor=("यह सामग्री आल्डर बीमा के सहयोग से तैयार की गई है।", "प्रायोजक: फ़ेनलैंड बचत बैंक।"),
    cookies=(
        "हम इस साइट को बेहतर बनाने के लिए कुकीज़ का उपयोग करते हैं। आगे बढ़कर आप हमारी कुकी नीति से सहमत होते हैं।",
        "यह साइट आँकड़ों और विज्ञापन के लिए कुकीज़ का इस्तेमाल करती है; आप सेटिंग कभी भी बदल सकते हैं।",
    ),
    rights="कॉपीराइट {n} दैनिक तट। सर्वाधिकार सुरक्षित। बिना अनुमति प्रकाशन या वितरण वर्जित है।",
    print_line="यह ख़बर {n} मार्च के मुद्रित संस्करण में पृष्ठ {n} पर छपी।",
    bio=(
        "{author} {n} साल से ग्रामीण इलाक़ों पर लिख रहे हैं।",
        "{author} इस अख़बार के संवाददाता हैं और उन्हें 20{n} में क्षेत्रीय प्रेस पुरस्कार मिला।",
    ),
    poll=("क्या आपके विचार में यह फ़ैसला सही था?", "हाँ, सही था", "नहीं, ग़लत था"),
    market=("तट शिपिंग", "उत्तरी टिंबर"),
    tweet=("फ़ैसला हो गया है। पूरी जानकारी हमारी रिपोर्ट में।", "{n} लाइक · {n} रीपोस्ट"),
    updates_bar="{n} नए अपडेट",
    video=("वीडियो: पूर्वी घाट की एक सुबह", "वीडियो: पुरानी घड़ी कैसे ठीक हुई"),
    updated_line="यह ख़बर अपडेट की गई है।",
    ticker="ब्रेकिंग: तट पर तूफ़ान की चेतावनी स्तर {n} तक बढ़ी",
    captions=("भोर में पूर्वी घाट।", "फाटक की जाँच करता एक मज़दूर।", "बारिश में खड़े लोग।", "पुराना दफ़्तर।"),
    follow="ताज़ा ख़बरों के लिए हमें व्हाट्सऐप पर फ़ॉलो करें।",
    photo_credit="फ़ोटो: लीना ऐश / दैनिक तट",
    advice=("आपकी राय: इस बारे में आप क्या सोचते हैं? हमें letters@quay.example पर लिखें।",),
    age="यह लेख {n} महीने से ज़्यादा पुराना है।",
    listen="यह लेख सुनें: 0{n} मिनट।",
    blocker="कृपया हमारा साथ देने के लिए अपना ऐड ब्लॉकर बंद करें।",
    office="विशेष संवाददाता",
)
_URDU = Words(
    ad="اشتہار",
    related="متعلقہ خبریں",
    popular="سب سے زیادہ پڑھی گئیں",
    share="شیئر کریں",
    by="تحریر:",
    published="شائع",
    updated="آخری اپ ڈیٹ: {n} مارچ، 10:{n}",
    ago="{n} منٹ پہلے",
    read_time="{n} منٹ میں پڑھیں",
    views="{n} بار دیکھا گیا",
    comments="تبصرے ({n})",
    remarks=(
        "میں روز اسی راستے سے گزرتا ہوں، مجھ سے تو کسی نے نہیں پوچھا۔",
        "بہت اچھی خبر ہے، شکریہ۔",
        "اور آخر میں اس کے پیسے کون دے گا؟",
        "کبھی ہمارے گاؤں کے بارے میں بھی لکھیے۔",
    ),
    titles=(
        "چالیس سال بعد بازار کی پرانی گھڑی پھر چل پڑی",
        "ستمبر میں دریا سے سیب کی خوشبو کیوں آتی ہے",
        "پیر سے دو اسکولوں میں موسیقی کا ایک ہی استاد",
        "وادی کا آخری ٹیلی فون بوتھ فروخت کے لیے تیار",
        "پارکنگ کے نئے قواعد کے بارے میں سب کچھ",
        "دو دن بس میں گھوم کر گمشدہ کتا گھر لوٹ آیا",
        "رنگ روڈ کے درختوں پر کونسل میں ووٹنگ",
        "آلو بخارے کی دس آسان ترکیبیں",
        "گرمیوں تک اتوار کو بھی کھلے گی لائبریری",
        "ساحل کی ریل لائن تین ہفتے بند رہے گی",
    ),
    also_read="یہ بھی پڑھیں:",
    newsletter=("صبح کا خط", "دن کی بہترین خبریں ہر صبح چھ بجے اپنے ان باکس میں حاصل کریں۔", "شامل ہوں"),
    nag=(
        "اس مہینے آپ کے {n} مفت مضامین باقی ہیں۔ مکمل رسائی کے لیے ابھی سبسکرائب کریں۔",
        "ہماری صحافت پسند آئی؟ رکنیت لے کر ہمارا ساتھ دیں۔",
    ),
    sponsor=("یہ مواد آلڈر انشورنس کے اشتراک سے تیار کیا گیا ہے۔", "تعاون: فین لینڈ سیونگ بینک۔"),
    cookies=(
        "ہم اس سائٹ کو بہتر بنانے کے لیے کوکیز استعمال کرتے ہیں۔ آگے بڑھ کر آپ ہماری کوکی پالیسی سے اتفاق کرتے ہیں۔",
        "یہ سائٹ اعداد و شمار اور اشتہارات کے لیے کوکیز کا استعمال کرتی ہے؛ آپ ترتیبات کبھی بھی بدل سکتے ہیں۔",
    ),
    rights="کاپی رائٹ {n} روزنامہ ساحل۔ جملہ حقوق محفوظ ہیں۔ بلا اجازت اشاعت یا تقسیم ممنوع ہے۔",
    print_line="یہ خبر {n} مارچ کے اخبار میں صفحہ {n} پر شائع ہوئی۔",
    bio=(
        "{author} {n} سال سے دیہی علاقوں پر لکھ رہے ہیں۔",
        "{author} اس اخبار کے نامہ نگار ہیں اور انہیں 20{n} میں علاقائی صحافت کا انعام ملا۔",
    ),
    poll=("کیا آپ کے خیال میں یہ فیصلہ درست تھا؟", "ہاں، درست تھا", "نہیں، غلط تھا"),
    market=("ساحل شپنگ", "شمالی ٹمبر"),
    tweet=("فیصلہ ہو گیا ہے۔ تفصیل ہماری رپورٹ میں۔", "{n} لائکس · {n} ری پوسٹ"),
    updates_bar="{n} نئی اپ ڈیٹس",
    video=("ویڈیو: مشرقی گھاٹ کی ایک صبح", "ویڈیو: پرانی گھڑی کیسے ٹھیک ہوئی"),
    updated_line="اس خبر کو اپ ڈیٹ کیا گیا ہے۔",
    ticker="بریکنگ: ساحل پر طوفان کی وارننگ درجہ {n} تک بڑھا دی گئی",
    captions=("صبح سویرے مشرقی گھاٹ۔", "پھاٹک کی جانچ کرتا مزدور۔", "بارش میں کھڑے لوگ۔", "پرانا دفتر۔"),
    follow="تازہ ترین خبروں کے لیے ہمیں واٹس ایپ پر فالو کریں۔",
    photo_credit="تصویر: لینا ایش / روزنامہ ساحل",
    advice=("آپ کی رائے: اس بارے میں آپ کیا سوچتے ہیں؟ ہمیں letters@quay.example پر لکھیے۔",),
    age="یہ مضمون {n} ماہ سے زیادہ پرانا ہے۔",
    listen="یہ مضمون سنیں: 0{n} منٹ۔",
    blocker="براہ کرم ہمارا ساتھ دینے کے لیے اپنا ایڈ بلاکر بند کریں۔",
    office="خصوصی نامہ نگار",
)
_GERMAN = Words(
    ad="Anzeige",
    related="Mehr zum Thema",
    popular="Meistgelesen",
    share="Teilen",
    by="Von",
    published="Veröffentlicht",
    updated="Zuletzt aktualisiert: {n}. März, 10:{n} Uhr",
    ago="vor {n} Minuten",
    read_time="{n} Min. Lesezeit",
    views="{n} Aufrufe",
    comments="Kommentare ({n})",
    remarks=(
        "Ich fahre dort jeden Tag vorbei und mich hat nie jemand gefragt.",
        "Schön, so etwas auch einmal zu lesen. Danke.",
        "Und wer soll das am Ende alles bezahlen?",
        "Meine Großmutter hätte darüber gelacht.",
    ),
    titles=(
        "Markthalle bekommt nach vierzig Jahren ihre Uhr zurück",
        "Warum der Fluss im September nach Äpfeln riecht",
        "Zwei Schulen teilen sich ab Montag einen Musiklehrer",
        "Letzte Telefonzelle im Tal steht zum Verkauf",
        "Was Sie über die neuen Parkregeln wissen müssen",
        "Entlaufener Hund fährt zwei Tage Bus und kommt heim",
        "Rat stimmt über Bäume an der Ringstraße ab",
        "Zehn Rezepte für zu viele Pflaumen",
        "Bücherei öffnet sonntags, wenigstens bis zum Sommer",
        "Bahnstrecke zur Küste für drei Wochen gesperrt",
    ),
    also_read="Lesen Sie auch:",
    newsletter=(
        "Der Morgenbrief",
        "Die besten Geschichten des Tages jeden Morgen um sechs in Ihrem Postfach.",
        "Anmelden",
    ),
    nag=(
        "Sie haben diesen Monat noch {n} freie Artikel. Jetzt abonnieren und unbegrenzt lesen.",
        "Gefällt Ihnen unsere Arbeit? Unterstützen Sie uns mit einem Abo ab einem Euro pro Woche.",
    ),
    sponsor=(
        "Dieser Beitrag entstand in Zusammenarbeit mit der Erlen-Versicherung.",
        "Mit Unterstützung der Sparkasse.",
    ),
    cookies=(
        "Wir verwenden Cookies, um diese Seite zu verbessern. Mit der Nutzung stimmen Sie unserer"
        " Cookie-Richtlinie zu.",
        "Diese Seite setzt Cookies für Statistik und Werbung ein; Ihre Einstellungen können Sie jederzeit ändern.",
    ),
    rights="Copyright {n} Küstenbote. Alle Rechte vorbehalten. Nachdruck und Weiterverbreitung sind nicht gestattet.",
    print_line="Dieser Text erschien in der gedruckten Ausgabe vom {n}. März auf Seite {n}.",
    bio=(
        "{author} schreibt seit {n} Jahren über Land und Leute.",
        "{author} gehört zur Redaktion und erhielt 20{n} den Preis der Regionalpresse.",
    ),
    poll=("Halten Sie diese Entscheidung für richtig?", "Ja, sie ist richtig", "Nein, sie ist falsch"),
    market=("Küsten-Reederei", "Nordholz"),
    tweet=("Es ist entschieden. Mehr in unserem Bericht.", "{n} Likes · {n} Reposts"),
    updates_bar="{n} neue Meldungen",
    video=("Video: ein Morgen auf der Ostmole", "Video: wie die alte Uhr repariert wurde"),
    updated_line="Dieser Artikel wurde aktualisiert.",
    ticker="Eilmeldung: Sturmwarnung für die Küste auf Stufe {n} erhöht",
    captions=("Die Ostmole am Morgen.", "Ein Arbeiter prüft das Tor.", "Besucher warten im Regen.", "Das alte Büro."),
    follow="Folgen Sie uns auf WhatsApp für aktuelle Nachrichten.",
    photo_credit="Foto: Lena Esch / Küstenbote",
    advice=("Ihre Meinung: Was denken Sie darüber? Schreiben Sie uns an letters@quay.example.",),
    age="Dieser Artikel ist älter als {n} Monate.",
    listen="Diesen Artikel anhören: 0{n} Minuten.",
    blocker="Bitte schalten Sie Ihren Adblocker aus, um uns zu unterstützen.",
    office="Lokalredaktion",
)
WORDS: Mapping[str, Words] = {"en": _ENGLISH, "hi": _HINDI, "ur": _URDU, "de": _GERMAN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """What stands in a story's place, by language: a title, sentences, the words on a button."""

    paywall: tuple[str, str, str]
    consent: tuple[str, str, str]
    challenge: tuple[str, str]
    missing: tuple[str, str]
    error: tuple[str, str]
    login: tuple[str, str]
    regional: tuple[str, str]
    script: str


OFFERS: Sequence[tuple[str, str, str]] = (
    (
        "Suscríbete para seguir leyendo",
        "Este contenido es exclusivo para suscriptores. Accede por 1 € al mes.",
        "Iniciar sesión",
    ),
    (
        "La suite est réservée aux abonnés",
        "Il vous reste 70 % de cet article. Offre à 1 € le premier mois.",
        "Je m’abonne",
    ),
    (
        "Contenuto riservato agli abbonati",
        "Abbonati a 1 € al mese per continuare a leggere questo articolo.",
        "Accedi",
    ),
    ("Conteúdo exclusivo para assinantes", "Assine por R$ 4,90 e continue lendo.", "Entrar"),
    (
        "Verder lezen?",
        "Dit artikel is alleen voor abonnees. Word abonnee vanaf € 2 per week.",
        "Inloggen",
    ),
    (
        "Chcesz czytać dalej?",
        "Artykuł jest dostępny tylko dla prenumeratorów. Wykup dostęp już od 9 zł.",
        "Zaloguj się",
    ),
    ("Продолжение доступно по подписке", "Оформите её за 99 ₽ в месяц, чтобы дочитать статью.", "Войти"),
    ("Haberin devamı abonelere özel", "Okumaya devam etmek için abone olun. Ayda 29 TL.", "Giriş yap"),
    ("この記事は有料会員限定です", "残り1200文字。月額500円で続きをお読みいただけます。", "ログイン"),
    ("订阅后继续阅读", "本文仅限会员阅读，每月18元。", "登录"),
    ("구독자 전용 기사입니다", "월 5,000원으로 계속 읽어 보세요.", "로그인"),
    ("هذا المقال للمشتركين فقط", "اشترك الآن لمتابعة القراءة مقابل 3 دولارات شهريا.", "تسجيل الدخول"),
    ("Den här artikeln är för prenumeranter", "Bli prenumerant för 1 kr första månaden och läs vidare.", "Logga in"),
    ("This is a premium story", "Continue with a free account or choose a plan from $2 a week.", "See plans"),
    ("Keep reading for just $1", "Get unlimited digital access. Cancel anytime.", "Subscribe"),
    ("यह प्रीमियम ख़बर है", "पूरा पढ़ने के लिए ₹99 प्रति माह में सदस्य बनें।", "साइन इन"),
    ("Sie möchten weiterlesen?", "Testen Sie unser Plus-Angebot vier Wochen für 1 €.", "Angebot wählen"),
    ("یہ پریمیم خبر ہے", "پوری خبر کے لیے 99 روپے ماہانہ میں رکن بنیں۔", "سائن ان"),
)
"""Demands to pay as publishers of many countries word them: a title, a sentence, the words on a button."""

WALLS: Mapping[str, Walls] = {
    "en": Walls(
        paywall=(
            "Subscribe to continue reading",
            "This article is for subscribers only. Already a subscriber?",
            "Log in",
        ),
        consent=(
            "Before you continue",
            "We and our 214 partners store and access information on a device, such as cookies, and process personal"
            " data to show you advertising that fits.",
            "Accept all",
        ),
        challenge=("Just a moment", "Checking your browser. Please enable JavaScript and cookies to continue."),
        missing=("Page not found", "The page you are looking for has been removed or never existed."),
        error=("Something went wrong", "An error has occurred on our server. Please try again later."),
        login=("Log in to your account", "Please log in or create an account."),
        regional=("Not available in your region", "For legal reasons this site is unavailable in your country."),
        script="You need to enable JavaScript to run this app.",
    ),
    "hi": Walls(
        paywall=("पूरी खबर पढ़ने के लिए सब्सक्रिप्शन लें", "यह लेख केवल सब्सक्राइबर के लिए है। पहले से सब्सक्राइबर हैं?", "लॉग इन करें"),
        consent=(
            "आपकी निजता",
            "हम कुकीज़ का उपयोग करते हैं और हमारे 214 साझेदार आपके उपकरण पर जानकारी रखते हैं, ताकि आपको उपयुक्त विज्ञापन"
            " दिखाए"
            " जा सकें।",
            "सभी स्वीकार करें",
        ),
        challenge=("क्या आप रोबोट हैं?", "कृपया पुष्टि करें कि आप इंसान हैं।"),
        missing=("पेज नहीं मिला", "आप जो पेज खोज रहे हैं, वह उपलब्ध नहीं है।"),
        error=("कुछ गलत हो गया", "हमारे सर्वर में तकनीकी खराबी है, थोड़ी देर बाद फिर कोशिश करें।"),
        login=("लॉग इन करें", "आगे बढ़ने के लिए लॉगिन करें या खाता बनाएँ।"),
        regional=("आपके क्षेत्र में उपलब्ध नहीं", "क़ानूनी कारणों से यह साइट आपके देश में उपलब्ध नहीं है।"),
        script="यह पेज देखने के लिए जावास्क्रिप्ट चालू करें।",
    ),
    "ur": Walls(
        paywall=(
            "مکمل خبر پڑھنے کے لیے سبسکرائب کریں",
            "یہ مضمون صرف سبسکرائبرز کے لیے ہے۔ پہلے سے سبسکرائبر ہیں؟",
            "لاگ ان کریں",
        ),
        consent=(
            "آپ کی رازداری",
            "ہم کوکیز کا استعمال کرتے ہیں اور ہمارے 214 شراکت دار آپ کے آلے پر معلومات رکھتے ہیں تاکہ آپ کو مناسب"
            " اشتہار دکھائے جا سکیں۔",
            "سب قبول کریں",
        ),
        challenge=("کیا آپ روبوٹ ہیں؟", "براہ کرم تصدیق کریں کہ آپ انسان ہیں۔"),
        missing=("صفحہ نہیں ملا", "آپ جو صفحہ تلاش کر رہے ہیں وہ موجود نہیں۔"),
        error=("کچھ غلط ہو گیا", "ہمارے سرور میں تکنیکی خرابی ہے، تھوڑی دیر بعد پھر کوشش کریں۔"),
        login=("لاگ ان کریں", "آگے بڑھنے کے لیے لاگ ان کریں یا اکاؤنٹ بنائیں۔"),
        regional=("آپ کے علاقے میں دستیاب نہیں", "قانونی وجوہات کی بنا پر یہ سائٹ آپ کے ملک میں دستیاب نہیں ہے۔"),
        script="یہ صفحہ دیکھنے کے لیے جاوا اسکرپٹ چالو کریں۔",
    ),
    "de": Walls(
        paywall=("Jetzt weiterlesen", "Dieser Artikel ist nur für Abonnenten. Bereits Abonnent?", "Einloggen"),
        consent=(
            "Bevor Sie weiterlesen",
            "Wir und unsere 214 Partner verwenden Cookies und speichern Informationen auf Ihrem Gerät, um"
            " personenbezogene Daten für passende Werbung zu verarbeiten.",
            "Alle akzeptieren",
        ),
        challenge=("Einen Moment", "Wir überprüfen Ihren Browser. Sind Sie ein Roboter? Bitte bestätigen."),
        missing=("Seite nicht gefunden", "Die Seite existiert nicht oder ist nicht mehr verfügbar."),
        error=("Technisches Problem", "Interner Serverfehler. Bitte versuchen Sie es später noch einmal."),
        login=("Anmelden", "Bitte hier einloggen oder ein Konto anlegen."),
        regional=(
            "In Ihrem Land nicht verfügbar",
            "Aus rechtlichen Gründen zeigen wir diese Seite in Ihrem Land nicht.",
        ),
        script="Bitte aktivieren Sie JavaScript, um diese Seite zu sehen.",
    ),
}
