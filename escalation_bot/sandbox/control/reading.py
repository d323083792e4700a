"""What somebody has read: up to which message, in a channel or a thread."""

from escalation_bot.sandbox.messages import Conversation
from escalation_bot.sandbox.workspace import Workspace


def read_up_to(ws: Workspace, user: str, where: Conversation, thread_ts: str, ts: str) -> None:
    """Mark everything up to `ts` as read; without it, everything."""
    place = (user, where.id, thread_ts)
    ws.read[place] = ts or ws.stamp()
    if thread_ts:
        ws.journal.note("message", where.id, thread_ts)
    ws.journal.note("channel", where.id)
