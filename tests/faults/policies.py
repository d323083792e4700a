"""Policies for trials: ids only, so that a start asks Slack for no names, and clocks that never stand still."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_RULES = """
version: 1
motives:
  deadline: {label: Deadline risk, by: The date it is needed, by_required: true}
impacts:
  limited: {acknowledge: 1d, update: 3d, resolve: 15d}
  moderate: {acknowledge: 1d, update: 2d, resolve: 10d}
  major: {acknowledge: 4h, update: 1d, resolve: 5d}
  critical: {acknowledge: 30m, update: 2h, resolve: 1d}
publish_wait: 1s
operator: C0OPS
teams:
"""
_TEAM = """
  {key}:
    name: Team {key}
    ticket_pattern: '{key}-\\d+'
    intake_channels: {intake}
    queue_channel: {queue}
    members: [U0SAM, U0SOFIA]
    leads: [U0LENA, U0OLGA]
    limit: {{max: 50, mode: observe}}
    timezone: Europe/Stockholm
    working_hours: {{mon-sun: "00:00-24:00"}}
"""


@dataclass(frozen=True)
class Queue:
    """A team: what its tickets begin with, where people ask, where it works."""

    key: str
    intake: str
    queue: str


def written(folder: Path, *queues: Queue) -> Path:
    """The file of a policy with these teams."""
    path = folder / "policy.yml"
    teams = (_TEAM.format(key=each.key, intake=each.intake, queue=each.queue) for each in queues)
    path.write_text(_RULES + "".join(teams))
    return path
