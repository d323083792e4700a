"""What the people of a world have done before one looks: they asked for tickets, and the team took some."""

from __future__ import annotations

from escalation_bot.demo.world_file import Ticket, motive_label
from escalation_bot.domain.policy import Policy
from escalation_bot.policy_file import PolicyError
from escalation_bot.sandbox import FormRefused, Sandbox

_PATIENCE = 15.0
"""Seconds for the bot to show what was asked for."""


async def send(slack: Sandbox, policy: Policy, ticket: Ticket) -> None:
    """Somebody asks for it to go first, and somebody takes it. Raises PolicyError where the form says no."""
    try:
        await _asked(slack, policy, ticket)
        if ticket.taken_by:
            await _taken(slack, policy, ticket)
    except (AssertionError, KeyError, FormRefused) as error:
        raise PolicyError([f"{ticket.ticket}: {error}"]) from None


async def _asked(slack: Sandbox, policy: Policy, ticket: Ticket) -> None:
    person, label = slack.person(ticket.by), motive_label(policy, ticket)
    answer = await person.types(f"{policy.command} {ticket.ticket}", in_=ticket.channel)
    if answer.form is None:
        raise PolicyError([f"{ticket.ticket}: {answer.text or answer.failed or 'no form came'}"])
    filled = {
        "Why must it go first?": label,
        "By when?": str(ticket.needed) if ticket.needed else None,
        "What happens if it is not done by then?": ticket.risk,
        "Business impact": ticket.impact.capitalize(),
        "Customer": ticket.customer or None,
    }
    following = await answer.form.fill({name: value for name, value in filled.items() if value}).submit()
    if following and following.errors:
        raise PolicyError([f"{ticket.ticket}: {name}: {why}" for name, why in following.errors.items()])
    if following:
        await following.cancel(everything=True)


async def _taken(slack: Sandbox, policy: Policy, ticket: Ticket) -> None:
    person = slack.person(ticket.taken_by)
    card = await person.sees(ticket.ticket, ticket.risk[:40], within=_PATIENCE)
    await person.reacts(policy.reactions["take"][0], card)
