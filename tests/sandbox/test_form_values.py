"""What a submission says was filled in: state.values, exactly."""

import pytest

from .a_bot import Json, modal, words_input
from .a_form import Bench, options, picker


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


async def test_untouched_elements_say_null_or_an_empty_list(bench: Bench) -> None:
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


async def test_filled_elements_say_what_was_chosen(bench: Bench) -> None:
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


async def test_cleared_words_are_null(bench: Bench) -> None:
    bench.view = modal(words_input("words", "Words", initial_value="first") | {"optional": True})
    await (await bench.opened()).fill({"Words": ""}).submit()
    assert bench.values["words"]["words_value"]["value"] is None


async def test_an_option_that_is_not_there_cannot_be_chosen(bench: Bench) -> None:
    bench.view = _everything()
    form = await bench.opened()
    with pytest.raises(KeyError, match="Four"):
        form.fill({"Choice": "Four"})


async def test_an_input_with_dispatch_tells_the_app_at_once(bench: Bench) -> None:
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
