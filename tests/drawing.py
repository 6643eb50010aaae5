"""How many examples Hypothesis draws where many are needed to meet what is rare."""

from hypothesis import settings


def many(examples: int) -> int:
    """So many at a desk, where each run draws anew; a quarter of them at the gate, which draws the same each time."""
    return examples // 4 if settings.get_current_profile_name() == "gate" else examples
