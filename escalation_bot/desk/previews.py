"""What the thread shows of the words that a reaction picked: what will be done with them, and what became of that."""

from __future__ import annotations

from dataclasses import replace

from escalation_bot.domain.delivery import Kind
from escalation_bot.domain.life import Verb
from escalation_bot.store import escalations, outbox, replies
from escalation_bot.store.db import Tx
from escalation_bot.store.replies import Intent


async def show(tx: Tx, intent: Intent, status: str, by: str | None = None) -> None:
    """The preview says what will be said, or what became of it and through whom; by itself through who reacted."""
    preview = await outbox.one(tx, intent.preview) if intent.preview else None
    if preview is None:
        return
    now = {"words_now": intent.words, "status": status, "by_whom": by or intent.person}
    shown = {**preview.delivery.facts, **now}
    edit = replace(preview.delivery, kind=Kind.EDIT, facts=shown, target=preview.id, thread=None, role=None)
    await outbox.add(tx, edit)


async def taken_back(tx: Tx, intent: Intent) -> None:
    """What was done is taken back: the preview says so, and its words were not passed on. Once."""
    if await replies.undone(tx, intent.id):
        await replies.passed_on(tx, intent.channel, intent.ts, None)
        await show(tx, intent, "taken back")


async def words_taken_back(tx: Tx, escalation: int, verb: Verb, digest: str | None) -> None:
    """The same where something else than the reaction's removal took them back."""
    for intent in await replies.done_intents(tx, escalation, str(verb)):
        if escalations.words_hash(intent.words) == digest:
            await taken_back(tx, intent)
