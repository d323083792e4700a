"""A real browser for the sandbox's page: one for the whole run, a fresh profile for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from escalation_bot.policy_file import load_policy
from tests.browser.kit import Visit, chromium, visits
from tests.stories.conftest import ROOT, Office, running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, without a window. Left out where there is none, never in CI."""
    if shutil.which("chromium") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("the page needs chromium: make browser")
    async with chromium() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """Opens the page of a sandbox. Whatever went wrong in it fails the test."""
    async with visits(browser) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def office(migrated_sqlite: Path, tmp_path: Path) -> AsyncIterator[Office]:
    """The sandbox with the real bot, in this process."""
    copy = shutil.copy(migrated_sqlite, tmp_path / "desk.db")
    async with running(load_policy(ROOT / "policy.example.yml"), f"sqlite:///{copy}") as made:
        yield made
