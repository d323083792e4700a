"""Block Kit as Slack enforces it: strict checks of messages and views, and what a person reads in them."""

from .reading import text_of
from .rules import Problem
from .surfaces import check_message, check_view

__all__ = ["Problem", "check_message", "check_view", "text_of"]
