"""Worlds from files: what a file says is there, what the policy speaks of as well, and every mistake has its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalation_bot.demo.world_file import parse_world, read_setting, world_of
from escalation_bot.policy_file import PolicyError
from tests.stories.conftest import ROOT

EXAMPLE = ROOT / "world.example.yml"


def test_the_example_says_who_is_there() -> None:
    setting = read_setting(EXAMPLE, None)
    assert setting.world
    assert setting.world.user("sofia").status_emoji == "palm_tree"
    assert setting.world.user("gus").is_restricted
    assert setting.world.channel("soc-queue").is_private
    assert [ticket.ticket for ticket in setting.tickets] == ["SOC-101", "SOC-118"]


@pytest.mark.parametrize("world", [EXAMPLE, None], ids=["with a world", "from the policy alone"])
def test_all_that_the_policy_speaks_of_exists(world: Path | None) -> None:
    made = read_setting(world, ROOT / "policy.example.yml").world
    assert made
    for channel in ("help-soc", "soc-queue", "del-queue", "engineering", "escalation-ops"):
        assert made.bot_user_id in made.channel(channel).members, channel
    for handle in ("sam", "sofia", "lena", "olga", "mia"):
        assert made.user(handle)
    groups = {group.handle: group.members for group in made.groups or ()}
    assert all(groups[handle] for handle in ("soc", "deliverability", "soc-duty", "specialists", "eng-duty"))
    assert {"U0SAM", "U0LENA"} <= set(made.channel("soc-queue").members)
    assert made.user("anna").id in made.channel("help-soc").members


def test_ids_of_a_real_workspace_may_stand_in_the_policy(tmp_path: Path) -> None:
    text = (ROOT / "policy.example.yml").read_text(encoding="utf-8")
    own = tmp_path / "policy.yml"
    own.write_text(text.replace('"#soc-queue"', "C0123ABC").replace('"@lena"', "U0123ABC"), encoding="utf-8")
    made = read_setting(None, own).world
    assert made
    assert "U0123ABC" in made.channel("C0123ABC").members


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            "people:\n  anna: {nam: Anna}\n",
            ["people.anna.nam: is not known; did you mean name?", ":2 people.anna.name: is missing"],
        ),
        ("channels: {}\n", [":1 people: is missing"]),
        (
            "people:\n  anna: {name: Anna}\nchannels:\n  help:\n    members: [zoe]\n",
            [":5 channels.help.members: zoe is none"],
        ),
        ("people:\n  anna: {name: Anna, timezone: Mars}\n", [":2 people.anna.timezone:"]),
        ("people: {\n", [":2 is no YAML"]),
    ],
)
def test_every_mistake_has_its_line(text: str, problems: list[str]) -> None:
    with pytest.raises(PolicyError) as told:
        parse_world(text, name="world.yml")
    for problem in problems:
        assert any(problem in line and line.startswith("world.yml:") for line in told.value.problems), told.value


def test_a_bot_may_be_kept_out_of_a_channel() -> None:
    file = parse_world("people:\n  anna: {name: Anna}\nchannels:\n  random: {bot: false}\n", name="w")
    assert world_of(file).channel("random").members == ("U0ANNA",)
