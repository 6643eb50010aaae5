"""Shares and how sure they are."""

import math


def wilson(count: float, of: int) -> tuple[float, float]:
    """The 95% interval of the share `count / of` (Wilson)."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, count / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)
