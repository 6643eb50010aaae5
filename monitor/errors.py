"""The base of the errors that monitor expects, and that the command line shows as one line without a traceback."""


class MonitorError(Exception):
    """Something expected went wrong; the message names the thing and the remedy."""
