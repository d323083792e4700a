"""Looks at everything, in the order in which it must be put right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from escalation_bot.config import Settings
from escalation_bot.doctor import channels, installation, rights, teams
from escalation_bot.doctor.facts import Facts, gather
from escalation_bot.doctor.finding import Finding, ok, wrong
from escalation_bot.domain.moments import Watch
from escalation_bot.domain.policy import Policy
from escalation_bot.slack.api import SlackApi, connect
from escalation_bot.slack.errors import SlackError

LOOKS: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    rights.token,
    rights.scopes,
    rights.clock,
    channels.unresolved,
    channels.channels,
    channels.one_channel,
    channels.private_motives,
    teams.people,
    teams.leads,
    teams.members,
    teams.groups,
)
"""Each looks for one kind of thing in what Slack has said."""


async def examine(environ: Mapping[str, str], watch: Watch) -> list[Finding]:
    """Everything there is to say about the installation that `environ` describes."""
    settings, finding = installation.settings(environ)
    if settings is None:
        return [finding]
    policy, found = installation.policy(settings)
    found = [finding, *found, *await installation.database(settings.database_url, watch.now())]
    if policy:
        found += await _in_slack(settings, policy, watch)
    return found


async def _in_slack(settings: Settings, policy: Policy, watch: Watch) -> list[Finding]:
    token = settings.slack_bot_token.get_secret_value()
    async with connect(token, settings.slack_api_url, watch) as api:
        try:
            facts = await gather(api, await api.auth_test(), policy, watch)
        except SlackError as error:
            return [_not_in(error)]
        found = [finding for look in LOOKS for finding in look(facts)]
        return found + await _app_token(api, settings)


def _not_in(error: SlackError) -> Finding:
    if error.auth:
        remedy = "copy the Bot User OAuth Token (xoxb-…) again from “OAuth & Permissions”; reinstall the app if need be"
        return wrong("SLACK_BOT_TOKEN", f"is refused by Slack: {error.code}", remedy)
    return wrong("SLACK_API_URL", f"Slack is not reached: {error.code}", "see to the network, a proxy or a firewall")


async def _app_token(api: SlackApi, settings: Settings) -> list[Finding]:
    if settings.slack_app_token is None:
        return []
    try:
        await api.call("apps.connections.open", app_token=settings.slack_app_token.get_secret_value())
    except SlackError as error:
        remedy = (
            "switch Socket Mode on in the app's settings, and make an app-level token with connections:write "
            "under “Basic Information”"
        )
        return [wrong("SLACK_APP_TOKEN", f"opens no connection: {error.code}", remedy)]
    return [ok("SLACK_APP_TOKEN", "opens connections")]
