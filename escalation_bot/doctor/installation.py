"""What is on this side: settings, policy, database, and what was set aside in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from escalation_bot.config import Settings, SettingsError, load_settings
from escalation_bot.doctor.finding import Finding, ok, warning, wrong
from escalation_bot.domain.delivery import Status
from escalation_bot.domain.policy import Policy
from escalation_bot.messages.render import Renderer, WrongTemplate
from escalation_bot.policy_file import PolicyError, load_policy
from escalation_bot.store import inbox, outbox, waking
from escalation_bot.store.db import Database, NotSaved
from escalation_bot.store.migrations import HEAD
from escalation_bot.store.revision import check_writable, current


def settings(environ: Mapping[str, str]) -> tuple[Settings | None, Finding]:
    """The settings, or the first thing that is wrong with them."""
    try:
        found = load_settings(environ)
    except SettingsError as error:
        name, _, what = str(error).partition(" ")
        return None, wrong(name, what, f"set {name} in the environment of the bot, then run doctor again")
    try:
        Renderer(found.escalation_templates)
    except WrongTemplate as error:
        return None, wrong("ESCALATION_TEMPLATES", str(error), "correct or remove it; the bot does not start with it")
    way = "Socket Mode" if found.socket_mode else "HTTP: Slack must reach POST /slack/events"
    return found, ok("settings", way)


def policy(found: Settings) -> tuple[Policy | None, list[Finding]]:
    """The policy, or everything that is wrong with it."""
    try:
        loaded = load_policy(found.escalation_policy)
    except PolicyError as error:
        remedy = "correct it; `escalation-bot policy check` shows the same, `policy init` writes a first one"
        return None, [wrong("ESCALATION_POLICY", problem, remedy) for problem in error.problems]
    return loaded, [ok("ESCALATION_POLICY", f"{found.escalation_policy}, teams: {', '.join(loaded.teams)}")]


async def database(url: str, now: datetime) -> list[Finding]:
    """Whether it can be reached and written to, its revision, and what was set aside."""
    try:
        at = await current(url)
        if at != HEAD:
            return [_revision(at)]
        await check_writable(url, now)
        return [ok("DATABASE_URL", f"can be written to, at revision {at}"), *await _waiting(url, now)]
    except NotSaved as error:
        return [wrong("DATABASE_URL", str(error), "see that the database runs, and that the bot may write to it")]


def _revision(at: str | None) -> Finding:
    if at is not None and at > HEAD:
        return wrong(
            "DATABASE_URL",
            f"is at revision {at}, this program knows {HEAD}",
            "install the newer program, or restore the backup from before it ran",
        )
    what = "is empty" if at is None else f"is at revision {at}, the newest is {HEAD}"
    return warning("DATABASE_URL", what, "run `escalation-bot migrate`, or start the bot, which does the same")


async def _waiting(url: str, now: datetime) -> list[Finding]:
    db = Database(url)
    try:
        async with db.read("", now) as tx:
            deliveries = (await outbox.count_by_status(tx, [Status.SET_ASIDE])).get(Status.SET_ASIDE, 0)
            events = (await inbox.count_by_status(tx)).get("set_aside", 0)
            late, since = await waking.overdue(tx)
    finally:
        await db.close()
    return [*deliveries_set_aside(deliveries), *events_set_aside(events), *looks_overdue(late, since)]


def deliveries_set_aside(number: int) -> list[Finding]:
    """Words that somebody has not got."""
    remedy = "`escalation-bot outbox list` says which and why; resend or drop them"
    return [warning("outbox", f"{number} not sent and set aside", remedy)] if number else []


def events_set_aside(number: int) -> list[Finding]:
    """What somebody did, without an effect."""
    remedy = "`escalation-bot outbox events` says which and why; retry them after the cause is mended"
    return [warning("inbox", f"{number} of Slack's events set aside", remedy)] if number else []


def looks_overdue(number: int, since: datetime | None) -> list[Finding]:
    """Nobody is reminded, as nothing looks at what is due."""
    if not since:
        return []
    what = f"the clock does not run: {number} should have been looked at, the first at {since:%Y-%m-%d %H:%M} UTC"
    return [
        warning("clock", what, "see that a bot runs without --no-clock; if one does, its log says what it fails at")
    ]
