"""Changes told to people: subject, plain text, HTML and Markdown of a message. Pure; sending is not here."""

from monitor.messages.compose import MOST_ITEMS, compose, desk_message
from monitor.messages.items import Item, Message

__all__ = ["MOST_ITEMS", "Item", "Message", "compose", "desk_message"]
