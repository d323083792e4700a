"""views.*: triggers, hashes, stacks, and what an update keeps."""

import time

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Form, Sandbox

from .a_bot import Json, Refused, button, modal, must_be_refused, words_input
from .a_form import Bench


class TestTriggers:
    """Three seconds, one use."""

    async def test_a_used_trigger_is_refused(self, slack: Sandbox, client: AsyncWebClient, refused: Refused) -> None:
        trigger = slack.ws.trigger("U0ANNA").id
        await client.views_open(trigger_id=trigger, view=modal(words_input("a", "A")))
        with refused("exchanged_trigger_id", bug=True):
            await client.views_open(trigger_id=trigger, view=modal(words_input("a", "A")))

    async def test_a_trigger_expires_after_three_seconds(
        self, slack: Sandbox, client: AsyncWebClient, refused: Refused
    ) -> None:
        trigger = slack.ws.trigger("U0ANNA")
        trigger.made = time.monotonic() - 3.1
        with refused("expired_trigger_id", bug=True):
            await client.views_open(trigger_id=trigger.id, view=modal(words_input("a", "A")))

    async def test_an_invented_trigger_is_invalid(self, client: AsyncWebClient, refused: Refused) -> None:
        with refused("invalid_trigger_id", bug=True):
            await client.views_open(trigger_id="12.34.abc", view=modal(words_input("a", "A")))

    async def test_a_late_call_after_a_fault_is_no_mistake_of_the_app(
        self, slack: Sandbox, client: AsyncWebClient
    ) -> None:
        trigger = slack.ws.trigger("U0ANNA")
        trigger.made = time.monotonic() - 2.9
        slack.faults.add("views.open", "latency", seconds=0.3)
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            await client.views_open(trigger_id=trigger.id, view=modal(words_input("a", "A")))
        assert slack.violations == []


class TestViews:
    """views.* beyond triggers."""

    async def test_a_wrong_view_is_answered_with_pointers(
        self, slack: Sandbox, client: AsyncWebClient, refused: Refused
    ) -> None:
        view = modal(words_input("a", "A"), title="x" * 25)
        with refused("invalid_arguments", bug=True) as refusal:
            await client.views_open(trigger_id=slack.ws.trigger("U0ANNA").id, view=view)
        messages = refusal.answer["response_metadata"]["messages"]
        assert any("/view/title" in message for message in messages)

    async def test_a_stale_hash_conflicts(self, bench: Bench) -> None:
        form = await bench.opened()
        stale = form.view.hash
        await bench.app.client.views_update(view_id=form.view.id, hash=stale, view=bench.view)
        with must_be_refused(bench.slack, "hash_conflict"):
            await bench.app.client.views_update(view_id=form.view.id, hash=stale, view=bench.view)

    async def test_a_closed_view_is_not_found(self, bench: Bench) -> None:
        form = await bench.opened()
        await form.cancel()
        with must_be_refused(bench.slack, "not_found"):
            await bench.app.client.views_update(view_id=form.view.id, view=bench.view)

    async def test_an_external_id_is_used_once(self, bench: Bench) -> None:
        bench.view["external_id"] = "one"
        form = await bench.opened()
        trigger = bench.slack.ws.trigger("U0SAM").id
        with must_be_refused(bench.slack, "duplicate_external_id", bug=True):
            await bench.app.client.views_open(trigger_id=trigger, view=bench.view)
        await bench.app.client.views_update(external_id="one", view=bench.view)
        assert form.open

    async def test_three_modals_are_the_most(self, bench: Bench) -> None:
        bench.view["blocks"].append({"type": "actions", "elements": [button("More", "press")]})

        async def push(body: Json) -> None:
            await bench.app.client.views_push(trigger_id=body["trigger_id"], view=bench.view)

        bench.then = push
        form: Form | None = await bench.opened()
        for _level in range(2):
            assert form is not None
            form = await form.clicks("More")
        assert form is not None
        assert form.view.previous_id != form.view.root_id
        trigger = bench.slack.ws.trigger("U0ANNA", form.view.id).id
        with must_be_refused(bench.slack, "push_limit_reached", bug=True):
            await bench.app.client.views_push(trigger_id=trigger, view=bench.view)
        below = await form.cancel()
        assert below is not None
        assert below.view.id == form.view.previous_id

    async def test_opening_over_an_open_modal_is_a_violation(self, bench: Bench) -> None:
        form = await bench.opened()
        trigger = bench.slack.ws.trigger("U0ANNA", form.view.id).id
        await bench.app.client.views_open(trigger_id=trigger, view=bench.view)
        assert "needs views.push" in bench.slack.violations[0]
        bench.slack.violations.clear()

    async def test_what_was_typed_survives_an_update_of_the_same_input(self, bench: Bench) -> None:
        form = await bench.opened()
        form.fill({"Ticket ID": "SOC-1"})
        view = modal(words_input("ticket", "Ticket"), words_input("other", "Other"), title="Longer")
        await bench.app.client.views_update(view_id=form.view.id, view=view)
        assert (form.title, form.value("Ticket"), form.value("Other")) == ("Longer", "SOC-1", None)
        await bench.app.client.views_update(view_id=form.view.id, view=modal(words_input("new", "Ticket")))
        assert form.value("Ticket") is None
