"""What a worker process does: one channel or one page a task, bytes in, small values out. Nothing is kept between."""

import logging
import os
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from time import process_time
from typing import ParamSpec, TypeVar

from monitor.compare import Verdict, agreed_reading, block_digests, judge, moved_digests
from monitor.compare.remembered import reading_of_story
from scrapers.channels import read_channel
from scrapers.extract import EXTRACTOR, ExtractionError, extract, pack_reading, unpack_reading
from scrapers.items import Listing, Reading, Story, Suspicion
from scrapers.sources import ChannelKind
from scrapers.suspects import suspicion

P = ParamSpec("P")
T = TypeVar("T")

_CPU_LIMIT = "PRESSWATCH_WORKER_CPU_SECONDS"

OUT_OF_MEMORY = 137
"""The exit status of a worker that passed its memory limit; the one that the kernel's own killer leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A reading as desk.db keeps it: the story as JSON, blocks compressed, and the extractor that made it."""

    story: str
    blocks: bytes
    extractor: str = EXTRACTOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The last version's page: its reading; where that was made by another extractor or is lost, its bytes.

    `story` is the version as the archive keeps it, given with the bytes, or alone where these are gone too. `repeated`
    are the digests of what the site repeats on other pages.
    """

    packed: Packed | None = None
    body: bytes | None = None
    story: Story | None = None
    content_type: str | None = None
    repeated: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """What came of a page.

    `story` is what the archive keeps if this is a version, `packed` the page's reading with that story, `digests`
    its blocks for the memory of the site, `moved` those that only it or only the earlier page shows; `verdict` is
    there when an earlier page was given, `suspicion` when none was. `earlier` is the earlier page's reading where
    it had to be made anew. `error` says why the page cannot be read.
    """

    story: Story | None = None
    packed: Packed | None = None
    digests: bytes = b""
    moved: tuple[bytes, bytes] = (b"", b"")
    canonical_url: str | None = None
    verdict: Verdict | None = None
    suspicion: Suspicion | None = None
    earlier: Packed | None = None
    error: str | None = None


def prepare_worker(memory_limit: int, cpu_limit: int) -> None:
    """Limits the worker's memory (bytes of data, RLIMIT_DATA) and each task's CPU (seconds); Ctrl-C is the parent's."""
    os.environ[_CPU_LIMIT] = str(cpu_limit)
    resource.setrlimit(resource.RLIMIT_DATA, (memory_limit, memory_limit))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.WARNING)


def _within_limits(function: Callable[P, T]) -> Callable[P, T]:
    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        # The kernel ends the process with SIGXCPU: a busy machine does not make a page look like a hostile one.
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        cpu_limit = int(process_time()) + int(os.environ[_CPU_LIMIT]) + 1 if _CPU_LIMIT in os.environ else hard
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_limit, hard))
        try:
            return function(*args, **kwargs)
        except MemoryError:
            # After a failed allocation C libraries may be in any state: this worker is not to be trusted again.
            os._exit(OUT_OF_MEMORY)

    return guarded


@_within_limits
def list_channel(body: bytes, *, url: str, kind: ChannelKind, content_type: str | None, now: datetime) -> Listing:
    """A channel's bytes to its listing."""
    return read_channel(body, url=url, kind=kind, content_type=content_type, now=now)


@_within_limits
def read_page(
    body: bytes,
    *,
    url: str,
    final_url: str,
    status: int,
    content_type: str | None,
    earlier: Earlier | None,
    witness: Packed | None = None,
) -> PageRead:
    """A page's bytes to its story, judged against the earlier page where there is one.

    `witness` is what a fetch a moment ago showed: what only one of the two shows is neither story nor change.
    """
    try:
        reading = extract(body, url=final_url, content_type=content_type)
    except ExtractionError as error:
        return PageRead(error=str(error))
    if earlier is None:
        if witness is not None:
            reading = agreed_reading(reading, _unpack(witness))
        suspect = suspicion(reading, url=url, final_url=final_url, status=status)
        return PageRead(
            story=reading.story,
            packed=_pack(reading),
            digests=block_digests(reading),
            canonical_url=reading.canonical_url,
            suspicion=suspect,
        )
    return _judged(earlier, reading, witness, url=url, final_url=final_url, status=status)


@_within_limits
def page_digests(body: bytes, *, url: str, content_type: str | None) -> bytes:
    """A page's bytes to the digests of its blocks; none where it is no article that can be read."""
    try:
        reading = extract(body, url=url, content_type=content_type)
    except ExtractionError:
        return b""
    return b"" if suspicion(reading, url=url, final_url=url, status=200) else block_digests(reading)


@_within_limits
def compare_packed(
    before: Earlier, after: Packed, *, url: str, final_url: str, status: int, witness: Packed | None = None
) -> PageRead:
    """Judges a page that was read before anyone knew that its article is an old one."""
    return _judged(before, _unpack(after), witness, url=url, final_url=final_url, status=status)


@_within_limits
def reread_page(body: bytes, *, url: str, content_type: str | None, story: Story) -> PageRead:
    """The page of the version that says `story`, read by today's extractor: its reading, or why there is none."""
    try:
        reading = _read_again(body, url=url, content_type=content_type, story=story)
    except ExtractionError as error:
        return PageRead(error=str(error))
    return PageRead(story=reading.story, packed=_pack(reading))


def _judged(
    earlier: Earlier, after: Reading, witness: Packed | None, *, url: str, final_url: str, status: int
) -> PageRead:
    before, remade = _earlier_reading(earlier, url, after)
    verdict = judge(
        before,
        after,
        url=url,
        final_url=final_url,
        status=status,
        repeated=earlier.repeated,
        witness=_unpack(witness) if witness is not None else None,
    )
    is_new_form = verdict.changed or verdict.carries_over
    return PageRead(
        story=verdict.story,
        # What the next page is compared with speaks of the story as the archive keeps it, not as it was extracted.
        packed=_pack(replace(after, story=verdict.story)) if is_new_form else None,
        digests=block_digests(after) if is_new_form else b"",
        moved=moved_digests(before, after) if verdict.status == "ok" else (b"", b""),
        canonical_url=after.canonical_url,
        verdict=verdict,
        earlier=remade,
    )


def _earlier_reading(earlier: Earlier, url: str, today: Reading) -> tuple[Reading, Packed | None]:
    if earlier.packed is not None:
        return unpack_reading(earlier.packed.story, earlier.packed.blocks), None
    reading = _from_capture(earlier, url)
    if reading is None and earlier.story is not None:
        reading = reading_of_story(earlier.story, today)
    if reading is None:
        raise ValueError(f"{url}: neither a reading, a capture nor a version of the earlier page is left")
    return reading, _pack(reading)


def _from_capture(earlier: Earlier, url: str) -> Reading | None:
    """The earlier page read again; None where its bytes are gone or today's extractor cannot read them."""
    if earlier.body is None:
        return None
    try:
        return _read_again(earlier.body, url=url, content_type=earlier.content_type, story=earlier.story)
    except ExtractionError:
        return None


def _read_again(body: bytes, *, url: str, content_type: str | None, story: Story | None) -> Reading:
    """An earlier page's reading, with the version's story where today's extractor had found it.

    What another extractor found is left aside, for like is compared with like: of 267 real pages that did not change
    one to 144 would pass for edited if the story were told as an extractor of other habits had it.
    """
    reading = extract(body, url=url, content_type=content_type)
    return replace(reading, story=story) if story is not None and story.extractor == EXTRACTOR else reading


def _unpack(packed: Packed) -> Reading:
    return unpack_reading(packed.story, packed.blocks)


def _pack(reading: Reading) -> Packed:
    story, blocks = pack_reading(reading)
    return Packed(story=story, blocks=blocks)
