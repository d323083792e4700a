"""A small policy for tests to add to."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalation_bot.domain.policy import Policy
from escalation_bot.policy_file import PolicyError, parse_policy

EXAMPLE = Path(__file__).parents[2] / "policy.example.yml"
SMALL = r"""version: 1
motives:
  deal: {label: Important deal}
impacts:
  limited: {acknowledge: 1d, update: 3d, resolve: 15d}
  moderate: {acknowledge: 1d, update: 2d, resolve: 10d}
  major: {acknowledge: 4h, update: 1d, resolve: 5d}
  critical: {acknowledge: 30m, update: 2h, resolve: 1d}
teams:
  soc:
    name: Operations
    ticket_pattern: SOC-\d+
    intake_channels: C0HELP
    queue_channel: C0QUEUE
    leads: [U0LENA]
    timezone: Europe/Stockholm
"""


def parse(extra: str = "", **team: str) -> Policy:
    """The small policy with further lines, and further or other settings of its team."""
    kept = [line for line in SMALL.splitlines() if line.strip().split(":")[0] not in team]
    settings = [f"    {name}: {value}" for name, value in team.items() if value]
    return parse_policy("\n".join([*kept, *settings, extra]), name="policy.yml")


def problems(text: str) -> list[str]:
    with pytest.raises(PolicyError) as wrong:
        parse_policy(text, name="policy.yml")
    assert str(wrong.value) == "\n".join(wrong.value.problems)
    return wrong.value.problems


def problems_of(extra: str = "", **team: str) -> list[str]:
    with pytest.raises(PolicyError) as wrong:
        parse(extra, **team)
    return [problem.split(" ", 1)[1] for problem in wrong.value.problems]
