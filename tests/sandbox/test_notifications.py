"""Whom Slack pings, and why."""

from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Sandbox

from .a_bot import card


def _why(slack: Sandbox, person: str) -> list[str]:
    return [each.why for each in slack.notified(person)]


async def test_a_mention_in_a_new_message_notifies_once(slack: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0HELPSOC", text="<@U0SAM> and <@U0SAM>")
    assert _why(slack, "sam") == ["mention"]
    assert slack.notified("sam")[0].text == "@Sam and @Sam"
    assert _why(slack, "anna") == []


async def test_blocks_count_and_the_text_beside_them_does_not(slack: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0HELPSOC", text="<@U0SAM>", blocks=card(text="<@U0SOFIA>"))
    assert (_why(slack, "sam"), _why(slack, "sofia")) == ([], ["mention"])


async def test_nobody_is_notified_of_their_own_words(slack: Sandbox) -> None:
    await slack.person("sam").says("@sam and @soc, note to self", in_="#help-soc")
    await slack.person("sam").says("hello", in_="dm")
    assert (_why(slack, "sam"), _why(slack, "sofia")) == ([], ["group"])


async def test_a_group_notifies_its_members(slack: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0HELPSOC", text="<!subteam^S0SOC>")
    assert (_why(slack, "sam"), _why(slack, "sofia"), _why(slack, "lena")) == (["group"], ["group"], [])


async def test_a_private_channel_notifies_its_members_only(slack: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0SOCQUEUE", text="<@U0ANNA> <@U0SAM>")
    assert (_why(slack, "anna"), _why(slack, "sam")) == ([], ["mention"])


async def test_a_broadcast_notifies_every_member_but_no_bot(slack: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0SOCQUEUE", text="<!channel>")
    assert {each.user for each in slack.ws.notifications} == {"U0SAM", "U0SOFIA", "U0LENA", "U0OLGA", "U0MIA", "U0NINA"}


async def test_a_deactivated_person_is_not_notified(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.deactivate("sam")
    await client.chat_postMessage(channel="C0HELPSOC", text="<@U0SAM>")
    assert _why(slack, "sam") == []


async def test_who_is_in_a_thread_follows_it(slack: Sandbox, client: AsyncWebClient) -> None:
    anna, sam = slack.person("anna"), slack.person("sam")
    parent = await anna.says("a question", in_="#help-soc")
    await sam.replies(parent, "an answer")
    await client.chat_postMessage(channel="C0HELPSOC", text="more", thread_ts=parent.ts)
    assert _why(slack, "anna") == ["thread", "thread"]
    assert _why(slack, "sam") == ["thread"]
    assert _why(slack, "paul") == []


async def test_a_mention_makes_a_follower(slack: Sandbox, client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel="C0HELPSOC", text="for <@U0ANNA>")
    await client.chat_postMessage(channel="C0HELPSOC", text="news", thread_ts=parent["ts"])
    assert _why(slack, "anna") == ["mention", "thread"]
