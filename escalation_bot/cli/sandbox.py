"""`escalation-bot sandbox`: a Slack on this machine, for a bot that is started beside it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from escalation_bot.cli.manifest import built


def sandbox(
    port: Annotated[int, typer.Option(help="Where it listens; 0: any free port.")] = 0,
    address: Annotated[
        str | None, typer.Option(help="Deliver over HTTP to this address of a bot. Without: Socket Mode.")
    ] = None,
    policy: Annotated[
        Path, typer.Option(envvar="ESCALATION_POLICY", help="Its `command` names the slash command.")
    ] = Path("policy.yml"),
) -> None:
    """Run a sandbox Slack until Ctrl-C, and print the environment of a bot for it."""
    try:
        asyncio.run(_until_interrupted(port, address, policy))
    except OSError as error:
        typer.echo(f"--port {port}: {error.strerror}", err=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


async def _until_interrupted(port: int, address: str | None, policy: Path) -> None:
    from escalation_bot.sandbox import Sandbox

    manifest = built(policy, address)
    async with Sandbox(manifest=manifest, port=port) as slack:
        environ = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url}
        if address:
            slack.deliver_to(manifest["settings"]["interactivity"]["request_url"])
            environ["SLACK_SIGNING_SECRET"] = slack.signing_secret
        else:
            environ["SLACK_APP_TOKEN"] = slack.app_token
        for name, value in environ.items():
            typer.echo(f"export {name}={value}")
        await asyncio.Event().wait()
