"""Texts for `copy_pairs`: datelines, what agencies and outlets put below stories, and stories that come from a form."""

# ruff: noqa: E501 - the texts are easier to read on lines of their own
from collections.abc import Mapping, Sequence

Values = Mapping[str, tuple[str, ...] | range]

DATELINES = (
    "SRINAGAR, Aug 22 (Agency): ",
    "New Delhi: ",
    "नई दिल्ली, 22 अगस्त (भाषा) ",
    "سری نگر، 22 اگست (ایجنسی): ",
    "BERLIN (dpa) - ",
    "PARIS (AFP) — ",
    "",
)
STANDING = (
    "The Morning Post was founded in 1931 by two brothers from the harbour and is printed in five towns every night but one.",
    "Our weekly letter on the economy goes out on Fridays, and our correspondents answer what readers ask in it at the weekend.",
    "The region has seen four governments in as many years, and each of them promised to mend the roads before the next winter.",
    "Under the law of 2003 a council has ninety days to answer, after which the matter goes to the court of the district.",
    "हमारे अखबार की शुरुआत 1931 में दो भाइयों ने की थी और आज यह पांच शहरों से रोज छपता है, जिसे लाखों लोग सुबह चाय के साथ पढ़ते हैं।",
    "Die Redaktion besteht aus vierzig Kolleginnen und Kollegen, die an sieben Tagen in der Woche aus der Region berichten.",
)
"""What stands below stories, and no list of words knows."""
NOTICES = (
    "This story has come from the feed of a syndicated news agency and has not been edited by our staff but for the headline.",
    "With inputs from agencies. Follow our channel for the latest from across the region, and tell us what you think of it.",
    "The Morning Post is now on every messenger. Click here to join our channel and stay up to date with the latest headlines.",
    "Our reporters work day and night to bring the news to you. Stand by independent journalism from as little as two a month.",
    "Except for the headline, nothing in this report was changed by the newsroom; it is published as the wire service sent it.",
    "Readers are requested to verify all facts before acting on them; the company is not responsible for any loss that results.",
    "यह समाचार एजेंसी की फीड से सीधे प्रकाशित किया गया है, हमारी टीम ने इसमें शीर्षक के अलावा कोई बदलाव नहीं किया है और न ही पुष्टि की है।",
    "اس خبر کو ایجنسی کی فیڈ سے براہ راست شائع کیا گیا ہے، ادارے نے سرخی کے سوا اس میں کوئی تبدیلی نہیں کی اور نہ تصدیق کی ہے۔",
    "Dieser Text stammt unverändert aus dem Angebot einer Nachrichtenagentur und wurde von der Redaktion nicht weiter bearbeitet.",
    "Cette dépêche est publiée automatiquement à partir du fil d'une agence de presse, sans que la rédaction l'ait modifiée ni relue.",
)
_CITIES = ("Mumbai", "Chennai", "Pune", "Jaipur", "Kochi", "Nagpur", "Surat", "Indore", "Patna", "Ranchi", "Leh")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_MOVES = ("rose", "fell", "slipped", "climbed")
_TEAMS = ("Lions", "Harbour Town", "Rovers", "Northern Stars", "Railway Eleven", "City", "Hill United", "Port Athletic")
_NAMES = ("A. Khan", "R. Mehta", "J. Dorji", "S. Pillai", "T. Roy", "M. Sethi", "L. Bora", "K. Das", "P. Nair")
_STADT = ("Bochum", "Essen", "Hagen", "Herne", "Witten", "Unna", "Soest", "Hamm")
_TAGE = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag")
_SHAHAR = ("लखनऊ", "पटना", "भोपाल", "जयपुर", "रांची", "नागपुर", "इंदौर", "सूरत")
_SHEHR = ("لاہور", "کراچی", "ملتان", "پشاور", "سری نگر", "جموں", "دہلی", "لکھنؤ")

FORMS: Mapping[str, tuple[Sequence[str], Values]] = {
    "gold": (
        (
            "The price of ten grams of 24-carat gold {move} by Rs {a} to Rs 7{b} in {city} on {day}, traders said.",
            "In {other} the same quantity was sold for Rs 7{c}, while 22-carat gold stood at Rs 6{d} per ten grams.",
            "Silver {move2} by Rs {e} to Rs 8{f} per kilogram, following the trend in overseas markets.",
            "Rates do not include goods and services tax and may differ between jewellers; buyers should ask for the hallmark.",
            "In international markets spot gold {move3} {g} per cent to ${h} an ounce.",
        ),
        {"move": _MOVES, "move2": _MOVES, "move3": _MOVES, "city": _CITIES, "other": _CITIES, "day": _DAYS, "a": range(100, 999),
             "b": range(1000, 9999), "c": range(1000, 9999), "d": range(1000, 9999), "e": range(100, 999), "f": range(1000, 9999),
             "g": range(1, 9), "h": range(2300, 2900)},
    ),
    "weather": (
        (
            "{city} recorded a minimum temperature of {a}.{b} degrees Celsius on {day}, {c} notches below the season's "
            "average, the meteorological department said.",
            "The relative humidity was {d} per cent at 8.30 am. The weather office has forecast a partly cloudy sky with "
            "the maximum temperature likely to settle around {e} degrees Celsius.",
            "The air quality index stood at {f} at 9 am, in the '{air}' category, according to the pollution control board.",
            "An index between zero and 50 is considered good, 51 and 100 satisfactory, 101 and 200 moderate, 201 and 300 "
            "poor, 301 and 400 very poor, and 401 and 500 severe.",
        ),
        {"city": _CITIES, "day": _DAYS, "a": range(5, 30), "b": range(10), "c": range(1, 6), "d": range(20, 99), "e": range(20, 44),
             "f": range(40, 480), "air": ("good", "moderate", "poor", "severe")},
    ),
    "market": (
        (
            "The benchmark index {move} {a} points to close at {b} on {day}, with {name} stocks leading the way.",
            "The broader gauge {move} {c} points to {d}. Among the 30 companies of the index, {e} ended higher and {f} lower.",
            "Foreign institutional investors {sold} shares worth Rs {g} crore on a net basis, according to exchange data.",
            "Brent crude, the global oil benchmark, {move2} {h} per cent to ${i} a barrel.",
            "The rupee {move2} {j} paise to settle at 83.{k} against the dollar.",
        ),
        {"move": _MOVES, "move2": _MOVES, "day": _DAYS, "name": ("bank", "metal", "software", "energy"), "a": range(50, 900),
             "b": range(71000, 84000), "c": range(20, 300), "d": range(21000, 25000), "e": range(5, 25), "f": range(5, 25),
             "sold": ("sold", "bought"), "g": range(400, 5000), "h": range(1, 5), "i": range(70, 90), "j": range(1, 40),
             "k": range(10, 99)},
    ),
    "match": (
        (
            "{team} beat {other} {a}-{b} on {day} in front of {c} spectators, with {name} scoring in the {d}th minute.",
            "{name2} had given {other} the lead after {e} minutes, but {team} came back before the interval.",
            "The coach of {team}, {name3}, said that he was proud of his players and that they would take it match by match.",
            "{team} now have {f} points from {g} matches. The next game of {other} is against {third} on Sunday.",
        ),
        {"team": _TEAMS, "other": _TEAMS, "third": _TEAMS, "day": _DAYS, "name": _NAMES, "name2": _NAMES, "name3": _NAMES,
             "a": range(2, 6), "b": range(2), "c": range(500, 9000), "d": range(46, 90), "e": range(5, 40), "f": range(3, 40),
             "g": range(3, 20)},
    ),
    "accident": (
        (
            "{a} people were killed and {b} injured when a {car} fell into a gorge near {city} on {day}, police said.",
            "The accident took place around {c} am when the driver lost control of the vehicle on a sharp curve.",
            "The injured were taken to the district hospital, where the condition of {d} of them is said to be critical.",
            "A case has been registered and an investigation is under way, a senior police officer said.",
        ),
        {"a": range(2, 12), "b": range(2, 30), "car": ("bus", "truck", "minibus", "taxi"), "city": _CITIES, "day": _DAYS,
             "c": range(1, 11), "d": range(1, 6)},
    ),
    "polizei": (
        (
            "Bei einem Unfall in {stadt} ist am {tag} ein {a} Jahre alter {wer} schwer verletzt worden.",
            "Nach Angaben der Polizei kam er gegen {b}.{c} Uhr aus bislang ungeklärter Ursache von der Fahrbahn ab.",
            "Er wurde mit einem Rettungswagen in ein Krankenhaus gebracht. Den Schaden schätzt die Polizei auf {d} Euro.",
            "Die Straße war für rund {e} Stunden gesperrt. Zeugen werden gebeten, sich bei der Polizei in {stadt} zu melden.",
        ),
        {"stadt": _STADT, "tag": _TAGE, "wer": ("Motorradfahrer", "Radfahrer", "Autofahrer"), "a": range(18, 80),
             "b": range(6, 23), "c": range(10, 59), "d": range(1000, 30000), "e": range(2, 6)},
    ),
    "पेट्रोल": (
        (
            "{shahar} में आज पेट्रोल {a} रुपये {b} पैसे प्रति लीटर और डीजल {c} रुपये {d} पैसे प्रति लीटर बिक रहा है।",
            "{dusra} में पेट्रोल का भाव {e} रुपये और डीजल का भाव {f} रुपये प्रति लीटर दर्ज किया गया।",
            "तेल कंपनियां हर रोज सुबह छह बजे नए भाव जारी करती हैं, जो कर और ढुलाई के कारण हर शहर में अलग होते हैं।",
            "कच्चे तेल का भाव {g} डॉलर प्रति बैरल पर पहुंच गया है।",
        ),
        {"shahar": _SHAHAR, "dusra": _SHAHAR, "a": range(94, 112), "b": range(10, 99), "c": range(84, 99), "d": range(10, 99),
             "e": range(94, 112), "f": range(84, 99), "g": range(70, 95)},
    ),
    "موسم": (
        (
            "محکمہ موسمیات کے مطابق {shehr} میں آج کم سے کم درجہ حرارت {a} ڈگری اور زیادہ سے زیادہ {b} ڈگری ریکارڈ کیا گیا۔",
            "{dusra} میں گزشتہ چوبیس گھنٹوں کے دوران {c} ملی میٹر بارش ہوئی اور ہوا میں نمی کا تناسب {d} فیصد رہا۔",
            "محکمے نے شہریوں کو غیر ضروری سفر سے گریز کرنے اور ندی نالوں سے دور رہنے کا مشورہ دیا ہے۔",
        ),
        {"shehr": _SHEHR, "dusra": _SHEHR, "a": range(2, 26), "b": range(27, 44), "c": range(2, 90), "d": range(20, 99)},
    ),
}  # fmt: skip
"""By name, the paragraphs of a story that a publisher fills in every day, and what its blanks may hold."""
