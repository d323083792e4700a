"""Each thing that can be wrong in Slack is found, and its remedy said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from escalation_bot.app import SURFACES
from escalation_bot.doctor.finding import Mark
from escalation_bot.manifest import manifest
from escalation_bot.sandbox import Sandbox
from tests.doctor.conftest import Clinic, Shifted


async def test_nothing_is_wrong_with_the_example(clinic: Clinic) -> None:
    found = await clinic.looks()
    assert [each for each in found if each.mark is Mark.WRONG] == []
    assert "SLACK_APP_TOKEN" in [each.about for each in found]


async def test_a_refused_token_is_copied_again(clinic: Clinic) -> None:
    clinic.happens = lambda slack: slack.revoke_token("token_revoked")
    found = await clinic.finds("SLACK_BOT_TOKEN", Mark.WRONG)
    assert found.what == "is refused by Slack: token_revoked"
    assert "OAuth & Permissions" in found.remedy


async def test_slack_out_of_reach_is_the_networks_affair(clinic: Clinic) -> None:
    clinic.environ["SLACK_API_URL"] = "http://127.0.0.1:1/api/"
    found = await clinic.finds("SLACK_API_URL", Mark.WRONG)
    assert found.what == "Slack is not reached: unreachable"
    assert "proxy" in found.remedy


async def test_missing_scopes_need_the_manifest_and_a_reinstall(clinic: Clinic) -> None:
    def narrower(slack: Sandbox) -> None:
        asked: dict[str, Any] = manifest(SURFACES, "/escalate")
        asked["oauth_config"]["scopes"]["bot"].remove("reactions:read")
        slack.reinstall(asked)

    clinic.happens = narrower
    found = await clinic.finds("scopes", Mark.WRONG)
    assert found.what == "the app has not been given reactions:read"
    assert "escalation-bot manifest" in found.remedy
    assert found.remedy.endswith("reinstall the app")


async def test_an_app_token_that_opens_nothing_is_made_again(clinic: Clinic) -> None:
    clinic.environ["SLACK_APP_TOKEN"] = "xapp-other"
    found = await clinic.finds("SLACK_APP_TOKEN", Mark.WRONG)
    assert found.what == "opens no connection: invalid_auth"
    assert "connections:write" in found.remedy


async def test_over_http_no_connection_is_opened(clinic: Clinic) -> None:
    clinic.environ |= {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "secret"}
    about = [each.about for each in await clinic.looks()]
    assert "SLACK_APP_TOKEN" not in about


@pytest.mark.parametrize(("minutes", "way"), [(2, "ahead of"), (-2, "behind")])
async def test_a_clock_that_differs_from_slacks_is_set_by_a_time_server(clinic: Clinic, minutes: int, way: str) -> None:
    clinic.watch = Shifted(timedelta(minutes=minutes))
    found = await clinic.finds("clock", Mark.WARNING)
    assert f"s {way} Slack" in found.what
    assert "NTP" in found.remedy


async def test_a_minute_is_close_enough(clinic: Clinic) -> None:
    clinic.watch = Shifted(timedelta(seconds=50))
    assert await clinic.finds("clock", Mark.OK)


async def test_an_archived_channel_is_unarchived(clinic: Clinic) -> None:
    clinic.world = clinic.world.with_channel("#help-soc", is_archived=True)
    found = await clinic.finds("teams.soc.intake_channels", Mark.WRONG)
    assert found.what == "#help-soc is archived"
    assert found.remedy.startswith("unarchive #help-soc")


async def test_the_bot_is_invited_where_it_is_missing(clinic: Clinic) -> None:
    clinic.world = clinic.world.without_bot("#help-soc")
    found = await clinic.finds("teams.soc.intake_channels", Mark.WRONG)
    assert found.what == "the bot is not in #help-soc"
    assert found.remedy == "/invite @escalation-bot in #help-soc"


async def test_a_private_channel_without_the_bot_is_not_there_for_it(clinic: Clinic) -> None:
    clinic.world = clinic.world.without_bot("#soc-queue")
    clinic.policy(("#soc-queue", "C0SOCQUEUE"))
    found = await clinic.finds("teams.soc.queue_channel", Mark.WRONG)
    assert "/invite @escalation-bot" in found.remedy


@pytest.mark.parametrize("name", ["#nowhere", "@nobody"])
async def test_a_name_that_slack_does_not_know_is_corrected(clinic: Clinic, name: str) -> None:
    clinic.policy(("#escalation-ops", name) if name.startswith("#") else ("@sofia", name))
    found = await clinic.finds(name, Mark.WRONG)
    assert found.what == "not found in Slack"
    assert found.remedy.startswith("correct the name, or write the id")


async def test_one_channel_for_both_is_advised_against(clinic: Clinic) -> None:
    clinic.world = clinic.world.with_channel("#help-soc", is_private=True)
    clinic.policy(("#soc-queue", "#help-soc"))
    found = await clinic.finds("teams.soc.queue_channel", Mark.WARNING)
    assert found.remedy.startswith("two channels are better")


async def test_a_private_motive_wants_a_private_queue(clinic: Clinic) -> None:
    clinic.world = clinic.world.with_channel("#soc-queue", is_private=False)
    found = await clinic.finds("teams.soc.queue_channel", Mark.WARNING)
    assert "“Safety, compliance or payment risk” is private" in found.what
    assert found.remedy == "make #soc-queue a private channel"


async def test_a_motive_of_another_team_says_nothing_about_this_queue(clinic: Clinic) -> None:
    about = [each.about for each in await clinic.looks() if each.mark is Mark.WARNING]
    assert "teams.deliverability.queue_channel" not in about


async def test_who_has_left_is_taken_out(clinic: Clinic) -> None:
    clinic.world = clinic.world.with_user("sam", deleted=True)
    clinic.policy(("@sam", "U0SAM"))
    found = await clinic.finds("teams.soc.members", Mark.WRONG)
    assert found.what == "Sam Berg is deactivated in Slack"
    assert found.remedy.startswith("take U0SAM out of teams.soc.members")


async def test_a_guest_counts_as_nobody(clinic: Clinic) -> None:
    clinic.policy(("@sam", "U0GUEST"))
    found = await clinic.finds("teams.soc.members", Mark.WRONG)
    assert found.what == "Gus Ray is a bot, a guest or from elsewhere, and counts as nobody"


async def test_an_id_of_nobody_is_found(clinic: Clinic) -> None:
    clinic.policy(("@sam", "U0NOBODY"))
    found = await clinic.finds("teams.soc.members", Mark.WRONG)
    assert found.what == "U0NOBODY is not known to Slack (user_not_found)"


async def test_one_lead_is_too_few(clinic: Clinic) -> None:
    clinic.policy(('["@lena", "@olga"]', '"@lena"'))
    found = await clinic.finds("teams.soc.leads", Mark.WARNING)
    assert found.what == "Service Operations Center has one lead"
    assert found.remedy.startswith("name a second one")


async def test_a_lead_who_has_left_is_none(clinic: Clinic) -> None:
    clinic.world = clinic.world.with_user("olga", deleted=True)
    clinic.policy(("@olga", "U0OLGA"))
    assert (await clinic.finds("teams.soc.leads", Mark.WARNING)).what.endswith("has one lead")
    assert (await clinic.finds("teams.soc.leads", Mark.WRONG)).what == "Olga Novak is deactivated in Slack"


async def test_a_team_of_leads_only_wants_members(clinic: Clinic) -> None:
    clinic.world = clinic.world.with_group("@deliverability", members=())
    found = await clinic.finds("teams.deliverability.members", Mark.WARNING)
    assert found.what == "Deliverability has no members besides its leads"
    assert found.remedy.startswith("name them under `members`")


async def test_an_empty_group_wants_people(clinic: Clinic) -> None:
    clinic.world = clinic.world.with_group("@soc-duty", members=())
    found = await clinic.finds("teams.soc.duty", Mark.WARNING)
    assert (found.what, found.remedy) == ("nobody is in @soc-duty", "add people to @soc-duty in Slack")


async def test_a_disabled_group_is_enabled(clinic: Clinic) -> None:
    clinic.world = clinic.world.with_group("@soc", is_disabled=True)
    found = await clinic.finds("teams.soc.group", Mark.WRONG)
    assert found.what == "@soc is disabled"
    assert found.remedy.startswith("enable @soc in Slack")


async def test_a_group_that_is_not_there_is_corrected(clinic: Clinic) -> None:
    clinic.policy(("@eng-duty", "@night-watch"))
    found = await clinic.finds("teams.soc.levels", Mark.WRONG)
    assert found.what == "@night-watch is not a user group of this workspace"


async def test_a_plan_without_user_groups_names_its_members(clinic: Clinic) -> None:
    clinic.world = clinic.world.without_groups()
    found = [each for each in await clinic.looks() if "paid plan" in each.what]
    assert [each.mark for each in found] == [Mark.WARNING]
    assert "teams.soc.group" in found[0].about
    assert found[0].remedy.endswith("name the people under `members`")


async def test_without_user_groups_their_names_are_not_reported_one_by_one(clinic: Clinic) -> None:
    clinic.world = clinic.world.without_groups()
    assert [each.about for each in await clinic.looks() if each.mark is Mark.WRONG] == []
