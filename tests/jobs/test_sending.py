"""What is sent, where, and in which order, when all goes well."""

from __future__ import annotations

from datetime import timedelta

from escalation_bot.domain.delivery import Pending, Status
from escalation_bot.jobs.deliver import Drop
from escalation_bot.messages.render import Message
from escalation_bot.store import outbox
from escalation_bot.store.db import Tx

from .kit import DEL, HELP, Office, edit, note, plainly, post, said


async def test_a_delivery_is_noted_as_calling_before_it_is_called(office: Office) -> None:
    seen: list[tuple[str, int]] = []

    async def compose(tx: Tx, pending: Pending) -> Message:
        stored = await outbox.one(tx, pending.id)
        seen.append((stored.status if stored else "", len(office.slack.calls)))
        return said("hello")

    await office.add(post("hello"))
    await office.sender(compose=compose).round()
    assert seen == [("calling", 0)]
    assert office.words() == ["hello"]


async def test_a_post_is_noted_with_its_place_and_carries_its_mark(office: Office) -> None:
    [one] = await office.add(post("hello"))
    await office.sender().round()
    sent = await office.get(one)
    message = office.slack.channel(HELP).messages[sent.ts or ""]
    assert (sent.status, sent.sent_channel, sent.attempts) == (Status.SENT, HELP, 1)
    expected = {"event_type": "escalation_bot_delivery", "event_payload": {"delivery": sent.mark}}
    assert message.metadata == expected


async def test_a_message_to_a_person_is_a_direct_message(office: Office) -> None:
    [one] = await office.add(post("for you", "U0ANNA"))
    await office.sender().round()
    assert (await office.get(one)).sent_channel == "D0ANNA"
    assert office.words("D0ANNA") == ["for you"]


async def test_a_reply_stands_in_the_thread_of_a_message_sent_just_before(office: Office) -> None:
    [parent] = await office.add(post("receipt"))
    [reply, other] = await office.add(post("reply", thread=parent), post("another"))
    await office.sender().round()
    above = await office.get(parent)
    below = await office.get(reply)
    assert office.words() == ["receipt", "reply", "another"]
    assert office.slack.channel(HELP).messages[below.ts or ""].thread_ts == above.ts
    assert not office.slack.channel(HELP).messages[(await office.get(other)).ts or ""].thread_ts


async def test_a_reply_to_a_direct_message_goes_to_that_conversation(office: Office) -> None:
    [parent] = await office.add(post("receipt", "U0ANNA"))
    await office.add(post("reply", "U0ANNA", thread=parent))
    await office.sender().round()
    assert office.words("D0ANNA") == ["receipt", "reply"]
    assert office.slack.calls_of("chat.postMessage")[-1].args["channel"] == "D0ANNA"


async def test_a_reply_may_name_a_message_of_somebody_else(office: Office) -> None:
    ts = (await office.slack.person("anna").says("help", in_="#help-soc")).ts
    [one] = await office.add(post("here", thread_ts=ts))
    await office.sender().round()
    assert office.slack.channel(HELP).messages[(await office.get(one)).ts or ""].thread_ts == ts


async def test_an_edit_changes_the_message_where_it_stands_with_blocks_and_text(office: Office) -> None:
    [one] = await office.add(post("before"))
    await office.add(edit(one, "after"))
    await office.sender().round()
    assert office.words() == ["after"]
    assert {"text", "blocks", "ts", "channel"} <= set(office.slack.calls_of("chat.update")[0].args)
    assert await office.statuses() == {"sent": 2}


async def test_a_note_is_seen_by_one_person_only(office: Office) -> None:
    await office.add(note("only you"))
    await office.sender().round()
    anna, sam = office.slack.person("anna"), office.slack.person("sam")
    assert (await anna.sees("only you", in_="#help-soc")).ephemeral
    await sam.sees_nothing_of("only you", in_="#help-soc")


async def test_a_note_answers_in_the_thread_where_somebody_is(office: Office) -> None:
    [parent] = await office.add(post("receipt"))
    await office.add(post("reply", thread=parent), note("only you", thread=parent))
    await office.sender().round()
    assert office.slack.calls_of("chat.postEphemeral")[0].args["thread_ts"] == (await office.get(parent)).ts


async def test_what_is_not_wanted_any_more_is_dropped_with_the_reason(office: Office) -> None:
    async def compose(tx: Tx, pending: Pending) -> Message | Drop:
        answered = pending.delivery.facts["words"] == "reminder"
        return Drop("answered meanwhile") if answered else await plainly(tx, pending)

    [late, kept] = await office.add(post("reminder"), post("kept"))
    await office.sender(compose=compose).round()
    dropped = await office.get(late)
    assert (dropped.status, dropped.note) == (Status.DROPPED, "answered meanwhile")
    assert (await office.get(kept)).status is Status.SENT
    assert office.words() == ["kept"]


async def test_a_reply_to_a_dropped_message_is_dropped(office: Office) -> None:
    async def compose(tx: Tx, pending: Pending) -> Message | Drop:
        return Drop("not wanted") if pending.delivery.thread is None else await plainly(tx, pending)

    [parent] = await office.add(post("receipt"))
    [reply] = await office.add(post("reply", thread=parent))
    await office.sender(compose=compose).round()
    assert (await office.get(reply)).status is Status.DROPPED
    assert office.calls() == []


async def test_one_that_waits_for_a_time_of_its_own_lets_the_others_pass(office: Office) -> None:
    soon = office.slack.clock.now() + timedelta(seconds=30)
    await office.add(post("published in 30 s", not_before=soon), post("now"))
    await office.sender().round()
    assert office.words() == ["now"]
    office.later(31)
    await office.sender().round()
    assert office.words() == ["now", "published in 30 s"]


async def test_a_reply_to_one_that_waits_waits_with_it(office: Office) -> None:
    soon = office.slack.clock.now() + timedelta(seconds=30)
    [parent] = await office.add(post("later", not_before=soon))
    await office.add(post("its reply", thread=parent), post("now"))
    await office.sender().round()
    assert office.words() == ["now"]
    office.later(31)
    await office.sender().round()
    assert office.words() == ["now", "later", "its reply"]


async def test_a_message_that_cannot_be_written_is_set_aside_and_holds_nobody_up(office: Office) -> None:
    async def compose(tx: Tx, pending: Pending) -> Message | Drop:
        if pending.delivery.facts["words"] == "broken":
            raise KeyError("a fact")
        return await plainly(tx, pending)

    [broken, _] = await office.add(post("broken"), post("whole"))
    await office.sender(compose=compose).round()
    aside = await office.get(broken)
    assert (aside.status, aside.note) == (Status.SET_ASIDE, "cannot be written: KeyError: 'a fact'")
    assert office.words() == ["whole"]


async def test_a_change_while_a_message_is_being_written_is_shown_by_an_edit(office: Office) -> None:
    """An edit is asked for unless one waits; one that is on its way already does not count as waiting."""
    [card] = await office.add(post("card", DEL, role="card", escalation=None))
    await office.sender().round()
    [first] = await office.add(edit(card, "first", DEL))

    async def compose(tx: Tx, pending: Pending) -> Message | Drop:
        stored = await outbox.one(tx, first)
        assert stored
        assert stored.status is not Status.WAITING
        return await plainly(tx, pending)

    await office.sender(compose=compose).round()
    assert office.words(DEL) == ["first"]


async def test_every_message_finds_its_channel_among_many(office: Office) -> None:
    await office.add(*(post(f"{n}", channel) for n in range(3) for channel in (HELP, DEL, "U0SAM")))
    await office.sender().round()
    assert office.words(HELP) == office.words(DEL) == office.words("D0SAM") == ["0", "1", "2"]


async def test_words_do_not_wait_behind_edits_that_slack_allows_more_slowly(office: Office) -> None:
    [one] = await office.add(post("before"))
    sender = office.sender()
    await sender.round()
    office.slack.faults.add(method="chat.update", kind="429", retry_after=60)
    await office.add(edit(one, "after"), post("a word for the requester"))
    await sender.round()
    assert office.words() == ["before", "a word for the requester"]
    office.later(61)
    await sender.round()
    assert office.words() == ["after", "a word for the requester"]
