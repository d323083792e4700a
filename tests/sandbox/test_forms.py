"""Forms as a person meets them: what the client asks for, what an ack may answer, how they close."""

import pytest

from escalation_bot.sandbox import FormRefused

from .a_bot import Json, modal, words_input
from .a_form import Bench, picker


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
