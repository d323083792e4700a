"""`escalation-bot digest`: a team's summary as it would be sent now, in the terminal; nothing is sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from escalation_bot.cli.failing import fail

if TYPE_CHECKING:
    from escalation_bot.domain.policy import Policy, Team
    from escalation_bot.messages.render import Renderer
    from escalation_bot.store.db import Tx

_SOON = 3
"""Seconds within which Slack says what people are called, or does not."""


def digest(
    team: Annotated[str, typer.Argument(help="The team's key in the policy, such as soc.")],
    weekly: Annotated[bool, typer.Option("--weekly", help="The week before today instead of today.")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Show it and send nothing.")] = False,
    png: Annotated[Path | None, typer.Option(help="Where to write the weekly one's chart.")] = None,
    policy: Annotated[Path, typer.Option(envvar="ESCALATION_POLICY")] = Path("policy.yml"),
    templates: Annotated[Path | None, typer.Option(envvar="ESCALATION_TEMPLATES", exists=True)] = None,
    workspace: Annotated[str | None, typer.Option(help="Its id (T…), where the database has several.")] = None,
) -> None:
    """Show a team's digest as it would be sent now."""
    from escalation_bot.messages.render import Renderer, WrongTemplate

    if not preview:
        fail("add --preview: it is shown and nothing is sent; a running bot sends digests by itself, at their time")
    if png and not weekly:
        fail("--png is for the chart of the weekly digest: add --weekly")
    rules = _policy(policy)
    if team not in rules.teams:
        fail(f"there is no team {team} in {policy}; there is {', '.join(rules.teams)}")
    try:
        render = Renderer(templates)
    except WrongTemplate as error:
        fail(f"ESCALATION_TEMPLATES: {error}")
    if weekly:
        _show_week(rules, rules.teams[team], render, workspace, png)
    else:
        _show_day(rules, rules.teams[team], render, workspace)


def _policy(file: Path) -> Policy:
    from escalation_bot.policy_file import PolicyError, load_policy

    try:
        return load_policy(file)
    except PolicyError as error:
        fail(*error.problems)


def _show_day(rules: Policy, team: Team, render: Renderer, workspace: str | None) -> None:
    from escalation_bot.cli import database
    from escalation_bot.domain.digest import Due, Kind
    from escalation_bot.jobs import summaries

    async def collect(tx: Tx) -> Any:
        due = Due(Kind.DAILY, team.key, team.calendar.local(tx.now), tx.now)
        return await summaries.daily(tx, rules, team, due, "")

    facts = database.at_desk(collect, workspace=workspace)
    if facts is None:
        typer.echo("There is nothing to say, so nothing would be sent.")
    else:
        _print(render, "daily", {**facts, "names": _names(rules, facts)}, team)


def _names(rules: Policy, found: dict[str, Any]) -> dict[str, str]:
    """What people are called, if the bot's settings are at hand and Slack answers soon: the database knows their ids
    only, which stand there otherwise."""
    import asyncio
    import os

    from escalation_bot.config import SettingsError, load_settings
    from escalation_bot.domain.moments import SystemWatch
    from escalation_bot.messages import facts
    from escalation_bot.slack.api import connect
    from escalation_bot.slack.directory import Directory

    people = {person for item in found["items"] for person in facts.people(item)}

    async def asked() -> dict[str, str]:
        settings, watch = load_settings(os.environ), SystemWatch()
        async with connect(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, watch) as api:
            async with asyncio.timeout(_SOON):
                return await Directory(api, rules, watch).names(people)

    try:
        return asyncio.run(asked()) if people else {}
    except (SettingsError, TimeoutError):
        return {}


def _show_week(rules: Policy, team: Team, render: Renderer, workspace: str | None, png: Path | None) -> None:
    import asyncio

    from escalation_bot.cli import database
    from escalation_bot.domain.digest import Due, Kind, weeks
    from escalation_bot.jobs import summaries
    from escalation_bot.messages import chart
    from escalation_bot.store import digests

    async def collect(tx: Tx) -> Any:
        due = Due(Kind.WEEKLY, team.key, team.calendar.local(tx.now), tx.now)
        found = await digests.week(tx, team.key, weeks(team.calendar, due.day))
        return await summaries.weekly(found, rules, team, due, render)

    made = database.at_desk(collect, workspace=workspace)
    if made is None:
        typer.echo("Nothing happened in that week, so nothing would be sent.")
        return
    facts, figures = made
    _print(render, "weekly", {**facts, "picture_id": "chart"}, team)
    if png:
        try:
            png.write_bytes(asyncio.run(chart.draw(figures)))
        except (chart.NotDrawn, OSError) as error:
            fail(f"{png}: {error}")


def _print(render: Renderer, kind: str, facts: dict[str, Any], team: Team) -> None:
    """As people would read it in the team's own time zone."""
    from escalation_bot.sandbox.blockkit import text_of

    message = render.message(f"digest/{kind}", facts)
    typer.echo(text_of({"text": message.text, "blocks": message.blocks}, {}, team.calendar.zone))
