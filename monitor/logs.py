"""Logging of the long-running commands: one line an event on stderr, libraries only where they warn."""

import logging

_QUIET = ("scrapy", "twisted", "apscheduler", "asyncio", "trafilatura", "htmldate", "py.warnings", "filelock")


def log_to_stderr(*, verbose: bool = False, quiet: bool = False) -> None:
    """Sets up the root logger: INFO and above.

    `verbose` shows our own DEBUG lines and the libraries' INFO lines, `quiet` only what a person must act on.
    """
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.ERROR if quiet else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S%z",
    )
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.INFO if verbose else logging.WARNING)
    # Its tracebacks for a robots.txt that does not answer say no more than the failure's row.
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
