"""Events: each is stored before it is acked (promise 7); the inbox works them afterwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot import home, mentions, reactions, threads
from escalation_bot.domain.policy import Policy
from escalation_bot.front import Front
from escalation_bot.jobs.inbox import Effect, nothing
from escalation_bot.store import inbox, outbox
from escalation_bot.store.db import Tx
from escalation_bot.store.inbox import Event, Stored

SCOPES: Mapping[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "subteam_members_changed": ("usergroups:read",),
    "subteam_updated": ("usergroups:read",),
    "app_home_opened": (),
    "user_change": ("users:read",),
}
"""The events that the bot subscribes to, and what each needs (SLACK-FACTS A4)."""


def event_of(body: Mapping[str, Any]) -> Event:
    """What to keep of a delivery: its channel is worked in order, `thread` keeps one case's events together."""
    event = body["event"]
    item = event["item"] if isinstance(event.get("item"), Mapping) else {}
    said = threads.message_of(event)
    channel = str(event.get("channel") or item.get("channel") or "")
    thread = str(said.get("thread_ts") or item.get("ts") or said.get("ts") or "")
    subject = f"{event.get('user')}:{channel}:{item.get('ts')}:{event.get('reaction')}" if item else ""
    if said is not event:
        subject = f"{event['subtype']}:{channel}:{said.get('ts')}"
    return Event(body["event_id"], channel, f"{channel}:{thread}", subject, str(event.get("event_ts", "")), event)


async def on_event(ack: AsyncAck, body: Mapping[str, Any], front: Front) -> None:
    """Stores the event, then acks. What only refreshes a cache needs no inbox."""
    event = body["event"]
    if event["type"] in {"member_joined_channel", "member_left_channel"}:
        front.directory.forget_readers(event["channel"])
    if event["type"] == "app_home_opened":
        home.opened(front, event)
    elif event["type"] in {"subteam_members_changed", "subteam_updated", "user_change"}:
        _forget(event, front)
    elif not _carries_nothing(event, front.policy):
        async with front.desk.turn() as tx:
            await inbox.store(tx, event_of(body))
        front.arrived()
    await ack()


def _forget(event: Mapping[str, Any], front: Front) -> None:
    """What was known of a person or a group counts no more; somebody may have left."""
    if event["type"] == "user_change":
        front.directory.forget_user(event["user"]["id"])
    else:
        front.directory.forget_group(event.get("subteam_id") or event["subteam"]["id"])
    front.people_changed()


def _carries_nothing(event: Mapping[str, Any], policy: Policy) -> bool:
    """What carries nothing for us: messages outside threads but to one member about a ticket, of bots, edits that
    change no word, joins, who left a channel, reactions without a meaning here.

    What is not stored is not kept.
    """
    if event["type"] in {"reaction_added", "reaction_removed"}:
        return policy.verb_of(str(event.get("reaction", ""))) is None
    if event["type"] == "member_left_channel":
        return True
    talk = mentions.is_direct(event) or threads.is_talk(event) or mentions.may_be_private(event, policy)
    return event["type"] == "message" and not talk


async def on_message(front: Front, event: Stored) -> Effect:
    """A message to the bot, a reply that may be in one of our threads, or words to one member that are the team's."""
    said = event.event.payload
    if mentions.is_direct(said):
        return await mentions.on_direct(front, event)
    reply = await threads.on_message(front, event) if threads.is_talk(said) else nothing
    private = await mentions.on_private(front, event) if mentions.may_be_private(said, front.policy) else nothing

    async def effect(tx: Tx) -> None:
        await reply(tx)
        await private(tx)

    return effect


async def on_joined(front: Front, event: Stored) -> Effect:
    """The bot joined a channel: it is known by its name now, and what was set aside for it is sent."""
    bot = front.api.identity
    if bot is None or event.event.payload.get("user") != bot.user_id:
        return nothing
    found = await front.look_names_up()

    async def effect(tx: Tx) -> None:
        for name, channel in found.items():
            await outbox.rename(tx, name, channel)
        await outbox.resend_to(tx, event.event.lane)

    return effect


HANDLERS: Mapping[str, Callable[[Front, Stored], Awaitable[Effect]]] = {
    "app_mention": mentions.on_mention,
    "message": on_message,
    "reaction_added": reactions.on_added,
    "reaction_removed": reactions.on_removed,
    "member_joined_channel": on_joined,
}


def register(app: AsyncApp, front: Front) -> None:
    """Binds every event that the manifest subscribes to."""
    for name in dict.fromkeys(event.partition(".")[0] for event in SCOPES):
        _bind(app, front, name)


def _bind(app: AsyncApp, front: Front, name: str) -> None:
    @app.event(name)
    async def happened(ack: AsyncAck, body: dict[str, Any]) -> None:
        await on_event(ack, body, front)
