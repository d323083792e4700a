"""Who somebody is to an escalation, and so what they may do with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from escalation_bot.domain.escalation import Escalation


class Role(StrEnum):
    """What a person is to one escalation; one person may be several."""

    REQUESTER = "requester"
    FOLLOWER = "follower"
    MEMBER = "member"
    OWNER = "owner"
    LEAD = "lead"
    ANYBODY = "anybody"


@dataclass(frozen=True)
class Person:
    """Somebody in the workspace, and the teams that they belong to, lead or manage (by key)."""

    id: str
    member_of: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    manages: frozenset[str] = frozenset()


def roles(person: Person, escalation: Escalation, followers: Collection[str] = ()) -> frozenset[Role]:
    """Everything that `person` is to `escalation`. A lead is a member; an owner who left the team is none."""
    lead = escalation.team in person.leads
    member = lead or escalation.team in person.member_of
    held = {
        Role.ANYBODY: True,
        Role.REQUESTER: person.id == escalation.requester,
        Role.FOLLOWER: person.id in followers,
        Role.MEMBER: member,
        Role.OWNER: member and person.id == escalation.owner,
        Role.LEAD: lead,
    }
    return frozenset(role for role, holds in held.items() if holds)


def knows(person: Person, team: str, requester: str) -> bool:
    """Does a private request of that requester to that team concern this person?"""
    return person.id == requester or team in person.member_of | person.leads | person.manages
