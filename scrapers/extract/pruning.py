"""What stands inside a story and is not the story: related links, captions, promotions. Words in many languages.

A word alone condemns nothing: a line goes where its words and its form (short, mostly link, a list of links) agree.
"""

import re
from collections.abc import Iterable

from scrapers.extract.blocks import Node, RawBlock, Walk
from scrapers.items import Wrapper

# "Also read", "read more", "related" in the languages of the corpus and of our sources.
_RELATED_WORDS = (
    *(
        "read more",
        "read also",
        "also read",
        "read next",
        "more on this",
        "related",
        "related stories",
        "see also",
        "recommended",
    ),
    *(
        "watch",
        "watch also",
        "also watch",
        "don't miss",
        "must read",
        "more from",
        "up next",
        "in pictures",
        "explained",
        "more",
    ),
    *(
        "lesen sie auch",
        "lesen sie mehr",
        "mehr zum thema",
        "lesen sie hier",
        "auch interessant",
        "mehr dazu",
        "weiterlesen",
    ),
    *(
        "das könnte sie auch interessieren",
        "zum thema",
        "passend dazu",
        "hier lesen",
        "lesetipp",
        "siehe auch",
        "mehr lesen",
    ),
    *("à lire aussi", "lire aussi", "à lire", "lire plus", "voir aussi", "en savoir plus", "sur le même sujet"),
    *(
        "lea también",
        "lee también",
        "leer más",
        "te puede interesar",
        "más información",
        "ver también",
        "noticia relacionada",
    ),
    *(
        "leia também",
        "leia mais",
        "veja também",
        "saiba mais",
        "leggi anche",
        "leggi di più",
        "per approfondire",
        "guarda anche",
    ),
    *(
        "lees ook",
        "lees meer",
        "bekijk ook",
        "les også",
        "les mer",
        "se også",
        "læs også",
        "læs mere",
        "läs också",
        "läs mer",
    ),
    *(
        "läs även",
        "lue myös",
        "lesa meira",
        "sjá einnig",
        "czytaj także",
        "czytaj więcej",
        "zobacz też",
        "zobacz także",
    ),
    *(
        "čtěte také",
        "čtěte dále",
        "přečtěte si",
        "prečítajte si",
        "pročitajte i",
        "citește și",
        "skaitykite",
        "taip pat skaitykite",
    ),
    *(
        "ayrıca oku",
        "ayrıca okuyun",
        "ilgili haber",
        "i̇lgili haber",
        "devamını oku",
        "bunu da oku",
        "baca juga",
        "lihat juga",
        "soma zaidi",
    ),
    *(
        "читайте также",
        "читайте ещё",
        "смотрите также",
        "по теме",
        "читайте також",
        "подробнее",
        "прочетете още",
        "διαβάστε επίσης",
    ),
    *(
        "यह भी पढ़ें",
        "ये भी पढ़ें",
        "यह भी पढ़े",
        "ये भी पढ़े",
        "इसे भी पढ़ें",
        "और पढ़ें",
        "संबंधित खबरें",
        "पढ़ें पूरी खबर",
        "यह भी देखें",
        "ये भी देखें",
    ),
    *(
        "یہ بھی پڑھیں",
        "مزید پڑھیں",
        "یہ بھی دیکھیں",
        "متعلقہ خبریں",
        "مزید خبریں",
        "یہ خبر بھی پڑھیں",
        "اقرأ أيضا",
        "اقرأ أيضاً",
        "اقرأ المزيد",
    ),
    *(
        "شاهد أيضا",
        "بیشتر بخوانید",
        "ਇਹ ਵੀ ਪੜ੍ਹੋ",
        "আরও পড়ুন",
        "மேலும் படிக்க",
        "ఇది కూడా చదవండి",
        "ഇതും വായിക്കുക",
        "हेही वाचा",
        "આ પણ વાંચો",
    ),
    *(
        "関連記事",
        "あわせて読みたい",
        "相关阅读",
        "相关新闻",
        "延伸閱讀",
        "推荐阅读",
        "관련기사",
        "관련 기사",
        "קראו גם",
    ),
)
_RELATED = re.compile(
    rf"^\W*(?:{'|'.join(map(re.escape, sorted(_RELATED_WORDS, key=len, reverse=True)))})(?!\w)", re.IGNORECASE
)
_RELATED_LABEL = re.compile(r"^.{2,45}?[:：|>»–—-]")

# Each says who is asked to do what: follow, subscribe, download, share, comment.
_PROMOTION = re.compile(
    r"^\W*(?:"
    r"(?:follow|like|join|find) (?:us|our|\w+(?: \w+)?) (?:on|at|via) "
    r"|(?:sign up|subscribe|register)(?: now| here| today)? (?:for|to) (?:our|the|\w+'s|a|get|receive)\b"
    r"|(?:download|get|install) (?:the|our) [\w ]{0,30}\bapps?\b"
    r"|get (?:the )?(?:latest|breaking|all the|daily|our)\b.{0,80}\b(?:inbox|alerts|app|newsletter|updates|whatsapp|telegram)"
    r"|click here (?:to|for)\b|this (?:article|story) (?:was )?(?:originally|first) (?:appeared|published)"
    r"|(?:have|got) (?:a tip|a story|an opinion|a news tip)|share (?:this|your)\b|comment(?:s)? below|join the (?:conversation|discussion|debate)"
    r"|(?:get in touch|contact us|email us|write to us)\b|do you (?:know more|have a story)|for (?:all )?(?:the )?latest\b.{0,60}\b(?:follow|visit|subscribe|download)"
    r"|(?:folgen|abonnieren|melden|laden) sie (?:uns|unser|sich|hier|jetzt|die|den)\b|(?:newsletter|push) abonnieren|hier (?:kostenlos )?abonnieren"
    r"|suivez[- ](?:nous|\w+) sur|abonnez-vous|inscrivez-vous|téléchargez|síguenos|suscríbete|siga(?:-nos)? (?:o|a|no|na)\b|seguici su|iscriviti"
    r"|volg ons|følg oss|följ oss|prenumerera|zapisz się|подпис(?:ывайтесь|аться|ывайся)|следите за|підпис(?:уйтесь|атися)|bizi takip|abone ol"
    r"|ताज़?ा (?:खबरों|समाचार)|(?:हमें|हमारे)\s.{0,40}(?:फॉलो|फ़ॉलो|सब्सक्राइब|जुड़ें|लाइक)|ऐप डाउनलोड|व्हाट्सऐप चैनल|.{0,60}(?:फॉलो|फ़ॉलो|सब्सक्राइब) करें"
    r"|ہمیں\s.{0,40}(?:فالو|سبسکرائب)|.{0,60}(?:فالو|سبسکرائب) کریں|ہماری ایپ|ایپ ڈاؤن لوڈ|تابعونا|اشترك"
    r")",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"^\W*(?:©|\(c\)|copyright\b|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos|tutti i diritti"
    r"|सर्वाधिकार|جملہ حقوق|reproduction (?:is )?(?:prohibited|interdite)|advertisement\b|anzeige\b|werbung\b|publicidad\b|publicité\b|reklame?\b"
    r"|विज्ञापन|اشتہار|إعلان|story continues below|article continues (?:after|below))",
    re.IGNORECASE,
)
_CAPTION_TAGS = frozenset(("figcaption", "caption"))
_LIST_TAGS = frozenset(("ul", "ol", "dl"))

MAX_PROMOTION = 250
"""Characters up to which a line that asks for something is a promotion; longer ones tell a story."""


def prune(walk: Walk) -> None:
    """Mark the blocks that are no story text and take their elements out of the tree."""
    page = walk.nodes[0] if walk.nodes else None
    for node in walk.nodes:
        if page is not None and is_chrome(node, page=page):
            _drop_node(node)
    gone = {node for node in walk.nodes if _is_dropped(node)}
    for block in walk.blocks:
        if block.node in gone:
            block.pruned = True
        elif is_aside_line(block):
            block.pruned = True
            if block.whole and block.node.chars == len(block.text):
                _drop_element(block.node)


def _is_dropped(node: Node) -> bool:
    return any(above.dropped for above in node.ancestors())


def _drop_node(node: Node) -> None:
    node.dropped = True
    _drop_element(node)


def _drop_element(node: Node) -> None:
    if node.element.getparent() is not None:
        node.element.drop_tree()


def is_chrome(node: Node, *, page: Node) -> bool:
    """Whether a whole element is no story: a caption, a list of links, a box that its class tells of."""
    if node.tag in _CAPTION_TAGS:
        return True
    if not node.chars:
        return False
    if node.tag in _LIST_TAGS:
        return node.link_chars >= 0.8 * node.chars
    telling = node.opens_landmark and node.by_class and node.wrapper in (Wrapper.ASIDE, Wrapper.COMMENTS)
    return telling and node.prose_chars <= 0.15 * page.prose_chars


def is_aside_line(block: RawBlock) -> bool:
    """Whether one block between paragraphs leads elsewhere or asks for something."""
    text, size = block.text, len(block.text)
    if block.node.tag in ("h1", "h2", "h3", "h4") and block.link_chars < size:
        return size <= 60 and bool(_RELATED.match(text)) and text.rstrip().endswith((":", "："))
    mostly_link = block.link_chars >= 0.6 * size
    if block.link_chars >= 0.95 * size:
        return True
    if size <= 300 and _RELATED.match(text) and (mostly_link or (size <= 200 and _is_labelled(block))):
        return True
    if size <= MAX_PROMOTION and _PROMOTION.match(text):
        return True
    return size <= 120 and bool(_RIGHTS.match(text))


def _is_labelled(block: RawBlock) -> bool:
    """Whether "also read" stands as a label before a title: a colon after it, or the line ends in a link."""
    return block.lone_link or bool(_RELATED_LABEL.match(block.text))


def story_lines(blocks: Iterable[RawBlock]) -> list[RawBlock]:
    """The blocks that were not pruned."""
    return [block for block in blocks if not block.pruned]
