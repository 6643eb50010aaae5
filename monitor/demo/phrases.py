"""The words that an outlet's pages have besides the stories, in each language of the newsroom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Labels, lists and the texts of walls in one language. `ago` has a place for a number."""

    by: str
    published: str
    ago: str
    advertisement: str
    related: str
    popular: str
    also_read: str
    views: str
    comments: str
    share: str
    subscribe: str
    market: str
    weather: str
    home: str
    sections: Mapping[str, str]
    about: str
    rights: str
    captions: Sequence[str]
    consent: tuple[str, str, str]
    paywall: tuple[str, str]
    missing: tuple[str, str]
    challenge: tuple[str, str]
    needs_script: str
    titles: Sequence[str]
    advertisements: Sequence[str]
    promotions: Sequence[str]
    remarks: Sequence[str]


_ENGLISH = Phrases(
    by="By",
    published="Published",
    ago="Updated {number} minutes ago",
    advertisement="Advertisement",
    related="Related stories",
    popular="Most read",
    also_read="Also read:",
    views="views",
    comments="comments",
    share="Share",
    subscribe="Subscribe",
    market="Sensex",
    weather="Srinagar",
    home="Home",
    sections={"politics": "Politics", "city": "City", "business": "Business", "sport": "Sport", "news": "News"},
    about="About us",
    rights="All rights reserved.",
    captions=(
        "File photo",
        "A view of the Jhelum on Thursday. Photo: Staff",
        "Lal Chowk in the morning",
        "Representational picture",
    ),
    consent=(
        "We value your privacy",
        "We and our 812 partners store and read information on your device, such as cookies, to show personalised "
        "advertising, to measure it, and to learn about our audience. You can change your mind at any time.",
        "Accept all cookies",
    ),
    paywall=(
        "Subscribe to continue reading",
        "This story is for our subscribers. Already a subscriber? Sign in. A month costs 99 rupees; cancel whenever "
        "you like.",
    ),
    missing=("Page not found", "The page that you are looking for has been moved or does not exist any more."),
    challenge=("Checking your browser", "Are you a robot? Please wait while we verify that you are human."),
    needs_script="Please enable JavaScript to read this page.",
    titles=(
        "Apple growers ask for cold stores before the harvest",
        "Ring road: the third stretch opens a month late",
        "Houseboat owners want the repair rule relaxed",
        "Trout farms double in two years, says department",
        "A night bus for the university, at last",
        "Walnut prices fall for the second season",
        "Five treks for the first week of September",
        "School timings change from Monday",
        "Saffron fields: what the drip lines have done",
        "How to read an electricity bill",
        "Snow-clearing tenders opened early this year",
        "The last letterpress of the old city",
        "Train to Banihal runs with two more coaches",
        "Hospital adds a second dialysis unit",
    ),
    advertisements=("Winter tyres, two for one", "Loans in ten minutes", "Fly to Leh from 2,999", "Pure walnut oil"),
    promotions=(
        "Get the morning briefing in your inbox.",
        "Join our channel for the latest updates.",
        "Download the app and never miss a headline.",
        "Support local reporting with a small gift.",
    ),
    remarks=(
        "They should have said so in July. Everybody knew that it would come to this in the end.",
        "Good report, but you forgot to ask the people of our village what they think of it.",
        "My grandfather used to say that tea is served before every promise in this valley.",
        "Please write about the road to our school as well. It has been dug up since spring.",
        "First.",
    ),
)

_HINDI = Phrases(
    by="लेखक:",
    published="प्रकाशित",
    ago="{number} मिनट पहले अपडेट किया गया",
    advertisement="विज्ञापन",
    related="संबंधित ख़बरें",
    popular="सबसे ज़्यादा पढ़ी गईं",
    also_read="यह भी पढ़ें:",
    views="बार देखा गया",
    comments="टिप्पणियाँ",
    share="साझा करें",
    subscribe="सदस्य बनें",
    market="सेंसेक्स",
    weather="जम्मू",
    home="मुख्य पृष्ठ",
    sections={"rajneeti": "राजनीति", "shahar": "शहर", "khel": "खेल", "news": "ख़बरें"},
    about="हमारे बारे में",
    rights="सर्वाधिकार सुरक्षित।",
    captions=("फ़ाइल चित्र", "गुरुवार को तवी का दृश्य। चित्र: स्टाफ़", "रघुनाथ बाज़ार की एक सुबह"),
    consent=(
        "हम आपकी निजता का सम्मान करते हैं",
        "हम और हमारे सहयोगी आपके उपकरण पर कुकी जैसी जानकारी रखते और पढ़ते हैं, ताकि आपको आपकी पसंद के विज्ञापन दिखाए जा सकें। "
        "आप अपनी सहमति कभी भी वापस ले सकते हैं।",
        "सभी कुकी स्वीकार करें",
    ),
    paywall=(
        "पूरी ख़बर पढ़ने के लिए सदस्यता लें",
        "यह ख़बर केवल सदस्यों के लिए है। पहले से सदस्य हैं? साइन इन करें। एक महीने का शुल्क 99 रुपये है।",
    ),
    missing=("पृष्ठ नहीं मिला", "आप जो पृष्ठ खोज रहे हैं वह हटा दिया गया है या अब उपलब्ध नहीं है।"),
    challenge=("आपके ब्राउज़र की जाँच हो रही है", "क्या आप रोबोट हैं? कृपया प्रतीक्षा करें, हम पुष्टि कर रहे हैं।"),
    needs_script="यह पृष्ठ पढ़ने के लिए कृपया जावास्क्रिप्ट चालू करें।",
    titles=(
        "सेब उत्पादकों ने शीत भंडार की माँग दोहराई",
        "तवी किनारे का रास्ता अगले महीने खुलेगा",
        "स्कूलों का समय सोमवार से बदलेगा",
        "बासमती की फ़सल इस बार अच्छी रहने की उम्मीद",
        "रात की बस सेवा फिर शुरू",
        "अस्पताल में दूसरा डायलिसिस केंद्र",
        "बिजली का बिल कैसे समझें",
        "बनिहाल की रेल में दो डिब्बे और जुड़े",
        "पुराने शहर का आख़िरी छापाख़ाना",
        "रिंग रोड का तीसरा हिस्सा तैयार",
    ),
    advertisements=("सर्दियों के टायर", "दस मिनट में ऋण", "लेह की उड़ान 2,999 से", "शुद्ध अखरोट तेल"),
    promotions=(
        "सुबह की ख़बरें अपने इनबॉक्स में पाएँ।",
        "ताज़ा ख़बरों के लिए हमारे चैनल से जुड़ें।",
        "ऐप डाउनलोड करें और कोई ख़बर न चूकें।",
    ),
    remarks=(
        "यह तो सबको पहले से मालूम था, बस एलान बाक़ी था।",
        "अच्छी ख़बर है, लेकिन हमारे गाँव की सड़क पर भी कुछ लिखिए।",
        "चुनाव के बाद भी इतनी ही चिंता करें तो अच्छा होगा।",
        "बहुत बढ़िया।",
    ),
)

_URDU = Phrases(
    by="تحریر:",
    published="تاریخِ اشاعت",
    ago="{number} منٹ پہلے تازہ کیا گیا",
    advertisement="اشتہار",
    related="متعلقہ خبریں",
    popular="سب سے زیادہ پڑھی گئیں",
    also_read="یہ بھی پڑھیں:",
    views="بار دیکھا گیا",
    comments="تبصرے",
    share="شیئر کریں",
    subscribe="رکنیت حاصل کریں",
    market="سینسیکس",
    weather="سری نگر",
    home="صفحۂ اول",
    sections={"siyasat": "سیاست", "shehr": "شہر", "khel": "کھیل", "news": "خبریں"},
    about="ہمارے بارے میں",
    rights="جملہ حقوق محفوظ ہیں۔",
    captions=("فائل فوٹو", "جمعرات کو جہلم کا منظر۔ تصویر: اسٹاف", "لال چوک کی ایک صبح"),
    consent=(
        "ہمیں آپ کی رازداری کا خیال ہے",
        "ہم اور ہمارے شراکت دار آپ کے آلے پر کوکیز جیسی معلومات محفوظ کرتے اور پڑھتے ہیں تاکہ آپ کو آپ کی "
        "پسند کے اشتہارات دکھائے جا سکیں۔ آپ اپنی رضامندی کسی بھی وقت واپس لے سکتے ہیں۔",
        "تمام کوکیز قبول کریں",
    ),
    paywall=(
        "پوری خبر پڑھنے کے لیے رکنیت حاصل کریں",
        "یہ خبر صرف ارکان کے لیے ہے۔ پہلے سے رکن ہیں؟ سائن اِن کریں۔ ایک مہینے کی فیس 99 روپے ہے۔",
    ),
    missing=("صفحہ نہیں ملا", "آپ جس صفحے کی تلاش میں ہیں وہ ہٹا دیا گیا ہے یا اب موجود نہیں۔"),
    challenge=("آپ کے براؤزر کی جانچ ہو رہی ہے", "کیا آپ روبوٹ ہیں؟ براہِ کرم انتظار کیجیے، ہم تصدیق کر رہے ہیں۔"),
    needs_script="یہ صفحہ پڑھنے کے لیے براہِ کرم جاوا اسکرپٹ چالو کریں۔",
    titles=(
        "سیب کے باغبانوں کا کولڈ اسٹور کا مطالبہ",
        "اسکولوں کے اوقات پیر سے بدلیں گے",
        "ہاؤس بوٹ مالکان کی مرمت کے ضابطے میں نرمی کی اپیل",
        "زعفران کے کھیتوں میں قطرہ قطرہ آبپاشی",
        "یونیورسٹی کے لیے رات کی بس سروس",
        "اخروٹ کی قیمتیں دوسرے سال بھی کم",
        "بجلی کا بل کیسے پڑھیں",
        "ہسپتال میں ڈائیلاسز کا دوسرا مرکز",
        "پرانے شہر کا آخری چھاپہ خانہ",
        "بانہال کی ریل میں دو ڈبوں کا اضافہ",
    ),
    advertisements=("سردیوں کے ٹائر", "دس منٹ میں قرض", "لیہہ کی پرواز 2,999 سے", "خالص اخروٹ کا تیل"),
    promotions=(
        "صبح کی خبریں اپنے اِن باکس میں حاصل کریں۔",
        "تازہ خبروں کے لیے ہمارے چینل سے جڑیں۔",
        "ایپ ڈاؤن لوڈ کریں اور کوئی خبر نہ چھوڑیں۔",
    ),
    remarks=(
        "یہ بات سب کو پہلے سے معلوم تھی، صرف اعلان باقی تھا۔",
        "اچھی خبر ہے، لیکن ہمارے گاؤں کی سڑک پر بھی کچھ لکھیے۔",
        "انتخابات کے بعد بھی اتنی ہی فکر ہو تو کیا بات ہے۔",
        "بہت خوب۔",
    ),
)

PHRASES: Mapping[str, Phrases] = {"en": _ENGLISH, "hi": _HINDI, "ur": _URDU}
