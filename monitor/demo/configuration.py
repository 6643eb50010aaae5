"""The configuration with which a desk would watch the newsroom: the demo's, and one to play with by hand."""

from datetime import timedelta

from monitor.config import SourceConfig
from monitor.config.writing import source_table
from monitor.demo.newsroom import Newsroom
from monitor.demo.outlets import Outlet

_HEAD = """\
[archive]
title = "Demo: an alliance in Jammu and Kashmir"
contact = "desk@example.org"

[[watch]]
id = "nc-congress"
title = "National Conference and Congress: alliance"
query = '''
(alliance OR गठबंधन OR اتحاد) AND (Congress OR कांग्रेस OR کانگریس)
AND ("National Conference" OR "नेशनल कॉन्फ्रेंस" OR "نیشنل کانفرنس")
'''
public = true

[[subscription]]
watch = "nc-congress"
to = "env:DEMO_INBOX"
on = ["report", "edit", "correction", "removal", "restoration"]
digest = "now"
cap = 1000

[[watch]]
id = "lake-and-water"
title = "Srinagar: the lake and the taps"
query = '"Dal Lake" OR Soura'

[[subscription]]
watch = "lake-and-water"
to = "env:DEMO_INBOX"
on = ["removal", "restoration"]
"""


def configuration(room: Newsroom) -> str:
    """presswatch.toml for an open newsroom, with its outlets as the sources and no delay but what robots.txt asks."""
    return "\n".join([_HEAD, *(source_table(_source(outlet)) for outlet in room.outlets.values())])


def _source(outlet: Outlet) -> SourceConfig:
    return SourceConfig(
        id=outlet.id,
        name=outlet.masthead.name,
        home=outlet.home,
        feeds=tuple(outlet.feeds),
        sitemaps=tuple(outlet.sitemaps),
        sections=tuple(outlet.sections),
        every=timedelta(minutes=1),
        language=outlet.masthead.language,
        min_delay=0,
    )
