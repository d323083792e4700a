"""What the clock does: reminds whoever owes a word, asks the requester, ends what nobody answers (promises 3 and 9).

Two steps, each in transactions of its own: what is due is claimed and noted, then everybody is told all that waits for
them at once. A restart in between loses nothing, and a second replica finds it done.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from escalation_bot.desk import nudges
from escalation_bot.desk.desk import Desk
from escalation_bot.desk.verbs import act
from escalation_bot.domain import reminders
from escalation_bot.domain.clocks import Clock, calendar_of
from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.people import BOT, Person
from escalation_bot.domain.policy import Audience, Policy
from escalation_bot.domain.reminders import Reminder
from escalation_bot.jobs.telling import Telling, who_is_away
from escalation_bot.store import escalations, queues
from escalation_bot.store import reminders as store
from escalation_bot.store.db import NotSaved, Tx
from escalation_bot.store.reminders import Given

log = logging.getLogger(__name__)
AT_ONCE, TOGETHER = 200, 10
"""How many are looked at in one round, and in one transaction: each waits for the disk, and people wait for its end."""


class Clockwork:
    """Looks for what is due and does it; any number of replicas may. `looked` hears when a round is done, `told` how
    many reminders were given to which audience."""

    def __init__(
        self,
        desk: Desk,
        person: Callable[[str], Awaitable[Person]],
        holder: str,
        looked: Callable[[datetime], None],
        told: Callable[[str, int], None],
    ) -> None:
        self._desk = desk
        self._looked = looked
        self._person = person
        self._telling = Telling(desk, person, holder, told)

    async def round(self) -> None:
        """Does everything that is due now."""
        async with self._desk.look() as tx:
            due = await queues.due(tx, AT_ONCE)
        for first in range(0, len(due), TOGETHER):
            await self._attempt(due[first : first + TOGETHER])
        await self._telling.round()
        self._looked(self._desk.watch.now())

    async def _attempt(self, due: Sequence[Escalation]) -> None:
        """One that fails holds up no other: those beside it are looked at alone, and it is looked at again."""
        try:
            await self._look_at(due)
        except NotSaved:
            raise
        except Exception:
            if len(due) == 1:
                log.exception("escalation %s cannot be looked at", due[0].id)
                return
            for each in due:
                await self._attempt([each])

    async def _look_at(self, due: Sequence[Escalation]) -> None:
        away = await self._away(due)
        async with self._desk.turn() as tx:
            for seen in due:
                if found := await queues.claim_due(tx, seen.id):
                    await look(tx, self._desk.policy, found, away)

    async def _away(self, due: Iterable[Escalation]) -> frozenset[str]:
        """Who of those that may be reminded is away."""
        teams = [team for each in due if (team := self._desk.policy.teams.get(each.team))]
        people = {each.owner for each in due if each.owner} | {lead for team in teams for lead in team.leads}
        return await who_is_away(self._person, people)


async def look(tx: Tx, policy: Policy, found: Escalation, away: frozenset[str]) -> None:
    """Gives what is due for one escalation, in the team's working time only, and notes when it is next looked at."""
    if found.team not in policy.teams:
        await queues.sleep_until(tx, found.id, None)  # nobody is left to be reminded
        return
    calendar = calendar_of(found, policy)
    if not calendar.is_open(tx.now):
        await queues.sleep_until(tx, found.id, reminders.opening(calendar, tx.now))
        return
    asked_at = reminders.nudge_at(found, policy)
    if asked_at and asked_at <= tx.now:
        await act(tx, policy, BOT, nudges.due(found), found.id)
        return
    await _remind(tx, policy, found, away)


async def _remind(tx: Tx, policy: Policy, found: Escalation, away: frozenset[str]) -> None:
    known = {clock.kind: clock for clock in await escalations.clocks(tx, found.id)}
    clocks = dict(known)
    for reminder in reminders.due(found, known.values(), policy, tx.now):
        clocks[reminder.kind] = reminders.given(known[reminder.kind], reminder)
        for note in _notes(tx, policy, found, known[reminder.kind], reminder, away):
            await store.add(tx, note)
    await escalations.save_clocks(tx, found.id, known, clocks)
    await queues.sleep_until(tx, found.id, reminders.wake_at(found, clocks.values(), policy))


def _notes(
    tx: Tx, policy: Policy, found: Escalation, clock: Clock, reminder: Reminder, away: frozenset[str]
) -> Iterator[Given]:
    """One for the team or its leads, or one for each person who is to hear it; a manager who owns it hears it as its
    owner, with all else that they owe. At night those on duty are asked, and nobody only because a word is due soon."""
    team = policy.teams[found.team]
    at_night = not team.calendar.is_open(tx.now)
    if at_night and reminder.soon:
        return
    wanted = [Audience.OWNER, reminder.to] if reminder.owner_too else [reminder.to]
    people = {Audience.OWNER: (found.owner,), Audience.MANAGERS: team.managers}
    note = Given(
        escalation=found.id,
        team=team.key,
        kind=str(reminder.kind),
        started=clock.started,
        step=reminder.step,
        soon=reminder.soon,
        again=clock.snoozed_until is not None,
        audience="",
        why=found.owner or "" if found.owner in away else "",
        due=clock.due,
        at=tx.now,
    )
    audiences = (reminders.audience(each, found, team, away, at_night=at_night) for each in wanted)
    for audience in dict.fromkeys(audiences):
        for person in people.get(audience, ("",)):
            own = person == found.owner and person not in away
            yield replace(note, audience=str(Audience.OWNER if own else audience), person=person or "")
