"""Who people are to the teams, and what they are called."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from escalation_bot.domain.people import Person
from escalation_bot.domain.policy import Policy
from escalation_bot.sandbox import Clock, Sandbox, World
from escalation_bot.slack.api import SlackApi, connect
from escalation_bot.slack.directory import RECENT, Directory
from escalation_bot.slack.errors import SlackError

BOTH = frozenset({"soc", "deliverability"})


@pytest.fixture
def directory(api: SlackApi, policy: Policy, slack: Sandbox) -> Directory:
    return Directory(api, policy, slack.clock)


def asked(slack: Sandbox, method: str) -> int:
    return len(slack.calls_of(method))


async def test_a_member_a_lead_a_manager_and_somebody_else(directory: Directory) -> None:
    assert await directory.person("U0SAM") == Person("U0SAM", member_of=frozenset({"soc"}))
    assert await directory.person("U0LENA") == Person("U0LENA", member_of=BOTH, leads=BOTH)
    assert await directory.person("U0MIA") == Person("U0MIA", manages=frozenset({"soc"}))
    assert await directory.person("U0ANNA") == Person("U0ANNA")


async def test_the_groups_users_are_members(directory: Directory) -> None:
    assert (await directory.person("U0DAN")).member_of == {"deliverability"}


async def test_a_team_is_its_members_its_leads_and_its_group(directory: Directory) -> None:
    assert await directory.members("soc") == {"U0SAM", "U0SOFIA", "U0LENA", "U0OLGA"}
    assert await directory.members("deliverability") == {"U0DAN", "U0LENA", "U0OLGA"}


@pytest.mark.parametrize("flaw", ["deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger"])
async def test_bots_guests_strangers_and_who_left_are_nobodys_member(policy: Policy, flaw: str) -> None:
    world = World.example().with_user("lena", **{flaw: True})
    async with Sandbox(world) as slack, connect(slack.bot_token, slack.api_url, slack.clock) as api:
        assert await Directory(api, policy, slack.clock).person("U0LENA") == Person("U0LENA")


@pytest.mark.parametrize(
    ("flaw", "may"),
    [
        ("deleted", False),
        ("is_bot", False),
        ("is_stranger", False),
        ("is_restricted", True),
        ("is_ultra_restricted", True),
    ],
)
async def test_active_people_of_this_workspace_may_ask_guests_too(policy: Policy, flaw: str, may: bool) -> None:
    world = World.example().with_user("anna", **{flaw: True})
    async with Sandbox(world) as slack, connect(slack.bot_token, slack.api_url, slack.clock) as api:
        assert await Directory(api, policy, slack.clock).may_ask("U0ANNA") is may


async def test_who_is_not_known_may_not_ask(directory: Directory) -> None:
    assert not await directory.may_ask("U0NOBODY")


async def test_people_of_another_workspace_are_nobodys_member(directory: Directory, api: SlackApi) -> None:
    api.identity = replace(await api.auth_test(), team_id="T0HOME")  # so everybody here is from elsewhere
    assert await directory.person("U0LENA") == Person("U0LENA")


async def test_who_is_known_costs_no_call(directory: Directory, slack: Sandbox) -> None:
    await directory.person("U0SAM")
    before = len(slack.calls)
    await directory.person("U0SAM")
    assert len(slack.calls) == before


async def test_one_lookup_is_shared_by_all_who_wait_for_it(directory: Directory, slack: Sandbox) -> None:
    slack.faults.add("users.info", "latency", seconds=0.05)
    await asyncio.gather(*(directory.person("U0SAM") for _ in range(20)))
    assert asked(slack, "users.info") == 1
    assert asked(slack, "usergroups.users.list") <= 2  # one for each team


async def test_a_changed_group_counts_when_slack_says_so(directory: Directory, slack: Sandbox) -> None:
    assert not (await directory.person("U0NINA")).member_of
    slack.set_group("deliverability", ["dan", "nina"])
    assert not (await directory.person("U0NINA")).member_of
    directory.forget_group("S0DELIVERABILITY")
    assert (await directory.person("U0NINA")).member_of == {"deliverability"}


async def test_a_changed_person_counts_when_slack_says_so(directory: Directory, slack: Sandbox) -> None:
    assert (await directory.person("U0SAM")).member_of
    slack.deactivate("sam")
    directory.forget_user("U0SAM")
    assert await directory.person("U0SAM") == Person("U0SAM")


async def test_without_a_word_from_slack_it_is_asked_again_after_an_hour(directory: Directory, slack: Sandbox) -> None:
    await directory.members("deliverability")
    slack.set_group("deliverability", ["nina"])
    slack.clock.advance(timedelta(minutes=61))
    assert "U0DAN" in await directory.members("deliverability")  # nobody waits: the old answer serves meanwhile
    async with asyncio.timeout(5):
        while "U0NINA" not in await directory.members("deliverability"):  # noqa: ASYNC110  # it is on its way
            await asyncio.sleep(0.005)
    assert asked(slack, "usergroups.users.list") == 2


async def test_while_slack_fails_the_last_good_answer_is_kept(directory: Directory, slack: Sandbox) -> None:
    assert (await directory.person("U0DAN")).member_of
    directory.forget_group("S0DELIVERABILITY")
    directory.forget_user("U0DAN")
    slack.faults.add("*", "500", times=None)
    assert (await directory.person("U0DAN")).member_of == {"deliverability"}
    slack.faults.clear()
    slack.set_group("deliverability", [])
    assert not (await directory.person("U0DAN")).member_of


async def test_without_any_answer_nobody_is_called_a_stranger(directory: Directory, slack: Sandbox) -> None:
    slack.faults.add("*", "500", times=None)
    with pytest.raises(SlackError):
        await directory.person("U0SAM")
    slack.faults.clear()
    assert (await directory.person("U0SAM")).member_of == {"soc"}


async def test_without_user_groups_the_policys_own_lists_count(policy: Policy) -> None:
    world = World.example().without_groups()
    async with Sandbox(world) as slack, connect(slack.bot_token, slack.api_url, slack.clock) as api:
        directory = Directory(api, policy, slack.clock)
        assert await directory.members("soc") == {"U0SAM", "U0SOFIA", "U0LENA", "U0OLGA"}
        assert await directory.members("deliverability") == {"U0LENA", "U0OLGA"}


async def test_a_disabled_group_has_no_members(policy: Policy) -> None:
    world = World.example().with_group("deliverability", is_disabled=True)
    async with Sandbox(world) as slack, connect(slack.bot_token, slack.api_url, slack.clock) as api:
        assert not (await Directory(api, policy, slack.clock).person("U0DAN")).member_of


@pytest.mark.parametrize(
    ("status", "minutes", "away"),
    [
        ("palm_tree", None, True),
        ("palm_tree", 1, True),
        ("palm_tree", 0, False),
        ("palm_tree", -5, False),
        ("baby::skin-tone-3", None, True),
        ("coffee", None, False),
        ("", None, False),
    ],
)
async def test_away_is_a_status_that_the_policy_lists_while_it_lasts(
    policy: Policy, status: str, minutes: int | None, away: bool
) -> None:
    clock = Clock()
    ends = None if minutes is None else clock.now() + timedelta(minutes=minutes)
    world = World.example().with_user("sam", status_emoji=status, status_expiration=ends)
    listed = replace(policy, away=("palm_tree", "baby"))
    async with Sandbox(world, clock=clock) as slack, connect(slack.bot_token, slack.api_url, clock) as api:
        assert (await Directory(api, listed, clock).person("U0SAM")).away is away


async def test_a_status_ends_without_another_word_from_slack(slack: Sandbox, api: SlackApi, policy: Policy) -> None:
    directory = Directory(api, replace(policy, away=("palm_tree",)), slack.clock)
    slack.change_user("sam", status_emoji="palm_tree", status_expiration=slack.clock.now() + timedelta(minutes=5))
    assert (await directory.person("U0SAM")).away
    slack.clock.advance(timedelta(minutes=6))
    assert not (await directory.person("U0SAM")).away


async def test_surely_a_member_is_who_slack_and_the_policy_call_one(directory: Directory, slack: Sandbox) -> None:
    for member, team in (("U0SAM", "soc"), ("U0DAN", "deliverability")):
        assert await directory.surely(member, team) == await directory.person(member) != Person(member)
    slack.set_group("deliverability", [])
    directory.forget_group("S0DELIVERABILITY")
    assert await directory.surely("U0DAN", "deliverability") == Person("U0DAN")
    slack.deactivate("sam")
    directory.forget_user("U0SAM")
    assert await directory.surely("U0SAM", "soc") == Person("U0SAM")
    assert await directory.is_deactivated("U0SAM")
    assert not await directory.is_deactivated("U0DAN")


async def test_a_group_that_slack_does_not_list_says_nothing_of_who_left(directory: Directory, slack: Sandbox) -> None:
    slack.faults.add("usergroups.users.list", "error", error="no_such_subteam", times=None)
    assert await directory.surely("U0DAN", "deliverability") is None
    slack.deactivate("dan")
    directory.forget_user("U0DAN")
    assert await directory.surely("U0DAN", "deliverability") == Person("U0DAN")


async def test_a_person_whom_slack_does_not_show_has_not_surely_left(directory: Directory, slack: Sandbox) -> None:
    slack.faults.add("users.info", "error", error="missing_scope", times=None)
    assert await directory.surely("U0SAM", "soc") is None
    assert not await directory.is_deactivated("U0SAM")


@pytest.mark.parametrize("changes", [{"members": ("@sam",)}, {"leads": ("@lena",)}])
async def test_a_name_that_was_not_found_says_nothing_of_who_left(
    slack: Sandbox, api: SlackApi, policy: Policy, changes: dict[str, tuple[str, ...]]
) -> None:
    """Two people are called Sam since yesterday: the policy's name is nobody's id, and Sam is still at work."""
    soc = replace(policy.teams["soc"], **{"members": (), **changes})  # type: ignore[arg-type]  # lists of names
    slack.set_group("soc", ["sofia"])
    directory = Directory(api, replace(policy, teams={**policy.teams, "soc": soc}), slack.clock)
    assert await directory.surely("U0SAM", "soc") is None


async def test_an_old_answer_says_nothing_of_who_left(directory: Directory, slack: Sandbox) -> None:
    slack.deactivate("dan")
    assert await directory.is_deactivated("U0DAN")
    slack.clock.advance(RECENT + timedelta(seconds=1))
    slack.faults.add("*", "500", times=None)
    for ask in (directory.is_deactivated("U0DAN"), directory.surely("U0DAN", "deliverability")):
        with pytest.raises(SlackError):
            await ask


async def test_a_group_is_read_to_its_last_page(directory: Directory, slack: Sandbox) -> None:
    slack.set_group("deliverability", ["nina", "erik", "dan"])
    slack.page_cap = 1
    assert {"U0NINA", "U0ERIK", "U0DAN"} <= await directory.members("deliverability")


async def test_names_are_display_names(directory: Directory, slack: Sandbox) -> None:
    assert await directory.names(["U0SAM", "U0ANNA", "U0SAM"]) == {"U0SAM": "Sam", "U0ANNA": "Anna"}
    assert await directory.names(["U0SAM"]) == {"U0SAM": "Sam"}
    assert asked(slack, "users.info") == 2


async def test_a_name_that_cannot_be_looked_up_is_left_out(directory: Directory, slack: Sandbox) -> None:
    slack.faults.add("users.info", "500")
    assert await directory.names(["U0SAM"]) == {}
    assert await directory.names(["U0SAM", "U0NOBODY"]) == {"U0SAM": "Sam"}


async def test_a_private_channel_and_a_direct_message_are_private(directory: Directory, slack: Sandbox) -> None:
    assert await directory.is_private("C0SOCQUEUE")
    assert not await directory.is_private("C0HELPSOC")
    assert await directory.is_private("U0ANNA")
    assert await directory.is_private("C0SOCQUEUE")
    assert asked(slack, "conversations.info") == 2


async def test_a_channel_that_slack_says_nothing_of_is_not_trusted(directory: Directory, slack: Sandbox) -> None:
    slack.faults.add("conversations.info", "500")
    assert not await directory.is_private("C0SOCQUEUE")


async def test_who_is_in_a_channel_is_asked_once_page_by_page(directory: Directory, slack: Sandbox) -> None:
    slack.page_cap = 2
    assert await directory.readers("C0OPS") == await directory.readers("C0OPS") == {"U0MIA", "U0LENA", "U0BOT"}
    assert asked(slack, "conversations.members") == 2


async def test_who_joined_or_left_a_channel_counts_when_slack_says_so(directory: Directory, slack: Sandbox) -> None:
    await directory.readers("C0OPS")
    slack.remove_bot("#escalation-ops")
    assert "U0BOT" in await directory.readers("C0OPS")
    directory.forget_readers("C0OPS")
    assert "U0BOT" not in await directory.readers("C0OPS")
