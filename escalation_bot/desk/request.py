"""A request: validated, then written in one transaction with its history and deliveries, and only then acked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from escalation_bot.desk.turn import Details
from escalation_bot.desk.verbs import act
from escalation_bot.domain import clocks
from escalation_bot.domain.delivery import Delivery, Kind, Role
from escalation_bot.domain.escalation import Escalation, Request, State
from escalation_bot.domain.life import Verb
from escalation_bot.domain.outages import Outage
from escalation_bot.domain.people import Person, knows
from escalation_bot.domain.permits import closed_until, may_appeal
from escalation_bot.domain.policy import Policy
from escalation_bot.domain.reminders import wake_at
from escalation_bot.domain.text import same_name
from escalation_bot.domain.tickets import intake
from escalation_bot.messages import facts
from escalation_bot.store import escalations, outages, outbox, tally
from escalation_bot.store.db import Tx


@dataclass(frozen=True)
class Asked:
    """A request on its way in: who sent it, from which channel, with which form, and for whom where that is another.

    `outside`: who asks is not in the channel where the receipt would stand, so no mention there reaches them.
    """

    request: Request
    who: Person
    channel: str | None
    view: str
    passed_on_for: str | None = None
    outside: bool = False

    @property
    def requester(self) -> str:
        """The id of the person who asks."""
        return self.passed_on_for or self.who.id

    @property
    def key(self) -> str:
        """What is stored once: this form for this ticket."""
        return f"{self.view}:{self.request.ticket}"


@dataclass(frozen=True)
class Declined:
    """Why a request is not stored: its ticket's newest escalation was declined. That can still be appealed, `reason`
    is what the requester was told; or an appeal was decided, and the same motive has to wait `until` then."""

    escalation: Escalation
    reason: str = ""
    until: datetime | None = None


async def request(tx: Tx, policy: Policy, asked: Asked) -> Escalation | Declined:
    """Puts a request in the team's queue: escalation, first clock, history, receipt and card.

    Ends in Doubled where the ticket has an open one or this form was stored before; see `again`.
    """
    previous = await escalations.latest_for(tx, asked.request.ticket)
    if previous and (declined := await _declined(tx, policy, asked, previous)):
        return declined
    new = replace(_new(tx, policy, asked), previous=previous.id if previous else None)
    if issue := await _known_issue(tx, policy, asked):
        new = replace(new, state=State.PARKED, outage=issue.id)
    clock = _first_clock(new, policy)
    new = replace(new, number=await escalations.next_number(tx), next_by=clocks.next_word([clock]))
    new = replace(new, wake_at=wake_at(new, [clock], policy))
    new = replace(new, id=await escalations.create(tx, new))
    await escalations.save_clocks(tx, new.id, {}, {clock.kind: clock})
    await escalations.note(tx, _entry(new, asked))
    await outbox.add(tx, *_messages(new, policy), *_notice(new, policy, asked))
    if new.passed_on_by and not new.private:
        await escalations.follow(tx, new.id, new.passed_on_by)
    await _count(tx, new, asked)
    return new


async def _count(tx: Tx, new: Escalation, asked: Asked) -> None:
    """What waits for a known issue's end; and what was asked of one person in a direct message before."""
    if new.state is State.PARKED:
        await tally.count(tx, tally.PARKED, new.team)
    if new.passed_on_by and (asked.channel or "").startswith("D"):
        await tally.count(tx, tally.PRIVATE, new.team)


async def _declined(tx: Tx, policy: Policy, asked: Asked, previous: Escalation) -> Declined | None:
    """The decision that stands in the way (LIFE). A private one does not where this person may not know of it."""
    if previous.state is not State.DECLINED or previous.view == asked.key or previous.team not in policy.teams:
        return None
    if previous.private and not knows(asked.who, previous.team, previous.requester):
        return None
    if may_appeal(previous, tx.now, policy):
        said = await escalations.said(tx, previous.id, Verb.DECLINE)
        return Declined(previous, said[-1].text if said else "")
    until = closed_until(previous, asked.request.motive, policy)
    return Declined(previous, until=until) if until and tx.now < until else None


async def _known_issue(tx: Tx, policy: Policy, asked: Asked) -> Outage | None:
    """The known issue that it is part of: what is asked for waits until that is over (R152); an emergency does not."""
    wanted = asked.request
    if policy.motives[wanted.motive].emergency:
        return None
    issues = await outages.open_ones(tx, wanted.team, hold=True)
    said = f"{wanted.customer}\n{wanted.words}"
    return next((issue for issue in issues if issue.fits(wanted.ticket, said)), None)


def _first_clock(new: Escalation, policy: Policy) -> clocks.Clock:
    """What waits for the end of a known issue was answered by that at once (LIFE)."""
    clock = clocks.start(clocks.Kind.ACKNOWLEDGE, new, policy, new.arrived)
    return clocks.stop(clock, new.arrived, met=True) if new.state is State.PARKED else clock


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
        customer_key=same_name(wanted.customer),
        requester=asked.requester,
        arrived=tx.now,
        since=tx.now,
        by_whom=asked.who.id,
        channel=asked.requester if private or asked.outside else intake(team, asked.channel),
        private=private,
        thin=wanted.thin,
        passed_on_by=asked.who.id if asked.who.id != asked.requester else None,
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
        facts={"next_by": facts.epoch(new.next_by), "thin": new.thin, "outage": new.outage},
        kind="motivation",
        words=asked.request.words,
    )


def _messages(new: Escalation, policy: Policy) -> list[Delivery]:
    """Receipt and card; where people ask in the channel that the team works from, the card is both."""
    queue = policy.teams[new.team].queue_channel
    card = Delivery(Kind.POST, queue, "card", escalation=new.id, role=Role.CARD)
    if new.channel == queue:
        return [card]
    return [Delivery(Kind.POST, new.channel, "receipt", escalation=new.id, role=Role.RECEIPT), card]


def _notice(new: Escalation, policy: Policy, asked: Asked) -> list[Delivery]:
    """Where the receipt is a direct message to somebody outside, it is seen in the intake channel all the same (R30);
    a private one is not."""
    if new.private or not asked.outside:
        return []
    home = intake(policy.teams[new.team], asked.channel)
    return [Delivery(Kind.POST, home, "notice", escalation=new.id, role=Role.NOTICE)]


async def again(tx: Tx, policy: Policy, asked: Asked) -> Escalation | None:
    """The same form sent a second time: the same words are one request; others replace the first while nobody
    acted on it, else they are added facts. None: it is another form, for a ticket that has an open escalation."""
    stored = await escalations.by_view(tx, asked.key)
    if stored is None:
        return None
    first = (await escalations.said(tx, stored.id, "motivation"))[-1]
    if first.text == asked.request.words:
        return stored
    untouched = all(line.verb == Verb.REQUEST for line in await escalations.history(tx, stored.id))
    if untouched and stored.private == policy.motives[asked.request.motive].private:
        return await _reword(tx, policy, stored, asked)
    return await act(tx, policy, asked.who, Verb.ADD_FACTS, stored.id, Details(asked.request.words))


async def _reword(tx: Tx, policy: Policy, stored: Escalation, asked: Asked) -> Escalation:
    """The later words replace the earlier ones, and another impact has its own time for the first answer."""
    wanted = asked.request
    known = {clock.kind: clock for clock in await escalations.clocks(tx, stored.id)}
    new = replace(stored, motive=wanted.motive, impact=wanted.impact, by=wanted.by)
    new = replace(new, customer=wanted.customer, customer_key=same_name(wanted.customer))
    clock = _first_clock(new, policy)
    new = replace(new, next_by=clocks.next_word([clock]), wake_at=wake_at(new, [clock], policy))
    await escalations.save_clocks(tx, new.id, known, {**known, clock.kind: clock})
    await escalations.save(tx, new)
    await escalations.note(tx, replace(_entry(new, asked), before=str(stored.state)))
    await outbox.refresh(tx, new.id, (await outbox.standing(tx, new.id)).values())
    return new
