"""HTTP as far as both ends of the measurement need it: where a message ends."""

from __future__ import annotations

import re
from typing import NamedTuple

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Message(NamedTuple):
    """A request or an answer, and what was received behind it."""

    head: bytes
    body: bytes
    rest: bytes


def first_message(received: bytes) -> Message | None:
    """The first of what was received, once its length has come. Without a length it has no body."""
    head, found, behind = received.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    size = int(length[1]) if length else 0
    if not found or len(behind) < size:
        return None
    return Message(head, behind[:size], behind[size:])
