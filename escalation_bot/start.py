"""Starting the bot: settings, policy, database, and then the bot until a signal ends it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from escalation_bot.app import Bot
from escalation_bot.config import Settings, SettingsError, load_settings
from escalation_bot.domain.moments import SystemWatch, Watch
from escalation_bot.domain.policy import Policy
from escalation_bot.messages.render import WrongTemplate
from escalation_bot.policy_file import PolicyError, load_policy
from escalation_bot.serve import logs
from escalation_bot.serve.runner import Part, on_hangup, run, serve, stop_on_signals
from escalation_bot.store.db import NotSaved
from escalation_bot.store.revision import bring_up_to_date, check_writable

WRONG = 2
"""The exit status for what an operator has to put right."""


Beside = Callable[[Bot], Sequence[Part]]
"""What else runs as long as the bot does."""


def main(
    environ: Mapping[str, str],
    *,
    clock: bool = True,
    watch: Watch | None = None,
    beside: Beside = lambda _: (),
) -> int:
    """Runs the bot, `clock`: with the clocks, `watch`: in whose time; answers the exit status. What is wrong is one
    readable line on stderr."""
    try:
        settings = load_settings(environ)
        policy = load_policy(settings.escalation_policy)
    except SettingsError as error:
        return _wrong(str(error))
    except PolicyError as error:
        return _wrong(f"ESCALATION_POLICY: {_first(error.problems)}")
    secrets = (settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret)
    known = [secret.get_secret_value() for secret in secrets if secret]
    logs.set_up(settings.log_level, settings.log_format, secrets=known)
    return run(_until_stopped(settings, policy, watch or SystemWatch(), beside, clock=clock))


async def _until_stopped(settings: Settings, policy: Policy, watch: Watch, beside: Beside, *, clock: bool) -> int:
    stop = asyncio.Event()
    stop_on_signals(stop)
    try:
        await bring_up_to_date(settings.database_url)
        await check_writable(settings.database_url, watch.now())
        bot = Bot(settings, policy, watch, stop.set, clock=clock, read=partial(_read, settings))
        on_hangup(bot.reload)
        await serve([bot, *beside(bot)], stop)
    except WrongTemplate as error:
        return _wrong(f"ESCALATION_TEMPLATES: {error}")
    except NotSaved as error:
        return _wrong(f"DATABASE_URL: {error}")
    except OSError as error:
        why = str(error.strerror).split(" (while", maxsplit=1)[0]  # the address, once more
        return _wrong(f"HOST, PORT: {settings.host}:{settings.port} cannot be listened on: {why}")
    return _wrong(bot.fatal) if bot.fatal else 0


def _read(settings: Settings) -> Policy | list[str]:
    """The policy as it is now, or what is wrong with it."""
    try:
        return load_policy(settings.escalation_policy)
    except PolicyError as error:
        return error.problems


def _first(problems: list[str]) -> str:
    first, *others = problems
    return f"{first} (and {len(others)} more; escalation-bot policy check shows all)" if others else first


def _wrong(line: str) -> int:
    sys.stderr.write(f"escalation-bot: {line}\n")
    return WRONG
