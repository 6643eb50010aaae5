"""Which changes each watch selects: reads the change log with a cursor, runs every query over a batch at once.

`watches` makes what is configured ready, `sieve` spares most queries, `texts` says what a change's texts are, `events`
decides, `searching` and `keeping` are the two halves that read and write; `trying` and `explaining` answer a person.
"""

from monitor.matching.keeping import adopt_watches, keep_matches
from monitor.matching.searching import Found, find_matches
from monitor.matching.watches import ReadyWatches, ready_watches

__all__ = ["Found", "ReadyWatches", "adopt_watches", "find_matches", "keep_matches", "ready_watches"]
