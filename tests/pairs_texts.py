"""Stories of our own in four languages, with the edits that a desk would make in each: what the pairs are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What a story says at one time. The titles for machines are the headline where they are None."""

    headline: str
    standfirst: str
    author: str
    paragraphs: Sequence[str]
    json_title: str | None = None
    open_graph_title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A story and what may be edited in it. `edits` are passages by kind: what they say and what they say after."""

    slug: str
    language: str
    copy: Copy
    new_headline: str
    new_standfirst: str
    new_author: str
    more: Sequence[str]
    note: str
    edits: Mapping[str, tuple[str, str]]

    def edited(self, kind: str) -> Copy:
        """The copy with the edit of that kind, wherever its passage stands."""
        old, new = self.edits[kind]
        paragraphs = [text.replace(old, new) for text in self.copy.paragraphs]
        assert paragraphs != list(self.copy.paragraphs), (self.slug, kind)
        return replace(self.copy, paragraphs=paragraphs)


FERRY = Text(
    slug="night-ferry-returns",
    language="en",
    copy=Copy(
        headline="Night ferry returns to Lindmouth after two winters",
        standfirst="The crossing carries lorries first and passengers from May, the harbour board has decided.",
        author="Ellen Marwick",
        paragraphs=(
            "The night ferry between Lindmouth and Orsay will sail again from 14 March, two winters after a fire in the"
            " engine room of the old ship put an end to the route.",
            "The harbour board voted for the contract on Tuesday evening by seven votes to two, after a debate that"
            " lasted almost four hours and was followed by some 60 residents.",
            "“We have waited long enough for a ship that sails when the fish is fresh,” said Thomas Halloran, who runs"
            " the cold store on the east pier.",
            "The board did not set a limit for noise, although people who live along the quay had asked for one in a"
            " petition with 1,240 names.",
            "The new ship was built in 2011 and takes 38 lorries or 110 cars, according to the shipping line, which"
            " bought it from a company in the Baltic.",
            "Passengers will have to wait until May, because the cabins are being rebuilt and the gangway in Orsay is"
            " not yet high enough for the ship.",
            "A single ticket is to cost 42 pounds, which is six pounds more than before the fire, and bicycles will"
            " travel free of charge for the first season.",
            "Rosalind Peake, the board's chair, told reporters that the town would lose nothing if the line gave up"
            " again, since the pier was paid for by the region.",
            "The board meets again on 2 April to decide about the shuttle bus from the railway station.",
        ),
    ),
    new_headline="Night ferry returns to Lindmouth, but without passengers",
    new_standfirst="The crossing carries lorries alone for the whole of this year, the harbour board has decided.",
    new_author="Gareth Novak",
    more=(
        "Two members of the board who voted against the contract said that they had seen the figures only an hour"
        " before the meeting began.",
        "The shipping line declined to say how many lorries it needs on a night for the route to pay its way.",
    ),
    note="Correction: An earlier version of this article gave the wrong year for the building of the ship.",
    edits={
        "number": ("38 lorries", "58 lorries"),
        "name_letter": ("Halloran", "Hallaran"),
        "negation": ("did not set a limit", "did set a limit"),
        "quote": ("“We have waited long enough for a ship", "“We have waited far too long for a ship"),
        "attribution": ("according to the shipping line", "according to the harbour board"),
        "typo": ("almost four hours", "allmost four hours"),
        "sentence": (
            "by seven votes to two, after a debate",
            "by seven votes to two. The two against it came from the old town. It was preceded by a debate",
        ),
        "date": ("from 14 March", "from 28 March"),
    },
)
READERS = Text(
    slug="readers-turn-from-paywalls",
    language="en",
    copy=Copy(
        headline="Readers turn away when the page says subscribe to continue",
        standfirst="A study of nine local papers counts what a wall costs, and what the robots behind it are worth.",
        author="Ida Fenwick",
        paragraphs=(
            "Three readers in four leave a local paper's page within ten seconds when a box over the text asks them to"
            " pay, a study of nine regional titles has found.",
            "The words matter less than the moment: “Subscribe to continue reading” did as badly as “This article is"
            " for subscribers only”, the authors write, if it came before the third paragraph.",
            "Researchers at the college in Wexley watched 8,400 visits over six weeks and asked 312 of the visitors"
            " what they had expected to find.",
            "“People do not mind paying, they mind being surprised,” said Martin Achebe, who led the work, at a"
            " conference of editors on Friday.",
            "Papers that showed the whole story and asked for money at its end lost fewer readers and did not earn less"
            " over the year, according to their own books.",
            "One title in the group asked all its visitors to prove that they were not a robot; it lost 31 per cent of"
            " them and stopped the trial after nine days.",
            "Cookie notices were counted apart: pages on which “Accept all” and “Reject all” stood side by side were"
            " left by one reader in twelve.",
            "Already a subscriber? was the line that people remembered best, although hardly anyone who was interviewed"
            " had ever clicked on it, the study says.",
            "The editors' association wants to repeat the study next spring with papers in the north.",
        ),
    ),
    new_headline="Readers stay when the page asks for money at its end",
    new_standfirst="A study of nine local papers finds that a wall at the wrong place costs three readers in four.",
    new_author="Samuel Brandt",
    more=(
        "The college has put the data of the study on its own pages, without the names of the papers that took part.",
        "Two of the papers have since taken their walls down and ask for a yearly gift from their readers.",
    ),
    note="Clarification: The study counted visits and not visitors, as a sentence in this article first said.",
    edits={
        "number": ("8,400 visits", "8,900 visits"),
        "name_letter": ("Achebe", "Acheba"),
        "negation": ("did not earn less", "did earn less"),
        "quote": ("“People do not mind paying", "“Readers never minded paying"),
        "attribution": ("according to their own books", "according to the college"),
        "typo": ("hardly anyone", "hardly anyonee"),
        "sentence": (
            "at a conference of editors on Friday",
            "at a conference of editors on Friday. Nobody there spoke against him",
        ),
        "date": ("next spring", "next autumn"),
    },
)
CANAL = Text(
    slug="nahar-mein-pani",
    language="hi",
    copy=Copy(
        headline="बीस साल बाद रतनपुर की नहर में फिर छोड़ा गया पानी",
        standfirst="सिंचाई विभाग के मुताबिक पहली बारी में चौदह गाँवों के खेतों तक पानी पहुँचेगा, बाक़ी को अगले साल तक रुकना होगा।",
        author="सुनीता वर्मा",
        paragraphs=(
            "रतनपुर की मुख्य नहर में गुरुवार सुबह बीस साल बाद फिर से पानी छोड़ा गया, और किनारे खड़े सैकड़ों किसानों ने ढोल बजाकर"
            " उसका स्वागत किया।",
            "सिंचाई विभाग ने बताया कि मरम्मत पर 47 करोड़ रुपये ख़र्च हुए और काम तय समय से आठ महीने बाद पूरा हुआ।",
            "“हमने इस पानी के लिए तीन सरकारों के दरवाज़े खटखटाए,” किसान संघ के अध्यक्ष महेंद्र साहू ने उद्घाटन के बाद कहा।",
            "पहली बारी में 14 गाँवों की लगभग 3,200 हेक्टेयर ज़मीन को पानी मिलेगा, जबकि निचले हिस्से के गाँव अभी इंतज़ार करेंगे।",
            "विभाग ने साफ़ किया कि इस साल किसानों से सिंचाई का शुल्क नहीं लिया जाएगा, अगले साल से दरें नए सिरे से तय होंगी।",
            "नहर की सफ़ाई के दौरान मज़दूरों को एक पुराना फाटक मिला, जिस पर 1931 की मुहर लगी है और जिसे संग्रहालय को सौंपा जाएगा।",
            "ज़िला कलेक्टर नीलम टोप्पो ने कहा कि पानी की चोरी रोकने के लिए छह जगहों पर मीटर लगाए गए हैं।",
            "कुछ किसानों की शिकायत है कि उनकी ज़मीन का मुआवज़ा अब तक नहीं मिला, और वे सोमवार को दफ़्तर के सामने धरना देंगे।",
            "विभाग की अगली बैठक 9 दिसंबर को होगी, जिसमें दूसरी बारी की तारीख़ तय की जाएगी।",
        ),
    ),
    new_headline="रतनपुर की नहर में पानी छोड़ा गया, निचले गाँव अब भी सूखे",
    new_standfirst="सिंचाई विभाग के मुताबिक पहली बारी में केवल नौ गाँवों के खेतों तक पानी पहुँचेगा, बाक़ी को इंतज़ार करना होगा।",
    new_author="राकेश मिश्रा",
    more=(
        "निचले हिस्से के सरपंचों ने विभाग को एक पत्र लिखकर पूछा है कि उनके गाँवों की बारी कब आएगी।",
        "विभाग के इंजीनियरों ने बताया कि दूसरे हिस्से में दो पुल अभी अधूरे हैं और उन पर काम चल रहा है।",
    ),
    note="भूल सुधार: इस खबर में पहले मरम्मत का ख़र्च ग़लत छपा था, जिसे अब ठीक कर दिया गया है।",
    edits={
        "number": ("47 करोड़", "67 करोड़"),
        "name_letter": ("साहू", "साहु"),
        "negation": ("शुल्क नहीं लिया जाएगा", "शुल्क लिया जाएगा"),
        "quote": ("“हमने इस पानी के लिए तीन सरकारों", "“हमने इस पानी के लिए चार मंत्रियों"),
        "attribution": ("सिंचाई विभाग ने बताया", "किसान संघ ने बताया"),
        "typo": ("लगभग", "लगभाग"),
        "sentence": ("उद्घाटन के बाद कहा।", "उद्घाटन के बाद कहा। वहाँ कोई मंत्री मौजूद न था।"),
        "date": ("9 दिसंबर", "19 दिसंबर"),
    },
)
TRAIN = Text(
    slug="pahadi-rail-bandh",
    language="hi",
    copy=Copy(
        headline="भूस्खलन के बाद पहाड़ी रेल लाइन बंद, दो सौ यात्री सुरक्षित निकाले गए",
        standfirst="रेलवे का कहना है कि पटरी की मरम्मत में कम से कम पाँच दिन लगेंगे और तब तक बसें चलाई जाएँगी।",
        author="अनिल रावत",
        paragraphs=(
            "सोनघाटी और देवसर के बीच पहाड़ी रेल लाइन मंगलवार देर रात हुए भूस्खलन के बाद बंद कर दी गई है, और एक गाड़ी को सुरंग से"
            " पहले रोकना पड़ा।",
            "गाड़ी में सवार 212 यात्रियों को सुबह चार बजे तक पैदल निकालकर पास के स्कूल में ठहराया गया, रेलवे के प्रवक्ता ने बताया।",
            "“चालक ने मलबा समय पर देख लिया, वरना हालात कुछ और होते,” स्टेशन मास्टर हरीश भंडारी ने कहा।",
            "इस हादसे में कोई घायल नहीं हुआ, हालाँकि दो बुज़ुर्ग यात्रियों को ठंड के कारण अस्पताल ले जाया गया।",
            "मलबा हटाने के लिए 85 मज़दूर और चार मशीनें लगाई गई हैं, लेकिन बारिश से काम बार-बार रुक रहा है।",
            "रेलवे ने देवसर से सोनघाटी तक हर घंटे बस चलाने का फ़ैसला किया है और टिकट का पूरा पैसा लौटाने का वादा किया है।",
            "मौसम विभाग के अनुसार अगले 48 घंटों में इस इलाक़े में फिर तेज़ बारिश हो सकती है।",
            "स्थानीय विधायक कविता नेगी ने माँग की कि ढलान पर जाल लगाने का पुराना प्रस्ताव अब लागू किया जाए।",
            "रेलवे बोर्ड शुक्रवार को लाइन का निरीक्षण करेगा और उसके बाद ही गाड़ियों की तारीख़ बताएगा।",
        ),
    ),
    new_headline="पहाड़ी रेल लाइन पाँच दिन बंद रहेगी, यात्रियों के लिए बसें",
    new_standfirst="रेलवे का कहना है कि पटरी की मरम्मत में कम से कम दस दिन लगेंगे और तब तक बसें चलाई जाएँगी।",
    new_author="पूजा बिष्ट",
    more=(
        "घाटी के होटल मालिकों ने कहा कि आधी से ज़्यादा बुकिंग एक ही दिन में रद्द हो गई।",
        "सुरंग के दूसरे सिरे पर फँसी मालगाड़ी को वापस लौटा दिया गया है।",
    ),
    note="स्पष्टीकरण: इस रिपोर्ट के पहले संस्करण में यात्रियों की संख्या ग़लत दी गई थी।",
    edits={
        "number": ("212 यात्रियों", "272 यात्रियों"),
        "name_letter": ("भंडारी", "भंडारे"),
        "negation": ("कोई घायल नहीं हुआ", "कोई घायल हुआ"),
        "quote": ("“चालक ने मलबा समय पर देख लिया", "“गार्ड ने पत्थर समय पर देख लिए"),
        "attribution": ("मौसम विभाग के अनुसार", "ज़िला प्रशासन के अनुसार"),
        "typo": ("मज़दूर", "मज़दुर"),
        "sentence": ("स्टेशन मास्टर हरीश भंडारी ने कहा।", "स्टेशन मास्टर हरीश भंडारी ने कहा। वे रात भर वहीं रहे।"),
        "date": ("रेलवे बोर्ड शुक्रवार", "रेलवे बोर्ड शनिवार"),
    },
)
BRIDGE = Text(
    slug="purana-pul-khula",
    language="ur",
    copy=Copy(
        headline="نالہ شور کا پرانا پل ڈیڑھ سال بعد پیدل چلنے والوں کے لیے کھل گیا",
        standfirst="محکمۂ تعمیرات کے مطابق گاڑیوں کو ابھی گرمیوں تک انتظار کرنا ہوگا، کیونکہ ستونوں کی جانچ باقی ہے۔",
        author="ثمینہ بخاری",
        paragraphs=(
            "نالہ شور پر بنا پرانا پل ڈیڑھ سال کی مرمت کے بعد بدھ کی صبح پیدل چلنے والوں کے لیے کھول دیا گیا، اور"
            " پہلے ہی گھنٹے میں سینکڑوں لوگ اس پر سے گزرے۔",
            "محکمۂ تعمیرات نے بتایا کہ کام پر 19 کروڑ روپے خرچ ہوئے اور 46 پرانی کڑیاں بدلی گئیں۔",
            "”میری دکان اسی پل سے چلتی تھی، اب جا کر سانس آئی ہے،“ کتب فروش غلام رسول وانی نے کہا۔",
            "گاڑیوں کو ابھی اجازت نہیں دی گئی ہے، کیونکہ دو ستونوں کی جانچ مکمل ہونا باقی ہے۔",
            "پل کی بنیاد 1894 میں رکھی گئی تھی اور اس کی محرابیں مقامی پتھر سے بنی ہیں، تاریخ دانوں کا کہنا ہے۔",
            "شہر کی میئر نصرت اندرابی کے مطابق پل پر رات کی روشنی کا انتظام اگلے مہینے تک ہو جائے گا۔",
            "اسکول جانے والے بچوں کو اب تک تین کلومیٹر کا چکر لگانا پڑتا تھا، جس کی شکایت والدین کئی بار کر چکے تھے۔",
            "محکمے نے پل پر دکانیں لگانے سے منع کیا ہے اور خلاف ورزی پر 500 روپے جرمانہ رکھا ہے۔",
            "انجینئروں کی ٹیم 5 فروری کو دوبارہ آئے گی اور ستونوں کی رپورٹ پیش کرے گی۔",
        ),
    ),
    new_headline="نالہ شور کا پل کھل گیا مگر گاڑیوں پر پابندی برقرار",
    new_standfirst="محکمۂ تعمیرات کے مطابق گاڑیوں کو ابھی اگلے سال تک انتظار کرنا ہوگا، کیونکہ ستونوں کی مرمت باقی ہے۔",
    new_author="الطاف قریشی",
    more=(
        "تاجروں کی انجمن نے مطالبہ کیا ہے کہ سامان لے جانے والی چھوٹی گاڑیوں کو صبح کے وقت اجازت دی جائے۔",
        "پل کے دونوں سروں پر پولیس کے دو اہلکار تعینات کیے گئے ہیں تاکہ بھیڑ قابو میں رہے۔",
    ),
    note="تصحیح: اس خبر میں پہلے مرمت کی رقم غلط بتائی گئی تھی، جسے درست کر دیا گیا ہے۔",
    edits={
        "number": ("19 کروڑ", "79 کروڑ"),
        "name_letter": ("وانی", "وانو"),
        "negation": ("اجازت نہیں دی گئی", "اجازت دی گئی"),
        "quote": ("”میری دکان اسی پل سے چلتی تھی", "”میرا گھر اسی پل سے چلتا تھا"),
        "attribution": ("محکمۂ تعمیرات نے بتایا", "شہر کی انتظامیہ نے بتایا"),
        "typo": ("سینکڑوں", "سینکڑون"),
        "sentence": ("غلام رسول وانی نے کہا۔", "غلام رسول وانی نے کہا۔ وہ سب سے پہلے گزرے۔"),
        "date": ("5 فروری", "15 فروری"),
    },
)
HOSPITAL = Text(
    slug="aspatal-nai-machine",
    language="ur",
    copy=Copy(
        headline="ضلع اسپتال میں گردوں کے علاج کا نیا یونٹ، مریضوں کو سفر سے نجات",
        standfirst="بارہ مشینوں والے یونٹ میں علاج مفت ہوگا، تاہم عملے کی آدھی آسامیاں اب تک خالی ہیں۔",
        author="فاروق ملک",
        paragraphs=(
            "کنگن پور کے ضلع اسپتال میں گردوں کے علاج کا نیا یونٹ پیر سے کام شروع کر رہا ہے، جس کے بعد مریضوں کو"
            " شہر تک کا طویل سفر نہیں کرنا پڑے گا۔",
            "یونٹ میں 12 مشینیں لگائی گئی ہیں اور روزانہ 36 مریضوں کا علاج ممکن ہوگا، اسپتال کے سربراہ نے صحافیوں"
            " کو بتایا۔",
            "”میں ہفتے میں تین بار رات دو بجے گھر سے نکلتا تھا،“ ایک مریض عبدالرشید ڈار نے کہا۔",
            "علاج کے لیے مریضوں سے کوئی فیس نہیں لی جائے گی، البتہ دوائیں باہر سے خریدنا ہوں گی۔",
            "یونٹ کے لیے 22 آسامیاں منظور ہوئی تھیں جن میں سے 11 اب تک خالی ہیں، محکمۂ صحت کے ریکارڈ کے مطابق۔",
            "ڈاکٹر مریم شاہ، جو یونٹ کی نگران ہیں، کہتی ہیں کہ پہلے مہینے میں صرف دن کی شفٹ چلے گی۔",
            "مشینیں ایک فلاحی ادارے نے عطیہ کی ہیں اور ان کی دیکھ بھال کا معاہدہ پانچ سال کا ہے۔",
            "پانی صاف کرنے کا پلانٹ ابھی آزمائشی مرحلے میں ہے اور اس کی رپورٹ جمعرات تک آئے گی۔",
            "وزیرِ صحت 3 مارچ کو یونٹ کا دورہ کریں گے۔",
        ),
    ),
    new_headline="ضلع اسپتال کا نیا یونٹ عملے کی کمی کا شکار",
    new_standfirst="بارہ مشینوں والے یونٹ میں علاج مفت ہوگا، تاہم رات کی شفٹ کے لیے کوئی عملہ موجود ہی نہیں۔",
    new_author="زینب گیلانی",
    more=(
        "مریضوں کے لواحقین نے مطالبہ کیا ہے کہ اسپتال کے باہر ان کے ٹھہرنے کا بھی انتظام کیا جائے۔",
        "پڑوسی ضلع کے مریضوں کو پہلے سے نام درج کرانا ہوگا، کیونکہ جگہ محدود ہے۔",
    ),
    note="وضاحت: اس رپورٹ میں پہلے مشینوں کی تعداد غلط لکھی گئی تھی، جس کی تصحیح کر دی گئی ہے۔",
    edits={
        "number": ("36 مریضوں", "56 مریضوں"),
        "name_letter": ("ڈار", "ڈاد"),
        "negation": ("کوئی فیس نہیں لی جائے گی", "فیس لی جائے گی"),
        "quote": ("”میں ہفتے میں تین بار", "”میں مہینے میں چار بار"),
        "attribution": ("محکمۂ صحت کے ریکارڈ کے مطابق", "یونین کے ایک عہدیدار کے مطابق"),
        "typo": ("معاہدہ", "معاہدا"),
        "sentence": ("عبدالرشید ڈار نے کہا۔", "عبدالرشید ڈار نے کہا۔ ان کا گھر پہاڑ پر ہے۔"),
        "date": ("3 مارچ", "13 مارچ"),
    },
)
BATHS = Text(
    slug="stadtbad-bleibt-zu",
    language="de",
    copy=Copy(
        headline="Das Stadtbad in Wernfeld bleibt bis zum Herbst geschlossen",
        standfirst="Im Dach haben Prüfer neue Risse gefunden; die Schulen müssen für den Unterricht weit fahren.",
        author="Katrin Oelmann",
        paragraphs=(
            "Das Stadtbad in Wernfeld öffnet anders als angekündigt nicht im Mai, sondern frühestens im Oktober, weil"
            " Prüfer im Dach über dem großen Becken weitere Risse gefunden haben.",
            "Die Sanierung wird nach Angaben der Stadtwerke 3,4 Millionen Euro kosten und damit fast doppelt so viel,"
            " wie der Rat vor einem Jahr bewilligt hatte.",
            "„Wir können keinem Kind erklären, warum es zwei Jahre lang nicht schwimmen lernt“, sagte Jürgen Hollmann,"
            " der die Grundschule am Markt leitet.",
            "Der Träger hatte die Balken zuletzt 2009 untersuchen lassen und damals keine Mängel festgestellt, wie aus"
            " einem Vermerk hervorgeht.",
            "Vereine und Schulen sollen bis dahin das Bad in Altenrode nutzen, das 23 Kilometer entfernt liegt und"
            " schon heute gut belegt ist.",
            "Die Stadt zahlt die Busse für 640 Kinder, nicht aber die Fahrten der Vereine, die ihre Beiträge nun"
            " erhöhen wollen.",
            "Baudezernentin Petra Wilms wies den Vorwurf zurück, die Verwaltung habe das Problem verschleppt, und"
            " verwies auf lange Lieferzeiten für Holz.",
            "Im Freibad am Wehr, das im Juni öffnet, werden die Preise in diesem Sommer nicht steigen, obwohl mehr"
            " Gäste erwartet werden.",
            "Der Rat berät am 17. April über einen Nachtragshaushalt.",
        ),
    ),
    new_headline="Stadtbad in Wernfeld wird doppelt so teuer wie geplant",
    new_standfirst="Im Dach haben Prüfer neue Risse gefunden; der Rat muss über einen Neubau entscheiden.",
    new_author="Robert Niehaus",
    more=(
        "Der Schwimmverein rechnet damit, dass er in diesem Jahr jedes fünfte Mitglied verliert, wenn das Bad"
        " geschlossen bleibt.",
        "Ein Gutachten, das die Opposition verlangt hatte, soll nun doch öffentlich ausgelegt werden.",
    ),
    note="Berichtigung: In einer früheren Fassung dieses Textes stand eine falsche Summe für die Sanierung.",
    edits={
        "number": ("640 Kinder", "840 Kinder"),
        "name_letter": ("Hollmann", "Hallmann"),
        "negation": ("werden die Preise in diesem Sommer nicht steigen", "werden die Preise in diesem Sommer steigen"),
        "quote": ("„Wir können keinem Kind erklären", "„Niemand will einem Kind erklären"),
        "attribution": ("nach Angaben der Stadtwerke", "nach Angaben der Opposition"),
        "typo": ("verschleppt", "verschlept"),
        "sentence": (
            "der die Grundschule am Markt leitet.",
            "der die Grundschule am Markt leitet. Er bat um ein Gespräch.",
        ),
        "date": ("am 17. April", "am 27. April"),
    },
)
BAKERS = Text(
    slug="baecker-warnstreik",
    language="de",
    copy=Copy(
        headline="Warnstreik in der Großbäckerei legt am Samstag die Öfen still",
        standfirst="Die Frühschicht von Hartung in Lüdenow geht nach Hause; Filialen melden leere Regale.",
        author="Moritz Sander",
        paragraphs=(
            "In der Großbäckerei Hartung in Lüdenow haben am Samstag rund 280 Beschäftigte die Arbeit niedergelegt,"
            " nachdem die vierte Runde der Verhandlungen ohne Ergebnis geblieben war.",
            "Die Öfen blieben von zwei Uhr nachts bis zum Mittag kalt, und in den 74 Filialen der Kette gab es am"
            " Vormittag kaum noch Brot.",
            "„Wer nachts arbeitet, will am Ende des Monats nicht rechnen müssen“, sagte Betriebsrätin Sabine Krol vor"
            " dem Werkstor.",
            "Die Gewerkschaft fordert 9,5 Prozent mehr Lohn bei einer Laufzeit von einem Jahr; das Unternehmen bietet"
            " bislang die Hälfte in zwei Schritten.",
            "Ein Sprecher der Geschäftsführung nannte den Streik unverhältnismäßig, schloss aber neue Gespräche nicht"
            " aus.",
            "Kunden zeigten laut einer Umfrage unserer Zeitung überwiegend Verständnis, einige kauften bei kleinen"
            " Bäckern in der Nachbarschaft.",
            "Dort reichte die Schlange zeitweise bis auf die Straße, und gegen zehn Uhr waren auch die letzten"
            " Brötchen verkauft.",
            "Das Werk beliefert außerdem zwölf Krankenhäuser, für die eine Notschicht mit 15 Leuten vereinbart wurde.",
            "Die Verhandlungen sollen am 6. November fortgesetzt werden.",
        ),
    ),
    new_headline="Großbäckerei droht nach Warnstreik ein längerer Ausstand",
    new_standfirst="Die Frühschicht von Hartung in Lüdenow geht nach Hause; die Urabstimmung ist vorbereitet.",
    new_author="Anke Petersen",
    more=(
        "Am Abend teilte die Gewerkschaft mit, dass sich auch die Fahrer dem Ausstand anschließen könnten.",
        "Das Unternehmen hat im vergangenen Jahr nach eigenen Zahlen neun Filialen geschlossen und zwei eröffnet.",
    ),
    note="Anmerkung der Redaktion: In einer früheren Version war die Zahl der Filialen falsch angegeben.",
    edits={
        "number": ("280 Beschäftigte", "230 Beschäftigte"),
        "name_letter": ("Krol", "Kral"),
        "negation": ("schloss aber neue Gespräche nicht aus", "schloss aber neue Gespräche aus"),
        "quote": ("„Wer nachts arbeitet, will am Ende", "„Wer im Dunkeln aufsteht, will am Ende"),
        "attribution": ("laut einer Umfrage unserer Zeitung", "laut einer Umfrage der Gewerkschaft"),
        "typo": ("überwiegend", "überwigend"),
        "sentence": ("vor dem Werkstor.", "vor dem Werkstor. Sie sprach ohne Mikrofon."),
        "date": ("am 6. November", "am 9. November"),
    },
)

TEXTS = (FERRY, CANAL, BRIDGE, BATHS, READERS, TRAIN, HOSPITAL, BAKERS)


def other_text(text: Text) -> Text:
    """The other story in the same language."""
    return next(other for other in TEXTS if other.language == text.language and other is not text)
