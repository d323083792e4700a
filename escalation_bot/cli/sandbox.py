"""`escalation-bot sandbox`: a Slack on this machine with a page, and the bot in it or one that is started beside it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from escalation_bot.cli.failing import fail
from escalation_bot.cli.manifest import built


def sandbox(
    port: Annotated[int, typer.Option(help="Where it listens; 0: any free port.")] = 0,
    no_bot: Annotated[
        bool, typer.Option("--no-bot", help="For a bot of your own: prints the environment that it needs.")
    ] = False,
    address: Annotated[
        str | None, typer.Option(help="Deliver over HTTP to this address of a bot of your own. Without: Socket Mode.")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option(envvar="ESCALATION_POLICY", help="The bot's policy. Without: the example's.")
    ] = None,
    world: Annotated[
        Path | None, typer.Option(help="People, channels, groups and tickets. Without: what the policy speaks of.")
    ] = None,
    state: Annotated[Path | None, typer.Option(help="Go on with what the page saved in this file.")] = None,
) -> None:
    """Run a sandbox Slack with its page until Ctrl-C. Needs no Slack account."""
    work = _alone(port, address, policy, world) if no_bot or address else _with_bot(port, policy, world, state)
    try:
        asyncio.run(work)
    except OSError as error:
        typer.echo(f"--port {port}: {error.strerror}", err=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


async def _with_bot(port: int, policy: Path | None, world: Path | None, state: Path | None) -> None:
    from escalation_bot.demo.office import office
    from escalation_bot.demo.process import NotRunning
    from escalation_bot.demo.world_file import read_setting
    from escalation_bot.policy_file import PolicyError

    try:
        setting = read_setting(world, policy)
        async with office(setting.world, setting.policy, port=port) as made:
            await made.furnish(setting.tickets)
            if state:
                await made.load_file(state)
            typer.echo(f"The page is at {made.slack.origin}/, the bot connected. Ctrl-C ends both.")
            await asyncio.Event().wait()
    except PolicyError as error:
        fail(*error.problems)
    except NotRunning as error:
        fail(f"the bot does not start: {error}")


async def _alone(port: int, address: str | None, policy: Path | None, world: Path | None) -> None:
    from escalation_bot.demo.world_file import read_setting
    from escalation_bot.policy_file import PolicyError
    from escalation_bot.sandbox import Sandbox

    try:
        setting = read_setting(world, policy)
    except PolicyError as error:
        fail(*error.problems)
    manifest = built(policy or Path("policy.yml"), address)
    async with Sandbox(setting.world, manifest=manifest, port=port) as slack:
        environ = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url}
        if address:
            slack.deliver_to(manifest["settings"]["interactivity"]["request_url"])
            environ["SLACK_SIGNING_SECRET"] = slack.signing_secret
        else:
            environ["SLACK_APP_TOKEN"] = slack.app_token
        for name, value in environ.items():
            typer.echo(f"export {name}={value}")
        typer.echo(f"# the page is at {slack.origin}/")
        await asyncio.Event().wait()
