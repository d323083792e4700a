"""The Slack app's manifest: what is shipped is what the code needs, and Slack accepts it."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from typer.testing import CliRunner

from escalation_bot.app import SURFACES
from escalation_bot.cli import app
from escalation_bot.events import HANDLERS, SCOPES
from escalation_bot.manifest import manifest
from tests.cli.kit import EXAMPLE, ROOT, outcome

SCHEMA = json.loads((ROOT / "tests" / "manifest.schema.json").read_text(encoding="utf-8"))
"""Slack's own: https://github.com/slackapi/manifest-schema, schemas/manifest.schema.2.0.0.json."""
HOOKS = json.loads((ROOT / ".slack" / "hooks.json").read_text(encoding="utf-8"))["hooks"]

NEEDED: Mapping[str, tuple[set[str], ...]] = {
    "apps.connections.open": (),  # the app-level token's connections:write, which no manifest gives
    "auth.test": (),
    "chat.postEphemeral": ({"chat:write"},),
    "chat.postMessage": ({"chat:write"},),
    "chat.update": ({"chat:write"},),
    "conversations.history": ({"channels:history"}, {"groups:history"}, {"im:history"}),
    "conversations.info": ({"channels:read"}, {"groups:read"}),
    "conversations.members": ({"channels:read"}, {"groups:read"}),
    "conversations.open": ({"im:write"},),
    "conversations.list": ({"channels:read"}, {"groups:read"}),
    "files.completeUploadExternal": ({"files:write"},),
    "files.getUploadURLExternal": ({"files:write"},),
    "conversations.replies": ({"channels:history"}, {"groups:history"}, {"im:history"}),
    "usergroups.list": ({"usergroups:read"},),
    "usergroups.users.list": ({"usergroups:read"},),
    "users.info": ({"users:read"},),
    "users.list": ({"users:read"},),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
"""Method and its scopes, of each set one (docs.slack.dev/reference/methods): channels, private ones and DMs alike."""
METHOD = re.compile(
    r"(admin|apps|auth|bots|chat|conversations|files|pins|reactions|team|usergroups|users|views)\.[\w.]+"
)


def printed(*arguments: str, environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["manifest", *arguments], env=environ)
    assert result.exit_code == 0, result.output
    return dict(yaml.safe_load(result.stdout))


def called() -> Iterator[str]:
    """Every name of a Web API method in the program; the sandbox is the other side."""
    for file in (ROOT / "escalation_bot").rglob("*.py"):
        if "sandbox" not in file.parts and file.name != "manifest.py":
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and METHOD.fullmatch(node.value):
                    yield node.value


def scopes(made: Mapping[str, Any]) -> set[str]:
    return set(made["oauth_config"]["scopes"]["bot"])


def test_the_file_that_is_shipped_is_what_the_command_prints(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["manifest", "--policy", str(tmp_path / "none.yml")])
    assert result.stdout == (ROOT / "manifest.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(result.stdout) == manifest(SURFACES, "/escalate")


@pytest.mark.parametrize("arguments", [(), ("--address", "https://desk.example.com")])
def test_slack_accepts_it(arguments: tuple[str, ...]) -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert list(Draft7Validator(SCHEMA).iter_errors(printed("--policy", str(EXAMPLE), *arguments))) == []


def test_the_schema_refuses_what_slack_does_not_know() -> None:
    made = printed("--policy", str(EXAMPLE)) | {"extra": True}
    assert [error.validator for error in Draft7Validator(SCHEMA).iter_errors(made)] == ["additionalProperties"]


@pytest.mark.parametrize(
    "address",
    ["https://desk.example.com", "https://desk.example.com/", "https://desk.example.com/slack/events"],
)
def test_over_http_everything_comes_to_one_address(address: str) -> None:
    made = printed("--policy", str(EXAMPLE), "--address", address)
    expected = "https://desk.example.com/slack/events"
    assert made["features"]["slash_commands"][0]["url"] == expected
    assert made["settings"]["interactivity"]["request_url"] == expected
    assert made["settings"]["event_subscriptions"]["request_url"] == expected
    assert made["settings"]["socket_mode_enabled"] is False


def test_the_policy_names_the_command(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yml"
    text = EXAMPLE.read_text(encoding="utf-8")
    policy.write_text(text.replace("command: /escalate", "command: /first"), encoding="utf-8")
    made = printed(environ={"ESCALATION_POLICY": str(policy)})
    assert [each["command"] for each in made["features"]["slash_commands"]] == ["/first"]


def test_a_broken_policy_prints_its_mistakes_and_no_manifest(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yml"
    policy.write_text("version: 9", encoding="utf-8")
    result = CliRunner().invoke(app, ["manifest", "--policy", str(policy)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "version: must be 1" in result.stderr


def test_every_event_subscribed_to_is_worked_or_refreshes_what_is_shown_or_cached() -> None:
    events = printed("--policy", str(EXAMPLE))["settings"]["event_subscriptions"]["bot_events"]
    caches = {"app_home_opened", "member_left_channel", "subteam_members_changed", "subteam_updated", "user_change"}
    assert {event.partition(".")[0] for event in events} == set(HANDLERS) | caches


def test_every_method_that_is_called_has_its_scopes() -> None:
    given = scopes(printed("--policy", str(EXAMPLE)))
    names = set(called())
    assert names >= {"chat.postMessage", "views.open", "users.info", "apps.connections.open"}
    assert names <= set(NEEDED), "a method that this table does not know"
    lacking = {name: needed for name in names for needed in NEEDED[name] if not needed & given}
    assert lacking == {}


def test_no_scope_is_asked_for_that_nothing_needs() -> None:
    for_calls = {scope for name in called() for needed in NEEDED[name] for scope in needed}
    for_events = {scope for needed in SCOPES.values() for scope in needed}
    assert scopes(printed("--policy", str(EXAMPLE))) == for_calls | for_events | {"commands"}


@pytest.mark.parametrize(
    ("arguments", "around"), [((), ""), (("--protocol=message-boundaries", "--boundary=-8<-"), "-8<-")]
)
async def test_slacks_own_command_line_reads_the_manifest_and_nothing_else(
    arguments: tuple[str, ...], around: str, tmp_path: Path
) -> None:
    _, *command = HOOKS["get-manifest"].split()
    end = await outcome(sys.executable, *command, *arguments, env={"ESCALATION_POLICY": str(tmp_path / "none.yml")})
    assert end.status == 0, end.errors
    body = end.said.rstrip("\n")
    assert body.startswith(around)
    assert json.loads(body.removeprefix(around).removesuffix(around)) == manifest(SURFACES, "/escalate")


async def test_slacks_own_command_line_starts_the_bot() -> None:
    _, *command = HOOKS["start"].split()
    end = await outcome(sys.executable, *command, "--protocol=message-boundaries", "--boundary=x", env={})
    assert end.status == 2
    assert end.errors.startswith("escalation-bot: SLACK_BOT_TOKEN is not set")
