"""The world at rest, its variations, and the clock."""

import asyncio
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Clock, Sandbox, World


def test_the_example_has_the_people_and_places_of_the_policy() -> None:
    world = World.example()
    assert world.user("anna").id == "U0ANNA"
    assert world.user("Sam Berg").display_name == "Sam"
    assert world.channel("#soc-queue").is_private
    assert world.groups is not None
    assert {group.id for group in world.groups} == {
        "S0SOC", "S0DELIVERABILITY", "S0SOCDUTY", "S0SPECIALISTS", "S0ENGDUTY",
    }  # fmt: skip
    assert {user.tz for user in world.users} >= {"Europe/Stockholm", "Asia/Kolkata", "America/St_Johns"}


def test_a_variation_leaves_the_original_alone() -> None:
    world = World.example()
    other = world.with_channel("#help-soc", is_archived=True).with_user("sam", deleted=True).without_bot("#soc-queue")
    assert other.channel("#help-soc").is_archived
    assert other.user("sam").deleted
    assert world.bot_user_id not in other.channel("#soc-queue").members
    assert world == World.example()


def test_a_group_can_be_emptied() -> None:
    groups = World.example().with_group("@soc", members=()).groups
    assert groups is not None
    assert groups[0].members == ()


def test_a_name_that_nobody_has_is_an_error() -> None:
    with pytest.raises(KeyError, match="nobody"):
        World.example().user("nobody")


async def test_a_sleeper_wakes_when_the_clock_has_moved_far_enough() -> None:
    clock = Clock()
    sleeping = asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0)
    clock.advance(timedelta(minutes=59))
    await asyncio.sleep(0.02)
    assert not sleeping.done()
    clock.advance(timedelta(minutes=1))
    await asyncio.wait_for(sleeping, 2)
    assert sleeping.done()


def test_a_clock_never_goes_back() -> None:
    clock = Clock()
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-timedelta(seconds=1))
    assert clock.now().utcoffset() == timedelta()


async def test_a_port_can_be_asked_for(client: AsyncWebClient, slack: Sandbox) -> None:
    port = int(slack.origin.rpartition(":")[2])
    assert (await client.auth_test())["user_id"] == slack.bot_user_id
    with pytest.raises(OSError, match="in use"):
        await Sandbox(port=port).__aenter__()
