"""A request: validated, then written in one transaction with its history and deliveries, and only then acked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from escalation_bot.desk.turn import Details
from escalation_bot.desk.verbs import act
from escalation_bot.domain import clocks
from escalation_bot.domain.delivery import Delivery, Kind, Role
from escalation_bot.domain.escalation import Escalation, Request, State
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.policy import Policy
from escalation_bot.domain.tickets import intake
from escalation_bot.messages import facts
from escalation_bot.store import escalations, outbox
from escalation_bot.store.db import Tx


@dataclass(frozen=True)
class Asked:
    """A request on its way in: who sent it, from which channel, with which form."""

    request: Request
    who: Person
    channel: str | None
    view: str

    @property
    def key(self) -> str:
        """What is stored once: this form for this ticket."""
        return f"{self.view}:{self.request.ticket}"


async def request(tx: Tx, policy: Policy, asked: Asked) -> Escalation:
    """Puts a request in the team's queue: escalation, first clock, history, receipt and card.

    Ends in Doubled where the ticket has an open one or this form was stored before; see `again`.
    """
    new = _new(tx, policy, asked)
    clock = clocks.start(clocks.Kind.ACKNOWLEDGE, new.impact, policy, policy.teams[new.team], tx.now)
    new = replace(new, number=await escalations.next_number(tx), next_by=clock.due, wake_at=clock.due)
    new = replace(new, id=await escalations.create(tx, new))
    await escalations.save_clocks(tx, new.id, {}, {clock.kind: clock})
    await escalations.note(tx, _entry(new, asked))
    await outbox.add(tx, *_messages(new, policy))
    return new


def _new(tx: Tx, policy: Policy, asked: Asked) -> Escalation:
    wanted, team = asked.request, policy.teams[asked.request.team]
    private = policy.motives[wanted.motive].private
    return Escalation(
        id=0,
        workspace=tx.workspace,
        number=0,
        ticket=wanted.ticket,
        team=team.key,
        state=State.REQUESTED,
        motive=wanted.motive,
        impact=wanted.impact,
        by=wanted.by,
        customer=wanted.customer,
        requester=asked.who.id,
        arrived=tx.now,
        since=tx.now,
        by_whom=asked.who.id,
        channel=asked.who.id if private else intake(team, asked.channel),
        private=private,
        thin=wanted.thin,
        view=asked.key,
        policy_version=policy.version,
    )


def _entry(new: Escalation, asked: Asked) -> escalations.Entry:
    return escalations.Entry(
        escalation=new.id,
        who=asked.who.id,
        verb=str(Verb.REQUEST),
        before=None,
        after=str(new.state),
        policy_version=new.policy_version,
        facts={"next_by": facts.epoch(new.next_by), "thin": new.thin},
        kind="motivation",
        words=asked.request.words,
    )


def _messages(new: Escalation, policy: Policy) -> list[Delivery]:
    team = policy.teams[new.team]
    return [
        Delivery(Kind.POST, new.channel, "receipt", escalation=new.id, role=Role.RECEIPT),
        Delivery(Kind.POST, team.queue_channel, "card", escalation=new.id, role=Role.CARD),
    ]


async def again(tx: Tx, policy: Policy, asked: Asked) -> Escalation | None:
    """The same form sent a second time: the same words are one request; others replace the first while nobody
    acted on it, else they are added facts. None: it is another form, for a ticket that has an open escalation."""
    stored = await escalations.by_view(tx, asked.key)
    if stored is None:
        return None
    first = (await escalations.said(tx, stored.id, "motivation"))[-1]
    if first.text == asked.request.words:
        return stored
    if stored.state is State.REQUESTED and stored.private == policy.motives[asked.request.motive].private:
        return await _reword(tx, policy, stored, asked)
    return await act(tx, policy, asked.who, Verb.ADD_FACTS, stored.id, Details(asked.request.words))


async def _reword(tx: Tx, policy: Policy, stored: Escalation, asked: Asked) -> Escalation:
    """The later words replace the earlier ones, and another impact has its own time for the first answer."""
    wanted, team = asked.request, policy.teams[stored.team]
    known = {clock.kind: clock for clock in await escalations.clocks(tx, stored.id)}
    clock = clocks.start(clocks.Kind.ACKNOWLEDGE, wanted.impact, policy, team, now=stored.arrived)
    new = replace(stored, motive=wanted.motive, impact=wanted.impact, by=wanted.by, customer=wanted.customer)
    new = replace(new, next_by=clock.due, wake_at=clock.due)
    await escalations.save_clocks(tx, new.id, known, {**known, clock.kind: clock})
    await escalations.save(tx, new)
    await escalations.note(tx, replace(_entry(new, asked), before=str(stored.state)))
    await outbox.refresh(tx, new.id, (await outbox.standing(tx, new.id)).values())
    return new
