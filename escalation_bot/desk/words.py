"""Words while it goes on: updates and their corrections, holds, further facts, and who follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from escalation_bot.desk.turn import Turn
from escalation_bot.domain import clocks
from escalation_bot.domain.life import Verb
from escalation_bot.domain.reminders import snoozed
from escalation_bot.store import escalations, reminders

AGREED = "cadence"
"""The fact in the history that says how soon updates follow each other from then on."""


def _update(turn: Turn) -> None:
    due = turn.details.next_by
    if due and turn.details.agreed:
        turn.change(cadence=clocks.agreed(turn.after, turn.policy, turn.tx.now, due))
        turn.facts[AGREED] = turn.after.cadence
    turn.change(updates=turn.before.updates + 1, planned=turn.details.planned or turn.before.planned)
    if not turn.details.quiet:
        turn.tell_requester("update")


def _correct(turn: Turn) -> None:
    turn.tell_requester("corrected")


def _hold(turn: Turn) -> None:
    turn.change(held_until=_bounded(turn), nudged=0)
    turn.tell_requester("held")


def _bounded(turn: Turn) -> datetime:
    """Until when it is held: as said, but no longer than the policy allows; by default what that says."""
    calendar, hold = turn.team.calendar, turn.policy.hold
    longest = calendar.add(turn.tx.now, hold.max)
    return min(turn.details.until or calendar.add(turn.tx.now, hold.until), longest)


def _snooze(turn: Turn) -> None:
    """Quiet until then, for this one only, and once: what is put off twice is forgotten. Then it is asked for again."""
    until = turn.details.until or turn.tx.now
    quiet = {k: snoozed(c, until) for k, c in turn.clocks.items() if c.runs}
    if not quiet or any(clock.snoozed_until for clock in turn.clocks.values()):
        raise turn.refuse("snoozed_already")
    turn.clocks.update(quiet)


async def show_snoozed(turn: Turn) -> None:
    """The reminder says until when it is quiet."""
    await reminders.show_again(turn.tx, turn.before.id)


def _resume(turn: Turn) -> None:
    turn.change(held_until=None)
    turn.tell_requester("resumed")


def _add_facts(turn: Turn) -> None:
    again = turn.details.again
    turn.change(repeats=turn.before.repeats + again)
    turn.change(affected=turn.details.affected or turn.before.affected, value=turn.details.value or turn.before.value)
    turn.tell_team("facts_added", turn.before.owner, again=again)


async def become_follower(turn: Turn) -> None:
    """Who adds facts hears the rest: the mention in the receipt's thread makes them follow it in Slack too.

    A private one is followed by nobody else: its receipt is a direct message.
    """
    if turn.before.private or turn.who.id in {turn.before.requester, turn.before.owner}:
        return
    if await escalations.follow(turn.tx, turn.before.id, turn.who.id):
        turn.tell_follower("following")


async def follow(turn: Turn) -> None:
    """Who follows without having said anything hears all, and has no say."""
    if await escalations.follow(turn.tx, turn.before.id, turn.who.id, say=False):
        turn.tell_follower("follows")


async def unfollow(turn: Turn) -> None:
    """They follow no more; Slack's own following of the thread is theirs to end, which they are told."""
    await escalations.unfollow(turn.tx, turn.before.id, turn.who.id)
    turn.tell_follower_alone("unfollowed")


STEPS: Mapping[Verb, Callable[[Turn], None]] = {
    Verb.UPDATE: _update,
    Verb.CORRECT: _correct,
    Verb.HOLD: _hold,
    Verb.RESUME: _resume,
    Verb.SNOOZE: _snooze,
    Verb.ADD_FACTS: _add_facts,
}
