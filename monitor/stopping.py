"""The end that a signal asks for, as an event that threads may wait for."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, in the main thread's `with`; afterwards both do what they did before.

    A handler runs in the main thread, perhaps in the middle of that event's own `wait`, whose lock `set` would then
    wait for for ever. So it only puts a word into a queue, which may be interrupted by itself; a thread sets the event.
    """
    stop = threading.Event()
    asked = SimpleQueue[None]()

    def set_when_asked() -> None:
        asked.get()
        stop.set()

    threading.Thread(target=set_when_asked, name="signals", daemon=True).start()
    before = {number: signal.signal(number, lambda *_: asked.put(None)) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
        asked.put(None)
