"""Much that concerns nobody: the bot keeps nothing of it."""

from __future__ import annotations

import json

from sqlmodel import func, select

from escalation_bot.store.traffic import InboxRow

from .conftest import ONE_WAY, Office

ROUNDS = 40


async def kept(office: Office) -> list[str]:
    """What the inbox still holds, as text."""
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        return [json.dumps(payload) for payload in await tx.session.exec(select(InboxRow.payload))]


@ONE_WAY
async def test_what_concerns_no_request_is_not_kept(office: Office) -> None:
    stranger = office.person("stranger")
    await office.asked()
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        before = (await tx.session.exec(select(func.count()).select_from(InboxRow))).one()
    talk = await stranger.says("Lunch? The canteen has soup.", in_="#help-soc")
    for _ in range(ROUNDS):
        await stranger.reacts("tada", talk)
        await stranger.unreacts("tada", talk)
        await stranger.says("Lunch? The canteen has soup.", in_="#help-soc")
    await office.idle()
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        after = (await tx.session.exec(select(func.count()).select_from(InboxRow))).one()
    assert after == before


@ONE_WAY
async def test_an_event_that_is_done_keeps_no_words(office: Office) -> None:
    _, receipt = await office.asked()
    await office.person("stranger").replies(receipt, "Our secret is seven.")
    await office.idle()
    assert await office.person("sam").sees("Our secret is seven.", in_="#soc-queue")
    assert not [payload for payload in await kept(office) if "secret" in payload]
