"""What events look like, and which of them the app hears."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Sandbox, User, World

from .a_bot import Json, sandbox, web_client


class Log:
    """The events that would be delivered."""

    def __init__(self, slack: Sandbox) -> None:
        self.all: list[Json] = []
        slack.ws.on_event = self.all.append

    def of(self, kind: str, subtype: str | None = None) -> list[Json]:
        return [event for event in self.all if event["type"] == kind and event.get("subtype") == subtype]


@pytest.fixture
async def log(slack: Sandbox) -> Log:
    return Log(slack)


async def test_a_message_comes_as_typed_text_and_rich_text(slack: Sandbox, log: Log) -> None:
    await slack.person("anna").says("hi @sam & @soc in #help-soc, see https://example.com.", in_="#help-soc")
    event = log.of("message")[0]
    assert event["text"] == (
        "hi <@U0SAM> &amp; <!subteam^S0SOC|@soc> in <#C0HELPSOC|help-soc>, see <https://example.com>."
    )
    leaves = event["blocks"][0]["elements"][0]["elements"]
    assert [leaf["type"] for leaf in leaves] == [
        "text", "user", "text", "usergroup", "text", "channel", "text", "link", "text",
    ]  # fmt: skip
    assert leaves[2]["text"] == " & "
    assert (event["user"], event["channel"], event["channel_type"]) == ("U0ANNA", "C0HELPSOC", "channel")


async def test_typed_markup_is_escaped_and_forged_text_is_not(slack: Sandbox, log: Log) -> None:
    await slack.person("anna").says("<!channel> <@U0SAM>", in_="#help-soc")
    await slack.person("anna").says("<@U0SAM>", in_="#help-soc", raw=True)
    first, second = log.of("message")
    assert first["text"] == "&lt;!channel&gt; &lt;@U0SAM&gt;"
    assert slack.notified("sam")[0].ts == second["ts"]
    assert len(slack.notified("sam")) == 1


async def test_a_mention_of_the_bot_is_two_events_of_one_message(slack: Sandbox, log: Log) -> None:
    await slack.person("anna").says("@escalation-bot SOC-1", in_="#help-soc")
    message, mention = log.of("message")[0], log.of("app_mention")[0]
    assert message["ts"] == mention["ts"]
    assert mention["text"] == "<@U0BOT> SOC-1"


async def test_in_a_direct_message_there_is_no_mention_event(slack: Sandbox, log: Log) -> None:
    await slack.person("anna").says("@escalation-bot help", in_="dm")
    assert log.of("app_mention") == []
    assert log.of("message")[0]["channel_type"] == "im"


async def test_the_bot_hears_itself(log: Log, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0HELPSOC", text="me")
    event = log.of("message")[0]
    assert event["bot_id"] == "B0BOT"
    assert event["user"] == "U0BOT"


async def test_a_reply_names_its_parent(slack: Sandbox, log: Log) -> None:
    parent = await slack.person("anna").says("parent", in_="#help-soc")
    await slack.person("sam").replies(parent, "below")
    first, second = log.of("message")
    assert "thread_ts" not in first
    assert second["thread_ts"] == parent.ts
    assert second["parent_user_id"] == "U0ANNA"


async def test_an_edit_nests_the_message(slack: Sandbox, log: Log) -> None:
    message = await slack.person("anna").says("before", in_="#help-soc")
    await slack.person("anna").edits(message, "after")
    event = log.of("message", "message_changed")[0]
    assert event["hidden"] is True
    assert event["ts"] != message.ts
    assert event["message"]["ts"] == message.ts
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("after", "before")
    assert event["message"]["edited"]["user"] == "U0ANNA"


async def test_a_change_by_slack_itself_has_the_same_words(slack: Sandbox, log: Log) -> None:
    slack.touch(await slack.person("anna").says("see https://example.com", in_="#help-soc"))
    event = log.of("message", "message_changed")[0]
    assert event["message"]["text"] == event["previous_message"]["text"]
    assert "edited" not in event["message"]


async def test_a_deletion_tells_what_was_there(slack: Sandbox, log: Log) -> None:
    message = await slack.person("anna").says("oops", in_="#help-soc")
    await slack.person("anna").deletes(message)
    event = log.of("message", "message_deleted")[0]
    assert event["deleted_ts"] == message.ts
    assert event["previous_message"]["text"] == "oops"
    await slack.person("sam").sees_nothing_of("oops")


async def test_a_reaction_points_at_its_message_without_the_words(slack: Sandbox, log: Log) -> None:
    message = await slack.person("anna").says("secret", in_="#help-soc")
    await slack.person("sam").reacts("eyes", message)
    await slack.person("sam").unreacts("eyes", message)
    added, removed = log.of("reaction_added")[0], log.of("reaction_removed")[0]
    assert added["item"] == {"type": "message", "channel": "C0HELPSOC", "ts": message.ts}
    assert (added["user"], added["item_user"], added["reaction"]) == ("U0SAM", "U0ANNA", "eyes")
    assert "secret" not in str(added)
    assert removed["reaction"] == "eyes"
    assert message.reactions == {}


async def test_metadata_is_not_told_in_events(log: Log, client: AsyncWebClient) -> None:
    metadata = {"event_type": "delivery", "event_payload": {"id": "7"}}
    await client.chat_postMessage(channel="C0HELPSOC", text="x", metadata=metadata)
    assert log.of("message")[0]["metadata"] == {"event_type": "delivery"}


async def test_an_ephemeral_message_is_no_event(log: Log, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel="C0HELPSOC", user="U0ANNA", text="psst")
    assert log.all == []


async def test_the_app_hears_only_where_it_is_a_member(slack: Sandbox, log: Log) -> None:
    await slack.person("anna").says("elsewhere", in_="#random")
    assert log.all == []
    await slack.invite_bot("#random", by="lena")
    await slack.person("anna").says("now", in_="#random")
    joined = log.of("member_joined_channel")[0]
    assert (joined["user"], joined["inviter"], joined["channel"]) == ("U0BOT", "U0LENA", "C0RANDOM")
    assert log.of("message", "channel_join")[0]["user"] == "U0BOT"
    assert log.of("message")[0]["text"] == "now"


async def test_a_removed_app_hears_of_it_and_then_nothing(slack: Sandbox, log: Log) -> None:
    slack.remove_bot("#help-soc")
    await slack.person("anna").says("gone?", in_="#help-soc")
    assert [(event["type"], event.get("subtype")) for event in log.all] == [
        ("member_left_channel", None),
        ("message", "channel_leave"),
    ]


async def test_only_subscribed_events_with_a_scope_are_heard() -> None:
    manifest = {
        "oauth_config": {"scopes": {"bot": ["channels:history", "groups:history", "chat:write"]}},
        "settings": {"event_subscriptions": {"bot_events": ["message.channels", "reaction_added"]}},
    }
    async with sandbox(manifest=manifest) as slack:
        log = Log(slack)
        message = await slack.person("sam").says("public", in_="#help-soc")
        await slack.person("sam").says("private", in_="#soc-queue")
        await slack.person("sam").reacts("eyes", message)
        assert [event.get("text") for event in log.all] == ["public"]


async def test_archiving_and_changes_of_people_and_groups_are_told(slack: Sandbox, log: Log) -> None:
    slack.archive("#soc-queue")
    slack.unarchive("#soc-queue")
    slack.deactivate("sofia")
    slack.set_group("@soc", ["sam", "dan"])
    assert [event["type"] for event in log.all] == [
        "group_archive", "group_unarchive", "user_change", "subteam_members_changed", "subteam_updated",
    ]  # fmt: skip
    assert log.of("user_change")[0]["user"]["deleted"] is True
    changed = log.of("subteam_members_changed")[0]
    assert (changed["added_users"], changed["removed_users"]) == (["U0DAN"], ["U0SOFIA"])


async def test_people_come_and_go(slack: Sandbox, log: Log) -> None:
    anna = slack.person("anna")
    with pytest.raises(AssertionError, match="invitation"):
        await anna.joins("#soc-queue")
    await anna.joins("#soc-queue", invited_by="sam")
    await anna.says("hello", in_="#soc-queue")
    await anna.leaves("#soc-queue")
    joined = log.of("member_joined_channel")[0]
    assert (joined["user"], joined["channel_type"], joined["inviter"]) == ("U0ANNA", "G", "U0SAM")
    assert log.of("member_left_channel")[0]["user"] == "U0ANNA"
    with pytest.raises(AssertionError):
        await anna.says("still here?", in_="#soc-queue")


async def test_new_people_and_new_names_are_told(slack: Sandbox, log: Log) -> None:
    slack.hire(User("U0NEW", "new", "Nora New"))
    slack.rename("#help-soc", "#ask-soc")
    assert log.of("team_join")[0]["user"]["id"] == "U0NEW"
    assert log.of("channel_rename")[0]["channel"]["name"] == "ask-soc"
    await slack.person("anna").says("found", in_="#ask-soc")


async def test_a_shared_file_is_told_by_its_ids(slack: Sandbox, log: Log, client: AsyncWebClient) -> None:
    parent = await slack.person("anna").says("here", in_="#help-soc")
    reply = await slack.person("anna").replies(parent, "the log", files={"error.log": b"boom"})
    event = log.of("message", "file_share")[0]
    shared = log.of("file_shared")[0]
    assert event["files"][0]["name"] == "error.log"
    assert shared["file_id"] == event["files"][0]["id"]
    assert "[error.log]" in reply.text
    file = (await client.files_info(file=shared["file_id"]))["file"]
    assert file["size"] == 4


async def test_another_bots_messages_are_heard() -> None:
    async with sandbox(World.example()) as slack:
        log = Log(slack)
        await slack.person("otherbot").says("deployed", in_="#help-soc")
        event = log.of("message", "bot_message")[0]
        assert event["bot_id"] == "B0OTHERBOT"
        history = await web_client(slack).conversations_history(channel="C0HELPSOC")
        assert history["messages"][0]["text"] == "deployed"
