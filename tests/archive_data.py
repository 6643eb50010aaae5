"""A small archive for the tests of its pages: four sources in three languages, and one story that means harm."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.diff import diff_stories, extent
from monitor.stories import content_digest
from scrapers.items import Story
from storage.articles import add_addresses, record_published, record_removed, record_version
from storage.captures import CaptureWriter
from storage.database import open_archive, transaction
from storage.records import Address, CaptureRecord, ChangeKind, Edit, NewArticle, SourceRecord, StoryRecord
from storage.sources import record_failure, record_success, sync_sources
from storage.warc import Exchange, pack_capture

HOSTILE_HEADLINE = "<script>window.broken=1</script>Alliance \"quoted\" & 'done'"
HOSTILE_PARAGRAPH = (
    '<img src=x onerror="window.broken=2"> alliance </p></article><iframe src="//evil.example/"></iframe>'
)
HOSTILE_URL = "javascript:window.broken=3//https://evil.example/"
HOSTILE_LANGUAGE = 'en" onmouseover="window.broken=4'


EXTRACTOR = "presswatch/1 trafilatura/2.3.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One version to be stored: when it was seen, and what the article said."""

    at: str
    headline: str
    body: str
    standfirst: str = ""
    byline: tuple[str, ...] = ()
    corrects: bool = False
    baseline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article to be stored, with its versions in order."""

    source: str
    url: str
    language: str
    versions: Sequence[Said]


def build_archive(folder: Path, more: Sequence[Told] = ()) -> Path:
    """archive.db and captures/: article 1 has three versions, 2 is Hindi, 3 Urdu, 4 removed, 5 hostile, 6 baseline.

    What is told in `more` is stored too; if it was seen later, the numbers of those six stay.
    """
    path = folder / "archive.db"
    conn = open_archive(path)
    with CaptureWriter(folder / "captures", conn) as captures, transaction(conn):
        sync_sources(conn, SOURCES, now=time("2024-08-20T04:00:00Z"))
        versions = [(said, number, told) for told in [*ARTICLES, *more] for number, said in enumerate(told.versions, 1)]
        articles: dict[str, int] = {}
        for said, number, told in sorted(versions, key=lambda version: version[0].at):
            capture = captures.append(pack_capture(_exchange(told, said)))
            if number == 1:
                articles[told.url] = _publish(conn, told, said, capture)
            else:
                _edit(conn, articles[told.url], told, number=number, capture=capture)
        add_addresses(conn, 1, [Address(url=url, url_key=url) for url in MORE_URLS], at=time("2024-08-22T05:00:00Z"))
        record_removed(conn, 4, seen_at=time("2024-08-24T09:00:00Z"))
        _tell_health(conn)
    conn.close()
    return path


def time(at: str) -> datetime:
    """An aware UTC time from its stored form."""
    return datetime.fromisoformat(at)


def _publish(conn: sqlite3.Connection, told: Told, said: Said, capture: CaptureRecord) -> int:
    address = Address(url=told.url, url_key=told.url)
    article = NewArticle(
        source_id=told.source,
        address=address,
        first_channel=f"https://{told.source}.example/feed",
        first_listed_at=time(said.at),
    )
    story = _story_record(told, said)
    at = time(said.at)
    recorded = record_published(conn, article, story=story, capture=capture, seen_at=at, baseline=said.baseline)
    return recorded.article_id


def _edit(conn: sqlite3.Connection, article: int, told: Told, *, number: int, capture: CaptureRecord) -> None:
    before, said = told.versions[number - 2], told.versions[number - 1]
    diff = diff_stories(_story(before), _story(said))
    size = extent(diff)
    edit = Edit(
        kind=ChangeKind.CORRECTED if said.corrects else ChangeKind.EDITED,
        headline_changed=before.headline != said.headline,
        words_added=size.words_added,
        words_removed=size.words_removed,
        silent=not said.corrects,
        summary="headline; 2 numbers",
        diff=json.dumps(diff, ensure_ascii=False),
    )
    story = _story_record(told, said)
    record_version(conn, article, story=story, capture=capture, edit=edit, seen_at=time(said.at))


def _story(said: Said) -> Story:
    return Story(headline=said.headline, standfirst=said.standfirst, byline=said.byline, body=said.body)


def _story_record(told: Told, said: Said) -> StoryRecord:
    return StoryRecord(
        headline=said.headline,
        standfirst=said.standfirst,
        byline=said.byline,
        published_at=time(told.versions[0].at),
        language=told.language,
        body=said.body,
        word_count=len(said.body.split()),
        content_sha256=content_digest(_story(said)),
        extractor=EXTRACTOR,
    )


def _exchange(told: Told, said: Said) -> Exchange:
    return Exchange(
        url=told.url if told.url.startswith("https:") else "https://evil.example/",
        status=200,
        request_headers=[("User-Agent", "presswatch")],
        headers=[("Content-Type", "text/html; charset=utf-8")],
        body=f"<!doctype html><title>{said.headline}</title><p>{said.body}</p>".encode(),
        fetched_at=time(said.at),
    )


def _tell_health(conn: sqlite3.Connection) -> None:
    for source in SOURCES[:3]:
        record_success(conn, source.id, at=time("2024-08-24T10:00:00Z"))
    record_success(conn, "hill-gazette", at=time("2024-08-22T10:03:00Z"))
    record_failure(conn, "hill-gazette", at=time("2024-08-24T10:03:00Z"), reason="answers 503")


SOURCES = [
    SourceRecord(id="valley-courier", name="Valley Courier", home_url="https://valley-courier.example/", language="en"),
    SourceRecord(id="parvat-samachar", name="पर्वत समाचार", home_url="https://parvat-samachar.example/", language="hi"),
    SourceRecord(id="subh-e-nau", name="صبح نو", home_url="https://subh-e-nau.example/", language="ur"),
    SourceRecord(id="hill-gazette", name="Hill Gazette", home_url="https://hill-gazette.example/", language="en"),
]
MORE_URLS = [
    "https://valley-courier.example/amp/alliance-talks",
    "http://valley-courier.example/?p=311",
    HOSTILE_URL + "2",
]

ALLIANCE = [
    Said(
        at="2024-08-22T04:30:00Z",
        headline="Alliance with regional party possible, says Congress leader",
        standfirst="Talks in Srinagar are to go on through the week; no number of seats has been agreed.",
        byline=("Meera Dhar", "Our Correspondent"),
        body="Leaders of the two parties met for three hours on Thursday and left by separate doors.\n\n"
        "“We are on track, and everything will be discussed at the appropriate time,” a senior negotiator told the "
        "Courier. He would not name a figure.\n\n"
        "A third meeting has been called for the evening. Workers waited outside the house in the rain.\n\n"
        "The last date for filing nominations in the first phase is 27 August.",
    ),
    Said(
        at="2024-08-22T12:10:00Z",
        headline="Alliance final on 83 seats, says Congress leader",
        standfirst="The two parties will share the seats of the Valley and fight some of Jammu as friends.",
        byline=("Meera Dhar", "Our Correspondent"),
        body="Leaders of the two parties met again on Thursday evening and came out together.\n\n"
        "A third meeting was over in twenty minutes. Workers who had waited outside the house in the rain cheered.\n\n"
        "The alliance is final on 83 seats, the state unit’s president told the Courier. A list will follow.\n\n"
        "The last date for filing nominations in the first phase is 27 August.",
    ),
    Said(
        at="2024-08-22T15:45:00Z",
        headline="Alliance final on all 90 seats, says Congress leader",
        standfirst="The two parties will share the seats of the Valley and fight some of Jammu as friends.",
        byline=("Meera Dhar", "Our Correspondent"),
        corrects=True,
        body="Leaders of the two parties met again on Thursday evening and came out together.\n\n"
        "A third meeting was over in twenty minutes. Workers who had waited outside the house in the rain cheered.\n\n"
        "The alliance is final on all 90 seats, the state unit’s president told the Courier. A list will follow.\n\n"
        "The last date for filing nominations in the first phase is 27 August.\n\n"
        "Correction: an earlier version of this report gave the number of seats as 83.",
    ),
]
HINDI = [
    Said(
        at="2024-08-22T06:00:00Z",
        headline="कांग्रेस और क्षेत्रीय दल में गठबंधन पर बातचीत जारी",
        standfirst="सीटों की संख्या पर अभी सहमति नहीं बनी है।",
        byline=("संवाददाता",),
        body="श्रीनगर में दोनों दलों के नेताओं की बैठक तीन घंटे चली।\n\nनेताओं ने कहा कि गठबंधन पर उचित समय पर चर्चा होगी।",
    ),
    Said(
        at="2024-08-22T13:00:00Z",
        headline="कांग्रेस और क्षेत्रीय दल में गठबंधन तय",
        standfirst="सभी नब्बे सीटों पर सहमति बन गई है।",
        byline=("संवाददाता",),
        body="श्रीनगर में दोनों दलों के नेताओं की बैठक शाम को फिर हुई।\n\nनेताओं ने कहा कि गठबंधन सभी सीटों पर तय हो गया है।",
    ),
]
URDU = [
    Said(
        at="2024-08-22T07:15:00Z",
        headline="کانگریس اور علاقائی جماعت کے اتحاد پر بات چیت جاری",
        standfirst="نشستوں کی تعداد پر ابھی اتفاق نہیں ہوا۔",
        byline=("نامہ نگار",),
        body="سری نگر میں دونوں جماعتوں کے رہنماؤں کی ملاقات تین گھنٹے جاری رہی۔\n\n"
        "رہنماؤں نے کہا کہ اتحاد پر مناسب وقت پر بات ہوگی۔",
    ),
    Said(
        at="2024-08-22T14:20:00Z",
        headline="کانگریس اور علاقائی جماعت کا اتحاد طے",
        standfirst="تمام نوے نشستوں پر اتفاق ہو گیا۔",
        byline=("نامہ نگار",),
        body="سری نگر میں دونوں جماعتوں کے رہنما شام کو پھر ملے۔\n\n"
        "رہنماؤں نے کہا کہ اتحاد تمام نشستوں پر طے ہو گیا ہے۔",
    ),
]
REMOVED = [
    Said(
        at="2024-08-23T05:00:00Z",
        headline="Candidate list leaks hours before announcement",
        byline=("Desk",),
        body="A list of twelve names went round on Friday morning. The party says that the paper is not its own.",
    ),
]
HOSTILE = [
    Said(
        at="2024-08-23T08:00:00Z",
        headline=HOSTILE_HEADLINE,
        standfirst="<b>bold</b> {{ 7 * 7 }}",
        byline=('<a href="javascript:window.broken=5">A. Writer</a>',),
        body=HOSTILE_PARAGRAPH,
    ),
    Said(
        at="2024-08-23T09:00:00Z",
        headline=HOSTILE_HEADLINE + " again",
        standfirst="<b>bold</b> {{ 7 * 7 }}",
        byline=('<a href="javascript:window.broken=5">A. Writer</a>',),
        body=HOSTILE_PARAGRAPH + "\n\n<script>window.broken=6</script> \x02alliance\x03 \x02 unbalanced",
    ),
]
BASELINE = [
    Said(
        at="2024-08-23T10:00:00Z",
        baseline=True,
        headline="Apple growers ask for an earlier road opening",
        body="Growers of the upper valley want trucks to pass a week earlier than last year.",
    ),
]
ARTICLES = [
    Told(
        source="valley-courier",
        url="https://valley-courier.example/politics/alliance-talks",
        language="en",
        versions=ALLIANCE,
    ),
    Told(source="parvat-samachar", url="https://parvat-samachar.example/gathbandhan", language="hi", versions=HINDI),
    Told(source="subh-e-nau", url="https://subh-e-nau.example/ittehad", language="ur", versions=URDU),
    Told(
        source="valley-courier",
        url="https://valley-courier.example/politics/candidate-list",
        language="en",
        versions=REMOVED,
    ),
    Told(source="hill-gazette", url=HOSTILE_URL, language=HOSTILE_LANGUAGE, versions=HOSTILE),
    Told(source="hill-gazette", url="https://hill-gazette.example/apples", language="en", versions=BASELINE),
]
