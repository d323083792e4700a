"""Ordinary teams, policies and escalations for tests to vary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from escalation_bot.domain.escalation import Escalation, Request, State
from escalation_bot.domain.policy import Impact, Motive, Policy, Targets, Team
from escalation_bot.domain.worktime import Calendar, Hours, Span

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday, ten o'clock in Stockholm."""


def hours(text: str) -> Hours:
    """`09:00-12:00, 13:00-24:00`; 24:00 is written as the midnight that a day ends with."""
    ranges = (part.strip().replace("24:00", "00:00").split("-") for part in text.split(","))
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in ranges)


def never(_: date) -> bool:
    """No day is closed."""
    return False


def calendar(
    text: str = "09:00-17:00",
    zone: str = "Europe/Stockholm",
    days: range = range(5),
    closed: Callable[[date], bool] = never,
) -> Calendar:
    """The same hours on each of some weekdays."""
    return Calendar(ZoneInfo(zone), dict.fromkeys(days, hours(text)), closed)


def team(key: str = "soc", **changes: Any) -> Team:
    """A team with nine-to-five working time in Stockholm."""
    plain = Team(
        key=key,
        name=key.upper(),
        ticket_pattern=rf"{key.upper()}-\d+",
        queue_channel=f"C0{key.upper()}QUEUE",
        intake_channels=(f"C0HELP{key.upper()}",),
        leads=("U0LENA",),
        calendar=calendar(),
    )
    return replace(plain, **changes)


def policy(*teams: Team, **changes: Any) -> Policy:
    """One motive, usual targets."""
    plain = Policy(
        version="1",
        motives={"deal": Motive("Important deal")},
        impacts={impact: Targets(Span.parse("4h"), Span.parse("1d"), Span.parse("5d")) for impact in Impact},
        teams={each.key: each for each in teams or (team(),)},
    )
    return replace(plain, **changes)


def escalation(state: State = State.REQUESTED, **changes: Any) -> Escalation:
    """Olle's request for SOC-123."""
    plain = Escalation(
        id=1,
        workspace="T1",
        number=17,
        ticket="SOC-123",
        team="soc",
        state=state,
        motive="deal",
        impact=Impact.MAJOR,
        by=None,
        customer="",
        requester="U0OLLE",
        arrived=NOW,
        since=NOW,
        by_whom="U0OLLE",
        channel="C0HELPSOC",
    )
    return replace(plain, **changes)


def asking(**changes: Any) -> Request:
    """What the form says when Olle asks for SOC-123."""
    plain = Request("SOC-123", "soc", "deal", Impact.MAJOR, "Their shop opens on 3 December and cannot take orders.")
    return replace(plain, **changes)
