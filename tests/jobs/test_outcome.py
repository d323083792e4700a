"""What becomes of a delivery whose call went wrong: the whole table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from escalation_bot.domain.delivery import Delivery, Kind, Pending, Status
from escalation_bot.jobs.outcome import LOCKED_OUT, of_call, of_look
from escalation_bot.slack.errors import SlackError

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
POST, EDIT, NOTE = Kind.POST, Kind.EDIT, Kind.NOTE
REFUSED: dict[str, Any] = {"permanent": True}
OPEN: dict[str, Any] = {"unknown": True}


def pending(kind: Kind, attempts: int = 1) -> Pending:
    return Pending(1, "mark", Delivery(kind, "C1", "card"), Status.CALLING, attempts, NOW, NOW, NOW)


@pytest.mark.parametrize(
    ("kind", "code", "how", "status", "wait"),
    [
        (POST, "timeout", OPEN, Status.UNKNOWN, 10),
        (EDIT, "timeout", OPEN, Status.WAITING, 1),
        (NOTE, "timeout", OPEN, Status.DROPPED, None),
        (POST, "unreachable", {}, Status.WAITING, 1),
        (NOTE, "unreachable", {}, Status.WAITING, 1),
        (POST, "ratelimited", {"retry_after": 7.0}, Status.WAITING, 7),
        (NOTE, "ratelimited", {"retry_after": 7.0}, Status.WAITING, 7),
        (POST, "is_archived", REFUSED, Status.SET_ASIDE, None),
        (EDIT, "is_archived", REFUSED, Status.SET_ASIDE, None),
        (EDIT, "message_not_found", REFUSED, Status.DROPPED, None),
        (POST, "message_not_found", REFUSED, Status.SET_ASIDE, None),
        (NOTE, "user_not_in_channel", REFUSED, Status.DROPPED, None),
        (POST, "invalid_auth", {"auth": True}, Status.WAITING, LOCKED_OUT.total_seconds()),
        (NOTE, "invalid_auth", {"auth": True}, Status.WAITING, LOCKED_OUT.total_seconds()),
    ],
)
def test_a_failed_call_leads_to(kind: Kind, code: str, how: dict[str, Any], status: Status, wait: float | None) -> None:
    verdict = of_call(pending(kind), SlackError("m", code, **how), NOW)
    until = None if wait is None else NOW + timedelta(seconds=wait)
    assert (verdict.status, verdict.until) == (status, until)
    assert code in verdict.note


@pytest.mark.parametrize(
    ("code", "how", "status", "wait"),
    [
        ("missing_scope", REFUSED, Status.SET_ASIDE, None),
        ("http_500", OPEN, Status.UNKNOWN, 10),
        ("unreachable", {}, Status.UNKNOWN, 10),
        ("ratelimited", {"retry_after": 40.0}, Status.UNKNOWN, 40),
        ("token_revoked", {"auth": True}, Status.UNKNOWN, LOCKED_OUT.total_seconds()),
    ],
)
def test_without_a_look_nothing_is_sent_again(code: str, how: dict[str, Any], status: Status, wait: float) -> None:
    verdict = of_look(SlackError("conversations.history", code, **how), NOW)
    until = None if wait is None else NOW + timedelta(seconds=wait)
    assert (verdict.status, verdict.until) == (status, until)


@pytest.mark.parametrize(("attempts", "wait"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (40, 60)])
def test_waits_double_up_to_a_minute(attempts: int, wait: int) -> None:
    verdict = of_call(pending(POST, attempts), SlackError("m", "unreachable"), NOW)
    assert verdict.until == NOW + timedelta(seconds=wait)


def test_the_note_says_what_slack_says_is_wrong() -> None:
    error = SlackError("m", "invalid_blocks", permanent=True, detail="no more than 50 items allowed")
    assert of_call(pending(POST), error, NOW).note == "invalid_blocks (no more than 50 items allowed)"


@pytest.mark.parametrize(("attempts", "status"), [(1, Status.WAITING), (5, Status.WAITING), (6, Status.SET_ASIDE)])
def test_a_picture_that_slack_still_works_on_is_waited_for_and_not_for_ever(attempts: int, status: Status) -> None:
    error = SlackError("m", "invalid_blocks", permanent=True, detail="[ERROR] invalid slack file [json-pointer:/a]")
    assert of_call(pending(POST, attempts), error, NOW).status is status
