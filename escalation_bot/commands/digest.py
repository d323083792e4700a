"""`/escalate digest on|off`: one's own digest each working morning, for who wants it."""

from __future__ import annotations

from escalation_bot.commands.answers import Call
from escalation_bot.front import Front
from escalation_bot.messages.render import Message
from escalation_bot.store import digests


async def answer(front: Front, call: Call) -> Message:
    """Begins or ends it; anything else says how it stands."""
    wanted = call.rest.casefold()
    if wanted in {"on", "off"}:
        async with front.desk.turn() as tx:
            await (digests.subscribe if wanted == "on" else digests.unsubscribe)(tx, call.user)
    async with front.desk.look() as tx:
        on = await digests.reads(tx, call.user)
    return front.render.message("answer/digest", {"on": on, "command": call.command})
