from __future__ import annotations

from escalation_bot.domain.people import BOT, Person, Role, knows, roles
from tests.domain.samples import escalation

SOC = frozenset({"soc"})
SAM, LENA, OLLE = Person("U0SAM", SOC), Person("U0LENA", leads=SOC), Person("U0OLLE")
SVEN = Person("U0SVEN", levels=frozenset({("soc", 1)}))
AT_HOME = {Role.ANYBODY, Role.MEMBER, Role.LEVEL}
"""What a member is while the team itself has it: it is the level that is asked."""


def test_a_stranger_is_anybody() -> None:
    assert roles(Person("U0X"), escalation()) == {Role.ANYBODY}


def test_a_member_of_another_team_is_a_stranger() -> None:
    assert roles(Person("U0X", frozenset({"del"}), frozenset({"del"})), escalation()) == {Role.ANYBODY}


def test_a_lead_is_a_member() -> None:
    assert roles(LENA, escalation()) == AT_HOME | {Role.LEAD}


def test_one_person_may_be_several() -> None:
    everything = roles(SAM, escalation(requester="U0SAM", owner="U0SAM"), followers={"U0SAM": True})
    assert everything == AT_HOME | {Role.REQUESTER, Role.FOLLOWER, Role.LISTENER, Role.OWNER}


def test_an_owner_who_left_the_team_owns_nothing() -> None:
    assert roles(Person("U0SAM"), escalation(owner="U0SAM")) == {Role.ANYBODY}


def test_a_manager_decides_nothing() -> None:
    assert roles(Person("U0MIA", manages=SOC), escalation()) == {Role.ANYBODY}


def test_who_only_follows_has_no_say() -> None:
    assert roles(Person("U0X"), escalation(), {"U0X": False}) == {Role.ANYBODY, Role.LISTENER}
    assert roles(Person("U0X"), escalation(), {"U0X": True}) == {Role.ANYBODY, Role.LISTENER, Role.FOLLOWER}


def test_a_level_counts_once_it_is_reached() -> None:
    assert roles(SVEN, escalation()) == {Role.ANYBODY}
    assert roles(SVEN, escalation(level=1)) == {Role.ANYBODY, Role.MEMBER, Role.LEVEL}
    assert roles(SVEN, escalation(level=2)) == {Role.ANYBODY, Role.MEMBER}


def test_a_level_of_another_team_does_not_count() -> None:
    assert roles(SVEN, escalation(team="del", level=1)) == {Role.ANYBODY}


def test_the_team_stays_a_member_at_a_further_level_and_is_not_who_is_asked_there() -> None:
    assert roles(SAM, escalation(level=1)) == {Role.ANYBODY, Role.MEMBER}


def test_who_has_what_went_back_keeps_it_until_it_is_taken_there() -> None:
    assert Role.OWNER in roles(SVEN, escalation(owner="U0SVEN", level_waits=True))
    assert roles(SVEN, escalation(owner="U0SAM", level_waits=True)) == {Role.ANYBODY}


def test_the_leads_speak_for_a_requester_who_left() -> None:
    gone = escalation(requester_gone=True)
    assert Role.REQUESTER in roles(LENA, gone)
    assert Role.REQUESTER not in roles(SAM, gone)
    assert Role.REQUESTER not in roles(LENA, escalation())


def test_a_follower_with_a_say_speaks_before_the_leads_do() -> None:
    gone = escalation(requester_gone=True)
    assert Role.REQUESTER not in roles(LENA, gone, {"U0FIA": True})
    assert Role.REQUESTER in roles(LENA, gone, {"U0NILS": False})


def test_the_bot_is_nobody_but_itself() -> None:
    assert roles(BOT, escalation()) == {Role.BOT}


def test_a_private_request_concerns_who_asked_and_the_team_that_is_asked() -> None:
    for insider in (OLLE, SAM, LENA, Person("U0MIA", manages=SOC)):
        assert knows(insider, "soc", "U0OLLE")
    for outsider in (Person("U0X"), Person("U0X", frozenset({"del"}))):
        assert not knows(outsider, "soc", "U0OLLE")
