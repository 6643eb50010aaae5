"""The event that signals set: at whatever moment they come."""

import signal
import subprocess
import sys
import threading

import pytest

from monitor.stopping import SIGNALS, stopped_by_signals
from tests.running import PATIENCE

IN_THE_MIDDLE_OF_WAIT = """
import signal
from monitor.stopping import stopped_by_signals

with stopped_by_signals() as stop:
    with stop._cond:  # What `wait` holds until it sleeps, and `set` waits for.
        signal.raise_signal(signal.SIGTERM)
    print(stop.wait(60))
"""


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_sets_it_and_means_afterwards_what_it_meant_before(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with stopped_by_signals() as stop:
        assert not stop.is_set()
        signal.raise_signal(number)
        assert stop.wait(PATIENCE)
        signal.raise_signal(number)
    assert signal.getsignal(number) == before


def test_a_signal_in_the_middle_of_wait_does_not_stop_it_for_ever() -> None:
    # In a process of its own, for what goes wrong here is a wait without end.
    ran = subprocess.run(
        [sys.executable, "-c", IN_THE_MIDDLE_OF_WAIT], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (ran.returncode, ran.stdout) == (0, "True\n"), ran.stderr


def test_its_thread_ends_with_it() -> None:
    with stopped_by_signals():
        (thread,) = (each for each in threading.enumerate() if each.name == "signals")
    thread.join(PATIENCE)
    assert not thread.is_alive()
