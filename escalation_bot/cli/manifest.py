"""`escalation-bot manifest`: the Slack app as this program needs it, to be pasted into its settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from escalation_bot.cli.failing import fail

_EVENTS = "/slack/events"


def manifest(
    address: Annotated[
        str | None,
        typer.Option(
            help="Where Slack reaches the bot over HTTP, such as https://desk.example.com. Without: Socket Mode."
        ),
    ] = None,
    policy: Annotated[
        Path, typer.Option(envvar="ESCALATION_POLICY", help="Its `command` names the slash command.")
    ] = Path("policy.yml"),
) -> None:
    """Print the Slack app's manifest as YAML."""
    import yaml

    typer.echo(yaml.safe_dump(built(policy, address), sort_keys=False, allow_unicode=True, width=110), nl=False)


def built(policy: Path, address: str | None = None) -> dict[str, Any]:
    """The manifest under the policy's name for the command; under the usual one where there is no policy yet."""
    from escalation_bot.app import SURFACES
    from escalation_bot.domain.policy import Policy
    from escalation_bot.manifest import manifest as made
    from escalation_bot.policy_file import PolicyError, load_policy

    if address:
        address = address.rstrip("/").removesuffix(_EVENTS) + _EVENTS
    try:
        command = load_policy(policy).command if policy.exists() else Policy.command
    except PolicyError as error:
        fail(*error.problems)
    return made(SURFACES, command, address)
