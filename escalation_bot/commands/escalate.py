"""`/escalate`: a ticket opens the form; `status`, `list`, `withdraw`, `policy` and `help` answer at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from difflib import get_close_matches
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.commands import answers, digest, outage
from escalation_bot.commands.answers import Call
from escalation_bot.domain.text import plain
from escalation_bot.domain.tickets import find
from escalation_bot.front import Again, Front
from escalation_bot.messages.render import Message
from escalation_bot.modals import escalate

Answer = Callable[[Front, Call], Awaitable[Message | None]]
ANSWERS: Mapping[str, Answer] = {
    "status": answers.status,
    "list": answers.listing,
    "withdraw": answers.withdraw,
    "digest": digest.answer,
    "outage": outage.answer,
    "policy": answers.policy,
    "help": answers.usage,
}


def closest(text: str, front: Front) -> str | None:
    """The command that somebody may have meant: beside a ticket one word or two, the first nearly one of ours."""
    found = find(text, front.policy.teams.values())
    words = found.rest.split()
    if not words or len(words) > (1 if found.tickets else 2):
        return None
    near = next(iter(get_close_matches(words[0].lower(), ANSWERS, n=1, cutoff=0.7)), None)
    return " ".join(filter(None, (near, found.ticket))) if near else None


def _answer(name: str, rest: str, front: Front) -> Answer | None:
    """The command that is meant. `help with SOC-1, …` and `outage at SOC-1` are words about a ticket, for the form; a
    word on a known issue may name one."""
    of_issue = name == "outage" and rest.partition(" ")[0] in {"update", "over"}
    is_plain = name in {"digest", "help", "outage", "policy"} and not of_issue
    if is_plain and find(rest, front.policy.teams.values()).tickets:
        return None
    return ANSWERS.get(name)


async def on_command(ack: AsyncAck, body: Mapping[str, Any], front: Front) -> None:
    """Answers, or opens the form beside the ack (promise 1)."""
    text = plain(body.get("text", ""), {})
    name, _, rest = text.partition(" ")
    trigger, response_url = body["trigger_id"], body.get("response_url")
    call = Call(body["user_id"], body["channel_id"], rest.strip(), body["command"], trigger, response_url)
    if answer := _answer(name.lower(), rest, front):
        message = await answer(front, call)
    elif near := closest(text, front):
        message = front.render.message("answer/unknown", {"text": text, "near": near, "command": call.command})
    else:
        draft = escalate.Draft.of(text, call.channel, front)
        again = Again("open_form", text)
        front.open_form(trigger, lambda: escalate.view(front, draft), response_url, again)
        message = None
    if message is None:
        await ack()
        return
    await ack(text=message.text, blocks=message.blocks, response_type="ephemeral")


def register(app: AsyncApp, front: Front) -> None:
    """Binds the command under the name that the policy gives it."""

    @app.command(front.policy.command)
    async def typed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await on_command(ack, body, front)
