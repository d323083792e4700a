"""A form that comes back is a client's word: whose it is, what it is about and what it may do is looked up anew."""

from __future__ import annotations

import json
from typing import Any

from escalation_bot.domain.life import Verb

from .conftest import EITHER_DATABASE, ONE_WAY, Forger, Office, chosen, read, typed

WORDS = typed("These are words that nobody asked for, long enough to be judged.")
MEMORIES: dict[str, object] = {
    "no JSON": "{broken",
    "nothing": "",
    "a list": [1, 2],
    "words": '"words"',
    "nested too deep": "[" * 100_000,
    "no id": {"verb": "update"},
    "an id in words": {"id": "one", "verb": "update"},
    "a huge id": {"id": 10**30, "verb": "update"},
    "a negative id": {"id": -1, "verb": "update"},
    "an endless id": '{"id": Infinity, "verb": "update"}',
    "an id that is a list": {"id": [1], "verb": "update"},
    "an id that is true": {"id": True, "verb": "update"},
    "a verb that is none": {"id": 1, "verb": "delete"},
    "a verb of another type": {"id": 1, "verb": {"update": 1}},
    "a state that is none": {"id": 1, "verb": "update", "seen": "gone"},
    "a state of another type": {"id": 1, "verb": "update", "seen": [1]},
}


@EITHER_DATABASE
async def test_whatever_a_form_remembers_it_gets_a_readable_answer(office: Office) -> None:
    await office.asked(taken_by="sam")
    stranger = Forger(office, "stranger")
    for what, memory in MEMORIES.items():
        for callback in ("say", "more"):
            answer = await stranger.submits(callback, memory, words=WORDS, verb=chosen("update"))
            text = read(answer)
            assert text.strip(), (what, callback, answer)
            assert "try again" not in text, (what, callback, answer)
    assert (await office.found()).updates == 0


@ONE_WAY
async def test_a_stranger_does_nothing_with_anothers_escalation(office: Office) -> None:
    await office.asked(taken_by="sam")
    before = await office.found()
    stranger = Forger(office, "stranger")
    person = {"type": "users_select", "selected_user": "U0STRANGER"}
    for verb in set(Verb) - {Verb.ADD_FACTS, Verb.FOLLOW}:
        memory = {"id": before.id, "verb": verb}
        answers = [
            await stranger.submits("say", memory, words=WORDS, person=person),
            await stranger.submits("say", memory, words=typed(""), person=person),
            await stranger.submits("more", memory, verb=chosen(verb)),
        ]
        assert all(read(answer).strip() for answer in answers), answers
        await stranger.presses(f"do:{verb}", f"{before.id}:{before.state}")
        assert await office.found() == before, verb
    assert stranger.screen.strip()


@ONE_WAY
async def test_a_private_decision_is_not_appealed_by_whoever_forges_that_they_asked_for_it(office: Office) -> None:
    await office.asks(**{"Why must it go first?": "Safety, compliance or payment risk"})
    number, lena = (await office.found()).id, Forger(office, "lena")
    await lena.submits("say", {"id": number, "verb": "decline"}, words=WORDS)
    before = await office.found()
    assert before.state == "declined"
    stranger = Forger(office, "stranger", view="V0OTHER")
    await stranger.submits("say", {"id": number, "verb": "appeal", "again": True}, words=WORDS)
    assert await office.found() == before


@ONE_WAY
async def test_a_time_that_nobody_can_promise_is_refused_at_its_input(office: Office) -> None:
    await office.asked(taken_by="sam")
    before, sam = await office.found(), Forger(office, "sam")
    moments = [{"type": "datetimepicker", "selected_date_time": each} for each in (10**18, 9_999_999_999, -5, "soon")]
    days = [
        {"type": "datepicker", "selected_date": f"{each}"} for each in ("9999-12-31", "0001-01-01", "2026-02-31", "x")
    ]
    for verb, name, values in (("update", "next_by", moments), ("hold", "until", days)):
        for value in values:
            answer = await sam.submits("say", {"id": before.id, "verb": verb}, words=WORDS, **{name: value})
            assert list(answer["errors"]) == [name], value
            assert "try again" not in read(answer)
    assert await office.found() == before


@EITHER_DATABASE
async def test_a_request_with_values_that_no_client_sends_is_refused_at_its_inputs(office: Office) -> None:
    stranger = Forger(office, "stranger")
    day = {"type": "datepicker", "selected_date": "9999-99-99"}
    values: dict[str, Any] = {
        "ticket": typed("SOC-1\x00 SOC-²"),
        "motive": chosen("__class__"),
        "by": day,
        "words": typed("\x00" * 80),
        "impact": chosen("huge"),
        "team": chosen("nobody"),
    }
    for memory in ("{broken", "[]", json.dumps({"channel": {"id": 5}})):
        answer = await stranger.submits("escalate", memory, **values)
        assert set(answer["errors"]) >= {"motive", "impact", "words", "by"}, answer
    assert await office.stored() == {}


@EITHER_DATABASE
async def test_an_endless_ticket_is_refused(office: Office) -> None:
    values: dict[str, Any] = {
        "ticket": typed("SOC-" + "9" * 20_000),
        "motive": chosen("churn"),
        "words": typed("They may leave on 1 January, and forty stores wait for the fix."),
        "impact": chosen("major"),
        "customer": typed("C" * 40_000),
    }
    answer = await Forger(office, "anna").submits("escalate", {}, **values)
    assert "try again" not in read(answer)
    assert list(answer["errors"]) == ["ticket"], answer
