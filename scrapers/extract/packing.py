"""A reading as one JSON text and one compressed blob for desk.db, and back, exactly."""

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from scrapers.items import Block, Reading, Story, Titles, Wrapper

_LEVEL = 6
_FORMAT = 1
_WRAPPERS = tuple(Wrapper)


def pack_reading(reading: Reading) -> tuple[str, bytes]:
    """The story as JSON, and the rest (titles, witnesses, blocks) as zlib-compressed JSON."""
    return _dump(_story_fields(reading.story)), zlib.compress(_dump(_rest_fields(reading)).encode(), _LEVEL)


def unpack_reading(story: str, blocks: bytes) -> Reading:
    """The reading that was packed. Raises ValueError where the blob is of another format."""
    rest = json.loads(zlib.decompress(blocks))
    if rest["v"] != _FORMAT:
        raise ValueError(f"packed reading has format {rest['v']}, not {_FORMAT}: make it again from its capture")
    places, tags = rest["places"], rest["tags"]
    return Reading(
        story=_story(json.loads(story)),
        titles=Titles(json_ld=rest["titles"][0], open_graph=rest["titles"][1], heading=rest["titles"][2]),
        blocks=tuple(_block(row, places, tags) for row in rest["blocks"]),
        **rest["page"],
    )


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _story_fields(story: Story) -> dict[str, object]:
    return {
        "headline": story.headline,
        "standfirst": story.standfirst,
        "byline": list(story.byline),
        "published_at": _written(story.published_at),
        "modified_at": _written(story.modified_at),
        "language": story.language,
        "body": story.body,
        "extractor": story.extractor,
    }


def _story(fields: Mapping[str, Any]) -> Story:  # JSON that we wrote
    times = {name: _read(fields[name]) for name in ("published_at", "modified_at")}
    return Story(**{**fields, **times, "byline": tuple(fields["byline"])})


def _written(when: datetime | None) -> str | None:
    return when.astimezone(UTC).isoformat() if when else None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _rest_fields(reading: Reading) -> dict[str, object]:
    places: dict[str, int] = {}
    tags: dict[str, int] = {}
    return {
        "v": _FORMAT,
        "titles": [reading.titles.json_ld, reading.titles.open_graph, reading.titles.heading],
        "page": {
            "canonical_url": reading.canonical_url,
            "amp_url": reading.amp_url,
            "article_body": reading.article_body,
            "paywalled": reading.paywalled,
            "has_article_data": reading.has_article_data,
            "text_chars": reading.text_chars,
            "encoding": reading.encoding,
            "page_title": reading.page_title,
            "declared_type": reading.declared_type,
            "script_count": reading.script_count,
            "has_password_field": reading.has_password_field,
            "is_complete": reading.is_complete,
        },
        "blocks": [_row(block, places, tags) for block in reading.blocks],
        "places": list(places),
        "tags": list(tags),
    }


def _row(block: Block, places: dict[str, int], tags: dict[str, int]) -> list[object]:
    flags = block.lone_link | block.has_controls << 1 | block.story << 2 | _WRAPPERS.index(block.wrapper) << 3
    place = places.setdefault(block.place, len(places))
    return [block.text, tags.setdefault(block.tag, len(tags)), place, block.link_chars, flags]


def _block(row: list[Any], places: list[str], tags: list[str]) -> Block:
    text, tag, place, link_chars, flags = row
    return Block(
        text=text,
        tag=tags[tag],
        place=places[place],
        link_chars=link_chars,
        lone_link=bool(flags & 1),
        has_controls=bool(flags & 2),
        story=bool(flags & 4),
        wrapper=_WRAPPERS[flags >> 3],
    )
