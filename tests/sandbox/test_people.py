"""People: what they see, what notifies them, what their client lets them do."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Sandbox, World

from .a_bot import (
    button,
    card,
    modal,
    must_be_refused,
    new_app,
    over_http,
    over_sockets,
    plain,
    sandbox,
    web_client,
    words_input,
)

Json = dict[str, Any]


def _why(slack: Sandbox, person: str) -> list[str]:
    return [each.why for each in slack.notified(person)]


class TestNotifications:
    """Whom Slack pings."""

    async def test_a_mention_in_a_new_message_notifies_once(self, slack: Sandbox, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C0HELPSOC", text="<@U0SAM> and <@U0SAM>")
        assert _why(slack, "sam") == ["mention"]
        assert slack.notified("sam")[0].text == "@Sam and @Sam"
        assert _why(slack, "anna") == []

    async def test_blocks_count_and_the_text_beside_them_does_not(self, slack: Sandbox, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C0HELPSOC", text="<@U0SAM>", blocks=card(text="<@U0SOFIA>"))
        assert (_why(slack, "sam"), _why(slack, "sofia")) == ([], ["mention"])

    async def test_nobody_is_notified_of_their_own_words(self, slack: Sandbox) -> None:
        await slack.person("sam").says("@sam and @soc, note to self", in_="#help-soc")
        await slack.person("sam").says("hello", in_="dm")
        assert (_why(slack, "sam"), _why(slack, "sofia")) == ([], ["group"])

    async def test_a_group_notifies_its_members(self, slack: Sandbox, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C0HELPSOC", text="<!subteam^S0SOC>")
        assert (_why(slack, "sam"), _why(slack, "sofia"), _why(slack, "lena")) == (["group"], ["group"], [])

    async def test_a_private_channel_notifies_its_members_only(self, slack: Sandbox, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C0SOCQUEUE", text="<@U0ANNA> <@U0SAM>")
        assert (_why(slack, "anna"), _why(slack, "sam")) == ([], ["mention"])

    async def test_a_broadcast_notifies_every_member_but_no_bot(self, slack: Sandbox, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C0SOCQUEUE", text="<!channel>")
        assert {each.user for each in slack.ws.notifications} == {"U0SAM", "U0SOFIA", "U0LENA", "U0OLGA", "U0MIA"}

    async def test_a_deactivated_person_is_not_notified(self, slack: Sandbox, client: AsyncWebClient) -> None:
        slack.deactivate("sam")
        await client.chat_postMessage(channel="C0HELPSOC", text="<@U0SAM>")
        assert _why(slack, "sam") == []

    async def test_who_is_in_a_thread_follows_it(self, slack: Sandbox, client: AsyncWebClient) -> None:
        anna, sam = slack.person("anna"), slack.person("sam")
        parent = await anna.says("a question", in_="#help-soc")
        await sam.replies(parent, "an answer")
        await client.chat_postMessage(channel="C0HELPSOC", text="more", thread_ts=parent.ts)
        assert _why(slack, "anna") == ["thread", "thread"]
        assert _why(slack, "sam") == ["thread"]
        assert _why(slack, "paul") == []

    async def test_a_mention_makes_a_follower(self, slack: Sandbox, client: AsyncWebClient) -> None:
        parent = await client.chat_postMessage(channel="C0HELPSOC", text="for <@U0ANNA>")
        await client.chat_postMessage(channel="C0HELPSOC", text="news", thread_ts=parent["ts"])
        assert _why(slack, "anna") == ["mention", "thread"]


class TestSeeing:
    """Reading."""

    async def test_who_cannot_see_a_channel_does_not_read_it(self, slack: Sandbox, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C0SOCQUEUE", text="internal")
        with pytest.raises(AssertionError, match="cannot open"):
            await slack.person("anna").sees("internal", in_="#soc-queue")
        with pytest.raises(AssertionError, match="does not see"):
            await slack.person("anna").sees("internal", within=0.05)

    async def test_a_guest_sees_own_channels_only(self, slack: Sandbox, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C0HELPSOC", text="hello")
        await slack.person("guest").sees_nothing_of("hello")
        assert await slack.person("stranger").sees("hello")

    async def test_the_failure_says_what_is_there(self, slack: Sandbox) -> None:
        await slack.person("anna").says("apples", in_="#help-soc")
        with pytest.raises(AssertionError, match="apples"):
            await slack.person("sam").sees("pears", within=0.05)

    async def test_the_newest_of_two_is_seen_and_all_words_count(self, slack: Sandbox, client: AsyncWebClient) -> None:
        for text in ("SOC-1 taken", "SOC-1 solved", "SOC-2 taken"):
            await client.chat_postMessage(channel="C0HELPSOC", text=text)
        assert (await slack.person("sam").sees("SOC-1")).text == "SOC-1 solved"
        assert (await slack.person("sam").sees("SOC-1", "taken")).text == "SOC-1 taken"

    async def test_a_thread_can_be_read_alone(self, slack: Sandbox) -> None:
        anna = slack.person("anna")
        parent = await anna.says("word", in_="#help-soc")
        reply = await anna.replies(parent, "word below")
        await anna.says("word beside", in_="#help-soc")
        assert await anna.sees("word", thread=parent) == reply

    async def test_dates_are_read_in_the_readers_zone(self, slack: Sandbox, client: AsyncWebClient) -> None:
        at = int(datetime(2026, 11, 23, 8, 0, tzinfo=UTC).timestamp())
        await client.chat_postMessage(channel="C0HELPSOC", text=f"due <!date^{at}^{{time}}|later>")
        assert (await slack.person("anna").sees("due")).text == "due 09:00"
        assert (await slack.person("paul").sees("due")).text == "due 13:30"


class TestStrangers:
    """People of another workspace in a shared channel."""

    async def test_they_press_buttons_but_type_no_commands(self, slack: Sandbox) -> None:
        slack.change_user("stranger", is_stranger=True)
        with pytest.raises(AssertionError, match="installed"):
            await slack.person("stranger").types("/escalate", in_="#help-soc")

    async def test_their_events_name_their_own_workspace(self, slack: Sandbox) -> None:
        slack.change_user("stranger", is_stranger=True)
        heard: list[Json] = []
        slack.ws.on_event = heard.append
        await slack.person("stranger").says("hello", in_="#help-soc")
        assert heard[0]["user_team"] == "T0ELSEWHERE"


class TestDoing:
    """What a client refuses before Slack does."""

    async def test_no_command_runs_in_a_thread(self, slack: Sandbox) -> None:
        message = await slack.person("anna").says("x", in_="#help-soc")
        with pytest.raises(AssertionError, match="threads"):
            await slack.person("anna").types("/escalate", in_="#help-soc", thread=message)

    @pytest.mark.parametrize(
        ("should_escape", "text"),
        [
            (True, "<@U0SAM|sam> in <#C0HELPSOC|help-soc> &amp; <https://example.com>"),
            (False, "@sam in #help-soc &amp; https://example.com"),
        ],
    )
    async def test_names_in_a_command_are_resolved_only_when_the_manifest_says_so(
        self, should_escape: bool, text: str
    ) -> None:
        command = {"command": "/escalate", "description": "x", "should_escape": should_escape}
        async with sandbox(manifest={"features": {"slash_commands": [command]}}) as slack:
            slack.deliver_to("http://127.0.0.1:9/")
            await slack.person("anna").types("/escalate @sam in #help-soc & https://example.com", in_="#help-soc")
            payload = slack.deliveries[0].payload
            assert payload["text"] == text
            assert (payload["channel_name"], payload["is_enterprise_install"]) == ("help-soc", "false")
            assert "thread_ts" not in payload

    async def test_an_app_that_is_down_fails_the_command_at_once(self, slack: Sandbox) -> None:
        answer = await slack.person("anna").types("/escalate", in_="dm")
        assert answer.failed == "dispatch_failed"
        assert slack.deliveries[0].payload["channel_name"] == "directmessage"
        assert slack.violations == []

    async def test_an_unknown_command_never_reaches_the_app(self) -> None:
        manifest = {"features": {"slash_commands": [{"command": "/escalate", "description": "x"}]}}
        async with sandbox(manifest=manifest) as slack:
            answer = await slack.person("anna").types("/panic", in_="#help-soc")
            assert answer.failed == "unknown_command"
            assert slack.deliveries == []

    async def test_nobody_edits_or_deletes_what_another_wrote(self, slack: Sandbox) -> None:
        message = await slack.person("anna").says("x", in_="#help-soc")
        with pytest.raises(AssertionError):
            await slack.person("sam").edits(message, "y")
        with pytest.raises(AssertionError):
            await slack.person("sam").deletes(message)

    async def test_who_left_the_company_does_nothing(self, slack: Sandbox) -> None:
        slack.deactivate("anna")
        with pytest.raises(AssertionError):
            await slack.person("anna").says("x", in_="#help-soc")
        with pytest.raises(AssertionError):
            await slack.person("anna").types("/escalate", in_="#help-soc")

    async def test_a_button_that_is_not_there_cannot_be_pressed(self, slack: Sandbox, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C0HELPSOC", text="x", blocks=card(button("Take", "take")))
        with pytest.raises(AssertionError, match="Take"):
            await slack.person("sam").clicks("Leave", await slack.person("sam").sees("A card"))


class TestInteractivity:
    """Payloads of shortcuts, buttons, menus and the Home tab, with a real app."""

    @pytest.fixture
    async def heard(self) -> list[Json]:
        return []

    @pytest.fixture
    async def app(self, slack: Sandbox, heard: list[Json]) -> AsyncIterator[AsyncApp]:
        made = new_app(slack)

        async def opens(ack: Any, body: Any, client: Any) -> None:
            heard.append(body)
            await client.views_open(trigger_id=body["trigger_id"], view=modal(words_input("a", "A")))
            await ack()

        async def hears(ack: Any, body: Any, respond: Any) -> None:
            heard.append(body)
            await ack()
            await respond(text="noted", replace_original=False)

        async def home(event: Any, client: Any) -> None:
            heard.append(event)
            blocks = card(button("Open", "open_form"), text=f"Visit {len(heard)}")
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

        made.shortcut("from_message")(opens)
        made.shortcut("from_anywhere")(opens)
        made.action("open_form")(opens)
        made.action("note")(hears)
        made.action("menu")(hears)
        made.event("app_home_opened")(home)
        made.event("message")(self._nothing)
        async with over_http(slack, made):
            yield made

    async def _nothing(self) -> None:
        """Every subscribed event has a listener."""

    @pytest.mark.usefixtures("app")
    async def test_a_message_shortcut_brings_its_message(self, slack: Sandbox, heard: list[Json]) -> None:
        message = await slack.person("sam").says("look", in_="#soc-queue")
        form = await slack.person("sam").uses_message_shortcut("from_message", message)
        assert form is not None
        assert heard[0]["message"]["text"] == "look"
        assert heard[0]["channel"] == {"id": "C0SOCQUEUE", "name": "privategroup"}
        assert heard[0]["response_url"]

    @pytest.mark.usefixtures("app")
    async def test_a_global_shortcut_knows_no_channel(self, slack: Sandbox, heard: list[Json]) -> None:
        assert await slack.person("sam").uses_shortcut("from_anywhere") is not None
        assert not {"channel", "message", "response_url"} & set(heard[0])

    async def test_a_click_says_where_it_was(self, slack: Sandbox, app: AsyncApp, heard: list[Json]) -> None:
        parent = await app.client.chat_postMessage(channel="C0HELPSOC", text="p")
        blocks = card(button("Note", "note", value="7"))
        await app.client.chat_postMessage(channel="C0HELPSOC", text="x", blocks=blocks, thread_ts=parent["ts"])
        message = await slack.person("sam").sees("A card")
        assert await slack.person("sam").clicks("Note", message) is None
        assert (await slack.person("sam").sees("noted")).ephemeral
        body = heard[0]
        assert body["container"]["thread_ts"] == parent["ts"]
        assert body["message"]["ts"] == message.ts
        assert body["actions"][0]["value"] == "7"

    async def test_an_ephemeral_message_is_not_in_its_payload(
        self, slack: Sandbox, app: AsyncApp, heard: list[Json]
    ) -> None:
        blocks = card(button("Note", "note"))
        await app.client.chat_postEphemeral(channel="C0HELPSOC", user="U0SAM", text="x", blocks=blocks)
        await slack.person("sam").clicks("Note", await slack.person("sam").sees("A card"))
        assert "message" not in heard[0]
        assert heard[0]["container"]["is_ephemeral"] is True

    async def test_a_menu_says_what_was_chosen(self, slack: Sandbox, app: AsyncApp, heard: list[Json]) -> None:
        menu = {
            "type": "overflow",
            "action_id": "menu",
            "options": [{"text": plain("Hold"), "value": "hold"}, {"text": plain("Close"), "value": "close"}],
        }
        users = {"type": "users_select", "action_id": "note", "placeholder": plain("Who")}
        await app.client.chat_postMessage(channel="C0HELPSOC", text="x", blocks=card(menu, users))
        sam = slack.person("sam")
        message = await sam.sees("A card")
        assert message.buttons == ["Hold", "Close"]
        await sam.clicks("Close", message)
        await sam.picks("@sofia", message, action_id="note")
        assert heard[0]["actions"][0]["selected_option"]["value"] == "close"
        assert heard[1]["actions"][0]["selected_user"] == "U0SOFIA"
        assert heard[1]["state"]["values"][heard[1]["actions"][0]["block_id"]]["note"]["selected_user"] == "U0SOFIA"

    @pytest.mark.usefixtures("app")
    async def test_home_is_told_of_each_visit_and_has_its_view_from_the_second(
        self, slack: Sandbox, heard: list[Json]
    ) -> None:
        anna = slack.person("anna")
        assert "Visit 1" in await anna.opens_home()
        assert "Visit 2" in await anna.opens_home()
        assert "view" not in heard[0]
        assert heard[1]["view"]["type"] == "home"
        form = await anna.home.clicks("Open")
        assert form is not None
        assert form.title == "A form"
        assert heard[2]["container"]["type"] == "view"


class TestWorkspace:
    """users.*, usergroups.*, conversations.* of the world as it is."""

    async def test_zones_follow_daylight_saving(self, slack: Sandbox, client: AsyncWebClient) -> None:
        offsets = set()
        for _half in range(2):
            user = (await client.users_info(user="U0ANNA"))["user"]
            offsets.add(user["tz_offset"])
            slack.clock.advance(timedelta(days=182))
        assert user["tz"] == "Europe/Stockholm"
        assert offsets == {3600, 7200}

    async def test_a_stranger_comes_without_zone_email_and_locale(self, slack: Sandbox, client: AsyncWebClient) -> None:
        slack.change_user("stranger", is_stranger=True)
        user = (await client.users_info(user="U0STRANGER", include_locale=True))["user"]
        assert user["is_stranger"] is True
        assert not {"tz", "tz_offset", "locale"} & set(user)
        assert "email" not in user["profile"]

    async def test_a_status_says_until_when(self, slack: Sandbox, client: AsyncWebClient) -> None:
        until = datetime(2026, 12, 24, tzinfo=UTC)
        slack.change_user("sam", status_emoji="palm_tree", status_expiration=until)
        profile = (await client.users_info(user="U0SAM"))["user"]["profile"]
        assert profile["status_emoji"] == ":palm_tree:"
        assert profile["status_expiration"] == int(until.timestamp())

    async def test_groups_list_members_only_when_asked(self, client: AsyncWebClient) -> None:
        bare = (await client.usergroups_list())["usergroups"][0]
        full = (await client.usergroups_list(include_users=True))["usergroups"][0]
        assert "users" not in bare
        assert full["users"] == ["U0SAM", "U0SOFIA"]

    async def test_a_groups_members_leave_with_the_company(self, slack: Sandbox, client: AsyncWebClient) -> None:
        slack.deactivate("sam")
        assert (await client.usergroups_users_list(usergroup="S0SOC"))["users"] == ["U0SOFIA"]

    async def test_a_plan_without_groups_says_so(self) -> None:
        async with sandbox(World.example().without_groups()) as slack:
            with must_be_refused(slack, "plan_upgrade_required"):
                await web_client(slack).usergroups_list()

    async def test_the_bot_lists_what_exists_for_it(self) -> None:
        async with sandbox(World.example().without_bot("#soc-queue")) as slack:
            client = web_client(slack)
            found = await client.conversations_list(types="public_channel,private_channel")
            names = [channel["name"] for channel in found["channels"]]
            assert "soc-queue" not in names
            assert "random" in names
            mine = await client.users_conversations()
            assert "random" not in [channel["name"] for channel in mine["channels"]]

    async def test_only_public_channels_can_be_joined(self, slack: Sandbox, client: AsyncWebClient) -> None:
        await client.conversations_join(channel="C0RANDOM")
        assert slack.bot_user_id in slack.channel("#random").members
        again = await client.conversations_join(channel="C0RANDOM")
        assert again["warning"] == "already_in_channel"
        assert (await client.conversations_info(channel="C0RANDOM"))["channel"]["is_member"] is True

    async def test_a_direct_message_is_opened_once(self, client: AsyncWebClient) -> None:
        first = await client.conversations_open(users="U0ANNA")
        second = await client.conversations_open(users="U0ANNA")
        assert first["channel"]["id"] == second["channel"]["id"]
        assert second["already_open"] is True


class TestFiles:
    """Upload v2."""

    async def test_an_upload_is_shared_in_a_thread(self, slack: Sandbox, client: AsyncWebClient) -> None:
        parent = await slack.person("anna").says("send me the report", in_="#help-soc")
        await client.files_upload_v2(
            channel="C0HELPSOC",
            thread_ts=parent.ts,
            filename="report.csv",
            content="a,b",
            initial_comment="here",
        )
        reply = parent.thread[0]
        assert reply.text == "here\n[report.csv]"
        assert slack.notified("anna")[0].why == "thread"

    async def test_a_file_without_a_channel_stays_private(self, slack: Sandbox, client: AsyncWebClient) -> None:
        done = await client.files_upload_v2(filename="x.txt", content="x")
        assert slack.person("anna").reads() == []
        assert (await client.files_info(file=done["file"]["id"]))["file"]["channels"] == []

    async def test_sharing_needs_membership(self, slack: Sandbox, client: AsyncWebClient) -> None:
        with must_be_refused(slack, "not_in_channel"):
            await client.files_upload_v2(channel="C0RANDOM", filename="x.txt", content="x")
        assert slack.person("sam").reads("#random") == []


async def test_an_app_over_sockets_opens_a_form_beside_its_ack() -> None:
    async with sandbox() as slack:
        app = new_app(slack)

        @app.command("/escalate")
        async def escalate(ack: Any, respond: Any) -> None:
            await ack()
            await respond("only for you")

        async with over_sockets(slack, app):
            answer = await slack.person("anna").types("/escalate", in_="#help-soc")
            assert answer.text == "only for you"
            assert answer.form is None
