"""docs/permissions.md is made from the code, and held equal here; whatever is possible has a place where it is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalation_bot.actions import _verb
from escalation_bot.domain.escalation import State
from escalation_bot.domain.life import ROWS
from escalation_bot.domain.people import Role
from tests.docs import permissions
from tests.domain.test_life import LIFE

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text() == permissions.page(), "python -m tests.docs.permissions > docs/permissions.md"


def test_whoever_may_do_something_finds_where() -> None:
    """Only the bot's own doings have no surface."""
    for row in ROWS:
        for state in row.states:
            by_the_bot = row.who == {Role.BOT}
            assert bool(permissions._surfaces(row, state)) is not by_the_bot, (row.verb, state)


@pytest.mark.parametrize("state", list(State))
def test_no_button_stands_where_nobody_may_use_it(state: State) -> None:
    possible = {verb for row_state, verb, *_ in LIFE if row_state == state}
    for where, action, label in permissions._standing_buttons(state):
        about = _verb(action)
        assert action == "more" or (about and about[0] in possible), (where, label)
