from __future__ import annotations

from escalation_bot.domain.people import Person, Role, roles
from tests.domain.samples import escalation


def test_a_stranger_is_anybody() -> None:
    assert roles(Person("U0X"), escalation()) == {Role.ANYBODY}


def test_a_member_of_another_team_is_a_stranger() -> None:
    assert roles(Person("U0X", frozenset({"del"}), frozenset({"del"})), escalation()) == {Role.ANYBODY}


def test_a_lead_is_a_member() -> None:
    assert roles(Person("U0LENA", leads=frozenset({"soc"})), escalation()) == {Role.ANYBODY, Role.MEMBER, Role.LEAD}


def test_one_person_may_be_several() -> None:
    sam = Person("U0SAM", frozenset({"soc"}))
    everything = roles(sam, escalation(requester="U0SAM", owner="U0SAM"), followers=["U0SAM"])
    assert everything == {Role.ANYBODY, Role.REQUESTER, Role.FOLLOWER, Role.MEMBER, Role.OWNER}


def test_an_owner_who_left_the_team_owns_nothing() -> None:
    assert roles(Person("U0SAM"), escalation(owner="U0SAM")) == {Role.ANYBODY}


def test_a_manager_decides_nothing() -> None:
    assert roles(Person("U0MIA", manages=frozenset({"soc"})), escalation()) == {Role.ANYBODY}
