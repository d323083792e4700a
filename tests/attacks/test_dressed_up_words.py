"""Words that pretend to be others: characters that nobody sees, markup of Slack's, templates, lines of a log."""

from __future__ import annotations

from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Policy
from escalation_bot.sandbox.world import World

from .conftest import ONE_WAY, Office, form

HIDDEN = {
    "zero width": "\u200b",
    "word joiner": "\u2060",
    "soft hyphen": "\u00ad",
    "byte order mark": "\ufeff",
    "left to right mark": "\u200e",
    "Hangul filler": "\u3164",
    "variation selector": "\ufe0f",
    "combining joiner": "\u034f",
    "tag": "\U000e0041",
    "invisible times": "\u2062",
}
NAUGHTY = "<!channel> <@U0NINA> <https://evil.example|SOC-101> {{ 7*7 }} {0.__class__} %s *b* _i_ `c` &amp;"


async def errors(office: Office, words: str) -> dict[str, str]:
    """What the form says to such a motivation."""
    answer = await office.person("anna").types("/escalate SOC-101", in_="#help-soc")
    assert answer.form
    answer.form.fill(form(**{"What happens if it is not done by then?": words}))
    await answer.form.submit()
    return answer.form.errors


@ONE_WAY
async def test_characters_that_nobody_sees_do_not_make_words_longer(office: Office) -> None:
    for name, sign in HIDDEN.items():
        found = await errors(office, "Now." + sign * 60 + "x")
        assert "too short to judge" in str(found), name
    assert "too short to judge" in str(await errors(office, "Now." + " " * 60 + "x"))
    assert "too short to judge" in str(await errors(office, "🔥" * 60))
    assert await office.stored() == {}


@ONE_WAY
async def test_characters_that_nobody_sees_hide_no_non_reason(office: Office) -> None:
    for name, sign in HIDDEN.items():
        hidden = f"I for{sign}got to send it in time, sorry, I for{sign}got."
        assert "Being late cannot be the reason" in str(await errors(office, hidden)), name
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalpha() else letter for letter in "forgot")
    assert "Being late cannot be the reason" in str(
        await errors(office, f"I {wide} to send it in time, sorry, I {wide}.")
    )
    assert await office.stored() == {}


def renamed(world: World) -> World:
    """Two people whose names are markup."""
    return world.with_user("anna", real_name="<!channel>*SOC-9*").with_user("sam", real_name="<@U0LENA>\n&lt;!here&gt;")


def hostile(policy: Policy) -> Policy:
    """A policy that was written by somebody who does not mean well."""
    rules = [replace(rule, answer=f"{rule.answer} {NAUGHTY}") for rule in policy.motivation.non_reasons]
    soc = replace(policy.teams["soc"], name=NAUGHTY[:60], ticket_help=NAUGHTY)
    motives = {key: replace(motive, label=f"{motive.label} <!here>") for key, motive in policy.motives.items()}
    motivation = replace(policy.motivation, non_reasons=tuple(rules))
    return replace(policy, motivation=motivation, teams={**policy.teams, "soc": soc}, motives=motives)


@ONE_WAY
@pytest.mark.parametrize("world", [renamed], indirect=True)
@pytest.mark.parametrize("policy", [hostile], indirect=True)
async def test_nothing_that_anybody_typed_calls_anybody(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    answer = await anna.types("/escalate SOC-101", in_="#help-soc")
    assert answer.form
    label = next(option for option in answer.form.options("Why must it go first?") if option.startswith("Deadline"))
    given = form(
        **{"Why must it go first?": label, "Customer": NAUGHTY, "What happens if it is not done by then?": NAUGHTY * 2}
    )
    await answer.form.fill(given).submit()
    await office.idle()
    card = office.message("card", "SOC-101", "sam")
    receipt = office.message("receipt", "SOC-101", "anna")
    office.forget()
    await sam.reacts("eyes", card)
    reply = await sam.replies(card, NAUGHTY, raw=True)
    await anna.replies(receipt, NAUGHTY, raw=True)
    await office.idle()
    office.forget()
    await sam.reacts("mega", reply)
    await office.later(seconds=31)
    for line in ("list", "list soc", "status SOC-101", "policy", "help", f"status {NAUGHTY}", f"list {NAUGHTY}"):
        assert (await anna.types(f"/escalate {line}", in_="#help-soc")).message, line
    assert "{{ 7*7 }}" in card.text
    everybody = [why for who in ("lena", "mia", "nina", "paul", "sam", "sofia") for why in office.hears(who)]
    assert {why.partition(":")[0] for why in everybody} == {"thread"}
