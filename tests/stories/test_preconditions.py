"""What a team wants to hold before it is asked: told at its input with what to do instead, counted, skipped in an
emergency."""

from __future__ import annotations

from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Policy, Preconditions
from escalation_bot.domain.worktime import Span
from escalation_bot.sandbox.forms import Form
from tests.stories.conftest import ONE_WAY, WHY, Office, form
from tests.stories.test_where_it_stands import counted

WORDS, CUSTOMER, INSTEAD = "What happens if it is not done by then?", "Customer", "Ask #customer-care."
TRIED = f"{WHY} We called support twice."


def strict(policy: Policy) -> Policy:
    """The SOC wants everything that can be wanted; safety is an emergency."""
    wanted = Preconditions(
        ticket_open=True, older_than=Span(2), tried_first=True, customers=("Nordwind", "Café Ågren AB"), instead=INSTEAD
    )
    soc = replace(policy.teams["soc"], preconditions=wanted)
    safety = replace(policy.motives["safety"], emergency=True)
    return replace(policy, teams={**policy.teams, "soc": soc}, motives={**policy.motives, "safety": safety})


STRICT = pytest.mark.parametrize("policy", [strict], indirect=True)


async def sent(office: Office, ticket: str, **more: str | None) -> Form:
    """Anna's form after she sent it: the same with what is wrong, or what was stored."""
    answer = await office.person("anna").types(f"/escalate {ticket}", in_="#help-soc")
    assert answer.form
    answer.form.fill({**form(), **{label.replace("_", " "): value for label, value in more.items()}})
    after = await answer.form.submit()
    assert after
    return after


@ONE_WAY
@STRICT
async def test_a_customer_without_it_is_told_what_to_do_and_the_words_are_kept(office: Office) -> None:
    refused = await sent(office, "SOC-101", Customer="Sudwind", **{WORDS: TRIED})
    assert refused.errors == {
        CUSTOMER: "Sudwind is not among the customers for whom Service Operations Center puts cases first. " + INSTEAD
    }
    assert refused.value(WORDS) == TRIED
    refused.fill({CUSTOMER: None})
    again = await refused.submit()
    assert again
    assert "Which customer is this?" in again.errors[CUSTOMER]
    again.fill({CUSTOMER: "cafe agren ab, Malmö"})
    stored = await again.submit()
    assert stored
    assert "SOC-101 is in the queue" in stored.text
    assert await counted(office) == {"unmet:customers": 2}


@ONE_WAY
@STRICT
async def test_the_customer_of_an_earlier_request_need_not_be_named_again(office: Office) -> None:
    stored = await sent(office, "SOC-101", Customer="Nordwind", **{WORDS: TRIED})
    assert "SOC-101 is in the queue" in stored.text
    await office.idle()
    await office.person("anna").types("/escalate withdraw SOC-101", in_="#help-soc")
    assert "SOC-101 is in the queue" in (await sent(office, "SOC-101", Customer=None, **{WORDS: TRIED})).text


@ONE_WAY
@STRICT
async def test_the_normal_way_is_asked_for_once_as_words_may_be_read_wrongly(office: Office) -> None:
    refused = await sent(office, "SOC-101", Customer="Nordwind")
    assert set(refused.errors) == {WORDS}
    assert "Say in a few words what was tried there" in refused.errors[WORDS]
    assert INSTEAD in refused.errors[WORDS]
    stored = await refused.submit()
    assert stored
    assert "marked as a thin reason" in stored.text
    assert await counted(office) == {"unmet:tried_first": 1}
    stored = await sent(office, "SOC-102", Customer="Nordwind", **{WORDS: TRIED})
    assert "thin" not in stored.text


@ONE_WAY
@STRICT
async def test_an_emergency_skips_them_and_so_does_a_team_without(office: Office) -> None:
    stored = await sent(office, "SOC-101", **{"Why must it go first?": "Safety, compliance or payment risk"})
    assert "SOC-101 is in the queue" in stored.text
    assert "thin" not in stored.text
    assert "DEL-1 is in the queue" in (await sent(office, "DEL-1")).text
    assert await counted(office) == {}


@ONE_WAY
@STRICT
async def test_all_that_is_wrong_is_said_at_once_and_a_non_reason_before_what_was_tried(office: Office) -> None:
    refused = await sent(
        office, "SOC-101", Customer="Sudwind", **{WORDS: "Jag glömde skicka det här i tid, förlåt mig."}
    )
    assert set(refused.errors) == {WORDS, CUSTOMER}
    assert "Being late cannot be the reason" in refused.errors[WORDS]
    assert "12,000 € a day" in refused.errors[WORDS]
    assert "tried there" not in refused.errors[WORDS]
    assert await counted(office) == {"refused:late": 1, "unmet:customers": 1}
