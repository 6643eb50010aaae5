"""From matches to messages that a server accepted: what is told to whom, when, in which message, and the sending of it.

`planning`, `calendar`, `merging` and `retrying` decide and are pure; `gathering` and `composing` read and write by
them; `outbox` owns subscribers.db; `deliverer` sends, one destination beside the other.
"""
