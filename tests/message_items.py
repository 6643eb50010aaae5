"""Items for the tests of messages: a plain one to vary, and hostile ones by the dozen."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from monitor.config.models import Event
from monitor.diff import diff_stories
from monitor.messages import Item
from scrapers.items import Story

SEEN = datetime(2024, 8, 22, 12, 10, tzinfo=UTC)
ARCHIVE = "https://archive.example"
OLD = Story(
    headline="Alliance with regional party possible, says Congress leader",
    standfirst="No number of seats has been agreed.",
    byline=("Meera Dhar",),
    language="en",
    body="Leaders of the two parties met for three hours.\n\nA list of 83 seats will follow.\n\n"
    "Workers waited outside in the rain.",
)
NEW = replace(
    OLD,
    headline="Alliance final, says Congress leader",
    body="Leaders of the two parties met for three hours.\n\nA list of 90 seats will follow.\n\n"
    "Workers waited outside in the rain.\n\nThe alliance was signed at night.",
)
URDU = Story(
    headline="کانگریس اور علاقائی جماعت کا اتحاد طے",
    language="ur",
    body="سری نگر میں دونوں جماعتوں کے رہنما شام کو پھر ملے۔\n\nرہنماؤں نے کہا کہ اتحاد طے ہو گیا ہے۔",
)
PLAIN = Item(
    change_id=7,
    event=Event.EDIT,
    seen_at=SEEN,
    published_at=datetime(2024, 8, 22, 4, 30, tzinfo=UTC),
    source="Valley Courier",
    headline=NEW.headline,
    url="https://valley-courier.example/politics/alliance-talks",
    article_id=3,
    from_number=1,
    to_number=2,
    before=OLD,
    after=NEW,
    diff=diff_stories(OLD, NEW),
    summary="headline; 1 number; 1 paragraph added",
    importance=0.85,
    silent=True,
    matched=("alliance", "Congress"),
    also_in=(),
    is_copy=False,
)
REPORT = replace(
    PLAIN, event=Event.REPORT, from_number=None, to_number=1, before=None, diff=None, summary=None, importance=None,
    silent=None,
)  # fmt: skip
REMOVAL = replace(
    REPORT,
    event=Event.REMOVAL,
    from_number=1,
    to_number=None,
    before=OLD,
    after=None,
    matched=(),
    headline=OLD.headline,
)

HOSTILE = [
    "<script>alert(1)</script>",
    "&lt;a href=https://evil.example/&gt;here&lt;/a&gt;",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "{{7*7}}",
    "{{ ''.__class__.__mro__ }} ${7*7} %s {0} {% raw %}",
    "@everyone",
    "@here",
    "<!channel>",
    "<!here|here>",
    "<@U024BE7LH>",
    "<@&1234567890>",
    "<#C024BE7LR>",
    "<https://evil.example/|bank>",
    "[bank](https://evil.example/)",
    "![x](https://evil.example/x.png)",
    "[a]: https://evil.example/",
    "https://evil.example/",
    "www.evil.example",
    "<https://evil.example/>",
    "mailto:a@evil.example",
    "**bold**",
    "__bold__",
    "~~gone~~",
    "||spoiler||",
    "`code`",
    "```\ncode",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "---",
    "===",
    "|a|b|\n|-|-|",
    "&#64;everyone",
    "&commat;here",
    ":smile:",
    "\\",
    "*",
    "_",
    "[-forged-]",
    "{+forged+}",
    "\r\nBcc: victim@example.org",
    "\n\n",
    "\u2028",
    "\x00",
    "\x1b[31m",
    "\u202eevil",
    "\u2066",
    "\u2069",
    "\u202b",
    "\ufeff",
    "\ud800",
    "\U000e0041",
    "]]>",
    "<!--",
    "</td></table>",
    "اتحاد",
    "गठबंधन",
    "alliance",
]
texts = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=6)), max_size=4).map(" ".join)
tight_texts = st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join)
any_texts = st.one_of(texts, tight_texts)
stories = st.builds(
    Story,
    headline=any_texts,
    standfirst=any_texts,
    byline=st.lists(any_texts, max_size=2).map(tuple),
    body=st.lists(any_texts, max_size=5).map("\n\n".join),
    language=st.one_of(st.none(), st.sampled_from(["en", "ur", "hi", "ks-Arab"]), any_texts),
)
urls = st.one_of(
    st.sampled_from(
        [
            "https://fine.example/a(b)_c*d~e?x=[1]&y=<2>",
            "javascript:alert(1)",
            "https://user:pass@evil.example/",
            "data:text/html,<script>",
            " https://fine.example/\r\nX: y",
            "//evil.example/",
            "https://fine.example/" + "x" * 3000,
        ]
    ),
    any_texts,
)


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Any item that planning may hand over, and worse: every text is hostile."""
    before, after = draw(st.one_of(st.none(), stories)), draw(st.one_of(st.none(), stories))
    diff = diff_stories(before, after) if before and after else None
    return Item(
        change_id=draw(st.integers(1, 9)),
        event=draw(st.sampled_from(Event)),
        seen_at=SEEN,
        published_at=draw(st.one_of(st.none(), st.just(SEEN))),
        source=draw(any_texts),
        headline=draw(any_texts),
        url=draw(urls),
        article_id=draw(st.integers(1, 3)),
        from_number=draw(st.one_of(st.none(), st.integers(1, 3))),
        to_number=draw(st.one_of(st.none(), st.integers(1, 3))),
        before=before,
        after=after,
        diff=diff,
        summary=draw(st.one_of(st.none(), any_texts)),
        importance=draw(st.one_of(st.none(), st.just(0.5))),
        silent=draw(st.one_of(st.none(), st.booleans())),
        matched=tuple(draw(st.lists(any_texts, max_size=3))),
        also_in=tuple(draw(st.lists(any_texts, max_size=3))),
        is_copy=draw(st.booleans()),
    )
