"""`escalation-bot run`: what is wrong is one line and status 2; what passes is waited for; a stop loses nothing."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]  # it has no types
import pytest

from escalation_bot.sandbox import Sandbox
from escalation_bot.start import main
from tests.cli.kit import (
    BOT_PY,
    EXAMPLE,
    PATIENCE,
    RUN,
    a_free_port,
    a_sandbox,
    outcome,
    probed,
    process,
    settings,
    stopped,
)
from tests.stories.conftest import form

COMMANDS = pytest.mark.parametrize("command", [BOT_PY, RUN], ids=["bot.py", "escalation-bot run"])


async def line(env: dict[str, str], command: tuple[str, ...] = RUN) -> str:
    """The one line on stderr with which it ends; log lines have come before where it was running already."""
    end = await outcome(*command, env=env)
    assert end.status == 2, end
    assert "Traceback" not in end.errors
    *_, last = end.errors.splitlines()
    return last.removeprefix("escalation-bot: ")


@COMMANDS
async def test_a_missing_token_is_named_with_where_to_find_it(command: tuple[str, ...], tmp_path: Path) -> None:
    env = settings(tmp_path) | {"SLACK_BOT_TOKEN": ""}
    assert (await line(env, command)).startswith("SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token (xoxb-…)")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1", "SLACK_BOT_TOKEN must be a bot token (xoxb-…), this is a user token"),
        ("SLACK_BOT_TOKEN", "xapp-1", "SLACK_BOT_TOKEN must be a bot token (xoxb-…), this is an app-level token"),
        ("SLACK_APP_TOKEN", "xoxb-1", "SLACK_APP_TOKEN must be an app-level token (xapp-…), this is a bot token"),
        ("SLACK_APP_TOKEN", "", "SLACK_APP_TOKEN is not set: "),
        ("ESCALATION_POLICY", "none.yml", "ESCALATION_POLICY: none.yml: there is no such file; escalation-bot policy"),
        ("ESCALATION_TEMPLATES", "none", "ESCALATION_TEMPLATES none is no folder"),
        ("DATABASE_URL", "mysql://desk", "DATABASE_URL must be a SQLite or PostgreSQL address"),
        ("DATABASE_URL", "sqlite://", "DATABASE_URL must name a file"),
        ("PORT", "many", "PORT must be"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(
    name: str, value: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(settings(tmp_path) | {name: value}) == 2
    said, errors = capsys.readouterr()
    assert said == ""
    assert errors.startswith(f"escalation-bot: {words}")
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://desk:port/x", "cannot be read as the address of a database"),
        ("postgresql://127.0.0.1:1/desk", ""),
        ("sqlite:////nowhere/desk.db", "unable to open database file"),
        (f"sqlite:///{EXAMPLE}", "file is not a database"),
    ],
)
async def test_a_database_that_is_none_is_one_line(address: str, words: str, tmp_path: Path) -> None:
    end = await outcome(*RUN, env=settings(tmp_path) | {"DATABASE_URL": address})
    assert (end.status, end.said) == (2, "")
    assert end.errors.startswith(f"escalation-bot: DATABASE_URL: {words}")
    assert end.errors.count("\n") == 1


def test_of_many_mistakes_in_the_policy_the_first_is_said_and_how_many_follow(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace("version: 1", "version: 9")
    bad = tmp_path / "policy.yml"
    bad.write_text(text.replace("max: 10, mode", "max: 0, mode").replace("max: 5, mode", "max: 0, mode"), "utf-8")
    assert main(settings(tmp_path) | {"ESCALATION_POLICY": str(bad)}) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"escalation-bot: ESCALATION_POLICY: {bad}:")
    assert said.endswith(
        "version: must be 1, the only format there is (and 2 more; escalation-bot policy check shows all)\n"
    )


async def test_a_sqlite_file_that_cannot_be_written_is_refused(tmp_path: Path, migrated_sqlite: Path) -> None:
    env = settings(tmp_path) | {"DATABASE_URL": f"sqlite:///file:{migrated_sqlite}?mode=ro&uri=true"}
    assert await line(env) == "DATABASE_URL: attempt to write a readonly database"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_postgresql_database_that_cannot_be_written_is_refused(tmp_path: Path, database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    name = urlsplit(database_url).path.removeprefix("/")
    await connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    await connection.close()
    said = await line(settings(tmp_path) | {"DATABASE_URL": database_url})
    assert said.startswith("DATABASE_URL: ")
    assert "read-only" in said


async def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = await line(settings(tmp_path) | {"PORT": port})
    assert said == f"HOST, PORT: 127.0.0.1:{port} cannot be listened on: Address already in use"


async def test_a_bot_token_that_slack_refuses_ends_the_start(tmp_path: Path) -> None:
    async with a_sandbox() as slack:
        slack.revoke_token("invalid_auth")
        assert await line(settings(tmp_path, slack)) == "SLACK_BOT_TOKEN is refused by Slack: auth.test: invalid_auth"


async def test_an_app_token_that_slack_refuses_ends_the_start(tmp_path: Path) -> None:
    async with a_sandbox() as slack:
        said = await line(settings(tmp_path, slack) | {"SLACK_APP_TOKEN": "xapp-other"})
    assert said == "SLACK_APP_TOKEN is refused by Slack: apps.connections.open: invalid_auth"


async def test_while_slack_is_out_of_reach_the_bot_is_alive_and_not_ready_and_then_works(tmp_path: Path) -> None:
    port = a_free_port()
    slack = a_sandbox(port=port)
    env = settings(tmp_path, slack) | {"SLACK_API_URL": f"http://127.0.0.1:{port}/api/"}
    async with process(*RUN, env=env) as bot:
        assert await probed(env, "/healthz", 200) == "ok"
        body = json.loads(await probed(env, "/readyz", 503))
        assert body["database"] == "ok"
        assert body["slack"].startswith(("unreachable", "not reached yet"))
        async with slack:
            await slack.connected(2, seconds=PATIENCE)
            assert json.loads(await probed(env, "/readyz", 200)) == {"database": "ok", "slack": "ok"}
            answer = await slack.person("anna").types("/escalate help", in_="#help-soc")
            assert answer.text
            assert (await stopped(bot)).status == 0


async def asks(slack: Sandbox) -> None:
    answer = await slack.person("anna").types("/escalate SOC-101", in_="#help-soc")
    assert answer.form
    assert await answer.form.fill(form()).submit()


async def test_a_stop_during_work_is_clean_and_the_next_start_goes_on_where_it_ended(tmp_path: Path) -> None:
    async with a_sandbox() as slack:
        env = settings(tmp_path, slack)
        slack.faults.add("chat.postMessage", "latency", times=None, seconds=0.5)
        async with process(*RUN, env=env) as bot:
            await slack.connected(2, seconds=PATIENCE)
            await asks(slack)
            end = await stopped(bot)
        assert end.status == 0
        assert "Traceback" not in end.errors
        async with process(*RUN, env=env) as bot:
            anna, sam = slack.person("anna"), slack.person("sam")
            await anna.sees("SOC-101", in_="#help-soc", within=PATIENCE)
            card = await sam.sees("SOC-101", in_="#soc-queue", within=PATIENCE)
            await sam.reacts("eyes", card)
            await anna.sees("@Anna: Sam has taken SOC-101", in_="#help-soc", within=PATIENCE)
            assert (await stopped(bot)).status == 0
        assert len([m for m in anna.reads("#help-soc") if not m.message.is_reply]) == 1
        assert len([m for m in sam.reads("#soc-queue") if not m.message.is_reply]) == 1


async def test_a_reaction_while_the_bot_is_away_is_worked_when_it_is_back(tmp_path: Path) -> None:
    async with a_sandbox() as slack:
        env = settings(tmp_path, slack)
        anna, sam = slack.person("anna"), slack.person("sam")
        async with process(*RUN, env=env) as bot:
            await slack.connected(2, seconds=PATIENCE)
            await asks(slack)
            card = await sam.sees("SOC-101", in_="#soc-queue", within=PATIENCE)
            assert (await stopped(bot)).status == 0
        await asyncio.wait_for(slack.quiet(), PATIENCE)
        await sam.reacts("eyes", card)
        async with process(*RUN, env=env):
            await anna.sees("@Anna: Sam has taken SOC-101", in_="#help-soc", within=PATIENCE)
            assert len(anna.notifications) == 2
