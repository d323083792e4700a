"""How fast Slack is called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from escalation_bot.jobs.pace import EVERYTHING, RATES, Pace

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
POST = "chat.postMessage"


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_channel_takes_four_messages_at_once_then_one_a_second() -> None:
    pace = Pace()
    assert [pace.wait(POST, "C1", NOW) for _ in range(6)] == [0, 0, 0, 0, 1, 1]
    assert [pace.wait(POST, "C1", after(1)) for _ in range(2)] == [0, 1]
    assert pace.wait(POST, "C1", after(1.5)) == pytest.approx(0.5)


def test_a_call_that_has_to_wait_is_not_counted() -> None:
    pace = Pace()
    for _ in range(50):
        pace.wait(POST, "C1", NOW)
    assert pace.wait(POST, "C1", after(1)) == 0


def test_channels_have_their_own_pace() -> None:
    pace = Pace()
    for _ in range(5):
        pace.wait(POST, "C1", NOW)
    assert pace.wait(POST, "C2", NOW) == 0


def test_notes_and_forms_never_wait_for_posts() -> None:
    pace = Pace()
    for n in range(1000):
        pace.wait(POST, f"C{n % 9}", NOW)
    assert pace.wait("chat.postEphemeral", "C1", NOW) == 0
    assert pace.wait("views.open", "", NOW) == 0


@pytest.mark.parametrize(("method", "tier"), [("chat.update", 50), ("conversations.history", 50), (POST, 300)])
def test_no_method_is_called_more_often_in_any_minute_than_its_tier_allows(method: str, tier: int) -> None:
    pace, made = Pace(), []
    for tenth in range(1800):
        now = after(tenth / 10)
        made += [now for n in range(50) if pace.wait(method, f"C{n}", now) == 0]
    busiest = max(sum(start <= at < start + timedelta(minutes=1) for at in made) for start in made[:: len(made) // 20])
    assert tier * 0.7 < busiest <= tier


def test_retry_after_closes_its_method_and_no_other() -> None:
    pace = Pace()
    pace.close(POST, after(30))
    assert pace.wait(POST, "C1", NOW) == 30
    assert pace.wait("chat.update", "C1", NOW) == 0
    assert pace.wait(POST, "C1", after(30)) == 0


def test_a_refused_token_closes_everything() -> None:
    pace = Pace()
    pace.close(EVERYTHING, after(30))
    assert {pace.wait(method, "C1", NOW) for method in (*RATES, "views.open")} == {30}


def test_a_clock_that_steps_back_gives_nothing_away() -> None:
    pace = Pace()
    for _ in range(4):
        pace.wait(POST, "C1", NOW)
    assert pace.wait(POST, "C1", after(-60)) > 0
