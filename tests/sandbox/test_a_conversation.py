"""A real Bolt app and people talk through the sandbox, over both transports."""

from typing import Any

from .a_bot import BOTH, Running, button, card, modal, new_app, sandbox, words_input


@BOTH
async def test_a_command_opens_a_form_and_its_submission_reaches_the_app(running: Running) -> None:
    heard: list[Any] = []
    async with sandbox() as slack:
        app = new_app(slack)

        @app.command("/escalate")
        async def escalate(ack: Any, body: Any, client: Any) -> None:
            await client.views_open(trigger_id=body["trigger_id"], view=modal(words_input("ticket", "Ticket ID")))
            await ack()

        @app.view("a_form")
        async def sent(ack: Any, view: Any, client: Any) -> None:
            heard.append(view["state"]["values"])
            await client.chat_postMessage(channel="C0SOCQUEUE", text="SOC-101 <@U0SAM>")
            await ack()

        async with running(slack, app):
            anna, sam = slack.person("anna"), slack.person("sam")
            answer = await anna.types("/escalate SOC-101", in_="#help-soc")
            assert answer.form is not None
            assert answer.form.title == "A form"
            after = await answer.form.fill({"Ticket ID": "SOC-101"}).submit()
            message = await sam.sees("SOC-101", in_="#soc-queue")
            assert after is None
            assert not answer.form.open
            assert message.text == "SOC-101 @Sam"
            assert [n.why for n in sam.notifications] == ["mention"]
    assert heard == [{"ticket": {"ticket_value": {"type": "plain_text_input", "value": "SOC-101"}}}]


@BOTH
async def test_a_click_edits_the_message_and_a_reaction_is_heard(running: Running) -> None:
    heard: list[Any] = []
    async with sandbox() as slack:
        app = new_app(slack)

        @app.event("reaction_added")
        async def reacted(event: Any) -> None:
            heard.append((event["reaction"], event["user"], event["item"]["ts"]))

        @app.event("message")
        async def said() -> None:
            heard.append("message")

        @app.action("take")
        async def take(ack: Any, body: Any, client: Any) -> None:
            container = body["container"]
            await client.chat_update(
                channel=container["channel_id"], ts=container["message_ts"], text="Sam has it", blocks=[]
            )
            await ack()

        async with running(slack, app):
            await app.client.chat_postMessage(channel="C0SOCQUEUE", text="New", blocks=card(button("Take", "take")))
            sam = slack.person("sam")
            message = await sam.sees("A card")
            assert message.buttons == ["Take"]
            assert await sam.clicks("Take", message) is None
            assert message.text == "Sam has it"
            assert message.edited
            assert sam.notifications == []
            await sam.reacts("eyes", message)
            await slack.quiet()
    assert ("eyes", "U0SAM", message.ts) in heard


@BOTH
async def test_an_event_that_is_not_handled_is_retried_and_a_violation(running: Running) -> None:
    async with sandbox() as slack:
        app = new_app(slack)
        async with running(slack, app):
            await slack.person("anna").says("hello", in_="#help-soc")
            await slack.quiet()
        first, second = slack.deliveries[:2]
        assert (first.retry_num, second.retry_num) == (0, 1)
        assert first.event_id == second.event_id
        assert "event message was not acknowledged" in slack.violations[0]
        slack.violations.clear()
