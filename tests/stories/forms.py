"""The form as stories fill it in: its labels, and one that is good but for what is given."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import timedelta

from escalation_bot.sandbox.forms import Form
from tests.stories.conftest import Office, form

TICKET, MOTIVE, BY = "Ticket ID", "Why must it go first?", "By when?"
WORDS, IMPACT, CUSTOMER = "What happens if it is not done by then?", "Business impact", "Customer"
IDS = {TICKET: "ticket", MOTIVE: "motive", BY: "by", WORDS: "words", IMPACT: "impact", CUSTOMER: "customer"}
NUMBERS = itertools.count(200)


async def filled(desk: Office, given: Mapping[str, str | None]) -> Form:
    """Anna's form, good but for what is given, a minute after the last one."""
    await desk.idle()
    desk.slack.clock.advance(timedelta(minutes=1))
    answer = await desk.person("anna").types("/escalate", in_="#help-soc")
    assert answer.form
    return answer.form.fill({**form(), TICKET: f"SOC-{next(NUMBERS)}", **given})
