"""What is wrong with the sources, the machine and the deliveries: found, kept, and told to the desk once.

`find_conditions` reads, `keep_conditions` writes, `queue_bulletins` makes deliveries of what the desk is to be told;
`lookout` does all three, for `run`.
"""

from monitor.conditions.finding import find_conditions
from monitor.conditions.flows import Histories
from monitor.conditions.keeping import Kept, keep_conditions, queue_bulletins, settle_bulletins
from monitor.conditions.kinds import Finding, Findings, Kind

__all__ = [
    "Finding",
    "Findings",
    "Histories",
    "Kept",
    "Kind",
    "find_conditions",
    "keep_conditions",
    "queue_bulletins",
    "settle_bulletins",
]
