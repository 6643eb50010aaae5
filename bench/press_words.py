"""The words from which the press bench makes its stories and what stands around them, in English, Hindi and Urdu.

A frame is a sentence with places for names and figures. `{claim}` takes one of `claims`: a wording and its negation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language. `people` stand in stories and headlines, `reporters` in bylines alone.

    `quoted` has a place for what was said, `corrected` for two figures.
    """

    people: Sequence[str]
    reporters: Sequence[str]
    places: Sequence[str]
    topics: Sequence[str]
    days: Sequence[str]
    claims: Sequence[tuple[str, str]]
    frames: Sequence[str]
    sayings: Sequence[str]
    quoted: Sequence[str]
    headlines: Sequence[str]
    standfirsts: Sequence[str]
    corrected: str
    sold: Sequence[str]
    posts: Sequence[str]


_ENGLISH = Words(
    people=(
        *("Abdul Rashid Lone", "Meera Kaul", "Tsering Angmo", "Farooq Wagay", "Sunita Bhat", "Imran Dar", "Ravi Koul"),
        *("Nasreen Mir", "Harbans Singh", "Stanzin Dolma", "Javid Shah", "Anita Raina", "Ghulam Hassan", "Priya Nath"),
    ),
    reporters=("Shabnam Wani", "Deepak Thusoo", "Rigzin Spalbar", "Arshid Malik", "Kavita Jamwal", "Owais Zargar"),
    places=(
        *("Anantnag", "Bandipora", "Budgam", "Doda", "Kulgam", "Kupwara", "Poonch", "Reasi", "Samba", "Udhampur"),
        *("Kargil", "Shopian", "Ganderbal", "Kathua", "Ramban", "Kishtwar"),
    ),
    topics=(
        *("the new bridge", "the cold store", "the water main", "the night bus", "the seat list", "the lake boundary"),
        *("the walnut tariff", "the ring road", "the district hospital", "the power line", "the school roof"),
    ),
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    claims=(
        ("has been accepted in full", "has not been accepted in full"),
        ("will be made public", "will not be made public"),
        ("is binding on both sides", "is not binding on both sides"),
        ("was put before the council", "was never put before the council"),
        ("can be appealed", "cannot be appealed"),
    ),
    frames=(
        "Officials in {place} said on {day} that {n} families had been moved out of the old quarter.",
        "Work on {topic} began {m} years ago and has so far cost {n} lakh rupees.",
        "{person}, who has followed the matter from its first day, said the report {claim}.",
        "A survey of {n} households found that {m} in every hundred had not been asked for their view.",
        "The council is to meet in {place} on {day}, when {topic} will be taken up again.",
        "According to the minutes, {person} spoke for {m} minutes and put {n} questions to the chair.",
        "Engineers measured the ground at {n} points and want {m} of them looked at a second time.",
        "Shopkeepers at the {place} crossing complained that they had lost {n} customers a week.",
        "The first tender brought {m} bids, the lowest of them from a firm in {place}.",
        "{person} of the growers' society reckons that {n} boxes were left to rot last autumn.",
        "The department gave {m} reasons for the delay, and none of them was new.",
        "A bench of two judges has set {day} for the next hearing of the petition filed by {person}.",
        "In {place} alone {n} people signed, among them {m} who had been against it in spring.",
        "The finance wing has released {n} crore rupees, {m} per cent of what had been asked for.",
        "Buses between {place} and the valley ran {m} minutes late on average.",
        "The decision on {topic} {claim}, a note of the secretariat says.",
        "Records kept by {person} show {n} cases over {m} winters.",
        "Teachers from {m} schools walked to the office of the deputy commissioner on {day}.",
        "Rain had closed the road at {place} for {n} hours before the ploughs came through.",
        "{topic} was last repaired when {person} was still in office, residents recall.",
        "The committee heard {n} witnesses and will write its findings within {m} weeks.",
        "Power was back in {place} by {day} evening, the utility announced.",
        "For {m} years nobody had counted; the first count gave {n}.",
        "{person} asked for {n} more beds and was promised {m}.",
        "Both sides agree on the route through {place}, yet not on who pays for {topic}.",
        "The opposition's motion {claim}, according to its whip {person}.",
        "Seed was handed out at {m} centres, though {n} farmers went home with none.",
        "A spokesman put the loss at {n} crore rupees and the number of those affected at {m} thousand.",
        "The plan for {topic} foresees {m} stages, the first to end before the snow.",
        "By noon on {day} some {n} visitors had been counted at the gate in {place}.",
    ),
    sayings=(
        "It is not what we were told in spring",
        "We will believe it when we see it with our own eyes",
        "There is enough for everyone if the keys are found",
        "Ask me again after the election and I will tell you more",
        "My neighbour says the opposite and he may be right",
        "We have waited longer than our fathers did",
        "Nobody came to measure the field before the line was drawn",
        "The children count the days until the school opens again",
        "A road without a bridge is only half a road",
    ),
    quoted=("“{said},” said {person}.", "{person} put it this way: “{said}.”", "“{said},” {person} told the meeting."),
    headlines=(
        "{place}: {n} objections filed over {topic}",
        "{person} wants {topic} looked at again",
        "Council in {place} puts off vote on {topic}",
        "After {m} years, {topic} goes before the court",
        "{n} families in {place} wait for {topic}",
        "What {place} can learn from {topic}",
    ),
    standfirsts=(
        "Residents of {place} speak of {m} broken promises and ask who will pay",
        "The council has {m} weeks to answer, and {person} does not mean to wait",
        "A report of {n} pages names those responsible for {topic}",
    ),
    corrected="Correction: An earlier version of this report gave the figure as {n}. It is {m}.",
    sold=(
        "Winter tyres at half the price until {day}, fitting included, at {n} workshops.",
        "Fly from {place} to Delhi for only {n} rupees, this week and next.",
        "Loans up to {n} lakh rupees in ten minutes: no paperwork, no waiting.",
        "Over {n} thousand readers have our app on their phones. Get it today.",
        "Pure walnut oil from {place}, cold pressed, now with {m} per cent off.",
        "Learn a language in {m} weeks with teachers from {place}. First lesson free.",
    ),
    posts=("What a day in {place}! {n} people and not one umbrella.", "Thread: {m} things to know about {topic}."),
)

_HINDI = Words(
    people=(
        *("सुनील शर्मा", "पूजा रैना", "राकेश भगत", "अब्दुल रशीद", "मीरा कौल", "हरबंस सिंह", "अनीता देवी", "इमरान डार"),
        *("बलबीर सिंह", "सविता देशमुख", "जावेद शाह", "प्रिया नाथ"),
    ),
    reporters=("शबनम वानी", "दीपक थुसू", "कविता जमवाल", "ओवैस ज़रगर", "मनोज पंडिता", "रेणु गुप्ता"),
    places=("जम्मू", "कठुआ", "सांबा", "उधमपुर", "रियासी", "डोडा", "पुंछ", "राजौरी", "किश्तवाड़", "रामबन", "अनंतनाग", "बडगाम"),
    topics=(
        "नए पुल",
        "शीत भंडार",
        "रिंग रोड",
        "ज़िला अस्पताल",
        "जल योजना",
        "रात्रि बस सेवा",
        "सीटों की सूची",
        "बिजली लाइन",
        "नहर की सफ़ाई",
    ),
    days=("सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार"),
    claims=(
        ("पूरी तरह मान ली गई है", "पूरी तरह नहीं मानी गई है"),
        ("सार्वजनिक की जाएगी", "सार्वजनिक नहीं की जाएगी"),
        ("दोनों पक्षों पर बाध्यकारी है", "दोनों पक्षों पर बाध्यकारी नहीं है"),
        ("परिषद के सामने रखी गई थी", "परिषद के सामने कभी नहीं रखी गई थी"),
    ),
    frames=(
        "{place} में अधिकारियों ने {day} को बताया कि पुराने इलाक़े से {n} परिवारों को हटाया गया है।",
        "{topic} पर काम {m} साल पहले शुरू हुआ था और अब तक {n} लाख रुपये ख़र्च हो चुके हैं।",
        "शुरू से मामले पर नज़र रख रहे {person} ने कहा कि रिपोर्ट {claim}।",
        "{n} घरों के सर्वेक्षण में पाया गया कि हर सौ में से {m} लोगों से राय ही नहीं ली गई।",
        "परिषद की बैठक {day} को {place} में होगी, जिसमें {topic} पर फिर चर्चा की जाएगी।",
        "कार्यवृत्त के अनुसार {person} ने {m} मिनट तक अपनी बात रखी और {n} सवाल पूछे।",
        "इंजीनियरों ने {n} जगहों पर ज़मीन की माप की और {m} जगहों को दोबारा देखने को कहा।",
        "{place} चौक के दुकानदारों ने शिकायत की कि हर हफ़्ते उनके {n} ग्राहक कम हो गए हैं।",
        "पहली निविदा में {m} बोलियाँ आईं, जिनमें सबसे कम बोली {place} की एक कंपनी की थी।",
        "किसान संघ के {person} का अनुमान है कि पिछले मौसम में {n} पेटियाँ ख़राब हो गईं।",
        "विभाग ने देरी के {m} कारण बताए, पर उनमें से कोई नया नहीं था।",
        "दो न्यायाधीशों की पीठ ने {person} की याचिका पर अगली सुनवाई {day} को तय की है।",
        "अकेले {place} में {n} लोगों ने हस्ताक्षर किए, जिनमें {m} ऐसे थे जो पहले विरोध में थे।",
        "वित्त विभाग ने {n} करोड़ रुपये जारी किए हैं, जो माँगी गई राशि का {m} प्रतिशत है।",
        "{place} से चलने वाली बसें औसतन {m} मिनट देर से पहुँचीं।",
        "सचिवालय की टिप्पणी के अनुसार {topic} से जुड़ी सिफ़ारिश {claim}।",
        "{person} के रखे अभिलेखों में {m} सर्दियों के {n} मामले दर्ज हैं।",
        "{m} स्कूलों के अध्यापक {day} को उपायुक्त के कार्यालय तक पैदल गए।",
        "बारिश के कारण {place} की सड़क {n} घंटे बंद रही, फिर मशीनें पहुँचीं।",
        "निवासियों को याद है कि {topic} की मरम्मत तब हुई थी जब {person} पद पर थे।",
        "समिति ने {n} गवाहों को सुना और {m} हफ़्तों में अपनी रिपोर्ट देगी।",
        "कंपनी ने बताया कि {place} में {day} की शाम तक बिजली लौट आई थी।",
        "{m} साल तक किसी ने गिनती नहीं की थी; पहली गिनती में संख्या {n} निकली।",
        "{person} ने {n} बिस्तर माँगे थे और {m} का आश्वासन मिला।",
        "बीज {m} केंद्रों पर बाँटे गए, फिर भी {n} किसान ख़ाली हाथ लौटे।",
        "प्रवक्ता ने नुक़सान {n} करोड़ रुपये और प्रभावित लोगों की संख्या {m} हज़ार बताई।",
        "{topic} की योजना में {m} चरण हैं और पहला चरण बर्फ़बारी से पहले पूरा होना है।",
    ),
    sayings=(
        "बसंत में हमसे कुछ और कहा गया था",
        "जब अपनी आँखों से देखेंगे तभी मानेंगे",
        "चाबी मिल जाए तो सबके लिए काफ़ी है",
        "चुनाव के बाद पूछिए तो और बताऊँगा",
        "हमने अपने पिताओं से भी ज़्यादा इंतज़ार किया है",
        "बिना पुल की सड़क आधी सड़क होती है",
        "बच्चे स्कूल खुलने के दिन गिन रहे हैं",
    ),
    quoted=("{person} ने कहा, “{said}।”", "“{said},” बैठक में {person} ने कहा।", "{person} के शब्दों में, “{said}।”"),
    headlines=(
        "{place}: {topic} पर {n} आपत्तियाँ दर्ज",
        "{person} ने {topic} पर दोबारा विचार की माँग की",
        "{place} परिषद ने {topic} पर मतदान टाला",
        "{m} साल बाद {topic} का मामला अदालत में",
        "{place} के {n} परिवारों को {topic} का इंतज़ार",
    ),
    standfirsts=(
        "{place} के निवासियों ने {m} टूटे वादों की बात की और पूछा कि ख़र्च कौन उठाएगा",
        "परिषद के पास जवाब के लिए {m} हफ़्ते हैं, पर {person} इंतज़ार के पक्ष में नहीं",
        "{n} पन्नों की रिपोर्ट में {topic} के ज़िम्मेदार लोगों के नाम",
    ),
    corrected="सुधार: इस ख़बर के पहले संस्करण में संख्या {n} दी गई थी। सही संख्या {m} है।",
    sold=(
        "सर्दियों के टायर {day} तक आधे दाम पर, {n} केंद्रों पर लगवाई मुफ़्त।",
        "{place} से दिल्ली की उड़ान सिर्फ़ {n} रुपये में, इस हफ़्ते और अगले हफ़्ते।",
        "दस मिनट में {n} लाख रुपये तक का ऋण: न काग़ज़, न इंतज़ार।",
        "{n} हज़ार पाठकों के फ़ोन में हमारा ऐप है। आज ही लीजिए।",
        "{place} का शुद्ध अखरोट तेल अब {m} प्रतिशत की छूट के साथ।",
    ),
    posts=("आज {place} में क्या दिन था! {n} लोग और एक भी छाता नहीं।", "{topic} के बारे में {m} बातें जो जाननी चाहिए।"),
)

_URDU = Words(
    people=(
        *("شاہدہ ملک", "فیاض احمد", "غلام رسول", "عبدالرشید لون", "نسرین میر", "جاوید شاہ", "عمران ڈار", "سنیتا بھٹ"),
        *("محمد یوسف", "رخسانہ بانو", "بشیر گنائی", "انیتا رینہ"),
    ),
    reporters=("شبنم وانی", "ارشد بیگ", "اویس زرگر", "کویتا جموال", "طارق پنڈت", "زینب قریشی"),
    places=(
        "سری نگر",
        "بارہمولہ",
        "اننت ناگ",
        "کپواڑہ",
        "پلوامہ",
        "شوپیان",
        "کولگام",
        "بڈگام",
        "گاندربل",
        "پونچھ",
        "راجوری",
        "ڈوڈہ",
    ),
    topics=(
        "نئے پل",
        "کولڈ اسٹور",
        "رنگ روڈ",
        "ضلع ہسپتال",
        "پانی کی اسکیم",
        "رات کی بس سروس",
        "نشستوں کی فہرست",
        "بجلی کی لائن",
    ),
    days=("پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ"),
    claims=(
        ("پوری طرح منظور کر لی گئی ہے", "پوری طرح منظور نہیں کی گئی ہے"),
        ("شائع کی جائے گی", "شائع نہیں کی جائے گی"),
        ("دونوں فریقوں کے لیے لازمی ہے", "دونوں فریقوں کے لیے لازمی نہیں ہے"),
        ("کونسل کے سامنے رکھی گئی تھی", "کونسل کے سامنے کبھی نہیں رکھی گئی تھی"),
    ),
    frames=(
        "{place} میں حکام نے {day} کو بتایا کہ پرانے علاقے سے {n} خاندانوں کو منتقل کیا گیا ہے۔",
        "{topic} پر کام {m} برس پہلے شروع ہوا تھا اور اب تک {n} لاکھ روپے خرچ ہو چکے ہیں۔",
        "شروع سے معاملے پر نظر رکھنے والے {person} نے کہا کہ رپورٹ {claim}۔",
        "{n} گھروں کے سروے سے معلوم ہوا کہ ہر سو میں سے {m} افراد سے رائے ہی نہیں لی گئی۔",
        "کونسل کا اجلاس {day} کو {place} میں ہوگا جس میں {topic} پر دوبارہ بات کی جائے گی۔",
        "روداد کے مطابق {person} نے {m} منٹ تک تقریر کی اور {n} سوال اٹھائے۔",
        "انجینئروں نے {n} مقامات پر زمین کی پیمائش کی اور {m} کو دوبارہ دیکھنے کو کہا۔",
        "{place} چوک کے دکانداروں نے شکایت کی کہ ہر ہفتے ان کے {n} گاہک کم ہو گئے ہیں۔",
        "پہلے ٹینڈر میں {m} بولیاں آئیں جن میں سب سے کم {place} کی ایک کمپنی کی تھی۔",
        "باغبانوں کی انجمن کے {person} کا اندازہ ہے کہ پچھلے موسم میں {n} پیٹیاں ضائع ہو گئیں۔",
        "محکمے نے تاخیر کی {m} وجوہات بتائیں مگر ان میں کوئی نئی نہیں تھی۔",
        "دو ججوں کی بینچ نے {person} کی عرضی پر اگلی سماعت {day} کو مقرر کی ہے۔",
        "صرف {place} میں {n} لوگوں نے دستخط کیے جن میں {m} پہلے مخالف تھے۔",
        "محکمہ خزانہ نے {n} کروڑ روپے جاری کیے ہیں جو مانگی گئی رقم کا {m} فیصد ہے۔",
        "{place} سے چلنے والی بسیں اوسطاً {m} منٹ دیر سے پہنچیں۔",
        "سیکرٹریٹ کے ایک نوٹ کے مطابق {topic} سے متعلق سفارش {claim}۔",
        "{person} کے ریکارڈ میں {m} سردیوں کے {n} واقعات درج ہیں۔",
        "{m} اسکولوں کے اساتذہ {day} کو ڈپٹی کمشنر کے دفتر تک پیدل گئے۔",
        "بارش کی وجہ سے {place} کی سڑک {n} گھنٹے بند رہی، پھر مشینیں پہنچیں۔",
        "مکینوں کو یاد ہے کہ {topic} کی مرمت اس وقت ہوئی تھی جب {person} عہدے پر تھے۔",
        "کمیٹی نے {n} گواہوں کو سنا اور {m} ہفتوں میں اپنی رپورٹ پیش کرے گی۔",
        "کمپنی نے بتایا کہ {place} میں {day} کی شام تک بجلی بحال ہو گئی تھی۔",
        "{m} برس تک کسی نے گنتی نہیں کی تھی؛ پہلی گنتی میں تعداد {n} نکلی۔",
        "{person} نے {n} بستر مانگے تھے اور {m} کا وعدہ ملا۔",
        "بیج {m} مراکز پر تقسیم کیے گئے، پھر بھی {n} کسان خالی ہاتھ لوٹے۔",
        "ترجمان نے نقصان {n} کروڑ روپے اور متاثرین کی تعداد {m} ہزار بتائی۔",
        "{topic} کے منصوبے کے {m} مرحلے ہیں اور پہلا برف باری سے پہلے مکمل ہونا ہے۔",
    ),
    sayings=(
        "بہار میں ہم سے کچھ اور کہا گیا تھا",
        "جب اپنی آنکھوں سے دیکھیں گے تب مانیں گے",
        "چابی مل جائے تو سب کے لیے کافی ہے",
        "انتخابات کے بعد پوچھیے تو اور بتاؤں گا",
        "ہم نے اپنے بزرگوں سے بھی زیادہ انتظار کیا ہے",
        "پل کے بغیر سڑک آدھی سڑک ہوتی ہے",
        "بچے اسکول کھلنے کے دن گن رہے ہیں",
    ),
    quoted=(
        "{person} کا کہنا تھا، ”{said}۔“",
        "”{said}،“ اجلاس میں {person} نے کہا۔",
        "{person} کے الفاظ میں، ”{said}۔“",
    ),
    headlines=(
        "{place}: {topic} پر {n} اعتراضات درج",
        "{person} کا {topic} پر نظر ثانی کا مطالبہ",
        "{place} کونسل نے {topic} پر ووٹنگ مؤخر کر دی",
        "{m} برس بعد {topic} کا معاملہ عدالت میں",
        "{place} کے {n} خاندان {topic} کے منتظر",
    ),
    standfirsts=(
        "{place} کے مکینوں نے {m} ٹوٹے وعدوں کی بات کی اور پوچھا کہ خرچ کون اٹھائے گا",
        "کونسل کے پاس جواب کے لیے {m} ہفتے ہیں مگر {person} انتظار کے حق میں نہیں",
        "{n} صفحات کی رپورٹ میں {topic} کے ذمہ داروں کے نام",
    ),
    corrected="تصحیح: اس خبر کے پہلے متن میں تعداد {n} لکھی گئی تھی۔ درست تعداد {m} ہے۔",
    sold=(
        "سردیوں کے ٹائر {day} تک آدھی قیمت پر، {n} مراکز پر لگوائی مفت۔",
        "{place} سے دہلی کی پرواز صرف {n} روپے میں، اس ہفتے اور اگلے ہفتے۔",
        "دس منٹ میں {n} لاکھ روپے تک قرض: نہ کاغذ، نہ انتظار۔",
        "{n} ہزار قارئین کے فون میں ہماری ایپ ہے۔ آج ہی حاصل کریں۔",
        "{place} کا خالص اخروٹ تیل اب {m} فیصد رعایت کے ساتھ۔",
    ),
    posts=(
        "آج {place} میں کیا دن تھا! {n} لوگ اور ایک بھی چھتری نہیں۔",
        "{topic} کے بارے میں {m} باتیں جو جاننی چاہییں۔",
    ),
)

WORDS: Mapping[str, Words] = {"en": _ENGLISH, "hi": _HINDI, "ur": _URDU}
