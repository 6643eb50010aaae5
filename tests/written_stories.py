"""Stories of our own in Hindi and Urdu, made of the themes in data/pages/prose-*.txt, for pages in the shapes of real sites."""

# ruff: noqa: E501  markup and prose stand as sites write them

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

PROSE = Path(__file__).parent / "data" / "pages"
GENDERS = ("mmm", "mfm", "mmm", "fmf", "fmm", "mmf", "mmf", "mmm", "mmf", "mfm")
"""Of the people in each theme: the verbs in the prose agree with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """What a site writes around its stories in one language."""

    language: str
    tag: str
    direction: str
    site: str
    host: str
    zone: timezone
    zone_name: str
    months: Sequence[str]
    digits: str
    men: Sequence[str]
    women: Sequence[str]
    places: Sequence[str]
    weekdays: Sequence[str]
    nav: Sequence[str]
    desk: str
    reporter: str
    agency: str
    by: str
    published: str
    updated: str
    also_read: str
    read_more: str
    most_read: str
    share: str
    follow: str
    channel: str
    app: str
    newsletter: str
    comments: str
    comment: str
    tags: str
    credit: str
    advert: str
    rights: str
    biography: str
    views: str
    unedited: str
    live: str
    highlights: str
    ticker: str
    image_source: str
    intro_label: str

    def date(self, when: datetime, *, native: bool = False, comma: str = "") -> str:
        """The day in the language's words."""
        text = f"{when.day} {self.months[when.month - 1]}{comma} {when.year}"
        return text.translate(str.maketrans("0123456789", self.digits)) if native else text


HINDI = Tongue(
    language="hi",
    tag="hi-IN",
    direction="ltr",
    site="वादी दर्पण",
    host="vadidarpan.example",
    zone=timezone(timedelta(hours=5, minutes=30)),
    zone_name="IST",
    months=["जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"],
    digits="०१२३४५६७८९",
    men=("राकेश भट", "इमरान वानी", "फारूक मीर", "सुरेश ठाकुर", "विजय रैना", "गुलाम नबी डार", "अमित कौल"),
    women=("सुनीता रैना", "हलीमा शाह", "कमला देवी", "रुखसाना बानो", "मीरा धर"),
    places=("श्रीपुर", "कांदा", "बनिहारा", "सोनवाड़ी", "लोलगाम", "पहलवास", "डोडर"),
    weekdays=("सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार"),
    nav=("होम", "देश", "राज्य", "खेल", "मनोरंजन", "कारोबार", "वीडियो"),
    desk="वेब डेस्क",
    reporter="वादी संवाददाता",
    agency="भाषा",
    by="द्वारा",
    published="प्रकाशित",
    updated="अपडेटेड",
    also_read="यह भी पढ़ें",
    read_more="और पढ़ें",
    most_read="सबसे ज्यादा पढ़ी गईं",
    share="शेयर करें",
    follow="हमें फेसबुक और एक्स पर फॉलो करें।",
    channel="ताजा खबरों के लिए हमारे व्हाट्सऐप चैनल से जुड़ें।",
    app="देश और दुनिया की खबरें सबसे पहले पाने के लिए हमारा ऐप डाउनलोड करें।",
    newsletter="हर सुबह की बड़ी खबरें सीधे अपने इनबॉक्स में पाने के लिए हमारे न्यूज़लेटर की सदस्यता लें।",
    comments="टिप्पणियां",
    comment="बहुत अच्छी खबर है, सरकार को इस पर जल्दी ध्यान देना चाहिए।",
    tags="टैग",
    credit="फोटो: विशेष व्यवस्था",
    advert="विज्ञापन",
    rights="सर्वाधिकार सुरक्षित © वादी दर्पण",
    biography="पंद्रह साल से पत्रकारिता में हैं और पहाड़ी इलाकों के पर्यावरण, खेती और राजनीति पर लिखते हैं। इससे पहले वह दो अखबारों में काम कर चुके हैं।",
    views="(ये लेखक के निजी विचार हैं।)",
    unedited="(यह खबर सिंडिकेट फीड से सीधे प्रकाशित की गई है। इसे हमारी टीम ने संपादित नहीं किया है।)",
    live="लाइव अपडेट",
    highlights="हाइलाइट्स",
    ticker="ब्रेकिंग न्यूज़",
    image_source="इमेज स्रोत, एजेंसी",
    intro_label="विस्तार",
)
URDU = Tongue(
    language="ur",
    tag="ur-PK",
    direction="rtl",
    site="صدائے وادی",
    host="sadaevadi.example",
    zone=timezone(timedelta(hours=5)),
    zone_name="PKT",
    months=["جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"],
    digits="۰۱۲۳۴۵۶۷۸۹",
    men=("عمران وانی", "فاروق میر", "غلام نبی ڈار", "راشد بٹ", "اقبال ملک", "شوکت علی", "نذیر لون"),
    women=("شبنم قادری", "حلیمہ شاہ", "رخسانہ بانو", "زینب اختر", "نگہت جان"),
    places=("سری پور", "کاندہ", "بانہارا", "سونہ واڑی", "لولگام", "پہل واس", "ڈوڈر"),
    weekdays=("پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ"),
    nav=("صفحہ اول", "پاکستان", "دنیا", "کھیل", "کاروبار", "صحت", "ویڈیوز"),
    desk="ویب ڈیسک",
    reporter="نمائندہ خصوصی",
    agency="یو این آئی",
    by="تحریر:",
    published="شائع",
    updated="اپ ڈیٹ",
    also_read="یہ بھی پڑھیں",
    read_more="مزید پڑھیں",
    most_read="مقبول ترین",
    share="شیئر کریں",
    follow="ہمیں فیس بک اور ایکس پر فالو کریں۔",
    channel="تازہ ترین خبروں کے لیے ہمارا واٹس ایپ چینل جوائن کریں۔",
    app="ملک اور دنیا کی خبریں سب سے پہلے پانے کے لیے ہماری ایپ ڈاؤن لوڈ کریں۔",
    newsletter="ہر صبح کی بڑی خبریں براہ راست اپنے ان باکس میں پانے کے لیے ہمارا نیوز لیٹر سبسکرائب کریں۔",
    comments="تبصرے",
    comment="بہت اچھی خبر ہے، حکومت کو اس پر جلد توجہ دینی چاہیے۔",
    tags="ٹیگز",
    credit="فوٹو: فائل",
    advert="اشتہار",
    rights="جملہ حقوق محفوظ ہیں © صدائے وادی",
    biography="پندرہ برس سے صحافت میں ہیں اور پہاڑی علاقوں کے ماحول، زراعت اور سیاست پر لکھتے ہیں۔ اس سے پہلے وہ دو اخباروں میں کام کر چکے ہیں۔",
    views="(یہ مصنف کی ذاتی رائے ہے، ادارے کا اس سے متفق ہونا ضروری نہیں۔)",
    unedited="(یہ خبر ایجنسی کی فیڈ سے براہ راست شائع کی گئی ہے۔ ہماری ٹیم نے اس میں ترمیم نہیں کی۔)",
    live="لائیو اپ ڈیٹس",
    highlights="اہم نکات",
    ticker="بریکنگ نیوز",
    image_source="تصویر کا ذریعہ، ایجنسی",
    intro_label="خلاصہ",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """One story before a site prints it. `others` are headlines of other stories, for lists of links."""

    tongue: Tongue
    number: int
    headline: str
    standfirst: str
    paragraphs: Sequence[str]
    reporter: str
    second: str
    place: str
    when: datetime
    others: Sequence[str]

    @property
    def url(self) -> str:
        """The story's address at its site."""
        return f"https://{self.tongue.host}/news/{self.when:%Y/%m}/story-{self.number + 4100}"


def tales(tongue: Tongue) -> list[Tale]:
    """Thirty stories: each theme three times, of 6 to 12 of its paragraphs, with other people, places and figures."""
    text = (PROSE / f"prose-{tongue.language}.txt").read_text(encoding="utf-8")
    themes = [block.strip().split("\n") for block in text.split("\n\n")]
    first = [_tale(tongue, number, themes[number % len(themes)], others=()) for number in range(3 * len(themes))]
    headlines = [tale.headline for tale in first]
    return [
        _tale(
            tongue, number, themes[number % len(themes)], others=[*headlines[number + 1 :], *headlines[:number]][3:15]
        )
        for number in range(len(first))
    ]


def _tale(tongue: Tongue, number: int, theme: Sequence[str], *, others: Sequence[str]) -> Tale:
    chance = random.Random(f"{tongue.language}-{number}")  # noqa: S311
    people = {"m": chance.sample(list(tongue.men), 5), "f": chance.sample(list(tongue.women), 5)}
    slots = {
        **{key: people[gender].pop() for key, gender in zip("abc", GENDERS[number % len(GENDERS)], strict=True)},
        "p": chance.choice(tongue.places),
        "n": str(chance.randint(13, 96)),
        "m": str(chance.randint(3, 12)),
        "d": chance.choice(tongue.weekdays),
    }
    lines = [line.format(**slots) for line in theme]
    prose = [line for line in lines if line[:2] not in ("# ", "> ")]
    kept = sorted(chance.sample(range(1, len(prose)), chance.randint(6, len(prose) - 1)))
    return Tale(
        tongue=tongue,
        number=number,
        headline=lines[number // len(GENDERS)].removeprefix("# "),
        standfirst=next(line[2:] for line in lines if line.startswith("> ")),
        paragraphs=[prose[index] for index in (0, *kept)],
        reporter=people["m"].pop(),
        second=people["f"].pop(),
        place=slots["p"],
        when=datetime(2024, 1, 1, 6, tzinfo=tongue.zone) + timedelta(minutes=chance.randint(0, 500_000)),
        others=others,
    )
