"""The evidence behind a version: the stored WARC record as it lies on disk, or the page's body as plain text.

What a publisher served may hold anything, so it is never shown by this site: it is an attachment, of a type that no
browser runs, in a sandbox.
"""

import asyncio
import io
from pathlib import Path

from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils.asgi import NotFound, Request, Response
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

CAPTURE = """
SELECT captures.id, file, offset, length, article_id
FROM captures LEFT JOIN versions ON versions.capture_id = captures.id
WHERE captures.id = :capture
"""
LONGEST = 64_000_000
"""Bytes of one record that are read; a page's body has at most 8 MB when it is fetched."""

GONE = "The file of this capture is no longer kept; its digest stays in the table of captures."
SANDBOX = {
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
}


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"/-/capture/(?P<id>[0-9]{1,18})(?P<record>\.warc\.gz)?$", capture)]


async def capture(datasette: Datasette, request: Request) -> Response:
    """`/-/capture/7` is the body as text, `/-/capture/7.warc.gz` the record: one gzip member that WARC tools read."""
    database = datasette.get_database()
    await datasette.ensure_permissions(
        request.actor,
        [("view-table", (database.name, "captures")), ("view-database", database.name), "view-instance"],
    )
    row = (await database.execute(CAPTURE, {"capture": int(request.url_vars["id"])})).first()
    if row is None and await pm.hook.archive_extracts(database=database)[0]:
        raise NotFound("This archive publishes extracts of texts; captures of whole pages are not among them.")
    if row is None:
        raise NotFound("No such capture is in this archive.")
    wanted = {"request": request, "article": row["article_id"]}
    redacted: Response | None = await pm.hook.archive_redacted(datasette=datasette, **wanted)[0]
    if redacted is not None:
        return redacted
    captures = Path(database.path).absolute().parent / "captures"
    record = await asyncio.to_thread(read_record, captures, row["file"], offset=row["offset"], length=row["length"])
    if request.url_vars["record"]:
        return _attachment(record, f"capture-{row['id']}.warc.gz", "application/octet-stream")
    body = await asyncio.to_thread(payload, record)
    return _attachment(body, f"capture-{row['id']}.txt", "text/plain")


def _attachment(body: bytes, name: str, content_type: str) -> Response:
    # No word of how long it may be kept: as long as a page, since it may be taken down.
    headers = {**SANDBOX, "content-disposition": f'attachment; filename="{name}"'}
    return Response(body, headers=headers, content_type=content_type)


def read_record(captures: Path, file: str, *, offset: int, length: int) -> bytes:
    """The bytes of one record. Raises NotFound where they are not there, or not inside of the captures' folder."""
    if not 0 < length <= LONGEST or offset < 0:
        raise NotFound(GONE)
    folder = captures.resolve()
    try:
        path = (folder / file).resolve()
        if not path.is_relative_to(folder):
            raise NotFound(GONE)
        with path.open("rb") as warc:
            warc.seek(offset)
            record = warc.read(length)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise NotFound(GONE) from error
    if len(record) < length:
        raise NotFound(GONE)
    return record


def payload(record: bytes) -> bytes:
    """The body that a record holds, at most 64 MB of it. Raises NotFound where the bytes are no WARC record."""
    try:
        found = next(ArchiveIterator(io.BytesIO(record)))
        return bytes(found.content_stream().read(LONGEST))
    except (StopIteration, ArchiveLoadFailed) as error:
        raise NotFound(GONE) from error
