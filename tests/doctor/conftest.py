"""An installation whose every part can be broken, and what the doctor finds then."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from escalation_bot.doctor.examine import examine
from escalation_bot.doctor.finding import Finding, Mark
from escalation_bot.domain.moments import SystemWatch, Watch
from escalation_bot.sandbox import Sandbox, World
from tests.cli.kit import EXAMPLE, a_sandbox, settings


@dataclass(frozen=True)
class Shifted(SystemWatch):
    """A machine whose clock is not Slack's."""

    by: timedelta

    def now(self) -> datetime:
        """The wrong time."""
        return super().now() + self.by


@dataclass
class Clinic:
    """A workspace, a policy and settings; a test changes one of them and looks."""

    folder: Path
    world: World = field(default_factory=World.example)
    environ: dict[str, str] = field(default_factory=dict)
    watch: Watch = field(default_factory=SystemWatch)
    happens: Callable[[Sandbox], None] = lambda _slack: None

    def policy(self, *changes: tuple[str, str]) -> None:
        """The example policy with other words in it."""
        text = EXAMPLE.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        file = self.folder / "policy.yml"
        file.write_text(text, encoding="utf-8")
        self.environ["ESCALATION_POLICY"] = str(file)

    async def looks(self) -> list[Finding]:
        """What is found."""
        async with a_sandbox(self.world) as slack:
            self.happens(slack)
            return await examine(settings(self.folder, slack) | self.environ, self.watch)

    async def finds(self, about: str, mark: Mark) -> Finding:
        """The one finding about something that is not as it should be."""
        found = [each for each in await self.looks() if each.about == about and each.mark is mark]
        assert len(found) == 1, found
        return found[0]


@pytest.fixture
def clinic(tmp_path: Path, migrated_sqlite: Path) -> Clinic:
    """A healthy installation."""
    shutil.copy(migrated_sqlite, tmp_path / "desk.db")
    return Clinic(tmp_path)
