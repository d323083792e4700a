"""What the app may do, and whether Slack and this machine agree on the time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from escalation_bot.app import SURFACES
from escalation_bot.doctor.facts import Facts
from escalation_bot.doctor.finding import Finding, ok, warning, wrong
from escalation_bot.manifest import manifest

_SKEW = timedelta(seconds=60)  # Slack's signatures are good for five minutes, its triggers for three seconds


def token(facts: Facts) -> Iterator[Finding]:
    """Whom the bot token speaks for."""
    yield ok(
        "SLACK_BOT_TOKEN", f"speaks for {facts.identity.user_id} in {facts.identity.url or facts.identity.team_id}"
    )


def scopes(facts: Facts) -> Iterator[Finding]:
    """Whether the installed app was given everything that the manifest asks for."""
    needed = set(manifest(SURFACES, facts.policy.command)["oauth_config"]["scopes"]["bot"])
    missing = sorted(needed - facts.identity.scopes)
    if missing:
        yield wrong(
            "scopes",
            f"the app has not been given {', '.join(missing)}",
            "put what `escalation-bot manifest` prints into the app's settings (App Manifest), then reinstall the app",
        )
    else:
        yield ok("scopes", "the app has all that it needs")


def clock(facts: Facts) -> Iterator[Finding]:
    """Whether this machine's clock is right, by Slack's."""
    if facts.identity.at is None:
        return
    skew = facts.now - facts.identity.at
    if abs(skew) > _SKEW:
        way = "ahead of" if skew > timedelta() else "behind"
        yield warning(
            "clock",
            f"this machine is {abs(skew).total_seconds():.0f} s {way} Slack",
            "set it by a time server (NTP): signatures and deadlines depend on it",
        )
    else:
        yield ok("clock", "agrees with Slack's")
