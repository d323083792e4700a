"""Who somebody is to an escalation, and so what they may do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from escalation_bot.domain.escalation import Escalation


class Role(StrEnum):
    """What a person is to one escalation; one person may be several."""

    REQUESTER = "requester"
    FOLLOWER = "follower"
    LISTENER = "listener"
    MEMBER = "member"
    LEVEL = "level"
    OWNER = "owner"
    LEAD = "lead"
    ANYBODY = "anybody"
    BOT = "bot"


Roles = frozenset[Role]


@dataclass(frozen=True)
class Person:
    """Somebody in the workspace, and the teams that they belong to, lead or manage (by key).

    `levels` are the further levels whose group they are in (team, number from 1). `away`: an unexpired status that
    the policy lists says so.
    """

    id: str
    member_of: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    manages: frozenset[str] = frozenset()
    levels: frozenset[tuple[str, int]] = frozenset()
    away: bool = False

    def works_for(self, escalation: Escalation) -> bool:
        """Is this a member of its team, or of a level that it has reached? Who has what went back keeps it until it
        is taken there."""
        ours = [number for team, number in self.levels if team == escalation.team]
        is_reached = any(number <= escalation.level for number in ours) or bool(ours and self.id == escalation.owner)
        return escalation.team in self.member_of | self.leads or is_reached

    def level_in(self, escalation: Escalation) -> int:
        """The level from which this person takes it: the furthest of theirs that it has reached."""
        ours = (number for team, number in self.levels if team == escalation.team and number <= escalation.level)
        return max(ours, default=0)

    def stands_at_its_level(self, escalation: Escalation) -> bool:
        """Is this somebody whom the level that it is at can send? The team itself is level 0."""
        if escalation.level == 0:
            return escalation.team in self.member_of | self.leads
        return (escalation.team, escalation.level) in self.levels


BOT = Person("bot")
"""The bot itself, where it acts and not a person."""


def roles(person: Person, escalation: Escalation, followers: Mapping[str, bool] = MappingProxyType({})) -> Roles:
    """Everything that `person` is to `escalation`; `followers` says who has a say.

    A lead is a member, an owner who left is none. Where the requester left and nobody follows, the leads speak for
    them (LIFE).
    """
    lead = escalation.team in person.leads
    member = person.works_for(escalation)
    speaks = escalation.requester_gone and lead and True not in followers.values()
    held = {
        Role.ANYBODY: person != BOT,
        Role.REQUESTER: person.id == escalation.requester or speaks,
        Role.FOLLOWER: followers.get(person.id) is True,
        Role.LISTENER: person.id in followers,
        Role.MEMBER: member,
        Role.LEVEL: person.stands_at_its_level(escalation),
        Role.OWNER: member and person.id == escalation.owner,
        Role.LEAD: lead,
        Role.BOT: person == BOT,
    }
    return frozenset(role for role, holds in held.items() if holds)


def knows(person: Person, team: str, requester: str) -> bool:
    """Does a private request of that requester to that team concern this person?"""
    return person.id == requester or team in person.member_of | person.leads | person.manages
