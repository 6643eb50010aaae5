"""The deliverer killed at forty random moments, against servers that fail at random: nothing lost, no repeat unexcused.

`python bench/delivery.py kills` does it two hundred times.
"""

from pathlib import Path

import pytest
from delivery_kills import kill_again_and_again


@pytest.mark.slow
@pytest.mark.once
async def test_kills_at_any_moment_lose_no_message(tmp_path: Path) -> None:
    figures = await kill_again_and_again(tmp_path, kills=40, seed=2)
    assert (figures.lost, figures.doubled, figures.unexcused) == (0, 0, 0), figures
    # Or the servers and the killer had been too kind to prove anything.
    assert figures.repeats > 0
    assert len(figures.faults) > 4
