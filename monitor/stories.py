"""A version of the archive as the story that comparing and rendering speak of."""

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
