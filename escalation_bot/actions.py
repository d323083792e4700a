"""Buttons: a verb at once, or the form for its words."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot import home
from escalation_bot.desk import corrections, intents
from escalation_bot.desk.desk import Where
from escalation_bot.desk.turn import Details
from escalation_bot.domain.escalation import Outcome
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.front import Again, Front, View
from escalation_bot.messages import facts
from escalation_bot.modals import escalate, more, say, snooze, why
from escalation_bot.modals.sending import at_home
from escalation_bot.modals.values import carry, pressed

Handler = Callable[[AsyncAck, Mapping[str, Any], Mapping[str, Any], Front], Awaitable[None]]
_DETAILS = {"workaround": (Verb.CONFIRM, Details(outcome=Outcome.WORKAROUND))}


def _verb(action: str) -> tuple[Verb, Details] | None:
    name = action.partition("@")[0].partition(":")[2]
    if name in _DETAILS:
        return _DETAILS[name]
    return (Verb(name), Details()) if name in set(Verb) else None


def _again(action: Mapping[str, Any]) -> Again:
    return Again(action["action_id"], action.get("value", ""))


def _where(body: Mapping[str, Any]) -> Where:
    """Where the button's message stands; what is pressed on the Home tab is answered in the direct message."""
    place = body["container"]
    return Where(place.get("channel_id") or body["user"]["id"], place.get("thread_ts"))


def _is_home(body: Mapping[str, Any]) -> bool:
    """Was it pressed on the Home tab? That shows what became of it."""
    return bool(body["container"]["type"] == "view")


async def _opened(body: Mapping[str, Any], view: Awaitable[View]) -> View:
    """The form that a button opens."""
    return at_home(await view) if _is_home(body) else await view


async def on_verb(ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], front: Front) -> None:
    """A button that does a verb: `do:take`. Acks when it is stored, or when its person was told why not."""
    verb, about = _verb(action["action_id"]), pressed(action.get("value", ""))
    who = await front.person(body["user"]["id"])
    if verb and about:
        await front.desk.attempt(who, verb[0], about.number, _where(body), verb[1], about.seen)
        if _is_home(body):
            front.tasks.start(home.publish(front, who.id))
    else:
        await front.desk.say(who, "refused/gone", {}, _where(body))
    await ack()


async def on_retract(ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], front: Front) -> None:
    """`It was not one`: what counted as an update is none."""
    number, _, digest = action.get("value", "").partition(":")
    about, who = pressed(number), await front.person(body["user"]["id"])
    if about is None:
        await front.desk.say(who, "refused/gone", {}, _where(body))
    elif after := await front.desk.attempt(who, Verb.RETRACT, about.number, _where(body), Details(digest=digest)):
        await front.desk.say(who, "note/retracted", facts.of(after, front.policy), _where(body))
    await ack()


async def on_correct(ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], front: Front) -> None:
    """`Send the corrected words`: those that the reply has now."""
    number, _, place = action.get("value", "").partition(":")
    channel, _, ts = place.partition(":")
    about, who = pressed(number), await front.person(body["user"]["id"])
    await corrections.send(front.desk, who, about.number if about else 0, (channel, ts), _where(body))
    await ack()


async def _opens(
    ack: AsyncAck,
    body: Mapping[str, Any],
    action: Mapping[str, Any],
    front: Front,
    view: Callable[[Person, int], Awaitable[View]] | None,
) -> None:
    """Opens the form that a button stands for, about the escalation that it names."""
    about, who = pressed(action.get("value", "")), await front.person(body["user"]["id"])
    if view and about:
        number = about.number
        method = "views.push" if body.get("view", {}).get("type") == "modal" else "views.open"
        address, again = body.get("response_url"), _again(action)
        front.open_form(
            body["trigger_id"],
            lambda: _opened(body, view(who, number)),
            address,
            again,
            user=who.id,
            method=method,
        )
    else:
        await front.desk.say(who, "refused/gone", {}, _where(body))
    await ack()


async def on_form(ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], front: Front) -> None:
    """A button that opens a verb's form: `form:update`."""
    verb = _verb(action["action_id"])
    await _opens(ack, body, action, front, partial(more.form_for, front, verb[0]) if verb else None)


async def on_snooze(ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], front: Front) -> None:
    """`Snooze` under a reminder."""
    await _opens(ack, body, action, front, partial(snooze.view, front))


async def on_more(ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], front: Front) -> None:
    """`More…`: what this person may do now."""
    await _opens(ack, body, action, front, partial(more.view, front))


async def on_why(ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], front: Front) -> None:
    """`Why this place?`: anybody may ask."""
    await _opens(ack, body, action, front, partial(why.view, front))


async def on_open(ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], front: Front) -> None:
    """`Open the form`: the draft is in the button, and so is who wrote it, where that is somebody else."""
    text, author = action.get("value", ""), action["action_id"].partition(":")[2]
    draft = await escalate.draft_of(front, body["user"]["id"], text, author, body.get("channel", {}).get("id"))
    front.open_form(
        body["trigger_id"], lambda: _opened(body, escalate.view(front, draft)), body.get("response_url"), _again(action)
    )
    await ack()


async def on_intent(ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], front: Front) -> None:
    """`Stop` or `Change` under what a reaction is about to do."""
    about = pressed(action.get("value", ""))
    who = await front.person(body["user"]["id"])
    stopped = await intents.stop(front.desk, who, about.number if about else 0, _where(body))
    if stopped and action["action_id"] == "intent:change":
        verb, number, words = Verb(stopped.verb), stopped.escalation, stopped.words
        again = Again(f"form:{verb}", carry(number, None))
        front.open_form(
            body["trigger_id"], lambda: say.view(front, who, verb, number, words), body.get("response_url"), again
        )
    await ack()


def register(app: AsyncApp, front: Front) -> None:
    """Binds every button by the beginning of its id; one that is not ours any more is acked and does nothing."""
    handlers = {
        "do:": on_verb,
        "form:": on_form,
        "more": on_more,
        "snooze": on_snooze,
        "why": on_why,
        "open_form": on_open,
        "intent:": on_intent,
        "retract": on_retract,
        "correct": on_correct,
    }
    for prefix, handler in handlers.items():
        _bind(app, front, re.compile(f"^{prefix}"), handler)

    @app.action(re.compile(""))
    async def anything_else(ack: AsyncAck) -> None:
        await ack()


def _bind(app: AsyncApp, front: Front, prefix: re.Pattern[str], handler: Handler) -> None:
    @app.action(prefix)
    async def pressed_it(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await handler(ack, body, action, front)
