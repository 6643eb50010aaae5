"""`extract` and `compare`: pages in, stories and verdicts out, without a configuration or an archive."""

import asyncio
import logging
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.output import print_json
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.answers import Answerer

_page_path = click.Path(path_type=Path, dir_okay=False, allow_dash=False)


@click.command()
@click.argument("file", required=False, type=_page_path)
@click.option("--url", help="The address that FILE was fetched from.")
def extract(file: Path | None, url: str | None) -> None:
    """Read the story of a page.

    FILE is HTML as it was served, with --url. Without FILE: JSON lines `{"id", "url", "html"}` on stdin. One JSON line
    for each, in order: `{"id", "headline", "standfirst", "byline", "published_at", "modified_at", "language", "body",
    "suspect"}`; `suspect` says why the page must not be taken for the story, null where it may. A line that fails gets
    `{"id", "error"}`.
    """
    from monitor.answers import answer_extract

    if file is None:
        _refuse_url(url)
        _answer_stdin(answer_extract)
    else:
        _answer_files({"id": str(file), "html": file}, answer_extract, url=url)


@click.command()
@click.argument("before", required=False, type=_page_path)
@click.argument("after", required=False, type=_page_path)
@click.option("--url", help="The address that both files were fetched from.")
@click.option("--site-pages", type=_page_path, help="JSON lines `{url, html}` of other pages of the same sites.")
def compare(before: Path | None, after: Path | None, url: str | None, site_pages: Path | None) -> None:
    """Tell whether a story changed between two pages.

    BEFORE and AFTER are HTML as it was served, with --url. Without them: JSON lines `{"id", "url", "before",
    "after"}` on stdin, with `after_status` where it was not 200 and `after_url` where the fetch ended elsewhere.
    One JSON line for each, in order: `{"id", "changed", "status", "reason", "kind", "fields", "words_added",
    "words_removed", "chars_changed", "diff"}`; of a change also `"summary"`, `"importance"` (0 to 1) and
    `"traits"`, and `"confirm": true` where a crawl would fetch a second time before it believes it. A line that
    fails gets `{"id", "error"}`. From --site-pages it learns what a site repeats from page to page.
    """
    from monitor.answers import Comparer, check_site_pages

    if site_pages is not None:
        check_site_pages(site_pages)
    comparer = Comparer(site_pages)
    if before is None:
        _refuse_url(url)
        _answer_stdin(comparer)
    elif after is None:
        raise click.UsageError("BEFORE stands alone; give AFTER too, the later page")
    else:
        _answer_files({"id": str(after), "before": before, "after": after}, comparer, url=url)


def _refuse_url(url: str | None) -> None:
    if url is not None:
        raise click.UsageError("--url belongs to a file; on stdin each line has its own url")


def _answer_files(request: dict[str, Any], answerer: "Answerer", *, url: str | None) -> None:  # as JSON would have it
    from monitor.answers import BadLineError, answer_one
    from monitor.reading import ReadingFailed

    if url is None:
        raise click.UsageError("--url is missing: the address that the page was fetched from")
    pages = {key: value.read_bytes() if isinstance(value, Path) else value for key, value in request.items()}
    _quieten()
    try:
        print_json(asyncio.run(answer_one({**pages, "url": url}, answerer)))
    except (BadLineError, ReadingFailed) as error:
        raise MonitorError(f"{request['id']}: {error}") from error


def _answer_stdin(answerer: "Answerer") -> None:
    from monitor.answers import answer_lines

    _quieten()
    asyncio.run(answer_lines(_stdin_lines(), answerer, print_json))


def _stdin_lines() -> Iterable[bytes]:
    """Stdin by a file object of its own: Python's may not be in use by a thread when the program is interrupted."""
    return os.fdopen(os.dup(sys.stdin.fileno()), "rb")


def _quieten() -> None:
    """What fails is told in its line; a traceback on stderr would tell it twice."""
    logging.getLogger("monitor.reading").setLevel(logging.CRITICAL)
