"""How time goes by in stories about reminders, and who heard what of the bot meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import Office

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SICK = "face_with_thermometer"
EVERYBODY = ("sam", "sofia", "lena", "olga", "mia", "anna")


def local(text: str) -> datetime:
    """`2026-11-24 10:00`, as the team's clocks show it."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)


async def until(office: Office, text: str) -> None:
    """Time goes by until then, by the team's clocks; a minute more, as a look comes after what is due."""
    await office.later(seconds=(local(text) - office.slack.clock.now()).total_seconds() + 60)


async def before(office: Office, text: str, minutes: int) -> None:
    """Time goes by until so long before then."""
    wanted = local(text) - timedelta(minutes=minutes)
    await office.later(seconds=(wanted - office.slack.clock.now()).total_seconds())


async def begins(office: Office, text: str) -> None:
    """The story begins then."""
    office.slack.clock.advance(local(text) - office.slack.clock.now())
    await office.idle()


def heard(office: Office) -> dict[str, list[str]]:
    """Who was notified of what since this was last asked."""
    everything = {name: office.hears(name) for name in EVERYBODY}
    return {name: words for name, words in everything.items() if words}


def in_dm(office: Office, name: str) -> Seen:
    """The newest direct message to somebody."""
    return office.person(name).reads("dm")[-1]
