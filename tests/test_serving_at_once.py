"""Answers leave when they are ready."""

import socket
from pathlib import Path

from monitor.site import Site, _listen


def test_the_end_of_an_answer_does_not_wait_for_its_beginning_to_be_acknowledged() -> None:
    """With Nagle's algorithm, which asyncio leaves on for such a listener, each page came 40 ms late."""
    with (
        _listen(Site(archive=Path("archive.db"), port=0)) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
