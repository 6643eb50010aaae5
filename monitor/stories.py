"""A version of the archive as the story that comparing and rendering speak of, and the digest of what it says. Pure."""

import hashlib

from scrapers.items import Story
from storage.records import Version


def story_of(version: Version) -> Story:
    """A version as the extractor's Story."""
    return Story(
        headline=version.headline,
        standfirst=version.standfirst,
        byline=version.byline,
        published_at=version.published_at,
        modified_at=version.modified_at,
        language=version.language,
        body=version.body,
        extractor=version.extractor,
    )


def content_digest(story: Story) -> str:
    """SHA-256 over headline, standfirst, byline and body, in hexadecimal: equal for equal stories.

    The four are joined by NUL characters, the names of the byline by a semicolon and a space, as `versions` holds them:
    a semicolon inside of a name stands there as a comma.
    """
    byline = "; ".join(name.replace(";", ",") for name in story.byline)
    content = "\0".join((story.headline, story.standfirst, byline, story.body))
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()
