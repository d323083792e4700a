"""Who waits where in line, where a story of its own would say little more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from escalation_bot.desk.request import Asked
from escalation_bot.desk.turn import Details
from escalation_bot.domain.escalation import Escalation, Request
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.policy import Impact, LimitMode
from tests.desk.office import Office
from tests.desk.stage import Stage, stage

ANNA, SAM, LENA = "U0ANNA", "U0SAM", "U0LENA"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def people(made: Stage) -> dict[str, Person]:
    """Everybody, by id."""
    return {person.id: person for person in made.cast}


async def asked(office: Office, who: Person) -> tuple[Escalation, Asked]:
    """A request, and the form that it came with."""
    form = Asked(Request("SOC-1", "soc", "deadline", Impact.MAJOR, "It must."), who, "C0HELPSOC", "V1")
    stored = await office.desk.request(form)
    assert isinstance(stored, Escalation)
    return stored, form


@pytest.mark.parametrize(("after", "first"), [(timedelta(hours=1), True), (timedelta(days=3), False)])
def test_what_is_brought_back_within_a_day_stands_where_it_stood(
    database_url: str, after: timedelta, first: bool
) -> None:
    with stage(database_url, LimitMode.OBSERVE) as made:
        office, cast = Office(made.db, "T1", made.policy, made.api, made.directory), people(made)
        made.run(office.open())
        number = made.run(asked(office, cast[ANNA]))[0].id
        for who, verb in ((LENA, Verb.PARK), (LENA, Verb.UNPARK), (ANNA, Verb.WITHDRAW)):
            made.run(office.desk.do(cast[who], verb, number))
        office.watch.at += after
        assert made.run(office.desk.do(cast[ANNA], Verb.BRING_BACK, number)).first_in_line is first


def test_who_was_served_waits_first_in_line_no_more(database_url: str) -> None:
    with stage(database_url, LimitMode.OBSERVE) as made:
        office, cast = Office(made.db, "T1", made.policy, made.api, made.directory), people(made)
        made.run(office.open())
        number = made.run(asked(office, cast[ANNA]))[0].id
        for verb in (Verb.PARK, Verb.UNPARK):
            made.run(office.desk.do(cast[LENA], verb, number))
        assert not made.run(office.desk.do(cast[SAM], Verb.RESOLVE, number, Details("Done."))).first_in_line


def test_a_form_sent_again_after_somebody_acted_adds_its_words_and_leaves_the_clocks(database_url: str) -> None:
    """Also where it waits in the queue again, as if nobody had."""
    with stage(database_url, LimitMode.OBSERVE) as made:
        office, cast = Office(made.db, "T1", made.policy, made.api, made.directory), people(made)
        made.run(office.open())
        before, form = made.run(asked(office, cast[ANNA]))
        for verb in (Verb.ACCEPT, Verb.STEP_DOWN):
            before = made.run(office.desk.do(cast[LENA], verb, before.id, Details("Because.")))
        again = replace(form, request=replace(form.request, words="By Friday.", impact=Impact.CRITICAL))
        assert made.run(office.desk.request(again)) == before
        assert [line.verb for line in made.run(office.book()).lines][-1] == Verb.ADD_FACTS
