"""What stands in Slack, held against what the bot believes: every post once, in order, nothing left over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from escalation_bot.domain.delivery import UNSETTLED, Kind, Pending, Role, Status
from escalation_bot.sandbox.messages import Message
from escalation_bot.sandbox.server import Sandbox
from escalation_bot.store import inbox, outbox, replies
from escalation_bot.store.db import Database

EVENT = "escalation_bot_delivery"


def posted(slack: Sandbox) -> Iterator[tuple[str, Message]]:
    """Every lasting message of the bot's, with the mark that it carries."""
    for conversation in slack.ws.conversations.values():
        for message in conversation.lasting():
            if message.metadata and message.metadata["event_type"] == EVENT:
                yield message.metadata["event_payload"]["delivery"], message


async def deliveries(db: Database, slack: Sandbox) -> Sequence[Pending]:
    """Everything that the bot ever wanted to say, oldest first."""
    async with db.read(slack.team_id, slack.clock.now()) as tx:
        return await outbox.listing(tx, *Status, limit=10_000)


async def each_post_must_stand_once_and_in_order(db: Database, slack: Sandbox) -> None:
    """Fails for a post that is missing, doubled, not known to the bot, or out of order in its thread."""
    every = await deliveries(db, slack)
    sent = {each.mark: each for each in every if each.delivery.kind is Kind.POST and each.status is Status.SENT}
    stands = [mark for mark, _ in posted(slack)]
    assert sorted(stands) == sorted(sent)
    threads = defaultdict(list)
    for mark, message in sorted(posted(slack), key=lambda pair: pair[1].ts):
        threads[message.channel, message.thread_ts].append(sent[mark].id)
    assert {place: ids for place, ids in threads.items() if ids != sorted(ids)} == {}
    assert {each.ts for each in sent.values()} == {message.ts for _, message in posted(slack)}


async def each_request_must_have_one_receipt_and_one_card(db: Database, slack: Sandbox, requests: int) -> None:
    """Fails for a request without them, or with two."""
    stands = {mark for mark, _ in posted(slack)}
    for role in (Role.RECEIPT, Role.CARD):
        found = [each for each in await deliveries(db, slack) if each.delivery.role == role and each.mark in stands]
        assert len(found) == requests
        assert len({each.delivery.escalation for each in found}) == requests


async def unsettled(db: Database, slack: Sandbox) -> dict[str, int]:
    """What waits, by box and status."""
    async with db.read(slack.team_id, slack.clock.now()) as tx:
        boxes = {"in": await inbox.count_by_status(tx), "out": await outbox.count_by_status(tx)}
        intents = len(await replies.due_intents(tx))
    live = {"waiting", *UNSETTLED}
    found = {f"{box} {name}": n for box, each in boxes.items() for name, n in each.items() if name in live}
    return found | ({"intents": intents} if intents else {})
