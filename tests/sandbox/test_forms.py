"""Modals: triggers, stacks, what a submission says and what its ack may answer, as a person meets them."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Form, FormRefused, Sandbox

from .a_bot import Refused, button, modal, must_be_refused, new_app, over_http, plain, sandbox, words_input

Json = dict[str, Any]


def options(*words: str) -> list[Json]:
    return [{"text": plain(word), "value": word.lower()} for word in words]


def picker(block: str, label: str, kind: str, **more: Any) -> Json:
    element = {"type": kind, "action_id": f"{block}_value", **more}
    return {"type": "input", "block_id": block, "label": plain(label), "element": element, "optional": True}


class Bench:
    """An app whose one form and answers are set by the test."""

    def __init__(self, slack: Sandbox, app: AsyncApp) -> None:
        self.slack, self.app = slack, app
        self.view: Json = modal(words_input("ticket", "Ticket ID"))
        self.answer: Json = {}
        self.wait = 0.0
        self.heard: list[Json] = []
        self.then: Callable[[Json], Any] | None = None
        app.command("/form")(self._open)
        app.view("a_form")(self._sent)
        app.view_closed("a_form")(self._closed)
        app.action("press")(self._pressed)
        app.action("watched_value")(self._pressed)
        app.options("city_value")(self._options)

    async def _open(self, ack: Any, body: Any, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=self.view)
        await ack()

    async def _sent(self, ack: Any, body: Any) -> None:
        self.heard.append(body)
        await asyncio.sleep(self.wait)
        await ack(**self.answer)

    async def _closed(self, ack: Any, body: Any) -> None:
        self.heard.append(body)
        await ack()

    async def _pressed(self, ack: Any, body: Any) -> None:
        self.heard.append(body)
        if self.then:
            await self.then(body)
        await ack()

    async def _options(self, ack: Any, body: Any) -> None:
        await ack(options=options(*[f"{body['value']}-{n}" for n in range(2)]))

    async def opened(self, **more: Any) -> Form:
        """The form on Anna's screen."""
        answer = await self.slack.person("anna").types("/form", in_="#help-soc", **more)
        assert answer.form is not None
        return answer.form

    @property
    def values(self) -> Json:
        values: Json = self.heard[-1]["view"]["state"]["values"]
        return values


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with sandbox() as slack:
        made = Bench(slack, new_app(slack))
        async with over_http(slack, made.app):
            yield made


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


class TestAnswers:
    """What the ack of a submission does."""

    async def test_an_empty_ack_closes_the_form(self, bench: Bench) -> None:
        form = await bench.opened()
        assert await form.fill({"Ticket ID": "x"}).submit() is None
        assert not form.open

    async def test_errors_stand_at_their_inputs_and_the_words_stay(self, bench: Bench) -> None:
        bench.answer = {"response_action": "errors", "errors": {"ticket": "No such ticket."}}
        form = await bench.opened()
        assert await form.fill({"Ticket ID": "x"}).submit() is form
        assert form.errors == {"Ticket ID": "No such ticket."}
        assert form.value("Ticket ID") == "x"
        assert "No such ticket." in form.text

    async def test_an_update_replaces_what_is_shown(self, bench: Bench) -> None:
        bench.answer = {"response_action": "update", "view": modal(words_input("b", "B"), title="Stored")}
        form = await bench.opened()
        shown = await form.fill({"Ticket ID": "x"}).submit()
        assert shown is form
        assert form.title == "Stored"

    async def test_a_push_stands_on_top_and_clear_takes_all_away(self, bench: Bench) -> None:
        bench.answer = {"response_action": "push", "view": modal(words_input("b", "B"), title="Second")}
        form = await bench.opened()
        second = await form.fill({"Ticket ID": "x"}).submit()
        assert second is not None
        assert second.title == "Second"
        bench.answer = {"response_action": "clear"}
        assert await second.fill({"B": "y"}).submit() is None
        assert not form.open

    @pytest.mark.parametrize(
        "answer",
        [
            {"response_action": "errors", "errors": {"elsewhere": "?"}},
            {"response_action": "errors", "errors": {}},
            {"response_action": "update", "view": modal(words_input("b", "B"), title="x" * 25)},
            {"response_action": "vanish"},
        ],
    )
    async def test_a_wrong_answer_shows_trouble_to_the_person(self, bench: Bench, answer: Json) -> None:
        bench.answer = answer
        form = await bench.opened()
        assert await form.fill({"Ticket ID": "x"}).submit() is form
        assert form.trouble == "We had some trouble connecting. Try again?"
        assert "view_submission" in bench.slack.violations[0]
        bench.slack.violations.clear()

    async def test_a_late_ack_shows_trouble_and_is_not_sent_again(self, bench: Bench) -> None:
        bench.wait = 3.2
        form = await bench.opened()
        await form.fill({"Ticket ID": "x"}).submit()
        assert form.trouble
        assert form.open
        assert len([d for d in bench.slack.deliveries if d.kind == "view_submission"]) == 1
        bench.slack.violations.clear()


class TestClient:
    """What the Slack client itself sees to."""

    async def test_a_required_input_is_asked_for_before_anything_is_sent(self, bench: Bench) -> None:
        form = await bench.opened()
        with pytest.raises(FormRefused, match="Ticket ID"):
            await form.submit()
        assert bench.heard == []

    @pytest.mark.parametrize(("length", "fits"), [(2, False), (3, True), (5, True), (6, False)])
    async def test_lengths_are_held_at_their_ends(self, bench: Bench, length: int, fits: bool) -> None:
        bench.view = modal(words_input("ticket", "Ticket ID", min_length=3, max_length=5))
        form = (await bench.opened()).fill({"Ticket ID": "x" * length})
        if fits:
            await form.submit()
        else:
            with pytest.raises(FormRefused):
                await form.submit()
        assert len(bench.heard) == fits

    async def test_numbers_have_a_range(self, bench: Bench) -> None:
        bench.view = modal(picker("n", "Days", "number_input", is_decimal_allowed=False, min_value="1", max_value="9"))
        form = await bench.opened()
        for wrong in ("10", "0", "1.5", "two"):
            with pytest.raises(FormRefused):
                await form.fill({"Days": wrong}).submit()
        await form.fill({"Days": "9"}).submit()
        assert bench.values["n"]["n_value"] == {"type": "number_input", "value": "9"}

    async def test_a_form_that_is_gone_cannot_be_used(self, bench: Bench) -> None:
        form = await bench.opened()
        await form.cancel()
        with pytest.raises(AssertionError, match="not on the screen"):
            form.fill({"Ticket ID": "x"})


def _everything() -> Json:
    three = options("One", "Two", "Three")
    return modal(
        words_input("words", "Words", initial_value="first") | {"optional": True},
        picker("choice", "Choice", "static_select", options=three, initial_option=three[1]),
        picker("many", "Many", "multi_static_select", options=three),
        picker("boxes", "Boxes", "checkboxes", options=three),
        picker("radio", "Radio", "radio_buttons", options=three),
        picker("who", "Who", "users_select"),
        picker("team", "Team", "multi_users_select"),
        picker("room", "Room", "channels_select"),
        picker("talk", "Talk", "conversations_select", response_url_enabled=True),
        picker("day", "Day", "datepicker"),
        picker("hour", "Hour", "timepicker"),
        picker("moment", "Moment", "datetimepicker"),
        picker("mail", "Mail", "email_text_input"),
        picker("link", "Link", "url_text_input"),
        picker("city", "City", "external_select", min_query_length=2),
    )


class TestValues:
    """state.values, exactly."""

    async def test_untouched_elements_say_null_or_an_empty_list(self, bench: Bench) -> None:
        bench.view = _everything()
        await (await bench.opened()).submit()
        held = {block: next(iter(actions.values())) for block, actions in bench.values.items()}
        assert held["words"]["value"] == "first"
        assert held["choice"]["selected_option"] == options("Two")[0]
        assert held["many"] == {"type": "multi_static_select", "selected_options": []}
        assert held["boxes"] == {"type": "checkboxes", "selected_options": []}
        assert held["radio"] == {"type": "radio_buttons", "selected_option": None}
        assert held["who"] == {"type": "users_select", "selected_user": None}
        assert held["team"] == {"type": "multi_users_select", "selected_users": []}
        assert held["room"] == {"type": "channels_select", "selected_channel": None}
        assert held["day"] == {"type": "datepicker", "selected_date": None}
        assert held["mail"] == {"type": "email_text_input", "value": None}

    async def test_filled_elements_say_what_was_chosen(self, bench: Bench) -> None:
        bench.view = _everything()
        form = await bench.opened()
        assert await form.searches("City", "S") == []
        assert await form.searches("City", "Sto") == ["Sto-0", "Sto-1"]
        form.fill(
            {
                "Words": "a < b & c",
                "Choice": "Three",
                "Many": ["One", "Two"],
                "Boxes": ["Three"],
                "Radio": "One",
                "Who": "@sam",
                "Team": ["Sam Berg", "sofia"],
                "Room": "#help-soc",
                "Talk": "#soc-queue",
                "Day": "2026-12-03",
                "Hour": "09:30",
                "Moment": 1_700_000_000,
                "Mail": "a@example.com",
                "Link": "https://example.com",
                "City": "Sto-1",
            }
        )
        await form.submit()
        held = {block: next(iter(actions.values())) for block, actions in bench.values.items()}
        assert held["words"]["value"] == "a < b & c"
        assert held["many"]["selected_options"] == options("One", "Two")
        assert held["who"]["selected_user"] == "U0SAM"
        assert held["team"]["selected_users"] == ["U0SAM", "U0SOFIA"]
        assert held["room"]["selected_channel"] == "C0HELPSOC"
        assert held["day"]["selected_date"] == "2026-12-03"
        assert held["hour"]["selected_time"] == "09:30"
        assert held["moment"]["selected_date_time"] == 1_700_000_000
        assert held["city"]["selected_option"]["text"]["text"] == "Sto-1"
        assert bench.heard[-1]["response_urls"][0]["channel_id"] == "C0SOCQUEUE"

    async def test_cleared_words_are_null(self, bench: Bench) -> None:
        bench.view = modal(words_input("words", "Words", initial_value="first") | {"optional": True})
        await (await bench.opened()).fill({"Words": ""}).submit()
        assert bench.values["words"]["words_value"]["value"] is None

    async def test_an_option_that_is_not_there_cannot_be_chosen(self, bench: Bench) -> None:
        bench.view = _everything()
        form = await bench.opened()
        with pytest.raises(KeyError, match="Four"):
            form.fill({"Choice": "Four"})

    async def test_an_input_with_dispatch_tells_the_app_at_once(self, bench: Bench) -> None:
        watched = picker("watched", "Watched", "static_select", options=options("A", "B"))
        bench.view = modal(watched | {"dispatch_action": True}, words_input("ticket", "Ticket ID"))

        async def longer(body: Json) -> None:
            view = modal(*bench.view["blocks"], words_input("more", "More"))
            await bench.app.client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

        bench.then = longer
        form = await bench.opened()
        form.fill({"Ticket ID": "SOC-1"})
        assert await form.chooses("Watched", "B") is form
        assert form.labels == ["Watched", "Ticket ID", "More"]
        assert (form.value("Watched"), form.value("Ticket ID")) == ("B", "SOC-1")
        assert bench.heard[-1]["actions"][0]["selected_option"]["value"] == "b"


async def test_typed_markup_sent_on_unescaped_is_a_violation(bench: Bench) -> None:
    form = await bench.opened()
    await form.fill({"Ticket ID": "SOC-1 <!here>"}).submit()
    assert bench.values["ticket"]["ticket_value"]["value"] == "SOC-1 <!here>"
    await bench.app.client.chat_postMessage(channel="C0SOCQUEUE", text="SOC-1 &lt;!here&gt;")
    assert bench.slack.violations == []
    await bench.app.client.chat_postMessage(channel="C0SOCQUEUE", text="SOC-1 <!here>")
    assert "<!here> stands unescaped" in bench.slack.violations[0]
    bench.slack.violations.clear()


class TestClosing:
    """view_closed."""

    async def test_closing_is_told_only_when_asked_for(self, bench: Bench) -> None:
        await (await bench.opened()).cancel()
        assert bench.heard == []
        bench.view["notify_on_close"] = True
        form = (await bench.opened()).fill({"Ticket ID": "secret"})
        await form.cancel()
        assert bench.heard[-1]["type"] == "view_closed"
        assert bench.heard[-1]["is_cleared"] is False
        assert "secret" not in str(bench.heard[-1])

    async def test_the_cross_closes_the_stack_and_tells_of_the_root(self, bench: Bench) -> None:
        bench.view["notify_on_close"] = True
        bench.answer = {"response_action": "push", "view": modal(words_input("b", "B"), title="Second")}
        form = await bench.opened()
        second = await form.fill({"Ticket ID": "x"}).submit()
        assert second is not None
        assert await second.cancel(everything=True) is None
        assert bench.heard[-1]["is_cleared"] is True
        assert bench.heard[-1]["view"]["id"] == form.view.id
