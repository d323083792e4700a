"""Names in the policy become ids."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from escalation_bot.domain.policy import Digest, Level, Policy
from escalation_bot.policy_file import load_policy
from escalation_bot.sandbox import Sandbox, User, World
from escalation_bot.slack.api import SlackApi, connect
from escalation_bot.slack.names import resolved_policy

ROOT = Path(__file__).parents[2]


def soc(policy: Policy, **changes: Any) -> Policy:
    """The policy with its first team changed."""
    return replace(policy, teams={**policy.teams, "soc": replace(policy.teams["soc"], **changes)})


async def test_every_name_in_the_shipped_example_is_found_in_the_example_world(api: SlackApi) -> None:
    resolved, problems = await resolved_policy(load_policy(ROOT / "policy.example.yml"), api)
    team = resolved.teams["soc"]
    assert problems == []
    assert resolved.operator == "C0OPS"
    assert (team.queue_channel, team.intake_channels) == ("C0SOCQUEUE", ("C0HELPSOC",))
    assert (team.members, team.leads, team.managers) == (("U0SAM", "U0SOFIA"), ("U0LENA", "U0OLGA"), ("U0MIA",))
    assert (team.group, team.duty) == ("S0SOC", "S0SOCDUTY")
    assert [(level.group, level.channel) for level in team.levels] == [
        ("S0SPECIALISTS", None),
        ("S0ENGDUTY", "C0ENGINEERING"),
    ]
    assert {digest.channel for digest in team.digests.values()} == {"C0SOCQUEUE"}


async def test_people_are_found_by_handle_display_name_and_full_name(api: SlackApi, policy: Policy) -> None:
    resolved, problems = await resolved_policy(soc(policy, leads=("@lena", "Olga Novak", "@Sam")), api)
    assert (resolved.teams["soc"].leads, problems) == (("U0LENA", "U0OLGA", "U0SAM"), [])


async def test_a_name_on_a_later_page_is_found(slack: Sandbox, api: SlackApi, policy: Policy) -> None:
    slack.ws.page_cap = 2
    resolved, problems = await resolved_policy(soc(policy, queue_channel="#random", leads=("@stranger",)), api)
    assert (resolved.teams["soc"].queue_channel, resolved.teams["soc"].leads) == ("C0RANDOM", ("U0STRANGER",))
    assert problems == []


async def test_ids_are_not_looked_up(slack: Sandbox, api: SlackApi, policy: Policy) -> None:
    levels, digests = (Level("Engineering", "S0ENGDUTY", "C0ENGINEERING"),), {"daily": Digest("09:00", "C0SOCQUEUE")}
    given = soc(replace(policy, operator="C0OPS"), levels=levels, digests=digests)
    assert await resolved_policy(given, api) == (given, [])
    assert slack.calls == []


async def test_what_is_not_found_is_reported_once_and_stays_as_written(api: SlackApi, policy: Policy) -> None:
    given = soc(policy, leads=("@nobody",), managers=("@nobody",), queue_channel="#no-such")
    resolved, problems = await resolved_policy(given, api)
    assert problems == ["#no-such: not found in Slack; write its id", "@nobody: not found in Slack; write its id"]
    assert resolved.teams["soc"].leads == ("@nobody",)


async def test_a_name_that_two_people_have_is_reported(policy: Policy) -> None:
    example = World.example()
    world = replace(example, users=(*example.users, User("U0SAM2", "samson", "Sam Ek")))
    async with Sandbox(world) as slack, connect(slack.bot_token, slack.api_url, slack.clock) as api:
        _, problems = await resolved_policy(soc(policy, members=("@Sam", "@samson")), api)
    assert problems == ["@Sam: several have this name; write its id"]


async def test_who_left_is_not_found(policy: Policy) -> None:
    world = World.example().with_user("sam", deleted=True)
    async with Sandbox(world) as slack, connect(slack.bot_token, slack.api_url, slack.clock) as api:
        _, problems = await resolved_policy(soc(policy, members=("@sam",)), api)
    assert problems == ["@sam: not found in Slack; write its id"]


async def test_a_list_that_slack_refuses_is_a_problem_not_an_exception(policy: Policy) -> None:
    world = World.example().without_groups()
    async with Sandbox(world) as slack, connect(slack.bot_token, slack.api_url, slack.clock) as api:
        _, problems = await resolved_policy(soc(policy, group="@soc"), api)
    assert problems == ["usergroups.list: plan_upgrade_required"]
