"""Whole pages of our own through the extractor: what is an edit, what is chrome, what is no story at all."""

from dataclasses import replace

import pytest

from monitor.compare import Verdict, judge, judge_gone
from monitor.diff import apply_diff
from scrapers.extract import extract
from scrapers.items import Block, Reading

URL = "https://valley.example/politics/alliance-talks-2024"

ENGLISH = [
    "The two parties said on Thursday that an alliance on all 90 seats was possible before the polls in September.",
    "Talks between their leaders went on in Srinagar until late in the evening, two people told this paper.",
    "“We have agreed on the aim and not yet on the numbers,” said Asha Rao, who leads the talks for the larger party.",
    "A list of candidates for the first phase is to be shown on Monday, when both committees have met in Delhi.",
    "Polling is to be held in three phases from 18 September, and the votes will be counted in October.",
    "The last assembly was elected ten years ago; since then an appointed governor has run the region.",
]
HINDI = [
    "दोनों दलों ने गुरुवार को कहा कि सितंबर में होने वाले चुनाव से पहले सभी 90 सीटों पर गठबंधन संभव है।",
    "श्रीनगर में दोनों दलों के नेताओं के बीच देर शाम तक बातचीत चलती रही, बैठक में मौजूद दो लोगों ने यह बताया।",
    "बड़े दल की ओर से बातचीत कर रहीं आशा राव ने कहा, “हम लक्ष्य पर सहमत हैं, संख्या पर अभी नहीं।”",
    "पहले चरण के उम्मीदवारों की सूची सोमवार को दिल्ली में केंद्रीय समितियों की बैठक के बाद जारी की जाएगी।",
    "मतदान 18 सितंबर से तीन चरणों में होगा और वोटों की गिनती अक्टूबर के पहले सप्ताह में की जाएगी।",
    "पिछली विधानसभा दस साल पहले चुनी गई थी; तब से राज्य का प्रशासन दिल्ली से नियुक्त उपराज्यपाल चला रहे हैं।",
]
URDU = [
    "دونوں جماعتوں نے جمعرات کو کہا کہ ستمبر میں ہونے والے انتخابات سے پہلے تمام 90 نشستوں پر اتحاد ممکن ہے۔",
    "سری نگر میں دونوں جماعتوں کے رہنماؤں کے درمیان دیر شام تک بات چیت جاری رہی، اجلاس میں موجود دو افراد نے بتایا۔",
    "بڑی جماعت کی طرف سے بات چیت کرنے والی آشا راؤ نے کہا، ”ہم مقصد پر متفق ہیں، تعداد پر ابھی نہیں۔“",
    "پہلے مرحلے کے امیدواروں کی فہرست پیر کو دہلی میں مرکزی کمیٹیوں کے اجلاس کے بعد جاری کی جائے گی۔",
    "پولنگ 18 ستمبر سے تین مرحلوں میں ہوگی اور ووٹوں کی گنتی اکتوبر کے پہلے ہفتے میں کی جائے گی۔",
    "گزشتہ اسمبلی دس سال پہلے منتخب ہوئی تھی؛ تب سے ریاست کا انتظام دہلی سے مقرر کردہ لیفٹیننٹ گورنر چلا رہے ہیں۔",
]
HEADLINES = {
    "en": "Alliance on all seats possible, say parties",
    "hi": "सभी सीटों पर गठबंधन संभव: दोनों दल",
    "ur": "تمام نشستوں پر اتحاد ممکن: جماعتیں",
}
BODIES = {"en": ENGLISH, "hi": HINDI, "ur": URDU}


def page(
    body: list[str] | str,
    *,
    language: str = "en",
    headline: str | None = None,
    author: str = "Meera Kaul",
    standfirst: str = "Leaders of both parties speak of agreement on the aim and leave the numbers for another day.",
    chrome: str = "first",
) -> str:
    title = headline or HEADLINES[language]
    text = body if isinstance(body, str) else "\n".join(f"<p>{paragraph}</p>" for paragraph in body)
    data = (
        f'{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{title}",'
        f'"author":{{"@type":"Person","name":"{author}"}},"datePublished":"2024-08-22T10:00:00+05:30"}}'
    )
    links = "".join(
        f'<li><a href="/{chrome}/{n}">Another story of the {chrome} day, number {n}</a></li>' for n in range(6)
    )
    return f"""<!doctype html><html lang="{language}"><head><title>{title} | Valley Mail</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="Valley Mail">
<meta property="og:type" content="article"><script type="application/ld+json">{data}</script></head>
<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/politics">Politics</a></li></ul></nav></header>
<main><article class="story"><h1>{title}</h1><p class="standfirst">{standfirst}</p>
<div class="byline">By <a rel="author" href="/people/1">{author}</a></div>
<div class="story-body">{text}</div></article>
<aside class="related"><h3>Most read</h3><ul>{links}</ul></aside></main>
<footer><p>Valley Mail, a paper of our own making. All rights reserved.</p></footer></body></html>"""


def read(html: str, *, url: str = URL) -> Reading:
    return extract(html.encode(), url=url, content_type="text/html; charset=utf-8")


def compared(before: str, after: str, *, final_url: str = URL, status: int = 200) -> Verdict:
    old = read(before)
    verdict = judge(old, read(after, url=final_url), url=URL, final_url=final_url, status=status)
    if verdict.diff is not None:
        assert apply_diff(old.story, verdict.diff).body == verdict.story.body
        assert apply_diff(old.story, verdict.diff).headline == verdict.story.headline
        assert apply_diff(old.story, verdict.diff).standfirst == verdict.story.standfirst
        assert tuple(apply_diff(old.story, verdict.diff).byline) == tuple(verdict.story.byline)
    return verdict


def with_paragraph(body: list[str], index: int, text: str) -> str:
    return page([*body[:index], text, *body[index:]])


def with_markup(markup: str, *, index: int = 3, body: list[str] = ENGLISH) -> str:
    paragraphs = [f"<p>{text}</p>" for text in body]
    return page("\n".join([*paragraphs[:index], markup, *paragraphs[index:]]))


NOISE = {
    "other links": page(ENGLISH, chrome="second"),
    "straight quotes": page([text.replace("“", '"').replace("”", '"') for text in ENGLISH]),
    "odd spaces": page([text.replace(" seats", "\u00a0seats").replace("talks ", "talks\n  ") for text in ENGLISH]),
    "soft hyphens": page([text.replace("candidates", "candi\u00addates") for text in ENGLISH]),
    "links in the text": page(
        [text.replace("Asha Rao", '<a href="/people/rao">Asha <b>Rao</b></a>') for text in ENGLISH]
    ),
    "other classes": page(ENGLISH).replace("story-body", "article__text").replace('class="story"', 'class="piece x1"'),
    "two paragraphs run together": page([f"{ENGLISH[0]} {ENGLISH[1]}", *ENGLISH[2:]]),
    "also read": with_markup('<p>Also read: <a href="/x">Five things to know about the polls</a></p>'),
    "a related box": with_markup(
        '<div class="box"><h4>Related</h4><ul><li><a href="/x">Five things to know</a></li></ul></div>'
    ),
    "a newsletter box": with_markup(
        "<div><div><p>Sign up for the morning letter</p><p>Get the day's stories in your inbox every morning.</p></div>"
        "<button>Sign up</button></div>"
    ),
    "an advertisement": with_markup("<p>[ADVERTISEMENT - CONTINUE READING BELOW]</p>"),
    "a caption": with_markup(
        '<figure><img src="a.jpg"><figcaption>Leaders in Srinagar. Photo: A. Kaul</figcaption></figure>'
    ),
    "comments": page(ENGLISH).replace(
        "</article>",
        '</article><section class="comments"><h3>2 comments</h3><div class="comment"><b>Nadia</b>'
        "<p>About time, too.</p></div></section>",
    ),
    "a consent layer": page(ENGLISH).replace(
        "</body>",
        '<dialog open class="cmp"><p>We and our 133 partners use cookies.</p>'
        "<button>Accept all</button></dialog></body>",
    ),
}


@pytest.mark.parametrize("name", NOISE)
def test_what_stands_around_a_story_is_no_edit(name: str) -> None:
    for before, after in ((page(ENGLISH), NOISE[name]), (NOISE[name], page(ENGLISH))):
        verdict = compared(before, after)
        assert (verdict.status, verdict.changed, verdict.diff) == ("ok", False, None)


NOTE = "Correction: An earlier version of this story gave the wrong number of seats."
EDITS = [
    ("one digit", page([ENGLISH[0].replace("90", "80"), *ENGLISH[1:]]), ("body",), (1, 1)),
    ("one letter of a name", page([*ENGLISH[:2], ENGLISH[2].replace("Rao", "Roo"), *ENGLISH[3:]]), ("body",), (1, 1)),
    ("not", page([ENGLISH[0].replace("was possible", "was not possible"), *ENGLISH[1:]]), ("body",), (1, 0)),
    ("a paragraph at the end", page([*ENGLISH, "Neither side would say more on Friday."]), ("body",), (7, 0)),
    ("a paragraph inside", with_paragraph(ENGLISH, 3, "A third party has not been asked to join."), ("body",), (9, 0)),
    ("a paragraph out", page([*ENGLISH[:3], *ENGLISH[4:]]), ("body",), (0, 21)),
    ("a sentence out", page([f"{ENGLISH[0]} Nobody was asked.", *ENGLISH[1:]]), ("body",), (3, 0)),
    (
        "a quotation",
        with_markup("<blockquote><p>Nothing is agreed until all of it is agreed.</p></blockquote>"),
        ("body",),
        (9, 0),
    ),
    ("paragraphs swapped", page([ENGLISH[1], ENGLISH[0], *ENGLISH[2:]]), ("body",), (0, 0)),
    ("headline", page(ENGLISH, headline="Alliance on all seats final, say parties"), ("headline",), (1, 1)),
    ("byline", page(ENGLISH, author="Nadia Lone"), ("byline",), (2, 2)),
    (
        "a correction in an aside",
        with_markup(f'<aside class="correction"><p>{NOTE}</p></aside>', index=0),
        ("body",),
        (13, 0),
    ),
]


@pytest.mark.parametrize(("name", "after", "fields", "words"), EDITS, ids=[edit[0] for edit in EDITS])
@pytest.mark.parametrize("with_noise", [False, True])
def test_an_edit_is_seen_through_noise(
    name: str, after: str, fields: tuple[str, ...], words: tuple[int, int], with_noise: bool
) -> None:
    if with_noise:
        after = after.replace("the first day", "another day").replace(
            "</h1>", "</h1><div class='time'>3 hours ago</div>"
        )
    verdict = compared(page(ENGLISH), after)
    assert (verdict.changed, verdict.fields) == (True, fields)
    assert (verdict.words_added, verdict.words_removed) == words
    assert verdict.kind == ("corrected" if "correction" in name else "edited")
    assert verdict.confirm


def test_an_edited_standfirst_is_its_own_field() -> None:
    after = page(ENGLISH, standfirst="Leaders of both parties speak of agreement on the aim and on the numbers, too.")
    assert compared(page(ENGLISH), after).fields == ("standfirst",)


@pytest.mark.parametrize("language", ["hi", "ur"])
def test_hindi_and_urdu_edits_are_seen(language: str) -> None:
    body = BODIES[language]
    before = page(body, language=language)
    fewer = compared(before, page([body[0].replace("90", "80"), *body[1:]], language=language))
    assert (fewer.fields, fewer.words_added, fewer.words_removed) == (("body",), 1, 1)
    word = {"hi": ("संभव", "तय"), "ur": ("ممکن", "طے")}[language]
    final = compared(before, page([body[0].replace(*word), *body[1:]], language=language))
    assert final.diff is not None
    assert ["-", word[0]] in final.diff["body"][0]["parts"]
    assert ["+", word[1]] in final.diff["body"][0]["parts"]


RECODED = {
    "hi": {"ज़": "\u095b", "ड़": "\u095c", "90": "९०", "18": "१८"},
    "ur": {"ی": "ي", "ک": "ك", "90": "۹۰", "18": "۱۸"},
}


@pytest.mark.parametrize("language", ["hi", "ur"])
def test_another_encoding_of_the_same_letters_is_no_edit(language: str) -> None:
    body = BODIES[language]
    recoded = body
    for plain, other in RECODED[language].items():
        recoded = [text.replace(plain, other) for text in recoded]
    assert recoded != body
    assert not compared(page(body, language=language), page(recoded, language=language)).changed


NOTES = {
    "hi": "भूल सुधार: इस खबर में पहले सीटों की संख्या गलत दी गई थी, जिसे ठीक कर दिया गया है।",
    "ur": "تصحیح: اس خبر میں پہلے نشستوں کی تعداد غلط بتائی گئی تھی، جسے درست کر دیا گیا ہے۔",
}


@pytest.mark.parametrize("language", NOTES)
def test_a_correction_note_is_known_in_hindi_and_urdu(language: str) -> None:
    body = BODIES[language]
    verdict = compared(page(body, language=language), page([*body, NOTES[language]], language=language))
    assert (verdict.kind, verdict.fields) == ("corrected", ("body",))


def bare(title: str, text: str) -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"


OFFER = (
    "<div><p><b>Subscribe to continue reading</b></p><p>This article is for subscribers only. "
    "Already a subscriber? Log in.</p></div>"
)
SUSPECTS = {
    "challenge": bare(
        "Just a moment", "Checking your browser. Please enable JavaScript and cookies to continue. Ray ID 1a2b"
    ),
    "not found": bare("Page not found", "The page you are looking for does not exist or has been removed."),
    "empty": "<!doctype html><html><head><title></title></head><body><div id='app'></div></body></html>",
    "wall": page(f"<p>{ENGLISH[0]}</p>{OFFER}"),
    "other article": page(HINDI, language="hi").replace("2024-08-22", "2023-01-01"),
    "shell": page("<p>You need to enable JavaScript to run this app.</p>", standfirst=""),
}


@pytest.mark.parametrize("name", SUSPECTS)
def test_a_page_that_is_no_story_is_suspect(name: str) -> None:
    verdict = compared(page(ENGLISH), SUSPECTS[name])
    assert (verdict.status, verdict.changed, verdict.diff) == ("suspect", False, None)
    assert verdict.story == read(page(ENGLISH)).story
    assert verdict.signs


def test_a_wall_is_named() -> None:
    assert compared(page(ENGLISH), SUSPECTS["wall"]).reason == "paywall_stub"
    assert compared(page(ENGLISH), page(ENGLISH), status=503).reason == "error_page"


def test_a_story_about_paywalls_is_a_story() -> None:
    about = [
        *ENGLISH,
        "The paper’s owner said: subscribe to continue reading is what the page will say for subscribers only.",
    ]
    verdict = compared(page(ENGLISH), page(about))
    assert (verdict.status, verdict.fields) == ("ok", ("body",))


def test_a_story_cut_short_without_a_wall_is_an_edit_to_be_confirmed() -> None:
    verdict = compared(page(ENGLISH), page([*ENGLISH[:1], "This is a developing story and will be updated."]))
    assert (verdict.status, verdict.changed, verdict.confirm) == ("ok", True, True)


def test_a_rewritten_story_under_its_headline_is_an_edit_to_be_confirmed() -> None:
    rewritten = [
        f"On Friday all was otherwise, in the {place}, after a night of calls." for place in ("north", "south", "west")
    ]
    longer = [f"{text} {other}" for text, other in zip(rewritten, ENGLISH[3:], strict=True)]
    verdict = compared(page(ENGLISH[:3]), page(longer))
    assert (verdict.status, verdict.changed, verdict.confirm) == ("ok", True, True)


GONE = [
    (URL, 404, "status_404"),
    (URL, 410, "status_410"),
    ("https://valley.example/", 200, "front_page"),
    ("https://valley.example/politics/alliance-talks-2024?ref=rss", 200, None),
    (URL, 503, None),
]


@pytest.mark.parametrize(("final_url", "status", "reason"), GONE)
def test_gone_is_told_by_status_and_address(final_url: str, status: int, reason: str | None) -> None:
    verdict = judge_gone(url=URL, final_url=final_url, status=status)
    assert (verdict.reason if verdict else None) == reason
    if reason:
        whole = compared(page(ENGLISH), page(ENGLISH), final_url=final_url, status=status)
        assert (whole.status, whole.reason, whole.story) == ("removed", reason, read(page(ENGLISH)).story)


def test_a_front_page_may_be_watched_itself() -> None:
    home = "https://valley.example/"
    assert judge_gone(url=home, final_url=home, status=200) is None


def test_a_page_does_not_differ_from_itself() -> None:
    for language, body in BODIES.items():
        reading = read(page(body, language=language))
        assert judge(reading, reading, url=URL, final_url=URL).changed is False


def test_the_earlier_spelling_stays_where_the_story_is_edited() -> None:
    before = page([ENGLISH[0], *ENGLISH[2:]])
    after = page([ENGLISH[0].replace("90", "80"), ENGLISH[2].replace("“", '"').replace("”", '"'), *ENGLISH[3:]])
    verdict = compared(before, after)
    assert verdict.fields == ("body",)
    assert "“We have agreed" in verdict.story.body


def test_what_the_archive_keeps_may_be_all_that_is_left_of_the_earlier_page() -> None:
    story = replace(read(page(ENGLISH)).story, byline=())
    blocks = [Block(text=text, tag="p", place="article/p", story=True) for text in ENGLISH]
    kept = Reading(story=story, blocks=blocks, text_chars=len(story.body))
    after = read(page([ENGLISH[0].replace("90", "80"), *ENGLISH[1:]]))
    assert judge(kept, after, url=URL, final_url=URL).fields == ("body",)


def test_the_archives_story_counts_and_not_what_the_last_page_was_read_as() -> None:
    before = read(page(ENGLISH))
    archived = replace(
        before, story=replace(before.story, body="\n\n".join([*ENGLISH[:5], "An older line.", ENGLISH[5]]))
    )
    verdict = judge(archived, read(page([*ENGLISH[:5], ENGLISH[5].replace("ten", "six")])), url=URL, final_url=URL)
    assert "six years ago" in verdict.story.body
